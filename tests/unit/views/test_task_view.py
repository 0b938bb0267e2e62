"""A task in words: by which day, about what, and a command that exists for each kind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gateway.domain.acts import Task, TaskKind
from gateway.views.frame import FactList, NounView
from gateway.views.reader import ViewReader
from gateway.views.task_steps import CLOSED_AGAIN, CLOSED_BY_HAND, STEPS
from gateway.views.task_view import AroundTask, task_view
from tests.support.commands import check_command
from tests.support.federation_case import START
from tests.support.view_texts import codes_in, own_words

TALK = "0192f0c1-7d3a-7000-8000-00000000000a"
READER = ViewReader(ZoneInfo("Europe/Berlin"))


def a_task(**fields: Any) -> Task:
    given = {"id": 7, "kind": TaskKind.ANSWER_DUE, "subject": TALK, "text": "FR asks"}
    return Task(**{**given, "opened": START, **fields}).dated(START, READER.zone)


def facts_of(view: NounView) -> dict[str, list[str]]:
    blocks = [each for part in view.sections for p in part.parts for each in p.blocks]
    lists = [each for each in blocks if isinstance(each, FactList)]
    return {f.name: [v.text for v in f.values] for each in lists for f in each.facts}


def test_every_kind_says_how_it_is_done() -> None:
    assert STEPS.keys() == set(TaskKind)


@pytest.mark.parametrize("line", sorted({*STEPS.values(), CLOSED_AGAIN, CLOSED_BY_HAND} - {""}))
def test_the_command_of_a_kind_exists(line: str) -> None:
    check_command(line)


@pytest.mark.parametrize("kind", list(TaskKind))
def test_a_task_of_each_kind_is_shown_in_words(kind: TaskKind) -> None:
    view = task_view(READER, a_task(kind=kind), AroundTask(consultation=True, letter=TALK))
    for each in own_words(view):
        assert codes_in(each) == [], each
    [command] = facts_of(view)["Do it"]
    assert command.startswith("comity ")
    assert "{" not in command
    check_command(command)


def test_the_last_day_is_said_where_the_reader_is_and_what_is_over() -> None:
    running = task_view(READER, a_task(due=START + timedelta(days=1)), AroundTask())
    assert running.state == "Open"
    assert facts_of(running)["To be done by"] == ["Tue 3 March 2026, 09:59:59 (Europe/Berlin)"]
    over = task_view(READER, a_task(due=START), AroundTask())
    assert (over.state, [each.text for each in over.warnings]) == (
        "Overdue",
        ["The last day is over."],
    )


@pytest.mark.parametrize(("day", "overdue"), [(date(2026, 3, 1), True), (date(2026, 3, 2), False)])
def test_a_day_that_the_task_names_is_its_last(day: date, *, overdue: bool) -> None:
    found = a_task(kind=TaskKind.REVIEW_DUE, data={"day": day.isoformat()})
    assert (found.last_day, found.overdue) == (day, overdue)
    assert a_task(kind=TaskKind.LETTER_READ, data={"day": "2026-03-01"}).last_day is None


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("DE-C-2026-00001", "comity case show DE-C-2026-00001"),
        ("BE-VLG-N-2026-00001", "comity notice show BE-VLG-N-2026-00001"),
        ("FR-2026-00017", "comity denial show FR-2026-00017"),
        ("EU-R-2025/3", "comity report collection EU-R-2025"),
        (TALK, f"comity letter list --conversation {TALK}"),
    ],
)
def test_what_a_task_is_about_is_shown_by_a_command(subject: str, shown: str) -> None:
    about = facts_of(task_view(READER, a_task(subject=subject), AroundTask()))["About"]
    assert about == [subject, shown]


def test_what_is_known_is_filled_in_and_the_rest_is_to_be_chosen() -> None:
    unseen = a_task(kind=TaskKind.DENIAL_UNSEEN, subject="DE-C-2026-00001", key="FR-2026-00017")
    facts = facts_of(task_view(READER, unseen, AroundTask(by_note=False)))
    assert facts["Do it"] == [
        "comity case judge DE-C-2026-00001 FR-2026-00017 --CONFIRM/--DISMISS --reason REASON"
    ]
    assert "It is done: close it" not in facts
    by_hand = a_task(kind=TaskKind.RECORD_CONFIRM, data={"task_id": 4})
    facts = facts_of(task_view(READER, by_hand, AroundTask()))
    assert facts["Do it"] == ["comity task close 4 --note NOTE"]


def test_a_kind_of_a_newer_version_is_closed_by_hand() -> None:
    facts = facts_of(task_view(READER, a_task(kind="new.kind", subject="node"), AroundTask()))
    assert facts["Do it"] == ["comity task close 7 --note NOTE"]
