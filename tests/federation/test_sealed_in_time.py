"""An answer that came after the end counts by its own word: a person is told about it."""

from __future__ import annotations

from datetime import timedelta

from gateway.casework.letters.contacts import note_contact
from gateway.domain.acts import TaskKind
from gateway.domain.case import Case
from gateway.domain.consultation import LateOrInTime
from gateway.domain.correspondence import ContactNote
from tests.support.desk import SECOND
from tests.support.federation_case import ANNA, GRACE, START, CaseFederation, text
from tests.support.open_consultations import State, open_case

DAY = timedelta(days=1)


def call() -> ContactNote:
    return ContactNote(at=START, text=(text("They will object."),))


async def told(three: CaseFederation, case: Case) -> str:
    """What DE's officer reads, once the answer has come and counts."""
    ours = await three.of(case, "NL")
    assert (ours.state, ours.answer_timing) == (State.ANSWERED, LateOrInTime.SEALED_IN_TIME)
    (task,) = [each for each in await three["DE"].tasks() if each.kind == TaskKind.ANSWER_SEALED]
    return task.text


async def test_after_an_outage_it_says_what_speaks_for_the_answer(three: CaseFederation) -> None:
    """Found in use: protocol M5."""
    case = await open_case(three)
    due = await three.due(case, "NL")
    await three.stop("DE")
    await three.at(due - SECOND)
    await three["NL"].answer("objection")
    await three.at(due + GRACE)
    await three.start("DE")
    await three.sweep()
    said = await told(three, case)
    assert "so it counts" in said
    assert "in one order" in said
    assert "Against" not in said


async def test_an_answer_that_came_in_time_is_nothing_to_look_at(three: CaseFederation) -> None:
    await open_case(three)
    await three["NL"].answer("objection")
    await three.settle()
    assert TaskKind.ANSWER_SEALED not in await three["DE"].task_kinds()


async def test_an_answer_dated_back_shows_by_the_letter_before_it(three: CaseFederation) -> None:
    """NL writes a letter ten days after the end, then an answer that it dates before the end.

    Found in use: protocol M5.
    """
    case = await open_case(three)
    due = await three.due(case, "NL")
    await three.cut_off("NL")
    await three.at(due + GRACE)
    three.clock.at = due + 10 * DAY
    await note_contact(three["NL"].node.office, ANNA, call(), peer="DE")
    three.clock.at = due - timedelta(hours=1)
    await three["NL"].answer("objection")
    three.clock.at = due + 40 * DAY
    await three.connect("NL")
    await three.settle()
    said = await told(three, case)
    assert "which its gateway numbered before it, states a later instant" in said
    assert "in one order" not in said


async def test_an_answer_held_back_by_a_gateway_that_was_there_shows(three: CaseFederation) -> None:
    """NL seals its answer in time and brings it weeks later, though it took ours meanwhile.

    Found in use: protocol M5.
    """
    case = await open_case(three)
    due = await three.due(case, "NL")
    await three.cut_off("DE")
    await three.at(due - SECOND)
    await three["NL"].answer("objection")  # nothing goes from NL to DE
    await three.at(due + 20 * DAY)
    await three["DE"].deliver()
    await note_contact(three["DE"].node.office, ANNA, call(), peer="NL")
    await three["DE"].deliver()
    await three.at(due + 30 * DAY)
    await three.connect("DE")
    await three.settle()
    said = await told(three, case)
    assert "Against an outage: its gateway gave us a receipt" in said
