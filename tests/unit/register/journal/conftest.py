from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from certs.layout import FederationFiles
from tests.support.stations import Federation, Station, StepClock, new_federation


@pytest.fixture(scope="session")
def federation_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    return new_federation(tmp_path_factory.mktemp("federation") / "dev", codes=("DE", "FR"))


@pytest.fixture
def federation(
    federation_files: FederationFiles, new_database: Callable[[str], str]
) -> Iterator[Federation]:
    """Two stations with their databases, once on each kind of database."""
    made = Federation(federation_files, StepClock(tick=timedelta(0)), new_database)
    yield made
    made.close()


@pytest.fixture
def de(federation: Federation) -> Station:
    return federation["DE"]
