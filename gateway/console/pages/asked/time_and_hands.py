"""More time for an answer, the reply to such a wish, and in whose hands a question is."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gateway.casework.consultations.consultations import assign, reply_extension
from gateway.casework.consultations.incoming_request import request_extension
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import ActField, ActPlan, DeskAct, FieldKind, seldom
from gateway.console.acts.derived import Ask, fields_of, sends
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.asked.question import QuestionRead, plan_about
from gateway.console.visit import Visit
from gateway.domain.consultation import ConsultationState, ExtensionReply, ExtensionRequest
from gateway.domain.rulebook.words import extension_in_words
from gateway.errors import StateError
from gateway.views.frame import Piece


async def _plan_more_time(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await plan_about(visit, conversation_id)
    question = plan.about(QuestionRead)
    extension, model = question.rule.extension, question.model
    if model.state is not ConsultationState.RUNNING:
        raise StateError(
            "the consultation is {state}; no period runs that could be prolonged",
            remedy="Look at the consultation again.",
            state=model.state,
        )
    if extension is None:
        raise StateError(
            "the law gives no more time here", remedy="Answer within the period that runs."
        )
    said = visit.language.text(extension_in_words(extension))
    return replace(plan, effect=(MORE_TIME.effect, said))


MORE_TIME: Final = DeskAct(
    code="more-time",
    title="Ask for more time",
    effect="A letter asks the other authority for more working days. The period runs on until it "
    "agrees, unless the law asks nobody's agreement.",
    needs=Permission.ANSWER,
    plan=_plan_more_time,
    carry_out=sends(request_extension, ExtensionRequest),
    button="Sign and ask",
    done="the other authority is asked for more time.",
    fields=fields_of(
        ExtensionRequest,
        working_days=Ask("Working days more", "On top of the period that runs."),
        reason=Ask("Why more time is needed", "The other authority reads it."),
    ),
    key="t",
)


async def _plan_reply(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await plan_about(visit, conversation_id)
    wish = plan.about(QuestionRead).model.extension_pending
    if wish is None:
        raise StateError("nobody asks for more time here", remedy="Look at the consultation again.")
    days = str(wish.working_days)
    return replace(
        plan,
        facts=(*plan.facts, (visit.says("Working days asked for"), Piece(text=days))),
        start={"working_days": (days,)},
    )


async def _reply(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> None:
    days = filled.number("working_days") if filled.yes("accepted") else 0
    reply = filled.model(ExtensionReply, working_days=days)
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
    fields=fields_of(
        ExtensionReply,
        accepted=Ask("Do you agree?"),
        working_days=Ask(
            "Working days more", "As many as were asked for, or fewer.", required=False
        ),
        reason=Ask("Reason", "The other authority reads it."),
    ),
    key="t",
)


async def _plan_hands(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await plan_about(visit, conversation_id)
    return replace(plan, start={"assignee": (visit.who.name,)})


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
            "assignee",
            "In whose hands",
            "Name of an account; left empty, it is in nobody's.",
            required=False,
        ),
        seldom(
            "note",
            "Note",
            "What who takes it over is to know; it stays in this authority.",
            FieldKind.LONG_TEXT,
        ),
    ),
    looked_at=False,
    key="h",
    step_up=False,
)
