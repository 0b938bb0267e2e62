"""A node as a process: alone on its database, quiet in its log, private on its disk, soon gone."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from certs.layout import FederationFiles
from gateway.app.initialising import init_node
from gateway.cli.client import NodeClient
from gateway.errors import ComityError
from gateway.settings import Settings
from gateway.store.database import Database
from gateway.store.writer_lock import Hold
from gateway.trust.tls import channel_credentials
from gateway.trust.tls_files import TlsFiles
from tests.node.conftest import ROOT, Process
from tests.support.ports import free_ports
from tests.support.postgres import fresh_database

SECRET = b"Geheime-Endverwenderin"
HALF = (
    b"",
    b"GET /api/v1/" + SECRET + b" HTTP/1.1\r\nHost: node\r\nX-",
    b"POST /api/v1/applications HTTP/1.1\r\nHost: node\r\nContent-Length: 99\r\n\r\n{" + SECRET,
)
MISBEHAVES = f"""
import signal, threading
def misbehave(*_):
    import logging, os, sys, warnings
    warnings.warn("{SECRET.decode()}")
    logging.getLogger("of.a.library").error("{SECRET.decode()}")
    os.write(2, b"{SECRET.decode()} said by what is not Python\\n")
    print("{SECRET.decode()}", file=sys.stderr, flush=True)
    thread = threading.Thread(target=lambda: {{}}["{SECRET.decode()}"])
    thread.start()
    thread.join()
signal.signal(signal.SIGUSR1, misbehave)
"""
"""What libraries do in a process of a node, on a signal."""

MISBEHAVIOUR = {"library.warned", "library.said", "foreign.said", "thread.defect"}
GARBAGE = b"\x16\x03\x01 " + SECRET + b" \xff\xfe\r\n\r\n"


def _send(path: Path, content: bytes) -> socket.socket:
    caller = socket.socket(socket.AF_UNIX)
    caller.connect(str(path))
    caller.sendall(content)
    return caller


@pytest.fixture
def node(
    live_files: FederationFiles, new_process: Callable[[Path], Process], ports: dict[str, int]
) -> Process:
    """DE's node, made ready and not started."""
    home = live_files.members["DE"].folder
    init_node(Settings(home=home, authority="DE", listen=f"127.0.0.1:{ports['DE']}"))
    return new_process(home)


@pytest.mark.limit(900)
def test_a_second_node_is_refused_and_a_killed_one_starts_at_once(
    node: Process, tmp_path: Path
) -> None:
    """Found in use: integrator A5."""
    first = node.up()
    # On the same database, with everything else of its own.
    twin = tmp_path / "twin"
    shutil.copytree(node.home, twin, ignore=shutil.ignore_patterns("temporal", "index", "*.sock"))
    second = node.command(
        "up",
        "--home",
        str(twin),
        "--json",
        COMITY_LISTEN=f"127.0.0.1:{free_ports(1)[0]}",
        COMITY_DATABASE=f"sqlite:///{node.home / 'node.db'}",
    )
    assert second.returncode == 18
    assert "another node runs on this database" in second.stdout + second.stderr
    first.kill()
    first.wait()
    node.up()


@pytest.mark.limit(900)
def test_a_node_ends_in_time_whatever_clients_do_and_says_nothing_of_them(
    node: Process, live_files: FederationFiles, ports: dict[str, int], tmp_path: Path
) -> None:
    """Found in use: integrator A14, integrator A16."""
    with ExitStack() as stack:
        # FR takes connections and says nothing: what DE does there is under way at its end.
        silent = stack.enter_context(socket.create_server(("127.0.0.1", ports["FR"])))
        (tmp_path / "sitecustomize.py").write_text(MISBEHAVES)
        process = node.up(PYTHONPATH=str(tmp_path), PYTHONWARNINGS="always")
        stack.enter_context(silent.accept()[0])
        for each in (*HALF * 5, GARBAGE):
            stack.enter_context(_send(node.home / "api.sock", each))
        for each in (b"", GARBAGE):
            peer = stack.enter_context(socket.create_connection(("127.0.0.1", ports["DE"])))
            peer.sendall(each)
        credentials = channel_credentials(
            TlsFiles.of_node(live_files.members["FR"].folder).read(),
            trusted=live_files.members["FR"].tls.authorities.read_bytes(),
        )
        channel = grpc.secure_channel(f"127.0.0.1:{ports['DE']}", credentials)
        watching = health_pb2_grpc.HealthStub(stack.enter_context(channel)).Watch(
            health_pb2.HealthCheckRequest()
        )
        with suppress(grpc.RpcError):  # it is a stream, or is refused
            next(watching)
        with NodeClient(socket=node.home / "api.sock") as client:
            assert client.readiness()["state"] in {"ready", "degraded"}
            with pytest.raises(ComityError):
                client.post(f"/{SECRET.decode()}", {"reference": SECRET.decode()})
        process.send_signal(signal.SIGUSR1)

        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert time.monotonic() - begun < 10

    raw = node.log.read_bytes()
    assert SECRET not in raw
    assert b"\x1b" not in raw  # no colours
    events = [json.loads(line)["event"] for line in raw.splitlines()]
    assert {"node.stopping", *MISBEHAVIOUR} <= set(events)
    left = _open_to_others(node.home)
    assert not left, left


def _open_to_others(home: Path) -> list[str]:
    return [
        f"{path.relative_to(home)}: {path.stat().st_mode & 0o777:o}"
        for path in [home, *home.rglob("*")]
        if path.stat().st_mode & 0o077 and path.name not in _PUBLISHED and "law" not in path.parts
    ]


_PUBLISHED = {"anchor.json", "directory.bin", "ca.pem", "tls-cert.pem"}
"""Laid into the folder by others, and public."""

_HOLD = """
import sys
from gateway.store.database import Database
from gateway.store.writer_lock import Hold
db = Database.open(sys.argv[1], hold=Hold.ALONE)
db.write_sync(lambda conn: None)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_a_killed_process_held_is_free_at_once(
    request: pytest.FixtureRequest, kind: str
) -> None:
    if kind == "sqlite":
        url = request.getfixturevalue("new_sqlite")("node")
    else:
        template = request.getfixturevalue("postgres_template")
        url = fresh_database(request.getfixturevalue("postgres_server"), template=template)
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        process.kill()
        process.wait()
    opened = Database.open(url, hold=Hold.ALONE)
    opened.write_sync(lambda _: None)
    opened.close()
