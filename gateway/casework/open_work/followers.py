"""What follows a change, in its transaction: words of lists, open work, the feed.

Whoever writes a row says here what changed. What follows from it stands here and nowhere else.
The words by which lists are filtered are kept and looked up here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    exists,
    insert,
    or_,
    select,
)

from gateway.casework.open_work import rows
from gateway.domain.acts import TaskKind, task_closed, task_opened
from gateway.domain.case import Case
from gateway.domain.consultation import Consultation
from gateway.domain.lists.filters import WordGroups
from gateway.domain.lists.words import case_words, consultation_words
from gateway.domain.saying import Saying
from gateway.store.prepared import Prepared
from gateway.store.tables_casework import change
from gateway.store.tables_casework import list_word as table
from gateway.store.writer import Written, wrote

_ADD_CHANGE = Prepared(
    insert(change).values({name: bindparam(name) for name in ("at", "kind", "subject", "actor")})
)


def case_changed(conn: Connection, case: Case) -> None:
    """Follow a case that is new or has changed."""
    _keep(conn, Listed.CASE, case.case_id, case_words(case))
    rows.keep_case(conn, case)


def consultation_changed(
    conn: Connection, model: Consultation, *, ours: bool, due: datetime | None
) -> None:
    """Follow a consultation that is new or has changed.

    Args:
        conn: A transaction, in which its own row is written.
        model: The consultation.
        ours: Whether this authority asks; false: it is asked.
        due: The end of its period, exclusive; None while none runs.
    """
    _keep(conn, Listed.CONSULTATION, model.conversation_id, consultation_words(model))
    rows.keep_consultation(conn, model, ours=ours, due=due)


def opened(
    conn: Connection, work: str, kind: TaskKind, subject: str, saying: Saying, at: datetime
) -> None:
    """Follow a task that was opened; `work` is its row of open work."""
    rows.task_opened(conn, work, kind, subject, saying.data, at)
    acted(conn, at=at, kind=task_opened(kind), subject=subject, actor="gateway")


def closed(
    conn: Connection, works: Iterable[str], kind: TaskKind, subject: str, by: str, at: datetime
) -> None:
    """Follow tasks that were closed; `works` are their rows of open work."""
    rows.tasks_closed(conn, works)
    acted(conn, at=at, kind=task_closed(kind), subject=subject, actor=by)


def acted(conn: Connection, *, at: datetime, kind: str, subject: str, actor: str) -> None:
    """Follow an act: write its line of the feed, and wake whoever waits for one."""
    _ADD_CHANGE.run(conn, {"at": at, "kind": kind, "subject": subject, "actor": actor})
    wrote(Written.CHANGES)


def deleted(conn: Connection, subjects: Iterable[str]) -> None:
    """Follow cases and consultations that were deleted."""
    gone = list(subjects)
    conn.execute(delete(table).where(table.c.id.in_(gone)))
    rows.forget(conn, gone)


# --- words of lists ---------------------------------------------------------------------------


class Listed(StrEnum):
    """The lists that have words."""

    CASE = "case"
    CONSULTATION = "consultation"


_HELD = Prepared(select(table.c.word).where(table.c.id == bindparam("of")))


def _keep(conn: Connection, noun: Listed, thing: str, words: frozenset[str]) -> None:
    """Write the words of a thing, and only those that have changed since they were written.

    Args:
        conn: A transaction.
        noun: On which list it stands.
        thing: Its id.
        words: All of its words.
    """
    held = {row[0] for row in _HELD.rows(conn, {"of": thing})}
    if gone := held - words:
        conn.execute(delete(table).where(table.c.id == thing, table.c.word.in_(sorted(gone))))
    if new := sorted(words - held):
        conn.execute(insert(table), [{"noun": noun, "word": each, "id": thing} for each in new])


def has_words(
    conn: Connection, noun: Listed, column: ColumnElement[str], wanted: Iterable[WordGroups]
) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions by which a list has those things alone that have some words.

    Words of which one stands with few things are looked up; words that many have are asked of each
    thing in the order of the list, until the page is full. Neither reads the whole list.

    Args:
        conn: A transaction.
        noun: Which list.
        column: The column of its ids.
        wanted: For each condition groups of words; of one group a thing must have all.
    """
    for groups in wanted:
        yield or_(*(_has_all(conn, noun, column, words) for words in groups))


_FEW = 1_000
"""Things that are looked up; among 100,000 a page of 50 of a more frequent word is near."""

_SOME = Prepared(
    select(table.c.id)
    .where(table.c.noun == bindparam("on"), table.c.word == bindparam("called"))
    .limit(_FEW + 1)
)


def _has_all(
    conn: Connection, noun: Listed, column: ColumnElement[str], words: Sequence[str]
) -> ColumnElement[bool]:
    found = {
        word: {row[0] for row in _SOME.rows(conn, {"on": str(noun), "called": word})}
        for word in words
    }
    rarest = min(words, key=lambda word: len(found[word]))
    if len(few := found[rarest]) > _FEW:
        return and_(*(exists().where(*_those(noun, word), table.c.id == column) for word in words))
    for word in set(words) - {rarest}:
        among = select(table.c.id).where(*_those(noun, word), table.c.id.in_(few))
        few = set(conn.scalars(among))
    return column.in_(sorted(few))


def _those(noun: Listed, word: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.noun == str(noun), table.c.word == word
