"""Local accounts: a password and one-time codes, set by a one-time link, asked at each sign-in.

Who may do what stays in `gateway.casework.permissions`: the account is that of `officer`.
An administrator makes a link, the officer opens it, chooses a password and takes the secret of her
codes into an authenticator; a code proves that she has. A further link replaces both, e.g. when a
telephone is lost; every session of before is ended then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from gateway.casework.accounts.signin import failures, sessions
from gateway.casework.accounts.signin.one_time_codes import (
    MachineTime,
    machine_time,
    new_code_secret,
    step_of_code,
)
from gateway.casework.accounts.signin.passwords import Passwords, check_new_password
from gateway.casework.accounts.signin.sessions import DeskSession, SignInWay, digest_of, new_secret
from gateway.casework.acts.journal import Journal
from gateway.casework.drafts.drafts import forget_drafts
from gateway.casework.permissions import Officer, OfficerRole, Permission
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.base import Instant, Model
from gateway.domain.saying import says
from gateway.errors import (
    InputError,
    NotFoundError,
    Reason,
    StateError,
    TrustError,
)
from gateway.store.records import in_rows
from gateway.store.tables_casework import officer
from gateway.store.tables_console import console_account as account
from gateway.store.tables_console import console_identity as identities
from gateway.store.tables_console import console_link as links
from gateway.trust.keys import KeyRing
from gateway.trust.sealing import unwrap, wrap

LINK_HOLDS: Final = timedelta(hours=24)
"""Long enough to hand a link over the next morning."""

ENROL_PATH: Final = "/desk/enrol"
"""Where the console takes a link."""

_INFO: Final = b"comity console one-time codes v1"
_LINKS: Final = in_rows(links)
_IDENTITIES: Final = in_rows(identities)
_WITH_SECRETS: Final = (sessions.ACCOUNTS, _LINKS)


class ConsoleLink(Model):
    """A one-time link, which is shown this once.

    Attributes:
        path: What follows the console's own address, with the link in it.
        until: When it ends.
    """

    name: str
    path: str
    until: Instant


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that holds now.

    Attributes:
        name: Of its account.
        secret: Of the codes that are set with it, in octets.
    """

    name: str
    secret: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInAttempt:
    """What somebody gave to sign in.

    Attributes:
        browser_mark: The mark that the browser keeps; empty for none.
        agent: What the browser calls itself.
    """

    name: str
    password: str
    code: str
    browser_mark: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class SignIns:
    """What sign-in works with beside the office.

    Attributes:
        passwords: Hashes and compares.
        now: The machine's clock, in seconds since 1970.
    """

    passwords: Passwords
    now: MachineTime = machine_time


async def make_console_link(office: Office, by: Officer, name: str) -> ConsoleLink:
    """Make a one-time link by which an officer enrols at the console, shown this once.

    A link of before is void.

    Raises:
        PermissionRefusedError: ``by`` is not an administrator.
        NotFoundError: There is no such account.
        StateError: The account is withdrawn, or a national system's.
    """
    by.require(Permission.ADMINISTER)
    at, link = office.clock.now(), new_secret()
    until = at + LINK_HOLDS

    def write(conn: Connection) -> ConsoleLink:
        _check_person(conn, name)
        _put_link(conn, name, link, until=until, ring=office.me.ring)
        Journal(conn, at, by.name).act(
            Verb.CONSOLE_LINK_MADE, name[:60], says("until {day}", day=f"{until:%Y-%m-%d}")
        )
        return ConsoleLink(name=name, path=f"{ENROL_PATH}?link={link}", until=until)

    return await office.db.write(write)


def _put_link(conn: Connection, name: str, link: str, *, until: Any, ring: KeyRing) -> None:
    key_id, wrapped = wrap(new_code_secret(), ring=ring, info=_INFO)
    _LINKS.remove(conn, links.c.name == name)
    secret = {"code_key": key_id, "code_secret": wrapped}
    _LINKS.insert(conn, digest=digest_of(link), name=name, until=until, **secret)


def _check_person(conn: Connection, name: str) -> None:
    row = conn.execute(select(officer).where(officer.c.name == name)).first()
    if row is None:
        raise NotFoundError("name: there is no such account", remedy="{listOfficers} lists them.")
    if not row.active:
        raise StateError(
            "the account is withdrawn", remedy="Let it return first: {reinstateOfficer}"
        )
    if row.role == OfficerRole.SYSTEM:
        raise StateError(
            "a national licensing system has no console",
            remedy="Name the account of a person.",
        )


async def open_link(office: Office, link: str) -> OpenLink:
    """Return for whom a link is, and the secret that is set with it.

    Raises:
        PermissionRefusedError: SIGN_IN_REFUSED; it was used, has ended, or is none.
    """
    row = await office.read(lambda work: held_link(work, link))
    return OpenLink(row.name, _secret(row, office.me.ring))


def held_link(work: Work, link: str) -> Row[Any]:
    """Return the row of a link that holds now.

    Raises:
        PermissionRefusedError: SIGN_IN_REFUSED; it was used, has ended, or is none.
    """
    query = (
        select(links, officer.c.active)
        .join(officer, officer.c.name == links.c.name)
        .where(links.c.digest == digest_of(link))
    )
    row = work.conn.execute(query).first()
    if row is None or not row.active or row.until <= work.now:
        raise Reason.SIGN_IN_REFUSED.error(
            "this link was used, has ended or was replaced by a newer one",
            remedy="Ask your administrator for a new one: {makeConsoleLink}",
        )
    return row


def use_link(work: Work, link: str) -> str:
    """Use a link up; return the name of its account.

    Raises:
        PermissionRefusedError: SIGN_IN_REFUSED; it was used, has ended, or is none.
    """
    name = str(held_link(work, link).name)
    _LINKS.drop(work.conn, digest_of(link))
    return name


def secrets_wrapped_by(conn: Connection) -> Counter[str]:
    """Return how many secrets of one-time codes are wrapped by which keys, by their ids."""
    found: Counter[str] = Counter()
    for kept in _WITH_SECRETS:  # of an account that a provider signs in there is no secret
        found.update(row.code_key for row in kept.each(conn, kept.table.c.code_key != ""))
    return found


def wrap_secrets_again(conn: Connection, ring: KeyRing) -> None:
    """Wrap to the newest storage key what another one wraps and the node can open."""
    newest = ring.storage.newest.key_id
    for kept in _WITH_SECRETS:
        for row in kept.each(conn, kept.table.c.code_key.not_in(("", newest))):
            with suppress(TrustError):  # a person is told by the doctor, and the others go on
                key_id, wrapped = wrap(_secret(row, ring), ring=ring, info=_INFO)
                kept.change(conn, row[0], code_key=key_id, code_secret=wrapped)  # by its key


def _secret(row: Any, ring: KeyRing) -> bytes:
    return unwrap(row.code_secret, ring=ring, key_id=row.code_key, info=_INFO)


async def enrol(office: Office, signing: SignIns, link: str, *, password: str, code: str) -> str:
    """Set password and codes of the account of a link, which is used up; return its name.

    Raises:
        PermissionRefusedError: SIGN_IN_REFUSED; the link holds no longer.
        InputError: The password may not be taken, or the code is none of this secret; the link
            stays.
        UnavailableError: NODE_BUSY.
    """
    found = await open_link(office, link)
    check_new_password(password, found.name)
    step = step_of_code(found.secret, code, now=signing.now(), used=0)
    if step is None:
        raise InputError(
            "code: this is no code of the secret on this page, at this time",
            remedy="Type the code that your authenticator shows now; is your telephone's clock "
            "right?",
        )
    kept, at = await signing.passwords.hashed(password), office.clock.now()

    def write(work: Work) -> str:
        row = held_link(work, link)
        _LINKS.drop(work.conn, digest_of(link))
        sessions.ensure_account(work.conn, row.name)
        secret = {"code_key": row.code_key, "code_secret": row.code_secret, "code_step": step}
        sessions.ACCOUNTS.change(work.conn, row.name, password=kept, **secret, enrolled=at)
        sessions.end_of_account(work.conn, row.name)
        failures.forget_browsers(work.conn, row.name)
        Journal(work.conn, at, row.name).act(Verb.CONSOLE_ENROLLED, row.name[:60])
        return str(row.name)

    return await office.write(write)


async def sign_in(office: Office, signing: SignIns, given: SignInAttempt) -> tuple[str, str]:
    """Begin a session for who shows a name, its password and a code.

    Returns:
        The session's id, and the mark that the browser keeps from now on.

    Raises:
        PermissionRefusedError: SIGN_IN_REFUSED; one of the three is wrong, not said which.
        UnavailableError: RATE_EXCEEDED, too many failed before; NODE_BUSY.
    """
    mark = given.browser_mark or new_secret()

    def begin(conn: Connection) -> str:
        at = office.clock.now()
        failures.know_browser(conn, given.name, mark, at=at)
        return sessions.begin(conn, given.name, SignInWay.LOCAL, given.agent, at=at)

    return await _proving(office, signing, given, begin), mark


async def prove_again(
    office: Office, signing: SignIns, session: DeskSession, given: SignInAttempt
) -> str:
    """Return the new id of a session whose officer has shown again who she is.

    Raises:
        PermissionRefusedError: SIGN_IN_REFUSED.
        UnavailableError: RATE_EXCEEDED; NODE_BUSY.
    """
    return await _proving(
        office,
        signing,
        given,
        lambda conn: sessions.renew(conn, session, at=office.clock.now()),
    )


async def _proving(
    office: Office, signing: SignIns, given: SignInAttempt, then: Callable[[Connection], str]
) -> str:
    """Compare password and code; do what follows in the transaction that uses the code up."""

    def look(conn: Connection) -> tuple[bytes, Row[Any] | None]:
        bucket = failures.bucket_of(conn, given.name, given.browser_mark)
        failures.check_may_try(conn, bucket, at=office.clock.now())
        return bucket, _active(conn, given.name)

    bucket, known = await office.db.read(look)
    right = await signing.passwords.matches(known.password if known else "", given.password)

    def write(conn: Connection) -> str | None:
        at, row = office.clock.now(), _active(conn, given.name)
        # Again: others may have tried meanwhile, and the wait is theirs and ours alike.
        failures.check_may_try(conn, bucket, at=at)
        step = None
        if right and row is not None and known is not None and row.password == known.password:
            secret = _secret(row, office.me.ring)
            step = step_of_code(secret, given.code, now=signing.now(), used=row.code_step)
        if step is None:
            failures.note_failure(conn, bucket, at=at)
            return None
        failures.forget(conn, bucket)
        sessions.ACCOUNTS.change(conn, given.name, code_step=step)
        return then(conn)

    found = await office.db.write(write)
    if found is None:
        raise Reason.SIGN_IN_REFUSED.error(
            "name, password or code is wrong, or the code was used already",
            remedy="Try again with the next code. Who has no password asks the administrator: "
            "{makeConsoleLink}",
        )
    return found


def _active(conn: Connection, name: str) -> Row[Any] | None:
    """Return the local account of an officer who is not withdrawn and has enrolled."""
    query = (
        select(account)
        .join(officer, officer.c.name == account.c.name)
        .where(account.c.name == name, officer.c.active.is_(True), account.c.password != "")
    )
    return conn.execute(query).first()


def forget_account(conn: Connection, name: str) -> None:
    """Take away all by which an account signs in at the console, and end its sessions."""
    sessions.end_of_account(conn, name)
    failures.forget_browsers(conn, name)
    forget_drafts(conn, account=name)
    _LINKS.remove(conn, links.c.name == name)
    sessions.ACCOUNTS.drop(conn, name)
    _IDENTITIES.remove(conn, identities.c.name == name)
