"""Who puts its receipt off by plain refusals signs nothing; what the asker said then is dated."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from gateway.casework.cases.cases import file_application
from gateway.casework.handlers.workflow_steps import CaseSteps
from gateway.errors import Reason, TrustError
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.contents import COMMITMENTS
from gateway.evidence.report import Result
from gateway.evidence.verify import check_commitments
from gateway.evidence.verify.journal_commitments import CommittedJournal, read_commitments
from gateway.exchange.outbox_rows import all_undelivered
from gateway.ports import CaseRef, MessageRef
from gateway.wire.journal import record_from_bytes, record_to_bytes
from tests.support.case_world import (
    CaseWorld,
    answer,
    look_at_clock,
    officer,
    open_world,
    settle,
)
from tests.support.cases import application
from tests.unit.evidence.forging import failed, resealed
from tests.unit.evidence.verify.test_check_commitments import commit, details, judged

DAYS = 3


async def puts_off(world: CaseWorld) -> None:
    """FR's gateway says for three days that it does not know DE, and then takes it."""
    de = world.nodes["DE"]
    peers = de.deliverer._peers
    taken = peers.deliver

    async def full(code: str, request: bytes) -> bytes:
        if code == "FR":
            raise TrustError("it knows us not", reason=Reason.PEER_REVOKED)
        return await taken(code, request)

    peers.deliver = full  # type: ignore[method-assign]
    case = await file_application(de.office, officer("A. Brandt"), application())
    world.case_id = case.case_id
    await CaseSteps(de.office).examine(CaseRef(case_id=case.case_id))
    for _ in range(DAYS):
        for message_id in de.db.read_sync(all_undelivered):
            await de.deliverer.deliver(MessageRef(message_id=message_id))
        await commit(world)
        world.clock.advance(days=1)
    peers.deliver = taken  # type: ignore[method-assign]
    await world.post()
    await commit(world)
    world.clock.advance(days=4, hours=3)
    await answer(world)
    await world.post()
    await commit(world)
    world.clock.advance(days=24)
    await look_at_clock(world, "NL")
    await world.post()
    await commit(world)
    await settle(world)


@pytest.fixture(scope="module")
def put_off(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseWorld]:
    async def finished() -> CaseWorld:
        world = await open_world(tmp_path_factory.mktemp("put-off"))
        await puts_off(world)
        await world.stop_serving()
        return world

    made = asyncio.run(finished())
    yield made
    made.end()


@pytest.fixture(scope="module")
def evidence(put_off: CaseWorld) -> bytes:
    return put_off.export()


def attempts(raw: bytes) -> list[int]:
    """Places of the attempts among the records of a file."""
    records = json.loads(bundle_from_bytes(raw).raw(COMMITMENTS))["records"]
    read = [record_from_bytes(bytes.fromhex(each["octets"])) for each in records]
    return [place for place, each in enumerate(read) if each.attempts]


def test_a_third_party_sees_that_it_was_tried_and_since_when_that_was_said(
    put_off: CaseWorld, evidence: bytes
) -> None:
    """Found in use: protocol m8."""
    report = judged(put_off, evidence)
    assert report.result is Result.HOLDS, report.failed
    (tried,) = (each.name for each in report.checks if each.name.endswith(": attempted at"))
    name, told = tried.removesuffix(": attempted at"), details(report)[tried]
    assert told.startswith("attempted at, not receipted: attempt 1 at 20")
    assert told.count("PEER_REVOKED, was committed to at") == DAYS
    assert told.count("cosigned at") == DAYS  # another member holds it, and says since when
    assert "is the word of DE" in told
    # The receipt came three days after the first attempt; the two stand side by side.
    first = datetime.fromisoformat(told.partition("attempt 1 at ")[2].partition(",")[0])
    received = details(report)[f"{name}: receipt"].partition(" at ")[2].partition(",")[0]
    assert datetime.fromisoformat(received) - first >= timedelta(days=DAYS)


def test_no_attempt_is_made_up_afterwards(put_off: CaseWorld, evidence: bytes) -> None:
    def earlier(files: dict[str, bytes]) -> None:
        data = json.loads(files[COMMITMENTS])
        place = attempts(evidence)[0]
        record = record_from_bytes(bytes.fromhex(data["records"][place]["octets"]))
        lie = record.model_copy(update={"at": record.at - timedelta(days=7)})
        data["records"][place]["octets"] = record_to_bytes(lie).hex()
        files[COMMITMENTS] = json.dumps(data).encode()

    report = judged(put_off, resealed(put_off, evidence, earlier))
    assert "journal: commitments" in failed(report)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"letter_digest": "ab" * 32}, "is at another letter"),
        ({"envelope_digest": "ab" * 32}, "is at another letter"),
        ({"at": timedelta(days=-90)}, "or before it"),
        ({"at": timedelta(days=90)}, "dated after they were committed to"),
    ],
)
def test_an_attempt_is_at_the_letter_that_is_here(
    put_off: CaseWorld,
    evidence: bytes,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    words: str,
) -> None:
    """A committed attempt at another letter does not prove that this one was tried (tests2, 4)."""
    read = read_commitments

    def lying(*given: Any) -> CommittedJournal:
        journal = read(*given)
        [(position, [first, *rest])] = journal.attempts.items()
        told = {name: first.at + value if name == "at" else value for name, value in change.items()}
        lie = first.model_copy(update=told)
        return replace(journal, attempts={position: [lie, *rest]})

    monkeypatch.setattr(check_commitments, "read_commitments", lying)
    [found] = [each for each in judged(put_off, evidence).failed if "attempted at" in each.name]
    assert words in found.detail


def test_an_attempt_that_is_left_out_is_missed(put_off: CaseWorld, evidence: bytes) -> None:
    def hides(files: dict[str, bytes]) -> None:
        data = json.loads(files[COMMITMENTS])
        del data["records"][attempts(evidence)[0]]
        files[COMMITMENTS] = json.dumps(data).encode()

    report = judged(put_off, resealed(put_off, evidence, hides))
    assert "journal: nothing left out" in failed(report)
