"""Rows of letters beside a question and its answer: sent and received, one table.

Rows of standing answers, given and received, with their withdrawal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, select, update

from gateway.domain.base import Instant, Model
from gateway.domain.correspondence import Forwarding, LetterState, StandingAnswer
from gateway.domain.letter import LetterType
from gateway.domain.letter_types import LETTER_RULES
from gateway.domain.lists.filters import LetterFilter, Within
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError, StateError
from gateway.exchange.journal import no_such_letter
from gateway.store.paging import Among, during
from gateway.store.records import Records, RowForm, in_columns, matching
from gateway.store.tables_casework import correspondence as table
from gateway.store.tables_casework import standing_answer
from gateway.store.waits import Waits, waits

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def unanswered_letters() -> Waits:
    """Select our letters that ask for a reply and have none."""
    return waits(table.c.conversation_id, table.c.at, table.c.peer).where(
        table.c.ours.is_(True), table.c.state == LetterState.OPEN.value
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """One such letter.

    Attributes:
        case_id: Our case, where the conversation belongs to one.
        ours: Whether we sent it.
        at: When it was sealed here, or received.
        replies_to: Message id of the letter that it answers.
        rulebook: The version that it names.
        content: The model of its type (`gateway.domain.letter_types`); None once it
            is sealed.
    """

    message_id: str
    conversation_id: str
    case_id: str | None
    ours: bool
    peer: str
    letter_type: LetterType
    digest: bytes
    at: datetime
    state: LetterState
    replies_to: str | None = None
    rulebook: str = ""
    content: Model | None


_BESIDE = tuple(column.name for column in table.c if column.name not in {"type", "state", "body"})


def _read(letter_type: str, state: str, body: str, *beside: Any) -> LetterRow:
    known = LetterType(letter_type)
    return LetterRow(
        **dict(zip(_BESIDE, beside, strict=True)),
        letter_type=known,
        state=LetterState(state),
        content=LETTER_RULES[known].content.model_validate_json(body) if body else None,
    )


def _columns(row: LetterRow) -> dict[str, object]:
    return {
        **{name: getattr(row, name) for name in _BESIDE},
        "type": row.letter_type,
        "state": row.state,
        "body": "" if row.content is None else row.content.model_dump_json(),
    }


_LETTERS = Records(
    table,
    RowForm(("type", "state", "body", *_BESIDE), _read, _columns),
    named="letters of a type",
    order=("at", "message_id"),
    no_such=no_such_letter,
)
add, find, get = _LETTERS.add, _LETTERS.find, _LETTERS.get


def set_state(conn: Connection, message_id: str, state: LetterState) -> None:
    """Write what became of a letter."""
    _LETTERS.change(conn, message_id, state=state)


def seal(conn: Connection, message_id: str) -> None:
    """Forget what a letter says, which its sender recalled; the journal keeps it sealed."""
    _LETTERS.change(conn, message_id, state=LetterState.SEALED, body="")


def by_digest(conn: Connection, conversation_id: str, digest: bytes) -> LetterRow | None:
    """Return the letter of a conversation that a reply names, or None."""
    return _LETTERS.first(
        conn, table.c.conversation_id == conversation_id, table.c.digest == digest
    )


def ids(chosen: LetterFilter, days: Within, *, among: Among | None = None) -> Select[tuple[str]]:
    """Select the message ids of letters.

    Args:
        chosen: Which; its conversation is not looked at.
        days: When they were sealed or came.
        among: Of which conversations alone.
    """
    wanted = matching(
        (table.c.case_id, chosen.case_id),
        (table.c.state, LetterState.OPEN if chosen.wanted else None),
        (table.c.state, chosen.state),
        (table.c.type, chosen.letter_type),
        (table.c.peer, chosen.peer),
        (table.c.ours, chosen.ours),
        among=(among, table.c.conversation_id),
    )
    return select(table.c.message_id).where(*wanted, *during(table.c.at, days))


def page_of_type(
    conn: Connection,
    letter_type: LetterType,
    asked: PageRequest,
    show: Callable[[LetterRow], T | None],
) -> Page[T]:
    """Return a page of the letters of a type, oldest first.

    Args:
        conn: Connection.
        letter_type: The type.
        asked: Which part.
        show: Returns what is shown of a letter, None where it is not on the list.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    return _LETTERS.listed(conn, asked, table.c.type == letter_type.value, show=show)


def listed(
    conn: Connection,
    *,
    conversation_id: str | None = None,
    case_id: str | None = None,
    letter_type: LetterType | None = None,
    state: LetterState | None = None,
) -> tuple[LetterRow, ...]:
    """Return letters, oldest first.

    Args:
        conn: Connection.
        conversation_id: Only those of one conversation.
        case_id: Only those of one case.
        letter_type: Only those of one type.
        state: Only those in one state.
    """
    wanted = matching(
        (table.c.state, state),
        (table.c.conversation_id, conversation_id),
        (table.c.case_id, case_id),
        (table.c.type, letter_type),
    )
    return _LETTERS.every(conn, *wanted)


def content_of(row: LetterRow, kind: type[M]) -> M:
    """Return a letter's content as the model that its type holds.

    Raises:
        NotFoundError: The letter is of another type.
        StateError: It was recalled and is sealed.
    """
    if row.content is None:
        raise StateError(
            "the letter was recalled by its sender; its contents are sealed",
            remedy="Ask its sender; what is right comes as a letter of its own.",
            message_id=row.message_id,
        )
    if not isinstance(row.content, kind):
        raise NotFoundError(
            "the letter is a {letter_type}, not what is asked for",
            remedy="{listLetters} shows each with its type.",
            message_id=row.message_id,
            letter_type=row.letter_type,
        )
    return row.content


def forwarded_open(conn: Connection, conversation_id: str) -> tuple[LetterRow, ...]:
    """Return our letters that handed a consultation on inside our State and have no reply yet.

    There is no silence while one is open: the State has one clock and one answer. An authority
    of it may have sealed that answer in time while the line to it is dead, so nobody here can
    state that nothing is under way.
    """
    return tuple(
        row
        for row in listed(conn, letter_type=LetterType.FORWARDING, state=LetterState.OPEN)
        if row.ours
        and isinstance(row.content, Forwarding)
        and row.content.conversation_id == conversation_id
    )


# --- standing answers, given and received ----------------------------------------------------


class StandingAnswerView(Model):
    """A standing answer as either side shows it.

    Attributes:
        standing_id: Id of the letter that gave it.
        ours: Whether this authority gave it.
        content: What it says; None where it was recalled.
        withdrawn: Since when it no longer holds; None while it does.
    """

    standing_id: str
    conversation_id: str
    ours: bool
    peer: str
    content: StandingAnswer | None
    withdrawn: Instant | None = None

    def corrected(self, content: StandingAnswer) -> StandingAnswerView:
        """Return it with another version of its content."""
        return self._with(content=content)


def _no_such_standing(standing_id: str) -> NotFoundError:
    return NotFoundError(
        "there is no such standing answer here",
        remedy="{listStandingAnswers} lists them.",
        standing_answer=standing_id,
    )


_GIVEN = Records(
    standing_answer,
    in_columns(
        StandingAnswerView,
        json=["body"],
        named={"message_id": "standing_id", "body": "content"},
    ),
    named="standing answers",
    descending=True,
    no_such=_no_such_standing,
)
find_standing, get_standing = _GIVEN.find, _GIVEN.get


def add_standing(conn: Connection, given: StandingAnswerView) -> StandingAnswerView:
    """Insert a standing answer and return it."""
    content = given.content
    if content is None:
        raise ValueError("a standing answer is written with its content")
    return _GIVEN.add(conn, given, procedure=content.procedure, until=content.until)


def standing_of(conn: Connection, conversation_id: str) -> tuple[StandingAnswerView, ...]:
    """Return the standing answers that were given in a conversation, the newest last."""
    by = [standing_answer.c.message_id]
    return _GIVEN.every(conn, standing_answer.c.conversation_id == conversation_id, by=by)


def page_of_standing(
    conn: Connection,
    asked: PageRequest,
    *,
    received_from: str | None = None,
    on_list: Callable[[StandingAnswerView], bool] = lambda _: True,
) -> Page[StandingAnswerView]:
    """Return a page of the standing answers, the newest first.

    Args:
        conn: A transaction.
        asked: Which part.
        received_from: Only those that this authority gave us.
        on_list: Says of each whether it is on the list.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    ours = None if received_from is None else False
    wanted = matching((standing_answer.c.ours, ours), (standing_answer.c.peer, received_from))
    return _GIVEN.listed(conn, asked, *wanted, show=lambda it: it if on_list(it) else None)


def listed_standing(
    conn: Connection,
    *,
    ours: bool | None = None,
    peer: str | None = None,
    procedure: str | None = None,
) -> tuple[StandingAnswerView, ...]:
    """Return standing answers, the newest first."""
    wanted = matching(
        (standing_answer.c.ours, ours),
        (standing_answer.c.peer, peer),
        (standing_answer.c.procedure, procedure),
    )
    return _GIVEN.every(conn, *wanted)


def withdraw_standing(conn: Connection, standing_id: str, at: datetime) -> None:
    """Write since when a standing answer no longer holds; the first instant stays."""
    conn.execute(
        update(standing_answer)
        .where(standing_answer.c.message_id == standing_id, standing_answer.c.withdrawn.is_(None))
        .values(withdrawn=at)
    )


def seal_standing(conn: Connection, standing_id: str, at: datetime) -> None:
    """Withdraw a standing answer and forget what it says: it was recalled."""
    withdraw_standing(conn, standing_id, at)
    _GIVEN.change(conn, standing_id, body="")


def replace_standing(conn: Connection, standing_id: str, content: StandingAnswer) -> None:
    """Write the corrected content of a standing answer."""
    _GIVEN.change(conn, standing_id, until=content.until, body=content.model_dump_json())
