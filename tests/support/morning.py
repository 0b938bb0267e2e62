"""What officers do with letters beside a question and its answer, in few words."""

from __future__ import annotations

from typing import Any

from gateway.casework.handlers.workflow_steps import sweep
from gateway.casework.letters import letters
from gateway.domain.correspondence import LetterView
from gateway.domain.letter import LetterType
from gateway.domain.lists.filters import LetterFilter
from tests.support.federation_case import ANNA, CaseFederation, Desk


async def conversation(desk: Desk, conversation_id: str) -> tuple[LetterView, ...]:
    """Every letter of a conversation, as one officer reads it."""
    return (
        await letters.list_letters(
            desk.node.office, ANNA, LetterFilter(conversation_id=conversation_id)
        )
    ).items


async def the_letter(desk: Desk, conversation_id: str, letter_type: LetterType) -> LetterView:
    """The one letter of a type in a conversation."""
    found = [
        each
        for each in await conversation(desk, conversation_id)
        if each.letter_type is letter_type
    ]
    assert len(found) == 1, [each.letter_type for each in found]
    return found[0]


async def newest(desk: Desk) -> LetterView:
    """The letter that came or went last, beside questions and answers."""
    return ((await letters.list_letters(desk.node.office, ANNA)).items)[-1]


async def waiting(desk: Desk) -> list[str]:
    """Texts of the tasks of an office."""
    return [task.text for task in await desk.tasks()]


async def sweep_dates(federation: CaseFederation) -> None:
    """Do in every office what is due today, as the daily sweep does."""
    for desk in federation.desks.values():
        if desk.up:
            await sweep(desk.node.office)
    await federation.settle()


def content(letter: LetterView) -> dict[str, Any]:
    """What a letter says."""
    assert letter.content is not None, "the letter is sealed"
    return letter.content.model_dump(mode="json")
