"""The helper process: it says what holds, of every suite, and is never needed."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from hypothesis import given
from hypothesis import strategies as st

from comity.v1.envelope_pb2 import Package
from gateway.errors import Reason, RegisterError
from gateway.register.log import signature_worker
from gateway.register.log.entries import EntryChecker, Opened
from gateway.register.log.signature_process import SignatureProcess
from gateway.register.log.signature_worker import (
    LENGTH,
    Item,
    holds,
    read_request,
    serve,
    write_request,
)
from gateway.register.own_log import sign_entry
from gateway.store.database import Database
from gateway.trust import algorithms
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse, Suite
from tests.support.raising import refuses
from tests.support.register_nodes import NOW, RegisterNode, denial, draft_of, make_nodes
from tests.vectors.trust.generate import P256_ORDER as ORDER

octets = st.binary(max_size=40)
items = st.lists(
    st.tuples(
        st.lists(st.tuples(st.integers(0, 255), octets, octets), max_size=3).map(tuple), octets
    ),
    max_size=5,
)


@pytest.fixture
def node(tmp_path: Path, sqlite_database: Database) -> RegisterNode:
    return make_nodes(tmp_path / "federation", {"FR": sqlite_database})["FR"]


def package(node: RegisterNode, number: int) -> Package:
    entry = sign_entry(node.me, draft_of(denial("FR", number)), node.clock.now())
    made = Package()
    made.envelope.MergeFromString(entry.envelope)
    for index, part in enumerate(entry.parts):
        made.bodies.add(index=index, salt=part.salt or b"", body=part.body or b"")
    return made


def opened(node: RegisterNode, made: Package) -> Opened:
    return EntryChecker("FR", node.me.directory()).open(made)


def item(each: Opened) -> Item:
    return each.claim, each.data


@given(items)
def test_a_request_is_read_as_it_was_written(request: list[Item]) -> None:
    raw = write_request(request)
    assert LENGTH.unpack(raw[:4]) == (len(raw) - 4,)
    assert list(read_request(raw[4:])) == request


def test_the_numbers_are_those_of_the_key_uses() -> None:
    for use in (KeyUse.SEAL_ED25519, KeyUse.SEAL_MLDSA65, KeyUse.SEAL_P256):
        assert getattr(signature_worker, use.name) == use
    assert signature_worker.SEAL_CONTEXT == algorithms.SEAL_CONTEXT


@pytest.mark.parametrize("suite", list(Suite))
def test_signatures_of_every_suite_are_judged(suite: Suite) -> None:
    ring = KeyRing.generate("FR", suite.uses)
    keys = ring.public_keys(not_before=NOW)
    signed = ring.sign_envelope(b"data", suite)
    claim = tuple(
        (int(key.use), key.public, sig) for key, (_, sig) in zip(keys, signed, strict=True)
    )
    assert holds(claim, b"data")
    assert not holds(claim, b"other data")
    assert not holds((), b"data")
    use, public, sig = claim[-1]
    assert not holds((*claim[:-1], (use, public, bytes(len(sig)))), b"data")
    assert not holds(((99, public, sig),), b"data")


def test_it_answers_in_order_and_ends_with_its_input(node: RegisterNode) -> None:
    good = item(opened(node, package(node, 1)))
    bad = (good[0], good[1] + b"!")
    answers = io.BytesIO()
    serve(io.BytesIO(write_request([good, bad, good]) + write_request([bad])), answers)
    assert answers.getvalue() == b"\1\0\1\0"


def test_an_ecdsa_signature_of_another_form_is_no_claim(node: RegisterNode) -> None:
    """The process would verify it; nobody asks it."""
    ring = KeyRing.generate("FR", [KeyUse.SEAL_P256])
    member = node.held["now"].member("FR")
    keys = ring.public_keys(not_before=NOW - timedelta(days=1))
    node.held["now"] = replace(
        node.held["now"], members={"FR": replace(member, keys=(*member.keys, *keys))}
    )
    node.me = replace(node.me, ring=ring, suite=Suite.ECDSA_P256)
    made = package(node, 1)
    assert opened(node, made).claim
    r, s = decode_dss_signature(made.envelope.signatures[0].sig)
    made.envelope.signatures[0].sig = encode_dss_signature(r, ORDER - s)
    assert not opened(node, made).claim
    with refuses(RegisterError, Reason.SIGNATURE_INVALID):
        EntryChecker("FR", node.me.directory()).check(made, 0)


async def test_a_process_says_what_holds(node: RegisterNode) -> None:
    good = item(opened(node, package(node, 1)))
    async with SignatureProcess() as process:
        assert await process.holds([good, (good[0], b"x")]) == [True, False]
        assert await process.holds([]) == []


async def test_of_a_process_that_died_nothing_is_believed(node: RegisterNode) -> None:
    good = item(opened(node, package(node, 1)))
    async with SignatureProcess() as process:
        assert process._process is not None
        process._process.kill()
        process._process.wait()
        assert await process.holds([good]) == [False]
    assert await SignatureProcess().holds([good]) == [False]


async def test_a_process_that_is_busy_is_ended_with_the_pull(node: RegisterNode) -> None:
    good = item(opened(node, package(node, 1)))
    async with SignatureProcess() as process:
        running = process._process
        asked = asyncio.create_task(process.holds([good] * 2000))
        await asyncio.sleep(0)
        asked.cancel()
    assert running is not None
    assert running.returncode is not None


def test_what_was_verified_beside_is_checked_in_everything_else(node: RegisterNode) -> None:
    checker = EntryChecker("FR", node.me.directory())
    made = package(node, 1)
    assert checker.finish(checker.open(made), 0, holds=True).subject == "FR-2026-00001"
    made.bodies[0].body = b"another"
    with refuses(RegisterError, Reason.COMMITMENT_MISMATCH):
        checker.finish(checker.open(made), 0, holds=True)


@pytest.mark.parametrize("hint", ["", "0123456789abcdef"])
def test_without_a_good_hint_nothing_is_claimed_and_all_is_verified(
    node: RegisterNode, hint: str
) -> None:
    checker = EntryChecker("FR", node.me.directory())
    made = package(node, 1)
    made.envelope.signatures[0].keyid = hint
    each = checker.open(made)
    assert each.claim == ()
    assert checker.finish(each, 0, holds=True).subject == "FR-2026-00001"
    made.envelope.signatures[0].sig = bytes(64)
    with refuses(RegisterError, Reason.SIGNATURE_INVALID):
        checker.finish(checker.open(made), 0, holds=True)


def test_a_key_that_was_revoked_before_the_act_is_not_believed_although_it_signed(
    node: RegisterNode,
) -> None:
    made, directory = package(node, 1), node.me.directory()
    member = directory.member("FR")
    revoked = NOW - timedelta(hours=1)
    keys = tuple(replace(key, revoked_at=revoked) for key in member.keys)
    changed = replace(directory, members={"FR": replace(member, keys=keys)})
    checker = EntryChecker("FR", changed)
    each = checker.open(made)  # at the beginning of its history the key counts
    assert holds(*item(each))
    with refuses(RegisterError, Reason.KEY_INVALID):
        checker.finish(each, 0, holds=True)
