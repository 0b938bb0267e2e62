"""`comity pki dev`: works without a node and says what it made."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from certs.layout import FederationFiles
from certs.operators import read_directory
from gateway.cli.federation.pki import app
from gateway.domain.rulebook import shipped_rulebooks
from gateway.errors import InputError


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["dev", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_json_says_what_was_made(tmp_path: Path) -> None:
    out = tmp_path / "federation"
    text = _run(
        *("--members", "DE, FR,EU", "--out", str(out), "--rehearsal", "--json"),
        *("--address", "FR=127.0.0.1:9000"),
    )
    told = json.loads(text)
    directory = read_directory(FederationFiles.at(out), at=datetime.now(UTC))
    assert told["federation_id"] == directory.federation_id.hex()
    assert told["rehearsal"] is directory.rehearsal is True
    assert list(told["members"]) == ["DE", "FR", "EU"]
    assert told["members"]["FR"]["address"] == "127.0.0.1:9000"
    assert Path(told["anchor"]).is_file()
    assert [law.version for law in directory.rulebooks] == [
        book.version for book in shipped_rulebooks().books
    ]


def test_table_for_people_names_members_and_federation(tmp_path: Path) -> None:
    text = _run("--members", "DE,FR", "--out", str(tmp_path / "federation"))
    assert "DE" in text
    assert "Federation id" in text
    assert "PRIVATE" not in text


def test_address_without_a_member(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        _run("--members", "DE", "--out", str(tmp_path / "f"), "--address", "127.0.0.1:7001")
    assert caught.value.metadata["field"] == "address"


def test_the_operators_name_who_settles_for_a_state(tmp_path: Path) -> None:
    """One authority of a State at a time, or nobody; the directory is signed again.

    Found in use: officer M14.
    """
    out = tmp_path / "federation"
    _run("--members", "DE,BE-BRU,BE-VLG", "--out", str(out))
    told = []
    for words in (["BE-VLG"], ["BE-BRU"], ["BE-BRU", "--nobody"]):
        arguments = ["coordinator", *words, "--federation", str(out), "--json"]
        result = CliRunner().invoke(app, arguments, catch_exceptions=False)
        told.append(json.loads(result.stdout))
    assert [each["coordinators"] for each in told] == [["BE-VLG"], ["BE-BRU"], []]
    directory = read_directory(FederationFiles.at(out), at=datetime.now(UTC))
    assert directory.version == told[-1]["directory_version"] == 4
