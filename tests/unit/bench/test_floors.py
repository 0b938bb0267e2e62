"""Every figure with a floor is one that a measurement makes, and is judged the right way round."""

from __future__ import annotations

import tomllib

import pytest

from gateway.cli.bench import FOLDER, names
from tools.bench_floors import FLOORS, command_of, measured, row_of, value_of

TABLE = tomllib.loads(FLOORS.read_text("utf-8"))
MORE = {"of": "exchange", "key": "classic.ratio", "floor": 0.95, "goal": 1.1}
LESS = {"of": "search", "key": "p95_ms", "floor": 25, "less": True}


def test_every_figure_has_its_measurement_and_each_a_figure() -> None:
    made = [each["name"] for each in TABLE["measurement"]]
    assert len(set(made)) == len(made)
    assert {each["of"] for each in TABLE["figure"]} == set(made)
    benches = {each["bench"] for each in TABLE["measurement"] if "bench" in each}
    assert benches <= set(names(FOLDER))


def test_every_measurement_has_a_short_form() -> None:
    assert sorted(TABLE["short"]) == list(names(FOLDER))


@pytest.mark.parametrize(
    ("figure", "values", "fell"),
    [
        (MORE, [0.95, 0.96, 0.5], False),  # the median counts
        (MORE, [0.94, 0.94, 2.0], True),
        (LESS, [25.0], False),
        (LESS, [25.1], True),
        (LESS, [], True),  # what could not be measured has fallen
    ],
)
def test_a_figure_falls_below_its_floor(
    figure: dict[str, object], values: list[float], *, fell: bool
) -> None:
    runs = [{"classic": {"ratio": each}, "p95_ms": each} for each in values]
    seen = measured(figure, runs)
    assert seen.fell is fell
    assert ("FELL" in row_of(seen)) is fell


def test_a_figure_that_is_not_printed_is_a_fault() -> None:
    figure = {"key": "sqlite.p95_ms"}
    assert value_of({"sqlite": {"p95_ms": 30}}, figure) == pytest.approx(30.0)
    with pytest.raises(KeyError):
        value_of({"sqlite": {}}, figure)


def test_arguments_of_a_measurement_stand_after_two_hyphens() -> None:
    command = command_of({"bench": "match", "arguments": ["--records", "9"]})
    assert command[-5:] == ["match", "--json", "--", "--records", "9"]
    assert command_of({"bench": "sync"})[-2:] == ["sync", "--json"]
    assert command_of({"command": ["sandbox", "simulate"]})[-1] == "--json"
