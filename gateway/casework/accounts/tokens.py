"""Tokens of accounts: what each may, until when, when it was last used; only digests are kept.

An account has up to two tokens, so that a system changes its own without a gap: the new one is
made, the system takes it, and the old one is withdrawn or ends. A token may less than its
account where it names scopes, and never more.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import Field
from sqlalchemy import Connection, bindparam, or_, select

from gateway.casework.acts.journal import Concern, keep_found
from gateway.casework.permissions import GRANTS, RIGHTS, Officer, OfficerRole, Permission
from gateway.casework.services import Office
from gateway.domain.acts import TaskKind
from gateway.domain.base import Instant, Model
from gateway.domain.saying import says
from gateway.errors import (
    InputError,
    NotFoundError,
    Reason,
    StateError,
)
from gateway.store.records import in_rows
from gateway.store.tables_casework import officer
from gateway.store.tables_casework import officer_token as table
from gateway.store.writer import Written, wrote

MOST: Final = 2
"""Tokens that an account has at a time: the one that is used, and the one that follows it."""

MAX_DAYS: Final = 3650
WARNED: Final = timedelta(days=30)
"""Before its end: a month is enough to reach whoever keeps a national system."""

SEEN_EVERY: Final = timedelta(hours=1)
"""Last use is kept to the hour: a write for each request would double what a request costs."""

_ID_DIGITS: Final = 12
_TOKENS: Final = in_rows(table)


class TokenWish(Model):
    """What a new token is to be.

    Attributes:
        scopes: What it may, of what its account may; all of that if empty.
        days: Until it ends; what the node's settings say if absent.
    """

    scopes: tuple[Permission, ...] = Field(default=(), max_length=len(Permission))
    days: int | None = Field(default=None, ge=1, le=MAX_DAYS)


class TokenLine(Model):
    """A token as an administrator sees it; the token itself is nowhere.

    Attributes:
        id: The first digits of its digest.
        until: When it ends; None: never, as that of the first administrator.
        used: When it was last used, to the hour.
        scopes: What it may; all that its account may if empty.
    """

    id: str
    made: Instant
    until: Instant | None = None
    used: Instant | None = None
    scopes: tuple[Permission, ...] = ()


def scopes_for(role: OfficerRole, wanted: Iterable[Permission]) -> tuple[Permission, ...]:
    """Return what a token is to have, with what that needs.

    Raises:
        InputError: The role may not do it.
    """
    found: set[Permission] = set()
    more = list(wanted)
    while more:
        each = more.pop()
        if each not in GRANTS[role]:
            raise InputError(
                "scopes: the role {role} may not {each}",
                remedy="A token may at most what its account may; see docs/permissions.md.",
                role=role,
                each=each.replace("_", " "),
            )
        if each not in found:
            found.add(each)
            more += RIGHTS[each].needs
    return tuple(sorted(found))


def issue(
    conn: Connection,
    name: str,
    *,
    at: datetime,
    until: datetime | None = None,
    scopes: Collection[Permission] = (),
) -> tuple[str, bytes]:
    """Write a new token of an account; return it, which is shown this once, and its digest.

    Raises:
        StateError: The account has two already.
    """
    if len(of_accounts(conn, [name], at=at).get(name, ())) >= MOST:
        raise StateError(
            "the account has {most} tokens already",
            remedy="Withdraw one first: {withdrawToken}",
            most=MOST,
        )
    wrote(Written.ACCOUNTS)
    token = f"comity-{secrets.token_urlsafe(32)}"
    digest, allowed = digest_of(token), json.dumps(list(scopes))
    _TOKENS.insert(conn, digest=digest, name=name, scopes=allowed, made=at, until=until)
    return token, digest


def digest_of(token: str) -> bytes:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def of_accounts(
    conn: Connection, names: Collection[str], *, at: datetime
) -> dict[str, tuple[TokenLine, ...]]:
    """Return the tokens of some accounts that have not ended, the oldest first."""
    found: dict[str, tuple[TokenLine, ...]] = {}
    for row in _TOKENS.each(conn, table.c.name.in_(names), _valid(at), by=[table.c.made]):
        found[row.name] = (*found.get(row.name, ()), _line(row))
    return found


def take_away(conn: Connection, name: str, token_id: str | None = None) -> None:
    """Take one token of an account away, or all of them.

    Raises:
        NotFoundError: It has no such token.
    """
    held = [row.digest for row in _TOKENS.each(conn, table.c.name == name)]
    gone = [each for each in held if token_id in (None, _id(each))]
    if token_id is not None and not gone:
        raise NotFoundError(
            "id: the account has no such token",
            remedy="{listOfficers} shows the tokens of each account.",
        )
    wrote(Written.ACCOUNTS)
    _TOKENS.remove(conn, table.c.digest.in_(gone))


async def authenticate(office: Office, token: str) -> Officer:
    """Return the officer whose token it is, as far as the token goes.

    Raises:
        PermissionRefusedError: TOKEN_INVALID; an unknown, ended or withdrawn token.
    """
    digest, now = digest_of(token), office.clock.now()
    row = await office.db.read_first(lambda conn: conn.execute(_KNOWN, {"digest_": digest}).first())
    if row is None or not row.active:
        raise Reason.TOKEN_INVALID.error(
            "the token is not known here", remedy="Ask your administrator for a token: {makeToken}"
        )
    if row.until is not None and row.until <= now:
        raise Reason.TOKEN_INVALID.error(
            "the token has ended", remedy="Ask your administrator for a new one: {makeToken}"
        )
    if row.used is None or row.used <= now - SEEN_EVERY:
        # Not waited for: who reads does not stand behind those who write.
        office.db.submit(lambda conn: _TOKENS.change(conn, digest, used=now), Future())
    return Officer(
        name=row.name,
        role=OfficerRole(row.role),
        created=row.created,
        scopes=tuple(Permission(each) for each in json.loads(row.scopes)),
    )


_KNOWN = select(
    officer.c.name,
    officer.c.role,
    officer.c.active,
    officer.c.created,
    table.c.scopes,
    table.c.until,
    table.c.used,
).where(table.c.name == officer.c.name, table.c.digest == bindparam("digest_"))


async def ending(office: Office) -> tuple[tuple[str, TokenLine], ...]:
    """Return the tokens of active accounts that end within a month, with their accounts."""
    now = office.clock.now()
    return await office.db.read(lambda conn: _ending(conn, now))


def _ending(conn: Connection, now: datetime) -> tuple[tuple[str, TokenLine], ...]:
    active = table.c.name.in_(select(officer.c.name).where(officer.c.active.is_(True)))
    soon = table.c.until > now, table.c.until <= now + WARNED
    found = [
        (row.name, _line(row)) for row in _TOKENS.each(conn, active, *soon, by=[table.c.until])
    ]
    # Who has the next token already needs no warning of the end of this one.
    held = of_accounts(conn, {name for name, _ in found}, at=now + WARNED)
    return tuple((name, line) for name, line in found if name not in held)


async def keep_token_tasks(office: Office) -> None:
    """Have a task for each account whose last token ends within a month."""
    found = [
        Concern(
            TaskKind.TOKEN_ENDING,
            name[:60],
            says("the token of {name} ends on {day}", name=name, day=f"{line.until:%Y-%m-%d}"),
        )
        for name, line in await ending(office)
    ]
    await keep_found(office, {TaskKind.TOKEN_ENDING}, lambda _: found)


def _valid(at: datetime) -> Any:
    return or_(table.c.until.is_(None), table.c.until > at)


def _id(digest: bytes) -> str:
    return digest.hex()[:_ID_DIGITS]


def _line(row: Any) -> TokenLine:
    return TokenLine.made_from(
        row, id=_id(row.digest), scopes=tuple(Permission(each) for each in json.loads(row.scopes))
    )
