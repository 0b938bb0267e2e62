"""Restarts, a lost engine, repeats, two officers at once, a peer that sends nonsense."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.casework.cases.decision import decide
from gateway.casework.cases.records import evidence_of
from gateway.casework.consultations import incoming_request
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.handlers.reconciliation import reconcile
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import ConsultationAnswer, ConsultationState
from gateway.domain.letter import LetterType
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.report import EvidenceReport
from gateway.evidence.verify.verification import verify_bundle
from gateway.exchange.outbox_rows import OutboxRow, find_letter
from gateway.store.tables_casework import act
from gateway.store.tables_exchange import dispatch
from tests.support.cases import application, french_denial
from tests.support.consultations import CALL, GRANT, MINUTE, REFUSAL, confirm, open_case
from tests.support.desk import letter_ids
from tests.support.federation_case import ANNA, BERT, GRACE, SECOND, CaseFederation, Desk

State = ConsultationState


async def letters_of(desk: Desk, kind: LetterType) -> list[OutboxRow]:
    ids = await letter_ids(desk, kind)
    return await desk.node.db.read(lambda conn: [find_letter(conn, each) for each in ids])


async def count(desk: Desk, table: Any) -> int:
    query = select(func.count()).select_from(table)
    return await desk.node.db.read(lambda conn: int(conn.execute(query).scalar_one()))


# --- restarts and the engine -----------------------------------------------------------


async def test_every_node_is_restarted_at_every_turn(three: CaseFederation) -> None:
    async def everybody_restarts() -> None:
        for code in three.desks:
            await three.restart(code)
        await three.settle()

    await three["FR"].deny(french_denial(17))
    await everybody_restarts()
    await three.sync()
    case = await three["DE"].file(application())
    await everybody_restarts()
    assert (await three["DE"].case(case.case_id)).state is CaseState.CONSULTING
    await three["FR"].answer("identical")
    await three["NL"].answer("no_objection")
    await everybody_restarts()
    await three["DE"].propose(case.case_id, REFUSAL)
    await everybody_restarts()
    decided = await three["DE"].decide(case.case_id)
    await everybody_restarts()
    await three.sync()
    assert decided.decision is not None
    for desk in three.desks.values():
        assert await desk.entries("DE") == [("denial.notified", decided.decision.denial_id)]


async def test_a_case_that_missed_the_end_of_its_consultations_is_told(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await three.consulting()

    async def lost(*_: object) -> None:
        """Nobody hears of it."""

    with monkeypatch.context() as deaf:
        deaf.setattr(three["DE"].engine, "poke_case", lost)
        await three["FR"].answer("identical")
        await three.answers("NL", "no_objection")
    assert (await three["DE"].case(case.case_id)).state is CaseState.CONSULTING
    await reconcile(three["DE"].node.office)
    await three.settle()
    assert (await three["DE"].case(case.case_id)).state is CaseState.ASSESSMENT


async def test_a_lost_engine_is_given_everything_again(three: CaseFederation) -> None:
    case = await three.consulting()
    for desk in three.desks.values():
        desk.engine.__init__()  # type: ignore[misc]
        await reconcile(desk.node.office)
    await three.settle()
    kinds = sorted(kind for kind, _ in three["DE"].engine.started)
    assert kinds == ["case", "consultation", "consultation"]
    await three["FR"].answer("identical")
    await three.at(await three.due(case, "NL") + GRACE)
    assert (await three.of(case, "NL")).closed_by == "both"
    assert (await three["DE"].case(case.case_id)).state is CaseState.ASSESSMENT


async def test_an_engine_from_an_older_backup_finds_the_letters(three: CaseFederation) -> None:
    await three.cut_off("FR")
    await three.cut_off("NL")
    case = await three["DE"].file(application())
    await three.settle()
    three["DE"].engine.__init__()  # type: ignore[misc]
    await three.connect("FR")
    await three.connect("NL")
    await three.sweep()
    assert (await three.of(case, "NL")).state is State.RUNNING


async def test_reconciling_what_runs_changes_nothing(three: CaseFederation) -> None:
    await three.consulting()
    before = await count(three["DE"], act), list(three["DE"].engine.started)
    await three.sweep()
    await three.sweep()
    assert (await count(three["DE"], act), three["DE"].engine.started) == before


async def test_a_decided_case_is_left_in_peace(three: CaseFederation) -> None:
    case = await three.consulting()
    await three["FR"].answer("identical")
    await three.answers("NL", "no_objection")
    await three["DE"].decided(case.case_id, REFUSAL)
    await three.settle()
    done = await reconcile(three["DE"].node.office)
    assert (done.cases, done.conversations, done.deliveries) == (0, 0, 0)


# --- repeats ---------------------------------------------------------------------------


async def test_every_letter_sent_again_does_nothing_twice(three: CaseFederation) -> None:
    case = await three.consulting()
    await three["FR"].answer("identical")
    await three["NL"].extend(5)
    await three.settle()
    before = {
        code: (await count(desk, act), await count(desk, dispatch))
        for code, desk in three.desks.items()
    }
    shown = await three["DE"].case(case.case_id)
    for desk in three.desks.values():
        for kind in LetterType:
            for row in await letters_of(desk, kind):
                receipt, original = await desk.send(row.message_id)
                assert receipt == original
    await three.settle()
    after = {
        code: (await count(desk, act), await count(desk, dispatch))
        for code, desk in three.desks.items()
    }
    assert after == before
    assert await three["DE"].case(case.case_id) == shown


# --- two at once -----------------------------------------------------------------------


async def test_of_two_officers_who_decide_at_once_one_wins(three: CaseFederation) -> None:
    case = await three.consulting()
    await three["FR"].answer("identical")
    await three.answers("NL", "no_objection")
    de = three["DE"]
    await de.propose(case.case_id, REFUSAL)
    carla = BERT.model_copy(update={"name": "carla"})
    outcomes = await asyncio.gather(
        *(decide(de.node.office, who, case.case_id) for who in (BERT, carla)),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Case", "StateError"]
    assert len(await de.entries("DE")) == 1


# --- a peer that sends nonsense --------------------------------------------------------


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """The consulted gateway no longer checks what its officers write."""
    monkeypatch.setattr(incoming_request, "check_answer", lambda *_, **__: None)


async def _nonsense(three: CaseFederation, answer: ConsultationAnswer) -> Case:
    case = await three.consulting()
    fr = three["FR"]
    conversation = (await fr.asked()).conversation_id
    await answer_consultation(fr.node.office, ANNA, conversation, answer)
    await three.settle()
    return case


@pytest.mark.usefixtures("careless")
async def test_an_answer_that_cannot_be_used_is_a_persons_task(three: CaseFederation) -> None:
    case = await _nonsense(three, ConsultationAnswer(answer="identical"))  # for no denial
    ours = await three.of(case, "FR")
    assert (ours.state, ours.answer) == (State.RUNNING, None)
    assert await three["DE"].task_kinds() == ["answer.unusable"]
    waiting = select(func.count()).select_from(dispatch).where(dispatch.c.state != "done")
    assert await three["DE"].node.db.read(lambda conn: conn.scalar(waiting)) == 0
    await three.answers("NL", "no_objection")
    await three.at(await three.due(case, "FR") + GRACE)
    # They hold it for answered: that is no silence, and a person must call them.
    assert (await three.of(case, "FR")).state is State.UNCONFIRMED
    await three.sweep()
    assert len(await letters_of(three["DE"], LetterType.CLOSING_REQUEST)) == 1
    # An officer goes on, and what came before it is no answer that the evidence holds against us.
    note = CALL.model_copy(update={"despite_refused": True})
    await confirm(three["DE"], ours.conversation_id, note)
    assert (await _proved(three, case)).failed == ()


async def _proved(three: CaseFederation, case: Case) -> EvidenceReport:
    raw = await evidence_of(three["DE"].node.office, ANNA, case.case_id)
    return verify_bundle(bundle_from_bytes(raw), anchor=None).report


async def test_an_answer_after_the_decision_takes_no_silence_back(three: CaseFederation) -> None:
    """It was sealed in time; the officer who closed the silence is in the evidence all the same."""
    case = await open_case(three)
    due, talk = await three.due(case, "NL"), (await three.of(case, "NL")).conversation_id
    await three.cut_off("DE")
    await three.at(due - SECOND)
    await three["NL"].answer("objection")
    await three.at(due + GRACE)
    await three.at(three.clock.now() + MINUTE)
    await confirm(three["DE"], talk)
    await three.settle()
    await three["DE"].propose(case.case_id, GRANT)
    await three["DE"].decide(case.case_id)
    three.clock.at += MINUTE
    await three.connect("DE")
    await three.settle()
    ours = await three.of(case, "NL")
    assert (ours.state, ours.answer, len(ours.late_answers)) == (State.SILENT, None, 1)
    assert (await _proved(three, case)).failed == ()
