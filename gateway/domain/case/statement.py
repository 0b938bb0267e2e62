"""What an applicant may be shown of what other authorities answered in a case.

Each answering authority marks its answer: nothing, the fact that it was consulted and has answered,
or words given for the applicant. Without a mark nothing is shown, not even that it was asked. What
the State itself writes in its statement of reasons is its own.
"""

from __future__ import annotations

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.case.case import Case
from gateway.domain.consultation import ApplicantRelease
from gateway.domain.denial import FreeText


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
    """Return what the applicant of a case may be shown; of an answer that counts, and no other."""
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
