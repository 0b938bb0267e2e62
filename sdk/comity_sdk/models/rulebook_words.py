"""Words of rulebooks: states, kinds and ways, for the models of `rulebooks`.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field


class AgreedBy(StrEnum):
    """Who must agree to more time."""

    ASKING = "asking"
    OTHER = "other"
    NOBODY = "nobody"


AnyAgreedBy = Annotated[AgreedBy | str, Field(union_mode="left_to_right")]


class AnswerWord(StrEnum):
    """An answer of a procedure. The rulebook that a matter runs under says which of them it takes.
    """

    DOES_NOT_FOLLOW = "does_not_follow"
    FOLLOWS = "follows"
    FOLLOWS_IN_PART = "follows_in_part"
    IDENTICAL = "identical"
    MEASURES = "measures"
    MORE_INFORMATION = "more_information"
    NO_OBJECTION = "no_objection"
    NO_OBJECTION_IF = "no_objection_if"
    NOT_IDENTICAL = "not_identical"
    OBJECTION = "objection"
    RELEASE = "release"


AnyAnswerWord = Annotated[AnswerWord | str, Field(union_mode="left_to_right")]


class AskedBy(StrEnum):
    """Who may ask for more time."""

    CONSULTED = "consulted"
    EITHER = "either"
    ANY_STATE = "any_state"


AnyAskedBy = Annotated[AskedBy | str, Field(union_mode="left_to_right")]


class AssessmentBasis(StrEnum):
    """What makes an item one of cyber-surveillance, which needs a human-rights assessment."""

    LISTED_GROUP = "listed_group"
    RELATED_CODE = "related_code"
    FLAG = "flag"


AnyAssessmentBasis = Annotated[AssessmentBasis | str, Field(union_mode="left_to_right")]


class Audience(StrEnum):
    """Who reads a notice."""

    ALL_MEMBERS = "all_members"
    MEMBER_STATES = "member_states"
    CHOSEN = "chosen"


AnyAudience = Annotated[Audience | str, Field(union_mode="left_to_right")]


class AuthorisationKind(StrEnum):
    """Kinds of authorisation that are applied for (Art 2(12)-(14), docs/domain.md 6.1)."""

    INDIVIDUAL = "individual"
    GLOBAL = "global"
    LARGE_PROJECT = "large_project"


AnyAuthorisationKind = Annotated[AuthorisationKind | str, Field(union_mode="left_to_right")]


class CalendarRule(StrEnum):
    """Whose holidays and time zone count."""

    CONSULTED = "consulted"
    ASKING = "asking"


AnyCalendarRule = Annotated[CalendarRule | str, Field(union_mode="left_to_right")]


class ClosedBy(StrEnum):
    """When silence is complete."""

    BOTH = "both"


AnyClosedBy = Annotated[ClosedBy | str, Field(union_mode="left_to_right")]


class Conditions(StrEnum):
    """Whether a decision names conditions."""

    NONE = "none"
    ALLOWED = "allowed"
    REQUIRED = "required"


AnyConditions = Annotated[Conditions | str, Field(union_mode="left_to_right")]


class Consults(StrEnum):
    """Who is consulted."""

    STATES_OF_GOODS = "states_of_goods"
    DENYING_AUTHORITIES = "denying_authorities"
    NAMED = "named"
    ROLE = "role"


AnyConsults = Annotated[Consults | str, Field(union_mode="left_to_right")]


class CorrectionEffect(StrEnum):
    """What a correction does to a running or ended consultation."""

    SHOWN = "shown"
    ANSWER_AGAIN = "answer_again"
    NEW_PERIOD = "new_period"


AnyCorrectionEffect = Annotated[CorrectionEffect | str, Field(union_mode="left_to_right")]


class CountedStates(StrEnum):
    """Which Member States a tally counts."""

    MEMBERS_HERE = "members_here"
    EVERY_STATE = "every_state"


AnyCountedStates = Annotated[CountedStates | str, Field(union_mode="left_to_right")]


class CountsIf(StrEnum):
    """When an answer is in time."""

    RECEIVED = "received"
    RECEIVED_OR_SEALED = "received_or_sealed"


AnyCountsIf = Annotated[CountsIf | str, Field(union_mode="left_to_right")]


class CustomsInformed(StrEnum):
    """Who informs its own customs and other authorities of what a notice says."""

    SENDER = "sender"
    READERS = "readers"


AnyCustomsInformed = Annotated[CustomsInformed | str, Field(union_mode="left_to_right")]


class DecisionType(StrEnum):
    """Decisions that are notified (docs/domain.md 2.1)."""

    REFUSE = "refuse"
    ANNUL = "annul"
    SUSPEND = "suspend"
    LIMIT = "limit"
    REVOKE = "revoke"
    INTENT_NO = "intent_no"
    TRANSIT_PROHIBITION = "transit_prohibition"
    NATIONAL_LIST_REFUSAL = "national_list_refusal"


AnyDecisionType = Annotated[DecisionType | str, Field(union_mode="left_to_right")]


class EntryType(StrEnum):
    """Types of act in a log."""

    DENIAL_NOTIFIED = "denial.notified"
    DENIAL_LOADED = "denial.loaded"
    DENIAL_AMENDED = "denial.amended"
    DENIAL_REVIEWED = "denial.reviewed"
    DENIAL_REVOKED = "denial.revoked"
    GRANT_AFTER_CONSULTATION = "grant.after_consultation"
    ERASED = "erased"
    DENIAL_FINAL_ASSESSMENT = "denial.final_assessment"
    NOTICE = "notice"
    DENIAL_SUSPENDED = "denial.suspended"
    DENIAL_RESTORED = "denial.restored"
    JOURNAL_COMMITTED = "journal.committed"


AnyEntryType = Annotated[EntryType | str, Field(union_mode="left_to_right")]


class ExtensionCount(StrEnum):
    """Whether the cap counts on top of the first period or the period in total."""

    ON_TOP = "on_top"
    IN_TOTAL = "in_total"


AnyExtensionCount = Annotated[ExtensionCount | str, Field(union_mode="left_to_right")]


class ExtensionReaches(StrEnum):
    """Whose period an extension of a collective review prolongs."""

    ALL = "all"
    ASKER = "asker"


AnyExtensionReaches = Annotated[ExtensionReaches | str, Field(union_mode="left_to_right")]


class FarReaching(StrEnum):
    """An act on own denials that tells every member, but no decision of a case and no notice."""

    DENIAL_IMPORT = "denial.import"
    DENIAL_LOAD = "denial.load"
    DENIAL_AMEND = "denial.amend"
    DENIAL_SET_ASIDE = "denial.set_aside"


AnyFarReaching = Annotated[FarReaching | str, Field(union_mode="left_to_right")]


class GrantKind(StrEnum):
    """What was granted after a consultation."""

    AUTHORISATION = "authorisation"
    AUTHORISATION_WITH_CONDITIONS = "authorisation_with_conditions"
    TRANSIT_ALLOWED = "transit_allowed"


AnyGrantKind = Annotated[GrantKind | str, Field(union_mode="left_to_right")]


class ItemsAre(StrEnum):
    """How the items of a transaction stand to the lists; what holds first counts."""

    ANNEX_I = "annex_i"
    OWN_LIST = "own_list"
    CYBER_NON_LISTED = "cyber_non_listed"
    NON_LISTED = "non_listed"
    OTHER_LIST = "other_list"


AnyItemsAre = Annotated[ItemsAre | str, Field(union_mode="left_to_right")]


class LateCorrection(StrEnum):
    """What a correction of an answer does that was sealed after the last instant."""

    NO_EFFECT = "no_effect"
    COUNTS = "counts"


AnyLateCorrection = Annotated[LateCorrection | str, Field(union_mode="left_to_right")]


class LeftOutBy(StrEnum):
    """Who decides that a notice that is due is not given at all."""

    TWO_OFFICERS = "two_officers"
    NOBODY = "nobody"


AnyLeftOutBy = Annotated[LeftOutBy | str, Field(union_mode="left_to_right")]


class LegalBase(StrEnum):
    """The regulation under which the denial was first notified; 821 applies to the others too."""

    V2021_821 = "2021/821"
    V428_2009 = "428/2009"
    V833_2014 = "833/2014"
    V765_2006 = "765/2006"


AnyLegalBase = Annotated[LegalBase | str, Field(union_mode="left_to_right")]


class LicenceState(StrEnum):
    """How a licence stands after the decisions that followed its grant."""

    IN_FORCE = "in_force"
    LIMITED = "limited"
    SUSPENDED = "suspended"
    ANNULLED = "annulled"
    REVOKED = "revoked"
    EXPIRED = "expired"
    ENDED = "ended"


AnyLicenceState = Annotated[LicenceState | str, Field(union_mode="left_to_right")]


class ListDoubt(StrEnum):
    """What follows while it cannot be told whether an item stands in a list."""

    PASSES = "passes"
    HOLDS = "holds"


AnyListDoubt = Annotated[ListDoubt | str, Field(union_mode="left_to_right")]


class Material(StrEnum):
    """Fields whose change makes an amendment a material one."""

    PARTY = "party"
    ITEM = "item"
    END_USE = "end_use"
    DESTINATION = "destination"
    QUANTITY = "quantity"
    VALUE = "value"


AnyMaterial = Annotated[Material | str, Field(union_mode="left_to_right")]


class NoticeOutcomeWord(StrEnum):
    """What came of what a notice is about, e.g. of a review. The rulebook that a matter runs under
    says which of them it takes.
    """

    AMEND = "amend"
    MEASURES = "measures"
    NO_REQUIREMENT = "no_requirement"
    NOT_RENEW = "not_renew"
    RELEASED = "released"
    RELEASED_BY_SILENCE = "released_by_silence"
    RENEW = "renew"
    REQUIREMENT = "requirement"


AnyNoticeOutcomeWord = Annotated[NoticeOutcomeWord | str, Field(union_mode="left_to_right")]


class NoticeSight(StrEnum):
    """Whose accounts alone see a notice, at each authority that holds it; they have this role."""

    ENFORCEMENT = "enforcement"


AnyNoticeSight = Annotated[NoticeSight | str, Field(union_mode="left_to_right")]


class NotifyScope(StrEnum):
    """Who is told."""

    ALL_MEMBERS = "all_members"
    NOBODY = "nobody"


AnyNotifyScope = Annotated[NotifyScope | str, Field(union_mode="left_to_right")]


class Outcome(StrEnum):
    """Outcome of a case."""

    GRANTED = "granted"
    GRANTED_WITH_CONDITIONS = "granted_with_conditions"
    GRANTED_IN_PART = "granted_in_part"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NO_LICENCE_NEEDED = "no_licence_needed"
    NO_OBSTACLE = "no_obstacle"
    NOT_TO_BE_AUTHORISED = "not_to_be_authorised"
    REQUIREMENT_IMPOSED = "requirement_imposed"
    NO_REQUIREMENT = "no_requirement"
    TRANSIT_ALLOWED = "transit_allowed"
    TRANSIT_PROHIBITED = "transit_prohibited"
    MAINTAINED = "maintained"
    MODIFIED = "modified"
    LIMITED = "limited"
    SUSPENDED = "suspended"
    ANNULLED = "annulled"
    REVOKED = "revoked"


AnyOutcome = Annotated[Outcome | str, Field(union_mode="left_to_right")]


class PartyRole(StrEnum):
    """The part that a party has in a transaction."""

    EXPORTER = "exporter"
    CONSIGNEE = "consignee"
    INTERMEDIARY = "intermediary"
    END_USER = "end_user"


AnyPartyRole = Annotated[PartyRole | str, Field(union_mode="left_to_right")]


class RequestedAct(StrEnum):
    """What a consulted authority is asked to do. The rulebook that a matter runs under says which
    of them it takes.
    """

    ANNUL = "annul"
    CONSIDER_REQUIREMENT = "consider_requirement"
    MODIFY = "modify"
    NOT_GRANT = "not_grant"
    REVIEW_LICENCE = "review_licence"
    REVOKE = "revoke"
    SUSPEND = "suspend"


AnyRequestedAct = Annotated[RequestedAct | str, Field(union_mode="left_to_right")]


class Requirement(StrEnum):
    """Fields of an answer that must be filled for it to make sense."""

    CONDITIONS = "conditions"
    INFORMATION_NEEDED = "information_needed"


AnyRequirement = Annotated[Requirement | str, Field(union_mode="left_to_right")]


class ReviewOutcome(StrEnum):
    """Outcome of a review under Art 16(2)."""

    RENEWED = "renewed"
    AMENDED = "amended"
    REVOKED = "revoked"


AnyReviewOutcome = Annotated[ReviewOutcome | str, Field(union_mode="left_to_right")]


class ReviewedBy(StrEnum):
    """Who reviews, each with its own calendar."""

    EVERY_STATE = "every_state"


AnyReviewedBy = Annotated[ReviewedBy | str, Field(union_mode="left_to_right")]


class Role(StrEnum):
    """What a member may do in the federation (Art 23(1) separates the competences)."""

    LICENSING = "licensing"
    BROKERING = "brokering"
    TRANSIT = "transit"
    CUSTOMS = "customs"
    COMMISSION = "commission"
    OBSERVER = "observer"


AnyRole = Annotated[Role | str, Field(union_mode="left_to_right")]


class SilenceWord(StrEnum):
    """What no answer within the period means; `nothing`: nothing follows. The rulebook that a
    matter runs under says which of them it takes.
    """

    NO_OBJECTION = "no_objection"
    NOT_IDENTICAL = "not_identical"
    NOTHING = "nothing"
    RELEASE = "release"


AnySilenceWord = Annotated[SilenceWord | str, Field(union_mode="left_to_right")]


class StandardQuestionCode(StrEnum):
    """A standard question, which needs no translation. The rulebook that a matter runs under says
    which of them it takes.
    """

    CLASSIFICATION_SHARED = "classification_shared"
    CONSIGNEE_ROLE = "consignee_role"
    DENIAL_STILL_HOLDS = "denial_still_holds"
    DIVERSION_SIGNS = "diversion_signs"
    END_USE_CREDIBLE = "end_use_credible"
    END_USE_VERIFIED = "end_use_verified"
    END_USER_DELIVERED_BEFORE = "end_user_delivered_before"
    END_USER_KNOWN = "end_user_known"
    EXPORTER_KNOWN = "exporter_known"
    GENERAL_AUTHORISATION_USED = "general_authorisation_used"
    GOODS_PRESENT = "goods_present"
    INFORMED_BEFORE = "informed_before"
    LICENCE_KNOWN = "licence_known"
    PARAMETERS_AGREE = "parameters_agree"


AnyStandardQuestionCode = Annotated[StandardQuestionCode | str, Field(union_mode="left_to_right")]


class SuspendedDenial(StrEnum):
    """What becomes of a consultation about a denial that a court has suspended."""

    ENDS = "ends"
    WAITS = "waits"


AnySuspendedDenial = Annotated[SuspendedDenial | str, Field(union_mode="left_to_right")]


class TerritoriesCount(StrEnum):
    """Whether a group that names a State means its territories with codes of their own."""

    OUTSIDE = "outside"
    WITH_STATE = "with_state"


AnyTerritoriesCount = Annotated[TerritoriesCount | str, Field(union_mode="left_to_right")]


class ToldAfter(StrEnum):
    """After what it is told."""

    GRANT = "grant"
    END = "end"


AnyToldAfter = Annotated[ToldAfter | str, Field(union_mode="left_to_right")]


class ToldBy(StrEnum):
    """Whose duty a notice after a consultation is."""

    ASKING = "asking"
    CONSULTED = "consulted"


AnyToldBy = Annotated[ToldBy | str, Field(union_mode="left_to_right")]


class Unanswered(StrEnum):
    """What becomes of a request that nobody answered before the last instant."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


AnyUnanswered = Annotated[Unanswered | str, Field(union_mode="left_to_right")]


class Widened(StrEnum):
    """In what a case may give more than the licence that it is about."""

    VALIDITY = "validity"
    QUANTITY = "quantity"
    VALUE = "value"
    ITEM = "item"
    GOODS_LOCATION = "goods_location"
    END_USER = "end_user"


AnyWidened = Annotated[Widened | str, Field(union_mode="left_to_right")]
