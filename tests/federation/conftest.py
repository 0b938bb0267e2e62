from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.dev import make_federation
from certs.layout import FederationFiles
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
