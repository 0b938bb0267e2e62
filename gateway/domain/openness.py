"""What an authority shows of what it decided: to all, to customs, to others. Off by default.

The open register has a line for each licence that was granted or refused: month, item group,
destination, end-use class, decision, whether human rights were a ground, the licence's number.
Never a party, never a value, never a reference. Which of these an authority shows, of which items,
after how long and in how large a company of others is policy, a law file of the authority's own.

The customs record has what Regulation (EU) 2022/2399 asks the eLicensing system for, which
is the one that CERTEX asks; its terms are those of the licence (docs/domain.md 9.2).

Whom it has informed of a requirement it tells other authorities that ask, by itself, where the
policy says so; else each question waits for an officer, who may answer or not.
"""

from __future__ import annotations

import operator
from calendar import monthrange
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.annual.codes import Key
from gateway.domain.authority import AuthorityCode, CountryCode
from gateway.domain.base import Day, Instant, Model
from gateway.domain.case import CaseId, LicenceNumber, LicenceState
from gateway.domain.case.licence_statement import CustomsItem

Words = Annotated[str, StringConstraints(min_length=1, max_length=400)]


class OpenField(StrEnum):
    """What a line of the open register may show."""

    MONTH = "month"
    ITEM = "item"
    DESTINATION = "destination"
    END_USE = "end_use"
    DECISION = "decision"
    HUMAN_RIGHTS = "human_rights"
    NUMBER = "number"  # of the licence, beside the lines that are shown to the month


class OpenScope(StrEnum):
    """Of which licences there are lines."""

    CYBER_SURVEILLANCE = "cyber_surveillance"
    ALL = "all"


class Coarser(StrEnum):
    """A step by which a line becomes less exact, so that it hides among more."""

    COUNTRY_TO_REGION = "country_to_region"
    GROUP_TO_CATEGORY = "group_to_category"
    MONTH_TO_QUARTER = "month_to_quarter"
    NO_END_USE = "no_end_use"
    MONTH_TO_YEAR = "month_to_year"


class EndUseClass(Model):
    """A class of end use that officers give to a case."""

    key: Key
    label: Words


class OpenRegister(Model):
    """Policy of the open register.

    Attributes:
        fields: What is shown, field by field.
        delay_months: Whole months that pass after the month of the decision.
        min_exporters: Every line is the same as those of so many exporters, in one release.
        coarser: The steps that are tried, in this order, before a line is left out.
        template: Version of the report's template whose item groups and regions are used.
    """

    fields: tuple[OpenField, ...] = Field(min_length=1)
    scope: OpenScope = OpenScope.CYBER_SURVEILLANCE
    delay_months: int = Field(ge=1, le=120)
    min_exporters: int = Field(ge=3, le=50)
    coarser: tuple[Coarser, ...] = ()
    end_use: tuple[EndUseClass, ...] = Field(default=(), max_length=40)
    template: Annotated[str, StringConstraints(min_length=3, max_length=40)]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if OpenField.DECISION not in self.fields:
            raise ValueError("fields: a register of decisions shows the decision")
        if (OpenField.END_USE in self.fields) != bool(self.end_use):
            raise ValueError("end_use: classes are named where they are shown, and only there")
        if len(set(self.fields)) != len(self.fields):
            raise ValueError("fields: one stands twice")
        if OpenField.NUMBER in self.fields:
            self._check_numbers()
        return self

    def _check_numbers(self) -> None:
        """Refuse numbers that would tell what the rest of the register keeps back.

        They are given one after the other: beside a number stands no less than the month, and of
        a register of all licences the gaps would say exactly how many lines are left out.
        """
        if OpenField.MONTH not in self.fields:
            raise ValueError("fields: a number tells when it was given; show the month, too")
        if self.scope is not OpenScope.CYBER_SURVEILLANCE:
            raise ValueError(
                "fields: numbers of all licences would tell what is left out; show them of "
                "cyber-surveillance items only"
            )


class Customs(Model):
    """Policy of the customs side.

    Attributes:
        validity_months: For how long a licence is valid of which nothing else is said.
    """

    validity_months: int = Field(ge=1, le=48)
    article: Words

    def last_day(self, first: date) -> date:
        """Return the last day of a licence that says none."""
        return months_later(first, self.validity_months)


class InformedPolicy(Model):
    """Policy of answering by itself whether somebody was informed of a requirement.

    Attributes:
        to: Authorities that are answered; empty: those of every Member State.
    """

    to: tuple[AuthorityCode, ...] = ()
    article: Words

    def answers(self, authority: str) -> bool:
        """Say whether an authority of a Member State is answered."""
        return not self.to or authority in self.to


def months_later(day: date, months: int) -> date:
    """Return the same date so many months on, or the month's last (1182/71, Art 3(2)(c))."""
    at = day.year * 12 + day.month - 1 + months
    year, month = at // 12, at % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class ToldField(StrEnum):
    """What another authority is told of a licence beyond whether goods may leave under it."""

    STATE = "state"
    DAYS = "days"
    LINES = "lines"  # with what was granted of each
    LEFT = "left"  # and with what is left of it


class LicenceAnswers(Model):
    """Policy of what the node says of licences by itself, at any hour, to whom.

    Attributes:
        authorities: Whose questions it answers; ``*``: those of every member. Another's is for
            an officer.
        fields: What it says, field by field.
    """

    authorities: tuple[AuthorityCode | Literal["*"], ...] = Field(min_length=1, max_length=100)
    fields: tuple[ToldField, ...] = ()
    article: Words

    @model_validator(mode="after")
    def _says_of_what(self) -> Self:
        if ToldField.LEFT in self.fields and ToldField.LINES not in self.fields:
            raise ValueError("fields: what is left is told of lines; name lines, too")
        return self

    def answers(self, authority: str) -> bool:
        """Say whether the node answers an authority by itself."""
        return authority in self.authorities or "*" in self.authorities


class OpennessPolicy(Model):
    """What an authority shows; what it does not name it does not show."""

    version: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    reason: Words
    open_register: OpenRegister | None = None
    customs: Customs | None = None
    licence_answers: LicenceAnswers | None = None
    informed: InformedPolicy | None = None
    digest: str = ""


NOTHING_SHOWN = OpennessPolicy(version="none", reason="No policy has been written.")
"""What holds where an authority has written no policy."""


class OpenLine(Model):
    """One line of the open register; a field that is not shown is empty.

    Attributes:
        month: ``2026-03``, ``2026-Q1`` or ``2026``.
        human_rights: Whether human rights were a ground of the refusal.
        number: Of the licence; empty of a refusal, and of a line that is shown less exactly.
    """

    month: str = ""
    item: str = ""
    destination: str = ""
    end_use: str = ""
    decision: str
    human_rights: bool | None = None
    number: str = Field(default="", exclude_if=operator.not_)


class OpenRelease(Model):
    """What is released at one time: the lines of some months, and how many were left out.

    Attributes:
        number: 1, then one more with each release.
        until: The last month whose decisions it holds.
        withheld: Decisions that are not shown because too few exporters stand behind
            them; told in fives, rounded up, and not by month.
        rule: Under which rule, in words.
    """

    authority: AuthorityCode
    number: int = Field(ge=1)
    policy: str
    since: Day
    until: Day
    lines: tuple[OpenLine, ...]
    withheld: int = Field(ge=0)
    rule: Words
    prepared_by: str = ""
    prepared_at: Instant
    released_by: str = ""
    released_at: Instant | None = None

    def released(self, by: str, at: datetime) -> OpenRelease:
        """Return the release as a second officer lets it out."""
        return self._with(released_by=by, released_at=at)

    @property
    def shown(self) -> OpenRelease:
        """What the public sees: nobody's name."""
        return self._with(prepared_by="", released_by="")


class CustomsLicence(Model):
    """A licence in the terms of Regulation (EU) 2022/2399.

    Attributes:
        reference: Number of the case in which it was granted.
        valid_until: Last day; worked out where the licence does not say.
        eori: The exporter's number, where it has been stated.
        usable: Whether goods may leave under it on the day that was asked about.
    """

    reference: CaseId
    number: LicenceNumber
    national_reference: str
    authority: AuthorityCode
    kind: str
    state: LicenceState
    valid_from: date
    valid_until: date
    usable: bool
    eori: str | None
    destination: CountryCode
    items: tuple[CustomsItem, ...]
    conditions: int = Field(ge=0)  # how many; their words are the authority's
    as_of: Instant
