"""Tables of words that lie beside the modules that read them, in TOML."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table_of(module: str, name: str = "") -> dict[str, Any]:
    """Return a table; it is read once a process, and nobody changes it.

    Args:
        module: `__file__` of the module beside which it lies.
        name: Of the table; empty: it is called as the module.
    """
    place = Path(module)
    return tomllib.loads(place.with_name(f"{name or place.stem}.toml").read_text("utf-8"))
