"""A server of gRPC that a test leaves running is told of in its own file (issue 30, item 18)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BEGINS = """
import asyncio
import grpc

kept = []

async def begin(closes):
    server = grpc.aio.server()
    server.add_insecure_port("127.0.0.1:0")
    await server.start()
    kept.append(server)
    if closes:
        await server.stop(0)

def test_begins():
    loop = asyncio.new_event_loop()
    kept.append(loop)
    loop.run_until_complete(begin({closes}))

def test_comes_after_it():
    pass
"""


@pytest.mark.parametrize("closes", [True, False])
def test_the_test_that_began_it_is_named(tmp_path: Path, *, closes: bool) -> None:
    (tmp_path / "test_server.py").write_text(BEGINS.replace("{closes}", str(closes)))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.closed"]
    command += ["--rootdir", str(tmp_path), "-p", "no:cacheprovider", "-c", os.devnull]
    done = subprocess.run(
        [*command, str(tmp_path / "test_server.py")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == (0 if closes else 1), done.stdout
    said = "still run, begun in: test_server.py::test_begins (call)"
    assert (said in done.stdout.replace("\n", "")) is not closes
