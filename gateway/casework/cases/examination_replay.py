"""Makes an examination again from a member's own registers: all that was valid is compared.

The logs are folded up to the sizes that the record names, every denial that was valid then
is compared, without the index, and what comes out is compared with the record. Relayed lists
are in no log: they are compared as they stand now, which proves nothing and is said so.

Where the record names another version of the matcher, or control lists that are not held
here, the comparison cannot be made again. What no version changes is checked all the same:
registers, scope, that each denial in the record was valid, and that none is left out which
any version finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property, partial

from sqlalchemy import Connection

from gateway.casework.services import Office
from gateway.domain.carrying import CodePlaces, carried
from gateway.domain.controls import ControlLists
from gateway.domain.denial import Denial
from gateway.domain.examination import (
    Examination,
    ExaminationRecord,
    Hit,
    MatchClass,
    MoreOfParty,
    RegisterPosition,
)
from gateway.domain.letter import ALL_MEMBERS
from gateway.domain.notice import NoticeAct
from gateway.domain.rulebook import Rulebook
from gateway.domain.transaction import Transaction
from gateway.evidence.report import Findings, fault
from gateway.evidence.verify.check_examination import other_matcher
from gateway.evidence.verify.check_meanings import check_meanings
from gateway.evidence.verify.hit_comparison import certain, differences
from gateway.evidence.verify.register_coverage import left_out, named_twice
from gateway.matching.by_meaning import EVERY_TEXT, by_meaning, loading, of_party_alike, to_read
from gateway.matching.far_parties import hit_from_afar
from gateway.matching.requirements import Considering, requirements_met
from gateway.matching.search import PARTY_SHOWN, examine_all, within_bounds
from gateway.matching.transaction import KnownDenial
from gateway.matching.versions import can_repeat, classes_of
from gateway.register.denials.as_of import DenialStanding, contents, standings
from gateway.register.denials.denial_queries import load_denials
from gateway.register.log.log_store import heads, read_head
from gateway.register.log.proofs import root_at
from gateway.register.notice_entries import notice_entries
from gateway.register.register_queries import first_denial, made_at, relayed_denials


@dataclass
class Again:
    """The logs as they stood, and what comes out of comparing everything in them.

    Attributes:
        conn: A reading transaction.
        office: Whose registers and law are used; any member's that holds the logs.
        record: What was signed of the examination.
        examination: What was recorded.
        transaction: What was examined.
        asking: The authority that examined.
        rulebook: That of the case.
        compared: Denials that were valid then and were compared.
    """

    conn: Connection
    office: Office
    record: ExaminationRecord
    examination: Examination
    transaction: Transaction
    asking: str
    rulebook: str
    compared: int = 0
    _found: dict[str, Hit] = field(default_factory=dict)
    _valid: set[str] = field(default_factory=set)
    _certain: set[str] = field(default_factory=set)
    _texts: dict[str, None] = field(default_factory=dict)
    _erased: set[str] = field(default_factory=set)

    def check(self, findings: Findings, prefix: str = "") -> None:
        """Make the whole examination again; each finding has a name of its own."""
        lacking = [p for p in self.examination.registers if self._lacks(p)]
        for position in self.examination.registers:
            name = f"{prefix}register {position.origin}"
            if position in lacking:
                findings.not_made(
                    name, f"less than {position.size} entries are held here; synchronise first"
                )
            else:
                findings.attempt(name, partial(self.register, position))
        findings.attempt(f"{prefix}every register", self.every_register)
        if lacking:
            behind = ", ".join(position.origin for position in lacking)
            findings.not_made(f"{prefix}compared again", f"not all of the log of {behind} is here")
            return
        findings.attempt(f"{prefix}denials in scope", self.scope)
        if self._rulebook.considered and can_repeat(self.record.matcher_version):
            findings.attempt(f"{prefix}requirements of others", self.requirements)
        findings.attempt(f"{prefix}nothing invented", self.nothing_invented)
        if self.not_comparable:
            findings.attempt(f"{prefix}nothing certain left out", self.nothing_certain_left_out)
            findings.not_made(f"{prefix}compared again", self.not_comparable)
            return
        findings.attempt(f"{prefix}nothing left out", self.nothing_left_out)
        findings.attempt(f"{prefix}nothing added", self.nothing_added)
        findings.attempt(f"{prefix}scores and reasons", self.same)
        meanings = self.examination.meanings
        check_meanings(meanings, tuple(self._texts), findings, prefix)

    @cached_property
    def not_comparable(self) -> str:
        """Why the comparison cannot be made again here; empty if it can."""
        if not can_repeat(self.record.matcher_version):
            return other_matcher(self.record.matcher_version)
        if self._lists is None:
            named = ", ".join(self.record.lists) or "none beside Comity's"
            return (
                f"made with control lists as they are not held here ({named}): the search "
                "cannot be made again here"
            )
        return ""

    @cached_property
    def _lists(self) -> ControlLists | None:
        """The control lists that were used, as they are held here; None if they are not."""
        lists = self.office.law.lists_of(self.record.lists)
        wanted = self.record.lists_digest
        if lists is None or (wanted and CodePlaces.of(lists).digest != wanted):
            return None
        return lists

    @property
    def _rulebook(self) -> Rulebook:
        return self.office.law.rulebook(self.rulebook)

    def every_register(self) -> str:
        """Check that no register is left out, by the directory and the logs that are held."""
        directory = self.office.me.directory()
        if named := named_twice(self.examination):
            raise fault("the register of {named} is named twice", named=named)
        missing = set(left_out(self.examination, self.asking, directory, self._fresh_for))
        since = self.examination.examined_at - self._fresh_for
        covered = {position.origin for position in self.examination.registers}
        for origin in {head.origin for head in heads(self.conn)} - covered:
            denied = first_denial(self.conn, origin)
            if denied is not None and denied <= since:
                missing.add(origin)
        if missing:
            said = ", ".join(sorted(missing))
            raise fault("the register of {said} is not among those examined", said=said)
        return f"{len(covered)} registers, every one that there was"

    def _lacks(self, position: RegisterPosition) -> bool:
        """Say whether a log has not yet come here up to the size that was examined."""
        return read_head(self.conn, position.origin).size < position.size

    def register(self, position: RegisterPosition) -> str:
        """Fold one log up to its size, and compare every denial that was valid then."""
        said = self._folded(position)
        self._check_complete(position)
        return said

    def _folded(self, position: RegisterPosition) -> str:
        origin, size = position.origin, position.size
        if size and root_at(self.conn, origin, size).hex() != position.root:
            raise fault("at size {size} the log has another root", size=size)
        standing = standings(self.conn, origin, size, self.office.law.reviews)
        self._erased |= {key for key, each in standing.items() if each.content is None}
        valid = [each.content for each in standing.values() if _is_compared(each)]
        indices = [index for index in valid if index is not None]
        self._valid |= {key for key, each in standing.items() if each.valid}
        known = self._known(origin, indices)
        if self.not_comparable:
            for each in known:
                if certain(self.transaction, each.denial.transaction):
                    self._certain.add(each.denial.denial_id)
            return f"{len(indices)} valid denials of {size} entries"
        by_id = {each.denial.denial_id: each for each in known}
        for hit in self._all(by_id):
            self._found[hit.denial_id] = hit
        return f"{len(indices)} valid denials of {size} entries compared"

    def _all(self, known: Mapping[str, KnownDenial]) -> list[Hit]:
        """Compare everything with what was examined, as the matcher did that was used."""
        shows = classes_of(self.record.matcher_version)
        ours = self._carried(self.transaction)
        opens, read = self._rulebook.consulted_decisions, self.examination.meanings
        plain = examine_all(ours, known.values(), asking=self.asking, opens=opens, from_afar=False)
        near = (known[hit.denial_id].denial.transaction for hit in of_party_alike(plain))
        self._texts |= dict.fromkeys(to_read(ours, near, most=EVERY_TEXT).texts)
        load = loading(known)
        found = by_meaning(ours, plain, read, load=load, asking=self.asking, opens=opens)
        # An index names the nearest of them that it looked at; each that is named is compared.
        named = load([hit.denial_id for hit in self.examination.of_goods])
        far = (hit_from_afar(ours, each) for each in named.values())
        return [hit for hit in (*filter(None, far), *found) if hit.match_class in shows]

    def _check_complete(self, position: RegisterPosition) -> None:
        """Check that a log had no more when it is said to have been found complete.

        What came within the time for which a register is fresh may have been missed.
        """
        complete = position.synced_at
        if position.origin == self.asking:
            complete = self.examination.examined_at
        if complete is None or position.stopped:
            return
        following = made_at(self.conn, position.origin, position.size)
        if following is not None and following <= complete - self._fresh_for:
            raise fault(
                "it is said to have been complete at size {size} on {complete}, and had more "
                "since {following}",
                size=position.size,
                complete=complete.isoformat(),
                following=following.isoformat(),
            )

    @cached_property
    def _fresh_for(self) -> timedelta:
        rule = self.office.law.in_force(self.examination.examined_at).examination
        return timedelta(seconds=rule.register_fresh_for_s)

    def _known(self, origin: str, indices: list[int]) -> Iterator[KnownDenial]:
        for denial in contents(self.conn, origin, indices):
            self.compared += 1
            yield KnownDenial(self._moved(denial))

    def _moved(self, denial: Denial) -> Denial:
        return denial.with_transaction(self._carried(denial.transaction))

    def _carried(self, transaction: Transaction) -> Transaction:
        return transaction if self._lists is None else carried(transaction, self._lists)

    def scope(self) -> str:
        """Compare how many denials were in scope."""
        relayed = sum(position.relayed for position in self.examination.registers)
        in_logs = self.examination.denials_in_scope - relayed
        if in_logs != self.compared and not self._erased:
            raise fault(
                "{compared} denials were valid in the logs, not {in_logs}",
                compared=self.compared,
                in_logs=in_logs,
            )
        erased = f"; of {len(self._erased)} no content is held any more" if self._erased else ""
        return f"{self.compared} valid denials in the logs{erased}"

    def requirements(self) -> str:
        """Compare every requirement that others had notified, as the logs stood then."""
        by = Considering.of(self._rulebook, self.asking, self.examination)
        acts = tuple(notice_entries(self.conn))
        closed = {each.number for each in acts if not self._both_read(each)}
        acts = tuple(each for each in acts if each.number not in closed)
        found = requirements_met(self.transaction, acts, by)
        named = {e.number: e for e in self.examination.requirements if e.number not in closed}
        other = [each.number for each in found if named.pop(each.number, None) != each]
        if other or named:
            numbers = ", ".join(sorted((*other, *named)))
            raise fault("the record has it otherwise, or not: {numbers}", numbers=numbers)
        return f"{len(found)} requirements of others are near, each is in the record"

    def _both_read(self, act: NoticeAct) -> bool:
        """Say whether who examined and who makes it again both hold what a notice says."""
        held = act.content is not None
        return held and (self.asking == self.office.code or act.release == (ALL_MEMBERS,))

    def _recorded(self) -> dict[str, Hit]:
        hits = self.examination.hits
        return {hit.denial_id: hit for hit in hits if not hit.relayed_from}

    def nothing_invented(self) -> str:
        """Check that every denial in the record was valid in its log then."""
        invented = sorted(self._recorded().keys() - self._valid - self._erased)
        if invented:
            raise fault("it is in the record and was not valid: {invented}", invented=invented)
        return f"{len(self._recorded())} denials in the record, each was valid"

    def nothing_certain_left_out(self) -> str:
        """Check that the record has each denial which any version of the matcher finds."""
        missing = sorted(self._certain - self._recorded().keys())
        if missing:
            raise fault(
                "the same party and code, and it is not in the record: {missing}", missing=missing
            )
        return f"{len(self._certain)} of the same party and code, all are in the record"

    def nothing_left_out(self) -> str:
        """Check that every denial that matches is in the record, shown or counted."""
        recorded = self._recorded()
        # One whose content was erased since had its place among those of the party.
        erased = sum(
            hit.match_class is MatchClass.SAME_PARTY
            for key, hit in recorded.items()
            if key not in self._found
        )
        most = max(PARTY_SHOWN - erased, 0)
        bound = (h for h in self._found.values() if h.match_class is not MatchClass.SAME_GOODS)
        shown, more = within_bounds(bound, keep=recorded.keys(), most=most)
        missing = sorted({hit.denial_id for hit in shown} - recorded.keys())
        if missing:
            raise fault("it matches and is not in the record: {missing}", missing=missing)
        said = tuple(each for each in self.examination.more_of_party if not each.relayed_from)
        if more != said and not self._erased:
            raise fault(
                "more of the same party: {more}, not {said}", more=_counts(more), said=_counts(said)
            )
        counted = f", {_counts(more)} more of the same party" if more else ""
        return f"all {len(shown)} that match are in the record{counted}"

    def nothing_added(self) -> str:
        """Check that the record names no denial that does not match."""
        added = sorted(self._recorded().keys() - self._found.keys() - self._erased)
        if added:
            raise fault("it is in the record and does not match: {added}", added=added)
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
            raise fault("{found}", found="; ".join(found[:5]))
        return f"{len(both)} come out the same"

    def relayed(self) -> Iterator[str]:
        """Say how the relayed lists stand now: they are in no log, so this proves nothing."""
        if self.not_comparable:
            return
        held = load_denials(self.conn, relayed_denials(self.conn)).values()
        before = [
            each for each in held if each.status.last_event_at <= self.examination.examined_at
        ]
        known = {
            each.denial.denial_id: KnownDenial(
                self._moved(each.denial),
                each.status.relayed_from,
                each.status.transcribed_by,
                each.status.partner,
            )
            for each in before
        }
        recorded = {hit.denial_id for hit in self.examination.hits if hit.relayed_from}
        found, _ = within_bounds(self._all(known), keep=recorded)
        now = {hit.denial_id for hit in found}
        if known or recorded:
            yield f"{len(known)} relayed denials, in no log: compared as they stand now"
        for denial_id in sorted(now - recorded):
            yield f"relayed, matches now and is not in the record: {denial_id}"
        for denial_id in sorted(recorded - now):
            yield f"relayed, is in the record and does not match now: {denial_id}"


def _counts(more: Iterable[MoreOfParty]) -> str:
    return ", ".join(f"{each.authority} {each.count}" for each in more) or "none"


def _is_compared(standing: DenialStanding) -> bool:
    return standing.valid and standing.content is not None
