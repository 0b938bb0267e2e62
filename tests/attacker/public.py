"""The public template as a reader has it: what tables, which codes, where a figure lies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

TOTAL, ORIGIN = "*", "origin"
NUMBER, VALUE = "number", "value"
JOIN = "+"


class Place(NamedTuple):
    """Where a figure lies, however many published tables show it."""

    table: str
    at: tuple[str, ...]
    origin: str


@dataclass(frozen=True)
class Public:
    """The template's tables, codes and views."""

    law: Mapping[str, Any] = field(repr=False)

    @cached_property
    def views(self) -> dict[str, dict[str, Any]]:
        """Published tables by key."""
        return {each["key"]: each for each in self.law["view"]}

    @cached_property
    def tables(self) -> dict[str, dict[str, Any]]:
        """Collected tables by key."""
        return {each["key"]: each for each in self.law["table"]}

    @cached_property
    def below(self) -> dict[str, dict[str, list[str]]]:
        """By dimension and code the codes one step below it."""
        found: dict[str, dict[str, list[str]]] = {}
        for each in self.law["lists"]:
            tree = found.setdefault(each["key"], {})
            for code in each["code"]:
                tree.setdefault(code.get("parent", TOTAL), []).append(code["code"])
        return found

    @cached_property
    def smallest(self) -> int:
        """Fewest exporters that a shown figure has behind it."""
        return int(self.law["disclosure"]["min_contributors"])

    @property
    def share(self) -> float:
        """A held value must not be placed within this share of it."""
        return float(self.law["disclosure"]["protection"])

    @property
    def width(self) -> float:
        """A held number must not be placed in less than this."""
        return float(self.law["disclosure"]["number_protection"])

    def dimensions(self, table: str) -> list[str]:
        """Return a table's dimensions in the order of a place's codes, the origin last."""
        return [*self.tables[table]["dimensions"], ORIGIN]

    def adds_up(self, table: str, dimension: str, measure: str) -> bool:
        """Say whether the template says that a measure adds up over a dimension."""
        sums = self.tables[table]["sums"]
        return dimension == ORIGIN or any(
            each["dimension"] == dimension and measure in each["measures"] for each in sums
        )

    def place(self, view: str, row: str, column: str) -> Place:
        """Say where the figure lies that stands in a row and column of a published table."""
        if (view, row, column) not in self._places:
            self._places[view, row, column] = self._lies(view, row, column)
        return self._places[view, row, column]

    @cached_property
    def _places(self) -> dict[tuple[str, str, str], Place]:
        """Places that were asked for: six formats of each edition name the same cells."""
        return {}

    def _lies(self, view: str, row: str, column: str) -> Place:
        law = self.views[view]
        codes = dict(law.get("fixed", {}))
        codes[law["rows"]["dimension"]] = row
        codes[law["columns"]["dimension"]] = column
        *at, origin = (codes.get(name, TOTAL) for name in self.dimensions(law["table"]))
        return Place(law["table"], tuple(at), origin)


def read_template(file: Path) -> Public:
    """Read the public template."""
    return Public(tomllib.loads(file.read_text("utf-8")))
