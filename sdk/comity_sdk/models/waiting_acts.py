"""Waiting acts: acts that wait for a second officer.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_parts import FreeText, JsonValue


class WaitingKind(StrEnum):
    """What waits."""

    NOTICE_PUBLISH = "notice.publish"
    NOTICE_AMEND = "notice.amend"
    NOTICE_WITHDRAW = "notice.withdraw"
    DENIAL_REVIEW = "denial.review"
    DENIAL_AMEND = "denial.amend"
    DENIAL_SET_ASIDE = "denial.set_aside"
    DENIAL_IMPORT = "denial.import"
    REVIEW_PUBLISH = "review.publish"
    INFORMED_LIFT = "informed.lift"


AnyWaitingKind = Annotated[WaitingKind | str, Field(union_mode="left_to_right")]


class WaitingState(StrEnum):
    """Where it stands."""

    WAITING = "waiting"
    AGREED = "agreed"
    REFUSED = "refused"
    LAPSED = "lapsed"
    WRITING = "writing"


AnyWaitingState = Annotated[WaitingState | str, Field(union_mode="left_to_right")]


class PageOfWaitingActs(Model):
    """PageOfWaitingActs of the interface."""

    items: list[WaitingLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class WaitingAct(Model):
    """An act that waits, or did, whole."""

    number: str
    """Number by which it is named."""
    kind: AnyWaitingKind
    """What it does."""
    subject: str = ""
    """What it is about: a notice, a review, a denial, a letter, a file by its digest; empty: it
    begins something new.
    """
    belongs_to: str = ""
    """The case or consultation that it belongs to, or empty: who may not see that sees no act of
    it.
    """
    what: str
    """What it says, in a few words."""
    by: str
    """Who proposed it."""
    at: datetime.datetime
    """Instant at which it was done."""
    state: AnyWaitingState = "waiting"
    """State that it is in."""
    decided_by: str = ""
    """Who agreed to it or refused it."""
    decided_at: datetime.datetime | None = None
    """Instant of the decision; null: not yet decided."""
    result: str = ""
    """What came of it, e.g. the number of the notice."""
    article: str
    """Where the rule of two officers is from."""
    reason: str
    """Why two officers are needed."""
    draft: dict[str, JsonValue]
    """What was given, as it was given."""
    stands_on: str = ""
    """How its subject stood when it was proposed: another state is another act."""
    why: FreeText | None = None
    """Why it was refused, or could not be done any more."""


class WaitingLine(Model):
    """An act that waits, or did, in a list."""

    number: str
    """Number by which it is named."""
    kind: AnyWaitingKind
    """What it does."""
    subject: str = ""
    """What it is about: a notice, a review, a denial, a letter, a file by its digest; empty: it
    begins something new.
    """
    belongs_to: str = ""
    """The case or consultation that it belongs to, or empty: who may not see that sees no act of
    it.
    """
    what: str
    """What it says, in a few words."""
    by: str
    """Who proposed it."""
    at: datetime.datetime
    """Instant at which it was done."""
    state: AnyWaitingState = "waiting"
    """State that it is in."""
    decided_by: str = ""
    """Who agreed to it or refused it."""
    decided_at: datetime.datetime | None = None
    """Instant of the decision; null: not yet decided."""
    result: str = ""
    """What came of it, e.g. the number of the notice."""
