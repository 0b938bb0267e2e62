"""The pages say what the programs have: every command, exit code and setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.cli.lazy import load
from gateway.cli.main import ComityGroup
from gateway.errors import Family
from gateway.settings import Settings
from tests.support.commands import commands_below

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.fixture(scope="module")
def cli_page() -> str:
    return (DOCS / "cli.md").read_text("utf-8")


@pytest.mark.parametrize("name", ComityGroup.places)
def test_every_command_is_on_the_page(name: str, cli_page: str) -> None:
    found = load(name, ComityGroup.places[name])
    if name in {"match", "pki"}:  # pages of their own rooms
        assert f"`{name}`" in cli_page
        return
    lines = [line for line in cli_page.splitlines() if f"`{name}" in line]
    for each in commands_below(found):
        assert any(each in line for line in lines), f"{name} {each}"
    assert lines


def test_every_exit_code_is_on_the_page(cli_page: str) -> None:
    for family in Family:
        assert f"| {family.exit_code} | `{family}` |" in cli_page


def _shown(default: object) -> str:
    """Return a default as a settings file has it."""
    if isinstance(default, bool):
        return str(default).lower()
    return f"{default:g}" if isinstance(default, float) else str(default)


def test_every_setting_is_on_the_page_with_its_default() -> None:
    page = (DOCS / "settings.md").read_text("utf-8")
    for name, field in Settings.model_fields.items():
        if name == "home":
            continue
        line = next((each for each in page.splitlines() if each.startswith(f"| `{name}` |")), "")
        assert line, name
        if str(field.default) not in {"", "None"} and not field.is_required():
            assert f"`{_shown(field.default)}`" in line, name
