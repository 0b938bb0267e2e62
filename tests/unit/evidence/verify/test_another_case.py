"""What the exporting node may not put in the place of its own law and case (tests2, 6)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import RegisterError
from gateway.evidence.contents import (
    ANCHOR,
    CASE,
    JOURNAL_INDEX,
    LOG_INDEX,
    calendar_file,
    examination_files,
)
from gateway.evidence.verify.check_consultations import check_stop
from tests.support.case_world import CaseWorld
from tests.support.judged_talks import DEADLINE
from tests.unit.evidence.forging import Change, edited, examined_anew, resealed, verified
from tests.unit.evidence.verify.test_check_by_hand import talk


def said(world: CaseWorld, exported: bytes, folder: Path, change: Change) -> dict[str, str]:
    """Return what fails in a file that the node itself changed and signed again."""
    report = verified(folder, resealed(world, exported, change), world.anchor)
    return {each.name: each.detail for each in report.failed}


def test_a_period_is_counted_by_the_calendar_of_the_authority_that_was_asked(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    def swap(files: dict[str, bytes]) -> None:
        files[calendar_file("NL")] = files[calendar_file("FR")]

    found = said(world, exported, tmp_path, swap)
    assert any("the calendar of NL is another authority's" in each for each in found.values())


@pytest.mark.parametrize("number", ["DE-C-2026-09999", "FR-C-2026-00001"])
def test_the_case_is_the_one_that_the_manifest_names(
    world: CaseWorld, exported: bytes, tmp_path: Path, number: str
) -> None:
    def rename(case: Any) -> None:
        case["case_id"] = number

    found = said(world, exported, tmp_path, edited(CASE, rename))
    assert "case.json is another case than the manifest names" in found.values()


def take_proofs(index: Any) -> None:
    for each in index["entries"]:
        each["proofs"] = []


def take_positions(index: Any) -> None:
    for each in index["registers"]:
        each["proof"] = None


def swap_records(files: dict[str, bytes]) -> None:
    """Put the first examination's record in the place of the second one."""
    (first, _), (second, _) = examination_files(1), examination_files(2)
    files[second] = files[first]


def no_request(index: Any) -> None:
    index["letters"] = [
        each for each in index["letters"] if each["letter_type"] != "consultation.request"
    ]


def no_relayed(index: Any) -> None:
    index["relayed"] = {}


def another_relayed(files: dict[str, bytes]) -> None:
    [name] = json.loads(files[LOG_INDEX])["relayed"].values()
    files[name] = json.dumps(json.loads(files[name]) | {"denial_id": "FR-2024-09999"}).encode()


def other_federation(anchor: Any) -> None:
    anchor["federation_id"] = "ab" * 32


def no_text(files: dict[str, bytes]) -> None:
    files[ANCHOR] = b"\xff\xfe"


FORGED: list[tuple[Change, str]] = [
    (edited(LOG_INDEX, take_proofs), "nothing proves that it is in the log"),
    (edited(LOG_INDEX, take_positions), "nothing proves the size and root"),
    (edited(LOG_INDEX, no_relayed), "a relayed denial, is not in the file"),
    (another_relayed, " is another denial"),
    (edited(JOURNAL_INDEX, no_request), "there are 0 accepted requests, not one"),
    (swap_records, "not every record holds"),
    (edited(ANCHOR, other_federation), "anchor.json is that of another federation"),
    (no_text, "anchor.json is not text"),
]


@pytest.mark.parametrize(("change", "words"), FORGED, ids=[words for _, words in FORGED])
def test_what_nothing_proves_does_not_hold(
    world: CaseWorld, exported: bytes, tmp_path: Path, change: Change, words: str
) -> None:
    found = said(world, exported, tmp_path, change)
    assert any(words in each for each in found.values()), found


def test_an_examination_names_the_lists_that_it_has(
    world: CaseWorld, exported: bytes, tmp_path: Path
) -> None:
    change = examined_anew(world, 2, lambda _: None, lists_digest="ab" * 32)
    found = said(world, exported, tmp_path, change)
    assert any("another digest of the control lists" in each for each in found.values()), found


def test_a_stop_ends_only_where_goods_were_stopped() -> None:
    with pytest.raises(RegisterError, match="an end of the stop itself that follows from nothing"):
        check_stop(talk(stop_clock=DEADLINE))
