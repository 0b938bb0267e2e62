"""A federation of real nodes whose clock stands until a test moves it, without Temporal.

Every node is what `Node` makes, with its database, keys, directory and a gRPC server
over real mTLS on loopback. `StepEngine` stands for Temporal: it carries what workflows
carry, through the same ports, and only when a test says `settle`. A peer can be cut off and
brought back, a node stopped and started again from its folder, the engine lost.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from certs.dev import make_federation
from certs.layout import FederationFiles, MemberFiles
from certs.operators import host_of, issue_next_version, make_tls, save_tls
from certs.profiles import certificate_to_pem, issue_authority, key_to_pem, new_key
from gateway.app.directory_refresh import DirectoryRefresh
from gateway.app.node import Node
from gateway.casework.handlers.reconciliation import reconcile, sweep_deadlines
from gateway.casework.handlers.workflow_steps import sweep as sweep_dates
from gateway.documents.content_server import DOCUMENT_SERVICE, serve_documents
from gateway.domain.authority import Role
from gateway.domain.case import Application, Case
from gateway.domain.consultation import Consultation
from gateway.exchange.law_service import LAW_SERVICE, serve_law
from gateway.exchange.server import EXCHANGE_SERVICE, NodeServer, exchange_handler
from gateway.ports import CaseEngine
from gateway.register.sync.service import REGISTER_SERVICE, serve_register
from gateway.settings import Settings
from gateway.trust.federation import Directory, LawVersion
from gateway.trust.owned_files import write_private
from gateway.trust.tls import fingerprint_of, server_credentials
from tests.support.cases import application, french_denial
from tests.support.copied import copies
from tests.support.desk import ANNA, BERT, GRACE, SECOND, START, Desk, officer, text
from tests.support.stations import StepClock
from tests.support.step_engine import StepEngine

__all__ = [
    "ANNA",
    "BERT",
    "GRACE",
    "SECOND",
    "START",
    "CaseFederation",
    "Desk",
    "StepEngine",
    "case_federation",
    "made_once",
    "make_files",
    "officer",
    "operators_reaching",
    "renew_tls",
    "text",
]


ONE_ROLE = {"NL": Role.LICENSING, "BE-WAL": Role.TRANSIT}
"""Members of which a federation here holds one competence apart (Article 23(1))."""


Where = tuple[FederationFiles, Path, Callable[[str], str]]
"""A federation that is copied, the folder of its nodes, and what gives their databases."""


def make_files(
    folder: Path,
    codes: Iterable[str],
    *,
    at: datetime = START,
    law: Sequence[LawVersion] = (),
) -> FederationFiles:
    """A federation whose letters live at an instant; its TLS certificates hold on this machine.

    Args:
        folder: Where.
        codes: Its members.
        at: The instant.
        law: Rulebooks that its directory names; none: those that come with Comity hold.
    """
    began = at - timedelta(days=30)
    files = make_federation(list(codes), folder, now=began, law=(law, ()))
    renew_tls(files, at=at - timedelta(days=1))
    return files


def renew_tls(files: FederationFiles, *, at: datetime) -> None:
    """Give every member TLS files that hold today, and the directory that names them.

    Args:
        files: A federation whose letters live at another time than this machine.
        at: The instant of its operators, by the federation's clock.
    """
    key, today = new_key(), datetime.now(UTC)
    authority = issue_authority("Test", key, now=today)
    write_private(files.ca_key, key_to_pem(key))
    files.ca_certificate.write_bytes(certificate_to_pem(authority))
    made = {}
    for code, member in files.members.items():
        made[code] = make_tls(code, host_of("127.0.0.1:0"), (authority, key), now=today)
        save_tls(member, *made[code])
        member.tls.authorities.write_bytes(certificate_to_pem(authority))

    def change(held: Directory) -> Directory:
        members = {
            code: replace(
                member,
                certificates={**member.certificates, fingerprint_of(made[code][1]): None},
                roles=frozenset({ONE_ROLE[code]}) if code in ONE_ROLE else member.roles,
            )
            for code, member in held.members.items()
        }
        return replace(held, members=members)

    issue_next_version(files, change, now=at)


def operators_reaching(
    files: FederationFiles, folder: Path, *codes: str, name: str = "operators"
) -> FederationFiles:
    """Return the operators, who hand out what they sign to some nodes.

    Args:
        files: Of what the nodes were made.
        folder: Of the test, in which the nodes are.
        codes: Whom they reach.
        name: Where in that folder their files are, and are copied where they are not yet.
    """
    if not (folder / name).exists():
        shutil.copytree(files.folder, folder / name)
    members = {code: MemberFiles(code, folder / "nodes" / code) for code in codes}
    return FederationFiles(folder / name, members)


OVERSHOT = timedelta(seconds=1)
"""By what a clock that was read may have passed an instant that a test counts from its start."""


@dataclass
class CaseFederation:
    """The authorities of a federation at one instant."""

    clock: StepClock
    desks: dict[str, Desk]

    def __getitem__(self, code: str) -> Desk:
        return self.desks[code]

    async def start(self, code: str) -> Desk:
        """Start a node from its folder, and let it be reached."""
        desk = self.desks[code]
        desk._node = Node(desk.settings, await self.engine_of(desk), clock=self.clock)
        await self.connect(code)
        await self.began(desk)
        return desk

    async def engine_of(self, desk: Desk) -> CaseEngine:
        """What carries a node's work."""
        return desk.engine

    async def began(self, desk: Desk) -> None:
        """A node has started."""

    async def ends(self, desk: Desk) -> None:
        """A node is about to stop."""

    async def stop(self, code: str) -> None:
        """Stop a node; its folder and the engine stay."""
        await self.cut_off(code)
        desk = self.desks[code]
        if desk._node is not None:
            await self.ends(desk)
            node, desk._node = desk._node, None
            await node.close()

    async def restart(self, code: str) -> Desk:
        await self.stop(code)
        return await self.start(code)

    async def connect(self, code: str) -> None:
        """Let a node be reached, at a new address that everybody learns."""
        await self.cut_off(code)  # what served a node of before
        desk = self.desks[code]
        node = desk.node
        desk.server = NodeServer(
            node.me,
            server_credentials(node.tls),
            [exchange_handler(node.intake, node.returner)],
            [EXCHANGE_SERVICE, REGISTER_SERVICE, LAW_SERVICE, DOCUMENT_SERVICE],
        )
        serve_register(desk.server.grpc, node.register_service)
        serve_law(desk.server.grpc, node.law_service)
        serve_documents(desk.server.grpc, node.document_service)
        port = await desk.server.start("127.0.0.1:0")
        self._where[code] = f"127.0.0.1:{port}"
        for each in self.desks.values():
            if each.up:
                self._tell(each.node)

    _where: dict[str, str] = field(default_factory=dict)

    def _tell(self, node: Node) -> None:
        """Tell a node where it reaches the others."""
        held = node.directory.held
        members = {
            code: replace(member, address=self.address_of(node, code))
            for code, member in held.members.items()
        }
        node.directory.held = replace(held, members=members)

    def address_of(self, node: Node, code: str) -> str:
        """Where a node reaches a member."""
        return self._where.get(code, "127.0.0.1:1")

    async def cut_off(self, code: str) -> None:
        """Cut a node off from all others; its officers can still work."""
        server, self.desks[code].server = self.desks[code].server, None
        if server is not None:
            await server.stop(0)

    async def settle(self) -> None:
        """Let everything happen that happens by itself at this instant."""
        quiet: dict[str, bytes] = {}  # how nodes were in which nothing happened
        moved = True
        while moved:
            moved = False
            for desk in self.desks.values():
                if desk.up:
                    if not desk.is_as(quiet.get(desk.code)):
                        did = await desk.step()
                        did |= await sweep_deadlines(desk.node.office) > 0
                        quiet[desk.code] = b"" if did else desk.written()
                        moved |= did
                    moved |= await desk.node.fetching.look() > 0
            for desk in self.desks.values():
                if desk.server is not None:
                    moved |= await desk.deliver()

    async def answers(self, code: str, answer: str, **fields: Any) -> None:
        """Answer the one consultation of an authority, and settle."""
        await self[code].answer(answer, **fields)
        await self.settle()

    async def sweep(self) -> None:
        """Run the sweeps and the reconciliation of every node, and settle."""
        for desk in self.desks.values():
            if desk.up:
                await sweep_deadlines(desk.node.office)
                await sweep_dates(desk.node.office)
                await reconcile(desk.node.office)
        await self.settle()

    async def at(self, instant: datetime) -> None:
        """Move the clock and settle."""
        assert instant >= self.clock.at - OVERSHOT, "the clock goes forward"
        self.clock.at = max(instant, self.clock.at)
        await self.settle()

    async def consulting(self, filed: Application | None = None) -> Case:
        """FR has denied; DE files; every consultation runs."""
        await self["FR"].deny(french_denial(17))
        await self.sync()
        case = await self["DE"].file(filed or application())
        await self.settle()
        return await self["DE"].case(case.case_id)

    async def of(self, case: Case, consulted: str) -> Consultation:
        """The consultation of one authority, as DE sees it now."""
        fresh = await self["DE"].case(case.case_id)
        return next(each for each in fresh.consultations if each.consulted == consulted)

    async def due(self, case: Case, consulted: str) -> datetime:
        """The last instant of one consultation, exclusive."""
        deadline = (await self.of(case, consulted)).deadline
        assert deadline is not None
        return deadline.last_instant

    async def sync(self) -> None:
        """Have everybody visit everybody, twice: cosignatures come back with the second."""
        for _ in range(2):
            for desk in self.desks.values():
                if desk.up:
                    await desk.engine.round(desk.node.syncer)

    async def refresh(self, *codes: str) -> None:
        """Have nodes look for a newer directory, in which no address of a test stands."""
        for code in codes or self.desks:
            await DirectoryRefresh(self[code].node).look()
            self._tell(self[code].node)

    async def close(self) -> None:
        for code in self.desks:
            await self.stop(code)


def at_desks(
    files: FederationFiles,
    folder: Path,
    new_database: Callable[[str], str],
    *,
    codes: Iterable[str] | None,
    at: datetime,
) -> tuple[StepClock, dict[str, Desk]]:
    """Copy a federation into a folder of its own: its clock, and a desk for each member."""
    clock, desks = StepClock(at), {}
    for code in codes or files.members:
        home = folder / code
        shutil.copytree(files.members[code].folder, home)
        settings = Settings(home=home, authority=code, database=new_database(code), suite="classic")
        desks[code] = Desk(code, settings, StepEngine(), clock)
    return clock, desks


def made_once(*codes: str) -> Any:
    """Return the fixture of one federation for a module, each of whose tests has its own cases.

    The module says ``pytestmark = pytest.mark.asyncio(loop_scope="module")``. None of its tests
    stops a node or changes the law, and none needs the clock where another left it.

    Args:
        codes: Which members have a node; all by default.
    """

    @pytest_asyncio.fixture(scope="module", loop_scope="module")
    async def made(
        case_files: FederationFiles, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> AsyncIterator[CaseFederation]:
        folder = tmp_path_factory.mktemp("once")
        new = copies(sqlite_template, folder)
        async with case_federation(case_files, folder / "nodes", new, codes=codes) as running:
            yield running

    return made


@asynccontextmanager
async def case_federation(
    files: FederationFiles,
    folder: Path,
    new_database: Callable[[str], str],
    *,
    codes: Iterable[str] | None = None,
    at: datetime = START,
) -> AsyncIterator[CaseFederation]:
    """Start a federation in a folder of its own.

    Args:
        files: The federation, which is copied.
        folder: Where the nodes live.
        new_database: Gives the URL of a new database, by name.
        codes: Which members have a node; all by default.
        at: The instant at which it starts.
    """
    clock, desks = at_desks(files, folder, new_database, codes=codes, at=at)
    federation = CaseFederation(clock, desks)
    try:
        for code in desks:
            await federation.start(code)
        yield federation
    finally:
        await federation.close()
