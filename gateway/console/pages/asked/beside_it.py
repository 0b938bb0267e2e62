"""Letters beside question and answer: supplement, information, forwarding, note, recall."""

from __future__ import annotations

from dataclasses import replace
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
from gateway.console.acts.derived import Ask, fields_of, sends
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.asked.answer_form import answer_fields, answer_of, start_of
from gateway.console.pages.asked.question import QuestionRead, plan_about
from gateway.console.visit import Visit
from gateway.domain.authority import member_state
from gateway.domain.calendars import zone_of
from gateway.domain.correspondence import ContactNote, InformationRequest, Supplement
from gateway.domain.letter import LetterType
from gateway.errors import InputError, StateError

(TEXT,) = fields_of(
    Supplement,
    text=Ask(
        "Text",
        "The other authority reads it; one thought to a paragraph, an empty line between two.",
        required=True,
        also=("request.text",),
    ),
)
REASON: Final = ActField("reason", "Why", "The other authority reads it.", FieldKind.PARAGRAPHS)
DAY: Final = ActField("day", "On which day", kind=FieldKind.DAY, also=("at",))
TIME: Final = ActField("time", "At what time", "By the clock here, such as 14:05.")


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
        raise InputError("time: this is no time of a day", remedy="Write it as 14:05.") from exc
    zone = ZoneInfo(zone_of(visit.office.code))
    return datetime.combine(day or visit.office.today, found.replace(tzinfo=None), tzinfo=zone)


# --- to add, to ask, to hand on ---------------------------------------------------------------


SUPPLEMENT: Final = DeskAct(
    code="supplement",
    title="Add information",
    effect="A letter adds to what was said; it changes nothing of it, and no new period begins. "
    "What the other authority had asked for is answered so.",
    needs=Permission.ASSESS,
    plan=plan_about,
    carry_out=sends(supplement, Supplement),
    done="what was added is sent.",
    fields=(TEXT,),
)


async def _ask(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> None:
    request = filled.model(InformationRequest)
    await ask_information(visit.office, visit.who, request, conversation_id=subject)


ASK_INFORMATION: Final = DeskAct(
    code="ask-information",
    title="Ask for information",
    effect="A letter asks the other authority. It is no answer: the period runs on, and silence "
    "means what it means.",
    needs=Permission.ASSESS,
    plan=plan_about,
    carry_out=_ask,
    button="Sign and ask",
    done="the other authority is asked.",
    fields=(
        TEXT,
        *fields_of(
            InformationRequest,
            wanted_by=Ask(
                "Wanted by",
                "A wish; no law follows from it.",
                FieldKind.DAY,
                also=("request.wanted_by",),
            ),
        ),
    ),
    key="i",
)


async def _plan_forward(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await plan_about(visit, conversation_id)
    question = plan.about(QuestionRead)
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
    options = tuple(ActOption(each, each) for each in sorted(others))
    to = ActField("to", "To which authority", kind=FieldKind.CHOICE, options=options)
    return replace(plan, fields=(to, _FOR_THEM))


_FOR_THEM: Final = ActField(
    "text", "Text", "The authority that gets it reads it.", FieldKind.PARAGRAPHS, required=False
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
    key="f",
)


async def _plan_note(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await plan_about(visit, conversation_id)
    start = {**now_here(visit), "channel": ("telephone",), "objection": ("no",)}
    return replace(plan, start=start)


async def _note(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> None:
    note = filled.model(ContactNote, at=instant_of(visit, filled))
    await note_contact(visit.office, visit.who, note, conversation_id=subject)


_CHANNEL: Final = Ask(
    "How",
    kind=FieldKind.CHOICE,
    required=True,
    options=(
        ActOption("telephone", "By telephone"),
        ActOption("meeting", "In a meeting"),
        ActOption("e_mail", "By e-mail"),
    ),
)

NOTE: Final = DeskAct(
    code="note",
    title="Note what was said",
    effect="What was said outside the gateway is put on record and sent to the other authority, "
    "which confirms it or says otherwise. An objection that was announced blocks silence; it is "
    "not the answer.",
    needs=Permission.ASSESS,
    plan=_plan_note,
    carry_out=_note,
    done="the note is sent.",
    fields=(
        *fields_of(
            ContactNote,
            text=Ask("What was said"),
            objection=Ask("Was an objection announced?", required=True),
        ),
        DAY,
        TIME,
        *fields_of(ContactNote, channel=_CHANNEL),
    ),
    key="n",
)


# --- to correct, to take back -----------------------------------------------------------------


async def _plan_recall(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await plan_about(visit, conversation_id)
    sent = await recallable_letters(visit.office, visit.who, conversation_id)
    if not sent:
        raise StateError("no letter of ours stands here", remedy="There is nothing to take back.")
    zone, word = ZoneInfo(zone_of(visit.office.code)), visit.reader.word
    options = tuple(
        ActOption(
            each.message_id,
            visit.says(
                "{letter} of {at}",
                letter=word(each.letter_type),
                at=visit.language.instant(each.at, zone),
            ),
        )
        for each in sent
    )
    which = ActField("message_id", "Which letter", kind=FieldKind.CHOICE, options=options)
    return replace(plan, fields=(which, REASON))


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
)


async def _plan_correction(visit: Visit, conversation_id: str) -> ActPlan:
    plan = await plan_about(visit, conversation_id)
    question = plan.about(QuestionRead)
    answer = question.model.answer
    sent = await recallable_letters(visit.office, visit.who, conversation_id)
    letter = next((each for each in sent if each.letter_type is LetterType.ANSWER), None)
    if answer is None or letter is None:
        raise StateError("no answer of ours stands here", remedy="Answer first.")
    return replace(
        plan,
        fields=(*answer_fields(question.asked), REASON),
        start={**start_of(question.asked, answer), _LETTER: (letter.message_id,)},
    )


_LETTER: Final = "message_id"
"""Under which name a plan says which letter is corrected; no field of the form shows it."""


async def _correct(visit: Visit, _: str, plan: ActPlan, filled: FilledIn) -> None:
    corrected = answer_of(plan.about(QuestionRead).asked, filled).model_dump(mode="json")
    (letter,), reason = plan.start[_LETTER], filled.free_texts("reason")
    await correct(visit.office, visit.who, letter, corrected, reason)


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
)
