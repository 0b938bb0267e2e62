"""What the doctor and readiness ask of the workflow engine."""

from __future__ import annotations

from datetime import timedelta

from gateway.app.node import Node
from gateway.casework.handlers.stalled_work import in_words
from gateway.errors import Reason, StateError, UnavailableError
from gateway.exchange.engine_calls import waiting_wakes
from workflows.engine import Served, TemporalEngine
from workflows.policies import RETENTION, RETENTION_LEAST

_BACKLOG_MOST = timedelta(minutes=1)
"""A task of the engine that waits for so long: our workers do not keep up, or hang."""


async def engine_served(engine: TemporalEngine) -> Served:
    """Return how the engine's queues are served; what readiness asks.

    Raises:
        UnavailableError: The engine does not answer, nobody asks a queue for work, or a task waits
            for too long.
    """
    await engine.check()
    served = await engine.served()
    if served.unserved:
        named = ", ".join(f"{each.queue} ({each.of})" for each in served.unserved)
        raise Reason.ENGINE_UNAVAILABLE.error(
            "Temporal answers, but no worker of ours asks for what lies in {named}",
            remedy="Read the node's log for engine.lost; start the node again if it says nothing.",
            named=named,
        )
    if served.oldest > _BACKLOG_MOST:
        behind = max(served.queues, key=lambda each: each.oldest)
        raise Reason.ENGINE_UNAVAILABLE.error(
            "{backlog} tasks wait for our workers, the oldest for {in_words} in {queue}",
            remedy="Give the node more of the machine, or start a further one (docs/operations.md);"
            " what waits is done in turn.",
            backlog=served.backlog,
            in_words=in_words(served.oldest.total_seconds()),
            queue=behind.queue,
        )
    return served


async def engine_works(node: Node, engine: TemporalEngine) -> str:
    """Say how the engine is served and what it has not been told; for the doctor.

    Raises:
        UnavailableError: As `engine_served`, or the engine does not take what it is told.
    """
    served = await engine_served(engine)
    told = await node.db.read(waiting_wakes)
    if told.since is not None:
        raise Reason.ENGINE_UNAVAILABLE.error(
            "Temporal answers, but has not taken {failing} of {wakes} pieces of news, the oldest "
            "since {since}",
            remedy="They are told again by themselves; after minutes there is a task for each.",
            failing=told.failing,
            wakes=told.wakes,
            since=told.since,
        )
    oldest = told.oldest and f" (the oldest since {told.oldest.isoformat(timespec='seconds')})"
    return (
        f"Temporal answers and its {len(served.queues)} queues are served by"
        f" {' and '.join(served.versions) or 'a version that does not say so'};"
        f" {told.wakes} pieces of news{oldest or ''} and {served.backlog} tasks wait,"
        f" {engine.mended} sick runs were begun anew"
    )


async def namespace_kept(engine: TemporalEngine) -> str:
    """Say for how long the namespace keeps runs that have ended; for the doctor.

    Raises:
        UnavailableError: The engine does not answer, or has no such namespace.
        StateError: Operators lose sight of ended runs too soon.
    """
    kept = await engine.retention()
    if kept < RETENTION_LEAST:
        raise StateError(
            "the namespace keeps runs that have ended for {kept}; operators need {days} days to "
            "see what was given up. Nothing else is lost by it",
            remedy="Run {prepareTemporal}; on Temporal Cloud, set it there.",
            kept=_days(kept),
            days=RETENTION_LEAST.days,
        )
    wanted = "" if kept >= RETENTION else f"; {RETENTION.days} are usual"
    return f"runs that have ended are kept for {_days(kept)}{wanted}"


def _days(kept: timedelta) -> str:
    return f"{kept / timedelta(days=1):g} days"


async def engine_seen(engine: TemporalEngine) -> tuple[bool, Served | None]:
    """Return whether the engine answers, and how its queues are served; for the metrics."""
    try:
        await engine.check()
        return True, await engine.served()
    except UnavailableError:
        return False, None
