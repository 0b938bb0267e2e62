"""The text of a made module: its docstring, its imports by the names that it uses, its code."""

from __future__ import annotations

import ast
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping

from tools.sdk.spelling import WIDTH

MADE = "Made by `python -m tools.sdk` from docs/openapi.json: not to be edited."
OWN = "comity_sdk"
FUTURE = "from __future__ import annotations"


def module_docstring(first: str, *paragraphs: str) -> list[str]:
    """Return the docstring of a module: what it is of, then what a reader should know."""
    lines = textwrap.wrap(f'"""{first}', WIDTH)
    for paragraph in paragraphs:
        lines += ["", *textwrap.wrap(paragraph, WIDTH, break_on_hyphens=False)]
    return [*lines, '"""', "", FUTURE]


def used(lines: Iterable[str]) -> set[str]:
    """Return the names that code reads, annotations included."""
    return {
        node.id
        for node in ast.walk(ast.parse("\n".join(lines)))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def imports(names: Iterable[str], origins: Mapping[str, str]) -> list[str]:
    """Return the lines that import names: Python's own modules, others, those of the library.

    Args:
        names: That are used; those without an origin are defined where they are used.
        origins: Of each name its module; a module that is imported whole is its own origin.
    """
    by_module = defaultdict[str, list[str]](list)
    for name in sorted(set(names) & set(origins)):
        by_module[origins[name]].append(name)
    groups = defaultdict[int, list[str]](list)
    for module, given in sorted(by_module.items(), key=lambda each: (each[1] != [each[0]], each)):
        top = module.partition(".")[0]
        place = 0 if top in sys.stdlib_module_names else 2 if top == OWN else 1
        groups[place] += [f"import {module}"] if given == [module] else listed(module, given)
    return [line for _, group in sorted(groups.items()) for line in ["", *group]]


def listed(module: str, names: list[str]) -> list[str]:
    """Return the import of names from a module, in one line where they fit into it."""
    one = f"from {module} import {', '.join(names)}"
    if len(one) <= WIDTH:
        return [one]
    return [f"from {module} import (", *(f"    {name}," for name in names), ")"]


def text_of(lines: Iterable[str]) -> str:
    """Return lines as the text of a file."""
    return "\n".join(lines).rstrip() + "\n"
