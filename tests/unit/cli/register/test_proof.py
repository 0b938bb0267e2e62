"""`comity register prove` and `verify-proof`: the files, and what is said of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from certs.layout import MemberFiles
from gateway.cli.register.commands import app
from gateway.errors import InputError, Reason, RegisterError, TrustError
from tests.support.commands import stands_in
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
    assert "no confirmation in this file by EU" in said.output
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


class Node:
    """Stands for a node: keeps what was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def get(self, path: str, **params: Any) -> bytes:
        self.asked.append((path, params))
        return b"a proof"


node = stands_in(Node)


def prove(*words: str) -> Result:
    return CliRunner().invoke(app, ("prove", *words))


def test_an_entry_is_named_by_denial_or_by_place(node: Node, tmp_path: Path) -> None:
    save = tmp_path / "folder" / "x.tlog-proof"
    assert "contents" in prove("FR-2026-00017", "--out", str(save)).output
    assert save.read_bytes() == b"a proof"
    bare = prove(
        "--origin", "FR", "--index", "12", "--without-contents", "--out", str(save), "--json"
    )
    assert json.loads(bare.output)["octets"] == 7
    assert node.asked == [
        ("/denials/FR-2026-00017/proof", {}),
        ("/registers/FR/entries/12/proof", {"contents": "false"}),
    ]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("FR-2026-00017", "--origin", "FR", "--index", "1"),
        ("FR-2026-00017", "--origin", "FR"),
        ("--origin", "FR"),
        ("--index", "1"),
    ],
)
def test_anything_else_is_asked_for_again(
    node: Node, tmp_path: Path, words: tuple[str, ...]
) -> None:
    refused = prove(*words, "--out", str(tmp_path / "x")).exception
    assert isinstance(refused, InputError)
    assert node.asked == []
