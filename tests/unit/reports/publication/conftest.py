from __future__ import annotations

from pathlib import Path

import pytest

from gateway.domain.annual.edition import Edition
from gateway.reports.publication import Published, publish
from tests.support.editions import corrigendum, example_edition

VIEWS = (
    "licences_by_state",
    "licences_by_destination",
    "individual_item_destination",
    "denials_by_state",
    "denials_by_ground",
    "cyber_by_group",
)


@pytest.fixture(scope="session")
def edition() -> Edition:
    """A corrigendum of six tables: a map, a heat map, bars, stacks and every state of a cell."""
    return corrigendum(example_edition(only=VIEWS))


@pytest.fixture(scope="session")
def published(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Published:
    return publish(edition, tmp_path_factory.mktemp("published") / "site")


@pytest.fixture(scope="session")
def site(published: Published) -> Path:
    return published.folder
