"""Makes an examination again at a node: nothing was left out, nothing was added.

Evidence proves offline that each hit is what it says; that no other denial matched can only
be shown where the registers are. The logs are folded up to the sizes that the record names,
every denial that was valid then is compared, without the index, and what comes out is
compared with the record. Relayed lists are in no log: they are compared as they stand now,
which proves nothing and is said so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection, select

from gateway.casework import case_rows, examination_rows
from gateway.casework.examination_rows import KeptExamination
from gateway.casework.office import Office
from gateway.casework.permissions import Officer, Permission
from gateway.domain.base import Model
from gateway.domain.case import Case
from gateway.domain.denial import Denial
from gateway.domain.examination import Hit, RegisterPosition, digest_of_transaction
from gateway.domain.transaction import Transaction
from gateway.errors import InputError
from gateway.evidence import Check, Findings, differences, fault
from gateway.matching import MATCHER_VERSION
from gateway.matching.search import examine_all
from gateway.matching.transaction import KnownDenial
from gateway.register.as_of import Standing, contents, standings
from gateway.register.logbook import read_head
from gateway.register.projection import load_denials
from gateway.register.proofs import root_at
from gateway.store.tables_register import relayed_denial


class Rerun(Model):
    """What came of making an examination again.

    Attributes:
        ok: Whether every check holds.
        compared: Denials of the logs that were valid then and were compared.
        checks: What was looked at, each with what was found.
        outside: What is outside of proof: how the relayed lists stand now.
    """

    case_id: str
    number: int
    ok: bool
    compared: int
    checks: tuple[Check, ...]
    outside: tuple[str, ...] = ()


async def list_examinations(
    office: Office, officer: Officer, case_id: str
) -> tuple[KeptExamination, ...]:
    """Return the examinations of a case that were taken, oldest first.

    Raises:
        NotFoundError: There is no such case.
    """
    officer.require(Permission.READ)

    def read(conn: Connection) -> tuple[KeptExamination, ...]:
        case_rows.get(conn, case_id, lock=False)
        return examination_rows.of_case(conn, case_id)

    return await office.db.read(read)


async def get_examination(
    office: Office, officer: Officer, case_id: str, number: int
) -> KeptExamination:
    """Return one examination of a case.

    Raises:
        NotFoundError: There is no such case, or it has no examination of that number.
    """
    officer.require(Permission.READ)

    def read(conn: Connection) -> KeptExamination:
        case_rows.get(conn, case_id, lock=False)
        return examination_rows.get(conn, case_id, number)

    return await office.db.read(read)


async def rerun_examination(office: Office, officer: Officer, case_id: str, number: int) -> Rerun:
    """Make an examination of a case again, with the logs as they stood at its sizes.

    It compares every denial that was valid then, about 0.1 ms each, on a thread of its own.

    Raises:
        NotFoundError: There is no such case, or it has no examination of that number.
    """
    officer.require(Permission.READ)
    again = partial(_rerun, office=office, case_id=case_id, number=number)
    return await asyncio.to_thread(office.db.read_sync, again)


def _rerun(conn: Connection, *, office: Office, case_id: str, number: int) -> Rerun:
    case = case_rows.get(conn, case_id, lock=False)
    kept = examination_rows.get(conn, case_id, number)
    findings = Findings()
    if kept.record.matcher_version != MATCHER_VERSION:
        detail = (
            f"made by matcher {kept.record.matcher_version}; this program has {MATCHER_VERSION}, "
            "so it cannot be made again here"
        )
        findings.add("matcher", ok=False, detail=detail)
        return Rerun(
            case_id=case_id, number=number, ok=False, compared=0, checks=tuple(findings.checks)
        )
    again = _Again(conn, office, kept, _examined(case, kept))
    for position in kept.examination.registers:
        findings.attempt(f"register {position.origin}", partial(again.register, position))
    findings.attempt("denials in scope", again.scope)
    findings.attempt("nothing left out", again.nothing_left_out)
    findings.attempt("nothing added", again.nothing_added)
    findings.attempt("scores and reasons", again.same)
    return Rerun(
        case_id=case_id,
        number=number,
        ok=not findings.failed,
        compared=again.compared,
        checks=tuple(findings.checks),
        outside=tuple(again.relayed()),
    )


def _examined(case: Case, kept: KeptExamination) -> Transaction:
    """Return the version of the transaction that was examined."""
    versions = [each.before for each in case.amendments] + [case.application]
    for version in versions:
        if digest_of_transaction(version.transaction) == kept.record.transaction:
            return version.transaction
    raise InputError(
        "transaction: no version of the application is what was examined", field="transaction"
    )


@dataclass
class _Again:
    """The logs as they stood, and what comes out of comparing everything in them."""

    conn: Connection
    office: Office
    kept: KeptExamination
    transaction: Transaction
    compared: int = 0
    _found: dict[str, Hit] = field(default_factory=dict)
    _erased: set[str] = field(default_factory=set)

    def register(self, position: RegisterPosition) -> str:
        """Fold one log up to its size, and compare every denial that was valid then."""
        origin, size = position.origin, position.size
        if read_head(self.conn, origin).size < size:
            raise fault(f"the log is shorter than {size} entries here")
        if size and root_at(self.conn, origin, size).hex() != position.root:
            raise fault(f"at size {size} the log has another root")
        standing = standings(self.conn, origin, size, self.office.law.reviews)
        self._erased |= {key for key, each in standing.items() if each.content is None}
        valid = [each.content for each in standing.values() if _is_compared(each)]
        indices = [index for index in valid if index is not None]
        known = self._known(origin, indices)
        for hit in examine_all(self._carried(self.transaction), known, asking=self.office.code):
            self._found[hit.denial_id] = hit
        return f"{len(indices)} valid denials of {size} entries compared"

    def _known(self, origin: str, indices: list[int]) -> Iterator[KnownDenial]:
        for denial in contents(self.conn, origin, indices):
            self.compared += 1
            yield KnownDenial(self._moved(denial))

    def _moved(self, denial: Denial) -> Denial:
        return denial.model_copy(update={"transaction": self._carried(denial.transaction)})

    def _carried(self, transaction: Transaction) -> Transaction:
        return self.office.law.carried(transaction)

    def scope(self) -> str:
        """Compare how many denials were in scope."""
        examination = self.kept.examination
        in_logs = examination.denials_in_scope - sum(p.relayed for p in examination.registers)
        if in_logs != self.compared and not self._erased:
            raise fault(f"{self.compared} denials were valid in the logs, not {in_logs}")
        erased = f"; of {len(self._erased)} no content is held any more" if self._erased else ""
        return f"{self.compared} valid denials in the logs{erased}"

    def _recorded(self) -> dict[str, Hit]:
        hits = self.kept.examination.hits
        return {hit.denial_id: hit for hit in hits if not hit.relayed_from}

    def nothing_left_out(self) -> str:
        """Check that every denial that matches is in the record."""
        missing = sorted(self._found.keys() - self._recorded().keys())
        if missing:
            raise fault(f"it matches and is not in the record: {', '.join(missing)}")
        return f"all {len(self._found)} that match are in the record"

    def nothing_added(self) -> str:
        """Check that the record names no denial that does not match, or was not valid."""
        added = sorted(self._recorded().keys() - self._found.keys() - self._erased)
        if added:
            raise fault(f"it is in the record and does not match: {', '.join(added)}")
        return "every denial in the record matches"

    def same(self) -> str:
        """Check that classes, scores and reasons come out the same."""
        both = self._recorded().keys() & self._found.keys()
        found = [
            said
            for key in sorted(both)
            for said in differences(self._recorded()[key], self._found[key])
        ]
        if found:
            raise fault("; ".join(found[:5]))
        return f"{len(both)} come out the same"

    def relayed(self) -> Iterator[str]:
        """Say how the relayed lists stand now: they are in no log, so this proves nothing."""
        query = select(relayed_denial.c.denial_id)
        held = load_denials(self.conn, self.conn.execute(query).scalars()).values()
        before = [each for each in held if each.status.last_event_at <= self.kept.record.at]
        known = [
            KnownDenial(
                self._moved(each.denial), each.status.relayed_from, each.status.transcribed_by
            )
            for each in before
        ]
        found = examine_all(self._carried(self.transaction), known, asking=self.office.code)
        recorded = {hit.denial_id for hit in self.kept.examination.hits if hit.relayed_from}
        now = {hit.denial_id for hit in found}
        if known or recorded:
            yield f"{len(known)} relayed denials, in no log: compared as they stand now"
        for denial_id in sorted(now - recorded):
            yield f"relayed, matches now and is not in the record: {denial_id}"
        for denial_id in sorted(recorded - now):
            yield f"relayed, is in the record and does not match now: {denial_id}"


def _is_compared(standing: Standing) -> bool:
    return standing.valid and standing.content is not None
