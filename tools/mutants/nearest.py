"""Which modules decide, and which tests are the nearest to each, by what imports what."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Any

from tools.mutants.changes import changes_of

ROOMS = ("gateway", "workflows")
DO_NOT_DECIDE = (
    "gateway/cli/*",  # prints what the node has decided
    "gateway/console/*",  # shows it
    "gateway/views/*",  # says it in words
    "gateway/api/published/*",  # is the contract's text
    "gateway/store/migrations/*",  # is run once, and is compared with the tables
    "gateway/store/tables_*",  # is the shape of the database
)
LEAST = 4
"""Changes that a module has at least: what has fewer holds names, or passes on."""

QUICK = ("tests/unit", "tests/workflows")
NEAR, WIDE = 4, 3
"""Most files of tests that are run at once, and then for what those let pass: of each kind."""

_IMPORTED = re.compile(
    r"^[ \t]*(?:from (\S+) import (\([^)]*\)|[^\n]*)|import (\S+))", re.MULTILINE
)


def deciding(rooms: Sequence[str] = ROOMS) -> list[str]:
    """Return the paths of all modules that decide something."""
    found = (file.as_posix() for room in rooms for file in Path(room).rglob("*.py"))
    return [
        name
        for name in sorted(found)
        if not any(fnmatch(name, pattern) for pattern in DO_NOT_DECIDE) and _decides(name)
    ]


def _decides(name: str) -> bool:
    _, changes = changes_of(Path(name).read_text(encoding="utf-8"))
    return sum(each.place is not None for each in changes) >= LEAST


def chosen(names: Iterable[str], seed: str, count: int) -> list[str]:
    """Draw modules; one that is added or removed changes no other's place."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}/{name}".encode()).digest())[
        :count
    ]


class Neighbours:
    """Knows who imports whom."""

    @cached_property
    def _importers(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for folder in (*ROOMS, "lab", "tests"):
            for file in Path(folder).rglob("*.py"):
                for name in _imports(file.read_text(encoding="utf-8")):
                    found[name].add(file.as_posix())
        return found

    def tests_of(self, name: str) -> dict[str, Any]:
        """Return the nearest tests of a module: `tests` are quick, `wide` ones take longer."""
        steps = self._steps_to(name)
        own, words = f"test_{Path(name).stem}", _words(name)

        def order(test: str) -> tuple[bool, int, int, str]:
            stem = Path(test).stem
            named = stem == own or stem.startswith(f"{own}_")
            return not named, steps[test], -len(words & _words(test)), test

        ordered = sorted(steps, key=order)
        quick = [each for each in ordered if each.startswith(QUICK)]
        slow = [each for each in ordered if not each.startswith(QUICK)]
        slow.sort(key=lambda test: -len(words & _words(test)))
        return {"tests": quick[:NEAR], "wide": [*quick[NEAR : NEAR + WIDE], *slow[:WIDE]]}

    def _steps_to(self, name: str) -> dict[str, int]:
        """Return over how many imports each file of tests reaches a module."""
        steps, reached, last = 0, {name}, {name}
        found: dict[str, int] = {}
        while last:
            steps += 1
            last = {by for each in last for by in self._importers[_module(each)]} - reached
            reached |= last
            found |= {each: steps for each in last if Path(each).name.startswith("test_")}
        return found


def _words(name: str) -> set[str]:
    """Return what a path says, a plural as its singular."""
    return {each.removesuffix("s") for each in re.split(r"[/_.]", name)} - {"py"}


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imports(source: str) -> set[str]:
    found = set()
    for each in _IMPORTED.finditer(source):
        found.add(each[1] or each[3])
        if each[1]:
            found |= {f"{each[1]}.{part}" for part in re.findall(r"\w+", each[2])}
    return found
