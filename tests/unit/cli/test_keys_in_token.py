"""`comity key` and the operators' ceremony with a member whose keys lie in a token."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from certs.dev import make_federation
from certs.layout import FederationFiles
from gateway.app.directory import hold_directory
from gateway.cli.directory.commands import app as directory_app
from gateway.cli.federation.key import app as key_app
from gateway.errors import ComityError, Reason
from gateway.settings import Settings
from gateway.trust.suites import KeyUse
from tests.support.raising import refuses
from tests.support.soft_token import PIN, SoftToken
from tests.support.stations import StepClock

IN_TOKEN = ("seal-ed25519", "log-ed25519", "cosign-ed25519")
TOKEN = "pkcs11:token=comity"


@pytest.fixture
def files(
    tmp_path: Path, soft_token: SoftToken, monkeypatch: pytest.MonkeyPatch
) -> FederationFiles:
    """Two members; FR's node has a token."""
    files = make_federation(("DE", "FR"), tmp_path / "federation", now=now() - timedelta(days=1))
    home = files.members["FR"].folder
    soft_token.settings(Settings(home=home, authority="FR")).save()
    monkeypatch.chdir(tmp_path)
    return files


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def key(files: FederationFiles, *arguments: str) -> Result:
    home = str(files.members["FR"].folder)
    return CliRunner().invoke(key_app, (*arguments, "--home", home), catch_exceptions=False)


def directory(*arguments: str) -> Result:
    return CliRunner().invoke(directory_app, arguments, catch_exceptions=False)


def test_keys_are_drawn_in_the_token_and_the_operators_enter_them(files: FederationFiles) -> None:
    made = json.loads(key(files, "new", *IN_TOKEN, "--pkcs11", TOKEN, "--json").stdout)["keys"]
    assert all(each["place"].startswith(TOKEN + ";object=comity-") for each in made)
    fr = files.members["FR"].folder
    told = json.loads(directory("member-keys", str(fr), "--out", "keys.toml", "--json").stdout)
    assert set(told["keys"]) == {each["key_id"] for each in made}
    held = ("--directory", str(files.directory), "--anchor", str(files.anchor))
    directory("propose", "keys.toml", *held, "--out", "p.bin")
    for number in (1, 2):
        operator = str(files.operator_key(f"operator-{number}"))
        directory("sign", "p.bin", *held, "--key", operator, "--out", f"{number}.s", "--yes")
    directory("publish", "p.bin", "1.s", "2.s", *held, "--out", "directory.bin")
    shutil.copy("directory.bin", fr / "directory.bin")
    later = StepClock(now() + timedelta(days=7, minutes=1))
    member = hold_directory(fr, at=later).member("FR")
    uses = {KeyUse[each["use"]] for each in made}
    found = {member.valid_keys(use, later.at)[0].key_id for use in uses}
    assert found == set(told["keys"])


def test_a_person_sees_where_each_key_lies_and_what_no_token_can_hold(
    files: FederationFiles, soft_token: SoftToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    key(files, "new", "cosign-ed25519", "--pkcs11", TOKEN)
    soft_token.pull()  # to look at them needs no token
    shown = json.loads(key(files, "show", "--json").stdout)["keys"]
    (inside,) = [each for each in shown if each["place"].startswith("pkcs11:")]
    assert (inside["use"], inside["standing"]) == ("COSIGN_ED25519", "waiting")
    beside = {each["use"]: each["place"] for each in shown if each is not inside}
    assert beside["TLS"] == "tls-key.pem"
    assert beside["SEAL_MLDSA65"].startswith("seal-mldsa65.")
    for_people = " ".join(key(files, "show").stdout.split())
    assert f"{inside['key_id']} │ waiting │ │ pkcs11:token=comity;object=" in for_people
    assert " │ tls-key.pem │ " in for_people
    assert "In files in any case: ML-DSA, encryption, TLS and workflow keys" in for_people


@pytest.mark.parametrize(
    ("arguments", "reason", "field"),
    [
        (("seal-mldsa65", "--pkcs11", TOKEN), Reason.SETTING_INVALID, "use"),
        (("encrypt-x25519", "--pkcs11", TOKEN), Reason.SETTING_INVALID, "use"),
        (("seal-p256", "--pkcs11", "comity"), Reason.SETTING_INVALID, "pkcs11"),
        (("seal-p256", "--pkcs11", f"{TOKEN}?pin-value={PIN}"), Reason.SETTING_INVALID, "pkcs11"),
        (("seal-p256", "--pkcs11", "pkcs11:token=another"), Reason.NODE_UNAVAILABLE, ""),
    ],
)
def test_what_cannot_be_drawn_in_the_token_leaves_the_ring_alone(
    files: FederationFiles, arguments: tuple[str, ...], reason: Reason, field: str
) -> None:
    before = sorted(files.members["FR"].keys.iterdir())
    with refuses(ComityError, reason) as caught:
        key(files, "new", *arguments)
    assert caught.value.metadata.get("field", "") == field
    assert PIN not in str(caught.value) + caught.value.remedy
    assert sorted(files.members["FR"].keys.iterdir()) == before


def test_without_a_module_the_command_names_the_setting(files: FederationFiles) -> None:
    Settings(home=files.members["FR"].folder, authority="FR").save()
    with pytest.raises(ComityError, match="no module is set") as caught:
        key(files, "new", "seal-p256", "--pkcs11", TOKEN)
    assert caught.value.metadata["field"] == "pkcs11_module"


def test_a_pin_from_the_environment_is_written_nowhere(
    files: FederationFiles, soft_token: SoftToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = files.members["FR"].folder
    settings = Settings(home=home, authority="FR", pkcs11_module=str(soft_token.module))
    settings.save()
    monkeypatch.setenv("COMITY_PKCS11_PIN", PIN)
    key(files, "new", "seal-ed25519", "--pkcs11", TOKEN)
    loaded = Settings.load(home)
    assert loaded.pkcs11_pin.get_secret_value() == PIN
    loaded.save()
    assert PIN not in (home / "node.toml").read_text("utf-8") + repr(loaded)
