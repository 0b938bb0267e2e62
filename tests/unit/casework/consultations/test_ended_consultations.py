"""Ends in words, and that only whoever asked writes one."""

from __future__ import annotations

from gateway.domain.acts import TaskKind
from gateway.domain.consultation import EndReason
from gateway.domain.consultation.transitions import END_WORDS, TASKS_OF_ENDED


def test_every_reason_has_its_words() -> None:
    assert set(END_WORDS) == set(EndReason)
    assert len(set(END_WORDS.values())) == len(END_WORDS)


def test_an_end_closes_what_a_person_was_asked_about_it() -> None:
    assert TaskKind.INFORMATION_WANTED in TASKS_OF_ENDED
    assert len(set(TASKS_OF_ENDED)) == len(TASKS_OF_ENDED)
