"""Rulebooks: the rules that nodes work by, and what an authority adds.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.rulebook_parts import (
    AmendmentRule,
    AssessmentRule,
    CaseRule,
    ClosingRule,
    CollectiveReview,
    CorrespondenceRule,
    DoubtRule,
    ExaminationRule,
    FourEyesOverlay,
    FourEyesRule,
    InformedRule,
    NoNoticeRule,
    NoticeRule,
    NotificationRule,
    OverlayHead,
    PassedOverRule,
    Procedure,
    ReachesAll,
    ReminderOverlay,
    RequiredOverlay,
    ReviewRule,
    WaitingRule,
)


class HeldBook(Model):
    """One version of a law that is held."""

    version: str
    """Version of the law, e.g. `EU-2021-821/2026-3`."""
    title: str
    """Title, in words."""
    law: str
    """Law to which it belongs, e.g. `EU-2021-821`."""
    in_force_from: str
    """First day on which it is in force."""
    in_force_until: str = ""
    """Last day on which it is in force; or empty: no end is known."""
    in_force: bool
    """Whether it is in force now."""
    digest: str
    """SHA-256 of it, in hexadecimal; null: there is nothing yet."""
    procedures: list[str]
    """Codes of its procedures; none for a law of notices only."""
    notices: list[str]
    """Codes of its kinds of notice."""


class LawBook(Model):
    """One version of a law as data; a law of which only notices matter here is no more."""

    version: str
    """Name on letters, entries, receipts and cases."""
    title: str
    """Title, in words."""
    in_force_from: datetime.date
    """First day of effect, in Brussels."""
    in_force_until: datetime.date | None = None
    """Last day of effect; absent: until a later version begins."""
    two_officers_from: datetime.date | None = None
    """First day on which two officers tell every member what its rules say so of; absent: from the
    first day of effect on. What has begun comes under it, too.
    """
    notice: list[NoticeRule] = Field(default_factory=list)
    """Kinds of notice."""
    doubt: list[DoubtRule] = Field(default_factory=list)
    """Doubts about the law, each with the value that was chosen."""
    digest: str = ""
    """SHA-256 of the file's bytes, in hexadecimal."""


class Overlay(Model):
    """One version of one authority's overlay."""

    version: str
    """Its name in the directory, e.g. `EU-2021-821.MT/2026-1`."""
    title: str
    """Title, in words."""
    in_force_from: datetime.date
    """First day of effect, by the authority's own clock."""
    in_force_until: datetime.date | None = None
    """Last day of effect; absent: until a later version begins."""
    overlay: OverlayHead
    """Which rules of an authority these are."""
    four_eyes: FourEyesOverlay | None = None
    """When two officers are needed at an authority; null: as the law says."""
    reminders: ReminderOverlay | None = None
    """When persons are reminded; null: as the node's settings say."""
    required: RequiredOverlay | None = None
    """Fields that an authority asks for beside the law; null: none."""
    digest: str = ""
    """SHA-256 of the file's bytes, in hexadecimal."""


class PageOfOverlays(Model):
    """PageOfOverlays of the interface."""

    items: list[Overlay]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfProcedureLines(Model):
    """PageOfProcedureLines of the interface."""

    items: list[SaidLine]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfRulebookChanges(Model):
    """PageOfRulebookChanges of the interface."""

    items: list[RulebookChange]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfRulebooks(Model):
    """PageOfRulebooks of the interface."""

    items: list[HeldBook]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class Rulebook(Model):
    """One version of the law with cases and procedures."""

    version: str
    """Name on letters, entries, receipts and cases."""
    title: str
    """Title, in words."""
    in_force_from: datetime.date
    """First day of effect, in Brussels."""
    in_force_until: datetime.date | None = None
    """Last day of effect; absent: until a later version begins."""
    two_officers_from: datetime.date | None = None
    """First day on which two officers tell every member what its rules say so of; absent: from the
    first day of effect on. What has begun comes under it, too.
    """
    notice: list[NoticeRule] = Field(default_factory=list)
    """Kinds of notice."""
    doubt: list[DoubtRule] = Field(default_factory=list)
    """Doubts about the law, each with the value that was chosen."""
    digest: str = ""
    """SHA-256 of the file's bytes, in hexadecimal."""
    applies: str | None = None
    """Version of another law whose rules it applies beside its own; absent: none."""
    closing: ClosingRule
    """When a conversation is closed."""
    examination: ExaminationRule
    """How denials are searched for."""
    four_eyes: FourEyesRule
    """When two officers are needed."""
    review: ReviewRule
    """When denials are looked at again."""
    notification: NotificationRule
    """Who is told of which decision, and when."""
    no_notice: NoNoticeRule | None = None
    """Which notices may be left out altogether, and by whom; absent: none may."""
    passed_over: PassedOverRule | None = None
    """Who is told where others were asked and no authorisation is needed; absent: nobody is."""
    informed: InformedRule | None = None
    """Letters that inform of a requirement; absent: it knows none."""
    reaches_all: list[ReachesAll] = Field(default_factory=list)
    """How many officers tell every member of which acts; an act that is not named takes one."""
    waiting: WaitingRule | None = None
    """When officers are reminded of what waits for a second one; absent: never."""
    assessment: AssessmentRule
    """When a human-rights assessment is needed."""
    amendment: AmendmentRule
    """What follows when an application is amended."""
    correspondence: CorrespondenceRule
    """Which letters stand within a conversation, and their periods."""
    case: list[CaseRule]
    """Kinds of case."""
    procedure: list[Procedure]
    """Procedures of the law."""
    collective_review: list[CollectiveReview] = Field(default_factory=list)
    """Reviews by all States."""


class RulebookChange(Model):
    """One value that differs."""

    where: str
    """Path of names, e.g. `procedure 14(1) / period / working_days`."""
    before: str | None = None
    """The value in the first version, or None where it has no such place."""
    after: str | None = None
    """The value in the second, or None."""


class SaidLine(Model):
    """One thing that a rule says, in words."""

    about: str
    """What it is about."""
    says: str
    """What is said, in words."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""


GetRulebookAnswer = Rulebook | LawBook
