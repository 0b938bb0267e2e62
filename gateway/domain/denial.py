"""Denials: the decision types that create one, the record, and its life cycle.

Art 16(1)-(4) and the table of docs/domain.md 2.1. The life cycle is the one of docs/domain.md 2.4:
notified, amended, reviewed, revoked; a missed review flags and never expires.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Day, Instant, Model, Stated, Withholding, Worded
from gateway.domain.letter import Marking
from gateway.domain.transaction import (
    Language,
    NamedDocuments,
    Reference,
    ShortNames,
    Text,
    Transaction,
)

DenialId = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{2,8})?-[0-9]{4}-[0-9]{5,}$")
]
"""``FR-2026-00017``: authority, year of first notification, number."""


class DecisionType(Worded):
    """Decisions that are notified (docs/domain.md 2.1)."""

    REFUSE = "refuse", "Refusal"
    ANNUL = "annul", "Annulment"
    SUSPEND = "suspend", "Suspension"
    LIMIT = "limit", "Limitation"
    REVOKE = "revoke", "Revocation"
    INTENT_NO = "intent_no", "Not to be authorised"
    TRANSIT_PROHIBITION = "transit_prohibition", "Transit prohibition"
    NATIONAL_LIST_REFUSAL = "national_list_refusal", "Refusal under a national list"  # Art 10(2)


class Ground(Worded):
    """Coded grounds, Art 15(1)(a)-(d), and human rights within Arts 5 and 9."""

    INTERNATIONAL_OBLIGATIONS = (
        "international_obligations",
        "International obligations and commitments",
    )
    SANCTIONS = "sanctions", "Sanctions"
    FOREIGN_SECURITY_POLICY = "foreign_security_policy", "Foreign and security policy"
    END_USE_DIVERSION = "end_use_diversion", "End-use and risk of diversion"
    HUMAN_RIGHTS = "human_rights", "Human rights"


class LegalBase(Worded):
    """The regulation under which the denial was first notified; 821 applies to the others too."""

    REG_2021_821 = "2021/821", "Regulation (EU) 2021/821"
    REG_428_2009 = "428/2009", "Regulation (EC) No 428/2009"
    REG_833_2014 = "833/2014", "Regulation (EU) No 833/2014"  # sanctions: Article 2d
    REG_765_2006 = "765/2006", "Regulation (EC) No 765/2006"  # sanctions: Article 1fc


class Regime(Worded):
    """Export-control regimes whose partners tell each other of denials (docs/domain.md 2.3)."""

    NSG = "nsg", "Nuclear Suppliers Group"
    MTCR = "mtcr", "Missile Technology Control Regime"
    AUSTRALIA_GROUP = "australia_group", "Australia Group"
    WASSENAAR = "wassenaar", "Wassenaar Arrangement"


class PartnerSource(Model):
    """Whence a denial of a State outside the Union comes.

    It is information beside the register: Article 16 speaks of denials of Member States, so it
    binds nobody and opens no consultation, however near a transaction comes to it.

    Attributes:
        regime: In which the partner told of it.
        marking: That the partner gave it; it goes wherever the denial goes.
    """

    regime: Regime
    marking: Marking = Marking.UNMARKED


class FreeText(Model):
    """Free text with its language; the original is authentic."""

    language: Language
    text: Text


class Denial(Model):
    """One denial as its authority notified it.

    ``transaction.exporter`` is left out by default: it is not needed for matching and is
    commercially sensitive (docs/domain.md 2.5).
    """

    denial_id: DenialId
    authority: AuthorityCode
    national_reference: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    decision: DecisionType
    articles: ShortNames = Field(default=(), max_length=20)
    legal_base: LegalBase = LegalBase.REG_2021_821
    decision_date: Day
    first_notified: Day
    reviews_so_far: int | None = Field(default=0, ge=0)  # None: unknown
    transaction: Transaction
    grounds: Stated[tuple[Ground, ...]] = Stated[tuple[Ground, ...]]()
    explanation: tuple[FreeText, ...] = Field(default=(), max_length=6)
    explanation_withheld: Withholding | None = None
    documents: NamedDocuments = Field(default=(), max_length=40)
    references: tuple[Reference, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.first_notified < self.decision_date:
            raise ValueError("first_notified lies before decision_date")
        return self

    def with_transaction(self, transaction: Transaction) -> Denial:
        """Return the denial with its transaction as it reads now, e.g. where a code has moved."""
        return self._with(transaction=transaction)

    def numbered(self, denial_id: str) -> Denial:
        """Return the denial under the number that it is given."""
        return self._with(denial_id=denial_id)


class DenialState(Worded):
    """State of a denial in the projection."""

    VALID = "valid", "Valid"
    REVOKED = "revoked", "Revoked"
    # by a court: not valid meanwhile, and may come back
    SUSPENDED = "suspended", "Suspended by a court: not valid meanwhile"


class DenialEventType(Worded):
    """Acts in a log that change a denial."""

    NOTIFIED = "denial.notified", "Notified"
    LOADED = "denial.loaded", "Loaded: notified elsewhere before"
    AMENDED = "denial.amended", "Corrected by an erratum"
    REVIEWED = "denial.reviewed", "Reviewed, and kept"
    REVOKED = "denial.revoked", "Revoked"
    SUSPENDED = "denial.suspended", "Suspended by a court or an appeal body"
    RESTORED = "denial.restored", "Valid again: its suspension is over"
    # how a suspension ended (Art 16(1))
    FINAL_ASSESSMENT = "denial.final_assessment", "Final assessment of the suspension"


class ReviewOutcome(StrEnum):
    """Outcome of a review under Art 16(2)."""

    RENEWED = "renewed"
    AMENDED = "amended"
    REVOKED = "revoked"


class DenialStatus(Model):
    """Where a denial stands: state, review count and the date of the next review.

    Attributes:
        review_due: None where the law gives it no date: a suspension lives until its final
            assessment.
    """

    denial_id: DenialId
    state: DenialState
    reviews_done: int | None = Field(default=0, ge=0)
    review_due: date | None
    last_event: DenialEventType
    last_event_at: Instant
    relayed_from: str = ""  # State that is not a member, for relayed denials
    transcribed_by: AuthorityCode | None = None
    partner: PartnerSource | None = None  # of a State outside the Union, told in a regime

    def after(self, act: DenialEventType, at: datetime) -> DenialStatus:
        """Return the status with an act as its last."""
        return self._with(last_event=act, last_event_at=at)

    def revoked(self) -> DenialStatus:
        """Return the status of a denial that no longer stands."""
        return self._with(state=DenialState.REVOKED)

    def suspended(self) -> DenialStatus:
        """Return the status of a denial that a court has suspended."""
        return self._with(state=DenialState.SUSPENDED)

    def restored(self) -> DenialStatus:
        """Return the status of a denial whose suspension is over."""
        return self._with(state=DenialState.VALID)

    def reviewed(self, done: int | None, due: date | None) -> DenialStatus:
        """Return the status with how many reviews there were, and when the next is due."""
        return self._with(reviews_done=done, review_due=due)


class DenialLine(Model):
    """A denial in a list: what the table knows without reading its content."""

    denial_id: str
    origin: str
    national_reference: str
    state: DenialState
    destination: str
    codes: tuple[str, ...]
    end_user_withheld: bool
    first_notified: date
    review_due: date | None
    relayed_from: str = ""
    partner: PartnerSource | None = None
