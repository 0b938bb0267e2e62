"""A rulebook: one version of the law as data, with its date of effect.

A running case keeps the version with which it started and names it; a change of law is a
new file with a later date of effect (docs/design.md section 6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Self, TypeVar

from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Model
from gateway.domain.case import Outcome
from gateway.domain.controls import shipped_controls
from gateway.domain.denial import DecisionType
from gateway.domain.examination import Hit
from gateway.domain.rulebook.acts import (
    AmendmentRule,
    CaseRule,
    CorrespondenceRule,
    DoubtRule,
    NoticeRule,
)
from gateway.domain.rulebook.collective import CollectiveReview
from gateway.domain.rulebook.conditions import ValidDenialMatches
from gateway.domain.rulebook.faults import (
    RulebookFault,
    case_faults,
    informed_faults,
    notice_faults,
    procedure_faults,
    question_faults,
    reaching_faults,
    reference_faults,
    review_faults,
    unknown_kinds,
)
from gateway.domain.rulebook.general import (
    AssessmentRule,
    ClosingRule,
    ExaminationRule,
    FourEyesRule,
    InformedRule,
    NoNoticeRule,
    NotificationRule,
    PassedOverRule,
    ReviewRule,
)
from gateway.domain.rulebook.procedure import Procedure, Sentence
from gateway.domain.rulebook.two_officers import (
    FarReaching,
    ReachesAll,
    TwoOfficers,
    WaitingRule,
)
from gateway.errors import Reason

R = TypeVar("R", NoticeRule, CaseRule, Procedure)

RulebookVersion = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]+/[0-9]{4}-[0-9]{1,3}$")]
"""``EU-2021-821/2026-3``: the law, the year of the version, its number."""


class LawBook(Model):
    """One version of a law as data; a law of which only notices matter here is no more.

    Attributes:
        version: Name on letters, entries, receipts and cases.
        in_force_from: First day of effect, in Brussels.
        in_force_until: Last day of effect; absent: until a later version begins.
        two_officers_from: First day on which two officers tell every member what its rules say
            so of; absent: from the first day of effect on. What has begun comes under it, too.
        digest: SHA-256 of the file's bytes, in hexadecimal.
    """

    version: RulebookVersion
    title: Sentence
    in_force_from: date
    in_force_until: date | None = None
    two_officers_from: date | None = None
    notices: tuple[NoticeRule, ...] = Field(default=(), alias="notice")
    doubts: tuple[DoubtRule, ...] = Field(default=(), alias="doubt")
    digest: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")

    @model_validator(mode="after")
    def _no_fault(self) -> Self:
        """Check what lies between the blocks; every fault has its place in the file."""
        found = [
            InitErrorDetails(
                type=PydanticCustomError("law", "{what}", {"what": fault.what}),
                loc=fault.place,
                input=None,
            )
            for fault in self._faults()
        ]
        if found:
            raise ValidationError.from_exception_data("law", found)
        return self

    def _faults(self) -> Iterator[RulebookFault]:
        if self.in_force_until is not None and self.in_force_until < self.in_force_from:
            yield RulebookFault(("in_force_until",), "lies before in_force_from")
        yield from notice_faults(self.notices)

    @property
    def law(self) -> str:
        """The law of which this is a version."""
        return self.version.split("/", 1)[0]

    def on(self, day: date) -> Self:
        """Return the law as it holds on a day in Brussels: what begins later is left out."""
        later = self.two_officers_from is not None and day < self.two_officers_from
        return self._by_one_officer if later else self

    @cached_property
    def _by_one_officer(self) -> Self:
        """The same law without its rules of two officers."""
        notices = tuple(each.by_one_officer() for each in self.notices)
        return self._with(notices=notices)

    @property
    def considered(self) -> dict[str, str]:
        """By kind of notice, the article that asks for due consideration of what it says."""
        return {rule.code: rule.considered for rule in self.notices if rule.considered}

    def notice(self, code: str) -> NoticeRule:
        """Return a kind of notice by its code.

        Raises:
            LawError: PROCEDURE_UNKNOWN, naming the field ``kind`` of a notice.
        """
        what = "kind: {code} is no kind of notice under {version}"
        return _rule_of(self.notices, code, what, "kind", version=self.version)


class Rulebook(LawBook):
    """One version of the law with cases and procedures.

    Attributes:
        applies: Version of another law whose rules it applies beside its own; absent: none.
        no_notice: Which notices may be left out altogether, and by whom; absent: none may.
        passed_over: Who is told where others were asked and no authorisation is needed; absent:
            nobody is.
        informed: Letters that inform of a requirement; absent: it knows none.
        reaches_all: How many officers tell every member of which acts; an act that is not named
            takes one.
        waiting: When officers are reminded of what waits for a second one; absent: never.
    """

    applies: RulebookVersion | None = None

    closing: ClosingRule
    examination: ExaminationRule
    four_eyes: FourEyesRule
    review: ReviewRule
    notification: NotificationRule
    no_notice: NoNoticeRule | None = None
    passed_over: PassedOverRule | None = None
    informed: InformedRule | None = None
    reaches_all: tuple[ReachesAll, ...] = ()
    waiting: WaitingRule | None = None
    assessment: AssessmentRule
    amendment: AmendmentRule
    correspondence: CorrespondenceRule
    cases: tuple[CaseRule, ...] = Field(alias="case", min_length=1)
    procedures: tuple[Procedure, ...] = Field(alias="procedure", min_length=1)
    collective_reviews: tuple[CollectiveReview, ...] = Field(default=(), alias="collective_review")

    def _faults(self) -> Iterator[RulebookFault]:
        yield from super()._faults()
        kinds = {rule.code: rule for rule in self.notices}
        yield from procedure_faults(self.procedures, kinds)
        yield from reference_faults(self.procedures, shipped_controls())
        notified = self.notification.decisions
        yield from case_faults(self.cases, self.procedures, kinds, notified)
        yield from review_faults(self.collective_reviews, kinds)
        yield from question_faults(self.correspondence)
        yield from reaching_faults(self.reaches_all)
        if self.informed is not None:
            yield from informed_faults(self.informed.question, self.correspondence)
        if self.no_notice is not None:
            yield from unknown_kinds(self.no_notice.kinds, kinds, ("no_notice", "kinds"))
        if self.passed_over is not None:
            yield from unknown_kinds((self.passed_over.notice,), kinds, ("passed_over", "notice"))

    @cached_property
    def _by_one_officer(self) -> Self:
        notices = tuple(each.by_one_officer() for each in self.notices)
        review = self.review.by_one_officer()
        return self._with(notices=notices, review=review, reaches_all=())

    @property
    def procedure_codes(self) -> tuple[str, ...]:
        """Codes of the procedures that this rulebook knows, in the file's order."""
        return tuple(procedure.code for procedure in self.procedures)

    def procedure(self, code: str) -> Procedure:
        """Return a procedure by its code.

        Args:
            code: ``14(1)``, or ``14-1`` where brackets are a burden (shells, addresses).

        Raises:
            LawError: PROCEDURE_UNKNOWN; the remedy names those that are known.
        """
        what = "procedure: {code} is not known to rulebook {rulebook}"
        return _rule_of(
            self.procedures,
            spelt(code),
            what,
            given=code,
            procedure=code[:40],
            rulebook=self.version,
        )

    def case(self, code: str) -> CaseRule:
        """Return a kind of case by its code.

        Raises:
            LawError: PROCEDURE_UNKNOWN, naming the field ``procedure`` of an application.
        """
        return _rule_of(self.cases, code, "procedure: {code} is not known")

    @property
    def laws(self) -> frozenset[str]:
        """The laws by whose rules its cases run."""
        return frozenset(each.split("/", 1)[0] for each in (self.version, self.applies) if each)

    def asks_about(self, case: CaseRule, procedure: Procedure, hit: Hit) -> bool:
        """Whether a case of a kind asks under a procedure about a denial that was found.

        Denials under a law with a procedure of its own are asked about under that one, where
        the kind of case calls for it; all others under the one that names no law.
        """
        called_for = (each for each in self.procedures if each.code in case.procedures)
        own = {base for each in called_for for base in each.trigger.legal_bases}
        bases = procedure.trigger.legal_bases
        return hit.consult and (hit.legal_base in bases if bases else hit.legal_base not in own)

    @cached_property
    def consulted_decisions(self) -> frozenset[DecisionType]:
        """Decisions whose denials open a consultation under one of the procedures."""
        return frozenset(
            decision
            for procedure in self.procedures
            for condition in procedure.trigger.all_of
            if isinstance(condition, ValidDenialMatches)
            for decision in condition.decisions
        )

    @cached_property
    def deciding_roles(self) -> frozenset[str]:
        """Roles of the authorities that decide a case of some kind, and so may deny."""
        return frozenset(role.value for case in self.cases for role in case.opened_by)

    def two_officers(self, act: FarReaching, authority: AuthorityCode) -> TwoOfficers | None:
        """Return why this authority needs two officers for an act; None: it does not."""
        found = (each for each in self.reaches_all if each.code is act and each.needed(authority))
        return next(found, None)

    def four_eyes_needed(self, authority: AuthorityCode, outcome: Outcome) -> bool:
        """Return whether this authority needs a second officer for this outcome."""
        return self.four_eyes.needed(authority, outcome)


def _rule_of(
    rules: tuple[R, ...],
    code: str,
    what: str,
    field: str = "procedure",
    given: str = "",
    **told: str,
) -> R:
    for rule in rules:
        if rule.code == code:
            return rule
    raise Reason.PROCEDURE_UNKNOWN.error(
        what,
        remedy="Give one of: {known}.",
        field=field,
        code=repr((given or code)[:40]),
        known=[rule.code for rule in rules],
        **told,
    )


def spelt(code: str) -> str:
    """Return a procedure's code in the spelling of the rulebook: ``14-1`` is ``14(1)``."""
    article, *points = re.split(r"[-()\s]+", code.strip().lower().removeprefix("art").strip(". "))
    return article + "".join(f"({point})" for point in points if point)
