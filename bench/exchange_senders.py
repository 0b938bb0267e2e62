"""Who sends in `bench/exchange.py`: bare calls, the reference, the node, the node's outbox."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import grpc

from bench.exchange_ground import Ground, content, database_url, identity
from bench.reference_exchange import Side, check_receipt, write_letter
from gateway.domain.letter import LetterHeader, LetterType, PartBody, PartCommitment, PartKind
from gateway.exchange.delivery import Deliverer
from gateway.exchange.identity import NodeIdentity, new_id
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.exchange.peers import DELIVER, MESSAGE_OPTIONS, Peers
from gateway.ports import MessageRef
from gateway.store.database import Database
from gateway.trust.dsse import LETTER, sign
from gateway.trust.parts import commit, new_salt
from gateway.trust.receipts import verify_receipt
from gateway.trust.sealing import seal
from gateway.trust.tls import channel_credentials
from gateway.wire.deliveries import SealedLetter, delivery_to_bytes, response_from_bytes
from gateway.wire.letters import letter_to_bytes
from gateway.wire.packages import package_to_bytes

Send = Callable[[int], Awaitable[None]]
Call = grpc.aio.UnaryUnaryMultiCallable[bytes, bytes]


@asynccontextmanager
async def calling(ground: Ground, address: str) -> AsyncIterator[Call]:
    """Open a channel to a server."""
    trusted = ground.files.members["FR"].tls.certificate.read_bytes()
    credentials = channel_credentials(ground.files.members["DE"].tls.read(), trusted=trusted)
    async with grpc.aio.secure_channel(address, credentials, options=MESSAGE_OPTIONS) as channel:
        yield channel.unary_unary(DELIVER)


@asynccontextmanager
async def bare(ground: Ground, address: str) -> AsyncIterator[Send]:
    """Send what has the size of a letter, get it back."""
    request = write_letter(Side(ground, "DE", "FR"), 1, content())[2]
    async with calling(ground, address) as call:

        async def send(_number: int) -> None:
            await call(request)

        yield send


@asynccontextmanager
async def reference(ground: Ground, address: str) -> AsyncIterator[Send]:
    """Straight on, in the event loop."""
    side = Side(ground, "DE", "FR")
    async with calling(ground, address) as call:

        async def send(number: int) -> None:
            sent = time.time_ns()
            message_id, digest, request = write_letter(side, number, content())
            check_receipt(side, message_id, digest, sent, await call(request))

        yield send


@asynccontextmanager
async def node(ground: Ground, address: str) -> AsyncIterator[Send]:
    """The node's own functions, without its outbox."""
    me, loop = identity(ground, "DE"), asyncio.get_running_loop()
    pool = ThreadPoolExecutor(max_workers=os.cpu_count())
    async with calling(ground, address) as call:

        async def send(number: int) -> None:
            sent = me.clock.now()
            write = partial(_write, me, number, sent)
            message_id, digest, request = await loop.run_in_executor(pool, write)
            response = await call(request)
            check = partial(_check, me, message_id, digest, sent, response)
            await loop.run_in_executor(pool, check)

        yield send
    pool.shutdown()


EPOCH = "00000000-0000-4000-8000-000000000001"


def _write(me: NodeIdentity, number: int, at: datetime) -> tuple[str, bytes, bytes]:
    directory = me.directory()
    header = LetterHeader(
        federation_id=directory.federation_id.hex(),
        protocol_version=1,
        sender="DE",
        recipient="FR",
        message_id=new_id(at),
        conversation_id=new_id(at),
        conversation_number=1,
        letter_type=LetterType.REQUEST,
        procedure="16(5)",
        epoch=EPOCH,
        sequence=number,
        created=at,
        not_after=at + timedelta(days=60),
        rulebook="2026-3",
        calendar="DE-2026",
    )
    body = PartBody(index=0, salt=new_salt(), body=content())
    part = PartCommitment(
        kind=PartKind.MATCHING,
        release=("DE", "FR"),
        commitment=commit(body.salt, body.body).hex(),
    )
    signed = sign(letter_to_bytes(header, [part]), LETTER, ring=me.ring, suite=me.suite)
    key_id, ciphertext = seal(
        package_to_bytes(signed.to_bytes(), [body]),
        recipient=directory.member("FR"),
        federation_id=directory.federation_id,
        sender="DE",
        message_id=header.message_id,
        at=at,
    )
    request = delivery_to_bytes(
        SealedLetter(
            federation_id=directory.federation_id,
            sender="DE",
            recipient="FR",
            message_id=header.message_id,
            recipient_key_id=key_id,
            ciphertext=ciphertext,
        )
    )
    return header.message_id, signed.digest, request


def _check(
    me: NodeIdentity, message_id: str, digest: bytes, sent: datetime, response: bytes
) -> None:
    verify_receipt(
        response_from_bytes(response),
        directory=me.directory(),
        letter_digest=digest,
        message_id=message_id,
        receiver="FR",
        sender="DE",
        sent_at=sent,
        received_reply_at=me.clock.now(),
    )


@asynccontextmanager
async def outbox(ground: Ground, address: str, path: Path) -> AsyncIterator[Send]:
    """The node's whole path: queue, deliver, keep the receipt."""
    me, db = identity(ground, "DE", address), Database.open(database_url(path), create=True)
    peers = Peers(me, ground.files.members["DE"].tls)
    deliverer = Deliverer(db, me, peers)

    async def send(_number: int) -> None:
        parts = [PartDraft(PartKind.MATCHING, content())]
        letter = await db.write(
            lambda conn: queue_letter(
                conn,
                me,
                recipient="FR",
                letter_type=LetterType.REQUEST,
                parts=parts,
                procedure="16(5)",
            )
        )
        result = await deliverer.deliver(MessageRef(message_id=letter.message_id))
        if not result.settled or result.refused:
            raise RuntimeError(result.reason)

    yield send
    await peers.close()
    deliverer.close()
    db.close()
