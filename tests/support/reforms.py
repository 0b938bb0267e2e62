"""Changes of the law that may come: the rulebook of the day with a block or two of our own.

The blocks lie in `tests/assets/reforms`; what is made of them is a version of its own, in force
from the first of February 2027 on.
"""

from __future__ import annotations

from pathlib import Path

from gateway.domain.lawfile import shipped

REFORMS = Path(__file__).parents[1] / "assets" / "reforms"
VERSION = "EU-2021-821/2027-1"


def majority_5_6(folder: Path) -> Path:
    """Write the file in which Article 5(6) asks a qualified majority."""
    block = _block("majority-5-6")
    before = ("[collective_review.extension]", "# --- What is open")
    return _written(folder / "majority.toml", *((at, f"{block}\n{at}") for at in before))


def opinion(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the file in which the Commission gives an opinion beside Article 14(1).

    Args:
        folder: Where.
        changes: What stands otherwise in the block, old and new.
    """
    block = _replaced(_block("opinion"), *changes)
    calls = 'procedures = ["14(1)", "16(5)"]'
    return _written(
        folder / "opinion.toml",
        ("# --- Cases ---", f"{block}\n# --- Cases ---"),
        *((calls, 'procedures = ["14(1)", "16(5)", "14a"]') for _ in ("application", "widened")),
    )


def _block(name: str) -> str:
    return (REFORMS / f"{name}.toml").read_text(encoding="utf-8")


def _written(file: Path, *changes: tuple[str, str]) -> Path:
    (path,) = shipped("gateway.domain.rulebook", "2026-3")
    text = path.read_text(encoding="utf-8")
    head = (
        ('version = "EU-2021-821/2026-3"', f'version = "{VERSION}"'),
        ("in_force_from = 2026-12-01", "in_force_from = 2027-02-01"),
    )
    file.write_text(_replaced(text, *head, *changes), encoding="utf-8")
    return file


def _replaced(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text
