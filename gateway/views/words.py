"""Words for the codes of the domain: one total table for each kind of code.

The words are identifiers of gettext catalogues, in English. Keys of a rulebook are not here:
their words are the rulebook's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from gateway.domain.annual.cells import MarkGround
from gateway.domain.annual.submission import ClearanceAct, OutcomeKind
from gateway.domain.base import Statement, Withholding
from gateway.domain.case import AuthorisationKind, CaseState, LicenceState, Outcome
from gateway.domain.case.informed import InformedState
from gateway.domain.case.licence_statement import LicenceAnswer
from gateway.domain.case.restriction import RestrictionClass
from gateway.domain.consultation import (
    ApplicantRelease,
    Channel,
    ConsultationState,
    EndReason,
    HandKind,
    Information,
    LateOrInTime,
    Means,
    StopEnd,
    StopState,
)
from gateway.domain.consultation.classification import Confidence, RoundState
from gateway.domain.consultation.past import PastOutcome
from gateway.domain.correspondence import InformationKind, LetterState
from gateway.domain.denial import (
    REGIME_NAMES,
    DecisionType,
    DenialEventType,
    DenialState,
    Ground,
    LegalBase,
    Regime,
)
from gateway.domain.examination import HitVerdict, MatchClass, SearchMode
from gateway.domain.letter import LetterType, Marking, OutboxState
from gateway.domain.letter_types import LETTER_RULES
from gateway.domain.meanings import MeaningAbsence
from gateway.domain.notice import NoticeAction, NoticeState, SetAsideWay
from gateway.domain.relation import RelationKind
from gateway.domain.retention import HoldReason, WhyKept
from gateway.domain.transaction import (
    Activity,
    AssessmentRelease,
    Consequence,
    DocumentKind,
    ListSource,
    PartyKind,
    PartyRole,
    TranslationKind,
)
from gateway.domain.waiting_act import WaitingKind, WaitingState

WORDS: Mapping[type[StrEnum], Mapping[str, str]] = {
    Activity: {
        Activity.EXPORT: "Export",
        Activity.BROKERING: "Brokering",
        Activity.TECHNICAL_ASSISTANCE: "Technical assistance",
        Activity.TRANSIT: "Transit",
        Activity.TRANSFER: "Transfer",
    },
    AssessmentRelease: {
        AssessmentRelease.WHOLE: "The whole",
        AssessmentRelease.SUMMARY: "The summary only",
    },
    AuthorisationKind: {
        AuthorisationKind.INDIVIDUAL: "Individual authorisation",
        AuthorisationKind.GLOBAL: "Global authorisation",
        AuthorisationKind.LARGE_PROJECT: "Large-project authorisation",
    },
    CaseState: {
        CaseState.FILED: "Filed",
        CaseState.EXAMINED: "Examined",
        CaseState.CONSULTING: "Consulting",
        CaseState.ASSESSMENT: "Assessment",
        CaseState.PROPOSED: "Proposed",
        CaseState.DECIDED: "Decided",
        CaseState.WITHDRAWN: "Withdrawn",
    },
    RestrictionClass: {
        RestrictionClass.SOURCE_PROTECTION: "Protection of a source",
        RestrictionClass.ONGOING_INVESTIGATION: "Ongoing investigation",
        RestrictionClass.PERSON_OF_PUBLIC_INTEREST: "Person of public interest",
        RestrictionClass.CONFLICT_OF_INTEREST: "Conflict of interest",
        RestrictionClass.STATE_SECURITY: "Security of the State",
    },
    Confidence: {
        Confidence.CERTAIN: "Certain",
        Confidence.LIKELY: "Likely",
        Confidence.DOUBTFUL: "Doubtful",
    },
    ApplicantRelease: {
        ApplicantRelease.NOTHING: "Nothing",
        ApplicantRelease.FACT: "That the authority was consulted and has answered; not what",
        ApplicantRelease.TEXT: "The words given for the applicant",
    },
    Consequence: {
        Consequence.NONE: "Nothing",
        Consequence.CONDITIONS: "Conditions",
        Consequence.MONITORING: "Monitoring",
        Consequence.REFUSAL: "Refusal",
    },
    ClearanceAct: {
        ClearanceAct.CLEAR: "Cleared",
        ClearanceAct.MARK: "Confidential",
        ClearanceAct.MERGE: "Only in a larger group",
    },
    InformedState: {
        InformedState.IN_FORCE: "In force",
        InformedState.EXPIRED: "Expired",
        InformedState.REPLACED: "Replaced by another letter",
        InformedState.LIFTED: "Lifted",
    },
    LicenceAnswer: {
        LicenceAnswer.STANDS: "Goods may leave under it",
        LicenceAnswer.STANDS_NOT: "Nothing may leave under it",
        LicenceAnswer.UNKNOWN: "There is no such licence",
    },
    InformationKind: {
        InformationKind.INFORMATION: "Information",
        InformationKind.CLASSIFICATION: "An opinion on a control code",
    },
    MarkGround: {
        MarkGround.STATISTICAL: "statistical",
        MarkGround.PERSONAL: "personal data",
        MarkGround.COMMERCIAL: "commercial",
        MarkGround.DEFENCE: "defence",
        MarkGround.FOREIGN_POLICY: "foreign policy",
        MarkGround.SECURITY: "security",
    },
    MeaningAbsence: {
        MeaningAbsence.NOT_INSTALLED: "it is not installed",
        MeaningAbsence.NOT_READ: "it could not read",
        MeaningAbsence.OTHER_BUILD: "another one is installed",
        MeaningAbsence.OTHER_PROCESSOR: "the processor cannot run it",
        MeaningAbsence.OUT_OF_ORDER: "it does not work",
        MeaningAbsence.SAYS_NOTHING: "nothing was said in words",
    },
    NoticeAction: {
        NoticeAction.PUBLISHED: "Published",
        NoticeAction.AMENDED: "Amended",
        NoticeAction.WITHDRAWN: "Withdrawn",
    },
    WaitingKind: {
        WaitingKind.NOTICE_PUBLISH: "Publish a notice",
        WaitingKind.NOTICE_AMEND: "Amend a notice",
        WaitingKind.NOTICE_WITHDRAW: "Withdraw a notice",
        WaitingKind.DENIAL_REVIEW: "Review or revoke a denial",
        WaitingKind.DENIAL_AMEND: "Correct a denial by an erratum",
        WaitingKind.DENIAL_SET_ASIDE: "Tell what a court did to a denial",
        WaitingKind.DENIAL_IMPORT: "Import denials from a file",
        WaitingKind.REVIEW_PUBLISH: "Publish what a review leads to",
        WaitingKind.INFORMED_LIFT: "Lift a letter that informs",
    },
    WaitingState: {
        WaitingState.WAITING: "Waits for a second officer",
        WaitingState.AGREED: "Carried out",
        WaitingState.REFUSED: "Refused",
        WaitingState.LAPSED: "Could not be done any more",
        WaitingState.WRITING: "Agreed to; the rest is being written",
    },
    HoldReason: {
        HoldReason.PROCEEDINGS: "Proceedings",
        HoldReason.AUDIT: "An audit",
        HoldReason.ARCHIVE_LAW: "Law on archives",
        HoldReason.REQUEST: "A request",
    },
    WhyKept: {
        WhyKept.HELD: "An officer holds it",
        WhyKept.CONVERSATION: "A question, an answer or a letter is open",
        WhyKept.DENIAL: "Its denial stands",
        WhyKept.PROCEEDINGS: "A court has suspended its denial",
        WhyKept.LICENCE: "Its licence, or its letter that informs, counts",
        WhyKept.TASK: "Something is still to be done",
        WhyKept.LATER_CASE: "A later case rests on it",
    },
    NoticeState: {
        NoticeState.VALID: "In force",
        NoticeState.EXPIRED: "Expired",
        NoticeState.WITHDRAWN: "Withdrawn",
        NoticeState.NOT_HELD: "Content not held here",
    },
    OutboxState: {
        OutboxState.QUEUED: "On its way; no receipt yet",
        OutboxState.ACCEPTED: "Received, by signed receipt",
        OutboxState.REFUSED: "Refused, by signed receipt",
        OutboxState.GIVEN_UP: "Could not be delivered",
    },
    OutcomeKind: {
        OutcomeKind.ACCEPTED: "Accepted",
        OutcomeKind.REFUSED: "Refused",
        OutcomeKind.LEDGER: "Came after the freeze; a person decides",
    },
    ConsultationState: {
        ConsultationState.REQUESTED: "Requested; not received yet, so that no period runs",
        ConsultationState.RUNNING: "The period runs",
        ConsultationState.CLOSING: "The period is over; the other gateway is asked to close",
        ConsultationState.UNCONFIRMED: (
            "No answer, unconfirmed: the other gateway could not be reached, so nothing follows "
            "from its silence"
        ),
        ConsultationState.ANSWERED: "Ended with an answer",
        ConsultationState.SILENT: "Ended without an answer",
        ConsultationState.SUPERSEDED: "No longer needed",
    },
    DecisionType: {
        DecisionType.REFUSE: "Refusal",
        DecisionType.ANNUL: "Annulment",
        DecisionType.SUSPEND: "Suspension",
        DecisionType.LIMIT: "Limitation",
        DecisionType.REVOKE: "Revocation",
        DecisionType.INTENT_NO: "Not to be authorised",
        DecisionType.TRANSIT_PROHIBITION: "Transit prohibition",
        DecisionType.NATIONAL_LIST_REFUSAL: "Refusal under a national list",
    },
    DenialEventType: {
        DenialEventType.NOTIFIED: "Notified",
        DenialEventType.LOADED: "Loaded: notified elsewhere before",
        DenialEventType.AMENDED: "Corrected by an erratum",
        DenialEventType.REVIEWED: "Reviewed, and kept",
        DenialEventType.REVOKED: "Revoked",
        DenialEventType.SUSPENDED: "Suspended by a court or an appeal body",
        DenialEventType.RESTORED: "Valid again: its suspension is over",
        DenialEventType.FINAL_ASSESSMENT: "Final assessment of the suspension",
    },
    DenialState: {
        DenialState.VALID: "Valid",
        DenialState.REVOKED: "Revoked",
        DenialState.SUSPENDED: "Suspended by a court: not valid meanwhile",
    },
    SetAsideWay: {
        SetAsideWay.SET_ASIDE: "Set aside by a court",
        SetAsideWay.WITHDRAWN_ON_APPEAL: "Withdrawn on appeal",
        SetAsideWay.SUSPENDED: "Suspended",
        SetAsideWay.RESTORED: "Restored: the suspension is over",
    },
    DocumentKind: {
        DocumentKind.END_USE_STATEMENT: "End-use statement",
        DocumentKind.CONTRACT: "Contract",
        DocumentKind.TECHNICAL: "Technical document",
        DocumentKind.ASSESSMENT: "Assessment",
        DocumentKind.OTHER: "Other document",
    },
    TranslationKind: {
        TranslationKind.PERSON: "by a person",
        TranslationKind.MACHINE: "by a program, read by nobody",
        TranslationKind.CERTIFIED: "certified",
    },
    EndReason: {
        EndReason.BINDING_OBJECTION: "another authority objected, which binds",
        EndReason.WITHDRAWN: "what was asked about was withdrawn",
        EndReason.DECIDED: "the case was decided",
        EndReason.AMENDED: "the application was amended",
        EndReason.DENIAL_ENDED: "the denial that was asked about is no longer valid",
        EndReason.RECALLED: "the request was recalled: it was sent in error",
        EndReason.STANDING_ANSWER: "a standing answer is relied on",
        EndReason.SETTLED: "the State's coordinator has given its one answer",
    },
    Ground: {
        Ground.INTERNATIONAL_OBLIGATIONS: "International obligations and commitments",
        Ground.SANCTIONS: "Sanctions",
        Ground.FOREIGN_SECURITY_POLICY: "Foreign and security policy",
        Ground.END_USE_DIVERSION: "End-use and risk of diversion",
        Ground.HUMAN_RIGHTS: "Human rights",
    },
    HitVerdict: {HitVerdict.CONFIRMED: "Confirmed", HitVerdict.DISMISSED: "Dismissed"},
    Information: {
        Information.WANTED: "More information is wanted; an answer is due, the period runs on",
        Information.SUPPLIED: "Information was supplied; an answer is due, the period has run on",
    },
    LateOrInTime: {
        LateOrInTime.RECEIVED_IN_TIME: "received before the last instant",
        LateOrInTime.SEALED_IN_TIME: (
            "received after the last instant, but sealed by the consulted gateway before it; "
            "it counts"
        ),
        LateOrInTime.LATE: "after the last instant; it does not count",
    },
    LegalBase: {
        LegalBase.REG_2021_821: "Regulation (EU) 2021/821",
        LegalBase.REG_428_2009: "Regulation (EC) No 428/2009",
        LegalBase.REG_833_2014: "Regulation (EU) No 833/2014",
        LegalBase.REG_765_2006: "Regulation (EC) No 765/2006",
    },
    LetterType: {kind: rule.words for kind, rule in LETTER_RULES.items()},
    LetterState: {
        LetterState.RECORDED: "Nothing is asked for",
        LetterState.OPEN: "An answer is wanted",
        LetterState.ANSWERED: "Answered",
        LetterState.CONFIRMED: "Confirmed",
        LetterState.DISPUTED: "Disputed",
        LetterState.SEALED: "Recalled by its sender; its contents are sealed",
        LetterState.UNUSABLE: "Cannot be used; kept, without effect",
        LetterState.NO_EFFECT: "Came too late to change what followed",
    },
    LicenceState: {
        LicenceState.IN_FORCE: "In force",
        LicenceState.LIMITED: "Limited",
        LicenceState.SUSPENDED: "Suspended",
        LicenceState.ANNULLED: "Annulled",
        LicenceState.REVOKED: "Revoked",
        LicenceState.EXPIRED: "Expired: its last day is past",
        LicenceState.ENDED: "Ended: another licence took its place",
    },
    ListSource: {
        ListSource.ANNEX_I: "Annex I",
        ListSource.NATIONAL: "National list",
        ListSource.NON_LISTED: "Not listed",
    },
    MatchClass: {
        MatchClass.EXACT: "Exact match",
        MatchClass.LIKELY: "Likely match",
        MatchClass.POSSIBLE: "Possible match",
        MatchClass.SAME_PARTY: "Same or likely same party, other goods as it seems",
    },
    Outcome: {
        Outcome.GRANTED: "Granted",
        Outcome.GRANTED_WITH_CONDITIONS: "Granted with conditions",
        Outcome.GRANTED_IN_PART: "Granted in part, refused in part",
        Outcome.REFUSED: "Refused",
        Outcome.WITHDRAWN: "Withdrawn",
        Outcome.NO_LICENCE_NEEDED: "No licence needed",
        Outcome.NO_OBSTACLE: "No obstacle",
        Outcome.NOT_TO_BE_AUTHORISED: "Not to be authorised",
        Outcome.REQUIREMENT_IMPOSED: "Requirement imposed",
        Outcome.NO_REQUIREMENT: "No requirement",
        Outcome.TRANSIT_ALLOWED: "Transit allowed",
        Outcome.TRANSIT_PROHIBITED: "Transit prohibited",
        Outcome.MAINTAINED: "Maintained",
        Outcome.MODIFIED: "Modified",
        Outcome.LIMITED: "Limited",
        Outcome.SUSPENDED: "Suspended",
        Outcome.ANNULLED: "Annulled",
        Outcome.REVOKED: "Revoked",
    },
    PartyKind: {
        PartyKind.PERSON: "Person",
        PartyKind.ORGANISATION: "Organisation",
        PartyKind.UNKNOWN: "",
    },
    PartyRole: {
        PartyRole.EXPORTER: "Exporter",
        PartyRole.CONSIGNEE: "Consignee",
        PartyRole.INTERMEDIARY: "Intermediary",
        PartyRole.END_USER: "End-user",
    },
    PastOutcome: {
        PastOutcome.SILENCE: "No answer",
        PastOutcome.WITHDRAWN: "Withdrawn",
        PastOutcome.UNKNOWN: "Not known",
    },
    Regime: REGIME_NAMES,
    Marking: {
        Marking.UNMARKED: "Unmarked",
        Marking.LIMITE: "LIMITE",
        Marking.SENSITIVE: "SENSITIVE",
        Marking.EU_RESTRICTED: "EU RESTRICTED",
    },
    RelationKind: {
        RelationKind.AMENDS: "Amends",
        RelationKind.REPLACES: "Replaces",
        RelationKind.SAME_PROJECT: "Of the same project as",
        RelationKind.SPARE_PARTS: "Spare parts for",
        RelationKind.REUSES_ANSWER: "Reuses the answer in",
        RelationKind.RENEWS: "Renews the licence of",
    },
    RoundState: {
        RoundState.OPEN: "Open",
        RoundState.CLOSED: "Closed",
    },
    SearchMode: {
        SearchMode.INDEX: "by the index",
        SearchMode.EXHAUSTIVE: "exhaustive",
    },
    Statement: {
        Statement.GIVEN: "",
        Statement.WITHHELD: "withheld",
        Statement.UNKNOWN: "not known",
        Statement.NOT_APPLICABLE: "not applicable",
    },
    StopEnd: {
        StopEnd.STOP: "the stop's own period",
        StopEnd.QUESTION: "the period for an answer",
    },
    StopState: {
        StopState.HELD: "held",
        StopState.RELEASE_DUE: "due for release",
        StopState.RELEASED: "released",
        StopState.MEASURES: "kept under the consulted authority's own decision",
        StopState.LIFTED: "the stop was lifted",
    },
    Channel: {
        Channel.WIRE: "by letters between gateways",
        Channel.HAND: "by hand, as officers attest",
    },
    Means: {
        Means.POST: "by post",
        Means.COURIER: "by courier",
        Means.E_MAIL: "by e-mail",
        Means.FAX: "by fax",
        Means.TELEPHONE: "by telephone",
        Means.IN_PERSON: "in person",
        Means.OTHER_SYSTEM: "by another system",
    },
    HandKind: {each: each.words for each in HandKind},
    Withholding: {
        Withholding.COMMERCIAL: "commercial",
        Withholding.PERSONAL: "personal data",
        Withholding.DEFENCE: "defence",
        Withholding.FOREIGN_POLICY: "foreign policy",
        Withholding.SECURITY: "security",
        Withholding.INVESTIGATION: "investigation",
    },
}
"""For each kind of code the words of each code; a test says that no code is left out."""


def words_of(code: StrEnum) -> str:
    """Return the words of a code; of one that a newer version may add, the code in words."""
    found = WORDS.get(type(code), {}).get(code)
    return spelt_out(code) if found is None else found


def spelt_out(code: str) -> str:
    """Return a key as words, where nothing says better ones: ``spare_parts``, spare parts."""
    return code.replace(".", ": ").replace("_", " ").capitalize()
