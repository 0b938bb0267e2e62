"""The evidence of a case has the round on which its classification rests, letter by letter."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from gateway.casework.cases.records import evidence_of
from gateway.domain.letter import LetterType
from gateway.evidence.bundle import read_bundle, write_bundle
from gateway.evidence.contents import MANIFEST, MANIFEST_SIGNED, ROUNDS
from gateway.evidence.export.case_export import seal_files
from gateway.evidence.report import EvidenceReport
from gateway.evidence.verify.verification import verify_file
from tests.federation.test_classification_round import (
    LISTED,
    NOT_LISTED,
    answered,
    begun,
    closed,
    of_goods,
)
from tests.support.federation_case import ANNA, CaseFederation, Desk, made_once

three = made_once("DE", "FR", "NL")
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def concluded(three: CaseFederation) -> tuple[str, str]:
    """Berlin asks about the goods of a case; Paris agrees with what it concludes, The Hague not."""
    case = await three["DE"].file(of_goods("Pump HX200B for a dye works"))
    await three.settle()
    held = await begun(three, case_id=case.case_id)
    await answered(three, "FR", held.number, LISTED)
    await answered(three, "NL", held.number, NOT_LISTED)
    await closed(three, held.number)
    return case.case_id, held.number


async def exported(desk: Desk, case_id: str, folder: Path) -> Path:
    file = folder / "case.zip"
    file.write_bytes(await evidence_of(desk.node.office, ANNA, case_id))
    return file


def failed(report: EvidenceReport) -> dict[str, str]:
    return {check.name: check.detail for check in report.failed}


async def test_question_answers_and_outcome_are_in_it_and_hold(
    three: CaseFederation, concluded: tuple[str, str], tmp_path: Path
) -> None:
    case_id, number = concluded
    file = await exported(three["DE"], case_id, tmp_path)
    report = verify_file(file)
    assert failed(report) == {}
    assert [each.name for each in report.not_made] == ["anchor"]
    checks = {check.name: check.detail for check in report.checks}
    assert checks[f"round {number}"] == "2 asked, 2 answered, 2 were told the outcome"
    said = f"Classified as 2B350.i in round {number}: FR agreed, NL differed; asked were FR, NL."
    assert said in report.summary
    names = read_bundle(file).files
    for what in ("out-information.request", "in-information.reply", "out-supplement"):
        kind = what.split("-", 1)[1]
        assert LetterType(kind)
        assert sum(what in name and name.endswith("part-0.bin") for name in names) == 2, what


async def test_a_changed_octet_of_any_letter_of_the_round_is_found(
    three: CaseFederation, concluded: tuple[str, str], tmp_path: Path
) -> None:
    case_id, _ = concluded
    file = await exported(three["DE"], case_id, tmp_path)
    held = dict(read_bundle(file).files)
    changed = tmp_path / "changed.zip"
    letters = [name for name in held if "information" in name or "supplement" in name]
    for name in (*letters, ROUNDS):
        octets = bytearray(held[name])
        octets[len(octets) // 2] ^= 1
        changed.write_bytes(write_bundle({**held, name: bytes(octets)}))
        assert "files" in failed(verify_file(changed)), name


def agreed_by_all(held: dict[str, Any]) -> None:
    held["outcome"] |= {"agreed": ["FR", "NL"], "differed": []}


def another_item(held: dict[str, Any]) -> None:
    held["item"]["description"] = "A pump with one seal"


def another_code(held: dict[str, Any]) -> None:
    held["outcome"] |= {"code": "2B350.a"}


def another_reason(held: dict[str, Any]) -> None:
    held["outcome"]["reason"][0]["text"] = "For another reason than the authorities were told."


def another_case(held: dict[str, Any]) -> None:
    held["case_id"] = "DE-C-2026-00099"


def nobody_asked(held: dict[str, Any]) -> None:
    held["asked"][0]["message_id"] = held["asked"][1]["message_id"]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (agreed_by_all, "NL has not answered what the outcome says"),
        (another_item, "FR was asked something else"),
        (another_code, "FR has not answered what the outcome says"),
        (another_reason, "FR was told another outcome"),
        (another_case, "a round is of another case"),
        (nobody_asked, "the question to FR is not here"),
    ],
)
async def test_a_round_that_the_exporter_tells_otherwise_is_found(
    three: CaseFederation,
    concluded: tuple[str, str],
    tmp_path: Path,
    edit: Callable[[dict[str, Any]], None],
    said: str,
) -> None:
    """Its own signature covers the file: the letters of the others say what was answered."""
    case_id, _ = concluded
    held = dict(read_bundle(await exported(three["DE"], case_id, tmp_path)).files)
    told = json.loads(held[ROUNDS])
    edit(told["rounds"][0])
    files = {name: each for name, each in held.items() if name not in (MANIFEST, MANIFEST_SIGNED)}
    files[ROUNDS] = json.dumps(told).encode()
    me, at = three["DE"].node.me, three.clock.now()
    (tmp_path / "other.zip").write_bytes(seal_files(me, files, case_id=case_id, at=at))
    assert said in failed(verify_file(tmp_path / "other.zip")).values()


async def test_a_round_that_is_left_out_is_said(
    three: CaseFederation, concluded: tuple[str, str], tmp_path: Path
) -> None:
    case_id, number = concluded
    held = dict(read_bundle(await exported(three["DE"], case_id, tmp_path)).files)
    files = {
        name: each for name, each in held.items() if name not in (MANIFEST, MANIFEST_SIGNED, ROUNDS)
    }
    me, at = three["DE"].node.me, three.clock.now()
    (tmp_path / "other.zip").write_bytes(seal_files(me, files, case_id=case_id, at=at))
    report = verify_file(tmp_path / "other.zip")
    assert f"The letters of the round {number} are not in it." in report.summary


async def test_a_round_that_is_open_says_so(three: CaseFederation, tmp_path: Path) -> None:
    other = of_goods("Pump HX200B for a dye works").model_copy(update={"reference": "AG-open"})
    case = await three["DE"].file(other)
    await three.settle()
    held = await begun(three, case_id=case.case_id)
    report = verify_file(await exported(three["DE"], case.case_id, tmp_path))
    assert failed(report) == {}
    said = f"Classification asked of FR, NL in round {held.number}, which is open."
    assert said in report.summary
