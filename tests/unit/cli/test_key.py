"""`comity key`: every step that docs/guides/keys.md has an operator take, on a node's folder."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from certs.dev import make_federation
from certs.layout import FederationFiles
from gateway.app.directory import hold_directory
from gateway.cli.federation import key, pki
from gateway.errors import InputError, Reason
from gateway.trust.tls import fingerprint_of_pem
from tests.support.raising import refuses
from tests.support.stations import StepClock


def now() -> datetime:
    """Return the machine's clock, which the commands read too: a run of all tests takes long."""
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def files(tmp_path: Path) -> FederationFiles:
    return make_federation(("DE", "FR"), tmp_path / "federation", now=now())


@pytest.fixture
def home(files: FederationFiles) -> Path:
    folder = files.members["DE"].folder
    (folder / "node.toml").write_text('authority = "DE"\nsuite = "classic"\n', encoding="utf-8")
    return folder


def run(home: Path, *arguments: str) -> dict[str, object]:
    """Run a command and return what it says to programs."""
    done = CliRunner().invoke(
        key.app, [*arguments, "--home", str(home), "--json"], catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.output)
    return found


def shown(home: Path) -> list[tuple[str, str]]:
    keys = run(home, "show")["keys"]
    assert isinstance(keys, list)
    return [(each["use"], each["standing"]) for each in keys]


def test_a_new_key_waits_until_the_directory_names_it(home: Path) -> None:
    before = shown(home)
    assert ("SEAL_ED25519", "current") in before
    assert "waiting" not in dict(before).values()
    made = run(home, "new", "seal-ed25519", "log-ed25519")["keys"]
    assert isinstance(made, list)
    assert [each["use"] for each in made] == ["SEAL_ED25519", "LOG_ED25519"]
    assert sorted(set(shown(home)) - set(before)) == [
        ("LOG_ED25519", "waiting"),
        ("SEAL_ED25519", "waiting"),
    ]


def test_what_is_no_use_of_a_key_is_named(home: Path) -> None:
    with refuses(InputError, Reason.SETTING_INVALID) as caught:
        run(home, "new", "seal-rsa")
    assert "seal-rsa is no use of a key" in str(caught.value)


def test_a_certificate_is_asked_for_certified_and_installed(
    files: FederationFiles, home: Path, tmp_path: Path
) -> None:
    request, made = tmp_path / "request.pem", tmp_path / "certificate.pem"
    run(home, "tls", str(request))
    done = CliRunner().invoke(
        pki.app,
        ["certify", "DE", str(request), "--out", str(made), "--federation", str(files.folder)],
        catch_exceptions=False,
    )
    assert done.exit_code == 0, done.output
    assert datetime.fromisoformat(str(run(home, "install", str(made))["until"])) > now()
    assert shown(home).count(("TLS", "waiting")) == 1
    member = hold_directory(home, at=StepClock(now())).member("DE")
    assert fingerprint_of_pem(made.read_bytes()) in member.certificates


def test_the_key_of_the_engine_is_replaced(home: Path) -> None:
    first = run(home, "workflow")
    second = run(home, "workflow")
    assert second["before"] == first["key_id"]
    assert [each for each in shown(home) if each[0] == "WORKFLOW"] == [
        ("WORKFLOW", "current"),
        ("WORKFLOW", "retired"),
        ("WORKFLOW", "retired"),
    ]


def test_people_are_told_what_comes_next(home: Path, tmp_path: Path) -> None:
    for arguments, said in (
        (["show"], "│ Member │ DE │ │ Destroyed known │ no │"),
        (["new", "seal-ed25519"], "Next: have the operators enter"),
        (["tls", str(tmp_path / "request.pem")], "comity key install"),
        (["workflow"], "the node destroys"),
    ):
        done = CliRunner().invoke(
            key.app, [*arguments, "--home", str(home)], catch_exceptions=False
        )
        assert done.exit_code == 0
        assert said in " ".join(done.output.split())
