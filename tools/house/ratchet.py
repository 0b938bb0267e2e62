"""Ceilings only fall: what is above one, who raised one, and which saving counts.

A ceiling of a sum rises in one way: an issue whose budget is positive raises the sums by at most
its budget, once, in a commit that names the issue and adds it to `raised`. A saving of the gateway
counts when the product falls by at least four fifths of it; what was only moved to another folder
is no saving.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tools.house.tree import ROOT, git

CEILINGS = ROOT / "tools" / "house.toml"
COUNTS_FROM = 0.8


@dataclass(frozen=True)
class Ceilings:
    """What `tools/house.toml` says.

    Attributes:
        of: Ceiling of each figure.
        raised: Budget in lines of each issue that raised sums.
    """

    of: Mapping[str, int]
    raised: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Ceilings:
        """Read a version of the file; one from before the sums has none."""
        found: dict[str, Any] = tomllib.loads(text)
        tables = ("rules", "sums", "costs")
        of = {name: figure for table in tables for name, figure in found.get(table, {}).items()}
        return cls(of, {each["issue"]: each["by"] for each in found.get("raised", ())})


def complaints(figures: Mapping[str, int], ceilings: Mapping[str, int]) -> Iterator[str]:
    """Yield the figures that are above their ceilings, and ceilings of nothing."""
    for name in sorted(ceilings.keys() - figures.keys()):
        yield f"{name}: has a ceiling, and nothing counts it; see tools/house.toml"
    for name in sorted(figures.keys() & ceilings.keys()):
        if figures[name] > ceilings[name]:
            yield f"{name}: {figures[name]}, above its ceiling of {ceilings[name]}"


def faults_between(before: Ceilings, after: Ceilings, message: str) -> Iterator[str]:
    """Yield what a commit may not do to the ceilings.

    Args:
        before: As they were.
        after: As the commit left them.
        message: Of the commit.
    """
    known = before.of.keys() & after.of.keys()
    rises = {name: after.of[name] - before.of[name] for name in known}
    new = after.raised.keys() - before.raised.keys()
    named = [issue for issue in new if re.search(rf"\bissue {issue}\b", message, re.IGNORECASE)]
    allowed = sum(after.raised[issue] for issue in named)
    if len(new) > 1 or len(named) != len(new):
        yield "a commit raises for one issue, and its message names the issue"
    for issue in before.raised.keys() - after.raised.keys():
        yield f"issue {issue} has raised the sums; that stays on record"
    for name, by in sorted(rises.items()):
        if by > allowed:
            yield f"{name}: its ceiling rose by {by}, where {allowed} are allowed"
    saved = -min(0, rises.get("gateway_code", 0))
    if saved and -rises.get("product", 0) < COUNTS_FROM * saved:
        yield f"gateway_code: {saved} lines saved do not count, the product fell by less than 80 %"


def faults_in_history() -> Iterator[str]:
    """Yield what commits did to the ceilings that they may not do, as far back as git holds."""
    commits = git("log", "--format=%H", "--reverse", "--", "tools/house.toml").split()
    versions = [(commit, _version(commit)) for commit in commits]
    if versions:
        versions.append(("", Ceilings.read(CEILINGS.read_text("utf-8"))))
    for (_, before), (commit, after) in pairwise(versions):
        message = git("log", "-1", "--format=%B", commit) if commit else _issues_of(after)
        if "product" in before.of:
            for fault in faults_between(before, after, message):
                yield f"{commit[:8] or 'not committed'}: {fault}"


def _version(commit: str) -> Ceilings:
    return Ceilings.read(git("show", f"{commit}:tools/house.toml"))


def _issues_of(after: Ceilings) -> str:
    """Return a message that names every issue: what is not committed has none yet."""
    return " ".join(f"issue {issue}" for issue in after.raised)


def lowered(text: str, figures: Mapping[str, int]) -> str:
    """Return the file of ceilings with each that stands above its figure lowered to it."""

    def line(found: re.Match[str]) -> str:
        name, ceiling = found[1], int(found[2])
        return f"{name} = {min(ceiling, figures.get(name, ceiling))}"

    return re.sub(r"^(\w+) = (\d+)$", line, text, flags=re.MULTILINE)
