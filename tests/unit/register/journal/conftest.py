import pytest

from certs.layout import FederationFiles
from tests.support.stations import new_federation
from tests.unit.exchange.conftest import de, federation

__all__ = ["de", "federation", "federation_files"]


@pytest.fixture(scope="session")
def federation_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    return new_federation(tmp_path_factory.mktemp("federation") / "dev", codes=("DE", "FR"))
