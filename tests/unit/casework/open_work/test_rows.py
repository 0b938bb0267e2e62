"""Open work follows cases, consultations and tasks, and is made anew as it was kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from gateway.casework.acts.journal import Journal
from gateway.casework.cases.case_files import delete_file
from gateway.casework.handlers.reconciliation import reconcile
from gateway.casework.open_work import rebuilding, rows
from gateway.casework.records import case_rows
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind
from gateway.domain.case import CaseState
from gateway.domain.consultation import ConsultationState, EndReason
from gateway.domain.inbox import Mover, RunningPeriod, WorkNoun
from gateway.domain.saying import says
from gateway.store.tables_casework import consultation, licence_case, task
from gateway.store.tables_inbox import open_work, work_seen
from tests.support.quiet_office import CASE, QuietOffice


def held(de: QuietOffice) -> dict[str, dict[str, Any]]:
    """All rows, by what they are about."""

    def read(conn: Connection) -> dict[str, dict[str, Any]]:
        found = conn.execute(select(open_work)).mappings()
        return {row["subject"]: dict(row) for row in found}

    return de.read(read)


def opened(de: QuietOffice, kind: TaskKind, subject: str, **data: Any) -> None:
    """Open a task."""
    said = says("look at {subject}", subject=subject, **data)
    at = de.clock.now()
    de.write(lambda conn: Journal(conn, at).open_task(kind, subject, said))


def closed(de: QuietOffice, kind: TaskKind, subject: str) -> None:
    at = de.clock.now()
    de.write(lambda conn: Journal(conn, at, "anna").close_tasks(kind, subject))


def test_a_case_has_the_clock_of_its_consultation_that_ends_first(de: QuietOffice) -> None:
    case = de.case()
    late = de.asked("NL", case=case)
    assert held(de)[CASE]["authority"] == "NL"
    de.clock.at -= timedelta(days=4)
    first = de.asked("FR", case=case)
    row = held(de)[CASE]
    assert (row["authority"], row["ends"]) == ("FR", first.due)
    period = RunningPeriod.model_validate_json(row["period"])
    assert first.consultation.deadline is not None
    assert (period.conversation_id, period.counted) == (
        first.id,
        first.consultation.deadline.counted,
    )
    assert row["mover"] == Mover.AUTHORITY
    de.changed(first, state=ConsultationState.ANSWERED)
    assert held(de)[CASE]["ends"] == late.due
    de.changed(late, state=ConsultationState.ANSWERED)
    row = held(de)[CASE]
    assert (row["ends"], row["period"], row["authority"]) == (rows.NEVER, "", "")


def test_a_consultation_that_cannot_be_read_keeps_its_clock_by_its_columns(de: QuietOffice) -> None:
    case = de.case()
    first = de.asked("NL", case=case)
    broken = update(consultation).where(consultation.c.conversation_id == first.id)
    de.write(lambda conn: conn.execute(broken.values(body="{}")))
    de.write(lambda conn: conn.execute(delete(open_work)))
    de.write(lambda conn: case_rows.save(conn, case))
    row = held(de)[CASE]
    assert (row["ends"], row["authority"], row["period"]) == (first.due, "NL", "")


def test_a_case_that_ends_is_gone_once_its_last_task_is_closed(de: QuietOffice) -> None:
    case = de.case(CaseState.ASSESSMENT)
    talk = de.asked("NL", case=case)
    opened(de, TaskKind.NOTICE_DUE, CASE)
    opened(de, TaskKind.LETTER_READ, talk.id)
    assert held(de).keys() == {CASE}
    ended = case.model_copy(update={"state": CaseState.WITHDRAWN})
    de.write(lambda conn: case_rows.save(conn, ended))
    row = held(de)[CASE]
    assert (row["stands"], row["ends"], row["mover"]) == (False, rows.NEVER, Mover.OURS)
    closed(de, TaskKind.NOTICE_DUE, CASE)
    assert held(de).keys() == {CASE}
    closed(de, TaskKind.LETTER_READ, talk.id)
    assert held(de) == {}
    opened(de, TaskKind.LETTER_READ, talk.id)
    row = held(de)[CASE]
    assert (row["noun"], row["party"]) == (
        WorkNoun.CASE,
        "Mudiriyyat al-Ittisalat al-Khassa, AE",
    )


def test_what_is_asked_of_us_is_a_row_until_it_has_ended(de: QuietOffice) -> None:
    talk = de.theirs("FR")
    row = held(de)[talk.id]
    assert (row["noun"], row["authority"], row["mover"]) == (
        WorkNoun.CONSULTATION,
        "FR",
        Mover.OURS,
    )
    de.changed(talk, forwarded_to="DE-B2")
    assert held(de)[talk.id]["mover"] == Mover.AUTHORITY
    superseded = talk.consultation.superseded(because=EndReason.WITHDRAWN, text="x")
    de.changed(talk, state=superseded.state)
    assert held(de) == {}


def test_tasks_about_something_else_have_a_row_by_their_day(de: QuietOffice) -> None:
    opened(de, TaskKind.INFORMED_ENDS, "DE-I-2026-00001", day="2026-03-20")
    opened(de, TaskKind.INFORMED_ENDED, "DE-I-2026-00001")
    row = held(de)["DE-I-2026-00001"]
    assert (row["noun"], row["ends"].isoformat()) == (WorkNoun.TASK, "2026-03-20T12:00:00+00:00")
    closed(de, TaskKind.INFORMED_ENDS, "DE-I-2026-00001")
    assert held(de)["DE-I-2026-00001"]["ends"] == rows.NEVER
    closed(de, TaskKind.INFORMED_ENDED, "DE-I-2026-00001")
    assert held(de) == {}


def test_what_deciders_are_told_blindly_stands_apart_from_its_case(de: QuietOffice) -> None:
    de.case()
    opened(de, TaskKind.RESTRICTED_DUE, CASE, day="2026-03-04")
    apart = held(de)[f"restricted.due/{CASE}"]
    assert (apart["noun"], apart["item"], apart["party"], apart["country"]) == (
        WorkNoun.TASK,
        "",
        "",
        "",
    )


async def test_what_is_made_anew_is_what_was_kept(de: QuietOffice) -> None:
    case = de.case()
    talk = de.asked("NL", case=case)
    asked = de.theirs("FR")
    for kind, subject in (
        (TaskKind.LETTER_READ, talk.id),
        (TaskKind.ANSWER_DUE, asked.id),
        (TaskKind.LAW_MISSING, "DE"),
    ):
        opened(de, kind, subject)
    before = held(de)
    assert len(before) == 3
    assert de.read(rebuilding.is_whole)

    def lose(conn: Connection) -> None:
        conn.execute(delete(open_work))
        conn.execute(update(task).values(work=None))

    de.write(lose)
    assert not de.read(rebuilding.is_whole)
    await reconcile(de.office)
    assert de.read(rebuilding.is_whole)
    assert held(de) == before


async def test_a_case_that_cannot_be_read_is_a_row_by_its_columns(de: QuietOffice) -> None:
    de.case()
    broken = update(licence_case).values(body="{}")
    de.write(lambda conn: conn.execute(broken))
    de.write(lambda conn: conn.execute(delete(open_work)))
    await reconcile(de.office)
    row = held(de)[CASE]
    assert (row["country"], row["item"], row["stands"]) == ("AE", "", True)
    assert de.read(rebuilding.is_whole)


def test_a_file_that_is_deleted_leaves_no_row(de: QuietOffice) -> None:
    case = de.case()
    seen = {"subject": CASE, "account": "anna", "at": de.clock.now()}
    de.write(lambda conn: conn.execute(work_seen.insert(), [seen]))
    de.write(lambda conn: delete_file(Work(conn, de.office), case, by="anna"))
    assert held(de) == {}
    assert de.read(lambda conn: conn.execute(select(work_seen)).all()) == []
