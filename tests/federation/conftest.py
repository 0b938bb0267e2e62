from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.dev import make_federation
from certs.layout import FederationFiles
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


@pytest.fixture
async def federation(
    case_files: FederationFiles, tmp_path: Path, new_sqlite: Callable[[str], str]
) -> AsyncIterator[CaseFederation]:
    """DE, FR, NL and EU at work, each with its own database."""
    async with case_federation(case_files, tmp_path / "nodes", new_sqlite) as running:
        yield running


@pytest.fixture
async def three(
    case_files: FederationFiles, tmp_path: Path, new_sqlite: Callable[[str], str]
) -> AsyncIterator[CaseFederation]:
    """The same without a node of the Commission services."""
    nodes, codes = tmp_path / "nodes", ("DE", "FR", "NL")
    async with case_federation(case_files, nodes, new_sqlite, codes=codes) as running:
        yield running
