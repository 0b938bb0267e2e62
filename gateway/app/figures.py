"""What lies and waits in a node's database, counted for whoever runs the node.

Counts, ages and codes of authorities only: no name of a person or a firm, no id of a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from gateway.casework.acts.due import near_dates
from gateway.casework.acts.journal import tasks_by_kind
from gateway.casework.denials.register_status import RegisterStatus, registers_now
from gateway.casework.feed.webhook_rows import Webhooks, webhooks_now
from gateway.casework.handlers.standing_still import Age, ages
from gateway.casework.records.consultation_rows import last_instants
from gateway.casework.services import Office
from gateway.exchange.dispatch_queue import pending_by_state
from gateway.exchange.engine_calls import Untold, waiting_wakes
from gateway.exchange.outbox_rows import letters_by_state
from gateway.register.denials.changes import register_position_now
from gateway.store.database import octets
from gateway.store.piles import Pile

WITHIN_DAYS: Final = (0, 1, 3, 7, 30)
"""For each clock it is counted how many run out within so many days; 0: they have run out."""

ASKED, ASKED_OF_US = "asked", "asked_of_us"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Last instants of one kind.

    Attributes:
        within: How many come within each of `WITHIN_DAYS`.
        next_s: Seconds until the first of them; negative once it is past.
    """

    within: Mapping[int, int]
    next_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFigures:
    """What lies and waits in the database at one instant.

    Attributes:
        at: The instant.
        sent: Letters of the outbox by state.
        received: Letters that came and had no effect yet, by state.
        tasks: Open tasks by kind.
        waits: How long each kind of thing waits that can stand still.
        clocks: Last instants of consultations (`ASKED`, `ASKED_OF_US`) and dates by kind.
        registers: How each register stands.
        position: Of the register's feed, which the search index follows.
        webhooks: How the addresses stand to which events are sent.
        untold: What the workflow engine has not been told yet.
        octets: Size of the database.
    """

    at: datetime
    sent: tuple[Pile, ...]
    received: tuple[Pile, ...]
    tasks: tuple[Pile, ...]
    waits: tuple[Age, ...]
    clocks: Mapping[str, Clocks]
    registers: tuple[RegisterStatus, ...]
    position: int
    untold: Untold
    webhooks: Webhooks
    octets: int


def count(conn: Connection, office: Office) -> NodeFigures:
    """Count everything on one snapshot."""
    at = office.clock.now()
    return NodeFigures(
        at=at,
        sent=letters_by_state(conn),
        received=pending_by_state(conn),
        tasks=tasks_by_kind(conn),
        waits=ages(conn, at),
        clocks=_clocks(conn, at),
        registers=registers_now(conn, office),
        position=register_position_now(conn),
        untold=waiting_wakes(conn),
        webhooks=webhooks_now(conn),
        octets=octets(conn),
    )


def _clocks(conn: Connection, at: datetime) -> dict[str, Clocks]:
    found: dict[str, list[float]] = {ASKED: [], ASKED_OF_US: []}
    for ours, due in last_instants(conn):
        found[ASKED if ours else ASKED_OF_US].append((due - at).total_seconds())
    for kind, due in near_dates(conn, at + timedelta(days=WITHIN_DAYS[-1])):
        found.setdefault(kind, []).append((due - at).total_seconds())
    return {
        kind: Clocks(
            within={days: sum(left <= days * 86_400 for left in each) for days in WITHIN_DAYS},
            next_s=min(each),
        )
        for kind, each in found.items()
        if each
    }
