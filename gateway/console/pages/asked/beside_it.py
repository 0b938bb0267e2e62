"""Letters beside question and answer: supplement, information, forwarding, note, recall."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from gateway.casework.letters.contacts import note_contact
from gateway.casework.letters.correction import correct
from gateway.casework.letters.forwarding import forward
from gateway.casework.letters.information_request import ask_information, supplement
from gateway.casework.letters.recall import recall, recallable_letters
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import ActField, ActOption, ActPlan, DeskAct, FieldKind
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.asked.answer_form import answer_fields, answer_of, start_of
from gateway.console.pages.asked.question import question_of, read_question
from gateway.console.visit import Visit
from gateway.domain.authority import member_state
from gateway.domain.calendars import zone_of
from gateway.domain.correspondence import ContactNote, InformationRequest, Supplement
from gateway.domain.letter import LetterType
from gateway.errors import InputError, StateError

TEXT: Final = ActField(
    name="text",
    label="Text",
    hint="The other authority reads it; one thought to a paragraph, an empty line between two.",
    kind=FieldKind.PARAGRAPHS,
    also=("request.text",),
)
REASON: Final = ActField(
    name="reason",
    label="Why",
    hint="The other authority reads it.",
    kind=FieldKind.PARAGRAPHS,
)
DAY: Final = ActField(name="day", label="On which day", kind=FieldKind.DAY, also=("at",))
TIME: Final = ActField(name="time", label="At what time", hint="By the clock here, such as 14:05.")


async def plain(visit: Visit, conversation_id: str) -> ActPlan:
    """Return what an act shows of the consultation that it is about."""
    question = await read_question(visit, conversation_id)
    return ActPlan(heading=question.name, facts=question.facts(visit), source=question)


# --- when it was ------------------------------------------------------------------------------


def now_here(visit: Visit) -> dict[str, tuple[str, ...]]:
    """Return the present day and minute as a form shows them."""
    now = visit.office.clock.now().astimezone(ZoneInfo(zone_of(visit.office.code)))
    return {"day": (now.date().isoformat(),), "time": (f"{now:%H:%M}",)}


def instant_of(visit: Visit, filled: FilledIn) -> datetime:
    """Return the instant that a form names by day and minute, by the clock here.

    Raises:
        InputError: The time is none.
    """
    day = filled.day("day")
    try:
        found = time.fromisoformat(filled.one("time"))
    except ValueError as exc:
        raise InputError(
            "time: this is no time of a day", remedy="Write it as 14:05.", field="time"
        ) from exc
    zone = ZoneInfo(zone_of(visit.office.code))
    return datetime.combine(day or visit.office.today, found.replace(tzinfo=None), tzinfo=zone)


# --- to add, to ask, to hand on ---------------------------------------------------------------


async def _supplement(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> None:
    await supplement(visit.office, visit.who, subject, Supplement(text=filled.free_texts("text")))


SUPPLEMENT: Final = DeskAct(
    code="supplement",
    title="Add information",
    effect="A letter adds to what was said; it changes nothing of it, and no new period begins. "
    "What the other authority had asked for is answered so.",
    needs=Permission.ASSESS,
    plan=plain,
    carry_out=_supplement,
    button="Sign and send",
    done="what was added is sent.",
    fields=(TEXT,),
    step_up=True,
)


async def _ask(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> None:
    request = InformationRequest(text=filled.free_texts("text"), wanted_by=filled.day("wanted_by"))
    await ask_information(visit.office, visit.who, request, conversation_id=subject)


ASK_INFORMATION: Final = DeskAct(
    code="ask-information",
    title="Ask for information",
    effect="A letter asks the other authority. It is no answer: the period runs on, and silence "
    "means what it means.",
    needs=Permission.ASSESS,
    plan=plain,
    carry_out=_ask,
    button="Sign and ask",
    done="the other authority is asked.",
    fields=(
        TEXT,
        ActField(
            name="wanted_by",
            label="Wanted by",
            hint="A wish; no law follows from it.",
            kind=FieldKind.DAY,
            required=False,
            also=("request.wanted_by",),
        ),
    ),
    step_up=True,
    key="i",
)


async def _plan_forward(visit: Visit, conversation_id: str) -> ActPlan:
    question = await read_question(visit, conversation_id)
    if question.model.forwarded_to is not None:
        raise StateError(
            "the question is with another authority of our State already",
            remedy="Wait for its answer, or answer here.",
        )
    members = visit.office.me.directory().members
    state = member_state(question.us)
    others = [each for each in members if each != question.us and member_state(each) == state]
    if not others:
        raise StateError("no other authority of our State has a gateway", remedy="Answer it here.")
    to = ActField(
        name="to",
        label="To which authority",
        kind=FieldKind.CHOICE,
        options=tuple(ActOption(value=each, label=each) for each in sorted(others)),
    )
    return ActPlan(
        heading=question.name, facts=question.facts(visit), fields=(to, _FOR_THEM), source=question
    )


_FOR_THEM: Final = ActField(
    name="text",
    label="Text",
    hint="The authority that gets it reads it.",
    kind=FieldKind.PARAGRAPHS,
    required=False,
)


async def _forward(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> None:
    text = filled.free_texts("text")
    await forward(visit.office, visit.who, subject, filled.one("to"), text)


FORWARD: Final = DeskAct(
    code="forward",
    title="Forward it within our State",
    effect="The competent authority of our State gets the question, and who asked is told. The "
    "period runs on; its answer is passed on as our State's.",
    needs=Permission.ANSWER,
    plan=_plan_forward,
    carry_out=_forward,
    button="Sign and forward",
    done="the question is forwarded.",
    step_up=True,
    key="f",
)


async def _plan_note(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await plain(visit, conversation_id)
    start = {**now_here(visit), "channel": ("telephone",), "objection": ("no",)}
    return ActPlan(heading=plan.heading, facts=plan.facts, start=start, source=plan.source)


async def _note(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> None:
    note = ContactNote(
        at=instant_of(visit, filled),
        channel=filled.one("channel"),
        text=filled.free_texts("text"),
        objection=filled.yes("objection"),
    )
    await note_contact(visit.office, visit.who, note, conversation_id=subject)


NOTE: Final = DeskAct(
    code="note",
    title="Note what was said",
    effect="What was said outside the gateway is put on record and sent to the other authority, "
    "which confirms it or says otherwise. An objection that was announced blocks silence; it is "
    "not the answer.",
    needs=Permission.ASSESS,
    plan=_plan_note,
    carry_out=_note,
    button="Sign and send",
    done="the note is sent.",
    fields=(
        ActField(name="text", label="What was said", kind=FieldKind.PARAGRAPHS),
        ActField(name="objection", label="Was an objection announced?", kind=FieldKind.YES_NO),
        DAY,
        TIME,
        ActField(
            name="channel",
            label="How",
            kind=FieldKind.CHOICE,
            options=(
                ActOption(value="telephone", label="By telephone"),
                ActOption(value="meeting", label="In a meeting"),
                ActOption(value="e_mail", label="By e-mail"),
            ),
        ),
    ),
    step_up=True,
    key="n",
)


# --- to correct, to take back -----------------------------------------------------------------


async def _plan_recall(visit: Visit, conversation_id: str) -> ActPlan:
    question = await read_question(visit, conversation_id)
    sent = await recallable_letters(visit.office, visit.who, conversation_id)
    if not sent:
        raise StateError("no letter of ours stands here", remedy="There is nothing to take back.")
    zone = ZoneInfo(zone_of(visit.office.code))
    which = ActField(
        name="message_id",
        label="Which letter",
        kind=FieldKind.CHOICE,
        options=tuple(
            ActOption(
                value=each.message_id,
                label=visit.says(
                    "{letter} of {at}",
                    letter=question.reader.word(each.letter_type),
                    at=visit.language.instant(each.at, zone),
                ),
            )
            for each in sent
        ),
    )
    return ActPlan(
        heading=question.name, facts=question.facts(visit), fields=(which, REASON), source=question
    )


async def _recall(visit: Visit, _: str, __: ActPlan, filled: FilledIn) -> None:
    named = filled.one("message_id")
    await recall(visit.office, visit.who, named, filled.free_texts("reason"))


RECALL: Final = DeskAct(
    code="recall",
    title="Take a letter back",
    effect="The letter was sent in error: the other authority seals its contents at once and says "
    "who had read it. A question that is taken back was never asked; an answer that is taken back "
    "was not given, and the period that is left runs.",
    needs=Permission.ASSESS,
    plan=_plan_recall,
    carry_out=_recall,
    button="Sign and take it back",
    done="the letter is taken back.",
    step_up=True,
)


async def _plan_correction(visit: Visit, conversation_id: str) -> ActPlan:
    question = await read_question(visit, conversation_id)
    answer = question.model.answer
    sent = await recallable_letters(visit.office, visit.who, conversation_id)
    letter = next((each for each in sent if each.letter_type is LetterType.ANSWER), None)
    if answer is None or letter is None:
        raise StateError("no answer of ours stands here", remedy="Answer first.")
    start = {**start_of(question.asked, answer), "message_id": (letter.message_id,)}
    return ActPlan(
        heading=question.name,
        facts=question.facts(visit),
        fields=(*answer_fields(question.asked), REASON),
        start=start,
        source=(question, letter.message_id),
    )


async def _correct(visit: Visit, _: str, plan: ActPlan, filled: FilledIn) -> None:
    question, message_id = question_of(plan), letter_of(plan)
    corrected = answer_of(question.asked, filled).model_dump(mode="json")
    reason = filled.free_texts("reason")
    await correct(visit.office, visit.who, message_id, corrected, reason)


def letter_of(plan: ActPlan) -> str:
    """Return the letter of which a plan speaks, whose question it holds as well."""
    source = plan.source
    return str(source[1]) if isinstance(source, tuple) else ""


CORRECT: Final = DeskAct(
    code="correct",
    title="Correct our answer",
    effect="A letter says what the answer should have been; both stay visible. What follows from "
    "the answer follows from the corrected one, as far as the period allows.",
    needs=Permission.ASSESS,
    plan=_plan_correction,
    carry_out=_correct,
    button="Sign and correct",
    done="the answer is corrected.",
    step_up=True,
)
