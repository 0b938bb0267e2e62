"""Consultations that officers carry: what came by telephone or mail is recorded, and confirmed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gateway.casework.consultations.offline_records import confirm_record, record, refuse_record
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import ActField, ActOption, ActPlan, DeskAct, FieldKind
from gateway.console.acts.derived import Ask, fields_of
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.asked.answer_form import answer_fields, answer_of
from gateway.console.pages.asked.beside_it import DAY, TIME, instant_of, now_here
from gateway.console.pages.asked.question import QuestionRead, plan_about
from gateway.console.visit import Visit
from gateway.domain.consultation import HandKind, HandRecord, Means, Recording
from gateway.errors import StateError
from gateway.views.frame import Piece
from gateway.views.record_view import record_blocks


async def _plan_recording(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await plan_about(visit, conversation_id)
    start = {**now_here(visit), "means": (str(Means.TELEPHONE),)}
    return replace(plan, start=start, second_officer=True)


_WHEN: Final = (*fields_of(Recording, means=Ask("By what it came")), DAY, TIME)
_PROOF: Final = Ask(
    "Where the proof lies",
    "The number in the office's file of the letter, mail or note of the call.",
)


async def _plan_answer(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await _plan_recording(visit, conversation_id)
    first, *further = answer_fields(plan.about(QuestionRead).asked)
    where = fields_of(Recording, reference=replace(_PROOF, required=True))
    return replace(plan, fields=(first, *where, *further, *_WHEN))


async def _record_answer(visit: Visit, subject: str, plan: ActPlan, filled: FilledIn) -> None:
    answer = answer_of(plan.about(QuestionRead).asked, filled)
    recording = Recording(
        kind=HandKind.ANSWERED,
        at=instant_of(visit, filled),
        means=Means(filled.one("means")),
        reference=filled.one("reference"),
        answer=answer,
    )
    await record(visit.office, visit.who, subject, recording)


RECORD_ANSWER: Final = DeskAct(
    code="record-answer",
    title="Record their answer",
    effect="What the authority answered by another way is put on record. It has the effect of a "
    "letter when a second officer has confirmed it.",
    needs=Permission.ASSESS,
    plan=_plan_answer,
    carry_out=_record_answer,
    button="Record it",
    done="the answer is recorded.",
    proposed="the answer is recorded. It counts when a second officer confirms it.",
    key="a",
)


async def _record_other(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> None:
    recording = filled.model(Recording, at=instant_of(visit, filled))
    await record(visit.office, visit.who, subject, recording)


RECORD_OTHER: Final = DeskAct(
    code="record",
    title="Record what happened",
    effect="That the question was received starts the period; that nobody answered closes the "
    "consultation as the law says of silence. Either counts when a second officer has confirmed "
    "it.",
    needs=Permission.ASSESS,
    plan=_plan_recording,
    carry_out=_record_other,
    button="Record it",
    done="it is recorded.",
    proposed="it is recorded. It counts when a second officer confirms it.",
    fields=(
        *fields_of(
            Recording,
            kind=Ask(
                "What happened",
                options=(
                    ActOption(HandKind.RECEIVED, "They received the question", key="1"),
                    ActOption(HandKind.NO_ANSWER, "They did not answer", key="2"),
                ),
            ),
            reference=_PROOF,
            text=Ask("In words", "It stays on record here."),
        ),
        *_WHEN,
    ),
)


# --- the second officer -----------------------------------------------------------------------


def waiting_record(records: tuple[HandRecord, ...]) -> HandRecord:
    """Return the earliest record that waits for a second officer.

    Raises:
        StateError: None waits.
    """
    found = next((each for each in records if each.waits), None)
    if found is None:
        raise StateError("no record waits here", remedy="Look at the consultation again.")
    return found


async def _plan_look(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await plan_about(visit, conversation_id)
    question = plan.about(QuestionRead)
    waits = waiting_record(question.model.records)
    return replace(
        plan,
        facts=(*plan.facts, (visit.says("Recorded by"), Piece.theirs(waits.by))),
        blocks=tuple(filter(None, record_blocks(question.reader, waits, question.rule))),
        source=waits,
    )


async def _plan_confirmation(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await _plan_look(visit, conversation_id)
    visit.who.require_second(
        plan.about(HandRecord).by, "who recorded something does not confirm it"
    )
    return plan


async def _confirm(visit: Visit, subject: str, plan: ActPlan, _: FilledIn) -> None:
    await confirm_record(visit.office, visit.who, subject, plan.about(HandRecord).number)


CONFIRM_RECORD: Final = DeskAct(
    code="confirm-record",
    title="Confirm what was recorded",
    effect="It has the effect of a letter from then on; you attest it as the second officer.",
    needs=Permission.DECIDE,
    plan=_plan_confirmation,
    carry_out=_confirm,
    button="Confirm it",
    done="the record is confirmed.",
    key="c",
)


async def _refuse(visit: Visit, subject: str, plan: ActPlan, filled: FilledIn) -> None:
    why = filled.needed_text("why")
    await refuse_record(visit.office, visit.who, subject, plan.about(HandRecord).number, why)


REFUSE_RECORD: Final = DeskAct(
    code="refuse-record",
    title="Refuse what was recorded",
    effect="It stays on record without effect.",
    needs=Permission.ASSESS,
    plan=_plan_look,
    carry_out=_refuse,
    button="Refuse it",
    done="the record is refused.",
    fields=(ActField("why", "Why", kind=FieldKind.LONG_TEXT),),
    step_up=False,
)
