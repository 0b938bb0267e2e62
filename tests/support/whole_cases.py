"""Cases that go their whole way between DE and NL, and the traces that each must leave once.

For tests of what happens to the engine meanwhile: `CarriedFederation` carries them.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, select

from gateway.casework.consultations.consultations import list_consultations
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.handlers.reconciliation import reconcile
from gateway.domain.acts import Verb
from gateway.domain.base import Stated
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import ConsultationAnswer
from gateway.domain.consultation import ConsultationState as State
from gateway.domain.lists.filters import ConsultationFilter
from gateway.domain.transaction import Party
from gateway.store.tables_casework import act, licence_case
from gateway.store.tables_exchange import dispatch, journal, outbox
from tests.support.carried import CarriedFederation
from tests.support.cases import application, transaction
from tests.support.consultations import REFUSAL
from tests.support.desk import ANNA, Desk

NAMES = (
    "Solaris Water Works",
    "Meridian Textile Mill",
    "Baltic Grain Terminal",
    "Orchid Observatory",
    "Harbour Cranes Union",
)
"""Of nobody whom DE has refused before: one that is alike would have to be looked at."""


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
