"""A peer that gives other contents than its letter names, or half of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.cobblestone import Cobblestone256Encryptor

from comity.v1 import document_service_pb2 as pb
from gateway.domain.acts import TaskKind
from gateway.domain.consultation.document_fetch import FetchState
from gateway.errors import (
    Reason,
)
from gateway.trust.sealing import contents_info, seal_key
from tests.support.federation_case import CaseFederation, Desk
from tests.support.raising import present
from tests.support.travelling import PDF, asked_with, contents, fetch, named


def lying(desk: Desk, said: Callable[[Desk, pb.GetContentsRequest, str], list[Any]]) -> None:
    """Have a node answer for contents with what a test says."""

    async def answer(request: pb.GetContentsRequest, caller: Any) -> AsyncIterator[Any]:
        for each in said(desk, request, caller.code):
            yield each

    desk.node.document_service._given = answer  # type: ignore[method-assign]


def stream(
    desk: Desk,
    request: pb.GetContentsRequest,
    to: str,
    octets: bytes,
    *,
    size: int = len(PDF),
    **other: Any,
) -> list[Any]:
    """A stream that is encrypted as it must be, of whatever octets."""
    me = desk.node.me
    bound: dict[str, Any] = {
        "federation_id": me.directory().federation_id,
        "sender": me.code,
        "recipient": to,
        "message_id": request.message_id,
        "sha256": request.sha256,
        "size": size,
        "offset": request.offset,
    }
    info = contents_info(**(bound | other))
    key = Cobblestone256Encryptor.generate_key()
    recipient = me.directory().member(to)
    key_id, wrapped = seal_key(key, recipient=recipient, info=info, at=me.clock.now())
    encryptor = Cobblestone256Encryptor(key, info)
    sealed = bytes(encryptor.update(octets)) + bytes(encryptor.finalize())
    head = pb.ContentsHead(recipient_key_id=key_id, wrapped_key=wrapped, size_bytes=size)
    return [
        pb.GetContentsResponse(head=head),
        *(
            pb.GetContentsResponse(sealed=sealed[at : at + 50_000])
            for at in range(0, len(sealed), 50_000)
        ),
    ]


def other(desk: Desk, request: pb.GetContentsRequest, to: str) -> list[Any]:
    return stream(desk, request, to, b"%PDF-1.7\n" + bytes(len(PDF) - 9))


def too_much(desk: Desk, request: pb.GetContentsRequest, to: str) -> list[Any]:
    return stream(desk, request, to, PDF + b"more of it")


def another_size(desk: Desk, request: pb.GetContentsRequest, to: str) -> list[Any]:
    return stream(desk, request, to, PDF[:-1], size=len(PDF) - 1)


def less_in_order(desk: Desk, request: pb.GetContentsRequest, to: str) -> list[Any]:
    return stream(desk, request, to, PDF[:-1])


def for_another_letter(desk: Desk, request: pb.GetContentsRequest, to: str) -> list[Any]:
    return stream(desk, request, to, PDF, message_id="0" * 36)


def altered(desk: Desk, request: pb.GetContentsRequest, to: str) -> list[Any]:
    found = stream(desk, request, to, PDF)
    found[3] = pb.GetContentsResponse(sealed=bytes(50_000))
    return found


def no_head(desk: Desk, request: pb.GetContentsRequest, to: str) -> list[Any]:
    return stream(desk, request, to, PDF)[1:]


def a_program(desk: Desk, request: pb.GetContentsRequest, to: str) -> list[Any]:
    return stream(desk, request, to, b"MZ" + PDF[2:])


@pytest.mark.parametrize(
    "said",
    [other, too_much, another_size, less_in_order, for_another_letter, altered, no_head, a_program],
)
async def test_another_document_is_refused_and_none_of_it_kept(
    three: CaseFederation, said: Callable[..., list[Any]]
) -> None:
    document = named()
    talk = await asked_with(three, document)
    lying(three["DE"], said)
    came = await fetch(three, talk, document)
    assert came.fetch is not None
    assert (came.held, came.received) == (False, 0)
    assert came.fetch.state is FetchState.FAILED
    assert TaskKind.DOCUMENT_MISSING in await three["FR"].task_kinds()


async def test_a_peer_that_sends_half_is_asked_for_the_rest(three: CaseFederation) -> None:
    document = named()
    talk = await asked_with(three, document)
    offsets = []

    def half(desk: Desk, request: pb.GetContentsRequest, to: str) -> list[Any]:
        offsets.append(request.offset)
        found = stream(desk, request, to, PDF[request.offset :])
        return found if request.offset else found[:4]

    lying(three["DE"], half)
    came = await fetch(three, talk, document)
    assert (came.held, present(came.fetch).reason) == (False, Reason.PEER_UNAVAILABLE)
    assert 0 < came.received < len(PDF)
    await three.restart("FR")
    await three.at(three.clock.now() + timedelta(seconds=30))
    assert await contents(three["FR"], talk, document) == PDF
    assert offsets == [0, came.received]
