"""Questions on a submission as threads between real nodes, and where a cell comes from."""

from __future__ import annotations

from collections.abc import Awaitable

import pytest

from gateway.casework.annual.provenance import show_provenance
from gateway.casework.annual.questions import QuestionDraft, ask, close, list_threads
from gateway.errors import ComityError, Reason
from tests.support.annual_federation import PLAIN, YEAR, AnnualYear, Values, blocks, ref
from tests.support.federation_case import ANNA, CaseFederation, text
from tests.support.raising import present


@pytest.fixture
def year(federation: CaseFederation) -> AnnualYear:
    return AnnualYear(federation)


async def refused(what: Awaitable[object]) -> ComityError:
    with pytest.raises(ComityError) as caught:
        await what
    return caught.value


def changed(state: str, item: str, country: str, thousands: int) -> Values:
    return {**PLAIN[state], (item, country): thousands}


async def test_a_question_its_answer_and_the_correction(year: AnnualYear) -> None:
    await year.collected()
    office = year.eu.node.office
    draft = QuestionDraft(
        state="DE", about=ref("5EC2", "TR"), text=(text("Is the value in euro?"),)
    )
    thread = await ask(office, ANNA, YEAR, draft)
    await year.settle()
    assert thread.question.thread == 1
    assert (await year.state("DE")).questions == 1
    _, question = await year.question("DE")
    assert question.about == ref("5EC2", "TR", origin="DE")
    assert question.submission == (await year.state("DE")).digest
    assert "annual.asked" in await year.federation["DE"].task_kinds()
    await year.answer("DE", "It was in thousands; we correct it.", "corrected")
    assert "annual.answered" in await year.eu.task_kinds()
    assert (await year.state("DE")).questions == 0
    await year.submit("DE", blocks(changed("DE", "5EC2", "TR", 777)))
    await close(office, ANNA, YEAR, 1, (text("Thank you."),))
    await year.settle()
    (found,) = (await list_threads(office, ANNA, YEAR)).items
    assert found.question.state == "closed"
    assert [each.by for each in found.said] == ["EU", "DE", "EU"]
    assert found.said[1].answer == "corrected"
    assert "annual.answered" not in await year.eu.task_kinds()
    assert (await list_threads(office, ANNA, YEAR, waiting=True)).items == ()


async def test_questions_that_cannot_be_asked_and_one_without_an_answer(
    year: AnnualYear,
) -> None:
    await year.call()
    office = year.eu.node.office
    words = (text("Why?"),)
    early = QuestionDraft(state="DE", about=ref("5EC2", "TR"), text=words)
    assert (await refused(ask(office, ANNA, YEAR, early))).reason is Reason.STATE_CONFLICT
    await year.submit("DE", blocks(PLAIN["DE"]))
    for about in (ref(table="nothing"), ref("5EC2"), ref("5EC2", "ZZ")):
        wrong = QuestionDraft(state="DE", about=about, text=words)
        assert (await refused(ask(office, ANNA, YEAR, wrong))).reason is Reason.INPUT_INVALID
    await ask(office, ANNA, YEAR, QuestionDraft(state="DE", about=ref(), text=words))
    await year.settle()
    year.federation.clock.advance(days=23)
    await year.federation.sweep()
    assert "annual.no_answer" in await year.eu.task_kinds()
    await year.answer("DE", "Late, but here.")
    assert "annual.no_answer" not in await year.eu.task_kinds()


async def test_every_cell_says_where_it_is_from(year: AnnualYear) -> None:
    await year.collected()
    await year.submit("NL", blocks(changed("NL", "5EC2", "TR", 777)))
    office = year.eu.node.office
    found = await show_provenance(office, ANNA, YEAR, ref("5EC2", "TR"))
    assert found.figures == found.recomputed
    assert {each.source.state: each.source.version for each in found.contributions} == {
        "DE": 1,
        "FR": 1,
        "NL": 2,
    }
    nl = next(each for each in found.contributions if each.source.state == "NL")
    assert present(nl.figures).value_cents == 77_700_000
    assert nl.message_id in {each.message_id for each in await year.came("NL")}
    own = await show_provenance(office, ANNA, YEAR, ref("5EC2", "TR", origin="DE"))
    assert [each.source.state for each in own.contributions] == ["DE"]
    for wrong in (ref(), ref("5EC2"), ref("5EC2", "TR", table="other")):
        what = show_provenance(office, ANNA, YEAR, wrong)
        assert (await refused(what)).reason is Reason.INPUT_INVALID
