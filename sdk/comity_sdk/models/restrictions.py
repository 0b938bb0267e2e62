"""Restrictions: who sees a restricted case or consultation.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_parts import FreeText
from comity_sdk.models.parts import FreeTextInput


class RestrictionClass(StrEnum):
    """Classes of reasons for which not every officer sees something; a closed list."""

    SOURCE_PROTECTION = "source_protection"
    ONGOING_INVESTIGATION = "ongoing_investigation"
    PERSON_OF_PUBLIC_INTEREST = "person_of_public_interest"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    STATE_SECURITY = "state_security"


AnyRestrictionClass = Annotated[RestrictionClass | str, Field(union_mode="left_to_right")]


class NamedAccount(Model):
    """An account that sees what is restricted."""

    account: str
    """Name of the account."""
    by: str
    """Who let it in; itself, where it opened what is restricted."""
    at: datetime.datetime
    """Instant at which it was done."""
    until: datetime.datetime | None = None
    """When what it opened closes for it again; absent for who is named."""
    reason: FreeText | None = None
    """Why it was let in after the mark was made."""


class Naming(Model):
    """Who needs to know from now on, who does not any more, and why."""

    add: list[str] = Field(default_factory=list)
    """Accounts that may see it from now on."""
    take: list[str] = Field(default_factory=list)
    """Accounts that may no longer see it."""
    reason: FreeTextInput
    """Why it is so, in words."""


class PageOfRestrictions(Model):
    """PageOfRestrictions of the interface."""

    items: list[RestrictionNote]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class Restriction(Model):
    """The mark on a case or consultation, for who may see it."""

    subject: str
    """Number of the case, or id of the consultation."""
    reason_class: AnyRestrictionClass
    """Class of reasons for which it is restricted."""
    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""
    reason: FreeText
    """Why it is so, in words."""
    named: list[NamedAccount]
    """Accounts that may see it, each with when it was let in."""


class RestrictionDraft(Model):
    """The wish to restrict something."""

    reason_class: AnyRestrictionClass
    """Class of reasons for which it is restricted."""
    reason: FreeTextInput
    """Why it is so, in words."""
    to: list[str] = Field(default_factory=list)
    """Who needs to know beside the officer who marks it."""


class RestrictionNote(Model):
    """That something is restricted, without a word of what it is about."""

    subject: str
    """Number of the case, or id of the consultation."""
    reason_class: AnyRestrictionClass
    """Class of reasons for which it is restricted."""
    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""
