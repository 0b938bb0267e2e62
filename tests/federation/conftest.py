import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from certs.dev import make_federation
from certs.layout import FederationFiles
from tests.engine.world import embedded
from tests.support.carried import carried_federation
from tests.support.federation_case import (
    CaseFederation,
    Where,
    case_federation,
    make_files,
    operators_reaching,
)
from tests.support.one_state import belgian_files
from tests.support.ports import free_ports
from workflows.server import TemporalServer


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

IN_CI = {
    "test_silence_is_no_objection",
    "test_one_objection_binds_and_ends_the_question_to_the_others",
    "test_the_case_proves_it_as_well",
}
"""Of them the tests that always do: an objection, silence and its proof."""

STEPS, TEMPORAL = "steps", "temporal"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what reads like an article step by step, and on a server as in life."""
    wanted = ON_TEMPORAL if metafunc.config.getoption("carried") else IN_CI
    names = {metafunc.module.__name__.rpartition(".")[2], metafunc.function.__name__}
    named = not names.isdisjoint(wanted)
    if "carried_by" in metafunc.fixturenames and named:
        metafunc.parametrize("carried_by", [STEPS, TEMPORAL], indirect=True)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TemporalServer]:
    """A server as in life; each node of each test has a namespace of its own."""
    with embedded(tmp_path_factory.mktemp("engine") / "temporal") as running:
        yield running


@pytest.fixture
def carried_by(request: pytest.FixtureRequest) -> str:
    """Address of the engine that carries what waits; empty where its stand-in does."""
    if getattr(request, "param", STEPS) == STEPS:
        return ""
    server: TemporalServer = request.getfixturevalue("engine")
    return server.address


Begin = Callable[..., AbstractAsyncContextManager[CaseFederation]]


@pytest.fixture
def begin(where: Where, carried_by: str) -> Begin:
    """Starts a federation, carried as the test wants it."""
    if carried_by:
        return partial(carried_federation, *where, address=carried_by)
    return partial(case_federation, *where)


@pytest.fixture
async def federation(begin: Begin) -> AsyncIterator[CaseFederation]:
    """DE, FR, NL and EU at work, each with its own database."""
    async with begin() as running:
        yield running


@pytest.fixture
async def three(begin: Begin) -> AsyncIterator[CaseFederation]:
    """The same without a node of the Commission services."""
    async with begin(codes=("DE", "FR", "NL")) as running:
        yield running


@pytest.fixture
async def belgium(
    tmp_path: Path, new_sqlite: Callable[[str], str]
) -> AsyncIterator[CaseFederation]:
    """DE, NL and the three authorities of Belgium at work."""
    files = belgian_files(tmp_path / "federation", "NL")
    async with case_federation(files, tmp_path / "nodes", new_sqlite) as running:
        yield running


@pytest.fixture
def nodes(three: CaseFederation) -> CaseFederation:
    """The three, whose operators change something."""
    return three


@pytest.fixture
def operators(
    case_files: FederationFiles, tmp_path: Path, nodes: CaseFederation
) -> FederationFiles:
    """The operators, who hand out what they sign to every node."""
    return operators_reaching(case_files, tmp_path, *nodes.desks)
