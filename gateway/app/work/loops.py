"""What a process of a node repeats, by its roles.

What is done once, whichever process does it, is a job under a lease
(`gateway.app.several.leased_jobs`). The rest each process does for itself: it follows the
files of its own folder and machine.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog

from gateway.api.jobs.runner import JobRunner
from gateway.app.directory_refresh import DirectoryRefresh
from gateway.app.engine_connection import EngineCarrier
from gateway.app.keys.key_destruction import KeyDestruction, WrappingAgain
from gateway.app.keys.key_rotation import OwnKeys
from gateway.app.meaning_prefetch import LOOK_EVERY_S
from gateway.app.node import Node
from gateway.app.several.leased_jobs import Duties, EveryDuty, LeasedJob
from gateway.app.several.presence import SAID_EVERY_S, Presence
from gateway.app.several.roles import COMPARING, ProcessRole
from gateway.app.watching.connection_limits import Crowds
from gateway.app.webhook_client import Posting, trusted_receivers
from gateway.app.work.register_sync import Synchronising
from gateway.app.work.repeating import repeat, until_done
from gateway.casework.contents.content_gate import scan_waiting
from gateway.casework.feed.delivery import WebhookDelivery
from gateway.casework.handlers.content_check import ContentCheck
from gateway.casework.handlers.reconciliation import reconcile, sweep_deadlines
from gateway.casework.handlers.stalled_work import StalledWork
from gateway.casework.handlers.workflow_steps import DailySweep
from gateway.casework.node.periodic_work import PeriodicWork, Rounds
from gateway.domain.feed.webhooks import allowed_networks
from gateway.exchange.admission.connections import Connections
from gateway.register.journal.committing import JournalCommitting

log = structlog.get_logger(__name__)

Loop = Callable[[], Awaitable[object]]
"""Runs until it is cancelled."""


@dataclass(frozen=True, kw_only=True)
class NodeWork:
    """What a process of a node has to do besides answering.

    Attributes:
        node: The node.
        sync: Makes rounds of synchronisation.
        carrier: Keeps the engine connected.
        rounds: Notes that something was done to its end.
        jobs: Carries out long requests.
        duties: Says when this process does what is done once.
        connections: What other members' connections met; None where none of them comes.
    """

    node: Node
    sync: Synchronising
    carrier: EngineCarrier
    rounds: Rounds
    jobs: JobRunner
    duties: Duties | EveryDuty
    connections: Connections | None

    @asynccontextmanager
    async def under_way(self) -> AsyncIterator[None]:
        """Do it within a block; a failure ends the process."""
        async with AsyncExitStack() as stack:
            group = await stack.enter_async_context(asyncio.TaskGroup())
            loops = list(self._loops())
            if isinstance(self.duties, Duties):
                presence = Presence(self.node.db, self.node.roles)
                await stack.enter_async_context(presence.there())
                loops.append(_every(SAID_EVERY_S, presence.say))
            tasks = [group.create_task(_run(each)) for each in loops]
            stack.callback(_cancel, tasks)
            yield

    def _loops(self) -> Iterator[Loop]:
        roles = self.node.roles
        yield from self._of_each()
        if ProcessRole.WORKER in roles:
            yield from self._once()
        if ProcessRole.INDEXER in roles:
            yield from self._of_index()
        if ProcessRole.EXCHANGE in roles:
            yield _every(self.node.settings.sweep_every_s, self.node.restoring.see)
        if self.connections is not None:
            crowds = Crowds(self.node.db, self.node.clock, self.connections.met)
            yield _every(self.node.settings.sweep_every_s, crowds.look)
        if roles & COMPARING:
            yield lambda: _bring_index_up(self.node)
            yield lambda: self.node.fetching.tell_offers(self.node.offers_wanted)

    def _of_each(self) -> Iterator[Loop]:
        """What follows the files of this folder."""
        node, sweep = self.node, self.node.settings.sweep_every_s
        yield self.carrier.run
        yield _every(sweep, DirectoryRefresh(node).look)
        yield _every(sweep, OwnKeys(node).look)
        yield _every(sweep, self.carrier.keys.look)

    def _once(self) -> Iterator[Loop]:
        """What one process does for all."""
        node = self.node
        delivery = webhooks(node)
        for duty, work in (
            (LeasedJob.DISPATCH, node.dispatcher.run),
            (LeasedJob.ROUNDS, self._rounds),
            (LeasedJob.SYNCHRONISATION, self.sync.run),
            (LeasedJob.WEBHOOKS, delivery.run),
            (LeasedJob.DOCUMENTS, lambda: node.fetching.run(node.fetch_wanted)),
            (LeasedJob.JOBS, self.jobs.run),
        ):
            yield _duty(self.duties, duty, work)

    def _of_index(self) -> Iterator[Loop]:
        node = self.node
        yield _every(LOOK_EVERY_S, node.ahead.look)
        if isinstance(self.duties, Duties):  # else whatever changes the register has it follow
            yield _every(node.settings.sweep_every_s, node.search.follow)

    async def _rounds(self) -> None:
        """Look again and again at what is due, and at what stands still."""
        node, rounds, settings = self.node, self.rounds, self.node.settings
        office, sweep = node.office, settings.sweep_every_s
        await until_done(node.settings.sweep_every_s, rounds.begin)
        wrapping = WrappingAgain(node)
        standing = StalledWork(node.db, office.code, node.clock)
        commit_s = timedelta(seconds=settings.journal_commit_s)
        committing = JournalCommitting(node.db, node.me, commit_s)
        deadlines = rounds.noted(PeriodicWork.DEADLINES, lambda: sweep_deadlines(office))
        reconciliation = rounds.noted(PeriodicWork.RECONCILIATION, lambda: _reconcile(node))
        async with asyncio.TaskGroup() as group:
            for seconds, look in (
                (sweep, deadlines),
                (sweep, rounds.noted(PeriodicWork.DATES, DailySweep(office).look)),
                (sweep, wrapping.look),
                (sweep, KeyDestruction(node, wrapping).look),
                (settings.reconcile_every_s, reconciliation),
                (settings.look_every_s, standing.look),
                (settings.look_every_s, committing.look),
                (settings.look_every_s, self.carrier.failed.look),
                (settings.look_every_s, lambda: scan_waiting(office)),
                (settings.look_every_s, ContentCheck(office).look),
                (settings.sync_every_s, node.restoring.look),
            ):
                group.create_task(repeat(seconds, look))


def _every(seconds: float, look: Callable[[], object]) -> Loop:
    return lambda: repeat(seconds, look)


def _duty(duties: Duties | EveryDuty, duty: LeasedJob, work: Loop) -> Loop:
    return lambda: duties.carry(duty, work)


async def _run(loop: Loop) -> None:
    await loop()


def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()


def webhooks(node: Node) -> WebhookDelivery:
    """Return what sends events to the addresses that accounts have given.

    Raises:
        InputError: SETTING_INVALID; the networks or the certificates of receivers are none.
    """
    settings = node.settings
    file = settings.path(settings.webhook_ca) if settings.webhook_ca else None
    posting = Posting(allowed_networks(settings.webhook_networks), trusted_receivers(file))
    return WebhookDelivery(node.office, posting.connect, timedelta(days=settings.webhook_days))


async def _reconcile(node: Node) -> None:
    done = await reconcile(node.office)
    log.info("node.reconciled", **done.model_dump())


async def _bring_index_up(node: Node) -> None:
    """Bring the index up before the first search needs it.

    What is loaded by then stays; a look of Python's collector at it would stop the node for a
    third of a second, often in the middle of a search (bench/match.py).
    """
    # A database that fails over just now comes back: a process that begins does not end for it.
    await until_done(LOOK_EVERY_S, node.search.follow)
    gc.freeze()
