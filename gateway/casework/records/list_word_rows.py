"""Rows of the words by which lists are filtered: kept with what they are words of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, insert, or_, select
from sqlalchemy import delete as delete_rows

from gateway.domain.case import Case
from gateway.domain.consultation import Consultation
from gateway.domain.lists.filters import WordGroups
from gateway.domain.lists.words import case_words, consultation_words
from gateway.store.prepared import Prepared
from gateway.store.tables_casework import list_word as table


class Listed(StrEnum):
    """The lists that have words."""

    CASE = "case"
    CONSULTATION = "consultation"


_HELD = Prepared(select(table.c.word).where(table.c.id == bindparam("of")))


def keep_case(conn: Connection, case: Case) -> None:
    """Keep the words by which a case is found."""
    _keep(conn, Listed.CASE, case.case_id, case_words(case))


def keep_consultation(conn: Connection, talk: Consultation) -> None:
    """Keep the words by which a consultation is found."""
    _keep(conn, Listed.CONSULTATION, talk.conversation_id, consultation_words(talk))


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
        conn.execute(delete_rows(table).where(table.c.id == thing, table.c.word.in_(sorted(gone))))
    if new := sorted(words - held):
        conn.execute(insert(table), [{"noun": noun, "word": each, "id": thing} for each in new])


def forget(conn: Connection, things: Iterable[str]) -> None:
    """Delete the words of things that are deleted."""
    conn.execute(delete_rows(table).where(table.c.id.in_(list(things))))


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
