"""What it means that PostgreSQL or SQLite has failed: ours to try again, or somebody's to mend."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

from gateway.errors import ComityError, Reason

AGAIN_S: Final = 5
"""After how many seconds a client may ask again: a standby takes some to be promoted."""


class Failure(StrEnum):
    """What may work when it is tried again."""

    LOST = "lost"  # the connection, or the server is none that can be written to
    CONFLICT = "conflict"  # with another transaction; the server has undone ours


_CONFLICTS: Final = frozenset({"40001", "40P01"})  # serialization failure, deadlock

_LOST: Final = frozenset(
    {
        "25006",  # read-only: the server is a standby now
        "25P03",  # we said nothing in a transaction for too long
        "25P04",  # the transaction took too long
        "53300",  # too many connections, e.g. as all come to the new primary
        "57P01",  # ended by an administrator, or the server stops
        "57P02",  # another process of the server crashed
        "57P03",  # the server starts or stops
        "57P05",  # we said nothing for too long
    }
)
_CONNECTION: Final = "08"  # the class of all that is wrong with a connection

_TOLD: Final = {
    "57014": (
        "the database took longer over a statement than it may, or was told to end it",
        "Look at pg_stat_activity for what holds it up; the limits are settings, database_*_s.",
    ),
    "55P03": (
        "something else in the database holds what this waits for",
        "Look at pg_locks for who holds it, and try again; nothing was written.",
    ),
    "25006": (
        "the database cannot be written: the server is a standby",
        "Name every server in `database`, with host=A:PORT&host=B:PORT, or promote this one.",
    ),
    "53100": (
        "the disk of the database is full",
        "Make room on the server's disk, then try again.",
    ),
}
"""By SQLSTATE: what is said, and the remedy."""


def failure_of(exc: BaseException | None) -> Failure | None:
    """Say what of a failure may work when it is tried again; nothing of SQLite's.

    Args:
        exc: What was raised.
    """
    if not isinstance(exc, DBAPIError) or not hasattr(exc.orig, "sqlstate"):
        return None  # of SQLite, or none of a database
    state: str | None = getattr(exc.orig, "sqlstate", None)
    if state is None:
        # No server said it: it was not reached, or went away in the middle.
        return Failure.LOST if isinstance(exc, OperationalError) else None
    if state in _CONFLICTS:
        return Failure.CONFLICT
    return Failure.LOST if state in _LOST or state.startswith(_CONNECTION) else None


def is_failure_of_the_engine(exc: BaseException) -> bool:
    """Say whether the database itself failed, as opposed to the statement it was given."""
    # A damaged file raises the bare DatabaseError; its subclasses blame the statement.
    if isinstance(exc, OperationalError | InterfaceError) or type(exc) is DatabaseError:
        return True
    return failure_of(exc) is not None


def unavailable(exc: DBAPIError) -> ComityError:
    """Translate the database's own failure; its text may hold values, so it stays behind."""
    text = str(exc.orig).lower()
    if told := _TOLD.get(getattr(exc.orig, "sqlstate", None) or ""):
        message, remedy = told
    elif failure_of(exc) is not None:
        message = "the database does not answer"
        remedy = "Check that it runs and can be reached ({runDoctor}), then try again."
    elif "locked" in text or "busy" in text:
        message = "the database is locked by another process"
        remedy = "Stop what else works on the database file, then try again; nothing was lost."
    elif "full" in text or "no space" in text:
        message = "the disk of the database is full"
        remedy = "Make room on the disk, then try again; nothing was lost."
    elif "readonly" in text or "read-only" in text:
        message = "the database cannot be written"
        remedy = "Give this account the right to write the file and its folder."
    elif "malformed" in text or "not a database" in text:
        message = "the database file is damaged"
        remedy = "Stop the node and put the last backup of the database in its place."
    else:
        message = "the database does not answer"
        remedy = "Check that it runs and can be reached ({runDoctor}), then try again."
    return _unavailable(message, remedy)


def outcome_unknown() -> ComityError:
    """Return the error of a commit of which nobody could say in time whether it was done."""
    return _unavailable(
        "the database went away before it said whether this was written",
        "Look whether it is there before you do it again; a request with the same Idempotency-Key "
        "is done once.",
    )


class TakenBackError(Exception):
    """A server confirmed a commit without its standby, which has taken its place since."""

    sqlstate = None


def undone() -> DBAPIError:
    """Return the failure of a commit that a promotion took back; it is tried again."""
    return OperationalError("COMMIT", None, TakenBackError())


def _unavailable(message: str, remedy: str) -> ComityError:
    return Reason.DATABASE_UNAVAILABLE.error(message, remedy=remedy, retry_after_s=AGAIN_S)


def translated(exc: BaseException) -> BaseException:
    """Return what a caller gets for an exception: ours for the engine's, else the same."""
    if isinstance(exc, DBAPIError) and is_failure_of_the_engine(exc):
        ours = unavailable(exc)
        ours.__cause__ = exc
        return ours
    return exc


def warned(notice: Any) -> bool:
    """Say whether a notice of the server is a warning.

    With a commit comes one where it did not wait for the standby: the commit is there, and a
    promotion would lose it.
    """
    return bool(notice.severity_nonlocalized == "WARNING")
