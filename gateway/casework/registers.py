"""The registers that this node holds: status, synchronisation, verification, repair."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from gateway.casework.journal import close_tasks, open_task, open_tasks, record_act
from gateway.casework.office import Office
from gateway.casework.permissions import Officer, Permission
from gateway.casework.reviewing import follow_law
from gateway.domain.base import Instant, Model
from gateway.register.checkpoints import received_up_to
from gateway.register.history import unknown_acts
from gateway.register.logbook import heads
from gateway.register.troubles import Trouble, follow_again, list_troubles
from gateway.register.verify import VerificationReport, verify_log
from gateway.store.tables_register import peer_sync

TROUBLE = "register.trouble"
"""Task of an open trouble with a log."""

UNKNOWN = "register.unknown_act"
"""Task of a log with acts that this version does not know."""


class RegisterStatus(Model):
    """One log as it is held here."""

    origin: str
    size: int
    root: str
    state: str
    reason: str = ""
    verified: Instant | None = None
    lag: int = 0
    trouble: str = ""
    unknown_acts: int = 0  # acts of a type that this version does not know
    received_by: Mapping[str, int]  # cosigner: up to which size it holds the log


class Restored(Model):
    """An entry that was restored, and from whom."""

    index: int
    source: str


class Repair(Model):
    """What was found, what was restored, and what is found now."""

    before: VerificationReport
    restored: tuple[Restored, ...]
    after: VerificationReport


async def status(office: Office, officer: Officer) -> tuple[RegisterStatus, ...]:
    """Return every log that is held here, with how fresh it is and who holds it too."""
    officer.require(Permission.READ_DENIALS)
    return await office.db.read(_status)


def _status(conn: Connection) -> tuple[RegisterStatus, ...]:
    visits = {row.peer: row for row in conn.execute(select(peer_sync))}
    unknown = unknown_acts(conn)
    found = []
    for head in heads(conn):
        visit = visits.get(head.origin)
        found.append(
            RegisterStatus(
                origin=head.origin,
                size=head.size,
                root=head.root.hex(),
                state=str(head.state),
                reason=head.reason,
                verified=head.verified,
                lag=visit.lag if visit is not None else 0,
                trouble=visit.trouble if visit is not None else "",
                unknown_acts=unknown.get(head.origin, 0),
                received_by={
                    code: size for code, (size, _) in received_up_to(conn, head.origin).items()
                },
            )
        )
    return tuple(found)


async def verify(office: Office, officer: Officer, origin: str) -> VerificationReport:
    """Recompute a whole log: leaves, root, signatures, commitments, projection.

    What does not hold becomes a person's task and is named in the report.
    """
    officer.require(Permission.READ_DENIALS)
    await follow_law(office)  # a calendar may have come after what it governs
    directory = office.me.directory()
    at = office.clock.now()
    report = await office.db.read(
        lambda conn: verify_log(
            conn, directory, origin, at, reader=office.code, law=office.law.reviews
        )
    )

    def write(conn: Connection) -> None:
        text = "the log holds" if report.sound else f"{len(report.findings)} findings"
        record_act(
            conn, at=at, actor=officer.name, verb="register.verified", text=text, subject=origin
        )
        if not report.sound:
            open_task(
                conn,
                at=at,
                kind="register.tampered",
                subject=origin,
                text=f"log {origin}: {report.findings[0].detail}",
            )

    await office.db.write(write)
    return report


async def repair(office: Office, officer: Officer, origin: str) -> Repair:
    """Restore what was altered in a log from whoever can prove it, and verify again.

    Raises:
        RegisterError: What a member gave does not prove itself.
        UnavailableError: No member that holds the log answers.
    """
    officer.require(Permission.KEEP_DENIALS)
    await follow_law(office)
    before, restored, after = await office.repairer.repair_log(origin)
    at = office.clock.now()

    def write(conn: Connection) -> None:
        for entry in restored:
            record_act(
                conn,
                at=at,
                actor=officer.name,
                verb="register.repaired",
                text=f"entry {entry.index} restored from {entry.peer}",
                subject=origin,
            )
        if after.sound:
            close_tasks(conn, at=at, kind="register.tampered", subject=origin, by=officer.name)

    await office.db.write(write)
    return Repair(
        before=before,
        restored=tuple(Restored(index=each.index, source=each.peer) for each in restored),
        after=after,
    )


async def troubles(office: Office, officer: Officer) -> tuple[Trouble, ...]:
    """Return the open troubles with registers: fraud, suspicion, rollback, missing contents."""
    officer.require(Permission.READ_DENIALS)
    return tuple(await office.db.read(list_troubles))


async def follow(office: Office, officer: Officer, origin: str) -> tuple[Trouble, ...]:
    """Follow a stopped log again, on an officer's word and on record.

    Raises:
        StateError: The log is not stopped.
    """
    officer.require(Permission.KEEP_DENIALS)
    at = office.clock.now()

    def write(conn: Connection) -> None:
        follow_again(conn, origin, officer=officer.name, at=at)
        close_tasks(conn, at=at, kind=TROUBLE, subject=origin, by=officer.name)
        record_act(
            conn, at=at, actor=officer.name, verb="register.followed", text="", subject=origin
        )

    await office.db.write(write)
    return await troubles(office, officer)


def needs_telling(conn: Connection) -> bool:
    """Say whether the tasks and the open troubles differ; a quiet round writes nothing."""
    told = {(task.kind, task.subject) for task in open_tasks(conn)}
    wanted = {(TROUBLE, trouble.origin) for trouble in list_troubles(conn)}
    wanted |= {(UNKNOWN, origin) for origin in unknown_acts(conn)}
    return wanted != {task for task in told if task[0] in {TROUBLE, UNKNOWN}}


def tell_troubles(conn: Connection, *, at: datetime) -> None:
    """Make every open trouble a person's task, and close the tasks of those that are gone."""
    found = {(TROUBLE, trouble.origin): trouble.text for trouble in list_troubles(conn)}
    for origin, number in unknown_acts(conn).items():
        found[UNKNOWN, origin] = (
            f"{number} acts in log {origin} are of a type that this version does not know: "
            "bring the gateway up to date"
        )
    for (kind, origin), text in found.items():
        open_task(conn, at=at, kind=kind, subject=origin, text=text)
    for task in open_tasks(conn):
        if task.kind in {TROUBLE, UNKNOWN} and (task.kind, task.subject) not in found:
            close_tasks(conn, at=at, kind=task.kind, subject=task.subject, by="gateway")
