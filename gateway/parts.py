"""Parts of the product that an installation may be without: found by their libraries.

The wheel with `deploy/node.lock` is a node. The libraries of the annual report are the extra
`comity[report]`, in `deploy/report.lock`; those that write an edition for people and pages as PDF
are `comity[publish]`, in `deploy/extras.lock`. Nothing of the node imports a part by name; what a
part adds is asked for here, and is absent where its libraries are.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Final

OURS: Final = frozenset({"gateway", "workflows", "comity", "certs", "comity_sdk"})

PROVIDED_BY: Final = {
    "lab": "comity-lab",
    **dict.fromkeys(("polars", "highspy", "numpy", "currency_converter"), "comity[report]"),
    **dict.fromkeys(
        ("altair", "vl_convert", "docx", "typst", "pikepdf", "font_source_sans_pro"),
        "comity[publish]",
    ),
}
"""What to install for a module that is not here."""

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
