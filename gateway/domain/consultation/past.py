"""A consultation that another system carried: a record of the past.

Nothing runs on account of it: it starts no period, sends nothing, and no decision waits for it.
What it says is what a list of the other system said on the day when it was read.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.authority import AuthorityCode, CountryCode
from gateway.domain.base import Day, Model, Worded
from gateway.domain.consultation.contents import ProcedureCode
from gateway.domain.transaction import ControlCode, Name, Reference

_Line = Annotated[str, StringConstraints(min_length=1, max_length=120)]


class PastOutcome(Worded):
    """How a consultation ended where no answer did that; an answer is named by its own key."""

    SILENCE = "silence", "No answer"
    WITHDRAWN = "withdrawn", "Withdrawn"
    UNKNOWN = "unknown", "Not known"


class PastConsultation(Model):
    """One consultation as a list of another system has it.

    Attributes:
        system: Which system, e.g. DUeS.
        reference: How that system calls it; the same reference is the same consultation.
        asked_on: Day on which it was asked; None where that is not known.
        ended_on: Day on which it ended, where that is known.
        outcome: Key of the answer as the procedure has it, or a word of `PastOutcome`; empty:
            it was open there.
        case_reference: The asking authority's reference of its application.
        denials: Denials that it was about, as systems call them.
        end_user: Names of the end-user.
    """

    system: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    reference: _Line
    procedure: ProcedureCode
    asking: AuthorityCode
    consulted: AuthorityCode
    asked_on: Day | None = None
    answered_on: Day | None = None
    ended_on: Day | None = None
    outcome: Annotated[str, StringConstraints(max_length=40)] = ""
    case_reference: Annotated[str, StringConstraints(max_length=120)] = ""
    denials: tuple[Reference, ...] = Field(default=(), max_length=200)
    destination: CountryCode | None = None
    end_user: tuple[Name, ...] = Field(default=(), max_length=60)
    description: Annotated[str, StringConstraints(max_length=4000)] = ""
    codes: tuple[ControlCode, ...] = Field(default=(), max_length=200)
    remarks: Annotated[str, StringConstraints(max_length=4000)] = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [day for day in (self.asked_on, self.answered_on, self.ended_on) if day is not None]
        if days != sorted(days):
            raise ValueError("asked_on, answered_on, ended_on: they do not follow one another")
        if self.asking == self.consulted:
            raise ValueError("consulted: it is the authority that asks")
        if self.ended_on is not None and not self.outcome:
            raise ValueError("outcome: what has ended has one")
        return self

    @property
    def is_open(self) -> bool:
        """Whether it was open when the list was written."""
        return not self.outcome


class HeldPastConsultation(Model):
    """A past consultation as it is kept here.

    Attributes:
        number: Its number at this node.
        read_on: Day on which the list was read that says so.
    """

    number: int
    read_on: Day
    consultation: PastConsultation
