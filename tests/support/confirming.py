"""Takes a member's cosignature as the service does, without a server."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gateway.register.log.checkpoints import Cosigned, store_cosignature
from gateway.register.sync.cosigning import confirmable, confirmed
from gateway.trust.federation import Directory


def accept_cosignature(
    conn: Connection,
    *,
    origin: str,
    size: int,
    root: bytes,
    line: str,
    cosigner: str,
    directory: Directory,
    at: datetime,
) -> Cosigned:
    """Read the checkpoint, verify the lines, keep them."""
    found = confirmable(conn, origin, size, root)
    made = confirmed(found, line, cosigner=cosigner, directory=directory, at=at)
    store_cosignature(conn, made)
    return made
