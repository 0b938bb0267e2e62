"""Ids of workflows and schedules: the kind and an opaque id, never the name of a party.

An id is the idempotency key of a start. Temporal stores ids in clear.
"""

from __future__ import annotations

from gateway.domain.due import DueKind

TASK_QUEUE = "comity"
"""One queue a namespace is enough: a node is a namespace, workers are stateless."""

SYNC_SCHEDULE = "register-sync"
SYNC_ON_DEMAND = "register-sync/on-demand"


def case(case_id: str) -> str:
    """Id of the workflow that carries a case."""
    return f"case/{case_id}"


def consultation(conversation_id: str) -> str:
    """Id of the workflow that carries a consultation in which we ask."""
    return f"consultation/{conversation_id}"


def consulted(conversation_id: str) -> str:
    """Id of the workflow that carries a consultation in which we are asked."""
    return f"consulted/{conversation_id}"


def due(kind: DueKind, subject: str) -> str:
    """Id of the workflow that carries a date; the subject is a number or an opaque id."""
    return f"{kind}/{subject}"


def delivery(message_id: str) -> str:
    """Id of the workflow that delivers one letter."""
    return f"delivery/{message_id}"
