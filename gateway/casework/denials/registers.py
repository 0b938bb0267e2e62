"""The registers that this node holds: verification and repair."""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.denials.denial_reviews import follow_law
from gateway.casework.denials.register_entries import check_origin
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.base import Model
from gateway.domain.saying import says
from gateway.register.sync.log_verification import VerificationReport, verify_log


class Restored(Model):
    """An entry that was restored, and from whom."""

    index: int
    source: str


class Repair(Model):
    """What was found, what was restored, and what is found now."""

    before: VerificationReport
    restored: tuple[Restored, ...]
    after: VerificationReport


async def verify(office: Office, officer: Officer, origin: str) -> VerificationReport:
    """Recompute a log and name what does not hold.

    What does not hold becomes a person's task and is named in the report.

    Raises:
        NotFoundError: No member keeps that log.
    """
    officer.require(Permission.KEEP_REGISTERS)
    check_origin(office, origin)
    await follow_law(office)  # a calendar may have come after what it governs
    directory = office.me.directory()
    at = office.clock.now()
    report = await office.db.read(
        lambda conn: verify_log(
            conn, directory, origin, at, reader=office.code, law=office.law.reviews
        )
    )

    def write(conn: Connection) -> None:
        text = (
            says("the log holds")
            if report.sound
            else says("{number} findings", number=len(report.findings))
        )
        Journal(conn, at, officer.name).act(Verb.REGISTER_VERIFIED, origin, text)
        if not report.sound:
            Journal(conn, at).open_task(
                TaskKind.REGISTER_TAMPERED,
                origin,
                says("log {origin}: {detail}", origin=origin, detail=report.findings[0].detail),
            )

    await office.db.write(write)
    return report


async def repair(office: Office, officer: Officer, origin: str) -> Repair:
    """Restore what was altered from a member that can prove it, and verify again.

    Raises:
        NotFoundError: No member keeps that log.
        RegisterError: What a member gave does not prove itself.
        UnavailableError: No member that holds the log answers.
    """
    officer.require(Permission.KEEP_REGISTERS)
    check_origin(office, origin)
    await follow_law(office)
    before, restored, after = await office.register.repairer.repair_log(origin)
    at = office.clock.now()

    def write(conn: Connection) -> None:
        for entry in restored:
            Journal(conn, at, officer.name).act(
                Verb.REGISTER_REPAIRED,
                origin,
                says("entry {index} restored from {peer}", index=entry.index, peer=entry.peer),
            )
        if after.sound:
            Journal(conn, at, officer.name).close_tasks(TaskKind.REGISTER_TAMPERED, origin)

    await office.db.write(write)
    return Repair(
        before=before,
        restored=tuple(Restored(index=each.index, source=each.peer) for each in restored),
        after=after,
    )
