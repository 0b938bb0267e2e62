"""Processes are known by their id and their mark, never by the id alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.errors import UnavailableError
from lab.sandbox.ports import free_ports, is_free
from lab.sandbox.processes import command_of, last_words, runs, start, stop, wait_ready

WAITS = "import signal, sys; print('up', flush=True); signal.pause()"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('up', flush=True)\n"
DEAF += "while True: signal.pause()"


def started(tmp_path: Path, code: str, mark: str) -> int:
    log = tmp_path / "log"
    pid = start(["-c", code, mark], log)
    wait_ready(
        lambda: "up" in last_words(log),
        lambda: runs(pid, mark),
        name="it",
        log=log,
        within_s=60,
    )
    return pid


def test_a_process_is_ended_and_waited_for(tmp_path: Path) -> None:
    pid = started(tmp_path, WAITS, "mark-of-ours")
    assert runs(pid, "mark-of-ours")
    assert stop(pid, "mark-of-ours")
    assert not runs(pid, "mark-of-ours")


def test_one_that_does_not_heed_is_killed(tmp_path: Path) -> None:
    pid = started(tmp_path, DEAF, "mark-of-ours")
    assert stop(pid, "mark-of-ours", within_s=0.2)
    assert not runs(pid, "mark-of-ours")


def test_a_stale_id_that_is_somebody_elses_is_left_alone() -> None:
    assert command_of(os.getpid())
    assert not runs(os.getpid(), "mark-that-nobody-bears")
    assert not stop(os.getpid(), "mark-that-nobody-bears")
    assert not stop(None, "mark")


def test_a_process_that_ends_is_told_with_its_last_words(tmp_path: Path) -> None:
    log = tmp_path / "log"
    pid = start(["-c", "print('error the port is taken'); print('remedy end it')"], log)
    with pytest.raises(UnavailableError, match="error the port is taken remedy end it"):
        wait_ready(
            lambda: False,
            lambda: runs(pid, "taken"),
            name="the gateway of FR",
            log=log,
            within_s=60,
        )


def test_settings_of_the_caller_do_not_reach_a_member(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMITY_DATABASE", "sqlite:////elsewhere")
    log = tmp_path / "log"
    pid = start(["-c", "import os; print([n for n in os.environ if 'COMITY_DATA' in n])"], log)
    os.waitpid(pid, 0)
    assert last_words(log) == "[]"


def test_ports_are_free_and_different() -> None:
    found = free_ports(5)
    assert len(set(found)) == 5
    assert all(is_free(port) for port in found)
    assert all(20_000 <= port < 32_000 for port in found)
