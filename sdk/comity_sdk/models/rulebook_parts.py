"""Parts of rulebooks: what the models of `rulebooks` are made of.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_words import AnyActivity, AnyMatchClass, AnyRisk, AnyWithholding
from comity_sdk.models.rulebook_inner_parts import (
    AfterGrant,
    AnswerOption,
    CaseOutcome,
    DenialBasis,
    ExtensionRule,
    FourEyesException,
    InformedQuestion,
    Majority,
    NoticeOutcome,
    Period,
    ReliesOn,
    ReviewByTwo,
    Rule,
    SilenceRule,
    StandardQuestion,
    TriggerRule,
    TwoOfficers,
    UnnamedParty,
)
from comity_sdk.models.rulebook_words import (
    AnyAssessmentBasis,
    AnyAudience,
    AnyAuthorisationKind,
    AnyClosedBy,
    AnyCorrectionEffect,
    AnyCountedStates,
    AnyCountsIf,
    AnyCustomsInformed,
    AnyDecisionType,
    AnyExtensionReaches,
    AnyFarReaching,
    AnyLateCorrection,
    AnyLeftOutBy,
    AnyLegalBase,
    AnyMaterial,
    AnyNoticeOutcomeWord,
    AnyNoticeSight,
    AnyOutcome,
    AnyPartyRole,
    AnyRequestedAct,
    AnyReviewedBy,
    AnyRole,
    AnySuspendedDenial,
    AnyWidened,
)


class AmendmentRule(Model):
    """What makes an amendment of an application a material one."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    material: list[AnyMaterial]
    """A change of these is material."""
    increase_over_percent: int
    """An increase of quantity or value by more than this is; less, or a decrease, is not."""


class AssessmentRule(Model):
    """Which items need a human-rights assessment before the decision."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    required_for: list[AnyAssessmentBasis]
    """What makes an item one of them."""
    negative_from: AnyRisk | None = None
    """The lowest risk that says no by itself; absent: none does."""


class CaseRule(Model):
    """One kind of case: how it begins, what it may come to."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    code: str
    """Key, e.g. `application`, `advance_enquiry`, `transit`."""
    title: str
    """Title, in words."""
    opened_by: list[AnyRole] = Field(default_factory=lambda: ["licensing", "brokering", "transit"])
    """Roles of the authorities that decide such a case, and so open it."""
    examined: bool = True
    """Whether all valid denials are examined before the decision."""
    assessed: bool = False
    """Whether the human-rights assessment is recorded, whatever the items are."""
    procedures: list[str] = Field(default_factory=list)
    """Procedures whose triggers are looked at."""
    concerns_case: bool = False
    """Whether it is about an earlier case of this authority (a licence in force)."""
    kinds: list[AnyAuthorisationKind] = Field(default_factory=list)
    """Kinds of authorisation that it may be about; empty: any."""
    adds: list[AnyPartyRole] = Field(default_factory=list)
    """Parties that it adds to that licence, which names others or none."""
    widens: list[AnyWidened] = Field(default_factory=list)
    """In what it may give more than that licence; empty: it describes that or a part."""
    activities: list[AnyActivity] = Field(default_factory=list)
    """Activities that it may be about; empty: any."""
    goods_here: bool = False
    """Whether the goods must be in this authority's Member State (transit)."""
    relies_on: ReliesOn | None = None
    """An earlier answer on which it may rely; absent: none."""
    determination_asked: bool = False
    """Whether an officer is asked on a withdrawal whether it had been determined that the export
    will not be authorised.
    """
    determination: AnyDecisionType | None = None
    """The decision that such a determination is notified as."""
    outcome: list[CaseOutcome]
    """The ways in which it may end."""


class ClosingRule(Model):
    """How a period without an answer ends."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    grace_s: int
    """Seconds after the last instant before the journal is asked."""
    remind_before_s: int
    """Seconds before the last instant at which an officer is reminded."""
    unconfirmed_after_s: int
    """Seconds after which a closing request without a statement makes the case a person's task; it
    is still closed when the peer comes back.
    """
    ask_again_after_s: int
    """Seconds after which a peer whose silence is unconfirmed is asked again."""
    closed_by: AnyClosedBy
    """Who must have closed before silence has effect."""
    answer_counts_if: AnyCountsIf
    """When an answer is in time."""
    suspended_denial: AnySuspendedDenial = "ends"
    """What becomes of a question about a denial that a court has suspended."""


class CollectiveReview(Model):
    """A review of a notice by every Member State, with a tally."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    code: str
    """Key of the procedure, e.g. `5(5)`."""
    title: str
    """Title, in words."""
    of: str
    """Kind of notice that is reviewed."""
    outcome_notice: str
    """Kind of notice in which each State says what it found."""
    reviewed_by: AnyReviewedBy = "every_state"
    """Whose word counts in the review."""
    working_days: int | None = None
    """Period, on each reviewer's own calendar."""
    every_years: int | None = None
    """Where it recurs: years between two reviews; absent: once."""
    extension: ExtensionRule | None = None
    """How the period may be made longer; null: it may not."""
    extension_reaches: AnyExtensionReaches = "all"
    """For whom more time holds."""
    extension_notice: str | None = None
    """Kind of notice by which a State asks for more working days."""
    unanimous: AnyNoticeOutcomeWord
    """Outcome that all States must have notified for `leads_to`."""
    or_unanimous: list[AnyNoticeOutcomeWord] = Field(default_factory=list)
    """Other outcomes that lead there where all have notified the same one."""
    counts: AnyCountedStates = "members_here"
    """Which States these are."""
    majority: Majority | None = None
    """How many of them suffice; absent: all must have notified it."""
    by_hand_notice: str | None = None
    """Kind of notice by which whoever publishes records what a State without a gateway has
    notified by other means, with its proof; absent: it does not count.
    """
    implied: AnyNoticeOutcomeWord | None = None
    """Outcome that the sender of the notice under review has notified by that very notice; absent:
    none.
    """
    leads_to: str | None = None
    """Kind of notice that the Commission then publishes, or empty."""
    silence: str
    """What follows where a State says nothing, in words."""


class CorrespondenceRule(Model):
    """What the acts beside a question and its answer do."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    correction_material: AnyCorrectionEffect
    """Effect of a correction of a request in a material field."""
    correction_else: AnyCorrectionEffect
    """Effect of any other correction."""
    correction_late: AnyLateCorrection = "no_effect"
    """Effect of a correction of what an answer comes to, after the last instant."""
    question: list[StandardQuestion] = Field(default_factory=list)
    """The standard questions."""


class DoubtRule(Model):
    """What is open in a law file: a question that lawyers have not decided."""

    code: str
    """Code of the doubt."""
    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    question: str
    """What is asked."""
    value: str = ""
    """Where the file has what was chosen, as `comity rulebook diff` names places; empty where
    another file has it, or words only.
    """
    otherwise: str | list[str] | None = None
    """What would stand there if it were decided the other way; absent where it would take more
    than another value.
    """
    sure: str
    """What was read, and how sure we are."""
    would_change: str
    """What would follow."""


class ExaminationRule(Model):
    """The examination of all valid denials."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    register_fresh_for_s: int
    """Age in seconds up to which a synchronised register is fresh."""
    new_denial_blocks: bool
    """Whether a denial that came meanwhile blocks the decision."""
    word_on: list[AnyMatchClass] = Field(default_factory=lambda: ["exact", "likely", "possible"])
    """Classes of hits that an officer must confirm or dismiss before a decision. What is
    essentially identical is an officer's finding and no score's; other goods meet one half of
    the definition only, and nothing is owed for them. A rulebook that was published before the
    word existed stays as it is and means the same.
    """
    word_party_from: float = 0.8
    """Score of the party, from 0 to 1, from which hits of those classes need it: the least of a
    likely one.
    """
    unnamed: list[UnnamedParty] = Field(default_factory=list)
    """Parties that an application may leave out, which the examination then says."""


class FourEyesOverlay(Model):
    """Outcomes that this authority decides with one officer, or always with two."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    alone: list[AnyOutcome] = Field(default_factory=list)
    """Outcomes that one officer may decide alone."""
    always: list[AnyOutcome] = Field(default_factory=list)
    """Outcomes that always need two officers."""


class FourEyesRule(Model):
    """Whether a decision needs a second officer."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    required: bool
    """Whether two officers are needed."""
    exceptions: list[FourEyesException] = Field(default_factory=list)
    """Authorities and outcomes for which it does not hold."""


class InformedRule(Model):
    """Letters that inform of a requirement."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    remind_before_days: int
    """Days before its last day at which officers are reminded."""
    question: InformedQuestion
    """By which others are asked whether they have informed somebody."""


class NoNoticeRule(Model):
    """That a notice which is due after a decision may be left out altogether."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    decided_by: AnyLeftOutBy
    """Who decides it."""
    kinds: list[str]
    """Kinds of notice of which it may be decided."""
    because: list[AnyWithholding]
    """Classes of reasons that may be given."""


class NoticeRule(Model):
    """One kind of notice."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    code: str
    """Key, e.g. `4(4)`, `23(2)(e)`."""
    title: str
    """Title, in words."""
    sent_by: list[AnyRole]
    """Roles that may send it."""
    audience: AnyAudience
    """Who reads it."""
    narrowed: bool = False
    """Whether the sender may choose fewer readers than the audience."""
    required: list[str] = Field(default_factory=list)
    """Fields that must be given, or withheld where they may be."""
    may_withhold: list[str] = Field(default_factory=list)
    """Fields that may be withheld with a reason class."""
    withholding: list[AnyWithholding] = Field(default_factory=list)
    """Reason classes that may be given."""
    about: list[str] = Field(default_factory=list)
    """Kinds of notice to which it must refer; empty: to none; `denial` to one."""
    outcome: list[NoticeOutcome] = Field(default_factory=list)
    """Its coded outcomes; one must be named where there are any."""
    expires: bool = False
    """Whether a day of expiry must be named."""
    comments: bool = False
    """Whether readers may comment until `reply_until`."""
    within_working_days: int | None = None
    """Working days after the measure within which it is due; absent: without delay, no number."""
    inform_customs: list[AnyCustomsInformed] = Field(default_factory=list)
    """Who informs its own customs and other authorities; empty: nobody."""
    published_by: AnyRole | None = None
    """Role of the member that publishes in the Official Journal what such a notice says; absent:
    nobody need.
    """
    conditions: list[str] = Field(default_factory=list)
    """Conditions under which every such notice may be used and passed on."""
    searched: bool = False
    """Whether each examination of denials also looks for its parties, shown apart; what it finds
    must be looked at before the decision.
    """
    considered: str = ""
    """Article that asks the readers for due consideration: each examination looks whether such a
    notice of another authority is near; empty: none does.
    """
    two_officers: TwoOfficers | None = None
    """That one officer sends, amends or withdraws it, and a second agrees; absent: one suffices.
    """
    sight: AnyNoticeSight | None = None
    """Role of the accounts that alone write it, read it and learn that it is there; absent: every
    account that reads notices.
    """
    chosen_from: AnyAudience | None = None
    """Of a kind whose readers are chosen, the audience within which they are, and which the sender
    may also choose whole; absent: any member, each by its name.
    """
    one_officer: Rule | None = None
    """Why one officer suffices, of a kind that reaches every member."""


class NotificationRule(Model):
    """Decisions that are notified to everybody, and under which articles."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    decisions: list[AnyDecisionType]
    """Decisions about which others are told."""
    basis: list[DenialBasis] = Field(default_factory=list)
    """The first that fits counts."""
    legal_base: AnyLegalBase = "2021/821"
    """The law under which they are notified."""
    remind_owed_after_days: list[int] = Field(default_factory=list)
    """Days after which officers are reminded, each more urgently, of a notice that is due without
    delay and was not sent.
    """


class OverlayHead(Model):
    """Whose overlay it is, and over which law."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    law: str
    """Law to which it belongs, e.g. `EU-2021-821`."""


class PassedOverRule(Model):
    """That those who were asked are told of an outcome which gives no authorisation."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    outcomes: list[AnyOutcome]
    """After which outcomes; empty: after none."""
    notice: str
    """The kind of notice that is due to them."""


class Procedure(Model):
    """One procedure, complete."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    code: str
    """Code, as lists and rulebooks name it."""
    title: str
    """Title, in words."""
    before_grant_only: bool = False
    """Whether it is asked only where a grant is intended."""
    by_denial: bool = False
    """Whether each denial is asked about apart."""
    opened_by: list[AnyRole] = Field(default_factory=lambda: ["licensing", "brokering", "transit"])
    """Roles that may open it."""
    answered_by: list[AnyRole] = Field(default_factory=list)
    """Roles of which a member must have one to answer; empty: the competent authorities of Member
    States.
    """
    concerns_required: bool = False
    """Whether it must name the case that it is about."""
    asked_for: list[AnyRequestedAct] = Field(default_factory=list)
    """What those who are asked are asked for."""
    may_withhold: list[str] = Field(default_factory=list)
    """Paths of fields that a request may withhold."""
    second_officer: bool = False
    """Whether an answer needs a second officer."""
    trigger: TriggerRule
    """When the procedure is called for."""
    period: Period
    """How long it takes; null: it has no period."""
    stop: Period | None = None
    """The period of the stop itself, from the instant of the stop, where the law bounds it beside
    the period for an answer. What is allowed in `extension` prolongs it as well, on its own
    first period.
    """
    extension: ExtensionRule | None = None
    """How the period may be made longer; null: it may not."""
    silence: SilenceRule
    """What no answer within the period means."""
    after_grant: AfterGrant
    """What is told to whom after a grant."""
    answer: list[AnswerOption]
    """Answers that may be given, each with what it means."""


class ReachesAll(Model):
    """How many officers it takes to tell every member of an act."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    exceptions: list[str] = Field(default_factory=list)
    """Authorities, or States with all of theirs, in which one officer suffices."""
    code: AnyFarReaching
    """The act."""
    officers: int
    """One, or two, of whom the second agrees to what the first proposes."""


class ReminderOverlay(Model):
    """How long before the last instant an officer of this authority is reminded."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    remind_before_s: int
    """Seconds before the last instant at which a person is reminded."""


class RequiredOverlay(Model):
    """Fields of the transaction that an application at this authority must give."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    fields: list[str]
    """Paths of fields that must be given."""


class ReviewRule(Model):
    """The periodic review of an authority's own denials."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    period_years: int
    """Years from the notification, or the last review, to the next."""
    grounds_from_review: int
    """Number of the review from which keeping the denial needs stated grounds."""
    remind_before_days: list[int]
    """Days before the date at which officers are reminded."""
    two_officers: ReviewByTwo | None = None
    """For which outcomes a second officer must agree; absent: for none."""
    none_of: list[AnyDecisionType] = Field(default_factory=list)
    """Decisions whose denials have no date of review: those of a suspension, until its final
    assessment.
    """


class WaitingRule(Model):
    """What waits for a second officer, and is not looked at."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    remind_after_days: list[int]
    """Days after which officers are reminded, each more urgently."""
