"""The simulated members: real nodes in one process, each with its carrier of workflows."""

from __future__ import annotations

import asyncio
import gc
import hashlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select

from certs.dev import make_federation
from certs.layout import FederationFiles
from certs.operators import Change, issue_next_version
from gateway.app.directory import hold_directory
from gateway.app.law_files import FOLDER as LAW_FOLDER
from gateway.app.node import Node
from gateway.casework.handlers.reconciliation import sweep_deadlines
from gateway.casework.handlers.workflow_steps import SyncSteps
from gateway.casework.permissions import Officer, OfficerRole
from gateway.domain.consultation import OPEN_STATES
from gateway.domain.rulebook import shipped_rulebooks
from gateway.domain.rulebook.book import LawBook
from gateway.domain.rulebook.shelf import read_rulebook
from gateway.exchange.engine_calls import add_wakes, retry_delivery
from gateway.register.log.log_store import read_head
from gateway.settings import Settings
from gateway.store.prepared import Prepared
from gateway.store.tables_casework import consultation
from gateway.store.tables_exchange import outbox
from gateway.trust.federation import LawVersion
from gateway.trust.shipped_law import shipped_law
from lab.simulation.databases import PlainDatabase
from lab.simulation.line import Switchboard
from lab.simulation.plan import SimulationPlan
from lab.time_machine import Carrier, StandingServer, TimeServer

CREATED_BEFORE = timedelta(days=30)
RENEW_AFTER = timedelta(days=180)
"""The operators sign a new version of the directory long before a year is over."""

_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)
_AT_REST = {
    "the engine is to be told something": "SELECT 1 FROM engine_wake",
    "a letter waits for its effect": "SELECT 1 FROM dispatch WHERE state != 'done'",
    "a case waits for its examination": "SELECT 1 FROM licence_case WHERE state = 'filed'",
    "a decided case waits for its acts": (
        "SELECT 1 FROM licence_case WHERE NOT settled AND state IN ('decided', 'withdrawn')"
    ),
    "a case is to be told that its consultations have ended": (
        "SELECT 1 FROM licence_case AS c WHERE c.state = 'consulting' AND NOT EXISTS (SELECT 1 "  # noqa: S608 - our own words
        f"FROM consultation WHERE case_id = c.case_id AND state IN ({_OPEN}))"
    ),
}
"""What is on its way, and the question that finds it: written out, since it is asked often."""

_QUEUED = "SELECT DISTINCT recipient FROM outbox WHERE state = 'queued'"
_LOOK = "SELECT " + ", ".join(f"EXISTS ({each})" for each in (*_AT_REST.values(), _QUEUED))
"""All of it in one statement: a third of all that a simulation asked were these."""

_CLOSING = Prepared(
    select(
        consultation.c.state, consultation.c.peer, consultation.c.due, consultation.c.closing_asked
    ).where(
        consultation.c.ours.is_(True),
        or_(consultation.c.state == "running", consultation.c.state == "closing"),
        consultation.c.due <= bindparam("at"),
    )
)
_NEXT_DUE = select(func.min(consultation.c.due)).where(
    consultation.c.ours.is_(True),
    consultation.c.state == "running",
    consultation.c.due <= bindparam("until"),
)
_AWAITED = ("queued", "given_up")


def namespace_of(code: str) -> str:
    """Return the namespace of a member's workflows."""
    return f"comity-{code.lower()}"


def simulated_law(plan: SimulationPlan) -> tuple[LawBook, ...]:
    """Return the rulebooks of a run: those that come with Comity, and the plan's.

    One of the plan's replaces a shipped one of the same version or date of effect.
    """
    given = [read_rulebook(path) for path in plan.rulebooks]
    taken: set[object] = {book.version for book in given}
    taken |= {(book.law, book.in_force_from) for book in given}
    kept = [
        book
        for book in shipped_rulebooks().books
        if not {book.version, (book.law, book.in_force_from)} & taken
    ]
    return tuple(sorted((*kept, *given), key=lambda book: book.in_force_from))


@dataclass
class Participant:
    """One member: its node, what carries its workflows, its officers.

    Attributes:
        pulled: Size of each other log when this member last pulled it.
    """

    code: str
    node: Node
    carrier: Carrier
    officer: Officer
    second: Officer
    pulled: dict[str, int] = field(default_factory=dict)

    def waits_for(self, at: datetime, away: set[str]) -> str:
        """Say what at this member is still on its way at this instant; empty: nothing."""
        return self.node.db.read_sync(lambda conn: self._waits_for(conn, at, away))

    def _waits_for(self, conn: Connection, at: datetime, away: set[str]) -> str:
        look: Any = conn.connection.driver_connection  # asked so often that Core's part counts
        *found, queued = look.execute(_LOOK).fetchone()
        for why, on_its_way in zip(_AT_REST, found, strict=True):
            if on_its_way:
                return why
        if queued and self.code not in away:
            recipients = conn.exec_driver_sql(_QUEUED)
            if any(code not in away for (code,) in recipients):
                return "a letter waits for its delivery"
        return self._closing_waits(conn, at, away)

    def _closing_waits(self, conn: Connection, at: datetime, away: set[str]) -> str:
        for state, peer, due, asked in _CLOSING.rows(conn, {"at": at}):
            if state == "running" and due + self.grace <= at:
                return f"the period of {peer} is over"
            reached = not {self.code, peer} & away
            if state == "closing" and (reached or asked + self.patience <= at):
                return f"{peer} is to close"
        return ""

    @cached_property
    def grace(self) -> timedelta:
        """Longest grace of any rulebook, after a last instant."""
        shelf = self.node.office.law.shelf
        return timedelta(seconds=max(shelf.get(v).closing.grace_s for v in shelf.versions))

    @cached_property
    def patience(self) -> timedelta:
        """How long a closing statement is waited for."""
        shelf = self.node.office.law.shelf
        return timedelta(
            seconds=max(shelf.get(v).closing.unconfirmed_after_s for v in shelf.versions)
        )

    def next_due(self, after: datetime, until: datetime) -> datetime | None:
        """Return when the journal is next to be asked whether a period is over."""
        until -= self.grace
        due: datetime | None = self.node.db.read_sync(
            lambda conn: conn.execute(_NEXT_DUE, {"until": until}).scalar()
        )
        return None if due is None else max(after, due + self.grace)

    def any_closing(self) -> bool:
        """Say whether a closing statement is waited for."""
        query = select(consultation.c.peer).where(
            consultation.c.ours.is_(True), consultation.c.state == "closing"
        )
        return self.node.db.read_sync(lambda conn: conn.execute(query).first()) is not None

    def log_size(self) -> int:
        """Return the size of the own log."""
        return self.node.db.read_sync(lambda conn: read_head(conn, self.code).size)

    async def send_again(self, peers: Iterable[str]) -> None:
        """Send what waits for peers that are back, as `SyncSteps` does when it finds out."""
        query = select(outbox.c.message_id).where(
            outbox.c.recipient.in_(list(peers)), outbox.c.state.in_(_AWAITED)
        )
        found = self.node.db.read_sync(lambda conn: list(conn.execute(query).scalars()))
        if found:
            wakes = [retry_delivery(message_id) for message_id in found]
            await self.node.db.write(lambda conn: add_wakes(conn, wakes))

    async def sync_all(self) -> None:
        """Visit all peers: what the schedule does in life."""
        await SyncSteps(self.node.office).sync_all()
        await self.node.search.follow()


@dataclass
class Federation:
    """All members over one time server and one switchboard."""

    files: FederationFiles
    time: TimeServer | StandingServer
    board: Switchboard
    members: dict[str, Participant]

    def __getitem__(self, code: str) -> Participant:
        return self.members[code]

    async def pass_to(self, instant: datetime) -> None:
        """Let time pass, and have every journal look at its deadlines."""
        await self.time.skip_to(instant)
        for member in self.members.values():
            await sweep_deadlines(member.node.office)

    def renew_directory(self, change: Change = lambda held: held) -> None:
        """Sign the next version of the directory, and have everybody take it.

        Args:
            change: What the operators change in it.
        """
        at = self.time.clock.now()
        issue_next_version(self.files, change, now=at)
        for member in self.members.values():
            home = member.node.settings.home
            member.node.directory.held = hold_directory(home, at=self.time.clock)


@asynccontextmanager
async def federation(
    plan: SimulationPlan, folder: Path, time: TimeServer | StandingServer
) -> AsyncIterator[Federation]:
    """Start every member in a folder, and stop them at the end."""
    law = simulated_law(plan)
    files = _made(plan, folder, law)
    board, members = Switchboard(), {}
    loops: list[asyncio.Task[None]] = []
    try:
        for code in plan.members:
            member = await _start(plan, files, code, time, board)
            members[code] = member
            await member.carrier.start(member.node)
            loops.append(asyncio.create_task(member.node.dispatcher.run()))
        gc.collect()
        gc.freeze()  # the members live as long as the run; looking at them again is of no use
        yield Federation(files, time, board, members)
    finally:
        gc.unfreeze()
        await asyncio.gather(*(member.carrier.close() for member in members.values()))
        for loop in loops:
            loop.cancel()
            with suppress(asyncio.CancelledError):
                await loop
        for member in members.values():
            await member.node.close()


def _made(plan: SimulationPlan, folder: Path, law: Iterable[LawBook]) -> FederationFiles:
    known = {each.digest for each in shipped_law()}
    files = make_federation(
        plan.members,
        folder,
        now=plan.start - CREATED_BEFORE,
        rehearsal=True,
        law=(tuple(_named(book) for book in law), ()),
    )
    for path in plan.rulebooks:
        raw = path.read_bytes()
        if hashlib.sha256(raw).digest() not in known:
            for member in files.members.values():
                (member.folder / LAW_FOLDER).mkdir(exist_ok=True)
                (member.folder / LAW_FOLDER / path.name).write_bytes(raw)
    return files


def _named(book: LawBook) -> LawVersion:
    return LawVersion(
        version=book.version,
        digest=bytes.fromhex(book.digest),
        effective_date=book.in_force_from.isoformat(),
    )


async def _start(
    plan: SimulationPlan,
    files: FederationFiles,
    code: str,
    time: TimeServer | StandingServer,
    board: Switchboard,
) -> Participant:
    home = files.members[code].folder.absolute()
    settings = Settings(home=home, authority=code, suite=plan.suite)
    carrier = await Carrier.connect(time.address, namespace_of(code))
    carrier.mortal = plan.kills > 0
    node = Node(
        settings, carrier.engine, clock=time.clock, reach=board.reach, database=PlainDatabase
    )
    board.join(node)
    first, second = (
        Officer(name=f"{name}-{code.lower()}", role=OfficerRole.DECIDER, created=plan.start)
        for name in ("first", "second")
    )
    return Participant(code, node, carrier, first, second)
