"""Sensitive parties: pending cases with sensitive parties.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.classifications import Reasoned
from comity_sdk.models.part_parts import FreeText
from comity_sdk.models.part_words import AnyMatchClass


class Looked(Model):
    """An officer's word that a sensitive party was looked at in a case, and what came of it."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""


class PageOfSensitiveCases(Model):
    """PageOfSensitiveCases of the interface."""

    items: list[SensitiveCase]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfSensitiveHits(Model):
    """PageOfSensitiveHits of the interface."""

    items: list[SensitiveHit]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class SensitiveCase(Model):
    """A pending case with the sensitive parties of which it reminds."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    hits: list[SensitiveHit]
    """The hits."""


class SensitiveHit(Model):
    """One notice of which the transaction of a case reminds."""

    number: str
    """Number of the notice."""
    origin: str
    """Code of the authority from which it comes."""
    title: str
    """Title, in words."""
    version: str
    """Digest of the notice and of the transaction that were compared: where either has changed, it
    is to be looked at again.
    """
    match_class: AnyMatchClass
    """By the party; `possible` where only item and place can be compared."""
    party: Reasoned
    """The party, with why it was found alike."""
    item: Reasoned | None = None
    """How near the items are, where the notice names any."""
    ours: str = ""
    """Our name of the best pair, or empty."""
    theirs: str = ""
    """Their name of the best pair, or empty."""
    text: list[FreeText] = Field(default_factory=list)
    """What the originator says."""
    conditions: list[FreeText] = Field(default_factory=list)
    """The originator's conditions for use and passing on."""
    expires: datetime.date | None = None
    """The last day on which it counts."""
    looked: Looked | None = None
    """Who has looked at just this, in this case."""


MarkSensitivePartySeenAnswer = list[SensitiveHit]
