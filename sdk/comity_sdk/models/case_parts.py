"""Parts of cases: what the models of `cases` are made of.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.case_inner_parts import (
    AcceptedRegister,
    ChangedField,
    ClaimedException,
    CodeNow,
    CodePlaces,
    Consideration,
    DecisionParts,
    InformedTerms,
    LicenceCondition,
    LicenceTerms,
    LicensedLine,
    Lifting,
    LinePartInput,
    NearCode,
)
from comity_sdk.models.case_words import (
    AnyActVerb,
    AnyAssessmentRelease,
    AnyCodeFault,
    AnyOccasion,
)
from comity_sdk.models.consultation_parts import CaseRelation
from comity_sdk.models.consultation_words import AnyRelationKind
from comity_sdk.models.denial_words import AnyHitVerdict
from comity_sdk.models.documents import DocumentReplaced
from comity_sdk.models.part_parts import (
    Document,
    FreeText,
    HumanRightsAssessment,
    Item,
    JsonValue,
    Party,
    PartyInput,
    Reference,
    StatedParty,
    Transaction,
    UnknownValue,
)
from comity_sdk.models.part_words import AnyActivity, AnyGround, AnyMatchClass
from comity_sdk.models.parts import FreeTextInput
from comity_sdk.models.rulebook_words import (
    AnyAnswerWord,
    AnyAuthorisationKind,
    AnyLicenceState,
    AnyOutcome,
)


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
    """What the sentence is made from, by name; none where it says no more than its verb."""


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


class ClaimedExceptionInput(Model):
    """An exception of a control list that is claimed for an application, and why it holds."""

    key: str
    """As the control lists have it, e.g. `esa` (`comity controls show 9A004.a`)."""
    reason: str
    """The contract or the act on which it rests."""


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
    of a withdrawal and where no examination was made.
    """


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
    """Of `places`; empty without them."""
    places: CodePlaces | None = None
    """Where codes stood by those lists and the shipped ones."""
    transaction: str
    """SHA-256 of the transaction that was examined, in canonical JSON."""
    examination: str
    """SHA-256 of the examination's JSON, which is kept beside it byte for byte."""


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


class LicenceTermsInput(Model):
    """What a proposal says of the licence that it grants; the gateway fills in the rest."""

    number: str | None = None
    """As the national system numbers it; empty: the gateway makes one."""
    valid_from: datetime.date | None = None
    """First day; absent: the day of the decision."""
    valid_until: datetime.date | None = None
    """Last day; absent: none is said."""


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


class RelatedCase(Model):
    """A later case of this authority that names this one: the relation seen from here."""

    kind: AnyRelationKind | str
    """What the later case is to this one; `concerns`: it is about its licence; `under_letter`: it
    applies for what this one's letter requires.
    """
    case_id: str
    """The later case."""
    procedure: str = ""
    """Of one that is about its licence: which kind of case it is; else empty."""


class ReleasedAnswer(Model):
    """An answer, as far as its authority has released it to the applicant."""

    authority: str
    """Who was consulted and has answered."""
    procedure: str
    """Under which procedure, e.g. `14(1)`."""
    text: list[FreeText] = Field(default_factory=list)
    """The words given for the applicant; none where the fact alone is released."""


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
