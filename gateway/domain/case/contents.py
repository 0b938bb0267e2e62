"""What is said in a licence case: application, proposal, decision, withdrawal, amendment."""

from __future__ import annotations

import operator
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model, Worded
from gateway.domain.case.granting import InformedTerms, LicenceTerms
from gateway.domain.case.parts import DecisionParts
from gateway.domain.case.states import (
    LicenceState,
)
from gateway.domain.denial import DenialId, FreeText, Ground
from gateway.domain.relation import CaseRelation
from gateway.domain.transaction import (
    AssessmentRelease,
    Document,
    HumanRightsAssessment,
    Item,
    NamedDocuments,
    Party,
    Reference,
    Text,
    Transaction,
)

CaseId = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{2,8})?-C-[0-9]{4}-[0-9]{5,}$")
]


class AuthorisationKind(Worded):
    """Kinds of authorisation that are applied for (Art 2(12)-(14), docs/domain.md 6.1)."""

    INDIVIDUAL = "individual", "Individual authorisation"
    GLOBAL = "global", "Global authorisation"
    LARGE_PROJECT = "large_project", "Large-project authorisation"


class ClaimedException(Model):
    """An exception of a control list that is claimed for an application, and why it holds.

    Attributes:
        key: As the control lists have it, e.g. ``esa`` (`comity controls show 9A004.a`).
        reason: The contract or the act on which it rests.
    """

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    reason: Annotated[str, StringConstraints(min_length=1, max_length=600)]


class Application(Model):
    """An application as the national licensing system files it.

    Attributes:
        reference: The application's own, in your system; the same one again gives the same case.
        kind: What kind of authorisation is applied for.
        procedure: Kind of case, as `comity rulebook show` has it.
        concerns: Number of our case of the licence in force that it is about; or empty.
        further_law: Another law under which it needs an authorisation too, e.g. sanctions:
            ``EU-833-2014``; its rules then hold beside those of Regulation 2021/821.
        under_letter: Number of our letter by which the applicant was informed that it needs the
            authorisation; or empty.
        documents: Titles and digests; their contents are put into the case afterwards.
        references: How other systems call the same.
        relations: Earlier cases that it amends, replaces or belongs to.
        assessment_release: What consulted authorities see of the assessment.
        exceptions: Exceptions of a control list that are claimed, each with its reason.
    """

    reference: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    kind: AuthorisationKind = AuthorisationKind.INDIVIDUAL
    procedure: str = "application"  # key of the kind of case in the rulebook
    concerns: Annotated[str, StringConstraints(max_length=40)] = ""  # case of a licence in force
    further_law: Annotated[str, StringConstraints(max_length=40)] = ""
    under_letter: str = Field(default="", max_length=60, exclude_if=operator.not_)
    transaction: Transaction
    documents: NamedDocuments = Field(default=(), max_length=60)
    references: tuple[Reference, ...] = Field(default=(), max_length=20)
    relations: tuple[CaseRelation, ...] = Field(default=(), max_length=20)
    assessment_release: AssessmentRelease = AssessmentRelease.WHOLE
    exceptions: tuple[ClaimedException, ...] = Field(default=(), max_length=10)

    def about(self, transaction: Transaction) -> Application:
        """Return the application about another transaction."""
        return self._with(transaction=transaction)

    def naming(self, documents: tuple[Document, ...]) -> Application:
        """Return the application with other documents."""
        return self._with(documents=documents)

    @model_validator(mode="after")
    def _a_summary_to_release(self) -> Self:
        assessment = self.transaction.human_rights
        if assessment is not None:
            assessment.released(self.assessment_release)
        return self


class Trigger(Model):
    """Why a procedure applies, or does not: the rule in words, with its article."""

    procedure: str
    applies: bool
    consult: tuple[AuthorityCode, ...] = ()  # States' authorities to be asked
    reasons: tuple[str, ...] = ()

    def without_denials(self) -> Trigger:
        """Return the trigger without its reasons, which name denials."""
        return self._with(reasons=())


class Outcome(Worded):
    """Outcome of a case."""

    GRANTED = "granted", "Granted"
    GRANTED_WITH_CONDITIONS = "granted_with_conditions", "Granted with conditions"
    GRANTED_IN_PART = "granted_in_part", "Granted in part, refused in part"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NO_LICENCE_NEEDED = "no_licence_needed", "No licence needed"
    # Without an application: an advance enquiry, the exporter's own notice (4(2), 5(2)).
    NO_OBSTACLE = "no_obstacle", "No obstacle"
    NOT_TO_BE_AUTHORISED = "not_to_be_authorised", "Not to be authorised"
    REQUIREMENT_IMPOSED = "requirement_imposed", "Requirement imposed"
    NO_REQUIREMENT = "no_requirement", "No requirement"
    # Transit (Art 7).
    TRANSIT_ALLOWED = "transit_allowed", "Transit allowed"
    TRANSIT_PROHIBITED = "transit_prohibited", "Transit prohibited"
    # A licence in force (Art 16(1)).
    MAINTAINED = "maintained", "Maintained"
    MODIFIED = "modified", "Modified"
    LIMITED = "limited", "Limited"
    SUSPENDED = "suspended", "Suspended"
    ANNULLED = "annulled", "Annulled"
    REVOKED = "revoked", "Revoked"


class LicenceChange(Model):
    """One act that changed how a licence stands; the last one says how it stands now.

    Attributes:
        by_case: The case that did it: of the grant, or about the licence in force.
        denial_id: The denial that was notified of it.
    """

    state: LicenceState
    at: Instant
    by_case: CaseId
    denial_id: DenialId | None = None


class AcceptedRegister(Model):
    """A register that is not fresh and that an officer accepts as it stood when proposing.

    Attributes:
        size: Entries that were held of it.
        synced_at: When it was last found to be all that its authority has.
    """

    origin: AuthorityCode
    size: int
    synced_at: Instant | None


class Consideration(Model):
    """How the answer of an authority was considered, where the rulebook has it said."""

    procedure: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    authority: AuthorityCode
    text: FreeText


class DecisionProposal(Model):
    """What an officer proposes; a second officer decides unless the rule says otherwise.

    Attributes:
        stale_registers: Accepted on record, although not fresh; kept are those that were not
            when it was proposed.
        accepted: How those stood then; the gateway writes it.
        examination: Number of the examination that the officer looked at.
        licence: Number and days of the licence that is granted; absent: the gateway's.
        parts: What is granted and what is refused, where the outcome is both.
        informed: Number, days and addressee of the letter that informs of a requirement, where
            the outcome makes one; absent: the gateway's, and the exporter.
        considered: How each answer was considered of which the rulebook has it said.
    """

    outcome: Outcome
    grounds: tuple[Ground, ...] = ()
    explanation: tuple[FreeText, ...] = Field(min_length=1)
    conditions: tuple[FreeText, ...] = ()
    stale_registers: tuple[AuthorityCode, ...] = ()
    accepted: tuple[AcceptedRegister, ...] = ()
    examination: int | None = Field(default=None, ge=1)
    licence: LicenceTerms | None = Field(default=None, exclude_if=operator.not_)
    parts: DecisionParts | None = Field(default=None, exclude_if=operator.not_)
    informed: InformedTerms | None = Field(default=None, exclude_if=operator.not_)
    considered: tuple[Consideration, ...] = Field(
        default=(), max_length=60, exclude_if=operator.not_
    )

    def granted_of(self, asked: Transaction) -> Transaction:
        """Return what is granted of a transaction, where the outcome grants any of it."""
        return asked if self.parts is None else self.parts.granted_of(asked)

    def granted_lines(self, asked: Transaction) -> tuple[tuple[int, Item], ...]:
        """Return what is granted of each line, with the line's place in the application."""
        if self.parts is None:
            return tuple(enumerate(asked.items, start=1))
        return self.parts.granted_items(asked)

    def refused_of(self, asked: Transaction) -> Transaction:
        """Return what is refused of a transaction, where the outcome refuses any of it."""
        return asked if self.parts is None else self.parts.refused_of(asked)

    @property
    def not_for(self) -> tuple[Party, ...]:
        """End-users for whom a licence without named ones is refused."""
        refused = None if self.parts is None else self.parts.refused_end_user
        return () if refused is None else (refused,)

    @property
    def told(self) -> tuple[FreeText, ...]:
        """The explanation as the denial bears it, which says where a part only is refused."""
        return self.explanation if self.parts is None else (*self.explanation, self.parts.told)

    def accepting(self, registers: tuple[AcceptedRegister, ...]) -> DecisionProposal:
        """Return the proposal with how the registers stand that it accepts; no other counts."""
        named = tuple(each.origin for each in registers)
        return self._with(accepted=registers, stale_registers=named)


class Decision(Model):
    """The decision with those who made it.

    Attributes:
        hits_judged: Whether an officer had confirmed or dismissed each hit of which the
            rulebook asks it; False of a withdrawal and where no examination was made.
    """

    proposal: DecisionProposal
    proposed_by: str
    proposed_at: Instant
    decided_by: str
    decided_at: Instant
    four_eyes: bool
    denial_id: DenialId | None = None
    hits_judged: bool = False


class Withdrawal(FreeText):
    """The applicant's withdrawal, in the officer's words.

    Attributes:
        determined: Whether the authority had determined that the export will not be
            authorised: then that is notified (Art 16(1)). Asked where an assessment was
            negative.
        grounds: Coded grounds of that determination.
        explanation: Why, one text a language; what the applicant said is not told to others.
    """

    determined: bool | None = None
    grounds: tuple[Ground, ...] = ()
    explanation: tuple[FreeText, ...] = Field(default=(), max_length=6)

    @property
    def reason(self) -> FreeText:
        """What the applicant said."""
        return FreeText(language=self.language, text=self.text)


class ChangedField(Model):
    """One field that an amendment changed.

    Attributes:
        field: Its path, e.g. ``transaction.end_user``.
        material: Whether the change makes it another question.
        reason: Why, in words.
    """

    field: str
    material: bool
    reason: str


class AmendedApplication(FreeText):
    """An application as the applicant amends it, and why, in the officer's words."""

    application: Application


class Amendment(Model):
    """One amendment: what stood before it, what it changed, and why.

    Attributes:
        before: The application as it stood until then.
        material: Whether new consultations began.
        assessment: The human-rights assessment that was made of the earlier version.
    """

    at: Instant
    by: str
    before: Application
    changes: tuple[ChangedField, ...]
    material: bool
    reason: FreeText
    assessment: HumanRightsAssessment | None = None


class Reliance(FreeText):
    """An officer's statement that an earlier answer may be relied on (Art 11(4)).

    The text says why circumstances have not changed substantially.
    """

    conversation_id: Annotated[str, StringConstraints(max_length=36)]


class ReliedAnswer(Model):
    """An answer of an earlier consultation on which this case relies.

    Attributes:
        conversation_id: The consultation in which it was given.
        asking: The authority that had asked.
        case_reference: Its case.
        conditions: Conditions of that answer; letting the goods go takes them over.
        circumstances: Why they have not changed substantially.
    """

    procedure: str
    conversation_id: str
    asking: AuthorityCode
    case_reference: str
    answer: str
    conditions: tuple[FreeText, ...] = ()
    circumstances: FreeText
    by: str
    at: Instant


class OralNote(Model):
    """A noted telephone call; an oral objection blocks silence, it is not the answer."""

    text: Text
    objection: bool = False
    despite_refused: bool = False  # confirms a silence although a letter was refused here
