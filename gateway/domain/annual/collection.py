"""A year's collection at the Commission services: its stages, what became of submissions.

What is signed and passes between authorities is in `gateway.domain.annual.submission`; this
is what the Commission services' officers see and decide.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from gateway.domain.annual.edition import Source
from gateway.domain.annual.submission import CollectionId, TemplateVersion
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Day, Instant, Model
from gateway.domain.letter import Digest, MessageId


class Stage(StrEnum):
    """How far a collection has come; back to the round only when an edition is set aside."""

    OPEN = "open"  # submissions and corrections count as they come
    ROUND = "round"  # States clear their tables; corrections still count
    FROZEN = "frozen"  # what comes now waits in the ledger
    PUBLISHED = "published"


COLLECTING = frozenset({Stage.OPEN, Stage.ROUND})
"""Stages in which a submission counts as it comes."""


class CollectionStanding(StrEnum):
    """What became of a submission."""

    ACCEPTED = "accepted"  # the newest of these is the State's data
    REFUSED = "refused"
    LEDGER = "ledger"  # came after the freeze; nobody has decided yet
    TAKEN = "taken"  # from the ledger, for the next edition
    LEFT = "left"  # a person decided that it is not taken


COUNTING = frozenset({CollectionStanding.ACCEPTED, CollectionStanding.TAKEN})
"""The newest submission of a State with one of these is its data."""


class Refusal(StrEnum):
    """Why a submission does not count, or not yet; stable codes (docs/protocol/annual.md)."""

    WRONG_COLLECTION = "WRONG_COLLECTION"
    WRONG_YEAR = "WRONG_YEAR"
    WRONG_TEMPLATE = "WRONG_TEMPLATE"
    WRONG_AUTHORITY = "WRONG_AUTHORITY"
    NOT_COORDINATOR = "NOT_COORDINATOR"
    REPEATED = "REPEATED"
    SUPERSEDED = "SUPERSEDED"
    CELLS_INVALID = "CELLS_INVALID"
    AFTER_FREEZE = "AFTER_FREEZE"


class Collected(Model):
    """A submission that came.

    Attributes:
        digest: Message digest of its signed letter, which the journal keeps as it came.
        words: Why it does not count, and what to do.
    """

    collection: CollectionId
    digest: Digest
    state: AuthorityCode
    authority: AuthorityCode
    version: int
    message_id: MessageId
    at: Instant
    standing: CollectionStanding
    reason: str = ""
    words: str = ""

    @property
    def source(self) -> Source:
        """What an edition names it by."""
        return Source(state=self.state, version=self.version, digest=self.digest)


TemplateFile = Annotated[str, StringConstraints(max_length=1_000_000, strip_whitespace=False)]
"""Its digest is over every octet, the last line's end among them."""


class CollectionCall(Model):
    """What an officer decides in order to call for a year's data.

    Attributes:
        template: Version of a shipped template.
        file: The template's file where it is not shipped, as text, to the last octet.
        submit_by: Last day; by the template's schedule where it is left out.
        authorities: Whom to call; every competent authority where it is left out.
    """

    template: TemplateVersion | None = None
    file: TemplateFile | None = None
    submit_by: Day | None = None
    authorities: tuple[AuthorityCode, ...] = Field(default=(), max_length=100)


class CollectionLine(Model):
    """A collection in a list."""

    collection: CollectionId
    year: int
    template: TemplateVersion
    template_digest: Digest
    submit_by: Day
    called: Instant
    stage: Stage


class StateLine(Model):
    """Where a Member State stands in a collection.

    Attributes:
        authority: Who submits for it.
        counts: Version that counts; None: nothing has come that counts.
        questions: Questions that wait for its answer.
        shown: Tables to clear were sent, of the version that counts.
        cleared: It has answered in the round, on the version that counts.
        ledger: Submissions after the freeze that nobody has decided on.
    """

    state: AuthorityCode
    authority: AuthorityCode
    counts: int | None = None
    digest: Digest | None = None
    received: Instant | None = None
    refused: int = 0
    questions: int = 0
    shown: bool = False
    cleared: bool = False
    ledger: int = 0


class CollectionView(CollectionLine):
    """A collection with where every State stands."""

    states: tuple[StateLine, ...]
    coverage: str
    editions: int = 0
