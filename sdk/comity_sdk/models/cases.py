"""Cases: applications, examinations, decisions and acts.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.case_words import (
    AnyActVerb,
    AnyAssessmentRelease,
    AnyCaseState,
    AnyCodeFault,
    AnyOccasion,
    AnyResult,
    AnySuspensionEnd,
)
from comity_sdk.models.consultations import (
    AnyRelationKind,
    CaseRelation,
    CaseRelationInput,
    Consultation,
)
from comity_sdk.models.denial_words import AnyHitVerdict
from comity_sdk.models.denials import Examination, Hit, Judgement
from comity_sdk.models.documents import DocumentReplaced
from comity_sdk.models.part_words import AnyActivity, AnyGround, AnyMatchClass, AnyWithholding
from comity_sdk.models.parts import (
    Document,
    DocumentInput,
    FreeText,
    FreeTextInput,
    HumanRightsAssessment,
    Item,
    JsonValue,
    Party,
    PartyInput,
    Reference,
    ReferenceInput,
    StatedParty,
    Transaction,
    TransactionInput,
    UnknownValue,
)
from comity_sdk.models.rulebook_words import (
    AnyAnswerWord,
    AnyAuthorisationKind,
    AnyLicenceState,
    AnyOutcome,
)


class AcceptedRegister(Model):
    """A register that is not fresh and that an officer accepts as it stood when proposing."""

    origin: str
    """Code of the authority from which it comes."""
    size: int
    """Entries that were held of it."""
    synced_at: datetime.datetime | None = None
    """When it was last found to be all that its authority has."""


class AcceptedRegisterInput(Model):
    """A register that is not fresh and that an officer accepts as it stood when proposing."""

    origin: str
    """Code of the authority from which it comes."""
    size: int
    """Entries that were held of it."""
    synced_at: datetime.datetime | None = None
    """When it was last found to be all that its authority has."""


class Act(Model):
    """One line of the journal of a case: who did what, when."""

    at: datetime.datetime
    """Instant at which it was done."""
    actor: str
    """Account that did it, or what did it by itself."""
    verb: AnyActVerb
    """What was done, by its code."""
    text: str
    """What was done, as a sentence; to be read by people only."""
    reference: str = ""
    """Number or id of a further thing that the act concerns; or empty."""
    data: dict[str, JsonValue] = Field(default_factory=dict)
    """What the sentence is made from, by name; acts of before have none."""


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


class Amendment(Model):
    """One amendment: what stood before it, what it changed, and why."""

    at: datetime.datetime
    """Instant at which it was done."""
    by: str
    """Account that did it."""
    before: Application
    """The application as it stood until then."""
    changes: list[ChangedField]
    """What changed, one by one."""
    material: bool
    """Whether new consultations began."""
    reason: FreeText
    """Why it is so, in words."""
    assessment: HumanRightsAssessment | None = None
    """The human-rights assessment that was made of the earlier version."""


class ApplicantStatement(Model):
    """Everything that the applicant of a case may be shown of other authorities' answers."""

    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    reference: str
    """Reference of the case in the system that filed it."""
    answers: list[ReleasedAnswer] = Field(default_factory=list)
    """Answers that were given."""


class Application(Model):
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
    transaction: Transaction
    """Goods, parties, destination and use; null: not given."""
    documents: list[Document] = Field(default_factory=list)
    """Titles and digests; their contents are put into the case afterwards."""
    references: list[Reference] = Field(default_factory=list)
    """How other systems call the same."""
    relations: list[CaseRelation] = Field(default_factory=list)
    """Earlier cases that it amends, replaces or belongs to."""
    assessment_release: AnyAssessmentRelease = "whole"
    """What consulted authorities see of the assessment."""
    exceptions: list[ClaimedException] = Field(default_factory=list)
    """Exceptions of a control list that are claimed, each with its reason."""


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
    """Version of the law that holds, e.g. `EU-2021-821/2026-1`."""
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


class ChangedField(Model):
    """One field that an amendment changed."""

    field: str
    """Its path, e.g. `transaction.end_user`."""
    material: bool
    """Whether the change makes it another question."""
    reason: str
    """Why, in words."""


class ClaimedException(Model):
    """An exception of a control list that is claimed for an application, and why it holds."""

    key: str
    """As the control lists have it, e.g. `esa` (`comity controls show 9A004.a`)."""
    reason: str
    """The contract or the act on which it rests."""


class ClaimedExceptionInput(Model):
    """An exception of a control list that is claimed for an application, and why it holds."""

    key: str
    """As the control lists have it, e.g. `esa` (`comity controls show 9A004.a`)."""
    reason: str
    """The contract or the act on which it rests."""


class CodeMove(Model):
    """A code that was put elsewhere, and since when."""

    old: str
    """As it was until then."""
    new: str
    """As it is from then on."""
    since: datetime.date
    """Day from which it is so."""


class CodeNow(Model):
    """A code of a case that stands elsewhere in the newer list, or nowhere."""

    item: int
    """Which item, the first is 1."""
    code: str
    """As it was classified."""
    now: list[str] = Field(default_factory=list)
    """Where its items stand; empty: the newer list has no such code."""


class CodePlaces(Model):
    """All that codes are carried by, so that a comparison can be made again without the lists."""

    versions: dict[str, datetime.date]
    """First day of each version of a list that is known."""
    moved: list[CodeMove] = Field(default_factory=list)
    """Codes that were put elsewhere."""


class CodeRemark(Model):
    """A code of a case that its list does not have."""

    item: int
    """Which item, the first is 1."""
    code: str
    """As it was classified."""
    fault: AnyCodeFault
    """What is wrong with it."""
    list_version: str
    """Version of the list in which it was looked up."""
    nearest: list[NearCode] = Field(default_factory=list)
    """Codes of that list that may have been meant, the likeliest first."""


class Consideration(Model):
    """How the answer of an authority was considered, where the rulebook has it said."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    text: FreeText
    """What is said, in words."""


class ConsiderationInput(Model):
    """How the answer of an authority was considered, where the rulebook has it said."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    text: FreeTextInput
    """What is said, in words."""


class Decision(Model):
    """The decision with those who made it."""

    proposal: DecisionProposal
    """What is proposed; null: nothing yet."""
    proposed_by: str
    """Account that proposed it; or empty."""
    proposed_at: datetime.datetime
    """Instant of the proposal; null: none yet."""
    decided_by: str
    """Account that decided."""
    decided_at: datetime.datetime
    """Instant of the decision; null: not yet decided."""
    four_eyes: bool
    """Whether two officers stood behind it."""
    denial_id: str | None = None
    """Number of the denial that it made; null: none."""
    hits_judged: bool = False
    """Whether an officer had confirmed or dismissed each hit of which the rulebook asks it; False
    in decisions of before it was asked.
    """


class DecisionParts(Model):
    """What is granted and what is refused: by line, quantity, value, end-user or time."""

    granted: list[LinePart]
    """Lines that are granted, whole or in part."""
    refused: list[LinePart]
    """Lines that are refused, whole or in part."""
    refused_end_user: Party | None = None
    """For whom alone the lines are refused, where the application leaves open who its end-users
    are; a line may then be granted, too.
    """
    refused_from: datetime.date | None = None
    """From which day on alone they are refused; the licence ends the day before."""


class DecisionPartsInput(Model):
    """What is granted and what is refused: by line, quantity, value, end-user or time."""

    granted: list[LinePartInput]
    """Lines that are granted, whole or in part."""
    refused: list[LinePartInput]
    """Lines that are refused, whole or in part."""
    refused_end_user: PartyInput | None = None
    """For whom alone the lines are refused, where the application leaves open who its end-users
    are; a line may then be granted, too.
    """
    refused_from: datetime.date | None = None
    """From which day on alone they are refused; the licence ends the day before."""


class DecisionProposal(Model):
    """What an officer proposes; a second officer decides unless the rule says otherwise."""

    outcome: AnyOutcome
    """Outcome that is proposed."""
    grounds: list[AnyGround] = Field(default_factory=list)
    """Grounds, each in its own words."""
    explanation: list[FreeText]
    """Why, in one text for each language."""
    conditions: list[FreeText] = Field(default_factory=list)
    """Conditions, each in its own words."""
    stale_registers: list[str] = Field(default_factory=list)
    """Accepted on record, although not fresh; kept are those that were not when it was proposed.
    """
    accepted: list[AcceptedRegister] = Field(default_factory=list)
    """How those stood then; the gateway writes it."""
    examination: int | None = None
    """Number of the examination that the officer looked at."""
    licence: LicenceTerms | None = None
    """Number and days of the licence that is granted; absent: the gateway's."""
    parts: DecisionParts | None = None
    """What is granted and what is refused, where the outcome is both."""
    informed: InformedTerms | None = None
    """Number, days and addressee of the letter that informs of a requirement, where the outcome
    makes one; absent: the gateway's, and the exporter.
    """
    considered: list[Consideration] = Field(default_factory=list)
    """How each answer was considered of which the rulebook has it said."""


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


class EvidenceCheck(Model):
    """One thing that was verified, and whether it holds."""

    name: str
    """What is checked."""
    ok: bool
    """Whether it holds."""
    detail: str
    """What was found, in words."""
    made: bool = True
    """False where the check could not be made here: then nothing is known, and it is not ok."""


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


class EvidenceUpload(Model):
    """EvidenceUpload of the interface."""

    file: bytes
    """The file that an export wrote."""


class ExaminationRecord(Model):
    """What an authority signs of one examination that it took."""

    format: Literal["comity-examination/1"] = "comity-examination/1"
    """Version of the form in which it is kept."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    case_id: str
    """Number of the case, e.g. `DE-C-2026-00001`."""
    number: int
    """From 1, in the order of the case's examinations."""
    occasion: AnyOccasion
    """What led to the examination."""
    at: datetime.datetime
    """Instant at which it was done."""
    matcher_version: str
    """Version of the rules of comparison."""
    lists: list[str] = Field(default_factory=list)
    """Control lists beside the shipped ones by which codes that moved were followed."""
    lists_digest: str = ""
    """Of `places`; empty in records of before it was kept."""
    places: CodePlaces | None = None
    """Where codes stood by those lists and the shipped ones."""
    transaction: str
    """SHA-256 of the transaction that was examined, in canonical JSON."""
    examination: str
    """SHA-256 of the examination's JSON, which is kept beside it byte for byte."""


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


class InformedLetter(Model):
    """What such a letter says, and what became of it."""

    number: str
    """Number by which it is named."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    case_id: str
    """The case in which it was decided."""
    reference: str
    """Of what was filed."""
    article: str
    """Under which it was given, e.g. `4(1)`."""
    activity: AnyActivity
    """What is done with the goods, e.g. an export."""
    informed: Party
    """Who was informed: exporter, broker, provider, or who carries the goods."""
    items: list[Item]
    """For which an authorisation is required."""
    end_users: list[Party] = Field(default_factory=list)
    """For whom it is; empty: for everybody at the destination."""
    consignee: Party | None = None
    """To whom the goods go, with whether it is stated; null: not named."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    decided_at: datetime.datetime
    """Instant of the decision; null: not yet decided."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date | None = None
    """Last day; None: until it is lifted."""
    replaces: str | None = None
    """The letter whose place it took, or None."""
    replaced_by: str | None = None
    """The letter that took its place, or None."""
    replaced_from: datetime.date | None = None
    """First day of that one."""
    lifting: Lifting | None = None
    """That it is lifted."""


class InformedTerms(Model):
    """What a proposal says of the letter that informs of a requirement."""

    number: str | None = None
    """As the national system numbers it; empty: the gateway makes one."""
    valid_from: datetime.date | None = None
    """First day; absent: the day of the decision."""
    valid_until: datetime.date | None = None
    """Last day; absent: none is said."""
    addressee: Party | None = None
    """Who is informed, where that is not the exporter of the application: the broker, the
    provider, the declarant, the carrier or the traveller.
    """
    replaces: str | None = None
    """The letter in force whose place it takes."""


class InformedTermsInput(Model):
    """What a proposal says of the letter that informs of a requirement."""

    number: str | None = None
    """As the national system numbers it; empty: the gateway makes one."""
    valid_from: datetime.date | None = None
    """First day; absent: the day of the decision."""
    valid_until: datetime.date | None = None
    """Last day; absent: none is said."""
    addressee: PartyInput | None = None
    """Who is informed, where that is not the exporter of the application: the broker, the
    provider, the declarant, the carrier or the traveller.
    """
    replaces: str | None = None
    """The letter in force whose place it takes."""


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


class Licence(Model):
    """What a licence says. How it stands is in its case, and in its days."""

    number: str
    """Number by which it is named."""
    authority: str
    """Code of an authority, e.g. `DE` or `BE-VLG`."""
    case_id: str
    """The case in which it was granted."""
    reference: str
    """Of the application."""
    kind: AnyAuthorisationKind
    """Which kind it is."""
    activity: AnyActivity
    """What is done with the goods, e.g. an export."""
    lines: list[LicensedLine]
    """What may leave under it."""
    exporter: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """Who exports, with whether it is stated."""
    consignee: StatedParty = Field(default_factory=lambda: UnknownValue.model_validate({"state": "unknown"}))
    """To whom the goods go, with whether it is stated."""
    end_users: list[Party] = Field(default_factory=list)
    """Those of the application, and those that were added to it since."""
    not_for: list[Party] = Field(default_factory=list)
    """End-users for whom it was refused, where it names none."""
    destination: str
    """ISO 3166-1 code of the country to which the goods go."""
    goods_located_in: list[str] = Field(default_factory=list)
    """ISO 3166-1 codes of the countries where the goods are."""
    conditions: list[LicenceCondition] = Field(default_factory=list)
    """Conditions, each in its own words."""
    granted_at: datetime.datetime
    """Instant of the grant."""
    valid_from: datetime.date
    """First day on which it holds."""
    valid_until: datetime.date | None = None
    """Last day; None: none was said."""
    follows: str | None = None
    """The licence that it renews, changes or replaces, or None."""
    replaced_by: str | None = None
    """The licence that takes its place, or None."""
    replaced_from: datetime.date | None = None
    """First day of that one."""
    unknown: list[str] = Field(default_factory=list)
    """Fields of which nothing was kept, as it was granted before licences were."""


class LicenceChange(Model):
    """One act that changed how a licence stands; the last one says how it stands now."""

    state: AnyLicenceState
    """State that it is in."""
    at: datetime.datetime
    """Instant at which it was done."""
    by_case: str
    """The case that did it: of the grant, or about the licence in force."""
    denial_id: str | None = None
    """The denial that was notified of it."""


class LicenceCondition(Model):
    """A condition of a licence."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    wanted_by: list[str] = Field(default_factory=list)
    """Authorities whose binding answer it is (Article 14(1)): it is theirs to lift."""


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


class LicenceTerms(Model):
    """What a proposal says of the licence that it grants; the gateway fills in the rest."""

    number: str | None = None
    """As the national system numbers it; empty: the gateway makes one."""
    valid_from: datetime.date | None = None
    """First day; absent: the day of the decision."""
    valid_until: datetime.date | None = None
    """Last day; absent: none is said."""


class LicenceTermsInput(Model):
    """What a proposal says of the licence that it grants; the gateway fills in the rest."""

    number: str | None = None
    """As the national system numbers it; empty: the gateway makes one."""
    valid_from: datetime.date | None = None
    """First day; absent: the day of the decision."""
    valid_until: datetime.date | None = None
    """Last day; absent: none is said."""


class LicensedLine(Model):
    """One line of a licence."""

    line: int
    """Its place in the application, from 1."""
    item: Item
    """What is licensed of it, with the quantity and value that are granted."""
    widened_by: str | None = None
    """The later case that granted it, or more of it; None: the licence's own."""
    used_quantity: str = "0"
    """What of it has left, as far as was told; in the unit of the item."""
    used_value: str = "0"
    """Likewise, in its currency."""


class Lifting(Model):
    """That a letter is lifted: said by one officer, and decided by a second one."""

    reason: FreeText
    """Why it is so, in words."""
    proposed_by: str
    """Account that proposed it; or empty."""
    proposed_at: datetime.datetime
    """Instant of the proposal; null: none yet."""
    decided_by: str = ""
    """The second officer; of a letter of before, empty as long as it waited."""
    decided_at: datetime.datetime | None = None
    """Instant of the decision; null: not yet decided."""


class LinePart(Model):
    """One line of the application, or a part of it."""

    line: int
    """Its place in the application, from 1."""
    quantity: str | None = None
    """Of its quantity, where the line is divided; absent: all of it."""
    value: str | None = None
    """Of its value likewise; absent where a quantity is given: in proportion."""


class LinePartInput(Model):
    """One line of the application, or a part of it."""

    line: int
    """Its place in the application, from 1."""
    quantity: str | None = None
    """Of its quantity, where the line is divided; absent: all of it."""
    value: str | None = None
    """Of its value likewise; absent where a quantity is given: in proportion."""


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


class NearCode(Model):
    """A code that may have been meant."""

    code: str
    """As the list has it."""
    label: str = ""
    """Our label of it, or nothing."""


class NewerList(Model):
    """A list that came into force since a case was filed or last amended."""

    version: str
    """The newer version of Annex I."""
    in_force_from: datetime.date
    """Its first day."""
    codes: list[CodeNow] = Field(default_factory=list)
    """Codes of the case that do not stand there as they did."""
    asks: list[str] = Field(default_factory=list)
    """Procedures that apply by the codes of the newer list, and not by the case's own."""
    assessment: bool = False
    """Whether it asks a human-rights assessment that the case's own does not."""


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


class RelatedCase(Model):
    """A later case of this authority that names this one: the relation seen from here."""

    kind: AnyRelationKind | str
    """What the later case is to this one; `concerns`: it is about its licence; `under_letter`: it
    applies for what this one's letter requires.
    """
    case_id: str
    """The later case."""
    procedure: str = ""
    """Of one that is about its licence: which kind of case it is. Empty in what was related before
    it was kept.
    """


class ReleasedAnswer(Model):
    """An answer, as far as its authority has released it to the applicant."""

    authority: str
    """Who was consulted and has answered."""
    procedure: str
    """Under which procedure, e.g. `14(1)`."""
    text: list[FreeText] = Field(default_factory=list)
    """The words given for the applicant; none where the fact alone is released."""


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


class ReliedAnswer(Model):
    """An answer of an earlier consultation on which this case relies."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    conversation_id: str
    """The consultation in which it was given."""
    asking: str
    """The authority that had asked."""
    case_reference: str
    """Its case."""
    answer: AnyAnswerWord
    """What is answered; null: nothing yet."""
    conditions: list[FreeText] = Field(default_factory=list)
    """Conditions of that answer; letting the goods go takes them over."""
    circumstances: FreeText
    """Why they have not changed substantially."""
    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""


class ReplacedDocument(Model):
    """A document that was replaced: it is kept, and carried by no new letter."""

    document: Document
    """As it was named."""
    replaced: DocumentReplaced
    """What stands in its place and how that came."""


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


class SeenWord(Model):
    """The same, with who said it and when."""

    language: str
    """BCP 47 tag of the language, e.g. `de`."""
    text: str
    """What is said, in words."""
    verdict: AnyHitVerdict | None = None
    """Whether it is an essentially identical transaction, where the officer says so; the word is
    then offered wherever the same party and denial meet again.
    """
    by: str
    """Account that did it."""
    at: datetime.datetime
    """Instant at which it was done."""
    match_class: AnyMatchClass
    """How near the denial was when the officer looked."""


class Trigger(Model):
    """Why a procedure applies, or does not: the rule in words, with its article."""

    procedure: str
    """Key of the procedure, e.g. `14(1)`."""
    applies: bool
    """Whether the procedure is called for."""
    consult: list[str] = Field(default_factory=list)
    """Codes of the authorities to be consulted."""
    reasons: list[str] = Field(default_factory=list)
    """Why, one reason a line."""


class Withdrawal(Model):
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
    explanation: list[FreeText] = Field(default_factory=list)
    """Why, one text a language; what the applicant said is not told to others."""


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
