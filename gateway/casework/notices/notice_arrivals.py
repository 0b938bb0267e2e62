"""Notices and comments that come: kept, told to a person, and their last day written down."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from gateway.casework.notices.notice_sending import note_expiry
from gateway.casework.notices.notice_tasks import customs_to_inform, publication_due
from gateway.casework.office.due import Due
from gateway.casework.office.journal import open_task, record_act
from gateway.casework.office.services import Office
from gateway.casework.records.correspondence import keep_letter
from gateway.casework.records.correspondence_rows import LetterRow, content_of
from gateway.casework.records.notice_rows import HeldNotice, NoticeAct, all_notices, find_notice
from gateway.casework.records.notice_view import line_of
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.letter import EntryType
from gateway.domain.notice import Comment, Notice
from gateway.domain.saying import says
from gateway.errors import ComityError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.store.tables_casework import act as act_table
from gateway.store.tables_register import notice as table


def take_notice(conn: Connection, office: Office, letter: ReceivedLetter) -> Sequence[Wake]:
    """Keep a notice that came by letter, and make it a person's task."""
    row = keep_letter(conn, letter)
    held = find_notice(conn, content_of(row, Notice).number)
    came = ((letter.header.sender, row.message_id),)
    act = next(act for act in held.acts if act.letters == came)
    _tell(conn, office, held, act, row.message_id)
    return ()


def take_comment(conn: Connection, office: Office, letter: ReceivedLetter) -> Sequence[Wake]:
    """Keep a comment on a notice of ours, and make it a person's task."""
    row: LetterRow = keep_letter(conn, letter)
    about, at = content_of(row, Comment).about, office.clock.now()
    open_task(
        conn,
        at=at,
        kind=TaskKind.NOTICE_COMMENT,
        subject=about,
        saying=says("{peer} has commented", peer=row.peer),
    )
    record_act(
        conn,
        at=at,
        actor=row.peer,
        verb=Verb.NOTICE_COMMENT_RECEIVED,
        saying=None,
        subject=about,
        reference=row.message_id,
    )
    return ()


class ArrivalTeller:
    """Tells of what has come in the logs, after each round of synchronisation.

    Args:
        office: This authority.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._seen = -1

    async def look(self) -> None:
        """Tell of what is new; a quiet round counts and does nothing else."""
        office = self._office
        held = await office.db.read(_how_many)
        if held != self._seen:
            await office.db.write(lambda conn: tell_arrivals(conn, office))
            self._seen = held


def _how_many(conn: Connection) -> int:
    query = select(func.count()).select_from(table).where(table.c.type == EntryType.NOTICE.value)
    return int(conn.execute(query).scalar_one())


def tell_arrivals(conn: Connection, office: Office) -> tuple[HeldNotice, ...]:
    """Tell of every act on a notice that has come in a log; each once.

    Returns:
        The notices, our own among them, of which an act is new in the logs.
    """
    new = _in_logs(conn) - _told(conn)
    if not new:
        return ()
    found = []
    for held in all_notices(conn):
        fresh = [act for act in held.acts if _place(act) in new]
        for act in fresh:
            _tell_or_say_why_not(conn, office, held, act)
        if fresh:
            found.append(held)
    return tuple(found)


def expire(conn: Connection, office: Office, due: Due) -> Due | None:
    """Record that the last day of a notice has passed: what it says no longer counts."""
    record_act(
        conn,
        at=office.clock.now(),
        actor="gateway",
        verb=Verb.NOTICE_EXPIRED,
        saying=None,
        subject=due.subject,
    )
    return None


def _tell_or_say_why_not(
    conn: Connection, office: Office, held: HeldNotice, act: NoticeAct
) -> None:
    """Tell of one act; one that cannot be handled holds up no other authority's."""
    try:
        with conn.begin_nested():
            _tell(conn, office, held, act, _place(act))
    except (ComityError, ArithmeticError, ValueError) as exc:
        text = says(
            "a notice in {origin}'s log cannot be used: {name}",
            origin=act.origin,
            name=type(exc).__name__,
        )
        open_task(
            conn,
            at=office.clock.now(),
            kind=TaskKind.NOTICE_UNUSABLE,
            subject=held.number,
            saying=text,
        )
        _record(conn, office, held, act, _place(act))


def _tell(
    conn: Connection, office: Office, held: HeldNotice, act: NoticeAct, reference: str
) -> None:
    _record(conn, office, held, act, reference)
    notice, at = act.content, office.clock.now()
    if act.origin == office.code or notice is None:
        return
    if act.note:
        text = says(
            "{origin} sent {number}, which changes nothing: {note}",
            origin=act.origin,
            number=held.number,
            note=act.note,
        )
        open_task(conn, at=at, kind=TaskKind.NOTICE_UNUSABLE, subject=held.number, saying=text)
        return
    text = says(
        "{origin}: {title} ({action})",
        origin=held.origin,
        title=line_of(office, held).title,
        action=notice.action,
    )
    for told in (customs_to_inform(office, held.origin, notice), publication_due(office, notice)):
        if told:
            text += says("; {told}", told=told)
    open_task(conn, at=at, kind=TaskKind.NOTICE_READ, subject=held.number, saying=text)
    note_expiry(conn, office, notice, held.origin)


def _record(
    conn: Connection, office: Office, held: HeldNotice, act: NoticeAct, reference: str
) -> None:
    record_act(
        conn,
        at=office.clock.now(),
        actor=act.origin,
        verb=Verb.NOTICE_IN_LOG if act.origin == office.code else Verb.NOTICE_RECEIVED,
        saying=None if act.content is None else says("{kind}", kind=act.content.kind),
        subject=held.number,
        reference=reference,
    )


def _place(act: NoticeAct) -> str:
    return f"{act.origin}/{act.index}"


def _in_logs(conn: Connection) -> set[str]:
    query = select(table.c.origin, table.c.idx).where(table.c.type == EntryType.NOTICE.value)
    return {f"{origin}/{index}" for origin, index in conn.execute(query)}


def _told(conn: Connection) -> set[str]:
    query = select(act_table.c.reference).where(
        act_table.c.verb.in_([Verb.NOTICE_IN_LOG, Verb.NOTICE_RECEIVED])
    )
    return set(conn.execute(query).scalars())
