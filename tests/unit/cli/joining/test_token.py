"""`comity init` with a token: what one can hold is drawn there, and signs the request from it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from typer.testing import CliRunner

from certs.dev import make_federation
from gateway.app.initialising import make_own_keys
from gateway.cli.main import app
from gateway.settings import Settings
from gateway.trust.keys import DEFAULT_USES, KeyRing
from gateway.trust.pkcs11.token_keys import TokenKey
from gateway.trust.pkcs11.tokens import TOKEN_USES
from gateway.trust.pkcs11.uri import TokenUri
from tests.support.joining import CALL
from tests.support.soft_token import SoftToken

TOKEN = "pkcs11:token=comity"


def test_keys_in_a_token_sign_the_request(tmp_path: Path, soft_token: SoftToken) -> None:
    home = tmp_path / "at"
    like = soft_token.settings(Settings(home=home, authority="AT"))
    words = ["init", "--home", str(home), "--authority", "AT", *CALL, "--pkcs11", TOKEN]
    words += ["--listen", "127.0.0.1:7990"]
    words += ["--pkcs11-module", like.pkcs11_module, "--pkcs11-pin-file", like.pkcs11_pin_file]
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output

    keys = KeyRing.load(home / "keys").keys
    assert sorted(key.use for key in keys) == sorted(DEFAULT_USES)
    in_token = {key.use for key in keys if isinstance(key.secret, TokenKey)}
    assert in_token == set(TOKEN_USES) & set(DEFAULT_USES)
    settings = Settings.load(home, {})
    again = make_own_keys(settings, TokenUri.parse(TOKEN))  # as after a kill: none is drawn twice
    assert [key.key_id for key in again.keys] == [key.key_id for key in keys]

    now = datetime.now(UTC).replace(microsecond=0)
    files = make_federation(("DE", "FR"), tmp_path / "federation", now=now)
    request = tmp_path / "request.txt"
    anchor = ["--anchor", str(files.anchor)]
    asked = ["join", str(request), "--home", str(home), *anchor, "--json"]
    told = json.loads(CliRunner().invoke(app, asked, catch_exceptions=False).stdout)
    held = ["--directory", str(files.directory), *anchor, "--json"]
    look = ["directory", "admit", str(request), *held]
    seen = json.loads(CliRunner().invoke(app, look, catch_exceptions=False).stdout)
    assert seen["number"] == told["number"]
