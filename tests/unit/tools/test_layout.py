"""Where tests lie says what they start."""

from __future__ import annotations

import re
from pathlib import Path

UNIT = Path(__file__).parents[1]
# What starts a node, an engine, or a whole federation, whatever the test makes of it.
STARTS = re.compile(
    r"\b(case_federation|running_node|open_live_node|live_node|start_nodes|simulate)\(|"
    r"gateway\.cli\.main\", ?\"up\"|temporal_server\("
)


def test_no_unit_test_starts_a_node() -> None:
    here = Path(__file__)
    found = {
        str(path.relative_to(UNIT)): starts[0]
        for path in sorted(UNIT.rglob("*.py"))
        if path != here and (starts := STARTS.search(path.read_text("utf-8")))
    }
    assert found == {}, "it belongs to tests/node, tests/federation or tests/engine"
