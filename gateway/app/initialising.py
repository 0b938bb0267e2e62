"""Makes a node's folder ready: settings, keys, database, and the first administrator."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from gateway.app.clock import SystemClock
from gateway.app.directory import hold_directory
from gateway.app.joining.candidacy import keep_candidate
from gateway.app.keys.making import add_keys, first_tls_key
from gateway.app.keys.tokens import tokens_of
from gateway.casework.accounts.officers import NewOfficer, find_officer, make_officer
from gateway.casework.accounts.tokens import issue, take_away
from gateway.casework.permissions import OfficerRole
from gateway.errors import Reason
from gateway.settings import FILE, Settings
from gateway.store.database import Database
from gateway.store.engines import parse_url
from gateway.trust.joining.request import Candidate
from gateway.trust.keys import DEFAULT_USES, KeyRing
from gateway.trust.owned_files import destroy_private, write_private
from gateway.trust.pkcs11.tokens import TOKEN_USES
from gateway.trust.pkcs11.uri import TokenUri
from gateway.trust.storage_keys import StorageKeys
from gateway.trust.tls_files import TlsFiles

ADMINISTRATOR = "administrator"

_RING = "ring.json"

UNDER_WAY = "init-under-way"
"""Lies in the folder while it is made ready: what was made is of an init that broke off."""


def init_node(
    settings: Settings, *, candidate: Candidate | None = None, token: TokenUri | None = None
) -> NewOfficer:
    """Make the folder of a node ready.

    Writes ``node.toml``, creates the database and the first administrator, whose token is
    kept in the file ``token`` (mode 0600) and returned. One that was killed in its middle is
    begun again by the same call: what it has left is taken over or made anew.

    Args:
        settings: The node's settings.
        candidate: Who asks to become a member: the node's keys are drawn here. Absent: keys and
            directory lie in the folder already.
        token: The token in which those are drawn that one can hold; absent: all in files.

    Raises:
        InputError: SETTING_INVALID; a node is there already, or its database.
        TrustError: Keys or directory are missing or do not hold.
        UnavailableError: The database or the token does not answer.
    """
    home: Path = settings.home
    _check_free(settings)
    clock, mark = SystemClock(), home / UNDER_WAY
    if candidate is None:
        hold_directory(home, at=clock).member(settings.authority)
        KeyRing.load(settings.path("keys"))
    broke_off = mark.exists()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.chmod(0o700)
    write_private(mark, b"")
    if candidate is not None:
        keep_candidate(home, candidate)
        make_own_keys(settings, token)
    StorageKeys.make_first(settings.path("keys"))
    if broke_off and not settings.database:
        for path in home.glob("node.db*"):
            path.unlink()
    db = Database.open(settings.database_url, create=True)
    try:
        made = db.write_sync(lambda conn: _first_officer(conn, at=clock.now(), broke_off=broke_off))
    finally:
        db.close()
    write_private(home / "token", made.token.encode())
    settings.save()
    mark.unlink()
    return made


def _check_free(settings: Settings) -> None:
    if (settings.home / FILE).exists():
        raise Reason.SETTING_INVALID.error(
            "there is a node in {home} already",
            remedy="Choose another folder, or remove this one.",
            field="home",
            home=settings.home,
        )
    if settings.database and parse_url(settings.database).password:
        raise Reason.SETTING_INVALID.error(
            "database: a password does not belong on a command line, nor into node.toml",
            remedy="Leave it out of the URL, and give --database-password-file FILE or "
            "COMITY_DATABASE_PASSWORD.",
        )


def _first_officer(conn: Connection, *, at: datetime, broke_off: bool) -> NewOfficer:
    if find_officer(conn, ADMINISTRATOR) is None:
        return make_officer(conn, name=ADMINISTRATOR, role=OfficerRole.ADMINISTRATOR, at=at)
    if not broke_off:
        raise Reason.SETTING_INVALID.error(
            "the database is that of another node, or of an init that broke off",
            remedy="Name an empty database; where the init broke off, remove this one.",
            field="database",
        )
    # Its token was made and never shown: nobody has it.
    take_away(conn, ADMINISTRATOR)
    fresh, _ = issue(conn, ADMINISTRATOR, at=at)
    return NewOfficer(name=ADMINISTRATOR, role=OfficerRole.ADMINISTRATOR, token=fresh)


def make_own_keys(settings: Settings, token: TokenUri | None) -> KeyRing:
    """Draw a key for each use, and one for TLS; those that are there whole are kept.

    Args:
        settings: The node's settings.
        token: The token in which those are drawn that one can hold; absent: all in files.

    Raises:
        InputError: SETTING_INVALID; the keys there are another authority's, or no module is set.
        TrustError: KEY_INVALID; they cannot be read or written.
        UnavailableError: The token does not answer.
    """
    folder, code = settings.path("keys"), settings.authority
    in_token = [use for use in DEFAULT_USES if token is not None and use in TOKEN_USES]
    if not (folder / _RING).exists():
        _destroy_left(folder)
        KeyRing.generate(code, [use for use in DEFAULT_USES if use not in in_token]).save(folder)
    ring = KeyRing.load(folder, tokens_of(settings))
    if ring.code != code:
        raise Reason.SETTING_INVALID.error(
            "authority: the keys in {folder} are those of {code}",
            remedy="Name that authority, or choose another folder.",
            folder=folder,
            code=ring.code,
        )
    have = {key.use for key in ring.keys}
    if missing := [use for use in in_token if use not in have]:
        add_keys(folder, missing, tokens=tokens_of(settings), token=token)
    tls = TlsFiles.of_node(settings.home)
    if not tls.key.exists():
        first_tls_key(tls.key)
    return KeyRing.load(folder, tokens_of(settings))


def _destroy_left(folder: Path) -> None:
    """Destroy what a kill has left of drawing keys: nobody will ever ask for them."""
    for path in folder.glob("*") if folder.exists() else ():
        destroy_private(path)
