"""A node's figures for Prometheus: what `/metrics` shows, and what each name means.

Each scrape takes one snapshot of the database and asks the node's parts; beside it stand the
counters that run all the time (`gateway.exchange.refusals`, `gateway.api.around`) and those of
the process. Labels are words of ours, codes of authorities and routes without their values.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector, CollectorRegistry

from gateway.app.figures import NodeFigures, count
from gateway.app.node import Node
from gateway.app.several.duties import SoleDuty
from gateway.app.several.roles import ProcessRole
from gateway.app.several.standing import ProcessStanding
from gateway.app.temporal.probing import engine_seen
from gateway.casework.node.rounds import backup_noted
from gateway.errors import ComityError
from gateway.exchange.engine_calls import machine_time
from gateway.register.log.log_store import LogState
from gateway.store.database import Load
from gateway.store.piles import Pile
from gateway.trust.members import MemberKey
from workflows.engine import QueueServed, Served, TemporalEngine

# When what a node shows to others ends: certificates, keys, the directory and its confirmation.
#
# Days that are left, by the node's clock; below nought once it is over. What has no end, or is not
# there, has no figure.

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Days until each of them ends.

    Attributes:
        certificate: Our TLS certificate towards the other members.
        api_certificate: Of the REST interface over a network; None where there is none, or its
            file cannot be read.
        directory: The directory that is held.
        confirmed: The newest statement that it is the newest; None where the federation makes
            none.
        keys: For each use of a key, the last of ours that the directory names, where it retires.
    """

    certificate: float
    api_certificate: float | None
    directory: float
    confirmed: float | None
    keys: Mapping[str, float]


async def ends_of(node: Node) -> Ends:
    """Return how long what a node shows still holds."""
    now, settings = node.clock.now(), node.settings
    directory, until = node.me.directory(), node.me.confirmed_until()
    api = settings.path(settings.api_tls_cert) if settings.api_tls_cert else None
    member = directory.members.get(node.me.code)
    unconfirmed = 0.0 if directory.state_days else None
    return Ends(
        certificate=await asyncio.to_thread(_certificate_days, node.tls.certificate, now),
        api_certificate=None if api is None else await asyncio.to_thread(_api_days, api, now),
        directory=(directory.expires - now) / DAY,
        confirmed=unconfirmed if until is None else (until - now) / DAY,
        keys={} if member is None else retiring(member.keys, now),
    )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of a node at one scrape.

    Attributes:
        figures: What lies in its database; None while that does not answer.
        load: What its database has to do.
        index: How far the search index has come.
        ends: When certificates, keys and the directory end.
        engine_answers: Whether the workflow engine answers.
        engine: How its queues are served; None while it does not say.
        engine_mended: Sick runs that were begun anew since the process began.
        disk_free: Octets that are free where the node's folder lies, of `disk_size`.
        disk_size: Octets of that disk.
        backup: When the last backup was made, or a node without one began; None while the database
            does not answer.
        machine: The machine's time at the scrape; a rehearsal does not move it.
        standing: How the processes of the gateway stand; None of a node of one process, and while
            the database does not answer.
    """

    figures: NodeFigures | None
    load: Load
    index: int
    ends: Ends
    engine_answers: bool
    engine: Served | None
    engine_mended: int
    disk_free: int
    disk_size: int
    backup: datetime | None
    machine: datetime
    standing: ProcessStanding | None = None


async def text_of(node: Node, engine: TemporalEngine) -> bytes:
    """Return a node's figures in the text format of Prometheus."""
    seen = await _look(node, engine)
    return await asyncio.to_thread(_text, seen)


def _text(seen: Seen) -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families(seen))
    return generate_latest(registry) + generate_latest(REGISTRY)


async def _look(node: Node, engine: TemporalEngine) -> Seen:
    figures = backup = None
    with suppress(ComityError):  # what the node still knows is worth more than an error
        figures = await node.db.read(lambda conn: count(conn, node.office))
        backup = await node.db.read(backup_noted)
    answers, served = await engine_seen(engine)
    disk = await asyncio.to_thread(shutil.disk_usage, node.settings.home)
    return Seen(
        figures=figures,
        load=node.db.load,
        index=node.search.position,
        ends=await ends_of(node),
        engine_answers=answers,
        engine=served,
        engine_mended=engine.mended,
        disk_free=disk.free,
        disk_size=disk.total,
        backup=backup,
        machine=machine_time(),
        standing=await standing_of(node),
    )


async def standing_of(node: Node) -> ProcessStanding | None:
    """Return how the processes of a gateway stand; None where there is one, or nobody knows."""
    if not node.settings.serve:
        return None
    with suppress(ComityError):
        return await node.db.read(ProcessStanding.read)
    return None


class _Families(Collector):
    """What was seen, as the families of Prometheus' client."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def collect(self) -> Iterator[Metric]:
        """Give every family, each with its meaning."""
        yield from _of_the_process(self._seen)
        if self._seen.figures is not None:
            yield from _of_the_database(self._seen.figures, self._seen.index)
        if self._seen.standing is not None:
            yield from _of_the_processes(self._seen.standing)


def _of_the_process(seen: Seen) -> Iterator[Metric]:
    load = seen.load
    yield _gauge("database_up", "1 while the database answers.", seen.figures is not None)
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
    yield from _of_the_engine(seen)
    yield from _of_the_ends(seen.ends)
    yield _gauge("disk_free_bytes", "Octets free where the node's folder lies.", seen.disk_free)
    yield _gauge("disk_size_bytes", "Octets of that disk.", seen.disk_size)
    yield _gauge("machine_seconds", "The machine's time at the scrape.", seen.machine.timestamp())
    if seen.backup is not None:
        age = (seen.machine - seen.backup).total_seconds()
        yield _gauge("backup_age_seconds", "Since the last backup, or the first start.", age)


def _of_the_processes(now: ProcessStanding) -> Iterator[Metric]:
    roles = {role.value: float(now.having(role)) for role in ProcessRole}
    yield _labelled("processes", "Processes that are there, by what they do.", "role", roles)
    silent = "Processes that went silent, and in whose place none has begun."
    yield _gauge("processes_silent", silent, len(now.silent))
    done = {duty.value: float(duty not in now.undone) for duty in SoleDuty}
    yield _labelled("duty_done", "1 while a process does what is done once.", "duty", done)


def _of_the_engine(seen: Seen) -> Iterator[Metric]:
    served = seen.engine
    polled = served is not None and served.polled
    yield _gauge("engine_up", "1 while the workflow engine answers.", seen.engine_answers)
    yield _gauge("engine_served", "1 while workers of ours ask it for work.", polled)
    yield _counter("engine_mended", "Sick runs that were begun anew.", seen.engine_mended)
    yield from _queues(served or Served(()))


def _of_the_ends(ends: Ends) -> Iterator[Metric]:
    yield _gauge("certificate_days", "Days until our TLS certificate ends.", ends.certificate)
    yield _gauge("directory_days", "Days until the directory ends.", ends.directory)
    for name, meaning, days in (
        ("api_certificate_days", "Days until that for systems ends.", ends.api_certificate),
        ("directory_confirmed_days", "Days for which it is stated the newest.", ends.confirmed),
    ):
        if days is not None:
            yield _gauge(name, meaning, days)
    yield _labelled("key_days", "Days until no key of a use is left.", "use", ends.keys)


def _queues(served: Served) -> Iterator[Metric]:
    for name, meaning, values in (
        ("pollers", "Workers that ask a queue of the engine for work.", "pollers"),
        ("backlog", "Tasks that wait in it, about.", "backlog"),
    ):
        yield _of_queues(name, meaning, {each: getattr(each, values) for each in served.queues})
    oldest = {each: each.oldest.total_seconds() for each in served.queues}
    yield _of_queues("backlog_oldest_seconds", "Age of the oldest of them.", oldest)
    versions = dict.fromkeys(served.versions, 1.0)
    meaning = "1 for each version of the program that asks for work."
    yield _labelled("engine_versions", meaning, "version", versions)


def _of_queues(name: str, meaning: str, values: Mapping[QueueServed, float]) -> Metric:
    family = GaugeMetricFamily(f"comity_engine_{name}", meaning, labels=("queue", "of"))
    for each, value in values.items():
        family.add_metric((each.queue, each.of), float(value))
    return family


def _of_the_database(figures: NodeFigures, index: int) -> Iterator[Metric]:
    yield _gauge("database_bytes", "Size of the database.", figures.octets)
    yield from _piles("letters_sent", "state", "Letters of the outbox.", figures.sent, figures)
    yield from _piles(
        "letters_received", "state", "Letters that have had no effect.", figures.received, figures
    )
    yield from _piles("tasks", "kind", "Open tasks for a person.", figures.tasks, figures)
    yield from _waits(figures)
    yield from _clocks(figures)
    yield from _registers(figures)
    lag = max(0, figures.position - index)
    yield _gauge("index_lag", "Changes that the search index has not taken yet.", lag)
    untold = figures.untold
    yield _gauge("engine_news", "Pieces of news that wait for the engine.", untold.wakes)
    yield _gauge("engine_news_failing", "Of them, those that it did not take.", untold.failing)
    yield from _webhooks(figures)


def _webhooks(figures: NodeFigures) -> Iterator[Metric]:
    hooks = figures.webhooks
    age = 0.0 if hooks.since is None else (figures.at - hooks.since).total_seconds()
    yield _gauge("webhooks", "Addresses to which events are sent.", hooks.number)
    yield _gauge("webhooks_failing", "Of them, those whose receiver takes none.", hooks.failing)
    yield _gauge("webhooks_failing_seconds", "For how long the first of those.", age)
    yield _gauge("webhooks_dead", "Events that were set aside after days.", hooks.dead)


def _piles(
    name: str, label: str, meaning: str, piles: Iterable[Pile], figures: NodeFigures
) -> Iterator[Metric]:
    found = tuple(piles)
    yield _labelled(name, meaning, label, {each.state: each.number for each in found})
    ages = {
        each.state: (figures.at - each.oldest).total_seconds()
        for each in found
        if each.oldest is not None
    }
    yield _labelled(f"{name}_oldest_seconds", f"{meaning} Age of the oldest.", label, ages)


def _waits(figures: NodeFigures) -> Iterator[Metric]:
    for name, meaning, values in (
        ("waiting", "Of each kind that can stand still, how many wait.", "waiting"),
        ("waiting_oldest_seconds", "Age of the oldest of them.", "oldest_s"),
        ("waiting_greatest_seconds", "The age above which one is a task.", "greatest_s"),
        ("overdue", "Of each kind, how many are older than that.", "overdue"),
    ):
        found = {str(each.kind): getattr(each, values) for each in figures.waits}
        yield _labelled(name, meaning, "kind", found)


def _clocks(figures: NodeFigures) -> Iterator[Metric]:
    family = GaugeMetricFamily(
        "comity_clocks",
        "Last instants and dates that come within so many days; 0: they are past.",
        labels=("of", "within_days"),
    )
    for kind, each in figures.clocks.items():
        for days, number in each.within.items():
            family.add_metric((kind, str(days)), number)
    yield family
    nearest = {kind: each.next_s for kind, each in figures.clocks.items()}
    yield _labelled("clock_next_seconds", "Seconds until the first of them.", "of", nearest)


def _registers(figures: NodeFigures) -> Iterator[Metric]:
    others = [each for each in figures.registers if not each.own]
    ages = {each.origin: each.age_s for each in others if each.age_s is not None}
    fresh = {each.origin: each.fresh for each in others}
    followed = {each.origin: each.state == LogState.FOLLOWING for each in figures.registers}
    lags = {each.origin: each.lag for each in others}
    sizes = {each.origin: each.size for each in figures.registers}
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
    family = GaugeMetricFamily(f"comity_{name}", meaning, labels=(label,))
    for word, value in values.items():
        family.add_metric((word,), float(value))
    return family
