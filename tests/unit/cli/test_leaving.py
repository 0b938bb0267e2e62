"""A member leaves: what its log ends with is signed by itself, and entered for good."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from certs.dev import make_federation
from certs.layout import FederationFiles
from gateway.cli.directory.commands import app
from gateway.errors import InputError, Reason, TrustError
from gateway.register.log.checkpoints import newest_checkpoint
from gateway.trust.directory import load_directory
from gateway.trust.federation import Anchor
from tests.support.empty_database import open_empty
from tests.support.raising import refuses
from tests.support.register_nodes import NOW, RegisterNode, open_nodes

LEAVING = "FR"


@pytest.fixture
def files(tmp_path: Path) -> FederationFiles:
    made = NOW.replace(microsecond=0) - timedelta(days=1)
    return make_federation(("DE", LEAVING), tmp_path / "federation", now=made)


@pytest.fixture
def leaving(files: FederationFiles, tmp_path: Path) -> Iterator[RegisterNode]:
    """FR, with three entries in its log."""
    db = open_empty(tmp_path / "fr.db")
    node = open_nodes(files, {LEAVING: db})[LEAVING]
    for number in range(3):
        node.notify(number + 1)
    yield node
    db.close()


def withdraw(files: FederationFiles, end: Path, *more: str, code: str = LEAVING) -> dict[str, str]:
    held = ("--directory", str(files.directory), "--anchor", str(files.anchor))
    words = ("withdraw", code, "--end", str(end), *held, *more, "--json")
    out = files.folder / "leaves.bin"
    said = CliRunner().invoke(app, (*words, "--out", str(out)), catch_exceptions=False)
    found: dict[str, str] = json.loads(said.stdout)
    return found


def note_of(node: RegisterNode, tmp_path: Path) -> Path:
    last = node.db.read_sync(lambda conn: newest_checkpoint(conn, LEAVING))
    assert last is not None
    path = tmp_path / "fr.end"
    path.write_bytes(last.note)
    return path


def sign(files: FederationFiles, name: str) -> Path:
    out = files.folder / f"{name}.signature"
    key = ("--key", str(files.operator_key(name)), "--out", str(out), "--yes")
    held = ("--directory", str(files.directory), "--anchor", str(files.anchor))
    CliRunner().invoke(
        app, ("sign", str(files.folder / "leaves.bin"), *held, *key), catch_exceptions=False
    )
    return out


def test_the_operators_enter_with_what_the_log_ends(
    files: FederationFiles, leaving: RegisterNode, tmp_path: Path
) -> None:
    told = withdraw(files, note_of(leaving, tmp_path))
    assert told["size"] == "3"
    signed = [str(sign(files, f"operator-{number}")) for number in (1, 2)]
    held = ("--directory", str(files.directory), "--anchor", str(files.anchor))
    out = files.folder / "left.bin"
    CliRunner().invoke(
        app,
        ("publish", str(files.folder / "leaves.bin"), *signed, *held, "--out", str(out)),
        catch_exceptions=False,
    )
    at = datetime.now(UTC) + timedelta(seconds=2)
    anchor = Anchor.from_json(files.anchor.read_text("utf-8"))
    gone = load_directory(out.read_bytes(), at=at, anchor=anchor).member(LEAVING)
    assert gone.end_of_log(at) == (3, bytes.fromhex(told["root"]))
    shutil.copy(out, files.directory)  # it has left, and does not leave again
    with pytest.raises(InputError, match="has left already") as caught:
        withdraw(files, note_of(leaving, tmp_path))
    assert caught.value.metadata["field"] == "member"


def test_what_its_own_keys_did_not_sign_is_no_end(
    files: FederationFiles, leaving: RegisterNode, tmp_path: Path
) -> None:
    end = note_of(leaving, tmp_path)
    with pytest.raises(InputError) as another:
        withdraw(files, end, code="DE")
    assert (another.value.metadata["field"], "end-of-log" in another.value.remedy) == ("end", True)
    end.write_bytes(end.read_bytes().replace(b"\n3\n", b"\n4\n", 1))
    with pytest.raises(InputError) as changed:
        withdraw(files, end)
    assert changed.value.metadata["field"] == "end"
    with refuses(InputError, Reason.CODE_UNKNOWN):
        withdraw(files, end, code="NL")
    assert not (files.folder / "leaves.bin").exists()


def test_it_may_leave_on_a_later_day_and_operators_see_it(
    files: FederationFiles, leaving: RegisterNode, tmp_path: Path
) -> None:
    later = "2099-01-01T00:00:00+00:00"
    told = withdraw(files, note_of(leaving, tmp_path), "--at", later)
    words = list(told["differences"])
    assert any("withdrawn_at" in str(each) and "2099" in str(each) for each in words)
    (files.folder / "leaves.bin").write_bytes(b"other octets")
    with pytest.raises((TrustError, InputError), match="the payload is not a serialised Directory"):
        sign(files, "operator-1")
