"""A question is forwarded by form within a State of two authorities, and one clock runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from certs.layout import FederationFiles
from certs.operators import issue_next_version
from gateway.casework.letters.forwarding import forward, reply_forwarded
from gateway.domain.case import Case
from gateway.domain.consultation import ConsultationAnswer, ConsultationState
from gateway.domain.correspondence import Forwarding
from gateway.domain.letter import LetterType
from gateway.trust.federation import Directory
from tests.node.console.conftest import ConsoleDoor, open_console
from tests.support.cases import application
from tests.support.federation_case import ANNA, START, Where, make_files, text
from tests.support.morning import newest
from tests.support.officers_browser import OfficersBrowser, Shown

FLANDERS, WALLONIA = "BE-VLG", "BE-WAL"
WORDS = "The goods are in Liège.\n\n<script>alert(1)</script>"


CODES = ("DE", "FR", FLANDERS, WALLONIA)


@pytest.fixture
def case_files(tmp_path: Path) -> FederationFiles:
    """A federation in which Wallonia is competent under Article 16(5) alone."""
    made = make_files(tmp_path / "federation", CODES)

    def change(held: Directory) -> Directory:
        wallonia = replace(held.members[WALLONIA], procedures=("16(5)",))
        return replace(held, members={**held.members, WALLONIA: wallonia})

    issue_next_version(made, change, now=START - timedelta(hours=12))
    return made


async def test_a_question_is_forwarded_by_form_and_who_is_competent_answers(
    where: Where,
) -> None:
    async with open_console(*where, CODES, at=FLANDERS) as door:
        await forwarded_and_answered(door)


@pytest.fixture
async def forwarded(where: Where) -> AsyncIterator[Forwarded]:
    """Wallonia's console; Flanders has forwarded to it what DE asks."""
    async with open_console(*where, CODES, at=WALLONIA) as door:
        federation, filed = door.federation, application()
        there = filed.transaction.model_copy(update={"goods_located_in": ("BE",)})
        case = await federation.consulting(filed.model_copy(update={"transaction": there}))
        talk = (await federation.of(case, FLANDERS)).conversation_id
        await forward(federation[FLANDERS].node.office, ANNA, talk, WALLONIA, (text(WORDS),))
        await federation.settle()
        yield Forwarded(door, case)


@dataclass
class Forwarded:
    """Wallonia's console, and the case of which it was asked."""

    door: ConsoleDoor
    case: Case

    async def task(self, browser: OfficersBrowser) -> Shown:
        """Open the task of what was forwarded, as the inbox leads to it."""
        links = (await browser.open("/desk/inbox")).links
        return await browser.open(next(each for each in links if each.startswith("/desk/tasks/")))


async def test_who_is_competent_answers_by_form_from_its_inbox(forwarded: Forwarded) -> None:
    browser, federation = await forwarded.door.signed_in(), forwarded.door.federation
    shown = await forwarded.task(browser)
    path = next(each for each in shown.links if each.endswith("/acts/answer-forwarded"))
    form = await browser.open(path)
    for each in ("No objection", "Asked by DE", f"Forwarded by {FLANDERS}"):
        assert each in form.words
    assert "<script>alert" not in form.answer.text
    missing = await browser.submit(path, step="read", answer="")
    assert missing.status == 422
    looked = await browser.submit(path, step="read", answer="no_objection", language="en")
    assert looked.answer.url.query == b"step=look"
    done = await browser.submit(path, step="send")
    assert (done.path, "the answer is sent" in done.words) == (path.rpartition("/acts")[0], True)
    assert path not in done.links
    assert (await browser.open(path)).status == 409
    await federation.settle()
    answered = await federation.of(forwarded.case, FLANDERS)
    assert answered.answer is not None
    assert (answered.answer.answer, answered.answer.given_by) == ("no_objection", WALLONIA)


async def test_who_is_not_competent_either_hands_it_back_by_form(forwarded: Forwarded) -> None:
    browser, federation = await forwarded.door.signed_in(), forwarded.door.federation
    shown = await forwarded.task(browser)
    path = next(each for each in shown.links if each.endswith("/acts/hand-back"))
    await browser.open(path)
    assert (await browser.submit(path, step="read", text="")).status == 422
    await browser.submit(path, step="read", text="The goods are in Gent.", language="en")
    done = await browser.submit(path, step="send")
    assert "it is handed back" in done.words
    await federation.settle()
    asked = await federation[FLANDERS].asked()
    assert (asked.state, asked.forwarded_to) == (ConsultationState.RUNNING, None)


async def forwarded_and_answered(door: ConsoleDoor) -> None:
    """Forward what Flanders is asked to Wallonia, which answers it."""
    federation, filed = door.federation, application()
    there = filed.transaction.model_copy(update={"goods_located_in": ("BE",)})
    case = await federation.consulting(filed.model_copy(update={"transaction": there}))
    due = await federation.due(case, FLANDERS)
    browser = await door.signed_in()
    page = await browser.question()
    path = f"{page}/acts/forward"
    assert path in (await browser.open(page)).links
    form = await browser.open(path)
    assert (f'value="{WALLONIA}"' in form.answer.text, 'value="FR"' in form.answer.text) == (
        True,
        False,
    )
    wrong = await browser.submit(path, step="read", to="FR")
    assert (wrong.status, 'href="#to"' in wrong.answer.text) == (422, True)
    looked = await browser.submit(path, step="read", to=WALLONIA, text=WORDS, language="en")
    assert (looked.answer.url.query, WALLONIA in looked.words) == (b"step=look", True)
    assert "<script>alert" not in looked.answer.text
    done = await browser.submit(path, step="send")
    assert (done.path, "the question is forwarded" in done.words) == (page, True)
    assert path not in done.links
    again = await browser.open(path)
    assert (again.status, "is with another authority" in again.words) == (409, True)
    await federation.settle()

    for each in (await federation.of(case, FLANDERS), await door.desk.asked()):
        assert (each.state, each.forwarded_to) == (ConsultationState.RUNNING, WALLONIA)
    came = await newest(federation[WALLONIA])
    assert came.letter_type is LetterType.FORWARDING
    assert isinstance(came.content, Forwarding)
    assert came.content.request.case_reference == case.case_id
    assert came.content.last_instant == due
    assert came.content.text == tuple(text(each) for each in WORDS.split("\n\n"))

    answer = ConsultationAnswer(answer="no_objection")
    await reply_forwarded(federation[WALLONIA].node.office, ANNA, came.message_id, answer)
    await federation.settle()
    ours = await federation.of(case, FLANDERS)
    assert ours.state is ConsultationState.ANSWERED
    assert ours.answer is not None
    assert (ours.answer.answer, ours.answer.given_by) == ("no_objection", WALLONIA)
    assert await federation.due(case, FLANDERS) == due
    assert "No objection" in (await browser.open(page)).words
