"""Consulting by hand: whom the gateway does not reach, or who refused its letter.

A task names the procedure, the authority and the denials. It blocks the decisions that a
consultation under that procedure would (Articles 14(1) and 16(5)); an officer closes it with
what came of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, acts_of, open_tasks
from gateway.casework.records.consultation_rows import Row
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import Case
from gateway.domain.consultation import ByHand
from gateway.domain.examination import Hit, MatchClass
from gateway.domain.saying import Saying, says

NEAREST_FIRST = tuple(MatchClass)


class AskedByHand(NamedTuple):
    """What is asked by hand under a procedure, and what an officer has done of it.

    Attributes:
        open: What waits.
        done: What an officer has closed, about the question as it is now.
    """

    open: tuple[ByHand, ...]
    done: tuple[ByHand, ...]

    def covers(self, hit: Hit, *, done: bool = False) -> bool:
        """Say whether a hit is named, as near as it is now; only as done if so asked."""
        nearest = NEAREST_FIRST[: NEAREST_FIRST.index(hit.match_class) + 1]
        asked = self.done if done else self.open + self.done
        return any(each.named.get(hit.denial_id) in nearest for each in asked)


def asked_by_hand(conn: Connection, case: Case, procedure: str) -> AskedByHand:
    """Return what is asked by hand; what was done before another question was, is done no more."""
    done: list[ByHand] = []
    for act in acts_of(conn, case.case_id):
        if act.verb == Verb.CASE_AMENDED and act.data.get("material"):
            done.clear()
        elif act.verb == Verb.TASK_CLOSED and act.data.get("task") == TaskKind.CONSULT_BY_HAND:
            done.append(ByHand.of(act.data))
    waits = [
        ByHand.of(each.data)
        for each in open_tasks(conn, subject=case.case_id, kind=TaskKind.CONSULT_BY_HAND)
    ]
    return AskedByHand(
        tuple(each for each in waits if each.procedure == procedure),
        tuple(each for each in done if each.procedure == procedure),
    )


def have_asked(conn: Connection, case_id: str, asked: ByHand, *, why: Saying, at: datetime) -> None:
    """Have an officer ask by hand.

    Args:
        conn: The transaction.
        case_id: The case, or the conversation where it belongs to none.
        asked: Under which procedure whom, about which denials.
        why: Why the gateway does not ask, as a clause.
        at: The present instant.
    """
    denials = tuple(asked.named)
    said = says(
        "{procedure}: {authority} must be consulted and ",
        procedure=asked.procedure,
        authority=asked.authority,
        denials=denials,
        match_classes=tuple(asked.named.values()),
    )
    said += why
    if denials:
        said += says(
            " about {named}", named=tuple(f"{each} ({asked.named[each]})" for each in denials)
        )
    Journal(conn, at).open_task(TaskKind.CONSULT_BY_HAND, case_id, said)


def named_as(hits: Sequence[Hit]) -> dict[str, MatchClass]:
    """Return how near the denials of some hits are, as a question by hand names them."""
    return {hit.denial_id: hit.match_class for hit in hits}


def tell_by_hand(conn: Connection, row: Row, what: Saying, *, at: datetime) -> None:
    """Have an officer tell an authority by hand what a letter would have said."""
    said = says("{authority} is to be told by hand: ", authority=row.peer) + what
    Journal(conn, at).open_task(TaskKind.TELL_BY_HAND, row.id, said)


def closing_key(task_id: int) -> str:
    """Return the key of the task to agree that one is closed without a recorded answer."""
    return f"task {task_id}"
