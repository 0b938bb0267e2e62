"""Cases: applications, examinations, decisions and acts.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.case_parts import (
    AcceptedRegisterInput,
    Act,
    Amendment,
    Application,
    ClaimedExceptionInput,
    CodeRemark,
    ConsiderationInput,
    Decision,
    DecisionPartsInput,
    DecisionProposal,
    EvidenceCheck,
    ExaminationRecord,
    InformedLetter,
    InformedTermsInput,
    Licence,
    LicenceChange,
    LicenceTermsInput,
    NewerList,
    RelatedCase,
    ReleasedAnswer,
    ReliedAnswer,
    ReplacedDocument,
    SeenWord,
    Trigger,
    Withdrawal,
)
from comity_sdk.models.case_words import (
    AnyAssessmentRelease,
    AnyCaseState,
    AnyResult,
    AnySuspensionEnd,
)
from comity_sdk.models.consultation_parts import CaseRelationInput
from comity_sdk.models.consultations import Consultation
from comity_sdk.models.denial_parts import Hit, Judgement
from comity_sdk.models.denial_words import AnyHitVerdict
from comity_sdk.models.denials import Examination
from comity_sdk.models.part_parts import HumanRightsAssessment, PartyInput, ReferenceInput
from comity_sdk.models.part_words import AnyGround, AnyWithholding
from comity_sdk.models.parts import DocumentInput, FreeTextInput, TransactionInput
from comity_sdk.models.rulebook_words import AnyAuthorisationKind, AnyLicenceState, AnyOutcome


class AddedEndUser(Model):
    """Whom the applicant names for a licence that it holds."""

    reference: str
    """Of the request in the national system; the same one again is the same case."""
    end_user: PartyInput
    """Who will use the goods."""
    stated_end_use: str | None = None
    """What this end-user wants it for; as in the licence if absent."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests of documents; contents stay where they are."""


class AmendedApplication(Model):
    """An application as the applicant amends it, and why, in the officer's words."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    application: ApplicationInput
    """The application, as it stands."""


class ApplicantStatement(Model):
    """Everything that the applicant of a case may be shown of other authorities' answers."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    reference: str
    """Reference of the case in the system that filed it."""
    answers: list[ReleasedAnswer] = Field(default_factory=list)
    """Answers that were given."""


class ApplicationInput(Model):
    """An application as the national licensing system files it."""

    reference: str
    """The application's own, in your system; the same one again gives the same case."""
    kind: AnyAuthorisationKind = "individual"
    """What kind of authorisation is applied for."""
    procedure: str = "application"
    """Kind of case, as `comity rulebook show` has it."""
    concerns: str = ""
    """Number of our case of the licence in force that it is about; or empty."""
    further_law: str = ""
    """Another law under which it needs an authorisation too, e.g. sanctions: `EU-833-2014`; its
    rules then hold beside those of Regulation 2021/821.
    """
    under_letter: str = ""
    """Number of our letter by which the applicant was informed that it needs the authorisation; or
    empty.
    """
    transaction: TransactionInput
    """Goods, parties, destination and use; null: not given."""
    documents: list[DocumentInput] = Field(default_factory=list)
    """Titles and digests; their contents are put into the case afterwards."""
    references: list[ReferenceInput] = Field(default_factory=list)
    """How other systems call the same."""
    relations: list[CaseRelationInput] = Field(default_factory=list)
    """Earlier cases that it amends, replaces or belongs to."""
    assessment_release: AnyAssessmentRelease = "whole"
    """What consulted authorities see of the assessment."""
    exceptions: list[ClaimedExceptionInput] = Field(default_factory=list)
    """Exceptions of a control list that are claimed, each with its reason."""


class Case(Model):
    """A case as it is shown: everything that counts, in one model."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    state: AnyCaseState
    """State that it is in."""
    application: Application
    """The application, as it stands."""
    assessment: HumanRightsAssessment | None = None
    """The human-rights assessment; null: none yet."""
    assessment_required: bool = False
    """Whether the law asks for a human-rights assessment before a decision."""
    assessment_release: AnyAssessmentRelease = "whole"
    """What consulted authorities see of the assessment."""
    rulebook: str
    """Version of the law that holds, e.g. `EU-2021-821/2026-3`."""
    annex_i: str = ""
    """Version of Annex I under which the case is judged."""
    filed_at: datetime.datetime
    """Instant at which the application was filed here."""
    triggers: list[Trigger] = Field(default_factory=list)
    """Why each procedure is called for, or is not."""
    examination: Examination | None = None
    """Outcome of the search for denials; null: none yet."""
    examinations: int = 0
    """Number of examinations of the case."""
    consultations: list[Consultation] = Field(default_factory=list)
    """Consultations of the case, as this node keeps them."""
    proposal: DecisionProposal | None = None
    """What is proposed; null: nothing yet."""
    proposed_by: str = ""
    """Account that proposed it; or empty."""
    proposed_at: datetime.datetime | None = None
    """Instant of the proposal; null: none yet."""
    decision: Decision | None = None
    """What was decided; null: nothing yet."""
    refusal_proposed: bool = False
    """Whether a refusal is proposed."""
    withdrawal: Withdrawal | None = None
    """How the application was withdrawn; null: it was not."""
    amendments: list[Amendment] = Field(default_factory=list)
    """Changes of the application since it was filed, oldest first."""
    licence: list[LicenceChange] = Field(default_factory=list)
    """Changes of the licence, oldest first."""
    licensed: Licence | None = None
    """The licence as it was granted; null: none was."""
    informed: InformedLetter | None = None
    """The letter by which its decision informed somebody of a requirement."""
    related: list[RelatedCase] = Field(default_factory=list)
    """Other cases to which it belongs."""
    relied_on: list[ReliedAnswer] = Field(default_factory=list)
    """Earlier answers on which the case relies."""
    replaced_documents: list[ReplacedDocument] = Field(default_factory=list)
    """Documents of the application that newer ones replaced; they are kept."""
    code_remarks: list[CodeRemark] = Field(default_factory=list)
    """Codes that their list does not have, as it is held now."""
    newer_list: NewerList | None = None
    """Of an open case: the list that came into force since, and what it asks."""
    assigned_to: str = ""
    """Account of the officer in whose hands it is; or empty."""
    queued_before: int | None = None
    """Of a case that waits for its examination: how many are examined before it. It changes
    without a new version of the case; absent once the examination has begun.
    """
    attention: list[str] = Field(default_factory=list)
    """What a person should look at first."""
    acts: list[Act] = Field(default_factory=list)
    """What was done, oldest first."""
    withheld: list[str] = Field(default_factory=list)
    """Names of fields that are empty here since the reader may not read denials."""
    version: str = ""
    """Which version this is, with all that is joined: its ETag; empty where not shown."""


class CaseSummary(Model):
    """A case in a list."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    reference: str
    """Reference of the case in the system that filed it."""
    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    state: AnyCaseState
    """State that it is in."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    filed_at: datetime.datetime
    """Instant at which the application was filed here."""
    attention: int = 0
    """Number of things that a person should look at."""
    version: str = ""
    """Version of the case, for `If-Match`."""


class DecisionProposalInput(Model):
    """What an officer proposes; a second officer decides unless the rule says otherwise."""

    outcome: AnyOutcome
    """Outcome that is proposed."""
    grounds: list[AnyGround] = Field(default_factory=list)
    """Grounds, each in its own words."""
    explanation: list[FreeTextInput]
    """Why, in one text for each language."""
    conditions: list[FreeTextInput] = Field(default_factory=list)
    """Conditions, each in its own words."""
    stale_registers: list[str] = Field(default_factory=list)
    """Accepted on record, although not fresh; kept are those that were not when it was proposed.
    """
    accepted: list[AcceptedRegisterInput] = Field(default_factory=list)
    """How those stood then; the gateway writes it."""
    examination: int | None = None
    """Number of the examination that the officer looked at."""
    licence: LicenceTermsInput | None = None
    """Number and days of the licence that is granted; absent: the gateway's."""
    parts: DecisionPartsInput | None = None
    """What is granted and what is refused, where the outcome is both."""
    informed: InformedTermsInput | None = None
    """Number, days and addressee of the letter that informs of a requirement, where the outcome
    makes one; absent: the gateway's, and the exporter.
    """
    considered: list[ConsiderationInput] = Field(default_factory=list)
    """How each answer was considered of which the rulebook has it said."""


class EvidenceReport(Model):
    """Everything that was found in one evidence file."""

    ok: bool
    """Whether every check was made and holds."""
    result: AnyResult
    """The same in three words."""
    checks: list[EvidenceCheck]
    """In the order in which they were made."""
    case_id: str
    """The case; empty where one consultation was exported instead."""
    conversation_id: str = ""
    """That consultation; empty where a case was exported."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    federation_id: str
    """Id of the federation of the evidence, in hexadecimal."""
    exported_at: datetime.datetime
    """Instant that the exporting node states."""
    rehearsal: bool
    """Whether the federation is a rehearsal: nothing in it is real."""
    anchored: bool
    """True where the directory was judged by an anchor that the reader gave; False where by the
    one in the file itself, which says nothing about whose keys they are.
    """
    summary: list[str]
    """Lines for people."""


class FinalAssessment(Model):
    """How a suspension ended: the second message of Art 16(1)."""

    denial_id: str
    """The denial that the suspension created."""
    outcome: AnySuspensionEnd
    """How the suspension of the licence ends."""
    at: datetime.date
    """Date of the assessment."""
    grounds: list[FreeTextInput]
    """Grounds, each in its own words."""


class HitWord(Model):
    """What an officer says of a hit, and why."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    verdict: AnyHitVerdict
    """What the officer holds of it."""


class JudgedHit(Model):
    """A hit as it stands now, with what officers have said of it."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    hit: Hit
    """The hit, as the examination found it."""
    said: list[Judgement] = Field(default_factory=list)
    """All that was said of it in this case, the newest first."""
    opened: list[str] = Field(default_factory=list)
    """Consultations that the last word opened."""
    note: str = ""
    """What follows from the last word, or does not, in words."""


class KeptExamination(Model):
    """One examination of a case with what was signed of it."""

    record: ExaminationRecord
    """What the examination was made from and found, as it is kept."""
    digest: str
    """Message digest of the signed record, which its act in the journal names."""
    examination: Examination
    """What the search found."""


class LicenceMatch(Model):
    """A licence in force and a denial that matches it and that its decision did not know."""

    case_id: str
    """The case in which the licence was granted."""
    number: str | None = None
    """Of the licence."""
    reference: str
    """Of the application."""
    licence: AnyLicenceState
    """How the licence stands now."""
    at: datetime.datetime
    """When it was found."""
    hit: Hit
    """The hit, as the examination found it."""
    denial_ended: bool = False
    """Whether the denial is no longer valid."""
    seen: datetime.datetime | None = None
    """When an officer last looked at it as it is now; None while nobody has."""
    said: list[SeenWord] = Field(default_factory=list)
    """All that officers have said of it, oldest first, also before it came nearer."""


class MatchWord(Model):
    """What an officer does about a licence that a denial matches, in words."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    verdict: AnyHitVerdict | None = None
    """Whether it is an essentially identical transaction, where the officer says so; the word is
    then offered wherever the same party and denial meet again.
    """


class NotProvided(Model):
    """That a notice which is due is not given at all, and why, in the officer's words."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    kind: str
    """Kind of the notice that is due, e.g. `4(4)`."""
    reason: AnyWithholding
    """Class of the reason; the rulebook says which may be given."""


class PageOfCases(Model):
    """PageOfCases of the interface."""

    items: list[CaseSummary]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfExaminations(Model):
    """PageOfExaminations of the interface."""

    items: list[KeptExamination]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class PageOfWatchMatches(Model):
    """PageOfWatchMatches of the interface."""

    items: list[LicenceMatch]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""


class Reliance(Model):
    """An officer's statement that an earlier answer may be relied on (Art 11(4)). The text says
    why circumstances have not changed substantially.
    """

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    conversation_id: str
    """Id of the consultation or other conversation, a UUID."""


class Rerun(Model):
    """What came of making an examination again."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    number: int
    """Number by which it is named."""
    ok: bool
    """Whether every check was made and holds."""
    result: AnyResult
    """The same in three words."""
    compared: int
    """Denials of the logs that were valid then and were compared."""
    checks: list[EvidenceCheck]
    """What was looked at, each with what was found."""
    outside: list[str] = Field(default_factory=list)
    """What is outside of proof: how the relayed lists stand now."""


class WithdrawalInput(Model):
    """The applicant's withdrawal, in the officer's words."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    determined: bool | None = None
    """Whether the authority had determined that the export will not be authorised: then that is
    notified (Art 16(1)). Asked where an assessment was negative.
    """
    grounds: list[AnyGround] = Field(default_factory=list)
    """Coded grounds of that determination."""
    explanation: list[FreeTextInput] = Field(default_factory=list)
    """Why, one text a language; what the applicant said is not told to others."""


MarkWatchMatchSeenAnswer = list[LicenceMatch]
