"""Identities at an authority's own provider: which account each is of, and who is on her way.

An identity is issuer and subject. It is bound to an account by the same one-time link by which a
password is set: the officer opens it and shows at the provider who she is. What she is sent to the
provider with is kept here and not in her browser, and is used up by the first answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, select

from gateway.casework.accounts.signin import sessions
from gateway.casework.accounts.signin.local_accounts import held_link, use_link
from gateway.casework.accounts.signin.sessions import DeskSession, SignInWay, digest_of, new_secret
from gateway.casework.acts.journal import Journal
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.errors import Reason
from gateway.store.records import Records, in_columns, in_rows
from gateway.store.tables_casework import officer
from gateway.store.tables_console import console_flight as flights
from gateway.store.tables_console import console_identity as table

RETURNS_WITHIN: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class ShownIdentity:
    """Who has shown herself at a provider."""

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flight:
    """An officer on her way to the provider.

    Attributes:
        target: The page of the console to which she comes back.
        fresh: Whether she must show anew who she is, for a session that goes on.
        link: The one-time link that binds whoever comes back; empty for none.
    """

    state: str
    nonce: str
    verifier: str
    target: str
    fresh: bool = False
    link: str = ""


_FLIGHTS = Records(flights, in_columns(Flight), key=["digest"])
_IDENTITIES = in_rows(table)


async def depart(
    office: Office, visitor: str, target: str, *, fresh: bool = False, link: str = ""
) -> Flight:
    """Keep with what an officer is sent to the provider; one of before is void.

    Args:
        office: Services of the node.
        visitor: The id in her cookie: nobody else comes back as her.
        target: The page to which she comes back.
        fresh: Whether she must show anew who she is.
        link: A one-time link that she opened.

    Raises:
        PermissionRefusedError: SIGN_IN_REFUSED; the link holds no longer.
    """
    flight = Flight(
        state=new_secret(), nonce=new_secret(), verifier=new_secret(), target=target,
        fresh=fresh, link=link,
    )  # fmt: skip
    now = office.clock.now()

    def write(work: Work) -> Flight:
        if link:
            held_link(work, link)
        digest = digest_of(visitor)
        _FLIGHTS.remove(work.conn, (flights.c.until <= now) | (flights.c.digest == digest))
        return _FLIGHTS.add(work.conn, flight, digest=digest, until=now + RETURNS_WITHIN)

    return await office.write(write)


async def come_back(office: Office, visitor: str) -> Flight:
    """Return with what an officer was sent, which is used up.

    Raises:
        PermissionRefusedError: SIGN_IN_REFUSED; nobody was sent with this cookie, or too long ago.
    """
    now, digest = office.clock.now(), digest_of(visitor)

    def write(conn: Connection) -> Flight | None:
        held = _FLIGHTS.first(conn, flights.c.digest == digest, flights.c.until > now)
        _FLIGHTS.drop(conn, digest)
        return held

    found = await office.db.write(write)
    if found is None:
        raise Reason.SIGN_IN_REFUSED.error(
            "nobody was sent to the provider from this browser, or too long ago",
            remedy="Begin again at the page of sign-in.",
        )
    return found


async def let_in(office: Office, shown: ShownIdentity, flight: Flight, agent: str) -> str:
    """Begin a session of the account of an identity; a link binds it first. Return the new id.

    Raises:
        PermissionRefusedError: SIGN_IN_REFUSED; no account has this identity, or it is withdrawn.
    """
    return await _known_as(
        office,
        shown,
        flight,
        lambda conn, name: sessions.begin(
            conn, name, SignInWay.PROVIDER, agent, at=office.clock.now()
        ),
    )


async def renew_session(
    office: Office, shown: ShownIdentity, flight: Flight, session: DeskSession
) -> str:
    """Give a session a new id whose officer has shown anew who she is.

    Raises:
        PermissionRefusedError: SIGN_IN_REFUSED; it is another officer.
    """

    def renew(conn: Connection, name: str) -> str:
        if name != session.officer.name:
            raise Reason.SIGN_IN_REFUSED.error(
                "somebody else has shown who she is than the officer who is signed in here",
                remedy="Sign out here first.",
            )
        return sessions.renew(conn, session, at=office.clock.now())

    return await _known_as(office, shown, flight, renew)


async def _known_as(
    office: Office, shown: ShownIdentity, flight: Flight, then: Callable[[Connection, str], str]
) -> str:
    def write(work: Work) -> str:
        if flight.link:
            _bind(work, shown, flight.link)
        found = _IDENTITIES.find(work.conn, shown.issuer, shown.subject)
        name = "" if found is None else str(found.name)
        if not work.conn.scalar(select(officer.c.active).where(officer.c.name == name)):
            raise Reason.SIGN_IN_REFUSED.error(
                "you have shown who you are, and no account here is yours",
                remedy="Ask your administrator for a one-time link: {makeConsoleLink}",
            )
        return then(work.conn, name)

    return await office.write(write)


def _bind(work: Work, shown: ShownIdentity, link: str) -> None:
    """Bind an identity to the account of a link; each has one of the other."""
    name = use_link(work, link)
    same = (table.c.issuer == shown.issuer) & (table.c.subject == shown.subject)
    _IDENTITIES.remove(work.conn, same | (table.c.name == name))
    at = work.now
    _IDENTITIES.insert(work.conn, issuer=shown.issuer, subject=shown.subject, name=name, made=at)
    sessions.end_of_account(work.conn, name)
    Journal(work.conn, at, name).act(Verb.CONSOLE_ENROLLED, name[:60])
