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
from gateway.casework.records.correspondence import TAKEN
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
answers = {}
for name, code in {asked!r}.items():
    held = {}
    exec(code, held)
    answers[name] = held["found"]
print(json.dumps(answers))
"""


def _without(asked: dict[str, str], *extras: str) -> dict[str, Any]:
    """Run Python where no library of some extras is; return what each piece of code finds."""
    script = WITHOUT.replace("{absent!r}", repr(_absent(*extras))).replace("{asked!r}", repr(asked))
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _absent(*extras: str) -> set[str]:
    """Return the modules that some extras bring."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["optional-dependencies"]
    names = {each.partition(">")[0] for extra in extras for each in wanted[extra]}
    return {MODULES.get(name, name).lower() for name in names if not name.startswith("comity[")}


FOUND = {
    "handlers": """
from gateway.app import node, running
from gateway.cli import main
from gateway.casework.handlers import letter_handlers, workflow_steps
found = [sorted(map(str, workflow_steps.HANDLERS)), sorted(map(str, letter_handlers.effects(None)))]
""",
    "contract": """
from types import SimpleNamespace
from gateway.api.app import create_app
office = SimpleNamespace(code='DE')
found = create_app(office, probes={}, sync_now=None).openapi()
""",
    "addresses": """
import asyncio
from types import SimpleNamespace
import httpx2
from gateway.api.app import create_app
from gateway.api import dependencies
app = create_app(SimpleNamespace(code='DE'), probes={}, sync_now=None)
async def known(scope, receive, send):
    dependencies.remember(scope, SimpleNamespace(name='anna'))
    await app(scope, receive, send)
async def get(app, path):
    transport = httpx2.ASGITransport(app=app)
    calls = httpx2.AsyncClient(transport=transport, base_url='http://node')
    async with calls as client:
        return await client.get('/api/v1/' + path)
async def ask():
    nobody = await get(app, 'report/years/2025')
    somebody = await get(known, 'report/years/2025')
    elsewhere = await get(app, 'reports')
    return [nobody.status_code, somebody.status_code, somebody.json()['remedy'],
        elsewhere.status_code]
found = asyncio.run(ask())
""",
    "come before": """
from types import SimpleNamespace
from gateway.casework.handlers import letter_handlers
from gateway.casework.handlers.letter_handlers import effects
from gateway.domain.letter import LetterType
letter_handlers.check_newest_received = lambda *_: None
from gateway.exchange.dispatch import _PASSING
letter = SimpleNamespace(header=SimpleNamespace(letter_type=LetterType.ANNUAL_CALL))
try:
    effects(None)[LetterType.ANNUAL_CALL](None, letter)
except _PASSING as error:
    found = [type(error).__name__, error.remedy]
""",
    "letter": """
from types import SimpleNamespace
from gateway.casework.handlers import letter_handlers
from gateway.domain.letter import LetterType
from gateway.errors import LawError
header = SimpleNamespace(letter_type=LetterType.ANNUAL_CALL)
try:
    letter_handlers._check_further_parts(header, None, {})
except LawError as error:
    found = [str(error.reason), error.remedy]
""",
    "command line": """
from gateway.cli import main
from gateway.cli.main import missing_library
try:
    import gateway.reports.consolidation
except ModuleNotFoundError as error:
    found = missing_library(error)
    found = [str(found), found.remedy]
""",
}
"""By what it is about: what a process finds where nothing of the annual report is installed."""


@pytest.fixture(scope="module")
def without() -> dict[str, Any]:
    """What each finds, in one process: to import a node takes seconds."""
    return _without(FOUND, "report", "publish")


def test_every_module_of_an_extra_says_what_to_install() -> None:
    for extra in ("report", "publish"):
        assert {PROVIDED_BY[name] for name in _absent(extra)} == {f"comity[{extra}]"}


def test_the_annual_report_is_made_where_nothing_publishes_it() -> None:
    code = (
        "from gateway.parts import ANNUAL, ANNUAL_ROUTES, part\n"
        "found = [part(each) is not None for each in (ANNUAL, ANNUAL_ROUTES)]"
    )
    assert _without({"parts": code}, "publish") == {"parts": [True, True]}


def test_what_is_not_installed_is_named_with_what_brings_it() -> None:
    said = missing_library(ModuleNotFoundError("no", name="lab.commands.sandbox"))
    assert said is not None
    assert said.remedy == "Install comity-lab."
    assert missing_library(ModuleNotFoundError("no", name="gateway.nothing")) is None


def test_nothing_of_a_node_needs_what_the_report_needs(without: dict[str, Any]) -> None:
    dates, letters = without["handlers"]
    assert set(dates) == {str(kind) for kind in DueKind} - {str(kind) for kind in annual.DATES}
    assert set(letters) == set(map(str, LetterType))  # the dispatcher wants a total table


def test_the_contract_of_the_rest_is_the_same(without: dict[str, Any]) -> None:
    found = without["contract"]
    whole = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    left = set(whole["paths"]) - set(found["paths"])
    parts = {address.split("/")[3] for address in left}
    assert parts == {"report", "accountability", "open-register"}
    for address, methods in found["paths"].items():
        assert methods == whole["paths"][address]
    for name, schema in found["components"]["schemas"].items():
        assert schema == whole["components"]["schemas"][name]


def test_the_addresses_of_the_report_say_what_to_install(without: dict[str, Any]) -> None:
    """To who has a token; nobody else learns anything."""
    nobody, somebody, remedy, elsewhere = without["addresses"]
    assert (nobody, somebody, elsewhere) == (401, 503, 404)
    assert "comity[report]" in remedy


def test_a_letter_that_had_come_before_is_never_given_up(without: dict[str, Any]) -> None:
    """It waits for the annual report to be installed again: the error is one that passes."""
    said = without["come before"]
    assert said[0] == "UnavailableError"
    assert "comity[report]" in said[1]


def test_a_letter_of_the_report_is_refused_with_what_to_do(without: dict[str, Any]) -> None:
    said = without["letter"]
    assert said[0] == "VERSION_UNKNOWN"
    assert "comity[report]" in said[1]


def test_the_command_line_says_what_to_install(without: dict[str, Any]) -> None:
    said = without["command line"]
    assert "polars" in said[0]
    assert "comity[report]" in said[1]


def test_a_module_of_ours_that_is_missing_is_a_defect() -> None:
    with pytest.raises(ModuleNotFoundError):
        part("gateway.casework.annual.absent")


def test_where_all_is_installed_nothing_is_left_out() -> None:
    found = part(ANNUAL)
    assert found is annual
    assert set(LetterType) == TAKEN.keys()
    assert annual.DATES.items() <= HANDLERS.items()
