from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import Shown
from tests.support.editions import example_edition


def test_a_later_edition_is_given_the_totals_and_what_was_before_them() -> None:
    edition = example_edition(only=("licences_by_state", "denials_by_ground"))
    found = edition.as_earlier()
    assert found[: len(edition.earlier)] == edition.earlier
    own = {each.table: each for each in found[len(edition.earlier) :]}
    total = edition.tables[0].total()
    assert total is not None
    assert own["licences_by_state"].number == total.number
    assert own["licences_by_state"].value_cents == total.value_cents
    assert own["denials_by_ground"].value_cents is None
    assert own["licences_by_state"].source == "Annual report on 2025, edition 1"


def test_a_total_that_is_held_back_is_carried_into_no_later_edition() -> None:
    edition = example_edition(only=("licences_by_state",))
    table = edition.tables[0]
    row = [line.code for line in table.rows].index(TOTAL)
    column = [line.code for line in table.columns].index(TOTAL)
    cells = [list(each) for each in table.cells]
    cells[row][column] = Shown(state=CellState.SUPPRESSED, why="few")
    held = table.model_copy(update={"cells": tuple(tuple(each) for each in cells)})
    found = edition.model_copy(update={"tables": (held,)}).as_earlier()
    assert found == edition.earlier
