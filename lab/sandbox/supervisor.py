"""Starts, stops and watches a sandbox; moves its clock.

Every member is its own process, so that one can be cut off, killed and started again. The
processes go on when the command ends; `SandboxState` knows them. Nothing here waits a fixed
time: it asks until it has the answer or the time is over.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from certs.dev import check_members
from gateway.app.clock import RehearsalClock
from gateway.cli.client import NodeClient
from gateway.domain.base import Model
from gateway.errors import ComityError, InputError, StateError, UnavailableError
from gateway.settings import Settings
from lab.sandbox.federation import CLOCK, ENGINE, FEDERATION, home_of, make_sandbox
from lab.sandbox.processes import POLL_S, pss_octets, stop
from lab.sandbox.starting import (
    Far,
    Process,
    Say,
    check_ports,
    loading,
    log_of,
    runs_engine,
    runs_member,
    start_engine,
    start_members,
    status_of,
)
from lab.sandbox.state import FILE, MemberState, SandboxState, held


class MemberStatus(Model):
    """How a member is now.

    Attributes:
        pss_mib: Memory of its process, what it shares counted by its part; None: not known.
    """

    code: str
    up: bool
    pid: int | None
    listen: str
    home: str
    pss_mib: float | None = None
    detail: str = ""


class SandboxStatus(Model):
    """How a sandbox is now.

    Attributes:
        engine_pss_mib: Memory of the workflow engine's processes; None: not known.
        pss_mib: Memory of all its processes together, each page counted once.
    """

    folder: str
    engine_up: bool
    engine: str
    engine_pss_mib: float | None
    pss_mib: float | None
    now: datetime
    offset_s: float
    members: tuple[MemberStatus, ...]


class Sandbox:
    """A federation on this machine.

    Args:
        folder: The sandbox's folder.
        say: Told what is being done, a line at a time.
        far: Told how many members of how many are up, while they are started.
    """

    def __init__(
        self, folder: Path, *, say: Say = lambda _: None, far: Far = lambda _, __: None
    ) -> None:
        self.folder = folder.absolute()
        self._say, self._far = say, far

    # --- up and down -----------------------------------------------------------------------

    def up(
        self,
        members: Sequence[str] | None = None,
        *,
        suite: str = "hybrid",
        databases: Mapping[str, str] = MappingProxyType({}),
    ) -> tuple[str, ...]:
        """Start what does not run, making the sandbox if there is none yet.

        Args:
            members: Authority codes; None: those that it has.
            suite: Suite of signatures of a new sandbox, ``classic`` or ``hybrid``.
            databases: Of a new sandbox: URL of the database of each member that has no file.

        Returns:
            What was started: nothing when everything was up already.

        Raises:
            InputError: The sandbox has other members, or a code is wrong.
            UnavailableError: A process does not come up; names its log.
        """
        with held(self.folder):
            if not (self.folder / FILE).exists():
                return self._first_up(members, suite, databases)
            state = self._known(members)
            missing = [c for c, m in state.members.items() if not runs_member(m)]
            check_ports(state, missing)
            # What the members load, they load while the engine comes up.
            with loading(self.folder, _homes(state, missing)) as forking:
                return self._started(state, missing, forking)

    def _first_up(
        self, members: Sequence[str] | None, suite: str, databases: Mapping[str, str]
    ) -> tuple[str, ...]:
        """Make the sandbox and start it; what members load is loaded while their keys are made."""
        if not members:
            raise InputError("members: none is named", remedy="Give e.g. --members DE,FR,NL,EU.")
        check_members(members)  # before it is said that anything is made for them
        homes = [str(home_of(self.folder, code)) for code in members]
        with loading(self.folder, homes) as forking:
            state = self._made(members, suite, databases)
            return self._started(state, list(members), forking)

    def _started(
        self, state: SandboxState, missing: Sequence[str], forking: Process | None
    ) -> tuple[str, ...]:
        """Start the engine if it does not run, and the members that are missing."""
        started: list[str] = []
        if not runs_engine(self.folder, state):
            self._say("workflow engine")
            state = start_engine(self.folder, state)
            started.append(ENGINE)
        start_members(self.folder, state, missing, forking, self._up)
        return (*started, *missing)

    def _up(self, code: str, listen: str, up: int, of: int) -> None:
        self._say(f"{code} is up at {listen}")
        self._far(up, of)

    def down(self) -> tuple[str, ...]:
        """Stop all that runs; the folder stays.

        Returns:
            What was stopped.
        """
        with held(self.folder):
            state = SandboxState.load(self.folder)
            with ThreadPoolExecutor(max_workers=8) as pool:
                ended = list(pool.map(self._stop_member, state.members.values()))
            stopped = [code for code, was in zip(state.members, ended, strict=True) if was]
            if stop(state.engine.pid, str(self.folder / ENGINE)):
                stopped.append(ENGINE)
            for code in state.members:
                state = state.with_member(code, None)
            state.with_engine(None).save(self.folder)
            return tuple(stopped)

    def stop(self, code: str) -> bool:
        """Cut off one member's gateway; False when it did not run.

        Raises:
            NotFoundError: It is no member.
        """
        with held(self.folder):
            state = SandboxState.load(self.folder)
            was = self._stop_member(state.member(code))
            state.with_member(code, None).save(self.folder)
            return was

    def start(self, code: str) -> bool:
        """Start one member's gateway; False when it ran already.

        Raises:
            NotFoundError: It is no member.
            StateError: The sandbox is not up.
        """
        with held(self.folder):
            state = SandboxState.load(self.folder)
            if runs_member(state.member(code)):
                return False
            if not runs_engine(self.folder, state):
                raise StateError(
                    "the sandbox is not up",
                    remedy="Start it with: comity sandbox up",
                )
            check_ports(state, [code])
            with loading(self.folder, _homes(state, [code])) as forking:
                start_members(self.folder, state, [code], forking, self._up)
            return True

    # --- clock -----------------------------------------------------------------------------

    @property
    def clock(self) -> RehearsalClock:
        """The rehearsal's clock, the same for all members."""
        return RehearsalClock(self.folder / CLOCK, lambda: True)

    def advance(self, *, by: timedelta | None = None, to: datetime | None = None) -> datetime:
        """Move the clock of the whole federation forward; returns the new present.

        Args:
            by: How far.
            to: Aware instant to move to, instead.

        Raises:
            InputError: Neither or both are given, or it would go back.
        """
        with held(self.folder):
            SandboxState.load(self.folder)
            if (by is None) == (to is None):
                raise InputError(
                    "advance: it is not said how far or where to, or both are",
                    remedy="Give e.g. --days 3, or --to 2026-12-18T10:00:00+01:00.",
                )
            now = self.clock.now()
            by = by if by is not None or to is None else to - now
            if by is None or by < timedelta(0):
                raise InputError(
                    "advance: the clock of a federation does not go back",
                    remedy=f"It is {now.isoformat(timespec='seconds')} there; name a later one.",
                )
            offset = timedelta(seconds=self._offset_s()) + by
            fresh = self.folder / f"{CLOCK}.new"
            fresh.write_text(json.dumps({"offset_s": offset.total_seconds()}), encoding="utf-8")
            fresh.replace(self.folder / CLOCK)
            return self.clock.now()

    def _offset_s(self) -> float:
        path = self.folder / CLOCK
        return float(json.loads(path.read_text("utf-8"))["offset_s"]) if path.exists() else 0.0

    # --- looking ---------------------------------------------------------------------------

    @property
    def members(self) -> tuple[str, ...]:
        """Codes of the members."""
        return tuple(SandboxState.load(self.folder).members)

    @property
    def anchor(self) -> Path:
        """Trust anchor of the federation, for checks offline."""
        return self.folder / FEDERATION / "anchor.json"

    def home(self, code: str) -> Path:
        """Return the node's folder of a member."""
        return Path(SandboxState.load(self.folder).member(code).home)

    def settings(self, code: str) -> Settings:
        """Return the settings of a member's node."""
        return Settings.load(self.home(code), environ={})

    def client(self, code: str, token: str | None = None) -> NodeClient:
        """Return a client of a member's interface; without a token, the administrator's."""
        settings = self.settings(code)
        given = token or settings.path("token").read_text(encoding="utf-8").strip()
        return NodeClient(socket=settings.path(settings.api_socket), token=given)

    def status(self) -> SandboxStatus:
        """Say how everything is, asking each member that runs."""
        state = SandboxState.load(self.folder)
        members = tuple(self._member_status(c, m) for c, m in state.members.items())
        engine_up = runs_engine(self.folder, state)
        engine = _mib(pss_octets(state.engine.pid if engine_up else None))
        known = [each for each in (engine, *(m.pss_mib for m in members)) if each is not None]
        return SandboxStatus(
            folder=str(self.folder),
            engine_up=engine_up,
            engine_pss_mib=engine,
            pss_mib=round(sum(known), 1) if known else None,
            engine=f"127.0.0.1:{state.engine.port}",
            now=self.clock.now(),
            offset_s=self._offset_s(),
            members=members,
        )

    def _member_status(self, code: str, member: MemberState) -> MemberStatus:
        up = runs_member(member)
        if up:
            detail = self._asked(member)
        elif member.pid is not None:
            detail = f"ended by itself or was killed; see {log_of(self.folder, code)}"
        else:
            detail = "stopped"
        return MemberStatus(
            code=code,
            up=up and not detail.startswith("does not answer"),
            pid=member.pid if up else None,
            listen=member.listen,
            home=member.home,
            pss_mib=_mib(pss_octets(member.pid if up else None)),
            detail=detail,
        )

    def _asked(self, member: MemberState) -> str:
        try:
            found = status_of(Path(member.home))
        except ComityError as error:
            return f"does not answer: {error}"
        kind = "rehearsal, " if found["rehearsal"] else ""
        return f"{kind}directory {found['directory_version']}, rulebook {found['rulebook']}"

    # --- processes -------------------------------------------------------------------------

    def _known(self, members: Sequence[str] | None) -> SandboxState:
        state = SandboxState.load(self.folder)
        if members is not None and set(members) != set(state.members):
            raise InputError(
                f"the sandbox in {self.folder} has the members {', '.join(state.members)}",
                remedy="Take down and remove it, or name another folder with --home.",
                field="members",
            )
        return state

    def _made(
        self, members: Sequence[str], suite: str, databases: Mapping[str, str]
    ) -> SandboxState:
        self._say(f"keys, certificates and a signed directory for {', '.join(members)}")
        try:
            return make_sandbox(self.folder, members, suite=suite, databases=databases)
        except BaseException:
            # Half a federation is of no use, and would be in the way of the next attempt.
            shutil.rmtree(self.folder / FEDERATION, ignore_errors=True)
            raise

    def _stop_member(self, member: MemberState) -> bool:
        return stop(member.pid, member.home)


def _homes(state: SandboxState, codes: Sequence[str]) -> list[str]:
    return [state.member(code).home for code in codes]


def _mib(octets: int | None) -> float | None:
    return None if octets is None else round(octets / 2**20, 1)


def wait_for(look: Callable[[], Any], *, what: str, within_s: float) -> Any:
    """Ask until the answer is true, and return it.

    Args:
        look: Asked again and again; an empty answer means not yet.
        what: What is waited for, in words.
        within_s: Longest wait, of the machine's time and not of the law's.

    Raises:
        UnavailableError: It did not come in time.
    """
    end = time.monotonic() + within_s
    while not (found := look()):
        if time.monotonic() > end:
            raise UnavailableError(f"waited {within_s:.0f} s in vain for: {what}")
        time.sleep(4 * POLL_S)
    return found
