"""Rows of questions on submissions, as the Commission services asked them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from gateway.domain.annual.submission import AnnualQuestion, CollectionId
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.paging import Keyset, read_page
from gateway.store.tables_annual import annual_question as table


class QuestionState(StrEnum):
    """Where a question stands."""

    OPEN = "open"  # the authority's to answer
    ANSWERED = "answered"  # ours to close, or to ask on
    CLOSED = "closed"


class Question(Model):
    """A question with where it stands; its letters are those of its conversation."""

    collection: CollectionId
    thread: int
    authority: AuthorityCode
    conversation_id: str
    state: QuestionState
    asked: Instant
    asked_by: str
    question: AnnualQuestion


def add(conn: Connection, question: Question) -> None:
    """Insert a question."""
    conn.execute(
        insert(table),
        [
            {
                "collection": question.collection,
                "thread": question.thread,
                "authority": question.authority,
                "conversation_id": question.conversation_id,
                "state": str(question.state),
                "asked": question.asked,
                "asked_by": question.asked_by,
                "body": question.question.model_dump_json(),
            }
        ],
    )


def next_thread(conn: Connection, collection: str) -> int:
    """Return the number of the next question; the collection's row is locked."""
    query = select(func.coalesce(func.max(table.c.thread), 0)).where(
        table.c.collection == collection
    )
    return int(conn.execute(query).scalar_one()) + 1


def set_state(conn: Connection, question: Question, state: QuestionState) -> None:
    """Write where a question stands."""
    conn.execute(
        update(table)
        .where(table.c.collection == question.collection, table.c.thread == question.thread)
        .values(state=str(state))
    )


def find(conn: Connection, collection: str, thread: int) -> Question | None:
    """Return a question, or None."""
    query = select(table).where(table.c.collection == collection, table.c.thread == thread)
    row = conn.execute(query).mappings().first()
    return None if row is None else _question(row)


def get(conn: Connection, collection: str, thread: int) -> Question:
    """Return a question.

    Raises:
        NotFoundError: There is none of that number.
    """
    found = find(conn, collection, thread)
    if found is None:
        raise NotFoundError(
            f"{collection[:40]} has no question {thread}",
            remedy="`comity report questions` lists them.",
        )
    return found


_IN_THEIR_ORDER = Keyset("questions", (table.c.thread,))


def page_of_questions(
    conn: Connection, collection: str, asked: PageRequest, *, waiting: bool
) -> Page[Question]:
    """Return a page of the questions of a collection, in the order of their numbers.

    Args:
        conn: A transaction.
        collection: Id of the collection.
        asked: Which part.
        waiting: Only those that are not closed.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    query = select(table).where(table.c.collection == collection)
    if waiting:
        query = query.where(table.c.state != str(QuestionState.CLOSED))
    return read_page(conn, query, _IN_THEIR_ORDER, asked, lambda row: _question(row._mapping))


def open_in(conn: Connection, collection: str) -> tuple[Question, ...]:
    """Return the questions that wait for an answer."""
    query = select(table).where(
        table.c.collection == collection, table.c.state == str(QuestionState.OPEN)
    )
    found = conn.execute(query.order_by(table.c.thread)).mappings()
    return tuple(_question(row) for row in found)


def _question(row: RowMapping) -> Question:
    return Question(
        collection=row["collection"],
        thread=row["thread"],
        authority=row["authority"],
        conversation_id=row["conversation_id"],
        state=QuestionState(row["state"]),
        asked=row["asked"],
        asked_by=row["asked_by"],
        question=AnnualQuestion.model_validate_json(row["body"]),
    )
