"""An office without a node, for the decisions of casework."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from certs.layout import FederationFiles
from tests.support.federation_case import make_files
from tests.support.quiet_office import QuietOffice, quiet_office


@pytest.fixture(scope="session")
def office_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    """A federation made once; nothing in it is changed."""
    codes = ("DE", "FR", "NL", "BE-VLG", "BE-WAL")
    return make_files(tmp_path_factory.mktemp("offices") / "federation", codes)


@pytest.fixture
def de(
    office_files: FederationFiles, sqlite_template: Path, tmp_path: Path
) -> Iterator[QuietOffice]:
    """DE at its desk at START, with an empty database."""
    with quiet_office(office_files, sqlite_template, tmp_path) as office:
        yield office
