"""How much there is to hold: code lines by room, and what one change costs."""

from __future__ import annotations

import ast
import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tools.house.tree import CODE, ROOT, Tree, git

SEED = "64c3bc22"
"""Draws the five fields: the commit that the review counted."""

FIELDS_DRAWN = 5
SESSION_S = 4 * 3600
"""A submission's commits lie within three hours; the newest older one is what it began with."""

TOOK = ROOT / "var" / "make_test_s"
"""Seconds of the last whole green `make test` on this machine; the Makefile writes it."""

_ANNUAL = re.compile(
    r"gateway/(reports|casework/annual|domain/annual|api/annual|cli/report|wire/annual|views/annual)"
)
_WALK = re.compile(r"until the request has its effect at NL\. There are \*\*(\d+)\*\*")
_DATA = {".toml": "toml_lines", ".html": "template_lines", ".css": "template_lines"}


def rooms(tree: Tree) -> dict[str, int]:
    """Return the code lines of each room of the gateway, the fullest first."""
    found = Counter[str]()
    for path, lines in tree.code.items():
        parts = path.split("/")
        if parts[0] == "gateway":
            found[parts[1] if len(parts) > len(("gateway", "errors.py")) else "top"] += len(lines)
    return dict(found.most_common())


def sums(tree: Tree) -> dict[str, int]:
    """Return the code lines of each folder, lines of data, and the sum of the product."""
    found = dict.fromkeys((f"{folder}_code" for folder in CODE), 0)
    annual = 0
    for path, lines in tree.code.items():
        found[f"{path.split('/')[0]}_code"] += len(lines)
        annual += len(lines) if _ANNUAL.match(path) else 0
    found["gateway_without_annual_code"] = found["gateway_code"] - annual
    data = Counter(dict.fromkeys(_DATA.values(), 0))
    for path, text in tree.texts.items():
        kind = _DATA.get(Path(path).suffix)
        if kind and path.startswith(("gateway/", "lab/")) and path != "lab/pyproject.toml":
            data[kind] += text.count("\n")
    hand_written = sum(found[f"{folder}_code"] for folder in CODE if folder != "tests")
    return {**found, **data, "product": hand_written + data.total()}


def costs(tree: Tree) -> dict[str, int]:
    """Return what a change costs: files of a field and of the walk, commands, dependencies."""
    page = tree.texts["docs/architecture.md"]
    project = tomllib.loads(tree.texts["pyproject.toml"])["project"]
    return {
        "files_of_five_fields": sum(files_with(tree, each) for each in drawn_fields(tree)),
        "files_of_the_walk": sum(map(int, _WALK.findall(page))),
        "hand_written_commands": sum(
            len(re.findall(r"^@\w+\.command\(", text, re.MULTILINE))
            for path, text in tree.texts.items()
            if path.startswith("gateway/cli/") and path.endswith(".py")
        ),
        "runtime_dependencies": len(project["dependencies"]),
    }


def drawn_fields(tree: Tree) -> list[str]:
    """Return five fields of the models: those whose names a seed puts first.

    A name of one short word stands in other places with another meaning, so it is not drawn.
    """
    found = {
        each.target.id
        for path, parsed in tree.parsed.items()
        if path.startswith("gateway/domain/")
        for node in ast.walk(parsed)
        if isinstance(node, ast.ClassDef)
        for each in node.body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    }
    named = (each for each in found if re.fullmatch(r"(?=.{10})[a-z]+(_[a-z]+)+", each))
    return sorted(named, key=lambda each: hashlib.sha256(f"{SEED} {each}".encode()).digest())[
        :FIELDS_DRAWN
    ]


def files_with(tree: Tree, field: str) -> int:
    """Count the files in which a field stands as a word."""
    word = re.compile(rf"\b{field}\b")
    return sum(word.search(text) is not None for text in tree.texts.values())


def compared(before: Tree, after: Tree) -> Iterator[str]:
    """Yield by folder the code lines that were added, removed and moved between two versions.

    A line that left one file of a folder and came to another one of it is moved.
    """
    for folder in CODE:
        gone, come = Counter[str](), Counter[str]()
        for path in before.code.keys() | after.code.keys():
            if path.startswith(f"{folder}/"):
                old, new = (Counter(tree.code.get(path, ())) for tree in (before, after))
                gone.update(old - new)
                come.update(new - old)
        moved = (gone & come).total()
        added, removed = come.total() - moved, gone.total() - moved
        net = f"{folder:15}net {added - removed:+6}"
        yield f"{net}  added {added}, removed {removed}, moved {moved}"
    old_sums, new_sums = sums(before), sums(after)
    for name in ("toml_lines", "template_lines", "product"):
        yield f"{name:15}net {new_sums[name] - old_sums[name]:+6}"


def submission_base() -> str:
    """Return the commit that the submission at HEAD began with."""
    at = int(git("log", "-1", "--format=%ct"))
    found = git("rev-list", "-1", f"--before={at - SESSION_S}", "HEAD").strip()
    return found or git("rev-list", "--max-parents=0", "HEAD").split()[-1]
