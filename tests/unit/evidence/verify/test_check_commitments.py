"""What was received was committed to: who dates back, cuts off or leaves out is found."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from gateway.domain.letter import LetterType
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.contents import (
    COMMITMENTS,
    FRONTIER,
    JOURNAL_INDEX,
    LEAVES,
    LOG_INDEX,
    MANIFEST,
    MANIFEST_SIGNED,
)
from gateway.evidence.export.case_export import seal_files
from gateway.evidence.report import EvidenceReport, Result
from gateway.evidence.verify import check_commitments
from gateway.evidence.verify.journal_commitments import CommittedJournal, read_commitments
from gateway.evidence.verify.verification import verify_bundle
from gateway.register.journal.committing import JournalCommitting
from gateway.store.tables_exchange import journal
from gateway.trust.dsse import SignedBytes
from gateway.trust.federation import COMMITMENTS_FROM, Anchor, Directory
from gateway.trust.receipts import make_receipt, receipt_from_bytes
from gateway.trust.suites import KeyUse
from gateway.wire.journal import LEAF_BYTES
from tests.support.case_world import (
    CaseWorld,
    answer,
    ask,
    look_at_clock,
    open_world,
    settle,
)
from tests.unit.evidence.forging import changed, edited, failed, resealed

HOUR = timedelta(hours=1)


async def commit(world: CaseWorld) -> None:
    """An hour later DE commits, and the others cosign."""
    world.clock.advance(hours=1)
    de = world.nodes["DE"]
    assert await JournalCommitting(de.db, de.office.me, HOUR).look() is not None
    await world.synchronise()


async def run(world: CaseWorld, cheat: Callable[[CaseWorld], None] | None = None) -> None:
    """Run the case with a commitment after each of its steps.

    Args:
        world: Where.
        cheat: What DE does once FR's answer is here, before it commits to it.
    """
    await ask(world)
    await commit(world)
    world.clock.advance(days=4, hours=3)
    await answer(world)
    await world.post()
    if cheat is not None:
        cheat(world)
    await commit(world)
    world.clock.advance(days=24)
    await look_at_clock(world, "NL")
    await world.post()
    await commit(world)
    await settle(world)


def ran(folder: Path, cheat: Callable[[CaseWorld], None] | None = None) -> CaseWorld:
    async def finished() -> CaseWorld:
        world = await open_world(folder)
        await run(world, cheat)
        await world.stop_serving()
        return world

    return asyncio.run(finished())


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CaseWorld]:
    made = ran(tmp_path_factory.mktemp("committed"))
    yield made
    made.end()


@pytest.fixture(scope="module")
def evidence(committed: CaseWorld) -> bytes:
    return committed.export()


def judged(world: CaseWorld, raw: bytes, held: Directory | None = None) -> EvidenceReport:
    anchor = Anchor.from_json(world.anchor.read_text())
    return verify_bundle(bundle_from_bytes(raw), anchor=anchor, held=held).report


def details(report: EvidenceReport) -> dict[str, str]:
    return {check.name: check.detail for check in report.checks}


def number_of(raw: bytes, letter_type: LetterType) -> int:
    letters = json.loads(bundle_from_bytes(raw).raw(JOURNAL_INDEX))["letters"]
    return 1 + next(i for i, each in enumerate(letters) if each["letter_type"] == letter_type)


def test_every_letter_is_bounded_on_both_sides(committed: CaseWorld, evidence: bytes) -> None:
    report = judged(committed, evidence)
    assert report.result is Result.HOLDS, report.failed
    told = details(report)
    assert told["journal: commitments"].startswith("to one journal, up to 8 records at 2026-01-")
    assert told["journal: commitments"].endswith("held, by cosignature, by EU, FR, NL")
    of = number_of(evidence, LetterType.ANSWER)
    assert "was committed to at 2025-12-" in told[f"letter {of:02d}: committed to"]
    assert "cosigned at 2025-12-" in told[f"letter {of:02d}: committed to"]
    assert not any("the word of DE" in line for line in report.summary)


def test_without_commitments_it_says_whose_word_the_instants_are(
    world: CaseWorld, exported: bytes
) -> None:
    report = judged(world, exported)
    assert report.ok
    assert any("is the word of DE" in line for line in report.summary)


def test_by_a_day_it_must_be_covered(world: CaseWorld, exported: bytes) -> None:
    files = dict(bundle_from_bytes(exported).files)
    del files[MANIFEST], files[MANIFEST_SIGNED]
    me = world.nodes["DE"].office.me
    for at, many in ((COMMITMENTS_FROM - timedelta(seconds=1), 0), (COMMITMENTS_FROM, 5)):
        raw = seal_files(me, files, case_id=world.case_id, at=at)
        found = [each for each in judged(world, raw).not_made if "committed to" in each.name]
        assert len(found) == many, at
        assert all("is the word of DE" in each.detail for each in found)


def test_the_day_is_the_directorys(world: CaseWorld, exported: bytes) -> None:
    bundle, anchor = bundle_from_bytes(exported), Anchor.from_json(world.anchor.read_text())
    held, at = world.nodes["DE"].register.held["now"], world.clock.now()
    for since, many in ((at + timedelta(days=1), 0), (at - timedelta(hours=1), 5)):
        newer = replace(held, version=held.version + 1, commitments_since=since, digest=bytes(32))
        report = verify_bundle(bundle, anchor=anchor, held=newer).report
        found = [each for each in report.not_made if "committed to" in each.name]
        assert len(found) == many, since


def test_an_export_that_is_dated_back_is_found(committed: CaseWorld, evidence: bytes) -> None:
    """Found in use: protocol M1."""
    files = dict(bundle_from_bytes(evidence).files)
    del files[MANIFEST], files[MANIFEST_SIGNED]
    me = committed.nodes["DE"].office.me
    back = committed.clock.now() - timedelta(days=3)
    report = judged(committed, seal_files(me, files, case_id=committed.case_id, at=back))
    assert "journal: commitments" in failed(report)
    assert "the export is dated back" in details(report)["journal: commitments"]


def without_last(files: dict[str, bytes]) -> None:
    index = json.loads(files[JOURNAL_INDEX])
    last = index["letters"].pop()
    for name in (last["file"], last["receipt"], *last["parts"].values()):
        files.pop(name, None)
    files[JOURNAL_INDEX] = json.dumps(index).encode()


def test_a_tail_that_was_cut_off_is_found(committed: CaseWorld, evidence: bytes) -> None:
    """Found in use: protocol R1."""
    report = judged(committed, resealed(committed, evidence, without_last))
    assert "journal: nothing left out" in failed(report)
    assert "1 letters or receipts" in details(report)["journal: nothing left out"]


def test_neither_helps_it_to_leave_out_the_leaves_of_the_tail(
    committed: CaseWorld, evidence: bytes
) -> None:
    def cut(files: dict[str, bytes]) -> None:
        without_last(files)
        proofs = json.loads(files[COMMITMENTS])
        gone = proofs["records"].pop()["number"]
        files[COMMITMENTS] = json.dumps(proofs).encode()
        files[LEAVES] = files[LEAVES][: (gone - proofs["start"]) * LEAF_BYTES]

    report = judged(committed, resealed(committed, evidence, cut))
    assert "journal: commitments" in failed(report)
    assert "missing" in details(report)["journal: commitments"]


def test_an_instant_that_the_index_states_otherwise_is_found(
    committed: CaseWorld, evidence: bytes
) -> None:
    of = number_of(evidence, LetterType.REQUEST)

    def earlier(index: Any) -> None:
        letter = index["letters"][of - 1]
        settled = datetime.fromisoformat(letter["settled"]) - timedelta(minutes=2)
        letter["settled"] = settled.isoformat()

    report = judged(committed, resealed(committed, evidence, edited(JOURNAL_INDEX, earlier)))
    assert failed(report) == {f"letter {of:02d}: committed to"}


@pytest.mark.parametrize("back", [timedelta(days=10), timedelta(days=3), timedelta(minutes=1)])
def test_a_letter_that_was_dated_back_before_it_was_committed_to_is_found(
    tmp_path: Path, back: timedelta
) -> None:
    """DE journals FR's answer with an instant of before, and signs a receipt that fits.

    Found in use: protocol R1.
    """

    def date_back(world: CaseWorld) -> None:
        node = world.nodes["DE"]
        me = node.office.me

        def write(conn: Connection) -> None:
            answers = journal.c.letter_type == LetterType.ANSWER.value
            row = conn.execute(select(journal).where(answers)).one()
            honest = receipt_from_bytes(SignedBytes.from_bytes(row.receipt).payload)
            lie = honest.model_copy(update={"received": row.at - back})
            signed = make_receipt(lie, ring=me.ring, suite=me.suite).to_bytes()
            conn.execute(update(journal).where(answers).values(at=row.at - back, receipt=signed))

        node.db.write_sync(write)

    world = ran(tmp_path, date_back)
    raw = world.export()
    name = f"letter {number_of(raw, LetterType.ANSWER):02d}: committed to"
    report = judged(world, raw)
    unmade = {each.name for each in report.not_made}
    if back > timedelta(days=5):
        assert name in failed(report)
        assert "is dated back" in details(report)[name]
    elif back > HOUR:  # after the commitment before it: its node may have been away, or lies
        assert name in unmade
        assert "the word of DE" in details(report)[name]
    else:  # what nobody can see: less than the hour
        assert name not in failed(report) | unmade
    world.end()


def test_a_letter_that_is_in_no_commitment_is_newer_than_all(
    committed: CaseWorld, evidence: bytes
) -> None:
    """DE's file says of a letter that came after the last commitment that it had come before.

    Found in use: protocol m9.
    """
    of = number_of(evidence, LetterType.ANSWER)

    def uncovered(files: dict[str, bytes]) -> None:
        proofs, index = json.loads(files[COMMITMENTS]), json.loads(files[JOURNAL_INDEX])
        position = index["letters"][of - 1]["position"]
        index["letters"][of - 1]["position"] = position + 1000
        index["letters"].append(index["letters"].pop(of - 1))
        files[JOURNAL_INDEX] = json.dumps(index).encode()
        files[COMMITMENTS] = json.dumps(proofs).encode()

    report = judged(committed, resealed(committed, evidence, uncovered))
    last = len(json.loads(bundle_from_bytes(evidence).raw(JOURNAL_INDEX))["letters"])
    assert "is dated back" in details(report)[f"letter {last:02d}: committed to"]
    assert "journal: nothing left out" in failed(report)


def test_the_commitment_that_did_not_hold_it_yet_cannot_be_left_out(
    committed: CaseWorld, evidence: bytes
) -> None:
    def leave_out(proofs: Any) -> None:
        del proofs["entries"][1]

    report = judged(committed, resealed(committed, evidence, edited(COMMITMENTS, leave_out)))
    told = [each.detail for each in report.failed if each.name.endswith("committed to")]
    assert told
    assert all("left out" in each for each in told)


@pytest.mark.parametrize("name", [LEAVES, FRONTIER, COMMITMENTS])
def test_one_octet_of_the_leaves_is_another_tree(
    committed: CaseWorld, evidence: bytes, name: str
) -> None:
    def flip(files: dict[str, bytes]) -> None:
        if name == COMMITMENTS:
            files[name] = files[name].replace(b'"octets": "08', b'"octets": "09', 1)
            files[name] = files[name].replace(b'"start": 0', b'"start": 1', 1)
        else:
            files[name] = bytes([files[name][0] ^ 1]) + files[name][1:]

    assert "files" in failed(judged(committed, changed(evidence, flip)))
    assert "journal: commitments" in failed(judged(committed, resealed(committed, evidence, flip)))


def one_more(files: dict[str, bytes]) -> None:
    files[LEAVES] += bytes(LEAF_BYTES)


def one_less(files: dict[str, bytes]) -> None:
    files[LEAVES] = files[LEAVES][:-LEAF_BYTES]


def another_entry(files: dict[str, bytes]) -> None:
    """Let an entry about a denial pass for a commitment."""
    proofs = json.loads(files[COMMITMENTS])
    proofs["entries"].append(json.loads(files[LOG_INDEX])["entries"][0])
    files[COMMITMENTS] = json.dumps(proofs).encode()


def unopened(files: dict[str, bytes]) -> None:
    proofs = json.loads(files[COMMITMENTS])
    proofs["entries"][-1]["parts"] = {}
    files[COMMITMENTS] = json.dumps(proofs).encode()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (one_more, "there are leaves that nothing commits to"),
        (one_less, "leaves that were committed to are missing"),
        (another_entry, "is no commitment of the exporter"),
        (unopened, "is not opened"),
    ],
)
def test_leaves_and_commitments_belong_together(
    committed: CaseWorld, evidence: bytes, spoil: Callable[[dict[str, bytes]], None], words: str
) -> None:
    """Letters behind the last commitment may not pass as committed to (tests2, 5)."""
    told = details(judged(committed, resealed(committed, evidence, spoil)))
    assert words in told["journal: commitments"]


def test_a_letter_must_be_covered_from_the_day_on_and_not_before(
    committed: CaseWorld, evidence: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter without its record is not compared when gateways must commit (tests2, 4)."""
    of = number_of(evidence, LetterType.REQUEST)
    record = json.loads(bundle_from_bytes(evidence).raw(JOURNAL_INDEX))["letters"][of - 1]
    read = read_commitments

    def without(*given: Any) -> CommittedJournal:
        journal = read(*given)
        kept = {key: each for key, each in journal.records.items() if key[0] != record["position"]}
        early = tuple(
            replace(each, at=datetime.fromisoformat(record["at"]) - timedelta(minutes=1))
            for each in journal.commitments[-1:]
        )
        return replace(journal, records=kept, commitments=(*journal.commitments, *early))

    monkeypatch.setattr(check_commitments, "read_commitments", without)
    held, name = committed.nodes["DE"].register.held["now"], f"letter {of:02d}: committed to"
    for since, made in ((timedelta(days=1), True), (timedelta(hours=-1), False)):
        asks = replace(held, commitments_since=committed.clock.now() + since)
        [found] = [each for each in judged(committed, evidence, asks).checks if each.name == name]
        assert "is not committed to yet" in found.detail
        assert (found.made, found.ok) == (made, made)


def revoking(world: CaseWorld, code: str, at: datetime) -> Directory:
    """The operators' next version: a member's signing key counts no more from an instant on."""
    held = world.nodes["DE"].register.held["now"]
    member = held.member(code)
    keys = tuple(
        replace(key, revoked_at=at) if key.use is KeyUse.SEAL_ED25519 else key
        for key in member.keys
    )
    members = {**held.members, code: replace(member, keys=keys)}
    return replace(held, version=held.version + 1, members=members, digest=bytes(32))


def test_what_others_had_cosigned_before_a_revocation_holds(
    committed: CaseWorld, evidence: bytes
) -> None:
    """Found in use: protocol R1."""
    held = revoking(committed, "FR", committed.clock.now())
    report = judged(committed, evidence, held)
    assert report.result is Result.HOLDS, report.failed
    of = number_of(evidence, LetterType.ANSWER)
    assert "held by another member" in details(report)[f"letter {of:02d}: before a revocation"]


def test_what_nobody_had_dated_before_a_revocation_is_the_exporters_word(
    committed: CaseWorld, evidence: bytes, world: CaseWorld, exported: bytes
) -> None:
    """FR's key is revoked between its answer and the commitment: DE could have forged it since.

    Found in use: protocol M1.
    """
    letters = json.loads(bundle_from_bytes(evidence).raw(JOURNAL_INDEX))["letters"]
    of = number_of(evidence, LetterType.ANSWER)
    came = datetime.fromisoformat(letters[of - 1]["at"])
    report = judged(committed, evidence, revoking(committed, "FR", came + timedelta(minutes=30)))
    assert report.result is Result.NOT_COMPARED, report.failed
    name = f"letter {of:02d}: before a revocation"
    assert name in {each.name for each in report.not_made}
    assert "the word of DE" in details(report)[name]

    # And so where nothing was committed to at all, whenever the revocation came.
    report = judged(world, exported, revoking(world, "FR", world.clock.now()))
    assert report.result is Result.NOT_COMPARED


def test_what_was_there_before_the_first_commitment_is_the_exporters_word(tmp_path: Path) -> None:
    """A first commitment dates nothing back, whatever the date of the export (protocol2 P1)."""

    async def finished() -> CaseWorld:
        world = await open_world(tmp_path)
        await ask(world)
        world.clock.advance(days=2)
        await commit(world)
        await world.stop_serving()
        return world

    world = asyncio.run(finished())
    report = judged(world, world.export())
    unmade = {each.name: each.detail for each in report.not_made}
    for name in ("letter 01: committed to", "letter 02: committed to"):
        assert "its instant is the word of DE" in unmade[name]
    world.end()
