import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from typer.testing import CliRunner

from certs.dev import make_federation
from comity.v1 import letter_pb2
from gateway.cli.evidence import app as evidence_commands
from gateway.errors import ComityError, Reason
from gateway.evidence.bundle import bundle_from_bytes
from gateway.evidence.contents import CASE, JOURNAL_INDEX, MANIFEST, MANIFEST_SIGNED
from gateway.evidence.report import Result
from gateway.evidence.verify.verification import SELF_CONTAINED
from gateway.trust.dsse import EVIDENCE, LETTER, SignedBytes, sign
from gateway.trust.suites import Suite
from tests.support.case_world import CaseWorld, open_world, run_case
from tests.support.cases import FILED
from tests.support.needs import examples
from tests.support.raising import refuses
from tests.unit.evidence.forging import changed, edited, examined_anew, failed, resealed, verified

OUTCOME_NL = "consultation of NL under 14(1): outcome"
OUTCOME_FR = "consultation of FR under 16(5): outcome"
DEADLINE_NL = "consultation of NL under 14(1): deadline"


def test_whole_case_holds_by_the_federations_anchor(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    report = verified(tmp_path, exported, world.anchor)
    assert report.failed == ()
    assert report.ok
    assert report.anchored
    assert (report.case_id, report.authority) == (world.case_id, "DE")
    assert report.rehearsal
    details = {check.name: check.detail for check in report.checks}
    assert "2026-01-05T23:59:59+01:00" in details["consultation of FR under 16(5): deadline"]
    assert "2026-01-06T23:59:59+01:00" in details[DEADLINE_NL]
    assert "nothing is under way" in details[OUTCOME_NL]
    assert "held, by cosignature, by DE, FR, NL" in details["entry 0 of log DE"]
    assert SELF_CONTAINED not in report.summary


def test_without_an_anchor_it_says_whose_keys_are_not_proven(
    exported: bytes, tmp_path: Path
) -> None:
    report = verified(tmp_path, exported)
    assert (report.ok, report.result, report.failed) == (False, Result.NOT_COMPARED, ())
    assert [check.name for check in report.not_made] == ["anchor"]
    assert not report.anchored
    assert report.summary[-1] == SELF_CONTAINED


def test_m14_a_federation_that_the_forger_made_is_never_ok(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    """Its file holds by itself, with its own anchor in it; nothing that is answered says yes.

    Found in use: protocol m14.
    """
    file = tmp_path / "evidence.zip"
    file.write_bytes(exported)
    runner = CliRunner()
    alone = runner.invoke(evidence_commands, ["verify", str(file), "--json"])
    assert alone.exit_code == 18
    assert json.loads(alone.output)["ok"] is False
    words = ["verify", str(file), "--anchor", str(world.anchor), "--json"]
    anchored = runner.invoke(evidence_commands, words)
    assert anchored.exit_code == 0
    assert json.loads(anchored.output)["ok"] is True
    made = make_federation(
        ["DE", "FR", "NL"], tmp_path / "other", now=datetime(2026, 1, 1, tzinfo=UTC)
    )
    other = made.members["DE"].anchor
    stranger = runner.invoke(evidence_commands, [*words[:2], "--anchor", str(other), "--json"])
    assert stranger.exit_code == 16


def test_export_is_the_same_bytes_each_time(world: CaseWorld, exported: bytes) -> None:
    assert world.export() == exported


def test_hybrid_suite_holds_too(tmp_path: Path) -> None:
    async def run() -> bytes:
        world = await open_world(tmp_path, suite=Suite.ED25519_MLDSA65)
        await run_case(world)
        raw = world.export()
        await world.close()
        return raw

    report = verified(tmp_path, asyncio.run(run()))
    assert report.failed == ()


def test_letter_of_a_type_that_nobody_knows_is_a_finding(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    """A newer member's, or one that was made to end the program that reads the file.

    Found in use: attack m2.
    """

    def of_type_99(files: dict[str, bytes]) -> None:
        index = json.loads(files[JOURNAL_INDEX])
        entry = next(each for each in index["letters"] if not each["outgoing"])
        entry["letter_type"] = "99"
        files[JOURNAL_INDEX] = json.dumps(index).encode()
        letter = letter_pb2.Letter.FromString(SignedBytes.from_bytes(files[entry["file"]]).payload)
        letter.header.letter_type = 99  # type: ignore[assignment]
        sender = world.nodes[letter.header.sender].office.me
        signed = sign(letter.SerializeToString(), LETTER, ring=sender.ring, suite=sender.suite)
        files[entry["file"]] = signed.to_bytes()

    report = verified(tmp_path, resealed(world, exported, of_type_99), world.anchor)

    assert not report.ok
    details = {check.name: check.detail for check in report.failed}
    assert "this version cannot read a letter of type 99" in details.values()


def holds(world: CaseWorld, evidence: bytes, folder: Path) -> bool:
    """Whether evidence holds; what is no evidence is refused as that."""
    try:
        return verified(folder, evidence, world.anchor).ok
    except ComityError as exc:
        assert exc.reason is Reason.EVIDENCE_INVALID  # noqa: PT017 - one of two outcomes
        return False


SETTINGS = examples(
    120,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@SETTINGS
@given(data=st.data())
def test_no_byte_of_any_file_can_change(
    world: CaseWorld, exported: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    files = bundle_from_bytes(exported).files
    name = data.draw(st.sampled_from(sorted(files)))
    at = data.draw(st.integers(0, len(files[name]) - 1))
    flip = data.draw(st.integers(1, 255))

    def change(held: dict[str, bytes]) -> None:
        altered = bytearray(held[name])
        altered[at] ^= flip
        held[name] = bytes(altered)

    assert not holds(world, changed(exported, change), tmp_path)


@SETTINGS
@given(data=st.data())
def test_no_byte_of_the_container_can_change(
    world: CaseWorld, exported: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(exported) - 1))
    altered = bytearray(exported)
    altered[at] ^= data.draw(st.integers(1, 255))
    assert not holds(world, bytes(altered), tmp_path)


@SETTINGS
@given(data=st.data())
def test_whatever_an_exporter_writes_is_judged(
    world: CaseWorld, exported: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    """A signed manifest over garbage gives findings or EVIDENCE_INVALID, never a defect."""
    files = bundle_from_bytes(exported).files
    name = data.draw(st.sampled_from(sorted(set(files) - {MANIFEST, MANIFEST_SIGNED})))
    at = data.draw(st.integers(0, len(files[name])))
    put = data.draw(st.binary(max_size=6) | st.sampled_from([b"9", b"-1", b"null", b'"', b"}"]))
    cut = data.draw(st.integers(0, 6))

    def change(held: dict[str, bytes]) -> None:
        held[name] = held[name][:at] + put + held[name][at + cut :]

    holds(world, resealed(world, exported, change), tmp_path)


def test_no_file_can_be_left_out(world: CaseWorld, exported: bytes, tmp_path: Path) -> None:
    names = set(bundle_from_bytes(exported).files) - {MANIFEST}
    for name in sorted(names):
        raw = changed(exported, lambda files, name=name: files.pop(name))  # type: ignore[misc]
        assert not verified(tmp_path, raw, world.anchor).ok, name


def test_not_even_the_exporter_can_leave_a_file_out(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    names = set(bundle_from_bytes(exported).files) - {MANIFEST, MANIFEST_SIGNED}
    for name in sorted(names):
        raw = resealed(world, exported, lambda files, name=name: files.pop(name))  # type: ignore[misc]
        report = verified(tmp_path, raw, world.anchor)
        assert not report.ok, name
        assert "manifest signature" not in failed(report) or name == "directory.bin"


def test_exporter_cannot_swap_two_receipts(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    def swap(files: dict[str, bytes]) -> None:
        first, second = "receipts/01-received.bin", "receipts/02-received.bin"
        files[first], files[second] = files[second], files[first]

    report = verified(tmp_path, resealed(world, exported, swap), world.anchor)
    assert {"letter 01: receipt", "letter 02: receipt"} <= failed(report)


def test_anchor_of_another_federation_is_not_enough(exported: bytes, tmp_path: Path) -> None:
    other = make_federation(["DE", "FR"], tmp_path / "other", now=FILED)
    report = verified(tmp_path, exported, other.anchor)
    assert "directory" in failed(report)


def test_manifest_must_be_by_the_authority_whose_case_it_is(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    raw = resealed(world, exported, lambda _files: None, signer="FR")
    assert "case" in failed(verified(tmp_path, raw, world.anchor))

    def forge(files: dict[str, bytes]) -> None:
        ring = world.nodes["FR"].office.me.ring
        forged = sign(files[MANIFEST], EVIDENCE, ring=ring, suite=Suite.ED25519)
        files[MANIFEST_SIGNED] = forged.to_bytes()

    report = verified(tmp_path, changed(exported, forge), world.anchor)
    assert failed(report) == {"manifest signature"}


def _set(path: str, value: Any) -> Any:
    def edit(data: Any) -> None:
        *way, last = path.split("/")
        for step in way:
            data = data[int(step) if step.isdigit() else step]
        data[last] = value

    return edit


def _talk(case: CaseWorld, consulted: str) -> int:
    return [c.consulted for c in case.case().consultations].index(consulted)


def test_exporter_cannot_move_a_deadline(world: CaseWorld, exported: bytes, tmp_path: Path) -> None:
    at = _talk(world, "NL")
    path = f"consultations/{at}/deadline/last_instant"
    raw = resealed(world, exported, edited(CASE, _set(path, "2026-01-05T23:00:00Z")))
    report = verified(tmp_path, raw, world.anchor)
    assert failed(report) == {DEADLINE_NL}


def test_exporter_cannot_count_on_another_calendar(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    name = "law/calendar-NL.json"
    raw = resealed(world, exported, edited(name, lambda data: data["holidays"].popitem()))
    assert DEADLINE_NL in failed(verified(tmp_path, raw, world.anchor))


def test_exporter_cannot_write_its_own_law(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    name = "law/rulebook-EU-2021-821_2026-3.toml"

    def shorten(files: dict[str, bytes]) -> None:
        files[name] = files[name].replace(b"grace_s = 900", b"grace_s = 1")

    report = verified(tmp_path, resealed(world, exported, shorten), world.anchor)
    assert "consultation of NL under 14(1): law" in failed(report)


def _without(letter_type: str) -> Any:
    """Leave the letters of a type out of the journal, with everything that belongs to them."""

    def change(files: dict[str, bytes]) -> None:
        index = json.loads(files[JOURNAL_INDEX])
        kept = [item for item in index["letters"] if item["letter_type"] != letter_type]
        for item in index["letters"]:
            if item["letter_type"] == letter_type:
                for name in (item["file"], item["receipt"], *item["parts"].values()):
                    del files[name]
        files[JOURNAL_INDEX] = json.dumps({"letters": kept}).encode()

    return change


def test_no_silence_without_the_signed_statement(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    raw = resealed(world, exported, _without("consultation.closing_statement"))
    report = verified(tmp_path, raw, world.anchor)
    assert failed(report) == {OUTCOME_NL}


def test_no_silence_without_a_request_to_close(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    raw = resealed(world, exported, _without("consultation.closing_request"))
    assert OUTCOME_NL in failed(verified(tmp_path, raw, world.anchor))


def test_hidden_answer_does_not_become_silence(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    at = _talk(world, "FR")

    def silence(data: Any) -> None:
        model = data["consultations"][at]
        rule = "No reaction was received within the period. Under Article 16(5) the transaction "
        model |= {
            "state": "silent",
            "answer": None,
            "answer_timing": None,
            "answered_at": None,
            "silence_meaning": rule + "counts as not essentially identical.",
            "closed_by": "both",
        }

    def change(files: dict[str, bytes]) -> None:
        _without("consultation.answer")(files)
        edited(CASE, silence)(files)

    hidden = verified(tmp_path, resealed(world, exported, change), world.anchor)
    assert OUTCOME_FR in failed(hidden)
    told = verified(tmp_path, resealed(world, exported, edited(CASE, silence)), world.anchor)
    assert OUTCOME_FR in failed(told)


def test_silence_of_an_officer_needs_the_act(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    at = _talk(world, "NL")
    path = f"consultations/{at}/closed_by"
    raw = resealed(world, exported, edited(CASE, _set(path, "officer:B. Yılmaz")))
    assert failed(verified(tmp_path, raw, world.anchor)) == {OUTCOME_NL}


@pytest.mark.parametrize(
    ("path", "value", "check"),
    [
        ("decision/decided_by", "A. Brandt", "decision: made as the law asks"),
        ("decision/proposal/grounds", ["sanctions"], "decision: its denial"),
        ("decision/denial_id", "DE-2026-00002", "decision: its denial"),
        ("assessment", None, "decision: made as the law asks"),
    ],
)
def test_exporter_cannot_retell_the_decision(
    world: CaseWorld, exported: bytes, tmp_path: Path, path: str, value: Any, check: str
) -> None:
    raw = resealed(world, exported, edited(CASE, _set(path, value)))
    assert check in failed(verified(tmp_path, raw, world.anchor))


def test_exporter_cannot_claim_another_register(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    def lie(told: dict[str, Any]) -> None:
        next(p for p in told["registers"] if p["origin"] == "FR")["root"] = "ab" * 32

    raw = resealed(world, exported, examined_anew(world, 2, lie))
    assert failed(verified(tmp_path, raw, world.anchor)) == {"examined register FR of size 2"}


def test_answer_in_the_case_must_be_the_signed_one(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    path = f"consultations/{_talk(world, 'FR')}/answer/answer"
    raw = resealed(world, exported, edited(CASE, _set(path, "not_identical")))
    assert failed(verified(tmp_path, raw, world.anchor)) == {OUTCOME_FR}


def test_malformed_anchor_is_named(exported: bytes, tmp_path: Path) -> None:
    anchor = tmp_path / "anchor.json"
    anchor.write_text("{}")
    with refuses(ComityError, Reason.DIRECTORY_INVALID):
        verified(tmp_path, exported, anchor)
