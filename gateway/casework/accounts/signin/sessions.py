"""Sessions of officers: kept here, ended here; a browser holds an id that says nothing.

An id is 256 random bits, of which only the SHA-256 is kept. It is changed whenever an officer
shows who she is, so that an id which somebody planted or saw before is worth nothing after. A
session ends when nothing is done for half an hour and after twelve hours whatever is done (NIST
SP 800-63B, section 4.2.3, AAL2), and at once when its account is withdrawn.
"""

from __future__ import annotations

import hashlib
import secrets
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from gateway.casework.permissions import Officer, OfficerRole
from gateway.casework.services import Office
from gateway.domain.base import Instant, Model
from gateway.errors import NotFoundError, Reason
from gateway.store.records import in_rows
from gateway.store.tables_casework import officer
from gateway.store.tables_console import console_account as account
from gateway.store.tables_console import console_session as table

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
PROVED_FOR: Final = timedelta(minutes=10)
"""How long after an officer showed who she is she may decide without showing it again."""

SEEN_EVERY: Final = timedelta(minutes=1)
"""Last use is kept to the minute: a write for each page would double what a page costs."""

MOST: Final = 20
"""Sessions of an account at a time; the one that was used longest ago gives way."""

_SESSIONS: Final = in_rows(table)
ACCOUNTS: Final = in_rows(account)
_AGENT_CHARACTERS: Final = 200
_ID_DIGITS: Final = 12


class SignInWay(StrEnum):
    """How an officer showed who she is."""

    LOCAL = "local"  # password and one-time code, kept by the node
    PROVIDER = "provider"  # her authority's OpenID provider


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSession:
    """A session that holds now.

    Attributes:
        officer: Whose it is.
        digest: What is kept of its id.
        way: How she signed in.
        proved: When she last showed who she is.
        language: That she chose for pages; empty: none.
        keys: Whether single keys do something on pages.
    """

    officer: Officer
    digest: bytes
    way: SignInWay
    made: datetime
    proved: datetime
    language: str
    keys: bool = True

    def check_proved(self, now: datetime) -> None:
        """Check that the officer has shown who she is a short time ago, as a decision needs it.

        Raises:
            PermissionRefusedError: STEP_UP_NEEDED.
        """
        if now >= self.proved + PROVED_FOR:
            raise Reason.STEP_UP_NEEDED.error(
                "what follows binds this authority, and you signed in a while ago",
                remedy="Show once more who you are; you come back to where you were.",
            )


class SessionLine(Model):
    """A session as its officer sees it.

    Attributes:
        id: The first digits of its digest.
        agent: What the browser calls itself; it may lie.
        seen: When it was last used, to the minute.
        current: Whether it is the one in which this is asked.
    """

    id: str
    way: SignInWay
    agent: str
    made: Instant
    seen: Instant
    current: bool


def digest_of(secret: str) -> bytes:
    """Return what is kept of an id, a link or a mark of a browser."""
    return hashlib.sha256(secret.encode()).digest()


def new_secret() -> str:
    """Return 256 random bits as they stand in a cookie or an address."""
    return secrets.token_urlsafe(32)


def begin(conn: Connection, name: str, way: SignInWay, agent: str, *, at: datetime) -> str:
    """Begin a session of an account that has shown who it is; return its id, given this once."""
    _sweep(conn, at)
    held = _SESSIONS.every(conn, table.c.name == name, by=[table.c.seen.desc()])
    _SESSIONS.remove(conn, table.c.digest.in_([each.digest for each in held[MOST - 1 :]]))
    session_id = new_secret()
    _SESSIONS.insert(
        conn,
        digest=digest_of(session_id),
        name=name,
        way=way,
        agent=agent[:_AGENT_CHARACTERS],
        **dict.fromkeys(("made", "seen", "proved"), at),
        until=at + LONGEST,
    )
    return session_id


def renew(conn: Connection, session: DeskSession, *, at: datetime) -> str:
    """Give a session a new id, since its officer has shown again who she is.

    Raises:
        PermissionRefusedError: SIGN_IN_REFUSED; it has ended meanwhile.
    """
    session_id = new_secret()
    renewed = {"digest": digest_of(session_id), "proved": at, "seen": at}
    if not _SESSIONS.change(conn, session.digest, **renewed):
        raise Reason.SIGN_IN_REFUSED.error("the session has ended", remedy="Sign in again.")
    return session_id


def end(conn: Connection, digest: bytes) -> None:
    """End a session; one that has ended is none."""
    _SESSIONS.drop(conn, digest)


def end_of_account(conn: Connection, name: str) -> None:
    """End every session of an account."""
    _SESSIONS.remove(conn, table.c.name == name)


def _sweep(conn: Connection, at: datetime) -> None:
    _SESSIONS.remove(conn, (table.c.until <= at) | (table.c.seen <= at - IDLE))


_KNOWN = (
    select(
        table,
        officer.c.role,
        officer.c.active,
        officer.c.created,
        account.c.language,
        account.c.keys_off,
    )
    .join(officer, officer.c.name == table.c.name)
    .outerjoin(account, account.c.name == table.c.name)
    .where(table.c.digest == bindparam("digest_"))
)


async def find_session(
    office: Office, session_id: str, *, unattended: bool = False
) -> DeskSession | None:
    """Return the session whose id a browser shows, None where it has ended or was never one.

    Args:
        office: Services of the node.
        session_id: The id.
        unattended: Whether a page asks by itself: that is no use, and keeps no session from its
            end.
    """
    digest, now = digest_of(session_id), office.clock.now()
    row = await office.db.read_first(lambda conn: conn.execute(_KNOWN, {"digest_": digest}).first())
    if row is None or not row.active or row.until <= now or row.seen <= now - IDLE:
        return None
    if row.seen <= now - SEEN_EVERY and not unattended:
        # Not waited for: who reads does not stand behind those who write.
        office.db.submit(lambda conn: _SESSIONS.change(conn, digest, seen=now), Future())
    return DeskSession(
        officer=Officer(name=row.name, role=OfficerRole(row.role), created=row.created),
        digest=digest,
        way=SignInWay(row.way),
        made=row.made,
        proved=row.proved,
        language=row.language or "",
        keys=not row.keys_off,
    )


async def list_sessions(office: Office, session: DeskSession) -> tuple[SessionLine, ...]:
    """Return the sessions of the account whose session it is, the last used first."""
    now = office.clock.now()
    mine, last = table.c.name == session.officer.name, [table.c.seen.desc(), table.c.made.desc()]
    held = (mine, table.c.until > now, table.c.seen > now - IDLE)
    rows = await office.db.read(lambda conn: _SESSIONS.every(conn, *held, by=last))
    return tuple(_line(row, session) for row in rows)


def _line(row: Any, session: DeskSession) -> SessionLine:
    return SessionLine.made_from(
        row,
        id=row.digest.hex()[:_ID_DIGITS],
        way=SignInWay(row.way),
        current=row.digest == session.digest,
    )


async def end_session(office: Office, session: DeskSession, line_id: str) -> bool:
    """End one session of the own account; say whether it is the one in which this is asked.

    Raises:
        NotFoundError: The account has no such session.
    """

    def write(conn: Connection) -> bool:
        own = _SESSIONS.each(conn, table.c.name == session.officer.name)
        mine = [row.digest for row in own]
        gone = [each for each in mine if each.hex()[:_ID_DIGITS] == line_id]
        if not gone:
            raise NotFoundError(
                "id: you have no such session; it may have ended by itself",
                remedy="The page of your account lists those that there are.",
            )
        for each in gone:
            end(conn, each)
        return session.digest in gone

    return await office.db.write(write)


async def end_others(office: Office, session: DeskSession) -> None:
    """End every session of the own account but the one in which this is asked."""
    others = (table.c.name == session.officer.name, table.c.digest != session.digest)
    await office.db.write(lambda conn: _SESSIONS.remove(conn, *others))


async def sign_out(office: Office, session: DeskSession) -> None:
    """End the session in which this is asked."""
    await office.db.write(lambda conn: end(conn, session.digest))


async def choose_language(office: Office, session: DeskSession, language: str) -> None:
    """Keep the language in which an officer reads pages; empty: as her browser asks."""
    await _keep(office, session, language=language)


async def choose_keys(office: Office, session: DeskSession, *, on: bool) -> None:
    """Keep whether single keys do something on an officer's pages (WCAG 2.2, 2.1.4)."""
    await _keep(office, session, keys_off=not on)


async def _keep(office: Office, session: DeskSession, **chosen: str | bool) -> None:
    name = session.officer.name

    def write(conn: Connection) -> None:
        ensure_account(conn, name)
        ACCOUNTS.change(conn, name, **chosen)

    await office.db.write(write)


def ensure_account(conn: Connection, name: str) -> None:
    """Have a row for what the console keeps of an account."""
    if ACCOUNTS.find(conn, name) is None:
        empty = dict.fromkeys(("language", "password", "code_key"), "")
        ACCOUNTS.insert(conn, name=name, **empty, code_secret=b"", code_step=0)
