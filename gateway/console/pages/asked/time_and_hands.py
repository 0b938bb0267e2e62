"""More time for an answer, the reply to such a wish, and in whose hands a question is."""

from __future__ import annotations

from typing import Final

from gateway.casework.consultations.consultations import assign, reply_extension
from gateway.casework.consultations.incoming_request import request_extension
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import ActField, ActPlan, DeskAct, FieldKind
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.asked.question import QuestionRead, read_question
from gateway.console.visit import Visit
from gateway.domain.consultation import ConsultationState, ExtensionReply, ExtensionRequest
from gateway.domain.rulebook.words import extension_in_words
from gateway.errors import StateError
from gateway.views.frame import Piece


async def _plan(visit: Visit, conversation_id: str) -> ActPlan:
    question = await read_question(visit, conversation_id)
    return plain_plan(visit, question)


def plain_plan(visit: Visit, question: QuestionRead, *effect: str) -> ActPlan:
    """Return what every act about a question shows of it."""
    return ActPlan(
        heading=question.name, facts=question.facts(visit), effect=effect, source=question
    )


async def _plan_more_time(visit: Visit, conversation_id: str) -> ActPlan:
    question = await read_question(visit, conversation_id)
    extension, model = question.rule.extension, question.model
    if model.state is not ConsultationState.RUNNING:
        raise StateError(
            f"the consultation is {model.state}; no period runs that could be prolonged",
            remedy="Look at the consultation again.",
        )
    if extension is None:
        raise StateError(
            "the law gives no more time here", remedy="Answer within the period that runs."
        )
    return plain_plan(
        visit, question, MORE_TIME.effect, visit.language.text(extension_in_words(extension))
    )


async def _ask_for_time(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> None:
    wanted = ExtensionRequest.model_validate(
        {"working_days": filled.number("working_days"), "reason": filled.free_text("reason")}
    )
    await request_extension(visit.office, visit.who, subject, wanted)


MORE_TIME: Final = DeskAct(
    code="more-time",
    title="Ask for more time",
    effect="A letter asks the other authority for more working days. The period runs on until it "
    "agrees, unless the law asks nobody's agreement.",
    needs=Permission.ANSWER,
    plan=_plan_more_time,
    carry_out=_ask_for_time,
    button="Sign and ask",
    done="the other authority is asked for more time.",
    fields=(
        ActField(
            name="working_days",
            label="Working days more",
            hint="On top of the period that runs.",
            kind=FieldKind.NUMBER,
        ),
        ActField(
            name="reason",
            label="Why more time is needed",
            hint="The other authority reads it.",
            kind=FieldKind.LONG_TEXT,
            also=("reason.text",),
        ),
    ),
    step_up=True,
    key="t",
)


async def _plan_reply(visit: Visit, conversation_id: str) -> ActPlan:
    question = await read_question(visit, conversation_id)
    wish = question.model.extension_pending
    if wish is None:
        raise StateError("nobody asks for more time here", remedy="Look at the consultation again.")
    plan = plain_plan(visit, question)
    return ActPlan(
        heading=plan.heading,
        facts=(
            *plan.facts,
            (visit.says("Working days asked for"), Piece(text=str(wish.working_days))),
        ),
        start={"working_days": (str(wish.working_days),)},
        source=question,
    )


async def _reply(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> None:
    accepted = filled.yes("accepted")
    days = filled.number("working_days") if accepted else 0
    reply = ExtensionReply.model_validate(
        {"accepted": accepted, "working_days": days, "reason": filled.free_texts("reason")}
    )
    await reply_extension(visit.office, visit.who, subject, reply)


REPLY_TIME: Final = DeskAct(
    code="reply-time",
    title="Answer the wish for more time",
    effect="Agreed, the last day moves by so many working days, and silence counts only after it. "
    "Refused, the period that runs stays.",
    needs=Permission.ASSESS,
    plan=_plan_reply,
    carry_out=_reply,
    button="Sign and reply",
    done="the wish for more time is answered.",
    fields=(
        ActField(name="accepted", label="Do you agree?", kind=FieldKind.YES_NO),
        ActField(
            name="working_days",
            label="Working days more",
            hint="As many as were asked for, or fewer.",
            kind=FieldKind.NUMBER,
            required=False,
        ),
        ActField(
            name="reason",
            label="Reason",
            hint="The other authority reads it.",
            kind=FieldKind.PARAGRAPHS,
            required=False,
        ),
    ),
    step_up=True,
    key="t",
)


async def _plan_hands(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await _plan(visit, conversation_id)
    return ActPlan(
        heading=plan.heading,
        facts=plan.facts,
        start={"assignee": (visit.who.name,)},
        source=plan.source,
    )


async def _assign(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> None:
    note = filled.free_text("note")
    await assign(visit.office, visit.who, subject, filled.one("assignee"), note)


ASSIGN: Final = DeskAct(
    code="assign",
    title="Take it, or hand it over",
    effect="It stands in that officer's inbox as hers. Nothing leaves this authority.",
    needs=Permission.ANSWER,
    plan=_plan_hands,
    carry_out=_assign,
    button="Put it there",
    done="it is in these hands now.",
    fields=(
        ActField(
            name="assignee",
            label="In whose hands",
            hint="Name of an account; left empty, it is in nobody's.",
            required=False,
        ),
        ActField(
            name="note",
            label="Note",
            hint="What who takes it over is to know; it stays in this authority.",
            kind=FieldKind.LONG_TEXT,
            required=False,
            folded=True,
        ),
    ),
    looked_at=False,
    key="h",
)
