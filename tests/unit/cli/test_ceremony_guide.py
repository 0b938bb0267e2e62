"""The guide of the ceremony, command by command: a root that expires tomorrow, other operators."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from typer.testing import CliRunner, Result

from certs.dev import DIRECTORY_LIFE, make_federation
from certs.layout import FederationFiles
from gateway.app.directory import hold_directory
from gateway.cli.directory.commands import app
from gateway.errors import ComityError, Reason, TrustError
from gateway.trust.directory import load_directory
from gateway.trust.federation import Anchor
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse
from tests.support.raising import refuses
from tests.support.stations import StepClock

GUIDE = (Path(__file__).parents[3] / "docs/guides/ceremony.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", GUIDE, re.DOTALL | re.MULTILINE))
PEOPLE = ("anna", "bert", "cleo")


def run(*arguments: str, said: str = "") -> Result:
    return CliRunner().invoke(app, arguments, input=said, catch_exceptions=False)


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FederationFiles:
    """Three operators, each with a folder of its own; the directory expires tomorrow."""
    now = datetime.now(UTC).replace(microsecond=0)
    began = now - DIRECTORY_LIFE + timedelta(days=1)
    files = make_federation(("DE", "FR"), tmp_path / "federation", now=began)
    for number, name in enumerate(PEOPLE, start=1):
        (tmp_path / name).mkdir()
        shutil.copy(files.operator_key(f"operator-{number}"), tmp_path / name / "key.pem")
        shutil.copy(files.anchor, tmp_path / name / "anchor.json")
        shutil.copy(files.directory, tmp_path / name / "directory.bin")
    monkeypatch.chdir(tmp_path)
    return files


def follow(section: str, filled: Mapping[str, str] = MappingProxyType({})) -> None:
    """Do what a section of the guide says."""
    for name, text in re.findall(
        r"^```toml (\S+)\n(.*?)^```", SECTIONS[section], re.DOTALL | re.MULTILINE
    ):
        for placeholder, value in filled.items():
            text = text.replace(placeholder, value)  # noqa: PLW2901
        Path(name).write_text(text, encoding="utf-8")
    for block in re.findall(r"^```sh\n(.*?)^```", SECTIONS[section], re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            program, group, *arguments = shlex.split(line)
            assert (program, group) == ("comity", "directory")
            if "operator-key" in arguments and filled:
                continue  # made before: their public halves are filled in
            assert run(*arguments).exit_code == 0, line


def operator_key_of(name: str) -> Result:
    """Make a key as the guide says."""
    (line,) = re.findall(rf"^comity directory (operator-key {name} .*)$", GUIDE, re.MULTILINE)
    return run(*shlex.split(line), "--json")


def taken(files: FederationFiles, code: str = "DE") -> int:
    """A node takes what was published; say which version it holds."""
    folder = files.members[code].folder
    shutil.copy("directory.bin", folder / "directory.bin")
    return hold_directory(folder, at=StepClock(datetime.now(UTC))).version


def test_a_root_that_expires_tomorrow_is_renewed(table: FederationFiles) -> None:
    """Found in use: protocol M7."""
    folder, soon = table.members["DE"].folder, StepClock(datetime.now(UTC))
    before = hold_directory(folder, at=soon)
    assert before.expires - soon.at < timedelta(days=1, minutes=1)
    follow("Renew it before it expires")
    assert taken(table) == 2
    after = hold_directory(folder, at=soon)
    assert after.expires - soon.at > timedelta(days=364)
    assert after.members == before.members


def test_two_rotations_while_a_member_is_away(table: FederationFiles) -> None:
    """Each by the guide; FR comes back over the versions that DE kept.

    Found in use: protocol M7.
    """
    hold_directory(table.members["FR"].folder, at=StepClock(datetime.now(UTC)))
    for term, signers in enumerate((("anna", "bert"), ("dora", "emil"))):
        if term:  # the operators of the first rotation go on under the names of the guide
            for old, new in zip(signers, ("anna", "bert"), strict=True):
                shutil.copy(f"{old}/key.pem", f"{new}/key.pem")
        public = {}
        for name in ("dora", "emil"):
            shutil.rmtree(name, ignore_errors=True)
            Path(name).mkdir()
            made = json.loads(operator_key_of(name).stdout)
            public[f"PUBLIC KEY OF {name}"] = made["public_key"]
            public[f"POSSESSION OF {name}"] = made["possession"]
        follow("Other operators", public)
        assert taken(table) == 2 + term
        for name in ("anna", "bert"):
            shutil.copy("directory.bin", f"{name}/directory.bin")
            shutil.copy("anchor.json", f"{name}/anchor.json")
    home, away = table.members["DE"].folder, table.members["FR"].folder
    with pytest.raises(TrustError):
        taken(table, "FR")  # those who signed it are strangers to it
    shutil.copytree(home / "directories", away / "directories", dirs_exist_ok=True)
    assert taken(table, "FR") == 3
    newest = Anchor.from_json(Path("anchor.json").read_text())
    assert load_directory(Path("directory.bin").read_bytes(), at=None, anchor=newest).version == 3
    follow_state(table)


def follow_state(table: FederationFiles) -> None:
    """The section on statements: the directory of this federation makes none, and says so."""
    (line,) = re.findall(
        r"^```sh state\n(.*?)\n```", SECTIONS["Say that it is the newest"], re.DOTALL | re.MULTILINE
    )
    Path("state").mkdir()
    anchor = ("--anchor", "anna/anchor.json")
    made = run("operator-key", "clock", "--state", *anchor, "--out", "state/key.pem", "--json")
    key = json.loads(made.stdout)
    with pytest.raises(TrustError, match="no statements"):
        run(*shlex.split(line)[2:])
    Path("state.toml").write_text(
        f"""state_days = 7
[[state_keys]]
name = "clock"
public_key = "{key["public_key"]}"
possession = "{key["possession"]}"
""",
        encoding="utf-8",
    )
    held = ("--directory", "anna/directory.bin", *anchor)
    run("propose", "state.toml", *held, "--out", "p.bin")
    for name in ("dora", "emil"):
        run("sign", "p.bin", *held, "--key", f"{name}/key.pem", "--out", f"{name}.s", "--yes")
    run("publish", "p.bin", "dora.s", "emil.s", *held, "--out", "directory.bin")
    assert run(*shlex.split(line)[2:]).exit_code == 0
    assert Path("directory-state.bin").stat().st_size < 300
    assert taken(table) == 4


def test_one_operator_is_too_few_and_the_same_twice_counts_once(table: FederationFiles) -> None:
    follow("Renew it before it expires")
    held = ("--directory", "anna/directory.bin", "--anchor", "anna/anchor.json")
    with pytest.raises(TrustError, match="only 1 of at least 2"):
        run("publish", "proposal.bin", "anna.signature", "anna.signature", *held, "--out", "no.bin")
    assert not Path("no.bin").exists()


def test_an_operator_sees_every_difference_and_may_refuse(table: FederationFiles) -> None:
    Path("quiet.toml").write_text(
        'grace_days = 3\n[[members]]\ncode = "FR"\naddress = "192.0.2.1:7001"\n', encoding="utf-8"
    )
    held = ("--directory", "bert/directory.bin", "--anchor", "bert/anchor.json")
    run("propose", "quiet.toml", *held, "--out", "p.bin")
    signing = ("sign", "p.bin", *held, "--key", "bert/key.pem", "--out", "b.signature")
    asked = run(*signing, said="n\n")
    assert asked.exit_code == 1
    assert "members FR: address: 127.0.0.1:7002 -> 192.0.2.1:7001" in asked.stdout
    assert "grace_days: 14 -> 3" in asked.stdout
    assert not Path("b.signature").exists()
    told = json.loads(run(*signing, "--yes", "--json").stdout)
    assert {each["what"] for each in told["differences"]} == {
        *("version", "created", "expires", "grace_days", "members FR: address")
    }
    assert Path("b.signature").exists()


def test_what_a_change_file_cannot_say_names_the_field(table: FederationFiles) -> None:
    held = ("--directory", "anna/directory.bin", "--anchor", "anna/anchor.json")
    for text, field in (
        ("life_days = 9000", "life_days"),
        ('[[ended_keys]]\nmember = "FR"\nkey_id = "00"\n', "ended_keys"),
        ('[[members]]\ncode = "NL"\n', "address"),
    ):
        Path("wrong.toml").write_text(text, encoding="utf-8")
        with pytest.raises(ComityError) as refused:
            run("propose", "wrong.toml", *held, "--out", "p.bin")
        assert field in str(refused.value)
    Path("alone.toml").write_text("threshold = 1", encoding="utf-8")
    with refuses(TrustError, Reason.DIRECTORY_INVALID) as alone:
        run("propose", "alone.toml", *held, "--out", "p.bin")
    assert "why one operator alone signs" in str(alone.value)
    Path("alone.toml").write_text(
        'threshold = 1\nthreshold_reason = "An exercise on one machine."', encoding="utf-8"
    )
    assert run("propose", "alone.toml", *held, "--out", "p.bin").exit_code == 0


def test_a_member_gives_its_new_keys_and_the_operators_enter_them(table: FederationFiles) -> None:
    fr = table.members["FR"]
    before = KeyRing.load(fr.keys)
    before.renewed((KeyUse.SEAL_ED25519, KeyUse.ENCRYPT_MLKEM768_X25519)).save(fr.keys)
    told = json.loads(run("member-keys", str(fr.folder), "--out", "keys.toml", "--json").stdout)
    assert len(told["keys"]) == 2
    held = ("--directory", "anna/directory.bin", "--anchor", "anna/anchor.json")
    run("propose", "keys.toml", *held, "--out", "p.bin")
    for name in ("anna", "bert"):
        run("sign", "p.bin", *held, "--key", f"{name}/key.pem", "--out", f"{name}.s", "--yes")
    run("publish", "p.bin", "anna.s", "bert.s", *held, "--out", "directory.bin")
    assert taken(table) == 2
    now = datetime.now(UTC)
    fresh = hold_directory(table.members["DE"].folder, at=StepClock(now)).member("FR")
    for at, counts in ((now, False), (now + timedelta(days=7, minutes=1), True)):
        found = {fresh.key(KeyUse.SEAL_ED25519, None, at).key_id, fresh.seal_key(at).key_id}
        assert (found == set(told["keys"])) is counts, at
    # One that a person has altered on the way is refused.
    text = Path("keys.toml").read_text("utf-8")
    Path("keys.toml").write_text(re.sub(r'possession = "..', 'possession = "00', text), "utf-8")
    with pytest.raises(TrustError, match="without a proof"):
        run("propose", "keys.toml", *held, "--out", "p.bin")
