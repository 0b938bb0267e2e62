"""An application from a file: checked with the words of REST, looked at, and filed whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.api.app import PREFIX
from gateway.casework.permissions import OfficerRole
from gateway.domain.case import Application
from gateway.domain.inbox.act_draft import MOST_OCTETS
from tests.node.console.conftest import ConsoleDoor
from tests.support.cases import application
from tests.support.officers_browser import ORIGIN, OfficersBrowser, Shown

PAGE = "/desk/applications"
SEND = f"{PAGE}/from-file"
FORM = f"{PAGE}/acts/file-read"
FILED = "/desk/cases/DE-C-2025-00001"


def said(**changes: Any) -> dict[str, Any]:
    return application().model_dump(mode="json") | changes


async def choose(browser: OfficersBrowser, octets: bytes) -> Shown:
    """Choose a file and send it, as a browser does."""
    shown = await browser.open(PAGE)
    token = shown.form(SEND).fields["form_token"]
    return await browser.send(
        "POST",
        SEND,
        data={"form_token": token},
        files={"file": ("application.json", octets)},
        headers={"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN},
    )


async def cases(door: ConsoleDoor) -> list[Application]:
    browser = await door.signed_in()
    listed = await browser.client.get(
        f"{PREFIX}/cases", headers={"Authorization": f"Bearer {door.tokens[OfficerRole.OFFICER]}"}
    )
    found = [await door.desk.case(each["case_id"]) for each in listed.json()["items"]]
    return [each.application for each in found]


async def test_a_file_is_shown_corrected_and_filed_whole(console: ConsoleDoor) -> None:
    browser = await console.signed_in()
    form = await choose(browser, json.dumps(said()).encode())
    assert form.path == FORM, form.words
    fields = form.form(FORM).fields
    assert (fields["reference"], fields["item1_code"]) == ("AG-2025-118822", "5A001.j")
    for shown in (
        "北辰通信设备贸易有限公司",
        "Endverbleibserklärung",
        "ELAN-K2",
        "UN special rapporteur",
    ):
        assert shown in form.words, shown  # what the form has no field for
    assert await cases(console) == []
    last = await browser.submit(FORM, step="read", item1_quantity="1 pieces")
    assert (last.status, "5A001.j (" in last.words) == (200, True), last.words
    assert fields["file"] not in last.words
    done = await browser.submit(FORM, step="send")
    assert "the case has begun." in done.words
    [item] = application().transaction.items
    wanted = item.model_copy(update={"quantity": 1})
    transaction = application().transaction.with_items((wanted,))
    assert await cases(console) == [application().about(transaction)]
    assert (await browser.open(FORM)).status == 409  # it is filed, and kept no more


@pytest.mark.parametrize(
    ("octets", "status", "wanted"),
    [
        (b"", 422, ("Choose the file",)),
        (b"{\n  nothing", 422, ("this is no JSON in UTF-8", "line 2, column 3")),
        (b"\xff\xfe{", 422, ("this is no JSON in UTF-8",)),
        (b"[" * 100_000, 422, ("this is no JSON in UTF-8",)),
        (b"[]", 422, ("the whole file", "is no object")),
        (b" " * (MOST_OCTETS + 1), 413, ("larger than this page takes",)),
    ],
)
async def test_what_is_no_application_is_said(
    console: ConsoleDoor, octets: bytes, status: int, wanted: tuple[str, ...]
) -> None:
    wrong = await choose(await console.signed_in(), octets)
    assert wrong.status == status, wrong.words
    for each in wanted:
        assert each in wrong.words, wrong.words
    assert await cases(console) == []


def words_of(problem: dict[str, Any]) -> list[str]:
    """What REST says is wrong: each field, and the words for it."""
    told = {each: what for each, what in problem["metadata"].items() if each != "field"}
    if not any(f"{each}: {what}" in problem["message"] for each, what in told.items()):
        return [problem["metadata"]["field"], problem["message"], problem["remedy"]]
    return [*(each.removesuffix(" (unknown field)") for each in told), *told.values()]


async def test_each_fault_is_said_with_the_words_of_rest(console: ConsoleDoor) -> None:
    browser = await console.signed_in()
    item = said()["transaction"]["items"][0]
    wrong_item = item | {"quantity": "<b>many</b>", "currency": "euro", "description": ""}
    several = said(reference="", transaction=said()["transaction"] | {"items": [wrong_item]})
    one = said()
    one["transaction"]["destination"] = "QX"
    for body in (several, one, said(surplus=1), said(procedure="nothing"), said(concerns="x")):
        shown = await choose(browser, json.dumps(body).encode())
        rest = await browser.client.post(
            f"{PREFIX}/applications",
            json=body,
            headers={"Authorization": f"Bearer {console.tokens[OfficerRole.OFFICER]}"},
        )
        assert (shown.status, rest.status_code) == (422, 422)
        for each in words_of(rest.json()):
            assert each in shown.words, (each, shown.words)
        assert "<b>many" not in shown.answer.text
    assert await cases(console) == []


async def test_of_another_file_nothing_is_filed_unseen(console: ConsoleDoor) -> None:
    browser, other = await console.signed_in(), await console.signed_in()
    form = await choose(browser, json.dumps(said()).encode())
    last = await browser.submit(FORM, step="read")
    await choose(other, json.dumps(said(documents=[])).encode())
    browser.last = last
    await browser.submit(FORM, step="send")
    assert await cases(console) == []
    browser.last = form  # the form of the first file is open still
    wrong = await browser.submit(FORM, step="read")
    assert (wrong.status, "another file was chosen" in wrong.words) == (422, True)
    await browser.submit(FORM, step="drop")
    await other.open(FORM)
    await other.submit(FORM, step="read")
    assert "the case has begun." in (await other.submit(FORM, step="send")).words
    [filed] = await cases(console)
    assert filed.documents == ()


async def test_who_may_not_file_reads_no_file(console: ConsoleDoor) -> None:
    for role in (OfficerRole.READER, OfficerRole.AUDITOR):
        browser = await console.signed_in(role)
        assert (await browser.open(PAGE)).status == 403
        assert (await browser.open(FORM)).status == 403
