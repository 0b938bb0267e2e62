import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import pytest

from certs.layout import FederationFiles
from gateway.api.app import PREFIX, create_app
from gateway.app.running import outside
from gateway.casework.accounts.officers import make_officer
from gateway.casework.node.health import Probe
from gateway.casework.permissions import OfficerRole
from gateway.errors import Reason, UnavailableError
from gateway.ports import SyncResult
from tests.support.cases import application
from tests.support.declared import Declared
from tests.support.federation_case import (
    START,
    CaseFederation,
    Desk,
    Where,
    case_federation,
)
from tools.openapi import made
from workflows.engine import TemporalEngine

SCRAPE_TOKEN = "scrape-this-node"


@dataclass
class Door:
    """The REST interface of DE, and a token for each role; it answers as its contract says."""

    federation: CaseFederation
    client: httpx2.AsyncClient
    tokens: dict[OfficerRole, str]

    @property
    def desk(self) -> Desk:
        return self.federation["DE"]

    async def call(
        self, method: str, path: str, role: OfficerRole | None = None, **kwargs: Any
    ) -> httpx2.Response:
        headers = {} if role is None else {"Authorization": f"Bearer {self.tokens[role]}"}
        return await self.client.request(method, PREFIX + path, headers=headers, **kwargs)


async def _works() -> str:
    return "works"


async def _away() -> str:
    raise UnavailableError("FR does not answer", reason=Reason.PEER_UNAVAILABLE, remedy="Call it.")


def _name(role: OfficerRole) -> str:
    """The account of a role: its own word, as far as no account but a person's is meant."""
    return "licensing" if role is OfficerRole.SYSTEM else role.value


PROBES: dict[str, Probe] = {"database": _works, "peer FR": _away}


@pytest.fixture
async def door(where: Where) -> AsyncIterator[Door]:
    async with open_door(*where) as opened:
        yield opened


@pytest.fixture
async def either_door(either_where: Where) -> AsyncIterator[Door]:
    """The door of a node, once on each kind of database."""
    async with open_door(*either_where) as opened:
        yield opened


@cache
def _published() -> Declared:
    """What the contract declares; it is the same at every authority (tests/unit/api)."""

    return Declared(json.loads(made()))


@asynccontextmanager
async def open_door(
    files: FederationFiles,
    folder: Path,
    new: Callable[[str], str],
    codes: tuple[str, ...] = ("DE",),
) -> AsyncIterator[Door]:
    async with case_federation(files, folder, new, codes=codes) as federation:
        desk = federation["DE"]
        accounts = desk.node.db.write_sync(
            lambda conn: {
                role: make_officer(conn, name=_name(role), role=role, at=START)
                for role in OfficerRole
            }
        )

        async def sync_now() -> SyncResult:
            return await desk.node.syncer.sync_all()

        app = create_app(
            desk.node.office,
            probes=PROBES,
            sync_now=sync_now,
            outside=replace(
                outside(desk.node, TemporalEngine(None, "none")), scrape_token=SCRAPE_TOKEN
            ),
        )
        declared = _published()

        async def look(answer: httpx2.Response) -> None:
            await answer.aread()
            assert not (fault := declared.fault(answer)), fault

        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://node", event_hooks={"response": [look]}
        ) as client:
            yield Door(federation, client, {role: each.token for role, each in accounts.items()})


@pytest.fixture
def filed() -> dict[str, Any]:
    """An application as a national licensing system sends it."""
    found: dict[str, Any] = application().model_dump(mode="json")
    return found
