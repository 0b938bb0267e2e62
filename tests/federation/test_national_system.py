"""A small licensing system on the client library, against real nodes, killed in the middle."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from gateway.casework.accounts.officers import make_officer
from gateway.casework.permissions import OfficerRole
from tests.support.cases import application, french_denial
from tests.support.federation_case import START, CaseFederation
from tests.support.forked import ROOT
from tests.support.ports import free_ports
from tests.support.served import served

PROGRAM = ROOT / "examples" / "national_system" / "system.py"
PDF = b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 9 + b"%%EOF\n"
TEXT = {"reference": "AG <7>", "end_use": "Backbone & more", "paper": "statement.pdf"}


@dataclass
class Licensing:
    """The program, and the browser of who works with it."""

    folder: Path
    address: str
    token: str
    port: int = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[httpx2.AsyncClient]:
        """Run it until the block ends, and kill it then."""
        (self.port,) = free_ports(1)
        environ = os.environ | {
            "COMITY_ADDRESS": self.address,
            "COMITY_TOKEN": self.token,
            "PYTHONPATH": str(ROOT / "sdk"),
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(PROGRAM), str(self.folder), "--port", str(self.port),
            env=environ, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        try:
            async with asyncio.timeout(60):
                await process.stdout.readline()
            async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as client:
                yield client
        finally:
            process.kill()
            await process.wait()


async def until(client: httpx2.AsyncClient, *words: str) -> str:
    """Ask for the page until it says something."""
    text = ""
    try:
        async with asyncio.timeout(60):
            while True:
                text = (await client.get("/")).text
                if all(word in text for word in words):
                    return text
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(text) from None


@pytest.fixture
async def licensing(tmp_path: Path, three: CaseFederation) -> AsyncIterator[Licensing]:
    desk, folder = three["DE"], tmp_path / "office"
    (folder / "papers").mkdir(parents=True)
    (folder / "papers" / "statement.pdf").write_bytes(PDF)
    (folder / "application.json").write_text(application().model_dump_json())
    await three["FR"].deny(french_denial(17))
    await three.sync()
    made = desk.node.db.write_sync(
        lambda conn: make_officer(conn, name="elan", role=OfficerRole.SYSTEM, at=START)
    )
    async with served(desk):
        socket = desk.settings.path(desk.settings.api_socket)
        yield Licensing(folder, f"unix:{socket}", made.token)


async def test_it_files_follows_and_shows_the_answers_also_when_it_is_killed(
    licensing: Licensing, three: CaseFederation
) -> None:
    async with licensing.running() as client:
        filed = await client.post("/applications", data=TEXT)
        assert (filed.status_code, filed.headers["location"]) == (303, "/")
    # Killed a moment after it was told: it has filed by now or does so later, and once.
    async with licensing.running() as client:
        page = await until(client, "statement.pdf: sent")
        assert "AG &lt;7&gt;" in page
        await three.settle()
        await until(client, "FR: running", "NL: running")
        await three["FR"].answer("identical")
    async with licensing.running() as client:
        await three.answers("NL", "no_objection")
        await until(client, "FR: identical", "NL: no_objection", ": assessment")
        twice = await client.post("/applications", data=TEXT)
        assert (twice.status_code, "reference is taken" in twice.text) == (422, True)
        elsewhere = {"Origin": "https://elsewhere.example"}
        refused = await client.post("/applications", data=TEXT, headers=elsewhere)
        assert refused.status_code == 403
    (asked,) = [await three["FR"].asked()]
    (case,) = {asked.request.case_reference}
    held = (await three["DE"].case(case)).application
    assert (held.reference, held.transaction.stated_end_use.value) == ("AG <7>", "Backbone & more")


async def test_it_says_what_the_node_refuses(licensing: Licensing) -> None:
    (licensing.folder / "papers" / "notes.pdf").write_bytes(b"no PDF at all")
    async with licensing.running() as client:
        await client.post("/applications", data=TEXT | {"paper": "notes.pdf"})
        await until(client, "notes.pdf: to be sent", "INPUT_INVALID")


def test_it_is_small() -> None:
    assert len(PROGRAM.read_text("utf-8").splitlines()) < 250
