"""A mistake in what was sent: corrected by a letter, both versions in the file."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.casework.consultations.consultations import list_consultations
from gateway.casework.letters.correction import correct
from gateway.casework.letters.information_request import ask_information
from gateway.casework.records.correspondence import Draft, place_of, send
from gateway.casework.services import Work
from gateway.domain.case import CaseState
from gateway.domain.consultation import ConsultationRequest, EndReason
from gateway.domain.correspondence import Correction, InformationRequest, LetterView
from gateway.domain.letter import LetterType
from gateway.errors import InputError, Reason, StateError
from tests.support.consultations import GRANT, State, ask, last_instant
from tests.support.federation_case import ANNA, GRACE, CaseFederation, Desk, text
from tests.support.morning import content, newest, the_letter
from tests.support.raising import present, refuses

WHY = (text("A slip of the pen."),)


async def correct_the(
    desk: Desk, conversation: str, letter_type: LetterType, **changes: Any
) -> LetterView:
    """Correct some fields of a letter of ours; of its transaction with ``transaction``."""
    letter = await the_letter(desk, conversation, letter_type)
    before = content(letter)
    inside = changes.pop("transaction", {})
    after = {**before, **changes}
    if inside:
        after["transaction"] = {**before["transaction"], **inside}
    return await correct(desk.node.office, ANNA, letter.message_id, after, WHY)


async def test_a_correction_in_a_material_field_is_another_question(
    three: CaseFederation,
) -> None:
    """Berlin had written the wrong destination: it asks anew, with a clock of its own."""
    opened = await ask(three, "DE", "NL", "14(2)", concerns="NL-2026-1", asked_for=("annul",))
    inside, due = opened.conversation_id, last_instant(opened)
    await three.at(due - GRACE)
    correction = await correct_the(
        three["DE"], inside, LetterType.REQUEST, transaction={"destination": "KZ"}
    )
    await three.settle()
    assert content(correction)["fields"] == ["transaction.destination"]

    new, old = (await list_consultations(three["DE"].node.office, ANNA)).items
    assert (old.state, old.ended_because) == (State.SUPERSEDED, EndReason.AMENDED)
    assert new.request.transaction.destination == "KZ"
    assert last_instant(new) > due
    theirs = await the_letter(three["NL"], inside, LetterType.REQUEST)
    assert content(theirs)["transaction"]["destination"] == "AE"  # both versions stay
    assert theirs.corrected_by == (correction.message_id,)
    corrected = await the_letter(three["NL"], inside, LetterType.CORRECTION)
    assert isinstance(corrected.corrected, ConsultationRequest)
    assert corrected.corrected.transaction.destination == "KZ"


async def test_another_correction_lets_the_consulted_answer_again(three: CaseFederation) -> None:
    case = await three.consulting()
    inside, due = (await three.of(case, "NL")).conversation_id, await three.due(case, "NL")
    await three["NL"].answer("no_objection")
    await three.answers("FR", "not_identical")
    await three["DE"].propose(case.case_id, GRANT)
    remark = {"language": "en", "text": "The goods are in Rotterdam, not in Amsterdam."}
    await correct_the(three["DE"], inside, LetterType.REQUEST, remarks=[remark])
    await three.settle()
    assert "answer.again" in await three["NL"].task_kinds()
    assert (await three.of(case, "NL")).state is State.ANSWERED  # the first stands meanwhile
    await three.answers("NL", "objection")
    ours = await three.of(case, "NL")
    assert present(ours.answer).answer == "objection"
    assert await three.due(case, "NL") == due
    assert (await three["DE"].case(case.case_id)).state is CaseState.ASSESSMENT
    with pytest.raises(StateError, match="nothing more can be answered"):
        await three["NL"].answer("no_objection")  # once


async def test_a_corrected_answer_takes_the_place_of_the_first(three: CaseFederation) -> None:
    """The Hague had objected to the wrong case; Berlin had not decided yet."""
    case = await three.consulting()
    await three["NL"].answer("objection")
    await three.answers("FR", "not_identical")
    inside = (await three.of(case, "NL")).conversation_id
    await correct_the(three["NL"], inside, LetterType.ANSWER, answer="no_objection")
    await three.settle()
    for each in (await three.of(case, "NL"), await three["NL"].consultation(inside)):
        assert (each.state, present(each.answer).answer) == (State.ANSWERED, "no_objection")
        assert len(each.corrections) == 1
    first = await the_letter(three["DE"], inside, LetterType.ANSWER)
    assert content(first)["answer"] == "objection"
    await three["DE"].propose(case.case_id, GRANT)


async def test_a_question_is_corrected_and_nothing_else_happens(three: CaseFederation) -> None:
    request = InformationRequest(text=(text("About the company Almahdi."),))
    sent = await ask_information(three["DE"].node.office, ANNA, request, peer="FR")
    await three.settle()
    await correct_the(
        three["DE"],
        sent.conversation_id,
        LetterType.INFORMATION_REQUEST,
        text=[{"language": "en", "text": "About the company Almahdy."}],
    )
    await three.settle()
    came = await the_letter(three["FR"], sent.conversation_id, LetterType.INFORMATION_REQUEST)
    assert (str(came.state), len(came.corrected_by)) == ("open", 1)
    anew = (await newest(three["FR"])).corrected
    assert present(anew).model_dump(mode="json") == {
        **content(came),
        "text": [{"language": "en", "text": "About the company Almahdy."}],
    }


async def test_a_correction_says_what_changes_and_stays_the_same_letter(
    three: CaseFederation,
) -> None:
    case = await three.consulting()
    inside = (await three.of(case, "NL")).conversation_id
    with pytest.raises(InputError, match="differs in nothing"):
        await correct_the(three["DE"], inside, LetterType.REQUEST)
    with pytest.raises(InputError, match="a correction does not change it"):
        await correct_the(three["DE"], inside, LetterType.REQUEST, case_reference="another")
    with pytest.raises(InputError, match=r"corrected\.transaction\.destination"):
        await correct_the(
            three["DE"], inside, LetterType.REQUEST, transaction={"destination": "Turkey"}
        )


async def test_a_correction_of_another_authoritys_letter_cannot_be_used(
    three: CaseFederation,
) -> None:
    """A gateway that "corrects" what it never sent changes nothing; a person is told."""
    case = await three.consulting()
    await three.answers("NL", "objection")
    inside = (await three.of(case, "NL")).conversation_id
    theirs = await the_letter(three["NL"], inside, LetterType.REQUEST)  # DE's own
    node = three["NL"].node
    forged = Correction(
        message_id=theirs.message_id, message_digest="00" * 32, fields=("answer",), reason=WHY
    )
    await node.db.write(
        lambda conn: send(
            Work(conn, node.office),
            place_of(Work(conn, node.office), conversation_id=inside),
            Draft(content=forged),
            actor="anna",
        )
    )
    await three.settle()
    shown = await three["DE"].case(case.case_id)
    assert any("NL sent no such letter to us" in each for each in shown.attention)
    answer = (await three.of(case, "NL")).answer
    assert present(answer).answer == "objection"


async def test_what_two_officers_answered_one_does_not_correct(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await three.consulting()
    await three.answers("NL", "objection")
    inside = (await three.of(case, "NL")).conversation_id
    law = three["NL"].node.office.law
    shipped = law.procedure
    monkeypatch.setattr(
        law,
        "procedure",
        lambda version, code: shipped(version, code).model_copy(update={"second_officer": True}),
    )
    with refuses(StateError, Reason.SECOND_OFFICER_NEEDED):
        await correct_the(three["NL"], inside, LetterType.ANSWER, answer="no_objection")
