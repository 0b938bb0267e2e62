"""Two series of measurements are put side by side honestly."""

from __future__ import annotations

import json
from pathlib import Path

from tools.bench_medians import compared, figures, series


def test_every_number_is_named_by_its_way() -> None:
    assert dict(figures({"a": {"b": 1, "c": "x", "d": True}, "e": 2.5})) == {"a.b": 1.0, "e": 2.5}


def test_the_result_is_what_was_printed_last(tmp_path: Path) -> None:
    (tmp_path / "here-1.json").write_text('progress\n{"per_s": 5}\n')
    (tmp_path / "here-2.json").write_text(json.dumps({"per_s": 7}, indent=1))
    (tmp_path / "there-1.json").write_text('{"per_s": 1}')
    assert series(tmp_path, "here") == {"per_s": [5.0, 7.0]}


def test_medians_ratio_and_spread() -> None:
    (row,) = compared({"x": [9.0, 10.0, 12.0], "gone": [1.0]}, {"x": [5.0, 4.0, 6.0]})
    assert (row["before"], row["now"], row["ratio"]) == (10.0, 5.0, 0.5)
    assert (row["spread_before"], row["spread_now"]) == (30.0, 40.0)
