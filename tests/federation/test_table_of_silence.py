"""The table of silence: four procedures, four meanings, each proved by a statement offline.

An outage of either side never turns into one: it stays "no answer, unconfirmed" until both
gateways have closed, or an officer goes on, on record, and the evidence says which.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.casework.cases.records import evidence_of, evidence_of_consultation
from gateway.casework.consultations.silence import confirm_silence
from gateway.domain.case import OralNote
from gateway.domain.consultation import Consultation
from gateway.domain.consultation import ConsultationState as State
from gateway.domain.rulebook import NOTHING, shipped_rulebooks
from gateway.evidence.bundle import bundle_from_bytes, write_bundle
from gateway.evidence.report import EvidenceReport, Result
from gateway.evidence.verify.verification import verify_file
from tests.support.consultations import MINUTE, ask, filed, last_instant
from tests.support.federation_case import ANNA, GRACE, CaseFederation, Desk
from tests.support.needs import sampled

TABLE = {
    "14(1)": ("no_objection", "counts as no objection"),
    "14(2)": (NOTHING, "nothing follows from that"),
    "16(5)": ("not_identical", "counts as not essentially identical"),
    "21(4)": ("release", "the goods are released at once"),
}
"""What silence means under each procedure, as a key and in words."""


async def asked(three: CaseFederation, procedure: str) -> tuple[str, Consultation]:
    """Ask under a procedure; return who asked, and the consultation as it runs there."""
    if procedure in {"14(1)", "16(5)"}:
        case = await three.consulting()
        return "DE", await three.of(case, "NL" if procedure == "14(1)" else "FR")
    if procedure == "14(2)":
        about = await filed(three)
        return "FR", await ask(
            three, "FR", "DE", procedure, concerns=about.case_id, asked_for=("not_grant",)
        )
    return "NL", await ask(three, "NL", "DE", procedure, asked_for=("review_licence",))


async def proved(desk: Desk, talk: Consultation, folder: Path) -> EvidenceReport:
    """Export one consultation, and verify the file by the federation's anchor only."""
    raw = await evidence_of_consultation(desk.node.office, ANNA, talk.conversation_id)
    file = folder / f"{desk.code}.zip"
    file.write_bytes(raw)
    report = verify_file(file, anchor=desk.settings.home / "anchor.json")
    assert report.failed == ()
    return report


def outcome(report: EvidenceReport) -> str:
    return next(each.detail for each in report.checks if each.name.endswith(": outcome"))


def test_the_table_is_the_rulebooks() -> None:
    """Four meanings, and no procedure whose silence nobody has looked at."""
    book = shipped_rulebooks().get("EU-2021-821/2026-3")
    assert {each.code: each.silence.means for each in book.procedures} == {
        code: means for code, (means, _) in TABLE.items()
    }
    assert len({means for means, _ in TABLE.values()}) == 4


@pytest.mark.parametrize("procedure", TABLE)
async def test_silence_is_proved_by_a_statement_that_verifies_offline(
    three: CaseFederation, tmp_path: Path, procedure: str
) -> None:
    means, words = TABLE[procedure]
    asking, talk = await asked(three, procedure)
    await three.at(last_instant(talk) + GRACE)
    for side in (three[asking], three[talk.consulted]):  # either side can prove it
        closed = await side.consultation(talk.conversation_id)
        assert (closed.state, closed.closed_by) == (State.SILENT, "both")
        assert words in closed.silence_meaning
        report = await proved(side, talk, tmp_path)
        assert f"{talk.consulted} stated on" in outcome(report)
        assert "signed, that nothing is under way" in outcome(report)
        assert outcome(report).endswith(f": {means}")
        assert any(f"which means: {means}" in line for line in report.summary)


@pytest.mark.parametrize("away", ["asking", "consulted"])
@pytest.mark.parametrize("procedure", sampled(["14(1)"], "14(2)", "16(5)", "21(4)"))
async def test_an_outage_of_either_side_never_turns_into_silence(
    three: CaseFederation, tmp_path: Path, procedure: str, away: str
) -> None:
    asking, talk = await asked(three, procedure)
    due = last_instant(talk)
    if away == "consulted":
        await three.cut_off(talk.consulted)
    else:
        await three.stop(asking)
    await three.at(due + GRACE)
    await three.at(three.clock.now() + MINUTE)
    consulted = three[talk.consulted]
    assert (await consulted.consultation(talk.conversation_id)).state is State.RUNNING
    if away == "consulted":
        held = await three[asking].consultation(talk.conversation_id)
        assert (held.state, held.silence_meaning) == (State.UNCONFIRMED, "")
        report = await proved(three[asking], talk, tmp_path)
        assert outcome(report) == "unconfirmed: no answer that counts is in the journal"
        await three.connect(talk.consulted)
    else:
        await three.start(asking)
    await three.sweep()
    # Both are there again: only now do they close it, and only now does it mean anything.
    closed = await three[asking].consultation(talk.conversation_id)
    assert (closed.state, closed.closed_by) == (State.SILENT, "both")
    await proved(three[asking], talk, tmp_path)


@pytest.mark.parametrize("procedure", sampled(["21(4)"], "14(1)", "14(2)", "16(5)"))
async def test_an_officer_who_goes_on_is_named_and_not_the_other_gateway(
    three: CaseFederation, tmp_path: Path, procedure: str
) -> None:
    asking, talk = await asked(three, procedure)
    await three.cut_off(talk.consulted)
    await three.at(last_instant(talk) + GRACE)
    await three.at(three.clock.now() + MINUTE)
    note = OralNote(text="Called the duty officer twice; the line is dead.")
    await confirm_silence(three[asking].node.office, ANNA, talk.conversation_id, note)
    report = await proved(three[asking], talk, tmp_path)
    assert f"the word of {asking} alone: its officer anna closed it" in outcome(report)
    assert (report.ok, report.result) == (False, Result.NOT_COMPARED)


async def test_a_file_without_the_statement_proves_no_silence(
    three: CaseFederation, tmp_path: Path
) -> None:
    asking, talk = await asked(three, "21(4)")
    await three.at(last_instant(talk) + GRACE)
    raw = await evidence_of_consultation(three[asking].node.office, ANNA, talk.conversation_id)
    files = {
        name: content
        for name, content in bundle_from_bytes(raw).files.items()
        if "closing_statement" not in name
    }
    file = tmp_path / "evidence.zip"
    file.write_bytes(write_bundle(files))
    report = verify_file(file, anchor=three[asking].settings.home / "anchor.json")
    failed = {each.name for each in report.failed}
    assert {"files", "consultation of DE under 21(4): outcome"} <= failed


async def test_the_case_proves_it_as_well(three: CaseFederation, tmp_path: Path) -> None:
    case = await three.consulting()
    for _ in ("NL", "FR"):
        await three.at(max(await three.due(case, "NL"), await three.due(case, "FR")) + GRACE)
    file = tmp_path / "case.zip"
    de = three["DE"]
    file.write_bytes(await evidence_of(de.node.office, ANNA, case.case_id))
    report = verify_file(file, anchor=de.settings.home / "anchor.json")
    assert report.failed == ()
    assert [line for line in report.summary if "which means" in line] != []
