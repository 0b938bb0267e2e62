"""Which documents the letters of a conversation name, and whose contents may be given on it.

A letter names documents by digest, wherever in what it says. To whom a letter of ours names one,
its contents may be given, as long as the letter stands: not after it was recalled, erased or
deleted, and only contents that were put for that very conversation or the case that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel
from sqlalchemy import Connection

from gateway.casework.records import consultation_rows, correspondence_rows
from gateway.casework.records.correspondence import recall_of
from gateway.documents import content_rows, fetch_rows, receipt_rows
from gateway.domain.consultation import ConsultationAnswer
from gateway.domain.consultation.document_fetch import ContentsReceipt, documents_in
from gateway.domain.consultation.document_record import DocumentRecord, DocumentReplaced
from gateway.domain.correspondence import Correction, ForwardingReply
from gateway.domain.letter import LetterType
from gateway.domain.transaction import Document
from gateway.errors import InputError, NotFoundError
from gateway.exchange.journal import JournalRow, bodies_at, find_row, rows_of
from gateway.wire.content import content_from_bytes, letter_content


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that a letter names.

    Attributes:
        document: As the letter names it.
        letter: Where the letter lies.
    """

    document: Document
    letter: JournalRow


def in_conversation(conn: Connection, conversation_id: str) -> tuple[NamedDocument, ...]:
    """Return what the letters of a conversation name, each once for each side, oldest first."""
    found: dict[tuple[str, bool], NamedDocument] = {}
    for letter in rows_of(conn, [conversation_id]):
        for document in in_letter(conn, letter):
            found.setdefault((document.sha256, letter.ours), NamedDocument(document, letter))
    return tuple(found.values())


def named_by(conn: Connection, conversation_id: str, message_id: str) -> tuple[NamedDocument, ...]:
    """Return what one letter of a conversation names."""
    return tuple(
        NamedDocument(document, letter)
        for letter in rows_of(conn, [conversation_id])
        if letter.message_id == message_id
        for document in in_letter(conn, letter)
    )


def record_of(
    conn: Connection, us: str, conversation_id: str, *, ours: bool, but: str = ""
) -> DocumentRecord:
    """Return the documents of one side of a conversation, as its letters name and replace them.

    Args:
        conn: A transaction.
        us: Our code.
        conversation_id: The conversation.
        ours: Whose letters count.
        but: A letter that is left out.
    """
    record = DocumentRecord()
    for letter in rows_of(conn, [conversation_id]):
        if letter.ours is ours and letter.message_id != but:
            by = us if ours else letter.peer
            for document in in_letter(conn, letter):
                record = record.taking(document, by=by, at=letter.at)
    return record


def replaced_in(
    conn: Connection, us: str, conversation_ids: Iterable[str]
) -> dict[str, DocumentReplaced]:
    """Return what replaced the documents of some conversations, by the digest of the older one."""
    return {
        each.document.sha256: each.replaced
        for conversation_id in conversation_ids
        for ours in (True, False)
        for each in record_of(conn, us, conversation_id, ours=ours).replaced
    }


def in_letter(conn: Connection, letter: JournalRow) -> tuple[Document, ...]:
    """Return what a letter names; nothing where it was recalled, erased, or cannot be read."""
    if not letter.letter_type.known or recall_of(conn, letter) is not None:
        return ()
    bodies = bodies_at(conn, letter.position)
    if 0 not in bodies:
        return ()
    try:
        content = letter_content(letter.letter_type, bodies[0])
        said: list[BaseModel] = [content]
        if 1 in bodies and isinstance(content, Correction):
            corrected = _type_of(conn, letter, content.message_id)
            said += [] if corrected is None else [letter_content(corrected, bodies[1])]
        elif 1 in bodies and isinstance(content, ForwardingReply):
            said.append(content_from_bytes(ConsultationAnswer, bodies[1]))
    except InputError:
        return ()  # it cannot be read, as a person was told when it came
    return tuple({each.sha256: each for each in documents_in(said)}.values())


def _type_of(conn: Connection, letter: JournalRow, message_id: str) -> LetterType | None:
    of = find_row(conn, message_id, peer=None if letter.ours else letter.peer)
    return of.letter_type if of is not None and of.letter_type.known else None


def subjects_of(conn: Connection, conversation_id: str) -> tuple[str, ...]:
    """Return for what contents of a conversation are held: itself, and our case of it."""
    talk = consultation_rows.find(conn, conversation_id, lock=False)
    if talk is not None:
        case_id = talk.consultation.case_id if talk.ours else None
    else:
        letters = correspondence_rows.listed(conn, conversation_id=conversation_id)
        case_id = letters[0].case_id if letters else None
    return (conversation_id,) if case_id is None else (conversation_id, case_id)


def may_be_given(conn: Connection, peer: str, message_id: str, sha256: str) -> Document:
    """Return the document that a letter of ours names to a member, its contents being here.

    Raises:
        NotFoundError: No such letter was sent to that member, it does not name the document, or
            no longer stands; or the contents are not here. Which of it is, nobody is told.
    """
    letter = find_row(conn, message_id)
    if letter is not None and letter.peer == peer:
        named = next((each for each in in_letter(conn, letter) if each.sha256 == sha256), None)
        subjects = subjects_of(conn, letter.conversation_id)
        if named is not None and sha256 in content_rows.held_for(conn, subjects):
            return named
    raise _not_for_them()


def note_contents_receipt(
    conn: Connection, receipt: ContentsReceipt, signed: bytes, at: datetime
) -> None:
    """Keep the receipt for contents that a letter of ours names.

    Raises:
        NotFoundError: It is about no letter of ours to who signed it, or about a document that
            the letter does not name so.
    """
    letter = find_row(conn, receipt.message_id)
    if (
        letter is None
        or letter.peer != receipt.receiver
        or letter.digest.hex() != receipt.message_digest
        or not any(
            (each.sha256, each.size_bytes) == (receipt.sha256, receipt.size_bytes)
            for each in in_letter(conn, letter)
        )
    ):
        raise _not_for_them()
    receipt_rows.add(conn, receipt, letter.conversation_id, signed, at)


def offered_to(conn: Connection, subject: str, sha256: str) -> tuple[JournalRow, ...]:
    """Return the letters of ours that name contents which are here now, one for each talk.

    Args:
        conn: A transaction.
        subject: For what the contents were put: a case, or a conversation.
        sha256: Their digest.
    """
    talks = {subject}
    talks |= {row.consultation.conversation_id for row in consultation_rows.of_case(conn, subject)}
    talks |= {row.conversation_id for row in correspondence_rows.listed(conn, case_id=subject)}
    return tuple(
        each.letter
        for talk in sorted(talks)
        for each in in_conversation(conn, talk)
        if each.letter.ours and each.document.sha256 == sha256
    )


def note_offered_contents(
    conn: Connection, peer: str, message_id: str, sha256: str, at: datetime
) -> None:
    """Note that contents which a letter of a member names are there now.

    Whoever says so of a letter that is not its own, or of what nobody waits for, changes nothing.
    """
    letter = find_row(conn, message_id, peer=peer)
    if letter is not None:
        fetch_rows.note_offer(conn, letter.conversation_id, sha256, at)


def _not_for_them() -> NotFoundError:
    return NotFoundError(
        "the contents of this document are not here for you",
        remedy="Ask the authority that named the document to put its contents.",
    )
