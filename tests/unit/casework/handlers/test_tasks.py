"""A task that is closed by hand: what it was about stays data of the act, whatever it says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from gateway.casework.acts.journal import Journal, acts_of, open_tasks
from gateway.casework.handlers.tasks import close_task, list_tasks, view_of_task
from gateway.casework.permissions import Officer
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.denial import FreeText
from gateway.domain.lists.filters import TaskFilter
from gateway.domain.page import PageRequest
from gateway.domain.saying import says
from gateway.errors import NotFoundError
from gateway.store.tables_casework import consultation, correspondence, licence_case
from gateway.store.tables_register import denial
from tests.support.desk import ANNA, BERT
from tests.support.quiet_office import CASE, QuietOffice

WORDS = FreeText(language="en", text="By telephone.")


async def close(de: QuietOffice, by: Officer = ANNA) -> None:
    found, *_ = de.read(lambda conn: open_tasks(conn, subject=CASE))
    await close_task(de.office, by, found.id, WORDS)


async def test_its_sentence_stays_what_it_was(de: QuietOffice) -> None:
    de.case()
    said = says("{peer} asks for {kind}: {note}", peer="FR", kind="documents", note="soon")
    at, kind = de.clock.now(), TaskKind.INFORMATION_ASKED
    de.write(lambda conn: Journal(conn, at).open_task(kind, CASE, said))
    await close(de)
    act = de.read(lambda conn: acts_of(conn, CASE))[-1]
    assert (act.verb, act.text) == (
        Verb.TASK_CLOSED,
        "FR asks for documents: soon: By telephone.",
    )
    assert act.data.items() >= {"task": kind, "kind": "documents", "note": "soon"}.items()


def _open(conn: Connection, de: QuietOffice, subject: str, kind: TaskKind) -> None:
    said = says("{peer} wrote about {subject}", peer="FR", subject=subject)
    Journal(conn, de.clock.now()).open_task(kind, subject, said)


def _ask(conn: Connection, name: str, *, due: datetime | None, to: str = "") -> None:
    row: dict[str, Any] = {
        "conversation_id": name,
        "ours": False,
        "procedure": "14(1)",
        "peer": "FR",
    }
    row |= {"state": "running", "due": due, "request_message": name, "body": "{}"}
    row |= {"assigned_to": to}
    conn.execute(insert(consultation), [row])


async def test_what_is_to_be_done_first_comes_first_page_by_page(de: QuietOffice) -> None:
    """Found in use: officer M6."""
    now = de.clock.now()

    def write(conn: Connection) -> None:
        _open(conn, de, "node", TaskKind.LAW_MISSING)
        for name, due in (("later", now + timedelta(days=9)), ("over", now), ("none", None)):
            _ask(conn, name, due=due)
            _open(conn, de, name, TaskKind.ANSWER_DUE)
        row: dict[str, Any] = dict.fromkeys(
            (c.name for c in denial.c if c.type.python_type is str), ""
        )
        row |= {"denial_id": "DE-2026-00001", "content_idx": 1, "end_user_withheld": False}
        row |= {"decision_date": now.date(), "first_notified": now.date()}
        row |= {"review_due": now.date() + timedelta(days=3), "last_event_at": now}
        conn.execute(insert(denial), [row])
        _open(conn, de, "DE-2026-00001", TaskKind.REVIEW_SOON)

    de.write(write)
    first = await list_tasks(de.office, ANNA, page=PageRequest(limit=3), by_last_day=True)
    rest = PageRequest(limit=3, after=first.next)
    last = await list_tasks(de.office, ANNA, page=rest, by_last_day=True)
    found = [*first.items, *last.items]
    assert [task.subject for task in found] == ["over", "DE-2026-00001", "later", "node", "none"]
    assert [task.overdue for task in found] == [True, False, False, False, False]
    assert found[2].due == now + timedelta(days=9)
    oldest = await list_tasks(de.office, ANNA)
    assert [task.id for task in oldest.items] == [1, 2, 3, 4, 5]


async def test_mine_are_those_of_my_cases_and_of_what_is_assigned_to_me(de: QuietOffice) -> None:
    """Found in use: officer M6."""
    filed: dict[str, Any] = {"case_id": "DE-C-2026-00009", "reference": "R", "state": "assessment"}
    filed |= {"destination": "AE", "filed": de.clock.now(), "settled": False, "body": "{}"}

    def write(conn: Connection) -> None:
        conn.execute(insert(licence_case), [{**filed, "filed_by": ANNA.name}])
        given = {**filed, "case_id": "DE-C-2026-00010", "reference": "S", "filed_by": BERT.name}
        conn.execute(insert(licence_case), [{**given, "assigned_to": ANNA.name}])
        _ask(conn, "mine", due=None, to=ANNA.name)
        _ask(conn, "bert", due=None, to=BERT.name)
        for subject in ("DE-C-2026-00009", "DE-C-2026-00010", "mine", "bert", "node"):
            _open(conn, de, subject, TaskKind.LETTER_READ)

    de.write(write)
    mine = await list_tasks(de.office, ANNA, TaskFilter(mine=True))
    assert [task.subject for task in mine.items] == [
        "DE-C-2026-00009",
        "DE-C-2026-00010",
        "mine",
    ]


async def test_a_view_says_what_the_task_is_and_which_letter_it_is_done_by(de: QuietOffice) -> None:
    letter: dict[str, Any] = {
        "message_id": "m",
        "conversation_id": "c",
        "ours": False,
        "peer": "FR",
    }
    letter |= {"type": "information.request", "digest": b"", "at": de.clock.now()}
    letter |= {"state": "open", "rulebook": "", "body": ""}

    def write(conn: Connection) -> None:
        older = {**letter, "message_id": "o", "at": de.clock.now() - timedelta(days=1)}
        conn.execute(
            insert(correspondence), [letter, older, {**older, "message_id": "x", "peer": "ES"}]
        )
        _open(conn, de, "c", TaskKind.INFORMATION_ASKED)

    de.write(write)
    view = (await view_of_task(de.office, ANNA, 1)).model_dump_json()
    assert "comity letter reply m" in view
    assert "comity letter list --conversation c" not in view
    with pytest.raises(NotFoundError):
        await view_of_task(de.office, ANNA, 2)
