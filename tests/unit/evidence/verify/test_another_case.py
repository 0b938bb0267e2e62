"""What the exporting node may not put in the place of its own law and case (tests2, 6)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.evidence.contents import CASE, calendar_file
from tests.support.case_world import CaseWorld
from tests.unit.evidence.forging import Change, edited, resealed, verified


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
