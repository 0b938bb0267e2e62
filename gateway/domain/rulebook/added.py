"""A law beside the main one that has its rules applied: its own procedures come on top of them.

Sanctions law says that authorisations are granted in accordance with the rules and procedures of
Regulation (EU) 2021/821, which apply mutatis mutandis. Its file holds what it adds and names the
version whose rules it applies; a case under both runs under the one rulebook of the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from gateway.domain.controls import shipped_controls
from gateway.domain.denial import LegalBase
from gateway.domain.rulebook.acts import CaseRule
from gateway.domain.rulebook.book import LawBook, Rulebook, RulebookVersion
from gateway.domain.rulebook.faults import RulebookFault, procedure_faults, reference_faults
from gateway.domain.rulebook.general import DenialBasis
from gateway.domain.rulebook.procedure import Key, Procedure, Rule
from gateway.errors import LawError


class AddedToCases(Rule):
    """What such a law adds to kinds of case of the law whose rules it applies.

    Attributes:
        cases: The kinds.
        procedures: Procedures that they call for besides.
        notice: Kind of notice that follows where the goods may go, or empty.
    """

    cases: tuple[Key, ...] = Field(min_length=1)
    procedures: tuple[str, ...] = ()
    notice: Annotated[str, StringConstraints(max_length=40)] = ""


class AddedLaw(LawBook):
    """One version of a law whose cases run under another's rules and its own together.

    Attributes:
        applies: The version whose rules and procedures it applies.
        legal_base: The law under which its denials are notified.
        basis: Under which articles they are.
        adds: What it adds to which kinds of case.
    """

    applies: RulebookVersion
    legal_base: LegalBase
    procedures: tuple[Procedure, ...] = Field(alias="procedure", min_length=1)
    basis: tuple[DenialBasis, ...] = Field(min_length=1)
    adds: tuple[AddedToCases, ...] = Field(min_length=1)

    def _faults(self) -> Iterator[RulebookFault]:
        yield from super()._faults()
        yield from procedure_faults(self.procedures, {rule.code: rule for rule in self.notices})
        yield from reference_faults(self.procedures, shipped_controls())

    @cached_property
    def procedure_codes(self) -> tuple[str, ...]:
        """Keys of its own procedures."""
        return tuple(procedure.code for procedure in self.procedures)

    def with_rules_of(self, law: Rulebook) -> Rulebook:
        """Return the rulebook of the two together.

        Args:
            law: The version that it applies.

        Raises:
            LawError: The two do not go together.
        """
        known = {case.code for case in law.cases}
        if unknown := {code for each in self.adds for code in each.cases} - known:
            raise LawError(
                "{version}: adds: {law_version} has no kind of case {unknown}",
                remedy="Give some of: {known}.",
                version=self.version,
                law_version=law.version,
                unknown=min(unknown),
                known=sorted(known),
            )
        own = {
            "version": self.version,
            "title": self.title,
            "in_force_from": self.in_force_from,
            "in_force_until": self.in_force_until,
            "two_officers_from": law.two_officers_from,
            "applies": self.applies,
            "digest": self.digest,
            "notice": (*law.notices, *self.notices),
            "doubt": self.doubts,
            "notification": law.notification.under(self.legal_base, self.basis),
            "case": tuple(map(self._case, law.cases)),
            "procedure": (*law.procedures, *self.procedures),
            "collective_review": law.collective_reviews,
        }
        same = ("closing", "examination", "four_eyes", "review", "assessment", "amendment")
        own |= {
            name: getattr(law, name)
            for name in (*same, "correspondence", "no_notice", "passed_over", "informed")
        }
        try:
            return Rulebook.model_validate(own)
        except ValidationError as exc:
            raise LawError(
                "{version} does not go with {law_version}: {why}",
                version=self.version,
                law_version=law.version,
                why=exc,
            ) from exc

    def _case(self, case: CaseRule) -> CaseRule:
        for each in self.adds:
            if case.code in each.cases:
                case = case.with_law(each.procedures, each.notice)
        return case
