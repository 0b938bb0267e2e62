"""Denials that changed since somebody looked, each compared by itself with what a case is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gateway.casework.services import Office, Work
from gateway.domain.case import Case
from gateway.domain.denial import DenialState
from gateway.domain.examination import Examination, Hit
from gateway.matching.transaction import KnownDenial, compare_known
from gateway.register.denials.changes import DenialChange, denial_feed, register_position_now
from gateway.register.denials.denial_queries import load_denials

FEW = 1000
"""As many changes are compared one by one before a decision, at about 0.1 ms each."""


def changed_denials(work: Work, changes: Iterable[DenialChange]) -> tuple[KnownDenial, ...]:
    """Return those of some changed denials that are valid, as they stand now."""
    valid = [change.denial_id for change in changes if change.state is DenialState.VALID]
    return tuple(
        KnownDenial(
            each.denial.with_transaction(work.law.carried(each.denial.transaction)),
            each.status.relayed_from,
            each.status.transcribed_by,
            each.status.partner,
        )
        for each in load_denials(work.conn, valid).values()
    )


def hits_among(office: Office, case: Case, denials: Iterable[KnownDenial]) -> Iterator[Hit]:
    """Give the hits that some denials are for a case, compared one by one."""
    ours = office.law.carried(case.application.transaction)
    opens = office.law.consulted_decisions(case.rulebook)
    for each in denials:
        hit = compare_known(ours, each, asking=office.code, opens=opens)
        if hit is not None:
            yield hit


def still_holds(work: Work, case: Case, examination: Examination) -> bool:
    """Say whether what changed in the registers since an examination leaves it as it is.

    It does if no denial that the examination found is among it and none that matches, so that
    registers which are being fetched do not keep a case from being decided.
    """
    if register_position_now(work.conn) == examination.register_position:
        return True
    changes = denial_feed(work.conn, examination.register_position, FEW + 1)
    found = {hit.denial_id for hit in examination.hits}
    if len(changes) > FEW or any(change.denial_id in found for change in changes):
        return False
    denials = changed_denials(work, changes)
    return next(hits_among(work.office, case, denials), None) is None
