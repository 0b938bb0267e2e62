"""The kinds of tasks and the verbs of acts: total, stable, and what letters and notices need."""

from __future__ import annotations

from gateway.domain.acts import TaskKind, Verb
from gateway.domain.annual.collection import CollectionStanding
from gateway.domain.examination import HitVerdict
from gateway.domain.letter import LetterType
from gateway.domain.notice import NoticeAction

MOST_CHARACTERS = 40
"""Of the column of a task's kind; the feed says `task.` before it and `.closed` after it."""


def test_every_kind_of_task_says_what_it_is() -> None:
    headings = [kind.words for kind in TaskKind]
    assert all(headings)
    assert len(set(headings)) == len(headings)
    assert TaskKind("denial.unseen") is TaskKind.DENIAL_UNSEEN
    for kind in TaskKind:
        assert len(kind) <= MOST_CHARACTERS


def test_verbs_are_there_for_everything_that_is_named_as_it_happens() -> None:
    wanted = [f"{each}.{way}" for each in LetterType for way in ("sent", "received")]
    wanted += [f"hit.{verdict}" for verdict in HitVerdict]
    wanted += [f"notice.{action}" for action in NoticeAction]
    wanted += [f"annual.{each}" for each in (CollectionStanding.TAKEN, CollectionStanding.LEFT)]
    assert [Verb(each) for each in wanted] == wanted


def test_what_is_a_task_and_an_act_has_one_name() -> None:
    both = {str(kind) for kind in TaskKind} & {str(verb) for verb in Verb}
    assert {"review.due", "annual.missing", "licence.matched", "transaction.twice"} <= both
