"""docs/architecture.md draws the floors that import-linter checks."""

from __future__ import annotations

import tomllib

import pytest

from tests.support.walks import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
DRAWN = {
    "rooms": "gateway",
    "floors-of-casework": "gateway/casework",
    "floors-of-the-register": "gateway/register",
    "floors-of-matching": "gateway/matching",
    "floors-of-evidence": "gateway/evidence",
}
FLOORS = [
    (contract["id"], layer)
    for contract in CONTRACTS["contracts"]
    if contract["id"] in DRAWN
    for layer in contract["layers"]
]


def there(name: str, room: str) -> bool:
    """Whether a room of a contract is built: some are named before they are."""
    path = ROOT / name.replace(".", "/") if "." in name else ROOT / room / name
    return any(each.exists() for each in (path, path.with_suffix(".py"), ROOT / name))


@pytest.mark.parametrize(("contract", "layer"), FLOORS)
def test_each_floor_is_drawn(contract: str, layer: str) -> None:
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    drawing = page.partition("\n## Floors\n")[2].partition("\n## ")[0]
    names = [each.strip().strip("()") for each in layer.split("|")]
    built = [name.rpartition(".")[2] for name in names if there(name, DRAWN[contract])]
    assert " | ".join(built) in drawing
    assert f"{DRAWN[contract]}/" in drawing
