"""The demo of the annual report, end to end: five States, a hundredth of the records."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Edition
from gateway.domain.annual.template import RecordKind
from gateway.domain.annual.templates import read_template, shipped_file
from gateway.errors import InputError, StateError
from gateway.reports.rates import shipped_rates
from lab.report_demo.check import check_totals
from lab.report_demo.run import DemoOrder, report_demo, template_of
from lab.report_demo.telling import DemoStep, ReportDemo
from lab.report_demo.year import demo_year

STATES = ("BE", "DE", "FR", "IT", "NL")
VIEWS = (
    "licences_by_state",
    "applications_by_state",
    "users_by_state",
    "use_by_kind",
    "denials_by_state",
    "denials_by_ground",
    "prohibitions_by_destination",
    "cyber_by_state",
)
"""A published table for each collected one: a template with fewer is refused."""


def few_tables() -> str:
    """The shipped template with eight of its published tables, and the plainer rules.

    Under its own rules so small a year shows no value at all.
    """
    text = shipped_file("2024/214/2025-3").decode()
    text = text.replace("pooling = 2", "pooling = 1").replace("p_percent = 0.10\n", "")
    for rule in ("one_state", "differences", "states_read"):
        text = text.replace(f"{rule} = true\n", "")
    parts = re.split(r"(?m)^(?=\[)", text)
    return "".join(
        part
        for part in parts
        if not part.startswith("[[view]]") or any(f'key = "{key}"' in part for key in VIEWS)
    )


@pytest.fixture(scope="module")
def order() -> DemoOrder:
    return DemoOrder(seed=1, scale=0.01, states=STATES, template=few_tables())


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "out"


@pytest.fixture(scope="module")
def found(order: DemoOrder, out: Path) -> ReportDemo:
    return report_demo(order, out)


def step(found: ReportDemo, beginning: str) -> DemoStep:
    return next(each for each in found.steps if each.title.startswith(beginning))


def edition(out: Path, number: int) -> Edition:
    raw = (out / f"edition-{number}" / "data" / "edition.json").read_bytes()
    return Edition.model_validate_json(raw)


def test_from_the_call_to_a_corrigendum(found: ReportDemo, out: Path) -> None:
    """Everything that the story promises has happened, by letters between nodes."""
    assert (found.authorities, found.states) == (7, STATES)
    assert found.draft_coverage == "3 of 27 States"
    assert "version 2 differs in" in step(found, f"{found.questioned} is asked").said
    assert found.difference > 0
    assert found.marks == 2
    assert [each.number for each in found.editions] == [1, 2]
    # A call, a submission or part, an outcome for each authority; tables and clearances.
    assert found.letters >= 3 * found.authorities + 2 * len(STATES)
    assert json.loads((out / "summary.json").read_text())["editions"][1]["number"] == 2
    assert (out / "records-NL.xlsx").stat().st_size > 0


def test_each_edition_holds_what_was_made_to_the_cent(found: ReportDemo) -> None:
    for published in found.editions:
        assert all(each.equal for each in published.totals)
        assert any(each.shown for each in published.totals)
    before, after = found.editions
    assert before.totals[0].made_number != after.totals[0].made_number


def test_the_corrigendum_names_the_edition_and_the_versions(found: ReportDemo, out: Path) -> None:
    first, second = edition(out, 1), edition(out, 2)
    assert second.corrects == found.editions[0].digest
    assert second.changes
    versions = {each.state: each.version for each in second.sources}
    assert versions == {"BE": 1, "DE": 1, "FR": 2, "IT": 2, "NL": 1}
    assert {each.state: each.version for each in first.sources}["FR"] == 1
    changed = (out / "edition-2" / "changes.html").read_text()
    assert "licences that it had left out" in changed
    for name in ("index.html", "report.pdf", "data/tables.xlsx", "tables.docx"):
        assert (out / "edition-1" / name).stat().st_size > 0


def test_what_was_marked_shows_no_figure(found: ReportDemo, out: Path) -> None:
    held = [
        cell
        for table in edition(out, 2).tables
        for row in table.cells
        for cell in row
        if cell.state in {CellState.CONFIDENTIAL, CellState.SUPPRESSED}
    ]
    assert found.editions[1].held_share > 0
    assert all(cell.number is None and cell.value_cents is None for cell in held)


def test_a_cent_too_many_is_noticed(order: DemoOrder, found: ReportDemo, out: Path) -> None:
    """The last step is worth something: it refuses a publication that is a cent away."""
    template = template_of(order)
    year = demo_year(template, shipped_rates(), seed=1, scale=0.01, states=STATES)
    records = list(year.all_records(with_late=True))
    site = Path(found.editions[1].folder)
    assert check_totals(template, records, shipped_rates(), site)
    kinds = {RecordKind.APPLICATION, RecordKind.AUTHORISATION, RecordKind.DENIAL}
    for at, record in enumerate(records):
        if record.kind in kinds and record.lines and record.lines[0].value and not record.annulled:
            line = record.lines[0]
            more = line.model_copy(update={"value": (line.value or 0) + Decimal("0.5")})
            records[at] = record.model_copy(update={"lines": (more, *record.lines[1:])})
    with pytest.raises(StateError, match="not what was made"):
        check_totals(template, records, shipped_rates(), site)


def test_fewer_states_than_the_story_needs_are_refused() -> None:
    template = read_template("template", shipped_file("2024/214/2025-3"))
    with pytest.raises(InputError, match="5 Member States"):
        demo_year(template, shipped_rates(), seed=1, scale=0.01, states=("DE", "FR"))
