"""Where the rulebook wants two officers for an answer: one proposes, another sends it."""

from __future__ import annotations

import pytest

from gateway.casework.consultations.incoming_request import confirm_answer
from gateway.casework.permissions import OfficerRole
from gateway.domain.consultation import ConsultationState as State
from gateway.domain.rulebook import Procedure
from gateway.errors import InputError, PermissionRefusedError, Reason, StateError
from tests.support.consultations import open_case
from tests.support.federation_case import ANNA, BERT, GRACE, CaseFederation, officer
from tests.support.raising import present, refuses


@pytest.fixture
async def dutch(three: CaseFederation, monkeypatch: pytest.MonkeyPatch) -> CaseFederation:
    """At NL every answer needs a second officer."""
    law = three["NL"].node.office.law
    shipped = law.procedure

    def procedure(version: str, code: str) -> Procedure:
        return shipped(version, code).model_copy(update={"second_officer": True})

    monkeypatch.setattr(law, "procedure", procedure)
    return three


async def test_one_proposes_and_another_sends(dutch: CaseFederation) -> None:
    case = await open_case(dutch)
    nl = dutch["NL"]
    proposed = await nl.answer("objection")  # by Anna
    await dutch.settle()
    assert (proposed.state, proposed.answer) == (State.RUNNING, None)
    assert proposed.answer_proposed is not None
    assert (await dutch.of(case, "NL")).answer is None  # nothing has left
    assert "answer.confirm" in await nl.task_kinds()
    talk, office = proposed.conversation_id, nl.node.office
    with refuses(StateError, Reason.SECOND_OFFICER_NEEDED):
        await confirm_answer(office, ANNA, talk)
    with pytest.raises(PermissionRefusedError):
        await confirm_answer(office, officer("otto", OfficerRole.OFFICER), talk)
    sent = await confirm_answer(office, BERT, talk)
    assert (sent.state, sent.answer_proposed) == (State.ANSWERED, None)
    await dutch.settle()
    ours = await dutch.of(case, "NL")
    assert present(ours.answer).answer == "objection"
    assert await nl.task_kinds() == []
    with pytest.raises(StateError):
        await confirm_answer(office, BERT, talk)


async def test_a_new_proposal_takes_the_place_of_the_first(dutch: CaseFederation) -> None:
    await open_case(dutch)
    nl = dutch["NL"]
    with pytest.raises(InputError):
        await nl.answer("no_objection_if")  # an incomplete one is not even proposed
    await nl.answer("objection")
    asked = await nl.answer("no_objection")
    assert (await nl.task_kinds()).count("answer.confirm") == 1
    sent = await confirm_answer(nl.node.office, BERT, asked.conversation_id)
    assert present(sent.answer).answer == "no_objection"


async def test_a_proposal_is_no_answer_and_does_not_stop_the_period(
    dutch: CaseFederation,
) -> None:
    case = await open_case(dutch)
    await dutch["NL"].answer("objection")
    await dutch.at(await dutch.due(case, "NL") + GRACE)
    assert (await dutch.of(case, "NL")).state is State.SILENT
    assert await dutch["NL"].task_kinds() == []
