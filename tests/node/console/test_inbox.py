"""Inbox and tasks, plain pages of what they lead to, and nothing that is not hers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from gateway.api.app import PREFIX
from gateway.casework.accounts.officers import find_officer
from gateway.casework.acts.journal import Journal
from gateway.casework.cases.need_to_know import restrict
from gateway.casework.permissions import OfficerRole
from gateway.console.listing import ROWS
from gateway.domain.acts import TaskKind
from gateway.domain.case.restriction import RestrictionClass, RestrictionDraft
from gateway.domain.denial import FreeText
from gateway.domain.saying import says
from tests.node.console.conftest import PEOPLE, ConsoleDoor

INBOX, TASKS = "/desk/inbox", "/desk/tasks"
OFFICER, DECIDER = OfficerRole.OFFICER, OfficerRole.DECIDER


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
    tasks = await browser.open(TASKS)
    task = next(each for each in tasks.links if each.startswith("/desk/tasks/"))
    assert "An answer is due" in (await browser.open(task)).words
    await browser.open(INBOX)
    assert (
        "Eine Antwort ist fällig" in (await browser.submit("/desk/language", language="de")).words
    )


async def test_a_row_says_how_long_there_is_and_what_silence_means(asked: ConsoleDoor) -> None:
    browser = await asked.signed_in()
    shown = await browser.open(INBOX)
    assert "10 working days, until" in shown.words
    assert "then silence means: Not identical" in shown.words
    await browser.submit("/desk/language", language="de")
    shown = await browser.open(INBOX)
    assert "10 Arbeitstage, bis" in shown.words
    assert "danach bedeutet Schweigen: Nicht identisch" in shown.words


async def test_what_an_officer_has_read_is_new_no_more(asked: ConsoleDoor) -> None:
    browser, colleague = await asked.signed_in(), await asked.signed_in(DECIDER)
    shown = await browser.open(INBOX)
    assert ">New</span>" in shown.answer.text
    await browser.open(conversation(shown.links))
    assert ">New</span>" not in (await browser.open(INBOX)).answer.text
    assert ">New</span>" in (await colleague.open(INBOX)).answer.text


@pytest.mark.parametrize("path", [INBOX, TASKS])
async def test_what_is_over_is_said(asked: ConsoleDoor, path: str) -> None:
    asked.federation.clock.at += timedelta(days=40)
    assert "Over since" in (await (await asked.signed_in()).open(path)).words


async def test_a_tab_and_a_filter_stand_in_the_address(asked: ConsoleDoor) -> None:
    browser = await asked.signed_in()
    assert conversation((await browser.open(INBOX)).links)
    for query, found in (
        ("tab=unassigned", True),
        ("tab=mine", False),
        ("country=TR", False),
        ("authority=DE", True),
        ("authority=NL&tab=all", False),
    ):
        shown = await browser.open(f"{INBOX}?{query}")
        assert any(each.startswith("/desk/consultations/") for each in shown.links) is found, query
        assert ("Nothing is open here" in shown.words) is not found, query
    wrong = await browser.open(f"{INBOX}?country=Turkey&ends_until=soon")
    assert wrong.status == 422
    assert "There is a problem" in wrong.words
    assert wrong.answer.text.count('class="fault"') == 2


@pytest.mark.parametrize("at", [INBOX, TASKS])
async def test_nothing_is_cut_off(console: ConsoleDoor, at: str) -> None:
    number, now = 2 * ROWS + 3, console.federation.clock.at

    def write(conn: Connection) -> None:
        for each in range(number):
            saying = says("look at {each}", each=each)
            Journal(conn, now).open_task(TaskKind.STANDS_STILL, f"thing {each}", saying)

    await console.desk.node.db.write(write)
    browser, seen, pages, path = await console.signed_in(), set[str](), 0, at
    while path:
        shown = await browser.open(path)
        seen |= set(re.findall(r"thing \d+", shown.words))
        pages += 1
        path = next((each for each in shown.links if "after=" in each), "")
        assert ("More follow" in shown.words) == bool(path)
    assert (len(seen), pages) == (number, 3)
    assert (await browser.open(f"{at}?after=x")).status == 422


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
    browser = await asked.signed_in(DECIDER)
    question = conversation((await browser.open(INBOX)).links)
    named = question.rpartition("/")[2]
    links = (await browser.open(TASKS)).links
    task = next(each for each in links if each.startswith("/desk/tasks/"))
    ways = {
        INBOX: "/inbox",
        TASKS: "/tasks",
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
    browser = await asked.signed_in()
    for path in (INBOX, TASKS):
        assert named not in (await browser.open(path)).answer.text


async def test_the_navigation_names_what_a_role_may_open(console: ConsoleDoor) -> None:
    for role in PEOPLE:
        browser = await console.signed_in(role)
        shown = await browser.open("/desk/")
        for path in [each for each in shown.links if re.fullmatch(r"/desk/[a-z]+", each)]:
            assert (await browser.open(path)).status == 200, (role, path)
