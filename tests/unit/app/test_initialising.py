"""A node's folder is made ready once; what is wrong is named before anything is written."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

import pytest

from gateway.app import initialising
from gateway.app.initialising import init_node
from gateway.casework.accounts.officers import find_officer
from gateway.casework.permissions import OfficerRole
from gateway.errors import ComityError, InputError, Reason
from gateway.settings import FILE, Settings
from gateway.store.database import Database
from tests.support.federation_case import START
from tests.support.raising import refuses
from tests.support.stations import StepClock


@dataclass
class March(StepClock):
    """The machine's clock, as if it were March 2026."""

    def __init__(self) -> None:
        super().__init__(START)


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(initialising, "SystemClock", March)


def test_the_folder_is_ready_and_the_token_private(settings: Settings) -> None:
    made = init_node(settings)
    assert made.role is OfficerRole.ADMINISTRATOR
    token = settings.home / "token"
    assert token.read_text() == made.token
    assert token.stat().st_mode & 0o777 == 0o600
    assert Settings.load(settings.home, {}) == settings
    db = Database.open(settings.database_url)
    try:
        assert db.read_sync(lambda conn: find_officer(conn, made.name)) is not None
    finally:
        db.close()


def test_a_second_time_is_refused_and_changes_nothing(settings: Settings) -> None:
    made = init_node(settings)
    with refuses(InputError, Reason.SETTING_INVALID):
        init_node(settings)
    assert (settings.home / "token").read_text() == made.token


def test_an_init_that_broke_off_says_how_to_go_on(settings: Settings) -> None:
    init_node(settings)
    (settings.home / FILE).unlink()
    with refuses(InputError, Reason.SETTING_INVALID) as refused:
        init_node(settings)
    assert "remove" in refused.value.remedy
    assert not (settings.home / FILE).exists()


@pytest.mark.parametrize("missing", ["keys", "directory.bin", "anchor.json"])
def test_without_keys_or_directory_nothing_is_made(settings: Settings, missing: str) -> None:
    path = settings.home / missing
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(ComityError) as refused:
        init_node(settings)
    assert refused.value.remedy
    assert not (settings.home / FILE).exists()
    assert not (settings.home / "token").exists()


def test_an_authority_that_is_no_member_is_refused(settings: Settings) -> None:
    stranger = settings.model_copy(update={"authority": "PL"})
    with refuses(ComityError, Reason.PEER_UNKNOWN):
        init_node(stranger)


def test_a_database_that_cannot_be_reached(settings: Settings) -> None:
    away = settings.model_copy(update={"database": "sqlite:////nowhere/at/all/node.db"})
    with refuses(ComityError, Reason.DATABASE_UNAVAILABLE):
        init_node(away)
    assert not (settings.home / FILE).exists()


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('authority = "Berlin"', "authority"),
        ('authority = "DE"\nsuite = "md5"', "suite"),
        ('authority = "DE"\nsync_every_s = 0', "sync_every_s"),
        ('authority = "DE"\nsync_every_s = "often"', "sync_every_s"),
        ('authority = "DE"\ncolour = "red"', "colour"),
    ],
)
def test_a_wrong_setting_is_named_with_file_and_key(
    settings: Settings, line: str, key: str
) -> None:
    (settings.home / FILE).write_text(line)
    with refuses(InputError, Reason.SETTING_INVALID) as refused:
        Settings.load(settings.home, {})
    assert FILE in str(refused.value)
    assert key in str(refused.value)


def test_settings_that_are_no_toml_and_settings_that_are_not_there(settings: Settings) -> None:
    with pytest.raises(InputError, match=FILE):
        Settings.load(settings.home, {})
    (settings.home / FILE).write_bytes(b"\xff = ")
    with pytest.raises(InputError, match="cannot be read"):
        Settings.load(settings.home, {})
    (settings.home / FILE).write_text('authority = "DE"')
    assert Settings.load(settings.home, {"COMITY_AUTHORITY": "FR"}).authority == "FR"


def test_folder_and_settings_are_this_accounts_alone(settings: Settings) -> None:
    """Found in use: attack m4."""
    settings.home.chmod(0o755)
    init_node(settings)
    assert settings.home.stat().st_mode & 0o777 == 0o700
    assert (settings.home / FILE).stat().st_mode & 0o777 == 0o600


def test_a_password_on_a_command_line_is_refused(settings: Settings) -> None:
    """Found in use: attack m3."""
    url = "postgresql+psycopg://comity:hunter2@localhost/comity"
    with refuses(InputError, Reason.SETTING_INVALID) as refused:
        init_node(settings.model_copy(update={"database": url}))
    assert "--database-password-file" in refused.value.remedy
    assert "hunter2" not in str(refused.value)
    assert not (settings.home / FILE).exists()
