"""Where a cell comes from, and one cell computed alone."""

from __future__ import annotations

import pytest

from gateway.domain.annual.cells import Cell, Figures, Mark, MarkGround
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import Source
from gateway.domain.annual.submission import Submission
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.consolidation import CellKey, consolidate
from gateway.reports.provenance import provenance, recompute
from tests.support.annual import figures, source_of, submission

TEMPLATE = shipped_templates()[-1]
GRANTED, REFUSED = ("individual", "granted"), ("individual", "refused")
MARK = Mark(ground=MarkGround.DEFENCE, by="FR")


def sent() -> list[tuple[Source, Submission]]:
    def cell(at: tuple[str, ...], found: Figures | None, mark: Mark | None = None) -> Cell:
        return Cell(table="applications", at=at, figures=found, mark=mark)

    cells = {
        "DE": [cell(GRANTED, figures(7, 700, 3)), cell(REFUSED, figures(1, 5, 1))],
        "FR": [cell(GRANTED, figures(2, 50, 2), MARK), cell(REFUSED, None)],
        "IT": [],
    }
    return [
        (source_of(code, version), submission(TEMPLATE, code, cells[code], version=version))
        for version, code in enumerate(cells, start=1)
    ]


def test_a_cell_names_states_versions_and_digests_with_their_figures() -> None:
    found = provenance(consolidate(TEMPLATE, sent()), CellKey("applications", GRANTED, TOTAL))
    assert [(each.source.state, each.source.version) for each in found.contributions] == [
        ("DE", 1), ("FR", 2), ("IT", 3),
    ]  # fmt: skip
    german, french, italian = found.contributions
    assert german.source == source_of("DE", 1)
    assert (german.figures, german.sent, german.marks) == (figures(7, 700, 3), True, ())
    assert french.marks == (MARK,)
    assert (italian.figures, italian.sent) == (Figures(), False)
    assert len(found.missing) == 24
    assert found.figures == figures(7, 700, 3).beside(figures(2, 50, 2))


def test_a_states_cell_comes_from_its_one_submission() -> None:
    found = provenance(consolidate(TEMPLATE, sent()), CellKey("applications", GRANTED, "FR"))
    assert [each.source.state for each in found.contributions] == ["FR"]
    assert found.missing == ()


@pytest.mark.parametrize("origin", [TOTAL, "DE", "FR", "IT", "PL"])
@pytest.mark.parametrize("at", [GRANTED, REFUSED, (TOTAL, TOTAL)])
def test_one_cell_computed_alone_is_the_consolidated_one(origin: str, at: tuple[str, ...]) -> None:
    key = CellKey("applications", at, origin)
    assert recompute(TEMPLATE, sent(), key) == consolidate(TEMPLATE, sent()).figures(key)
