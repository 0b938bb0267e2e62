"""One authority at its desk: its node while it runs, its officers, and what they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, make_url, select

from gateway.app.node import Node
from gateway.casework.acts.journal import open_tasks
from gateway.casework.cases.cases import file_application, get_case
from gateway.casework.cases.decision import decide, propose
from gateway.casework.consultations.consultations import get_consultation, list_consultations
from gateway.casework.consultations.incoming_request import answer_consultation, request_extension
from gateway.casework.denials.register_status import RegisterStatus, status
from gateway.casework.handlers.tasks import close_task
from gateway.casework.handlers.workflow_steps import CaseSteps, ConsultationSteps, DueSteps
from gateway.casework.permissions import Officer, OfficerRole
from gateway.domain.acts import Task
from gateway.domain.case import Application, Case, DecisionProposal
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    DenialAnswer,
    ExtensionRequest,
)
from gateway.domain.denial import Denial, FreeText
from gateway.domain.letter import EntryType, LetterType
from gateway.domain.lists.filters import ConsultationFilter
from gateway.exchange.journal import parts_at
from gateway.exchange.outbox import PartDraft
from gateway.exchange.outbox_rows import OutboxRow, find_letter
from gateway.exchange.server import NodeServer
from gateway.register.own_log import append
from gateway.settings import Settings
from gateway.store.tables_exchange import journal as journal_table
from gateway.store.tables_exchange import outbox
from gateway.store.tables_register import log_entry
from gateway.trust.sealing import seal
from gateway.wire.deliveries import SealedLetter, delivery_to_bytes, response_from_bytes
from gateway.wire.denials import denial_to_parts
from gateway.wire.packages import package_to_bytes
from tests.support.stations import StepClock
from tests.support.step_engine import StepEngine, Works
from tests.support.words_on_hits import say_of_hits

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday with ten ordinary working days after it
SECOND = timedelta(seconds=1)
WAL_INDEX_HEADER = 48  # octets: https://www.sqlite.org/walformat.html, section 2.1
GRACE = timedelta(minutes=16)  # more than the rulebook's grace and its wait for a statement


def text(words: str, language: str = "en") -> FreeText:
    return FreeText(language=language, text=words)


def officer(name: str, role: OfficerRole = OfficerRole.DECIDER) -> Officer:
    return Officer(name=name, role=role, created=START)


ANNA, BERT = officer("anna"), officer("bert")


async def letter_ids(desk: Desk, kind: LetterType) -> list[str]:
    """Ids of the letters of a type that a node has sent, the newest last."""
    query = select(outbox.c.message_id).where(outbox.c.letter_type == kind.value)
    return await desk.node.db.read(
        lambda conn: list(conn.scalars(query.order_by(outbox.c.message_id)))
    )


@dataclass
class Desk:
    """One authority: its node while it runs, and what its officers do."""

    code: str
    settings: Settings
    engine: StepEngine
    clock: StepClock
    _node: Node | None = None
    server: NodeServer | None = None  # None: nobody reaches it, and it reaches nobody

    @property
    def node(self) -> Node:
        assert self._node is not None, f"{self.code} is stopped"
        return self._node

    @property
    def up(self) -> bool:
        return self._node is not None

    # --- what officers and systems do ------------------------------------------------

    async def say_of_hits(self, case_id: str) -> None:
        """Confirm or dismiss what waits for an officer's word."""
        await say_of_hits(self.node.office, ANNA, case_id)

    async def agree_without_record(self, task_id: int, reason: FreeText) -> None:
        """Close a task to consult by hand for a reason on which two officers agree."""
        for each in (ANNA, BERT):
            await close_task(self.node.office, each, task_id, reason)

    async def propose(self, case_id: str, proposal: DecisionProposal) -> Case:
        """Propose as officers do, who have said of each near hit what they make of it."""
        await self.say_of_hits(case_id)
        return await self.only_propose(case_id, proposal)

    async def only_propose(self, case_id: str, proposal: DecisionProposal) -> Case:
        """Propose without a word on hits before."""
        return await propose(self.node.office, ANNA, case_id, proposal)

    async def decide(self, case_id: str, by: Officer = BERT) -> Case:
        return await decide(self.node.office, by, case_id)

    async def decided(self, case_id: str, proposal: DecisionProposal) -> Case:
        """Propose as `propose` does, and have a second officer decide."""
        await self.propose(case_id, proposal)
        return await self.decide(case_id)

    async def only_decided(self, case_id: str, proposal: DecisionProposal) -> Case:
        """The same without a word on hits before."""
        await self.only_propose(case_id, proposal)
        return await self.decide(case_id)

    async def entries(self, origin: str) -> list[tuple[str, str]]:
        """Type and subject of every entry that is held of a log."""
        table = log_entry
        query = select(table.c.entry_type, table.c.subject).where(table.c.origin == origin)
        found = await self.node.db.read(
            lambda conn: list(conn.execute(query.order_by(table.c.idx)))
        )
        return [(row[0], row[1]) for row in found]

    async def registers(self) -> dict[str, RegisterStatus]:
        return {each.origin: each for each in (await status(self.node.office, ANNA)).items}

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
        found = (
            await list_consultations(self.node.office, ANNA, ConsultationFilter(asked_of_us=True))
        ).items
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

    def written(self) -> bytes:
        """The header of SQLite's index of the WAL, which changes with each commit."""
        parsed = make_url(self.settings.database_url)
        if parsed.drivername != "sqlite":
            return b""
        with Path(f"{parsed.database}-shm").open("rb") as index:
            return index.read(WAL_INDEX_HEADER)

    def is_as(self, quiet: bytes | None) -> bool:
        """Whether its engine waits for nothing, and nothing was written since it was so."""
        return bool(quiet) and self.engine.is_idle and self.written() == quiet

    async def step(self) -> bool:
        """Carry what was poked or is due, once; say whether anything moved."""
        moved = await self.node.dispatcher.drain() > 0
        office = self.node.office
        works = Works(CaseSteps(office), ConsultationSteps(office), DueSteps(office))
        return await self.engine.step(works) or moved

    async def deliver(self) -> bool:
        """Try every letter that runs once; say whether one was settled."""
        return await self.engine.deliver(self.node.deliverer)
