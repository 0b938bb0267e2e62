"""A licence case at the asking authority: application, examination, decision.

The human-rights assessment, the examination of all valid denials (Art 16(5)), the
consultations, and the decision by two officers are one record, so that an officer, a
court and a peer can see why a licence was granted or refused.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping
from datetime import datetime

from pydantic import Field, JsonValue

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model, version_in_part
from gateway.domain.case.catch_all_letter import InformedLetter
from gateway.domain.case.code_remarks import CodeRemark
from gateway.domain.case.contents import (
    Amendment,
    Application,
    CaseId,
    Decision,
    DecisionProposal,
    LicenceChange,
    Outcome,
    ReliedAnswer,
    Trigger,
    Withdrawal,
)
from gateway.domain.case.licence import Licence
from gateway.domain.case.newer_list import NewerList
from gateway.domain.case.states import (
    CaseState,
    check_move,
)
from gateway.domain.consultation import ApplicantRelease, Consultation
from gateway.domain.consultation.document_record import DocumentRecord, ReplacedDocument
from gateway.domain.denial import FreeText
from gateway.domain.examination import Examination
from gateway.domain.relation import RelatedCase
from gateway.domain.saying import Resaid, speaks_of
from gateway.domain.transaction import (
    AssessmentRelease,
    Document,
    HumanRightsAssessment,
    Transaction,
)


class Act(Resaid):
    """One line of the journal of a case: who did what, when.

    Attributes:
        text: What was done, as a sentence; to be read by people only.
        data: What the sentence is made from, by name; none where it says no more than its verb.
    """

    at: Instant
    actor: str
    verb: str
    text: str
    reference: str = ""
    data: Mapping[str, JsonValue] = Field(default={}, exclude_if=operator.not_)

    def speaks_of(self, hidden: frozenset[str]) -> bool:
        """Say whether it names one of some numbers, ids and references."""
        return speaks_of(hidden, self.text, self.data, self.reference)


SHOWN_WITHOUT_DENIALS = frozenset(
    {
        "case_id",
        "state",
        "application",
        "assessment",
        "assessment_required",
        "assessment_release",
        "rulebook",
        "annex_i",
        "code_remarks",
        "newer_list",
        "filed_at",
        "queued_before",
        "examinations",
        "decision",
        "refusal_proposed",
        "withdrawal",
        "amendments",
        "licence",
        "licensed",
        "informed",
        "related",
        "replaced_documents",
    }
)
"""What of a case is shown whole to who may not read denials, as a licensing system may not.

An officer's words before the decision, acts and tasks name denials; a decision is told to
the applicant by that very system.
"""


class Case(Model):
    """A case as it is shown: everything that counts, in one model.

    Attributes:
        assigned_to: Account of the officer in whose hands it is; or empty.
        replaced_documents: Documents of the application that newer ones replaced; they are kept.
        code_remarks: Codes that their list does not have, as it is held now.
        informed: The letter by which its decision informed somebody of a requirement.
        newer_list: Of an open case: the list that came into force since, and what it asks.
        queued_before: Of a case that waits for its examination: how many are examined before it.
            It changes without a new version of the case; absent once the examination has begun.
        withheld: Names of fields that are empty here since the reader may not read denials.
        version: Which version this is, with all that is joined: its ETag; empty where not shown.
    """

    case_id: CaseId
    state: CaseState
    application: Application
    assessment: HumanRightsAssessment | None = None
    assessment_required: bool = False
    assessment_release: AssessmentRelease = AssessmentRelease.WHOLE
    rulebook: str
    annex_i: str = ""  # in force when filed or amended: of a code that names none
    filed_at: Instant
    triggers: tuple[Trigger, ...] = ()
    examination: Examination | None = None
    examinations: int = 0  # how many there were: the number of the newest one
    consultations: tuple[Consultation, ...] = ()
    proposal: DecisionProposal | None = None
    proposed_by: str = ""
    proposed_at: Instant | None = None
    decision: Decision | None = None
    refusal_proposed: bool = False  # at some time, whatever became of it
    withdrawal: Withdrawal | None = None
    amendments: tuple[Amendment, ...] = ()  # oldest first
    licence: tuple[LicenceChange, ...] = ()  # of a grant: how the licence came to stand
    licensed: Licence | None = None  # what was granted in it
    informed: InformedLetter | None = Field(default=None, exclude_if=operator.not_)
    related: tuple[RelatedCase, ...] = ()  # later cases that name this one
    relied_on: tuple[ReliedAnswer, ...] = ()
    replaced_documents: tuple[ReplacedDocument, ...] = Field(default=(), exclude_if=operator.not_)
    code_remarks: tuple[CodeRemark, ...] = Field(default=(), exclude_if=operator.not_)
    newer_list: NewerList | None = Field(default=None, exclude_if=operator.not_)
    assigned_to: str = Field(default="", exclude_if=operator.not_)  # account of an officer
    queued_before: int | None = Field(default=None, ge=0, exclude_if=lambda said: said is None)
    attention: tuple[str, ...] = ()  # what a person must look at, in words
    acts: tuple[Act, ...] = ()
    withheld: tuple[str, ...] = Field(default=(), exclude_if=operator.not_)
    version: str = Field(default="", exclude_if=operator.not_)

    def without_denials(self) -> Case:
        """Return the case as who may not read denials sees it; it says what is withheld."""
        kept = {name: getattr(self, name) for name in SHOWN_WITHOUT_DENIALS}
        in_part = {"triggers", "consultations", "withheld", "version"}
        return Case(
            **kept,
            triggers=tuple(each.without_denials() for each in self.triggers),
            consultations=tuple(each.without_denials() for each in self.consultations),
            withheld=tuple(sorted(Case.model_fields.keys() - kept.keys() - in_part)),
            version=version_in_part(self.version),
        )

    @property
    def released_assessment(self) -> HumanRightsAssessment | None:
        """What others see of the human-rights assessment, by the choice on the case."""
        assessment = self.assessment
        return None if assessment is None else assessment.released(self.assessment_release)

    @property
    def asked_transaction(self) -> Transaction:
        """The transaction as the consulted authorities see it."""
        return self.application.transaction.with_assessment(self.released_assessment)

    def shown(
        self,
        *,
        examinations: int,
        consultations: tuple[Consultation, ...],
        acts: tuple[Act, ...],
        attention: tuple[str, ...],
        licensed: Licence | None,
        informed: InformedLetter | None,
        queued_before: int | None,
        version: str,
    ) -> Case:
        """Return the case whole, with what is kept beside it."""
        return self._with(
            examinations=examinations,
            consultations=consultations,
            acts=acts,
            attention=attention,
            licensed=licensed,
            informed=informed,
            queued_before=queued_before,
            version=version,
        )

    def unaware_of(self, hidden: frozenset[str]) -> Case:
        """Return the case without what speaks of others that are not for who reads it.

        Args:
            hidden: Numbers, ids and references of those.
        """
        found = self.examination
        changed_licence = {each.by_case for each in self.licence}  # this case's own course
        return self._with(
            acts=tuple(each for each in self.acts if not each.speaks_of(hidden)),
            related=tuple(
                each for each in self.related if each.case_id not in hidden - changed_licence
            ),
            examination=None if found is None else found.unaware_of(hidden),
        )

    @property
    def documents(self) -> DocumentRecord:
        """The documents of its application, and those that stood before."""
        return DocumentRecord.model_construct(
            standing=self.application.documents, replaced=self.replaced_documents
        )

    def naming(self, document: Document, *, by: str, at: datetime) -> Case:
        """Return the case with another document, or a newer one in the place of one that stood.

        A proposal that rests on what was replaced falls, but for what was determined before a
        withdrawal: that stands.

        Raises:
            ComityError: As `DocumentRecord.with_document` raises it.
        """
        record = self.documents.with_document(document, by=by, at=at)
        found = self._with(
            application=self.application.naming(record.standing), replaced_documents=record.replaced
        )
        falls = len(record.replaced) > len(self.replaced_documents) and self.withdrawal is None
        return found.back_to_assessment() if falls else found

    def remarked(self, remarks: tuple[CodeRemark, ...], newer: NewerList | None) -> Case:
        """Return the case with what the lists say of its codes."""
        return self._with(code_remarks=remarks, newer_list=newer)

    @property
    def listed_at(self) -> datetime:
        """When the codes were given as they stand: at the last amendment, or at filing."""
        return self.amendments[-1].at if self.amendments else self.filed_at

    def assigned(self, to: str) -> Case:
        """Put the case into the hands of an officer of ours."""
        return self._with(assigned_to=to)

    def examined(self, triggers: tuple[Trigger, ...], examination: Examination | None) -> Case:
        """Return the case with an examination, and with the procedures that apply by it."""
        return self._with(triggers=triggers, examination=examination)

    def judged(self, examination: Examination) -> Case:
        """Return the case with what officers have said of the hits of its examination."""
        return self._with(examination=examination)

    def consulting(self) -> Case:
        """Return the case awaiting an answer; what was proposed falls."""
        return self._with(**self._at(CaseState.CONSULTING))

    def assessing(self) -> Case:
        """Return the case at assessment, as nothing is awaited; what was proposed falls."""
        return self._with(**self._at(CaseState.ASSESSMENT))

    def back_to_assessment(self) -> Case:
        """Let a proposal fall, as what it rested on has changed; without one, change nothing."""
        return self.assessing() if self.state is CaseState.PROPOSED else self

    def with_proposal_of(self, earlier: Case) -> Case:
        """Return the case as far as it was before an examination that changed nothing."""
        return self._with(**self._at(earlier.state, earlier.proposal, earlier.proposed_by))

    def assessed(self, assessment: HumanRightsAssessment, release: AssessmentRelease) -> Case:
        """Return the case with its human-rights assessment, and what others see of it.

        A proposal falls, but for what was determined before a withdrawal: that stands.
        """
        found = self._with(assessment=assessment, assessment_release=release)
        return found if self.withdrawal is not None else found.back_to_assessment()

    def relying_on(self, answer: ReliedAnswer) -> Case:
        """Return the case relying on an earlier answer; a proposal falls."""
        others = (each for each in self.relied_on if each.conversation_id != answer.conversation_id)
        return self._with(relied_on=(*others, answer)).back_to_assessment()

    def amended(
        self,
        application: Application,
        amendment: Amendment,
        *,
        assessment_required: bool,
        annex_i: str,
    ) -> Case:
        """Return the case with an amended application; it is to be examined anew.

        It stands under the list of the day of the amendment.

        After a material change neither the human-rights assessment nor an earlier answer
        stands, since both were about another question.
        """
        given = application.transaction.human_rights
        renewed = given if given != self.application.transaction.human_rights else None
        kept, relied_on = (None, ()) if amendment.material else (self.assessment, self.relied_on)
        release = application.assessment_release if renewed else self.assessment_release
        return self._with(
            **self._at(CaseState.FILED),
            application=application,
            amendments=(*self.amendments, amendment),
            assessment=renewed or kept,
            assessment_release=release,
            assessment_required=assessment_required,
            annex_i=annex_i,
            relied_on=relied_on,
        )

    def proposed(
        self, proposal: DecisionProposal, *, by: str, at: datetime, negative: bool
    ) -> Case:
        """Return the case with what an officer proposes; a second officer decides."""
        return self._with(
            **self._at(CaseState.PROPOSED, proposal, by),
            proposed_at=at,
            refusal_proposed=self.refusal_proposed or negative,
        )

    def decided(self, decision: Decision, examination: Examination | None) -> Case:
        """Return the case decided, on the examination of that instant where there was one."""
        ended = CaseState.DECIDED if self.withdrawal is None else CaseState.WITHDRAWN
        return self._with(
            **self._at(ended, self.proposal, self.proposed_by),
            decision=decision,
            examination=examination or self.examination,
        )

    def withdrawn(self, withdrawal: Withdrawal, *, by: str, at: datetime) -> Case:
        """Return the case withdrawn: ended, or with a determination that is to be decided."""
        determined = withdrawal.determined is True
        state = CaseState.PROPOSED if determined else CaseState.WITHDRAWN
        proposal = DecisionProposal(
            outcome=Outcome.NOT_TO_BE_AUTHORISED if determined else Outcome.WITHDRAWN,
            grounds=withdrawal.grounds if determined else (),
            explanation=withdrawal.explanation if determined else (withdrawal.reason,),
        )
        decision = Decision(
            proposal=proposal,
            proposed_by=by,
            proposed_at=at,
            decided_by=by,
            decided_at=at,
            four_eyes=False,
        )
        return self._with(
            **self._at(state, proposal, by),
            withdrawal=withdrawal,
            proposed_at=at,
            decision=self.decision if determined else decision,
        )

    def licence_changed(self, change: LicenceChange) -> Case:
        """Return the case of a licence with an act that changed how the licence stands."""
        return self._with(licence=(*self.licence, change))

    def named_by(self, later: RelatedCase) -> Case:
        """Return the case with a later one that names it."""
        return self._with(related=(*self.related, later))

    def _at(
        self, state: CaseState, proposal: DecisionProposal | None = None, by: str = ""
    ) -> dict[str, object]:
        """Return what changes where the case goes to a state, with a proposal or without."""
        check_move(self.state, state, self.case_id)
        return {"state": state, "proposal": proposal, "proposed_by": by}


class CaseSummary(Model):
    """A case in a list."""

    case_id: CaseId
    reference: str
    procedure: str
    state: CaseState
    destination: str
    filed_at: Instant
    attention: int = 0
    version: str = ""  # that of the case


class ReleasedAnswer(Model):
    """An answer, as far as its authority has released it to the applicant.

    Attributes:
        authority: Who was consulted and has answered.
        procedure: Under which procedure, e.g. ``14(1)``.
        text: The words given for the applicant; none where the fact alone is released.
    """

    authority: AuthorityCode
    procedure: str
    text: tuple[FreeText, ...] = ()


class ApplicantStatement(Model):
    """Everything that the applicant of a case may be shown of other authorities' answers."""

    case_id: str
    reference: str
    answers: tuple[ReleasedAnswer, ...] = ()


def statement_of(case: Case) -> ApplicantStatement:
    """Return what the applicant of a case may be shown; of an answer that counts, and no other.

    Without a mark of the answering authority nothing is shown, not even that it was asked. What the
    State itself writes in its statement of reasons is its own.
    """
    marked = (
        (each, each.counting_answer.for_applicant)
        for each in case.consultations
        if each.counting_answer is not None
    )
    return ApplicantStatement(
        case_id=case.case_id,
        reference=case.application.reference,
        answers=tuple(
            ReleasedAnswer(authority=each.consulted, procedure=each.procedure, text=mark.text)
            for each, mark in marked
            if mark is not None and mark.release is not ApplicantRelease.NOTHING
        ),
    )
