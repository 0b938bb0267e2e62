"""The fixture `fake_gateway`: ``pytest_plugins = ["comity_sdk.fake.fixture"]`` in a conftest.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from comity_sdk.fake.server import FakeGateway


@pytest.fixture
def fake_gateway() -> Iterator[FakeGateway]:
    """Return a gateway of DE that asks FR about every application under Article 14(1)."""
    with FakeGateway(consults={"FR": "14(1)"}) as gateway:
        yield gateway
