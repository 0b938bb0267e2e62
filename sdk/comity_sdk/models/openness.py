"""Openness: what the public and customs are shown of licences.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from comity_sdk.base import Model
from comity_sdk.models.letters import CustomsItem
from comity_sdk.models.rulebook_words import AnyLicenceState


class CustomsLicence(Model):
    """A licence in the terms of Regulation (EU) 2022/2399."""

    reference: str
    """Number of the case in which it was granted."""
    number: str
    """Number by which it is named."""
    national_reference: str
    """Reference at the authority that decided."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    kind: str
    """Which kind it is."""
    state: AnyLicenceState
    """State that it is in."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date
    """Last day; worked out where the licence does not say."""
    usable: bool
    """Whether goods may leave under it on the day that was asked about."""
    eori: str | None = None
    """The exporter's number, where it has been stated."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    items: list[CustomsItem]
    """Items of the licence, with what is left of each."""
    conditions: int
    """Number of conditions that the holder keeps; their texts are not shown."""
    as_of: datetime.datetime
    """Instant for which this holds."""


class EndUse(Model):
    """A class of end use, a key of the authority's policy."""

    end_use: str
    """What the goods will be used for."""


class OpenLine(Model):
    """One line of the open register; a field that is not shown is empty."""

    month: str = ""
    """`2026-03`, `2026-Q1` or `2026`."""
    item: str = ""
    """Category and group of the item, as the open register calls it."""
    destination: str = ""
    """ISO 3166-1 code of the country to which the goods go."""
    end_use: str = ""
    """What the goods will be used for."""
    decision: str
    """What was decided, as the open register calls it."""
    human_rights: bool | None = None
    """Whether human rights were a ground of the refusal."""
    number: str = ""
    """Of the licence; empty of a refusal, and of a line that is shown less exactly."""


class OpenRelease(Model):
    """What is released at one time: the lines of some months, and how many were left out."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    number: int
    """1, then one more with each release."""
    policy: str
    """Name and version of the policy under which it was prepared."""
    since: datetime.date
    """Day from which it is so."""
    until: datetime.date
    """The last month whose decisions it holds."""
    lines: list[OpenLine]
    """Lines, in order."""
    withheld: int
    """Decisions that are not shown because too few exporters stand behind them; told in fives,
    rounded up, and not by month.
    """
    rule: str
    """Under which rule, in words."""
    prepared_by: str = ""
    """Account that prepared it."""
    prepared_at: datetime.datetime
    """Instant at which it was prepared."""
    released_by: str = ""
    """Account that released it; or empty."""
    released_at: datetime.datetime | None = None
    """Instant of the release; null: not released."""


class PageOfOpenReleases(Model):
    """PageOfOpenReleases of the interface."""

    items: list[OpenRelease]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""
