"""The inbox in its first form, plain pages of what it leads to, and nothing that is not hers."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from certs.layout import FederationFiles
from gateway.api.app import PREFIX
from gateway.casework.cases.need_to_know import restrict
from gateway.casework.office.journal import open_task
from gateway.casework.office.officers import find_officer
from gateway.casework.office.permissions import OfficerRole
from gateway.console.pages.inbox import ROWS
from gateway.domain.acts import TaskKind
from gateway.domain.case.restriction import RestrictionClass, RestrictionDraft
from gateway.domain.denial import FreeText
from gateway.domain.saying import says
from tests.node.console.conftest import PEOPLE, ConsoleDoor, open_console

INBOX = "/desk/inbox"
OFFICER, DECIDER = OfficerRole.OFFICER, OfficerRole.DECIDER


@pytest.fixture
async def asked(
    console_files: FederationFiles, tmp_path: Path, new_sqlite: Callable[[str], str]
) -> AsyncIterator[ConsoleDoor]:
    """The console of FR, which DE has asked."""
    folder = tmp_path / "n"
    async with open_console(console_files, folder, new_sqlite, ("DE", "FR"), at="FR") as opened:
        await opened.federation.consulting()
        yield opened


def conversation(links: list[str]) -> str:
    return next(each for each in links if each.startswith("/desk/consultations/"))


async def test_a_question_is_a_line_that_leads_to_its_page(asked: ConsoleDoor) -> None:
    browser = await asked.signed_in()
    shown = await browser.open("/desk/")
    assert (shown.path, shown.status) == (INBOX, 200)
    assert "An answer is due" in shown.words
    page = await browser.open(conversation(shown.links))
    case = await asked.federation["DE"].case("DE-C-2026-00001")
    whom = case.application.transaction.end_user.value
    assert whom is not None
    assert (page.status, whom.names[0] in page.words) == (200, True)
    task = next(each for each in shown.links if each.startswith("/desk/tasks/"))
    assert "An answer is due" in (await browser.open(task)).words
    await browser.open(INBOX)
    assert (
        "Eine Antwort ist fällig" in (await browser.submit("/desk/language", language="de")).words
    )


async def test_what_is_over_is_said(asked: ConsoleDoor) -> None:
    asked.federation.clock.at += timedelta(days=40)
    assert "Over since" in (await (await asked.signed_in()).open(INBOX)).words


async def test_nothing_is_cut_off(console: ConsoleDoor) -> None:
    number, at = 2 * ROWS + 3, console.federation.clock.at

    def write(conn: Connection) -> None:
        for each in range(number):
            saying = says("look at {each}", each=each)
            open_task(
                conn, at=at, kind=TaskKind.STANDS_STILL, subject=f"thing {each}", saying=saying
            )

    await console.desk.node.db.write(write)
    browser, seen, pages, path = await console.signed_in(), set[str](), 0, INBOX
    while path:
        shown = await browser.open(path)
        seen |= set(re.findall(r"thing \d+", shown.words))
        pages += 1
        path = next((each for each in shown.links if "after=" in each), "")
        assert ("More follow" in shown.words) == bool(path)
    assert (len(seen), pages) == (number, 3)
    assert (await browser.open(f"{INBOX}?after=x")).status == 422


async def statuses(asked: ConsoleDoor, ways: dict[str, str]) -> dict[tuple[str, OfficerRole], int]:
    """What each role gets of each page, which is what REST answers at the address beside it."""
    found: dict[tuple[str, OfficerRole], int] = {}
    for role in PEOPLE:
        pages = await asked.signed_in(role)
        for page, path in ways.items():
            answer = await pages.client.get(
                PREFIX + path, headers={"Authorization": f"Bearer {asked.tokens[role]}"}
            )
            status = (await pages.open(page)).status
            assert status == answer.status_code, (role, page, answer.text)
            found[page, role] = status
    return found


async def test_no_page_shows_what_rest_refuses_the_same_person(asked: ConsoleDoor) -> None:
    shown = await (await asked.signed_in(DECIDER)).open(INBOX)
    question = conversation(shown.links)
    named = question.rpartition("/")[2]
    task = next(each for each in shown.links if each.startswith("/desk/tasks/"))
    ways = {
        INBOX: "/tasks",
        question: f"/consultations/{named}/view",
        "/desk/cases/FR-C-2026-00001": "/cases/FR-C-2026-00001/view",
        task: f"/tasks/{task.rpartition('/')[2]}/view",
    }
    found = await statuses(asked, ways)
    assert (found[question, OFFICER], found[question, OfficerRole.READER]) == (200, 403)
    office = asked.desk.node.office
    by = office.db.read_sync(lambda conn: find_officer(conn, "decider"))
    assert by is not None
    draft = RestrictionDraft(
        reason_class=RestrictionClass.SOURCE_PROTECTION,
        reason=FreeText(language="en", text="a source"),
    )
    await restrict(office, by, named, draft)
    found = await statuses(asked, ways)
    assert (found[question, OFFICER], found[question, DECIDER]) == (404, 200)
    assert named not in (await (await asked.signed_in()).open(INBOX)).answer.text


async def test_the_navigation_names_what_a_role_may_open(console: ConsoleDoor) -> None:
    for role in PEOPLE:
        browser = await console.signed_in(role)
        shown = await browser.open("/desk/")
        for path in [each for each in shown.links if re.fullmatch(r"/desk/[a-z]+", each)]:
            assert (await browser.open(path)).status == 200, (role, path)
