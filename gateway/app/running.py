"""Runs one node: its engine, gRPC, REST, dispatch, sweeps, synchronisation.

Everything that runs is a task of one group: when one of them fails, the node stops and
says why, rather than going on with half of itself.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import structlog
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.api.answers.compression import PAGES, Compressed
from gateway.api.app import create_app
from gateway.api.jobs.runner import JobRunner
from gateway.api.outside import Outside
from gateway.app.api_tls import ApiTls, api_tls
from gateway.app.carrying import LOOPBACK, EngineCarrier
from gateway.app.keys.destroying import KeyDestruction
from gateway.app.keys.following import OwnKeys
from gateway.app.keys.wrapping_again import WrappingAgain
from gateway.app.logs import on_loop_error
from gateway.app.metrics import text_of
from gateway.app.node import Node, build_node
from gateway.app.patience import GRACE_S, Server
from gateway.app.posting import Posting, trusted_receivers
from gateway.app.probes import needed_parts, probes
from gateway.app.reading_ahead import LOOK_EVERY_S
from gateway.app.refreshing import DirectoryRefresh
from gateway.casework.feed.delivery import WebhookDelivery
from gateway.casework.handlers.reconciling import reconcile, sweep_deadlines
from gateway.casework.handlers.standing_still import StandingStill
from gateway.casework.handlers.workflow_steps import DailySweep, SyncSteps
from gateway.casework.office.content_gate import scan_waiting
from gateway.casework.office.health import ready
from gateway.casework.office.rounds import Round, Rounds
from gateway.console.access.oidc import Provider, ProviderSettings
from gateway.console.app import ROOT, create_console
from gateway.documents.giving import DOCUMENT_SERVICE, serve_documents
from gateway.domain.feed.webhooks import allowed_networks
from gateway.errors import ComityError, InputError, Reason, UnavailableError
from gateway.exchange.account_shares import AccountShares, Limits
from gateway.exchange.defects import log_defect, place_of, reason_of
from gateway.exchange.law_service import LAW_SERVICE, serve_law
from gateway.exchange.server import EXCHANGE_SERVICE, NodeServer, exchange_handler
from gateway.matching.warming import warm_up
from gateway.parts import ANNUAL, part
from gateway.ports import SyncResult
from gateway.register.journal.committing import JournalCommitting
from gateway.register.sync.service import REGISTER_SERVICE, serve_register
from gateway.settings import Settings
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
    ready: Callable[[], None] | None = None,
    stopping: Callable[[], None] | None = None,
) -> None:
    """Run a node until it is cancelled or told to stop (SIGTERM, SIGINT).

    Args:
        settings: The node's settings.
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
    async with serving(settings) as node:
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
async def serving(settings: Settings) -> AsyncIterator[Node]:
    """Serve a node as long as the block runs."""
    async with AsyncExitStack() as stack:
        engine, tls = TemporalEngine(None, TASK_QUEUE), api_tls(settings)
        node = build_node(settings, engine)
        stack.push_async_callback(node.close)
        rounds = Rounds(node.db)
        sync = Synchronising(node, engine, rounds)
        carrier = EngineCarrier(node, engine, sync)
        grpc_server = NodeServer(
            node.me,
            server_credentials(node.tls),
            [exchange_handler(node.intake, node.returner)],
            [EXCHANGE_SERVICE, REGISTER_SERVICE, LAW_SERVICE, DOCUMENT_SERVICE],
            heard=node.deliverer.heard,
        )
        serve_register(grpc_server.grpc, node.register_service)
        serve_law(grpc_server.grpc, node.law_service)
        serve_documents(grpc_server.grpc, node.document_service)
        await _look_back(node, SyncSteps(node.office))
        await grpc_server.start(settings.listen)
        stack.push_async_callback(grpc_server.stop, GRACE_S)
        limits = Limits(per_s=settings.requests_per_s, at_once=settings.requests_at_once)
        shares = AccountShares(limits)
        app = create_app(
            node.office,
            probes=probes(node, engine, tls),
            sync_now=sync.sync_all,
            shares=shares,
            outside=outside(node, engine, tls),
            jobs_at_once=settings.jobs_at_once,
            jobs_kept=timedelta(days=settings.job_days),
        )
        doors = Doors(
            app, create_console(node.office, provider=provider_of(settings), shares=shares)
        )
        await stack.enter_async_context(_rest(doors, settings, tls))
        stack.callback(node.office.news.end)  # before the server waits for who is answered
        stack.callback(gc.unfreeze)
        await stack.enter_async_context(_loops(node, sync, carrier, rounds, app.state.jobs))
        yield node


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


@asynccontextmanager
async def _loops(
    node: Node, sync: Synchronising, carrier: EngineCarrier, rounds: Rounds, jobs: JobRunner
) -> AsyncIterator[None]:
    """Run what repeats; a failure ends the node."""
    settings, office = node.settings, node.office
    await rounds.begin()
    sweep, daily = settings.sweep_every_s, DailySweep(office).look
    wrapping = WrappingAgain(node)
    standing = StandingStill(node.db, office.code, node.clock)
    committing = JournalCommitting(node.db, node.me, timedelta(seconds=settings.journal_commit_s))
    deadlines = rounds.noted(Round.DEADLINES, lambda: sweep_deadlines(office))
    reconciliation = rounds.noted(Round.RECONCILIATION, lambda: _reconcile(node))
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(each)
            for each in (
                carrier.run(),
                node.dispatcher.run(),
                _every(sweep, deadlines),
                _every(sweep, rounds.noted(Round.DATES, daily)),
                _every(sweep, DirectoryRefresh(node).look),
                _every(sweep, OwnKeys(node).look),
                _every(sweep, carrier.keys.look),
                _every(sweep, wrapping.look),
                _every(sweep, KeyDestruction(node, wrapping).look),
                _every(settings.reconcile_every_s, reconciliation),
                _every(settings.look_every_s, standing.look),
                _every(settings.look_every_s, committing.look),
                _every(settings.look_every_s, lambda: scan_waiting(office)),
                _every(settings.sync_every_s, node.restoring.look),
                sync.run(),
                webhooks(node).run(),
                jobs.run(),
                node.fetching.run(node.fetch_wanted),
                _warm_up(node),
                _every(LOOK_EVERY_S, node.ahead.look),
            )
        ]
        try:
            yield
        finally:
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
    return WebhookDelivery(node.office, posting.post, timedelta(days=settings.webhook_days))


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


async def _reconcile(node: Node) -> None:
    done = await reconcile(node.office)
    log.info("node.reconciled", **done.model_dump())


async def _warm_up(node: Node) -> None:
    """Load the matcher's tables and bring the index up, before the first search needs them.

    What is loaded by then stays; a look of Python's collector at it would stop the node for a
    third of a second, often in the middle of a search (bench/match.py).
    """
    if node.settings.matcher_at_start:
        await asyncio.to_thread(warm_up)
    await node.search.follow()
    gc.freeze()


async def _every(seconds: float, call: Callable[[], object]) -> None:
    """Call something at once and then regularly, whatever fails; a defect is told once."""
    told = ""
    while True:
        try:
            result = call()
            if asyncio.iscoroutine(result):
                await result
            told = ""
        except ComityError as exc:
            log.warning("node.waits", reason=str(exc.reason), detail=str(exc))
        except Exception as exc:  # noqa: BLE001 - a full disk must not end the node
            this = f"{reason_of(exc)} {place_of(exc)}"
            if this != told:
                log_defect(log, "node.defect", exc)
            told = this
        await asyncio.sleep(seconds)


class Synchronising:
    """Rounds of synchronisation, with what follows from each.

    Regular ones are started by the engine's schedule, which an operator may pause; by the node
    itself as long as it has no engine. One that is wanted since our log has grown, is made at once.

    Args:
        node: The node.
        engine: Its engine; without a client while it is away.
        rounds: Notes that a round has ended.
    """

    def __init__(self, node: Node, engine: TemporalEngine, rounds: Rounds) -> None:
        self._node = node
        self._sync = SyncSteps(node.office)
        self._rounds = rounds
        self._engine = engine

    async def sync_all(self) -> SyncResult:
        """Make a round, and have the index follow it.

        Raises:
            UnavailableError: The database does not answer.
        """
        found = await self._sync.sync_all()
        await self._rounds.ended(Round.SYNCHRONISATION)
        await self._node.search.follow()
        await self._rounds.ended(Round.SEARCH_INDEX)
        return found

    async def run(self) -> None:
        """Visit the peers now, when a round is wanted, and regularly where nobody else does."""
        wanted, every = self._node.sync_wanted, self._node.settings.sync_every_s
        wanted.set()
        while True:
            if wanted.is_set() or self._engine.client is None:
                wanted.clear()
                await self._guarded()
            with suppress(TimeoutError):
                await asyncio.wait_for(wanted.wait(), every)

    async def _guarded(self) -> None:
        try:
            await self.sync_all()
        except ComityError as exc:
            log.warning("sync.waits", reason=str(exc.reason))
        except Exception as exc:  # noqa: BLE001 - the next round may do what this one could not
            log_defect(log, "sync.defect", exc)


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
            raise InputError(
                f"{name}: it is empty, and a provider needs it",
                reason=Reason.SETTING_INVALID,
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


class Doors:
    """One port, two siblings: what begins with `/desk` is the console's, all else is REST's.

    Args:
        rest: The interface for national systems, and what is shown to who runs the node.
        console: The officers' pages.
    """

    def __init__(self, rest: FastAPI, console: Starlette) -> None:
        self._rest = rest
        self._console = Compressed(console, PAGES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Carry out one request; what is no request (the server's own beginning) is REST's."""
        await self._of(scope)(scope, receive, send)

    def _of(self, scope: Scope) -> ASGIApp:
        path = scope.get("path", "")
        theirs = scope["type"] == "http" and (path in {"/", ROOT} or path.startswith(f"{ROOT}/"))
        return self._console if theirs else self._rest


@asynccontextmanager
async def _rest(app: ASGIApp, settings: Settings, tls: ApiTls | None) -> AsyncIterator[None]:
    """Serve REST and console on the Unix socket (mode 0600) and, where set, on TCP addresses."""
    async with AsyncExitStack() as stack:
        sockets = [unix_socket(settings.path(settings.api_socket))]
        stack.callback(settings.path(settings.api_socket).unlink, missing_ok=True)
        if settings.api_listen:
            sockets.append(_loopback_socket(settings.api_listen))
        await stack.enter_async_context(_serving(Server(app), sockets))
        if tls is not None:
            by_tls = [_tcp_socket(settings.api_tls_listen, "api_tls_listen")]
            await stack.enter_async_context(_serving(Server(app, tls), by_tls))
            looks = asyncio.create_task(
                _every(settings.api_tls_reload_s, lambda: asyncio.to_thread(tls.look))
            )
            stack.callback(looks.cancel)
        yield


@asynccontextmanager
async def _serving(server: Server, sockets: list[socket.socket]) -> AsyncIterator[None]:
    task = asyncio.create_task(server.serve(sockets=sockets))
    try:
        # uvicorn has no event for it; the socket accepts before this, so nobody is refused.
        while not server.started and not task.done():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        if task.done():
            raise UnavailableError("the REST interface cannot be started")
        yield
    finally:
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await task


def unix_socket(path: Path) -> socket.socket:
    """Bind a Unix socket that only this user may use; a dead one in its place is removed.

    Raises:
        UnavailableError: Another node serves it, or the path is too long for the system.
    """
    if path.exists():
        probe = socket.socket(socket.AF_UNIX)
        with probe, suppress(OSError):
            probe.connect(str(path))
            raise UnavailableError(f"another node serves {path}", remedy="Stop it first.")
        path.unlink()
    bound = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        bound.bind(str(path))
    except OSError as exc:
        bound.close()
        raise UnavailableError(
            f"the socket {path} cannot be made: {exc.strerror or exc}",
            remedy="Choose a folder with a shorter path, or set api_socket.",
        ) from exc
    finally:
        os.umask(before)
    return bound


def _loopback_socket(address: str) -> socket.socket:
    if address.rpartition(":")[0] not in LOOPBACK:
        raise InputError(
            f"api_listen: {address} is not on this machine, and this address has no TLS",
            reason=Reason.SETTING_INVALID,
            remedy="Set api_tls_listen, or listen on 127.0.0.1 with a TLS proxy before it.",
            field="api_listen",
        )
    return _tcp_socket(address, "api_listen")


def _tcp_socket(address: str, setting: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, int(port)))
    except (OSError, ValueError) as exc:
        bound.close()
        raise UnavailableError(
            f"the address {address} cannot be taken", remedy=f"Set another {setting}."
        ) from exc
    return bound
