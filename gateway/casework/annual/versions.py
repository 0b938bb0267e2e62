"""Rows of versions that were proposed and sent, and of parts that came to a coordinator."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from gateway.domain.annual.submission import Submission
from gateway.domain.base import Model
from gateway.domain.letter import Digest
from gateway.errors import NotFoundError
from gateway.reports.annual_work import VersionLine, VersionState
from gateway.store.tables_annual_records import annual_part, annual_version
from gateway.store.waits import Waits, waits

_STANDS = frozenset({VersionState.SENT, VersionState.ACCEPTED, VersionState.LEDGER})
"""States of a version that a correction corrects: sent, and not refused."""


class Part(Model):
    """A part of another authority of the State, at its coordinator.

    Attributes:
        digest: Message digest of its signed letter.
    """

    authority: str
    version: int
    digest: Digest
    submission: Submission


def versions_unsigned() -> Waits:
    """Select the versions of our submissions that wait for the second officer."""
    table = annual_version
    return waits(table.c.collection, table.c.proposed).where(
        table.c.state == str(VersionState.PROPOSED)
    )


def versions_unanswered() -> Waits:
    """Select the versions that were sent and of which their receiver has said nothing."""
    table = annual_version
    return waits(table.c.collection, table.c.released).where(
        table.c.state == str(VersionState.SENT)
    )


def body_of(submission: Submission) -> bytes:
    """Return a submission as it is kept and as its digest is taken."""
    return submission.model_dump_json().encode()


def add_version(conn: Connection, submission: Submission, *, at: datetime, by: str) -> VersionLine:
    """Keep a proposed version; one that waits for the second officer makes room for it."""
    header, body = submission.header, body_of(submission)
    table = annual_version
    conn.execute(
        table.delete().where(
            table.c.collection == header.collection, table.c.state == str(VersionState.PROPOSED)
        )
    )
    newest = conn.scalar(
        select(func.max(table.c.number)).where(table.c.collection == header.collection)
    )
    values: dict[str, Any] = {
        "collection": header.collection,
        "number": (newest or 0) + 1,
        "version": header.version,
        "state": str(VersionState.PROPOSED),
        "digest": hashlib.sha256(body).hexdigest(),
        "proposed": at,
        "proposed_by": by,
        "released_by": "",
        "letter": "",
        "said": "",
        "body": body,
    }
    conn.execute(insert(table), [values])
    return get_version(conn, header.collection, values["number"])[0]


def versions(conn: Connection, collection: str) -> tuple[VersionLine, ...]:
    """Return the versions of a collection, oldest first."""
    table = annual_version
    query = select(*_COLUMNS).where(table.c.collection == collection).order_by(table.c.number)
    return tuple(_line(row) for row in conn.execute(query).mappings())


def get_version(conn: Connection, collection: str, number: int) -> tuple[VersionLine, Submission]:
    """Return a version with what it says.

    Raises:
        NotFoundError: There is no such version here.
    """
    table = annual_version
    query = select(table).where(table.c.collection == collection, table.c.number == number)
    row = conn.execute(query).mappings().first()
    if row is None:
        raise NotFoundError(
            f"there is no proposal {number} of {collection} here",
            remedy="`comity report data show` says what was proposed.",
        )
    return _line(row), Submission.model_validate_json(row["body"])


def standing(conn: Connection, collection: str) -> VersionLine | None:
    """Return the newest version that was sent and not refused, which a correction corrects."""
    sent = [each for each in versions(conn, collection) if each.state in _STANDS]
    return sent[-1] if sent else None


def set_version(conn: Connection, line: VersionLine, **values: Any) -> None:
    """Write what became of a version."""
    table = annual_version
    conn.execute(
        update(table)
        .where(table.c.collection == line.collection, table.c.number == line.number)
        .values(**values)
    )


def by_letter(conn: Connection, letter: str) -> VersionLine | None:
    """Return the version that was sent in a letter, by its digest, or None."""
    query = select(*_COLUMNS).where(annual_version.c.letter == letter)
    row = conn.execute(query).mappings().first()
    return None if row is None else _line(row)


def add_part(conn: Connection, part: Part, *, at: datetime) -> None:
    """Keep a part that counts."""
    conn.execute(
        insert(annual_part),
        [
            {
                "digest": part.digest,
                "collection": part.submission.header.collection,
                "authority": part.authority,
                "version": part.version,
                "at": at,
                "body": body_of(part.submission),
            }
        ],
    )


def newest_parts(conn: Connection, collection: str) -> dict[str, Part]:
    """Return the newest part of each authority that has sent one."""
    table = annual_part
    query = select(table).where(table.c.collection == collection).order_by(table.c.version)
    return {
        row["authority"]: Part(
            authority=row["authority"],
            version=row["version"],
            digest=row["digest"],
            submission=Submission.model_validate_json(row["body"]),
        )
        for row in conn.execute(query).mappings()
    }


_COLUMNS = [column for column in annual_version.c if column.name != "body"]


def _line(row: RowMapping) -> VersionLine:
    return VersionLine(
        **{name: row[name] for name in VersionLine.model_fields if name != "state"},
        state=VersionState(row["state"]),
    )
