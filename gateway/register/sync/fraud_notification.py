"""Tells every member of a proven fraud, and takes what others tell.

Nobody is believed: who is told checks the proof by its own directory, as the finder has
done. Who was told is written down; who is away is told at the next visit. The accused is
told as well, since it must know that it is stopped.
"""

from __future__ import annotations

import asyncio
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

import structlog
from sqlalchemy import Connection

from comity.v1 import register_service_pb2 as pb
from gateway.errors import ComityError, Reason, RegisterError, UnavailableError
from gateway.exchange.identity import NodeIdentity
from gateway.register.log.checkpoints import may_read_registers, readers
from gateway.register.log.fraud import (
    FraudKind,
    FraudProof,
    digest_of,
    latest_instant,
    require_slim,
    verify_fraud_proof,
)
from gateway.register.log.merkle import HASH_BYTES, MAX_PATH
from gateway.register.sync.comparison import Doubt
from gateway.register.sync.source import Caller, MemberChannels
from gateway.register.sync.troubles import (
    ProvenFraud,
    TroubleKind,
    close_kind,
    is_known,
    mark_told,
    put_off,
    report_fraud,
    report_trouble,
    untold,
)
from gateway.register.sync.witnesses import with_witnesses
from gateway.store.database import Database
from gateway.trust.federation import Directory
from gateway.wire.limits import MAX_PAYLOAD_BYTES
from gateway.wire.scalars import same_names

log = structlog.get_logger(__name__)

MAX_NOTE_BYTES = 2**15
"""Octets of a note in a proof: some lines of its origin, each of at most 3.5 kB."""

AT_A_TIME = 4
"""Members that are told at a time."""

Note: TypeAlias = Callable[[Connection, bytes, str, datetime], None]

KINDS = same_names(FraudKind, pb.FraudKind)


def to_message(proof: FraudProof) -> pb.FraudProof:
    """Write a proof as it is told."""
    return pb.FraudProof(
        kind=KINDS.number[proof.kind],
        origin=proof.origin,
        older=b64decode(proof.older),
        newer=b64decode(proof.newer),
        path=[bytes.fromhex(item) for item in proof.path],
        seed=b"" if proof.seed is None else bytes.fromhex(proof.seed),
        entry=b"" if proof.entry is None else b64decode(proof.entry),
        index=proof.index or 0,
    )


def from_message(told: pb.FraudProof) -> FraudProof:
    """Read a proof that is told; nothing of it is verified.

    Raises:
        InputError: MESSAGE_TOO_LARGE, or of no kind or no origin.
    """
    hashes = [*told.path, told.seed]
    if (
        max(len(told.older), len(told.newer)) > MAX_NOTE_BYTES
        or len(told.path) > MAX_PATH
        or max(map(len, hashes)) > HASH_BYTES
        or len(told.entry) > MAX_PAYLOAD_BYTES
    ):
        raise Reason.MESSAGE_TOO_LARGE.error(
            "the fraud proof is too large",
            remedy="Leave out of the notes all lines but the origin's own.",
        )
    if told.kind not in KINDS.value:
        raise Reason.MESSAGE_MALFORMED.error(
            "kind: it is no kind of fraud",
            remedy="Bring the gateway up to date, if the teller's is newer.",
        )
    kind = KINDS.value[told.kind]
    dated = kind is FraudKind.BACKDATED
    try:
        return FraudProof(
            kind=kind,
            origin=told.origin,
            older=b64encode(told.older).decode(),
            newer=b64encode(told.newer).decode(),
            path=tuple(item.hex() for item in told.path),
            seed=told.seed.hex() if told.seed else None,
            entry=b64encode(told.entry).decode() if dated else None,
            index=told.index if dated else None,
        )
    except ValueError as exc:
        raise Reason.MESSAGE_MALFORMED.error("origin: it is no authority code") from exc


def audience(directory: Directory, me: str, origin: str, at: datetime) -> list[str]:
    """List who is told of a fraud: all members that may read registers, and the accused."""
    told = {*readers(directory, at), origin} & directory.members.keys()
    return sorted(told - {me})


def prove_fraud(me: NodeIdentity, proof: FraudProof) -> ProvenFraud:
    """Verify a fraud proof, and make ready what is kept of it. Needs no database.

    Raises:
        CheckpointError: A note is not the origin's.
        ProofError: It proves nothing.
        TrustError: The origin is not in the directory.
    """
    found = verify_fraud_proof(proof, me.directory(), me.clock.now())
    own = proof.origin == me.code
    text = f"{found.text}: others have stopped to follow our log" if own else found.text
    return ProvenFraud(
        origin=proof.origin,
        text=text,
        digest=found.digest,
        evidence=proof.slim(found).model_dump_json(exclude_none=True).encode(),
        heads=tuple((each.size, each.root) for each in (found.older, found.newer)),
        signed=latest_instant(found),
    )


def keep_fraud(
    conn: Connection,
    me: NodeIdentity,
    found: ProvenFraud,
    peer: str,
    *,
    told: bool = False,
    again: bool = False,
) -> bool:
    """Keep a proven fraud and stop its origin; say whether it is news.

    Where this node is the accused, its officers get a trouble, and nothing is stopped: what
    it owes to others it goes on to owe.

    Args:
        conn: The transaction.
        me: This node.
        found: As `prove_fraud` has verified it.
        peer: Who showed or told it.
        told: Whether the peer knows that it is a fraud, since it was he who told it.
        again: Whether it counts although a person has decided on it; see `report_fraud`.

    Raises:
        StateError: Too many are open.
    """
    at, stop = me.clock.now(), found.origin != me.code
    news = report_fraud(conn, found, peer=peer, at=at, stop=stop, again=again)
    if told:
        mark_told(conn, found.digest, peer, at)
    return news


def report_doubt(
    conn: Connection,
    me: NodeIdentity,
    doubt: Doubt,
    origin: str,
    peer: str,
    *,
    again: bool = False,
    shown: bytes = b"",
) -> bool:
    """Write a doubt about a log down; say whether it is a proven fraud that is news.

    Where the proof does not hold by the directory of today (the origin must sign in another
    suite by now, or a key was revoked, and nobody had cosigned before), it proves nothing to
    others and is a suspicion, with both notes.
    """
    kind, at = doubt.kind, me.clock.now()
    evidence = None
    if doubt.proof is not None:
        try:
            found = prove_fraud(me, with_witnesses(conn, doubt.proof, shown))
            news = keep_fraud(conn, me, found, peer, again=again)
        except RegisterError:
            kind = TroubleKind.SUSPICION
            evidence = doubt.proof.model_dump_json(exclude_none=True).encode()
        else:
            by = "it was proven to be a fraud"
            close_kind(conn, origin, TroubleKind.SUSPICION, closed_by=by, at=at)
            return news
    report_trouble(
        conn, origin=origin, peer=peer, kind=kind, text=doubt.text, at=at, evidence=evidence
    )
    return False


class FraudTeller(Caller):
    """Tells members of the proven frauds that are held here."""

    def __init__(self, db: Database, me: NodeIdentity, peers: MemberChannels) -> None:
        super().__init__(db, me, peers)
        self._limit = asyncio.Semaphore(AT_A_TIME)

    async def tell(self, code: str) -> int:
        """Tell one member what it has not been told; say of how many frauds it now knows more.

        What it refuses, or what no longer holds by the directory, is told again later and not
        at each visit.

        Raises:
            UnavailableError: It does not answer; it is told at the next visit.
            TrustError: It is not in the directory.
        """
        told, now = 0, self.me.clock.now()
        for digest, evidence in await self.db.read(lambda conn: untold(conn, code, now)):
            proof, directory = FraudProof.model_validate_json(evidence), self.me.directory()
            if code not in audience(directory, self.me.code, proof.origin, now):
                continue
            note: Note = mark_told
            try:
                await asyncio.to_thread(verify_fraud_proof, proof, directory, now)
                await (await self.source(code)).tell_fraud(to_message(proof))
            except UnavailableError:
                raise
            except ComityError as exc:
                log.warning("fraud.untold", peer=code, origin=proof.origin, reason=exc.reason.value)
                note = put_off
            await self.db.write(_noting(note, digest, code, now))
            told += note is mark_told
        return told

    async def tell_all(self) -> int:
        """Tell everybody who can be reached; say how many know more now."""
        directory = self.me.directory()
        if not may_read_registers(directory.member(self.me.code)):
            return 0
        codes = [code for code in sorted(directory.members) if code != self.me.code]
        return sum(await asyncio.gather(*(self._reached(code) for code in codes)))

    async def _reached(self, code: str) -> bool:
        async with self._limit:
            return await self.attempt(code)

    async def attempt(self, code: str) -> bool:
        """Tell one member if it can be reached; say whether it knows more now."""
        try:
            return await self.tell(code) > 0
        except ComityError as exc:
            log.info("fraud.unheard", peer=code, reason=exc.reason.value)
            return False


def _noting(note: Note, digest: bytes, peer: str, at: datetime) -> Callable[[Connection], None]:
    return lambda conn: note(conn, digest, peer, at)


class FraudListener:
    """Takes what members tell of frauds.

    Nothing is verified on the writer's thread, for which everybody waits, and of what one
    member tells one at a time.

    Args:
        db: The node's database.
        me: This node.
    """

    def __init__(self, db: Database, me: NodeIdentity) -> None:
        self._db = db
        self._me = me
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def take(self, told: pb.FraudProof, teller: str) -> bool:
        """Take a proof that holds by our own directory; say whether it is news.

        What is known is not verified again.

        Raises:
            InputError: It is too large, or cannot be read.
            CheckpointError: A note is not the origin's.
            ProofError: It proves nothing, or its notes have lines that prove nothing.
            TrustError: The origin is not in the directory.
            StateError: Too many are open.
        """
        proof = from_message(told)
        async with self._turns[teller]:
            digest = digest_of(proof)
            known, noted = await self._db.read(lambda conn: is_known(conn, digest, teller))
            if known:
                if not noted:
                    at = self._me.clock.now()
                    await self._db.write(lambda conn: mark_told(conn, digest, teller, at))
                return False
            require_slim(proof, self._me.directory())
            found = await asyncio.to_thread(prove_fraud, self._me, proof)
            return await self._db.write(
                lambda conn: keep_fraud(conn, self._me, found, teller, told=True)
            )
