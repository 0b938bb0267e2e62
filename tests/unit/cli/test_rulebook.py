"""`comity rulebook`: the law that is held, in sentences and as data, and how it is announced."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from certs.dev import make_federation
from certs.layout import FederationFiles
from certs.operators import read_directory
from gateway.cli.main import app
from gateway.errors import ComityError, InputError, Reason
from gateway.trust.shipped_law import shipped_law
from tests.support.commands import printed_by
from tests.support.notices import LAW_OF_NOTICES

NOW = datetime.now(UTC).replace(microsecond=0)
VERSION = "EU-2021-821/2026-3"
NEXT_WEEK = (NOW + timedelta(days=7)).date().isoformat()
CHANGES = {
    "version": "EU-2021-821/2099-1",
    "in_force_from": NEXT_WEEK,
    "procedure 14(1) / period / working_days": "5",
}
ASSETS = Path(__file__).parents[2] / "assets" / "rulebooks"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["rulebook", *words])


printed = partial(printed_by, run)


@pytest.fixture
def reform(tmp_path: Path) -> Path:
    """A rulebook of next week in which Article 14(1) has five days."""
    file = tmp_path / "reform.toml"
    file.write_text(
        f'version = "EU-2021-821/2099-1"\nextends = "2026-3"\nin_force_from = {NEXT_WEEK}\n'
        '[[procedure]]\ncode = "14(1)"\n[procedure.period]\nworking_days = 5\n',
        encoding="utf-8",
    )
    return file


@pytest.fixture
def federation(tmp_path: Path) -> FederationFiles:
    made = NOW - timedelta(hours=1)
    return make_federation(("DE", "MT"), tmp_path / "federation", now=made, law=(shipped_law(), ()))


def test_what_comes_with_comity_is_listed_with_its_dates() -> None:
    listed = printed("list")["rulebooks"]
    versions = [VERSION, "EU-833-2014/2026-3", "EU-765-2006/2026-2"]
    assert [each["version"] for each in listed] == versions
    assert all(each["in_force"] for each in listed)
    assert listed[0]["procedures"] == ["14(1)", "16(5)", "14(2)", "21(4)"]
    assert listed[1]["procedures"] == ["2d(3)"]
    assert VERSION in run("list").output


def test_a_rulebook_is_shown_in_sentences() -> None:
    shown = run("show", "--procedure", "21-4").output
    assert "the goods are" in shown
    assert "Procedure 14(1)" not in shown
    whole = run("show").output
    for title in ("Procedure 14(1)", "Case transit", "Review 5(5)", "Notice 23(2)(e)"):
        assert title in whole
    assert "Why" in run("show", "--procedure", "21-4", "--reasons").output


def test_a_procedure_is_data_too() -> None:
    assert printed("show", VERSION, "--procedure", "14-1")["period"]["working_days"] == 10
    assert printed("show", "EU-833-2014/2026-3")["notice"][-2]["code"] == "2d.granted"


def test_a_law_of_notices_has_no_procedure(tmp_path: Path) -> None:
    file = tmp_path / "notices.toml"
    file.write_text(LAW_OF_NOTICES, encoding="utf-8")
    result = run("show", str(file), "--procedure", "14-1")
    assert isinstance(result.exception, InputError)


def test_two_versions_are_compared_value_by_value(reform: Path) -> None:
    changes = {each["where"]: each["after"] for each in printed("diff", VERSION, str(reform))}
    assert changes == CHANGES
    assert "5 working days" in run("show", str(reform), "--procedure", "14-1").output
    assert "no difference" in run("diff", VERSION, VERSION).output


def test_a_file_is_checked_as_a_node_will(reform: Path, tmp_path: Path) -> None:
    checked = printed("check", str(reform))
    assert checked["version"] == "EU-2021-821/2099-1"
    assert {each["where"]: each["after"] for each in checked["changes"]} == CHANGES
    assert "procedure 14(1) / period" in run("check", str(reform)).output
    assert "is in order" in run("check", str(ASSETS / "overlay-sound.toml")).output
    wrong = run("check", str(ASSETS / "period-of-zero.toml")).exception
    assert isinstance(wrong, ComityError)
    assert (wrong.reason, wrong.metadata["line"]) == (Reason.RULEBOOK_INVALID, "81")
    overlapping = tmp_path / "overlapping.toml"
    text = reform.read_text(encoding="utf-8").replace(NEXT_WEEK, "2021-09-09")
    overlapping.write_text(text, encoding="utf-8")
    refused = run("check", str(overlapping)).exception
    assert isinstance(refused, ComityError)
    assert "both in force" in str(refused)
    lines = text.splitlines()
    assert lines[int(refused.metadata["line"]) - 1].startswith("in_force_from")


def test_the_operators_announce_a_rulebook_and_a_node_holds_it(
    reform: Path, federation: FederationFiles
) -> None:
    told = printed("announce", str(reform), "--federation", str(federation.folder))
    assert (told["version"], told["directory_version"]) == ("EU-2021-821/2099-1", 2)
    named = {law.version: law for law in read_directory(federation, at=datetime.now(UTC)).rulebooks}
    assert named["EU-2021-821/2099-1"].effective_date == NEXT_WEEK
    home = str(federation.members["MT"].folder)
    listed = printed("list", "--home", home)["rulebooks"]
    assert {each["version"]: each["in_force"] for each in listed}["EU-2021-821/2099-1"] is False


def test_in_a_rehearsal_the_nodes_clock_says_what_is_in_force(tmp_path: Path) -> None:
    made = NOW - timedelta(hours=1)
    law = (shipped_law(), ())
    federation = make_federation(("DE",), tmp_path / "f", now=made, law=law, rehearsal=True)
    home = federation.members["DE"].folder
    (home / "node.toml").write_text(
        'authority = "DE"\nclock_offset = "offset.json"\n', encoding="utf-8"
    )
    before = (datetime(2020, 1, 1, tzinfo=UTC) - NOW).total_seconds()
    (home / "offset.json").write_text(json.dumps({"offset_s": before}), encoding="utf-8")
    listed = printed("list", "--home", str(home))["rulebooks"]
    assert {each["version"]: each["in_force"] for each in listed}[VERSION] is False
    (home / "offset.json").unlink()
    listed = printed("list", "--home", str(home))["rulebooks"]
    assert {each["version"]: each["in_force"] for each in listed}[VERSION] is True


def test_an_overlay_is_announced_and_seen_by_a_peer(
    federation: FederationFiles, tmp_path: Path
) -> None:
    text = (ASSETS / "overlay-sound.toml").read_text(encoding="utf-8")
    file = tmp_path / "mt.toml"
    file.write_text(text.replace("2026-12-01", NEXT_WEEK), encoding="utf-8")
    printed("announce", str(file), "--federation", str(federation.folder))
    home = str(federation.members["DE"].folder)
    (seen,) = printed("show", "--authority", "MT", "--home", home)
    assert seen["reminders"]["remind_before_s"] == 432_000
    assert "Maltese" in run("show", "--authority", "MT", "--home", home).output
    assert "has set nothing" in run("show", "--authority", "DE", "--home", home).output


def test_a_law_of_yesterday_is_not_announced(
    federation: FederationFiles, reform: Path, tmp_path: Path
) -> None:
    past = tmp_path / "past.toml"
    text = reform.read_text(encoding="utf-8").replace(NEXT_WEEK, "2025-01-01")
    past.write_text(text, encoding="utf-8")
    result = run("announce", str(past), "--federation", str(federation.folder))
    assert isinstance(result.exception, InputError)
    assert result.exception.reason is Reason.DATE_IMPOSSIBLE


def test_a_rulebook_is_put_into_a_nodes_folder(reform: Path, tmp_path: Path) -> None:
    told = printed("install", str(reform), "--home", str(tmp_path))
    assert Path(told["file"]).read_bytes() == reform.read_bytes()
