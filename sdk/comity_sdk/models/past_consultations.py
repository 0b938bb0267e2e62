"""Past consultations: consultations that were held before there was this interface.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_parts import Reference, RowError


class PastOutcomeWord(StrEnum):
    """How a consultation of another system ended: an answer, or a word for what was none."""

    DOES_NOT_FOLLOW = "does_not_follow"
    FOLLOWS = "follows"
    FOLLOWS_IN_PART = "follows_in_part"
    IDENTICAL = "identical"
    MEASURES = "measures"
    MORE_INFORMATION = "more_information"
    NO_OBJECTION = "no_objection"
    NO_OBJECTION_IF = "no_objection_if"
    NOT_IDENTICAL = "not_identical"
    OBJECTION = "objection"
    RELEASE = "release"
    SILENCE = "silence"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


AnyPastOutcomeWord = Annotated[PastOutcomeWord | str, Field(union_mode="left_to_right")]


class ExportedConsultation(Model):
    """A consultation of ours as a row of `PAST_COLUMNS`."""

    row: dict[str, str]
    """Key of the row."""


class HeldPastConsultation(Model):
    """A past consultation as it is kept here."""

    number: int
    """Its number at this node."""
    read_on: datetime.date
    """Day on which the list was read that says so."""
    consultation: PastConsultation
    """The consultation, as its list has it."""


class PageOfExportedConsultations(Model):
    """PageOfExportedConsultations of the interface."""

    items: list[ExportedConsultation]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfPastConsultations(Model):
    """PageOfPastConsultations of the interface."""

    items: list[HeldPastConsultation]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PastConsultation(Model):
    """One consultation as a list of another system has it."""

    system: str
    """Which system, e.g. DUeS."""
    reference: str
    """How that system calls it; the same reference is the same consultation."""
    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    asking: str
    """Code of the authority that asks."""
    consulted: str
    """Code of the authority that is asked."""
    asked_on: datetime.date | None = None
    """Day on which it was asked; None where that is not known."""
    answered_on: datetime.date | None = None
    """Day of the answer; null: not known."""
    ended_on: datetime.date | None = None
    """Day on which it ended, where that is known."""
    outcome: AnyPastOutcomeWord | str = ""
    """Key of the answer as the procedure has it, or a word of `PastOutcome`; empty: it was open
    there.
    """
    case_reference: str = ""
    """The asking authority's reference of its application."""
    denials: list[Reference] = Field(default_factory=list)
    """Denials that it was about, as systems call them."""
    destination: str | None = None
    """ISO 3166-1 code of the country to which the goods go."""
    end_user: list[str] = Field(default_factory=list)
    """Names of the end-user."""
    description: str = ""
    """What it is, in words."""
    codes: list[str] = Field(default_factory=list)
    """Codes of the control list, e.g. `5A001`."""
    remarks: str = ""
    """Remarks, each in its own words."""


class PastConsultationUpload(Model):
    """PastConsultationUpload of the interface."""

    file: bytes
    """CSV in UTF-8; columns: docs/imports.md"""


class PastImport(Model):
    """What became of a file of past consultations."""

    rows: int
    """Rows, in order."""
    written: int = 0
    """Number of consultations that were kept."""
    replaced: int = 0
    """Of those written, how many took an older word's place."""
    unchanged: int = 0
    """Consultations that are held and say the same."""
    errors: list[RowError] = Field(default_factory=list)
    """Faults, row by row."""
