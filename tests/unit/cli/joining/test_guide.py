"""The guide of joining, command by command; what needs nodes runs in tests/node/test_joining.py."""

from __future__ import annotations

import re
import shlex
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from certs.dev import make_federation
from gateway.app.directory import hold_directory
from gateway.app.joining.candidacy import kept_candidate
from gateway.cli.main import app
from tests.support.stations import StepClock

GUIDE = (Path(__file__).parents[4] / "docs/guides/joining.md").read_text("utf-8")
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
]
NEEDS_NODES = ("comity up ", "comity doctor ", "comity join --check --home at --wait ")
ASKS = "comity init --home at"  # tests/unit/cli/joining/test_init.py answers


def test_every_command_of_the_guide_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    files = make_federation(("DE", "FR"), tmp_path / "federation", now=now)
    for number, name in enumerate(("anna", "bert"), start=1):
        (tmp_path / name).mkdir()
        shutil.copy(files.operator_key(f"operator-{number}"), tmp_path / name / "key.pem")
        for each in (files.anchor, files.directory):
            shutil.copy(each, tmp_path / name / each.name)
    for each in (files.ca_certificate, files.ca_key, files.anchor):
        shutil.copy(each, tmp_path / each.name)
    monkeypatch.chdir(tmp_path)

    done = 0
    for line in COMMANDS:
        if line == ASKS or line.startswith(NEEDS_NODES):
            continue
        _, *words = shlex.split(line.replace("/var/lib/comity", "hosts"))
        result = CliRunner().invoke(app, words, input="y\n", catch_exceptions=False)
        assert result.exit_code == 0, f"{line}\n{result.output}"
        done += 1
    assert done > 9
    assert "AT" in hold_directory(tmp_path / "at", at=StepClock(now)).members
    codes = {kept_candidate(each).code for each in (tmp_path / "hosts").iterdir()}
    assert codes == {"BE-VLG", "BE-WAL"}
