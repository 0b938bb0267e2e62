"""Answering, and the second officer's confirmation of an answer that was proposed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gateway.casework.consultations.incoming_request import answer_consultation, confirm_answer
from gateway.casework.consultations.proposed_answer import preview_answer, read_proposed
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import ActPlan, DeskAct, LastLook
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.asked.answer_form import answer_fields, answer_of, start_of
from gateway.console.pages.asked.question import QuestionRead, plan_about
from gateway.console.visit import Visit
from gateway.domain.consultation import ConsultationAnswer
from gateway.errors import StateError
from gateway.views.answer_view import answer_part, effects_of
from gateway.views.frame import Block, Lines, Piece
from gateway.views.record_view import acts_table

_LATE: Final = "The last instant is over: it would be kept at the other side without effect."


async def _plan(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await plan_about(visit, conversation_id)
    question = plan.about(QuestionRead)
    if not question.asked_of_us:
        raise StateError(
            "we asked in this consultation; the other side answers",
            remedy="Look at what is asked of us in the inbox.",
        )
    proposed = question.model.answer_proposed
    said = visit.says(
        "Without an answer: {sentence}",
        sentence=visit.language.text(question.rule.silence.sentence),
    )
    return replace(
        plan,
        effect=(ANSWER_IT.effect, said),
        fields=answer_fields(question.asked),
        start={} if proposed is None else start_of(question.asked, proposed),
        second_officer=question.rule.second_officer,
    )


async def _look(visit: Visit, subject: str, plan: ActPlan, filled: FilledIn) -> LastLook:
    question = plan.about(QuestionRead)
    answer = answer_of(question.asked, filled)
    seen = await preview_answer(visit.office, visit.who, subject, answer)
    return LastLook(
        facts=_facts(visit, question, answer),
        digest=seen.digest,
        warnings=(_LATE,) if seen.late else (),
    )


def _facts(
    visit: Visit, question: QuestionRead, answer: ConsultationAnswer
) -> tuple[tuple[str, Piece], ...]:
    """Return what an answer comes to, and what follows from it."""
    option = question.rule.option(answer.answer)
    effects = "; ".join(each.text for each in effects_of(question.reader, option))
    found = [
        (visit.says("Our State's answer"), _strong(visit.language.text(option.label))),
        (visit.says("What follows"), Piece(text=visit.language.text(option.meaning))),
    ]
    if effects:
        found.append((visit.says("Effect"), Piece(text=effects)))
    return tuple(found)


def _strong(text: str) -> Piece:
    return Piece(text=text, strong=True)


async def _send(visit: Visit, subject: str, plan: ActPlan, filled: FilledIn) -> None:
    answer = answer_of(plan.about(QuestionRead).asked, filled)
    await answer_consultation(visit.office, visit.who, subject, answer)


ANSWER_IT: Final = DeskAct(
    code="answer",
    title="Answer",
    effect="Our State's answer is signed and sent to the authority that asked.",
    needs=Permission.ANSWER,
    plan=_plan,
    look=_look,
    carry_out=_send,
    done="the answer was sent.",
    proposed="the answer is proposed. It is sent when a second officer confirms it.",
    key="a",
)


async def _plan_confirmation(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await plan_about(visit, conversation_id)
    question = plan.about(QuestionRead)
    proposed = question.model.answer_proposed
    if proposed is None:
        raise StateError("no answer is proposed", remedy="Look at the consultation again.")
    visit.who.require_second(
        question.model.answer_proposed_by,
        "the officer who proposed an answer does not confirm it",
    )
    reader = question.reader
    heading = visit.says("Proposed by {officer}", officer=question.model.answer_proposed_by)
    part = answer_part(reader, question.rule, heading, proposed, by=question.model.consulted)
    seen = await read_proposed(visit.office, visit.who, conversation_id, proposed)
    since = visit.says("Since then")
    nothing = Piece(text=visit.says("Nothing was done since it was proposed."))
    changed = acts_table(reader, seen.since, since) or Lines(heading=since, lines=(nothing,))
    blocks: tuple[Block, ...] = () if part is None else part.blocks
    by = (visit.says("Proposed by"), Piece.theirs(question.model.answer_proposed_by))
    return replace(
        plan,
        facts=(*plan.facts, by),
        blocks=(*blocks, changed),
        source=seen.digest,
    )


async def _look_again(_: Visit, __: str, plan: ActPlan, ___: FilledIn) -> LastLook:
    return LastLook(digest=str(plan.source))


async def _confirm(visit: Visit, subject: str, _: ActPlan, __: FilledIn) -> None:
    await confirm_answer(visit.office, visit.who, subject)


CONFIRM_ANSWER: Final = DeskAct(
    code="confirm-answer",
    title="Confirm the proposed answer",
    effect="The answer is signed and sent as it was proposed; you are the second officer. If it "
    "should be another one, propose that instead.",
    needs=Permission.DECIDE,
    plan=_plan_confirmation,
    look=_look_again,
    carry_out=_confirm,
    done="the answer was sent.",
    key="a",
)
