"""Officers' accounts: name and role; they are withdrawn, return, and get tokens.

What a token is and what is kept of it lies in `gateway.casework.accounts.tokens`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from gateway.casework.accounts import certificates
from gateway.casework.accounts.certificates import (
    BoundCertificate,
    CertificateLine,
    CertificateWish,
)
from gateway.casework.accounts.signin.local_accounts import forget_account
from gateway.casework.accounts.tokens import (
    TokenLine,
    TokenWish,
    issue,
    of_accounts,
    scopes_for,
    take_away,
)
from gateway.casework.acts.journal import Concern, Journal, keep_tasks
from gateway.casework.permissions import Officer, OfficerRole, Permission
from gateway.casework.services import Office, Work
from gateway.domain.account_names import account_name
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.base import Instant, Model
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.domain.saying import Saying, says
from gateway.errors import NotFoundError, StateError
from gateway.store.records import Records, RowForm
from gateway.store.tables_casework import confined
from gateway.store.tables_casework import officer as table
from gateway.trust.client_certificates import read_pem

AS_THE_ACCOUNT = TokenWish()
"""A token that may all that its account may, for as long as the node's settings say."""


class NewOfficer(Model):
    """An account with a new token, which is shown this once.

    Attributes:
        until: When the token ends.
    """

    name: str
    role: OfficerRole
    token: str
    until: Instant | None = None


class Account(Model):
    """An account as an administrator sees it, with its tokens that have not ended.

    Attributes:
        certificates: By which a system shows itself, those that have ended included.
    """

    name: str
    role: OfficerRole
    active: bool
    created: Instant
    tokens: tuple[TokenLine, ...] = ()
    certificates: tuple[CertificateLine, ...] = ()


def _read(name: str, role: str, active: bool, created: datetime) -> Officer:  # noqa: FBT001
    return Officer(name=name, role=OfficerRole(role), active=active, created=created)


_ACCOUNTS = Records(
    table,
    RowForm(
        ("name", "role", "active", "created"),
        _read,
        lambda it: {"active": it.active},
        once=lambda it: {"name": it.name, "role": it.role, "created": it.created},
    ),
    named="officers",
)
find_officer = _ACCOUNTS.find
"""Return an account by its name, withdrawn ones included, or None."""


async def add_officer(
    office: Office, by: Officer, *, name: str, role: OfficerRole, wish: TokenWish = AS_THE_ACCOUNT
) -> NewOfficer:
    """Make an account; its token is shown this once.

    Raises:
        PermissionRefusedError: ``by`` is not an administrator.
        InputError: It is no name of an account, or looks like one that is taken or reserved;
            or the role may not do what the token is to.
    """
    by.require(Permission.ADMINISTER)
    at = office.clock.now()
    codes = office.me.directory().members
    scopes = scopes_for(role, wish.scopes)
    return await office.db.write(
        lambda conn: make_officer(
            conn,
            name=name,
            role=role,
            at=at,
            by=by.name,
            authorities=codes,
            until=office.token_end(at, wish.days),
            scopes=scopes,
        )
    )


async def new_token(office: Office, by: Officer, name: str, wish: TokenWish) -> NewOfficer:
    """Make a further token of an account, shown this once; the one it has stays until it ends.

    Raises:
        PermissionRefusedError: ``by`` is not an administrator.
        NotFoundError: There is no such account.
        StateError: The account is withdrawn, or has two tokens already.
        InputError: The role may not do what the token is to.
    """
    by.require(Permission.ADMINISTER)
    at = office.clock.now()
    return await office.write(
        lambda work: _give(work, _working(work.conn, name), by, at, wish, Verb.TOKEN_MADE)
    )


async def withdraw_token(office: Office, by: Officer, name: str, token_id: str) -> None:
    """Take one token of an account away; it opens nothing from now on.

    Raises:
        PermissionRefusedError: ``by`` is not an administrator.
        NotFoundError: There is no such account, or it has no such token.
    """
    by.require(Permission.ADMINISTER)
    at = office.clock.now()

    def write(conn: Connection) -> None:
        _held(conn, name)
        take_away(conn, name, token_id)
        _on_record(conn, at, by, Verb.TOKEN_WITHDRAWN, name, says("token {token}", token=token_id))

    await office.db.write(write)


async def bind_certificate(
    office: Office, by: Officer, name: str, wish: CertificateWish
) -> BoundCertificate:
    """Let a national system show a certificate, in place of its token or beside it.

    Raises:
        PermissionRefusedError: ``by`` is not an administrator.
        NotFoundError: There is no such account.
        StateError: The account is withdrawn or has two already, or the key is bound.
        InputError: It is no certificate or has ended, the account is a person's, or the role may
            not do what the certificate is to.
    """
    by.require(Permission.ADMINISTER)
    at, shown = office.clock.now(), read_pem(wish.certificate)

    def write(conn: Connection) -> BoundCertificate:
        held = _working(conn, name)
        line = certificates.bind(
            conn,
            held,
            shown,
            at=at,
            with_token=wish.with_token,
            scopes=scopes_for(held.role, wish.scopes),
        )
        saying = says("certificate {certificate}", certificate=line.id)
        _on_record(conn, at, by, Verb.CERTIFICATE_BOUND, name, saying)
        return line

    return await office.db.write(write)


async def withdraw_certificate(office: Office, by: Officer, name: str, certificate_id: str) -> None:
    """Take one certificate of an account away; it opens nothing from now on.

    Raises:
        PermissionRefusedError: ``by`` is not an administrator.
        NotFoundError: There is no such account, or it has no such certificate.
    """
    by.require(Permission.ADMINISTER)
    at = office.clock.now()

    def write(conn: Connection) -> None:
        _held(conn, name)
        certificates.take_away(conn, name, certificate_id)
        saying = says("certificate {certificate}", certificate=certificate_id)
        _on_record(conn, at, by, Verb.CERTIFICATE_WITHDRAWN, name, saying)

    await office.db.write(write)


def _on_record(
    conn: Connection, at: datetime, by: Officer, verb: Verb, name: str, saying: Saying
) -> None:
    Journal(conn, at, by.name).act(verb, name[:60], saying)


async def return_officer(office: Office, by: Officer, name: str, wish: TokenWish) -> NewOfficer:
    """Let a withdrawn account return under its name, with a new token.

    Raises:
        PermissionRefusedError: ``by`` is not an administrator.
        NotFoundError: There is no such account.
        StateError: It is not withdrawn.
        InputError: The role may not do what the token is to.
    """
    by.require(Permission.ADMINISTER)
    at = office.clock.now()

    def write(work: Work) -> NewOfficer:
        held = _held(work.conn, name)
        if held.active:
            raise StateError(
                "the account is not withdrawn", remedy="Make a token for it: {makeToken}"
            )
        _ACCOUNTS.change(work.conn, name, active=True)
        returned = _held(work.conn, name)
        keep_role_tasks(work.conn, at)
        return _give(work, returned, by, at, wish, Verb.OFFICER_RETURNED)

    return await office.write(write)


def _give(
    work: Work,
    held: Officer,
    by: Officer,
    at: datetime,
    wish: TokenWish,
    verb: Verb,
) -> NewOfficer:
    """Write a new token of an account, and the act that gave it."""
    until, scopes = work.office.token_end(at, wish.days), scopes_for(held.role, wish.scopes)
    token, _ = issue(work.conn, held.name, at=at, until=until, scopes=scopes)
    _on_record(work.conn, at, by, verb, held.name, says("until {day}", day=f"{until:%Y-%m-%d}"))
    return NewOfficer(name=held.name, role=held.role, token=token, until=until)


def _held(conn: Connection, name: str) -> Officer:
    found = find_officer(conn, name)
    if found is None:
        raise NotFoundError("name: there is no such account", remedy="{listOfficers} lists them.")
    return found


def _working(conn: Connection, name: str) -> Officer:
    held = _held(conn, name)
    if not held.active:
        raise StateError(
            "the account is withdrawn", remedy="Let it return first: {reinstateOfficer}"
        )
    return held


def role_subject(role: str) -> str:
    """Return what the task is about that no account has a role: no number, and nothing else."""
    return f"role:{role}"


def keep_role_tasks(conn: Connection, at: datetime) -> None:
    """Tell administrators for which roles something came that no account has; nothing of it.

    It is so from when the first thing came for a role (`gateway.casework.visibility`), as
    often as an account is made, returns or is withdrawn.
    """
    came = select(confined.c.role).where(confined.c.subject.like(role_subject("%")))
    working = select(table.c.role).where(table.c.active.is_(True))
    missing = conn.scalars(came.where(confined.c.role.not_in(working)).order_by(confined.c.role))
    found = [
        Concern(
            TaskKind.ROLE_MISSING,
            role_subject(role),
            says("something came for accounts with the role {role}, and there is none", role=role),
        )
        for role in missing
    ]
    keep_tasks(conn, at=at, kinds={TaskKind.ROLE_MISSING}, found=found)


def make_officer(
    conn: Connection,
    *,
    name: str,
    role: OfficerRole,
    at: datetime,
    by: str = "operator",
    authorities: Iterable[str] = (),
    until: datetime | None = None,
    scopes: Collection[Permission] = (),
) -> NewOfficer:
    """Write an account; the first administrator is made by the operator at the machine.

    The operator's own token has no end: with it there is always a way back.

    Raises:
        InputError: It is no name of an account, or looks like one that is taken or reserved.
    """
    taken = conn.execute(select(table.c.name)).scalars().all()
    name = account_name(name, taken=taken, authorities=authorities)
    token, digest = issue(conn, name, at=at, until=until, scopes=scopes)
    _ACCOUNTS.add(conn, Officer(name=name, role=role, created=at), token_hash=digest)
    Journal(conn, at, by).act(Verb.OFFICER_ADDED, name, says("role {role}", role=role))
    keep_role_tasks(conn, at)
    return NewOfficer(name=name, role=role, token=token, until=until)


def account_now(conn: Connection, name: str, scopes: tuple[Permission, ...]) -> Officer | None:
    """Return an account as it is now, as far as a token went that it showed earlier, or None.

    Args:
        conn: A transaction.
        name: Of the account.
        scopes: What the token may; all that the account's role may if empty.
    """
    found = find_officer(conn, name)
    return None if found is None else Officer(**{**dict(found), "scopes": scopes})


def _administrators(conn: Connection) -> int:
    role = table.c.role == OfficerRole.ADMINISTRATOR.value
    return _ACCOUNTS.count(conn, role, table.c.active.is_(True))


async def list_officers(
    office: Office, by: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[Account]:
    """List accounts."""
    by.require(Permission.READ_ACCOUNTS)
    at = office.clock.now()

    def read(conn: Connection) -> Page[Account]:
        found = _ACCOUNTS.listed(conn, page)
        lines = _lines(conn, [each.name for each in found.items], at)
        return found.of(lambda each: _account(each, lines))

    return await office.db.read(read)


async def get_officer(office: Office, by: Officer, name: str) -> Account:
    """Show an account with its tokens.

    Raises:
        PermissionRefusedError: ``by`` may not read accounts.
        NotFoundError: There is no such account.
    """
    by.require(Permission.READ_ACCOUNTS)
    at = office.clock.now()
    return await office.db.read(lambda conn: _account(_held(conn, name), _lines(conn, [name], at)))


_Lines = tuple[Mapping[str, tuple[TokenLine, ...]], Mapping[str, tuple[CertificateLine, ...]]]


def _lines(conn: Connection, names: Collection[str], at: datetime) -> _Lines:
    return of_accounts(conn, names, at=at), certificates.of_accounts(conn, names)


def _account(officer: Officer, lines: _Lines) -> Account:
    tokens, shown = lines
    return Account.made_from(
        officer, tokens=tokens.get(officer.name, ()), certificates=shown.get(officer.name, ())
    )


async def withdraw_officer(office: Office, by: Officer, name: str) -> None:
    """Withdraw an account.

    Its acts stay on record; its tokens, certificates and sessions open nothing.

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
        held = _held(conn, name)
        if held.may(Permission.ADMINISTER) and _administrators(conn) == 1:
            raise StateError(
                "this is the last administrator",
                remedy="Make another administrator first: {addOfficer}",
            )
        _ACCOUNTS.change(conn, name, active=False)
        take_away(conn, name)
        certificates.take_away(conn, name)
        forget_account(conn, name)
        Journal(conn, now, by.name).act(Verb.OFFICER_WITHDRAWN, name[:60])
        keep_role_tasks(conn, now)

    await office.db.write(write)
