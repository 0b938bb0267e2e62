"""Two processes with other hash seeds make the same bytes of every file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.additive_tables import edition_of_additive_tables
from tests.support.editions import corrigendum, example_edition

ROOT = Path(__file__).resolve().parents[4]
MAKE = """
import hashlib, json, sys
from pathlib import Path
from gateway.domain.annual.edition import Edition
from gateway.reports.publication import files_of
edition = Edition.model_validate_json(Path(sys.argv[1]).read_bytes())
found = files_of(edition)
print(json.dumps({path: hashlib.sha256(content).hexdigest() for path, content in found.items()}))
"""

PROTECT = """
import hashlib, json, sys
from datetime import UTC, datetime
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.disclosure import protect
from gateway.reports.editions import Freeze, edition
from gateway.reports.publication import files_of
from gateway.reports.published_tables import appear
from gateway.reports.rates import shipped_rates
from lab.synthetic_year.union import made_union
from tests.support.annual import consolidated
template, rates = shipped_templates()[-1], shipped_rates()
made = made_union(template, rates, scale=0.02)
states = {code: each.records for code, each in made.items() if code[:2] in {"AT", "BE", "BG"}}
union = consolidated(template, states, rates)
found = protect(union)
frozen = Freeze("EU-R-2025", "Report", datetime(2026, 6, 1, tzinfo=UTC))
made = edition(union, appear(union, found.held, found.merges), frozen)
written = files_of(made, documents=False).items()
files = {path: hashlib.sha256(each).hexdigest() for path, each in written}
files["template"] = template.version
print(json.dumps(files))
"""


def digests(file: Path, seed: str, zone: str, make: str = MAKE) -> dict[str, str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
    made = subprocess.run(
        [sys.executable, "-c", make, str(file)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
    )
    return dict(json.loads(made.stdout))


def test_two_processes_make_the_same_bytes_of_every_file(tmp_path: Path) -> None:
    edition = corrigendum(
        example_edition(only=("licences_by_state", "licences_by_item", "denials_by_ground"))
    )
    others = {each.key for each in edition_of_additive_tables().tables}
    tables = [each for each in edition.tables if each.key not in others]
    edition = edition.model_copy(update={"tables": (*edition_of_additive_tables().tables, *tables)})
    file = tmp_path / "edition.json"
    file.write_bytes(edition.to_bytes())
    one = digests(file, "1", "UTC")
    other = digests(file, "4242", "Pacific/Auckland")
    assert {"report.pdf", "tables.docx", "data/tables.xlsx", "data/held-together.csv"} <= set(one)
    assert one == other


@pytest.mark.long
@pytest.mark.limit(900)  # twenty seconds where nothing else runs
def test_two_processes_hold_back_the_same_by_the_newest_template(tmp_path: Path) -> None:
    one = digests(tmp_path, "1", "UTC", PROTECT)
    other = digests(tmp_path, "4242", "Pacific/Auckland", PROTECT)
    assert one["template"] == "2024/214/2025-3"
    assert len(one) > 20
    assert one == other
