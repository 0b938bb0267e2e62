"""Silence, late answers and more time: an outage never looks like consent, nor takes any."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from gateway.casework.cases.records import evidence_of
from gateway.casework.consultations.silence import note_call
from gateway.casework.letters.recall import recall
from gateway.domain.acts import TaskKind
from gateway.domain.calendars import calendar_for
from gateway.domain.case import Case, CaseState, OralNote
from gateway.domain.consultation import LateOrInTime
from gateway.domain.letter import LetterType
from gateway.errors import ComityError, Reason, StateError
from gateway.evidence.verify.verification import verify_file
from tests.support.cases import application
from tests.support.consultations import (
    GRANT,
    MINUTE,
    State,
    acts,
    confirm,
    open_case,
)
from tests.support.desk import letter_ids
from tests.support.federation_case import (
    ANNA,
    GRACE,
    SECOND,
    CaseFederation,
    text,
)
from tests.support.raising import refuses

# --- both close ------------------------------------------------------------------------


async def test_with_the_peer_away_the_case_does_not_move(three: CaseFederation) -> None:
    case = await open_case(three)
    await three.cut_off("NL")
    await three.at(await three.due(case, "NL") + GRACE)
    assert (await three.of(case, "NL")).state is State.CLOSING
    await three.at(three.clock.now() + MINUTE)
    assert (await three.of(case, "NL")).state is State.UNCONFIRMED
    de = three["DE"]
    with refuses(StateError, Reason.SILENCE_UNCONFIRMED):
        await de.propose(case.case_id, GRANT)
    assert await de.task_kinds() == ["silence.unconfirmed"]
    shown = await de.case(case.case_id)
    assert shown.state is CaseState.CONSULTING
    assert shown.attention == ("no answer of NL, unconfirmed: NL is not reached",)
    await three.connect("NL")
    await three.settle()
    assert (await three.of(case, "NL")).closed_by == "both"
    assert (await de.case(case.case_id)).state is CaseState.ASSESSMENT
    assert await de.task_kinds() == []


# --- in time or not -------------------------------------------------------------------


async def answered_while_away(three: CaseFederation, case: Case) -> None:
    """NL answers in the last second; DE is down until the grace has ended."""
    due = await three.due(case, "NL")
    await three.stop("DE")
    await three.at(due - SECOND)
    await three["NL"].answer("objection")
    await three.at(due + GRACE)


async def test_an_answer_sealed_in_time_counts_though_we_were_down(three: CaseFederation) -> None:
    """DE is back and asks to close before NL tries again."""
    case = await open_case(three)
    await answered_while_away(three, case)
    await three.cut_off("NL")
    await three.start("DE")
    await three.sweep()
    await three.connect("NL")
    await three.sweep()
    ours = await three.of(case, "NL")
    assert (ours.state, ours.answer_timing) == (State.ANSWERED, LateOrInTime.SEALED_IN_TIME)
    with refuses(StateError, Reason.OBJECTION_BINDS):
        await three["DE"].propose(case.case_id, GRANT)


async def answered_before_the_receipt(three: CaseFederation) -> Case:
    """The receipt was lost on its way, and the answer came."""
    case = await three["DE"].file(application())
    await three["DE"].step()
    await three["DE"].step()
    request = next(key for kind, key in three["DE"].engine.running if kind == "delivery")
    await three["DE"].send(request)
    await three["NL"].step()
    await three["NL"].answer("objection")
    await three["NL"].step()
    await three["NL"].deliver()
    await three["DE"].step()
    assert (await three.of(case, "NL")).state is State.ANSWERED
    return case


async def test_an_answer_before_the_receipt_counts(three: CaseFederation, tmp_path: Path) -> None:
    """And the receipt, once it is here, says when the period had begun, as evidence shows."""
    case = await answered_before_the_receipt(three)
    await three.settle()
    ours = await three.of(case, "NL")
    assert (ours.state, ours.answer_timing) == (State.ANSWERED, LateOrInTime.RECEIVED_IN_TIME)
    assert ours.deadline is not None  # the receipt said when the period had begun
    assert ours.peer_last_instant == ours.deadline.last_instant
    told = [act.text for act in (await three["DE"].case(case.case_id)).acts]
    assert "NL received the request; its answer came before the receipt" in told
    evidence = tmp_path / "case.zip"
    evidence.write_bytes(await evidence_of(three["DE"].node.office, ANNA, case.case_id))
    assert verify_file(evidence).failed == ()


async def test_a_recall_before_the_receipt_does_not_stop_the_clock(
    three: CaseFederation,
) -> None:
    """The answer is recalled, and only then the receipt comes: the period runs all the same."""
    case = await answered_before_the_receipt(three)
    nl = three["NL"]
    sent = (await letter_ids(nl, LetterType.ANSWER))[-1]
    await recall(nl.node.office, ANNA, sent, (text("For another case."),))
    await nl.step()
    await nl.deliver()
    await three["DE"].step()
    await three.settle()
    ours = await three.of(case, "NL")
    assert ours.state is State.RUNNING
    assert ours.deadline is not None


async def test_a_wish_sealed_in_time_counts_though_we_were_down(three: CaseFederation) -> None:
    """Found in use: protocol M5."""
    case = await open_case(three)
    due = await three.due(case, "NL")
    await three.cut_off("NL")
    await three.at(due - SECOND)
    await three["NL"].extend(5)
    await three.at(due + GRACE)
    await three.at(three.clock.now() + MINUTE)
    assert (await three.of(case, "NL")).state is State.UNCONFIRMED
    await three.connect("NL")
    await three.settle()
    ours, theirs = await three.of(case, "NL"), await three["NL"].asked()
    assert (ours.state, theirs.state) == (State.RUNNING, State.RUNNING)
    assert ours.deadline == theirs.deadline
    (task,) = await three["DE"].tasks()
    assert task.kind == TaskKind.ANSWER_SEALED
    assert "NL asked for more time after the last instant" in task.text
    assert "so it counts" in task.text


# --- whose days count ---------------------------------------------------------------


async def test_where_two_calendars_differ_the_later_instant_governs(
    three: CaseFederation,
) -> None:
    law = three["NL"].node.office.law  # NL has notified a holiday that DE has not yet heard of
    known = calendar_for("NL")
    notified = known.model_copy(
        update={
            "version": "NL/2026-2",
            "holidays": {**known.holidays, date(2026, 3, 10): "National day of mourning"},
        }
    )
    law._notified = (notified,)
    case = await open_case(three)
    ours = await three.of(case, "NL")
    assert ours.deadline is not None
    assert ours.peer_last_instant == ours.deadline.last_instant + timedelta(days=1)
    assert await three["DE"].task_kinds() == ["deadline.differs"]
    await three.at(ours.deadline.last_instant + GRACE)
    assert (await three.of(case, "NL")).state is State.RUNNING
    await three.answers("NL", "objection")
    ours = await three.of(case, "NL")
    assert (ours.state, ours.answer_timing) == (State.ANSWERED, LateOrInTime.RECEIVED_IN_TIME)


async def test_a_gateway_whose_clock_is_behind_is_called_not_asked_for_ever(
    three: CaseFederation,
) -> None:
    case = await open_case(three)
    due = await three.due(case, "NL")
    nl = three["NL"].node.office
    behind = type(three.clock)(due - MINUTE)
    object.__setattr__(nl, "clock", behind)
    await three.at(due + GRACE)
    ours = await three.of(case, "NL")
    assert ours.state is State.UNCONFIRMED
    await three.sweep()
    await three.sweep()
    assert acts(await three["DE"].case(case.case_id)).count("consultation.unconfirmed") == 1
    with pytest.raises(ComityError):
        await three["DE"].propose(case.case_id, GRANT)


async def test_silence_is_confirmed_again_after_an_answer_that_was_recalled(
    three: CaseFederation,
) -> None:
    """Confirmed, answered after all, recalled, and confirmed once more: the case goes on."""
    case = await open_case(three)
    de, nl = three["DE"], three["NL"]
    await three.cut_off("NL")
    await nl.answer("no_objection")  # sealed in time, and it cannot leave
    await three.at(await three.due(case, "NL") + GRACE)
    await three.at(three.clock.now() + MINUTE)
    inside = (await three.of(case, "NL")).conversation_id
    objects = OralNote(text="They may object.", objection=True)
    await note_call(de.node.office, ANNA, inside, objects)  # so both gateways never close it
    await confirm(de, inside)
    await three.connect("NL")
    await three.settle()
    assert (await three.of(case, "NL")).state is State.ANSWERED
    sent = (await letter_ids(nl, LetterType.ANSWER))[-1]
    await recall(nl.node.office, ANNA, sent, (text("For another case."),))
    await three.settle()
    assert (await de.case(case.case_id)).state is CaseState.CONSULTING
    assert (await three.of(case, "NL")).state is State.UNCONFIRMED
    await three.at(three.clock.now() + MINUTE)
    await confirm(de, inside)
    await three.settle()
    assert (await de.case(case.case_id)).state is CaseState.ASSESSMENT
