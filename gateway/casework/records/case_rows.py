"""Rows of cases: read with a lock, change as a model, write back, show whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from gateway.casework.acts.journal import Journal, acts_of, count_open_tasks, open_tasks
from gateway.casework.open_work import followers
from gateway.casework.open_work.examination_queue import queued_before
from gateway.casework.open_work.followers import Listed
from gateway.casework.records import (
    consultation_rows,
    examination_rows,
    licence_rows,
    restriction_rows,
)
from gateway.casework.services import Work
from gateway.casework.visibility import Visibility
from gateway.domain.acts import Verb
from gateway.domain.case import ENDED_STATES, Case, CaseState, CaseSummary, Licence
from gateway.domain.case.restriction import NamedAccount, Restriction
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.lists.filters import ALWAYS, EVERY_CASE, CaseFilter, Within
from gateway.domain.page import Page, PageRequest
from gateway.domain.relation import LaterKind, RelatedCase, RelationKind
from gateway.domain.saying import says
from gateway.errors import NotFoundError
from gateway.store import held_versions
from gateway.store.paging import Among, during
from gateway.store.records import Records, in_body, matching
from gateway.store.tables_casework import act, consultation
from gateway.store.tables_casework import licence_case as table
from gateway.store.waits import Waits, waits

_JOINED = {
    *("consultations", "acts", "attention", "examinations", "licensed"),
    *("code_remarks", "newer_list", "queued_before", "version"),
}
"""Fields of a case that live elsewhere and are joined when it is shown."""


def no_such_case(case_id: str) -> NotFoundError:
    """Return the error for a case that is not here, or that this account may not see."""
    return NotFoundError(
        "there is no case {case_id}", remedy="{listCases} lists them.", case_id=case_id[:40]
    )


_CASES = Records(
    table,
    in_body(
        Case,
        once=lambda it: {
            "case_id": it.case_id,
            "reference": it.application.reference,
            "destination": it.application.transaction.destination,
            "filed": it.filed_at,
        },
        columns=lambda it: {
            "state": it.state,
            "procedure": it.application.procedure,
            "assigned_to": it.assigned_to,
        },
        without=_JOINED,
    ),
    named="cases",
    order=("filed", "case_id"),
    descending=True,
    no_such=no_such_case,
    follow=(followers.case_changed,),
)
find, save = _CASES.find, _CASES.save


def add(conn: Connection, case: Case, *, filed_by: str) -> None:
    """Insert a new case, which is the own one of the account that filed it."""
    _CASES.add(conn, case, filed_by=filed_by, settled=False)


def get(conn: Connection, case_id: str, *, lock: bool = True) -> Case:
    """Return a case without what is joined, its row locked unless it is only shown.

    Raises:
        NotFoundError: There is no such case.
    """
    return _CASES.get(conn, case_id, lock=lock)


def let_proposal_fall(conn: Connection, case_id: str) -> None:
    """Take a case back to assessment where a decision is proposed: what it rested on changed.

    Raises:
        NotFoundError: There is no such case.
    """
    case = get(conn, case_id)
    if case.state is CaseState.PROPOSED:
        save(conn, case.back_to_assessment())


def has_assessment(work: Work, case_id: str) -> bool:
    """Say whether an assessment stands in a case, which another one would replace."""
    found = find(work.conn, case_id)
    return found is not None and found.assessment is not None


def has_proposal(work: Work, case_id: str) -> bool:
    """Say whether a decision is proposed in a case, which another one would replace."""
    found = find(work.conn, case_id)
    return found is not None and found.proposal is not None


def by_reference(conn: Connection, reference: str) -> Case | None:
    """Return the case that was filed under a national reference, or None."""
    return _CASES.first(conn, table.c.reference == reference)


def by_denial(conn: Connection, denial_id: str) -> Case | None:
    """Return the case whose decision was notified as a denial, or None."""
    query = select(act.c.subject).where(
        act.c.verb == Verb.DECISION_MADE, act.c.reference == denial_id
    )
    case_id = conn.execute(query).scalar_one_or_none()
    return find(conn, case_id) if case_id is not None else None


_BELONGS = frozenset(
    {
        "concerns",
        "under_letter",
        RelationKind.AMENDS,
        RelationKind.REPLACES,
        RelationKind.RENEWS,
    }
)
"""What a case is to one of which it says most; that is restricted as the other is."""


def relate(conn: Connection, sight: Visibility, case: Case, authority: str) -> None:
    """Show a case on the earlier ones of this authority that it names; restrict it as those are.

    Whether what it names exists is for officers to judge: an unknown one is passed over.

    Args:
        conn: Connection.
        sight: What who files or amends it sees.
        case: The later case.
        authority: This authority's code, as a relation's system.
    """
    named = [
        (relation.kind, meant_by(conn, relation.reference), "")
        for relation in case.application.relations
        if relation.system == authority
    ]
    found: list[tuple[LaterKind, Case | None, str]] = list(named)
    if concerned := case.application.concerns:
        found.append(("concerns", find(conn, concerned), case.application.procedure))
    if letter := licence_rows.find_informed(conn, case.application.under_letter):
        found.append(("under_letter", find(conn, letter.case_id), ""))
    for kind, earlier, procedure in found:
        if earlier is None or earlier.case_id == case.case_id:
            continue
        held = get(conn, earlier.case_id)
        seen = RelatedCase(kind=kind, case_id=case.case_id, procedure=procedure)
        if (kind, case.case_id) not in {(each.kind, each.case_id) for each in held.related}:
            save(conn, held.named_by(seen))
        if kind in _BELONGS:
            _inherit(conn, sight, case.case_id, earlier.case_id)


def _inherit(conn: Connection, sight: Visibility, later: str, earlier: str) -> None:
    """Restrict a case as an earlier one is; it has one mark at most.

    A system that filed it sees what it filed, and is named. A person who does not see the
    earlier case has named something that is not there for him, and nothing follows.
    """
    mark, account = restriction_rows.find(conn, earlier), sight.officer.name
    if mark is None or restriction_rows.find(conn, later) is not None:
        return
    named = mark.named
    if not mark.names(account, sight.at):
        if not sight.only_own:
            return
        named += (NamedAccount(account=account, by="gateway", at=sight.at),)
    _mark_as(conn, mark.also_on(later, named), earlier, sight.at)


def spread_mark(conn: Connection, mark: Restriction) -> None:
    """Restrict what belongs to a case as well when the case is marked."""
    for later in _belonging(conn, mark.subject):
        if restriction_rows.find(conn, later) is None:
            _mark_as(conn, mark.also_on(later, mark.named), mark.subject, mark.at)


def same_marks(conn: Connection, mark: Restriction) -> tuple[Restriction, ...]:
    """Return the mark on a case, and those that what belongs to it has of it."""
    found = [restriction_rows.find(conn, later) for later in _belonging(conn, mark.subject)]
    return (mark, *(each for each in found if each is not None and each.is_of(mark)))


def mark_on(conn: Connection, *subjects: str | None) -> Restriction | None:
    """Return the first mark on a case or consultation, or on the case of a consultation."""
    found = (restriction_rows.find(conn, each) for each in subjects if each is not None)
    return next((each for each in found if each is not None), None)


def _belonging(conn: Connection, case_id: str) -> Iterator[str]:
    """Yield the later cases that belong to one, each once, whatever names whom."""
    seen, left = {case_id}, [case_id]
    while left:
        held = find(conn, left.pop())
        for each in () if held is None else held.related:
            if each.kind in _BELONGS and each.case_id not in seen:
                seen.add(each.case_id)
                left.append(each.case_id)
                yield each.case_id


def _mark_as(conn: Connection, mark: Restriction, earlier: str, at: datetime) -> None:
    restriction_rows.add(conn, mark)
    said = says(
        "restricted to {named} ({reason_class}), as {earlier} is, to which it belongs",
        named=[each.account for each in mark.named],
        reason_class=mark.reason_class,
        earlier=earlier,
    )
    Journal(conn, at).act(Verb.RESTRICTION_MADE, mark.subject, said, mark.subject)


def meant_by(conn: Connection, reference: str) -> Case | None:
    """Return the case that its number, its reference or its licence's number means, or None."""
    found = find(conn, reference) or by_reference(conn, reference)
    if found is None and (licence := licence_rows.find(conn, reference)) is not None:
        return find(conn, licence.case_id)
    return found


def licence_of(conn: Connection, case_id: str) -> Licence | None:
    """Return the licence that was granted in a case, None where none was."""
    return licence_rows.of_case(conn, case_id)


def renewed_by(conn: Connection, case: Case, authority: str) -> Licence | None:
    """Return the licence of an authority, this one, that a case is to renew, or None."""
    for each in case.application.relations:
        if each.kind is RelationKind.RENEWS and each.system == authority:
            earlier = meant_by(conn, each.reference)
            return None if earlier is None else licence_rows.of_case(conn, earlier.case_id)
    return None


def find_concerned(conn: Connection, reference: str) -> str | None:
    """Return our case that another authority means by a reference, or None."""
    found = meant_by(conn, reference) if reference else None
    return None if found is None else found.case_id


def shown(conn: Connection, sight: Visibility, case_id: str) -> Case:
    """Return a case whole: with consultations, acts and what needs a person's attention.

    What speaks of others that the account need not know of is left out.
    """
    case, hidden = get(conn, case_id, lock=False), sight.hidden_names(conn)
    found = consultation_rows.of_case(conn, case_id)
    # What others ask about it is theirs to show whole; its acts and tasks are shown here.
    asked_of_us = consultation_rows.about_case(conn, case_id)
    ids = [row.id for row in (*found, *asked_of_us) if row.id not in hidden]
    attention = [
        item.text
        for subject in (case_id, *ids)
        for item in open_tasks(conn, subject=subject)
        if not item.speaks_of(hidden)
    ]
    whole = case.shown(
        examinations=examination_rows.newest_number(conn, case_id),
        consultations=tuple(row.consultation for row in found),
        acts=acts_of(conn, case_id, *ids),
        attention=tuple(attention),
        licensed=licence_rows.of_case(conn, case_id),
        informed=licence_rows.informed_of_case(conn, case_id),
        queued_before=queued_before(conn, case_id) if case.state is CaseState.FILED else None,
        version=held_versions.of_case(conn, case_id) or "",
    )
    return whole.unaware_of(hidden) if hidden else whole


def get_seen(conn: Connection, sight: Visibility, case_id: str) -> Case:
    """Return a case without what is joined, of which an account may do something.

    Raises:
        NotFoundError: There is no such case, or it is not for this account.
    """
    if not sight.sees(conn, case_id):
        raise no_such_case(case_id)
    return get(conn, case_id, lock=False)


def shown_to(conn: Connection, sight: Visibility, case_id: str) -> Case:
    """Return a case whole, or without what it says of denials, as the account may read it.

    Raises:
        NotFoundError: There is no such case, or it is not for this account.
    """
    if not sight.sees(conn, case_id):
        raise no_such_case(case_id)
    found = shown(conn, sight, case_id)
    return found if sight.reads_hits else found.without_denials()


def listed(
    conn: Connection,
    asked: PageRequest,
    chosen: CaseFilter = EVERY_CASE,
    *,
    filed: Within = ALWAYS,
    among: Among | None = None,
) -> Page[CaseSummary]:
    """Return a page of the cases, newest first.

    Args:
        conn: A transaction.
        asked: Which part.
        chosen: Which of them, but for the days.
        filed: When they were filed.
        among: Says of the ids which are shown; all if absent.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    among_them = matching(among=(among, table.c.case_id))
    wanted = (*among_them, *_where(conn, chosen), *during(table.c.filed, filed))
    return _CASES.listed_rows(conn, asked, *wanted, query=_SUMMARIES, show=_summary)


def _where(conn: Connection, chosen: CaseFilter) -> Iterator[ColumnElement[bool]]:
    yield from matching(
        (table.c.state, chosen.state),
        (table.c.reference, chosen.reference),
        (table.c.procedure, chosen.procedure),
        (table.c.destination, chosen.destination),
        (table.c.filed_by, chosen.filed_by),
    )
    if chosen.authority is not None:
        asked = (consultation.c.ours.is_(True), consultation.c.peer == chosen.authority)
        yield table.c.case_id.in_(select(consultation.c.case_id).where(*asked))
    yield from followers.has_words(conn, Listed.CASE, table.c.case_id, chosen.words)


# Nothing of the bodies is read, which are most of the table.
_SUMMARIES = select(
    table.c.case_id,
    table.c.reference,
    table.c.procedure,
    table.c.state,
    table.c.destination,
    table.c.filed,
    count_open_tasks(table.c.case_id).label("attention"),
    *held_versions.CASE,
)


def _summary(row: Row[*tuple[Any, ...]]) -> CaseSummary:
    case_id, reference, procedure, state, destination, filed_at, attention, *rest = row
    return CaseSummary(
        case_id=case_id,
        reference=reference,
        procedure=procedure,
        state=CaseState(state),
        destination=destination,
        filed_at=filed_at,
        attention=attention,
        version=held_versions.spelled(*rest[: len(held_versions.CASE)]),
    )


def every_id(
    conn: Connection, *, state: CaseState | None = None, among: Among | None = None
) -> tuple[str, ...]:
    """Return the ids of all cases, or of those in a state and on a list, newest first."""
    wanted = matching((table.c.state, state), among=(among, table.c.case_id))
    query = select(table.c.case_id).where(*wanted).order_by(*_CASES.keyset.sorting)
    return tuple(conn.scalars(query))


def unsettled(conn: Connection) -> tuple[str, ...]:
    """Return the ids of cases that must have a running workflow."""
    rows = conn.execute(select(table.c.case_id).where(table.c.settled.is_(False)))
    return tuple(rows.scalars())


def stranded(conn: Connection) -> tuple[str, ...]:
    """Return the ids of cases that wait for consultations of which none is open any more."""
    query = select(table.c.case_id).where(*_IS_STRANDED)
    return tuple(conn.execute(query).scalars())


_OPEN_CONSULTATIONS = select(consultation.c.case_id).where(
    consultation.c.case_id.is_not(None),
    consultation.c.state.in_([str(each) for each in OPEN_STATES]),
)
_IS_STRANDED = (
    table.c.state == str(CaseState.CONSULTING),
    table.c.case_id.not_in(_OPEN_CONSULTATIONS),
)


def stranded_cases() -> Waits:
    """Select the cases that wait for consultations of which none is open any more."""
    return _since_last_act().where(*_IS_STRANDED)


def cases_in(*states: CaseState) -> Waits:
    """Select the cases in some states."""
    return _since_last_act().where(table.c.state.in_([str(each) for each in states]))


def unsettled_cases() -> Waits:
    """Select the cases that have ended and of which something is left to carry."""
    ended = [str(each) for each in ENDED_STATES]
    return _since_last_act().where(table.c.settled.is_(False), table.c.state.in_(ended))


def _since_last_act() -> Waits:
    last = select(func.max(act.c.at)).where(act.c.subject == table.c.case_id).scalar_subquery()
    return waits(table.c.case_id, func.coalesce(last, table.c.filed))


def open_under_another_list(conn: Connection, version: str) -> list[Case]:
    """Return the open cases that stand under another version of Annex I than a given one."""
    ended = [str(each) for each in ENDED_STATES]
    cases = _CASES.every(conn, table.c.state.not_in(ended))
    return [each for each in cases if each.annex_i and each.annex_i != version]


def settle(conn: Connection, case_id: str) -> None:
    """Mark that nothing of the case is left to carry."""
    _CASES.change(conn, case_id, settled=True)
