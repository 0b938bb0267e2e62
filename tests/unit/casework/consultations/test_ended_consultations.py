"""Ends in words, and that only whoever asked writes one."""

from __future__ import annotations

from gateway.casework.consultations.ended_consultations import TASKS, WORDS
from gateway.domain.acts import TaskKind
from gateway.domain.consultation import EndReason


def test_every_reason_has_its_words() -> None:
    assert set(WORDS) == set(EndReason)
    assert len(set(WORDS.values())) == len(WORDS)


def test_an_end_closes_what_a_person_was_asked_about_it() -> None:
    assert TaskKind.INFORMATION_WANTED in TASKS
    assert len(set(TASKS)) == len(TASKS)
