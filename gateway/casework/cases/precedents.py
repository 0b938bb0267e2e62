"""Precedents: what was classified so in a round, for whoever has an item like it."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows
from gateway.casework.records import classification_rows as rows
from gateway.casework.services import Office, Work
from gateway.domain.base import Model
from gateway.domain.case import Case
from gateway.domain.consultation.classification import (
    ClassificationRound,
    Precedent,
    PrecedentQuery,
)
from gateway.errors import InputError
from gateway.matching.precedents import FoundPrecedents, find_precedents, precedents_of

_MOST_SHOWN = 50


class PrecedentsFound(Model):
    """Precedents that a search found, the nearest first.

    Attributes:
        total: How many were found; `found` has the nearest of them.
        complete: Whether all were looked at: of very many, only the newest are.
    """

    found: tuple[Precedent, ...]
    total: int
    complete: bool


async def search_precedents(
    office: Office, officer: Officer, query: PrecedentQuery
) -> PrecedentsFound:
    """Find what was classified before: by words, code, designation, parameters, or for a case.

    Raises:
        InputError: Nothing is given to search by, or a case and something else.
        NotFoundError: There is no such case, or it is not for this account.
    """
    sight = office.sight(officer, Permission.READ_LETTERS)
    given = any((query.words, query.code, query.designation, query.parameters))
    if given is (query.case_id is not None):
        raise InputError(
            "words, code, designation, parameters: at least one is needed, or case_id alone",
            remedy="Give the item in words, a code, what its manufacturer calls it or what can be "
            "measured: {findPrecedents}.",
            field="words",
        )

    def read(work: Work) -> FoundPrecedents:
        if query.case_id is None:
            held = rows.precedents(work.conn, sight.case)
            return find_precedents(query, held, office.law.lists().same_code)
        if not sight.sees(work.conn, query.case_id):
            raise case_rows.no_such_case(query.case_id)
        return _of_case(work, officer, case_rows.get(work.conn, query.case_id, lock=False))

    found, complete = await office.read(read)
    return PrecedentsFound(found=found[:_MOST_SHOWN], total=len(found), complete=complete)


def rounds_of(conn: Connection, case_id: str) -> tuple[ClassificationRound, ...]:
    """Return the rounds in which we ask about a case, the oldest first."""
    return rows.of_case(conn, case_id)


def classified(
    work: Work, officer: Officer, case: Case
) -> tuple[tuple[ClassificationRound, ...], tuple[Precedent, ...]]:
    """Return the rounds that were asked for a case, and the precedents that are like its items.

    As far as the officer may read them.
    """
    if not officer.may(Permission.READ_LETTERS):
        return (), ()
    found = _of_case(work, officer, case).found
    return rounds_of(work.conn, case.case_id), found[:_MOST_SHOWN]


def _of_case(work: Work, officer: Officer, case: Case) -> FoundPrecedents:
    items = work.law.carried(case.application.transaction).items
    seen = work.office.sight(officer, Permission.READ_LETTERS).case
    others = (held for held in rows.precedents(work.conn, seen) if held.case_id != case.case_id)
    return precedents_of(items, others, work.law.lists().same_code)
