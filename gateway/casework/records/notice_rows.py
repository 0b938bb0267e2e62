"""Notices as they stand: acts in the logs and letters, folded by number.

Nothing is kept beside them. A notice that goes to all, or to the competent authorities, is
an entry in its sender's log; one to chosen members is a letter to each, so that nobody else
can see that it exists. An amendment repeats the number; the newest act counts, and every
version stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, and_, select

from gateway.casework.records import correspondence_rows
from gateway.domain.correspondence import Recall
from gateway.domain.letter import EntryType, LetterType
from gateway.domain.notice import Comment, Notice, NoticeAction, NoticeState
from gateway.errors import ComityError, NotFoundError
from gateway.store.tables_register import log_part
from gateway.store.tables_register import notice as table
from gateway.wire.content import content_from_bytes

CONTENT_PART = 0
_WITHDRAWN = NoticeAction.WITHDRAWN
_NOT_ITS_NUMBER = "an authority sends notices under its own numbers only"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeAct:
    """One act: published, amended or withdrawn.

    Attributes:
        index: Index of its entry; None for a letter.
        release: Release set of its content, as signed; of a letter, its recipient.
        content: The notice, or None where its content is not held here.
        letters: Of a letter of ours: recipient to message id. Of one that came: the sender.
        note: Why it changes nothing, in words; empty where it does.
    """

    origin: str
    number: str
    at: datetime
    index: int | None = None
    release: tuple[str, ...] = ()
    content: Notice | None = None
    letters: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class HeldNotice:
    """A notice with its acts, the oldest first."""

    number: str
    origin: str
    acts: tuple[NoticeAct, ...]

    @property
    def newest(self) -> NoticeAct:
        """The act that counts: the newest that changes something, or that was not refused."""
        counting = [act for act in self.acts if not act.note]
        return (counting or list(self.acts))[-1]

    @property
    def place(self) -> tuple[datetime, str]:
        """Where it stands among all notices: by its newest act that counts."""
        return self.newest.at, self.number

    @property
    def current(self) -> Notice | None:
        """What was last published or amended, also after a withdrawal."""
        for act in reversed(self.acts):
            content = act.content
            if content is not None and not act.note and content.action is not _WITHDRAWN:
                return content
        return None

    @property
    def by_letter(self) -> bool:
        """Whether it went to chosen members by letter."""
        return self.acts[0].index is None

    def state(self, today: date) -> NoticeState:
        """Say whether it still counts on a day."""
        newest, current = self.newest.content, self.current
        if newest is None or current is None:
            return NoticeState.NOT_HELD
        if newest.action is _WITHDRAWN:
            return NoticeState.WITHDRAWN
        if current.expires is not None and today > current.expires:
            return NoticeState.EXPIRED
        return NoticeState.VALID


def all_notices(conn: Connection) -> tuple[HeldNotice, ...]:
    """Return every notice that is held here, the newest act last."""
    return _folded([*_entries(conn), *_letters(conn)])


def chosen_notices(conn: Connection) -> tuple[HeldNotice, ...]:
    """Return the notices that went to chosen members, by letter."""
    return _folded(_letters(conn))


def find_notice(conn: Connection, number: str) -> HeldNotice:
    """Return one notice.

    Raises:
        NotFoundError: Nothing of that number is held here.
    """
    acts = [*_entries(conn, number), *_letters(conn, number)]
    if not acts:
        raise no_such_notice(number)
    return _folded(acts)[0]


def no_such_notice(number: str) -> NotFoundError:
    """Return the error for a number under which nothing is held."""
    return NotFoundError(
        "There is no notice of that number here.",
        remedy="Check the number; `comity register status` says what is synchronised.",
        number=number[:60],
    )


def _folded(acts: Iterable[NoticeAct]) -> tuple[HeldNotice, ...]:
    numbers: dict[str, list[NoticeAct]] = {}
    for act in sorted(acts, key=lambda act: (act.at, -1 if act.index is None else act.index)):
        numbers.setdefault(act.number, []).append(act)
    held = (_held(number, acts) for number, acts in numbers.items())
    return tuple(sorted(held, key=lambda each: each.place))


def _held(number: str, acts: list[NoticeAct]) -> HeldNotice:
    """Fold the acts of a number's own authority; another's change nothing, whenever they came."""
    own = [act for act in acts if act.number.startswith(f"{act.origin}-N-")]
    strangers = tuple(_with_note(act, _NOT_ITS_NUMBER) for act in acts if act not in own)
    origin = own[0].origin if own else acts[0].origin
    return HeldNotice(number, origin, (*_noted(own), *strangers))


def _noted(acts: list[NoticeAct]) -> tuple[NoticeAct, ...]:
    """Note the acts that change nothing, such as what follows a withdrawal."""
    found: list[NoticeAct] = []
    first = next((act.content for act in acts if act.content is not None), None)
    withdrawn = False
    for act in acts:
        note, content = act.note, act.content
        if withdrawn:
            note = "it was withdrawn before"
        elif content is not None and first is not None and content.kind != first.kind:
            note = "an amendment does not change the kind"
        elif content is not None and content.number != act.number:
            note = "the content names another number than the act"
        withdrawn = withdrawn or (not note and content is not None and content.action is _WITHDRAWN)
        found.append(_with_note(act, note))
    return tuple(found)


def _with_note(act: NoticeAct, note: str) -> NoticeAct:
    return replace(act, note=note)


def _entries(conn: Connection, number: str | None = None) -> Iterator[NoticeAct]:
    part = and_(
        log_part.c.origin == table.c.origin,
        log_part.c.idx == table.c.idx,
        log_part.c.part == CONTENT_PART,
    )
    query = (
        select(
            table.c.origin,
            table.c.idx,
            table.c.subject,
            table.c.at,
            log_part.c.body,
            log_part.c.release,
        )
        .select_from(table.outerjoin(log_part, part))
        .where(table.c.type == EntryType.NOTICE.value)
    )
    if number is not None:
        query = query.where(table.c.subject == number)
    for row in conn.execute(query):
        yield NoticeAct(
            origin=row.origin,
            number=row.subject,
            at=row.at,
            index=row.idx,
            release=tuple((row.release or "").split()),
            content=_read(row.body),
        )


def _read(body: bytes | None) -> Notice | None:
    """Read a content; one that its authority signed and nobody can read is not held."""
    if body is None:
        return None
    try:
        return content_from_bytes(Notice, body)
    except ComityError:
        return None


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
