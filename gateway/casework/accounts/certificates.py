"""Certificates of national systems: whose key opens the interface, and beside what.

A system may show a certificate in place of its token, or beside it. Its account has up to two, so
that a system changes its key without a gap, as with tokens. What is kept is the digest of the
public key; that the certificate is valid and comes from an authority that the node trusts, the
handshake has found. A certificate that an account has **beside** its token makes the token alone
useless: whoever copies it from a file opens nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from pydantic import Field
from sqlalchemy import Connection, Row, bindparam, select

from gateway.casework.accounts.tokens import MOST, SEEN_EVERY, WARNED, authenticate
from gateway.casework.acts.journal import Concern, keep_found
from gateway.casework.permissions import Officer, OfficerRole, Permission
from gateway.casework.services import Office
from gateway.domain.acts import TaskKind
from gateway.domain.base import Instant, Model
from gateway.domain.saying import says
from gateway.errors import (
    ComityError,
    InputError,
    NotFoundError,
    Reason,
    StateError,
)
from gateway.store.records import in_rows
from gateway.store.tables_casework import officer
from gateway.store.tables_casework import officer_certificate as table
from gateway.store.writer import Written, wrote
from gateway.trust.client_certificates import MAX_PEM, ClientCertificate

_ID_DIGITS: Final = 12
_CERTIFICATES: Final = in_rows(table)
_SUBJECT: Final = 400
"""Characters of a subject that are kept, as of any name."""


class CertificateWish(Model):
    """A certificate that an account is to have.

    Attributes:
        certificate: The certificate, in PEM, without its key.
        with_token: Whether it opens beside a token only, and the account's tokens beside it only.
        scopes: What it may, of what its account may; all of that if empty. Beside a token, the
            token's own scopes count.
    """

    certificate: str = Field(min_length=1, max_length=MAX_PEM)
    with_token: bool = False
    scopes: tuple[Permission, ...] = Field(default=(), max_length=len(Permission))


class CertificateLine(Model):
    """A certificate as an administrator sees it.

    Attributes:
        id: The first digits of the digest of its public key.
        subject: Its subject.
        until: When it ends; of one that was renewed for the same key, once it has been shown.
        used: When it was last used, to the hour.
        with_token: Whether it opens beside a token only.
        scopes: What it may; all that its account may if empty.
    """

    id: str
    subject: str
    made: Instant
    until: Instant
    used: Instant | None = None
    with_token: bool = False
    scopes: tuple[Permission, ...] = ()


class BoundCertificate(CertificateLine):
    """A certificate that an account has from now on.

    Attributes:
        name: Name of the account.
    """

    name: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request shows of who sends it.

    Attributes:
        token: Its token; empty: none.
        certificate: The certificate of its connection; None: none.
    """

    token: str = field(default="", repr=False)
    certificate: ClientCertificate | None = None


def bind(
    conn: Connection,
    held: Officer,
    shown: ClientCertificate,
    *,
    at: datetime,
    with_token: bool,
    scopes: Collection[Permission],
) -> BoundCertificate:
    """Write a certificate of an account.

    Raises:
        InputError: It has ended, or the account is a person's.
        StateError: Its key is bound already, or the account has two.
    """
    if held.role is not OfficerRole.SYSTEM:
        raise InputError(
            "name: a certificate opens for a national system only; a person has a token",
            remedy="Name an account with the role system: {listOfficers}",
        )
    if shown.ends <= at:
        raise InputError(
            "certificate: it has ended",
            remedy="Give the certificate that the system shows from now on.",
        )
    if _CERTIFICATES.find(conn, shown.spki):
        raise StateError(
            "the key of this certificate is bound to an account already",
            remedy="Let each system have a key of its own; {listOfficers} shows them.",
        )
    if len(of_accounts(conn, [held.name]).get(held.name, ())) >= MOST:
        raise StateError(
            "the account has {most} certificates already",
            remedy="Withdraw one first: {withdrawCertificate}",
            most=MOST,
        )
    wrote(Written.ACCOUNTS)
    _CERTIFICATES.insert(
        conn,
        spki=shown.spki,
        name=held.name,
        with_token=with_token,
        scopes=json.dumps(list(scopes)),
        subject=shown.subject[:_SUBJECT],
        made=at,
        until=shown.ends,
    )
    written = _line(_CERTIFICATES.get(conn, shown.spki))
    return BoundCertificate(name=held.name, **dict(written))


def of_accounts(conn: Connection, names: Collection[str]) -> dict[str, tuple[CertificateLine, ...]]:
    """Return the certificates of some accounts, the oldest first."""
    found: dict[str, tuple[CertificateLine, ...]] = {}
    for row in _CERTIFICATES.each(conn, table.c.name.in_(names), by=[table.c.made]):
        found[row.name] = (*found.get(row.name, ()), _line(row))
    return found


def take_away(conn: Connection, name: str, certificate_id: str | None = None) -> None:
    """Take one certificate of an account away, or all of them.

    Raises:
        NotFoundError: It has no such certificate.
    """
    held = [row.spki for row in _CERTIFICATES.each(conn, table.c.name == name)]
    gone = [each for each in held if certificate_id in (None, _id(each))]
    if certificate_id is not None and not gone:
        raise NotFoundError(
            "id: the account has no such certificate",
            remedy="{listOfficers} shows the certificates of each account.",
        )
    wrote(Written.ACCOUNTS)
    _CERTIFICATES.remove(conn, table.c.spki.in_(gone))


async def identify(office: Office, shown: Credentials) -> Officer:
    """Return who shows a token, a certificate or both.

    A certificate that no account has is as none where a token comes with it: a company may give
    one to each of its machines.

    Raises:
        PermissionRefusedError: TOKEN_INVALID; neither is known here, one is missing, they are of
            two accounts, or one has ended.
    """
    certificate = shown.certificate
    row = None if certificate is None else await _bound(office, certificate.spki)
    known = await authenticate(office, shown.token) if shown.token else None
    if row is None or certificate is None:
        if known is None:
            raise _refused(
                "the certificate is not known here", "Ask your administrator: {bindCertificate}"
            )
        await _check_token_suffices(office, known.name)
        return known
    if not certificate.valid(office.clock.now()):
        raise _refused("the certificate has ended", "Connect again with the next certificate.")
    if known is None and row.with_token:
        raise _refused(
            "this certificate opens beside a token only",
            "Send the header Authorization: Bearer TOKEN with it.",
        )
    if known is not None and known.name != row.name:
        raise _refused(
            "the token is of another account than the certificate",
            "Send the token of the account that the certificate is bound to, or none.",
        )
    _note_use(office, row, certificate)
    return known or Officer(
        name=row.name,
        role=OfficerRole(row.role),
        created=row.created,
        scopes=_scopes(row),
    )


async def ending(office: Office) -> tuple[tuple[str, CertificateLine], ...]:
    """Return the last certificates of accounts that end within a month, with their accounts."""
    limit = office.clock.now() + WARNED

    def read(conn: Connection) -> tuple[tuple[str, CertificateLine], ...]:
        names = [row.name for row in _CERTIFICATES.each(conn, table.c.until <= limit)]
        lasts = {
            name: max(lines, key=lambda line: line.until)
            for name, lines in of_accounts(conn, names).items()
        }
        return tuple((name, line) for name, line in lasts.items() if line.until <= limit)

    return await office.db.read(read)


async def keep_certificate_tasks(office: Office) -> None:
    """Have a task for each account whose last certificate ends within a month, or has ended."""
    found = [
        Concern(
            TaskKind.CERTIFICATE_ENDING,
            name[:60],
            says(
                "the certificate of {name} ends on {day}", name=name, day=f"{line.until:%Y-%m-%d}"
            ),
        )
        for name, line in await ending(office)
    ]
    await keep_found(office, {TaskKind.CERTIFICATE_ENDING}, lambda _: found)


_KNOWN = select(table, officer.c.role, officer.c.created).where(
    table.c.name == officer.c.name,
    officer.c.active.is_(True),
    table.c.spki == bindparam("spki_"),
)

_WITH_TOKEN = select(table.c.spki).where(
    table.c.name == bindparam("name_"), table.c.with_token.is_(True)
)


async def _bound(office: Office, spki: bytes) -> Row[Any] | None:
    return await office.db.read_first(lambda conn: conn.execute(_KNOWN, {"spki_": spki}).first())


async def _check_token_suffices(office: Office, name: str) -> None:
    """Refuse a token alone of an account that shows a certificate beside it."""
    needed = await office.db.read_first(
        lambda conn: conn.execute(_WITH_TOKEN, {"name_": name}).first()
    )
    if needed is not None:
        raise _refused(
            "this token opens beside the certificate of its account only",
            "Connect by TLS with the certificate that is bound to the account.",
        )


def _note_use(office: Office, row: Row[Any], shown: ClientCertificate) -> None:
    """Note that it was used, and until when the certificate is that is shown now."""
    now = office.clock.now()
    if row.used is not None and row.used > now - SEEN_EVERY and row.until == shown.ends:
        return
    values = {"used": now, "until": shown.ends, "subject": shown.subject[:_SUBJECT]}
    # Not waited for: who reads does not stand behind those who write.
    office.db.submit(lambda conn: _CERTIFICATES.change(conn, shown.spki, **values), Future())


def _scopes(row: Any) -> tuple[Permission, ...]:
    return tuple(Permission(each) for each in json.loads(row.scopes))


def _id(spki: bytes) -> str:
    return spki.hex()[:_ID_DIGITS]


def _line(row: Any) -> CertificateLine:
    return CertificateLine.made_from(row, id=_id(row.spki), scopes=_scopes(row))


def _refused(what: str, remedy: str) -> ComityError:
    return Reason.TOKEN_INVALID.error(what, remedy=remedy)
