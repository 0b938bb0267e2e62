"""A silence that nobody could close by itself is confirmed by form, by who may decide."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, update

from gateway.api.app import PREFIX
from gateway.casework.consultations.silence import note_call
from gateway.casework.letters.information_request import supplement
from gateway.casework.permissions import OfficerRole
from gateway.domain.acts import TaskKind
from gateway.domain.case import Case, OralNote
from gateway.domain.consultation import ConsultationState
from gateway.domain.correspondence import Supplement
from gateway.exchange.journal import Direction
from gateway.store.tables_exchange import journal
from tests.node.console.conftest import PEOPLE, ConsoleDoor, open_console
from tests.support.consultations import MINUTE, State
from tests.support.federation_case import ANNA, GRACE, Where, text

TRIED = "Called the duty desk twice on 3 March; the line is dead. <i>"


def kept_out(conn: Connection, talk: str) -> None:
    """Note of the letter that FR sent in a consultation that it was refused here."""
    came = (journal.c.conversation_id == talk, journal.c.direction == Direction.IN.value)
    assert conn.execute(update(journal).where(*came).values(refused=True)).rowcount == 1


@dataclass
class Waiting:
    """DE's console, and its consultation of FR, which is not reached when its period is over."""

    door: ConsoleDoor
    case: Case
    talk: str

    @property
    def page(self) -> str:
        return f"/desk/consultations/{self.talk}"

    @property
    def path(self) -> str:
        return f"{self.page}/acts/confirm-silence"

    async def state(self) -> ConsultationState:
        return (await self.door.federation.of(self.case, "FR")).state


@pytest.fixture
async def waiting(where: Where) -> AsyncIterator[Waiting]:
    async with open_console(*where, ("DE", "FR")) as door:
        federation = door.federation
        case = await federation.consulting()
        found = Waiting(door, case, (await federation.of(case, "FR")).conversation_id)
        early = await (await door.signed_in(OfficerRole.DECIDER)).open(found.page)
        assert found.path not in early.links
        added = Supplement(text=(text("We hold a file."),))
        await supplement(federation["FR"].node.office, ANNA, found.talk, added)
        await federation.settle()
        await federation.cut_off("FR")
        await federation.at(await federation.due(case, "FR") + GRACE)
        await federation.at(federation.clock.now() + MINUTE)
        assert await found.state() is State.UNCONFIRMED
        yield found


async def test_a_silence_is_confirmed_and_closed_by_form(waiting: Waiting) -> None:
    browser = await waiting.door.signed_in(OfficerRole.DECIDER)
    assert waiting.path in (await browser.open(waiting.page)).links
    task = next(
        each.id
        for each in await waiting.door.desk.tasks()
        if each.kind == TaskKind.SILENCE_UNCONFIRMED
    )
    assert waiting.path in (await browser.open(f"/desk/tasks/{task}")).links
    form = await browser.open(waiting.path)
    model = await waiting.door.federation.of(waiting.case, "FR")
    rule = waiting.door.desk.node.office.law.procedure(model.rulebook, model.procedure)
    assert rule.silence.sentence in form.words
    assert "despite_refused" not in form.answer.text
    empty = await browser.submit(waiting.path, step="read", text="")
    assert (empty.status, 'href="#text"' in empty.answer.text) == (422, True)
    looked = await browser.submit(waiting.path, step="read", text=TRIED)
    assert (looked.answer.url.query, TRIED in looked.words) == (b"step=look", True)
    assert "<i>" not in looked.answer.text
    done = await browser.submit(waiting.path, step="send")
    assert (done.path, "is closed without an answer" in done.words) == (waiting.page, True)
    closed = await waiting.door.federation.of(waiting.case, "FR")
    assert (closed.state, closed.closed_by) == (State.SILENT, "officer:decider")
    acts = (await waiting.door.desk.case(waiting.case.case_id)).acts
    assert TRIED in [each.text for each in acts]
    assert waiting.path not in done.links
    assert (await browser.open(waiting.path)).status == 409


async def test_a_letter_that_was_kept_out_is_passed_over_in_so_many_words(
    waiting: Waiting,
) -> None:
    desk = waiting.door.desk
    await desk.node.db.write(lambda conn: kept_out(conn, waiting.talk))
    browser = await waiting.door.signed_in(OfficerRole.DECIDER)
    await browser.open(waiting.path)
    unsaid = await browser.submit(waiting.path, step="read", text=TRIED)
    assert (unsaid.status, 'href="#despite_refused"' in unsaid.answer.text) == (422, True)
    refused = await browser.submit(waiting.path, step="read", text=TRIED, despite_refused="no")
    assert (refused.status, "it may be its answer" in refused.words) == (422, True)
    assert await waiting.state() is State.UNCONFIRMED
    await browser.submit(waiting.path, step="read", text=TRIED, despite_refused="yes")
    assert (await browser.submit(waiting.path, step="send")).path == waiting.page
    assert await waiting.state() is State.SILENT


async def test_the_last_look_asks_about_an_objection_by_word_of_mouth(waiting: Waiting) -> None:
    said = "They announced an objection by word of mouth"
    browser = await waiting.door.signed_in(OfficerRole.DECIDER)
    await browser.open(waiting.path)
    assert said not in (await browser.submit(waiting.path, step="read", text=TRIED)).words
    note = OralNote(text="They object.", objection=True)
    await note_call(waiting.door.desk.node.office, ANNA, waiting.talk, note)
    assert said in (await browser.open(f"{waiting.path}?step=look")).words


async def test_who_may_not_decide_is_neither_offered_it_nor_given_it(waiting: Waiting) -> None:
    for role in PEOPLE:
        browser = await waiting.door.signed_in(role)
        may = role is OfficerRole.DECIDER
        token = {"Authorization": f"Bearer {waiting.door.tokens[role]}"}
        if not may:
            sent = await browser.client.post(
                f"{PREFIX}/consultations/{waiting.talk}/silence",
                headers=token,
                json={"text": TRIED},
            )
            assert sent.status_code in {403, 404}, role
        assert (waiting.path in (await browser.open(waiting.page)).links) is may, role
        assert ((await browser.open(waiting.path)).status == 200) is may, role
