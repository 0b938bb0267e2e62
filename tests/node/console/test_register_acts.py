"""Acts on our denials, notices, reviews and registers by form, and denials from a file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from certs.layout import FederationFiles
from gateway.casework.denials.denials import get_denial, review_denial, view_of_denial
from gateway.casework.handlers.second_officer import agree, list_acts
from gateway.casework.notices.collective_acts import show_review
from gateway.casework.notices.notices import get_notice, list_notices
from gateway.casework.permissions import OfficerRole
from gateway.casework.services import Office
from gateway.domain.denial import DenialState, FreeText, ReviewOutcome
from gateway.domain.lists.filters import NoticeFilter
from gateway.domain.notice import DenialReview, Notice, NoticeState
from tests.node.console.conftest import ConsoleDoor, open_console
from tests.support.cases import french_denial
from tests.support.copied import copies
from tests.support.desk import ANNA
from tests.support.federation_case import BERT, Where, make_files
from tests.support.filled_shelf import FilledShelf, fill
from tests.support.notices import publish
from tests.support.officers_browser import ORIGIN, OfficersBrowser, Shown
from tests.support.pdf_text import pages_of
from tests.support.reforms import members_count
from tests.support.reviews import exchanged, find

pytestmark = pytest.mark.asyncio(loop_scope="module")

GOOD = (
    "national_reference,decision,decision_date,destination,end_user_names,end_user_state,"
    "description,control_codes\n"
    "R-1,refuse,2026-02-17,TR,Örnek Optik A.Ş.,,Thermal camera,6A003.b.4.b\n"
)
WRONG = GOOD + "R-2,refuse,2026-13-40,Nowhere,Örnek Optik A.Ş.,,Thermal camera,6A003.b.4.b\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(
    case_files: FederationFiles,
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
) -> AsyncIterator[tuple[ConsoleDoor, FilledShelf]]:
    folder = tmp_path_factory.mktemp("register-acts")

    new = copies(sqlite_template, folder)
    async with open_console(case_files, folder / "n", new, ("DE", "FR")) as opened:
        yield opened, await fill(opened.federation)


async def carried_out(browser: OfficersBrowser, path: str, **fields: str) -> Shown:
    """Fill in the form of an act, look at it once more, and send it."""
    form = await browser.open(path)
    assert form.status == 200, form.words
    looked = await browser.submit(path, step="read", **fields)
    assert looked.answer.url.query == b"step=look", looked.words
    return await browser.submit(path, step="send")


async def test_what_a_court_did_reaches_all_once_it_is_sent(
    desk: tuple[ConsoleDoor, FilledShelf],
) -> None:
    door, shelf = desk
    browser, office = await door.signed_in(), door.desk.node.office
    page = f"/desk/denials/{shelf.own}"
    shown = await browser.open(page)
    assert {f"{page}/acts/{each}" for each in ("review", "correct", "set-aside")} <= set(
        shown.links
    )
    theirs = await browser.open(f"/desk/denials/{shelf.theirs}")
    assert not [each for each in theirs.links if "/acts/" in each]
    path = f"{page}/acts/set-aside"
    await browser.open(path)
    wrong = await browser.submit(path, step="read", way="suspended", reference="1 K 1/26")
    assert (wrong.status, 'href="#body"' in wrong.answer.text) == (422, True)
    done = await carried_out(
        browser,
        path,
        way="suspended",
        body="Verwaltungsgericht",
        reference="1 K 1/26",
        at=office.today.isoformat(),
        text="Bis zur Entscheidung.",
        language="de",
    )
    assert done.path == page
    waiting = (await list_acts(office, ANNA)).items
    denial = await get_denial(office, ANNA, shelf.own)
    if waiting:  # the law of today wants two
        assert "waits for a second officer" in done.words
    else:
        assert "every member is told what the court did" in done.words
        assert denial.status.state is DenialState.SUSPENDED
        assert denial.set_aside[0].text[0].language == "de"


async def amended(browser: OfficersBrowser, office: Office, page: str, before: Notice) -> None:
    """What was left as it stood is as it stood."""
    form = await browser.open(f"{page}/acts/amend")
    fields = form.form(f"{page}/acts/amend").fields
    assert (fields["parties"], fields["text"]) == (
        "Orchid Trading; AE",
        "A front in the free zone.",
    )
    assert "recipients" not in form.answer.text
    assert fields["marking"] == "limite"
    await carried_out(
        browser,
        f"{page}/acts/amend",
        **{
            name: value
            for name, value in fields.items()
            if name in ("at", "expires", "parties", "marking")
        },
        text="A front in the free zone.\n\nSince May under another roof.",
    )
    shown = await get_notice(office, ANNA, page.rpartition("/")[2])
    assert shown.notice is not None
    assert len(shown.versions) == 2
    assert (shown.notice.parties, shown.notice.text[0]) == (before.parties, before.text[0])
    assert shown.notice.text[1].text == "Since May under another roof."
    assert "LIMITE" in (await browser.open(page)).words


async def recalled(browser: OfficersBrowser, page: str) -> None:
    """From FR, which alone has it; NL never had it."""
    path = f"{page}/acts/recall"
    await browser.open(path)
    wrong = await browser.submit(path, step="read", member="NL", reason="Not for them.")
    assert (wrong.status, 'href="#member"' in wrong.answer.text) == (422, True)
    done = await carried_out(browser, path, member="FR", reason="Not meant for France.")
    assert "the notice is recalled from that member." in done.words


async def test_each_kind_of_notice_has_a_form_and_ours_are_withdrawn(
    desk: tuple[ConsoleDoor, FilledShelf],
) -> None:
    door, _ = desk
    browser, office = await door.signed_in(), door.desk.node.office
    kinds = await browser.open("/desk/notices/kinds")
    forms = [each for each in kinds.links if each.endswith("/acts/publish")]
    assert len(forms) > 10
    for each in forms:
        form = await browser.open(each)
        assert (form.status, "Day of the measure" in form.words) == (200, True), each
    path = "/desk/notices/kinds/23-2-e/acts/publish"
    await browser.open(path)
    wrong = await browser.submit(path, step="read", text="A front.")
    assert (wrong.status, 'href="#recipients"' in wrong.answer.text) == (422, True)
    done = await carried_out(
        browser,
        path,
        text="A front in the free zone.",
        parties="Orchid Trading; AE",
        recipients="FR",
        marking="limite",
        expires=(office.today + timedelta(days=90)).isoformat(),
        reply_until=(office.today + timedelta(days=30)).isoformat(),
    )
    sent = (await list_notices(office, ANNA, NoticeFilter(kind="23(2)(e)", origin="DE"))).items
    assert len(sent) == 1, done.words
    assert (done.path, "the notice is sent" in done.words) == (
        f"/desk/notices/{sent[0].number}",
        True,
    )
    notice = (await get_notice(office, ANNA, sent[0].number)).notice
    assert notice is not None
    assert (notice.parties[0].names, notice.parties[0].country) == (("Orchid Trading",), "AE")
    paper = await browser.open(f"{done.path}/pdf")
    assert all(each.count("LIMITE") == 2 for each in pages_of(paper.answer.content))
    assert "LIMITE" in (await browser.open(done.path)).words
    await amended(browser, office, done.path, notice)
    await carried_out(browser, f"{done.path}/acts/withdraw", why="It was another firm.")
    withdrawn = await get_notice(office, ANNA, sent[0].number)
    assert withdrawn.state is NoticeState.WITHDRAWN
    await recalled(browser, done.path)


async def test_who_publishes_does_it_by_form_once_all_have_notified(
    tmp_path: Path, new_sqlite: Callable[[str], str]
) -> None:
    """It is offered what its role sends, and its inbox leads to the publication (officer2 M16)."""
    codes = ("DE", "FR", "EU")
    files = make_files(tmp_path / "federation", codes)
    async with open_console(files, tmp_path / "n", new_sqlite, codes, at="EU") as door:
        federation = members_count(door.federation)
        number = (await publish(federation["DE"], "5(4)", about="")).number
        await exchanged(federation)
        browser, page = await door.signed_in(), f"/desk/reviews/{number}"
        links = (await browser.open(page)).links
        assert not {f"{page}/acts/{each}" for each in ("publish", "find")} & set(links)
        assert (await browser.open(f"{page}/acts/find")).status == 403
        await find(federation["FR"], number, "requirement")
        await exchanged(federation)
        assert f"{page}/acts/publish" in (await browser.open(page)).links
        inbox = await browser.open("/desk/inbox")
        assert ">A publication can be made<" in inbox.answer.text
        path = f"{page}/acts/publish"
        form = await browser.open(path)
        assert "High-speed camera" in form.words
        await browser.submit(path, step="read", oj_reference="OJ 12")
        wrong = await browser.submit(path, step="send")
        assert 'href="#oj_reference"' in wrong.answer.text
        done = await carried_out(browser, path, oj_reference="C/2026/1234")
        assert "it is published." in done.words
        shown = await show_review(federation["DE"].node.office, ANNA, number)
        assert shown.published == ""  # not before the register has made its round
        await exchanged(federation)
        shown = await show_review(federation["DE"].node.office, ANNA, number)
        assert shown.published
        assert f"{page}/acts/publish" not in (await browser.open(page)).links


async def test_a_finding_is_notified_and_counted(desk: tuple[ConsoleDoor, FilledShelf]) -> None:
    door, shelf = desk
    browser, office = await door.signed_in(), door.desk.node.office
    path = f"/desk/reviews/{shelf.notice}/acts/find"
    form = await browser.open(path)
    review = await show_review(office, ANNA, shelf.notice)
    assert all(each.label in form.words for each in review.outcomes)
    done = await carried_out(browser, path, outcome=review.outcomes[0].code, text="We looked.")
    assert done.path == f"/desk/reviews/{shelf.notice}", done.words


async def test_a_trouble_is_closed_with_a_reason_by_who_keeps_registers(
    desk: tuple[ConsoleDoor, FilledShelf],
) -> None:
    door, _ = desk
    browser = await door.signed_in()
    shown = await browser.open("/desk/federation/troubles")
    path = next(each for each in shown.links if each.endswith("/acts/close"))
    refused = await (await door.signed_in(OfficerRole.AUDITOR)).open(path)
    assert refused.status == 403
    await browser.open(path)
    done = await browser.submit(path, step="read", reason="Its disk was replaced.")
    assert "the trouble is closed" in done.words
    assert "There is no trouble" in done.words
    assert "closed by officer" in (await browser.open("/desk/federation/troubles?which=all")).words


async def imported(browser: OfficersBrowser, deed: str, content: str, **fields: str) -> Shown:
    """Send a file by the form of the page of imports."""
    shown = await browser.open("/desk/imports")
    form = shown.form("/desk/imports")
    data = {"way": "own", "on_error": "refuse_all", **form.fields, "deed": deed, **fields}
    data.pop("file", None)
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}
    files = {"file": ("denials.csv", content.encode(), "text/csv")} if content else {}
    return await browser.send("POST", "/desk/imports", data=data, files=files, headers=headers)


async def test_a_file_is_checked_with_each_error_at_its_row_and_column(
    desk: tuple[ConsoleDoor, FilledShelf],
) -> None:
    door, _ = desk
    browser = await door.signed_in(OfficerRole.ADMINISTRATOR)
    assert "/desk/imports" in (await browser.open("/desk/account")).links
    wrong = await imported(browser, "check", WRONG)
    assert wrong.status == 200, wrong.words
    for said in ("destination", "decision_date", "denials.csv"):
        assert said in wrong.words, wrong.words
    assert 'rowspan="2">3</th>' in wrong.answer.text
    fine = await imported(browser, "check", GOOD)
    assert "nothing is wrong with the file" in fine.words
    assert "Denials that would be written 1" in fine.words
    marked = await imported(browser, "mark", WRONG)
    assert marked.answer.content[:2] == b"PK"
    empty = await imported(browser, "check", "\n")
    assert (empty.status, 'href="#file"' in empty.answer.text) == (422, True)
    done = await imported(browser, "import", GOOD)
    is_done = "Denials written 1" in done.words or "waits for a second officer" in done.words
    assert is_done, done.words
    files = {"file": ("denials.csv", GOOD.encode(), "text/csv")}
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": ORIGIN}
    elsewhere = await browser.send("POST", "/desk/language", files=files, headers=headers)
    assert (elsewhere.status, "this is no form" in elsewhere.words) == (422, True)
    reader = await door.signed_in(OfficerRole.READER)
    assert (await reader.open("/desk/imports")).status == 403


async def test_why_a_denial_was_revoked_is_read_wherever_it_is_held(where: Where) -> None:
    """The reason that its authority signed stands on the denial's page (officer2 M15)."""
    async with open_console(*where, ("DE", "FR")) as door:
        fr, denial = door.federation["FR"], french_denial(31)
        await fr.deny(denial)
        review = DenialReview(
            denial_id=denial.denial_id,
            outcome=ReviewOutcome.REVOKED,
            at=fr.node.office.today,
            grounds=(FreeText(language="fr", text="L'acheteur n'est <b>pas</b> celui-là."),),
        )
        await review_denial(fr.node.office, ANNA, denial.denial_id, review)
        await exchanged(door.federation)
        shown = await (await door.signed_in()).open(f"/desk/denials/{denial.denial_id}")
        assert "Why it was revoked L'acheteur n'est <b>pas</b> celui-là." in shown.words
        own = await view_of_denial(fr.node.office, ANNA, denial.denial_id)
        assert "L'acheteur" in own.model_dump_json()


async def test_the_word_of_a_state_without_a_gateway_is_recorded_by_form(
    tmp_path: Path, new_sqlite: Callable[[str], str]
) -> None:
    """Who publishes records that the State was asked and what it found (officer2 M16)."""
    codes = ("DE", "EU")
    files = make_files(tmp_path / "federation", codes)
    async with open_console(files, tmp_path / "n", new_sqlite, codes, at="EU") as door:
        await door.federation.at(datetime(2027, 1, 4, 9, tzinfo=UTC))  # 2026-3 is in force
        de, eu = door.federation["DE"], door.desk.node.office
        number = (await publish(de, "5(4)", about="", expires=None)).number
        await exchanged(door.federation)
        browser, page = await door.signed_in(), f"/desk/reviews/{number}"
        path = f"{page}/acts/record-word"
        assert path in (await browser.open(page)).links
        said = {
            "state": "AT",
            "outcome": "requirement",
            "on": "2027-01-04",
            "given_by": "Ministry <b>of</b> AT",
            "means": "post",
            "title": "Letter of AT",
            "sha256": "a" * 63,
            "size_bytes": "2048",
        }
        await browser.open(path)
        wrong = await browser.submit(path, step="read", **said)
        assert (wrong.status, 'id="sha256-fault"' in wrong.answer.text) == (422, True)
        done = await carried_out(browser, path, **(said | {"sha256": "a" * 64}))
        assert "waits for a second officer" in done.words
        (waits,) = (await list_acts(eu, ANNA)).items
        await agree(eu, BERT, waits.number)
        shown = await show_review(eu, ANNA, number)
        assert [each.outcome for each in shown.tally.states if each.state == "AT"] == [
            "requirement"
        ]
        assert "Ministry <b>of</b> AT" in (await browser.open(page)).words
