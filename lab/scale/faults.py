"""What is done to the processes of a gateway and to its database, and how long the rest take."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from gateway.cli.client import NodeClient
from gateway.errors import ComityError, UnavailableError
from gateway.store.schema import newest_revision
from lab.postgres.pair import PostgresPair
from lab.scale.shares import GatewayShares, RunningShare

TAKEOVER_MOST_S = 60.0
"""After this it counts as not taken over at all."""

_LOOK_S = 0.1
_HOLDERS = (
    "SELECT lease.duty, process.pid, lease.fence FROM lease "
    "LEFT JOIN process ON process.name = lease.holder"
)

Say = Callable[[str], None]


@dataclass
class FaultTimes:
    """What was seen of faults, in seconds.

    Attributes:
        takeovers: Until every duty of a process that was killed or hung was done by another one.
        failovers: From the kill of the primary until the gateway writes again.
        kills: How many processes were killed.
        hangs: How many were held still.
    """

    takeovers: list[float] = field(default_factory=list)
    failovers: list[float] = field(default_factory=list)
    kills: int = 0
    hangs: int = 0


class ScaleFaults:
    """Kills, hangs and replaces processes, one after the other.

    Args:
        shares: The processes.
        pair: Their database.
        database: Its name.
        say: Told what happens.
    """

    def __init__(self, shares: GatewayShares, pair: PostgresPair, database: str, say: Say) -> None:
        self._shares = shares
        self._pair = pair
        self._database = database
        self._say = say
        self._turn = itertools.count()
        self.times = FaultTimes()

    def next_one(self) -> None:
        """Kill the process whose turn it is; a worker is held still in its second turn."""
        running = [each for each in self._shares.running if each.runs]
        share = running[0]  # who is begun again goes to the end
        number = next(self._turn)
        if "worker" in share.roles and number >= len(running):
            self._hang(share)
            self._shares.running.remove(share)
            self._shares.running.append(share)
        else:
            self._kill(share)

    def _kill(self, share: RunningShare) -> None:
        held = self._held_by(share)
        share.kill()
        self.times.kills += 1
        self._taken_over(share, held)
        self._shares.up(share.roles)

    def _hang(self, share: RunningShare) -> None:
        held = self._held_by(share)
        share.hang()
        self.times.hangs += 1
        self._taken_over(share, held)
        share.wake()

    def _taken_over(self, share: RunningShare, held: dict[str, int]) -> None:
        began = time.monotonic()
        while time.monotonic() < began + TAKEOVER_MOST_S:
            now = self._duties()
            if all(now.get(duty, (0, 0))[1] > fence for duty, fence in held.items()):
                break
            time.sleep(_LOOK_S)
        took = time.monotonic() - began
        if held:
            self.times.takeovers.append(took)
        self._say(f"{share.roles} is away; {', '.join(held) or 'no duty'} after {took:.1f} s")

    def _held_by(self, share: RunningShare) -> dict[str, int]:
        return {
            duty: fence for duty, (pid, fence) in self._duties().items() if pid == share.process.pid
        }

    def _duties(self) -> dict[str, tuple[int, int]]:
        with suppress(psycopg.Error), self._pair.session(self._database) as conn:
            rows = conn.execute(_HOLDERS).fetchall()
            return {str(duty): (int(str(pid or 0)), int(str(fence))) for duty, pid, fence in rows}
        return {}

    def fail_over(self, writes: Callable[[], object]) -> None:
        """Kill the primary, promote the standby, and wait until the gateway writes again.

        Args:
            writes: Writes something; raises where it is refused.
        """
        began = time.monotonic()
        self._pair.kill_primary()
        self._pair.promote()
        while True:
            with suppress(ComityError):
                writes()
                break
            if time.monotonic() > began + TAKEOVER_MOST_S:
                break
            time.sleep(_LOOK_S)
        took = time.monotonic() - began
        self.times.failovers.append(took)
        self._say(f"the primary was killed; it writes again after {took:.1f} s")
        self._pair.rejoin()

    def replace_all(self, program: Sequence[str] = (), **environ: str) -> None:
        """Stop each process in its own time and start another in its place, one after the other.

        Args:
            program: What runs the other version; absent: this one.
            environ: Variables for it.
        """
        for share in [each for each in self._shares.running if each.runs]:
            # The new one first: nobody is without a process of its role meanwhile.
            self._shares.up(share.roles, program=program, **environ)
            share.stop()
            self._say(f"{share.roles} was replaced")


def writes(client: Callable[[], NodeClient]) -> Callable[[], None]:
    """Return what writes something small by a client.

    Args:
        client: Makes one.
    """
    numbers = itertools.count(1)

    def write() -> None:
        with client() as administrator:
            name = f"reader {next(numbers)}"
            try:
                administrator.post("/officers", {"name": name, "role": "reader"})
            except UnavailableError:
                raise
            except ComityError as exc:
                if exc.family in ("unavailable", "comity"):
                    raise

    return write


_ROOT = Path(__file__).resolve().parents[2]
_PACKAGES = ("comity", "gateway", "workflows", "certs")
_REVISION = '''"""A column of a next version; what is written without it has none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None
step = "expand"


def upgrade() -> None:
    """Add the column, empty."""
    op.add_column("task", sa.Column("of_next_version", sa.String(12)))
'''


@contextmanager
def next_version() -> Iterator[dict[str, str]]:
    """Make a next version of the program, with a newer schema that only adds: a copy of this one.

    It stands for the release after this one, so that an upgrade process by process and the way
    back can be tried before there is one. Yield the variables with which Python runs it.

    It is removed with the block.
    """
    with tempfile.TemporaryDirectory(prefix="comity-next-") as name:
        folder = Path(name)
        for package in _PACKAGES:
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(_ROOT / package, folder / package, ignore=ignore)
        before = newest_revision()
        revision = f"r{int(before.removeprefix('r')) + 1:04d}"
        file = folder / "gateway/store/migrations/versions" / f"{revision}_next_version.py"
        file.write_text(_REVISION.format(revision=revision, before=before), encoding="utf-8")
        yield {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
