"""Rows of consultations: read with a lock, change as a model, write back."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, exists, func, or_, select

from gateway.casework.open_work import followers
from gateway.casework.open_work.followers import Listed
from gateway.casework.services import Office
from gateway.domain.consultation import OPEN_STATES, Consultation, ConsultationState
from gateway.domain.lists.filters import ALWAYS, EVERY_CONSULTATION, ConsultationFilter, Within
from gateway.domain.lists.words import reference_word
from gateway.domain.page import Page, PageRequest
from gateway.domain.rulebook import Rulebook
from gateway.domain.stops import stop_of
from gateway.errors import NotFoundError
from gateway.store.paging import Among
from gateway.store.prepared import Prepared
from gateway.store.records import Records, RowForm, matching
from gateway.store.tables_casework import consultation as table
from gateway.store.tables_casework import restriction, standing_answer
from gateway.store.waits import Waits, waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A consultation with what only this node needs to know of it.

    Attributes:
        request_message: Id of the letter that asked; empty where no letter did.
    """

    consultation: Consultation
    ours: bool
    peer: str
    request_message: str
    request_digest: bytes | None = None
    closing_message: str | None = None
    closing_asked: datetime | None = None
    due: datetime | None = None

    @property
    def id(self) -> str:
        """Id of the conversation."""
        return self.consultation.conversation_id

    @property
    def state(self) -> ConsultationState:
        """Present state."""
        return self.consultation.state

    def holding(self, consultation: Consultation, *, due: datetime | None = None) -> Row:
        """Return the row with its consultation as it stands now.

        Args:
            consultation: The same one, changed by one of its methods.
            due: Its last instant, where that moved.
        """
        return replace(self, consultation=consultation, due=self.due if due is None else due)


_OPEN_STATES = tuple(str(state) for state in OPEN_STATES)


def no_such_consultation(conversation_id: str) -> NotFoundError:
    """Return the error for a consultation that is not here, or that this account may not see."""
    return NotFoundError(
        "there is no such consultation here",
        remedy="{listConsultations} lists them.",
        conversation_id=conversation_id,
    )


def _read(body: str, *beside: Any) -> Row:
    known = dict(zip(_BESIDE, beside, strict=True))
    return Row(consultation=Consultation.model_validate_json(body), **known)


_BESIDE = (
    *("ours", "peer", "request_message", "request_digest"),
    *("closing_message", "closing_asked", "due"),
)


def _columns(row: Row) -> dict[str, object]:
    model = row.consultation
    return {
        **{name: getattr(row, name) for name in _BESIDE},
        "case_id": model.case_id,
        "procedure": model.procedure,
        "state": model.state,
        "assigned_to": model.assigned_to,
        "body": model.model_dump_json(exclude={"version"}),
    }


_TALKS = Records(
    table,
    RowForm(("body", *_BESIDE), _read, _columns, once=lambda row: {"conversation_id": row.id}),
    named="consultations",
    descending=True,
    no_such=no_such_consultation,
    follow=(
        lambda conn, row: followers.consultation_changed(
            conn, row.consultation, ours=row.ours, due=row.due
        ),
    ),
)
add, save = _TALKS.add, _TALKS.save

# Asked whenever a case is looked at: built once.
_ABOUT = Prepared(
    _TALKS.query.where(
        table.c.case_id == bindparam("of_case"), table.c.ours == bindparam("by_us")
    ).order_by(table.c.conversation_id)
)


def shown(office: Office, row: Row) -> Consultation:
    """Return a consultation as it is now: with where its goods stand, where any are stopped."""
    model = row.consultation
    rule = office.law.rule_of(model)
    stop = stop_of(rule, model, office.clock.now())
    return model if stop is None else model.showing(stop)


def find(conn: Connection, conversation_id: str, *, lock: bool = True) -> Row | None:
    """Return a consultation, its row locked unless it is only shown, or None."""
    return _TALKS.find(conn, conversation_id, lock=lock)


def get(conn: Connection, conversation_id: str, *, lock: bool = True) -> Row:
    """Return a consultation, its row locked unless it is only shown.

    Raises:
        NotFoundError: There is no such consultation here.
    """
    return _TALKS.get(conn, conversation_id, lock=lock)


def of_case(conn: Connection, case_id: str) -> tuple[Row, ...]:
    """Return the consultations in which a case asks, in the order in which they were opened."""
    return _about(conn, case_id, ours=True)


def about_case(conn: Connection, case_id: str) -> tuple[Row, ...]:
    """Return the consultations in which others ask about a case or licence of ours."""
    return _about(conn, case_id, ours=False)


def _about(conn: Connection, case_id: str, *, ours: bool) -> tuple[Row, ...]:
    found = _ABOUT.rows(conn, {"of_case": case_id, "by_us": ours})
    return tuple(map(_TALKS.read, found))


def listed(
    conn: Connection,
    asked: PageRequest,
    chosen: ConsultationFilter = EVERY_CONSULTATION,
    *,
    due: Within = ALWAYS,
    among: Among | None = None,
) -> Page[Row]:
    """Return a page of the consultations, newest first.

    Args:
        conn: A transaction.
        asked: Which part.
        chosen: Which of them, but for the days.
        due: When their periods end.
        among: Says of the ids which are shown; all if absent.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    among_them = matching(among=(among, table.c.conversation_id))
    wanted = [*among_them, *_where(conn, chosen), *_due_within(due)]
    if chosen.named is None:
        return _TALKS.listed(conn, asked, *wanted)
    name = _Name.read(chosen.named)
    return _TALKS.listed(
        conn,
        asked,
        *wanted,
        name.where(conn),
        show=lambda row: row if name.is_of(row.consultation) else None,
    )


def _where(conn: Connection, chosen: ConsultationFilter) -> Iterator[ColumnElement[bool]]:
    yield from matching(
        (table.c.ours, None if chosen.asked_of_us is None else not chosen.asked_of_us),
        (table.c.state, chosen.state),
        (table.c.peer, chosen.authority),
        (table.c.procedure, chosen.procedure),
        (table.c.case_id, chosen.case_id),
    )
    yield from followers.has_words(conn, Listed.CONSULTATION, table.c.conversation_id, chosen.words)


def _due_within(stretch: Within) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions by which a period ends within some days; its end is exclusive."""
    if stretch.begin is not None:
        yield table.c.due > stretch.begin
    if stretch.end is not None:
        yield table.c.due <= stretch.end


class _Name(NamedTuple):
    """What somebody calls a consultation.

    Attributes:
        beginning: Of an identifier, as it may be meant.
        reference: Of the case, where ``REFERENCE/AUTHORITY`` is meant; else empty.
        procedure: Third part of such a name: one case may ask an authority under two.
    """

    beginning: str
    reference: str
    authority: str
    procedure: str

    @classmethod
    def read(cls, name: str) -> _Name:
        called, _, last = name.rpartition("/")
        procedure = last if "(" in last else ""
        reference, _, authority = called.rpartition("/") if procedure else (called, "", last)
        return cls(name.lower(), reference, authority.upper(), procedure)

    def where(self, conn: Connection) -> ColumnElement[bool]:
        """Return the condition of the rows that may have the name."""
        by_id = table.c.conversation_id.startswith(self.beginning, autoescape=True)
        if not self.reference:
            return by_id
        words, column = [((reference_word(self.reference),),)], table.c.conversation_id
        by_word = followers.has_words(conn, Listed.CONSULTATION, column, words)
        return or_(by_id, table.c.case_id == self.reference, *by_word)

    def is_of(self, model: Consultation) -> bool:
        """Say whether a consultation has the name; its reference may be in other fields."""
        names = (model.request.case_reference, model.consulted)
        return model.conversation_id.startswith(self.beginning) or (
            names == (self.reference, self.authority) and self.procedure in {"", model.procedure}
        )


def every(conn: Connection) -> Iterator[Row]:
    """Yield all consultations, newest first."""
    return _TALKS.each(conn)


def open_ones(conn: Connection) -> tuple[Row, ...]:
    """Return every consultation that has not ended."""
    return _TALKS.every(conn, table.c.state.in_(_OPEN_STATES), by=())


def carried(conn: Connection) -> tuple[str, ...]:
    """Return every consultation that must have a running workflow: ours, its period running."""
    query = select(table.c.conversation_id).where(table.c.ours.is_(True), _asked_about())
    return tuple(conn.execute(query).scalars())


def first_of_their_kind(conn: Connection, *, but: str) -> Iterator[Row]:
    """Give the open consultations of others that repeat no open one, the earliest first.

    Args:
        conn: A transaction.
        but: The one that is to be compared with them.
    """
    first = table.alias()
    known = exists().where(
        first.c.conversation_id == table.c.twin_of, first.c.state.in_(_OPEN_STATES)
    )
    asked_of_us = (table.c.ours.is_(False), table.c.state.in_(_OPEN_STATES))
    others = (table.c.conversation_id != but, ~known)
    return _TALKS.each(conn, *asked_of_us, *others, by=[table.c.conversation_id])


def twins_of(conn: Connection, first: str, *, peer: str, most: int) -> tuple[Row, ...]:
    """Return open consultations that repeat one, of others than an authority, latest first."""
    those = (table.c.twin_of == first, table.c.peer != peer, table.c.state.in_(_OPEN_STATES))
    return _TALKS.every(conn, *those, most=most)


def peers(conn: Connection, conversations: Collection[str]) -> dict[str, str]:
    """Return with whom each of some consultations is, in their order."""
    query = select(table.c.conversation_id, table.c.peer)
    found = conn.execute(query.where(table.c.conversation_id.in_(conversations)))
    by_id = {each.conversation_id: each.peer for each in found}
    return {each: by_id[each] for each in conversations if each in by_id}


def is_restricted(conn: Connection, row: Row) -> bool:
    """Say whether not everybody sees a consultation: it is restricted, or its case is."""
    subject = restriction.c.subject
    query = select(subject).where(subject.in_([row.id, row.consultation.case_id]))
    return conn.execute(query).first() is not None


def note_twin(conn: Connection, conversation_id: str, first: str) -> None:
    """Keep which earlier consultation one repeats."""
    _TALKS.change(conn, conversation_id, twin_of=first)


def count_twins(conn: Connection, first: str) -> int:
    """Count the open consultations that repeat one."""
    return _TALKS.count(conn, table.c.twin_of == first, table.c.state.in_(_OPEN_STATES))


def relying_on(conn: Connection, standing_id: str) -> tuple[Row, ...]:
    """Return the consultations of ours in which a standing answer is relied on."""
    giver = select(standing_answer.c.peer).where(standing_answer.c.message_id == standing_id)
    found = _TALKS.each(
        conn,
        table.c.ours.is_(True),
        table.c.state == ConsultationState.SUPERSEDED.value,
        table.c.peer == giver.scalar_subquery(),
        by=(),
    )
    return tuple(row for row in found if row.consultation.standing_answer == standing_id)


def not_reminded(conn: Connection, *, due_by: datetime) -> tuple[Row, ...]:
    """Return those that we must answer, are due by an instant, and of which nobody reminded."""
    return _TALKS.every(
        conn,
        table.c.ours.is_(False),
        table.c.state == ConsultationState.RUNNING.value,
        table.c.reminded.is_(None),
        table.c.due <= due_by,
        by=(),
    )


def note_reminder(conn: Connection, conversation_id: str, at: datetime) -> None:
    """Keep when the officers were reminded of a consultation."""
    _TALKS.change(conn, conversation_id, reminded=at)


def last_instants(conn: Connection) -> tuple[tuple[bool, datetime], ...]:
    """Return the last instants that run, each with whether we are the one who asked."""
    query = select(table.c.ours, table.c.due).where(
        table.c.state.in_(_OPEN_STATES), table.c.due.is_not(None)
    )
    return tuple((bool(ours), due) for ours, due in conn.execute(query))


def overdue(conn: Connection, at: datetime) -> tuple[Row, ...]:
    """Return the consultations of ours that have not ended and whose last instant is past."""
    return _TALKS.every(conn, table.c.ours.is_(True), _asked_about(), table.c.due <= at, by=())


def not_closed(*, ours: bool) -> Waits:
    """Select consultations whose period is over: since then, or since it was asked to close.

    Args:
        ours: Those in which we ask, or those in which we are asked.
    """
    states = [str(state) for state in ASKED_ABOUT]
    since = func.coalesce(table.c.closing_asked, table.c.due)
    return waits(table.c.conversation_id, since, table.c.peer).where(
        table.c.ours.is_(ours), table.c.state.in_(states), table.c.due.is_not(None)
    )


ASKED_ABOUT = frozenset(
    {ConsultationState.RUNNING, ConsultationState.CLOSING, ConsultationState.UNCONFIRMED}
)
"""States in which the journal is asked whether a consultation of ours is over."""


def _asked_about() -> ColumnElement[bool]:
    return table.c.state.in_([str(state) for state in ASKED_ABOUT])


def is_due(row: Row, rulebook: Rulebook, at: datetime) -> bool:
    """Say whether the journal is to be asked now whether a consultation of ours is over."""
    asked = row.ours and row.due is not None and row.state in ASKED_ABOUT
    return asked and ask_at(row, rulebook, at) <= at


def ask_at(row: Row, rulebook: Rulebook, otherwise: datetime) -> datetime:
    """Return when the journal is next to be asked whether a consultation of ours is over.

    Args:
        row: A consultation in one of the states `ASKED_ABOUT`, whose period runs.
        rulebook: The one with which it began.
        otherwise: For a consultation that has no last instant yet.
    """
    if row.due is None:
        return otherwise
    closing = rulebook.closing
    if row.closing_asked is None:
        return row.due + timedelta(seconds=closing.grace_s)
    again = {
        ConsultationState.CLOSING: closing.unconfirmed_after_s,
        ConsultationState.UNCONFIRMED: closing.ask_again_after_s,
    }.get(row.state)
    if again is None:
        return row.due + timedelta(seconds=closing.grace_s)
    return row.closing_asked + timedelta(seconds=again)
