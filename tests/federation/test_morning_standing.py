"""A standing answer: the same question need not be asked each time, if an officer says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.casework.letters.standing_answers import (
    give_standing,
    list_standing,
    rely_on_standing,
    withdraw_standing,
)
from gateway.casework.records.correspondence import Draft, place_of, send
from gateway.casework.records.correspondence_rows import StandingAnswerView
from gateway.casework.services import Work
from gateway.domain.case import CaseState
from gateway.domain.consultation import EndReason
from gateway.domain.correspondence import StandingAnswer, StandingScope
from gateway.errors import InputError, StateError
from tests.support.consultations import GRANT, State
from tests.support.federation_case import ANNA, START, CaseFederation, text
from tests.support.morning import sweep_dates, waiting
from tests.support.raising import present

UNTIL = (START + timedelta(days=60)).date()


def standing(**scope: object) -> StandingAnswer:
    return StandingAnswer(
        procedure="14(1)",
        answer="no_objection",
        scope=StandingScope.model_validate(scope or {"everything": True}),
        until=UNTIL,
    )


async def give(federation: CaseFederation, content: StandingAnswer) -> StandingAnswerView:
    given = await give_standing(federation["NL"].node.office, ANNA, "DE", content)
    await federation.settle()
    return given


async def test_an_officer_relies_on_it_on_record(three: CaseFederation) -> None:
    """The Hague has said in advance that it does not mind; Anna need not wait ten days."""
    given = await give(three, standing(destinations=["AE"]))
    assert any("NL answers in advance under 14(1)" in each for each in await waiting(three["DE"]))
    case = await three.consulting()
    before = await three.of(case, "NL")
    assert before.state is State.RUNNING  # nothing relies on it by itself
    offered = (await three["DE"].case(case.case_id)).attention
    assert any(f"rely on {given.standing_id}, or wait" in each for each in offered)

    office = three["DE"].node.office
    await rely_on_standing(office, ANNA, before.conversation_id, given.standing_id)
    await three.answers("FR", "not_identical")
    ours = await three.of(case, "NL")
    theirs = await three["NL"].consultation(before.conversation_id)
    for each in (ours, theirs):
        assert (each.state, each.ended_because) == (State.SUPERSEDED, EndReason.STANDING_ANSWER)
    assert ours.standing_answer == given.standing_id
    assert given.standing_id in theirs.ended_text
    assert present(ours.answer).answer == "no_objection"
    shown = await three["DE"].case(case.case_id)
    assert shown.state is CaseState.ASSESSMENT
    assert "standing.relied_on" in [act.verb for act in shown.acts]
    await three["DE"].propose(case.case_id, GRANT)


async def test_a_condition_of_it_binds_like_any_other(three: CaseFederation) -> None:
    condition = text("Delivery to the end-user only.")
    content = standing().model_copy(
        update={"answer": "no_objection_if", "conditions": (condition,)}
    )
    given = await give(three, content)
    case = await three.consulting()
    inside = (await three.of(case, "NL")).conversation_id
    await rely_on_standing(three["DE"].node.office, ANNA, inside, given.standing_id)
    await three.answers("FR", "not_identical")
    with pytest.raises(StateError, match="conditions"):
        await three["DE"].propose(case.case_id, GRANT)


async def test_what_it_does_not_cover_is_asked(three: CaseFederation) -> None:
    scopes: tuple[dict[str, object], ...] = (
        {"destinations": ["KZ"]},
        {"codes": ["9A012"]},
        {"end_users": [{"names": ["Somebody Else Ltd"], "kind": "organisation"}]},
    )
    given = [await give(three, standing(**scope)) for scope in scopes]
    case = await three.consulting()
    inside, office = (await three.of(case, "NL")).conversation_id, three["DE"].node.office
    assert (await list_standing(office, ANNA, conversation_id=inside)).items == ()
    for each in given:
        with pytest.raises(StateError, match="does not cover"):
            await rely_on_standing(office, ANNA, inside, each.standing_id)


async def test_it_is_withdrawn_by_a_second_letter(three: CaseFederation) -> None:
    given = await give(three, standing())
    case = await three.consulting()
    await withdraw_standing(three["NL"].node.office, ANNA, given.standing_id)
    await three.settle()
    inside, office = (await three.of(case, "NL")).conversation_id, three["DE"].node.office
    with pytest.raises(StateError, match="does not cover"):
        await rely_on_standing(office, ANNA, inside, given.standing_id)
    assert any("withdrew its standing answer" in each for each in await waiting(three["DE"]))
    with pytest.raises(StateError):
        await withdraw_standing(three["NL"].node.office, ANNA, given.standing_id)


async def test_it_ends_with_its_last_day(three: CaseFederation) -> None:
    given = await give(three, standing())
    case = await three.consulting()
    await three.at(START + timedelta(days=61))
    await sweep_dates(three)
    for code in ("DE", "NL"):
        (held,) = (await list_standing(three[code].node.office, ANNA)).items
        assert held.withdrawn is not None
    inside, office = (await three.of(case, "NL")).conversation_id, three["DE"].node.office
    with pytest.raises(StateError):
        await rely_on_standing(office, ANNA, inside, given.standing_id)


async def test_an_answer_that_answers_nothing_is_not_given_in_advance(
    three: CaseFederation,
) -> None:
    office = three["NL"].node.office
    with pytest.raises(InputError, match="the day is past"):
        await give_standing(
            office, ANNA, "DE", standing().model_copy(update={"until": START.date().replace(day=1)})
        )
    bare = standing().model_copy(update={"answer": "no_objection_if"})
    with pytest.raises(InputError, match="needs them"):
        await give_standing(office, ANNA, "DE", bare)
    wanting = standing().model_copy(update={"procedure": "16(5)", "answer": "more_information"})
    with pytest.raises(InputError, match="nothing in advance"):
        await give_standing(office, ANNA, "DE", wanting)


async def test_an_answer_in_advance_that_the_law_does_not_know_is_kept_and_not_used(
    three: CaseFederation,
) -> None:
    """A gateway of another make sends what no rulebook knows; nobody can rely on it."""
    node = three["NL"].node
    odd = standing().model_copy(update={"answer": "perhaps"})
    await node.db.write(
        lambda conn: send(
            Work(conn, node.office),
            place_of(Work(conn, node.office), conversation_id=None, peer="DE"),
            Draft(content=odd),
            actor="anna",
        )
    )
    await three.settle()
    assert await three["DE"].task_kinds() == ["standing.unusable"]
    assert (await list_standing(three["DE"].node.office, ANNA)).items == ()
