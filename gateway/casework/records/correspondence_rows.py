"""Rows of letters beside a question and its answer: sent and received, one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, select

from gateway.domain.base import Model
from gateway.domain.correspondence import Forwarding, LetterState
from gateway.domain.letter import LetterType
from gateway.domain.letter_types import LETTER_RULES
from gateway.domain.lists.filters import LetterFilter, Within
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError, StateError
from gateway.exchange.journal import no_such_letter
from gateway.store.paging import Among, during
from gateway.store.records import Records, RowForm, matching
from gateway.store.tables_casework import correspondence as table
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
            f"the letter is a {row.letter_type}, not what is asked for",
            remedy="`comity letter list --conversation` shows each with its type.",
            message_id=row.message_id,
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
