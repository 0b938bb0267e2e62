"""What a request wants to be so before it changes a thing: `If-Match`, RFC 9110 section 13.1.1.

It is looked at inside the transaction that makes the change, so that of two who have read the
same version exactly one changes it. A use case may write before that, or try again: the
condition stands until a write has changed the thing, and for that write it counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from gateway.errors import ComityError, Reason
from gateway.store.database import Beside
from gateway.store.held_versions import HeldVersion
from gateway.store.tables_casework import act

IF_MATCH = "If-Match"


class Versions(NamedTuple):
    """The versions of which the thing must be one.

    Attributes:
        whatever: It is enough that the thing is there: `*`.
        strong: Versions; a weak one never matches and is none of them.
    """

    whatever: bool = False
    strong: frozenset[str] = frozenset()


@dataclass(slots=True)
class Condition:
    """The condition of one request.

    Attributes:
        name: The thing's kind in words, and its own identifier.
        held: Finds it, None where it is not here or the account may not see it.
        wanted: None where the request says nothing.
        needed: Says that the request has to say something, as it would replace what stands.
        late: Whether what is asked may be done already, under its reference: the condition counts
            for a write that changes the thing, and what was done before is answered as it was.
        version: Which version the thing has since a write has changed it; empty before.
    """

    name: tuple[str, str]
    held: Callable[[Connection], HeldVersion | None]
    wanted: Versions | None
    needed: Callable[[Connection], bool] | None = None
    late: bool = False
    version: str = ""
    _before: str | None = None
    _fault: ComityError | None = None

    def beside(self) -> Beside:
        """Return what the writes of the request do beside their own."""
        return Beside(self._check, self._has_changed)

    def _check(self, conn: Connection) -> None:
        if conn.dialect.name == "postgresql":  # SQLite has one writer at a time by itself
            conn.execute(select(func.pg_advisory_xact_lock(func.hashtext(self.name[1]))))
        held = self.held(conn)
        self._before = None if held is None else held.version
        # Of what is not there, what is done says so itself.
        self._fault = None if held is None else self._fault_of(conn, held)
        if self._fault is not None and not self.late:
            raise self._fault

    def _fault_of(self, conn: Connection, held: HeldVersion) -> ComityError | None:
        """Return what a change of the thing as it stands would have against it."""
        if self.wanted is None:
            needed = self.needed is not None and self.needed(conn)
            return self._not_said(held) if needed else None
        fits = self.wanted.whatever or held.version in self.wanted.strong
        return None if fits else self._changed(conn, held)

    def _has_changed(self, conn: Connection) -> bool:
        held = self.held(conn)
        if self._before is None and self.wanted is not None:
            raise Reason.CHANGED_MEANWHILE.error(
                "the {name} is not one that you read",
                remedy="Send it without {field}.",
                field=IF_MATCH,
                name=self.name[0],
            )
        if held is None or held.version == self._before:
            return False
        if self._fault is not None:
            raise self._fault
        self.version = held.version
        return True

    def _not_said(self, held: HeldVersion) -> ComityError:
        return Reason.VERSION_REQUIRED.error(
            "{field}: this replaces what stands in the {name}; say which version you have read",
            remedy='Read it, then send its version: {field}: "{etag}".',
            field=IF_MATCH,
            etag=held.version,
            name=self.name[0],
        )

    def _changed(self, conn: Connection, held: HeldVersion) -> ComityError:
        said: dict[str, str] = {}
        newest = select(act.c.actor, act.c.verb, act.c.at).where(act.c.subject.in_(held.subjects))
        row = conn.execute(newest.order_by(act.c.id.desc()).limit(1)).first()
        if row is not None:
            said = {"by": row.actor, "verb": row.verb, "at": row.at.isoformat(timespec="seconds")}
        told = "; last: {verb} by {by} at {at}".format(**said) if said else ""
        return Reason.CHANGED_MEANWHILE.error(
            "{field}: the {name} was changed since you read it{told}",
            remedy="Read it again, see whether what you send still fits, and send it with the "
            "version that you have read then.",
            field=IF_MATCH,
            etag=held.version,
            **said,
            name=self.name[0],
            told=told,
        )
