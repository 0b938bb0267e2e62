"""The consultation of which a page or an act speaks: how it is read, called and summed up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gateway.casework.consultations.consultations import get_consultation
from gateway.console.acts.declared import ActPlan, DeskNoun
from gateway.console.visit import Visit
from gateway.domain.consultation import OPEN_STATES, Consultation
from gateway.domain.rulebook import Procedure
from gateway.nouns import consultation
from gateway.views.clock_view import last_instant
from gateway.views.consultation_view import consultation_name
from gateway.views.frame import Piece
from gateway.views.reader import ViewReader

CONSULTATION: Final = DeskNoun.of(consultation.CONSULTATION)


@dataclass(frozen=True)
class AnswerAsked:
    """What the form of an answer is made of.

    Attributes:
        rule: The procedure under which it was asked.
        denials: About which an answer is wanted.
        forwarded_to: Who has the question now within our State; None: we have it.
        reader: Who reads, in her language.
    """

    rule: Procedure
    denials: tuple[str, ...]
    reader: ViewReader
    forwarded_to: str | None = None


@dataclass(frozen=True)
class QuestionRead:
    """A consultation as its page and its acts read it.

    Attributes:
        model: The consultation.
        rule: Its procedure, in the rulebook with which it began.
        us: This authority.
        reader: Who reads, in her language.
    """

    model: Consultation
    rule: Procedure
    us: str
    reader: ViewReader

    @property
    def asked_of_us(self) -> bool:
        """Whether the other authority asked, and we answer."""
        return self.model.consulted == self.us

    @property
    def other(self) -> str:
        """The authority on the other side."""
        return self.model.asking if self.asked_of_us else self.model.consulted

    @property
    def asked(self) -> AnswerAsked:
        """What the form of its answer is made of."""
        model = self.model
        return AnswerAsked(self.rule, tuple(model.denials_left), self.reader, model.forwarded_to)

    @property
    def name(self) -> str:
        """What it is called: ``DE-C-2026-00001/FR``."""
        return consultation_name(self.model)

    def facts(self, visit: Visit) -> tuple[tuple[str, Piece], ...]:
        """Return what stays in sight of it: whose question, of what, whither, until when."""
        request, deadline = self.model.request, self.model.deadline
        asked = visit.says("Asked by") if self.asked_of_us else visit.says("Asked of")
        items = ", ".join(
            each.codes[0] if each.codes else each.description[:60]
            for each in request.transaction.items[:3]
        )
        found = [
            (asked, Piece(text=self.other)),
            (
                visit.says("Article"),
                Piece(text=self.reader.law(self.rule.article.split(" of ")[0])),
            ),
            (visit.says("Item"), Piece.theirs(items)),
            (
                visit.says("Destination"),
                Piece(text=self.reader.country(request.transaction.destination)),
            ),
        ]
        mover = self.model.consulted if self.model.state in OPEN_STATES else ""
        found.append((visit.says("Whose move"), Piece(text=mover or visit.says("nobody's"))))
        if deadline is not None:
            until = last_instant(self.reader, deadline)
            found.append((visit.says("Counts until"), Piece(text=until, at=deadline.last_instant)))
        return tuple(found)


async def read_question(visit: Visit, conversation_id: str) -> QuestionRead:
    """Return a consultation of either side, as far as the officer may read it.

    Raises:
        NotFoundError: There is no such consultation here, or it is not for her.
    """
    office = visit.office
    model = await get_consultation(office, visit.who, conversation_id)
    rule = office.law.procedure(model.rulebook, model.procedure)
    return QuestionRead(model, rule, office.code, visit.reader)


async def plan_about(visit: Visit, conversation_id: str) -> ActPlan:
    """Return what every act about a consultation shows of it; it is of a `QuestionRead`.

    Raises:
        NotFoundError: There is no such consultation here, or it is not for her.
    """
    question = await read_question(visit, conversation_id)
    return ActPlan(heading=question.name, facts=question.facts(visit), source=question)
