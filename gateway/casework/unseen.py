"""Denials that came while a case was open and that no officer has looked at yet.

Each is a task. Judging the hit, or proposing a decision anew, counts as having looked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.examining import take_examination
from gateway.casework.journal import close_tasks, open_task, open_tasks, record_act
from gateway.casework.judging_rows import with_judgements
from gateway.casework.office import Office
from gateway.domain.case import Case, DecisionProposal
from gateway.domain.examination import Examination, Hit, MatchClass, Occasion
from gateway.errors import Reason, StateError
from gateway.exchange.wakes import add_wakes, poke_case

UNSEEN = "denial.unseen"
"""Task: a denial came while the case was open; the decision waits until it was looked at."""

_NEAREST_FIRST = tuple(MatchClass)


def news_in(known: Iterable[Hit], found: Iterable[Hit]) -> tuple[Hit, ...]:
    """Return the hits that were not shown before, or whose class rose."""
    before: dict[str, int] = {}
    for hit in known:
        rank = _NEAREST_FIRST.index(hit.match_class)
        before[hit.denial_id] = min(rank, before.get(hit.denial_id, rank))
    farther = len(_NEAREST_FIRST)
    return tuple(
        hit
        for hit in found
        if _NEAREST_FIRST.index(hit.match_class) < before.get(hit.denial_id, farther)
    )


def is_older(found: Examination, held: Examination | None) -> bool:
    """Say whether an examination covers less of the register than the one that is held."""
    return held is not None and found.register_position < held.register_position


def take_news(
    conn: Connection,
    office: Office,
    case: Case,
    found: Examination,
    *,
    occasion: Occasion = Occasion.DENIAL_CAME,
) -> tuple[tuple[Hit, ...], tuple[str, ...]]:
    """Take a newer examination of an open case: tell what came, and ask those concerned.

    Args:
        conn: Of the transaction.
        office: This authority.
        case: The case, locked; its examination is the one that officers know.
        found: The newer examination.
        occasion: Why the case was examined.

    Returns:
        The hits that are new or nearer, and the conversations that were opened.
    """
    transaction = case.application.transaction
    found = with_judgements(conn, office, found, case.case_id, transaction)
    known = case.examination.hits if case.examination is not None else ()
    news = news_in(known, found.hits)
    for hit in news:
        record_act(
            conn,
            at=found.examined_at,
            actor="gateway",
            verb="denial.came",
            text=f"{hit.denial_id}: {hit.match_class} match, while the case was open",
            subject=case.case_id,
            reference=hit.denial_id,
        )
    opened = take_examination(conn, office, case, found, occasion=occasion)
    for hit in news:
        open_task(
            conn,
            at=found.examined_at,
            kind=UNSEEN,
            subject=case.case_id,
            text=_text(hit.denial_id),
        )
    event = f"examined-{found.register_position}-{found.examined_at.isoformat()}"
    add_wakes(conn, [poke_case(case.case_id, event)])
    return news, opened


def note_looked_at(
    conn: Connection, *, at: datetime, case_id: str, denial_id: str, by: str
) -> None:
    """Note that an officer has looked at a denial in a case."""
    close_tasks(conn, at=at, kind=UNSEEN, subject=case_id, by=by, text=_text(denial_id))


def proposed_in(conn: Connection, case: Case) -> DecisionProposal:
    """Return what is proposed; where nothing is, say so if a denial made the proposal fall.

    Raises:
        StateError: DENIAL_UNSEEN, or nothing was proposed.
    """
    if case.proposal is not None:
        return case.proposal
    unseen = [task for task in open_tasks(conn, subject=case.case_id) if task.kind == UNSEEN]
    if unseen:
        raise StateError(
            "denials came meanwhile and must be looked at first: "
            + "; ".join(task.text for task in unseen),
            reason=Reason.DENIAL_UNSEEN,
            remedy="Look at the new hits, wait for what they open, then propose again.",
            case=case.case_id,
        )
    raise StateError("nothing is proposed", remedy="Propose a decision first.")


def _text(denial_id: str) -> str:
    return f"{denial_id} came while the case was open: look at it, then judge it or propose anew"
