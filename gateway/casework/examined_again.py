"""Makes an examination again from a member's own registers: all that was valid is compared.

The logs are folded up to the sizes that the record names, every denial that was valid then
is compared, without the index, and what comes out is compared with the record. Relayed lists
are in no log: they are compared as they stand now, which proves nothing and is said so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection, select

from gateway.casework.office import Office
from gateway.domain.denial import Denial
from gateway.domain.examination import Examination, Hit, RegisterPosition
from gateway.domain.transaction import Transaction
from gateway.evidence import Findings, differences, fault
from gateway.matching.search import examine_all
from gateway.matching.transaction import KnownDenial
from gateway.register.as_of import Standing, contents, standings
from gateway.register.logbook import read_head
from gateway.register.projection import load_denials
from gateway.register.proofs import root_at
from gateway.store.tables_register import relayed_denial


@dataclass
class Again:
    """The logs as they stood, and what comes out of comparing everything in them.

    Attributes:
        conn: A reading transaction.
        office: Whose registers and law are used; any member's that holds the logs.
        examination: What was recorded.
        transaction: What was examined.
        asking: The authority that examined.
        compared: Denials that were valid then and were compared.
    """

    conn: Connection
    office: Office
    examination: Examination
    transaction: Transaction
    asking: str
    compared: int = 0
    _found: dict[str, Hit] = field(default_factory=dict)
    _erased: set[str] = field(default_factory=set)

    def check(self, findings: Findings, prefix: str = "") -> None:
        """Make the whole examination again; each finding has a name of its own."""
        for position in self.examination.registers:
            name = f"{prefix}register {position.origin}"
            findings.attempt(name, partial(self.register, position))
        findings.attempt(f"{prefix}denials in scope", self.scope)
        findings.attempt(f"{prefix}nothing left out", self.nothing_left_out)
        findings.attempt(f"{prefix}nothing added", self.nothing_added)
        findings.attempt(f"{prefix}scores and reasons", self.same)

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
        for hit in examine_all(self._carried(self.transaction), known, asking=self.asking):
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
        relayed = sum(position.relayed for position in self.examination.registers)
        in_logs = self.examination.denials_in_scope - relayed
        if in_logs != self.compared and not self._erased:
            raise fault(f"{self.compared} denials were valid in the logs, not {in_logs}")
        erased = f"; of {len(self._erased)} no content is held any more" if self._erased else ""
        return f"{self.compared} valid denials in the logs{erased}"

    def _recorded(self) -> dict[str, Hit]:
        hits = self.examination.hits
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
        before = [
            each for each in held if each.status.last_event_at <= self.examination.examined_at
        ]
        known = [
            KnownDenial(
                self._moved(each.denial), each.status.relayed_from, each.status.transcribed_by
            )
            for each in before
        ]
        found = examine_all(self._carried(self.transaction), known, asking=self.asking)
        recorded = {hit.denial_id for hit in self.examination.hits if hit.relayed_from}
        now = {hit.denial_id for hit in found}
        if known or recorded:
            yield f"{len(known)} relayed denials, in no log: compared as they stand now"
        for denial_id in sorted(now - recorded):
            yield f"relayed, matches now and is not in the record: {denial_id}"
        for denial_id in sorted(recorded - now):
            yield f"relayed, is in the record and does not match now: {denial_id}"


def _is_compared(standing: Standing) -> bool:
    return standing.valid and standing.content is not None
