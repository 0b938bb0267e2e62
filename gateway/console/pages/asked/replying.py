"""The reply to a request for information: which wait for one, its form, and the act.

A request is a letter of its own: in the conversation of a consultation, of either side, or in one
that has nothing but it. So the act is about the letter. Its form has a choice for each standard
question, with the answers of the rulebook under which it was asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from gateway.casework.letters.information_request import questions_of, reply_information
from gateway.casework.letters.letters import get_letter, list_letters, view_of_letter
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import ActField, ActOption, ActPlan, DeskAct, DeskNoun, FieldKind
from gateway.console.acts.filled import FilledIn
from gateway.console.acts.offered import offered
from gateway.console.visit import Visit
from gateway.domain.calendars import zone_of
from gateway.domain.correspondence import (
    InformationReply,
    InformationRequest,
    LetterState,
    LetterView,
    StandardAnswer,
)
from gateway.domain.letter import LetterType
from gateway.domain.lists.filters import LetterFilter
from gateway.domain.page import PageRequest
from gateway.domain.rulebook.acts import StandardQuestion
from gateway.errors import StateError
from gateway.nouns import letter
from gateway.views.frame import Piece

LETTER: Final = DeskNoun.of(letter.LETTER)
SHOWN: Final = 25
"""Requests of one page; who has more replies to these first."""


async def _plan(visit: Visit, message_id: str) -> ActPlan:
    letter = await get_letter(visit.office, visit.who, message_id)
    request = asked_in(letter)
    if request is None:
        raise StateError(
            "nothing in this letter waits for a reply", remedy="Look at the letter again."
        )
    questions = await questions_of(visit.office, visit.who, message_id)
    view = await view_of_letter(visit.office, visit.who, message_id)
    says_what = view.sections[0]
    return ActPlan(
        heading=view.heading,
        facts=tuple(_facts(visit, letter, request)),
        blocks=tuple(block for part in says_what.parts for block in part.blocks),
        fields=(*_choices(visit, questions), *_words(request)),
        source=questions,
    )


def asked_in(letter: LetterView) -> InformationRequest | None:
    """Return what a letter asks, if we may still reply to it; a round has an act of its own."""
    said = letter.content
    if letter.ours or letter.state is not LetterState.OPEN:
        return None
    return said if isinstance(said, InformationRequest) and said.round is None else None


def _facts(
    visit: Visit, letter: LetterView, request: InformationRequest
) -> Iterator[tuple[str, Piece]]:
    yield visit.says("Asked by"), Piece(text=letter.peer)
    yield visit.says("Came"), visit.reader.instant(letter.at)
    if request.wanted_by is not None:
        yield visit.says("Wanted by"), Piece(text=visit.reader.day(request.wanted_by))


def _choices(visit: Visit, questions: tuple[StandardQuestion, ...]) -> Iterator[ActField]:
    for number, each in enumerate(questions, start=1):
        yield ActField(
            _name(number),
            visit.reader.law(each.text),
            kind=FieldKind.CHOICE,
            options=tuple(
                ActOption(answer.code, visit.reader.law(answer.label)) for answer in each.answer
            ),
            also=("answers",) if number == 1 else (),
        )


def _name(number: int) -> str:
    return f"question-{number}"


def _words(request: InformationRequest) -> Iterator[ActField]:
    yield ActField(
        "text",
        "Reply",
        "The other authority reads it; one thought to a paragraph, an empty line between two.",
        FieldKind.PARAGRAPHS,
        required=bool(request.text),
    )


async def _reply(visit: Visit, subject: str, plan: ActPlan, filled: FilledIn) -> None:
    questions = _questions(plan)
    reply = InformationReply(
        answers=tuple(
            StandardAnswer(question=each.code, answer=filled.one(_name(number)))
            for number, each in enumerate(questions, start=1)
        ),
        text=filled.free_texts("text"),
    )
    await reply_information(visit.office, visit.who, subject, reply)


def _questions(plan: ActPlan) -> tuple[StandardQuestion, ...]:
    return plan.source if isinstance(plan.source, tuple) else ()


REPLY: Final = DeskAct(
    code="reply",
    title="Reply to what was asked",
    effect="A letter gives the information. It is no answer to a consultation, and no period "
    "begins or ends with it.",
    needs=Permission.ANSWER,
    plan=_plan,
    carry_out=_reply,
    done="the reply is sent.",
)


async def replies_offered(visit: Visit, about: str) -> list[dict[str, str]]:
    """Return a link for each request that waits for a reply, for who may give it.

    Args:
        visit: Who looks.
        about: Where they stand: a conversation, or a case of ours.
    """
    if not visit.who.may(REPLY.needs):
        return []
    came = await waiting_letters(visit, about, LetterType.INFORMATION_REQUEST)
    return [_link(visit, each) for each in filter(asked_in, came)]


async def waiting_letters(visit: Visit, about: str, kind: LetterType) -> list[LetterView]:
    """Return letters of a kind that came and wait for what answers them; first ones first.

    Args:
        visit: Who looks.
        about: Where they stand: a conversation, or a case of ours.
        kind: Which letters.
    """
    wanted = LetterFilter(letter_type=kind, ours=False, state=LetterState.OPEN)
    found: list[LetterView] = []
    for place in (replace(wanted, conversation_id=about), replace(wanted, case_id=about)):
        page = await list_letters(visit.office, visit.who, place, page=PageRequest(limit=SHOWN))
        found += page.items
    return found


def _link(visit: Visit, letter: LetterView) -> dict[str, str]:
    at = visit.language.instant(letter.at, ZoneInfo(zone_of(visit.office.code)))
    (link,) = offered(visit, LETTER, letter.message_id, (REPLY,))
    title = visit.says("Reply to what {peer} asked on {at}", peer=letter.peer, at=at)
    return {**link, "title": title}
