"""Small nodes for the tests of the exchange: real keys, directory, database, intake, outbox.

`Loopback` hands a delivery to the other station's intake in this process, with the
certificate that TLS would have proved; the federation tests use real gRPC instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import Connection, Table, select

from certs.dev import make_federation
from certs.layout import FederationFiles
from gateway.domain.acts import DueKind
from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.letter import (
    LetterHeader,
    LetterType,
    PartBody,
    PartCommitment,
    PartKind,
    Receipt,
)
from gateway.exchange.delivery import Deliverer
from gateway.exchange.dispatch import Dispatcher, Effect, ReceivedLetter
from gateway.exchange.engine_calls import Wake, poke_consultation, start_consultation
from gateway.exchange.identity import NodeIdentity
from gateway.exchange.intake import Intake
from gateway.exchange.outbox import PartDraft, QueuedLetter, queue_letter
from gateway.exchange.outbox_rows import OutboxRow, find_letter
from gateway.exchange.peers import Peers
from gateway.ports import CaseEngine, DeliveryResult, MessageRef
from gateway.store.database import Database
from gateway.trust.directory import load_directory
from gateway.trust.dsse import LETTER, SignedBytes, sign
from gateway.trust.federation import Anchor, Directory
from gateway.trust.keys import KeyRing
from gateway.trust.members import Member
from gateway.trust.parts import commit, new_salt
from gateway.trust.receipts import receipt_from_bytes
from gateway.trust.sealing import seal
from gateway.trust.suites import Suite
from gateway.wire.deliveries import SealedLetter, delivery_to_bytes, response_from_bytes
from gateway.wire.letters import letter_to_bytes
from gateway.wire.packages import package_to_bytes
from tests.support.letter_headers import letter_header

NOW = datetime(2026, 3, 2, 10, 0, 0, 123456, tzinfo=UTC)
BODY = b"a request that only its recipient may read"


TICK = timedelta(microseconds=137)
"""About what lies between two readings of a clock in one act: no two of them are equal."""


class StepClock:
    """A clock that a test moves, and that moves by `tick` with each reading: so does life.

    One that stands hides what two readings of an act must agree in; it says `timedelta(0)`.
    """

    def __init__(self, at: datetime = NOW, *, tick: timedelta = TICK) -> None:
        self.at = at
        self.tick = tick

    def now(self) -> datetime:
        found = self.at
        self.at += self.tick
        return found

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)


class RecordingEngine:
    """Writes down what it was asked; fails when told to."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []
        self.away: Exception | None = None

    def _call(self, *what: str) -> None:
        if self.away is not None:
            raise self.away
        self.calls.append(what)

    async def check(self) -> None:
        if self.away is not None:
            raise self.away

    async def start_case(self, case_id: str) -> None:
        self._call("start_case", case_id)

    async def poke_case(self, case_id: str) -> None:
        self._call("poke_case", case_id)

    async def start_consultation(self, conversation_id: str) -> None:
        self._call("start_consultation", conversation_id)

    async def poke_consultation(self, conversation_id: str) -> None:
        self._call("poke_consultation", conversation_id)

    async def start_due(self, kind: DueKind, subject: str) -> None:
        self._call("start_due", kind, subject)

    async def poke_due(self, kind: DueKind, subject: str) -> None:
        self._call("poke_due", kind, subject)

    async def start_delivery(self, message_id: str) -> None:
        self._call("start_delivery", message_id)

    async def retry_delivery(self, message_id: str) -> None:
        self._call("retry_delivery", message_id)


def ten_days(header: LetterHeader, received: datetime) -> DeadlineDerivation:
    """A period whose only claim is to end ten days later; the law has tests of its own."""
    last = received + timedelta(days=10)
    return DeadlineDerivation(
        procedure=header.procedure,
        article="16(5)",
        authority=header.recipient,
        received=received,
        event_day=received.date(),
        working_days=10,
        counted=(date(2026, 3, 3),),
        skipped=(),
        last_day=last.date(),
        last_instant=last,
        time_zone="Europe/Paris",
        calendar="FR-2026",
        calendar_digest="ab" * 32,
        rulebook="2026-1",
    )


def period_for(
    header: LetterHeader, content: object, received: datetime
) -> DeadlineDerivation | None:
    return ten_days(header, received) if header.letter_type is LetterType.REQUEST else None


def accept_all(header: LetterHeader, bodies: Mapping[int, bytes]) -> object:
    return bodies


@dataclass
class Station:
    """One member's node, without Temporal and without a network."""

    me: NodeIdentity
    clock: StepClock
    db: Database
    tls_pem: bytes
    held: dict[str, Directory]
    intake: Intake = field(init=False)
    effects: list[ReceivedLetter] = field(default_factory=list)
    receipts: list[tuple[str, Receipt]] = field(default_factory=list)
    engine: RecordingEngine = field(default_factory=RecordingEngine)

    def __post_init__(self) -> None:
        self.intake = Intake(self.db, self.me, check_content=accept_all, period_for=period_for)

    @property
    def code(self) -> str:
        return self.me.code

    @property
    def directory(self) -> Directory:
        return self.me.directory()

    def change_member(self, code: str, **changes: Any) -> None:
        """Change a member in the directory that this station holds."""
        held = self.directory
        member = replace(held.member(code), **changes)
        self.held["now"] = replace(held, members={**held.members, code: member})

    @property
    def auth_context(self) -> Mapping[str, Sequence[bytes]]:
        """What the other end of a connection learns of us."""
        return {"x509_pem_cert": [self.tls_pem], "ssl_tls_version": [b"TLSv1.3"]}

    def effect(self, conn: Connection, letter: ReceivedLetter) -> Sequence[Wake]:
        self.effects.append(letter)
        conversation = letter.header.conversation_id
        if letter.header.letter_type is LetterType.REQUEST:
            return [start_consultation(conversation)]
        return [poke_consultation(conversation)]

    def dispatcher(self, **changes: Any) -> Dispatcher:
        effects: dict[LetterType, Effect] = dict.fromkeys(LetterType, self.effect)
        engine: CaseEngine = self.engine
        return Dispatcher(
            self.db,
            effects | changes.pop("effects", {}),
            engine=engine,
            **changes,
        )

    def on_receipt(self, conn: Connection, row: OutboxRow, receipt: Receipt) -> Sequence[Wake]:
        self.receipts.append((row.message_id, receipt))
        return [poke_consultation(row.conversation_id)]

    def queue(self, recipient: str, **changes: Any) -> QueuedLetter:
        """Write a letter into the outbox; by default a request that opens a conversation."""
        arguments: dict[str, Any] = {
            "letter_type": LetterType.REQUEST,
            "parts": [PartDraft(PartKind.MATCHING, BODY)],
            "procedure": "" if "conversation_id" in changes else "16(5)",
        } | changes
        return self.db.write_sync(
            lambda conn: queue_letter(conn, self.me, recipient=recipient, **arguments)
        )

    def row(self, message_id: str) -> OutboxRow:
        return self.db.read_sync(lambda conn: find_letter(conn, message_id))

    def rows(self, table: Table) -> list[Any]:
        return self.db.read_sync(lambda conn: list(conn.execute(select(table))))

    def close(self) -> None:
        self.intake.close()
        self.db.close()


class Loopback:
    """Stands for `Peers`: hands deliveries to the other stations in this process."""

    def __init__(self, me: Station, stations: Federation) -> None:
        self._me = me
        self._stations = stations
        self.sent: list[tuple[str, bytes]] = []
        self.fails: list[Exception] = []  # raised by the next deliveries, after they were sent
        self.down: Exception | None = None  # raised before anything is sent

    def member(self, code: str) -> Member:
        return self._me.directory.member(code)

    async def deliver(self, code: str, request: bytes) -> bytes:
        if self.down is not None:
            raise self.down
        self.sent.append((code, request))
        reply = await self._stations[code].intake.receive(request, self._me.auth_context)
        if self.fails:
            raise self.fails.pop(0)
        return reply


class Federation:
    """Stations that share a directory; each gets its database when it is first needed."""

    def __init__(
        self, files: FederationFiles, clock: StepClock, new_database: Callable[[str], str]
    ) -> None:
        anchor = Anchor.from_json(files.anchor.read_text())
        self.directory = load_directory(files.directory.read_bytes(), at=clock.now(), anchor=anchor)
        self.files = files
        self.clock = clock
        self._new_database = new_database
        self.stations: dict[str, Station] = {}
        self.links: dict[str, Loopback] = {}
        self.deliverers: dict[str, Deliverer] = {}

    def _station(self, code: str) -> Station:
        member = self.files.members[code]
        held = {"now": self.directory}
        me = NodeIdentity(
            code=code,
            ring=KeyRing.load(member.keys),
            suite=Suite.ED25519,
            directory=lambda: held["now"],
            clock=self.clock,
            rulebook=lambda: "2026-1",
            calendar=lambda: f"{code}-2026",
        )
        db = Database.open(self._new_database(code))
        return Station(me, self.clock, db, member.tls.certificate.read_bytes(), held)

    def __getitem__(self, code: str) -> Station:
        if code not in self.stations:
            self.stations[code] = self._station(code)
            self.links[code] = Loopback(self.stations[code], self)
            self.deliverers[code] = self.deliverer(code)
        return self.stations[code]

    def deliverer(self, code: str, **changes: Any) -> Deliverer:
        """A new deliverer for a station, as after a restart."""
        station = self[code]
        peers = cast("Peers", self.links[code])
        arguments: dict[str, Any] = {"on_receipt": station.on_receipt, "workers": 2}
        return Deliverer(station.db, station.me, peers, **arguments | changes)

    async def deliver(self, code: str, letter: QueuedLetter) -> DeliveryResult:
        return await self.deliverers[code].deliver(MessageRef(message_id=letter.message_id))

    def close(self) -> None:
        for deliverer in self.deliverers.values():
            deliverer.close()
        for station in self.stations.values():
            station.close()


def new_federation(folder: Path, *, codes: Sequence[str], at: datetime = NOW) -> FederationFiles:
    return make_federation(codes, folder, now=at - timedelta(days=100))


@dataclass
class Draft:
    """A letter by hand, every detail of which a test can spoil."""

    header: LetterHeader
    bodies: Sequence[PartBody]
    commitments: Sequence[PartCommitment]
    suite: Suite = Suite.ED25519

    @classmethod
    def request(cls, author: Station, to: str, **changes: Any) -> Draft:
        """A good opening letter; `changes` are fields of its header."""
        fields: dict[str, Any] = {
            "federation_id": author.directory.federation_id.hex(),
            "sender": author.code,
            "recipient": to,
            "procedure": "16(5)",
            "rulebook": "2026-1",
            "calendar": f"{author.code}-2026",
        }
        header = letter_header(author.clock.now(), **fields | changes)
        body = PartBody(index=0, salt=new_salt(), body=BODY)
        commitment = PartCommitment(
            kind=PartKind.MATCHING,
            release=(author.code, to),
            commitment=commit(body.salt, body.body).hex(),
        )
        return cls(header, [body], [commitment])

    def signed(self, signer: KeyRing) -> SignedBytes:
        payload = letter_to_bytes(self.header, self.commitments)
        return sign(payload, LETTER, ring=signer, suite=self.suite)

    def delivery(
        self,
        sender: Station,
        recipient: Station,
        *,
        signed: SignedBytes | None = None,
        outside: Mapping[str, Any] = MappingProxyType({}),
    ) -> bytes:
        """Sign, seal and frame; `outside` are fields of the sealed letter."""
        signed = signed or self.signed(sender.me.ring)
        labels: dict[str, Any] = {
            "federation_id": sender.directory.federation_id,
            "sender": sender.code,
            "recipient": recipient.code,
            "message_id": self.header.message_id,
        } | dict(outside)
        member = replace(recipient.directory.member(recipient.code), code=labels["recipient"])
        key_id, ciphertext = seal(
            package_to_bytes(signed.to_bytes(), self.bodies),
            recipient=member,
            federation_id=labels["federation_id"],
            sender=labels["sender"],
            message_id=labels["message_id"],
            at=sender.clock.now(),
        )
        return delivery_to_bytes(
            SealedLetter(recipient_key_id=key_id, ciphertext=ciphertext, **labels)
        )


def receipt_in(response: bytes) -> Receipt:
    """What a response says; its signature is verified where a test is about that."""
    return receipt_from_bytes(SignedBytes.from_bytes(response_from_bytes(response)).payload)
