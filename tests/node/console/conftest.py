"""The console of DE, and an enrolled officer of each role."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from starlette.responses import Response
from starlette.types import ASGIApp

from certs.layout import FederationFiles
from gateway.api.app import create_app
from gateway.app.listeners import Doors
from gateway.casework.accounts.officers import find_officer, make_officer
from gateway.casework.accounts.signin.local_accounts import (
    SignIns,
    enrol,
    make_console_link,
    open_link,
)
from gateway.casework.accounts.signin.one_time_codes import spelled
from gateway.casework.accounts.signin.passwords import Passwords
from gateway.casework.permissions import Officer, OfficerRole
from gateway.console.acts import pages
from gateway.console.acts.shown import ActVisit
from gateway.console.app import create_console
from gateway.errors import Reason
from tests.support.federation_case import (
    START,
    CaseFederation,
    Desk,
    Where,
    case_federation,
)
from tests.support.officers_browser import Clock, OfficersBrowser, Person
from tests.support.our_cases import resembling

PEOPLE = tuple(each for each in OfficerRole if each is not OfficerRole.SYSTEM)
PASSWORD = "four words nobody joins"


@pytest.fixture(autouse=True)
def nothing_refused_after_signing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a last look has let pass is refused for what changed since, and for nothing else."""
    refused: list[str] = []
    failed = pages._failed

    async def noted(at: ActVisit, error: Any) -> Response:
        changed = getattr(error, "reason", None) is Reason.CHANGED_MEANWHILE
        if at.act.looked_at and not changed:
            refused.append(f"{at.act.code}: {error}")
        return await failed(at, error)

    monkeypatch.setattr(pages, "_failed", noted)
    yield
    assert refused == []


def quick() -> Passwords:
    """Argon2id of a moment: a test signs in often."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass
class ConsoleDoor:
    """A node's console and REST interface as one port serves them."""

    federation: CaseFederation
    app: ASGIApp
    signing: SignIns
    clock: Clock
    administrator: Officer
    tokens: dict[OfficerRole, str]
    people: dict[OfficerRole, Person]
    at: str = "DE"
    opened: list[OfficersBrowser] = field(default_factory=list)

    @property
    def desk(self) -> Desk:
        return self.federation[self.at]

    def browser(self, accepts: str = "en") -> OfficersBrowser:
        """A browser that nobody has used."""
        self.opened.append(OfficersBrowser(self.app, accepts))
        return self.opened[-1]

    async def signed_in(self, role: OfficerRole = OfficerRole.OFFICER) -> OfficersBrowser:
        """A browser in which somebody of a role is signed in."""
        browser = self.browser()
        shown = await browser.sign_in(self.people[role])
        assert shown.path != "/desk/sign-in", shown.words
        return browser

    async def enrolled(self, name: str) -> Person:
        """Enrol an account; the link is used up."""
        office = self.desk.node.office
        made = await make_console_link(office, self.administrator, name)
        link = made.path.partition("?link=")[2]
        opened = await open_link(office, link)
        person = Person(name, PASSWORD, spelled(opened.secret), self.clock)
        await enrol(office, self.signing, link, password=PASSWORD, code=person.code())
        return person


@pytest.fixture
async def console(where: Where) -> AsyncIterator[ConsoleDoor]:
    async with open_console(*where) as opened:
        yield opened


@pytest.fixture
async def asked(where: Where) -> AsyncIterator[ConsoleDoor]:
    """The console of FR, which DE has asked."""
    async with open_console(*where, ("DE", "FR"), at="FR") as opened:
        await opened.federation.consulting()
        yield opened


@pytest.fixture
async def ours(where: Where) -> AsyncIterator[ConsoleDoor]:
    """The console of DE, whose case resembles two denials of FR."""
    async with open_console(*where, ("DE", "FR")) as opened:
        await resembling(opened)
        yield opened


@pytest.fixture
async def either_console(either_where: Where) -> AsyncIterator[ConsoleDoor]:
    """The console of a node, once on each kind of database."""
    async with open_console(*either_where) as opened:
        yield opened


@asynccontextmanager
async def open_console(
    files: FederationFiles,
    folder: Path,
    new: Callable[[str], str],
    codes: tuple[str, ...] = ("DE",),
    at: str = "DE",
) -> AsyncIterator[ConsoleDoor]:
    async with (
        case_federation(files, folder, new, codes=codes) as federation,
        console_of(federation, at) as door,
    ):
        yield door


@asynccontextmanager
async def console_of(federation: CaseFederation, at: str) -> AsyncIterator[ConsoleDoor]:
    """The console of one of several nodes, with somebody enrolled in each role."""
    node = federation[at].node
    made = node.db.write_sync(
        lambda conn: {
            role: make_officer(
                conn,
                name="licensing" if role is OfficerRole.SYSTEM else role.value,
                role=role,
                at=START,
            )
            for role in OfficerRole
        }
    )
    administrator = node.db.read_sync(lambda conn: find_officer(conn, "administrator"))
    assert administrator is not None
    clock = Clock()
    signing = SignIns(quick(), clock)
    rest = create_app(node.office, probes={}, sync_now=node.syncer.sync_all)
    door = ConsoleDoor(
        federation,
        Doors(rest, create_console(node.office, signing=signing)),
        signing,
        clock,
        administrator,
        {role: each.token for role, each in made.items()},
        {},
        at,
    )
    for role in PEOPLE:
        door.people[role] = await door.enrolled(role.value)
    try:
        yield door
    finally:
        for browser in door.opened:
            await browser.close()
