"""`comity join` and `comity directory admit`: two of three operators admit, by files alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from certs.dev import make_federation
from certs.layout import FederationFiles
from gateway.cli.main import app
from gateway.errors import ComityError, Reason
from gateway.trust.joining.request import LABEL
from tests.support.joining import CALL, Table


def comity(*words: str) -> str:
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def files(tmp_path: Path) -> FederationFiles:
    now = datetime.now(UTC).replace(microsecond=0)
    return make_federation(("DE", "FR"), tmp_path / "federation", now=now)


@pytest.fixture
def table(tmp_path: Path, files: FederationFiles) -> Table:
    return Table(tmp_path / "operators", files, comity)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "at"
    listen = ["--listen", "127.0.0.1:7990"]
    comity("init", "--home", str(folder), "--authority", "AT", *listen, *CALL)
    return folder


@pytest.fixture
def request_file(tmp_path: Path, home: Path, files: FederationFiles) -> Path:
    file = tmp_path / "at-request.txt"
    comity("join", str(file), "--home", str(home), "--anchor", str(files.anchor))
    return file


def refusal(words: Sequence[str]) -> ComityError:
    with pytest.raises(ComityError) as refused:
        CliRunner().invoke(app, words, catch_exceptions=False)
    assert refused.value.remedy
    return refused.value


def test_from_an_empty_folder_to_a_member_by_these_commands(
    table: Table, home: Path, request_file: Path, files: FederationFiles
) -> None:
    waiting = json.loads(comity("join", "--check", "--home", str(home), "--json"))
    assert waiting["standing"] == "candidate"
    answer = table.admit(request_file)
    words = ("join", "--check", str(answer), "--home", str(home))
    told = comity(*words, "--fingerprint", waiting["anchor_fingerprint"])
    assert "by version 2" in told
    assert f"comity up --home {home}" in told
    after = json.loads(comity("join", "--check", "--home", str(home), "--json"))
    assert (after["standing"], after["directory_version"]) == ("admitted", 2)
    again = refusal(["directory", "admit", str(request_file), *table.held(3)])
    assert again.reason is Reason.JOIN_REPLAYED
    assert refusal(words).reason is Reason.STATE_CONFLICT
    anew = ["join", str(request_file.with_name("again.txt")), "--home", str(home)]
    assert refusal(anew).reason is Reason.STATE_CONFLICT


def test_what_operators_and_candidate_read_to_each_other_is_the_same(
    table: Table, home: Path, request_file: Path, tmp_path: Path
) -> None:
    shown = comity("directory", "admit", str(request_file), *table.held(3))
    assert "Duty officer" in shown
    assert "+43 1 0000" in shown
    once = json.loads(comity("join", str(tmp_path / "second.txt"), "--home", str(home), "--json"))
    seen = json.loads(
        comity("directory", "admit", str(tmp_path / "second.txt"), *table.held(3), "--json")
    )
    for name in ("number", "anchor_fingerprint", "keys", "tls_key", "expires"):
        assert once[name] == seen[name]


def test_an_anchor_that_is_another_than_was_read_is_refused(
    home: Path, files: FederationFiles, tmp_path: Path
) -> None:
    words = ["join", str(tmp_path / "r.txt"), "--home", str(home), "--anchor", str(files.anchor)]
    error = refusal([*words, "--fingerprint", "00" * 32])
    assert error.metadata["field"] == "fingerprint"
    assert not (tmp_path / "r.txt").exists()


def test_a_file_that_is_there_or_not_named_is_refused(home: Path, request_file: Path) -> None:
    for words in (["join"], ["join", str(request_file)]):
        assert refusal([*words, "--home", str(home)]).metadata["field"] == "file"


def test_a_request_cut_off_by_mail_or_for_another_federation(
    table: Table, request_file: Path, tmp_path: Path
) -> None:
    text = request_file.read_text()
    cut = tmp_path / "cut.txt"
    cut.write_text(text[: len(text) // 2])
    assert refusal(["directory", "admit", str(cut), *table.held(1)]).reason is (
        Reason.MESSAGE_MALFORMED
    )
    assert LABEL in text
    now = datetime.now(UTC).replace(microsecond=0)
    other = make_federation(("DE", "FR"), tmp_path / "other", now=now)
    elsewhere = Table(tmp_path / "elsewhere", other, comity)
    error = refusal(["directory", "admit", str(request_file), *elsewhere.held(1)])
    assert error.reason is Reason.FEDERATION_MISMATCH


def test_a_proposal_names_the_files_that_it_needs(
    table: Table, request_file: Path, tmp_path: Path, files: FederationFiles
) -> None:
    words = ["directory", "admit", str(request_file), *table.held(1)]
    words += ["--out", str(tmp_path / "p.bin")]
    assert refusal(words).metadata["field"] == "ca"
    authority = ["--ca", str(files.ca_certificate), "--certificate", str(tmp_path / "c.pem")]
    assert refusal([*words, *authority]).metadata["field"] == "ca-key"
    wrong = ["--ca-key", str(files.members["DE"].tls.key)]
    assert refusal([*words, *authority, *wrong]).metadata["field"] == "ca-key"
    assert not (tmp_path / "p.bin").exists()


def test_a_proposal_of_one_request_is_not_one_of_another(
    table: Table, home: Path, request_file: Path, tmp_path: Path
) -> None:
    proposal, _ = table.propose(request_file)
    second = tmp_path / "second.txt"
    comity("join", str(second), "--home", str(home), "--address", "gateway.at.example:7001")
    words = ["directory", "admit", str(second), *table.held(2), "--proposal", str(proposal)]
    error = refusal(words)
    assert error.reason is Reason.DIRECTORY_INVALID
    assert "127.0.0.1:7990" in str(error)
