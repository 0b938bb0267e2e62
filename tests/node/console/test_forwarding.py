"""A question is forwarded by form within a State of two authorities, and one clock runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from certs.operators import issue_next_version
from gateway.casework.letters.forwarding import reply_forwarded
from gateway.domain.consultation import ConsultationAnswer, ConsultationState
from gateway.domain.correspondence import Forwarding
from gateway.domain.letter import LetterType
from gateway.trust.directory import Directory
from tests.node.console.conftest import ConsoleDoor, open_console
from tests.support.cases import application
from tests.support.federation_case import ANNA, START, make_files, text
from tests.support.morning import newest

FLANDERS, WALLONIA = "BE-VLG", "BE-WAL"
WORDS = "The goods are in Liège.\n\n<script>alert(1)</script>"


async def test_a_question_is_forwarded_by_form_and_answered_by_who_is_competent(
    tmp_path: Path, new_sqlite: Callable[[str], str]
) -> None:
    codes = ("DE", "FR", FLANDERS, WALLONIA)
    files = make_files(tmp_path / "federation", codes)

    def change(held: Directory) -> Directory:
        wallonia = replace(held.members[WALLONIA], procedures=("16(5)",))
        return replace(held, members={**held.members, WALLONIA: wallonia})

    issue_next_version(files, change, now=START - timedelta(hours=12))
    async with open_console(files, tmp_path / "n", new_sqlite, codes, at=FLANDERS) as door:
        await forwarded_and_answered(door)


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
