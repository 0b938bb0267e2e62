"""What officers do about a consultation, by the dice: answer, ask for more time, stay silent.

Nothing here acts; it says what a person at an authority would do and on which of his
working days. Procedures are looked up in the rulebook: which answers exist, what they must
contain, whether one binds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    DenialAnswer,
    ExtensionReply,
    ExtensionRequest,
)
from gateway.domain.denial import FreeText
from gateway.domain.rulebook import Procedure, Requirement
from lab.simulation.plan import Dice


class Deed(StrEnum):
    """What an officer sits down to do."""

    ANSWER = "answer"
    EXTEND = "extend"
    REPLY = "reply"
    WITHDRAW = "withdraw"
    AMEND = "amend"
    WIDEN = "widen"
    RENEW = "renew"
    LOOK_AGAIN = "look again"
    APPLY = "apply under a letter"
    USE = "use"
    LIFT = "lift a letter"
    JUDGMENT = "tell a judgment"
    REVOKE = "revoke a denial"
    STOP = "stop goods"
    CONTEST = "contest a licence"
    TELL_LAW = "tell a law"


@dataclass(frozen=True, slots=True)
class PlannedDeed:
    """A deed and its day, in working days of the authority that does it.

    Attributes:
        deed: What.
        after: Working days after the one on which the request came.
        last: Whether it is to be the final answer (a first one may ask for information).
    """

    deed: Deed
    after: int
    last: bool = True


def plans(dice: Dice, reference: str, asked: Consultation, rule: Procedure) -> list[PlannedDeed]:
    """Return what the consulted authority's officers will do about a request.

    The days are dealt as shares of the period, so that another rulebook with another period
    meets officers of the same diligence.
    """
    about = (reference, asked.consulted, asked.procedure, len(asked.request.denials))
    period = rule.period.working_days
    manner = dice.weighed(dice.shares.answers.manners, *about, "manner")
    soon = max(1, round(period * (0.1 + 0.8 * dice.roll(*about, "day"))))
    if manner == "silent":
        return []
    if manner == "late":
        return [PlannedDeed(Deed.ANSWER, period + dice.number(1, 4, *about, "late"))]
    if manner == "extends" and rule.extension is not None:
        wanted = PlannedDeed(Deed.EXTEND, min(soon, period - 1) or 1)
        days = extension(dice, reference, asked, rule).working_days
        answer = PlannedDeed(Deed.ANSWER, period + dice.number(0, days, *about, "extended"))
        forgets = dice.falls(dice.shares.answers.forgotten, *about, "forgets")
        return [wanted] if forgets else [wanted, answer]
    first = answer_to(dice, reference, asked, rule, last=False)
    if rule.option(first.answer).settles:
        return [PlannedDeed(Deed.ANSWER, soon, last=False)]
    again = PlannedDeed(Deed.ANSWER, soon + dice.number(1, 6, *about, "again"))
    return [PlannedDeed(Deed.ANSWER, soon, last=False), again]


def extension(dice: Dice, reference: str, asked: Consultation, rule: Procedure) -> ExtensionRequest:
    """Return the wish for more time, within what the rulebook allows."""
    cap = rule.extension.cap(rule.period.working_days) if rule.extension is not None else 1
    days = min(max(1, cap), dice.number(3, 15, reference, asked.consulted, "extension"))
    return ExtensionRequest(working_days=days, reason=text("The file is abroad."))


def reply_to(dice: Dice, reference: str, asked: Consultation) -> ExtensionReply | None:
    """Return the asking officer's reply to a wish for more time; None: it is left alone."""
    wanted = asked.extension_pending
    about = (reference, asked.consulted, asked.procedure, "reply")
    manner = dice.weighed(dice.shares.answers.replies, *about)
    if wanted is None or manner == "leaves":
        return None
    accepts = manner == "accepts"
    return ExtensionReply(accepted=accepts, working_days=wanted.working_days if accepts else 0)


def answer_to(
    dice: Dice, reference: str, asked: Consultation, rule: Procedure, *, last: bool
) -> ConsultationAnswer:
    """Return the answer that the officers agree on; the last one settles."""
    options = [option for option in rule.answer if option.settles or not last]
    about = (reference, asked.consulted, asked.procedure)
    mild = dice.falls(dice.shares.answers.mild, *about, "mild")
    option = options[0] if mild else dice.pick(options[1:] or options, *about, "answer", last)
    needs = set(option.requires)
    return ConsultationAnswer(
        answer=option.code,
        by_denial=tuple(
            DenialAnswer(denial_id=each, answer=option.code) for each in asked.request.denials
        )
        if rule.by_denial
        else (),
        conditions=(text("Delivery is verified on the spot."),)
        if Requirement.CONDITIONS in needs
        else (),
        information_needed=(text("Who installs it?"),)
        if Requirement.INFORMATION_NEEDED in needs
        else (),
        explanation=(text("As the file stands."),),
    )


def withdraws_after(dice: Dice, reference: str) -> int | None:
    """Return after how many working days the applicant withdraws, None: never."""
    if not dice.falls(dice.shares.applications.withdrawn, reference, "withdraws"):
        return None
    return dice.number(1, 8, reference, "withdrawn")


def amends_after(dice: Dice, reference: str) -> int | None:
    """Return after how many working days the applicant asks another question, None: never."""
    if not dice.falls(dice.shares.applications.amended, reference, "amends"):
        return None
    return dice.number(2, 9, reference, "amended")


def text(words: str) -> FreeText:
    """Return what an officer writes."""
    return FreeText(language="en", text=words)


@dataclass(frozen=True, slots=True)
class Seat:
    """One thing to do at one member.

    Attributes:
        reference: The application's, for the dice.
        subject: Conversation, case, licence, letter or denial.
        about: What tells it from others of its kind in every run: ids are drawn anew.
    """

    reference: str
    subject: str
    plan: PlannedDeed
    tries: int = 0
    about: str = ""
