"""Each sentence by which evidence is refused stands in a test that provokes it (tests2, part 1).

A check that nobody has seen fail is no check: seven of nine that were taken out were missed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CHECKS = ROOT / "gateway" / "evidence" / "verify"
WORDS = 3
NOT_TRIED = {"was no denial that anybody could read"}
"""Sentences about acts that only the authority of another log could sign, and no test does."""


def sentences(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the constant parts of each sentence that a module raises."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fault" and node.args:
            parts = [
                part
                for each in ast.walk(node.args[0])
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
                for part in re.split(r"\{\w+\}", each.value)
            ]
            if parts:
                yield node.lineno, parts


def runs(parts: list[str]) -> list[str]:
    """Return the runs of three words in a sentence; of a shorter one, its longest part."""
    split = [part.split() for part in parts]
    found = [
        " ".join(words[at : at + WORDS]) for words in split for at in range(len(words) - WORDS + 1)
    ]
    return found or [max((" ".join(words) for words in split), key=len).strip(",;:")]


def test_each_fault_stands_in_a_test() -> None:
    tests = "\n".join(
        " ".join(path.read_text(encoding="utf-8").split())
        for path in (ROOT / "tests").rglob("*.py")
        if path != Path(__file__)
    ).replace('" "', "")
    untried = [
        f"{path.name}:{line} {'…'.join(parts)}"
        for path in sorted(CHECKS.rglob("*.py"))
        for line, parts in sentences(path)
        if not any(run in tests for run in runs(parts))
    ]
    left = [each for each in untried if not any(words in each for words in NOT_TRIED)]
    assert left == []
