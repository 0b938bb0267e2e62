"""Who is asked outside the gateway: what waits for the answer, and what need not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.consultations.consultations import reply_extension
from gateway.casework.consultations.offline_records import (
    QuestionByHand,
    record,
    record_asked,
    refuse_record,
)
from gateway.casework.consultations.silence import confirm_silence
from gateway.casework.handlers.tasks import close_task
from gateway.domain.case import CaseState, OralNote, Outcome
from gateway.domain.consultation import (
    Channel,
    ConsultationAnswer,
    ConsultationState,
    ExtensionReply,
    ExtensionRequest,
    HandKind,
    LateOrInTime,
)
from gateway.errors import ComityError, InputError, Reason
from tests.support.by_mail import Mail, mail, no_objection, recording
from tests.support.consultations import last_instant
from tests.support.federation_case import ANNA, BERT, CaseFederation, text
from tests.support.kinds import begun, filed, outcome
from tests.support.raising import refuses
from tests.support.reforms import asking_agrees

# --- on record, by two officers (finding B7) ---------------------------------------------------


async def test_an_objection_by_mail_binds(federation: CaseFederation) -> None:
    """Goods in Greece, Belgium and Poland, which are no members; Poland objects by mail.

    Found in use: officer B7.
    """
    post = await mail(federation, "GR", "BE", "PL")
    asked = sorted(str(task.data["authority"]) for task in await post.desk.tasks())
    assert asked == ["BE", "EL", "PL"]
    for authority in ("EL", "BE"):
        await post.answered(authority, no_objection())
    assert "consult.by_hand" in await post.desk.task_kinds()
    assert await post.refused() is Reason.CONSULTATION_OPEN
    objection = ConsultationAnswer(answer="objection", explanation=(text("Nie."),))
    talk = await post.answered("PL", objection)
    assert "consult.by_hand" not in await post.desk.task_kinds()
    assert await post.refused() is Reason.OBJECTION_BINDS
    shown = await post.desk.consultation(talk)
    assert (shown.state, shown.answer) == (ConsultationState.ANSWERED, objection)
    assert shown.records[-1].attested == "attested by anna, confirmed by bert"


async def test_the_second_officer_is_not_the_first(federation: CaseFederation) -> None:
    post = await mail(federation, "ES")
    office = post.desk.node.office
    asked = QuestionByHand(
        case_id=post.case_id,
        procedure="14(1)",
        authority="ES",
        recording=recording(HandKind.ASKED, post.desk.clock.now()),
    )
    talk = (await record_asked(office, ANNA, asked)).conversation_id
    with refuses(ComityError, Reason.SECOND_OFFICER_NEEDED):
        await post.confirm(talk, ANNA)
    assert "record.confirm" in await post.desk.task_kinds()
    shown = await refuse_record(office, BERT, talk, 1, text("The letter never left."))
    assert (shown.state, shown.records[0].refused) == (ConsultationState.SUPERSEDED, True)
    assert await post.refused() is Reason.CONSULTATION_OPEN  # the task to ask stands
    again = await post.ask("ES")
    assert (await post.desk.consultation(again)).state is ConsultationState.REQUESTED


async def test_silence_is_closed_by_officers_only(
    federation: CaseFederation, tmp_path: Path
) -> None:
    post = await mail(federation, "ES")
    talk = await post.received("ES")
    why = (text("Two letters and three calls; nobody knows of an answer."),)
    with refuses(ComityError, Reason.STATE_CONFLICT):
        await post.record(talk, HandKind.NO_ANSWER, text=why)
    assert (await post.over(talk)).state is ConsultationState.UNCONFIRMED
    await federation.at(federation.clock.at + timedelta(days=30))
    assert (await post.desk.consultation(talk)).state is ConsultationState.UNCONFIRMED
    assert await post.refused() is Reason.SILENCE_UNCONFIRMED
    with pytest.raises(ComityError) as alone:
        await confirm_silence(post.desk.node.office, BERT, talk, OralNote(text="x"))
    assert "`addOfflineRecord`" in alone.value.remedy
    shown = await post.record(talk, HandKind.NO_ANSWER, text=why)
    assert (shown.state, shown.closed_by) == (ConsultationState.SILENT, "officer:bert")
    assert (await post.verified(tmp_path))["outcome"].made is False  # one side's word
    for changes in ({"closed_by": "officer:anna"}, {"closed_by": "both"}, {"state": "answered"}):
        assert (await post.verified(tmp_path, **changes))["outcome"].made, changes
    await post.desk.propose(post.case_id, outcome(Outcome.GRANTED))
    assert (await post.desk.decide(post.case_id)).state is CaseState.DECIDED


async def test_clock_late_answers_and_more_time_are_those_of_the_rulebook(
    federation: CaseFederation,
) -> None:
    post = await mail(asking_agrees(federation), "ES")
    talk = await post.received("ES")
    first = last_instant(await post.desk.consultation(talk))
    wanted = ExtensionRequest(working_days=5, reason=text("Expertos."))
    asked = await post.record(talk, HandKind.MORE_TIME_ASKED, wanted=wanted)
    assert (asked.extension_pending, asked.extension_by) == (wanted, "ES")
    assert "extension.asked" in await post.desk.task_kinds()
    with pytest.raises(ComityError):  # one officer by a button would be no record
        await reply_extension(post.desk.node.office, ANNA, talk, GIVEN)
    replied = await post.record(talk, HandKind.MORE_TIME_REPLIED, reply=GIVEN)
    assert replied.extensions == (GIVEN,)
    assert last_instant(replied) > first

    over = await post.over(talk)
    late = await post.record(talk, HandKind.ANSWERED, answer=no_objection())
    assert (late.state, late.answer) == (ConsultationState.UNCONFIRMED, None)
    assert late.late_answers == (no_objection(),)
    objection = ConsultationAnswer(answer="objection", explanation=(text("No.", "es"),))
    given = last_instant(over) - timedelta(hours=1)
    timely = await post.record(talk, HandKind.ANSWERED, answer=objection, given=given)
    assert (timely.answer, timely.answer_timing) == (objection, LateOrInTime.SEALED_IN_TIME)
    assert await post.refused() is Reason.OBJECTION_BINDS


GIVEN = ExtensionReply(accepted=True, working_days=5)


async def test_what_was_recorded_is_corrected_and_recalled(
    federation: CaseFederation, tmp_path: Path
) -> None:
    post = await mail(federation, "ES")
    talk = await post.answered("ES", no_objection())
    objection = ConsultationAnswer(answer="objection", explanation=(text("No.", "es"),))
    why = (text("The second page was overlooked."),)
    corrected = await post.record(talk, HandKind.CORRECTED, about=3, answer=objection, text=why)
    assert (corrected.state, corrected.answer) == (ConsultationState.ANSWERED, objection)
    assert await post.refused() is Reason.OBJECTION_BINDS
    assert all(each.ok for each in (await post.verified(tmp_path)).values())
    recalled = await post.record(talk, HandKind.RECALLED, about=3, text=why)
    assert (recalled.state, recalled.answer) == (ConsultationState.RUNNING, None)
    assert await post.refused() is Reason.CONSULTATION_OPEN
    question = await post.record(talk, HandKind.RECALLED, about=1, text=why)
    assert (question.state, question.deadline) == (ConsultationState.SUPERSEDED, None)
    assert "consult.by_hand" in await post.desk.task_kinds()
    assert all(each.ok for each in (await post.verified(tmp_path)).values())


BAD: list[tuple[dict[str, Any], str]] = [
    ({"kind": HandKind.ANSWERED}, "answer"),
    ({"kind": HandKind.ANSWERED, "answer": no_objection(), "reference": ""}, "reference"),
    (
        {"kind": HandKind.ANSWERED, "answer": ConsultationAnswer(answer="no_objection_if")},
        "conditions",
    ),
    ({"kind": HandKind.NO_ANSWER, "answer": no_objection()}, "answer"),
    ({"kind": HandKind.RECALLED, "about": 9, "text": (text("x"),)}, "about"),
    ({"kind": HandKind.MORE_TIME_ASKED}, "wanted"),
    ({"kind": HandKind.ANSWERED, "answer": no_objection(), "ahead": 1}, "at"),
    ({"kind": HandKind.ANSWERED, "answer": no_objection(), "ahead": -900}, "at"),
]


async def test_a_record_that_cannot_be_names_the_field(federation: CaseFederation) -> None:
    post = await mail(federation, "ES")
    talk = await post.received("ES")
    for given, field in BAD:
        fields = dict(given)
        at = post.desk.clock.now() + timedelta(hours=fields.pop("ahead", 0))
        with refuses(InputError, field=field):
            await record(
                post.desk.node.office, ANNA, talk, recording(fields.pop("kind"), at, **fields)
            )


async def test_a_reason_without_an_answer_takes_two_officers(federation: CaseFederation) -> None:
    """Found in use: officer B7."""
    post = await mail(federation, "ES")
    office = post.desk.node.office
    [task] = [each for each in await post.desk.tasks() if each.kind == "consult.by_hand"]
    note = text("Spain has no competent authority for such goods.")
    assert (await close_task(office, ANNA, task.id, note)).closed is None
    assert await post.refused() is Reason.CONSULTATION_OPEN
    with refuses(ComityError, Reason.SECOND_OFFICER_NEEDED):
        await close_task(office, ANNA, task.id, note)
    assert (await close_task(office, BERT, task.id, text("Agreed."))).closed is not None
    assert "record.confirm" not in await post.desk.task_kinds()
    await post.desk.propose(post.case_id, outcome(Outcome.GRANTED))
    [act] = [a for a in (await post.desk.case(post.case_id)).acts if a.verb == "task.closed"]
    assert (act.data["proposed_by"], act.data["reason"], act.actor) == ("anna", note.text, "bert")


async def test_evidence_of_both_kinds_verifies_and_a_forgery_is_found(
    federation: CaseFederation, tmp_path: Path
) -> None:
    """Goods in the Netherlands, asked by wire, and in Spain, asked by hand."""
    post = await mail(federation, "NL", "ES")
    talk = await post.answered("ES", no_objection())
    await federation.answers("NL", "no_objection")
    await post.desk.propose(post.case_id, outcome(Outcome.GRANTED))
    await post.desk.decide(post.case_id)
    found = await post.verified(tmp_path)
    assert set(found) == {"law", "records", "request", "deadline", "outcome"}
    assert all(each.ok for each in found.values())
    assert found["outcome"].detail.endswith("attested by anna, confirmed by bert")

    shown = await post.desk.consultation(talk)
    records = [each.model_dump(mode="json") for each in shown.records]
    objection = {"answer": "objection"}
    by_one = [each | {"confirmed_by": "anna"} for each in records]
    other = [*records[:2], records[2] | {"answer": records[2]["answer"] | objection}]
    moved = [records[0], records[1] | {"at": "2026-03-01T00:00:00Z"}, records[2]]
    for changes, fails in (
        ({"records": by_one}, "records"),
        ({"records": other}, "records"),
        ({"records": moved}, "deadline"),
        ({"records": records[:2]}, "outcome"),
        ({"records": records[:2], "answer": None, "state": "running"}, "records"),
        ({"answer": no_objection(conditions=(text("x"),)).model_dump(mode="json")}, "outcome"),
        ({"deadline": None}, "deadline"),
    ):
        failed = {
            name for name, each in (await post.verified(tmp_path, **changes)).items() if not each.ok
        }
        assert fails in failed, changes


async def test_officers_carry_on_what_letters_had_begun(federation: CaseFederation) -> None:
    """The Dutch gateway is away for good: its answer comes by mail."""
    case = await begun(federation, filed("B8", goods_located_in=("NL",)))
    post = Mail(federation, case.case_id)
    [asked] = case.consultations
    talk = asked.conversation_id
    with pytest.raises(ComityError) as refused:
        await post.record(talk, HandKind.ANSWERED, answer=no_objection())
    assert "`recordOfflineRequest`" in refused.value.remedy
    turned = await post.record(talk, HandKind.ASKED)
    assert (turned.channel, turned.deadline) == (Channel.HAND, asked.deadline)
    objection = ConsultationAnswer(answer="objection", explanation=(text("Nee.", "nl"),))
    await post.record(talk, HandKind.ANSWERED, answer=objection)
    assert await post.refused() is Reason.OBJECTION_BINDS


async def test_who_is_in_the_federation_is_not_asked_by_hand(federation: CaseFederation) -> None:
    post = await mail(federation, "ES")
    with pytest.raises(InputError) as refused:
        await post.ask("FR")
    assert refused.value.metadata["field"] == "authority"
    assert "ES under 14(1)" in refused.value.remedy
