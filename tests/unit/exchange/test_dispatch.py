import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from gateway.domain.letter import LetterType
from gateway.errors import LawError, Reason, UnavailableError
from gateway.exchange.conversations import Action, close_conversation
from gateway.exchange.dispatch import Dispatcher, ReceivedLetter, undispatched, unusable
from gateway.exchange.dispatch_queue import DispatchState, PendingLetter, pending_letters
from gateway.exchange.engine_calls import Wake
from gateway.exchange.outbox import QueuedLetter
from gateway.store.database import Database
from gateway.store.tables_exchange import dispatch, sequence_event, wake
from tests.support.stations import BODY, NOW, Draft, Federation, Station, receipt_in


async def receive(sender: Station, recipient: Station, draft: Draft) -> None:
    response = await recipient.intake.receive(
        draft.delivery(sender, recipient), sender.auth_context
    )
    assert receipt_in(response).reason == ""


def answer(station: Station, request: QueuedLetter, number: int, **changes: object) -> Draft:
    fields = {
        "letter_type": LetterType.ANSWER,
        "conversation_id": request.conversation_id,
        "conversation_number": number,
        "sequence": number,
        "in_reply_to": request.digest.hex(),
    } | changes
    return Draft.request(station, "DE", **fields)


async def test_a_letter_has_its_effect_once_and_the_engine_is_told(
    de: Station, fr: Station
) -> None:
    draft = Draft.request(de, "FR")
    await receive(de, fr, draft)
    dispatcher = fr.dispatcher()
    assert await dispatcher.drain() == 1
    assert await dispatcher.drain() == 0
    (letter,) = fr.effects
    assert letter.header == draft.header
    assert dict(letter.bodies) == {0: BODY}
    assert letter.digest == draft.signed(de.me.ring).digest
    assert (letter.action, letter.received) == (Action.START, fr.clock.now())
    assert letter.receipt.last_instant == fr.clock.now() + timedelta(days=10)
    assert fr.engine.calls == [("start_consultation", draft.header.conversation_id)]
    assert fr.rows(wake) == []
    (row,) = fr.rows(dispatch)
    assert (row.state, row.action) == ("done", "start")


async def test_a_duplicate_has_no_second_effect(de: Station, fr: Station) -> None:
    """Rules out a duplicate delivered twice."""
    draft, dispatcher = Draft.request(de, "FR"), fr.dispatcher()
    for _ in range(3):
        await fr.intake.receive(draft.delivery(de, fr), de.auth_context)
        await dispatcher.drain()
    assert len(fr.effects) == 1


async def test_two_dispatchers_at_once_give_one_effect(de: Station, fr: Station) -> None:
    for _ in range(5):
        await receive(de, fr, Draft.request(de, "FR"))
    await asyncio.gather(*(fr.dispatcher().drain() for _ in range(3)))
    assert len(fr.effects) == len({letter.position for letter in fr.effects}) == 5


async def test_swapped_letters_have_their_effect_in_the_senders_order(
    de: Station, fr: Station
) -> None:
    """Rules out two concurrent letters swapped."""
    request, dispatcher = de.queue("FR"), de.dispatcher()
    await receive(fr, de, answer(fr, request, 2))
    assert await dispatcher.drain() == 0
    (row,) = de.rows(dispatch)
    assert row.state == "parked"
    assert de.db.read_sync(lambda c: undispatched(c, request.conversation_id)) == (row.message_id,)
    await receive(fr, de, answer(fr, request, 1))
    assert await dispatcher.drain() == 2
    assert [letter.header.conversation_number for letter in de.effects] == [1, 2]
    assert de.db.read_sync(lambda c: undispatched(c, request.conversation_id)) == ()


async def test_a_refused_predecessor_holds_nothing_up(de: Station, fr: Station) -> None:
    request, dispatcher = de.queue("FR"), de.dispatcher()
    bad = answer(fr, request, 1, in_reply_to="ee" * 32)
    response = await de.intake.receive(bad.delivery(fr, de), fr.auth_context)
    assert receipt_in(response).reason == Reason.REPLY_UNRELATED
    await receive(fr, de, answer(fr, request, 2))
    assert await dispatcher.drain() == 1
    assert de.rows(sequence_event) == []


async def test_one_conversation_does_not_hold_up_another(de: Station, fr: Station) -> None:
    one, other = de.queue("FR"), de.queue("FR")
    await receive(fr, de, answer(fr, one, 2, sequence=1))
    await receive(fr, de, answer(fr, other, 1, sequence=2))
    assert await de.dispatcher().drain() == 1
    assert de.effects[0].header.conversation_id == other.conversation_id


async def test_an_effect_that_fails_is_undone_kept_and_tried_again(
    de: Station, fr: Station
) -> None:
    """Rules out a letter silently accepted and lost."""
    fails = [ValueError("on purpose"), UnavailableError("away"), None]

    def effect(conn: Connection, letter: ReceivedLetter) -> Sequence[Wake]:
        wakes = fr.effect(conn, letter)
        error = fails.pop(0)
        if error is not None:
            fr.effects.clear()
            raise error
        return wakes

    await receive(de, fr, Draft.request(de, "FR"))
    dispatcher = fr.dispatcher(effects={LetterType.REQUEST: effect})
    assert await dispatcher.drain() == 0
    (row,) = fr.rows(dispatch)
    assert (row.state, row.failures, row.last_reason) == ("waiting", 1, "ValueError")
    assert fr.rows(wake) == []
    with pytest.raises(UnavailableError):
        await dispatcher.drain()
    assert await dispatcher.drain() == 1
    assert len(fr.effects) == 1


async def test_a_failing_letter_does_not_stop_other_conversations(de: Station, fr: Station) -> None:
    bad, good = Draft.request(de, "FR"), Draft.request(de, "FR", sequence=2)
    await receive(de, fr, bad)
    await receive(de, fr, good)

    def effect(conn: Connection, letter: ReceivedLetter) -> Sequence[Wake]:
        if letter.header.message_id == bad.header.message_id:
            raise ValueError("on purpose")
        return fr.effect(conn, letter)

    assert await fr.dispatcher(effects={LetterType.REQUEST: effect}).drain() == 1
    assert fr.effects[0].header == good.header


async def test_a_letter_in_a_closed_conversation_is_recorded_and_wakes_nobody(
    de: Station, fr: Station
) -> None:
    request = de.queue("FR")
    de.db.write_sync(lambda c: close_conversation(c, request.conversation_id, de.clock.now()))
    await receive(fr, de, answer(fr, request, 1))
    assert await de.dispatcher().drain() == 1
    assert de.effects[0].action is Action.RECORD
    assert de.engine.calls == [("start_delivery", request.message_id)]  # our own letter's


async def test_an_engine_that_is_away_is_told_later(de: Station, fr: Station) -> None:
    await receive(de, fr, Draft.request(de, "FR"))
    fr.engine.away = UnavailableError("away", reason=Reason.ENGINE_UNAVAILABLE)
    assert await fr.dispatcher().drain() == 1
    assert len(fr.rows(wake)) == 1
    fr.engine.away = None
    # Another process, after a restart: the wake is in SQL.
    assert await fr.dispatcher().drain() == 0
    assert len(fr.engine.calls) == 1
    assert fr.rows(wake) == []


async def test_it_runs_at_the_start_and_when_nudged(de: Station, fr: Station) -> None:
    await receive(de, fr, Draft.request(de, "FR"))
    told = asyncio.Event()

    def effect(conn: Connection, letter: ReceivedLetter) -> Sequence[Wake]:
        loop.call_soon_threadsafe(told.set)
        return ()

    loop = asyncio.get_running_loop()
    dispatcher = fr.dispatcher(effects={LetterType.REQUEST: effect}, interval_s=3600)
    running = asyncio.create_task(dispatcher.run())
    await told.wait()
    told.clear()
    await receive(de, fr, Draft.request(de, "FR", sequence=2))
    dispatcher.nudge()
    await told.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


def test_a_letter_type_without_effect_is_a_defect(federation: Federation) -> None:
    fr = federation["FR"]
    with pytest.raises(ValueError, match="without effect"):
        Dispatcher(fr.db, {}, engine=fr.engine)


def test_looking_for_what_waits_does_not_read_what_is_done(sqlite_database: Database) -> None:
    seen: list[str] = []

    def explain(conn: Connection) -> None:
        driver: Any = conn.connection.driver_connection
        driver.set_trace_callback(seen.append)
        first = PendingLetter(
            "FR", "m", 1, "c", 1, LetterType.ANSWER, NOW, DispatchState.WAITING, 0, ""
        )
        pending_letters(conn, limit=5)
        pending_letters(conn, limit=5, after=first)
        undispatched(conn, "c")
        driver.set_trace_callback(None)
        for statement in seen:
            plan = str(conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}").all())
            assert "dispatch_pending" in plan, plan

    sqlite_database.read_sync(explain)
    assert len(seen) >= 3


async def test_more_letters_than_a_page_are_all_dispatched(
    de: Station, fr: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.exchange.dispatch._PAGE", 2)
    for number in range(1, 6):
        await receive(de, fr, Draft.request(de, "FR", sequence=number))
    assert await fr.dispatcher().drain() == 5
    assert len(fr.engine.calls) == 5


async def test_a_letter_that_always_fails_is_given_up_and_those_behind_it_go_on(
    de: Station, fr: Station
) -> None:
    request = de.queue("FR")
    told: list[PendingLetter] = []

    def effect(conn: Connection, letter: ReceivedLetter) -> Sequence[Wake]:
        if letter.header.conversation_number == 1:
            raise KeyError("on purpose")
        return de.effect(conn, letter)

    for number in (1, 2):
        await receive(fr, de, answer(fr, request, number))
    dispatcher = de.dispatcher(
        effects={LetterType.ANSWER: effect},
        report=lambda _, letter: told.append(letter),
        give_up_after=3,
    )
    assert [await dispatcher.drain() for _ in range(2)] == [0, 0]
    assert told == []
    assert await dispatcher.drain() == 1
    assert [letter.header.conversation_number for letter in de.effects] == [2]
    assert [(each.state, each.last_reason) for each in told] == [
        (DispatchState.GIVEN_UP, "KeyError")
    ]
    conversation = request.conversation_id
    assert de.db.read_sync(lambda c: undispatched(c, conversation)) == ()
    assert len(de.db.read_sync(lambda c: unusable(c, conversation))) == 1
    assert await dispatcher.drain() == 0


@pytest.mark.parametrize("passing", [OSError("no space is left"), LawError("not here yet")])
async def test_what_is_no_fault_of_the_letter_is_tried_for_ever(
    de: Station, fr: Station, passing: Exception
) -> None:
    def effect(conn: Connection, letter: ReceivedLetter) -> Sequence[Wake]:
        raise passing

    await receive(de, fr, Draft.request(de, "FR"))
    dispatcher = fr.dispatcher(effects={LetterType.REQUEST: effect}, give_up_after=2)
    for _ in range(4):
        assert await dispatcher.drain() == 0
    (row,) = fr.rows(dispatch)
    assert (row.state, row.failures) == ("waiting", 4)
