"""What was protected is not protected again; what differs in anything is."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from gateway.domain.annual.cells import Mark, MarkGround
from gateway.reports.consolidation import CellKey, Consolidation
from gateway.reports.disclosure import protect
from gateway.reports.disclosure.protecting import Remembered
from tests.support.small_template import small_template
from tests.support.small_years import consolidated, seeded_records

TEMPLATE = small_template()
AT = CellKey("licences", ("individual", "*", "*"), "DE")


def year() -> Consolidation:
    size = {"licences": 40, "transits": 10}
    return consolidated(TEMPLATE, seeded_records(TEMPLATE, 9, size=size, exporters=12))


def told(consolidation: Consolidation, **options: object) -> set[str]:
    """Protect, and return what was said to be done: nothing where it was known."""
    said: set[str] = set()
    protect(consolidation, progress=lambda what, *_: said.add(what), **options)  # type: ignore[arg-type]
    return said


def test_the_same_figures_are_protected_once() -> None:
    first = protect(year())
    assert told(year()) == set()
    assert protect(year()) == first


def test_a_mark_an_uncleared_cell_and_another_rule_are_protected_anew() -> None:
    union = year()
    protect(union)
    mark = Mark(ground=MarkGround.DEFENCE, by="DE")
    assert told(replace(union, marks={AT: (mark,)}))
    assert told(union, uncleared=[AT])
    rules = TEMPLATE.disclosure.model_copy(update={"min_contributors": 4})
    stricter = TEMPLATE.model_copy(update={"disclosure": rules})
    assert told(replace(union, template=stricter))


def test_the_least_used_is_forgotten() -> None:
    made: list[str] = []
    kept: Remembered[None] = Remembered(most=2)
    for name in ("a", "b", "a", "c", "a", "b"):
        kept.of([name.encode()], lambda name=name: made.append(name))  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]


def test_parts_are_kept_apart() -> None:
    kept: Remembered[int] = Remembered()
    assert kept.of([b"ab", b"c"], lambda: 1) == 1
    assert kept.of([b"a", b"bc"], lambda: 2) == 2


@pytest.mark.parametrize("method", ["PRIMAL", "DUAL"])
def test_the_solver_says_nothing_where_json_is_printed(method: str) -> None:
    code = (
        "from gateway.reports.disclosure import programs as p; "
        f"p.quiet_solver(p.{method}).run(); print('json')"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("json\n", "")
