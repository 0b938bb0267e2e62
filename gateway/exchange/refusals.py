"""What is refused, counted by border and reason for whoever watches the node.

A count says that something is refused and why, never whose it is: its labels are a border and a
reason of `gateway.errors`, and nothing that came from outside.
"""

from __future__ import annotations

from enum import StrEnum

from prometheus_client import Counter

from gateway.errors import Reason


class Border(StrEnum):
    """Where something is refused."""

    REST = "rest"
    GRPC = "grpc"  # by a plain status
    LETTER = "letter"  # by a signed receipt


_REFUSALS = Counter(
    "comity_refusals",
    "Requests, calls and letters that were refused since the process began.",
    ["border", "reason"],
)


def count_refusal(border: Border, reason: Reason) -> None:
    """Count one refusal; from any thread."""
    _REFUSALS.labels(border.value, reason.value).inc()
