"""Contents of documents that come: put here piece by piece, or fetched from who named them.

Whoever may file puts the contents of a case, in pieces, as in the IETF's resumable uploads. What we
named by letter is put by who writes it; what the other authority named is fetched from it when
somebody asks (`gateway.casework.handlers.fetching`). Contents are given to nobody before the whole
digest was found right, and what a document is told to be is compared with them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from gateway.casework.acts.journal import journal_of
from gateway.casework.consultations.consultations import get_consultation
from gateway.casework.contents.content_gate import on_disk
from gateway.casework.contents.uploads import check_size, take_piece
from gateway.casework.documents.held import (
    DocumentFolder,
    DocumentNoun,
    DocumentScope,
    FolderEntry,
    HeldDocument,
    scope_of,
)
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records.named_documents import in_letter
from gateway.casework.services import Office, Work
from gateway.documents import fetch_rows
from gateway.documents.fetching import upload_name
from gateway.domain.acts import Verb
from gateway.domain.consultation.document_fetch import BY_ITSELF, DocumentFetch
from gateway.domain.saying import says
from gateway.domain.transaction import Document
from gateway.errors import StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.journal import JournalRow, find_row


async def fetch_document(
    office: Office, officer: Officer, noun: DocumentNoun, thing_id: str, sha256: str
) -> HeldDocument:
    """Have the contents come from the authority that named the document, by itself.

    They come by themselves from then on, over restarts of either side; how far it is, `fetch`
    says. Asked again while they come, or once they are here, nothing changes.

    Raises:
        NotFoundError: Nothing there names this document, or it is not for this account.
        StateError: This authority named it: its contents are put here.
        InputError: BODY_TOO_LARGE; it is larger than this node takes.
    """
    scope = await may_move(office, officer, noun, thing_id)

    def write(work: Work) -> tuple[DocumentFolder, FolderEntry]:
        folder = DocumentFolder.read(work.conn, office.code, scope)
        entry = folder.find(sha256)
        if entry.letter is None or entry.ours:
            raise StateError(
                "this authority named the document; the other one does not have it",
                remedy="Put its contents: {addToUpload}",
                noun=noun.one,
                thing_id=thing_id,
            )
        check_size(entry.document, office.documents.contents.most_octets)
        known = folder.fetches.get(sha256)
        if sha256 in folder.held or (known is not None and known.settled_at is None):
            return folder, entry
        _want(work, entry.document, entry.letter, by=officer.name)
        journal_of(work, officer.name).act(
            Verb.DOCUMENT_FETCHED,
            scope.subject,
            says(
                "the contents of the document {title} are fetched from {peer}",
                title=entry.document.title,
                peer=entry.letter.peer,
            ),
            sha256[:12],
        )
        return DocumentFolder.read(work.conn, office.code, scope), entry

    folder, entry = await office.write(write)
    return await folder.shown(office, entry)


async def add_octets(
    office: Office,
    officer: Officer,
    noun: DocumentNoun,
    thing_id: str,
    sha256: str,
    *,
    offset: int,
    last: bool,
    octets: AsyncIterator[bytes],
) -> HeldDocument:
    """Take a piece of the contents of a document that this authority names.

    With the last octet they are here; the other authority is given those of a letter when it asks.
    What comes before a client has gone is kept, so that it goes on from there.

    Args:
        office: This authority.
        officer: Who files here, as a national licensing system may; where we are asked, who
            answers; of a letter, who writes letters.
        noun: By what the document is named.
        thing_id: Its number or id.
        sha256: Digest of the document.
        offset: Number of the first octet: how many have come.
        last: Whether the document ends with this piece.
        octets: The piece, as it comes.

    Raises:
        NotFoundError: Nothing there names this document, or it is not for this account.
        StateError: The other authority named it; or the octets that have come end elsewhere, or
            another piece is coming in.
        InputError: What came is longer or shorter than the document, has another digest, is of
            another type, or is larger than this node takes.
        UnavailableError: The disk takes no more.
    """
    scope = await may_move(office, officer, noun, thing_id)
    folder = await office.db.read(lambda conn: DocumentFolder.read(conn, office.code, scope))
    entry = folder.find(sha256, ours=True)
    if sha256 in folder.held and await on_disk(lambda: office.documents.contents.holds(sha256)):
        return await folder.shown(office, entry)
    await take_piece(
        office,
        scope.holder,
        entry.document,
        offset=offset,
        last=last,
        octets=octets,
        put_by=officer.name,
    )
    folder = await office.db.read(lambda conn: DocumentFolder.read(conn, office.code, scope))
    return await folder.shown(office, entry)


async def drop_upload(
    office: Office, officer: Officer, noun: DocumentNoun, thing_id: str, sha256: str
) -> None:
    """Give up an upload; what has come of it is removed. Contents that are here stay.

    Raises:
        NotFoundError: Nothing there names this document, or it is not for this account.
        StateError: The other authority named it.
    """
    scope = await may_move(office, officer, noun, thing_id)
    folder = await office.db.read(lambda conn: DocumentFolder.read(conn, office.code, scope))
    folder.find(sha256, ours=True)
    await on_disk(lambda: office.documents.contents.drop(upload_name(scope.holder, sha256)))


async def may_move(
    office: Office, officer: Officer, noun: DocumentNoun, thing_id: str
) -> DocumentScope:
    """Return what an account puts or has come: who files and answers, or who writes letters."""
    if noun is DocumentNoun.CASE:
        sight = office.sight(officer, Permission.FILE)
        return DocumentScope(noun, thing_id, thing_id, thing_id, sight)
    if noun is DocumentNoun.LETTER:
        officer.require(Permission.ASSESS)
        return await scope_of(office, officer, noun, thing_id)
    officer.require(Permission.FILE)
    talk = await get_consultation(office, officer, thing_id)
    if talk.asking != office.code:
        officer.require(Permission.ANSWER)
    return await scope_of(office, officer, noun, thing_id)


def request_small(work: Work, letter: ReceivedLetter) -> None:
    """Want the small documents that a letter names: they come right behind it.

    The letter has had its effect: it waits for none of them.
    """
    header = letter.header
    if header.letter_type.is_annual:
        return  # figures, and no documents
    row = find_row(work.conn, header.message_id, peer=header.sender)
    if row is None:
        return
    most = min(
        work.office.documents.small_document_octets, work.office.documents.contents.most_octets
    )
    small = [each for each in in_letter(work.conn, row) if each.size_bytes <= most]
    known = fetch_rows.of_conversation(work.conn, header.conversation_id) if small else {}
    for document in small:
        if document.sha256 not in known:
            _want(work, document, row, by=BY_ITSELF)


def _want(work: Work, document: Document, letter: JournalRow, *, by: str) -> None:
    """Want the contents of a document from the member whose letter names it."""
    at = work.now
    fetch_rows.save(
        work.conn,
        DocumentFetch(
            conversation_id=letter.conversation_id,
            sha256=document.sha256,
            message_id=letter.message_id,
            peer=letter.peer,
            asked_by=by,
            asked_at=at,
            next_try=at,
        ),
    )
