"""Nothing that waits in the store is without a greatest age, or a reason why it needs none."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

from gateway.app.probes import _line
from gateway.casework.handlers.greatest_ages import CLOCKS, GREATEST_AGES, WaitKind
from gateway.casework.handlers.stalled_work import SOURCES, in_words, said_of
from gateway.domain.acts import TaskKind

PAGE = Path(__file__).parents[4] / "docs" / "standing-still.md"


@pytest.mark.parametrize("states", CLOCKS, ids=lambda states: str(states.__name__))
def test_every_state_that_waits_has_a_clock(states: type[StrEnum]) -> None:
    clocks = CLOCKS[states]
    assert set(clocks) == set(states)
    for state, clock in clocks.items():
        assert isinstance(state, states)
        assert isinstance(clock, WaitKind) or " " in clock  # a reason, in words


def test_every_kind_has_its_age_its_source_and_a_state_or_a_round_that_it_watches() -> None:
    assert set(GREATEST_AGES) == set(SOURCES) == set(WaitKind)
    watched = {clock for each in CLOCKS.values() for clock in each.values()}
    of_no_state = set(WaitKind) - watched
    assert of_no_state == {
        WaitKind.LETTER_UNTRIED,
        WaitKind.CONSULTED_NOT_CLOSED,
        WaitKind.SUBMISSION_UNSIGNED,
        WaitKind.SUBMISSION_UNANSWERED,
        WaitKind.PEER_SILENT,
        WaitKind.STEP_FAILING,
        WaitKind.DEADLINES_STOPPED,
        WaitKind.DATES_STOPPED,
        WaitKind.RECONCILIATION_STOPPED,
        WaitKind.SYNCHRONISATION_STOPPED,
        WaitKind.INDEX_BEHIND,
        WaitKind.BACKUP_MISSING,
        WaitKind.DOCUMENT_LOST,
    }


@pytest.mark.parametrize("kind", WaitKind)
def test_a_task_says_whom_for_how_long_and_what_to_do(kind: WaitKind) -> None:
    greatest = GREATEST_AGES[kind]
    assert greatest.remedy.endswith(".")
    said = said_of(kind, "FR").sentence()
    assert said.endswith(greatest.remedy)
    assert ("FR" in said) == ("{whom}" in greatest.told)
    assert (in_words(greatest.age.total_seconds()) in said) == ("{age}" in greatest.told)
    if greatest.task is None:
        assert kind in {WaitKind.STEP_FAILING, WaitKind.DOCUMENT_LOST}  # it waits as a task
    else:
        assert greatest.task in TaskKind


def test_the_page_has_each_age_with_a_reason() -> None:
    row = re.compile(r"^\| `(\w+)` \| ([^|]+) \| [^|]{20,} \|$", re.MULTILINE)
    assert row.findall(PAGE.read_text("utf-8")) == [
        (kind, in_words(each.age.total_seconds()) if each.age else "none: at once")
        for kind, each in GREATEST_AGES.items()
    ]


def test_the_doctor_names_each_kind_in_words() -> None:
    assert _line(WaitKind.LETTER_QUEUED) == "waiting: letter queued"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0 seconds"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute"),
        (7199, "1 hour"),
        (86_400, "1 day"),
        (30 * 86_400.0, "30 days"),
    ],
)
def test_lengths_of_time_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
