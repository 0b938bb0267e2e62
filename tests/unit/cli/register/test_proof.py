"""`comity register prove` and `verify-proof`: the files, and what is said of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from certs.layout import MemberFiles
from gateway.cli.register.commands import app
from gateway.errors import InputError, Reason, RegisterError, TrustError
from tests.support.proof_files import a_log, proof_of


@pytest.fixture(scope="module")
def proven(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[bytes, MemberFiles]]:
    """The proof of an entry of FR's log, and the folder of another member."""
    with a_log(tmp_path_factory.mktemp("log")) as nodes:
        yield proof_of(nodes, 2), nodes["DE"].files


def verify(file: Path, files: MemberFiles, *words: str) -> Result:
    trust = ("--directory", str(files.directory), "--anchor", str(files.anchor))
    return CliRunner().invoke(
        app, ("verify-proof", str(file), *trust, *words), env={"COLUMNS": "200"}
    )


def test_it_is_verified_with_directory_and_anchor_alone(
    proven: tuple[bytes, MemberFiles], tmp_path: Path
) -> None:
    file = tmp_path / "x.tlog-proof"
    file.write_bytes(proven[0])
    said = verify(file, proven[1])
    assert said.exit_code == 0, said.output
    assert "it holds" in said.output
    assert "│ Unconfirmed │ EU │" in " ".join(said.output.split())
    found = json.loads(verify(file, proven[1], "--json").output)
    assert [each["member"] for each in found["confirmed"]] == ["DE", "FR", "NL"]


def test_what_does_not_hold_is_named(proven: tuple[bytes, MemberFiles], tmp_path: Path) -> None:
    file = tmp_path / "x.tlog-proof"
    file.write_bytes(proven[0].replace(b"index 2", b"index 3"))
    refused = verify(file, proven[1]).exception
    assert isinstance(refused, RegisterError)
    assert refused.reason is Reason.PROOF_INVALID


def test_a_file_that_is_not_there_is_named(
    proven: tuple[bytes, MemberFiles], tmp_path: Path
) -> None:
    refused = verify(tmp_path / "nothing", proven[1]).exception
    assert isinstance(refused, InputError)
    assert "nothing" in str(refused)


def test_the_anchor_decides_whose_directory_it_is(
    proven: tuple[bytes, MemberFiles], tmp_path: Path
) -> None:
    file, anchor = tmp_path / "x.tlog-proof", tmp_path / "anchor.json"
    file.write_bytes(proven[0])
    anchor.write_bytes(b"\xff")
    words = ("--directory", str(proven[1].directory), "--anchor", str(anchor))
    refused = CliRunner().invoke(app, ("verify-proof", str(file), *words)).exception
    assert isinstance(refused, TrustError)
    assert refused.reason is Reason.DIRECTORY_INVALID
