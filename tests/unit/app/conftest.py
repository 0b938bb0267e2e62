import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from certs.layout import FederationFiles
from gateway.settings import Settings
from tests.support.federation_case import make_files


@pytest.fixture(scope="session")
def app_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    """A federation of two, never changed; tests copy it."""
    return make_files(tmp_path_factory.mktemp("app") / "federation", ("DE", "FR"))


@pytest.fixture
def own_files(app_files: FederationFiles, tmp_path: Path) -> FederationFiles:
    """A copy that a test may change."""
    shutil.copytree(app_files.folder, tmp_path / "federation")
    return FederationFiles.at(tmp_path / "federation")


@pytest.fixture
def settings(own_files: FederationFiles, new_sqlite: Callable[[str], str]) -> Settings:
    """Settings of DE in its folder."""
    return Settings(
        home=own_files.members["DE"].folder,
        authority="DE",
        database=new_sqlite("node"),
        suite="classic",
    )
