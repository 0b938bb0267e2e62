"""The workflow engine is away, goes back in time, or is another one: nothing lost, nothing twice.

Real nodes over mTLS, carried by servers as in life. What is counted is what each node holds in the
end: letters, effects, acts and entries of its log. An engine knows none of it, so none can be lost
with it; and whatever two engines do side by side is one piece of SQL each.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from temporalio.common import RetryPolicy

from certs.layout import FederationFiles
from gateway.app.time_machine import Carrier
from gateway.casework.consultations.consultations import list_consultations
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.handlers.reconciling import reconcile
from gateway.casework.records import consultation_rows
from gateway.domain.acts import Verb
from gateway.domain.base import Stated
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import ConsultationAnswer
from gateway.domain.consultation import ConsultationState as State
from gateway.domain.lists.filters import ConsultationFilter
from gateway.domain.transaction import Party
from gateway.exchange.engine_calls import Wake, start_case, start_consultation, start_delivery
from gateway.store.tables_casework import act, licence_case
from gateway.store.tables_exchange import dispatch, journal, outbox
from tests.engine.world import POLL_S
from tests.support.carried import CarriedFederation, carried_federation
from tests.support.cases import application, transaction
from tests.support.desk import ANNA, Desk
from tests.support.named_consultations import REFUSAL
from tests.support.ports import free_ports
from workflows import delivery
from workflows.server import TemporalServer

NAMES = (
    "Solaris Water Works",
    "Meridian Textile Mill",
    "Baltic Grain Terminal",
    "Orchid Observatory",
    "Harbour Cranes Union",
)
"""Of nobody whom DE has refused before: one that is alike would have to be looked at."""

PAUSE = RetryPolicy(
    initial_interval=timedelta(milliseconds=100), maximum_interval=timedelta(milliseconds=500)
)
"""The longest pause between two attempts at a letter; half an hour in life."""
AWAY_S = 2.0
"""Until a server that was killed is begun again: four of the longest pauses."""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[TemporalServer]:
    """A server of the test's own, at an address that stays."""
    async with TemporalServer(tmp_path / "engine", [], port=free_ports(1)[0]) as running:
        yield running


@pytest.fixture
async def carried(
    server: TemporalServer,
    case_files: FederationFiles,
    tmp_path: Path,
    new_sqlite: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[CarriedFederation]:
    """DE, FR and NL on that server."""
    monkeypatch.setattr(delivery, "DELIVER", PAUSE)
    begun = carried_federation(
        case_files, tmp_path / "nodes", new_sqlite, address=server.address, codes=("DE", "FR", "NL")
    )
    async with begun as federation:
        assert isinstance(federation, CarriedFederation)
        yield federation


def kill(server: TemporalServer) -> None:
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)


def runs(server: TemporalServer) -> bool:
    return server.pid is not None


async def filed(federation: CarriedFederation, number: int) -> Case:
    """DE has an application; the items lie in NL, which is to be asked."""
    party = Stated[Party].given(Party(names=(NAMES[number],), country="AE"))
    changed = transaction().model_copy(
        update={"goods_located_in": ("NL",), "end_user": party, "consignee": party}
    )
    given = application().model_copy(
        update={"transaction": changed, "reference": f"AG-{number}", "documents": ()}
    )
    return await federation["DE"].file(given)


async def answer_all(federation: CarriedFederation) -> int:
    """NL answers whatever it has not answered; returns how many."""
    office = federation["NL"].node.office
    asked = await list_consultations(office, ANNA, ConsultationFilter(asked_of_us=True))
    waiting = [each for each in asked.items if each.state is State.RUNNING]
    for each in waiting:
        answer = ConsultationAnswer(answer="no_objection")
        await answer_consultation(office, ANNA, each.conversation_id, answer)
    return len(waiting)


async def decide_all(federation: CarriedFederation, cases: list[Case]) -> None:
    """DE refuses every case that is assessed, so that each has an entry in its log."""
    for each in cases:
        found = await federation["DE"].case(each.case_id)
        if found.state not in {CaseState.DECIDED, CaseState.WITHDRAWN}:
            await federation["DE"].propose(each.case_id, REFUSAL)
            await federation["DE"].decide(each.case_id)


async def reconciled(federation: CarriedFederation) -> None:
    """What every node does at its start and hourly, until nothing goes on by itself."""
    for desk in federation.desks.values():
        await reconcile(desk.node.office)
    await federation.settle()


async def nothing_lost_nothing_twice(federation: CarriedFederation, cases: list[Case]) -> None:
    """Each case went its whole way, and left each of its traces once at both nodes."""
    de, nl, number = federation["DE"], federation["NL"], len(cases)
    for each in cases:
        found = await de.case(each.case_id)
        assert found.state is CaseState.DECIDED
        assert [talk.state for talk in found.consultations] == [State.ANSWERED]
    assert await settled(de) == number
    for sender, receiver in ((de, nl), (nl, de)):
        sent, came = await letters(sender), await received(receiver)
        assert set(sent.values()) == {1}, "one letter of a kind in a conversation"
        assert sent == came
        assert await states(sender) == {"accepted"}
    refusals = [subject for kind, subject in await de.entries("DE") if kind == "denial.notified"]
    assert len(refusals) == len(set(refusals)) == number
    for desk in (de, nl):
        found_acts = await acts(desk)
        assert {what: times for what, times in found_acts.items() if times != usual(what)} == {}


def usual(what: tuple[str, str]) -> int:
    """How often an act stands of one subject: a case is examined when filed and when decided."""
    return 2 if what[0] == Verb.CASE_EXAMINED else 1


async def letters(desk: Desk) -> Counter[tuple[str, str]]:
    return await _counted(desk, select(outbox.c.conversation_id, outbox.c.letter_type))


async def received(desk: Desk) -> Counter[tuple[str, str]]:
    """Letters that came and had their effect."""
    came = select(journal.c.message_id).where(journal.c.direction == "in", ~journal.c.refused)
    query = select(dispatch.c.conversation_id, dispatch.c.letter_type)
    return await _counted(
        desk, query.where(dispatch.c.state == "done", dispatch.c.message_id.in_(came))
    )


async def acts(desk: Desk) -> Counter[tuple[str, str]]:
    """What is on record of cases and consultations, officers' words on hits apart."""
    query = select(act.c.verb, act.c.subject)
    return await _counted(desk, query.where(act.c.verb.not_like("officer.%")))


async def _counted(desk: Desk, query: object) -> Counter[tuple[str, str]]:
    def read(conn: Connection) -> Counter[tuple[str, str]]:
        return Counter((row[0], row[1]) for row in conn.execute(query))  # type: ignore[call-overload]

    return await desk.node.db.read(read)


async def states(desk: Desk) -> set[str]:
    return await desk.node.db.read(lambda conn: set(conn.scalars(select(outbox.c.state))))


async def settled(desk: Desk) -> int:
    query = select(licence_case.c.case_id).where(licence_case.c.settled.is_(True))
    return await desk.node.db.read(lambda conn: len(conn.execute(query).all()))


async def test_an_engine_is_away_for_longer_than_the_longest_pause(
    carried: CarriedFederation, server: TemporalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, asked = await filed(carried, 1), await filed(carried, 2)
    await carried.settle()
    await carried.cut_off("NL")
    in_its_pause = await filed(carried, 3)  # its request waits at the server for another attempt
    await carried.settle()
    monkeypatch.setattr("workflows.server.RESTART_FIRST_S", AWAY_S)
    kill(server)
    while runs(server):  # noqa: ASYNC110 - a process has no event for it
        await asyncio.sleep(POLL_S)
    await carried.connect("NL")
    assert await answer_all(carried) == 2  # officers and peers are served meanwhile
    meanwhile = await filed(carried, 4)
    assert not runs(server)
    await reconciled(carried)
    assert runs(server)
    assert await answer_all(carried) == 2
    await carried.settle()
    cases = [answered, asked, in_its_pause, meanwhile]
    await decide_all(carried, cases)
    await carried.settle()
    await nothing_lost_nothing_twice(carried, cases)


async def test_an_engine_goes_back_to_an_older_copy_of_its_file(
    carried: CarriedFederation, server: TemporalServer, tmp_path: Path
) -> None:
    before = await filed(carried, 1)
    await carried.settle()
    await server.stop()
    older = tmp_path / "older"
    shutil.copytree(server.folder, older)
    await server.start()
    await reconciled(carried)
    assert await answer_all(carried) == 1
    await carried.settle()
    await decide_all(carried, [before])  # the copy knows neither answer nor decision
    after, waits = await filed(carried, 2), await filed(carried, 3)
    await carried.settle()
    assert await answer_all(carried) == 2
    await carried.settle()
    await decide_all(carried, [after])  # of this case the copy knows nothing at all
    kill(server)
    await server.stop()
    for each in server.folder.glob("temporal.sqlite*"):
        each.unlink()
    for each in older.glob("temporal.sqlite*"):
        shutil.copy(each, server.folder)
    await server.start()
    await reconciled(carried)
    last = await filed(carried, 4)
    await carried.settle()
    assert await answer_all(carried) == 1
    await carried.settle()
    await decide_all(carried, [waits, last])
    await carried.settle()
    await nothing_lost_nothing_twice(carried, [before, after, waits, last])


async def test_a_node_moves_to_another_cluster_while_workers_go_on_at_the_old_one(
    carried: CarriedFederation, tmp_path: Path
) -> None:
    first, second = await filed(carried, 1), await filed(carried, 2)
    await carried.settle()
    await carried.cut_off("NL")
    third = await filed(carried, 3)
    await carried.settle()
    left = dict(carried._carriers)
    async with TemporalServer(tmp_path / "other", []) as other:
        for code in carried.desks:
            await carried.stop(code)
        carried.address = other.address  # the setting `temporal`; the new cluster is empty
        carried._carriers.clear()
        for code in carried.desks:
            await carried.start(code)
        behind = {code: Carrier(each.client, each.engine) for code, each in left.items()}
        try:
            for code, each in behind.items():
                await each.start(carried[code].node)
            await reconciled(carried)
            cases = [first, second, third, await filed(carried, 4)]
            await told_as_well(carried["DE"], behind["DE"])
            await carried.settle()
            assert await answer_all(carried) == 4
            await told_as_well(carried["NL"], behind["NL"])
            await carried.settle()
            await decide_all(carried, cases)
            await told_as_well(carried["DE"], behind["DE"])
            await carried.settle()
            await nothing_lost_nothing_twice(carried, cases)
        finally:
            for each in behind.values():
                await each.close()
            await carried.close()  # while its cluster is there


async def told_as_well(desk: Desk, behind: Carrier) -> None:
    """Have the other engine carry everything too, as a process of the old settings would."""

    def read(conn: Connection) -> list[Wake]:
        letters = conn.scalars(select(outbox.c.message_id))
        wakes = [start_case(each) for each in conn.scalars(select(licence_case.c.case_id))]
        wakes += [start_consultation(each) for each in consultation_rows.carried(conn)]
        return wakes + [start_delivery(each) for each in letters]

    for each in await desk.node.db.read(read):
        await each(behind.engine)
