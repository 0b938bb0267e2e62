"""The folder of a sandbox and its clock; processes are the federation tests' matter."""

from __future__ import annotations

import json
import shlex
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.casework.accounts.officers import find_officer
from gateway.errors import ComityError, InputError, NotFoundError, Reason, UnavailableError
from gateway.settings import Settings
from gateway.store.database import Database
from lab.commands.sandbox import app, next_steps
from lab.sandbox.federation import ACCOUNTS, home_of, make_sandbox, namespace_of, token_of
from lab.sandbox.supervisor import Sandbox, wait_for
from tests.support.raising import refuses


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


def test_where_a_member_will_live_is_known_before_it_is_made(sandbox: Sandbox) -> None:
    assert {code: sandbox.home(code) for code in sandbox.members} == {
        code: home_of(sandbox.folder, code) for code in ("DE", "BE-VLG")
    }


def test_members_share_no_database_though_they_begin_with_a_copy(sandbox: Sandbox) -> None:
    files = [sandbox.home(code) / "node.db" for code in sandbox.members]
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert files[0].stat().st_ino != files[1].stat().st_ino
    assert not list(sandbox.folder.rglob("empty.db*"))


def test_each_member_has_an_account_of_every_role_that_is_played(sandbox: Sandbox) -> None:
    """Found in use: officer m13."""
    for code in sandbox.members:
        settings = sandbox.settings(code)
        db = Database.open(settings.database_url)
        try:
            found = db.read_sync(lambda conn: [find_officer(conn, name) for name in ACCOUNTS])
            assert {each.name: each.role for each in found if each} == ACCOUNTS
            for role in ACCOUNTS.values():
                assert token_of(settings.home, role).stat().st_mode & 0o777 == 0o600
        finally:
            db.close()


def test_the_next_step_that_is_named_is_one_that_an_officer_may_do(sandbox: Sandbox) -> None:
    """Found in use: officer m13."""
    home = sandbox.home("DE")
    exported, listed, formed = next_steps(home)
    variables = dict(each.split("=", 1) for each in shlex.split(exported)[1:])
    assert variables["COMITY_NODE"] == str(home)
    assert Path(variables["COMITY_TOKEN"].removeprefix("@")).read_text("utf-8")
    assert shlex.split(listed)[1:] == ["case", "list"]
    assert shlex.split(formed)[1:3] == ["form", "application"]


def test_a_clock_that_is_not_told_where_to_does_not_move(sandbox: Sandbox) -> None:
    """Found in use: officer m13."""
    refused = CliRunner().invoke(app, ["advance", "--home", str(sandbox.folder)])
    assert isinstance(refused.exception, InputError)
    assert "--days 3" in refused.exception.remedy
    assert not (sandbox.folder / "clock.json").exists()


def test_what_does_not_run_is_said_to_be_stopped(sandbox: Sandbox) -> None:
    status = sandbox.status()
    assert not status.engine_up
    assert [(m.code, m.up, m.detail) for m in status.members] == [
        ("DE", False, "stopped"),
        ("BE-VLG", False, "stopped"),
    ]
    assert (status.pss_mib, status.members[0].pss_mib) == (None, None)
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
    """Found in use: officer m13."""
    said: list[str] = []
    with refuses(ComityError, Reason.CODE_UNKNOWN):
        Sandbox(tmp_path / "new", say=said.append).up(["DE", "XX"])
    assert said == []  # nothing is made for members that there cannot be
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
