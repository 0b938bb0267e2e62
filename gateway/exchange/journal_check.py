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
from gateway.trust.directory import Directory
from gateway.trust.dsse import LETTER, RECEIPT, SignedBytes, verify_signed
from gateway.trust.parts import check_commitment
from gateway.trust.suites import Suite
from gateway.wire.letters import letter_from_bytes

_ROWS = (
    select(journal)
    .where(journal.c.position > bindparam("behind"))
    .order_by(journal.c.position)
    .limit(bindparam("most"))
)
_PARTS = (
    select(journal_part)
    .where(
        journal_part.c.position > bindparam("behind"),
        journal_part.c.position <= bindparam("to"),
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
        behind: Position behind which to begin; beyond the end it begins anew.
        most: How many letters at most.
    """
    of: int = conn.execute(select(func.count()).select_from(journal)).scalar_one()
    behind = behind % of if of else 0
    rows = conn.execute(_ROWS, {"behind": behind, "most": most}).all()
    last = rows[-1].position if rows else behind
    bodies: dict[int, list[Any]] = defaultdict(list)
    for part in conn.execute(_PARTS, {"behind": behind, "to": last}):
        bodies[part.position].append(part)
    altered = [row.position for row in rows if not _holds(row, bodies[row.position], directory, me)]
    return CheckedRows(rows[0].position if rows else 0, len(rows), of, tuple(altered))


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
    # The suite that the directory asks for today was not asked for then.
    member = dataclasses.replace(directory.member(code), minimum_suite=Suite.ED25519)
    verify_signed(signed, expected_type=kind, member=member, at=row.at)
