"""Which alerts fire on what `/metrics` shows: evaluated by Prometheus' own `promtool`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.needs import PROMETHEUS

RULES = Path(__file__).parents[2] / "deploy" / "prometheus" / "alerts.yml"
EACH_MIN = 180
"""How long each look holds, in minutes: longer than any rule waits."""

NOBODY: dict[str, str] = {"job": "comity", "instance": "node"}
CLOCK = "comity_machine_seconds"
NAMED = frozenset(re.findall(r"\bcomity_\w+", RULES.read_text("utf-8")))
"""What the rules look at: of all that a node shows, promtool has hours of work with the rest."""

GOT = re.compile(r'alertname="(\w+)"')


def promtool(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run promtool; the test skips where it is absent."""
    program = shutil.which("promtool")
    if program is None:
        pytest.skip(PROMETHEUS)
    return subprocess.run(
        [program, *map(str, words)], capture_output=True, text=True, check=False, timeout=60
    )


def fired(folder: Path, *looks: tuple[str, float]) -> set[str]:
    """Return the alerts that fire after each look was seen for `EACH_MIN` minutes.

    Args:
        folder: Where the input of promtool is written.
        looks: The text of `/metrics` and the true time, in seconds; an empty text: no answer.
    """
    unit = {
        "rule_files": [str(RULES)],
        "evaluation_interval": "5m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [
                    {"series": name, "values": values} for name, values in _series(looks)
                ],
                "promql_expr_test": [
                    {
                        "expr": 'group by (alertname) (ALERTS{alertstate="firing"})',
                        "eval_time": f"{EACH_MIN * len(looks) - 1}m",
                        "exp_samples": [],
                    }
                ],
            }
        ],
    }
    file = folder / "alerts.json"  # JSON is YAML
    file.write_text(json.dumps(unit))
    done = promtool("test", "rules", file)
    found = set(GOT.findall(done.stdout + done.stderr))
    # It fails where something fires, and for nothing else.
    assert (done.returncode != 0) == bool(found), done.stdout + done.stderr
    return found


def _series(looks: Sequence[tuple[str, float]]) -> Iterator[tuple[str, str]]:
    """Give each series with its values, one a minute; promtool's time begins at 0.

    So the node's clock is moved by as much: what counts is by how much it differs.
    """
    seen = [_samples(text, at) for text, at in looks]
    for name in dict.fromkeys(name for each in seen for name in each):
        parts = []
        for number, each in enumerate(seen):
            value, more = each.get(name), EACH_MIN - 1
            if value is None:
                parts.append(f"_x{EACH_MIN}")
            elif name.startswith(CLOCK):
                first = value + number * EACH_MIN * 60
                parts.append(f"{first:+.3f}+60x{more}".lstrip("+"))
            else:
                parts.append(f"{value!r}+0x{more}")
        yield name, " ".join(parts)


def _samples(text: str, at: float) -> dict[str, float]:
    found = {_name("up", NOBODY): float(bool(text))}
    for family in text_string_to_metric_families(text):
        for each in family.samples:
            if each.name in NAMED:
                moved = at if each.name == CLOCK else 0.0
                found[_name(each.name, {**NOBODY, **each.labels})] = each.value - moved
    return found


def _name(name: str, labels: dict[str, str]) -> str:
    inner = ", ".join(f"{key}={json.dumps(value)}" for key, value in labels.items())
    return f"{name}{{{inner}}}"
