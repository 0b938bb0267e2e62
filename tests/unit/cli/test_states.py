"""`comity states`: who is a Member State on a day, and what a new file would change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli.states import app
from gateway.errors import InputError, LawError
from tests.support.law_texts import states_text

RUNNER = CliRunner()
ACCESSION = states_text("EU-states/2027-1", "2027-06-01", "2028-01-01")


def run(*words: str) -> str:
    ran = RUNNER.invoke(app, list(words), catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_who_is_one_on_a_day() -> None:
    told = json.loads(run("show", "--on", "2020-12-31", "--json"))
    assert told["members"] == 28
    assert {each["code"]: each["member"] for each in told["states"]}["UK"] is True
    assert "27 Member States" in run("show", "--on", "2026-11-28")


def test_a_file_in_a_nodes_folder_counts_there(tmp_path: Path) -> None:
    file = tmp_path / "made.toml"
    file.write_text(ACCESSION, encoding="utf-8")
    home = tmp_path / "node"
    (home / "law").mkdir(parents=True)
    (home / "law" / "list.toml").write_text('kind = "national"\nstate = "NL"\n', encoding="utf-8")
    (home / "law" / "broken.toml").write_text("state = [", encoding="utf-8")
    run("install", str(file), "--home", str(home))
    told = json.loads(run("show", "--on", "2028-01-01", "--home", str(home), "--json"))
    assert (told["version"], told["members"]) == ("EU-states/2027-1", 28)


def test_what_it_changes_is_said_before_it_is_announced(tmp_path: Path) -> None:
    file = tmp_path / "made.toml"
    file.write_text(ACCESSION, encoding="utf-8")
    (change,) = json.loads(run("check", str(file), "--json"))["changes"]
    assert change == {
        "state": "ME",
        "before": "candidate",
        "after": "Member State from 2028-01-01",
    }
    assert "Member State from" in run("check", str(file))


def test_a_wrong_day_and_a_wrong_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="on: '2026-02-31' is not a date"):
        run("show", "--on", "2026-02-31")
    file = tmp_path / "made.toml"
    file.write_text(ACCESSION.replace("Podgorica", "Nowhere"), encoding="utf-8")
    with pytest.raises(LawError, match=r"made.toml, line \d+: .*no time zone"):
        run("check", str(file))
