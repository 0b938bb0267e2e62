"""Notices as they stand: acts in the logs and letters, folded by number.

Nothing is kept beside them. A notice that goes to all, or to the competent authorities, is
an entry in its sender's log; one to chosen members is a letter to each, so that nobody else
can see that it exists. An amendment repeats the number; the newest act counts, and every
version stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.records import correspondence_rows
from gateway.domain.correspondence import Recall
from gateway.domain.letter import LetterType
from gateway.domain.notice import Comment, HeldNotice, Notice, NoticeAct, fold_acts
from gateway.errors import NotFoundError
from gateway.register.notice_entries import notice_entries


def all_notices(conn: Connection) -> tuple[HeldNotice, ...]:
    """Return every notice that is held here, the newest act last."""
    return fold_acts([*notice_entries(conn), *_letters(conn)])


def chosen_notices(conn: Connection) -> tuple[HeldNotice, ...]:
    """Return the notices that went to chosen members, by letter."""
    return fold_acts(_letters(conn))


def find_notice(conn: Connection, number: str) -> HeldNotice:
    """Return one notice.

    Raises:
        NotFoundError: Nothing of that number is held here.
    """
    acts = [*notice_entries(conn, number), *_letters(conn, number)]
    if not acts:
        raise no_such_notice(number)
    return fold_acts(acts)[0]


def no_such_notice(number: str) -> NotFoundError:
    """Return the error for a number under which nothing is held."""
    return NotFoundError(
        "There is no notice {number} here.",
        remedy="Check the number; {listRegisters} says what is synchronised.",
        number=number[:60],
    )


def _letters(conn: Connection, number: str | None = None) -> Iterator[NoticeAct]:
    """Yield acts by letter: ours once for all recipients, others' as they came.

    A letter that its sender has recalled is sealed, and no act any more; at its sender it
    is none towards that recipient.
    """
    recalled = _recalled(conn)
    ours: dict[tuple[datetime, str], tuple[Notice, list[tuple[str, str]]]] = {}
    for row in _unsealed(conn):
        content = correspondence_rows.content_of(row, Notice)
        if number is not None and content.number != number:
            continue
        if row.ours:
            same = (row.at, content.model_dump_json())
            ours.setdefault(same, (content, []))[1].append((row.peer, row.message_id))
        else:
            yield NoticeAct(
                origin=row.peer, number=content.number, at=row.at, content=content,
                letters=((row.peer, row.message_id),),
            )  # fmt: skip
    for (at, _), (content, letters) in ours.items():
        left = [each for each in letters if each[1] not in recalled]
        yield NoticeAct(
            origin=content.number.partition("-N-")[0],
            number=content.number,
            at=at,
            release=tuple(recipient for recipient, _ in left),
            content=content,
            letters=tuple(left),
            note="" if left else "it was recalled from everybody",
        )


def _recalled(conn: Connection) -> set[str]:
    """Return the ids of the letters of ours that we have recalled."""
    found = correspondence_rows.listed(conn, letter_type=LetterType.RECALL)
    return {row.content.message_id for row in found if row.ours and isinstance(row.content, Recall)}


def _unsealed(conn: Connection) -> list[correspondence_rows.LetterRow]:
    found = correspondence_rows.listed(conn, letter_type=LetterType.NOTICE)
    return [row for row in found if row.content is not None]


def conversations_of(conn: Connection, number: str) -> dict[str, str]:
    """Return, for a notice of ours by letter, the conversation of each who still has it."""
    recalled = _recalled(conn)
    return {
        row.peer: row.conversation_id
        for row in _unsealed(conn)
        if row.ours
        and row.message_id not in recalled
        and correspondence_rows.content_of(row, Notice).number == number
    }


def conversations_told(conn: Connection, numbers: Collection[str]) -> list[str]:
    """Return the conversations of the letters that came with these notices."""
    return [
        row.conversation_id
        for row in _unsealed(conn)
        if not row.ours and correspondence_rows.content_of(row, Notice).number in numbers
    ]


def conversations_read(conn: Connection, number: str) -> list[str]:
    """Return the conversations of the letters that came about a notice, comments among them."""
    found = conversations_told(conn, [number])
    found += [
        row.conversation_id
        for row in correspondence_rows.listed(conn, letter_type=LetterType.COMMENT)
        if not row.ours and isinstance(row.content, Comment) and row.content.about == number
    ]
    return list(dict.fromkeys(found))
