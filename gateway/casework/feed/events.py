"""The feed of events: what happened after a cursor, as far as an account may know of it.

The journal gives numbers in the order in which changes are committed (revision r0001), so whoever
reads on from a number passes over nothing. A cursor says the number and the node that gave it. It
moves on past what is not for the account or not asked for, so a quiet filter costs nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, Self

from pydantic import Field
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Row,
    Select,
    func,
    literal,
    or_,
    select,
    union,
)

from gateway.casework.acts.journal import check_cursor, latest_cursor, not_about_notices
from gateway.casework.permissions import Officer, OfficerRole, Permission
from gateway.casework.services import Office
from gateway.casework.visibility import Visibility
from gateway.domain.acts import OF_ADMINISTRATORS
from gateway.domain.base import Model
from gateway.domain.feed.event_types import kinds_of, type_of
from gateway.domain.feed.events import CURSOR_ORDER, ActorKind, Event, EventData
from gateway.domain.page import FIRST_PAGE, PageRequest
from gateway.errors import Reason
from gateway.store.tables_casework import change, classification, licence, officer
from gateway.store.tables_casework import consultation as talk
from gateway.store.tables_casework import correspondence as letter
from gateway.store.tables_casework import informed_letter as informed
from gateway.store.tables_casework import licence_case as case

# What events say of their subjects and actors: case, consultation, letter, and who by kind.
#
# A line of the journal names one thing; the rest is read beside it, for a whole batch at once.


class Names(NamedTuple):
    """What a subject is, or belongs to."""

    case_id: str | None = None
    conversation_id: str | None = None
    message_id: str | None = None


NO_NAMES: Final = Names()

_NO_ACCOUNTS: Final = {"gateway": ActorKind.GATEWAY, "operator": ActorKind.OPERATOR}
_NUMBERED: Final = (case.c.case_id, licence.c.number, informed.c.number, classification.c.number)


@dataclass(frozen=True, slots=True)
class EventSubjects:
    """What is known of the subjects and actors of some lines.

    Attributes:
        names: Of each subject that is, or belongs to, a case or a conversation.
        roles: Of each actor that is an account.
    """

    names: Mapping[str, Names]
    roles: Mapping[str, str]

    @classmethod
    def of(cls, conn: Connection, lines: Sequence[Row[*tuple[Any, ...]]]) -> Self:
        """Read what is known; nothing where there is no line."""
        if not lines:
            return cls({}, {})
        actors = {line.actor for line in lines} - set(_NO_ACCOUNTS)
        accounts = select(officer.c.name, officer.c.role).where(officer.c.name.in_(actors))
        roles = {row.name: row.role for row in conn.execute(accounts)}
        return cls(_names(conn, {line.subject for line in lines}), roles)

    def actor(self, name: str) -> ActorKind | None:
        """Return what kind of actor a name is; None where none was kept."""
        if not name:
            return None
        if name in _NO_ACCOUNTS:
            return _NO_ACCOUNTS[name]
        role = self.roles.get(name)
        if role is None:
            return ActorKind.AUTHORITY
        return ActorKind.SYSTEM if role == OfficerRole.SYSTEM else ActorKind.PERSON


def _names(conn: Connection, about: Collection[str]) -> dict[str, Names]:
    found: dict[str, Names] = {}
    for number in _NUMBERED:
        owned = select(number, number.table.c.case_id.label("of_case")).where(number.in_(about))
        found |= {row[0]: Names(row.of_case) for row in conn.execute(owned)}
    asked = select(letter.c.message_id, letter.c.conversation_id, letter.c.case_id).where(
        or_(letter.c.message_id.in_(about), letter.c.conversation_id.in_(about))
    )
    for row in conn.execute(asked):
        found[row.message_id] = Names(row.case_id, row.conversation_id, row.message_id)
        found[row.conversation_id] = Names(row.case_id, row.conversation_id)
    conversations = {each.conversation_id for each in found.values() if each.conversation_id}
    talks = select(talk.c.conversation_id, talk.c.case_id).where(
        talk.c.conversation_id.in_(conversations | set(about))
    )
    cases = {row.conversation_id: row.case_id for row in conn.execute(talks)}
    found |= {each: Names(of_case, each) for each, of_case in cases.items()}
    return {
        subject: each._replace(case_id=each.case_id or cases.get(each.conversation_id))
        for subject, each in found.items()
    }


NOW: Final = "now"
"""Stands for the cursor behind the newest event: who begins to read need not read all of before."""

MOST_TYPES: Final = 50
_FOR_NOBODY_HERE: Final = tuple(
    f"task.{kind}{end}" for kind in sorted(OF_ADMINISTRATORS) for end in ("", ".closed")
)
"""Kinds of tasks that administrators alone see, who read no feed."""


class EventFilter(Model):
    """Which events are wanted; all that the account may know of if nothing is said.

    Attributes:
        types: Names of their types; of any if empty.
        subject: What they are about: exactly this.
        case_id: The case that they are about, or that their consultation or letter belongs to.
    """

    types: tuple[str, ...] = Field(default=(), max_length=MOST_TYPES)
    subject: str | None = Field(default=None, max_length=60)
    case_id: str | None = Field(default=None, max_length=40)


ALL_EVENTS: Final = EventFilter()


class EventBatch(NamedTuple):
    """What came after a cursor.

    Attributes:
        events: In the order in which they happened.
        numbers: Their numbers in the journal.
        cursor: What to read on from; it is behind what was looked at and not for the account.
        number: The same as the journal's number.
    """

    events: tuple[Event, ...]
    numbers: tuple[int, ...]
    cursor: str
    number: int


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed of one node.

    Args:
        office: Services of the node.
    """

    office: Office

    @property
    def node(self) -> str:
        """What cursors call this node: its code, and which federation it is of."""
        directory = self.office.me.directory()
        return f"{self.office.code}.{directory.federation_id.hex()[:12]}"

    def cursor(self, number: int) -> str:
        """Return the cursor behind a line of the journal."""
        return CURSOR_ORDER.cursor((self.node, number))

    def number(self, conn: Connection, after: str | None) -> int:
        """Return the number that a cursor stands for; 0 without one.

        Raises:
            InputError: It is no cursor, or CURSOR_OF_ANOTHER_NODE.
            StateError: CURSOR_GONE; what it told is undone, or this database never gave it.
        """
        if after == NOW:
            return latest_cursor(conn)
        place = CURSOR_ORDER.place(PageRequest(after=after))
        if place is None:
            return 0
        node, number = str(place[0]), int(str(place[1]))
        if node != self.node:
            raise Reason.CURSOR_OF_ANOTHER_NODE.error(
                "after: this is a cursor of {partition}, and not of this node",
                remedy="Read each node with its own cursor; without one, from the beginning.",
                node=self.office.code,
                partition=node.partition(".")[0],
            )
        check_cursor(conn, number, show=self.cursor)
        newest = latest_cursor(conn)
        if number > newest:  # of a database that this one was not made from
            raise Reason.CURSOR_GONE.error(
                "after: this node's database has never given this cursor",
                remedy="Read what you have taken anew, and go on from the cursor that is named.",
                field="after",
                cursor=self.cursor(newest),
            )
        return number

    def read(
        self,
        conn: Connection,
        reader: Officer,
        number: int,
        *,
        limit: int,
        wanted: EventFilter = ALL_EVENTS,
    ) -> EventBatch:
        """Return what an account may know of that came after a number.

        Raises:
            PermissionRefusedError: The account may not read the feed.
            InputError: There is no such type.
        """
        newest = latest_cursor(conn)
        query = self._after(reader, number, wanted.types)
        if wanted.subject is not None:
            query = query.where(change.c.subject == wanted.subject)
        if wanted.case_id is not None:
            query = query.where(change.c.subject.in_(_about_case(wanted.case_id)))
        query = query.where(change.c.cursor <= newest).order_by(change.c.cursor).limit(limit)
        rows = conn.execute(query).all()
        behind = rows[-1].cursor if len(rows) == limit else max(newest, number)
        around = EventSubjects.of(conn, rows)
        told = tuple(self._event(row, around) for row in rows)
        numbers = tuple(row.cursor for row in rows)
        return EventBatch(told, numbers, self.cursor(behind), behind)

    def waiting(
        self, conn: Connection, reader: Officer, number: int, *, types: tuple[str, ...], most: int
    ) -> tuple[int, datetime | None]:
        """Count what an account may know of after a number, and say when the first happened.

        Args:
            conn: The database.
            reader: The account.
            number: The number in the journal.
            types: Types of events; all if empty.
            most: Up to how many are counted.
        """
        query = self._after(reader, number, types).order_by(change.c.cursor).limit(most)
        found = query.subquery()
        count, first = conn.execute(select(func.count(), func.min(found.c.at))).one()
        return int(count), first

    def _after(
        self, reader: Officer, number: int, types: tuple[str, ...]
    ) -> Select[*tuple[Any, ...]]:
        sight = self.office.sight(reader, Permission.READ_CHANGES)
        query = shown_changes(reader, sight).where(change.c.cursor > number)
        return query.where(change.c.kind.in_(kinds_of(types))) if types else query

    def _event(self, row: Row[*tuple[Any, ...]], around: EventSubjects) -> Event:
        of, task = type_of(row.kind)
        return Event(
            id=self.cursor(row.cursor),
            source=f"urn:comity:{self.office.code}",
            type=of.name,
            subject=row.subject,
            time=row.at,
            data=EventData(
                noun=of.noun,
                changed=of.changed,
                actor=around.actor(row.actor),
                task=task,
                **around.names.get(row.subject, NO_NAMES)._asdict(),
            ),
        )


async def list_events(
    office: Office,
    reader: Officer,
    *,
    page: PageRequest = FIRST_PAGE,
    wanted: EventFilter = ALL_EVENTS,
) -> EventBatch:
    """Return what happened after a cursor, oldest first, as far as an account may know of it.

    Args:
        office: Services of the node.
        reader: Who asks.
        page: Which cursor it reads on from, and how many events at most.
        wanted: Which events.

    Raises:
        PermissionRefusedError: The account may not read the feed.
        InputError: It is no cursor, CURSOR_OF_ANOTHER_NODE, or there is no such type.
        StateError: CURSOR_GONE.
    """
    reader.require(Permission.READ_CHANGES)
    feed = Feed(office)

    def read(conn: Connection) -> EventBatch:
        number = feed.number(conn, page.after)
        return feed.read(conn, reader, number, limit=page.limit, wanted=wanted)

    return await office.db.read(read)


# --- what an account may know of -------------------------------------------------------------


def shown_changes(reader: Officer, sight: Visibility) -> Select[*tuple[Any, ...]]:
    """Select the lines of the journal that an account may know of."""
    query = select(change).where(
        sight.subject(change.c.subject), change.c.kind.not_in(_FOR_NOBODY_HERE)
    )
    if not reader.may(Permission.READ_DENIALS):
        # Who may not know of notices does not learn that there are any.
        query = query.where(not_about_notices(change.c.subject))
    if not reader.may(Permission.READ_ACCOUNTS):  # their subjects are names
        query = query.where(change.c.kind.not_like("officer.%"))
    return query


def _about_case(case_id: str) -> CompoundSelect[str]:
    """Select what events of a case are about: it, what hangs on it, and letters of both."""
    talks = select(talk.c.conversation_id).where(talk.c.case_id == case_id)
    beside: ColumnElement[bool] = or_(
        letter.c.case_id == case_id, letter.c.conversation_id.in_(talks)
    )
    return union(
        select(literal(case_id)),
        talks,
        select(letter.c.message_id).where(beside),
        select(letter.c.conversation_id).where(beside),
        *(select(each).where(each.table.c.case_id == case_id) for each in _NUMBERED),
    )
