"""Rows of versions that were proposed and sent, and of parts that came to a coordinator."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from gateway.domain.annual.submission import Submission
from gateway.domain.base import Model
from gateway.domain.letter import Digest
from gateway.errors import NotFoundError
from gateway.reports.annual_work import VersionLine, VersionState
from gateway.store.records import Records, RowForm, in_columns
from gateway.store.tables_annual_records import annual_part, annual_version
from gateway.store.waits import Waits, waits

_STANDS = frozenset({VersionState.SENT, VersionState.ACCEPTED, VersionState.LEDGER})
"""States of a version that a correction corrects: sent, and not refused."""


class AuthorityPart(Model):
    """A part of another authority of the State, at its coordinator.

    Attributes:
        digest: Message digest of its signed letter.
    """

    authority: str
    version: int
    digest: Digest
    submission: Submission


def _no_such_proposal(collection: str, number: int) -> NotFoundError:
    return NotFoundError(
        "there is no proposal {number} of {collection} here",
        remedy="{getYear} says what was proposed.",
        number=number,
        collection=collection,
    )


_VERSIONS = Records(annual_version, in_columns(VersionLine), no_such=_no_such_proposal)


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
    line = VersionLine(
        collection=header.collection,
        number=(newest or 0) + 1,
        version=header.version,
        state=VersionState.PROPOSED,
        digest=hashlib.sha256(body).hexdigest(),
        proposed=at,
        proposed_by=by,
    )
    return _VERSIONS.add(conn, line, body=body)


def versions(conn: Connection, collection: str) -> tuple[VersionLine, ...]:
    """Return the versions of a collection, oldest first."""
    return _VERSIONS.every(conn, annual_version.c.collection == collection)


def get_version(conn: Connection, collection: str, number: int) -> tuple[VersionLine, Submission]:
    """Return a version with what it says.

    Raises:
        NotFoundError: There is no such version here.
    """
    line = _VERSIONS.get(conn, collection, number)
    body = _VERSIONS.beside(conn, "body", collection, number)
    return line, Submission.model_validate_json(body)


def standing(conn: Connection, collection: str) -> VersionLine | None:
    """Return the newest version that was sent and not refused, which a correction corrects."""
    sent = [each for each in versions(conn, collection) if each.state in _STANDS]
    return sent[-1] if sent else None


def set_version(conn: Connection, line: VersionLine, **values: Any) -> None:
    """Write what became of a version."""
    _VERSIONS.change(conn, line.collection, line.number, **values)


def by_letter(conn: Connection, letter: str) -> VersionLine | None:
    """Return the version that was sent in a letter, by its digest, or None."""
    return _VERSIONS.first(conn, annual_version.c.letter == letter)


def _columns(part: AuthorityPart) -> dict[str, object]:
    header = part.submission.header
    told = {"digest": part.digest, "authority": part.authority, "version": part.version}
    return {**told, "collection": header.collection, "body": body_of(part.submission)}


def _part(body: bytes, authority: str, version: int, digest: str) -> AuthorityPart:
    submission = Submission.model_validate_json(body)
    return AuthorityPart(authority=authority, version=version, digest=digest, submission=submission)


_PARTS = Records(
    annual_part,
    RowForm(("body", "authority", "version", "digest"), _part, _columns),
    order=["version"],
)


def add_part(conn: Connection, part: AuthorityPart, *, at: datetime) -> None:
    """Keep a part that counts."""
    _PARTS.add(conn, part, at=at)


def newest_parts(conn: Connection, collection: str) -> dict[str, AuthorityPart]:
    """Return the newest part of each authority that has sent one."""
    found = _PARTS.each(conn, annual_part.c.collection == collection)
    return {each.authority: each for each in found}
