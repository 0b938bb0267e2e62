"""Whether the journal still is what was signed: an octet that was altered on disk is found.

A database says what it was told, also when a disk, a copy or a hand has altered it since.
Every letter and every receipt is signed, and every body is committed to, so each row proves
itself; an export of evidence finds it, but only when somebody exports that case.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from gateway.errors import ComityError
from gateway.store.tables_exchange import journal, journal_part
from gateway.trust.dsse import LETTER, RECEIPT, SignedBytes, verify_signed
from gateway.trust.federation import Directory
from gateway.trust.parts import check_commitment
from gateway.trust.suites import Suite
from gateway.wire.letters import letter_from_bytes

_FIRST = (
    select(journal.c.position).order_by(journal.c.position).limit(1).offset(bindparam("passed"))
)
_ROWS = (
    select(journal)
    .where(journal.c.position >= bindparam("first"))
    .order_by(journal.c.position)
    .limit(bindparam("most"))
)
_PARTS = (
    select(journal_part)
    .where(
        journal_part.c.position >= bindparam("first"),
        journal_part.c.position <= bindparam("last"),
    )
    .where(journal_part.c.body.is_not(None))
)


@dataclass(frozen=True)
class CheckedRows:
    """What was looked at.

    Attributes:
        first: Position of the first letter; 0 where there is none.
        looked: How many letters.
        of: Letters of the whole journal.
        altered: Positions of letters that are not what was signed.
    """

    first: int
    looked: int
    of: int
    altered: tuple[int, ...]


def check_rows(
    conn: Connection, directory: Directory, me: str, *, behind: int, most: int
) -> CheckedRows:
    """Verify letters of the journal: signatures, digest, receipt, bodies.

    Args:
        conn: A reader's connection.
        directory: Gives the keys, with their history.
        me: This node's code.
        behind: How many letters to pass over first; beyond the end it begins anew.
        most: How many letters at most.
    """
    of: int = conn.execute(select(func.count()).select_from(journal)).scalar_one()
    if not of:
        return CheckedRows(0, 0, 0, ())
    # By count and not by position: positions have a gap where a database was restored.
    first: int = conn.execute(_FIRST, {"passed": behind % of}).scalar_one()
    rows = conn.execute(_ROWS, {"first": first, "most": most}).all()
    bodies: dict[int, list[Any]] = defaultdict(list)
    for part in conn.execute(_PARTS, {"first": first, "last": rows[-1].position}):
        bodies[part.position].append(part)
    altered = [row.position for row in rows if not _holds(row, bodies[row.position], directory, me)]
    return CheckedRows(first, len(rows), of, tuple(altered))


def _holds(row: Any, bodies: Sequence[Any], directory: Directory, me: str) -> bool:
    try:
        signed = SignedBytes.from_bytes(row.envelope)
        ours = row.direction == "out"
        _verify(signed, LETTER, me if ours else row.peer, directory, row)
        if signed.digest != row.digest or signed.to_bytes() != row.envelope:
            return False
        if row.receipt is not None:
            _verify(SignedBytes.from_bytes(row.receipt), RECEIPT, me, directory, row)
        _, commitments = letter_from_bytes(signed.payload)
        for each in bodies:
            commitment = bytes.fromhex(commitments[each.part].commitment)
            check_commitment(commitment, each.salt, each.body)
    except (ComityError, IndexError):
        return False
    return True


def _verify(signed: SignedBytes, kind: str, code: str, directory: Directory, row: Any) -> None:
    # What was accepted then is no alteration now: the directory asks another suite of the
    # member today, or has revoked the key since, perhaps as of an instant before the letter.
    member = directory.member(code)
    keys = tuple(dataclasses.replace(key, revoked_at=None) for key in member.keys)
    member = dataclasses.replace(member, keys=keys, minimum_suite=Suite.ED25519)
    verify_signed(signed, expected_type=kind, member=member, at=row.at)
