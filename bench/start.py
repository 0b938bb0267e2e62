"""What the start of a node costs, and the start of two commands.

A node (`comity up`, all parts in one process, Temporal and all) starts in a new folder, files its
first application and examines it. `ready_cpu_s` and `ready_s` are processor and wall seconds until
it tells its supervisor READY; `first_case_cpu_s` is the processor time until the first case is
examined; `resident_mib` is the proportional set size after that. Each counts the node's process and
those that it began, but not the engine (Temporal). `help_cpu_s` is `comity --help`,
`deadline_cpu_s` is `comity deadline`. All are medians of several starts; processor time is user and
system together, so that other work on the machine changes it little. `spread` gives the least and
the most of each.
"""

from __future__ import annotations

import argparse
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.registers import report
from bench.rest_ground import ROOT, Ground, lay
from gateway.cli.client import NodeClient, path_of
from gateway.errors import ComityError
from tests.support.cases import application

STARTS = 5
COMITY = (sys.executable, "-m", "gateway.cli.main")
DEADLINE = ("--procedure", "14(1)", "--authority", "FR", "--received", "2026-12-18T10:00:00+01:00")
READY_WITHIN_S, EXAMINED_WITHIN_S = 600.0, 300.0
ENGINE = "temporal"
_TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> Iterator[int]:
    """Give a process and all that it began, but for the engine."""
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            if ENGINE not in Path(f"/proc/{child}/comm").read_text():
                yield from family(child)


def cpu_of(pid: int) -> float:
    """Return the processor seconds of a node so far, its ended children among them."""
    spent = 0
    for each in family(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        spent += sum(map(int, fields[11:15]))  # utime, stime, cutime, cstime
    return spent / _TICKS


def resident_of(pid: int) -> float:
    """Return the proportional set size of a node, in MiB."""
    lines = (
        line
        for each in family(pid)
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
    )
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def start(folder: Path) -> dict[str, float]:
    """Start a node in a new folder, have it examine a case, and stop it."""
    ground = lay(folder, "sqlite:///node.db", cases=0, accounts=1)
    address = str(folder / "notify")
    with (
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told,
        (folder / "log").open("wb") as log,
    ):
        told.bind(address)
        command = (*COMITY, "up", "--home", str(ground.settings.home), "--json")
        environ = os.environ | {"NOTIFY_SOCKET": address}
        begun = time.monotonic()
        node = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environ)
        try:
            _ready(told, node)
            found = {"ready_cpu_s": cpu_of(node.pid), "ready_s": time.monotonic() - begun}
            _examine(ground)
            found["first_case_cpu_s"] = cpu_of(node.pid)
            return found | {"resident_mib": resident_of(node.pid)}
        finally:
            node.terminate()
            node.wait(30)


def _ready(told: socket.socket, node: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_WITHIN_S
    told.settimeout(1.0)
    while time.monotonic() < until and node.poll() is None:
        try:
            if b"READY=1" in told.recv(4096):
                return
        except TimeoutError:
            continue
    raise RuntimeError("the node does not start; read the file `log` of its folder")


def _examine(ground: Ground) -> None:
    """File an application, and wait until its case is examined."""
    until = time.monotonic() + EXAMINED_WITHIN_S
    with NodeClient(socket=Path(ground.socket), token=ground.tokens[0], timeout_s=60) as client:
        filed = client.post("/applications", application().model_dump(mode="json"))
        while time.monotonic() < until:
            try:
                if client.get(path_of("cases", filed["case_id"]))["state"] != "filed":
                    return
            except ComityError:
                pass
            time.sleep(0.1)
    raise RuntimeError("the case was not examined")


def command_cpu_s(*words: str) -> float:
    """Return the processor seconds of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run((*COMITY, *words), cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(starts: int) -> list[dict[str, float]]:
    """Start a node and the commands so often."""
    found = []
    for _ in range(starts):
        commands = {
            "help_cpu_s": command_cpu_s("--help"),
            "deadline_cpu_s": command_cpu_s("deadline", *DEADLINE),
        }
        with tempfile.TemporaryDirectory(prefix="comity-start-") as folder:
            found.append(start(Path(folder)) | commands)
    return found


def main() -> None:
    """Measure, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=STARTS)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.starts)
    medians = {name: round(median(each[name] for each in found), 3) for name in found[0]}
    spread = {
        name: [round(of(each[name] for each in found), 3) for of in (min, max)] for name in medians
    }
    report(medians | {"spread": spread}, as_json=given.json)


if __name__ == "__main__":
    main()
