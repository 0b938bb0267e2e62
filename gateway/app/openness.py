"""The authority's policy of what it shows, read anew each time: no restart for a change."""

from __future__ import annotations

from pathlib import Path

from gateway.domain.lawfile import read_law
from gateway.domain.openness import NOTHING_SHOWN, OpennessPolicy
from gateway.errors import Reason

OPENNESS = "openness.toml"


def read_openness(path: Path) -> OpennessPolicy:
    """Return the policy in a node's folder; without one nothing is shown.

    Raises:
        LawError: The file does not hold together; names the line. Nothing is shown then.
    """
    if not path.exists():
        return NOTHING_SHOWN
    return read_law(path, OpennessPolicy, reason=Reason.TEMPLATE_INVALID)
