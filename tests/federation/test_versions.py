"""What a letter says after corrections and recalls, and what follows from it and what not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.consultations.consultations import list_consultations
from gateway.casework.letters.correction import correct
from gateway.casework.letters.recall import recall
from gateway.casework.records.correspondence import Draft, place_of, send
from gateway.casework.services import Work
from gateway.domain.base import Model
from gateway.domain.case import Case
from gateway.domain.consultation import ConsultationAnswer
from gateway.domain.correspondence import ContactReply, Correction, LetterView
from gateway.domain.letter import LetterType
from gateway.errors import InputError, Reason, StateError
from gateway.exchange.journal import find_row
from tests.support.consultations import GRANT, State, ask, last_instant
from tests.support.federation_case import ANNA, GRACE, SECOND, CaseFederation, Desk, text
from tests.support.morning import content, conversation, the_letter
from tests.support.one_state import answers, goods_in
from tests.support.proofs import proved
from tests.support.raising import present, refuses

WHY = (text("A slip of the pen."),)


async def change(desk: Desk, inside: str, letter_type: LetterType, **fields: Any) -> LetterView:
    """Correct some fields of a letter of ours; of its transaction with ``transaction``."""
    letter = await the_letter(desk, inside, letter_type)
    before = content(letter)
    within = fields.pop("transaction", {})
    after = {**before, **fields}
    if within:
        after["transaction"] = {**before["transaction"], **within}
    return await correct(desk.node.office, ANNA, letter.message_id, after, WHY)


async def answered(three: CaseFederation, answer: str) -> tuple[Case, str, datetime]:
    """NL answers: the case, the consultation, its last instant."""
    case = await goods_in(three, "NL")
    due = await three.due(case, "NL")
    await answers(three, case, "NL", answer)
    return case, (await three.of(case, "NL")).conversation_id, due


async def counts(three: CaseFederation, case: Case) -> str | None:
    """The answer that counts at Berlin, the same as at The Hague."""
    ours = await three.of(case, "NL")
    theirs = await three["NL"].consultation(ours.conversation_id)
    assert ours.answer == theirs.answer
    return None if ours.answer is None else ours.answer.answer


async def test_a_recall_of_an_answer_that_was_corrected_takes_effect(
    three: CaseFederation, tmp_path: Path
) -> None:
    case, inside, _ = await answered(three, "objection")
    first = await the_letter(three["NL"], inside, LetterType.ANSWER)
    await change(three["NL"], inside, LetterType.ANSWER, answer="no_objection")
    await three.settle()
    await recall(three["NL"].node.office, ANNA, first.message_id, WHY)
    await three.settle()
    assert await counts(three, case) is None
    assert (await three.of(case, "NL")).state is State.RUNNING
    with pytest.raises(StateError):
        await three["DE"].propose(case.case_id, GRANT)
    await proved(three["DE"], case.case_id, tmp_path)


async def test_a_recalled_correction_lets_the_first_version_stand(
    three: CaseFederation, tmp_path: Path
) -> None:
    case, inside, _ = await answered(three, "objection")
    correction = await change(three["NL"], inside, LetterType.ANSWER, answer="no_objection")
    await three.settle()
    await recall(three["NL"].node.office, ANNA, correction.message_id, WHY)
    await three.settle()
    assert await counts(three, case) == "objection"
    with pytest.raises(StateError, match="objected"):
        await three["DE"].propose(case.case_id, GRANT)
    await proved(three["DE"], case.case_id, tmp_path)
    await proved(three["NL"], inside, tmp_path)


async def test_an_unusable_correction_never_counts_as_what_stands(three: CaseFederation) -> None:
    """NL sends a correction that its rulebook does not know, and then recalls its answer."""
    case, inside, _ = await answered(three, "objection")
    first = await the_letter(three["NL"], inside, LetterType.ANSWER)
    await sends_correction(
        three["NL"], inside, first.message_id, ConsultationAnswer(answer="maybe")
    )
    await three.settle()
    assert "correction.unusable" in await three["DE"].task_kinds()
    came = await the_letter(three["DE"], inside, LetterType.ANSWER)
    assert came.corrected_by == ()
    await recall(three["NL"].node.office, ANNA, first.message_id, WHY)
    await three.settle()
    assert (await three.of(case, "NL")).answer is None


async def sends_correction(desk: Desk, inside: str, message_id: str, after: Model) -> None:
    """A gateway of another make sends a correction that ours would not."""
    letter = await the_letter(desk, inside, LetterType.ANSWER)
    node = desk.node
    held = await node.db.read(lambda conn: _digest(conn, letter.message_id))
    content_ = Correction(
        message_id=message_id, message_digest=held, fields=("answer",), reason=WHY
    )
    draft = Draft(content=content_, beside=(after,))
    await node.db.write(
        lambda conn: send(
            Work(conn, node.office),
            place_of(Work(conn, node.office), conversation_id=inside),
            draft,
            actor="anna",
        )
    )


def _digest(conn: Any, message_id: str) -> str:
    held = find_row(conn, message_id)
    return present(held).digest.hex()


async def test_a_correction_after_the_last_instant_changes_no_result(
    three: CaseFederation, tmp_path: Path
) -> None:
    """The Hague had not objected; two days after the period it writes that it does."""
    case, inside, due = await answered(three, "no_objection")
    await three.at(due + GRACE)
    await change(three["NL"], inside, LetterType.ANSWER, answer="objection")
    await three.settle()
    assert await counts(three, case) == "no_objection"
    assert "answer.late" in await three["DE"].task_kinds()
    correction = await the_letter(three["DE"], inside, LetterType.CORRECTION)
    assert str(correction.state) == "no_effect"
    assert correction.corrected is not None
    await proved(three["DE"], case.case_id, tmp_path)
    await proved(three["NL"], inside, tmp_path)


async def test_a_late_answer_that_was_corrected_is_recalled_too(three: CaseFederation) -> None:
    case = await goods_in(three, "NL")
    inside, due = (await three.of(case, "NL")).conversation_id, await three.due(case, "NL")
    await three.at(due + SECOND)
    await three.answers("NL", "objection")
    said = [{"language": "en", "text": "The file is NL-7."}]
    await change(three["NL"], inside, LetterType.ANSWER, explanation=said)
    await three.settle()
    [late] = (await three.of(case, "NL")).late_answers
    assert late.explanation[0].text == "The file is NL-7."
    letter = await the_letter(three["NL"], inside, LetterType.ANSWER)
    await recall(three["NL"].node.office, ANNA, letter.message_id, WHY)
    await three.settle()
    assert (await three.of(case, "NL")).late_answers == ()


async def test_the_request_of_a_case_is_about_the_case(three: CaseFederation) -> None:
    """Nobody asks about Switzerland and lets go to the Emirates."""
    case = await goods_in(three, "NL")
    inside = (await three.of(case, "NL")).conversation_id
    with pytest.raises(InputError, match="another transaction than the case"):
        await change(three["DE"], inside, LetterType.REQUEST, transaction={"destination": "CH"})
    assert (await three.of(case, "NL")).state is State.RUNNING


async def test_a_correction_supersedes_no_objection(three: CaseFederation) -> None:
    case, inside, _ = await answered(three, "objection")
    with refuses(StateError, Reason.OBJECTION_BINDS, match="does not supersede"):
        await change(three["DE"], inside, LetterType.REQUEST, denials=["FR-2025-00001"])
    assert await counts(three, case) == "objection"


async def test_goods_are_not_stopped_twice_by_a_correction(three: CaseFederation) -> None:
    opened = await ask(three, "NL", "DE", "21(4)", asked_for=("review_licence",))
    inside, due = opened.conversation_id, last_instant(opened)
    await change(three["NL"], inside, LetterType.REQUEST, transaction={"destination": "KZ"})
    await three.settle()
    [only] = (await list_consultations(three["NL"].node.office, ANNA)).items
    assert (only.state, last_instant(only)) == (State.RUNNING, due)


async def test_garbage_in_a_correction_leaves_the_conversation_readable(
    three: CaseFederation,
) -> None:
    _, inside, _ = await answered(three, "no_objection")
    letter = await the_letter(three["NL"], inside, LetterType.ANSWER)
    await sends_correction(three["NL"], inside, letter.message_id, ContactReply(confirmed=True))
    await three.settle()
    kinds = [each.letter_type for each in await conversation(three["DE"], inside)]
    assert LetterType.CORRECTION in kinds
    assert "correction.unusable" in await three["DE"].task_kinds()
