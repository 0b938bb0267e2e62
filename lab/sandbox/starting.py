"""Starts the processes of a sandbox: the workflow engine, and the members' gateways."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from gateway.casework.node.health import HealthState
from gateway.cli.client import NodeClient
from gateway.errors import ComityError, UnavailableError
from gateway.settings import Settings
from lab.sandbox import engine as engine_process
from lab.sandbox.federation import ENGINE, namespace_of
from lab.sandbox.members import LOADED
from lab.sandbox.ports import is_free
from lab.sandbox.processes import last_words, runs, start, start_talking, wait_ready
from lab.sandbox.state import MemberState, SandboxState

ENGINE_WITHIN_S = 60.0
MEMBER_WITHIN_S = 90.0  # 28 of them on two cores take turns
ASK_WITHIN_S = 5.0

Say = Callable[[str], None]
Far = Callable[[int, int], None]
"""Told how many of how many."""
Up = Callable[[str, str, int, int], None]
"""Told who is up, where its peers reach it, how many are up by then, and of how many."""
Process = subprocess.Popen[bytes]


def log_of(folder: Path, name: str) -> Path:
    """Return the log of a process of a sandbox."""
    return folder / "logs" / f"{name}.log"


def runs_engine(folder: Path, state: SandboxState) -> bool:
    """Say whether a sandbox's engine runs."""
    return runs(state.engine.pid, str(folder / ENGINE))


def runs_member(member: MemberState) -> bool:
    """Say whether a member's process runs."""
    return runs(member.pid, member.home)


def start_engine(folder: Path, state: SandboxState) -> SandboxState:
    """Start the workflow engine and return when every namespace answers.

    Raises:
        UnavailableError: It does not come up, or its port is taken.
    """
    home, log = folder / ENGINE, log_of(folder, ENGINE)
    _check_port(state.engine.port, "the workflow engine")
    (home / engine_process.READY).unlink(missing_ok=True)
    namespaces = [namespace_of(code) for code in state.members]
    arguments = ["-m", "lab.sandbox.engine", str(home), str(state.engine.port), *namespaces]
    with _undisturbed():
        state = state.with_engine(start(arguments, log))
        state.save(folder)
    wait_ready(
        (home / engine_process.READY).exists,
        partial(runs_engine, folder, state),
        name="the workflow engine",
        log=log,
        within_s=ENGINE_WITHIN_S,
    )
    return state


@contextmanager
def loading(folder: Path, homes: Sequence[str]) -> Iterator[Process | None]:
    """Have the program that forks the members load, and end it if it comes to nothing.

    Args:
        folder: The sandbox's folder.
        homes: Folders of the nodes; they need not be there before the members are forked.
    """
    if not homes:
        yield None
        return
    arguments = ["-m", "lab.sandbox.members", str(folder / "logs"), *homes]
    process = start_talking(arguments, log_of(folder, "members"))
    try:
        yield process
    finally:
        # Not told to fork: there is nothing yet that it would leave behind.
        if process.stdin is not None and not process.stdin.closed:
            process.kill()
            process.stdin.close()
        if process.stdout is not None:
            process.stdout.close()
        process.wait()


def start_members(
    folder: Path, state: SandboxState, codes: Sequence[str], forking: Process | None, up: Up
) -> None:
    """Have the members forked and return when each of them answers.

    Args:
        folder: The sandbox's folder.
        state: Its state; saved with the new process ids.
        codes: Whom to start.
        forking: What `loading` gave.
        up: Told who is up.

    Raises:
        UnavailableError: A member does not come up; names its log.
    """
    if forking is None or forking.stdin is None or forking.stdout is None:
        return
    told = b""
    if forking.stdout.readline().strip() == LOADED:
        with _undisturbed():
            forking.stdin.write(b"go\n")
            forking.stdin.close()
            told = forking.stdout.readline()
            pids: dict[str, int] = json.loads(told or b"{}")
            for code in codes:
                state = state.with_member(code, pids.get(state.member(code).home))
            state.save(folder)
    if not told:
        log = log_of(folder, "members")
        raise UnavailableError(
            f"the members cannot be started: {last_words(log) or 'no word why'}",
            remedy=f"Read {log}.",
        )
    for number, code in enumerate(codes, start=1):
        member = state.member(code)
        wait_ready(
            partial(_answers, Path(member.home)),
            partial(runs_member, member),
            name=f"the gateway of {code}",
            log=log_of(folder, code),
            within_s=MEMBER_WITHIN_S,
        )
        up(code, member.listen, number, len(codes))


def status_of(home: Path) -> dict[str, Any]:
    """Ask a member who it is, under its administrator's token.

    Raises:
        UnavailableError: It does not answer.
    """
    settings = Settings.load(home, environ={})
    token = settings.path("token").read_text(encoding="utf-8").strip()
    at = settings.path(settings.api_socket)
    with NodeClient(socket=at, token=token, timeout_s=ASK_WITHIN_S) as client:
        found: dict[str, Any] = client.get("/status")
        return found


def _answers(home: Path) -> bool:
    settings = Settings.load(home, environ={})
    # Asked first, since httpcore leaves a socket open that could not connect.
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.settimeout(ASK_WITHIN_S)
        if asking.connect_ex(str(settings.path(settings.api_socket))):
            return False
    try:
        with NodeClient(
            socket=settings.path(settings.api_socket), timeout_s=ASK_WITHIN_S
        ) as client:
            return bool(client.readiness()["state"] != HealthState.NOT_READY)
    except ComityError:
        return False


def check_ports(state: SandboxState, codes: Sequence[str]) -> None:
    """Check that members can be started at their addresses.

    Raises:
        UnavailableError: The port of one is taken.
    """
    for code in codes:
        _check_port(int(state.member(code).listen.rpartition(":")[2]), f"the gateway of {code}")


def _check_port(port: int, whose: str) -> None:
    if not is_free(port):
        raise UnavailableError(
            f"port {port} of {whose} is taken by another program",
            remedy="End that program; the address is signed into the directory.",
            port=str(port),
        )


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back for milliseconds.

    Between the start of a process and its id on disk nothing may come, or there would be
    one that no `down` knows of.
    """
    interruptions = (signal.SIGINT, signal.SIGTERM)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, interruptions)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
