"""Licences in force that match a denial which came after their decision, and how far we are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from gateway.casework.records import case_rows, licence_rows
from gateway.casework.rules.outcomes import case_rule, outcome_rule
from gateway.casework.services import Work
from gateway.domain.case import LICENCE_ENDED, Case, CaseState, LicenceState
from gateway.domain.case.watch import LicenceMatch, MatchWord, SeenWord
from gateway.domain.denial import DenialState
from gateway.domain.examination import Hit
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.register.denials.denial_queries import load_denials
from gateway.register.row_writing import insert_once
from gateway.store.paging import Among
from gateway.store.records import Records, in_columns
from gateway.store.tables_casework import licence_case
from gateway.store.tables_examination import licence_match as table
from gateway.store.tables_examination import watch_again, watch_position

_THE_ROW = 1


PENDING = frozenset({CaseState.CONSULTING, CaseState.ASSESSMENT, CaseState.PROPOSED})
"""States of a case that was examined and has not ended."""


def position_of(conn: Connection) -> int:
    """Return how far the watch has come in the register's feed, 0 at first."""
    query = select(watch_position.c.value).where(watch_position.c.id == _THE_ROW)
    return conn.scalar(query) or 0


def move_to(conn: Connection, position: int) -> None:
    """Note how far the watch has come; it never goes back."""
    insert_once(conn, watch_position, {"id": _THE_ROW, "value": 0})
    conn.execute(
        update(watch_position)
        .where(watch_position.c.id == _THE_ROW, watch_position.c.value < position)
        .values(value=position)
    )


def to_try_again(conn: Connection) -> frozenset[str]:
    """Return the cases that could not be followed before."""
    return frozenset(conn.scalars(select(watch_again.c.case_id)))


def try_again(conn: Connection, case_ids: Iterable[str]) -> None:
    """Note which cases could not be followed, in place of those that were noted before."""
    conn.execute(delete(watch_again))
    for case_id in sorted(case_ids):
        conn.execute(insert(watch_again), [{"case_id": case_id}])


def watched_ids(conn: Connection) -> tuple[str, ...]:
    """Return the cases that may be pending or may have a licence in force, oldest first."""
    states = [str(state) for state in (*PENDING, CaseState.DECIDED)]
    query = select(licence_case.c.case_id).where(licence_case.c.state.in_(states))
    return tuple(conn.scalars(query.order_by(licence_case.c.case_id)))


def pending_cases(conn: Connection) -> tuple[Case, ...]:
    """Return the cases that were examined and are still to be decided, oldest first."""
    states = [str(state) for state in PENDING]
    query = select(licence_case.c.body).where(licence_case.c.state.in_(states))
    found = map(Case.model_validate_json, conn.scalars(query.order_by(licence_case.c.case_id)))
    return tuple(case for case in found if is_pending(case))


def load_watched(work: Work, case_ids: Sequence[str]) -> tuple[Case, ...]:
    """Return those of some cases that are pending or have a licence in force."""
    query = select(licence_case.c.body).where(licence_case.c.case_id.in_(case_ids))
    found = work.conn.execute(query.order_by(licence_case.c.case_id)).scalars()
    cases = [Case.model_validate_json(body) for body in found]
    past = licence_rows.past(work.conn, case_ids, work.today)
    return tuple(
        case
        for case in cases
        if is_pending(case) or (case.case_id not in past and _lives(work, case))
    )


def is_pending(case: Case) -> bool:
    """Say whether a case was examined and is still to be decided; not after a withdrawal."""
    return case.state in PENDING and case.withdrawal is None and case.examination is not None


def in_force(work: Work, case: Case) -> bool:
    """Say whether what was granted in a case has not ended; a licence may be suspended."""
    past = licence_rows.past(work.conn, [case.case_id, case.application.concerns], work.today)
    return not past and _lives(work, case)


def _lives(work: Work, case: Case) -> bool:
    state = _licence_of(work, case)
    return state is not None and state not in LICENCE_ENDED


def _licence_of(work: Work, case: Case) -> LicenceState | None:
    """Return how the licence stands that a case granted or added a party to, if it did."""
    if case.licence:
        return case.licence[-1].state
    concerned = case.application.concerns
    if not concerned or case.decision is None or not case_rule(work.office, case).gives_more:
        return None
    if not outcome_rule(work.office, case, case.decision.proposal.outcome).lets_go:
        return None
    licence = case_rows.find(work.conn, concerned)
    return None if licence is None else _licence_of(work, licence)


def number_of(conn: Connection, case: Case) -> str | None:
    """Return the number of the licence that a case granted or added a party to."""
    found = licence_rows.of_case(conn, case.application.concerns or case.case_id)
    return None if found is None else found.number


def own_denials(conn: Connection, case: Case) -> frozenset[str]:
    """Return the denials that this authority notified about a licence itself."""
    concerned = case_rows.find(conn, case.application.concerns)
    licences = [each for each in (case, concerned) if each is not None]
    found = [change.denial_id for each in licences for change in each.licence]
    later = {each.case_id for licence in licences for each in licence.related}
    decided = (case_rows.find(conn, case_id) for case_id in later)
    found += [each.decision.denial_id for each in decided if each and each.decision]
    return frozenset(each for each in found if each is not None)


class _Match(NamedTuple):
    """A denial that a licence matches, as it is kept.

    Attributes:
        seen: When an officer has looked at it last; None: it is to be looked at.
        said: What was said about it, the newest last.
    """

    case_id: str
    denial_id: str
    at: datetime
    seen: datetime | None
    said: tuple[SeenWord, ...]
    hit: Hit


_MATCHES = Records(
    table,
    in_columns(_Match, json=["said", "body"], named={"body": "hit"}),
    named="matches",
    order=("at", "case_id", "denial_id"),
    descending=(True, False, False),
)


def matches_of(conn: Connection, case_id: str) -> tuple[Hit, ...]:
    """Return the hits that are listed for a licence."""
    found = _MATCHES.each(conn, table.c.case_id == case_id, by=())
    return tuple(each.hit for each in found)


def put_matches(conn: Connection, case_id: str, hits: Iterable[Hit], *, at: datetime) -> None:
    """List hits for a licence; one that was seen is to be seen again, and what was said stays."""
    for hit in hits:
        held = _MATCHES.find(conn, case_id, hit.denial_id)
        said = () if held is None else held.said
        _MATCHES.put(conn, _Match(case_id, hit.denial_id, at, None, said, hit))


def page_of_matches(
    work: Work, asked: PageRequest, *, seen: bool, among: Among
) -> Page[LicenceMatch]:
    """Return a page of the licences with the denials that they match, the newest first.

    Args:
        work: The transaction, with the services of the node.
        asked: Which part.
        seen: Whether those that an officer has looked at are among them.
        among: Says of the ids of cases which are shown.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    unseen = () if seen else (table.c.seen.is_(None),)
    found = _MATCHES.listed(work.conn, asked, among(table.c.case_id), *unseen)
    return Page(items=_matches(work, found.items), next=found.next)


def listed_matches(work: Work, case_id: str) -> tuple[LicenceMatch, ...]:
    """Return the denials that a licence matches, seen or not, the newest first."""
    return _matches(work, _MATCHES.every(work.conn, table.c.case_id == case_id))


def _matches(work: Work, found: Sequence[_Match]) -> tuple[LicenceMatch, ...]:
    held = load_denials(work.conn, {each.denial_id for each in found})
    valid = {key for key, each in held.items() if each.status.state is DenialState.VALID}
    cases = {key: case_rows.get(work.conn, key, lock=False) for key in {it.case_id for it in found}}
    licences = {key: _licence_of(work, case) for key, case in cases.items()}
    numbers = {key: number_of(work.conn, case) for key, case in cases.items()}
    return tuple(
        LicenceMatch.made_from(
            each,
            number=numbers[each.case_id],
            reference=cases[each.case_id].application.reference,
            licence=licences[each.case_id] or LicenceState.IN_FORCE,
            denial_ended=each.denial_id not in valid,
        )
        for each in found
    )


def see_match(
    conn: Connection, case_id: str, denial_id: str, *, at: datetime, by: str, said: MatchWord
) -> None:
    """Note that an officer has looked at a match, and what he does about it; all words stay.

    Raises:
        NotFoundError: There is no such match.
    """
    held = _MATCHES.find(conn, case_id, denial_id, lock=True)
    if held is None:
        raise NotFoundError(
            "{denial_id} is not listed for the licence of {case_id}",
            remedy="See what is listed: {listWatchMatches}",
            denial_id=denial_id[:60],
            case_id=case_id[:40],
        )
    word = SeenWord(**dict(said), by=by, at=at, match_class=held.hit.match_class)
    _MATCHES.save(conn, held._replace(seen=at, said=(*held.said, word)))
