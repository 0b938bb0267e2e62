"""Verifies what an examination says of requirements that other authorities had notified.

Each stood in its authority's log within the size that was examined, as it is said to have stood,
and is as near as is said (Articles 4(5), 5(5) and 10(3)). That none was left out is shown where
the logs are, as with denials.
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.domain.examination import Examination, ExaminationRecord, RequirementHit
from gateway.domain.letter import EntryType
from gateway.domain.notice import NoticeAct
from gateway.domain.rulebook import Rulebook
from gateway.domain.transaction import Transaction
from gateway.evidence.report import fault
from gateway.evidence.verify.check_register import RegisterEvidence, VerifiedEntry
from gateway.matching.requirements import Considering, requirements_met
from gateway.matching.versions import can_repeat
from gateway.register.notice_entries import CONTENT_PART, read_notice


def check_requirements(
    register: RegisterEvidence,
    examined: tuple[ExaminationRecord, Examination],
    transaction: Transaction,
    rulebook: Rulebook,
) -> str:
    """Compare each requirement that an examination names with its notice, once more.

    Args:
        register: Entries whose place in their log holds.
        examined: The signed record, and what it says was found.
        transaction: What was examined.
        rulebook: That of the case.

    Raises:
        EvidenceError: One was not in the log so, or is not as near.
    """
    record, found = examined
    by = Considering.of(rulebook, record.authority, found)
    acts = [_act(each) for each in register.entries if _is_notice(each)]
    again = {each.number: each for each in requirements_met(transaction, acts, by)}
    erased: list[str] = []
    for met in found.requirements:
        held = [
            each
            for each in register.entries
            if _is_notice(each)
            and (each.record.origin, each.record.subject) == (met.origin, met.number)
            and each.record.index < by.sizes.get(met.origin, 0)
        ]
        if met.index not in {each.record.index for each in held}:
            raise fault(
                "{number} was not in the log that was examined, as it is said to be",
                number=met.number,
            )
        if by.rulebook.considered.get(met.kind) != met.article:
            raise fault("{number}: the rulebook asks for no such consideration", number=met.number)
        if any(each.entry.parts and CONTENT_PART not in each.bodies for each in held):
            erased.append(met.number)
        elif can_repeat(record.matcher_version) and again.get(met.number) != met:
            raise fault(
                "{number}: {met}", number=met.number, met=_differs(met, again.get(met.number))
            )
    gone = f"; content no longer held: {', '.join(erased)}" if erased else ""
    return f"{len(found.requirements) - len(erased)} come out the same{gone}"


def requirement_lines(examination: Examination) -> Iterator[str]:
    """Yield what a summary says of the requirements that were to be considered."""
    for met in examination.requirements:
        yield (
            f"To be given due consideration ({met.article}): {met.number} of {met.origin}, "
            f"{met.state}, {met.match_class.within}."
        )


def _is_notice(each: VerifiedEntry) -> bool:
    return str(each.entry.entry_type) == EntryType.NOTICE.value


def _act(each: VerifiedEntry) -> NoticeAct:
    return NoticeAct(
        origin=each.record.origin,
        number=each.record.subject,
        at=each.entry.at,
        index=each.record.index,
        content=read_notice(each.bodies.get(CONTENT_PART)),
    )


def _differs(met: RequirementHit, again: RequirementHit | None) -> str:
    if again is None:
        return "its notice is not near to what was examined"
    fields = (name for name in RequirementHit.model_fields if _field(met, name, again))
    return f"it comes out otherwise: {', '.join(fields)}"


def _field(met: RequirementHit, name: str, again: RequirementHit) -> bool:
    return bool(getattr(met, name) != getattr(again, name))
