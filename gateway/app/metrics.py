"""A node's figures for Prometheus: what `/metrics` shows, and what each name means.

Each scrape takes one snapshot of the database and asks the node's parts; beside it stand the
counters that run all the time (`gateway.exchange.refusals`, `gateway.api.around`) and those of
the process. Labels are words of ours, codes of authorities and routes without their values: no
name of a person or a firm, no id of a case.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Final

from cryptography import x509
from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector, CollectorRegistry
from sqlalchemy import Connection

from gateway.app.node import Node
from gateway.app.several.leased_jobs import LeasedJob
from gateway.app.several.process_status import ProcessStanding
from gateway.app.several.roles import ProcessRole
from gateway.app.temporal.probing import engine_seen
from gateway.casework.acts.due_dates import near_dates
from gateway.casework.acts.journal import tasks_by_kind
from gateway.casework.denials.register_status import RegisterStatus, registers_now
from gateway.casework.feed.events import Feed
from gateway.casework.feed.webhook_rows import Webhooks, webhooks_now
from gateway.casework.handlers.stalled_work import Age, ages
from gateway.casework.node.periodic_work import backup_noted
from gateway.casework.records.consultation_rows import last_instants
from gateway.casework.services import Work
from gateway.errors import ComityError
from gateway.exchange.dispatch_queue import pending_by_state
from gateway.exchange.engine_calls import machine_time, waiting_wakes
from gateway.exchange.outbox_rows import letters_by_state
from gateway.register.denials.changes import register_position_now
from gateway.register.log.log_store import LogState
from gateway.store.backlog import Backlog
from gateway.store.database import Load, octets
from gateway.trust.members import MemberKey
from workflows.engine import Served, TemporalEngine

DAY = timedelta(days=1)

WITHIN_DAYS: Final = (0, 1, 3, 7, 30)
"""For each clock it is counted how many run out within so many days; 0: they have run out."""


async def text_of(node: Node, engine: TemporalEngine) -> bytes:
    """Return a node's figures in the text format of Prometheus."""
    stored: list[Metric] | None = None
    backup = None
    with suppress(ComityError):  # what the node still knows is worth more than an error
        stored = await node.db.read(lambda conn: list(of_the_database(conn, node)))
        backup = await node.db.read(backup_noted)
    seen = await engine_seen(engine)
    standing = await standing_of(node)
    families = chain(
        (_gauge("database_up", "1 while the database answers.", stored is not None),),
        _of_the_writer(node.db.load),
        _of_the_engine(seen, engine.mended),
        _of_the_ends(node),
        _of_the_machine(node.settings.home, backup),
        stored or (),
        () if standing is None else _of_the_processes(standing),
    )
    return await asyncio.to_thread(_text, families)


def _text(families: Iterable[Metric]) -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Scrape(families))
    return generate_latest(registry) + generate_latest(REGISTRY)


class _Scrape(Collector):
    """The families of one scrape, made as they are written."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        """Give every family, each with its meaning."""
        return self._families


async def standing_of(node: Node) -> ProcessStanding | None:
    """Return how the processes of a gateway stand; None where there is one, or nobody knows."""
    if not node.settings.serve:
        return None
    with suppress(ComityError):
        return await node.db.read(ProcessStanding.read)
    return None


def _of_the_writer(load: Load) -> Iterator[Metric]:
    yield _gauge("writer_waiting", "Pieces of work that wait for the writer.", load.to_write)
    yield _gauge("readers_waiting", "Reads that wait for a reader.", load.to_read)
    yield _counter("writer_groups", "Commits of the writer.", load.groups)
    yield _counter(
        "writer_pieces", "Pieces of work in them; over groups: the size of a group.", load.pieces
    )
    yield _counter(
        "writer_again",
        "Groups that were tried again, on PostgreSQL: deadlocks, lost connections.",
        load.again,
    )


def _of_the_engine(seen: tuple[bool, Served | None], mended: int) -> Iterator[Metric]:
    answers, served = seen
    polled = served is not None and served.polled
    yield _gauge("engine_up", "1 while the workflow engine answers.", answers)
    yield _gauge("engine_served", "1 while workers of ours ask it for work.", polled)
    yield _counter("engine_mended", "Sick runs that were begun anew.", mended)
    served = served or Served(())
    for at, (name, meaning) in enumerate(
        (
            ("pollers", "Workers that ask a queue of the engine for work."),
            ("backlog", "Tasks that wait in it, about."),
            ("backlog_oldest_seconds", "Age of the oldest of them."),
        )
    ):
        queues: dict[tuple[str, ...], float] = {
            (each.queue, each.of): (each.pollers, each.backlog, each.oldest.total_seconds())[at]
            for each in served.queues
        }
        yield _family(f"engine_{name}", meaning, ("queue", "of"), queues)
    versions = dict.fromkeys(served.versions, 1.0)
    meaning = "1 for each version of the program that asks for work."
    yield _labelled("engine_versions", meaning, "version", versions)


def _of_the_ends(node: Node) -> Iterator[Metric]:
    """Yield when what a node shows to others ends: days, by its clock; below nought once it has.

    What has no end, or is not there, has no figure. Nobody confirms a directory: 0 days, where the
    federation says that somebody does.
    """
    now, settings, directory = node.clock.now(), node.settings, node.me.directory()
    until, api = node.me.confirmed_until(), settings.api_tls_cert
    unconfirmed = 0.0 if directory.state_days else None
    for name, meaning, days in (
        (
            "certificate_days",
            "Days until our TLS certificate ends.",
            _certificate_days(node.tls.certificate, now),
        ),
        ("directory_days", "Days until the directory ends.", (directory.expires - now) / DAY),
        (
            "api_certificate_days",
            "Days until that for systems ends.",
            _api_days(settings.path(api), now) if api else None,
        ),
        (
            "directory_confirmed_days",
            "Days for which it is stated the newest.",
            unconfirmed if until is None else (until - now) / DAY,
        ),
    ):
        if days is not None:
            yield _gauge(name, meaning, days)
    member = directory.members.get(node.me.code)
    keys = {} if member is None else retiring(member.keys, now)
    yield _labelled("key_days", "Days until no key of a use is left.", "use", keys)


def retiring(keys: Iterable[MemberKey], now: datetime) -> dict[str, float]:
    """Return for each use the days until no key of it is left; a use that goes on is left out."""
    last: dict[str, datetime | None] = {}
    for key in keys:
        use, until = key.use.name.lower(), key.retired_at
        if key.revoked_at is not None:
            until = min(key.revoked_at, until or key.revoked_at)
        before = last.get(use, until)
        last[use] = None if before is None or until is None else max(before, until)
    return {use: (until - now) / DAY for use, until in last.items() if until is not None}


def _certificate_days(path: Path, now: datetime) -> float:
    return (x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc - now) / DAY


def _api_days(path: Path, now: datetime) -> float | None:
    """Return the days of a file that somebody may be about to replace."""
    try:
        return _certificate_days(path, now)
    except (OSError, ValueError):
        return None


def _of_the_machine(home: Path, backup: datetime | None) -> Iterator[Metric]:
    disk, now = shutil.disk_usage(home), machine_time()  # a rehearsal does not move it
    yield _gauge("disk_free_bytes", "Octets free where the node's folder lies.", disk.free)
    yield _gauge("disk_size_bytes", "Octets of that disk.", disk.total)
    yield _gauge("machine_seconds", "The machine's time at the scrape.", now.timestamp())
    if backup is not None:
        age = (now - backup).total_seconds()
        yield _gauge("backup_age_seconds", "Since the last backup, or the first start.", age)


def _of_the_processes(now: ProcessStanding) -> Iterator[Metric]:
    roles = {role.value: float(now.having(role)) for role in ProcessRole}
    yield _labelled("processes", "Processes that are there, by what they do.", "role", roles)
    silent = "Processes that went silent, and in whose place none has begun."
    yield _gauge("processes_silent", silent, len(now.silent))
    done = {duty.value: float(duty not in now.undone) for duty in LeasedJob}
    yield _labelled("duty_done", "1 while a process does what is done once.", "duty", done)


def of_the_database(conn: Connection, node: Node) -> Iterator[Metric]:
    """Yield what lies and waits in the database, on one snapshot."""
    at, untold = node.clock.now(), waiting_wakes(conn)
    yield _gauge("database_bytes", "Size of the database.", octets(conn))
    for name, label, meaning, piles in (
        ("letters_sent", "state", "Letters of the outbox.", letters_by_state(conn)),
        ("letters_received", "state", "Letters that have had no effect.", pending_by_state(conn)),
        ("tasks", "kind", "Open tasks for a person.", tasks_by_kind(conn)),
    ):
        yield from _piles(name, meaning, label, piles, at)
    yield from _waits(ages(conn, at))
    yield from _clocks(conn, at)
    yield from _registers(registers_now(Work(conn, node.office)))
    lag = max(0, register_position_now(conn) - node.search.position)
    yield _gauge("index_lag", "Changes that the search index has not taken yet.", lag)
    yield _gauge("engine_news", "Pieces of news that wait for the engine.", untold.wakes)
    yield _gauge("engine_news_failing", "Of them, those that it did not take.", untold.failing)
    yield from _webhooks(webhooks_now(conn, Feed(node.office)), at)


def _webhooks(hooks: Webhooks, at: datetime) -> Iterator[Metric]:
    yield _gauge("webhooks", "Addresses to which events are sent.", hooks.number)
    yield _gauge("webhooks_failing", "Of them, those whose receiver takes none.", hooks.failing)
    for name, meaning, since in (
        ("failing", "For how long the first of those.", hooks.since),
        ("behind", "For how long an event waits at most.", hooks.behind_since),
    ):
        age = 0.0 if since is None else (at - since).total_seconds()
        yield _gauge(f"webhooks_{name}_seconds", meaning, age)
    yield _gauge("webhooks_dead", "Events that were set aside after days.", hooks.dead)


def _piles(
    name: str, meaning: str, label: str, piles: Iterable[Backlog], at: datetime
) -> Iterator[Metric]:
    found = tuple(piles)
    yield _labelled(name, meaning, label, {each.state: each.number for each in found})
    oldest = {
        each.state: (at - each.oldest).total_seconds() for each in found if each.oldest is not None
    }
    yield _labelled(f"{name}_oldest_seconds", f"{meaning} Age of the oldest.", label, oldest)


def _waits(waits: Iterable[Age]) -> Iterator[Metric]:
    found = tuple(waits)
    for name, meaning, values in (
        ("waiting", "Of each kind that can stand still, how many wait.", "waiting"),
        ("waiting_oldest_seconds", "Age of the oldest of them.", "oldest_s"),
        ("waiting_greatest_seconds", "The age above which one is a task.", "greatest_s"),
        ("overdue", "Of each kind, how many are older than that.", "overdue"),
    ):
        kinds = {str(each.kind): getattr(each, values) for each in found}
        yield _labelled(name, meaning, "kind", kinds)


def _clocks(conn: Connection, at: datetime) -> Iterator[Metric]:
    """Yield how last instants of consultations and dates of each kind come near."""
    left: dict[str, list[float]] = {"asked": [], "asked_of_us": []}
    for ours, due in last_instants(conn):
        left["asked" if ours else "asked_of_us"].append((due - at) / DAY)
    for kind, due in near_dates(conn, at + timedelta(days=WITHIN_DAYS[-1])):
        left.setdefault(kind, []).append((due - at) / DAY)
    yield _family(
        "clocks",
        "Last instants and dates that come within so many days; 0: they are past.",
        ("of", "within_days"),
        {
            (kind, str(days)): sum(each <= days for each in found)
            for kind, found in left.items()
            for days in WITHIN_DAYS
            if found
        },
    )
    nearest = {kind: min(found) * DAY.total_seconds() for kind, found in left.items() if found}
    yield _labelled("clock_next_seconds", "Seconds until the first of them.", "of", nearest)


def _registers(registers: Iterable[RegisterStatus]) -> Iterator[Metric]:
    every = tuple(registers)
    others = [each for each in every if not each.own]
    ages = {each.origin: each.age_s for each in others if each.age_s is not None}
    fresh = {each.origin: each.fresh for each in others}
    followed = {each.origin: each.state == LogState.FOLLOWING for each in every}
    lags = {each.origin: each.lag for each in others}
    sizes = {each.origin: each.size for each in every}
    for name, meaning, values in (
        ("age_seconds", "Since a register was found complete.", ages),
        ("fresh", "1 while the rulebook calls a register fresh.", fresh),
        ("followed", "0 after a proof of fraud; of our own: while others hold more.", followed),
        ("lag", "Entries that are known to be signed and are not held.", lags),
        ("entries", "Entries that are held of a register.", sizes),
    ):
        yield _labelled(f"register_{name}", meaning, "origin", values)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"comity_{name}", meaning, value=float(value))


def _counter(name: str, meaning: str, value: float) -> Metric:
    return CounterMetricFamily(f"comity_{name}", meaning, value=float(value))


def _labelled(name: str, meaning: str, label: str, values: Mapping[str, float]) -> Metric:
    return _family(name, meaning, (label,), {(word,): value for word, value in values.items()})


def _family(
    name: str, meaning: str, labels: tuple[str, ...], values: Mapping[tuple[str, ...], float]
) -> Metric:
    family = GaugeMetricFamily(f"comity_{name}", meaning, labels=labels)
    for words, value in values.items():
        family.add_metric(words, float(value))
    return family
