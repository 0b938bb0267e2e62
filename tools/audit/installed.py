"""Which lines of `requirements.lock` a node needs, and which only who develops it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "requirements.lock"
PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==", re.MULTILINE)


def blocks(lock: str) -> dict[str, str]:
    """Return the lines of each package of a lock, by its name."""
    starts = [(canonicalize_name(found[1]), found.start()) for found in PINNED.finditer(lock)]
    ends = [start for _, start in starts[1:]] + [len(lock)]
    return {name: lock[start:end] for (name, start), end in zip(starts, ends, strict=True)}


def wanted() -> list[str]:
    """Return what pyproject.toml asks for, with every extra of the product."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [each for group in project["optional-dependencies"].values() for each in group]
    return [*project["dependencies"], *extras]


def needed(asked: list[str], locked: Collection[str]) -> set[str]:
    """Return the packages that a node on this kind of machine needs, by what is installed here.

    Args:
        asked: What the product asks for.
        locked: Names in the lock; what is not among them, pyproject.toml overrides.

    Raises:
        PackageNotFoundError: One of them is not installed: `make setup` does it.
    """
    found: set[tuple[str, str]] = set()
    waiting = [Requirement(each) for each in asked]
    while waiting:
        each = waiting.pop()
        name = canonicalize_name(each.name)
        for extra in ("", *each.extras):
            if (name, extra) in found or name not in locked:
                continue
            if each.marker is not None and not each.marker.evaluate({"extra": ""}):
                continue
            found.add((name, extra))
            waiting += _asked_by(each.name, extra)
    return {name for name, _ in found}


def _asked_by(name: str, extra: str) -> list[Requirement]:
    try:
        said = [Requirement(each) for each in requires(name) or ()]
    except PackageNotFoundError as exc:
        raise PackageNotFoundError(f"{name}: run make setup") from exc
    asked = []
    for each in said:
        if each.marker is None or each.marker.evaluate({"extra": extra}):
            each.marker = None
            asked.append(each)
    return asked


def product_lock() -> str:
    """Return of the lock what a node needs, in its order."""
    held = blocks(LOCK.read_text("utf-8"))
    names = needed(wanted(), held)
    return "".join(text for name, text in held.items() if name in names)
