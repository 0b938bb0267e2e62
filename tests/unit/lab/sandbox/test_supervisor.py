"""The folder of a sandbox and its clock; processes are the federation tests' matter."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.errors import ComityError, InputError, NotFoundError, Reason, UnavailableError
from gateway.settings import Settings
from lab.sandbox.federation import make_sandbox, namespace_of
from lab.sandbox.supervisor import Sandbox, wait_for


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    make_sandbox(tmp_path, ["DE", "BE-VLG"])
    return Sandbox(tmp_path)


def test_each_member_has_its_own_and_they_share_clock_and_engine(sandbox: Sandbox) -> None:
    made = [sandbox.settings(code) for code in sandbox.members]
    for each in ("home", "database_url", "listen", "namespace", "api_socket_path"):
        values = {
            str(s.path(s.api_socket) if each == "api_socket_path" else getattr(s, each))
            for s in made
        }
        assert len(values) == 2, each
    assert len({s.temporal for s in made}) == 1
    assert len({s.clock_offset for s in made}) == 1
    assert {s.namespace for s in made} == {namespace_of("DE"), namespace_of("BE-VLG")}
    assert all((s.path("token").stat().st_mode & 0o777) == 0o600 for s in made)


def test_what_does_not_run_is_said_to_be_stopped(sandbox: Sandbox) -> None:
    status = sandbox.status()
    assert not status.engine_up
    assert [(m.code, m.up, m.detail) for m in status.members] == [
        ("DE", False, "stopped"),
        ("BE-VLG", False, "stopped"),
    ]
    assert sandbox.down() == ()


def test_the_clock_goes_forward_for_all(sandbox: Sandbox) -> None:
    before = sandbox.clock.now()
    moved = sandbox.advance(by=timedelta(days=3))
    assert timedelta(days=3) <= moved - before < timedelta(days=3, hours=1)
    later = moved + timedelta(days=1)
    assert sandbox.advance(to=later) >= later
    offset = json.loads((sandbox.folder / "clock.json").read_text())["offset_s"]
    assert timedelta(seconds=offset) > timedelta(days=3, hours=23)


@pytest.mark.parametrize("by", [timedelta(seconds=-1), None])
def test_the_clock_does_not_go_back(sandbox: Sandbox, by: timedelta | None) -> None:
    with pytest.raises(InputError):
        sandbox.advance(by=by)
    with pytest.raises(InputError, match="does not go back"):
        sandbox.advance(to=sandbox.clock.now() - timedelta(days=1))
    assert not (sandbox.folder / "clock.json").exists()


def test_other_members_than_it_has_are_refused(sandbox: Sandbox) -> None:
    with pytest.raises(InputError, match="has the members DE, BE-VLG"):
        sandbox.up(["DE", "FR"])


def test_an_unknown_member_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ComityError) as caught:
        Sandbox(tmp_path / "new").up(["DE", "XX"])
    assert caught.value.reason is Reason.CODE_UNKNOWN
    assert not (tmp_path / "new" / "federation").exists()


def test_no_member_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none is named"):
        Sandbox(tmp_path).up()


def test_a_member_that_is_none_cannot_be_stopped(sandbox: Sandbox) -> None:
    with pytest.raises(NotFoundError, match="no member"):
        sandbox.stop("FR")


def test_a_deep_folder_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    make_sandbox(deep, ["DE"])
    settings = Settings.load(Sandbox(deep).home("DE"), environ={})
    assert len(str(settings.path(settings.api_socket)).encode()) < 104


def test_waiting_in_vain_names_what_was_waited_for() -> None:
    with pytest.raises(UnavailableError, match="for: an answer"):
        wait_for(lambda: None, what="an answer", within_s=0)
    assert wait_for(lambda: 3, what="an answer", within_s=0) == 3
