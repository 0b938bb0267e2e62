"""One simulated quarter in which everything happens often, for all tests of the checker."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

import pytest

from lab.simulation.checking.books import Books
from lab.simulation.run import simulate_books
from tests.support.simulated import PLAN


@pytest.fixture(scope="session")
def honest() -> Mapping[str, Books]:
    """The members' books as they are; who changes them takes `books`."""
    return simulate_books(PLAN)


@pytest.fixture
def books(honest: Mapping[str, Books]) -> dict[str, Books]:
    """A copy, to be tampered with."""
    return deepcopy(dict(honest))
