"""Licences: licences and their use, and who was informed of a requirement.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.case_inner_parts import LicenceCondition, LicensedLine, Lifting
from comity_sdk.models.case_parts import LicenceChange
from comity_sdk.models.letter_words import AnyLetterState, AnyStandardAnswerCode
from comity_sdk.models.part_parts import FreeText, Item, Party, StatedParty, UnknownValue
from comity_sdk.models.part_words import AnyActivity
from comity_sdk.models.rulebook_words import AnyAuthorisationKind, AnyLicenceState


class InformedState(StrEnum):
    """How a letter stands."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REPLACED = "replaced"
    LIFTED = "lifted"


AnyInformedState = Annotated[InformedState | str, Field(union_mode="left_to_right")]


class InformedAsked(Model):
    """Of whom it is asked whether somebody was informed, and what they are shown."""

    authorities: list[str]
    """Competent authorities of Member States; each has a letter of its own."""
    exporter: bool = True
    """Whether the exporter is named too; else the end-user alone."""
    wanted_by: datetime.date | None = None
    """Day by which an answer is wanted; nothing follows from it."""


class InformedElsewhere(Model):
    """What one authority said, or that it has said nothing."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    message_id: str
    """Id of the letter, a UUID."""
    asked: datetime.datetime
    """Instant at which it was asked."""
    wanted_by: datetime.date | None = None
    """Last day for an answer; null: none was asked for."""
    state: AnyLetterState
    """State that it is in."""
    answer: AnyStandardAnswerCode | str = ""
    """Key of the rulebook's answer; empty: none was given, from which nothing follows."""
    label: str = ""
    """The same in words."""
    text: str = ""
    """What is said, in words."""
    answered: datetime.datetime | None = None
    """Instant of the answer; null: none yet."""


class InformedSummary(Model):
    """A letter in a list."""

    number: str
    """Number by which it is named."""
    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    informed: str
    """Name of the exporter that was informed."""
    end_users: list[str] = Field(default_factory=list)
    """Names of those who will use the goods."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    state: AnyInformedState
    """State that it is in."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date | None = None
    """Last day on which it holds; null: no end is set."""


class LicenceSummary(Model):
    """A licence in a list."""

    number: str
    """Number by which it is named."""
    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    reference: str
    """Reference of the case in the system that filed it."""
    kind: AnyAuthorisationKind
    """Which kind it is."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    state: AnyLicenceState
    """State that it is in."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date | None = None
    """Last day on which it holds; null: no end is set."""
    left: list[LineLeft] = Field(default_factory=list)
    """What is left of each line."""


class LicenceUse(Model):
    """One use of a licence: one declaration under it."""

    reference: str
    """By which a use is told once: the same again is the same use."""
    at: datetime.datetime
    """When the goods were released or, of what is not goods, sent."""
    lines: list[UsedLineInput]
    """Lines, in order."""


class LineLeft(Model):
    """What is left of one line; below nothing, more has left than was licensed."""

    line: int
    """Number of the line, from 1 on."""
    quantity: str | None = None
    """None where the licence says none."""
    unit: str = ""
    """Unit of the number; or empty."""
    value: str | None = None
    """Likewise."""
    currency: str | None = None
    """ISO 4217 code of the currency; null: no value is stated."""


class PageOfCatchAllInquiries(Model):
    """PageOfCatchAllInquiries of the interface."""

    items: list[InformedElsewhere]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfCatchAllLetters(Model):
    """PageOfCatchAllLetters of the interface."""

    items: list[InformedSummary]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfLicenceUses(Model):
    """PageOfLicenceUses of the interface."""

    items: list[RecordedUse]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfLicences(Model):
    """PageOfLicences of the interface."""

    items: list[LicenceSummary]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class RecordedUse(Model):
    """A use as it was recorded."""

    reference: str
    """By which a use is told once: the same again is the same use."""
    at: datetime.datetime
    """When the goods were released or, of what is not goods, sent."""
    lines: list[UsedLine]
    """Lines, in order."""
    told_by: str
    """The account that told it."""
    told_at: datetime.datetime
    """Instant at which this node was told; null: not known."""
    stood: bool
    """Whether the licence allowed anything to leave on the day of the use."""
    exceeded: list[int] = Field(default_factory=list)
    """Lines of which more had left with it than is licensed."""
    reversal: ReversedUse | None = None
    """None: it counts."""


class ReversedUse(Model):
    """That what a use told did not leave: the declaration was invalidated or corrected."""

    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""
    reason: FreeText
    """Why it is so, in words."""


class StandingInformed(Model):
    """A letter as it is shown."""

    number: str
    """Number by which it is named."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    case_id: str
    """The case in which it was decided."""
    reference: str
    """Of what was filed."""
    article: str
    """Under which it was given, e.g. `4(1)`."""
    activity: AnyActivity
    """What is done with the goods, e.g. an export."""
    informed: Party
    """Who was informed: exporter, broker, provider, or who carries the goods."""
    items: list[Item]
    """For which an authorisation is required."""
    end_users: list[Party] = Field(default_factory=list)
    """For whom it is; empty: for everybody at the destination."""
    consignee: Party | None = None
    """To whom the goods go, with whether it is stated; null: not named."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    decided_at: datetime.datetime
    """Instant of the decision; null: not yet decided."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date | None = None
    """Last day; None: until it is lifted."""
    replaces: str | None = None
    """The letter whose place it took, or None."""
    replaced_by: str | None = None
    """The letter that took its place, or None."""
    replaced_from: datetime.date | None = None
    """First day of that one."""
    lifting: Lifting | None = None
    """That it is lifted."""
    state: AnyInformedState
    """How it stands on the day on which it is shown."""
    notices: list[str] = Field(default_factory=list)
    """What other authorities were told of it, by number."""


class StandingLicence(Model):
    """A licence as it is shown."""

    number: str
    """Number by which it is named."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    case_id: str
    """The case in which it was granted."""
    reference: str
    """Of the application."""
    kind: AnyAuthorisationKind
    """Which kind it is."""
    activity: AnyActivity
    """What is done with the goods, e.g. an export."""
    lines: list[LicensedLine]
    """What may leave under it."""
    exporter: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Who exports, with whether it is stated."""
    consignee: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """To whom the goods go, with whether it is stated."""
    end_users: list[Party] = Field(default_factory=list)
    """Those of the application, and those that were added to it since."""
    not_for: list[Party] = Field(default_factory=list)
    """End-users for whom it was refused, where it names none."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    goods_located_in: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries where the goods are."""
    conditions: list[LicenceCondition] = Field(default_factory=list)
    """Conditions, each in its own words."""
    granted_at: datetime.datetime
    """Instant of the grant."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date | None = None
    """Last day; None: none was said."""
    follows: str | None = None
    """The licence that it renews, changes or replaces, or None."""
    replaced_by: str | None = None
    """The licence that takes its place, or None."""
    replaced_from: datetime.date | None = None
    """First day of that one."""
    unknown: list[str] = Field(default_factory=list)
    """Fields of which nothing was kept, as it was granted before licences were."""
    state: AnyLicenceState
    """How it stands on the day on which it is shown."""
    changes: list[LicenceChange] = Field(default_factory=list)
    """The acts that changed how it stands, the oldest first."""
    left: list[LineLeft] = Field(default_factory=list)
    """What is left of each line, as far as was told what has left."""


class UsedLine(Model):
    """How much of one line of a licence has left."""

    line: int
    """Its number on the licence."""
    quantity: str | None = None
    """Amount used, in the unit of the line, a decimal number; null: not stated."""
    unit: str = ""
    """Of the quantity; that of the licence if empty, and no other."""
    value: str | None = None
    """Value used, in the currency of the licence, a decimal number; null: not stated."""
    currency: str | None = None
    """Of the value; that of the licence if absent, and no other."""


class UsedLineInput(Model):
    """How much of one line of a licence has left."""

    line: int
    """Its number on the licence."""
    quantity: str | None = None
    """Amount used, in the unit of the line, a decimal number; null: not stated."""
    unit: str = ""
    """Of the quantity; that of the licence if empty, and no other."""
    value: str | None = None
    """Value used, in the currency of the licence, a decimal number; null: not stated."""
    currency: str | None = None
    """Of the value; that of the licence if absent, and no other."""
