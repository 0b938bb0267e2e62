"""Documents that letters name, on either side, and their contents: one mechanism for all letters.

They are asked for by a noun (`DocumentNoun`): a consultation, of which all letters count, or one
letter, e.g. the reply to a request for information, a supplement or a comment. Who may read it
reads the contents once they are here: what we named was put for our case, or is put here; what the
other authority named is fetched from it when somebody asks (`gateway.casework.handlers.fetching`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from gateway.casework.acts.journal import record_act
from gateway.casework.cases.documents import OpenContents, waits_for_scanner
from gateway.casework.consultations.consultations import get_consultation
from gateway.casework.contents.content_gate import on_disk
from gateway.casework.contents.uploads import check_size, take_piece
from gateway.casework.letters.letters import get_letter
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import named_documents
from gateway.casework.records.named_documents import NamedDocument, in_letter
from gateway.casework.services import Office
from gateway.documents import content_rows, fetch_rows, receipt_rows
from gateway.documents.content_rows import HeldContent
from gateway.documents.fetching import upload_name
from gateway.domain.acts import Verb
from gateway.domain.base import Instant, Model
from gateway.domain.consultation.document_fetch import BY_ITSELF, DocumentFetch
from gateway.domain.consultation.document_record import DocumentReplaced
from gateway.domain.letter import LetterType
from gateway.domain.page import Page, PageRequest, page_of_fixed
from gateway.domain.saying import says
from gateway.domain.transaction import Document
from gateway.errors import NotFoundError, StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.journal import find_row

_OF_CONSULTATION = frozenset({LetterType.REQUEST, LetterType.ANSWER})
"""Letters that everybody reads who reads a consultation; the others are correspondence."""


class DocumentNoun(StrEnum):
    """By what documents of letters are asked for."""

    CONSULTATION = "consultation"  # its number: all that its letters name
    LETTER = "letter"  # its id: what that letter names


CONSULTATION = DocumentNoun.CONSULTATION


@dataclass(frozen=True, slots=True)
class DocumentScope:
    """What an account may see of the documents of a conversation.

    Attributes:
        noun: By what they were asked for.
        conversation_id: The conversation.
        subject: What acts of it are about: our case, or the conversation.
        message_id: The one letter that counts; None: all of them.
    """

    noun: DocumentNoun
    conversation_id: str
    subject: str
    message_id: str | None = None


class ConsultationDocument(Model):
    """A document that a letter names, and whether its contents are here.

    Attributes:
        document: As the letter names it.
        named_by: Authority that named it.
        message_id: The letter that names it.
        held: Whether its contents are here, whole; without them it is a digest and no more.
        waits: Whether they have come and wait for the scanner; nobody is given them before.
        received: How many octets have come: all of them, or so many of what is coming.
        found_type: What the contents show themselves to be; empty where they are not here.
        put_by: Name of the account that put them, or code of the authority that gave them.
        put_at: When.
        came_at: Of what we named: when its contents had come there, as the other authority has
            signed; null: it has not.
        fetch: How far it is that they come from the other authority; null: nobody asked.
        replaced: What stands in its place and how that came; null: it stands.
    """

    document: Document
    named_by: str
    message_id: str
    held: bool
    waits: bool = False
    received: int
    found_type: str = ""
    put_by: str = ""
    put_at: Instant | None = None
    came_at: Instant | None = None
    fetch: DocumentFetch | None = None
    replaced: DocumentReplaced | None = None


async def list_documents(
    office: Office,
    officer: Officer,
    name: str,
    page: PageRequest,
    *,
    noun: DocumentNoun = CONSULTATION,
) -> Page[ConsultationDocument]:
    """List what the letters of a consultation or a letter name, and whose contents are here.

    Args:
        office: This authority.
        officer: Who reads.
        name: The consultation, or the letter.
        page: Which part.
        noun: Which of both it is; so in each function here.

    Raises:
        NotFoundError: There is no such thing here, or it is not for this account.
    """
    scope = await _read(office, officer, noun, name)

    def read(conn: Connection) -> list[tuple[NamedDocument, _Around]]:
        named = _translations_beside(_seen(conn, officer, scope))
        around = _Around.read(conn, office.code, scope.conversation_id)
        return [(each, around) for each in named]

    found = page_of_fixed(await office.db.read(read), "consultation documents", page)
    return await on_disk(lambda: found.of(lambda each: _shown(office, each[0], each[1])))


async def get_document(
    office: Office,
    officer: Officer,
    name: str,
    sha256: str,
    *,
    noun: DocumentNoun = CONSULTATION,
) -> ConsultationDocument:
    """Show a document that a letter of a consultation names, and how much of it has come.

    Raises:
        NotFoundError: No letter of it names this document, or it is not for this account.
    """
    scope = await _read(office, officer, noun, name)
    named, around = await office.db.read(
        lambda conn: (
            _named(conn, officer, scope, sha256),
            _Around.read(conn, office.code, scope.conversation_id),
        )
    )
    return await on_disk(lambda: _shown(office, named, around))


async def open_contents(
    office: Office,
    officer: Officer,
    name: str,
    sha256: str,
    *,
    noun: DocumentNoun = CONSULTATION,
) -> OpenContents:
    """Open the contents of a document that a letter of a consultation names.

    Raises:
        NotFoundError: No letter of it names this document, or its contents are not here.
    """
    found = await get_document(office, officer, name, sha256, noun=noun)
    if found.waits:
        raise waits_for_scanner(sha256)
    if not found.held:
        step = f"comity document fetch {sha256} --{noun} {name}"
        if found.named_by == office.code:
            step = f"comity document put FILE --{noun} {name}"
        raise NotFoundError(
            "the contents of this document are not here, only its digest",
            remedy=f"Have them come: {step}",
            sha256=sha256,
        )
    reader = await on_disk(lambda: office.contents.open(sha256))
    return OpenContents(found.document, found.found_type, reader)


async def fetch_document(
    office: Office,
    officer: Officer,
    name: str,
    sha256: str,
    *,
    noun: DocumentNoun = CONSULTATION,
) -> ConsultationDocument:
    """Have the contents of a document come from the authority that named it.

    They come by themselves from then on, over restarts of either side; how far it is, `fetch`
    says. Asked again while they come, or once they are here, nothing changes.

    Raises:
        NotFoundError: No letter of it names this document, or it is not for this account.
        StateError: This authority named it: its contents are put here.
        InputError: BODY_TOO_LARGE; it is larger than this node takes.
    """
    scope = await may_move(office, officer, noun, name)

    def write(conn: Connection) -> tuple[NamedDocument, _Around]:
        named = _named(conn, officer, scope, sha256)
        around = _Around.read(conn, office.code, scope.conversation_id)
        if named.letter.ours:
            raise StateError(
                "this authority named the document; the other one does not have it",
                remedy=f"Put its contents: comity document put FILE --{noun} {name}",
            )
        check_size(named.document, office.contents.most_octets)
        known = around.fetches.get(sha256)
        if sha256 in around.held or (known is not None and known.settled_at is None):
            return named, around
        ask(conn, office, named, by=officer.name)
        record_act(
            conn,
            at=office.clock.now(),
            actor=officer.name,
            verb=Verb.DOCUMENT_FETCHED,
            subject=scope.subject,
            saying=says(
                "the contents of the document {title} are fetched from {peer}",
                title=named.document.title,
                peer=named.letter.peer,
            ),
            reference=sha256[:12],
        )
        return named, _Around.read(conn, office.code, scope.conversation_id)

    named, around = await office.db.write(write)
    return await on_disk(lambda: _shown(office, named, around))


async def add_octets(
    office: Office,
    officer: Officer,
    name: str,
    sha256: str,
    *,
    offset: int,
    last: bool,
    octets: AsyncIterator[bytes],
    noun: DocumentNoun = CONSULTATION,
) -> ConsultationDocument:
    """Take a piece of the contents of a document that a letter of ours names.

    With the last octet they are here, and the other authority is given them when it asks.

    Args:
        office: This authority.
        officer: Who files here or, where we are asked, answers.
        name: The consultation whose letter names the document, or the letter.
        sha256: Its digest.
        offset: Number of the first octet: how many have come.
        last: Whether the document ends with this piece.
        octets: The piece, as it comes.
        noun: Which of both it is.

    Raises:
        NotFoundError: No letter of it names this document, or it is not for this account.
        StateError: The other authority named it; or the octets that have come end elsewhere, or
            another piece is coming in.
        InputError: What came is not the document, or is larger than this node takes.
        UnavailableError: The disk takes no more.
    """
    scope, named = await _ours(office, officer, noun, name, sha256)
    talk = scope.conversation_id
    around = await office.db.read(lambda conn: _Around.read(conn, office.code, talk))
    if sha256 not in around.held:
        await take_piece(
            office,
            talk,
            named.document,
            offset=offset,
            last=last,
            octets=octets,
            put_by=officer.name,
        )
        around = await office.db.read(lambda conn: _Around.read(conn, office.code, talk))
    return await on_disk(lambda: _shown(office, named, around))


async def drop_upload(
    office: Office,
    officer: Officer,
    name: str,
    sha256: str,
    *,
    noun: DocumentNoun = CONSULTATION,
) -> None:
    """Remove what has come of an upload that is not complete; contents that are here stay.

    Raises:
        NotFoundError: No letter of it names this document, or it is not for this account.
        StateError: The other authority named it.
    """
    scope, _ = await _ours(office, officer, noun, name, sha256)
    await on_disk(lambda: office.contents.drop(upload_name(scope.conversation_id, sha256)))


async def _read(office: Office, officer: Officer, noun: DocumentNoun, name: str) -> DocumentScope:
    """Return what an account may read of the documents of a consultation or a letter."""
    if noun is DocumentNoun.CONSULTATION:
        talk = await get_consultation(office, officer, name)
        ours = talk.case_id if talk.asking == office.code else None
        return DocumentScope(noun, name, ours or name)
    letter = await get_letter(office, officer, name)
    talk_id = letter.conversation_id
    return DocumentScope(noun, talk_id, letter.case_id or talk_id, letter.message_id)


async def may_move(
    office: Office, officer: Officer, noun: DocumentNoun, name: str
) -> DocumentScope:
    """Return what an account puts or has come: who files and answers, or who writes letters."""
    if noun is DocumentNoun.LETTER:
        officer.require(Permission.ASSESS)
        return await _read(office, officer, noun, name)
    officer.require(Permission.FILE)
    talk = await get_consultation(office, officer, name)
    if talk.asking != office.code:
        officer.require(Permission.ANSWER)
    return await _read(office, officer, noun, name)


async def _ours(
    office: Office, officer: Officer, noun: DocumentNoun, name: str, sha256: str
) -> tuple[DocumentScope, NamedDocument]:
    """Return a document that a letter of ours names, and whose contents are put here."""
    scope = await may_move(office, officer, noun, name)

    def read(conn: Connection) -> NamedDocument:
        seen = _seen(conn, officer, scope)
        named = [each for each in seen if each.document.sha256 == sha256 and each.letter.ours]
        if named:
            return named[0]
        _named(conn, officer, scope, sha256)
        raise StateError(
            "the other authority named this document; its contents are there",
            remedy=f"Have them come: comity document fetch {sha256} --{noun} {name}",
        )

    return scope, await office.db.read(read)


def ask(conn: Connection, office: Office, named: NamedDocument, *, by: str) -> None:
    """Want the contents of a document from the member whose letter names it."""
    at = office.clock.now()
    fetch_rows.save(
        conn,
        DocumentFetch(
            conversation_id=named.letter.conversation_id,
            sha256=named.document.sha256,
            message_id=named.letter.message_id,
            peer=named.letter.peer,
            asked_by=by,
            asked_at=at,
            next_try=at,
        ),
    )


def want_small(conn: Connection, office: Office, letter: ReceivedLetter) -> None:
    """Want the small documents that a letter names: they come right behind it.

    The letter has had its effect: it waits for none of them.
    """
    header = letter.header
    if header.letter_type.is_annual:
        return  # figures, and no documents
    row = find_row(conn, header.message_id, peer=header.sender)
    if row is None:
        return
    most = min(office.small_document_octets, office.contents.most_octets)
    small = [each for each in in_letter(conn, row) if each.size_bytes <= most]
    known = fetch_rows.of_conversation(conn, header.conversation_id) if small else {}
    for document in small:
        if document.sha256 not in known:
            ask(conn, office, NamedDocument(document, row), by=BY_ITSELF)


class _Around:
    """What is held of a conversation's documents, and what comes."""

    def __init__(
        self,
        held: dict[str, HeldContent],
        fetches: dict[str, DocumentFetch],
        came: dict[tuple[str, str], datetime],
        replaced: dict[str, DocumentReplaced],
    ) -> None:
        self.held = held
        self.fetches = fetches
        self.came = came
        self.replaced = replaced

    @classmethod
    def read(cls, conn: Connection, us: str, conversation_id: str) -> _Around:
        held: dict[str, HeldContent] = {}
        for subject in named_documents.subjects_of(conn, conversation_id):
            held = content_rows.of_subject(conn, subject, waiting_too=True) | held
        came = {
            (each.message_id, each.sha256): each.received
            for each in receipt_rows.of_conversations(conn, [conversation_id])
        }
        replaced = named_documents.replaced_in(conn, us, [conversation_id])
        return cls(held, fetch_rows.of_conversation(conn, conversation_id), came, replaced)


def _seen(conn: Connection, officer: Officer, scope: DocumentScope) -> tuple[NamedDocument, ...]:
    if scope.message_id is not None:
        return named_documents.named_by(conn, scope.conversation_id, scope.message_id)
    found = named_documents.in_conversation(conn, scope.conversation_id)
    if officer.may(Permission.READ_LETTERS):
        return found
    return tuple(each for each in found if each.letter.letter_type in _OF_CONSULTATION)


def _translations_beside(named: Sequence[NamedDocument]) -> list[NamedDocument]:
    """Return documents with the translations of each right behind it, the others as they stand."""
    first: dict[str, int] = {}
    for number, each in enumerate(named):
        first.setdefault(each.document.sha256, number)

    def place(number: int) -> tuple[int, bool]:
        made = named[number].document.translates
        if made is None or made.of not in first:
            return number, False
        return first[made.of], True

    return [named[number] for number in sorted(range(len(named)), key=place)]


def _named(conn: Connection, officer: Officer, scope: DocumentScope, sha256: str) -> NamedDocument:
    named = [each for each in _seen(conn, officer, scope) if each.document.sha256 == sha256]
    if not named:
        name = scope.message_id or scope.conversation_id
        raise NotFoundError(
            f"no document with this digest is named by this {scope.noun}",
            remedy=f"comity document list --{scope.noun} {name} shows what is named.",
            sha256=sha256[:64],
        )
    # What both sides name can be fetched from the other one.
    return next((each for each in named if not each.letter.ours), named[0])


def _shown(office: Office, named: NamedDocument, around: _Around) -> ConsultationDocument:
    document, letter = named.document, named.letter
    held = around.held.get(document.sha256)
    received = document.size_bytes
    if held is None:
        upload = upload_name(letter.conversation_id, document.sha256)
        received = office.contents.received(upload)
    return ConsultationDocument(
        document=document,
        named_by=office.code if letter.ours else letter.peer,
        message_id=letter.message_id,
        held=held is not None and held.released_at is not None,
        waits=held is not None and held.released_at is None,
        received=received,
        found_type="" if held is None else held.media_type,
        put_by="" if held is None else held.put_by,
        put_at=None if held is None else held.put_at,
        came_at=around.came.get((letter.message_id, document.sha256)) if letter.ours else None,
        fetch=None if letter.ours else around.fetches.get(document.sha256),
        replaced=around.replaced.get(document.sha256),
    )
