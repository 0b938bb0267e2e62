"""Units of systemd: it takes them, they expose little, and each role has one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.needs import SYSTEMD
from tests.support.under_unit import ANALYZE

UNITS = Path(__file__).parents[3] / "deploy" / "systemd"
OPERATIONS = UNITS.parents[1] / "docs" / "operations.md"
OF_SYSTEMD = Path("/usr/lib/systemd/system")
NAMES = sorted(each.name for each in UNITS.glob("*@.service"))
MOST = 12
"""The greatest exposure that is let pass, in tenths: 0 is none, 100 is everything."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine on which the units and Comity are installed."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip(SYSTEMD)
    folder = tmp_path_factory.mktemp("machine")
    shutil.copytree(OF_SYSTEMD, folder / "usr/lib/systemd/system", symlinks=True)
    shutil.copytree(UNITS, folder / "etc/systemd/system", symlinks=True)
    program = folder / "opt/comity/bin/comity"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return folder


def analyze(root: Path, *words: str) -> str:
    done = subprocess.run(
        [ANALYZE, f"--root={root}", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_systemd_takes_the_unit_without_a_word(name: str, root: Path) -> None:
    assert analyze(root, "verify", "--man=no", name.replace("@", "@de")) == ""


@pytest.mark.parametrize("name", NAMES)
def test_a_unit_exposes_little(name: str, root: Path) -> None:
    unit = name.replace("@", "@de")
    analyze(root, "security", "--offline=yes", f"--threshold={MOST}", unit)
    shown = json.loads(analyze(root, "security", "--offline=yes", "--json=short", unit))
    asked = {each["description"] for each in shown if each["set"] is False}
    assert not any("root user" in each or "privileges" in each for each in asked), asked


def test_the_drop_in_for_an_enclosed_engine_allows_two_namespaces_and_nothing_else(
    root: Path, tmp_path: Path
) -> None:
    """As docs/operations.md has it linked (operator2 O4)."""
    machine = tmp_path / "machine"
    shutil.copytree(root, machine, symlinks=True)
    [told] = re.findall(r"^ln -s (\S+) /(\S+)$", OPERATIONS.read_text("utf-8"), re.MULTILINE)
    (machine / told[1]).symlink_to(told[0])
    assert analyze(machine, "verify", "--man=no", "comity@de.service") == ""
    words = ("security", "--offline=yes", "--json=short", "comity@de.service")
    before, after = (
        {each["name"]: each["set"] for each in json.loads(analyze(each, *words))}
        for each in (root, machine)
    )
    changed = {name for name, is_set in after.items() if is_set != before[name]}
    assert changed == {"RestrictNamespaces=~user", "RestrictNamespaces=~net"}


def test_a_process_has_one_role_and_each_role_has_a_unit() -> None:
    served = {
        name: re.findall(r"--serve (\w+)", (UNITS / name).read_text("utf-8")) for name in NAMES
    }
    assert served.pop("comity@.service") == []
    assert served == {
        f"comity-{role}@.service": [role]
        for role in ("api", "console", "exchange", "indexer", "worker")
    }


def test_a_unit_waits_longer_than_a_node_takes_to_stop() -> None:
    from gateway.app.process import STOP_WITHIN_S  # noqa: PLC0415 - slow, and only this needs it

    text = (UNITS / "comity-.service.d/10-comity.conf").read_text("utf-8")
    [seconds] = re.findall(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)
    assert int(seconds) > STOP_WITHIN_S
    assert (UNITS / "comity@.service.d/10-comity.conf").read_text("utf-8") == text
