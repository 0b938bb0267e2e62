"""A federation of two in which DE is several processes on PostgreSQL, and FR one on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.sandbox.supervisor import Sandbox
from lab.scale.shares import GatewayShares
from tests.support.postgres import fresh_database


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    made = Sandbox(tmp_path / "s")
    try:
        made.up(("DE", "FR"), suite="classic")
        yield made
    finally:
        made.down()


@pytest.fixture
def shares(sandbox: Sandbox, postgres_server: str) -> Iterator[GatewayShares]:
    """DE, of which no process runs yet."""
    sandbox.stop("DE")
    made = GatewayShares(sandbox, "DE", fresh_database(postgres_server))
    yield made
    made.down()
