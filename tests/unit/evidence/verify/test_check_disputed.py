"""Two receipts for one letter that contradict each other are a proof against who signed both."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from gateway.domain.letter import LetterType
from gateway.errors import TrustError
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.contents import DISPUTED_INDEX
from gateway.evidence.report import EvidenceReport, Result
from gateway.evidence.verify.verification import verify_bundle
from gateway.exchange.outbox_rows import keep_disputed
from gateway.store.tables_exchange import outbox
from gateway.trust.dsse import SignedBytes
from gateway.trust.federation import Anchor
from gateway.trust.receipts import make_receipt, receipt_from_bytes
from tests.support.case_world import CaseWorld, open_world, run_case
from tests.unit.evidence.forging import edited, failed, resealed

NAME = "receipt that does not hold 01"


@pytest.fixture(scope="module")
def lied_to(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseWorld]:
    """FR has first signed that DE's request came two days later than it did."""

    async def ran() -> CaseWorld:
        world = await open_world(tmp_path_factory.mktemp("disputed"))
        await run_case(world)
        await world.stop_serving()
        return world

    world = asyncio.run(ran())
    de, fr = world.nodes["DE"], world.nodes["FR"].office.me

    def write(conn: Connection) -> None:
        requests = outbox.c.letter_type == LetterType.REQUEST.value
        row = conn.execute(select(outbox).where(requests, outbox.c.recipient == "FR")).one()
        honest = receipt_from_bytes(SignedBytes.from_bytes(row.receipt).payload)
        lie = honest.model_copy(update={"received": honest.received + timedelta(days=2)})
        signed = make_receipt(lie, ring=fr.ring, suite=fr.suite).to_bytes()
        why = TrustError("the instant of receipt lies outside the time")
        assert keep_disputed(conn, row.message_id, signed, why, row.settled)

    de.db.write_sync(write)
    yield world
    world.end()


def judged(world: CaseWorld, raw: bytes) -> EvidenceReport:
    anchor = Anchor.from_json(Path(world.anchor).read_text())
    return verify_bundle(bundle_from_bytes(raw), anchor=anchor).report


def test_a_third_party_sees_who_has_signed_both(lied_to: CaseWorld) -> None:
    """Found in use: protocol m8."""
    report = judged(lied_to, lied_to.export())
    assert report.result is Result.HOLDS, report.failed  # what DE shows is not spoilt by it
    (told,) = [each.detail for each in report.checks if each.name == NAME]
    assert "FR has signed two receipts for one letter that contradict each other" in told
    assert "received: 2025-" in told
    assert told in report.summary


def test_nobody_makes_one_without_the_key(lied_to: CaseWorld) -> None:
    """DE signs the other receipt itself, and says that FR did."""
    raw, me = lied_to.export(), lied_to.nodes["DE"].office.me
    file = json.loads(bundle_from_bytes(raw).raw(DISPUTED_INDEX))["receipts"][0]["file"]

    def forge(files: dict[str, bytes]) -> None:
        theirs = receipt_from_bytes(SignedBytes.from_bytes(files[file]).payload)
        own = theirs.model_copy(update={"receiver": "DE"})
        files[file] = make_receipt(own, ring=me.ring, suite=me.suite).to_bytes()

    assert NAME in failed(judged(lied_to, resealed(lied_to, raw, forge)))


def test_one_for_a_letter_that_is_not_here_is_a_finding(lied_to: CaseWorld) -> None:
    elsewhere = edited(
        DISPUTED_INDEX, lambda index: index["receipts"][0].update(letter="letters/99.bin")
    )
    report = judged(lied_to, resealed(lied_to, lied_to.export(), elsewhere))
    assert NAME in failed(report)
