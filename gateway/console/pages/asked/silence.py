"""Going on without the other gateway, where no answer came and it states nothing: on record."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gateway.casework.consultations.silence import confirm_silence, keeps_out_letters
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import ActField, ActPlan, DeskAct, FieldKind, LastLook
from gateway.console.acts.derived import sends
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.asked.question import QuestionRead, plan_about
from gateway.console.visit import Visit
from gateway.domain.case import OralNote
from gateway.domain.consultation import ConsultationState
from gateway.errors import StateError

_TRIED: Final = ActField(
    "text",
    "How you tried to reach them",
    "One line: when, whom, what was said. It stays on record with the consultation.",
)
_ALL_THE_SAME: Final = ActField(
    "despite_refused",
    "Do you go on although a letter of theirs was refused here, or cannot be used?",
    "It may be their answer. Ask them first to send it again.",
    FieldKind.YES_NO,
)


async def _plan(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await plan_about(visit, conversation_id)
    question = plan.about(QuestionRead)
    model = question.model
    if question.asked_of_us or model.by_hand or model.state is not ConsultationState.UNCONFIRMED:
        raise StateError(
            "no silence waits here to be confirmed", remedy="Look at the consultation again."
        )
    kept_out = await keeps_out_letters(visit.office, visit.who, conversation_id)
    return replace(
        plan,
        effect=(CONFIRM_SILENCE.effect, question.reader.law(question.rule.silence.sentence)),
        fields=(_TRIED, _ALL_THE_SAME) if kept_out else (_TRIED,),
    )


async def _look(visit: Visit, _: str, plan: ActPlan, __: FilledIn) -> LastLook:
    if not plan.about(QuestionRead).model.oral_objection:
        return LastLook()
    said = visit.says("They announced an objection by word of mouth. Is it not their answer?")
    return LastLook(warnings=(said,))


CONFIRM_SILENCE: Final = DeskAct(
    code="confirm-silence",
    title="Go on without their answer",
    effect="No answer counts, and their gateway has not stated that nothing is under way: nothing "
    "is concluded from silence by itself. You go on, on record, and the consultation is closed "
    "without an answer.",
    needs=Permission.DECIDE,
    plan=_plan,
    carry_out=sends(confirm_silence, OralNote),
    look=_look,
    button="Confirm and close",
    done="the consultation is closed without an answer.",
    fields=(_TRIED,),
)
