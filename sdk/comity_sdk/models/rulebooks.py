"""Rulebooks: the rules that nodes work by, and what an authority adds.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_words import AnyActivity, AnyMatchClass, AnyRisk, AnyWithholding
from comity_sdk.models.rulebook_words import (
    AnyAgreedBy,
    AnyAnswerWord,
    AnyAskedBy,
    AnyAssessmentBasis,
    AnyAudience,
    AnyAuthorisationKind,
    AnyCalendarRule,
    AnyClosedBy,
    AnyConditions,
    AnyConsults,
    AnyCorrectionEffect,
    AnyCountedStates,
    AnyCountsIf,
    AnyCustomsInformed,
    AnyDecisionType,
    AnyEntryType,
    AnyExtensionCount,
    AnyExtensionReaches,
    AnyFarReaching,
    AnyGrantKind,
    AnyItemsAre,
    AnyLateCorrection,
    AnyLeftOutBy,
    AnyLegalBase,
    AnyLicenceState,
    AnyListDoubt,
    AnyMaterial,
    AnyNoticeOutcomeWord,
    AnyNoticeSight,
    AnyNotifyScope,
    AnyOutcome,
    AnyPartyRole,
    AnyRequestedAct,
    AnyRequirement,
    AnyReviewOutcome,
    AnyReviewedBy,
    AnyRole,
    AnySilenceWord,
    AnyStandardQuestionCode,
    AnySuspendedDenial,
    AnyTerritoriesCount,
    AnyToldAfter,
    AnyToldBy,
    AnyUnanswered,
    AnyWidened,
)


class ActivityIs(Model):
    """Holds for one of these controlled activities."""

    condition: Literal["activity_is"]
    """Kind of condition, which says what else it has."""
    activities: list[AnyActivity]
    """Activities of which one makes it true."""


class AfterGrant(Model):
    """What a grant after the consultation must tell, whatever was answered."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    notify: AnyNotifyScope
    """Who is told."""
    by: AnyToldBy = "asking"
    """Whose duty it is."""
    told_after: AnyToldAfter = "grant"
    """After what."""
    entry: AnyEntryType | None = None
    """The type of entry, one of `WRITTEN_AFTER_GRANT`; for `notice` the kind is named too."""
    notice: str = ""
    """Kind of notice (`[[notice]]`), or empty."""
    sentence: str
    """The sentence of the law that says so."""


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


class AnswerKey(Model):
    """One coded answer and how it reads."""

    code: str
    """Code, as lists and rulebooks name it."""
    label: str
    """What a person reads for the code."""


class AnswerOption(Model):
    """One answer that may be given."""

    code: AnyAnswerWord
    """Stable key on the wire."""
    label: str
    """What an officer reads."""
    meaning: str
    """What follows, in a sentence."""
    binds: bool = False
    """Whether the asking authority is bound by it."""
    blocks: bool = False
    """Whether it forbids a grant."""
    settles: bool = True
    """Whether it ends the consultation; if not, the period runs on."""
    requires: list[AnyRequirement] = Field(default_factory=list)
    """Fields of the answer that must be filled."""
    ends_others: bool = False
    """Whether it makes the other consultations of the case needless: they are told so."""
    considered: bool = False
    """Whether a decision after it says on record how it was considered."""


class AnyOf(Model):
    """Holds when at least one of its conditions does."""

    condition: Literal["any_of"]
    """Kind of condition, which says what else it has."""
    conditions: list[Annotated[AuthorisationIs | ActivityIs | DestinationOutside | DestinationIn | ItemListedIn | CyberSurveillance | ProcedureApplies | GoodsElsewhere | AnyOf | ValidDenialMatches | OpenedByOfficer | dict[str, Any], Field(union_mode="left_to_right")]]
    """Conditions of which one makes it true."""


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


class AuthorisationIs(Model):
    """Holds for an application of one of these kinds."""

    condition: Literal["authorisation_is"]
    """Kind of condition, which says what else it has."""
    kinds: list[AnyAuthorisationKind]
    """Kinds of authorisation of which one makes it true."""


class CaseOutcome(Model):
    """One way in which a kind of case may end."""

    outcome: AnyOutcome
    """The outcome."""
    article: str = ""
    """Where the law has it, if not where it has the kind of case."""
    reason: str = ""
    """Why it is so."""
    lets_go: bool = False
    """Whether goods may go: then a binding objection forbids it, and conditions of a binding
    answer must be taken over.
    """
    denial: AnyDecisionType | None = None
    """The decision that is notified as a denial; absent: none."""
    after_consultation: AnyGrantKind | None = None
    """What is notified where a consultation's rule asks for it."""
    needs_grounds: bool = False
    """Whether coded grounds must be stated (Article 15)."""
    conditions: AnyConditions = "none"
    """Whether it names conditions."""
    licence: AnyLicenceState | None = None
    """How the licence stands afterwards: the one that is granted, or for a case about an earlier
    one, that; absent: unchanged, or there is none.
    """
    notice: str = ""
    """Kind of notice that follows, or empty."""
    alerts: str = ""
    """Kind of notice that follows where the goods go on through other Member States, or empty: it
    is for these.
    """
    informs: str = ""
    """Article under which it informs somebody that an authorisation is required, by a letter that
    goes into the register; empty: it informs nobody.
    """


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


class CyberSurveillance(Model):
    """Holds when an item is one of cyber-surveillance on one of these bases."""

    condition: Literal["cyber_surveillance"]
    """Kind of condition, which says what else it has."""
    bases: list[AnyAssessmentBasis]
    """Bases of the assessment of which one makes it true."""


class DenialBasis(Model):
    """Under which articles a decision is notified; an empty condition always holds."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    decisions: list[AnyDecisionType] = Field(default_factory=list)
    """Decisions that it is for."""
    activities: list[AnyActivity] = Field(default_factory=list)
    """Activities that it is for."""
    items: list[AnyItemsAre] = Field(default_factory=list)
    """How the items stand to the lists."""
    articles: list[str]
    """The articles that the denial names."""
    notified_as: AnyDecisionType | None = None
    """Another decision than the one made, as which it is notified."""


class DestinationIn(Model):
    """Holds when the final destination is in the named group of destinations."""

    condition: Literal["destination_in"]
    """Kind of condition, which says what else it has."""
    group: str
    """Name of the group of destinations."""


class DestinationOutside(Model):
    """Holds when the final destination is not in the named group of destinations."""

    condition: Literal["destination_outside"]
    """Kind of condition, which says what else it has."""
    group: str
    """Name of the group of destinations."""
    territories: AnyTerritoriesCount = "outside"
    """Whether territories count with their State."""


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


class ExtensionRule(Model):
    """Who asks for more working days, who must agree, and how many at most."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    asked_by: AnyAskedBy
    """Who asked, or who may ask."""
    agreed_by: AnyAgreedBy
    """Who agrees to more time."""
    max_working_days: int
    """Working days that may be added, at most."""
    counted: AnyExtensionCount
    """From when more time is counted."""
    unanswered_in_time: AnyUnanswered
    """What no reply to the request for more time means."""


class FourEyesException(Model):
    """An authority that decides these outcomes with one officer."""

    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    outcomes: list[AnyOutcome]
    """Outcomes for which it holds."""


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


class GoodsElsewhere(Model):
    """Holds when goods are or will be in a Member State other than the asking one."""

    condition: Literal["goods_elsewhere"]
    """Kind of condition, which says what else it has."""
    also: list[str] = Field(default_factory=list)
    """Places that are no Member State, each with the State whose authority is asked about goods
    there: `XI:UK` for Northern Ireland.
    """


class HeldBook(Model):
    """One version of a law that is held."""

    version: str
    """Version of the law, e.g. `EU-2021-821/2026-1`."""
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


class InformedQuestion(Model):
    """The standard question whether somebody was informed, and its answers from a register."""

    code: str
    """Of the question, among those of `[correspondence]`."""
    exporter: str
    """Answer where the exporter named was informed."""
    end_user: str
    """Answer where others were informed about the end-user named."""
    both: str
    """Answer where both is so."""
    neither: str
    """Answer where neither is so."""


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


class ItemListedIn(Model):
    """Holds when an item has a code in the named list, in whole or in part."""

    condition: Literal["item_listed_in"]
    """Kind of condition, which says what else it has."""
    list: str
    """Name of the control list, or of the part of it."""
    doubt: AnyListDoubt = "passes"
    """Of a code that is too short to tell, or a limit whose parameter is not stated."""


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
    notice: list[NoticeRule] = Field(default_factory=list)
    """Kinds of notice."""
    doubt: list[DoubtRule] = Field(default_factory=list)
    """Doubts about the law, each with the value that was chosen."""
    digest: str = ""
    """SHA-256 of the file's bytes, in hexadecimal."""


class Majority(Model):
    """How many Member States suffice, where not all need have notified."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    states_percent: int
    """Part of the Member States, at least."""
    population_percent: int | None = None
    """Part of the population of all of them, at least; absent: it does not count."""
    blocking_states: int | None = None
    """Fewer States than these that have not notified it block nothing, whatever their population;
    absent: any number may.
    """


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


class NoticeOutcome(Model):
    """One coded outcome of a notice, e.g. of a review."""

    code: AnyNoticeOutcomeWord
    """Code, as lists and rulebooks name it."""
    label: str
    """What a person reads for the code."""
    required: list[str] = Field(default_factory=list)
    """Fields that such an outcome must be given with, beside those of the kind."""


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


class OpenedByOfficer(Model):
    """Never holds by itself: an officer opens it, on a judgement that no application shows."""

    condition: Literal["opened_by_officer"]
    """Kind of condition, which says what else it has."""


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


class Period(Model):
    """The period for an answer, in working days from the receipt of the request."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    working_days: int
    """Number of working days."""
    calendar: AnyCalendarRule
    """Whose working days are counted."""
    ends_stop: bool = False
    """Whether goods that are stopped go when it ends, whatever becomes of the case (Article
    21(4)).
    """


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


class ProcedureApplies(Model):
    """Holds when one of these procedures applies to the same case: this one goes beside it."""

    condition: Literal["procedure_applies"]
    """Kind of condition, which says what else it has."""
    procedures: list[str]
    """Keys of the procedures of which one must apply."""


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


class ReliesOn(Model):
    """An answer that this authority gave before and on which a case may rely."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    procedure: str
    """Under which it was given."""
    activities: list[AnyActivity]
    """Activities of the cases that may rely on it."""


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


class ReviewByTwo(Model):
    """That a second officer must agree to some outcomes of a review of an own denial."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    exceptions: list[str] = Field(default_factory=list)
    """Authorities, or States with all of theirs, in which one officer suffices."""
    outcomes: list[AnyReviewOutcome]
    """Which: a revocation ends the denial at every member at once."""


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


class Rule(Model):
    """Where a rule comes from: its article, and why this value where the law is open."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""


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


class SilenceRule(Model):
    """What follows when the period ends without a reaction: an answer's key, or nothing."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    means: AnySilenceWord
    """What no answer within the period means."""
    sentence: str
    """The sentence of the law that says so."""


class StandardQuestion(Model):
    """One coded question with its coded answers, so that nothing needs translating."""

    code: AnyStandardQuestionCode
    """Code, as lists and rulebooks name it."""
    text: str
    """What is said, in words."""
    answer: list[AnswerKey]
    """Answers that may be given, each with its code."""


class TriggerRule(Model):
    """When the procedure applies: all of these conditions hold, and none of those."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    consults: AnyConsults
    """Which authorities it makes us ask."""
    all_of: list[Annotated[AuthorisationIs | ActivityIs | DestinationOutside | DestinationIn | ItemListedIn | CyberSurveillance | ProcedureApplies | GoodsElsewhere | AnyOf | ValidDenialMatches | OpenedByOfficer | dict[str, Any], Field(union_mode="left_to_right")]]
    """Conditions that must all hold."""
    none_of: list[Annotated[AuthorisationIs | ActivityIs | DestinationOutside | DestinationIn | ItemListedIn | CyberSurveillance | ProcedureApplies | GoodsElsewhere | AnyOf | ValidDenialMatches | OpenedByOfficer | dict[str, Any], Field(union_mode="left_to_right")]] = Field(default_factory=list)
    """Conditions of which none may hold."""


class TwoOfficers(Model):
    """That a second officer must agree."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    exceptions: list[str] = Field(default_factory=list)
    """Authorities, or States with all of theirs, in which one officer suffices."""


class UnnamedParty(Model):
    """An application that may name no party of a role, so that denials cannot be searched for it.
    """

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    code: str
    """Code, as lists and rulebooks name it."""
    party: AnyPartyRole
    """The end-user or the consignee; only they are searched for."""
    kinds: list[AnyAuthorisationKind]
    """Kinds of authorisation for which it is so."""
    text: str
    """What cannot be searched and when it will be, in words for the file."""


class ValidDenialMatches(Model):
    """Holds when the examination of all valid denials finds one to be consulted about."""

    condition: Literal["valid_denial_matches"]
    """Kind of condition, which says what else it has."""
    decisions: list[AnyDecisionType]
    """Decisions that open a consultation; others are shown as information."""
    own_state: Literal[False]
    """Denials of the asking authority's own State open none: no other is known here."""
    relayed: Literal[False]
    """Nor do those of a State that is not a member, which nobody here can answer for."""
    legal_bases: list[AnyLegalBase] = Field(default_factory=list)
    """The laws whose denials alone are meant; empty: of any that no other procedure of the case
    names.
    """


class WaitingRule(Model):
    """What waits for a second officer, and is not looked at."""

    article: str
    """Article that says so, e.g. `14(1)`; or empty."""
    reason: str
    """Why it is so, in words."""
    remind_after_days: list[int]
    """Days after which officers are reminded, each more urgently."""


GetRulebookAnswer = Rulebook | LawBook
