"""Runs one node: its engine, gRPC, REST, dispatch, sweeps, synchronisation.

Everything that runs is a task of one group: when one of them fails, the node stops and
says why, rather than going on with half of itself.
"""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from functools import partial

import structlog

from gateway.api.app import create_app
from gateway.api.outside import Outside
from gateway.app.api_tls import ApiTls, api_tls
from gateway.app.doctor.trials import responsible, trials
from gateway.app.engine_connection import EngineCarrier
from gateway.app.http_timeouts import GRACE_S
from gateway.app.listeners import ServedApps, open_doors
from gateway.app.logs import on_loop_error
from gateway.app.metrics import text_of
from gateway.app.node import Node
from gateway.app.probes import needed_parts, probes
from gateway.app.several.leased_jobs import Duties, EveryDuty
from gateway.app.several.roles import COMPARING, ProcessRole
from gateway.app.work.loops import NodeWork
from gateway.app.work.register_sync import Synchronising
from gateway.casework.handlers.workflow_steps import SyncSteps
from gateway.casework.node.health import Doctor, Trials, ready
from gateway.casework.node.periodic_work import Rounds
from gateway.console.access.oidc import Provider, ProviderSettings
from gateway.console.app import create_console
from gateway.documents.content_server import DOCUMENT_SERVICE, serve_documents
from gateway.errors import ComityError, Reason
from gateway.exchange.law_service import LAW_SERVICE, serve_law
from gateway.exchange.rate_limits import AccountShares, Limits
from gateway.exchange.server import EXCHANGE_SERVICE, NodeServer, exchange_handler
from gateway.matching.index_warmup import warm_up
from gateway.parts import ANNUAL, part
from gateway.register.sync.service import REGISTER_SERVICE, serve_register
from gateway.settings import Settings
from gateway.store.writer import Written
from gateway.trust.tls import server_credentials
from workflows.engine import TemporalEngine
from workflows.ids import TASK_QUEUE

log = structlog.get_logger(__name__)

LOOK_BACK_S = 3.0
"""How long a start waits for members that do not answer, in seconds."""

SYNC_FIRST_S = 60.0
"""The same for a node whose database has gone back: it reads the others' logs first."""


async def run_node(
    settings: Settings,
    *,
    reached: Callable[[str], None] = lambda _: None,
    ready: Callable[[], None] | None = None,
    stopping: Callable[[], None] | None = None,
) -> None:
    """Run a node until it is cancelled or told to stop (SIGTERM, SIGINT).

    Args:
        settings: The node's settings.
        reached: Called at the end of each phase of the start, with its name.
        ready: Called once peers and officers are served.
        stopping: Called when the node is told to stop.

    Raises:
        ComityError: A part cannot be started; names the part and the remedy.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(on_loop_error)
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with serving(settings, reached) as node:
        log.info("node.up", authority=settings.authority, listen=settings.listen)
        if part(ANNUAL) is None:  # a choice of who installs, or a library that went missing
            log.warning("node.without_annual_report", install="comity[report]")
        if ready is not None:
            ready()
        await stop.wait()
        log.info("node.stopping", authority=node.me.code)
        if stopping is not None:
            stopping()


@asynccontextmanager
async def serving(
    settings: Settings, reached: Callable[[str], None] = lambda _: None
) -> AsyncIterator[Node]:
    """Serve a node as long as the block runs; `reached` is told each phase of its start."""
    async with AsyncExitStack() as stack:
        engine, tls = TemporalEngine(None, TASK_QUEUE), api_tls(settings)
        node = Node(settings, engine, made=True)
        reached("database and keys read")
        stack.push_async_callback(node.close)
        shared = bool(settings.serve)
        if shared:
            node.deliverer.among_several()
        rounds = Rounds(node.db)
        sync = Synchronising(node, engine, rounds)
        carrier = EngineCarrier(node, engine, sync)
        await _look_back(node, SyncSteps(node.office))
        reached("others asked")
        server = None
        if ProcessRole.EXCHANGE in node.roles:
            server = _server(node, shared=shared)
            await server.start(settings.listen)
            stack.push_async_callback(server.stop, GRACE_S)
        limits = Limits(per_s=settings.requests_per_s, at_once=settings.requests_at_once)
        shares, who = AccountShares(limits), partial(responsible, node)
        app = create_app(
            node.office,
            probes=probes(node, engine, tls),
            sync_now=sync.sync_now,
            shares=shares,
            outside=outside(node, engine, tls),
            jobs_at_once=settings.jobs_at_once,
            jobs_kept=timedelta(days=settings.job_days),
            doctor=Doctor(Trials(lambda: trials(node, engine), who), who),
        )
        loop, wanted = asyncio.get_running_loop(), app.state.jobs.wanted
        node.db.after_commit(Written.JOBS, lambda: loop.call_soon_threadsafe(wanted.set))
        console = create_console(node.office, provider=provider_of(settings), shares=shares)
        served = ServedApps(app, console, node.roles, shared=shared)
        await stack.enter_async_context(open_doors(served, settings, tls))
        stack.callback(node.office.news.end)  # before the server waits for who is answered
        stack.callback(gc.unfreeze)
        duties = Duties(node.db) if shared else EveryDuty()
        work = NodeWork(
            node=node,
            sync=sync,
            carrier=carrier,
            rounds=rounds,
            jobs=app.state.jobs,
            duties=duties,
            connections=None if server is None else server.connections,
        )
        await stack.enter_async_context(work.under_way())
        if settings.matcher_at_start and node.roles & COMPARING:
            # It takes a second, in which letters are taken and officers are served already.
            tables = asyncio.create_task(asyncio.to_thread(warm_up))
            stack.callback(tables.cancel)
        reached("doors open")
        yield node


def _server(node: Node, *, shared: bool) -> NodeServer:
    """Return what answers the other members, as yet without an address."""
    server = NodeServer(
        node.me,
        server_credentials(node.tls),
        [exchange_handler(node.intake, node.returner)],
        [EXCHANGE_SERVICE, REGISTER_SERVICE, LAW_SERVICE, DOCUMENT_SERVICE],
        heard=node.deliverer.heard,
        shared=shared,
    )
    serve_register(server.grpc, node.register_service)
    serve_law(server.grpc, node.law_service)
    serve_documents(server.grpc, node.document_service)
    return server


def outside(node: Node, engine: TemporalEngine, tls: ApiTls | None = None) -> Outside:
    """Return what a node shows to who runs it.

    Raises:
        InputError: SETTING_INVALID; the file of the scrape token cannot be read.
    """
    parts = needed_parts(node, engine, tls)
    return Outside(
        is_live=lambda: node.db.is_alive,
        readiness=lambda: ready(parts),
        metrics=lambda: text_of(node, engine),
        scrape_token=node.settings.scrape_token,
    )


async def _look_back(node: Node, sync: SyncSteps) -> None:
    """Ask the others, before anybody is served, whether our database is an older one.

    If it is, the registers are synchronised too: what was ordered to be erased since is erased
    before it can be read here. Who does not answer within the time is asked again later.
    """
    with suppress(ComityError, TimeoutError):
        async with asyncio.timeout(LOOK_BACK_S):
            await node.restoring.look()
    if node.restoring.letters.under_way:
        with suppress(ComityError, TimeoutError):
            async with asyncio.timeout(SYNC_FIRST_S):
                await sync.sync_all()
                await node.restoring.look()


def provider_of(settings: Settings) -> Provider | None:
    """Return the provider at which officers may sign in too, None where there is none.

    Raises:
        InputError: SETTING_INVALID; a setting is missing that it needs, or its secret cannot be
            read.
    """
    if not settings.oidc_issuer:
        return None
    for name in ("console_origin", "oidc_client_id", "oidc_client_secret_file"):
        if not getattr(settings, name):
            raise Reason.SETTING_INVALID.error(
                "{field}: it is empty, and a provider needs it",
                remedy="Set it, or leave oidc_issuer empty.",
                field=name,
            )
    known = ProviderSettings(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.file("oidc_client_secret_file", secret=True).strip(),
        origin=settings.console_origin,
        algorithms=tuple(settings.oidc_algorithms.split()),
        acr=settings.oidc_acr,
    )
    return Provider(known)
