"""Clients that generators of others make from the contract alone do the main job of a system.

One in TypeScript, one in Python; both are programs of `examples/clients/` and say the same.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gateway.casework.accounts.officers import make_officer
from gateway.casework.permissions import OfficerRole
from gateway.domain.case import CaseState
from tests.support.cases import application, french_denial
from tests.support.federation_case import START, CaseFederation
from tests.support.forked import ROOT
from tests.support.needs import NODE, PYTHON_CLIENT, sampled
from tests.support.ports import free_ports
from tests.support.raising import present
from tests.support.served import served

NPM = shutil.which("npm") or ""
EXAMPLES = Path("examples") / "clients"
GENERATOR = ROOT / ".venv-python-client" / "bin"
PDF = b"%PDF-1.7\n" + b"1 0 obj << /Type /Catalog >> endobj\n" * 9 + b"%%EOF\n"


def carried_out(folder: Path, *words: str) -> str:
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@dataclass
class Built:
    """A client that was made, and how it is begun."""

    words: tuple[str, ...]
    environ: dict[str, str] = field(default_factory=dict)


def in_typescript(root: Path) -> Built:
    """The example, built as its README says: from what is committed, and nothing besides."""
    if not NPM:
        pytest.skip(NODE)
    folder = root / EXAMPLES / "node"
    made = shutil.ignore_patterns("node_modules", "dist", "contract.d.ts")
    shutil.copytree(ROOT / EXAMPLES / "node", folder, ignore=made)
    (root / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "openapi.json", root / "docs")
    carried_out(folder, NPM, "ci")
    carried_out(folder, NPM, "run", "build")
    return Built(("node", str(folder / "dist" / "main.js")))


def in_python(root: Path) -> Built:
    """The example in the generator's own environment, which knows nothing of ours."""
    if not (GENERATOR / "openapi-python-client").is_file():
        pytest.skip(PYTHON_CLIENT)
    contract, made = ROOT / "docs" / "openapi.json", root / "python-client"
    said = carried_out(
        root, str(GENERATOR / "openapi-python-client"), "generate",
        "--path", str(contract), "--output-path", str(made),
    )  # fmt: skip
    operations = [each for ways in json.loads(contract.read_text("utf-8"))["paths"].values()
                  for each in ways.values()]  # fmt: skip
    assert len(list(made.glob("comity_client/api/*/[!_]*.py"))) == len(operations), said
    program = ROOT / EXAMPLES / "python" / "main.py"
    words = (str(GENERATOR / "python"), str(program))
    return Built(words, {"PYTHONPATH": str(made)})


CLIENTS = sampled([in_python], in_typescript)  # npm alone takes half a minute


@pytest.fixture(scope="session", params=CLIENTS, ids=["python", "typescript"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    make: Callable[[Path], Built] = request.param
    return make(tmp_path_factory.mktemp("client"))


@dataclass
class Program:
    """The client, while it runs; what it says is one JSON object a line."""

    process: asyncio.subprocess.Process
    said: list[dict[str, Any]] = field(default_factory=list)

    async def until(self, key: str) -> dict[str, Any]:
        """Read on to what has a key."""
        async with asyncio.timeout(60):
            async for line in self._lines():
                if key in line:
                    return line
        raise AssertionError(f"it ended without {key}: {await self.error()}")

    async def until_happened(self, event: str) -> None:
        """Read on until an event of this type is told."""
        while (await self.until("happened"))["happened"] != event:
            pass

    async def end(self) -> int:
        async with asyncio.timeout(60):
            async for _ in self._lines():
                pass
            return await self.process.wait()

    async def error(self) -> str:
        return (await present(self.process.stderr).read()).decode()

    async def _lines(self) -> AsyncIterator[dict[str, Any]]:
        assert self.process.stdout is not None
        async for raw in self.process.stdout:
            self.said.append(json.loads(raw))
            yield self.said[-1]


@dataclass
class System:
    """Where the client runs, and what it has to know of its node."""

    built: Built
    folder: Path
    port: int
    token: str

    async def start(self) -> Program:
        (self.folder / "application.json").write_text(application().model_dump_json())
        (self.folder / "document.pdf").write_bytes(PDF)
        environ = (
            os.environ
            | self.built.environ
            | {
                "COMITY_ADDRESS": f"http://127.0.0.1:{self.port}",
                "COMITY_TOKEN": self.token,
            }
        )
        return Program(
            await asyncio.create_subprocess_exec(
                *self.built.words, "application.json", "document.pdf", "state.json",
                cwd=self.folder, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )
        )  # fmt: skip


@pytest.fixture
async def system(built: Built, tmp_path: Path, three: CaseFederation) -> AsyncIterator[System]:
    desk = three["DE"]
    (port,) = free_ports(1)
    desk.settings = desk.settings.model_validate(
        desk.settings.model_dump() | {"api_listen": f"127.0.0.1:{port}"}
    )
    made = desk.node.db.write_sync(
        lambda conn: make_officer(conn, name="elan", role=OfficerRole.SYSTEM, at=START)
    )
    await three["FR"].deny(french_denial(17))
    await three.sync()
    folder = tmp_path / "system"
    folder.mkdir()
    async with served(desk):
        yield System(built, folder, port, made.token)


async def test_it_files_with_a_document_follows_and_reads_the_answers(
    system: System, three: CaseFederation
) -> None:
    first = await system.start()
    case_id = (await first.until("filed"))["filed"]
    document = (await first.until("document"))["document"]
    first.process.kill()  # and the machine of the system is begun anew
    await first.process.wait()
    await three.settle()
    assert (await three["DE"].case(case_id)).state is CaseState.CONSULTING

    second = await system.start()
    await second.until("document")
    await three.answers("FR", "identical")
    await second.until_happened("comity.consultation.answered")  # it goes on: NL is awaited
    await three.answers("NL", "no_objection")
    assert await second.end() == 0, await second.error()
    assert not any("filed" in each for each in second.said)  # it knew its case
    answers = {each["answered"]: each["answer"] for each in second.said if "answered" in each}
    assert answers == {"FR": "identical", "NL": "no_objection"}
    (held,) = (await three["DE"].case(case_id)).application.documents
    assert held.sha256 == document


async def test_it_says_what_the_node_refuses_and_what_to_do(system: System) -> None:
    system.token = "nobody's"
    program = await system.start()
    assert await program.end() == 1
    error = await program.error()
    assert "TOKEN_INVALID" in error
    assert "`makeToken`" in error
