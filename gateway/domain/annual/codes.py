"""Code lists of the report: item groups, destinations, kinds of licence, with their levels.

Every list is a tree under one total, so that a figure can be read at each level and the
sums between levels can be checked, and attacked.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.base import Model

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""Key of a thing in the template."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+-]{0,39}$")]
"""Code of a value: ``0EC1``, ``TR``, ``individual``."""

TOTAL = "*"
"""The root of every code list."""

ORIGIN = "origin"
"""The dimension that every submission fills with its Member State; its root is the Union."""


class Holds(StrEnum):
    """Items that no code of Annex I names, which a group is for."""

    NON_LISTED = "non_listed"  # Article 4
    NON_LISTED_CYBER = "non_listed_cyber"  # Article 5
    NATIONAL_LIST = "national_list"  # Articles 9 and 10


class CodeValue(Model):
    """One value of a code list.

    Attributes:
        level: Its level: a key of the list's `levels`.
        parent: The code above it; the total where it is left out.
        prefixes: Control codes that fall into it, as beginnings (``5A002``); of item groups
            and groups of cyber-surveillance items. The longest one counts.
        holds: Items outside Annex I that it is for.
        note: Where it comes from, or that it is to be verified.
    """

    code: Code
    label: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    level: Key
    parent: Code | None = None
    prefixes: tuple[Annotated[str, StringConstraints(max_length=40)], ...] = ()
    holds: Holds | None = None
    note: Annotated[str, StringConstraints(max_length=400)] = ""


class CodeTree(Model):
    """A dimension's values, as a tree.

    Attributes:
        levels: Names of the levels from the one below the total to the finest.
        total: What the root is called in a table.
    """

    key: Key
    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    total: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    levels: tuple[Key, ...] = Field(min_length=1, max_length=6)
    code: tuple[CodeValue, ...] = Field(min_length=1, max_length=2000)

    @model_validator(mode="after")
    def _is_a_tree(self) -> Self:
        known: dict[str, CodeValue] = {}
        for value in self.code:
            if value.code in known:
                raise ValueError(f"{self.key}: {value.code} stands twice")
            if value.level not in self.levels:
                raise ValueError(f"{self.key}: {value.code} is of the unknown level {value.level}")
            if value.parent is not None:
                above = known.get(value.parent)
                if above is None:
                    raise ValueError(f"{self.key}: {value.code} stands before its parent")
                if self.levels.index(above.level) >= self.levels.index(value.level):
                    raise ValueError(f"{self.key}: {value.code} is not below {value.parent}")
            known[value.code] = value
        return self

    @cached_property
    def _known(self) -> dict[str, CodeValue]:
        return {value.code: value for value in self.code}

    @cached_property
    def _children(self) -> dict[str, tuple[str, ...]]:
        below: dict[str, list[str]] = {}
        for value in self.code:
            below.setdefault(value.parent or TOTAL, []).append(value.code)
        return {code: tuple(codes) for code, codes in below.items()}

    def __contains__(self, code: str) -> bool:
        return code == TOTAL or code in self._known

    def get(self, code: str) -> CodeValue | None:
        """Return a value, or None for the total and for what is not in the list."""
        return self._known.get(code)

    def label(self, code: str) -> str:
        """Return how a code is called in a table; the code itself where it is not known."""
        if code == TOTAL:
            return self.total
        value = self._known.get(code)
        return value.label if value is not None else code

    def parent(self, code: str) -> str | None:
        """Return the code above, the total above the highest, None above the total."""
        if code == TOTAL:
            return None
        return self._known[code].parent or TOTAL

    def children(self, code: str = TOTAL) -> tuple[str, ...]:
        """Return the codes directly below one, in the list's order."""
        return self._children.get(code, ())

    def path(self, code: str) -> Iterator[str]:
        """Yield a code and every code above it, the total last."""
        yield code
        while (above := self.parent(code)) is not None:
            yield above
            code = above

    def level(self, code: str) -> str:
        """Return the level of a code; the total is a level of its own."""
        return TOTAL if code == TOTAL else self._known[code].level

    def at_level(self, level: str) -> tuple[str, ...]:
        """Return the codes of a level, in the list's order; the root for the total."""
        if level == TOTAL:
            return (TOTAL,)
        return tuple(value.code for value in self.code if value.level == level)

    def leaves(self) -> tuple[str, ...]:
        """Return the codes that have none below them, in the list's order."""
        return tuple(value.code for value in self.code if not self.children(value.code))

    def ancestor(self, code: str, level: str) -> str | None:
        """Return the code above one (or itself) that is of a level, if there is one."""
        for each in self.path(code):
            if self.level(each) == level:
                return each
        return None
