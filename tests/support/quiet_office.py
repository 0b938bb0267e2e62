"""An authority at its desk with no node: its database, keys, law and clock, and nothing that runs.

For the decisions of casework, one transaction at a time. Letters of others are signed with
their keys and journalled, as the intake leaves them; what the test calls is the use case.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from certs.layout import FederationFiles
from gateway.app.directory_versions import DirectoryVersions
from gateway.app.receipt_proofs import ReceiptProofs
from gateway.casework.acts.journal import Journal, acts_of, open_tasks
from gateway.casework.consultations.outgoing_request import ask, take_request_receipt
from gateway.casework.law.law import Law
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.search.register_search import RegisterSearch
from gateway.casework.services import DocumentServices, Office, SharedRegister, Work
from gateway.documents.content_folder import ContentFolder
from gateway.domain.acts import TaskKind
from gateway.domain.base import Model
from gateway.domain.case import Application, Case, CaseState, Trigger
from gateway.domain.consultation import Consultation, ConsultationRequest
from gateway.domain.letter import (
    LetterType,
    PartBody,
    PartCommitment,
    PartKind,
    Receipt,
    ReceiptOutcome,
)
from gateway.domain.rulebook.shelf import Shelf
from gateway.domain.saying import says
from gateway.exchange.conversations import (
    Action,
    Conversation,
    find_conversation,
    note_dispatched,
    open_conversation,
)
from gateway.exchange.dispatch import ReceivedLetter, load_letter
from gateway.exchange.dispatch_queue import mark_done, queue_dispatch
from gateway.exchange.engine_calls import Wake, due_wakes
from gateway.exchange.identity import new_id
from gateway.exchange.journal import Direction, JournalEntry, append, bodies_at, next_position
from gateway.exchange.outbox_rows import all_undelivered, find_letter, settle
from gateway.matching.index.denial_index import DenialIndex
from gateway.store.database import Database
from gateway.store.tables_casework import task
from gateway.store.writer import Written
from gateway.trust.directory_chain import TrustFiles
from gateway.trust.dsse import LETTER, sign
from gateway.trust.keys import KeyRing
from gateway.trust.parts import commit, new_salt
from gateway.trust.receipts import make_receipt
from gateway.trust.suites import Suite
from gateway.wire.content import content_from_bytes, content_to_bytes
from gateway.wire.letters import letter_to_bytes
from tests.support.cases import application, transaction
from tests.support.desk import START
from tests.support.letter_headers import letter_header
from tests.support.register_nodes import StandingClock, open_nodes

T = TypeVar("T")
M = TypeVar("M", bound=Model)

CASE = "DE-C-2026-00001"


def due(row: rows.Row) -> datetime:
    """The last instant of a period that runs."""
    assert row.due is not None
    return row.due


@dataclass
class QuietOffice:
    """One authority's office, and the keys of those who write to it."""

    office: Office
    db: Database
    clock: StandingClock
    rings: dict[str, KeyRing]
    told: list[Written] = field(default_factory=list)  # what commits wrote for others to act on
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def write(self, fn: Callable[[Connection], T]) -> T:
        return self.db.write_sync(fn)

    def read(self, fn: Callable[[Connection], T]) -> T:
        return self.db.read_sync(fn)

    def with_procedure(self, code: str, **parts: dict[str, Any]) -> None:
        """Have the rulebook in force say something else of a procedure, part by part."""
        book = self.office.law.in_force(START)
        rules = []
        for rule in book.procedures:
            changed = {
                name: getattr(rule, name).model_copy(update=update)
                for name, update in parts.items()
            }
            rules.append(rule.model_copy(update=changed) if rule.code == code else rule)
        self.office.law.shelf = Shelf([book.model_copy(update={"procedures": tuple(rules)})])

    # --- what it holds -------------------------------------------------------------------

    def case(self, state: CaseState = CaseState.CONSULTING, **fields: Any) -> Case:
        """Put a case into its rows."""
        named: dict[str, Any] = {
            "case_id": CASE,
            "state": state,
            "application": application(),
            "rulebook": self.office.law.in_force(START).version,
            "annex_i": "2025-11-15",
            "filed_at": START,
            "triggers": (Trigger(procedure="14(1)", applies=True, consult=("NL",), reasons=()),),
        }
        case = Case(**named | fields)
        self.write(lambda conn: case_rows.add(conn, case, filed_by="anna"))
        return case

    def held(self, case_id: str = CASE) -> Case:
        return self.read(lambda conn: case_rows.get(conn, case_id, lock=False))

    def asked(
        self,
        consulted: str = "NL",
        procedure: str = "14(1)",
        *,
        case: Case | None = None,
        about: Application | None = None,
        received: bool = True,
        **request: Any,
    ) -> rows.Row:
        """Ask an authority, as officers or a case do; with its receipt, so that the clock runs."""
        office = self.office
        content = ConsultationRequest(
            procedure=procedure,
            case_reference="DE/2026/1",
            transaction=(about.transaction if about else transaction()),
            **request,
        )
        version = case.rulebook if case else office.law.in_force(START).version
        row = self.write(
            lambda conn: ask(
                Work(conn, office),
                procedure=office.law.procedure(version, procedure),
                consulted=consulted,
                request=content,
                rulebook=version,
                case_id=case.case_id if case else None,
                at=self.clock.now(),
            )
        )
        return self.receipted(row) if received else row

    def receipted(self, row: rows.Row) -> rows.Row:
        """Take the receipt of a request: the period runs from now on."""
        at = self.clock.now()
        deadline = self.office.law.deadline(
            version=row.consultation.rulebook,
            procedure=row.consultation.procedure,
            consulted=row.peer,
            received=at,
        )
        receipt = Receipt(
            federation_id=self.office.me.directory().federation_id.hex(),
            receiver=row.peer,
            sender=self.office.code,
            message_id=row.request_message,
            message_digest="ab" * 32,
            outcome=ReceiptOutcome.ACCEPTED,
            received=at,
            journal_position=1,
            last_instant=deadline.last_instant,
            calendar_digest=deadline.calendar_digest,
        )
        message = row.request_message
        self.write(
            lambda conn: take_request_receipt(Work(conn, self.office), message, row.id, receipt)
        )
        return self.row(row)

    def changed(self, row: rows.Row, **fields: Any) -> rows.Row:
        """Put a consultation into another state, as earlier acts would have left it."""
        own = {name: fields.pop(name) for name in ("closing_message", "due") if name in fields}
        model = row.consultation.model_copy(update=fields)
        return self.write(lambda conn: rows.save(conn, replace(row, consultation=model, **own)))

    def row(self, row: rows.Row) -> rows.Row:
        return self.read(lambda conn: rows.get(conn, row.id, lock=False))

    def model(self, row: rows.Row) -> Consultation:
        return self.row(row).consultation

    def theirs(self, peer: str, procedure: str = "14(1)", **fields: Any) -> rows.Row:
        """A consultation in which another authority asks us; its period runs."""
        at, conversation = self.clock.now(), new_id(self.clock.now())
        version = self.office.law.in_force(START).version
        named: dict[str, Any] = {
            "conversation_id": conversation,
            "procedure": procedure,
            "asking": peer,
            "consulted": self.office.code,
            "state": "running",
            "rulebook": version,
            "request": ConsultationRequest(
                procedure=procedure, case_reference="1", transaction=transaction()
            ),
        }
        due = self.office.law.deadline(
            version=version, procedure=procedure, consulted=self.office.code, received=at
        )
        row = rows.Row(
            consultation=Consultation(**named | fields),
            ours=False,
            peer=peer,
            request_message=new_id(at),
            due=due.last_instant,
        )

        def write(conn: Connection) -> None:
            open_conversation(
                conn,
                conversation_id=conversation,
                peer=peer,
                ours=False,
                procedure=procedure,
                at=at,
            )
            rows.add(conn, row)

        self.write(write)
        return row

    def conversation(self, row: rows.Row) -> Conversation:
        found = self.read(lambda conn: find_conversation(conn, row.id))
        assert found is not None
        return found

    # --- letters ----------------------------------------------------------------------------

    def letter(
        self,
        row: rows.Row,
        letter_type: LetterType,
        content: Model,
        *,
        sealed: datetime | None = None,
        answers: bytes | None = None,
        waits: bool = False,
        refused: bool = False,
    ) -> ReceivedLetter:
        """Journal a letter that has just come; only one that `waits` has had no effect yet."""
        at, peer, me = self.clock.now(), row.peer, self.office.me
        number = self._numbers[row.id, peer] = self._numbers.get((row.id, peer), 0) + 1
        header = letter_header(
            sealed or at,
            federation_id=me.directory().federation_id.hex(),
            sender=peer,
            recipient=me.code,
            message_id=new_id(at),
            conversation_id=row.id,
            conversation_number=number,
            letter_type=letter_type,
            procedure=row.consultation.procedure,
            sequence=number,
            in_reply_to=answers.hex() if answers is not None else None,
            rulebook=row.consultation.rulebook,
        )
        body = PartBody(index=0, salt=new_salt(), body=content_to_bytes(content))
        commitment = PartCommitment(
            kind=PartKind.MATCHING,
            release=(peer, me.code),
            commitment=commit(body.salt, body.body).hex(),
        )
        signed = sign(
            letter_to_bytes(header, [commitment]), LETTER, ring=self.rings[peer], suite=me.suite
        )

        def write(conn: Connection) -> ReceivedLetter:
            position = next_position(conn)
            receipt = Receipt(
                federation_id=header.federation_id,
                receiver=me.code,
                sender=peer,
                message_id=header.message_id,
                message_digest=signed.digest.hex(),
                outcome=ReceiptOutcome.REFUSED if refused else ReceiptOutcome.ACCEPTED,
                reason="CONTENT_INVALID" if refused else "",
                received=at,
                journal_position=position,
            )
            entry = JournalEntry(
                direction=Direction.IN,
                peer=peer,
                header=header,
                digest=signed.digest,
                envelope=signed.to_bytes(),
                at=at,
                refused=refused,
                reason=receipt.reason,
                receipt=make_receipt(receipt, ring=me.ring, suite=me.suite).to_bytes(),
            )
            append(conn, position, entry, [body])
            if not refused:
                queue_dispatch(conn, header, peer=peer, position=position, at=at)
                if not waits:
                    mark_done(conn, position, Action.UPDATE)
                    note_dispatched(conn, row.id, number)
            return load_letter(conn, position, Action.UPDATE)

        return self.write(write)

    def sent(self, row: rows.Row, kind: type[M]) -> list[M]:
        """What we have sent in a conversation, of one kind, oldest first."""

        def read(conn: Connection) -> list[M]:
            letters = [find_letter(conn, each) for each in all_undelivered(conn)]
            return [
                content_from_bytes(kind, bodies_at(conn, letter.position)[0])
                for letter in letters
                if letter.conversation_id == row.id and letter.letter_type is _TYPES[kind.__name__]
            ]

        return self.read(read)

    def delivered(self, message_id: str) -> None:
        """Note that a letter of ours has come to its recipient."""
        at = self.clock.now()

        def write(conn: Connection) -> None:
            row = find_letter(conn, message_id)
            receipt = Receipt(
                federation_id=self.office.me.directory().federation_id.hex(),
                receiver=row.recipient,
                sender=self.office.code,
                message_id=message_id,
                message_digest=row.digest.hex(),
                outcome=ReceiptOutcome.ACCEPTED,
                received=at,
                journal_position=1,
            )
            settle(conn, row, receipt=receipt, signed=b"x", at=at)

        self.write(write)

    # --- what follows ------------------------------------------------------------------------

    def tasks(self, subject: str | None = None) -> list[tuple[str, str]]:
        """Kind and text of what a person must look at."""
        found = self.read(open_tasks)
        return [(t.kind, t.text) for t in found if subject in (None, t.subject)]

    def task(self, kind: str, subject: str) -> None:
        """Open a task, as earlier acts would have."""
        at = self.clock.now()
        self.write(lambda conn: Journal(conn, at).open_task(TaskKind(kind), subject, says(kind)))

    def closed(self, subject: str) -> list[tuple[str, str]]:
        """Kind of the tasks about a subject that were closed, and who closed each."""
        query = select(task.c.kind, task.c.closed_by).where(
            task.c.subject == subject, task.c.closed.is_not(None)
        )
        return self.read(lambda conn: [(row[0], row[1]) for row in conn.execute(query)])

    def acts(self, *subjects: str) -> list[tuple[str, str, str]]:
        """Who did what, in words, about some subjects; each of a consultation names it."""
        found = self.read(lambda conn: acts_of(conn, *subjects))
        for act in found:
            if act.verb.startswith(("consultation.", "silence.", "call.")):
                assert self.read(lambda conn: rows.find(conn, act.reference)), act  # noqa: B023
        return [(act.actor, act.verb, act.text) for act in found]

    def wakes(self) -> list[Wake]:
        """What the transactions have written for the engine."""
        now = self.clock.now()
        due = self.read(lambda conn: due_wakes(conn, now=now, limit=100))
        return [each.wake for each in due]


_TYPES = {
    "ClosingRequest": LetterType.CLOSING_REQUEST,
    "ConsultationEnd": LetterType.END,
    "ExtensionReply": LetterType.EXTENSION_REPLY,
}


@contextmanager
def quiet_office(
    files: FederationFiles,
    template: Path,
    folder: Path,
    *,
    code: str = "DE",
    registers: tuple[str, ...] = (),
) -> Iterator[QuietOffice]:
    """Open an office with an empty database.

    Args:
        files: The federation; the office keeps nothing there.
        template: An SQLite file with the whole schema.
        folder: For its database and index.
        code: Whose office.
        registers: Authorities whose register is examined, and was never found complete.
    """
    path = folder / f"{code}.db"
    shutil.copyfile(template, path)
    path.chmod(0o600)
    db, clock, told = Database.open(f"sqlite:///{path}"), StandingClock(START), list[Written]()
    [register] = open_nodes(files, {code: db}, suite=Suite.ED25519, clock=clock).values()
    law = Law(members=lambda: register.me.directory().members)
    me = replace(
        register.me,
        rulebook=lambda: law.in_force(clock.now()).version,
        calendar=lambda: law.calendar(code).version,
    )
    index = DenialIndex.open(folder / "index")
    office = Office(
        db=db,
        me=me,
        clock=clock,
        law=law,
        register=SharedRegister(
            RegisterSearch(db, index, code=code, authorities=lambda: registers),
            register.make_syncer(),
            register.repairer(),
            lambda: TrustFiles(register.files.directory.read_bytes(), ""),
            ReceiptProofs(folder).keep,
            DirectoryVersions(folder).keep_split,
        ),
        documents=DocumentServices(ContentFolder(folder / "documents", me.ring)),
    )
    for what in set(Written) - {Written.CHANGES}:  # each act tells the feed; nobody acts on it
        db.after_commit(what, partial(told.append, what))
    rings = {each: KeyRing.load(member.keys) for each, member in files.members.items()}
    try:
        yield QuietOffice(office, db, clock, rings, told)
    finally:
        db.close()
