"""Rows of letters beside a question and its answer: sent and received, one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from gateway.domain.base import Model
from gateway.domain.correspondence import Forwarding, LetterState
from gateway.domain.letter import LetterType
from gateway.domain.letter_types import LETTER_RULES
from gateway.domain.lists.filters import LetterFilter, Within
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError, StateError
from gateway.exchange.journal import no_such_letter
from gateway.store.paging import Among, Keyset, during, read_page
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


def add(conn: Connection, row: LetterRow) -> LetterRow:
    """Insert a letter and return it."""
    conn.execute(
        insert(table),
        [
            {
                "message_id": row.message_id,
                "conversation_id": row.conversation_id,
                "case_id": row.case_id,
                "ours": row.ours,
                "peer": row.peer,
                "type": str(row.letter_type),
                "digest": row.digest,
                "at": row.at,
                "state": str(row.state),
                "replies_to": row.replies_to,
                "rulebook": row.rulebook,
                "body": "" if row.content is None else row.content.model_dump_json(),
            }
        ],
    )
    return row


def set_state(conn: Connection, message_id: str, state: LetterState) -> None:
    """Write what became of a letter."""
    conn.execute(update(table).where(table.c.message_id == message_id).values(state=str(state)))


def seal(conn: Connection, message_id: str) -> None:
    """Forget what a letter says, which its sender recalled; the journal keeps it sealed."""
    values = {"state": str(LetterState.SEALED), "body": ""}
    conn.execute(update(table).where(table.c.message_id == message_id).values(**values))


def find(conn: Connection, message_id: str) -> LetterRow | None:
    """Return a letter, or None."""
    row = conn.execute(select(table).where(table.c.message_id == message_id)).mappings().first()
    return None if row is None else _read(row)


def get(conn: Connection, message_id: str) -> LetterRow:
    """Return a letter.

    Raises:
        NotFoundError: There is no such letter here.
    """
    row = find(conn, message_id)
    if row is None:
        raise no_such_letter(message_id)
    return row


def by_digest(conn: Connection, conversation_id: str, digest: bytes) -> LetterRow | None:
    """Return the letter of a conversation that a reply names, or None."""
    query = select(table).where(
        table.c.conversation_id == conversation_id, table.c.digest == digest
    )
    row = conn.execute(query).mappings().first()
    return None if row is None else _read(row)


def ids(chosen: LetterFilter, days: Within, *, among: Among | None = None) -> Select[tuple[str]]:
    """Select the message ids of letters.

    Args:
        chosen: Which; its conversation is not looked at.
        days: When they were sealed or came.
        among: Of which conversations alone.
    """
    query = select(table.c.message_id)
    if among is not None:
        query = query.where(among(table.c.conversation_id))
    wanted = LetterState.OPEN if chosen.wanted else None
    for column, value in (
        (table.c.case_id, chosen.case_id),
        (table.c.state, wanted),
        (table.c.state, chosen.state),
        (table.c.type, chosen.letter_type),
        (table.c.peer, chosen.peer),
    ):
        if value is not None:
            query = query.where(column == str(value))
    if chosen.ours is not None:
        query = query.where(table.c.ours.is_(chosen.ours))
    return query.where(*during(table.c.at, days))


_OLDEST_FIRST = Keyset("letters of a type", (table.c.at, table.c.message_id))


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
    query = select(table).where(table.c.type == str(letter_type))
    return read_page(conn, query, _OLDEST_FIRST, asked, lambda row: show(_read(row._mapping)))


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
    query = select(table).order_by(table.c.at, table.c.message_id)
    if state is not None:
        query = query.where(table.c.state == str(state))
    if conversation_id is not None:
        query = query.where(table.c.conversation_id == conversation_id)
    if case_id is not None:
        query = query.where(table.c.case_id == case_id)
    if letter_type is not None:
        query = query.where(table.c.type == str(letter_type))
    return tuple(_read(row) for row in conn.execute(query).mappings())


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


def _read(row: RowMapping) -> LetterRow:
    letter_type = LetterType(row["type"])
    return LetterRow(
        message_id=row["message_id"],
        conversation_id=row["conversation_id"],
        case_id=row["case_id"],
        ours=row["ours"],
        peer=row["peer"],
        letter_type=letter_type,
        digest=row["digest"],
        at=row["at"],
        state=LetterState(row["state"]),
        replies_to=row["replies_to"],
        rulebook=row["rulebook"],
        content=(
            LETTER_RULES[letter_type].content.model_validate_json(row["body"])
            if row["body"]
            else None
        ),
    )


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
