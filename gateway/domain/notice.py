"""What an authority tells everybody through its log, beside the denial record itself.

Grounds of a denial (a part of their own, which may be released more narrowly), outcomes of
reviews under Art 16(2), the final assessment of a suspension (Art 16(1)), the explanation
of a grant after a consultation (Art 16(5)), and every other notice: which kinds there are, who
sends and who reads them is the rulebook's to say, so that a new duty to notify is data. A notice
stands as the acts on its number leave it: only its own authority acts on it, and nothing follows
a withdrawal.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.authority import AuthorityCode, CountryCode
from gateway.domain.base import Day, Instant, Model, Stated, Withholding, Worded
from gateway.domain.denial import DenialId, FreeText, Ground, ReviewOutcome
from gateway.domain.letter import LetterType
from gateway.domain.letter_rule import ANY, LetterRule, Opens, Reversal, Sender
from gateway.domain.transaction import (
    Item,
    NamedDocuments,
    Party,
    Reference,
    ShortNames,
    Transaction,
)


class DenialGrounds(Model):
    """Grounds and explanation of a denial, as they travel in their own part."""

    grounds: Stated[tuple[Ground, ...]] = Stated[tuple[Ground, ...]]()
    explanation: tuple[FreeText, ...] = Field(default=(), max_length=6)
    explanation_withheld: Withholding | None = None

    @model_validator(mode="after")
    def _given_or_withheld(self) -> Self:
        if self.explanation and self.explanation_withheld is not None:
            raise ValueError("an explanation is given or withheld, not both")
        return self


class SetAsideWay(Worded):
    """What a court, or a body that hears appeals, does to a denial."""

    SET_ASIDE = "set_aside", "Set aside by a court"  # annulled; it is no longer valid
    # by its authority; it is no longer valid
    WITHDRAWN_ON_APPEAL = "withdrawn_on_appeal", "Withdrawn on appeal"
    SUSPENDED = "suspended", "Suspended"  # not valid meanwhile
    # its suspension is over; it is valid again
    RESTORED = "restored", "Restored: the suspension is over"

    @property
    def ends(self) -> bool:
        """Whether the denial never comes back."""
        return self in (SetAsideWay.SET_ASIDE, SetAsideWay.WITHDRAWN_ON_APPEAL)


class SetAside(Model):
    """What a court, or a body that hears appeals, did to a denial.

    Attributes:
        body: Name of the court or body.
        reference: Its reference, e.g. the file number of the judgment.
        at: Date of its decision.
        text: What it said, one text a language.
    """

    denial_id: DenialId
    way: SetAsideWay
    body: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    reference: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    at: Day
    text: tuple[FreeText, ...] = Field(default=(), max_length=6)


class DenialReview(Model):
    """Outcome of a review under Art 16(2), or a revocation.

    Attributes:
        at: Date of the outcome; the next review is counted from it.
        grounds: Why, one text a language, the original first.
        third_review_grounds: The grounds that Art 16(2) asks for from the third renewal
            on; which review it is, is the projection's to count.
        set_aside: Which court or body set it aside; of a revocation for that reason only.
    """

    denial_id: DenialId
    outcome: ReviewOutcome
    at: Day
    grounds: tuple[FreeText, ...] = Field(default=(), max_length=6)
    third_review_grounds: tuple[FreeText, ...] = Field(default=(), max_length=6)
    set_aside: SetAside | None = Field(default=None, exclude_if=operator.not_)

    @model_validator(mode="after")
    def _set_aside_revokes(self) -> Self:
        court = self.set_aside
        if court is None:
            return self
        if self.outcome is not ReviewOutcome.REVOKED or not court.way.ends:
            raise ValueError("set_aside: only a revocation says which court set the denial aside")
        if court.denial_id != self.denial_id:
            raise ValueError("set_aside: is about another denial")
        return self


class GrantKind(StrEnum):
    """What was granted after a consultation."""

    AUTHORISATION = "authorisation"
    AUTHORISATION_WITH_CONDITIONS = "authorisation_with_conditions"
    TRANSIT_ALLOWED = "transit_allowed"


class GrantNotice(Model):
    """A grant after an Art 16(5) consultation, explained to everybody.

    Attributes:
        denials: The denials that the consultations were about.
        consulted: The authorities that were consulted, whatever they answered.
        transaction: What was granted, or None where it is not shown.
        explanation: One text a language, the original first.
    """

    authority: AuthorityCode
    case_reference: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    kind: GrantKind = GrantKind.AUTHORISATION
    decision_date: Day
    denials: tuple[DenialId, ...] = Field(min_length=1, max_length=200)
    consulted: tuple[AuthorityCode, ...] = Field(default=(), max_length=40)
    transaction: Transaction | None = None
    explanation: tuple[FreeText, ...] = Field(min_length=1, max_length=6)
    conditions: tuple[FreeText, ...] = Field(default=(), max_length=40)


class SuspensionEnd(StrEnum):
    """What came of a suspension."""

    REINSTATED = "reinstated"  # the licence is in force again; the denial ends
    REVOKED = "revoked"  # the licence is revoked; the denial stays
    ANNULLED = "annulled"
    LIMITED = "limited"


class FinalAssessment(Model):
    """How a suspension ended: the second message of Art 16(1).

    Attributes:
        denial_id: The denial that the suspension created.
        at: Date of the assessment.
    """

    denial_id: DenialId
    outcome: SuspensionEnd
    at: Day
    grounds: tuple[FreeText, ...] = Field(min_length=1, max_length=6)


NoticeCode = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,12}(\([0-9a-z]{1,3}\))*(\.[a-z0-9_]{2,40})?$")
]
"""Key of a kind of notice in the rulebook, e.g. ``4(4)``, ``23(2)(e)``, ``9.draft``."""

NoticeNumber = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{2,8})?-N-[0-9]{4}-[0-9]{5,}$")
]
"""``DE-N-2026-00012``: authority, year, number."""


class NoticeAction(Worded):
    """What a notice does to the one of the same number."""

    PUBLISHED = "published", "Published"
    AMENDED = "amended", "Amended"
    WITHDRAWN = "withdrawn", "Withdrawn"


class WithheldField(Model):
    """A field of a notice that there is and that is not shown, with its reason class."""

    field: Annotated[str, StringConstraints(pattern=r"^[a-z_]{2,40}$")]
    reason: Withholding


class NotProvided(FreeText):
    """That a notice which is due is not given at all, and why, in the officer's words.

    Attributes:
        kind: Kind of the notice that is due, e.g. ``4(4)``.
        reason: Class of the reason; the rulebook says which may be given.
    """

    kind: NoticeCode
    reason: Withholding


class Figure(Model):
    """One figure of licensing data (Art 23(2)(a)): how many, worth how much."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    destination: CountryCode | None = None
    number: int | None = Field(default=None, ge=0)
    value: Decimal | None = Field(default=None, ge=0)
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None


# A notice that no longer counts is withdrawn by a notice, and amended by one under its
# number; one that went to the wrong member is recalled there, and stands for the others.
@LetterRule(
    LetterType.NOTICE,
    "Notice",
    ANY,
    ANY,
    opens=Opens.MAY,
    by=Sender.OPENER,
    undone=Reversal.RECALLED,
)
class Notice(Model):
    """A notice under any article; its kind in the rulebook says what it must hold.

    Attributes:
        kind: Key of its kind in the rulebook.
        number: The sender's own number; an amendment or a withdrawal repeats it.
        law: Version of the rulebook that knows the kind.
        about: Number of the notice, or id of the denial, that it refers to.
        outcome: One of the kind's outcomes, e.g. of a review under Art 5(5), or empty.
        at: Date of the measure, decision or finding.
        transaction: The transaction concerned.
        items: Items of a list or a requirement.
        parties: Entities concerned: end-users, barred exporters, procurement fronts.
        authorisations: Keys of general authorisations, e.g. ``EU001``.
        effective_from: From when on the measure applies.
        expires: After this day the information no longer counts.
        reply_until: Day until which comments are wanted (drafts of national lists).
        withheld: Fields that are withheld, each with its reason class (Arts 4(4), 5(4)).
        conditions: The originator's conditions for use and passing on.
    """

    kind: NoticeCode
    number: NoticeNumber
    law: Annotated[str, StringConstraints(min_length=3, max_length=100)]
    action: NoticeAction = NoticeAction.PUBLISHED
    about: Annotated[str, StringConstraints(max_length=60)] = ""
    outcome: Annotated[str, StringConstraints(max_length=40)] = ""
    at: Day
    transaction: Transaction | None = None
    items: tuple[Item, ...] = Field(default=(), max_length=400)
    parties: tuple[Party, ...] = Field(default=(), max_length=100)
    destinations: tuple[CountryCode, ...] = Field(default=(), max_length=250)
    authorisations: ShortNames = Field(default=(), max_length=60)
    figures: tuple[Figure, ...] = Field(default=(), max_length=2000)
    grounds: Stated[tuple[Ground, ...]] = Stated[tuple[Ground, ...]]()
    text: tuple[FreeText, ...] = Field(default=(), max_length=24)
    effective_from: Day | None = None
    expires: Day | None = None
    reply_until: Day | None = None
    withheld: tuple[WithheldField, ...] = Field(default=(), max_length=20)
    conditions: tuple[FreeText, ...] = Field(default=(), max_length=20)
    documents: NamedDocuments = Field(default=(), max_length=40)
    references: tuple[Reference, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _withheld_is_absent(self) -> Self:
        for each in self.withheld:
            if each.field not in type(self).model_fields:
                raise ValueError(f"withheld: a notice has no field {each.field}")
            if getattr(self, each.field) not in ((), None, "", Stated[tuple[Ground, ...]]()):
                raise ValueError(f"{each.field} is given and withheld")
        return self

    def numbered(self, number: str) -> Self:
        """Return the notice under the number that its authority has given it."""
        return self._with(number=number)


@LetterRule(LetterType.COMMENT, "Comment", ANY, ANY, opens=Opens.MAY, undone=Reversal.RECALLED)
class Comment(Model):
    """A comment on another authority's notice, such as a draft of a national list."""

    about: NoticeNumber
    text: tuple[FreeText, ...] = Field(min_length=1, max_length=24)
    documents: NamedDocuments = Field(default=(), max_length=40)


class NoticeState(Worded):
    """Whether a notice still counts."""

    VALID = "valid", "In force"
    EXPIRED = "expired", "Expired"
    WITHDRAWN = "withdrawn", "Withdrawn"
    # not released to this node, not yet come, or erased
    NOT_HELD = "not_held", "Content not held here"


class NoticeReceipt(Model):
    """One addressee: its receipt, or what it waits for.

    Attributes:
        received: For a letter the instant of its signed receipt; for an entry that of the
            cosignature which covers it.
        state: accepted, queued, refused or given_up.
    """

    authority: str
    received: Instant | None = None
    state: str
    reason: str = ""


class NoticeVersion(Model):
    """One act on a notice.

    Attributes:
        index: Index of its entry in the sender's log; None for a letter.
        note: Why it changes nothing; empty where it does.
    """

    at: Instant
    index: int | None = None
    notice: Notice | None = None
    note: str = ""


class ShownComment(Model):
    """A comment; `late` says that it came after the day until which comments were wanted."""

    author: str
    at: Instant
    comment: Comment
    late: bool = False


class NoticeLine(Model):
    """A notice in a list."""

    number: str
    origin: str
    kind: str
    title: str
    state: NoticeState
    at: Instant
    about: str = ""
    outcome: str = ""
    expires: date | None = None
    reply_until: date | None = None
    by_letter: bool = False
    note: str = ""


class ShownNotice(NoticeLine):
    """A notice with all its versions.

    Attributes:
        notice: What counts now; None where its content is not held here.
        release: Who may hold it, as signed; of a letter of ours, its recipients.
        receipts: Each addressee, where the notice is ours.
        not_yet_received: Those of them without a receipt.
        working_days_taken: Working days of the sender from the measure to the notice, where
            its calendar reaches so far: what "without delay" came to.
        late: Whether that is more than the rulebook gives, where it gives a number.
        version: Which version this is: its ETag.
    """

    notice: Notice | None = None
    release: tuple[str, ...] = ()
    versions: tuple[NoticeVersion, ...] = ()
    receipts: tuple[NoticeReceipt, ...] = ()
    not_yet_received: tuple[str, ...] = ()
    comments: tuple[ShownComment, ...] = ()
    working_days_taken: int | None = None
    late: bool = False
    version: str = ""


# --- how a notice stands, after the acts on it ----------------------------------------------

_NOT_ITS_NUMBER = "an authority sends notices under its own numbers only"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeAct:
    """One act: published, amended or withdrawn.

    Attributes:
        index: Index of its entry; None for a letter.
        release: Release set of its content, as signed; of a letter, its recipient.
        content: The notice, or None where its content is not held here.
        letters: Of a letter of ours: recipient to message id. Of one that came: the sender.
        note: Why it changes nothing, in words; empty where it does.
    """

    origin: str
    number: str
    at: datetime
    index: int | None = None
    release: tuple[str, ...] = ()
    content: Notice | None = None
    letters: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class HeldNotice:
    """A notice with its acts, the oldest first."""

    number: str
    origin: str
    acts: tuple[NoticeAct, ...]

    @property
    def newest(self) -> NoticeAct:
        """The act that counts: the newest that changes something, or that was not refused."""
        counting = [act for act in self.acts if not act.note]
        return (counting or list(self.acts))[-1]

    @property
    def place(self) -> tuple[datetime, str]:
        """Where it stands among all notices: by its newest act that counts."""
        return self.newest.at, self.number

    @property
    def current(self) -> Notice | None:
        """What was last published or amended, also after a withdrawal."""
        for act in reversed(self.acts):
            content = act.content
            if (
                content is not None
                and not act.note
                and content.action is not NoticeAction.WITHDRAWN
            ):
                return content
        return None

    @property
    def by_letter(self) -> bool:
        """Whether it went to chosen members by letter."""
        return self.acts[0].index is None

    def state(self, today: date) -> NoticeState:
        """Say whether it still counts on a day."""
        newest, current = self.newest.content, self.current
        if newest is None or current is None:
            return NoticeState.NOT_HELD
        if newest.action is NoticeAction.WITHDRAWN:
            return NoticeState.WITHDRAWN
        if current.expires is not None and today > current.expires:
            return NoticeState.EXPIRED
        return NoticeState.VALID


def fold_acts(acts: Iterable[NoticeAct]) -> tuple[HeldNotice, ...]:
    """Return the notices that some acts are about, the newest act last."""
    numbers: dict[str, list[NoticeAct]] = {}
    for act in sorted(acts, key=lambda act: (act.at, -1 if act.index is None else act.index)):
        numbers.setdefault(act.number, []).append(act)
    held = (_held(number, acts) for number, acts in numbers.items())
    return tuple(sorted(held, key=lambda each: each.place))


def _held(number: str, acts: list[NoticeAct]) -> HeldNotice:
    """Fold the acts of a number's own authority; another's change nothing, whenever they came."""
    own = [act for act in acts if act.number.startswith(f"{act.origin}-N-")]
    strangers = tuple(replace(act, note=_NOT_ITS_NUMBER) for act in acts if act not in own)
    origin = own[0].origin if own else acts[0].origin
    return HeldNotice(number, origin, (*_noted(own), *strangers))


def _noted(acts: list[NoticeAct]) -> tuple[NoticeAct, ...]:
    """Note the acts that change nothing, such as what follows a withdrawal."""
    found: list[NoticeAct] = []
    first = next((act.content for act in acts if act.content is not None), None)
    withdrawn = False
    for act in acts:
        note, content = act.note, act.content
        if withdrawn:
            note = "it was withdrawn before"
        elif content is not None and first is not None and content.kind != first.kind:
            note = "an amendment does not change the kind"
        elif content is not None and content.number != act.number:
            note = "the content names another number than the act"
        withdrawn = withdrawn or (
            not note and content is not None and content.action is NoticeAction.WITHDRAWN
        )
        found.append(replace(act, note=note))
    return tuple(found)
