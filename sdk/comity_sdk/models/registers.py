"""Registers: the logs of denials: followed, verified and repaired.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.denial_parts import EntryReceipts


class Altered(StrEnum):
    """What of a log was found altered."""

    ENTRY = "entry"
    COLUMN = "column"
    PART = "part"
    NODE = "node"
    CHECKPOINT = "checkpoint"
    PROJECTION = "projection"
    UNREADABLE = "unreadable"


AnyAltered = Annotated[Altered | str, Field(union_mode="left_to_right")]


class Effect(StrEnum):
    """Whether an entry has an effect. Without one it is a leaf of its log, and nothing more."""

    IN_FORCE = "in_force"
    KEY_REVOKED = "key_revoked"


AnyEffect = Annotated[Effect | str, Field(union_mode="left_to_right")]


class RegisterState(StrEnum):
    """Whether a register is followed."""

    FOLLOWING = "following"
    STOPPED = "stopped"
    BEHIND = "behind"


AnyRegisterState = Annotated[RegisterState | str, Field(union_mode="left_to_right")]


class TroubleKind(StrEnum):
    """Kinds of trouble with a log."""

    FRAUD = "fraud"
    SUSPICION = "suspicion"
    ROLLBACK = "rollback"
    CONTENT = "content"
    FLOOD = "flood"
    NO_EFFECT = "no_effect"


AnyTroubleKind = Annotated[TroubleKind | str, Field(union_mode="left_to_right")]


class EntryLine(Model):
    """One entry of a log."""

    index: int
    """Place of the entry in the log, from 0 on."""
    type: str
    """Type of the act; a number where this version does not know it."""
    subject: str
    """Number or id of what it is about."""
    at: datetime.datetime
    """Instant at which it was done."""
    known: bool
    """Whether this node can read what the entry holds."""
    effect: AnyEffect
    """Whether it has one: `key_revoked` where its key had been revoked when it signed. Then it is
    a leaf of the log, and nothing follows from it.
    """
    parts: list[list[Any]]
    """Kind of each part, and whether its content is held, withheld, missing, erased."""
    receipts: EntryReceipts
    """What the log and its witnesses signed about the entry."""


class EntryPage(Model):
    """Some entries of a log, from one index on."""

    origin: str
    """Code of the authority from which it comes."""
    size: int
    """Number of entries of the log."""
    entries: list[EntryLine]
    """Entries, in the order of the log."""
    next: int | None = None
    """Where the next page begins; None at the end of what is held."""


class PageOfRegisterTroubles(Model):
    """PageOfRegisterTroubles of the interface."""

    items: list[ShownTrouble]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfRegisters(Model):
    """PageOfRegisters of the interface."""

    items: list[RegisterStatus]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class RegisterFinding(Model):
    """One thing that is not what was signed."""

    origin: str
    """Code of the authority from which it comes."""
    index: int | None = None
    """Index of the entry, from 0; None where no single entry is concerned."""
    part: int | None = None
    """Number of the part, for a part."""
    what: AnyAltered
    """What was altered."""
    detail: str
    """In words, without contents."""
    proof: str
    """The two hashes or statements that contradict each other."""


class RegisterStatus(Model):
    """One log as it is held here, and its owner as a peer."""

    origin: str
    """Code of the authority from which it comes."""
    own: bool = False
    """Whether it is this authority's own log."""
    size: int
    """Entries that are held, all of them proven."""
    known: int = 0
    """Entries that its owner is known to have signed; `lag` of them are not held yet."""
    root: str
    """Root of the log at that size, in hexadecimal; or empty."""
    state: AnyRegisterState
    """`following`; `stopped` after a fraud proof; or, of the own log, `behind`: others hold more
    of it, and nothing is appended. `reason` says why.
    """
    reason: str = ""
    """Why it is so, in words."""
    verified: datetime.datetime | None = None
    """When it was last found to be all that its owner has."""
    age_s: int | None = None
    """Seconds since then, or since the last visit to an owner that has no entries; None for never,
    and for the own log.
    """
    fresh_for_s: int = 0
    """Up to which age the rulebook calls a register fresh (Art 16(5))."""
    fresh: bool = True
    """Whether it is, and holds all that is known; an examination on one that is not says so."""
    tried: datetime.datetime | None = None
    """When its owner was last visited, `succeeded` when that last went well."""
    succeeded: datetime.datetime | None = None
    """Instant of the last round that reached the register; null: none did."""
    lag: int = 0
    """Entries of the log that are not yet held here."""
    trouble: str = ""
    """What was wrong at the last visit; empty where it went well."""
    unknown_acts: int = 0
    """Acts of a type that this version does not know."""
    received_by: dict[str, int]
    """Cosigner, and up to which size it has confirmed to hold the log."""


class Repair(Model):
    """What was found, what was restored, and what is found now."""

    before: VerificationReport
    """What the check of the log found before the repair."""
    restored: list[Restored]
    """Entries that were fetched again."""
    after: VerificationReport
    """What the check of the log found after the repair."""


class Restored(Model):
    """An entry that was restored, and from whom."""

    index: int
    """Place of the entry in the log, from 0 on."""
    source: str
    """Where it comes from."""


class ShownTrouble(Model):
    """A trouble with who knows of it."""

    id: int
    """Number of the trouble, by which it is closed."""
    at: datetime.datetime
    """Instant at which it was done."""
    origin: str
    """Owner of the log."""
    peer: str
    """Who showed it."""
    kind: AnyTroubleKind
    """Which kind it is."""
    text: str
    """What was found, in words."""
    evidence: str | None = None
    """JSON of the fraud proof, for a fraud."""
    closed: datetime.datetime | None = None
    """Instant at which it was closed; null: it is open."""
    closed_by: str | None = None
    """Account that closed it; null or empty: nobody yet."""
    told: dict[str, datetime.datetime | None] = Field(default_factory=dict)
    """Of a fraud: each member that is to be told, and when it was; None for not yet."""


class SyncResult(Model):
    """What one round of synchronisation came to."""

    peers: int = 0
    """Number of other members."""
    reached: int = 0
    """Number of members that answered."""
    entries: int = 0
    """Number of entries that came."""
    troubles: list[str] = Field(default_factory=list)
    """What went wrong, one a line."""


class VerificationReport(Model):
    """What checking one log came to."""

    origin: str
    """Code of the authority from which it comes."""
    at: datetime.datetime
    """Instant at which it was done."""
    size: int
    """Entries that were checked."""
    root: str
    """Root computed from the signed bytes, hexadecimal."""
    checkpoint_size: int
    """Size of the signed checkpoint that they were led to."""
    parts: int
    """Number of parts that were checked."""
    findings: list[RegisterFinding]
    """What was altered or taken away."""
    unreadable: list[RegisterFinding] = Field(default_factory=list)
    """Denials that stand in the log as signed and whose content cannot be read here: nothing was
    altered, and they are missing in the search.
    """
