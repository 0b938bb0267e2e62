"""A round on the classification of an item: the question, each answer, and what came of it.

One authority asks several which control code an item has (Article 23(2)). Their answers stand
side by side; none binds. The asking authority closes the round with an outcome, which is told to
those who answered, and kept on both sides as a precedent that later cases find.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Day, Instant, Model, Worded
from gateway.domain.denial import FreeText
from gateway.domain.examination import Reasoned
from gateway.domain.transaction import ControlCode, Document, Parameter, Text

_BETWEEN = "-K-"

RoundNumber = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{2,8})?-K-[0-9]{4}-[0-9]{5,12}$")
]
"""``DE-K-2026-00001``; the part before ``-K-`` is the asking authority's code."""

PrecedentNumber = Annotated[str, StringConstraints(min_length=1, max_length=60)]
"""Number of a precedent: of a round, or in a collection of an authority's own."""

SaidCodes = tuple[Annotated[str, StringConstraints(min_length=1, max_length=30)], ...]
"""Codes as an authority wrote them."""

MOST_ASKED = 40
"""Authorities that one round asks at most."""


def asker_of(number: str) -> str:
    """Return the code of the authority that asks in a round."""
    return number.partition(_BETWEEN)[0]


def round_number(authority: str, year: int, place: int) -> str:
    """Return the number of an authority's round: the so-manieth of its year."""
    return f"{authority}{_BETWEEN}{year}-{place:05d}"


class Confidence(Worded):
    """How sure an authority is of its opinion."""

    CERTAIN = "certain", "Certain"  # it would decide so without asking
    LIKELY = "likely", "Likely"  # it would decide so unless told otherwise
    DOUBTFUL = "doubtful", "Doubtful"  # it leans that way


class MeasuredParameter(Parameter):
    """A technical parameter with its tolerance.

    Attributes:
        tolerance: How far it may be off either way, in the same unit; None where not stated.
    """

    tolerance: Decimal | None = Field(default=None, ge=0)


class ClassifiedItem(Model):
    """An item that is to be classified; to whom it goes is not said.

    Attributes:
        description: What it is, in words.
        designation: What its manufacturer calls it.
        parameters: What can be measured.
        sheets: Data sheets, by digest, name and size.
    """

    description: Text
    manufacturer: Annotated[str, StringConstraints(max_length=400)] = ""
    designation: Annotated[str, StringConstraints(max_length=200)] = ""
    parameters: tuple[MeasuredParameter, ...] = Field(default=(), max_length=60)
    sheets: tuple[Document, ...] = Field(default=(), max_length=10)


class ClassificationQuestion(Model):
    """The question of a round, the same for everybody."""

    number: RoundNumber
    item: ClassifiedItem


class ClassificationOpinion(Model):
    """How sure an answer is; its codes and its reason stand in the reply.

    Attributes:
        precedents: Numbers of similar precedents.
    """

    confidence: Confidence
    precedents: tuple[PrecedentNumber, ...] = Field(default=(), max_length=20)


class DifferingOpinion(Model):
    """What an authority held for right that differs from the outcome; no code: none applies."""

    authority: AuthorityCode
    codes: SaidCodes = Field(default=(), max_length=40)


class ClassificationOutcome(Model):
    """What the asking authority concludes; it binds nobody else.

    Attributes:
        code: None where the item is on no list.
        list_version: Version of the list under which it was found.
        agreed: Authorities that had answered the same.
        differed: Those that had answered otherwise.
    """

    code: ControlCode | None = None
    list_version: Annotated[str, StringConstraints(max_length=40)]
    reason: tuple[FreeText, ...] = Field(min_length=1, max_length=6)
    closed_on: Day
    agreed: tuple[AuthorityCode, ...] = Field(default=(), max_length=MOST_ASKED)
    differed: tuple[DifferingOpinion, ...] = Field(default=(), max_length=MOST_ASKED)


class ClassificationClosing(Model):
    """That a round is closed; a later one of the same number takes its place.

    Attributes:
        outcome: None for an authority that had not answered.
    """

    number: RoundNumber
    outcome: ClassificationOutcome | None = None


class RoundDraft(Model):
    """What an officer asks.

    Attributes:
        authorities: Whom he asks.
        text: Remarks.
        wanted_by: Day by which answers are wanted; it reminds, and binds nobody.
        case_id: Our case in which the question came up.
    """

    item: ClassifiedItem
    authorities: tuple[AuthorityCode, ...] = Field(min_length=1, max_length=MOST_ASKED)
    text: tuple[FreeText, ...] = Field(default=(), max_length=20)
    wanted_by: Day | None = None
    case_id: Annotated[str, StringConstraints(max_length=40)] | None = None


class OpinionDraft(Model):
    """What an officer answers in a round: one code, that none applies, or why there is no opinion.

    Attributes:
        confidence: Of a code, or of none.
        reason: Why; of an amended answer, why it was amended.
    """

    code: ControlCode | None = None
    not_listed: bool = False
    confidence: Confidence | None = None
    reason: tuple[FreeText, ...] = Field(min_length=1, max_length=6)
    precedents: tuple[PrecedentNumber, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _one_finding(self) -> Self:
        if self.code is not None and self.not_listed:
            raise ValueError("not_listed: a code is named, or none applies, not both")
        found = self.code is not None or self.not_listed
        if found and self.confidence is None:
            raise ValueError("confidence: say how sure the opinion is")
        if not found and (self.confidence is not None or self.precedents):
            raise ValueError("code: name the code, or say not_listed; else there is no opinion")
        return self


class OutcomeDraft(Model):
    """What an officer concludes from a round."""

    code: ControlCode | None = None
    not_listed: bool = False
    reason: tuple[FreeText, ...] = Field(min_length=1, max_length=6)

    @model_validator(mode="after")
    def _one_finding(self) -> Self:
        if (self.code is None) is not self.not_listed:
            raise ValueError("code: name the code, or say not_listed, and not both")
        return self


class RoundState(Worded):
    """How a round stands."""

    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class RoundAnswer(Model):
    """What an authority answered, as it stands now.

    Attributes:
        amended_at: When it was last amended; None where it was not.
        codes: None with `not_listed`: none applies; else there is no opinion.
        confidence: None where there is no opinion.
        precedents: Numbers of similar precedents that it names.
    """

    at: Instant
    amended_at: Instant | None = None
    codes: SaidCodes = ()
    not_listed: bool = False
    confidence: Confidence | None = None
    reason: tuple[FreeText, ...] = ()
    precedents: tuple[PrecedentNumber, ...] = ()

    @property
    def has_opinion(self) -> bool:
        """Whether it names a code, or says that none applies."""
        return bool(self.codes) or self.not_listed

    def agrees(self, code: str | None) -> bool:
        """Say whether it names this code alone, or with None that none applies."""
        return self.not_listed if code is None else self.codes == (code,)


class AskedAuthority(Model):
    """An authority that is asked in a round.

    Attributes:
        message_id: The letter that asks it.
        answer: None while there is none.
        recalled: Whether the question to it was recalled.
    """

    authority: AuthorityCode
    conversation_id: str
    message_id: str
    answer: RoundAnswer | None = None
    recalled: bool = False

    def standing(self, answer: RoundAnswer | None, *, recalled: bool) -> AskedAuthority:
        """Return the authority with its answer as it stands now."""
        return self._with(answer=answer, recalled=recalled)


class ClassificationRound(Model):
    """A round: of ours with all its answers, of another authority with our own.

    Attributes:
        ours: Whether we ask.
        case_id: Our case in which the question came up.
        wanted_by: Day by which answers are wanted.
        text: Remarks of who asks.
        asked: Whom we asked; of another authority's round: ourselves.
        outcome: What came of it; of another authority's round, where we had answered.
    """

    number: RoundNumber
    ours: bool
    state: RoundState
    case_id: str | None = None
    opened: Instant
    closed: Instant | None = None
    wanted_by: Day | None = None
    item: ClassifiedItem
    text: tuple[FreeText, ...] = ()
    asked: tuple[AskedAuthority, ...]
    outcome: ClassificationOutcome | None = None

    @property
    def asker(self) -> str:
        """The authority that asks."""
        return asker_of(self.number)

    @property
    def all_answered(self) -> bool:
        """Whether everybody whose question stands has answered."""
        return all(each.answer is not None or each.recalled for each in self.asked)

    def with_answers(self, asked: tuple[AskedAuthority, ...]) -> ClassificationRound:
        """Return the round with the answers that have come."""
        return self._with(asked=asked)

    def closed_with(
        self, outcome: ClassificationOutcome | None, at: Instant
    ) -> ClassificationRound:
        """Return the round closed; one that is closed takes the newer outcome."""
        return self._with(state=RoundState.CLOSED, outcome=outcome, closed=at)

    def outcome_recalled(self) -> ClassificationRound:
        """Return the round open again: its outcome was sent in error."""
        return self._with(state=RoundState.OPEN, outcome=None, closed=None)


class PrecedentQuery(Model):
    """What precedents are searched for; at least one of it.

    Attributes:
        words: The item in words.
        code: Its control code; those below it are found as well.
        designation: What its manufacturer calls it.
        parameters: What can be measured of it.
        case_id: A case instead, with all its items.
    """

    words: Annotated[str, StringConstraints(max_length=4000)] = ""
    code: ControlCode | None = None
    designation: Annotated[str, StringConstraints(max_length=200)] = ""
    parameters: tuple[MeasuredParameter, ...] = Field(default=(), max_length=60)
    case_id: Annotated[str, StringConstraints(max_length=40)] | None = None


class Precedent(Model):
    """An item that was classified in a round, and how like it is to what is searched for.

    Attributes:
        asker: Who classified it so.
        line: The line of the case to which it is like; None where none was compared.
        likeness: Score and reasons in words.
    """

    number: RoundNumber
    asker: AuthorityCode
    item: ClassifiedItem
    outcome: ClassificationOutcome
    line: int | None = None
    likeness: Reasoned
