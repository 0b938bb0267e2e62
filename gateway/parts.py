"""Parts of the product that an installation may be without: found by their libraries.

The wheel with `deploy/node.lock` is a node. The libraries of the annual report and of its demo
are the extra `comity[report]`, in `deploy/extras.lock`. Nothing of the node imports a part by
name; what a part adds is asked for here, and is absent where its libraries are.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Final

OURS: Final = frozenset({"gateway", "workflows", "comity", "certs", "lab", "comity_sdk"})

ANNUAL: Final = "gateway.casework.annual.part"
"""What the annual report adds to casework."""

ANNUAL_ROUTES: Final = "gateway.api.annual.part"
"""What it adds to REST."""


def part(module: str) -> ModuleType | None:
    """Import a module of an optional part.

    Args:
        module: Its dotted name.

    Returns:
        The module; None where a library that it needs is not installed.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if is_ours(error):
            raise
        return None


def is_ours(error: ModuleNotFoundError) -> bool:
    """Say whether what is missing is a module of ours: a defect, no choice of who installs."""
    return error.name is None or error.name.partition(".")[0] in OURS
