"""Does a fault to a process of a sandbox, and mends it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from gateway.errors import ComityError, UnavailableError
from lab.chaos.plan import DISK_MEMBER, DrawnFault, FaultKind
from lab.sandbox.processes import POLL_S, command_of
from lab.sandbox.starting import runs_member
from lab.sandbox.state import SandboxState
from lab.sandbox.supervisor import Sandbox, wait_for

DISK_MIB = 96
_WITHIN_S = 90.0


class Disk:
    """A file system of its own for a member's folder, so that it can be filled.

    Needs the right to mount; without it the member's process gets a limit for the size of its
    files instead, which a database meets as an error of the disk.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self.mounted = False

    def mount(self) -> None:
        """Put the folder, whose node does not run, on a file system of `DISK_MIB`."""
        aside = self._home.with_name(f"{self._home.name}.aside")
        shutil.copytree(self._home, aside, symlinks=True)
        options = ("-t", "tmpfs", "-o", f"size={DISK_MIB}m,mode=700", "tmpfs", str(self._home))
        mount = shutil.which("mount")
        if mount is not None:
            made = subprocess.run([mount, *options], capture_output=True, check=False)
            self.mounted = made.returncode == 0
        if self.mounted:
            shutil.copytree(aside, self._home, dirs_exist_ok=True, symlinks=True)
        shutil.rmtree(aside)

    def unmount(self) -> None:
        """Take it away at the end of a run, with all that is on it."""
        if self.mounted:
            umount = shutil.which("umount") or "umount"
            subprocess.run([umount, "-l", str(self._home)], check=False)
            self.mounted = False

    def fill(self) -> Path:
        """Take every octet that is left."""
        path = self._home / "filling"
        with suppress(OSError), path.open("wb", buffering=0) as filling:
            while filling.write(bytes(2**16)):
                pass
        return path


class FaultHand:
    """Carries out faults, one after the other.

    Args:
        sandbox: The federation, up.
        disk: The file system of one member's folder.
        backup: Makes a backup of a running member, and returns what restores it.
    """

    def __init__(
        self, sandbox: Sandbox, disk: Disk, backup: Callable[[str], Callable[[], None]]
    ) -> None:
        self._sandbox = sandbox
        self._disk = disk
        self._backup = backup
        self.restored: list[str] = []

    def do(self, fault: DrawnFault) -> None:
        """Do one fault and mend it; the member is up afterwards.

        Raises:
            UnavailableError: The member does not come back.
        """
        match fault.kind:
            case FaultKind.KILL:
                self.kill(fault.member)
            case FaultKind.ENGINE_KILL:
                self._kill_engine()
            case FaultKind.OUTAGE:
                self._sandbox.stop(fault.member)
                time.sleep(fault.seconds)
                self._start(fault.member)
            case FaultKind.PAUSE:
                self._pause(fault)
            case FaultKind.FULL_DISK:
                self._fill(fault)
            case FaultKind.RESTORE:
                self._restore(fault.member)

    def kill(self, code: str) -> None:
        """Kill a node in the middle of whatever it does, and start it again."""
        self._end(code)
        self._start(code)

    def _end(self, code: str) -> None:
        member = SandboxState.load(self._sandbox.folder).member(code)
        os.kill(self._pid(code), signal.SIGKILL)
        wait_for(lambda: not runs_member(member), what=f"the end of {code}", within_s=_WITHIN_S)

    def _start(self, code: str) -> None:
        end = time.monotonic() + _WITHIN_S
        while True:
            try:
                self._sandbox.start(code)
            except ComityError:
                if time.monotonic() > end:
                    raise
                time.sleep(4 * POLL_S)
            else:
                return

    def _pid(self, code: str) -> int:
        pid = SandboxState.load(self._sandbox.folder).member(code).pid
        if pid is None:
            raise UnavailableError(f"{code} does not run")
        return pid

    def _kill_engine(self) -> None:
        supervisor = SandboxState.load(self._sandbox.folder).engine.pid
        servers = [
            pid
            for pid in (int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit())
            if _parent_of(pid) == supervisor and "temporal" in command_of(pid)
        ]
        for pid in servers:
            os.kill(pid, signal.SIGKILL)
        if not servers:
            raise UnavailableError("there is no server of the engine to kill")

    def _pause(self, fault: DrawnFault) -> None:
        pid = self._pid(fault.member)
        os.kill(pid, signal.SIGSTOP)
        try:
            time.sleep(fault.seconds)
        finally:
            os.kill(pid, signal.SIGCONT)

    def _fill(self, fault: DrawnFault) -> None:
        if self._disk.mounted:
            filling = self._disk.fill()
            try:
                time.sleep(fault.seconds)
            finally:
                filling.unlink(missing_ok=True)
            return
        import resource  # noqa: PLC0415 - of Linux alone, where no file system can be mounted

        pid = self._pid(DISK_MEMBER)
        least = (self._sandbox.home(DISK_MEMBER) / "node.db").stat().st_size
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (least, resource.RLIM_INFINITY))
        try:
            time.sleep(fault.seconds)
        finally:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)

    def _restore(self, code: str) -> None:
        put_back = self._backup(code)
        time.sleep(8)  # what comes now, only the others know of afterwards
        self._end(code)
        put_back()
        self.restored.append(code)
        self._start(code)


def backup_by_command(sandbox: Sandbox, folder: Path) -> Callable[[str], Callable[[], None]]:
    """Return what makes backups by `comity backup`, to be put back by `comity restore`."""
    key = folder / "backup-key"

    def comity(*words: str) -> None:
        ran = subprocess.run(
            [sys.executable, "-m", "gateway.cli.main", *words],
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode:
            raise UnavailableError(f"comity {words[0]} failed: {ran.stderr[-500:]}")

    def make(code: str) -> Callable[[], None]:
        home, file = str(sandbox.home(code)), str(folder / f"{code}.backup")
        if not key.exists():
            comity("pki", "backup-key", "--out", str(key))
        Path(file).unlink(missing_ok=True)
        comity("backup", file, "--to", f"{key}.pub", "--home", home)
        return lambda: comity("restore", file, "--key", str(key), "--home", home, "--replace")

    return make


def _parent_of(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
        return None
    return int(stat.rpartition(")")[2].split()[1])
