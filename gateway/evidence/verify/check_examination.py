"""Verifies the examinations of a case: their signed records, and each hit once more.

Whether a denial was left out cannot be seen from the file, which holds only what was found:
a member with the same registers makes the examination again (`comity case examination
rerun`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from gateway.domain.acts import Verb
from gateway.domain.carrying import carried
from gateway.domain.case import Act, Application, Case, CaseState
from gateway.domain.controls import ControlLists, Known, shipped_controls
from gateway.domain.denial import Denial
from gateway.domain.examination import (
    Examination,
    ExaminationRecord,
    Hit,
    digest_of_transaction,
)
from gateway.domain.transaction import Transaction
from gateway.errors import ComityError
from gateway.evidence.bundle import parse_model
from gateway.evidence.contents import EXAMINATIONS, examination_files
from gateway.evidence.report import fault
from gateway.evidence.verify.check_law import LawInFile
from gateway.evidence.verify.check_letters import any_suite
from gateway.evidence.verify.check_meanings import check_meanings
from gateway.evidence.verify.check_register import RegisterEvidence, VerifiedEntry
from gateway.evidence.verify.check_requirements import check_requirements, requirement_lines
from gateway.evidence.verify.check_words import check_words, wrong_hit
from gateway.evidence.verify.evidence_file import EvidenceFile
from gateway.evidence.verify.hit_comparison import differences
from gateway.evidence.verify.register_coverage import hidden, left_out, named_twice
from gateway.matching import MATCHER_VERSION
from gateway.matching.by_meaning import EVERY_TEXT, of_party_alike, to_read
from gateway.matching.meaning.recorded import RecordedMeanings
from gateway.matching.transaction import compare
from gateway.matching.versions import can_repeat, classes_of
from gateway.register.denials.as_of import DenialAsOf
from gateway.trust.dsse import EXAMINATION, SignedBytes, verify_signed
from gateway.wire.denials import denial_from_parts


@dataclass(frozen=True)
class VerifiedExamination:
    """An examination whose record holds.

    Attributes:
        application: The version of the application that was examined.
        rulebook: That of its case.
    """

    record: ExaminationRecord
    examination: Examination
    application: Application
    rulebook: str


def check_records(file: EvidenceFile, case: Case) -> tuple[VerifiedExamination, ...]:
    """Verify the signed record of every examination; the last is the one that the case shows."""
    findings, records = file.findings, _Records(file, case)
    acts = [act for act in case.acts if act.verb == Verb.CASE_EXAMINED and act.reference]
    each = [
        findings.obtain(f"examination {number}: its record", partial(records.record, number, act))
        for number, act in enumerate(acts, start=1)
    ]
    found = tuple(record for record in each if record is not None)
    if acts or case.examination is not None:
        findings.attempt("examinations: none more or less", lambda: records.all(len(acts), found))
    return found


@dataclass(frozen=True)
class _Records:
    file: EvidenceFile
    case: Case

    def record(self, number: int, act: Act) -> tuple[VerifiedExamination, str]:
        """Verify the signature, and that it is of this case, this act and these bytes."""
        authority, bundle = self.file.manifest.authority, self.file.bundle
        signed_name, body_name = examination_files(number)
        raw, body = bundle.raw(signed_name), bundle.raw(body_name)
        signed = SignedBytes.from_bytes(raw)
        if signed.digest.hex() != act.reference:
            raise fault("it is not the one that the act of that examination names")
        member = any_suite(self.file.directory.member(authority))
        payload = verify_signed(signed, expected_type=EXAMINATION, member=member, at=act.at)
        known = {key.key_id for key in member.keys}
        if signed.to_bytes() != raw or not {keyid for keyid, _ in signed.signatures} <= known:
            raise fault("its envelope has more in it than what was signed")
        record = parse_model(payload, ExaminationRecord, name=signed_name)
        said = (record.authority, record.case_id, record.number, record.at)
        if said != (authority, self.case.case_id, number, act.at):
            raise fault("it is of another case, number or instant")
        if record.examination != hashlib.sha256(body).hexdigest():
            raise fault("{body_name} is not what was signed", body_name=body_name)
        examination = parse_model(body, Examination, name=body_name)
        if (examination.examined_at, examination.matcher_version) != (
            record.at,
            record.matcher_version,
        ):
            raise fault("it says of itself when and how it was made otherwise than it is")
        if (record.places.digest if record.places is not None else "") != record.lists_digest:
            raise fault("it names another digest of the control lists than they have")
        application, rulebook = self._application(record), self.case.rulebook
        return VerifiedExamination(record, examination, application, rulebook), (
            f"{record.occasion}, {record.at.isoformat()}: {examination.denials_in_scope} denials "
            f"in {len(examination.registers)} registers, {len(examination.hits)} shown"
        )

    def _application(self, record: ExaminationRecord) -> Application:
        """Return the version of the application whose transaction was examined."""
        versions = [each.before for each in self.case.amendments] + [self.case.application]
        for version in versions:
            if digest_of_transaction(version.transaction) == record.transaction:
                return version
        raise fault("no version of the application in the case is what was examined")

    def all(self, told: int, found: Sequence[VerifiedExamination]) -> str:
        """Check that every record has its act, and that the case shows the last one."""
        files = {name for name in self.file.bundle.files if name.startswith(EXAMINATIONS)}
        wanted = {name for number in range(1, told + 1) for name in examination_files(number)}
        if files != wanted:
            raise fault("there are other examinations than the acts of the case name")
        if len(found) < told:
            raise fault("not every record holds")
        shown = self.case.examination
        if shown is None or not found or _plain(found[-1].examination) != _plain(shown):
            raise fault("the examination that the case shows is not the last one that was signed")
        if self.case.state is CaseState.DECIDED and found[-1].examination != shown:
            raise fault("the case shows other words of officers on a denial than were signed")
        return f"{told} taken, the last one is the one that the case shows"


def _plain(examination: Examination) -> Examination:
    """Leave out what an officer's word on a hit changes after the examination."""
    found = examination.as_found
    return found.with_hits(tuple(hit.without_consultation() for hit in found.hits))


def check_again(
    file: EvidenceFile,
    case: Case,
    law: LawInFile,
    register: RegisterEvidence,
    examined: Sequence[VerifiedExamination],
) -> list[str]:
    """Check what each examination says of its scope, and compare each of its hits again."""
    again, findings = _Again(file, case, law, register), file.findings
    for each in examined:
        name = f"examination {each.record.number}"
        findings.attempt(f"{name}: its scope", partial(again.scope, each))
        findings.attempt(f"{name}: its denials", partial(again.denials, each))
        if each.examination.requirements:
            findings.attempt(f"{name}: requirements of others", partial(again.requirements, each))
        if why := _not_comparable(each.record):
            findings.not_made(f"{name}: compared again", why)
        else:
            findings.attempt(f"{name}: compared again", partial(again.hits, each))
            texts = again.texts_to_read(each)
            check_meanings(each.examination.meanings, texts, findings, f"{name}: ")
    if not examined:
        return []
    findings.attempt("case: officers' words on hits", lambda: again.words(examined[-1]))
    last = examined[-1]
    shown = (
        f"Examination {last.record.number} of {last.record.at.date()}, {last.record.occasion}: "
        f"{len(last.examination.hits)} of {last.examination.denials_in_scope} denials shown. "
        "That none was left out is shown at a member's node, which makes the examination again."
    )
    lines = [shown]
    lines += [f"Not searched ({gap.article}): {gap.text}" for gap in last.examination.gaps]
    lines += requirement_lines(last.examination)
    if why := _not_comparable(last.record):
        lines.append(f"Examination {last.record.number}: {why}.")
    return lines


def other_matcher(version: str) -> str:
    """Say that an examination was made by another matcher than this program has."""
    return (
        f"made by matcher {version}; this program has {MATCHER_VERSION}: the search cannot be "
        "made again by this version"
    )


def _not_comparable(record: ExaminationRecord) -> str:
    """Say why the hits of an examination cannot be compared again here; empty if they can."""
    if not can_repeat(record.matcher_version):
        return other_matcher(record.matcher_version)
    if record.places is None and record.lists:
        return f"the control lists that it used are not in it: {', '.join(record.lists)}"
    return ""


def _lists(record: ExaminationRecord) -> ControlLists:
    """Return the lists through which an examination followed codes that moved."""
    if record.places is not None:
        return record.places.lists
    return ControlLists((), known=Known.of(shipped_controls()))


@dataclass(frozen=True)
class _Again:
    file: EvidenceFile
    case: Case
    law: LawInFile
    register: RegisterEvidence

    def scope(self, each: VerifiedExamination) -> str:
        """Check by the rulebook which registers were fresh, and what could not be searched."""
        authority, directory = self.file.manifest.authority, self.file.directory
        rule = self.law.rulebook(self.case.rulebook).examination
        limit = timedelta(seconds=rule.register_fresh_for_s)
        for position in each.examination.registers:
            synced = position.synced_at
            recent = synced is not None and each.record.at - synced <= limit
            fresh = recent and position.known <= position.size
            if position.fresh != (fresh or position.origin == authority):
                raise fault(
                    "whether the register of {origin} was fresh is not said so",
                    origin=position.origin,
                )
        if named := named_twice(each.examination):
            raise fault("the register of {named} is named twice", named=named)
        if missing := left_out(each.examination, authority, directory, limit):
            raise fault("the register of {missing} is not among those examined", missing=missing)
        if each.examination.gaps != rule.gaps(each.application):
            raise fault("what could not be searched is not what the rulebook says")
        stale = ", ".join(each.examination.stale)
        said = [f"registers not fresh: {stale}"] if stale else ["every register was fresh"]
        said += [f"not searched: {gap.field} ({gap.article})" for gap in each.examination.gaps]
        return "; ".join(said)

    def denials(self, each: VerifiedExamination) -> str:
        """Check that each hit was in a log within the size that was examined, or is relayed."""
        sizes = {position.origin: position.size for position in each.examination.registers}
        relayed = 0
        for hit in each.examination.hits:
            if hit.relayed_from:
                self._relayed(hit)
                relayed += 1
            elif not self._acts(hit, sizes.get(hit.authority, 0)):
                raise wrong_hit(hit, "{denial_id} was not yet in the register that was examined")
        proven = len(each.examination.hits) - relayed
        return f"{proven} in the logs of members, {relayed} relayed (transcribed, signed by nobody)"

    def hits(self, each: VerifiedExamination) -> str:
        """Compare the transaction with each hit as it stood then."""
        shows = classes_of(each.record.matcher_version)
        read = each.examination.meanings
        meanings = None if read is None else RecordedMeanings(read)
        gone: list[str] = []
        found: list[str] = []
        for hit in each.examination.hits:
            denial = self._held_denial(each, hit)
            if denial is None:
                gone.append(hit.denial_id)
                continue
            again = self._compared(each, hit, denial, meanings)
            if again is not None and again.match_class not in shows:
                again = None
            found += differences(hit, again)
        if counted := hidden(each.examination):
            found.append(f"denials of {', '.join(counted)} are counted that had room to be shown")
        if found:
            via = f" (lists used: {', '.join(each.record.lists)})" if each.record.lists else ""
            raise fault("compared again, {found}{via}", found="; ".join(found[:5]), via=via)
        erased = f"; content no longer held: {', '.join(gone)}" if gone else ""
        return f"{len(each.examination.hits) - len(gone)} hits come out the same{erased}"

    def texts_to_read(self, each: VerifiedExamination) -> tuple[str, ...]:
        """Return the descriptions of hits whose meaning is to be read; those that are held."""
        near: list[Transaction] = []
        for hit in each.examination.hits:
            with suppress(ComityError):  # told where the hits are compared
                denial = self._held_denial(each, hit)
                plain = denial and self._compared(each, hit, denial)
                if denial and plain and of_party_alike((plain,)):
                    near.append(denial.transaction)
        ours = carried(each.application.transaction, _lists(each.record))
        return to_read(ours, near, most=EVERY_TEXT).texts

    def _held_denial(self, each: VerifiedExamination, hit: Hit) -> Denial | None:
        """Return the denial of a hit, with the codes of its items as they were followed."""
        sizes = {position.origin: position.size for position in each.examination.registers}
        denial = self._denial(hit, sizes)
        if denial is None:
            return None
        return denial.with_transaction(carried(denial.transaction, _lists(each.record)))

    def _compared(
        self,
        each: VerifiedExamination,
        hit: Hit,
        denial: Denial,
        meanings: RecordedMeanings | None = None,
    ) -> Hit | None:
        """Compare the transaction with one denial, as the matcher did."""
        return compare(
            carried(each.application.transaction, _lists(each.record)),
            denial,
            asking=self.file.manifest.authority,
            opens=self.law.rulebook(each.rulebook).consulted_decisions,
            relayed_from=hit.relayed_from,
            transcribed_by=hit.transcribed_by,
            meanings=meanings,
        )

    def requirements(self, each: VerifiedExamination) -> str:
        """Compare the transaction with each requirement of others that was found near."""
        rulebook = self.law.rulebook(each.rulebook)
        examined, transaction = (each.record, each.examination), each.application.transaction
        return check_requirements(self.register, examined, transaction, rulebook)

    def words(self, last: VerifiedExamination) -> str:
        """Check what officers have said of the hits that the case shows."""
        sizes = {position.origin: position.size for position in last.examination.registers}
        rulebook = self.law.rulebook(self.case.rulebook)
        denial_of = partial(self._denial, sizes=sizes)
        return check_words(self.case, rulebook, denial_of, last.record.number)

    def _denial(self, hit: Hit, sizes: dict[str, int]) -> Denial | None:
        """Return the denial of a hit as it was examined; None if it is erased."""
        return self._relayed(hit) if hit.relayed_from else self._as_of(hit, sizes)

    def _acts(self, hit: Hit, size: int) -> list[VerifiedEntry]:
        """Return the acts on a denial in its authority's log, up to a size, in order."""
        found = [
            item
            for item in self.register.entries
            if (item.record.origin, item.record.subject) == (hit.authority, hit.denial_id)
            and item.record.index < size
        ]
        return sorted(found, key=lambda item: item.record.index)

    def _as_of(self, hit: Hit, sizes: dict[str, int]) -> Denial | None:
        """Return a denial as it stood at the size that was examined; None if it is erased."""
        acts = self._acts(hit, sizes.get(hit.authority, 0))
        fold = DenialAsOf(hit.authority, hit.denial_id)
        for item in acts:
            body = item.bodies.get(0)
            fold.take(str(item.entry.entry_type), item.record.index, item.entry.at, body)
        standing = fold.standing
        if standing.content is None:
            if acts and all(0 in item.bodies for item in acts if item.entry.parts):
                raise wrong_hit(hit, "{denial_id} was no denial that anybody could read")
            return None
        if not standing.valid:
            raise wrong_hit(hit, "{denial_id} was not valid any more when it was examined")
        bodies = next(i.bodies for i in acts if i.record.index == standing.content)
        return denial_from_parts(bodies)

    def _relayed(self, hit: Hit) -> Denial:
        name = self.register.index.relayed.get(hit.denial_id)
        if name is None:
            raise wrong_hit(hit, "{denial_id}, a relayed denial, is not in the file")
        denial = self.file.bundle.model(name, Denial)
        if denial.denial_id != hit.denial_id:
            raise fault("{name} is another denial", name=name)
        return denial
