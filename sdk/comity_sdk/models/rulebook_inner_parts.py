"""Inner parts of rulebooks: what the models of `rulebook_parts` are made of.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_words import AnyActivity
from comity_sdk.models.rulebook_words import (
    AnyAgreedBy,
    AnyAnswerWord,
    AnyAskedBy,
    AnyAssessmentBasis,
    AnyAuthorisationKind,
    AnyCalendarRule,
    AnyConditions,
    AnyConsults,
    AnyDecisionType,
    AnyEntryType,
    AnyExtensionCount,
    AnyGrantKind,
    AnyItemsAre,
    AnyLegalBase,
    AnyLicenceState,
    AnyListDoubt,
    AnyNoticeOutcomeWord,
    AnyNotifyScope,
    AnyOutcome,
    AnyPartyRole,
    AnyRequirement,
    AnyReviewOutcome,
    AnySilenceWord,
    AnyStandardQuestionCode,
    AnyTerritoriesCount,
    AnyToldAfter,
    AnyToldBy,
    AnyUnanswered,
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
    exporter_first: bool = False
    """That it informs the exporter, who holds the contract with the consignee, and somebody else
    only where the exporter is not established in the Union.
    """


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


class GoodsElsewhere(Model):
    """Holds when goods are or will be in a Member State other than the asking one."""

    condition: Literal["goods_elsewhere"]
    """Kind of condition, which says what else it has."""
    also: list[str] = Field(default_factory=list)
    """Places that are no Member State, each with the State whose authority is asked about goods
    there: `XI:UK` for Northern Ireland.
    """


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


class ItemListedIn(Model):
    """Holds when an item has a code in the named list, in whole or in part."""

    condition: Literal["item_listed_in"]
    """Kind of condition, which says what else it has."""
    list: str
    """Name of the control list, or of the part of it."""
    doubt: AnyListDoubt = "passes"
    """Of a code that is too short to tell, or a limit whose parameter is not stated."""


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


class NoticeOutcome(Model):
    """One coded outcome of a notice, e.g. of a review."""

    code: AnyNoticeOutcomeWord
    """Code, as lists and rulebooks name it."""
    label: str
    """What a person reads for the code."""
    required: list[str] = Field(default_factory=list)
    """Fields that such an outcome must be given with, beside those of the kind."""


class OpenedByOfficer(Model):
    """Never holds by itself: an officer opens it, on a judgement that no application shows."""

    condition: Literal["opened_by_officer"]
    """Kind of condition, which says what else it has."""


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


class ProcedureApplies(Model):
    """Holds when one of these procedures applies to the same case: this one goes beside it."""

    condition: Literal["procedure_applies"]
    """Kind of condition, which says what else it has."""
    procedures: list[str]
    """Keys of the procedures of which one must apply."""


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


class Rule(Model):
    """Where a rule comes from: its article, and why this value where the law is open."""

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
