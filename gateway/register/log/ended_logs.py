"""Logs of members that have left: each ends with the size and root that the directory says.

The keys of who has left still verify what they signed. So without an end whoever has them could
go on writing its log, and a mirror would serve it (docs/protocol/register.md, section 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from gateway.errors import NotFoundError, Reason
from gateway.register.log.checkpoints import HeldCheckpoint, checkpoint_at, provable_head
from gateway.register.log.log_store import Head, read_head
from gateway.trust.federation import Directory


def _end(directory: Directory, origin: str, at: datetime) -> tuple[int, bytes] | None:
    member = directory.members.get(origin)
    return None if member is None else member.end_of_log(at)


def refuse_beyond_end(shown: HeldCheckpoint, directory: Directory, at: datetime) -> None:
    """Refuse a checkpoint of a log that has ended with fewer entries, or with others.

    Args:
        shown: The checkpoint; its signatures hold.
        directory: Says who has left, and how its log ended.
        at: Now.

    Raises:
        RegisterError: LOG_INCONSISTENT.
    """
    end = _end(directory, shown.origin, at)
    if end is None or shown.size < end[0] or (shown.size, shown.root) == end:
        return
    raise Reason.LOG_INCONSISTENT.error(
        "{origin} has left the federation with a log of {end} entries, and one of {size} that is "
        "another is shown.",
        remedy="Nothing of it is taken. Somebody has its keys: tell the directory's operators.",
        origin=shown.origin,
        end=end[0],
        size=shown.size,
    )


def served_size(conn: Connection, origin: str, directory: Directory, at: datetime) -> int:
    """Return how many entries of a log are served: what is held, up to its end."""
    held, end = read_head(conn, origin).size, _end(directory, origin, at)
    return held if end is None else min(held, end[0])


def require_served(origin: str, size: int, served: int) -> None:
    """Refuse to prove anything of a log beyond what is served of it.

    Raises:
        NotFoundError: It does not reach so far.
    """
    if size > served:
        raise NotFoundError(
            "Log {log} does not reach so far here.",
            remedy="Ask for no more than the log's head says.",
            origin=origin[:20],
            log=origin,
        )


def served_head(
    conn: Connection, origin: str, directory: Directory, at: datetime
) -> HeldCheckpoint | None:
    """Return the newest checkpoint of a log that is served; None: there is none."""
    found, end = provable_head(conn, origin), _end(directory, origin, at)
    if found is None or end is None or found.size <= end[0]:
        return found
    return checkpoint_at(conn, origin, end[0])


def ended_heads(
    conn: Connection, heads: Mapping[str, Head], directory: Directory, at: datetime
) -> dict[str, Head]:
    """Return what is told of each log, by origin: of none more than is served of it."""
    told = dict(heads)
    for origin, head in heads.items():
        end = _end(directory, origin, at)
        if end is None or head.size <= end[0]:
            continue
        served = served_head(conn, origin, directory, at)
        if served is None:
            del told[origin]
        else:
            told[origin] = Head(origin, served.size, served.root)
    return told
