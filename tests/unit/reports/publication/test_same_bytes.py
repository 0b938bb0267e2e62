"""Two processes with other hash seeds make the same bytes of every file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

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


def digests(file: Path, seed: str, zone: str) -> dict[str, str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
    made = subprocess.run(
        [sys.executable, "-c", MAKE, str(file)],
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
