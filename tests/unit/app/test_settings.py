"""Where a node's secrets come from, and who may read what it keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from gateway.errors import InputError, Reason
from gateway.matching.index.denial_index import DenialIndex
from gateway.settings import FILE, Settings
from tests.support.raising import refuses

URL = "postgresql+psycopg://comity@localhost/comity"
WITH_PASSWORD = "postgresql+psycopg://comity:p%40ss%2Fword@localhost/comity"
PASSWORD = "p@ss/word"


def node(home: Path, **more: object) -> Settings:
    return Settings.model_validate({"home": home, "authority": "DE", "database": URL, **more})


def test_the_password_comes_from_the_environment(tmp_path: Path) -> None:
    node(tmp_path).save()
    loaded = Settings.load(tmp_path, {"COMITY_DATABASE_PASSWORD": PASSWORD})
    assert loaded.database_url == WITH_PASSWORD
    assert PASSWORD not in repr(loaded)


def test_or_from_a_file_of_its_own(tmp_path: Path) -> None:
    secret = tmp_path / "database.password"
    secret.write_text(f"{PASSWORD}\n")
    secret.chmod(0o600)
    node(tmp_path, database_password_file="database.password").save()
    assert Settings.load(tmp_path, {}).database_url == WITH_PASSWORD
    secret.chmod(0o640)
    with refuses(InputError, Reason.SETTING_INVALID) as refused:
        _ = Settings.load(tmp_path, {}).database_url
    assert "chmod 600" in refused.value.remedy
    secret.unlink()
    with pytest.raises(InputError) as refused:
        _ = Settings.load(tmp_path, {}).database_url
    assert refused.value.metadata["field"] == "database_password_file"


def test_a_password_is_never_written(tmp_path: Path) -> None:
    path = node(tmp_path, database_password=SecretStr(PASSWORD)).save()
    assert PASSWORD not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_without_a_password_the_url_is_as_it_was_given(tmp_path: Path) -> None:
    assert node(tmp_path).database_url == URL
    assert node(tmp_path, database="").database_url == f"sqlite:///{tmp_path / 'node.db'}"


def test_what_an_earlier_version_left_open_is_narrowed(tmp_path: Path) -> None:
    """Found in use: attack m3."""
    home = tmp_path / "DE"
    home.mkdir(mode=0o755)
    (home / FILE).write_text('authority = "DE"\n')
    (home / FILE).chmod(0o644)
    Settings.load(home, {}).narrow()
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / FILE).stat().st_mode & 0o777 == 0o600


def test_nobody_else_enters_the_folder_of_the_index(tmp_path: Path) -> None:
    """Found in use: attack m4."""
    folder = tmp_path / "index"
    folder.mkdir(mode=0o755)
    DenialIndex.open(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_scrape_token_comes_from_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    assert not node(tmp_path).scrape_token
    held = node(tmp_path, metrics_token_file="scrape.token")
    secret = tmp_path / "scrape.token"
    secret.write_text("a-token\n")
    secret.chmod(0o600)
    assert held.scrape_token == "a-token"
    secret.chmod(0o644)
    with pytest.raises(InputError) as refused:
        _ = held.scrape_token
    assert refused.value.metadata["field"] == "metrics_token_file"


def test_a_relative_path_of_sqlite_lies_within_the_folder(tmp_path: Path) -> None:
    """Wherever the command is given (operator2 O2)."""
    for given, place in (
        ("sqlite:///x/y.db", tmp_path / "x" / "y.db"),
        ("sqlite:///y.db?timeout=5", f"{tmp_path / 'y.db'}?timeout=5"),
        (f"sqlite:///{tmp_path / 'z.db'}", tmp_path / "z.db"),
    ):
        assert node(tmp_path, database=given).database_url == f"sqlite:///{place}"
    assert node(tmp_path, database="sqlite:///").database_url == "sqlite:///"  # which is refused
