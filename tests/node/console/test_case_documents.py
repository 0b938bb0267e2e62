"""A document is put into a case by form: looked into first, told to those asked, given back."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.api.app import PREFIX
from gateway.app.contents import scrutiny
from gateway.casework.accounts.officers import find_officer
from gateway.casework.cases.cases import withdraw
from gateway.casework.contents.content_gate import scan_waiting
from gateway.casework.documents.held import DocumentNoun, list_documents
from gateway.casework.permissions import OfficerRole
from gateway.domain.acts import Verb
from gateway.domain.denial import FreeText
from gateway.domain.page import FIRST_PAGE
from gateway.domain.transaction import Document, DocumentKind
from tests.node.console.conftest import ConsoleDoor
from tests.support.clamd import EICAR, clamd
from tests.support.federation_case import ANNA
from tests.support.officers_browser import ORIGIN, OfficersBrowser, Shown
from tests.support.our_cases import CASE, patience

PAGE = f"/desk/cases/{CASE}"
FORM = f"{PAGE}/documents"
PDF = b"%PDF-1.7\n" + bytes(index % 251 for index in range(100_000))
TITLE = "Vertrag <b>שרה</b>.pdf"


async def put(browser: OfficersBrowser, name: str, octets: bytes, **fields: str) -> Shown:
    """Choose a file and send the form, as a browser does."""
    shown = await browser.open(FORM)
    held = {each: value for each, value in shown.form(FORM).fields.items() if each != "file"}
    return await browser.send(
        "POST",
        FORM,
        data=held | fields,
        files={"file": (name, octets)},
        headers={"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN},
    )


async def named(door: ConsoleDoor) -> tuple[Document, ...]:
    return (await door.desk.case(CASE)).application.documents


async def test_a_document_is_put_listed_and_given_back(ours: ConsoleDoor) -> None:
    browser = await ours.signed_in()
    assert FORM in (await browser.open(PAGE)).links
    done = await put(browser, TITLE, PDF, kind="contract", language="de")
    assert (done.path, "its contents are here." in done.words) == (PAGE, True), done.words
    document = (await named(ours))[-1]
    assert (document.kind, document.title, document.language, document.media_type) == (
        DocumentKind.CONTRACT,
        TITLE,
        "de",
        "application/pdf",
    )
    assert "<b>שרה" not in done.answer.text
    link = f"{FORM}/{document.sha256}"
    assert link in done.links
    given = await browser.open(link)
    assert given.answer.content == PDF
    assert given.answer.headers["content-disposition"].startswith("attachment;")
    # The same once more changes nothing.
    again = await put(browser, TITLE, PDF, kind="contract", language="de")
    assert again.path == PAGE
    assert len(await named(ours)) == len(patience().documents) + 1
    # FR is consulted, and is told of it.
    await ours.federation.settle()
    fr = ours.federation["FR"]
    talk = (await fr.asked()).conversation_id
    listed = await list_documents(fr.node.office, ANNA, DocumentNoun.CONSULTATION, talk, FIRST_PAGE)
    assert document.sha256 in {each.document.sha256 for each in listed.items}


@pytest.mark.parametrize(
    ("name", "octets", "fields", "field", "said"),
    [
        ("a.pdf", b"MZ\x90\x00" + PDF, {}, "file", ""),
        ("a.pdf", b"#!/bin/sh\n", {}, "file", ""),
        ("invoice.exe", PDF, {}, "file", ""),
        ("a.pdf", b"plain words", {}, "file", ""),
        ("a.pdf", b"", {}, "file", "Choose the file"),
        ("a.pdf", PDF, {"language": "<i>"}, "language", "Write the language as its tag"),
        ("a.pdf", PDF, {"kind": "x"}, "kind", "Choose what kind"),
        ("a.pdf", PDF, {"title": "x" * 401}, "title", "at most 400"),
    ],
)
async def test_what_is_refused_is_named_nowhere(
    ours: ConsoleDoor, name: str, octets: bytes, fields: dict[str, str], field: str, said: str
) -> None:
    browser = await ours.signed_in()
    wrong = await put(browser, name, octets, **fields)
    assert (wrong.status, f'id="{field}-fault"' in wrong.answer.text) == (422, True), wrong.words
    assert said in wrong.words
    assert await named(ours) == patience().documents


async def test_a_newer_document_takes_the_place_of_an_older_one(ours: ConsoleDoor) -> None:
    browser = await ours.signed_in()
    [older] = patience().documents
    mute = await put(browser, "neu.pdf", PDF, replaces=older.sha256, reason=" ")
    assert (mute.status, 'id="reason-fault"' in mute.answer.text) == (422, True), mute.words
    done = await put(browser, "neu.pdf", PDF, replaces=older.sha256, reason="Unterschrift fehlte.")
    assert done.path == PAGE, done.words
    [newer] = await named(ours)
    assert newer.replaces is not None
    assert (newer.replaces.of, newer.replaces.reason) == (older.sha256, "Unterschrift fehlte.")
    [held] = (await ours.desk.case(CASE)).replaced_documents
    assert held.document == older
    late = await put(browser, "alt.pdf", PDF + b"2", replaces=older.sha256, reason="Noch eine.")
    assert late.status == 409  # somebody has replaced it already


async def test_a_refused_kind_is_on_record(ours: ConsoleDoor) -> None:
    browser = await ours.signed_in()
    await put(browser, "a.pdf", b"MZ\x90\x00" + PDF)
    case = await ours.desk.case(CASE)
    assert case.acts[-1].verb == Verb.DOCUMENT_REFUSED
    assert case.acts[-1].actor == "officer"


async def test_it_is_refused_as_rest_refuses_it(ours: ConsoleDoor) -> None:
    for role in (OfficerRole.READER, OfficerRole.AUDITOR):
        reader = await ours.signed_in(role)
        assert FORM not in (await reader.open(PAGE)).links
        assert (await reader.open(FORM)).status == 403
    office = ours.desk.node.office
    officer = office.db.read_sync(lambda conn: find_officer(conn, "officer"))
    assert officer is not None
    browser = await ours.signed_in()
    await browser.open(FORM)
    shown = browser.last
    await withdraw(office, officer, CASE, FreeText(language="en", text="gone"))
    assert FORM not in (await browser.open(PAGE)).links
    assert shown is not None
    fields = {each: value for each, value in shown.form(FORM).fields.items() if each != "file"}
    late = await browser.send(
        "POST",
        FORM,
        data=fields,
        files={"file": ("a.pdf", PDF)},
        headers={"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN},
    )
    rest = await browser.client.post(
        f"{PREFIX}/cases/{CASE}/documents",
        json={
            "kind": "other",
            "title": "x",
            "language": "en",
            "sha256": "cd" * 32,
            "size_bytes": 1,
        },
        headers={"Authorization": f"Bearer {ours.tokens[OfficerRole.OFFICER]}"},
    )
    assert (late.status, rest.status_code) == (409, 409)


async def test_what_the_scanner_has_not_seen_is_given_to_nobody(
    ours: ConsoleDoor, tmp_path: Path
) -> None:
    settings = ours.desk.settings.model_validate(
        {**ours.desk.settings.model_dump(), "scanner": f"unix:{tmp_path / 'clamd'}"}
    )
    office = ours.desk.node.office
    object.__setattr__(office.documents, "scrutiny", scrutiny(settings))  # as started with it
    browser = await ours.signed_in()
    done = await put(browser, "a.pdf", PDF)
    assert (done.path, "wait for the scanner." in done.words) == (PAGE, True)
    assert "waits for the scanner" in done.words
    link = f"{FORM}/{(await named(ours))[-1].sha256}"
    assert link not in done.links
    assert (await browser.open(link)).status == 404
    with clamd(tmp_path / "clamd"):
        await scan_waiting(office)
        infected = await put(browser, "b.pdf", PDF + EICAR)
    assert (infected.status, 'id="file-fault"' in infected.answer.text) == (422, True)
    assert "Eicar-Test-Signature" in infected.words
    assert (await browser.open(link)).answer.content == PDF


async def test_contents_that_were_stored_and_are_missing_are_called_so(ours: ConsoleDoor) -> None:
    """And not as if they had never come, or were not for the officer (attack2 M2)."""
    browser = await ours.signed_in()
    await put(browser, TITLE, PDF, kind="contract", language="de")
    document = (await named(ours))[-1]
    link = f"{FORM}/{document.sha256}"
    ours.desk.node.office.documents.contents.store.remove(document.sha256)
    lost = await browser.open(link)
    assert lost.answer.status_code == 404
    assert "What was stored here is missing" in lost.words
    assert "were stored here, and are missing" in lost.words
    never = await browser.open(f"{FORM}/{patience().documents[0].sha256}")
    assert never.answer.status_code == 404
    assert "There is nothing here for you" in never.words
    await put(browser, TITLE, PDF, kind="contract", language="de")
    assert (await browser.open(link)).answer.content == PDF
