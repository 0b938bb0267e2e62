"""What a member's journal, log and rows say, read without the code that wrote them.

For the checker. Only the contract (`wire`), the form of signatures and the tables are used.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from gateway.domain.case import Act, Case
from gateway.domain.consultation import Consultation
from gateway.domain.letter import LetterHeader, LetterType, Receipt
from gateway.store import tables_casework as work
from gateway.store import tables_exchange as post
from gateway.store import tables_register as reg
from gateway.trust.dsse import SignedBytes
from gateway.trust.receipts import receipt_from_bytes
from gateway.wire.letters import letter_from_bytes

T = TypeVar("T")
Read = Callable[[Callable[[Connection], T]], T]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as the journal has it.

    Attributes:
        at: When it was received, or sealed.
        receipt: The receipt that was given for it, or got.
        sound: Whether its digest is that of its bytes.
    """

    out: bool
    peer: str
    header: LetterHeader
    digest: bytes
    at: datetime
    refused: bool
    sound: bool
    receipt: Receipt | None
    body: bytes

    @property
    def type(self) -> LetterType:
        """Its type."""
        return self.header.letter_type


@dataclass(frozen=True, slots=True)
class HeldDenial:
    """A log as a member holds it."""

    size: int
    root: bytes
    leaves: tuple[bytes, ...]
    subjects: tuple[tuple[str, str], ...]  # type and subject of each entry


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of the own log.

    Attributes:
        idx: Its place, from 0.
        bodies: Of its parts, by their place; what was withheld at home is not there.
        releases: To whom each part is released; ``*``: to all.
    """

    idx: int
    type: str
    subject: str
    at: datetime
    bodies: Mapping[int, bytes] = field(default_factory=dict)
    releases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as its row says, open or closed."""

    kind: str
    subject: str
    key: str
    opened: datetime
    closed: datetime | None = None


@dataclass
class Books:
    """Everything of one member that the checker looks at.

    Attributes:
        licences: As their rows say, unread by any model.
        uses: By the number of the licence, likewise.
        tasks: Kind, subject and key of those that are open.
        every_task: All of them, closed ones too.
        entries: The own log, with what it says.
        denial_states: By the number of the denial, as this member's register has it.
        cosigned: By origin: up to which size of its log this member held it, and when.
        informed: Letters that inform of a requirement, as their rows say.
        waiting: What waited for a second officer, likewise.
        dues: The last instant that is noted of each date, by its kind and subject.
    """

    code: str
    cases: dict[str, Case] = field(default_factory=dict)
    rows: dict[str, tuple[Consultation, bool, datetime | None]] = field(default_factory=dict)
    letters: dict[str, list[Letter]] = field(default_factory=dict)
    acts: dict[str, list[Act]] = field(default_factory=dict)
    logs: dict[str, HeldDenial] = field(default_factory=dict)
    licences: list[dict[str, Any]] = field(default_factory=list)
    uses: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    tasks: set[tuple[str, str, str]] = field(default_factory=set)
    every_task: list[TaskRow] = field(default_factory=list)
    entries: list[EntryRow] = field(default_factory=list)
    denial_states: dict[str, str] = field(default_factory=dict)
    cosigned: dict[str, list[tuple[int, datetime]]] = field(default_factory=dict)
    informed: list[dict[str, Any]] = field(default_factory=list)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    dues: dict[tuple[str, str], str] = field(default_factory=dict)

    def sent(self, conversation: str, kind: LetterType) -> list[Letter]:
        """Return the letters of a type that this member sent in a conversation."""
        return [e for e in self.letters.get(conversation, ()) if e.out and e.type is kind]

    def came(self, conversation: str, kind: LetterType) -> list[Letter]:
        """Return the accepted letters of a type that came in a conversation."""
        found = self.letters.get(conversation, ())
        return [e for e in found if not e.out and not e.refused and e.type is kind]


def read_books(code: str, read: Callable[[Callable[[Connection], Books]], Books]) -> Books:
    """Read a member's books in one snapshot.

    Args:
        code: The member.
        read: Runs a reading on its database, e.g. `Database.read_sync`.
    """
    return read(lambda conn: _read(conn, code))


def _read(conn: Connection, code: str) -> Books:
    books = Books(code)
    for body in conn.execute(select(work.licence_case.c.body)).scalars():
        case = Case.model_validate_json(body)
        books.cases[case.case_id] = case
    rows = select(work.consultation.c.body, work.consultation.c.ours, work.consultation.c.due)
    for body, ours, due in conn.execute(rows):
        model = Consultation.model_validate_json(body)
        books.rows[model.conversation_id] = (model, ours, due)
    acts: dict[str, list[Act]] = defaultdict(list)
    for act in conn.execute(select(work.act).order_by(work.act.c.id)):
        acts[act.subject].append(
            Act(at=act.at, actor=act.actor, verb=act.verb, text=act.text, reference=act.reference)
        )
    books.acts = acts
    books.licences = [json.loads(body) for body in conn.scalars(select(work.licence.c.body))]
    for number, body in conn.execute(select(work.licence_use.c.number, work.licence_use.c.body)):
        books.uses.setdefault(number, []).append(json.loads(body))
    task = work.task.c
    every = select(task.kind, task.subject, task.key, task.opened, task.closed)
    books.every_task = [TaskRow(*row) for row in conn.execute(every.order_by(task.id))]
    books.tasks = {(e.kind, e.subject, e.key) for e in books.every_task if e.closed is None}
    books.informed = [
        json.loads(body) for body in conn.scalars(select(work.informed_letter.c.body))
    ]
    books.waiting = [json.loads(body) for body in conn.scalars(select(work.waiting_act.c.body))]
    due = work.due_date.c
    dues = conn.execute(select(due.kind, due.subject, due.note))
    books.dues = {(kind, subject): note for kind, subject, note in dues}
    books.entries = _entries(conn, code)
    states = conn.execute(select(reg.denial.c.denial_id, reg.denial.c.state))
    books.denial_states = {row.denial_id: row.state for row in states}
    own = select(reg.cosignature).where(reg.cosignature.c.cosigner == code)
    for row in conn.execute(own.order_by(reg.cosignature.c.size)):
        books.cosigned.setdefault(row.origin, []).append((row.size, row.at))
    books.letters = _letters(conn)
    books.logs = _logs(conn)
    return books


def _entries(conn: Connection, code: str) -> list[EntryRow]:
    bodies: dict[int, dict[int, bytes]] = defaultdict(dict)
    releases: dict[int, list[str]] = defaultdict(list)
    part = reg.log_part
    parts = conn.execute(
        select(part).where(part.c.origin == code).order_by(part.c.idx, part.c.part)
    )
    for row in parts:
        releases[row.idx].append(row.release)
        if row.body is not None:
            bodies[row.idx][row.part] = row.body
    entry = reg.log_entry
    rows = conn.execute(select(entry).where(entry.c.origin == code).order_by(entry.c.idx))
    return [
        EntryRow(
            row.idx, row.entry_type, row.subject, row.at, bodies[row.idx], tuple(releases[row.idx])
        )
        for row in rows
    ]


def _letters(conn: Connection) -> dict[str, list[Letter]]:
    bodies: dict[int, bytes] = {}
    parts = select(post.journal_part).order_by(post.journal_part.c.part.desc())
    for part in conn.execute(parts):  # the first part of each is read last, and stays
        if part.body is not None:
            bodies[part.position] = part.body
    sent = conn.execute(select(post.outbox.c.position, post.outbox.c.receipt))
    got: dict[int, bytes | None] = {row.position: row.receipt for row in sent}
    found: dict[str, list[Letter]] = defaultdict(list)
    for row in conn.execute(select(post.journal).order_by(post.journal.c.position)):
        signed = SignedBytes.from_bytes(row.envelope)
        header, _ = letter_from_bytes(signed.payload)
        out = row.direction == "out"
        found[row.conversation_id].append(
            Letter(
                out=out,
                peer=row.peer,
                header=header,
                digest=row.digest,
                at=row.at,
                refused=row.refused,
                sound=signed.digest == row.digest and row.peer in (header.sender, header.recipient),
                receipt=_receipt(got.get(row.position) if out else row.receipt),
                body=bodies.get(row.position, b""),
            )
        )
    return found


def _receipt(raw: bytes | None) -> Receipt | None:
    return None if raw is None else receipt_from_bytes(SignedBytes.from_bytes(raw).payload)


def _logs(conn: Connection) -> dict[str, HeldDenial]:
    entry = reg.log_entry.c
    rows: dict[str, list[Sequence[object]]] = defaultdict(list)
    query = select(entry.origin, entry.leaf_hash, entry.entry_type, entry.subject)
    for row in conn.execute(query.order_by(entry.origin, entry.idx)):
        rows[row.origin].append(row)
    return {
        head.origin: HeldDenial(
            size=head.size,
            root=head.root,
            leaves=tuple(bytes(row[1]) for row in rows[head.origin]),  # type: ignore[call-overload]
            subjects=tuple((str(row[2]), str(row[3])) for row in rows[head.origin]),
        )
        for head in conn.execute(select(reg.log_head))
        if head.size
    }
