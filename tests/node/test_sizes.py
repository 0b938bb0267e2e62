"""A served node while somebody sends it little that would become much."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import grpc
import httpx2
import pytest

from gateway.api.app import PREFIX
from gateway.casework.office.officers import make_officer
from gateway.casework.office.permissions import OfficerRole
from gateway.errors import Reason
from gateway.evidence.bundle import write_bundle
from gateway.exchange.ids import new_id
from gateway.exchange.status import describe
from gateway.trust import LETTER, seal, sign
from gateway.wire.deliveries import SealedLetter, delivery_to_bytes
from gateway.wire.packages import package_to_bytes
from tests.support.federation_case import START, CaseFederation, case_federation, make_files
from tests.support.served import served

# Of the processor, since the machine may do other things: an answer takes as long as what
# the process does meanwhile. One such letter took 8 s (attack C2), one such file 45 s (M2).
STATUS_WITHIN_S, MEDIAN_WITHIN_S = 0.5, 0.05
MEBIBYTE = 2**20


@pytest.fixture
async def federation(
    tmp_path: Path, new_sqlite: Callable[[str], str]
) -> AsyncIterator[CaseFederation]:
    files = make_files(tmp_path / "federation", ("DE", "FR"))
    async with case_federation(files, tmp_path / "n", new_sqlite) as opened:
        yield opened


def highest() -> int:
    """The most memory that this process has had so far, in octets."""
    with Path("/proc/self/status").open(encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))


async def ask(client: httpx2.AsyncClient) -> None:
    """Ask a node how it is; the first time it makes its routes, which takes half a second."""
    assert (await client.get(f"{PREFIX}/openapi.json")).status_code == 200


async def status_while(client: httpx2.AsyncClient, under_way: Awaitable[object]) -> list[float]:
    """Ask a node how it is until something has ended, and return what it took each time."""
    ending, took = asyncio.ensure_future(under_way), []
    while True:
        began = time.process_time()
        await ask(client)
        took.append(time.process_time() - began)
        if ending.done():
            await ending
            return sorted(took)
        await asyncio.sleep(0.005)


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
    federation: CaseFederation,
) -> None:
    raw = of_nothing(federation)

    async def deliver() -> Reason:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await federation["DE"].node.peers.deliver("FR", raw)
        return describe(refused.value).reason

    async with served(federation["FR"]) as node:
        transport = httpx2.AsyncHTTPTransport(uds=str(node.home / "api.sock"))
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://node", timeout=60
        ) as client:
            assert await deliver() is Reason.MESSAGE_MALFORMED
            await ask(client)
            before = highest()
            six = asyncio.gather(*(deliver() for _ in range(6)))
            took = await status_while(client, six)
            grown = highest() - before

    assert await six == [Reason.MESSAGE_MALFORMED] * 6
    # As each other letter of its size: sealed, opened, verified, at both ends in this process.
    assert grown < 6 * 20 * len(raw)
    assert took[-1] < STATUS_WITHIN_S
    assert took[len(took) // 2] < MEDIAN_WITHIN_S


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
    federation: CaseFederation,
) -> None:
    raw = naming_the_same(4000, 10**6)
    made = federation["FR"].node.db.write_sync(
        lambda conn: make_officer(conn, name="leser", role=OfficerRole.OFFICER, at=START)
    )
    answers = []

    async with served(federation["FR"]) as node:
        transport = httpx2.AsyncHTTPTransport(uds=str(node.home / "api.sock"))
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://node", timeout=60
        ) as client:

            async def verify() -> None:
                answers.append(
                    await client.post(
                        f"{PREFIX}/evidence/verification",
                        files={"file": ("case.zip", raw)},
                        headers={"Authorization": f"Bearer {made.token}"},
                    )
                )

            await verify()
            await ask(client)
            before = highest()
            took = await status_while(client, asyncio.gather(*(verify() for _ in range(3))))
            grown = highest() - before

    assert {answer.json()["reason"] for answer in answers} == {Reason.EVIDENCE_INVALID}
    assert grown < 3 * 2 * len(raw) + 16 * MEBIBYTE
    assert took[-1] < STATUS_WITHIN_S
    assert took[len(took) // 2] < MEDIAN_WITHIN_S
