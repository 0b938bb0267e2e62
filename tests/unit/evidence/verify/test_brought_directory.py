"""Who verifies offline brings a directory of its own, and reads first which one has judged."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from certs.dev import make_federation
from certs.layout import FederationFiles
from certs.operators import issue_next_version, revoke_key, rotate_operators
from gateway.cli.evidence import app
from gateway.evidence.report import Findings, Result
from gateway.trust.directory_chain import version_of
from gateway.trust.federation import Anchor
from gateway.trust.suites import KeyUse
from tests.support.case_world import CaseWorld

Run = Callable[..., tuple[int, list[str], dict[str, str]]]


@pytest.fixture
def files(world: CaseWorld, tmp_path: Path) -> FederationFiles:
    """The federation's own files: the operators sign further versions, of which DE says nothing."""
    shutil.copytree(world.folder / "pki", tmp_path / "pki")
    return FederationFiles.at(tmp_path / "pki")


@pytest.fixture
def run(exported: bytes, tmp_path: Path) -> Run:
    file = tmp_path / "evidence.zip"
    file.write_bytes(exported)

    def verify(*options: str | Path) -> tuple[int, list[str], dict[str, str]]:
        given = ["verify", str(file), *map(str, options), "--json"]
        done = CliRunner().invoke(app, given)
        if not done.stdout:
            raise done.exception or AssertionError(done.output)
        report = json.loads(done.stdout)
        wrong = {each["name"]: each["detail"] for each in report["checks"] if not each["ok"]}
        return done.exit_code, report["summary"], wrong

    return verify


def stolen(world: CaseWorld, files: FederationFiles) -> datetime:
    """FR's signing key was stolen before its answer: the next version says so."""
    at = world.clock.now() + timedelta(minutes=1)
    held = world.nodes["DE"].register.held["now"]
    (key,) = (each for each in held.member("FR").keys if each.use is KeyUse.SEAL_ED25519)
    issue_next_version(files, revoke_key("FR", key.key_id, at=world.case().filed_at), now=at)
    return at


def test_an_old_directory_saves_no_letter_by_a_stolen_key(
    world: CaseWorld, files: FederationFiles, run: Run
) -> None:
    """DE puts in the version of before the revocation; a court brings the next (protocol2 P2)."""
    made = stolen(world, files)
    ends, said, wrong = run("--anchor", files.anchor)
    assert (ends, wrong) == (0, {})
    assert said[0].startswith("Judged by version 1 of the directory, of 20")
    assert "chosen by DE, who exported the file" in said[0]
    assert "revoked in a later version are not known here" in said[0]

    ends, said, wrong = run("--anchor", files.anchor, "--directory", files.directory)
    assert ends == 16
    assert "letter 03: signatures" in wrong  # FR's answer
    assert f"version 2 of the directory, of {made.date()}, chosen by the caller." in said[0]


def test_the_same_version_is_chosen_by_both(
    world: CaseWorld, files: FederationFiles, run: Run
) -> None:
    ends, said, wrong = run("--anchor", files.anchor, "--directory", files.directory)
    assert (ends, wrong) == (0, {})
    assert "version 1 of the directory" in said[0]
    assert "chosen by DE, who exported the file, and by the caller" in said[0]


def test_the_newest_anchor_opens_an_older_file_by_way_of_the_directory(
    world: CaseWorld, files: FederationFiles, run: Run
) -> None:
    """All operators have changed since; the court has their anchor and what they signed."""
    at = world.clock.now()
    chain = files.folder / "directories"
    chain.mkdir()
    rotate_operators(files, ["X", "Y", "Z"], now=at)
    second = files.directory.read_bytes()
    (chain / f"{version_of(second):019d}.bin").write_bytes(second)
    newest = Anchor.from_json(files.anchor.read_text())
    assert newest.version == 2
    ends, _, wrong = run("--anchor", files.anchor)
    assert ends == 16
    assert "directory" in wrong
    stolen(world, files)
    ends, said, wrong = run("--anchor", files.anchor, "--directory", files.directory)
    assert ends == 16
    assert "directory" not in wrong
    assert "letter 03: signatures" in wrong
    assert "version 3 of the directory" in said[0]


def test_a_directory_of_another_federation_opens_nothing(
    world: CaseWorld, files: FederationFiles, run: Run, tmp_path: Path
) -> None:
    at = world.clock.now()
    other = make_federation(("DE", "FR", "NL", "EU"), tmp_path / "other", now=at, rehearsal=True)
    rotate_operators(other, ["X", "Y", "Z"], now=at + timedelta(minutes=1))
    ends, said, wrong = run("--anchor", other.anchor, "--directory", other.directory)
    assert ends == 16
    assert "does not continue the one in the file" in wrong["directory"]
    assert said[0].startswith("Judged by no directory")


def test_a_finding_under_either_is_shown_once() -> None:
    ours, theirs = Findings(), Findings()
    for name, here, there in (("a", True, True), ("b", True, False), ("c", False, False)):
        ours.add(name, ok=here, detail="")
        theirs.add(name, ok=there, detail="")
    assert ours.result is Result.DOES_NOT_HOLD
    ours.take_from(theirs, "by the directory in the file")
    names = [each.name for each in ours.checks if not each.ok]
    assert names == ["c", "b, by the directory in the file"]


def test_without_an_anchor_a_directory_proves_nothing(files: FederationFiles, run: Run) -> None:
    with pytest.raises(Exception, match="no anchor says whose it is"):
        run("--directory", files.directory)
