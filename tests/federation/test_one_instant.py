"""What an act writes has one instant, though a clock is read many times for it (attack M1).

The clock moves with each reading here, as in life; evidence of either side must hold.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from gateway.casework.consultations.consultations import reply_extension
from gateway.casework.letters.correction import correct
from gateway.casework.letters.recall import recall
from gateway.domain.case import Case
from gateway.domain.consultation import ExtensionReply
from gateway.domain.letter import LetterType
from tests.support.consultations import GRANT, REFUSAL, State, open_case
from tests.support.federation_case import ANNA, GRACE, CaseFederation, Desk, text
from tests.support.morning import content, the_letter
from tests.support.proofs import proved
from tests.support.stations import TICK


@pytest.fixture
async def moving(three: CaseFederation) -> CaseFederation:
    """DE, FR and NL, by a clock that moves."""
    three.clock.tick = TICK
    return three


async def holds(federation: CaseFederation, case: Case, folder: Path) -> None:
    """Both sides of each consultation, and the case, are proved."""
    await proved(federation["DE"], case.case_id, folder)
    for each in (await federation["DE"].case(case.case_id)).consultations:
        for code in ("DE", each.consulted):
            await proved(federation[code], each.conversation_id, folder)


async def instants(desk: Desk, conversation: str) -> set[datetime]:
    """The instants of a letter that a desk wrote last: of the row, and of its header."""
    shown = await desk.consultation(conversation)
    letter = await the_letter(desk, conversation, LetterType.ANSWER)
    assert shown.answered_at is not None
    return {shown.answered_at, letter.at}


async def test_answers_of_either_side_are_proved(moving: CaseFederation, tmp_path: Path) -> None:
    """Found in use: attack M1."""
    case = await open_case(moving)
    await moving.answers("NL", "no_objection")
    await moving["DE"].decided(case.case_id, GRANT)
    await moving.settle()
    await holds(moving, case, tmp_path)
    for code in ("FR", "NL"):
        talk = (await moving.of(case, code)).conversation_id
        assert len(await instants(moving[code], talk)) == 1


async def test_silence_more_time_and_a_refusal_are_proved(
    moving: CaseFederation, tmp_path: Path
) -> None:
    """Found in use: attack M1."""
    case = await moving.consulting()
    french = (await moving.of(case, "FR")).conversation_id
    await moving["FR"].extend(20)
    await moving.settle()
    reply = ExtensionReply(accepted=True, working_days=20)
    await reply_extension(moving["DE"].node.office, ANNA, french, reply)
    await moving.settle()
    await moving.at(await moving.due(case, "NL") + GRACE)
    await moving.sweep()
    assert (await moving.of(case, "NL")).state is State.SILENT
    await moving.answers("FR", "identical")
    decided = await moving["DE"].decided(case.case_id, REFUSAL)
    await moving.settle()
    await moving.sync()
    assert decided.decision is not None
    await holds(moving, case, tmp_path)


async def test_letters_around_a_question_are_proved(moving: CaseFederation, tmp_path: Path) -> None:
    """Found in use: attack M1."""
    case = await open_case(moving)
    inside = (await moving.of(case, "NL")).conversation_id
    await moving.answers("NL", "objection")
    answer = await the_letter(moving["NL"], inside, LetterType.ANSWER)
    await recall(moving["NL"].node.office, ANNA, answer.message_id, (text("The wrong case."),))
    await moving.settle()
    await holds(moving, case, tmp_path)
    french = (await moving.of(case, "FR")).conversation_id
    said = await the_letter(moving["FR"], french, LetterType.ANSWER)
    remark = [{"language": "en", "text": "We looked twice."}]
    after = {**content(said), "explanation": remark}
    await correct(moving["FR"].node.office, ANNA, said.message_id, after, (text("A slip."),))
    await moving.settle()
    await holds(moving, case, tmp_path)
