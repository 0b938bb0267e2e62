"""The fixture that the tests of this room share."""

from __future__ import annotations

import pytest

from tests.support.house import House, build_house


@pytest.fixture(scope="session")
def house() -> House:
    return build_house()
