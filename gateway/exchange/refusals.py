"""What is refused, counted by border and reason for whoever watches the node.

A count says that something is refused and why, never whose it is: its labels are a border and a
reason of `gateway.errors`, and nothing that came from outside.
"""

from __future__ import annotations

import time
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


LOGGED_A_MINUTE = 60
"""Refusals of one border and reason that the log has in a minute; the figures have all."""

_logged: dict[tuple[Border, Reason], tuple[int, int]] = {}


def count_refusal(border: Border, reason: Reason) -> bool:
    """Count one refusal, from any thread; return whether the log should have it as well."""
    _REFUSALS.labels(border.value, reason.value).inc()
    minute, (begun, number) = int(time.monotonic() // 60), _logged.get((border, reason), (-1, 0))
    number = number + 1 if begun == minute else 1
    _logged[border, reason] = (minute, number)
    return number <= LOGGED_A_MINUTE
