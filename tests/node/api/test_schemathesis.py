"""A stranger reads the contract and tries all of it, once as each role: `make schemathesis`.

Schemathesis makes requests from `docs/openapi.json`, those that fit and those that do not, and
holds each answer against it: no server error, no undeclared status, no content or header that is
not as declared, no answer to who shows no token. The node holds a story with a canary of each
kind (`test_who_reads_what`); whatever is asked, none reaches a role that may not read it.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door
from tests.node.api.test_who_reads_what import CANARIES, REACH, pools, world
from tests.support.needs import SCHEMATHESIS

__all__ = ["world"]

ROOT = Path(__file__).parents[3]
PROGRAM = ROOT / ".venv-schemathesis" / "bin" / "schemathesis"
SETTINGS = ROOT / "tools" / "schemathesis" / "schemathesis.toml"
SECONDS = int(os.environ.get("COMITY_SCHEMATHESIS_SECONDS", "540"))
"""Of the long run in all; each role has its share."""

SHORT_S = 20
"""For the one role that is tried in `make test`."""

REPORTS = Path(each) if (each := os.environ.get("COMITY_SCHEMATHESIS_REPORT")) else None
"""Where what it says of each role is kept; None: nowhere."""

NOT_TRIED = ("withdrawOfficer", "withdrawOfficerByName", "withdrawToken", "reinstateOfficer")
"""Who withdraws the account that it tries with learns nothing more."""

pytestmark = [
    pytest.mark.skipif(not PROGRAM.is_file(), reason=SCHEMATHESIS),
    pytest.mark.asyncio(loop_scope="module"),
]


class Share(NamedTuple):
    """What is tried of a role, and for how long."""

    phases: str
    seconds: int


def shares(seconds: int) -> list[Share]:
    """Each operation by itself; where there is time, also one after another, by what they name."""
    alone = Share("examples,coverage,fuzzing", seconds)
    if seconds <= SHORT_S:
        return [alone]
    linked = seconds // 4
    return [alone._replace(seconds=seconds - linked), Share("stateful", linked)]


class Listening:
    """Hears what an application answers, and keeps each canary that reaches who may not read it."""

    def __init__(self, app: ASGIApp, forbidden: set[str]) -> None:
        self._app, self._forbidden = app, {each.encode() for each in forbidden}
        self.reached: set[tuple[str, bytes]] = set()
        self.answers = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent, asked = bytearray(), f"{scope['path']}?".encode() + scope["query_string"]

        async def receive_on() -> Message:
            message = await receive()
            sent.extend(message.get("body", b""))
            return message

        async def send_on(message: Message) -> None:
            body = message.get("body", b"")
            for each in self._forbidden:
                if each in body and each not in sent and each not in asked:
                    self.reached.add((f"{scope['method']} {scope['path']}", each))
            self.answers += message["type"] == "http.response.start"
            await send(message)

        await self._app(scope, receive_on, send_on)


@asynccontextmanager
async def on_a_port(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an application on a port of this machine."""
    listening = socket.create_server(("127.0.0.1", 0))
    settings = uvicorn.Config(app, log_config=None, lifespan="off", access_log=False)
    server = uvicorn.Server(settings)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await serving


def with_values(contract: dict[str, Any], known: dict[str, list[str]]) -> dict[str, Any]:
    """The contract, in which each part of an address may be of what there is."""
    for path, methods in contract["paths"].items():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                name = parameter["name"]
                if parameter["in"] == "path" and f"{{{name}}}" in path and name in known:
                    there = {"type": "string", "enum": [str(each) for each in known[name]]}
                    parameter["schema"] = {"anyOf": [there, parameter["schema"]]}
    return contract


async def tried(document: Path, address: str, token: str, share: Share) -> tuple[int, bytes]:
    """Have schemathesis try an application; return its exit code, and what it said."""
    process = await asyncio.create_subprocess_exec(
        str(PROGRAM), f"--config-file={SETTINGS}", "run", str(document),
        "--url", address, "-H", f"Authorization: Bearer {token}",
        *(word for name in NOT_TRIED for word in ("--exclude-operation-id", name)),
        "--phases", share.phases, f"--max-time={share.seconds}",
        "--seed=1", "--no-color", "--no-shrink", "--continue-on-failure", "--warnings=off",
        "--generation-database=none", "--suppress-health-check=all",
        # With two, CPython 3.11 mixes up their syntax trees: a SystemError now and then.
        "--workers=1",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=document.parent,
    )  # fmt: skip
    told, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, told


async def test_no_role_is_left_out(world: Door) -> None:
    """One that is added has an account here, and what it may read is said."""
    assert set(OfficerRole) == set(REACH) == set(world.tokens)


@pytest.mark.parametrize(
    ("role", "seconds"),
    [
        (OfficerRole.SYSTEM, SHORT_S),
        *(
            pytest.param(role, SECONDS // len(OfficerRole), marks=pytest.mark.long)
            for role in OfficerRole
        ),
    ],
)
async def test_a_stranger_finds_the_contract_kept(
    world: Door, role: OfficerRole, seconds: int, tmp_path: Path
) -> None:
    document = tmp_path / "openapi.json"
    contract = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    document.write_text(json.dumps(with_values(contract, await pools(world))), "utf-8")
    transport = world.client._transport
    assert isinstance(transport, httpx2.ASGITransport)
    app = Listening(transport.app, CANARIES - REACH[role])
    async with on_a_port(app) as address:
        for share in shares(seconds):
            code, told = await tried(document, address, world.tokens[role], share)
            name = f"schemathesis-{role}-{share.phases.rpartition(',')[2]}.txt"
            (REPORTS or tmp_path).joinpath(name).write_bytes(told)
            assert code == 0, told.decode()[-8000:]
    assert app.reached == set()
    assert app.answers > len(OfficerRole)
