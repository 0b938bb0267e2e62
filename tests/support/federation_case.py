"""A federation of real nodes whose clock stands until a test moves it, without Temporal.

Every node is what `build_node` makes, with its database, keys, directory and a gRPC server
over real mTLS on loopback. `StepEngine` stands for Temporal: it carries what workflows
carry, through the same ports, and only when a test says `settle`. A peer can be cut off and
brought back, a node stopped and started again from its folder, the engine lost.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from certs.dev import make_federation
from certs.layout import FederationFiles
from certs.operators import host_of, issue_next_version, make_tls, save_tls
from certs.profiles import certificate_to_pem, issue_authority, new_key
from gateway.app.node import Node, build_node
from gateway.casework.cases import file_application, get_case
from gateway.casework.consultations import get_consultation, list_consultations
from gateway.casework.consulted import answer_consultation, request_extension
from gateway.casework.deciding import decide, propose
from gateway.casework.journal import Task, open_tasks
from gateway.casework.permissions import Officer, OfficerRole
from gateway.casework.reconciling import reconcile, sweep_deadlines
from gateway.casework.registers import RegisterStatus, status
from gateway.casework.steps import CaseSteps, ConsultationSteps, DueSteps
from gateway.casework.sweeping import sweep as sweep_dates
from gateway.domain.case import Application, Case, DecisionProposal
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    DenialAnswer,
    ExtensionRequest,
)
from gateway.domain.denial import Denial, FreeText
from gateway.domain.due import DueKind
from gateway.domain.letter import EntryType
from gateway.exchange.journal import parts_at
from gateway.exchange.law_service import LAW_SERVICE, serve_law
from gateway.exchange.outbox import PartDraft
from gateway.exchange.outbox_rows import OutboxRow, find_letter
from gateway.exchange.server import EXCHANGE_SERVICE, NodeServer, exchange_handler
from gateway.ports import CaseRef, ConversationRef, DueRef, MessageRef
from gateway.register.log import append
from gateway.register.server import REGISTER_SERVICE, serve_register
from gateway.settings import Settings
from gateway.store.tables_exchange import journal as journal_table
from gateway.store.tables_register import log_entry
from gateway.trust.directory import Directory
from gateway.trust.sealing import seal
from gateway.trust.tls import fingerprint_of, server_credentials
from gateway.wire.deliveries import SealedLetter, delivery_to_bytes, response_from_bytes
from gateway.wire.denials import denial_to_parts
from gateway.wire.packages import package_to_bytes
from tests.support.cases import application, french_denial
from tests.support.stations import StepClock

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday with ten ordinary working days after it
SECOND = timedelta(seconds=1)
GRACE = timedelta(minutes=16)  # more than the rulebook's grace and its wait for a statement


def text(words: str, language: str = "en") -> FreeText:
    return FreeText(language=language, text=words)


def officer(name: str, role: OfficerRole = OfficerRole.DECIDER) -> Officer:
    return Officer(name=name, role=role, created=START)


ANNA, BERT = officer("anna"), officer("bert")


def make_files(folder: Path, codes: Iterable[str]) -> FederationFiles:
    """A federation whose letters live at START; its TLS certificates hold on this machine."""
    codes = list(codes)
    files = make_federation(codes, folder, now=START - timedelta(days=30))
    key, today = new_key(), datetime.now(UTC)
    authority = issue_authority("Test", key, now=today)
    made = {}
    for code in codes:
        made[code] = make_tls(code, host_of("127.0.0.1:0"), (authority, key), now=today)
        save_tls(files.members[code], *made[code])
        files.members[code].tls.authorities.write_bytes(certificate_to_pem(authority))

    def change(held: Directory) -> Directory:
        members = {
            code: replace(
                member, certificates={**member.certificates, fingerprint_of(made[code][1]): None}
            )
            for code, member in held.members.items()
        }
        return replace(held, members=members)

    issue_next_version(files, change, now=START - timedelta(days=1))
    return files


@dataclass
class StepEngine:
    """Stands for Temporal: knows what runs and what has ended, and survives its node."""

    running: dict[tuple[str, str], bool] = field(default_factory=dict)  # to whether it was poked
    ended: set[tuple[str, str]] = field(default_factory=set)
    started: list[tuple[str, str]] = field(default_factory=list)

    def _start(self, kind: str, key: str) -> None:
        if (kind, key) not in self.running and (kind, key) not in self.ended:
            self.running[kind, key] = True
            self.started.append((kind, key))

    def _poke(self, kind: str, key: str) -> None:
        if (kind, key) in self.running:
            self.running[kind, key] = True

    def end(self, kind: str, key: str) -> None:
        self.running.pop((kind, key), None)
        self.ended.add((kind, key))

    async def start_case(self, case_id: str) -> None:
        self._start("case", case_id)

    async def poke_case(self, case_id: str, event_id: str) -> None:
        self._poke("case", case_id)

    async def start_consultation(self, conversation_id: str) -> None:
        self._start("consultation", conversation_id)

    async def start_consulted(self, conversation_id: str) -> None:
        self._start("consulted", conversation_id)

    async def poke_conversation(self, conversation_id: str, event_id: str, *, ours: bool) -> None:
        self._poke("consultation" if ours else "consulted", conversation_id)

    async def start_due(self, kind: DueKind, subject: str) -> None:
        self._start("due", f"{kind}/{subject}")

    async def poke_due(self, kind: DueKind, subject: str, event_id: str) -> None:
        self._poke("due", f"{kind}/{subject}")

    async def start_delivery(self, message_id: str) -> None:
        self._start("delivery", message_id)

    async def retry_delivery(self, message_id: str) -> None:
        self._start("delivery", message_id)


@dataclass
class Desk:
    """One authority: its node while it runs, and what its officers do."""

    code: str
    settings: Settings
    engine: StepEngine
    clock: StepClock
    _node: Node | None = None
    server: NodeServer | None = None  # None: nobody reaches it, and it reaches nobody
    examined: set[str] = field(default_factory=set)

    @property
    def node(self) -> Node:
        assert self._node is not None, f"{self.code} is stopped"
        return self._node

    @property
    def up(self) -> bool:
        return self._node is not None

    # --- what officers and systems do ------------------------------------------------

    async def propose(self, case_id: str, proposal: DecisionProposal) -> Case:
        return await propose(self.node.office, ANNA, case_id, proposal)

    async def decide(self, case_id: str, by: Officer = BERT) -> Case:
        return await decide(self.node.office, by, case_id)

    async def entries(self, origin: str) -> list[tuple[str, str]]:
        """Type and subject of every entry that is held of a log."""
        table = log_entry
        query = select(table.c.entry_type, table.c.subject).where(table.c.origin == origin)
        found = await self.node.db.read(
            lambda conn: list(conn.execute(query.order_by(table.c.idx)))
        )
        return [(row[0], row[1]) for row in found]

    async def registers(self) -> dict[str, RegisterStatus]:
        return {each.origin: each for each in await status(self.node.office, ANNA)}

    async def extend(self, days: int) -> Consultation:
        """Ask for more working days in the one consultation."""
        asked = await self.asked()
        wanted = ExtensionRequest(working_days=days, reason=text("The file is abroad."))
        return await request_extension(self.node.office, ANNA, asked.conversation_id, wanted)

    async def file(self, application: Application) -> Case:
        return await file_application(self.node.office, ANNA, application)

    async def case(self, case_id: str) -> Case:
        return await get_case(self.node.office, ANNA, case_id)

    async def asked(self) -> Consultation:
        """The one consultation that this authority must answer."""
        found = await list_consultations(self.node.office, ANNA, asked_of_us=True)
        assert len(found) == 1
        return found[0]

    async def consultation(self, conversation_id: str) -> Consultation:
        return await get_consultation(self.node.office, ANNA, conversation_id)

    async def answer(self, answer: str, **fields: Any) -> Consultation:
        """Answer the one consultation; by denial where it is about denials."""
        asked = await self.asked()
        by_denial = tuple(DenialAnswer(denial_id=d, answer=answer) for d in asked.request.denials)
        content = ConsultationAnswer(answer=answer, by_denial=by_denial, **fields)
        office = self.node.office
        return await answer_consultation(office, ANNA, asked.conversation_id, content)

    async def tasks(self) -> tuple[Task, ...]:
        return await self.node.db.read(open_tasks)

    async def task_kinds(self) -> list[str]:
        return sorted(task.kind for task in await self.tasks())

    async def deny(self, denial: Denial) -> None:
        """Write a denial into the own log."""
        node = self.node
        parts = [PartDraft(kind=kind, body=body) for kind, body in denial_to_parts(denial)]
        await node.db.write(
            lambda conn: append(
                conn,
                node.me,
                entry_type=EntryType.DENIAL_NOTIFIED,
                subject=denial.denial_id,
                parts=parts,
                at=self.clock.now(),
            )
        )

    async def send(self, message_id: str) -> tuple[bytes, bytes | None]:
        """Send a letter of the outbox, past its delivery; return receipt, and the one held."""
        node = self.node

        def read(conn: Connection) -> tuple[OutboxRow, bytes]:
            row = find_letter(conn, message_id)
            query = select(journal_table.c.envelope).where(journal_table.c.position == row.position)
            envelope: bytes = conn.execute(query).scalar_one()
            return row, package_to_bytes(envelope, parts_at(conn, row.position))

        row, package = await node.db.read(read)
        federation_id = node.directory.held.federation_id
        key_id, ciphertext = seal(
            package,
            recipient=node.directory.held.member(row.recipient),
            federation_id=federation_id,
            sender=self.code,
            message_id=message_id,
            at=self.clock.now(),
        )
        letter = SealedLetter(
            federation_id=federation_id,
            sender=self.code,
            recipient=row.recipient,
            message_id=message_id,
            recipient_key_id=key_id,
            ciphertext=ciphertext,
        )
        response = await node.peers.deliver(row.recipient, delivery_to_bytes(letter))
        return response_from_bytes(response), row.receipt

    # --- what the engine carries ---------------------------------------------------

    async def step(self) -> bool:
        """Carry what was poked or is due, once; say whether anything moved."""
        moved = await self.node.dispatcher.drain() > 0
        for (kind, key), poked in list(self.engine.running.items()):
            if kind == "case" and poked:
                await self._case(key)
                moved = True
            elif kind in ("consultation", "consulted"):
                moved |= await self._conversation(kind, key, poked=poked)
            elif kind == "due":
                moved |= await self._due(key, poked=poked)
        return moved

    async def deliver(self) -> bool:
        """Try every letter that runs once; say whether one was settled."""
        settled = False
        for kind, key in list(self.engine.running):
            if kind == "delivery":
                result = await self.node.deliverer.deliver(MessageRef(message_id=key))
                if result.settled:
                    self.engine.end(kind, key)
                    settled = True
        return settled

    async def _case(self, case_id: str) -> None:
        self.engine.running["case", case_id] = False
        work, ref = CaseSteps(self.node.office), CaseRef(case_id=case_id)
        step = await (work.case_step(ref) if case_id in self.examined else work.examine(ref))
        self.examined.add(case_id)
        for conversation in step.consultations:
            await self.engine.start_consultation(conversation)
        if step.done:
            await work.settle_case(ref)
            self.engine.end("case", case_id)

    async def _conversation(self, kind: str, key: str, *, poked: bool) -> bool:
        work, ref = ConsultationSteps(self.node.office), ConversationRef(conversation_id=key)
        step = await work.consultation_step(ref)
        due = step.due_in_s is not None and step.due_in_s <= 0
        if not poked and not due:
            return False
        self.engine.running[kind, key] = False
        if due and kind == "consultation":
            step = await work.period_over(ref)
        elif due:
            await work.remind(ref)
        for letter in step.undelivered:
            await self.engine.start_delivery(letter)
        if step.closed:
            self.engine.end(kind, key)
        return True

    async def _due(self, key: str, *, poked: bool) -> bool:
        kind, _, subject = key.partition("/")
        work, ref = DueSteps(self.node.office), DueRef(kind=DueKind(kind), subject=subject)
        step = await work.due_step(ref)
        self.engine.running["due", key] = False
        rings = step.due_in_s is not None and step.due_in_s <= 0
        if rings:
            step = await work.due_over(ref)
        if step.closed:
            # Not `end`: the same date may come near again, in three years.
            del self.engine.running["due", key]
        return poked or rings


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
        desk._node = build_node(desk.settings, desk.engine, clock=self.clock)
        await self.connect(code)
        return desk

    async def stop(self, code: str) -> None:
        """Stop a node; its folder and the engine stay."""
        await self.cut_off(code)
        desk = self.desks[code]
        if desk._node is not None:
            node, desk._node = desk._node, None
            await node.close()

    async def restart(self, code: str) -> Desk:
        await self.stop(code)
        return await self.start(code)

    async def connect(self, code: str) -> None:
        """Let a node be reached, at a new address that everybody learns."""
        desk = self.desks[code]
        node = desk.node
        desk.server = NodeServer(
            server_credentials(node.tls),
            [exchange_handler(node.intake)],
            [EXCHANGE_SERVICE, REGISTER_SERVICE, LAW_SERVICE],
        )
        serve_register(desk.server.grpc, node.register_service)
        serve_law(desk.server.grpc, node.law_service)
        port = await desk.server.start("127.0.0.1:0")
        self._where[code] = f"127.0.0.1:{port}"
        for each in self.desks.values():
            if each.up:
                self._tell(each.node)

    _where: dict[str, str] = field(default_factory=dict)

    def _tell(self, node: Node) -> None:
        held = node.directory.held
        members = {
            code: replace(member, address=self._where.get(code, "127.0.0.1:1"))
            for code, member in held.members.items()
        }
        node.directory.held = replace(held, members=members)

    async def cut_off(self, code: str) -> None:
        """Cut a node off from all others; its officers can still work."""
        server, self.desks[code].server = self.desks[code].server, None
        if server is not None:
            await server.stop(0)

    async def settle(self) -> None:
        """Let everything happen that happens by itself at this instant."""
        moved = True
        while moved:
            moved = False
            for desk in self.desks.values():
                if desk.up:
                    moved |= await desk.step()
            for desk in self.desks.values():
                if desk.server is not None:
                    moved |= await desk.deliver()

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
        assert instant >= self.clock.at, "the clock goes forward"
        self.clock.at = instant
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
                    await desk.node.syncer.sync_all()

    async def close(self) -> None:
        for code in self.desks:
            await self.stop(code)


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
    clock, desks = StepClock(at), {}
    for code in codes or files.members:
        home = folder / code
        shutil.copytree(files.members[code].folder, home)
        settings = Settings(home=home, authority=code, database=new_database(code), suite="classic")
        desks[code] = Desk(code, settings, StepEngine(), clock)
    federation = CaseFederation(clock, desks)
    try:
        for code in desks:
            await federation.start(code)
        yield federation
    finally:
        await federation.close()
