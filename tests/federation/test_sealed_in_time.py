"""An answer that came after the end counts by its own word: a person is told about it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.casework.cases.records import evidence_of_consultation
from gateway.casework.letters.contacts import note_contact
from gateway.domain.acts import TaskKind
from gateway.domain.case import Case
from gateway.domain.consultation import LateOrInTime
from gateway.domain.correspondence import ContactNote
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.verify.verification import verify_bundle
from gateway.register.journal.committing import JournalCommitting
from gateway.trust.federation import Anchor
from tests.federation.test_silence import answered_while_away
from tests.support.consultations import State, open_case
from tests.support.desk import SECOND
from tests.support.federation_case import ANNA, GRACE, START, CaseFederation, text

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
    await answered_while_away(three, case)
    await three.start("DE")
    await three.sweep()
    said = await told(three, case)
    assert "so it counts" in said
    assert "in one order" in said
    assert "Against" not in said


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


async def commit(three: CaseFederation, code: str) -> None:
    """The member commits to what is new of its journal, and the others hear of it."""
    node = three[code].node
    assert await JournalCommitting(node.db, node.me, timedelta(hours=1)).look() is not None
    await three.sync()


async def test_an_answer_that_was_sealed_and_not_tried_shows(three: CaseFederation) -> None:
    """NL seals an objection, commits to nothing, and brings it after the end (protocol2 P5)."""
    case = await open_case(three)
    due = await three.due(case, "NL")
    three.clock.at += timedelta(hours=2)
    await commit(three, "NL")  # to the request that came
    await three.at(due - 5 * DAY)
    await three.cut_off("DE")
    await three["NL"].answer("objection")
    await three.at(due + 2 * DAY)
    await three.connect("DE")
    await three.sync()
    await three.settle()
    said = await told(three, case)
    assert "within a day of that NL committed to nothing of its journal" in said
    assert "sealed and held back" in said


@pytest.mark.parametrize("tried", [False, True])
async def test_the_evidence_of_who_answered_says_whether_it_was_tried(
    three: CaseFederation, tried: bool
) -> None:
    """A seal that is committed to and no attempt within a day is its word (protocol2 P5)."""
    case = await open_case(three)
    due = await three.due(case, "NL")
    talk = (await three.of(case, "NL")).conversation_id
    nl = three["NL"].node
    three.clock.at += timedelta(hours=2)
    await commit(three, "NL")
    await three.at(due - 5 * DAY)
    await three.cut_off("DE")
    await three["NL"].answer("objection")
    if tried:
        await three.settle()
    three.clock.at += timedelta(minutes=61)
    await commit(three, "NL")
    await three.at(due + 2 * DAY)
    await three.connect("DE")
    await three.settle()
    three.clock.at += timedelta(minutes=61)
    await commit(three, "NL")
    assert (await three.of(case, "NL")).answer_timing == LateOrInTime.SEALED_IN_TIME
    raw = await evidence_of_consultation(nl.office, ANNA, talk)
    anchor = Anchor.from_json(nl.office.register.trust_files().anchor)
    report = verify_bundle(bundle_from_bytes(raw), anchor=anchor).report
    said = [each.detail for each in report.not_made if each.name.endswith(": tried")]
    assert len(said) == (0 if tried else 1)
    assert all("sealed, not tried" in each and "the word of NL" in each for each in said)
