"""The workflow engine of a node: begun, connected and worked for, beside everything else.

The node serves its officers and its peers without it: what the engine is to be told waits in
SQL. Whatever goes wrong here is said in the log and by the doctor, and is begun again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

import structlog
from temporalio.client import Client

from gateway.app.http_timeouts import GRACE_S
from gateway.app.keys.engine_keys import WORKFLOW, EngineKeys
from gateway.app.node import Node
from gateway.app.several.roles import ProcessRole
from gateway.app.temporal.cluster import cluster_api_key, cluster_tls
from gateway.app.watching.tracing import engine_spans
from gateway.casework.handlers.workflow_steps import CaseSteps, ConsultationSteps, DueSteps
from gateway.casework.records.destroyed_keys import DestroyedKey, KeyEnd, record_destroyed
from gateway.errors import ComityError, UnavailableError
from gateway.exchange.defects import log_defect
from gateway.exchange.engine_calls import add_wakes, begin_again, machine_time
from gateway.ports import SyncWork
from gateway.settings import Settings
from gateway.store.database import Database
from workflows.client import connect
from workflows.codec import PayloadKeys
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE
from workflows.schedule import keep_schedule
from workflows.server import TemporalServer
from workflows.worker import NodeWorker, WorkerLimits, build_worker

# Runs of the engine that failed or are sick: begun again within a minute or two.
#
# Nothing waits for the next reconciliation. While workers of two versions poll, a run that the
# other version began may fail at its next task, also long after that version has gone (ADR 0040).
# Whatever it was told by then is told again: a run asks the journal what is to be done.

OVERLAP = timedelta(minutes=1)
"""How far a look goes back behind the one before: the engine's list lags, and its clock is its own.
A run that was started again meanwhile gets the signal twice, which changes nothing."""

COUNTED_FOR = timedelta(hours=1)
MOST_TIMES = 10
"""How often a run is started again in that time. One that always fails fills no database with
its histories: it waits for the reconciliation of the hour, and is seen by its figure."""


class FailedRuns:
    """Starts failed runs again.

    Args:
        db: The node's database.
        failed_since: Ids of the runs that failed since an instant, or were sick and are ended.
        now: The machine's time, by which the engine's is meant.
        most_times: How often a run is started again within an hour.
    """

    def __init__(
        self,
        db: Database,
        failed_since: Callable[[datetime], Awaitable[frozenset[str]]],
        now: Callable[[], datetime] = machine_time,
        *,
        most_times: int = MOST_TIMES,
    ) -> None:
        self._db, self._failed_since, self._now = db, failed_since, now
        self._since = self._counted_from = now()
        self._most_times, self._times = most_times, Counter[str]()

    async def look(self) -> None:
        """Write a wake for each that failed since the last look; what was before it, is mended.

        While the engine does not answer, the next look goes back further.

        Raises:
            UnavailableError: The database does not answer.
        """
        at = self._now()
        try:
            failed = await self._failed_since(self._since - OVERLAP)
        except UnavailableError:
            return
        if at > self._counted_from + COUNTED_FOR:
            self._times.clear()
            self._counted_from = at
        again = [each for each in sorted(failed) if self._times[each] < self._most_times]
        wakes = [wake for each in again if (wake := begin_again(each)) is not None]
        if wakes:
            log.warning("runs.failed", runs=len(wakes))
            await self._db.write(lambda conn: add_wakes(conn, wakes))
        self._times.update(again)
        self._since = at


log = structlog.get_logger(__name__)

PAUSE_FIRST_S = 1.0
PAUSE_MOST_S = 30.0
API_KEY_EVERY_S = 30.0


class EngineCarrier:
    """Keeps a node's engine connected and its work done.

    Args:
        node: The node.
        engine: Its engine, as yet without a client.
        sync: Makes a round of synchronisation when the schedule says so.

    Attributes:
        keys: Of the engine's payloads, which may change while it runs.
        failed: Has runs begun again that failed or are sick.

    Raises:
        TrustError: A key of the engine's payloads cannot be used.
        InputError: A setting of the cluster is wrong.
    """

    def __init__(self, node: Node, engine: TemporalEngine, sync: SyncWork) -> None:
        self._node = node
        self._engine = engine
        self._sync = sync
        self.keys = EngineKeys(node.settings.path("keys"), engine.begun_before, self._destroyed)
        self.failed = FailedRuns(node.db, failed_or_sick(engine, self.keys.keys))
        cluster_tls(node.settings)  # what is wrong with it is said at the start

    async def _destroyed(self, key_id: str, since: datetime) -> None:
        """Put on record that a key of the engine's payloads is destroyed."""
        node, at = self._node, self._node.clock.now()
        key = DestroyedKey(key_id=key_id, use=WORKFLOW, why=KeyEnd.REPLACED, ended_at=since, at=at)
        await node.db.write(lambda conn: record_destroyed(conn, node.me.code, key))

    async def run(self) -> None:
        """Carry for ever."""
        loop, pause = asyncio.get_running_loop(), PAUSE_FIRST_S
        while True:
            begun = loop.time()
            try:
                await self._carry()
            except ComityError as exc:
                log.warning("engine.lost", reason=exc.reason.value, remedy=exc.remedy)
            except Exception as exc:  # noqa: BLE001 - the node serves without it meanwhile
                log_defect(log, "engine.defect", exc)
            finally:
                self._engine.client = None
            if loop.time() - begun > PAUSE_MOST_S:
                pause = PAUSE_FIRST_S
            await asyncio.sleep(pause)
            pause = min(2 * pause, PAUSE_MOST_S)

    async def _carry(self) -> None:
        """Begin the server where it is ours, connect, and work until one of them ends."""
        node, settings = self._node, self._node.settings
        async with AsyncExitStack() as stack:
            address, server = settings.temporal, None
            if not address:
                server = TemporalServer(
                    settings.path("temporal"),
                    [settings.namespace],
                    apart=settings.temporal_enclosed,
                )
                await stack.enter_async_context(server)
                address = server.address
            client = await stack.enter_async_context(
                connect(
                    address,
                    settings.namespace,
                    self.keys.keys,
                    tls=cluster_tls(settings),
                    api_key=cluster_api_key(settings),
                    interceptors=engine_spans(),
                    way=server.way if server is not None else None,
                )
            )
            if ProcessRole.WORKER in node.roles:
                await stack.enter_async_context(self._worker(client))
                every = timedelta(seconds=settings.sync_every_s)
                await keep_schedule(client, TASK_QUEUE, every)
            self._engine.client = client
            log.info("engine.up")
            await (_follow_api_key(client, settings) if server is None else server.watched())

    def _worker(self, client: Client) -> NodeWorker:
        node = self._node
        return build_worker(
            client,
            TASK_QUEUE,
            case_work=CaseSteps(node.office),
            consultation_work=ConsultationSteps(node.office),
            due_work=DueSteps(node.office),
            delivery_work=node.deliverer,
            sync_work=self._sync,
            limits=worker_limits(node.settings),
        )


def failed_or_sick(
    engine: TemporalEngine, keys: PayloadKeys
) -> Callable[[datetime], Awaitable[frozenset[str]]]:
    """Return what ends sick runs, and names them with those that failed since an instant.

    Args:
        engine: The engine.
        keys: Those of its payloads; they know what this process could not read.
    """

    async def since(at: datetime) -> frozenset[str]:
        refused = frozenset(keys.refused)
        ended = await engine.end_sick(refused)
        keys.refused -= refused
        return ended | await engine.failed_since(at)

    return since


def worker_limits(settings: Settings) -> WorkerLimits:
    """Return what the workers of this process do at a time."""
    return WorkerLimits(
        cached_workflows=settings.temporal_cached_runs,
        graceful=timedelta(seconds=GRACE_S),
        workflow_tasks=settings.temporal_workflow_tasks,
        activities=settings.temporal_activities,
        local_activities=settings.temporal_local_activities,
        deliveries=settings.temporal_deliveries,
        pollers=settings.temporal_pollers,
        pollers_scale=settings.temporal_pollers_scale,
    )


async def _follow_api_key(client: Client, settings: Settings) -> None:
    """Take a key that is changed while the node runs; keys of hosted clusters expire."""
    held = cluster_api_key(settings)
    while True:
        await asyncio.sleep(API_KEY_EVERY_S)
        found = await asyncio.to_thread(cluster_api_key, settings)
        if found != held:
            client.api_key, held = found or None, found
