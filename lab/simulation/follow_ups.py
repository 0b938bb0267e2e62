"""What follows a decision, by the dice: what becomes of its licence, its denial and its letter.

Tasks that the decision opens (a notice that is due, a suspension without its final assessment)
are not here: officers find them on their desks (`lab.simulation.tasks`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gateway.domain.case import Case
from lab.simulation import licences
from lab.simulation.officers import Deed, PlannedDeed
from lab.simulation.plan import Dice


class FollowUp(NamedTuple):
    """One deed that follows.

    Attributes:
        member: At whose desk; empty: where it was decided.
        subject: The case, licence, letter or denial.
        planned: What, and after how many working days.
        about: What tells it from another of its kind, in every run the same.
    """

    subject: str
    planned: PlannedDeed
    about: str = ""
    member: str = ""


def after_decision(dice: Dice, case: Case, others: tuple[str, ...]) -> Iterator[FollowUp]:
    """Yield what follows the decision of a case.

    Args:
        dice: Chance.
        case: As decided.
        others: Other members that decide on licences: one may stop the goods or object.
    """
    licence, letter = case.licensed, case.informed
    if licence is not None and licence.case_id == case.case_id:
        yield from _of_licence(dice, case, licence.number)
        yield from _of_others(dice, case, others)
    if case.decision is not None and case.decision.denial_id is not None:
        yield from _of_denial(dice, case, case.decision.denial_id)
    if letter is not None and letter.case_id == case.case_id:
        yield from _of_letter(dice, case, letter.number)


def _of_licence(dice: Dice, case: Case, number: str) -> Iterator[FollowUp]:
    shares, reference = dice.shares.licences, case.application.reference
    after = licences.widens_after(dice, reference)
    if after is not None:
        yield FollowUp(case.case_id, PlannedDeed(Deed.WIDEN, after))
    for which, after in enumerate(licences.uses_after(dice, reference), start=1):
        yield FollowUp(number, PlannedDeed(Deed.USE, after), str(which))
    if dice.falls(shares.renewed, reference, "renews"):
        after = dice.number(5, 40, reference, "renewed")
        yield FollowUp(number, PlannedDeed(Deed.RENEW, after))
    if dice.falls(shares.looked_at_again, reference, "looked at again"):
        after = dice.number(2, 30, reference, "again")
        yield FollowUp(case.case_id, PlannedDeed(Deed.LOOK_AGAIN, after))


def _of_others(dice: Dice, case: Case, others: tuple[str, ...]) -> Iterator[FollowUp]:
    """Yield what another Member State does about a licence: stop the goods, or ask to end it."""
    shares, reference = dice.shares.licences, case.application.reference
    if not others:
        return
    for share, deed in ((shares.stopped, Deed.STOP), (shares.contested, Deed.CONTEST)):
        if dice.falls(share, reference, deed):
            after = dice.number(2, 25, reference, deed, "after")
            who = dice.pick(others, reference, deed, "who")
            yield FollowUp(case.case_id, PlannedDeed(deed, after), who, who)


def _of_denial(dice: Dice, case: Case, denial_id: str) -> Iterator[FollowUp]:
    shares, reference = dice.shares.denials, case.application.reference
    if dice.falls(shares.before_a_court, reference, "court"):
        ends = "set_aside"
        after = dice.number(3, 40, reference, "judgment")
        if dice.falls(shares.court_suspends, reference, "court suspends"):
            yield FollowUp(denial_id, PlannedDeed(Deed.JUDGMENT, after), "suspended")
            restores = dice.falls(shares.court_restores, reference, "court restores")
            ends = "restored" if restores else "set_aside"
            after += dice.number(3, 30, reference, "second judgment")
        yield FollowUp(denial_id, PlannedDeed(Deed.JUDGMENT, after), ends)
    elif dice.falls(shares.revoked, reference, "revokes"):
        after = dice.number(3, 40, reference, "revoked")
        yield FollowUp(denial_id, PlannedDeed(Deed.REVOKE, after))


def _of_letter(dice: Dice, case: Case, number: str) -> Iterator[FollowUp]:
    shares, reference = dice.shares.letters, case.application.reference
    if dice.falls(shares.applied_for, reference, "applies under the letter"):
        after = dice.number(2, 20, reference, "applied")
        yield FollowUp(case.case_id, PlannedDeed(Deed.APPLY, after))
    if dice.falls(shares.lifted, reference, "letter lifted"):
        after = dice.number(10, 60, reference, "lifted")
        yield FollowUp(number, PlannedDeed(Deed.LIFT, after))
