"""A file of denials that waits for a second officer: kept, looked at again, written when agreed to.

Nothing of it is written or notified before (docs/reviews.md). What it would write is compared at
the agreement with what it would have written when it was proposed: another result is another act.
A file of up to 250 denials, and one that is refused as a whole for one error, is written in the
transaction of the agreement. A longer one is written 250 denials at a time: it is agreed to, so
what is left is written whatever happens, once, since what is written is known by its reference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated, TypeAlias

from pydantic import Field, StringConstraints
from sqlalchemy import Connection

from gateway.casework.acts.waiting_acts import (
    Proposed,
    all_in,
    file_of,
    finish,
    get_waiting,
    hold,
)
from gateway.casework.imports.clerk import CHUNK, ImportClerk, compare, read_drafts
from gateway.casework.imports.draft import Parsed
from gateway.casework.services import Office, Work
from gateway.domain.base import Model
from gateway.domain.denial import Denial
from gateway.domain.rulebook.two_officers import FarReaching, TwoOfficers
from gateway.domain.waiting_act import WaitingAct, WaitingKind, WaitingState
from gateway.tabular.import_report import ImportReport, OnError, RowError, Way

ERRORS_KEPT = 100
"""Errors of rows that an act names; all of them are in the report of a dry run."""

DENIALS_SHOWN = 200
"""Denials of a file that are listed to who is to agree; the file itself holds the others."""

_ACTS = {Way.OWN: FarReaching.DENIAL_IMPORT, Way.INITIAL: FarReaching.DENIAL_LOAD}


KeptFile: TypeAlias = Parsed
"""What a file says that was kept with an act."""


class FileOfDenials(Model):
    """A file as it was given, and what it would write.

    Attributes:
        sha256: Of the file, in hexadecimal.
        size: Octets.
        new: Denials that would be written.
        unchanged: Denials that are here already with the same content.
        refused: Denials that have an error, and would not be written.
        rows_refused: Their rows.
        errors: The first of the errors, row by row.
    """

    way: Way
    filename: Annotated[str, StringConstraints(max_length=200)]
    on_error: OnError
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    size: int = Field(ge=0)
    rows: int
    new: int
    unchanged: int
    refused: int
    rows_refused: int = 0
    errors: tuple[RowError, ...] = ()

    @property
    def all_or_none(self) -> bool:
        """Whether one error keeps all of it from being written."""
        return self.on_error is OnError.REFUSE_ALL

    @classmethod
    def of(cls, report: ImportReport, raw: bytes, on_error: OnError) -> FileOfDenials:
        """Return what is kept of a file and the report of what it would write."""
        return cls(
            way=report.way,
            filename=report.filename[:200],
            on_error=on_error,
            sha256=hashlib.sha256(raw).hexdigest(),
            size=len(raw),
            rows=report.rows,
            new=report.written,
            unchanged=report.unchanged,
            refused=report.refused,
            rows_refused=report.rows_refused,
            errors=report.errors[:ERRORS_KEPT],
        )


def rule_of_way(office: Office, way: Way) -> TwoOfficers | None:
    """Return why an import needs two officers here today; None: one suffices."""
    law = office.law.in_force(office.clock.now())
    return law.two_officers(_ACTS[way], office.code) if way in _ACTS else None


def propose(
    work: Work,
    actor: str,
    file: FileOfDenials,
    raw: bytes,
    parsed: Parsed,
    rule: TwoOfficers,
) -> WaitingAct:
    """Have a file wait for a second officer.

    Raises:
        StateError: The same file waits already, given otherwise.
    """
    proposed = Proposed(
        WaitingKind.DENIAL_IMPORT,
        file,
        f"{file.new} denials ({file.way}) from {file.filename}",
        file.sha256,
        stands_on=result_of(work, parsed),
        file=raw,
    )
    return hold(work, actor, proposed, rule)


def result_of(work: Work, parsed: Parsed) -> str:
    """Return the digest of what a file would write now, and what it would not."""
    new, written = compare(work.conn, work.code, parsed.drafts)
    said = [f"{draft.reference} {draft.digest.hex()}" for draft in new]
    said += [f"{each.row} {each.column}" for each in (*parsed.errors, *written.errors)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


async def read_kept(office: Office, act: WaitingAct) -> Parsed | None:
    """Read the file of an act as of today; None: it is not kept any more."""
    raw = await office.db.read(lambda conn: file_of(conn, act.number))
    if raw is None:
        return None
    return await read_drafts(office, raw, FileOfDenials.model_validate(act.draft).way)


def new_denials(work: Work, parsed: Parsed) -> list[Denial]:
    """Return the denials that a file would write now, under the number 00000."""
    return [draft.denial for draft in compare(work.conn, work.code, parsed.drafts)[0]]


def write_agreed(work: Work, actor: str, act: WaitingAct, parsed: Parsed) -> str:
    """Write a file to which a second officer agrees, if that is short.

    Args:
        work: The transaction, with the services of the node.
        actor: The second officer.
        act: The act.
        parsed: What the file says.

    Returns:
        The numbers of its denials; empty for a long file, of which `write_rest` writes all.
    """
    file = FileOfDenials.model_validate(act.draft)
    if not file.all_or_none and len(parsed.drafts) > CHUNK:
        return ""
    clerk = ImportClerk(work.office, actor, file.way, file.filename, work.now)
    return _numbers(clerk.write(work.conn, parsed.drafts).ids)


def _numbers(ids: Sequence[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{ids[0]} - {ids[-1]}"


async def write_rest(office: Office, number: str) -> WaitingAct:
    """Write what is left of a long file that was agreed to; what is written is not written again.

    Args:
        office: This authority.
        number: Of the act.
    """
    act = await office.db.read(lambda conn: get_waiting(conn, number))
    parsed = await read_kept(office, act)
    if act.state is not WaitingState.WRITING or parsed is None:
        return act
    file = FileOfDenials.model_validate(act.draft)
    clerk = ImportClerk(office, act.decided_by, file.way, file.filename, office.clock.now())
    await clerk.write_valid(parsed, None)

    def write(conn: Connection) -> WaitingAct:
        held = get_waiting(conn, number)
        if held.state is not WaitingState.WRITING:
            return held  # the sweep was quicker
        return finish(conn, held, f"{file.new} denials")

    return await office.db.write(write)


async def write_all_rest(office: Office) -> None:
    """Go on with every long file that was agreed to and is not written to its end."""
    for act in await office.db.read(lambda conn: tuple(all_in(conn, WaitingState.WRITING))):
        await write_rest(office, act.number)
