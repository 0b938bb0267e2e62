"""Acts as forms: drafts that last, faults at their fields, a last look, and nothing twice."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from gateway.casework.accounts.officers import find_officer, withdraw_officer
from gateway.casework.consultations.consultations import assign
from gateway.casework.permissions import Officer, OfficerRole
from gateway.console.acts.declared import FieldKind
from gateway.console.acts.reading import _FORMS, WRITTEN
from gateway.domain.inbox.act_draft import DRAFT_KEPT
from gateway.store.tables_console import act_draft
from tests.node.console.conftest import ConsoleDoor
from tests.support.officers_browser import OfficersBrowser, Shown

OFFICER, DECIDER = OfficerRole.OFFICER, OfficerRole.DECIDER
REASON = 'The case file is abroad.\n\n<b onmouseover="x()">שלום</b> ' + "long " * 100


def account(asked: ConsoleDoor, name: str) -> Officer:
    found = asked.desk.node.office.db.read_sync(lambda conn: find_officer(conn, name))
    assert found is not None
    return found


async def drafts(asked: ConsoleDoor) -> int:
    query = select(func.count()).select_from(act_draft)
    return await asked.desk.node.office.db.read(lambda conn: conn.execute(query).scalar_one())


async def looked(browser: OfficersBrowser, path: str) -> Shown:
    """Write a wish for more time, and go on to its last look."""
    await browser.open(path)
    return await browser.submit(path, step="read", working_days="5", reason=REASON, language="fr")


async def test_an_act_is_looked_at_and_done_once(asked: ConsoleDoor) -> None:
    browser = await asked.signed_in()
    page = await browser.question()
    path = f"{page}/acts/more-time"
    assert path in (await browser.open(page)).links
    last = await looked(browser, path)
    assert (last.path, last.answer.url.query) == (path, b"step=look")
    assert "The case file is abroad." in last.words
    assert 'lang="fr"' in last.answer.text
    assert "<b onmouseover" not in last.answer.text
    done = await browser.submit(path, step="send")
    assert (done.path, "asked for more time" in done.words) == (page, True)
    name = page.rpartition("/")[2]
    held = await asked.desk.consultation(name)
    assert held.extension_pending is not None
    assert (held.extension_pending.working_days, held.extension_pending.reason.language) == (
        5,
        "fr",
    )
    assert held.extension_pending.reason.text == REASON.strip()
    assert await drafts(asked) == 0
    assert path not in done.links
    browser.last = last  # the last look is still open in another window
    again = await browser.submit(path, step="send")
    assert (again.path, again.status) == (path, 200)
    assert len((await asked.desk.consultation(name)).extensions) == 0


async def test_a_draft_lasts_and_is_its_officers_alone(asked: ConsoleDoor) -> None:
    browser, colleague = await asked.signed_in(), await asked.signed_in(DECIDER)
    page = await browser.question()
    path = f"{page}/acts/more-time"
    shown = await browser.open(path)
    fields = {**shown.form(path).fields, "reason": "Half a sen"}
    headers = {"Sec-Fetch-Site": "same-origin"}
    kept = await browser.client.post(f"{path}/draft", data=fields, headers=headers)
    assert (kept.status_code, kept.content) == (204, b"")
    assert "Draft" in (await browser.open(page)).words
    assert "Half a sen" in (await browser.open(path)).answer.text
    assert "Half a sen" not in (await colleague.open(path)).answer.text
    kept_so = await browser.submit(path, step="keep", reason="Half a sentence more")
    assert "the draft is kept" in kept_so.words
    # A draft keeps what is wrong as well.
    wrong = await browser.submit(path, step="read", reason="Half", working_days="soon")
    assert (wrong.status, "whole number" in wrong.words) == (422, True)
    assert 'value="soon"' in (await browser.open(path)).answer.text
    gone = await browser.submit(path, step="drop")
    assert (gone.path, await drafts(asked)) == (page, 0)
    # After thirty days, and with the account, nothing is left.
    await browser.open(path)
    await browser.submit(path, step="keep", reason="old")
    await colleague.open(path)
    asked.federation.clock.at += DRAFT_KEPT + timedelta(seconds=1)
    browser, colleague = await asked.signed_in(), await asked.signed_in(DECIDER)
    assert "old" not in (await browser.open(f"{page}/acts/assign")).words
    await colleague.open(f"{page}/acts/assign")
    await colleague.submit(f"{page}/acts/assign", step="keep", assignee="decider")
    assert await drafts(asked) == 1
    office = asked.desk.node.office
    await withdraw_officer(office, account(asked, "administrator"), "decider")
    assert await drafts(asked) == 0


async def test_what_is_wrong_is_said_at_its_field(asked: ConsoleDoor) -> None:
    browser = await asked.signed_in()
    path = f"{await browser.question()}/acts/more-time"
    await browser.open(path)
    for fields, fault in (
        ({"working_days": "", "reason": "x"}, "Working days more: fill this in"),
        ({"working_days": "-3", "reason": "x"}, "whole number"),
        ({"working_days": "5", "reason": "y" * 30_000}, "Why more time is needed:"),
        ({"working_days": "5", "reason": "x", "language": "xx"}, "nothing else fits"),
    ):
        wrong = await browser.submit(path, step="read", **fields)
        assert (wrong.status, fault in wrong.words) == (422, True), (fields, wrong.words)
        assert wrong.title.startswith("Error:")
        assert 'href="#' in wrong.answer.text.partition("error-summary")[2]
    # What the use case alone knows is said at the field as well, and nothing is lost.
    said = {"working_days": "300", "reason": "all of it", "language": "en"}
    refused = await browser.submit(path, step="read", **said)
    assert (refused.status, "is not within 0 to" in refused.words) == (422, True)
    assert 'id="working_days-fault"' in refused.answer.text
    assert "all of it" in refused.answer.text


async def test_who_changed_it_meanwhile_is_said_and_what_was_written_kept(
    asked: ConsoleDoor,
) -> None:
    browser = await asked.signed_in()
    page = await browser.question()
    path = f"{page}/acts/more-time"
    await looked(browser, path)
    name = page.rpartition("/")[2]
    await assign(asked.desk.node.office, account(asked, "decider"), name, "decider")
    stale = await browser.submit(path, step="send")
    assert stale.status == 412
    assert "decider changed this while you wrote" in stale.words
    assert "The case file is abroad." in stale.words
    assert (await asked.desk.consultation(name)).extension_pending is None
    assert (await browser.submit(path, step="send")).path == page
    assert (await asked.desk.consultation(name)).extension_pending is not None


async def test_nothing_is_sent_but_what_was_looked_at(asked: ConsoleDoor) -> None:
    browser, other = await asked.signed_in(), await asked.signed_in()
    page = await browser.question()
    path = f"{page}/acts/more-time"
    last = await looked(browser, path)
    await other.open(path)
    await other.submit(path, step="keep", working_days="6", reason="In another window.")
    browser.last = last
    refused = await browser.submit(path, step="send")
    assert (refused.status, "not what you looked at last" in refused.words) == (412, True)
    assert "In another window." in refused.words
    name = page.rpartition("/")[2]
    assert (await asked.desk.consultation(name)).extension_pending is None
    assert (await browser.submit(path, step="send")).path == page
    held = (await asked.desk.consultation(name)).extension_pending
    assert held is not None
    assert held.working_days == 6


async def test_an_act_that_binds_asks_who_she_is(asked: ConsoleDoor) -> None:
    browser = await asked.signed_in()
    page = await browser.question()
    path = f"{page}/acts/more-time"
    await browser.open(path)
    asked.federation.clock.at += timedelta(minutes=11)
    shown = await browser.submit(path, step="read", working_days="5", reason="x", language="en")
    assert shown.path == "/desk/confirm-identity"
    person = asked.people[OFFICER]
    back = await browser.submit(
        "/desk/confirm-identity", password=person.password, code=person.code()
    )
    assert (back.path, "What will be done" in back.words) == (path, True)
    assert (await browser.submit(path, step="send")).path == page


async def test_an_act_without_a_last_look_is_done_at_once(asked: ConsoleDoor) -> None:
    browser = await asked.signed_in()
    page = await browser.question()
    path = f"{page}/acts/assign"
    await browser.open(path)
    assert (await browser.submit(path, step="read")).path == page
    name = page.rpartition("/")[2]
    assert (await asked.desk.consultation(name)).assigned_to == "officer"
    await browser.open(path)
    wrong = await browser.submit(path, step="read", assignee="nobody here")
    assert (wrong.status, 'id="assignee-fault"' in wrong.answer.text) == (422, True)


async def test_who_may_not_do_it_sees_no_form(asked: ConsoleDoor) -> None:
    page = await (await asked.signed_in()).question()
    for role, status in (
        (OfficerRole.AUDITOR, 403),
        (OfficerRole.READER, 403),
        (OfficerRole.ADMINISTRATOR, 403),
    ):
        browser = await asked.signed_in(role)
        assert (await browser.open(f"{page}/acts/more-time")).status == status
        assert not [each for each in (await browser.open(page)).links if "/acts/" in each]
    browser = await asked.signed_in()
    nowhere = "/desk/consultations/00000000-0000-7000-8000-000000000000/acts/more-time"
    for path in (f"{page}/acts/nothing", nowhere):
        assert (await browser.open(path)).status == 404
    await browser.open(f"{page}/acts/more-time")
    fields = browser.last.form(f"{page}/acts/more-time").fields if browser.last else {}
    headers = {"Sec-Fetch-Site": "same-origin"}
    lost = await browser.client.post(f"{nowhere}/draft", data=fields, headers=headers)
    assert (lost.status_code, await drafts(asked)) == (404, 0)


def test_every_kind_of_field_is_read() -> None:
    assert set(FieldKind) == set(_FORMS) | WRITTEN
