"""Values of a rulebook that hold for every procedure.

Times are in seconds; each block carries its article and the reason for its value.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from gateway.domain.authority import AuthorityCode, member_state
from gateway.domain.base import Model, Withholding
from gateway.domain.case import Application, AuthorisationKind, Outcome
from gateway.domain.denial import DecisionType, LegalBase
from gateway.domain.examination import Hit, MatchClass, ScopeGap
from gateway.domain.notice import NoticeCode
from gateway.domain.rulebook.conditions import AssessmentBasis
from gateway.domain.rulebook.procedure import Key, Rule
from gateway.domain.rulebook.two_officers import ReviewByTwo
from gateway.domain.transaction import Activity, PartyRole


class CountsIf(StrEnum):
    """When an answer is in time."""

    RECEIVED = "received"  # only if the asking gateway received it by the last instant
    RECEIVED_OR_SEALED = "received_or_sealed"  # or the consulted gateway had sealed it


class ClosedBy(StrEnum):
    """When silence is complete."""

    BOTH = "both"  # both gateways have closed, or an officer confirms


class SuspendedDenial(StrEnum):
    """What becomes of a consultation about a denial that a court has suspended."""

    ENDS = "ends"  # it is not valid meanwhile, so nothing is asked
    WAITS = "waits"  # it may come back, so the question stays


class ClosingRule(Rule):
    """How a period without an answer ends.

    Attributes:
        grace_s: Seconds after the last instant before the journal is asked.
        remind_before_s: Seconds before the last instant at which an officer is reminded.
        unconfirmed_after_s: Seconds after which a closing request without a statement
            makes the case a person's task; it is still closed when the peer comes back.
        ask_again_after_s: Seconds after which a peer whose silence is unconfirmed is asked
            again.
        closed_by: Who must have closed before silence has effect.
        answer_counts_if: When an answer is in time.
        suspended_denial: What becomes of a question about a denial that a court has suspended.
    """

    grace_s: int = Field(ge=0, le=86_400)
    remind_before_s: int = Field(ge=0, le=2_592_000)
    unconfirmed_after_s: int = Field(ge=1, le=604_800)
    ask_again_after_s: int = Field(ge=60, le=604_800)
    closed_by: ClosedBy
    answer_counts_if: CountsIf
    suspended_denial: SuspendedDenial = SuspendedDenial.ENDS


class UnnamedParty(Rule):
    """An application that may name no party of a role, so that denials cannot be searched for it.

    Attributes:
        party: The end-user or the consignee; only they are searched for.
        kinds: Kinds of authorisation for which it is so.
        text: What cannot be searched and when it will be, in words for the file.
    """

    code: Key
    party: PartyRole
    kinds: tuple[AuthorisationKind, ...] = Field(min_length=1)
    text: Annotated[str, Field(min_length=1, max_length=400)]

    @field_validator("party")
    @classmethod
    def _searched(cls, party: PartyRole) -> PartyRole:
        if party not in (PartyRole.END_USER, PartyRole.CONSIGNEE):
            raise ValueError("denials are searched for the end-user and the consignee only")
        return party


class ExaminationRule(Rule):
    """The examination of all valid denials.

    Attributes:
        register_fresh_for_s: Age in seconds up to which a synchronised register is fresh.
        new_denial_blocks: Whether a denial that came meanwhile blocks the decision.
        word_on: Classes of hits that an officer must confirm or dismiss before a decision. What
            is essentially identical is an officer's finding and no score's; other goods meet one
            half of the definition only, and nothing is owed for them. A rulebook that was
            published before the word existed stays as it is and means the same.
        word_party_from: Score of the party, from 0 to 1, from which hits of those classes need
            it: the least of a likely one.
        unnamed: Parties that an application may leave out, which the examination then says.
    """

    register_fresh_for_s: int = Field(ge=60)
    new_denial_blocks: bool
    word_on: tuple[MatchClass, ...] = (MatchClass.EXACT, MatchClass.LIKELY, MatchClass.POSSIBLE)
    word_party_from: float = Field(default=0.8, ge=0, le=1)
    unnamed: tuple[UnnamedParty, ...] = ()

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        said = [(each.party, kind) for each in self.unnamed for kind in each.kinds]
        if len(said) != len(set(said)):
            raise ValueError("unnamed: a party is described twice for one kind of authorisation")
        return self

    def needs_word(self, hit: Hit) -> bool:
        """Say whether an officer must confirm or dismiss a hit before a decision."""
        return hit.match_class in self.word_on and hit.party.score >= self.word_party_from

    def gaps(self, application: Application) -> tuple[ScopeGap, ...]:
        """Say which part of an application cannot be searched, and why there may be none."""
        return tuple(
            ScopeGap(field=f"transaction.{each.party}", article=each.article, text=each.text)
            for each in self.unnamed
            if application.kind in each.kinds
            and getattr(application.transaction, each.party).value is None
        )


class FourEyesException(Model):
    """An authority that decides these outcomes with one officer."""

    authority: AuthorityCode
    outcomes: tuple[Outcome, ...] = Field(min_length=1)


class FourEyesRule(Rule):
    """Whether a decision needs a second officer."""

    required: bool
    exceptions: tuple[FourEyesException, ...] = ()

    def needed(self, authority: AuthorityCode, outcome: Outcome) -> bool:
        """Return whether this authority needs a second officer for this outcome."""
        excepted = any(
            exception.authority in (authority, member_state(authority))
            and outcome in exception.outcomes
            for exception in self.exceptions
        )
        return self.required != excepted


class ReviewRule(Rule):
    """The periodic review of an authority's own denials.

    Attributes:
        period_years: Years from the notification, or the last review, to the next.
        grounds_from_review: Number of the review from which keeping the denial needs
            stated grounds.
        two_officers: For which outcomes a second officer must agree; absent: for none.
        remind_before_days: Days before the date at which officers are reminded.
        none_of: Decisions whose denials have no date of review: those of a suspension, until
            its final assessment.
    """

    period_years: int = Field(ge=1, le=50)
    grounds_from_review: int = Field(ge=1)
    remind_before_days: tuple[Annotated[int, Field(ge=1, le=365)], ...] = Field(min_length=1)
    two_officers: ReviewByTwo | None = None
    none_of: tuple[DecisionType, ...] = ()

    def by_one_officer(self) -> ReviewRule:
        """Return the rule without that of a second officer."""
        return self._with(two_officers=None)


class ItemsAre(StrEnum):
    """How the items of a transaction stand to the lists; what holds first counts."""

    ANNEX_I = "annex_i"  # at least one is listed there
    OWN_LIST = "own_list"  # else at least one is on the own Member State's list (Art 9)
    CYBER_NON_LISTED = "cyber_non_listed"  # else one that is not listed is of cyber-surveillance
    NON_LISTED = "non_listed"  # else at least one is not listed
    OTHER_LIST = "other_list"  # all are on lists of other Member States (Art 10)


class DenialBasis(Rule):
    """Under which articles a decision is notified; an empty condition always holds.

    Attributes:
        decisions: Decisions that it is for.
        activities: Activities that it is for.
        items: How the items stand to the lists.
        articles: The articles that the denial names.
        notified_as: Another decision than the one made, as which it is notified.
    """

    decisions: tuple[DecisionType, ...] = ()
    activities: tuple[Activity, ...] = ()
    items: tuple[ItemsAre, ...] = ()
    articles: tuple[str, ...] = Field(min_length=1)
    notified_as: DecisionType | None = None


class NotificationRule(Rule):
    """Decisions that are notified to everybody, and under which articles.

    Attributes:
        basis: The first that fits counts.
        legal_base: The law under which they are notified.
        remind_owed_after_days: Days after which officers are reminded, each more urgently, of
            a notice that is due without delay and was not sent.
    """

    decisions: tuple[DecisionType, ...] = Field(min_length=1)
    basis: tuple[DenialBasis, ...] = ()
    legal_base: LegalBase = LegalBase.REG_2021_821
    remind_owed_after_days: tuple[Annotated[int, Field(ge=1, le=365)], ...] = ()

    def under(self, legal_base: LegalBase, basis: tuple[DenialBasis, ...]) -> NotificationRule:
        """Return the rule for denials under another law, whose articles come first."""
        return self._with(legal_base=legal_base, basis=(*basis, *self.basis))

    def basis_of(
        self, decision: DecisionType, activity: Activity, items: ItemsAre
    ) -> DenialBasis | None:
        """Return under which articles a decision is notified, or None where none is named."""
        return next(
            (
                each
                for each in self.basis
                if decision in (each.decisions or (decision,))
                and activity in (each.activities or (activity,))
                and items in (each.items or (items,))
            ),
            None,
        )


class LeftOutBy(StrEnum):
    """Who decides that a notice that is due is not given at all."""

    TWO_OFFICERS = "two_officers"
    NOBODY = "nobody"  # one is always given; it may withhold its parts


class NoNoticeRule(Rule):
    """That a notice which is due after a decision may be left out altogether.

    Attributes:
        decided_by: Who decides it.
        kinds: Kinds of notice of which it may be decided.
        because: Classes of reasons that may be given.
    """

    decided_by: LeftOutBy
    kinds: tuple[NoticeCode, ...] = Field(min_length=1)
    because: tuple[Withholding, ...] = Field(min_length=1)


class PassedOverRule(Rule):
    """That those who were asked are told of an outcome which gives no authorisation.

    Attributes:
        outcomes: After which outcomes; empty: after none.
        notice: The kind of notice that is due to them.
    """

    outcomes: tuple[Outcome, ...]
    notice: NoticeCode


class InformedQuestion(Model):
    """The standard question whether somebody was informed, and its answers from a register.

    Attributes:
        code: Of the question, among those of `[correspondence]`.
        exporter: Answer where the exporter named was informed.
        end_user: Answer where others were informed about the end-user named.
        both: Answer where both is so.
        neither: Answer where neither is so.
    """

    code: Key
    exporter: Key
    end_user: Key
    both: Key
    neither: Key

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that a register can give."""
        return (self.exporter, self.end_user, self.both, self.neither)

    def answer_for(self, *, exporter: bool, end_user: bool) -> str:
        """Return the answer for what a register holds."""
        if exporter and end_user:
            return self.both
        return self.exporter if exporter else self.end_user if end_user else self.neither


class InformedRule(Rule):
    """Letters that inform of a requirement.

    Attributes:
        remind_before_days: Days before its last day at which officers are reminded.
        question: By which others are asked whether they have informed somebody.
    """

    remind_before_days: int = Field(ge=1, le=365)
    question: InformedQuestion


class Risk(StrEnum):
    """The risks that a human-rights assessment may find, the lowest first."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    UNACCEPTABLE = "unacceptable"


class AssessmentRule(Rule):
    """Which items need a human-rights assessment before the decision.

    Attributes:
        required_for: What makes an item one of them.
        negative_from: The lowest risk that says no by itself; absent: none does.
    """

    required_for: tuple[AssessmentBasis, ...]
    negative_from: Risk | None = None

    def says_no(self, risk: str) -> bool:
        """Return whether an assessment with this risk says no by itself."""
        if self.negative_from is None:
            return False
        levels = tuple(Risk)
        return levels.index(Risk(risk)) >= levels.index(self.negative_from)
