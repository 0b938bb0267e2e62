"""Rows of questions on submissions, as the Commission services asked them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from gateway.domain.annual.submission import AnnualQuestion, CollectionId
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.errors import NotFoundError
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


def listed(conn: Connection, collection: str) -> tuple[Question, ...]:
    """Return the questions of a collection, in the order of their numbers."""
    query = select(table).where(table.c.collection == collection).order_by(table.c.thread)
    return tuple(_question(row) for row in conn.execute(query).mappings())


def open_in(conn: Connection, collection: str) -> tuple[Question, ...]:
    """Return the questions that wait for an answer."""
    return tuple(each for each in listed(conn, collection) if each.state is QuestionState.OPEN)


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
