"""Acts, tasks, changes and numbers, on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from gateway.casework.acts.journal import (
    Concern,
    Journal,
    acts_of,
    get_open_task,
    keep_tasks,
    next_number,
    open_tasks,
    tasks_differ,
)
from gateway.casework.acts.task_visibility import page_of_tasks, shown_tasks
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.page import FIRST_PAGE
from gateway.domain.saying import says
from gateway.errors import NotFoundError
from gateway.store.database import Database
from gateway.store.tables_casework import change, consultation, task
from gateway.store.tables_register import denial
from gateway.store.task_dates import of_officer
from tests.support.federation_case import START
from tests.support.pages import walked


def _act(conn: Connection, verb: Verb, subject: str = "a") -> None:
    Journal(conn, START, "anna").act(verb, subject)


def _task(conn: Connection, text: str, kind: TaskKind = TaskKind.ANSWER_DUE) -> None:
    Journal(conn, START).open_task(kind, "a", says(text), key=text)


def test_a_task_that_an_older_version_said_with_a_key_is_said_in_words(database: Database) -> None:
    said = says("{peer} answers in advance: {answer}", peer="FR", answer="no_objection")

    def write(conn: Connection) -> tuple[str, ...]:
        Journal(conn, START).open_task(TaskKind.STANDING_GIVEN, "a", said)
        conn.execute(update(task).values(text="FR answers in advance: no_objection"))
        [listed], [about] = open_tasks(conn), open_tasks(conn, subject="a")
        return listed.text, about.text, get_open_task(conn, listed.id).text

    assert set(database.write_sync(write)) == {"FR answers in advance: no objection"}


def test_tasks_by_last_day_and_of_an_officer_are_found_on_both_databases(
    database: Database,
) -> None:
    row: dict[str, Any] = {"ours": False, "procedure": "14(1)", "peer": "FR", "state": "running"}
    row |= {"request_message": "m", "body": "{}", "assigned_to": "anna"}
    review: dict[str, Any] = dict.fromkeys(
        (c.name for c in denial.c if c.type.python_type is str), ""
    )
    review |= {"denial_id": "d", "content_idx": 1, "end_user_withheld": False}
    days = ("decision_date", "first_notified", "review_due")
    review |= dict.fromkeys(days, START.date()) | {"last_event_at": START}

    def write(conn: Connection) -> None:
        due = START + timedelta(days=1)
        conn.execute(insert(consultation), [{**row, "conversation_id": "c", "due": due}])
        conn.execute(insert(denial), [review])
        for subject in ("node", "c", "d"):
            said = says("look at {subject}", subject=subject)
            Journal(conn, START).open_task(TaskKind.LETTER_READ, subject, said)

    database.write_sync(write)
    shown = shown_tasks(notices=False)
    ask = partial(page_of_tasks, tasks=shown, by_last_day=True)
    seen = database.read_sync(lambda conn: walked(partial(ask, conn), 1))
    assert [each.subject for each in seen] == ["d", "c", "node"]
    mine = shown.where(of_officer("anna"))
    found = database.read_sync(lambda conn: page_of_tasks(conn, FIRST_PAGE, mine))
    assert [(each.subject, each.due) for each in found.items] == [("c", START + timedelta(days=1))]


def test_numbers_go_up_and_each_series_has_its_own(database: Database) -> None:
    taken = [database.write_sync(lambda conn: next_number(conn, "case/2026")) for _ in range(3)]
    assert taken == [1, 2, 3]
    assert database.write_sync(lambda conn: next_number(conn, "case/2027")) == 1
    assert database.write_sync(lambda conn: next_number(conn, "case/2026", count=5)) == 4
    assert database.write_sync(lambda conn: next_number(conn, "case/2026")) == 9


async def test_no_number_is_given_twice_to_those_who_ask_at_once(database: Database) -> None:
    asked = [database.write(lambda conn: next_number(conn, "denial/2026")) for _ in range(40)]
    assert sorted(await asyncio.gather(*asked)) == list(range(1, 41))


async def test_who_fails_spoils_no_number_of_the_others(database: Database) -> None:
    def failing(conn: Connection) -> int:
        next_number(conn, "n")
        raise LookupError

    asked = [
        database.write(failing if turn % 3 == 0 else lambda conn: next_number(conn, "n"))
        for turn in range(12)
    ]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    given = [each for each in outcomes if isinstance(each, int)]
    assert given == list(range(1, 9))  # each once; what was rolled back was given to nobody


def test_acts_are_kept_in_order_and_by_subject(database: Database) -> None:
    one, other, two = Verb.CASE_FILED, Verb.CASE_READY, Verb.CASE_EXAMINED
    for verb, subject in ((one, "a"), (other, "b"), (two, "a")):
        database.write_sync(partial(_act, verb=verb, subject=subject))
    assert [act.verb for act in database.read_sync(lambda conn: acts_of(conn, "a"))] == [
        one,
        two,
    ]
    assert database.read_sync(acts_of) == ()


def test_a_task_opens_once_and_two_of_a_kind_stay_two(database: Database) -> None:
    for text in ("ES is to be asked", "IT is to be asked", "ES is to be asked"):
        database.write_sync(partial(_task, text=text))
    tasks = database.read_sync(open_tasks)
    assert [task.text for task in tasks] == ["ES is to be asked", "IT is to be asked"]
    found = database.read_sync(lambda conn: get_open_task(conn, tasks[0].id))
    assert found == tasks[0]


def test_a_closed_task_is_gone_and_may_open_again(database: Database) -> None:
    def close(conn: Connection, **which: str) -> None:
        Journal(conn, START, "anna").close_tasks(TaskKind.ANSWER_DUE, "a", **which)

    for text in ("one", "two"):
        database.write_sync(partial(_task, text=text))
    database.write_sync(lambda conn: close(conn, key="one"))
    assert [task.text for task in database.read_sync(open_tasks)] == ["two"]
    database.write_sync(lambda conn: _task(conn, "one"))
    database.write_sync(lambda conn: _task(conn, "other kind", kind=TaskKind.ANSWER_SOON))
    database.write_sync(close)
    assert [t.kind for t in database.read_sync(lambda conn: open_tasks(conn, subject="a"))] == [
        "answer.soon"
    ]
    assert database.read_sync(lambda conn: open_tasks(conn, subject="b")) == ()
    with pytest.raises(NotFoundError):
        database.read_sync(lambda conn: get_open_task(conn, 99))
    kinds = database.read_sync(lambda conn: list(conn.scalars(select(change.c.kind))))
    assert kinds.count("task.answer.due.closed") == 2  # national systems hear of it


def test_tasks_that_nobody_keyed_are_told_apart_by_all_that_they_say(database: Database) -> None:
    def opened(conn: Connection) -> None:
        for peer in ("ES", "IT", "ES"):
            said = says("{peer} wrote", peer=peer)
            Journal(conn, START).open_task(TaskKind.LETTER_READ, "a", said)
        said = says("{peer} wrote again", peer="ES")
        Journal(conn, START).open_task(TaskKind.LETTER_READ, "a", said)

    database.write_sync(opened)
    tasks = database.read_sync(open_tasks)
    assert [(task.text, task.data) for task in tasks] == [
        ("ES wrote", {"peer": "ES"}),
        ("IT wrote", {"peer": "IT"}),
        ("ES wrote again", {"peer": "ES"}),
    ]


def test_tasks_follow_what_is_found_and_a_quiet_round_writes_nothing(database: Database) -> None:
    def keep(*found: Concern) -> list[str]:
        kinds = (TaskKind.LAW_MISSING, TaskKind.DIRECTORY_REFUSED)
        if not database.read_sync(lambda conn: tasks_differ(conn, kinds=kinds, found=found)):
            return ["quiet"]
        database.write_sync(lambda conn: keep_tasks(conn, at=START, kinds=kinds, found=found))
        return [task.text for task in database.read_sync(open_tasks)]

    one = Concern(TaskKind.LAW_MISSING, "node", says("{law} is missing", law="a"))
    other = Concern(TaskKind.DIRECTORY_REFUSED, "node", says("{law} is refused", law="b"))
    database.write_sync(lambda conn: _task(conn, "of another kind"))
    assert keep(one) == ["of another kind", "a is missing"]
    assert keep(one) == ["quiet"]
    assert keep(other) == ["of another kind", "b is refused"]
    assert keep() == ["of another kind"]


def test_an_act_keeps_its_data(database: Database) -> None:
    said = says("{outcome}; {n} officers", outcome="refused", n=2)
    database.write_sync(
        lambda conn: Journal(conn, START, "anna").act(Verb.DECISION_MADE, "a", said)
    )
    [act] = database.read_sync(lambda conn: acts_of(conn, "a"))
    assert (act.text, act.data) == ("refused; 2 officers", {"outcome": "refused", "n": 2})
    assert "data" not in act.model_copy(update={"data": {}}).model_dump()  # as files of before
