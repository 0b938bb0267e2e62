"""The door's socket: private, one node each, and a dead one in its place is no obstacle."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from threading import Event

import pytest

from gateway.app import running
from gateway.app.initialising import init_node
from gateway.app.listeners import loopback_socket, unix_socket
from gateway.errors import InputError, Reason, UnavailableError
from gateway.settings import Settings
from tests.support.raising import refuses


def test_only_this_user_may_knock(tmp_path: Path) -> None:
    path = tmp_path / "api.sock"
    with unix_socket(path):
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_socket_that_nobody_serves_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "api.sock"
    unix_socket(path).close()  # what kill -9 leaves behind
    assert path.exists()
    with unix_socket(path) as bound:
        bound.listen()
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(path))


def test_a_socket_that_another_node_serves_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "api.sock"
    with unix_socket(path) as served:
        served.listen()
        with pytest.raises(UnavailableError) as refused:
            unix_socket(path)
        assert "another node" in str(refused.value)
        assert path.exists()


def test_a_path_that_is_too_long_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError) as refused:
        unix_socket(tmp_path / ("x" * 120))
    assert "shorter" in refused.value.remedy


@pytest.mark.parametrize("address", ["0.0.0.0:8443", "192.0.2.1:80", "gateway.example:443"])
def test_without_tls_only_this_machine_is_listened_on(address: str) -> None:
    with refuses(InputError, Reason.SETTING_INVALID):
        loopback_socket(address)


@pytest.mark.parametrize("at_start", [True, False])
async def test_a_node_serves_while_the_matchers_tables_load(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, at_start: bool
) -> None:
    init_node(settings)
    door, begun, served = settings.path(settings.api_socket), Event(), Event()

    def warm_up() -> None:
        begun.set()
        served.wait(30)

    monkeypatch.setattr(running, "warm_up", warm_up)
    phases: list[str] = []
    settings = settings.model_copy(update={"matcher_at_start": at_start})
    async with running.serving(settings, phases.append):
        assert door.exists()
        assert await asyncio.to_thread(begun.wait, 5 if at_start else 0.2) == at_start
        served.set()
    assert phases == ["database and keys read", "others asked", "doors open"]


async def test_no_database_is_made_beside_keys_that_are_in_use(settings: Settings) -> None:
    """An empty one would begin a second history (operator2 O2)."""
    settings = settings.model_copy(update={"database": "", "matcher_at_start": False})
    init_node(settings)
    place = settings.path("node.db")
    place.rename(place.with_suffix(".away"))
    for empty in (False, True):
        if empty:
            place.touch()
        with refuses(UnavailableError, Reason.DATABASE_UNAVAILABLE) as refused:
            async with running.serving(settings):
                pass
        assert "`restoreBackup`" in refused.value.remedy
        assert place.exists() == empty
