"""What holds for a node is shown with where it comes from, and without any secret."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from gateway.app.watching.effective import HIDDEN, SettingSource, effective_settings
from gateway.cli.main import app
from gateway.errors import InputError
from gateway.settings import FILE, Settings

SECRET = "streng-geheim"


def made(home: Path, *lines: str) -> Path:
    (home / FILE).write_text("\n".join(('authority = "DE"', *lines)) + "\n")
    return home


def test_each_value_has_its_source(tmp_path: Path) -> None:
    home = made(tmp_path, 'namespace = "de"', "sync_every_s = 30")
    found = {
        each.name: (each.value, each.source)
        for each in effective_settings(home, {"COMITY_SYNC_EVERY_S": "20", "COMITY_NODE": "x"})
    }
    assert found["namespace"] == ("de", SettingSource.FILE)
    assert found["sync_every_s"] == (20.0, SettingSource.ENVIRONMENT)
    assert found["log_level"] == ("info", SettingSource.DEFAULT)
    assert found.keys() == Settings.model_fields.keys() - {"home"}


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql+psycopg://comity:{SECRET}@db/comity",
        f"postgresql+psycopg://comity@db/comity?password={SECRET}",
        f"postgresql+psycopg://comity@db/comity?host=a&sslpassword={SECRET}&options={SECRET}",
        f"no address {SECRET}",
    ],
)
def test_no_secret_is_shown(tmp_path: Path, address: str) -> None:
    home = made(tmp_path, f'database = "{address}"', f'pkcs11_pin = "{SECRET}"')
    found = effective_settings(home, {"COMITY_DATABASE_PASSWORD": SECRET})
    assert SECRET not in "".join(each.model_dump_json() for each in found)
    values = {each.name: each.value for each in found}
    assert values["database_password"] == values["pkcs11_pin"] == HIDDEN


def test_what_is_named_as_a_secret_is_of_the_type_that_is_hidden() -> None:
    named = re.compile(r"(password|pin|secret|token|api_key)$")
    kinds = {
        name: field.annotation
        for name, field in Settings.model_fields.items()
        if named.search(name)
    }
    assert kinds
    assert set(kinds.values()) == {SecretStr}


def test_the_command_shows_it(tmp_path: Path) -> None:
    home = made(tmp_path, 'namespace = "de"')
    run = partial(CliRunner().invoke, app)
    done = run(["settings", "show", "--home", str(home), "--json"])
    assert done.exit_code == 0, done.output
    found = {each["name"]: each for each in json.loads(done.stdout)["settings"]}
    assert found["namespace"] == {"name": "namespace", "value": "de", "source": "node.toml"}
    table = run(["settings", "show", "--home", str(home)])
    assert "namespace" in table.stdout
    assert "node.toml" in table.stdout


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="sync_every_s"):
        effective_settings(made(tmp_path, "sync_every_s = 0"), {})
