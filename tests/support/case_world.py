"""A case from beginning to end between four nodes, through the real rooms.

DE asks FR under 16(5) and NL under 14(1); FR answers, NL stays silent and both close; two
officers refuse; FR and NL pull DE's log and cosign it. Letters go through the real intake
in this process, registers over mTLS on loopback.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from certs.dev import make_federation
from gateway.app.directory_versions import DirectoryVersions
from gateway.app.receipt_proofs import ReceiptProofs
from gateway.casework.cases.cases import file_application
from gateway.casework.cases.decision import decide, propose
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.consultations.outgoing_request import take_request_receipt
from gateway.casework.handlers.letter_handlers import ContentRules, effects
from gateway.casework.handlers.workflow_steps import CaseSteps, ConsultationSteps
from gateway.casework.law.law import Law
from gateway.casework.permissions import Officer, OfficerRole
from gateway.casework.records.case_rows import shown
from gateway.casework.search.register_search import RegisterSearch
from gateway.casework.services import DocumentServices, Office, SharedRegister, Work
from gateway.documents.content_folder import ContentFolder
from gateway.domain.base import Stated, Withholding
from gateway.domain.calendars import Calendar
from gateway.domain.case import Case, DecisionProposal, Outcome
from gateway.domain.consultation import Consultation, ConsultationAnswer, DenialAnswer
from gateway.domain.denial import Denial, FreeText, Ground
from gateway.domain.letter import EntryType
from gateway.domain.transaction import (
    Party,
)
from gateway.evidence.export.case_export import export_case
from gateway.evidence.law_material import law_material
from gateway.exchange.delivery import Deliverer
from gateway.exchange.dispatch import Dispatcher
from gateway.exchange.intake import Intake
from gateway.exchange.outbox_rows import all_undelivered
from gateway.exchange.peers import Peers
from gateway.matching.index.denial_index import DenialIndex
from gateway.ports import CaseRef, ConversationRef, MessageRef
from gateway.register.denials.denial_queries import load_denials, put_relayed
from gateway.store.database import Database
from gateway.trust.directory_chain import TrustFiles
from gateway.trust.suites import Suite
from tests.support.cases import FILED, application, french_denial
from tests.support.empty_database import open_empty
from tests.support.register_nodes import (
    RegisterNode,
    StandingClock,
    open_nodes,
    parts_of,
)
from tests.support.stations import RecordingEngine
from tests.support.words_on_hits import say_of_hits

CODES = ("DE", "FR", "NL", "EU")


def officer(name: str, role: OfficerRole = OfficerRole.DECIDER) -> Officer:
    return Officer(name=name, role=role, created=FILED)


@dataclass
class CaseNode:
    """One node with its office, intake, outbox and dispatcher."""

    register: RegisterNode
    office: Office
    intake: Intake
    dispatcher: Dispatcher
    deliverer: Deliverer

    @property
    def db(self) -> Database:
        return self.register.db

    def close(self) -> None:
        self.deliverer.close()
        self.intake.close()


class _Loopback:
    """Stands for `Peers`: hands deliveries to the other node's intake in this process."""

    def __init__(self, code: str, world: CaseWorld) -> None:
        self._code = code
        self._world = world

    def member(self, code: str) -> Any:
        return self._world.nodes[self._code].office.me.directory().member(code)

    async def deliver(self, code: str, request: bytes) -> bytes:
        mine = self._world.nodes[self._code].register.files.tls.certificate.read_bytes()
        context: Mapping[str, Sequence[bytes]] = {
            "x509_pem_cert": [mine],
            "ssl_tls_version": [b"TLSv1.3"],
        }
        return await self._world.nodes[code].intake.receive(request, context)


@dataclass
class CaseWorld:
    """A federation in which one case was run."""

    clock: StandingClock
    folder: Path
    nodes: dict[str, CaseNode] = field(default_factory=dict)
    case_id: str = ""

    async def post(self) -> None:
        """Deliver and dispatch until nothing moves any more."""
        moved = True
        while moved:
            moved = False
            for node in self.nodes.values():
                for message_id in node.db.read_sync(all_undelivered):
                    result = await node.deliverer.deliver(MessageRef(message_id=message_id))
                    assert result.settled
                    assert not result.refused, result.reason
                    moved = True
                self.clock.advance(seconds=1)
                moved = await node.dispatcher.drain() > 0 or moved

    async def synchronise(self) -> None:
        for node in self.nodes.values():
            syncer = node.register.syncer
            assert syncer is not None
            result = await syncer.sync_all()
            assert not result.troubles, result.troubles

    def case(self) -> Case:
        node = self.nodes["DE"]
        sight = node.office.sight_of(officer("anna"))
        return node.db.read_sync(lambda conn: shown(conn, sight, self.case_id))

    def consultation(self, consulted: str) -> Consultation:
        return next(c for c in self.case().consultations if c.consulted == consulted)

    def denials(self) -> dict[str, Denial]:
        examination = self.case().examination
        ids = [hit.denial_id for hit in examination.hits] if examination else []
        node = self.nodes["DE"]
        found = node.db.read_sync(lambda conn: load_denials(conn, ids))
        return {key: each.denial for key, each in found.items()}

    @property
    def anchor(self) -> Path:
        return self.nodes["DE"].register.files.anchor

    def export(self, case: Case | None = None) -> bytes:
        """Export as the asking node does; a changed case is what a dishonest one would write."""
        node = self.nodes["DE"]
        told = case or self.case()
        return node.db.read_sync(
            lambda conn: export_case(
                conn,
                node.office.me,
                told,
                conversation_ids=[c.conversation_id for c in told.consultations],
                at=self.clock.now(),
                trust=node.office.register.trust_files(),
                law=law_material(told, lambda each: [_calendar_of(node, each)]),
            )
        )

    async def close(self) -> None:
        await self.stop_serving()
        self.end()

    async def stop_serving(self) -> None:
        """End the servers; the databases stay open, for who exports and reads evidence."""
        for node in self.nodes.values():
            await node.register.close()

    def end(self) -> None:
        """End nodes whose servers have ended."""
        for node in self.nodes.values():
            node.close()
            node.db.close()


def _calendar_of(node: CaseNode, talk: Consultation) -> Calendar:
    law = node.office.law
    return law.calendar(talk.consulted) if talk.deadline is None else law.calendar_of(talk.deadline)


def _node(register: RegisterNode, law: Law, world: CaseWorld) -> CaseNode:
    code, db, clock, files = register.code, register.db, world.clock, register.files
    me = replace(
        register.me,
        rulebook=lambda: law.in_force(clock.now()).version,
        calendar=lambda: law.calendar(code).version,
    )
    search = RegisterSearch(db, DenialIndex.open(world.folder / f"index-{code}"), code=code)
    office = Office(
        db=db,
        me=me,
        clock=clock,
        law=law,
        register=SharedRegister(
            search,
            register.make_syncer(),
            register.repairer(),
            lambda: TrustFiles(files.directory.read_bytes(), files.anchor.read_text("utf-8")),
            ReceiptProofs(files.folder).keep,
            DirectoryVersions(files.folder).keep_split,
        ),
        documents=DocumentServices(ContentFolder(world.folder / f"documents-{code}", me.ring)),
    )
    rules = ContentRules(law, code, lambda sender: me.directory().member(sender).roles)
    return CaseNode(
        register=register,
        office=office,
        intake=Intake(db, me, check_content=rules.check_content, period_for=rules.period_for),
        dispatcher=Dispatcher(db, effects(office), engine=RecordingEngine()),
        deliverer=Deliverer(
            db,
            me,
            cast("Peers", _Loopback(code, world)),
            on_receipt=lambda conn, row, receipt: take_request_receipt(
                Work(conn, office), row.message_id, row.conversation_id, receipt
            ),
            workers=1,
        ),
    )


async def open_world(folder: Path, *, suite: Suite = Suite.ED25519) -> CaseWorld:
    """Bring the four nodes up, with FR's denials and a relayed one of DE, synchronised."""
    clock = StandingClock(FILED)
    databases = {code: open_empty(folder / f"{code}.db") for code in CODES}
    files = make_federation(CODES, folder / "pki", now=FILED - timedelta(days=1), rehearsal=True)
    registers = open_nodes(files, databases, suite=suite, clock=clock)
    world = CaseWorld(clock, folder)
    law = Law()
    for code, register in registers.items():
        world.nodes[code] = _node(register, law, world)
        await register.serve()
    fr, de = world.nodes["FR"], world.nodes["DE"]
    withheld = french_denial(18)
    for content in (
        french_denial(17),
        withheld.model_copy(
            update={
                "transaction": withheld.transaction.model_copy(
                    update={"end_user": Stated[Party].withheld(Withholding.SECURITY)}
                )
            }
        ),
    ):
        fr.register.append(EntryType.DENIAL_NOTIFIED, content.denial_id, parts_of(content))
    relayed = french_denial(3, authority="DE", denial_id="DE-2023-00003")
    de.db.write_sync(
        lambda conn: put_relayed(
            conn, relayed, relayed_from="CH", transcribed_by="DE", at=clock.now()
        )
    )
    await world.synchronise()
    return world


REFUSAL = DecisionProposal(
    outcome=Outcome.REFUSED,
    grounds=(Ground.HUMAN_RIGHTS, Ground.END_USE_DIVERSION),
    explanation=(
        FreeText(language="de", text="Hohes Risiko der Verwendung zur inneren Repression."),
        FreeText(language="en", text="High risk of use in internal repression."),
    ),
)


async def ask(world: CaseWorld) -> None:
    """File the application; DE examines it and its requests reach FR and NL."""
    de = world.nodes["DE"]
    case = await file_application(de.office, officer("A. Brandt"), application())
    world.case_id = case.case_id
    await CaseSteps(de.office).examine(CaseRef(case_id=case.case_id))
    await world.post()


async def answer(world: CaseWorld, code: str = "identical") -> None:
    """FR's officer answers; nothing is delivered yet."""
    asked = world.consultation("FR")
    await answer_consultation(
        world.nodes["FR"].office,
        officer("C. Delorme"),
        asked.conversation_id,
        ConsultationAnswer(
            answer=code,
            by_denial=tuple(
                DenialAnswer(denial_id=denial_id, answer=code)
                for denial_id in asked.request.denials
            ),
            explanation=(FreeText(language="fr", text="Même utilisateur final, même matériel."),),
        ),
    )


async def look_at_clock(world: CaseWorld, consulted: str) -> None:
    """Do what the timer or the sweep does: ask the journal whether a period is over."""
    ref = ConversationRef(conversation_id=world.consultation(consulted).conversation_id)
    await ConsultationSteps(world.nodes["DE"].office).consultation_step(ref)


async def settle(world: CaseWorld, proposal: DecisionProposal = REFUSAL) -> None:
    """Two officers decide, and FR and NL pull DE's log."""
    de = world.nodes["DE"].office
    await CaseSteps(de).case_step(CaseRef(case_id=world.case_id))
    await say_of_hits(de, officer("A. Brandt"), world.case_id)
    await propose(de, officer("A. Brandt"), world.case_id, proposal)
    world.clock.advance(hours=2)
    await decide(de, officer("B. Yılmaz"), world.case_id)
    world.clock.advance(minutes=1)
    for code in ("FR", "NL"):
        syncer = world.nodes[code].register.syncer
        assert syncer is not None
        await syncer.sync_all()


async def run_case(world: CaseWorld) -> None:
    """Run the case from the application to the cosigned denial."""
    await ask(world)
    world.clock.advance(days=4, hours=3)
    await answer(world)
    await world.post()
    world.clock.advance(days=24)
    await look_at_clock(world, "NL")
    await world.post()
    await settle(world)
