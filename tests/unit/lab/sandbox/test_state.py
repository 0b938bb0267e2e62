"""What a sandbox remembers, and that two commands do not change it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import InputError, NotFoundError, Reason, StateError
from lab.sandbox.state import FILE, EngineState, MemberState, SandboxState, held
from tests.support.raising import refuses

STATE = SandboxState(
    engine=EngineState(port=7000),
    members={"DE": MemberState(home="/x/DE", listen="127.0.0.1:7001", pid=5)},
)


def test_it_is_kept(tmp_path: Path) -> None:
    STATE.save(tmp_path)
    assert SandboxState.load(tmp_path) == STATE


def test_only_the_member_that_is_meant_changes() -> None:
    assert STATE.with_member("DE", None).members["DE"].pid is None
    assert STATE.with_engine(9).members == STATE.members
    with pytest.raises(NotFoundError, match="no member"):
        STATE.with_member("FR", 1)


def test_no_sandbox_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        SandboxState.load(tmp_path)
    assert "sandbox up" in caught.value.remedy


def test_a_torn_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"engine": {"port": 1}, "mem')
    with refuses(InputError, Reason.SETTING_INVALID):
        SandboxState.load(tmp_path)


def test_a_second_command_is_told_to_wait(tmp_path: Path) -> None:
    with held(tmp_path), pytest.raises(StateError, match="another command"), held(tmp_path):
        pass
    with held(tmp_path):
        pass
