"""Acts, tasks, changes and numbers: what every use case writes beside its effect.

Everything here runs inside the caller's transaction, so that an act and its effect are
kept together or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    func,
    insert,
    select,
    union,
    update,
)

from gateway.casework.open_work import followers
from gateway.casework.open_work.rows import work_of
from gateway.casework.services import Office, Work
from gateway.domain.acts import FEED_WENT_BACK, Task, TaskKind, Verb
from gateway.domain.case import Act
from gateway.domain.letter import LetterType
from gateway.domain.saying import Saying
from gateway.errors import NotFoundError, Reason
from gateway.store.backlog import Backlog, piles
from gateway.store.prepared import Prepared
from gateway.store.records import in_rows, matching
from gateway.store.tables_casework import act, change, change_gap, correspondence, counter, task
from gateway.store.waits import Waits, waits

_ACT = ("at", "actor", "verb", "text", "reference", "data")
_READ = (*_ACT, "messages")

# Part of nearly every act and of every look at a case: built once.
_ADD_ACT = Prepared(
    insert(act).values({name: bindparam(name) for name in ("subject", "messages", *_ACT)})
)
_ACTS = Prepared(
    select(act.c.id, *(act.c[name] for name in _READ)).where(act.c.subject == bindparam("about"))
)
_COUNTERS = in_rows(counter)
_TASK = ("id", "kind", "subject", "key", "data", "text", "opened", "messages")
_TASKS = Prepared(
    select(*(task.c[name] for name in _TASK))
    .where(task.c.closed.is_(None), task.c.subject == bindparam("about"))
    .order_by(task.c.id)
)
_CLOSING = (
    update(task)
    .where(
        task.c.kind == bindparam("sort"),
        task.c.subject == bindparam("about"),
        task.c.closed.is_(None),
    )
    .values(closed=bindparam("when"), closed_by=bindparam("who"))
    .returning(task.c.id, task.c.work)
)
_CLOSE = Prepared(_CLOSING)
_CLOSE_ONE = Prepared(_CLOSING.where(task.c.key == bindparam("one")))


def _columns(said: Saying) -> dict[str, str]:
    """Return what is kept of a saying; the sentence as well, for who reads the table."""
    return {
        "messages": json.dumps(said.messages, ensure_ascii=False),
        "data": json.dumps(dict(said.data), ensure_ascii=False),
        "text": said.sentence(),
    }


def acts_of(conn: Connection, *subjects: str) -> tuple[Act, ...]:
    """Return the acts about the given subjects in order."""
    found = [row for each in dict.fromkeys(subjects) for row in _ACTS.rows(conn, {"about": each})]
    return tuple(_act_of(row[1:]) for row in sorted(found))


def acts_about(
    conn: Connection, subjects: Collection[str], verbs: Collection[Verb]
) -> Iterator[tuple[str, Act]]:
    """Yield the acts of some verbs about some things, oldest first, each with what it is about.

    Args:
        conn: A transaction.
        subjects: Of so many as a page shows.
        verbs: Which acts.
    """
    columns = select(act.c.subject, *(act.c[name] for name in _READ))
    found = columns.where(act.c.subject.in_(subjects), act.c.verb.in_([str(v) for v in verbs]))
    for subject, *row in conn.execute(found.order_by(act.c.id)):
        yield subject, _act_of(row)


def _act_of(row: Sequence[Any]) -> Act:
    fields = _fields(_READ, row)
    messages = json.loads(fields.pop("messages"))
    return Act(**fields).made_of(messages)


def _fields(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    fields = dict(zip(names, row, strict=True))
    return {**fields, "data": json.loads(fields["data"])}


def _key(said: Mapping[str, str]) -> str:
    return sha256(f"{said['messages']}{said['data']}".encode()).hexdigest()[:_KEY_DIGITS]


_KEY_DIGITS = 16
"""Of a key that nobody named: two tasks of one subject do not meet by chance."""


class Journal(NamedTuple):
    """Acts and tasks that one actor writes at one instant, in one transaction.

    Attributes:
        conn: The transaction.
        at: The present instant.
        by: Who acts.
    """

    conn: Connection
    at: datetime
    by: str = "gateway"

    def act(
        self, verb: Verb, subject: str, saying: Saying | None = None, reference: str = ""
    ) -> None:
        """Write one act and the change that announces it."""
        row = {"at": self.at, "actor": self.by, "verb": verb, "subject": subject}
        _ADD_ACT.run(self.conn, row | {"reference": reference} | _columns(saying or Saying()))
        followers.acted(self.conn, at=self.at, kind=verb, subject=subject, actor=self.by)

    def open_task(
        self, kind: TaskKind, subject: str, saying: Saying, *, key: str | None = None
    ) -> None:
        """Open a task unless the same one is open already.

        Args:
            kind: Its kind.
            subject: The case, the conversation, the denial, the notice or the log.
            saying: What a person is told.
            key: What tells it from others of its kind and subject; all that is said, unless named.
        """
        conn, at, said = self.conn, self.at, _columns(saying)
        if key is None:
            key = _key(said)
        alike = matching((task.c.kind, kind), (task.c.subject, subject), (task.c.key, key))
        if conn.execute(select(task.c.id).where(*alike, task.c.closed.is_(None))).first() is None:
            work = work_of(conn, kind, subject)
            row = {"kind": kind, "subject": subject, "key": key, "opened": at, "work": work, **said}
            conn.execute(insert(task), [row])
            followers.opened(conn, work, kind, subject, saying, at)

    def close_tasks(self, kind: TaskKind, subject: str, *, key: str | None = None) -> None:
        """Close the open tasks of one kind about one subject, or that of a given key."""
        about = {"sort": kind, "about": subject, "when": self.at, "who": self.by}
        if key is None:
            closed = _CLOSE.rows(self.conn, about)
        else:
            closed = _CLOSE_ONE.rows(self.conn, about | {"one": key})
        if closed:
            works = (each[1] for each in closed)
            followers.closed(self.conn, works, kind, subject, self.by, self.at)


def journal_of(work: Work, by: str = "gateway") -> Journal:
    """Return what writes the acts and tasks of an actor at the present instant."""
    return Journal(work.conn, work.now, by)


class Concern(NamedTuple):
    """Something that is so now, and a person's task as long as it is."""

    kind: TaskKind
    subject: str
    saying: Saying

    @property
    def key(self) -> tuple[TaskKind, str, str]:
        """What its task is found by: kind, subject and key."""
        return self.kind, self.subject, _key(_columns(self.saying))


def keep_tasks(
    conn: Connection,
    *,
    at: datetime,
    kinds: Collection[TaskKind],
    found: Iterable[Concern],
    by: str = "gateway",
) -> None:
    """Keep the tasks of some kinds true: open what is found, close what is so no longer.

    Args:
        conn: The transaction.
        at: The present instant.
        kinds: Kinds of which everything that is so was looked for.
        found: All of it.
        by: Who has ended what is gone.
    """
    journal, wanted = Journal(conn, at, by), {each.key: each for each in found}
    told = _told(conn, kinds)
    for key in sorted(wanted.keys() - told):
        kind, subject, saying = wanted[key]
        journal.open_task(kind, subject, saying)
    for kind, subject, one in sorted(told - wanted.keys()):
        journal.close_tasks(kind, subject, key=one)


def tasks_differ(
    conn: Connection, *, kinds: Collection[TaskKind], found: Iterable[Concern]
) -> bool:
    """Say whether `keep_tasks` would write anything."""
    return _told(conn, kinds) != {each.key for each in found}


async def keep_found(
    office: Office,
    kinds: Collection[TaskKind],
    found: Callable[[Connection], Collection[Concern]],
) -> None:
    """Keep the tasks of some kinds true in a round; a quiet one writes nothing.

    Args:
        office: This authority.
        kinds: Kinds of which everything that is so is looked for.
        found: Finds all of it.
    """
    if await office.db.read(lambda conn: tasks_differ(conn, kinds=kinds, found=found(conn))):
        at = office.clock.now()
        await office.db.write(lambda conn: keep_tasks(conn, at=at, kinds=kinds, found=found(conn)))


def reminded(
    conn: Connection, kind: TaskKind, after_days: Sequence[int], at: datetime
) -> list[tuple[Task, int]]:
    """Return the open tasks of a kind that are some days old, each with how many steps passed."""
    tasks = open_tasks(conn, kind=kind)
    days = [timedelta(days=each) for each in after_days]
    found = [(task, sum(task.opened + each <= at for each in days)) for task in tasks]
    return [(task, passed) for task, passed in found if passed]


def _told(conn: Connection, kinds: Collection[TaskKind]) -> set[tuple[TaskKind, str, str]]:
    columns = select(task.c.kind, task.c.subject, task.c.key)
    found = conn.execute(columns.where(task.c.closed.is_(None), task.c.kind.in_(kinds)))
    return {(TaskKind(row.kind), row.subject, row.key) for row in found}


def tasks_of(kind: TaskKind) -> Waits:
    """Select the open tasks of a kind: what they are about, and since when."""
    return waits(task.c.subject, task.c.opened).where(task.c.kind == kind, task.c.closed.is_(None))


def subjects_told(kind: TaskKind, key: str) -> Select[str]:
    """Select what the open tasks of a kind and key are about."""
    return select(task.c.subject).where(
        task.c.kind == kind, task.c.key == key, task.c.closed.is_(None)
    )


def get_open_task(
    conn: Connection,
    task_id: int,
    tasks: Select[*tuple[Any, ...]] | None = None,
    is_shown: Callable[[Task], bool] = lambda _: True,
) -> Task:
    """Return an open task, of those that are shown (`shown_tasks`) for what they say as well.

    Raises:
        NotFoundError: There is no such open task.
    """
    query = _OPEN if tasks is None else tasks
    row = conn.execute(query.where(task.c.id == task_id)).first()
    found = None if row is None else read_task(row)
    if found is None or not is_shown(found):
        raise NotFoundError(
            "there is no such open task",
            remedy="{listTasks} lists those that are open.",
            task=task_id,
        )
    return found


_OF_A_NOTICE = "%-N-%"
"""Subjects that are a notice's number, for SQL; see `gateway.domain.notice.NoticeNumber`."""


def not_about_notices(subject: ColumnElement[Any]) -> ColumnElement[bool]:
    """Leave out what is about a notice: by its number, or by a letter of its conversation."""
    return and_(subject.not_like(_OF_A_NOTICE), subject.not_in(letters_of_notices()))


def letters_of_notices() -> CompoundSelect[str]:
    """Select the conversations and message ids of letters that are notices or about one.

    A conversation counts whole: the recall of a notice by letter says that there was one.
    """
    kinds = correspondence.c.type.in_([str(LetterType.NOTICE), str(LetterType.COMMENT)])
    return union(
        select(correspondence.c.conversation_id).where(kinds),
        select(correspondence.c.message_id).where(kinds),
    )


def open_tasks(
    conn: Connection, *, subject: str | None = None, kind: TaskKind | None = None
) -> tuple[Task, ...]:
    """Return what a person must look at, oldest first; only about a subject, or of a kind."""
    if subject is None:
        query = _OPEN if kind is None else _OPEN.where(task.c.kind == kind)
        return tuple(read_task(row) for row in conn.execute(query.order_by(task.c.id)))
    found = [_task_of(row) for row in _TASKS.rows(conn, {"about": subject})]
    return tuple(each for each in found if kind in (None, each.kind))


def count_open_tasks(subject: Column[str]) -> ScalarSelect[int]:
    """Select how many tasks are open about a row's subject, as a column of its query."""
    return (
        select(func.count())
        .where(task.c.subject == subject, task.c.closed.is_(None))
        .scalar_subquery()
    )


def tasks_by_kind(conn: Connection) -> tuple[Backlog, ...]:
    """Count the open tasks by their kind, with the oldest of each."""
    return piles(conn, task.c.kind, task.c.opened, among=task.c.closed.is_(None))


_OPEN = select(task).where(task.c.closed.is_(None))


def read_task(row: Row[*tuple[Any, ...]]) -> Task:
    """Return the task of a row, with the end of its period where the query has that."""
    found = row._mapping
    said = _task_of([found[name] for name in _TASK])
    return said.to_be_done_by(found["due"]) if "due" in found else said


def _task_of(row: Sequence[Any]) -> Task:
    """Read a task; its sentence is made of its messages."""
    fields = _fields(_TASK, row)
    said = Saying(messages=tuple(json.loads(fields.pop("messages"))), data=fields["data"])
    read = Task(**{**fields, "text": said.sentence()})
    return read.made_of(said.messages)


def check_cursor(conn: Connection, cursor: int, *, show: Callable[[int], str] = str) -> None:
    """Check that what a cursor of the feed stands behind was not undone.

    Args:
        conn: A transaction.
        cursor: The last one that the caller has seen.
        show: Returns a cursor as callers know it.

    Raises:
        StateError: CURSOR_GONE; the cursor was given before the database went back.
    """
    gone = select(change_gap.c.after).where(
        change_gap.c.after < cursor, change_gap.c.before > cursor
    )
    holds = conn.scalar(gone.order_by(change_gap.c.after))
    if holds is not None:
        raise Reason.CURSOR_GONE.error(
            "after: the changes up to {given} are undone: the node's database has gone back",
            remedy="Read what you have taken from changes after {holds} anew, file again what is "
            "missing, and go on from after={cursor}.",
            field="after",
            cursor=show(holds),
            given=cursor,
            holds=holds,
        )


def latest_cursor(conn: Connection) -> int:
    """Return the cursor of the newest change, 0 when there is none."""
    return int(conn.execute(select(func.coalesce(func.max(change.c.cursor), 0))).scalar_one())


def next_number(conn: Connection, name: str, *, count: int = 1) -> int:
    """Take ``count`` numbers of a named series and return the first; no number is reused.

    A new series begins at 1, and above `FLOOR` once the database was restored: one of that
    name may have been begun after the backup.
    """
    if not _COUNTERS.change(conn, name, value=counter.c.value + count):
        floor = int(_COUNTERS.beside(conn, "value", FLOOR) or 0)
        _COUNTERS.insert(conn, name=name, value=floor + count)
        return floor + 1
    return int(_COUNTERS.beside(conn, "value", name)) - count + 1


FLOOR = "restored"
"""The counter that says where series begin that begin after the database was restored."""

_COUNTED_FROM = datetime(2026, 1, 1, tzinfo=UTC)


def move_numbers_on(conn: Connection, at: datetime) -> None:
    """Have every number go on above all that was ever given: the database has gone back.

    By seconds since 2026, since people write the numbers of cases down. Cursors of the feed
    between the two are noted as gone: what they told is undone. A task is moved on as well
    once it is opened next; see `move_newest_task`.
    """
    floor = _above(0, at)
    for row in _COUNTERS.each(conn, counter.c.name != FLOOR):
        value = _above(row.value, at)
        floor = max(floor, value)
        _COUNTERS.change(conn, row.name, value=value)
    if not _COUNTERS.change(conn, FLOOR, value=floor):
        _COUNTERS.insert(conn, name=FLOOR, value=floor)
    last = latest_cursor(conn)
    first = _above(last, at)
    conn.execute(insert(change_gap).values(after=last, before=first))
    went_back = {"at": at, "kind": FEED_WENT_BACK, "subject": str(last), "actor": "gateway"}
    conn.execute(insert(change).values(cursor=first, **went_back))
    _count_on(conn, "change", "cursor", first)


def move_newest_task(conn: Connection, at: datetime) -> None:
    """Give the newest task an id above all that were ever given, and those after it higher ones."""
    newest = conn.scalar(select(func.max(task.c.id))) or 0
    first = _above(newest, at)
    conn.execute(update(task).where(task.c.id == newest).values(id=first))
    _count_on(conn, "task", "id", first)


def _above(newest: int, at: datetime) -> int:
    return max(newest + 1, int((at - _COUNTED_FROM).total_seconds()))


def _count_on(conn: Connection, table: str, column: str, newest: int) -> None:
    """Have PostgreSQL's own counter follow; SQLite counts from the newest row."""
    if conn.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table, column)
        conn.execute(select(func.setval(sequence, newest)))
