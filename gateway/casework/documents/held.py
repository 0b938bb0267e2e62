"""Documents that applications and letters name, and which of their contents are here.

They are asked for by a noun (`DocumentNoun`): a case, whose application names them by digest
(Article 12(4), Annex III); a consultation, of which all letters count; or one letter, e.g. the
reply to a request for information. Who may read it reads the contents once they are here, whole
and found clean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

from gateway.casework.consultations.consultations import get_consultation
from gateway.casework.contents.content_gate import on_disk
from gateway.casework.letters.letters import get_letter
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows, named_documents
from gateway.casework.services import Office
from gateway.casework.visibility import Visibility
from gateway.documents import content_rows, fetch_rows, receipt_rows
from gateway.documents.content_rows import HeldContent
from gateway.documents.fetching import upload_name
from gateway.documents.sealed_content import ContentReader
from gateway.domain.base import Instant, Model
from gateway.domain.consultation.document_fetch import DocumentFetch
from gateway.domain.consultation.document_record import DocumentReplaced
from gateway.domain.letter import LetterType
from gateway.domain.page import Page, PageRequest, page_of_fixed
from gateway.domain.transaction import Document, originals_first
from gateway.errors import NotFoundError, StateError
from gateway.exchange.journal import JournalRow

_OF_CONSULTATION = frozenset({LetterType.REQUEST, LetterType.ANSWER})
"""Letters that everybody reads who reads a consultation; the others are correspondence."""


class DocumentNoun(StrEnum):
    """By what documents are asked for, as addresses have it."""

    CASE = "cases"  # its number: all that its application names
    CONSULTATION = "consultations"  # its id: all that its letters name
    LETTER = "letters"  # its id: what that letter names

    @property
    def one(self) -> str:
        """One of it."""
        return self.value.removesuffix("s")


class HeldDocument(Model):
    """A document that an application or a letter names, and whether its contents are here.

    Attributes:
        document: As it is named there.
        named_by: Authority that named it.
        message_id: The letter that names it; empty: the application does.
        held: Whether its contents are here, whole; without them it is a digest and no more.
        waits: Whether they have come and wait for the scanner; nobody is given them before.
        received: How many octets have come: all of them, or so many of what is coming.
        found_type: What the contents show themselves to be; empty where they are not here.
        put_by: Name of the account that put them, or code of the authority that gave them.
        put_at: When.
        came_at: Of what a letter of ours names: when its contents had come there, as the other
            authority has signed; null: it has not.
        fetch: How far it is that they come from the other authority; null: nobody asked.
        replaced: What stands in its place and how that came; null: it stands.
    """

    document: Document
    named_by: str
    message_id: str = ""
    held: bool
    waits: bool = False
    received: int
    found_type: str = ""
    put_by: str = ""
    put_at: Instant | None = None
    came_at: Instant | None = None
    fetch: DocumentFetch | None = None
    replaced: DocumentReplaced | None = None


@dataclass(frozen=True, slots=True)
class OpenContents:
    """Contents that are being read; whoever has them closes the reader."""

    document: Document
    media_type: str
    reader: ContentReader


@dataclass(frozen=True, slots=True)
class DocumentScope:
    """What an account may see of the documents of a noun.

    Attributes:
        noun: By what they were asked for.
        thing_id: Its number or id.
        holder: For what contents are put: the case, or the conversation.
        subject: What acts of it are about: our case, or the conversation.
        sight: Which cases and letters the account sees.
        message_id: The one letter that counts; None: all of them.
    """

    noun: DocumentNoun
    thing_id: str
    holder: str
    subject: str
    sight: Visibility
    message_id: str | None = None


class FolderEntry(NamedTuple):
    """A document as it is named; without a letter the application names it."""

    document: Document
    letter: JournalRow | None = None

    @property
    def ours(self) -> bool:
        """Whether this authority named it."""
        return self.letter is None or self.letter.ours


@dataclass(frozen=True, slots=True)
class DocumentFolder:
    """The documents of a noun, what is held of their contents, and what comes.

    Attributes:
        scope: Whose they are.
        entries: Those that the account sees.
        held: Contents that have come, by their digest.
        replaced: What replaced a document, by the digest of the older one.
        fetches: What comes from the other authority, by its digest.
        came: When the other authority had contents, by letter and digest.
    """

    scope: DocumentScope
    entries: Sequence[FolderEntry]
    held: Mapping[str, HeldContent]
    replaced: Mapping[str, DocumentReplaced]
    fetches: Mapping[str, DocumentFetch]
    came: Mapping[tuple[str, str], datetime]

    @classmethod
    def read(cls, conn: Connection, us: str, scope: DocumentScope) -> DocumentFolder:
        """Read it.

        Args:
            conn: A transaction.
            us: Our code.
            scope: Whose documents.

        Raises:
            NotFoundError: The case is not there, or it is not for this account.
        """
        if scope.noun is DocumentNoun.CASE:
            case = case_rows.get_seen(conn, scope.sight, scope.holder)
            older = [each.document for each in case.replaced_documents]
            named = (*originals_first(case.application.documents), *originals_first(older))
            return cls(
                scope,
                [FolderEntry(each) for each in named],
                content_rows.of_subject(conn, scope.holder, waiting_too=True),
                {each.document.sha256: each.replaced for each in case.replaced_documents},
                {},
                {},
            )
        held: dict[str, HeldContent] = {}
        for subject in named_documents.subjects_of(conn, scope.holder):
            held = content_rows.of_subject(conn, subject, waiting_too=True) | held
        came = {
            (each.message_id, each.sha256): each.received
            for each in receipt_rows.of_conversations(conn, [scope.holder])
        }
        replaced = named_documents.replaced_in(conn, us, [scope.holder])
        fetches = fetch_rows.of_conversation(conn, scope.holder)
        return cls(scope, _in_letters(conn, scope), held, replaced, fetches, came)

    def find(self, sha256: str, *, ours: bool = False) -> FolderEntry:
        """Return a document, as the other authority names it where both do.

        Args:
            sha256: Its digest.
            ours: Whether this authority must name it, since its contents are put here.

        Raises:
            NotFoundError: Nothing here names it.
            StateError: The other authority names it alone.
        """
        one, thing_id = self.scope.noun.one, self.scope.thing_id
        named = [each for each in self.entries if each.document.sha256 == sha256]
        if not named:
            raise NotFoundError(
                "no document with this digest is named by this {noun}",
                remedy="{listDocuments} shows what is named.",
                sha256=sha256[:64],
                noun=one,
                thing_id=thing_id,
            )
        # What both sides name can be fetched from the other one.
        found = next((each for each in named if each.ours is ours), named[0])
        if ours and not found.ours:
            raise StateError(
                "the other authority named this document; its contents are there",
                remedy="Have them come: {fetchDocument}",
                sha256=sha256,
                noun=one,
                thing_id=thing_id,
            )
        return found

    async def shown(self, office: Office, entry: FolderEntry) -> HeldDocument:
        """Return a document as it is shown, with what has come of it."""
        return await on_disk(lambda: self._shown(office, entry))

    async def page(self, office: Office, page: PageRequest) -> Page[HeldDocument]:
        """Return a part of it; a translation stands right behind its original."""
        found = page_of_fixed(self.entries, f"{self.scope.noun.one} documents", page)
        return await on_disk(lambda: found.of(lambda each: self._shown(office, each)))

    def _shown(self, office: Office, entry: FolderEntry) -> HeldDocument:
        document, letter = entry
        held = self.held.get(document.sha256)
        received = document.size_bytes
        if held is None:
            received = office.documents.contents.received(
                upload_name(self.scope.holder, document.sha256)
            )
        message_id = "" if letter is None else letter.message_id
        return HeldDocument(
            document=document,
            named_by=office.code if letter is None or letter.ours else letter.peer,
            message_id=message_id,
            held=held is not None and held.released_at is not None,
            waits=held is not None and held.released_at is None,
            received=received,
            found_type="" if held is None else held.media_type,
            put_by="" if held is None else held.put_by,
            put_at=None if held is None else held.put_at,
            came_at=self.came.get((message_id, document.sha256)) if entry.ours else None,
            fetch=None if entry.ours else self.fetches.get(document.sha256),
            replaced=self.replaced.get(document.sha256),
        )


async def list_documents(
    office: Office, officer: Officer, noun: DocumentNoun, thing_id: str, page: PageRequest
) -> Page[HeldDocument]:
    """List the documents of a case, a consultation or a letter, and whose contents are here.

    Of a case, what was replaced stands last.

    Raises:
        NotFoundError: There is no such thing here, or it is not for this account.
    """
    return await (await folder_of(office, officer, noun, thing_id)).page(office, page)


async def get_document(
    office: Office, officer: Officer, noun: DocumentNoun, thing_id: str, sha256: str
) -> HeldDocument:
    """Show a document that a case or a letter names, and how much of it has come.

    Raises:
        NotFoundError: Nothing there names this document, or it is not for this account.
    """
    folder = await folder_of(office, officer, noun, thing_id)
    return await folder.shown(office, folder.find(sha256))


async def open_contents(
    office: Office, officer: Officer, noun: DocumentNoun, thing_id: str, sha256: str
) -> OpenContents:
    """Open the contents of a document that a case or a letter names.

    Raises:
        NotFoundError: Nothing there names this document, or its contents are not here.
    """
    folder = await folder_of(office, officer, noun, thing_id)
    entry, held = folder.find(sha256), folder.held.get(sha256)
    if held is None:
        raise NotFoundError(
            "the contents of this document are not here, only its digest",
            remedy="Put them: {addToUpload}" if entry.ours else "Have them come: {fetchDocument}",
            sha256=sha256,
            noun=noun.one,
            thing_id=thing_id,
        )
    if held.released_at is None:
        raise NotFoundError(
            "the contents of this document have come and wait for the scanner",
            remedy="Try again later; where the scanner is away, the operator has a task.",
            sha256=sha256,
        )
    reader = await on_disk(lambda: office.documents.contents.open(sha256))
    return OpenContents(entry.document, held.media_type, reader)


async def folder_of(
    office: Office, officer: Officer, noun: DocumentNoun, thing_id: str
) -> DocumentFolder:
    """Return what an account may read of the documents of a noun.

    Raises:
        NotFoundError: There is no such thing here, or it is not for this account.
    """
    scope = await scope_of(office, officer, noun, thing_id)
    return await office.db.read(lambda conn: DocumentFolder.read(conn, office.code, scope))


async def scope_of(
    office: Office, officer: Officer, noun: DocumentNoun, thing_id: str
) -> DocumentScope:
    """Return what an account may read of the documents of a noun; of a case, `read` finds it."""
    if noun is DocumentNoun.CASE:
        sight = office.sight(officer, Permission.READ_CASES)
        return DocumentScope(noun, thing_id, thing_id, thing_id, sight)
    if noun is DocumentNoun.CONSULTATION:
        talk = await get_consultation(office, officer, thing_id)
        ours = talk.case_id if talk.asking == office.code else None
        return DocumentScope(noun, thing_id, thing_id, ours or thing_id, office.sight_of(officer))
    letter = await get_letter(office, officer, thing_id)
    holder, about = letter.conversation_id, letter.case_id or letter.conversation_id
    return DocumentScope(noun, thing_id, holder, about, office.sight_of(officer), letter.message_id)


def _in_letters(conn: Connection, scope: DocumentScope) -> list[FolderEntry]:
    """Return what letters name, translations right behind their originals."""
    if scope.message_id is not None:
        found = named_documents.named_by(conn, scope.holder, scope.message_id)
    else:
        found = named_documents.in_conversation(conn, scope.holder)
        if not scope.sight.officer.may(Permission.READ_LETTERS):
            found = tuple(each for each in found if each.letter.letter_type in _OF_CONSULTATION)
    first: dict[str, int] = {}
    for number, each in enumerate(found):
        first.setdefault(each.document.sha256, number)

    def place(number: int) -> tuple[int, bool]:
        made = found[number].document.translates
        if made is None or made.of not in first:
            return number, False
        return first[made.of], True

    placed = sorted(range(len(found)), key=place)
    return [FolderEntry(found[each].document, found[each].letter) for each in placed]
