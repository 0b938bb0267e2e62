"""A served node while somebody sends it little that would become much."""

from __future__ import annotations

import asyncio

import grpc
import pytest

from gateway.api.app import PREFIX
from gateway.casework.accounts.officers import make_officer
from gateway.casework.permissions import OfficerRole
from gateway.errors import Reason
from gateway.evidence.bundle import write_bundle
from gateway.exchange.calls import describe
from gateway.exchange.identity import new_id
from gateway.trust.dsse import LETTER, sign
from gateway.trust.sealing import seal
from gateway.wire.deliveries import SealedLetter, delivery_to_bytes
from gateway.wire.packages import package_to_bytes
from tests.support.answering import answers_meanwhile, client_of
from tests.support.federation_case import (
    START,
    CaseFederation,
)

MEBIBYTE = 2**20


SAID = Reason.MESSAGE_MALFORMED


def of_nothing(federation: CaseFederation) -> bytes:
    """A letter of DE to FR, signed and sealed, with half a million empty parts."""
    sender, recipient = federation["DE"].node.office.me, federation["FR"].code
    directory = sender.directory()
    signed = sign(b"\x12\x00" * 500_000, LETTER, ring=sender.ring, suite=sender.suite)
    labels = {"sender": sender.code, "message_id": new_id(sender.clock.now())}
    key_id, ciphertext = seal(
        package_to_bytes(signed.to_bytes(), []),
        recipient=directory.member(recipient),
        federation_id=directory.federation_id,
        at=sender.clock.now(),
        **labels,
    )
    return delivery_to_bytes(
        SealedLetter(
            federation_id=directory.federation_id,
            recipient=recipient,
            recipient_key_id=key_id,
            ciphertext=ciphertext,
            **labels,
        )
    )


async def test_letters_of_half_a_million_empty_parts_leave_the_node_answering(
    two: CaseFederation,
) -> None:
    """Found in use: attack C2."""
    raw = of_nothing(two)

    async def deliver() -> Reason:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await two["DE"].node.peers.deliver("FR", raw)
        return describe(refused.value).reason

    async def six() -> None:
        assert await asyncio.gather(*(deliver() for _ in range(6))) == [SAID] * 6

    async with client_of(two["FR"]) as client:
        assert await deliver() is SAID
        grown = await answers_meanwhile(client, six)  # one took 8 s (attack C2)

    # As each other letter of its size: sealed, opened, verified, at both ends in this process.
    assert grown < 6 * 20 * len(raw)


def naming_the_same(count: int, size: int) -> bytes:
    """A ZIP whose records all name the one file in it."""
    whole = write_bundle({"0000": bytes(size)})
    start, end = whole.index(b"PK\x01\x02"), whole.rindex(b"PK\x05\x06")
    local, record = whole[:start], whole[start:end]
    records = [record.replace(b"0000", b"%04d" % number) for number in range(count)]
    directory = b"".join(records)
    tail = bytearray(whole[end:])
    tail[8:10] = tail[10:12] = count.to_bytes(2, "little")
    tail[12:16] = len(directory).to_bytes(4, "little")
    return local + directory + bytes(tail)


async def test_a_file_whose_entries_overlap_leaves_the_node_answering(
    two: CaseFederation,
) -> None:
    """Found in use: attack M2."""
    raw = naming_the_same(4000, 10**6)
    made = two["FR"].node.db.write_sync(
        lambda conn: make_officer(conn, name="leser", role=OfficerRole.OFFICER, at=START)
    )

    async with client_of(two["FR"]) as client:

        async def verify() -> None:
            answer = await client.post(
                f"{PREFIX}/evidence/verification",
                files={"file": ("case.zip", raw)},
                headers={"Authorization": f"Bearer {made.token}"},
            )
            assert answer.json()["reason"] == Reason.EVIDENCE_INVALID

        async def three() -> None:
            await asyncio.gather(*(verify() for _ in range(3)))

        await verify()
        grown = await answers_meanwhile(client, three)  # one took 45 s (attack M2)

    assert grown < 3 * 2 * len(raw) + 16 * MEBIBYTE
