"""Wakes: what the engine is to be told after a commit, kept in SQL until it was told.

A wake is written in the transaction of the act that causes it. So it is neither forgotten
when the node dies after the commit, nor sent for an act that was rolled back. The engine's
calls are idempotent: telling twice does no harm, telling never would.

A wake says nothing but what is to be looked at, so one row for a kind and subject is enough:
writing it once more raises its version, and it is forgotten only in the version that was
told. They are told side by side. One that the engine cannot take waits by itself with growing
pauses, and becomes a person's task in time; those behind it are told. While the engine does
not answer at all nothing is counted, and all are told when it is back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Protocol, assert_never

import structlog
from sqlalchemy import Connection, bindparam, delete, func, literal, not_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from gateway.domain.acts import DueKind
from gateway.domain.base import Instant, Model
from gateway.errors import UnavailableError
from gateway.exchange import calls
from gateway.exchange.defects import log_defect
from gateway.ports import CaseEngine
from gateway.store.database import Database
from gateway.store.prepared import Prepared
from gateway.store.tables import InstantType
from gateway.store.tables_exchange import wake as table
from gateway.store.waits import Waits, waits
from gateway.store.writer import Written, wrote

log = structlog.get_logger(__name__)


class WakeKind(StrEnum):
    """What the engine is asked, one kind a call of `gateway.ports.CaseEngine`."""

    START_CASE = "start_case"
    EXAMINE_CASE = "examine_case"  # the same call, in its account's turn (`open_work`)
    POKE_CASE = "poke_case"
    START_CONSULTATION = "start_consultation"
    POKE_CONSULTATION = "poke_consultation"
    START_DUE = "start_due"
    POKE_DUE = "poke_due"
    START_DELIVERY = "start_delivery"
    RETRY_DELIVERY = "retry_delivery"


@dataclass(frozen=True, slots=True)
class Wake:
    """One call of the engine that is due.

    Attributes:
        kind: Which call.
        subject: Case id, conversation id or message id; of a date: its kind, a slash and
            its subject.
        needed_by: Of an examination: the end of the first period that it is for, if any.
    """

    kind: WakeKind
    subject: str
    needed_by: datetime | None = None

    async def __call__(self, engine: CaseEngine) -> None:
        """Make the call; raises as `carry_out`."""
        await carry_out(engine, self)


@dataclass(frozen=True, slots=True)
class DueWake:
    """A wake that may be told now.

    Attributes:
        id: Its row.
        version: How often it was written; one that was written meanwhile stays due.
        attempts: How often the engine could not take it.
    """

    id: int
    wake: Wake
    version: int
    attempts: int


class PendingCalls(Model):
    """What the engine has not been told yet.

    Attributes:
        wakes: How many there are.
        failing: How many of them the engine could not take.
        since: Since when the oldest of those fails, or None.
        oldest: Since when the oldest of all waits, or None.
    """

    wakes: int
    failing: int
    since: Instant | None
    oldest: Instant | None = None


PAUSE_FIRST = timedelta(seconds=5)
PAUSE_MOST = timedelta(minutes=10)
"""A wake that the engine cannot take is told again after 5 s, doubling up to this."""

_COLUMNS = (table.c.id, table.c.kind, table.c.subject)
_DUE = Prepared(
    select(*_COLUMNS, table.c.version, table.c.attempts)
    .where(or_(table.c.retry_at.is_(None), table.c.retry_at <= bindparam("now")))
    .order_by(table.c.id)
    .limit(bindparam("most"))
)
_NO_TURN = or_(table.c.kind != WakeKind.EXAMINE_CASE.value, table.c.retry_at.is_not(None))
"""What is told at once; an examination waits for its turn, unless the engine refused it once."""

_DUE_AT_ONCE = Prepared(
    select(*_COLUMNS, table.c.version, table.c.attempts)
    .where(
        or_(table.c.retry_at.is_(None), table.c.retry_at <= bindparam("now")),
        _NO_TURN,
    )
    .order_by(table.c.id)
    .limit(bindparam("most"))
)
_FORGET = Prepared(
    delete(table).where(table.c.id == bindparam("told"), table.c.version == bindparam("as_of"))
)


@cache
def _insert(dialect: str) -> Prepared:
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    names = ("kind", "subject", "version", "since", "attempts", "needed_by")
    added = make(table).values({name: bindparam(name) for name in names})
    return Prepared(
        added.on_conflict_do_update(
            index_elements=[table.c.kind, table.c.subject],
            set_={"version": table.c.version + 1, "needed_by": added.excluded.needed_by},
        )
    )


def add_wakes(conn: Connection, wakes: Iterable[Wake]) -> None:
    """Write wakes, inside the transaction of the act that causes them."""
    at = machine_time()
    rows = [
        {
            "kind": wake.kind.value,
            "subject": wake.subject,
            "version": 1,
            "since": at,
            "attempts": 0,
            "needed_by": wake.needed_by,
        }
        for wake in wakes
    ]
    _insert(conn.dialect.name).run(conn, *rows)
    for row in rows:
        calls.remember(f"{row['kind']} {row['subject']}")
    wrote(Written.TO_DISPATCH)


def due_wakes(conn: Connection, *, now: datetime, limit: int, turns: bool = False) -> list[DueWake]:
    """Return the oldest wakes that may be told now.

    Args:
        conn: A snapshot.
        now: The machine's time.
        limit: Most of them.
        turns: Whether examinations have turns of their own, and are left out.
    """
    rows = (_DUE_AT_ONCE if turns else _DUE).rows(conn, {"now": now, "most": limit})
    return [
        DueWake(id_, Wake(WakeKind(kind), subject), version, attempts)
        for id_, kind, subject, version, attempts in rows
    ]


def forget_wakes(conn: Connection, told: Iterable[DueWake]) -> None:
    """Remove wakes that were told, unless they were written once more meanwhile."""
    _FORGET.run(conn, *({"told": each.id, "as_of": each.version} for each in told))


def postpone_wake(conn: Connection, due: DueWake, *, now: datetime) -> None:
    """Let a wake that the engine could not take wait by itself, longer each time."""
    pause = min(PAUSE_FIRST * 2 ** min(due.attempts, 20), PAUSE_MOST)
    conn.execute(
        update(table)
        .where(table.c.id == due.id)
        .values(
            attempts=due.attempts + 1,
            retry_at=now + pause,
            failing_since=func.coalesce(table.c.failing_since, literal(now, InstantType)),
        )
    )


def untold_wakes(*, turns: bool = False) -> Waits:
    """Select what the engine has not been told yet, by the machine's clock.

    Args:
        turns: The examinations that wait for their turn, or all else.
    """
    since = func.coalesce(table.c.since, table.c.failing_since)
    return waits(table.c.subject, since).where(not_(_NO_TURN) if turns else _NO_TURN)


def waiting_wakes(conn: Connection) -> PendingCalls:
    """Say what the engine has not been told yet; for the doctor."""
    oldest = func.min(func.coalesce(table.c.since, table.c.failing_since))
    failing_since = func.min(table.c.failing_since)
    query = select(func.count(), func.count(table.c.retry_at), failing_since, oldest)
    query = query.where(_NO_TURN)  # what waits for its turn is no news that the engine misses
    wakes, failing, since, waits_since = conn.execute(query).one()
    return PendingCalls(wakes=wakes, failing=failing, since=since, oldest=waits_since)


async def carry_out(engine: CaseEngine, wake: Wake) -> None:
    """Make the call of the engine that a wake stands for.

    Raises:
        UnavailableError: The engine does not answer; the wake stays due.
    """
    with calls.span(f"engine.{wake.kind}", cause=f"{wake.kind} {wake.subject}"):
        await _tell(engine, wake)


async def _tell(engine: CaseEngine, wake: Wake) -> None:
    match wake.kind:
        case WakeKind.START_CASE | WakeKind.EXAMINE_CASE:
            await engine.start_case(wake.subject)
        case WakeKind.POKE_CASE:
            await engine.poke_case(wake.subject)
        case WakeKind.START_CONSULTATION:
            await engine.start_consultation(wake.subject)
        case WakeKind.POKE_CONSULTATION:
            await engine.poke_consultation(wake.subject)
        case WakeKind.START_DUE:
            await engine.start_due(*_date(wake.subject))
        case WakeKind.POKE_DUE:
            await engine.poke_due(*_date(wake.subject))
        case WakeKind.START_DELIVERY:
            await engine.start_delivery(wake.subject)
        case WakeKind.RETRY_DELIVERY:
            await engine.retry_delivery(wake.subject)
        case _:
            assert_never(wake.kind)


def start_case(case_id: str) -> Wake:
    """Carry a case from now on."""
    return Wake(WakeKind.START_CASE, case_id)


def examine_case(case_id: str, needed_by: datetime | None = None) -> Wake:
    """Carry a case from now on, once it is its account's turn; see `Wake`."""
    return Wake(WakeKind.EXAMINE_CASE, case_id, needed_by)


def poke_case(case_id: str) -> Wake:
    """Tell a case's workflow to ask the journal again."""
    return Wake(WakeKind.POKE_CASE, case_id)


def start_consultation(conversation_id: str) -> Wake:
    """Carry a consultation in which we ask, and whose period runs."""
    return Wake(WakeKind.START_CONSULTATION, conversation_id)


def poke_consultation(conversation_id: str) -> Wake:
    """Tell the workflow of a consultation in which we ask to ask the journal again.

    Where there is none, or the last one failed, it begins one.
    """
    return Wake(WakeKind.POKE_CONSULTATION, conversation_id)


def start_due(kind: DueKind, subject: str) -> Wake:
    """Carry a date that is near."""
    return Wake(WakeKind.START_DUE, f"{kind}/{subject}")


def poke_due(kind: DueKind, subject: str) -> Wake:
    """Tell a date's workflow to ask the journal again."""
    return Wake(WakeKind.POKE_DUE, f"{kind}/{subject}")


def _date(subject: str) -> tuple[DueKind, str]:
    kind, _, about = subject.partition("/")
    return DueKind(kind), about


def start_delivery(message_id: str) -> Wake:
    """Deliver a letter that lies in the outbox."""
    return Wake(WakeKind.START_DELIVERY, message_id)


def retry_delivery(message_id: str) -> Wake:
    """Deliver now a letter that waits for its next attempt."""
    return Wake(WakeKind.RETRY_DELIVERY, message_id)


def begin_again(run: str) -> Wake | None:
    """Return what begins a run of the engine anew that has failed, None where nobody waits for it.

    Args:
        run: Its id, as `workflows.ids` makes it.
    """
    kind, _, subject = run.partition("/")
    match kind:
        case "case":
            return poke_case(subject)
        case "consultation":
            return poke_consultation(subject)
        case "delivery":
            return start_delivery(subject)
        case _ if kind in frozenset(DueKind):
            return poke_due(DueKind(kind), subject)
    return None  # a round of synchronisation: the next one does what it did not


class WakeTasks(Protocol):
    """Makes a wake that the engine cannot take a person's task."""

    def refused(self, conn: Connection, wake: Wake) -> None:
        """Open the task."""
        ...

    def taken(self, conn: Connection, wake: Wake) -> None:
        """Close the task: it was told in the end."""
        ...


TASK_AFTER = 6
"""Attempts, over two and a half minutes, after which a wake becomes a person's task."""


def machine_time() -> datetime:
    """Return the machine's time, in UTC."""
    return datetime.now(UTC)


_PAGE = 512
_CONCURRENT = 16  # calls at a time; the embedded server does no more of them at once


class Teller:
    """Carries out wakes.

    Args:
        db: The node's database.
        engine: What is told.
        now: The machine's time. Pauses are about the engine, and pass also while the node's
            clock is held, as in a simulation.
        tasks: See `WakeTasks`.
        turns: Whether somebody else begins with examinations (`gateway.casework.open_work`).
    """

    def __init__(
        self,
        db: Database,
        engine: CaseEngine,
        tasks: WakeTasks | None = None,
        now: Callable[[], datetime] = machine_time,
        *,
        turns: bool = False,
    ) -> None:
        self._turns = turns
        self._db = db
        self._engine = engine
        self._now = now
        self._tasks = tasks
        self._telling = asyncio.Lock()

    async def carry_out(self) -> None:
        """Tell what may be told now.

        Raises:
            UnavailableError: The database does not answer.
        """
        async with self._telling:
            while due := await self._db.read(
                lambda conn: due_wakes(conn, now=self._now(), limit=_PAGE, turns=self._turns)
            ):
                for start in range(0, len(due), _CONCURRENT):
                    some = due[start : start + _CONCURRENT]
                    if not await self.told(some):
                        log.warning("engine.away", waiting=len(due))
                        return

    async def told(self, some: list[DueWake]) -> bool:
        """Tell some at once, and write how it went; say whether the engine answers."""
        went = await asyncio.gather(*(self._take(each.wake) for each in some))
        told = [each for each, taken in zip(some, went, strict=True) if taken]
        failed = [each for each, taken in zip(some, went, strict=True) if not taken]
        answers = not failed or await self._answers()
        if not answers:
            failed = []  # it is not their fault
        now = self._now()

        def write(conn: Connection) -> None:
            forget_wakes(conn, told)
            for each in failed:
                postpone_wake(conn, each, now=now)
            if self._tasks is None:
                return
            for each in told:
                if each.attempts >= TASK_AFTER:
                    self._tasks.taken(conn, each.wake)
            for each in failed:
                if each.attempts + 1 == TASK_AFTER:
                    self._tasks.refused(conn, each.wake)

        await self._db.write(write)
        return answers

    async def _take(self, wake: Wake) -> bool:
        try:
            await wake(self._engine)
        except UnavailableError as exc:
            log.info("engine.refuses", kind=wake.kind.value, reason=exc.reason.value)
        except Exception as exc:  # noqa: BLE001 - one call must not stop the others
            log_defect(log, "engine.defect", exc, kind=wake.kind.value)
        else:
            return True
        return False

    async def _answers(self) -> bool:
        try:
            await self._engine.check()
        except UnavailableError:
            return False
        return True
