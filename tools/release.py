"""Build a release of the commit at HEAD, or take its contracts as those that are released.

    python -m tools.release [FOLDER]    wheels, source, contract, list of packages and digests
    python -m tools.release --take      what stands now is what peers and clients are made from

The release is made from `git archive`, so nothing of the working folder is in it. Two builds of
one commit have the same octets: times are those of the commit. `--take` writes the descriptors of
the messages and the contract of REST, against which `buf breaking` and `make contract-baseline`
compare every later commit.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

from tools import contract_baseline

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PROJECTS = (".", "sdk", "lab")
"""Folders of the distributions: the node, the client library, the sandbox."""

MESSAGES = ROOT / "proto" / "released.binpb"


class ReleaseError(Exception):
    """The commit is no release."""


def version_of(folder: Path) -> str:
    """Return the version of a release.

    Args:
        folder: What the commit holds.

    Raises:
        ReleaseError: The distributions have several, or the changelog has no section for it.
    """
    versions = {
        tomllib.loads((folder / each / "pyproject.toml").read_text("utf-8"))["project"]["version"]
        for each in PROJECTS
    }
    if len(versions) > 1:
        said = ", ".join(sorted(versions))
        raise ReleaseError(f"the distributions have several versions: {said}")
    [version] = versions
    if f"\n## {version}" not in (folder / "CHANGELOG.md").read_text("utf-8"):
        raise ReleaseError(f"CHANGELOG.md has no section {version}")
    return str(version)


def build(into: Path, commit: str = "HEAD") -> list[Path]:
    """Build a release; return its files, the digests last.

    Args:
        into: The folder of the files; made if it is not there.
        commit: What is released.

    Raises:
        ReleaseError: The commit is no release.
        subprocess.CalledProcessError: Something could not be built; the program has said why.
    """
    archive = _git("archive", "--format=tar", commit)
    at = int(_git("log", "-1", "--format=%ct", commit))
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
            packed.extractall(folder, filter="data")
        version = version_of(folder)
        source = into / f"comity-{version}.tar.gz"
        named = _git("archive", "--format=tar", f"--prefix=comity-{version}/", commit)
        source.write_bytes(gzip.compress(named, mtime=0))
        contract = into / f"comity-{version}-openapi.json"
        contract.write_bytes((folder / "docs" / "openapi.json").read_bytes())
        messages = into / f"comity-{version}-proto.binpb"
        _run(BIN / "buf", "build", folder / "proto", "--exclude-source-info", "-o", messages)
        environ = {**os.environ, "SOURCE_DATE_EPOCH": str(at)}
        wanted = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
        folders = [folder / each for each in PROJECTS]
        _run(BIN / "python", "-m", "pip", *wanted, "--wheel-dir", into, *folders, environ=environ)
    packages = into / f"comity-{version}-sbom.cdx.json"
    _run(BIN / "python", "-m", "tools.audit", "sbom", packages)
    wheels = sorted(into.glob(f"*-{version}-*.whl"))
    files = [*wheels, source, contract, messages, packages]
    sums = into / "SHA256SUMS"
    lines = (f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files)
    sums.write_text("".join(lines), "ascii")
    return [*files, sums]


def take() -> None:
    """Make what stands now what peers and clients are made from."""
    _run(BIN / "buf", "build", ROOT / "proto", "--exclude-source-info", "-o", MESSAGES)
    contract_baseline.main(["--take"])


def _run(*command: str | Path, environ: dict[str, str] | None = None) -> None:
    subprocess.run([str(each) for each in command], check=True, cwd=ROOT, env=environ)


def _git(*words: str) -> bytes:
    command = ["git", *words]
    return subprocess.run(command, check=True, cwd=ROOT, capture_output=True).stdout


def main() -> int:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist")
    parser.add_argument("--take", action="store_true", help="take the contracts as released")
    asked = parser.parse_args()
    if asked.take:
        take()
        return 0
    try:
        for file in build(asked.folder.resolve()):
            print(file)
    except ReleaseError as exc:
        print(f"no release: {exc}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
