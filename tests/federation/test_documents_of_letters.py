"""Documents of replies and supplements travel both ways; newer ones say what they replace."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from gateway.casework.documents import held, moving, naming
from gateway.casework.documents.held import DocumentNoun, HeldDocument
from gateway.casework.letters import information_request
from gateway.casework.permissions import OfficerRole
from gateway.domain.correspondence import InformationReply, InformationRequest
from gateway.domain.letter import LetterType
from gateway.domain.page import FIRST_PAGE
from gateway.domain.transaction import (
    Document,
    DocumentReplacement,
    DocumentTranslation,
    TranslationKind,
)
from gateway.errors import (
    ComityError,
    NotFoundError,
    PermissionRefusedError,
    Reason,
    StateError,
)
from tests.support.desk import letter_ids
from tests.support.federation_case import ANNA, CaseFederation, Desk, officer, text
from tests.support.raising import present, refuses
from tests.support.travelling import PDF, SMALL, asked_with, named, once

LETTER, TALK = DocumentNoun.LETTER, DocumentNoun.CONSULTATION
SHEET = named(SMALL, title="Data sheet")
LARGE = named(title="Test report")


async def asked_for(federation: CaseFederation) -> tuple[str, str]:
    """DE asks FR for information; returns the letter's id here and there (it is the same)."""
    sent = await information_request.ask_information(
        federation["DE"].node.office,
        ANNA,
        InformationRequest(text=(text("Who is it?"),)),
        peer="FR",
    )
    await federation.settle()
    return sent.message_id, sent.conversation_id


async def replied(federation: CaseFederation, *papers: Document) -> str:
    """FR replies with documents; returns the reply's id."""
    asked, _ = await asked_for(federation)
    reply = InformationReply(text=(text("See the report."),), documents=papers)
    sent = await information_request.reply_information(
        federation["FR"].node.office, ANNA, asked, reply
    )
    await federation.settle()
    return sent.message_id


async def put(desk: Desk, letter: str, document: Document, octets: bytes) -> HeldDocument:
    office, of, come = desk.node.office, (LETTER, letter, document.sha256), once(octets)
    return await moving.add_octets(office, ANNA, *of, offset=0, last=True, octets=come)


async def listed(desk: Desk, letter: str) -> tuple[HeldDocument, ...]:
    office = desk.node.office
    return (await held.list_documents(office, ANNA, LETTER, letter, FIRST_PAGE)).items


async def read(desk: Desk, letter: str, document: Document) -> bytes:
    opened = await held.open_contents(desk.node.office, ANNA, LETTER, letter, document.sha256)
    with opened.reader as reader:
        return b"".join(reader.read())


async def fetch(federation: CaseFederation, code: str, letter: str, document: Document) -> None:
    office = federation[code].node.office
    await moving.fetch_document(office, ANNA, LETTER, letter, document.sha256)
    await federation.settle()


async def test_a_document_of_a_reply_comes_and_its_sender_has_a_receipt(
    three: CaseFederation,
) -> None:
    letter = await replied(three, LARGE)
    de, fr = three["DE"], three["FR"]
    (early,) = await listed(de, letter)
    assert (early.named_by, early.held, early.waits) == ("FR", False, False)
    with pytest.raises(NotFoundError, match="only its digest") as none:
        await read(de, letter, LARGE)
    assert "`fetchDocument`" in none.value.remedy
    assert (none.value.metadata["noun"], none.value.metadata["thing_id"]) == ("letter", letter)
    await put(fr, letter, LARGE, PDF)
    await fetch(three, "DE", letter, LARGE)
    assert await read(de, letter, LARGE) == PDF
    (given,) = await listed(fr, letter)
    assert given.came_at is not None


async def test_a_letter_lists_its_own_documents_only(three: CaseFederation) -> None:
    letter = await replied(three, LARGE)
    asked = (await letter_ids(three["DE"], LetterType.INFORMATION_REQUEST))[0]
    assert await listed(three["DE"], asked) == ()
    with pytest.raises(NotFoundError):
        await read(three["DE"], asked, LARGE)
    with pytest.raises(NotFoundError):
        await listed(three["NL"], letter)

    # Who may not read letters or write them is refused.
    office = three["DE"].node.office
    system, auditor = officer("s", OfficerRole.SYSTEM), officer("a", OfficerRole.AUDITOR)
    with pytest.raises(PermissionRefusedError):
        await held.list_documents(office, system, LETTER, letter, FIRST_PAGE)
    seen = await held.list_documents(office, auditor, LETTER, letter, FIRST_PAGE)
    assert len(seen.items) == 1
    with pytest.raises(PermissionRefusedError):
        await moving.fetch_document(office, auditor, LETTER, letter, LARGE.sha256)


# --- newer ones and translations ------------------------------------------------------------


def newer(of: Document, contents: bytes = PDF + b"2", **said: Any) -> Document:
    instead = DocumentReplacement(of=of.sha256, reason="The annex was missing.")
    return named(contents, **{"title": of.title, "replaces": instead, **said})


def translated(of: Document, contents: bytes = PDF + b"de") -> Document:
    made = DocumentTranslation(of=of.sha256, kind=TranslationKind.MACHINE, translator="DeepL")
    return named(contents, title=f"{of.title} (de)", language="de", translates=made)


async def add(
    federation: CaseFederation, code: str, name: str, document: Document, noun: DocumentNoun
) -> HeldDocument:
    office = federation[code].node.office
    found = await naming.add_document(office, ANNA, noun, name, document)
    await federation.settle()
    return found


async def test_the_answering_side_replaces_its_opinion(three: CaseFederation) -> None:
    talk = await asked_with(three, named())
    await three.answers("FR", "identical", documents=(SHEET,))
    later = newer(SHEET)
    await add(three, "FR", talk, later, TALK)
    for desk in (three["DE"], three["FR"]):
        office = desk.node.office
        found = {
            each.document.sha256: each
            for each in (await held.list_documents(office, ANNA, TALK, talk, FIRST_PAGE)).items
        }
        older = found[SHEET.sha256].replaced
        assert older is not None
        assert (older.newer, older.by) == (later.sha256, "FR")
        assert older.reason == "The annex was missing."
        assert found[later.sha256].replaced is None
    with refuses(StateError, Reason.DOCUMENT_REPLACED):
        await add(three, "FR", talk, newer(SHEET, PDF + b"3"), TALK)
    supplements = await letter_ids(three["FR"], LetterType.SUPPLEMENT)
    assert len(supplements) == 1  # what was refused left no letter


async def test_documents_of_our_case_are_named_in_the_case(three: CaseFederation) -> None:
    talk = await asked_with(three, named())
    with pytest.raises(StateError) as elsewhere:
        await add(three, "DE", talk, newer(named()), TALK)
    assert "`addDocument`" in elsewhere.value.remedy


async def test_a_reply_is_completed_by_a_newer_document(three: CaseFederation) -> None:
    letter = await replied(three, LARGE)
    later = newer(LARGE)
    found = await add(three, "FR", letter, later, LETTER)
    assert hashlib.sha256(PDF + b"2").hexdigest() == found.document.sha256
    assert found.message_id != letter  # a supplement names it
    await put(three["FR"], found.message_id, later, PDF + b"2")
    await fetch(three, "DE", found.message_id, later)
    assert await read(three["DE"], found.message_id, later) == PDF + b"2"
    (older,) = await listed(three["DE"], letter)
    assert present(older.replaced).newer == later.sha256
    nowhere = named(b"nowhere", title="Nowhere")
    for wrong in (newer(nowhere, PDF + b"4"), translated(nowhere, PDF + b"5")):
        with refuses(ComityError, Reason.NOT_FOUND):
            await add(three, "FR", letter, wrong, LETTER)
