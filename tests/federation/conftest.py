import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.dev import make_federation
from certs.layout import FederationFiles
from tests.support.carried import carried_federation
from tests.support.federation_case import CaseFederation, case_federation, make_files
from tests.support.ports import free_ports


@pytest.fixture
def live_files(tmp_path: Path) -> Callable[..., FederationFiles]:
    """Makes a federation whose certificates hold now, on free ports of loopback."""

    def make(*codes: str) -> FederationFiles:
        ports = free_ports(len(codes))
        addresses = {code: f"127.0.0.1:{port}" for code, port in zip(codes, ports, strict=True)}
        at = datetime.now(UTC) - timedelta(minutes=1)
        return make_federation(codes, tmp_path / "federation", now=at, addresses=addresses)

    return make


@pytest.fixture(scope="session")
def case_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    """A federation whose letters live in March 2026; made once, copied by each test."""
    return make_files(tmp_path_factory.mktemp("case") / "federation", ("DE", "FR", "NL", "EU"))


PAGE = Path(__file__).parents[2] / "docs/procedures.md"
PROCEDURES = frozenset(
    name
    for row in re.findall(r"^\| P\d.*$", PAGE.read_text("utf-8"), re.MULTILINE)
    for name in re.findall(r"`tests/federation/(\w+)\.py`", row)
)
"""The tests that read like the articles."""

ON_TEMPORAL = PROCEDURES | {"test_table_of_silence", "test_ends", "test_amendment"}
"""Tests that run also as in life, where workflows carry what waits: `make test-carried`."""

STOPS_A_NODE = {"test_an_outage_of_either_side_never_turns_into_silence"}
"""Of them those that let time pass while a node is stopped: the time-skipping server skips none
once a worker has ended (`gateway.app.time_machine`)."""

STEPS, TEMPORAL = "steps", "temporal"
CARRY = {STEPS: case_federation, TEMPORAL: carried_federation}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what reads like an article step by step; with --carried on Temporal's server too.

    The time-skipping server stands still now and then on a machine that is busy (once in some
    fifty tests at a load of ten), and a test that waits for it never ends.
    """
    if not metafunc.config.getoption("carried"):
        return
    named = metafunc.module.__name__.rpartition(".")[2] in ON_TEMPORAL
    named = named and metafunc.function.__name__ not in STOPS_A_NODE
    if "carried_by" in metafunc.fixturenames and named:
        metafunc.parametrize("carried_by", [STEPS, TEMPORAL])


@pytest.fixture
def carried_by() -> str:
    """What carries the work that waits."""
    return STEPS


@pytest.fixture
async def federation(
    case_files: FederationFiles,
    tmp_path: Path,
    new_sqlite: Callable[[str], str],
    carried_by: str,
) -> AsyncIterator[CaseFederation]:
    """DE, FR, NL and EU at work, each with its own database."""
    async with CARRY[carried_by](case_files, tmp_path / "nodes", new_sqlite) as running:
        yield running


@pytest.fixture
async def three(
    case_files: FederationFiles,
    tmp_path: Path,
    new_sqlite: Callable[[str], str],
    carried_by: str,
) -> AsyncIterator[CaseFederation]:
    """The same without a node of the Commission services."""
    nodes, codes = tmp_path / "nodes", ("DE", "FR", "NL")
    async with CARRY[carried_by](case_files, nodes, new_sqlite, codes=codes) as running:
        yield running
