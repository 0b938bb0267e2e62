"""The examinations of a case that were taken: list, show, and make one again.

Evidence proves offline that each hit is what it says; that no other denial matched can only
be shown where the registers are (`gateway.casework.cases.examination_replay`).
"""

from __future__ import annotations

import asyncio
from functools import partial

from sqlalchemy import Connection

from gateway.casework.cases.examination_replay import Again
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows, examination_rows
from gateway.casework.records.examination_rows import KeptExamination
from gateway.casework.services import Office
from gateway.domain.base import Model
from gateway.domain.case import Case
from gateway.domain.examination import digest_of_transaction
from gateway.domain.page import FIRST_PAGE, ListOrder, Page, PageRequest, page_of
from gateway.domain.transaction import Transaction
from gateway.errors import InputError
from gateway.evidence.report import EvidenceCheck, Findings, Result


class Rerun(Model):
    """What came of making an examination again.

    Attributes:
        ok: Whether every check was made and holds.
        result: The same in three words.
        compared: Denials of the logs that were valid then and were compared.
        checks: What was looked at, each with what was found.
        outside: What is outside of proof: how the relayed lists stand now.
    """

    case_id: str
    number: int
    ok: bool
    result: Result
    compared: int
    checks: tuple[EvidenceCheck, ...]
    outside: tuple[str, ...] = ()


_OLDEST_FIRST = ListOrder("examinations", (int,))


async def list_examinations(
    office: Office, officer: Officer, case_id: str, *, page: PageRequest = FIRST_PAGE
) -> Page[KeptExamination]:
    """List the examinations of a case that were taken, oldest first.

    Raises:
        NotFoundError: There is no such case.
    """
    sight = office.sight(officer, Permission.READ_HITS)

    def read(conn: Connection) -> Page[KeptExamination]:
        case_rows.get(conn, case_id, lock=False)
        found, hidden = examination_rows.of_case(conn, case_id), sight.hidden_names(conn)
        listed = page_of(found, _OLDEST_FIRST, page, lambda each: (each.record.number,))
        return listed.of(lambda each: each.unaware_of(hidden))

    return await office.db.read(read)


async def get_examination(
    office: Office, officer: Officer, case_id: str, number: int
) -> KeptExamination:
    """Show one examination with its record, registers, hits and reasons.

    Raises:
        NotFoundError: There is no such case, or it has no examination of that number.
    """
    sight = office.sight(officer, Permission.READ_HITS)

    def read(conn: Connection) -> KeptExamination:
        case_rows.get(conn, case_id, lock=False)
        kept = examination_rows.get(conn, case_id, number)
        return kept.unaware_of(sight.hidden_names(conn))

    return await office.db.read(read)


async def rerun_examination(office: Office, officer: Officer, case_id: str, number: int) -> Rerun:
    """Make an examination again with the logs as they stood, and compare.

    It compares every denial that was valid then, about 0.1 ms each, on a thread of its own.

    Raises:
        NotFoundError: There is no such case, or it has no examination of that number.
    """
    officer.require(Permission.ASSESS)
    again = partial(_rerun, office=office, case_id=case_id, number=number)
    return await asyncio.to_thread(office.db.read_sync, again)


def _rerun(conn: Connection, *, office: Office, case_id: str, number: int) -> Rerun:
    case = case_rows.get(conn, case_id, lock=False)
    kept = examination_rows.get(conn, case_id, number)
    findings = Findings()
    ours = _examined(case, kept)
    again = Again(conn, office, kept.record, kept.examination, ours, office.code, case.rulebook)
    again.check(findings)
    return Rerun(
        case_id=case_id,
        number=number,
        ok=findings.result is Result.HOLDS,
        result=findings.result,
        compared=0 if again.not_comparable else again.compared,
        checks=tuple(findings.checks),
        outside=tuple(again.relayed()),
    )


def _examined(case: Case, kept: KeptExamination) -> Transaction:
    """Return the version of the transaction that was examined."""
    versions = [each.before for each in case.amendments] + [case.application]
    for version in versions:
        if digest_of_transaction(version.transaction) == kept.record.transaction:
            return version.transaction
    raise InputError("transaction: no version of the application is what was examined")
