"""What another authority of our State forwarded to us: our answer by form, or handing it back."""

from __future__ import annotations

from typing import Final

from gateway.casework.letters.forwarding import reply_forwarded
from gateway.casework.letters.letters import get_letter, view_of_letter
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import ActField, ActPlan, DeskAct, FieldKind
from gateway.console.acts.filled import FilledIn
from gateway.console.acts.offered import offered
from gateway.console.pages.asked.answer_form import answer_fields, answer_of
from gateway.console.pages.asked.question import AnswerAsked
from gateway.console.pages.asked.replying import LETTER, waiting_letters
from gateway.console.visit import Visit
from gateway.domain.correspondence import Forwarding, LetterState, LetterView
from gateway.domain.letter import LetterType
from gateway.errors import StateError
from gateway.views.frame import Piece

_WORDS: Final = ActField(
    "text",
    "In words",
    "The authority that forwarded it reads them; one thought to a paragraph, an empty line "
    "between two.",
    FieldKind.PARAGRAPHS,
    required=False,
)


def forwarded_in(letter: LetterView) -> Forwarding | None:
    """Return what a letter forwards to us, if we may still answer it."""
    if letter.ours or letter.state is not LetterState.OPEN:
        return None
    return letter.content if isinstance(letter.content, Forwarding) else None


async def _plan(visit: Visit, message_id: str) -> ActPlan:
    letter = await get_letter(visit.office, visit.who, message_id)
    content = forwarded_in(letter)
    if content is None:
        raise StateError(
            "nothing in this letter waits for an answer", remedy="Look at the letter again."
        )
    rule = visit.office.law.procedure(content.rulebook, content.request.procedure)
    asked = AnswerAsked(rule, content.request.denials, visit.reader)
    view = await view_of_letter(visit.office, visit.who, message_id)
    return ActPlan(
        heading=view.heading,
        facts=(
            (visit.says("Asked by"), Piece(text=content.asking)),
            (visit.says("Forwarded by"), Piece(text=letter.peer)),
            (visit.says("Article"), Piece(text=visit.reader.law(rule.article.split(" of ")[0]))),
            (visit.says("Counts until"), visit.reader.end_of(content.last_instant)),
        ),
        blocks=tuple(block for part in view.sections[0].parts for block in part.blocks),
        fields=(*answer_fields(asked), _WORDS),
        source=asked,
    )


async def _answer(visit: Visit, subject: str, plan: ActPlan, filled: FilledIn) -> None:
    answer = answer_of(plan.about(AnswerAsked), filled)
    await reply_forwarded(visit.office, visit.who, subject, answer, filled.free_texts("text"))


ANSWER_FORWARDED: Final = DeskAct(
    code="answer-forwarded",
    title="Answer for our State",
    effect="It goes to who forwarded the question, whose gateway passes it on at once, as our "
    "State's answer.",
    needs=Permission.ANSWER,
    plan=_plan,
    carry_out=_answer,
    done="the answer is sent.",
    key="a",
)


async def _plan_back(visit: Visit, message_id: str) -> ActPlan:
    plan = await _plan(visit, message_id)
    return ActPlan(heading=plan.heading, facts=plan.facts, blocks=plan.blocks)


async def _hand_back(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> None:
    await reply_forwarded(visit.office, visit.who, subject, None, filled.free_texts("text"))


HAND_BACK: Final = DeskAct(
    code="hand-back",
    title="Hand it back",
    effect="We are not competent either. Who forwarded it answers, or finds who does; the period "
    "runs on.",
    needs=Permission.ANSWER,
    plan=_plan_back,
    carry_out=_hand_back,
    done="it is handed back.",
    fields=(
        ActField("text", "Why", "The authority that forwarded it reads it.", FieldKind.PARAGRAPHS),
    ),
)

FORWARDED: Final = (ANSWER_FORWARDED, HAND_BACK)


async def forwarded_offered(visit: Visit, about: str) -> list[dict[str, str]]:
    """Return links to what may be done with what was forwarded in a conversation."""
    found = await waiting_letters(visit, about, LetterType.FORWARDING)
    return [link for each in found for link in offered(visit, LETTER, each.message_id, FORWARDED)]
