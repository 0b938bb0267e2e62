"""Officers' accounts: name, role and a token of which only the digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from gateway.casework.office.journal import record_act
from gateway.casework.office.permissions import Officer, OfficerRole, Permission
from gateway.casework.office.services import Office
from gateway.domain.account_names import account_name
from gateway.domain.acts import Verb
from gateway.domain.base import Model
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import says
from gateway.errors import NotFoundError, PermissionRefusedError, Reason, StateError
from gateway.store.paging import Keyset, read_page
from gateway.store.tables_casework import officer as table
from gateway.store.writer import Written, wrote


class NewOfficer(Model):
    """A new account with its token, which is shown this once."""

    name: str
    role: OfficerRole
    token: str


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _officer(row: dict[str, object]) -> Officer:
    return Officer.model_validate({key: row[key] for key in ("name", "role", "active", "created")})


async def add_officer(office: Office, by: Officer, *, name: str, role: OfficerRole) -> NewOfficer:
    """Make an account and return its token, which is shown this once.

    Raises:
        PermissionRefusedError: ``by`` is not an administrator.
        InputError: It is no name of an account, or looks like one that is taken or reserved.
    """
    by.require(Permission.ADMINISTER)
    at = office.clock.now()
    codes = office.me.directory().members
    return await office.db.write(
        lambda conn: make_officer(conn, name=name, role=role, at=at, by=by.name, authorities=codes)
    )


def make_officer(
    conn: Connection,
    *,
    name: str,
    role: OfficerRole,
    at: datetime,
    by: str = "operator",
    authorities: Iterable[str] = (),
) -> NewOfficer:
    """Write an account; the first administrator is made by the operator at the machine.

    Raises:
        InputError: It is no name of an account, or looks like one that is taken or reserved.
    """
    taken = conn.execute(select(table.c.name)).scalars().all()
    name = account_name(name, taken=taken, authorities=authorities)
    wrote(Written.ACCOUNTS)
    token = f"comity-{secrets.token_urlsafe(32)}"
    conn.execute(
        insert(table),
        [
            {
                "name": name,
                "role": str(role),
                "token_hash": _digest(token),
                "active": True,
                "created": at,
            }
        ],
    )
    record_act(
        conn,
        at=at,
        actor=by,
        verb=Verb.OFFICER_ADDED,
        saying=says("role {role}", role=role),
        subject=name,
    )
    return NewOfficer(name=name, role=role, token=token)


def find_officer(conn: Connection, name: str) -> Officer | None:
    """Return an account by its name, withdrawn ones included, or None."""
    row = conn.execute(select(table).where(table.c.name == name)).mappings().first()
    return None if row is None else _officer(dict(row))


def _administrators(conn: Connection) -> int:
    role, active = OfficerRole.ADMINISTRATOR, table.c.active.is_(True)
    found = select(func.count()).where(table.c.role == str(role), active)
    return int(conn.execute(found).scalar_one())


async def authenticate(office: Office, token: str) -> Officer:
    """Return the officer whose token it is.

    Raises:
        PermissionRefusedError: Unknown or withdrawn token (TOKEN_INVALID).
    """
    digest = _digest(token)
    row = await office.db.read_first(
        lambda conn: (
            conn.execute(
                select(table).where(table.c.token_hash == digest, table.c.active.is_(True))
            )
            .mappings()
            .first()
        )
    )
    if row is None:
        raise PermissionRefusedError(
            "the token is not known here",
            reason=Reason.TOKEN_INVALID,
            remedy="Ask your administrator for a token: comity officer add NAME --role ROLE",
        )
    return _officer(dict(row))


async def list_officers(
    office: Office, by: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[Officer]:
    """Return all accounts."""
    by.require(Permission.READ_ACCOUNTS)
    return await office.db.read(
        lambda conn: read_page(
            conn, select(table), _BY_NAME, page, lambda row: _officer(dict(row._mapping))
        )
    )


_BY_NAME = Keyset("officers", (table.c.name,))


async def withdraw_officer(office: Office, by: Officer, name: str) -> None:
    """Withdraw an account; its acts stay on record and its token no longer opens the door.

    Args:
        office: This authority.
        by: Who withdraws it.
        name: As it stands in the list; older accounts may have names that none gets today.

    Raises:
        PermissionRefusedError: ``by`` is not an administrator.
        NotFoundError: There is no such account.
        StateError: It is the last administrator: nobody could make or withdraw accounts.
    """
    by.require(Permission.ADMINISTER)
    now = office.clock.now()

    def write(conn: Connection) -> None:
        held = find_officer(conn, name)
        if held is None:
            raise NotFoundError(
                "name: there is no such account",
                remedy="`comity officer list` lists them.",
                field="name",
            )
        if held.may(Permission.ADMINISTER) and _administrators(conn) == 1:
            raise StateError(
                "this is the last administrator",
                remedy="Make another first: comity officer add NAME --role administrator",
            )
        conn.execute(update(table).where(table.c.name == name).values(active=False))
        wrote(Written.ACCOUNTS)
        record_act(
            conn, at=now, actor=by.name, verb=Verb.OFFICER_WITHDRAWN, saying=None, subject=name[:60]
        )

    await office.db.write(write)
