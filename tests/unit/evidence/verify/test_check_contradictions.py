"""Receipts that contradict each other become a file of their own that a third party verifies."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update
from typer.testing import CliRunner

from gateway.app.receipt_proofs import RECEIPT_PROOFS
from gateway.casework.acts.journal import open_tasks
from gateway.casework.cases.evidence_verification import verify_evidence
from gateway.casework.permissions import Officer, OfficerRole
from gateway.cli.evidence import app
from gateway.domain.acts import TaskKind
from gateway.domain.letter import LetterType
from gateway.errors import ComityError, Reason, TrustError
from gateway.evidence.report import Result
from gateway.exchange.outbox_rows import keep_disputed
from gateway.store.tables_exchange import outbox
from gateway.trust.dsse import SignedBytes
from gateway.trust.proofs.receipt_contradiction import (
    ContradictionKind,
    read_contradiction,
    verify_contradiction,
)
from gateway.trust.receipts import make_receipt, receipt_from_bytes
from tests.support.case_world import CaseWorld, open_world, run_case
from tests.support.stations import NOW
from tests.unit.evidence.verify.test_check_disputed import judged

OFFICER = Officer(name="A. Brandt", role=OfficerRole.OFFICER, created=NOW)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[CaseWorld]:
    async def ran() -> CaseWorld:
        made = await open_world(tmp_path)
        await run_case(made)
        await made.stop_serving()
        return made

    made = asyncio.run(ran())
    yield made
    made.end()


def lie_of(world: CaseWorld, **changes: Any) -> tuple[str, bytes]:
    """What FR has signed of DE's request beside its receipt; the id of the request."""
    requests = (outbox.c.letter_type == LetterType.REQUEST.value, outbox.c.recipient == "FR")
    row = world.nodes["DE"].db.read_sync(
        lambda conn: conn.execute(select(outbox).where(*requests)).one()
    )
    honest = receipt_from_bytes(SignedBytes.from_bytes(row.receipt).payload)
    fr = world.nodes["FR"].office.me
    lie = honest.model_copy(update=changes or {"received": honest.received + timedelta(days=2)})
    return row.message_id, make_receipt(lie, ring=fr.ring, suite=fr.suite).to_bytes()


def keep(world: CaseWorld, message_id: str, signed: bytes) -> None:
    def write(conn: Connection) -> None:
        why = TrustError("the instant of receipt lies outside the time")
        assert keep_disputed(conn, message_id, signed, why, world.clock.now())

    world.nodes["DE"].db.write_sync(write)


def files_of(world: CaseWorld, code: str) -> list[Path]:
    folder = world.nodes[code].register.files.folder / RECEIPT_PROOFS
    return sorted(folder.glob("*.json"))


def trust_of(world: CaseWorld) -> list[str]:
    files = world.nodes["NL" if "NL" in world.nodes else "DE"].register.files
    return ["--directory", str(files.directory), "--anchor", str(files.anchor)]


def test_who_reads_an_export_keeps_the_proof_and_is_told(world: CaseWorld) -> None:
    keep(world, *lie_of(world))
    raw, reader = world.export(), world.nodes["FR"].office
    for _ in range(2):  # read again it is the same file and the same task
        report = asyncio.run(verify_evidence(reader, OFFICER, raw))
        assert report.result is not Result.DOES_NOT_HOLD, report.failed
    (path,) = files_of(world, "FR")
    proof = read_contradiction(path.read_bytes())
    found = verify_contradiction(proof, reader.me.directory(), reader.clock.now())
    assert (found.kind, found.differing) == (ContradictionKind.ONE_LETTER, ("received",))
    kind = TaskKind.LETTER_DOUBTFUL
    (task,) = reader.db.read_sync(lambda conn: open_tasks(conn, kind=kind))
    assert f"{RECEIPT_PROOFS}/{path.name}" in task.text
    assert "FR has signed two receipts for one letter" in task.text
    (item,) = world.case().application.transaction.items
    assert item.description.encode() in raw  # the contents are in the evidence, not in the proof
    assert item.description.encode() not in proof.first + proof.second


def test_a_third_party_verifies_it_by_the_directory_alone(world: CaseWorld, tmp_path: Path) -> None:
    """Found in use: protocol m8."""
    keep(world, *lie_of(world))
    evidence, proofs = tmp_path / "evidence.zip", tmp_path / "proofs"
    evidence.write_bytes(world.export())
    run = CliRunner().invoke
    options = ["--anchor", str(world.anchor), "--proofs", str(proofs)]
    assert run(app, ["verify", str(evidence), *options]).exit_code == 0
    (file,) = proofs.glob("*.json")
    shown = run(app, ["verify-contradiction", str(file), *trust_of(world)])
    assert shown.exit_code == 0, shown.output
    assert "it proves a contradiction (a rehearsal): FR has signed two receipts" in shown.output
    data = json.loads(
        run(app, ["verify-contradiction", str(file), *trust_of(world), "--json"]).output
    )
    assert (data["receiver"], data["differing"]) == ("FR", ["received"])
    half = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({**half, "first": half["second"]}), encoding="utf-8")
    refused = run(app, ["verify-contradiction", str(file), *trust_of(world)]).exception
    assert isinstance(refused, ComityError)
    assert refused.reason is Reason.PROOF_INVALID


def test_two_exports_that_show_two_receipts_are_met_by_who_holds_one(world: CaseWorld) -> None:
    """DE holds one receipt of FR and reads an export in which another stands for the letter."""
    message_id, lie = lie_of(world, journal_position=90)
    de = world.nodes["DE"]
    counts = outbox.c.message_id == message_id

    def put(receipt: bytes) -> None:
        de.db.write_sync(
            lambda conn: conn.execute(update(outbox).where(counts).values(receipt=receipt))
        )

    honest = de.db.read_sync(lambda conn: conn.scalar(select(outbox.c.receipt).where(counts)))
    assert honest is not None
    put(lie)
    shown = world.export()
    put(honest)
    asyncio.run(verify_evidence(de.office, OFFICER, shown))
    (path,) = files_of(world, "DE")
    proof = read_contradiction(path.read_bytes())
    assert {proof.first, proof.second} == {honest, lie}
    found = verify_contradiction(proof, de.office.me.directory(), de.office.clock.now())
    assert found.differing == ("journal_position",)


def test_two_letters_of_one_position_are_named_by_the_verification(world: CaseWorld) -> None:
    """FR gives the request's place in its journal to another letter of DE as well."""
    message_id, lie = lie_of(world, message_digest="e" * 64)
    keep(world, message_id, lie)
    position = receipt_from_bytes(SignedBytes.from_bytes(lie).payload).journal_position
    report = judged(world, world.export())
    (told,) = [each.detail for each in report.checks if each.name.startswith("contradiction")]
    assert told == f"FR has signed that two letters have position {position} in its journal"
    assert report.result is Result.HOLDS, report.failed


def test_an_honest_case_has_none(world: CaseWorld) -> None:
    raw = world.export()
    assert not [each for each in judged(world, raw).checks if "contradict" in each.detail]
    for code in ("DE", "FR"):
        asyncio.run(verify_evidence(world.nodes[code].office, OFFICER, raw))
        assert files_of(world, code) == []
