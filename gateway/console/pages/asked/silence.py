"""Going on without the other gateway, where no answer came and it states nothing: on record."""

from __future__ import annotations

from typing import Final

from gateway.casework.consultations.closing import confirm_silence, keeps_out_letters
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import ActField, ActPlan, DeskAct, FieldKind, LastLook
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.asked.question import question_of, read_question
from gateway.console.visit import Visit
from gateway.domain.case import OralNote
from gateway.domain.consultation import ConsultationState
from gateway.errors import StateError

_TRIED: Final = ActField(
    name="text",
    label="How you tried to reach them",
    hint="One line: when, whom, what was said. It stays on record with the consultation.",
)
_ALL_THE_SAME: Final = ActField(
    name="despite_refused",
    label="Do you go on although a letter of theirs was refused here, or cannot be used?",
    hint="It may be their answer. Ask them first to send it again.",
    kind=FieldKind.YES_NO,
)


async def _plan(visit: Visit, conversation_id: str) -> ActPlan:
    question = await read_question(visit, conversation_id)
    model = question.model
    if question.asked_of_us or model.by_hand or model.state is not ConsultationState.UNCONFIRMED:
        raise StateError(
            "no silence waits here to be confirmed", remedy="Look at the consultation again."
        )
    kept_out = await keeps_out_letters(visit.office, visit.who, conversation_id)
    return ActPlan(
        heading=question.name,
        facts=question.facts(visit),
        effect=(CONFIRM_SILENCE.effect, question.reader.law(question.rule.silence.sentence)),
        fields=(_TRIED, _ALL_THE_SAME) if kept_out else (_TRIED,),
        source=question,
    )


async def _look(visit: Visit, _: str, plan: ActPlan, __: FilledIn) -> LastLook:
    if not question_of(plan).model.oral_objection:
        return LastLook()
    said = visit.says("They announced an objection by word of mouth. Is it not their answer?")
    return LastLook(warnings=(said,))


async def _confirm(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> None:
    note = OralNote(text=filled.one("text"), despite_refused=filled.yes("despite_refused"))
    await confirm_silence(visit.office, visit.who, subject, note)


CONFIRM_SILENCE: Final = DeskAct(
    code="confirm-silence",
    title="Go on without their answer",
    effect="No answer counts, and their gateway has not stated that nothing is under way: nothing "
    "is concluded from silence by itself. You go on, on record, and the consultation is closed "
    "without an answer.",
    needs=Permission.DECIDE,
    plan=_plan,
    carry_out=_confirm,
    look=_look,
    button="Confirm and close",
    done="the consultation is closed without an answer.",
    fields=(_TRIED,),
    step_up=True,
)
