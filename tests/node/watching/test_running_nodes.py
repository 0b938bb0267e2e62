"""Two nodes as processes: one under the restrictions of its unit, heard by its supervisor."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from certs.layout import FederationFiles
from gateway.app.initialising import init_node
from gateway.settings import Settings
from tests.node.conftest import Process
from tests.support.alert_rules import fired
from tests.support.needs import SYSTEMD

UNITS = Path(__file__).parents[3] / "deploy" / "systemd"
UNIT = UNITS / "comity-.service.d" / "10-comity.conf"
ENCLOSED = UNITS / "temporal-enclosed.conf"
WITHIN_S = 120.0
MEANING = """
from gateway.matching.meaning.encoder import load_encoder
read = load_encoder()
print(type(read.encode("a pump of steel")).__name__)
"""
ENGINE = """
import asyncio, sys
from pathlib import Path
from gateway.errors import UnavailableError
from workflows.server import TemporalServer

async def main():
    try:
        async with TemporalServer(Path(sys.argv[1]), ["de"], apart=True):
            print("up")
    except UnavailableError as exc:
        print(exc.remedy)

asyncio.run(main())
"""

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason=SYSTEMD)


def under_unit(*drop_ins: Path) -> tuple[str, ...]:
    files = ":".join(map(str, (UNIT, *drop_ins)))
    return (sys.executable, "-m", "tests.support.under_unit", files)


def metrics_of(home: Path) -> str:
    transport = httpx2.HTTPTransport(uds=str(home / "api.sock"))
    with httpx2.Client(transport=transport, base_url="http://node", timeout=30) as client:
        return client.get("/metrics").text


def is_settled(text: str) -> bool:
    """Say whether its workers ask for work and it has visited FR."""
    found = {
        (each.name, each.labels.get("origin", "")): each.value
        for family in text_string_to_metric_families(text)
        for each in family.samples
    }
    served = found["comity_engine_served", ""] == 1
    return served and found.get(("comity_register_fresh", "FR")) == 1


@needs_systemd
@pytest.mark.limit(900)
def test_a_node_does_its_work_under_its_unit_and_no_alert_fires(
    live_files: FederationFiles,
    new_process: Callable[[Path], Process],
    ports: dict[str, int],
    tmp_path: Path,
) -> None:
    nodes = {}
    for code, port in ports.items():
        home = live_files.members[code].folder
        init_node(Settings(home=home, authority=code, listen=f"127.0.0.1:{port}"))
        nodes[code] = new_process(home)
    nodes["DE"].within = under_unit()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(WITHIN_S)
        nodes["FR"].up(COMITY_SYNC_EVERY_S="1")
        process = nodes["DE"].up(
            COMITY_SYNC_EVERY_S="1",
            NOTIFY_SOCKET=str(tmp_path / "notify"),
            WATCHDOG_USEC="20000000",
        )
        phases = [supervisor.recv(500) for _ in range(4)]
        assert phases == [b"EXTEND_TIMEOUT_USEC=180000000"] * 4
        assert supervisor.recv(500) == f"READY=1\nMAINPID={process.pid}".encode()
        assert supervisor.recv(500) == b"WATCHDOG=1"
        began = text = metrics_of(nodes["DE"].home)
        until = time.monotonic() + WITHIN_S
        while not is_settled(text):
            assert time.monotonic() < until, nodes["DE"].log.read_text()
            text = metrics_of(nodes["DE"].home)
        now = time.time()
        assert fired(tmp_path, (began, now), (text, now)) == set()
        process.terminate()
        assert process.wait(12) == 0
        said = b""
        while said != b"STOPPING=1":
            said = supervisor.recv(500)
    assert "defect" not in nodes["DE"].log.read_text()


@needs_systemd
def test_what_the_unit_forbids_is_refused() -> None:
    tries = """
import mmap, os, socket
for what in (
    lambda: mmap.mmap(-1, 4096, prot=7),
    lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0),
    lambda: os.chroot("/"),
    lambda: os.nice(1),
):
    try:
        what()
    except OSError as exc:
        print(exc.errno)
"""
    done = subprocess.run(
        [*under_unit(), sys.executable, "-c", tries], capture_output=True, text=True, check=True
    )
    assert [int(each) for each in done.stdout.split()] == [13, 97, 1, 1]


@needs_systemd
def test_descriptions_are_read_by_their_meaning_under_the_unit() -> None:
    done = subprocess.run(
        [*under_unit(), sys.executable, "-c", MEANING], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "MeaningVector", done.stderr


@needs_systemd
def test_an_engine_is_enclosed_under_the_unit_with_its_drop_in_alone() -> None:
    """The unit allows no namespaces; the drop-in allows the two that are needed (operator2 O4)."""
    for drop_ins, comes_up in (((ENCLOSED,), "up"), ((), "RestrictNamespaces=user net")):
        with tempfile.TemporaryDirectory(prefix="o4-") as folder:  # whose sockets have short names
            tries = (*under_unit(*drop_ins), sys.executable, "-c", ENGINE, f"{folder}/t")
            done = subprocess.run(tries, capture_output=True, text=True, check=False)
        assert comes_up in done.stdout, done.stderr
