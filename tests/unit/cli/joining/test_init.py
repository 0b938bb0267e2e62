"""`comity init`: by options, by questions, broken off in its middle, several on one host."""

from __future__ import annotations

import json
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from gateway.app import initialising
from gateway.app.initialising import ADMINISTRATOR, UNDER_WAY
from gateway.app.joining.candidacy import kept_candidate
from gateway.casework.accounts.tokens import of_accounts
from gateway.cli.joining.init import init
from gateway.domain.authority import Role
from gateway.errors import InputError, Reason
from gateway.settings import FILE, Settings
from gateway.store.database import Database
from gateway.trust.keys import DEFAULT_USES, KeyRing
from tests.support.joining import CALL
from tests.support.raising import refuses

app = typer.Typer()
app.command()(init)


def run(*words: str, said: str | None = None) -> Result:
    return CliRunner().invoke(app, words, input=said, catch_exceptions=False)


def made(home: Path, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        run("--home", str(home), "--authority", "AT", *CALL, *words, "--json").stdout
    )
    return found


def test_a_node_draws_its_own_keys_and_is_told_what_is_next(tmp_path: Path) -> None:
    home = tmp_path / "at"
    found = made(home, "--address", "gateway.at.example:7001", "--role", "licensing")
    assert found["next"] == f"comity join REQUEST-FILE --home {home}"
    ring = KeyRing.load(home / "keys")
    assert (ring.code, {key.use for key in ring.keys}) == ("AT", set(DEFAULT_USES))
    for path in (home, home / "keys"):
        assert path.stat().st_mode & 0o777 == 0o700
    private = [home / "tls-key.pem", home / "token", home / FILE, *(home / "keys").iterdir()]
    assert {path.stat().st_mode & 0o777 for path in private} == {0o600}
    candidate = kept_candidate(home)
    assert candidate.roles == (Role.LICENSING,)
    assert candidate.time_zone == "Europe/Vienna"
    assert not (home / UNDER_WAY).exists()


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["--authority", "GR"], "authority"),
        (["--listen", "7001"], "listen"),
        (["--address", "gateway"], "address"),
        (["--role", "king"], "roles.0"),
        (["--suite", "md5"], "suite"),
        (["--time-zone", "Vienna"], "time_zone"),
        (["--contact-name", ""], "contact_name"),
        (["--database", "postgresql+psycopg://comity:hunter2@localhost/c"], "database"),
        (["--pkcs11", "pkcs11:token=comity"], "pkcs11_module"),
    ],
)
def test_a_bad_answer_names_its_field(tmp_path: Path, words: list[str], field: str) -> None:
    home = tmp_path / "at"
    with pytest.raises(InputError) as refused:
        made(home, *words)
    assert refused.value.metadata["field"] == field
    assert refused.value.remedy
    assert "hunter2" not in str(refused.value)
    assert not (home / FILE).exists()
    if words[0] != "--pkcs11":
        assert not home.exists()


@pytest.mark.parametrize("dies_at", ["make_own_keys", "_first_officer", "save"])
def test_one_that_is_killed_anywhere_is_made_by_the_same_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: str
) -> None:
    home = tmp_path / "at"

    class KilledError(BaseException):
        pass

    def die(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        owner: Any = Settings if dies_at == "save" else initialising
        patched.setattr(owner, dies_at, die)
        with pytest.raises(KilledError):
            made(home)
    if dies_at == "make_own_keys":  # in the middle of drawing them
        (home / "keys").mkdir()
        (home / "keys" / "seal-ed25519.0.pem").write_bytes(b"half")
    assert (home / UNDER_WAY).exists()
    assert not (home / FILE).exists()
    made(home)
    assert not (home / "keys" / "seal-ed25519.0.pem").exists()
    assert (home / "token").read_text()
    assert not (home / UNDER_WAY).exists()
    with refuses(InputError, Reason.SETTING_INVALID):
        made(home)


def test_one_that_is_killed_after_its_database_of_its_own_goes_on_with_a_new_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, elsewhere = tmp_path / "at", ["--database", f"sqlite:///{tmp_path / 'elsewhere.db'}"]

    class KilledError(BaseException):
        pass

    def die(_: Settings) -> None:
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(Settings, "save", die)
        with pytest.raises(KilledError):
            made(home, *elsewhere)
    lost = (home / "token").read_text()
    made(home, *elsewhere)
    token = (home / "token").read_text()
    assert token != lost
    db = Database.open(Settings.load(home, {}).database_url)
    try:
        at = datetime.now(UTC)
        held = db.read_sync(lambda conn: of_accounts(conn, [ADMINISTRATOR], at=at))
    finally:
        db.close()
    assert len(held[ADMINISTRATOR]) == 1, "the token that nobody has opens nothing"


def test_at_a_terminal_it_asks_and_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "at"
    answers = [
        *("Austria", "at"),  # no code; a code
        *("", "queen", "licensing, customs", "Anna", "+43 1 2345"),
        *("7001", "127.0.0.1:7443", "gateway.at.example:7001"),
        *("mysql://x", "", "", "md5", "classic", ""),
    ]
    monkeypatch.setattr("gateway.cli.joining.init._at_terminal", lambda: True)
    result = run("--home", str(home), said="\n".join(answers) + "\n")
    assert result.exit_code == 0, result.output
    candidate = kept_candidate(home)
    assert candidate.address == "gateway.at.example:7001"
    assert candidate.roles == (Role.LICENSING, Role.CUSTOMS)
    assert candidate.name == "Export control authority of Austria"
    settings = Settings.load(home, {})
    assert (settings.listen, settings.suite) == ("127.0.0.1:7443", "classic")
    for said in ("Roles are of these", "host:port", "hybrid or classic", "sqlite:///PATH"):
        assert said in result.output


def test_without_a_terminal_and_a_code_nothing_is_asked(tmp_path: Path) -> None:
    assert not sys.stdin.isatty()
    with pytest.raises(InputError) as refused:
        run("--home", str(tmp_path / "at"))
    assert refused.value.metadata["field"] == "authority"


def test_authorities_on_one_host_are_given_ports_that_are_free(tmp_path: Path) -> None:
    first = made(tmp_path / "one")["listen"]
    host, _, port = first.rpartition(":")
    with socket.create_server((host, int(port))):
        assert made(tmp_path / "two")["listen"] != first
