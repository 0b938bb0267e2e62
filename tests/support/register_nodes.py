"""Nodes for the tests and benches of the register: real keys, directory, database, mTLS.

Without `serve` a node is only its database and identity; with it, it answers on loopback
and can call the others.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from certs.dev import make_federation
from certs.layout import FederationFiles, MemberFiles
from gateway.domain.base import Stated, Withholding
from gateway.domain.denial import DecisionType, Denial, FreeText, Ground
from gateway.domain.letter import EntryType, ErasureGround, PartKind
from gateway.domain.transaction import (
    Activity,
    Classification,
    Item,
    ListSource,
    Parameter,
    Party,
    Transaction,
)
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.outbox import PartDraft
from gateway.exchange.peers import Peers
from gateway.exchange.server import NodeServer
from gateway.register.own_log import AppendedEntry, EntryDraft, append, append_many, erase
from gateway.register.sync.repair import LogRepairer
from gateway.register.sync.service import REGISTER_SERVICE, RegisterService, serve_register
from gateway.register.sync.syncer import RegisterSyncer
from gateway.store.database import Database
from gateway.trust.directory import load_directory
from gateway.trust.federation import Anchor, Directory
from gateway.trust.keys import KeyRing
from gateway.trust.members import Member
from gateway.trust.suites import Suite
from gateway.trust.tls import server_credentials
from gateway.wire.denials import denial_to_parts
from tests.support.empty_database import open_empty

NOW = datetime(2026, 3, 2, 10, 0, 0, 123456, tzinfo=UTC)


class StandingClock:
    """A clock that stands until a test moves it."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


class CountedService(RegisterService):
    """The servicer, counting the calls that it answers."""

    calls = 0

    def _caller(self, context: Any) -> Member:
        self.calls += 1
        return super()._caller(context)


def erase_entry(
    conn: Connection,
    me: NodeIdentity,
    *,
    index: int = 0,
    ground: ErasureGround = ErasureGround.DATA_SUBJECT,
) -> AppendedEntry:
    """Erase an entry of the own log, as a registrar does."""
    article, role, at = "17(1)(d) 2016/679", "registrar", me.clock.now()
    return erase(conn, me, index=index, ground=ground, article=article, officer_role=role, at=at)


@dataclass
class RegisterNode:
    """One member's register.

    `addresses` is shared by all nodes of a federation: where each listens now.
    """

    me: NodeIdentity
    clock: StandingClock
    db: Database
    files: MemberFiles
    held: dict[str, Directory]
    addresses: dict[str, str]
    heard: list[str] = field(default_factory=list)
    server: NodeServer | None = None
    service: CountedService = field(init=False)
    peers: Peers = field(init=False)
    syncer: RegisterSyncer | None = None

    def __post_init__(self) -> None:
        self.peers = Peers(self.me, self.files.tls)

    @property
    def code(self) -> str:
        return self.me.code

    async def serve(self) -> None:
        """Answer on loopback from now on: at a free port, and there again after `stop`."""
        await self.stop()
        server = NodeServer(self.me, server_credentials(self.files.tls), [], [REGISTER_SERVICE])
        self.service = CountedService(self.db, self.me, on_seen=self._hear, on_fraud=self._tell_on)
        serve_register(server.grpc, self.service)
        address = self.addresses.get(self.code, "127.0.0.1:0")
        port = await server.start(address)
        self.server = server
        self.addresses[self.code] = f"127.0.0.1:{port}"

    def _hear(self, origin: str) -> None:
        self.heard.append(origin)
        if self.syncer is not None:
            self.syncer.hear(origin)

    def _tell_on(self) -> None:
        if self.syncer is not None:
            self.syncer.tell_frauds()

    def make_syncer(self, **options: Any) -> RegisterSyncer:
        self.syncer = RegisterSyncer(self.db, self.me, self.peers, self.clock, **options)
        return self.syncer

    def repairer(self) -> LogRepairer:
        return LogRepairer(self.db, self.me, self.peers)

    async def stop(self) -> None:
        """Be away."""
        if self.server is not None:
            await self.server.stop(0)
            self.server = None

    async def close(self) -> None:
        if self.syncer is not None:
            await self.syncer.close()
        await self.peers.close()
        await self.stop()

    def notify(self, number: int, **changes: Any) -> AppendedEntry:
        """Notify a denial of this authority."""
        release = changes.pop("release", {})
        content = denial(self.code, number, **changes)
        return self.append(EntryType.DENIAL_NOTIFIED, content.denial_id, parts_of(content, release))

    def append_many(self, drafts: Sequence[EntryDraft]) -> list[AppendedEntry]:
        """Append acts to the own log."""
        return self.db.write_sync(
            lambda conn: append_many(conn, self.me, drafts, at=self.clock.now())
        )

    def append(
        self, entry_type: EntryType, subject: str, parts: Sequence[PartDraft]
    ) -> AppendedEntry:
        """Append an act to the own log."""
        return self.db.write_sync(
            lambda conn: append(
                conn,
                self.me,
                entry_type=entry_type,
                subject=subject,
                parts=parts,
                at=self.clock.now(),
            )
        )


def make_nodes(
    folder: Path,
    databases: dict[str, Database],
    *,
    suite: Suite = Suite.ED25519,
    clock: StandingClock | None = None,
    change: Callable[[Directory], Directory] = lambda directory: directory,
) -> dict[str, RegisterNode]:
    """Make a federation with one register for each database, by authority code."""
    files = make_federation(list(databases), folder, now=NOW - timedelta(days=1))
    return open_nodes(files, databases, suite=suite, clock=clock, change=change)


def open_nodes(
    files: FederationFiles,
    databases: dict[str, Database],
    *,
    suite: Suite = Suite.ED25519,
    clock: StandingClock | None = None,
    addresses: dict[str, str] | None = None,
    change: Callable[[Directory], Directory] = lambda directory: directory,
) -> dict[str, RegisterNode]:
    """Open registers of a federation that was made before."""
    clock = clock or StandingClock()
    where: dict[str, str] = {} if addresses is None else addresses
    nodes = {}
    for code, database in databases.items():
        member = files.members[code]
        held = {"now": change(_directory(member))}
        nodes[code] = RegisterNode(
            NodeIdentity(
                code=code,
                ring=KeyRing.load(member.keys),
                suite=suite,
                directory=_with_addresses(held, where),
                clock=clock,
                rulebook=lambda: "EU-2021-821/2026-3",
                calendar=lambda code=code: f"{code}/test",  # type: ignore[misc]
            ),
            clock,
            database,
            member,
            held,
            where,
        )
    return nodes


def _directory(member: MemberFiles) -> Directory:
    anchor = Anchor.from_json(member.anchor.read_text(encoding="utf-8"))
    return load_directory(member.directory.read_bytes(), at=NOW, anchor=anchor)


def _with_addresses(held: dict[str, Directory], where: dict[str, str]) -> Callable[[], Directory]:
    """The directory with the ports that the system gave: they are free only then."""

    def directory() -> Directory:
        signed = held["now"]
        members = {
            code: replace(member, address=where.get(code, "127.0.0.1:1"))
            for code, member in signed.members.items()
        }
        return replace(signed, members=members)

    return directory


def party(name: str = "Golden Sky Trading FZE") -> Party:
    return Party(names=(name, "شركة السماء الذهبية"), country="AE")


def denial(authority: str, number: int, **changes: Any) -> Denial:
    """A denial that could be real, 1 KiB or so."""
    year = NOW.year
    transaction = Transaction(
        activity=Activity.EXPORT,
        items=(
            Item(
                description="Internet surveillance system, monitoring centre with probes",
                classifications=(
                    Classification(
                        source=ListSource.ANNEX_I, code="5A001.j", list_version="2025-11-15"
                    ),
                ),
                parameters=(
                    Parameter(name="max_intercepted_lines", value=Decimal(4000), unit="1"),
                ),
                cn_code="85176200",
                quantity=Decimal(2),
                quantity_unit="pieces",
                value=Decimal("1250000.5"),
                currency="EUR",
            ),
        ),
        exporter=Stated[Party].withheld(Withholding.COMMERCIAL),
        consignee=Stated[Party].given(party("Falcon Import LLC")),
        end_user=Stated[Party].given(party(f"Directorate of Communications {number}")),
        destination="AE",
    )
    fields: dict[str, Any] = {
        "denial_id": f"{authority}-{year}-{number:05d}",
        "authority": authority,
        "national_reference": f"AZ-{number}",
        "decision": DecisionType.REFUSE,
        "decision_date": date(year, 3, 1),
        "first_notified": date(year, 3, 2),
        "transaction": transaction,
        "grounds": Stated[tuple[Ground, ...]].given((Ground.HUMAN_RIGHTS,)),
        "explanation": (FreeText(language="en", text="Risk of use in internal repression."),),
    }
    return Denial(**(fields | changes))


def parts_of(content: Denial, release: dict[int, tuple[str, ...]] | None = None) -> list[PartDraft]:
    """The parts of a denial, some of them released to a few only."""
    release = release or {}
    return [
        PartDraft(kind, body, release=release.get(number, ("*",)))
        for number, (kind, body) in enumerate(denial_to_parts(content))
    ]


def draft_of(content: Denial, entry_type: EntryType = EntryType.DENIAL_NOTIFIED) -> EntryDraft:
    return EntryDraft(entry_type, content.denial_id, tuple(parts_of(content)))


def matching_part(body: bytes) -> PartDraft:
    return PartDraft(PartKind.MATCHING, body)


A_FEW: Mapping[str, Any] = {"batch_size": 3}
"""How nodes visit that take few entries at a time."""


@asynccontextmanager
async def served_nodes(
    folder: Path,
    codes: Sequence[str] = ("DE", "FR", "NL"),
    *,
    files: FederationFiles | None = None,
    away: Sequence[str] = (),
    visits: Mapping[str, Any] | None = A_FEW,
    **options: Any,
) -> AsyncIterator[dict[str, RegisterNode]]:
    """Nodes on databases of their own that serve and visit.

    Args:
        folder: Where they live.
        codes: Whose they are.
        files: Their federation, if it was made before.
        away: Who of them neither serves nor visits.
        visits: How they visit; none: they do not.
        options: What `open_nodes` takes.
    """
    async with AsyncExitStack() as stack:
        opened = {code: open_empty(folder / f"{code}.db") for code in codes}
        for database in opened.values():
            stack.callback(database.close)
        if files is None:
            files = make_federation(list(codes), folder / "federation", now=NOW - timedelta(days=1))
        made = open_nodes(files, opened, **options)

        async def close(code: str) -> None:
            await made[code].close()  # whichever is there by then

        for code in (each for each in codes if each not in away):
            stack.push_async_callback(close, code)
            await made[code].serve()
            if visits is not None:
                made[code].make_syncer(**visits)
        yield made
