"""Rows of questions on submissions, as the Commission services asked them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, func, select

from gateway.domain.annual.submission import AnnualQuestion, CollectionId
from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.records import Records, in_columns
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


def _no_such_question(collection: str, thread: int) -> NotFoundError:
    return NotFoundError(
        "{collection} has no question {thread}",
        remedy="{listCollectionQuestions} lists them.",
        collection=collection[:40],
        thread=thread,
    )


_QUESTIONS = Records(
    table,
    in_columns(Question, json=["body"], named={"body": "question"}),
    named="questions",
    order=["thread"],
    no_such=_no_such_question,
)
add, find, get = _QUESTIONS.add, _QUESTIONS.find, _QUESTIONS.get


def next_thread(conn: Connection, collection: str) -> int:
    """Return the number of the next question; the collection's row is locked."""
    query = select(func.coalesce(func.max(table.c.thread), 0)).where(
        table.c.collection == collection
    )
    return int(conn.execute(query).scalar_one()) + 1


def set_state(conn: Connection, question: Question, state: QuestionState) -> None:
    """Write where a question stands."""
    _QUESTIONS.change(conn, question.collection, question.thread, state=state)


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
    wanted = [table.c.collection == collection]
    if waiting:
        wanted.append(table.c.state != QuestionState.CLOSED.value)
    return _QUESTIONS.listed(conn, asked, *wanted)


def open_in(conn: Connection, collection: str) -> tuple[Question, ...]:
    """Return the questions that wait for an answer."""
    is_open = table.c.state == QuestionState.OPEN.value
    return _QUESTIONS.every(conn, table.c.collection == collection, is_open)
