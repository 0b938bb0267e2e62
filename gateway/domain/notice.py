"""What an authority tells everybody through its log, beside the denial record itself.

Grounds of a denial (a part of their own, which may be released more narrowly), outcomes of
reviews under Art 16(2), the explanation of a grant after a consultation (Art 16(5)), and
the order to erase the contents of an earlier entry.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model, Stated, Withholding
from gateway.domain.denial import DenialId, FreeText, Ground, ReviewOutcome
from gateway.domain.transaction import Transaction


class DenialGrounds(Model):
    """Grounds and explanation of a denial, as they travel in their own part."""

    grounds: Stated[tuple[Ground, ...]] = Stated[tuple[Ground, ...]]()
    explanation: tuple[FreeText, ...] = Field(default=(), max_length=6)
    explanation_withheld: Withholding | None = None

    @model_validator(mode="after")
    def _given_or_withheld(self) -> Self:
        if self.explanation and self.explanation_withheld is not None:
            raise ValueError("an explanation is given or withheld, not both")
        return self


class DenialReview(Model):
    """Outcome of a review under Art 16(2), or a revocation.

    Attributes:
        at: Date of the outcome; the next review is counted from it.
        grounds: Why, one text a language, the original first.
        third_review_grounds: The grounds that Art 16(2) asks for from the third renewal
            on; which review it is, is the projection's to count.
    """

    denial_id: DenialId
    outcome: ReviewOutcome
    at: date
    grounds: tuple[FreeText, ...] = Field(default=(), max_length=6)
    third_review_grounds: tuple[FreeText, ...] = Field(default=(), max_length=6)


class GrantKind(StrEnum):
    """What was granted after a consultation."""

    AUTHORISATION = "authorisation"
    AUTHORISATION_WITH_CONDITIONS = "authorisation_with_conditions"
    TRANSIT_ALLOWED = "transit_allowed"


class GrantNotice(Model):
    """A grant after an Art 16(5) consultation, explained to everybody.

    Attributes:
        denials: The denials that the consultations were about.
        consulted: The authorities that were consulted, whatever they answered.
        transaction: What was granted, or None where it is not shown.
        explanation: One text a language, the original first.
    """

    authority: AuthorityCode
    case_reference: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    kind: GrantKind = GrantKind.AUTHORISATION
    decision_date: date
    denials: tuple[DenialId, ...] = Field(min_length=1, max_length=200)
    consulted: tuple[AuthorityCode, ...] = Field(default=(), max_length=40)
    transaction: Transaction | None = None
    explanation: tuple[FreeText, ...] = Field(min_length=1, max_length=6)
    conditions: tuple[FreeText, ...] = Field(default=(), max_length=40)


class ErasureGround(StrEnum):
    """Why contents are erased."""

    RETENTION_OVER = "retention_over"
    RELEASED_IN_ERROR = "released_in_error"
    ORDERED = "ordered"
    DATA_SUBJECT = "data_subject"


class Erasure(Model):
    """Orders that salts and bodies of an earlier entry of the same log be erased.

    Attributes:
        index: Index of that entry, from 0.
        article: Article of law that asks for it.
        officer_role: Role of the officer who ordered it; never a name.
    """

    index: int = Field(ge=0, lt=2**63)
    ground: ErasureGround
    article: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    officer_role: Annotated[str, StringConstraints(min_length=1, max_length=40)]
