"""A release is built from a commit, knows it, and has the same octets each time."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from gateway import release as shown
from gateway.release import release
from tools.release import PROJECTS, ROOT, ReleaseError, build, version_of


def head() -> str:
    command = ["git", "rev-parse", "HEAD"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def test_a_release_has_its_wheels_and_knows_its_commit(tmp_path: Path) -> None:
    first, second = build(tmp_path / "a"), build(tmp_path / "b")
    version = version_of(ROOT)
    assert [each.name for each in first] == [
        f"comity-{version}-py3-none-any.whl",
        f"comity_lab-{version}-py3-none-any.whl",
        f"comity_sdk-{version}-py3-none-any.whl",
        f"comity-{version}.tar.gz",
        f"comity-{version}-openapi.json",
        f"comity-{version}-proto.binpb",
        f"comity-{version}-sbom.cdx.json",
        "SHA256SUMS",
    ]
    assert [each.read_bytes() for each in first] == [each.read_bytes() for each in second]
    with zipfile.ZipFile(first[0]) as wheel:
        assert wheel.read("gateway/commit.txt").decode() == head()
    with tarfile.open(first[3]) as source:
        assert f"comity-{version}/deploy/node.lock" in source.getnames()
    made_of = json.loads(first[6].read_text("utf-8"))
    assert (made_of["bomFormat"], made_of["specVersion"]) == ("CycloneDX", "1.6")
    assert made_of["metadata"]["component"]["name"] == "comity"
    named = {each["name"] for each in made_of["components"]}
    assert {"cryptography", "temporalio"} <= named
    assert "pytest" not in named
    for line in first[-1].read_text("ascii").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "a" / name).read_bytes()).hexdigest() == digest


def test_distributions_of_several_versions_are_no_release(tmp_path: Path) -> None:
    for number, each in enumerate(PROJECTS):
        (tmp_path / each).mkdir(exist_ok=True)
        (tmp_path / each / "pyproject.toml").write_text(f'[project]\nversion = "1.{number}"\n')
    with pytest.raises(ReleaseError, match=r"several versions: 1\.0, 1\.1, 1\.2"):
        version_of(tmp_path)


def test_a_version_without_a_section_is_no_release(tmp_path: Path) -> None:
    for each in PROJECTS:
        (tmp_path / each).mkdir(exist_ok=True)
        (tmp_path / each / "pyproject.toml").write_text('[project]\nversion = "9.9.9"\n')
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n")
    with pytest.raises(ReleaseError, match=r"no section 9\.9\.9"):
        version_of(tmp_path)


def test_a_checkout_asks_git_and_what_was_built_does_not(tmp_path: Path) -> None:
    assert release().endswith(f"({head()[: shown.SHOWN]})")
    assert shown._commit("$Format:%H$", tmp_path) == ""
    assert shown._commit("a" * 40, tmp_path) == "a" * 12
