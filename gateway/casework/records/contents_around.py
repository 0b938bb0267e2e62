"""Where the contents of the documents of a case or a conversation are, put together from the rows.

What a letter of ours names has the receipts of who received it; what a letter of another authority
names may be on its way to us. Both are shown where the document is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.records import named_documents
from gateway.documents import content_rows, fetch_rows, receipt_rows
from gateway.documents.content_rows import HeldContent
from gateway.domain.consultation.contents_at import ContentsAt, Elsewhere
from gateway.domain.consultation.document_fetch import DocumentFetch
from gateway.domain.consultation.document_record import DocumentReplaced
from gateway.views.reader import ShownContents


def shown_contents(
    conn: Connection,
    us: str,
    subject: str,
    conversations: Collection[str],
    replaced: Mapping[str, DocumentReplaced] | None = None,
) -> ShownContents:
    """Return what a view is to say of contents.

    Args:
        conn: A transaction.
        us: Our code.
        subject: Number of our case; empty where there is none.
        conversations: Conversations whose letters may name documents.
        replaced: What replaced documents besides those that letters name.
    """
    later = {**named_documents.replaced_in(conn, us, conversations), **(replaced or {})}
    return ShownContents(at=contents_around(conn, subject, conversations), replaced=later)


def contents_around(
    conn: Connection, subject: str, conversations: Collection[str]
) -> dict[str, ContentsAt]:
    """Return where the contents of documents are, by digest.

    Args:
        conn: A transaction.
        subject: Number of our case; empty where there is none.
        conversations: Conversations whose letters may name documents.
    """
    held: dict[str, HeldContent] = {}
    fetches: dict[str, DocumentFetch] = {}
    for each in (*conversations, subject):
        held |= content_rows.of_subject(conn, each, waiting_too=True)
    for each in conversations:
        fetches |= fetch_rows.of_conversation(conn, each)
    elsewhere = _elsewhere(conn, conversations)
    return {
        sha256: _at(held.get(sha256), fetches.get(sha256), elsewhere.get(sha256, {}))
        for sha256 in {*held, *fetches, *elsewhere}
    }


def _elsewhere(
    conn: Connection, conversations: Collection[str]
) -> dict[str, dict[str, datetime | None]]:
    """Return by digest to whom letters of ours name a document, and when it had come there."""
    found: dict[str, dict[str, datetime | None]] = {}
    for talk in conversations:
        for named in named_documents.in_conversation(conn, talk):
            if named.letter.ours:
                found.setdefault(named.document.sha256, {}).setdefault(named.letter.peer, None)
    for receipt in receipt_rows.of_conversations(conn, list(conversations)):
        at = found.get(receipt.sha256, {})
        if receipt.receiver in at:  # else it is ours, or about a letter that was recalled
            at[receipt.receiver] = receipt.received
    return found


def _at(
    held: HeldContent | None, fetch: DocumentFetch | None, elsewhere: dict[str, datetime | None]
) -> ContentsAt:
    return ContentsAt(
        put_at=None if held is None else held.put_at,
        put_by="" if held is None else held.put_by,
        released_at=None if held is None else held.released_at,
        fetch=fetch,
        elsewhere=tuple(
            Elsewhere(authority=code, came_at=at) for code, at in sorted(elsewhere.items())
        ),
    )
