"""What a held cell loses, and what it will need beside it."""

from __future__ import annotations

import numpy as np
import pytest

from gateway.reports.consolidation import CellKey
from gateway.reports.disclosure.figures import read_figures
from gateway.reports.disclosure.lattice import published_cells
from gateway.reports.disclosure.losses import losses, losses_ahead
from tests.support.small_template import small_template
from tests.support.small_years import Record, consolidated

TEMPLATE = small_template()


def at(to: str) -> CellKey:
    return CellKey("licences", ("individual", "0A", to), "*")


def test_a_cell_beside_which_all_are_small_needs_its_total() -> None:
    """In the east CN has nearly all: IN can take no tenth of it, the east can."""
    records = [
        Record("licences", "DE", f"{to}{n}", ((("individual", "0A", to), cents),))
        for to, cents in {"CN": 1_000_000, "IN": 100, "KR": 90, "US": 2_000_000, "CA": 50}.items()
        for n in range(4)
    ]
    cells = published_cells(TEMPLATE, "licences")
    figures = read_figures(consolidated(TEMPLATE, records), cells, ())
    place = {to: figures.index[at(to)] for to in ("CN", "IN", "KR", "east")}
    held = np.zeros(len(figures.keys), dtype=bool)
    alone, ahead = losses(figures), losses_ahead(TEMPLATE, figures, held)
    assert ahead[place["CN"]] >= alone[place["CN"]] + alone[place["east"]]
    held[place["east"]] = True
    then = losses_ahead(TEMPLATE, figures, held)
    less = ahead[place["CN"]] - then[place["CN"]]
    assert less == pytest.approx(alone[place["east"]])
    held[place["KR"]] = True  # IN's move is taken by KR, and was by what is cheapest before
    assert losses_ahead(TEMPLATE, figures, held)[place["IN"]] <= then[place["IN"]]
