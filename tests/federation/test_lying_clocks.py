"""A consulted gateway lies, or errs by a year, about the end of the period: nothing stands still.

The later of both last instants governs, but only as far as the rulebook lets be agreed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from gateway.casework.cases.records import evidence_of_consultation
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.sending import send_in
from gateway.domain.acts import TaskKind
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import ClosingRequest, Consultation, DeadlineDerivation
from gateway.errors import ComityError, Reason
from gateway.evidence.verify.verification import verify_file
from tests.support.consultations import GRANT, MINUTE, State, confirm, open_case
from tests.support.federation_case import ANNA, GRACE, CaseFederation, Desk
from tests.support.raising import refuses

FAR = datetime(2099, 12, 31, 23, tzinfo=UTC)
DAY = timedelta(days=1)


def lies(desk: Desk, monkeypatch: pytest.MonkeyPatch, **changes: object) -> None:
    """Have a gateway derive, sign and believe something else of every period."""
    law = desk.node.office.law
    honest = law.deadline

    def derive(**asked: object) -> DeadlineDerivation:
        return honest(**asked).model_copy(update=changes)  # type: ignore[arg-type]

    monkeypatch.setattr(law, "deadline", derive)


async def puts_off(three: CaseFederation, case: Case, until: datetime) -> None:
    """NL comes to think that its period ends later: its next statement says so."""
    nl = three["NL"].node.office
    talk = (await three.of(case, "NL")).conversation_id

    def write(conn: Connection) -> None:
        row = rows.get(conn, talk)
        rows.save(conn, row.holding(row.consultation.running_again(), due=until))

    await nl.db.write(write)


async def goes_on(three: CaseFederation, case: Case) -> Consultation:
    """An officer of DE closes what NL does not close, and the case goes on."""
    talk = (await three.of(case, "NL")).conversation_id
    await confirm(three["DE"], talk)
    await three.settle()
    assert await three["DE"].task_kinds() == []
    assert (await three["DE"].case(case.case_id)).state is CaseState.ASSESSMENT
    return await three.of(case, "NL")


async def test_a_receipt_that_says_2099_moves_nothing(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found in use: protocol C1."""
    lies(three["NL"], monkeypatch, last_instant=FAR)
    case = await open_case(three)
    ours = await three.of(case, "NL")
    assert ours.peer_last_instant == FAR
    assert await three["DE"].task_kinds() == [TaskKind.DEADLINE_DIFFERS]
    (task,) = await three["DE"].tasks()
    assert "ours governs" in task.text
    assert "confirm-silence" in task.text
    await three.at(await three.due(case, "NL") + GRACE)
    assert (await three.of(case, "NL")).state is State.UNCONFIRMED  # it does not state: nothing
    with refuses(ComityError, Reason.SILENCE_UNCONFIRMED):
        await three["DE"].propose(case.case_id, GRANT)
    assert (await goes_on(three, case)).closed_by == "officer:anna"


async def test_an_answer_after_our_last_instant_is_late_whatever_their_receipt_said(
    three: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    lies(three["NL"], monkeypatch, last_instant=FAR)
    case = await open_case(three)
    await three.at(await three.due(case, "NL") + 40 * DAY)
    await three.answers("NL", "objection")
    assert (await three.of(case, "NL")).late_answers
    assert (await three.of(case, "NL")).answer is None


async def test_a_closing_statement_puts_it_off_no_further_than_can_be_agreed(
    three: CaseFederation,
) -> None:
    """Found in use: protocol C1."""
    case = await open_case(three)
    due = await three.due(case, "NL")
    await puts_off(three, case, datetime(2027, 6, 1, tzinfo=UTC))
    await three.at(due + GRACE)
    assert (await three.of(case, "NL")).state is State.UNCONFIRMED
    assert await three["DE"].task_kinds() == [TaskKind.DEADLINE_DIFFERS, "silence.unconfirmed"]
    assert (await goes_on(three, case)).closed_by == "officer:anna"


async def test_statements_that_put_it_off_again_and_again_come_to_an_end(
    three: CaseFederation,
) -> None:
    """Found in use: protocol C1."""
    case = await open_case(three)
    model = await three.of(case, "NL")
    assert model.deadline is not None
    furthest = three["DE"].node.office.law.furthest(model.deadline)
    assert furthest > model.deadline.last_instant + 30 * DAY
    at = model.deadline.last_instant
    for _ in range(30):
        await puts_off(three, case, at + 3 * DAY)
        await three.at(at + GRACE)
        if (await three.of(case, "NL")).state is not State.RUNNING:
            break
        assert (
            TaskKind.DEADLINE_DIFFERS in await three["DE"].task_kinds()
        )  # within it, and a person is told
        at += 3 * DAY
    assert (await three.of(case, "NL")).state is State.UNCONFIRMED
    assert at <= furthest < at + 3 * DAY
    await goes_on(three, case)


async def test_a_request_to_close_that_says_2099_keeps_nothing_open(three: CaseFederation) -> None:
    """Found in use: protocol m16."""
    case = await open_case(three)
    talk = (await three.of(case, "NL")).conversation_id
    await three.at(await three.due(case, "NL") + MINUTE)
    de = three["DE"].node.office
    asked = ClosingRequest(last_instant=FAR, asked_at=three.clock.now())
    await de.write(lambda work: send_in(work, rows.get(work.conn, talk), asked))
    await three.at(three.clock.now() + GRACE)
    theirs = await three["NL"].asked()
    assert (theirs.state, theirs.closed_by) == (State.SILENT, "both")
    assert TaskKind.DEADLINE_DIFFERS in await three["NL"].task_kinds()


@pytest.mark.parametrize(
    "changes",
    [{"calendar_digest": "ab" * 32}, {"last_instant": FAR}],
    ids=["calendar", "2099"],
)
async def test_what_they_signed_wrong_is_seen_and_spoils_no_evidence_of_ours(
    three: CaseFederation,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    changes: dict[str, object],
) -> None:
    """Found in use: protocol M8."""
    honest: Callable[..., DeadlineDerivation] = three["NL"].node.office.law.deadline
    lies(three["NL"], monkeypatch, **changes)
    case = await open_case(three)
    monkeypatch.setattr(three["NL"].node.office.law, "deadline", honest)
    assert await three["DE"].task_kinds() == [TaskKind.DEADLINE_DIFFERS]
    talk = (await three.of(case, "NL")).conversation_id
    file = tmp_path / "evidence.zip"
    file.write_bytes(await evidence_of_consultation(three["DE"].node.office, ANNA, talk))
    report = verify_file(file, anchor=three["DE"].settings.home / "anchor.json")
    assert report.failed == ()
    (told,) = report.not_made
    assert told.name.endswith("NL under 14(1): deadline")
    assert "NL has signed" in told.detail
