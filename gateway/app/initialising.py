"""Makes a node's folder ready: settings, database, and the first administrator."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from gateway.app.clock import SystemClock
from gateway.app.directory import hold_directory
from gateway.casework.office.officers import NewOfficer, find_officer, make_officer
from gateway.casework.office.permissions import OfficerRole
from gateway.errors import InputError, Reason
from gateway.settings import FILE, Settings
from gateway.store.database import Database
from gateway.store.engines import parse_url
from gateway.trust.keys import KeyRing
from gateway.trust.owned_files import write_private
from gateway.trust.storage_keys import StorageKeys

ADMINISTRATOR = "administrator"


def init_node(settings: Settings) -> NewOfficer:
    """Make the folder of a node ready; keys and directory must lie in it already.

    Writes ``node.toml``, creates the database and the first administrator, whose token is
    kept in the file ``token`` (mode 0600) and returned.

    Raises:
        InputError: SETTING_INVALID; a node is there already, or its database.
        TrustError: Keys or directory are missing or do not hold.
    """
    home: Path = settings.home
    if (home / FILE).exists():
        raise InputError(
            f"there is a node in {home} already",
            reason=Reason.SETTING_INVALID,
            remedy="Choose another folder, or remove this one.",
        )
    if settings.database and parse_url(settings.database).password:
        raise InputError(
            "database: a password does not belong on a command line, nor into node.toml",
            reason=Reason.SETTING_INVALID,
            remedy="Leave it out of the URL, and give --database-password-file FILE or "
            "COMITY_DATABASE_PASSWORD.",
            field="database",
        )
    clock = SystemClock()
    hold_directory(home, at=clock).member(settings.authority)
    KeyRing.load(settings.path("keys"))
    StorageKeys.make_first(settings.path("keys"))
    db = Database.open(settings.database_url, create=True)
    try:
        made = db.write_sync(lambda conn: _first_officer(conn, at=clock.now()))
    finally:
        db.close()
    write_private(home / "token", made.token.encode())
    settings.save()
    return made


def _first_officer(conn: Connection, *, at: datetime) -> NewOfficer:
    if find_officer(conn, ADMINISTRATOR) is not None:
        raise InputError(
            "the database is that of another node, or of an init that broke off",
            reason=Reason.SETTING_INVALID,
            remedy="Name an empty database; where the init broke off, remove this one.",
        )
    return make_officer(conn, name=ADMINISTRATOR, role=OfficerRole.ADMINISTRATOR, at=at)
