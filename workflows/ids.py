"""Ids of workflows, and queues: the kind and an opaque id, never the name of a party.

An id is the idempotency key of a start. Temporal stores ids in clear.
"""

from __future__ import annotations

from gateway.domain.acts import DueKind

TASK_QUEUE = "comity"
"""Workflows and their steps; a node is a namespace, so no two nodes share it."""


SCHEDULE = "register-sync"
"""The schedule of the rounds of synchronisation, and the beginning of the ids of its runs."""


def deliveries_of(task_queue: str) -> str:
    """Return the queue of the attempts at deliveries, beside a queue of workflows."""
    return f"{task_queue}-delivery"


def syncs_of(task_queue: str) -> str:
    """Return the queue of rounds of synchronisation, beside a queue of workflows."""
    return f"{task_queue}-sync"


def case(case_id: str) -> str:
    """Id of the workflow that carries a case."""
    return f"case/{case_id}"


def consultation(conversation_id: str) -> str:
    """Id of the workflow that carries a consultation in which we ask."""
    return f"consultation/{conversation_id}"


def due(kind: DueKind, subject: str) -> str:
    """Id of the workflow that carries a date; the subject is a number or an opaque id."""
    return f"{kind}/{subject}"


def delivery(message_id: str) -> str:
    """Id of the workflow that delivers one letter."""
    return f"delivery/{message_id}"
