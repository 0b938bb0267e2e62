"""A node runs without the libraries of the annual report, and says so where one asks for it."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.annual import part as annual
from gateway.casework.handlers.workflow_steps import HANDLERS
from gateway.cli.main import missing_library
from gateway.domain.acts import DueKind
from gateway.domain.letter import LetterType
from gateway.parts import ANNUAL, PROVIDED_BY, part

ROOT = Path(__file__).parents[3]
MODULES = {
    "font-source-sans-pro": "font_source_sans_pro",
    "python-calamine": "python_calamine",
    "python-docx": "docx",
    "vl-convert-python": "vl_convert",
    "CurrencyConverter": "currency_converter",
}

WITHOUT = """
import json, sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0].lower() in {absent!r}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
{asked}
"""


def _without(asked: str, *extras: str) -> Any:
    """Run Python where no library of some extras is; return the JSON that it prints."""
    absent = _absent(*(extras or ("report", "publish")))
    script = WITHOUT.replace("{absent!r}", repr(absent)).replace("{asked}", asked)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _absent(*extras: str) -> set[str]:
    """Return the modules that some extras bring."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["optional-dependencies"]
    names = {each.partition(">")[0] for extra in extras for each in wanted[extra]}
    return {MODULES.get(name, name).lower() for name in names if not name.startswith("comity[")}


def test_every_module_of_an_extra_says_what_to_install() -> None:
    for extra in ("report", "publish"):
        assert {PROVIDED_BY[name] for name in _absent(extra)} == {f"comity[{extra}]"}


def test_the_annual_report_is_made_where_nothing_publishes_it() -> None:
    found = _without(
        "from gateway.parts import ANNUAL, ANNUAL_ROUTES, part\n"
        "print(json.dumps([part(each) is not None for each in (ANNUAL, ANNUAL_ROUTES)]))",
        "publish",
    )
    assert found == [True, True]


def test_what_is_not_installed_is_named_with_what_brings_it() -> None:
    said = missing_library(ModuleNotFoundError("no", name="lab.commands.sandbox"))
    assert said is not None
    assert said.remedy == "Install comity-lab."
    assert missing_library(ModuleNotFoundError("no", name="gateway.nothing")) is None


def test_nothing_of_a_node_needs_what_the_report_needs() -> None:
    found = _without(
        "from gateway.app import node, running\n"
        "from gateway.cli import main\n"
        "from gateway.casework.handlers import letter_handlers, workflow_steps\n"
        "print(json.dumps([sorted(map(str, workflow_steps.HANDLERS)), "
        "sorted(map(str, letter_handlers.effects(None)))]))"
    )
    dates, letters = found
    assert set(dates) == {str(kind) for kind in DueKind} - {str(kind) for kind in annual.DATES}
    assert set(letters) == set(map(str, LetterType))  # the dispatcher wants a total table


def test_the_contract_of_the_rest_is_the_same() -> None:
    without = _without(
        "from types import SimpleNamespace\n"
        "from gateway.api.app import create_app\n"
        "office = SimpleNamespace(code='DE')\n"
        "print(json.dumps(create_app(office, probes={}, sync_now=None).openapi()))"
    )
    whole = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    left = set(whole["paths"]) - set(without["paths"])
    parts = {address.split("/")[3] for address in left}
    assert parts == {"report", "accountability", "open-register"}
    for address, methods in without["paths"].items():
        assert methods == whole["paths"][address]
    for name, schema in without["components"]["schemas"].items():
        assert schema == whole["components"]["schemas"][name]


def test_the_addresses_of_the_report_say_what_to_install() -> None:
    """To who has a token; nobody else learns anything."""
    said = _without(
        "import asyncio\n"
        "from types import SimpleNamespace\n"
        "import httpx2\n"
        "from gateway.api.app import create_app\n"
        "from gateway.api import dependencies\n"
        "app = create_app(SimpleNamespace(code='DE'), probes={}, sync_now=None)\n"
        "async def known(scope, receive, send):\n"
        "    dependencies.remember(scope, SimpleNamespace(name='anna'))\n"
        "    await app(scope, receive, send)\n"
        "async def get(app, path):\n"
        "    transport = httpx2.ASGITransport(app=app)\n"
        "    calls = httpx2.AsyncClient(transport=transport, base_url='http://node')\n"
        "    async with calls as client:\n"
        "        return await client.get('/api/v1/' + path)\n"
        "async def ask():\n"
        "    nobody = await get(app, 'report/years/2025')\n"
        "    somebody = await get(known, 'report/years/2025')\n"
        "    elsewhere = await get(app, 'reports')\n"
        "    return [nobody.status_code, somebody.status_code, somebody.json()['remedy'],\n"
        "        elsewhere.status_code]\n"
        "print(json.dumps(asyncio.run(ask())))"
    )
    nobody, somebody, remedy, elsewhere = said
    assert (nobody, somebody, elsewhere) == (401, 503, 404)
    assert "comity[report]" in remedy


def test_a_letter_that_had_come_before_is_never_given_up() -> None:
    """It waits for the annual report to be installed again: the error is one that passes."""
    said = _without(
        "from types import SimpleNamespace\n"
        "from gateway.casework.handlers import letter_handlers\n"
        "from gateway.casework.handlers.letter_handlers import effects\n"
        "from gateway.domain.letter import LetterType\n"
        "letter_handlers.check_newest_received = lambda *_: None\n"
        "from gateway.exchange.dispatch import _PASSING\n"
        "letter = SimpleNamespace(header=SimpleNamespace(letter_type=LetterType.ANNUAL_CALL))\n"
        "try:\n"
        "    effects(None)[LetterType.ANNUAL_CALL](None, letter)\n"
        "except _PASSING as error:\n"
        "    print(json.dumps([type(error).__name__, error.remedy]))"
    )
    assert said[0] == "UnavailableError"
    assert "comity[report]" in said[1]


def test_a_letter_of_the_report_is_refused_with_what_to_do() -> None:
    said = _without(
        "from types import SimpleNamespace\n"
        "from gateway.casework.handlers import content_rules\n"
        "from gateway.domain.letter import LetterType\n"
        "from gateway.errors import LawError\n"
        "header = SimpleNamespace(letter_type=LetterType.ANNUAL_CALL)\n"
        "try:\n"
        "    content_rules._check_further_parts(header, None, {})\n"
        "except LawError as error:\n"
        "    print(json.dumps([str(error.reason), error.remedy]))"
    )
    assert said[0] == "VERSION_UNKNOWN"
    assert "comity[report]" in said[1]


def test_the_command_line_says_what_to_install() -> None:
    said = _without(
        "from gateway.cli import main\n"
        "sys.argv = ['comity', 'report', 'open', 'site', '--json', 'x', '--out', 'y']\n"
        "from gateway.cli.main import missing_library\n"
        "try:\n"
        "    import gateway.reports.consolidation\n"
        "except ModuleNotFoundError as error:\n"
        "    found = missing_library(error)\n"
        "    print(json.dumps([str(found), found.remedy]))"
    )
    assert "polars" in said[0]
    assert "comity[report]" in said[1]


def test_a_module_of_ours_that_is_missing_is_a_defect() -> None:
    with pytest.raises(ModuleNotFoundError):
        part("gateway.casework.annual.absent")


def test_where_all_is_installed_nothing_is_left_out() -> None:
    found = part(ANNUAL)
    assert found is annual
    assert set(annual.LETTERS) == {kind for kind in LetterType if kind.is_annual}
    assert annual.DATES.items() <= HANDLERS.items()
