"""Make requirements.lock from pyproject.toml, or check that the two agree.

The lock holds the runtime and the development dependencies with a hash for every
wheel and no download address. Its first lines record the digest of the tables of
pyproject.toml that it was made from, so that the check needs no network.

Three parts of it are for operators: `deploy/node.lock` has what a node needs and what builds its
wheel, `deploy/report.lock` what the annual report needs beside that, `deploy/extras.lock` what the
other extras of pyproject.toml need.

    python tools/lock.py            make the lock; known versions are kept
    python tools/lock.py --upgrade  take the newest versions allowed
    python tools/lock.py --check    fail when pyproject.toml has moved on
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PYPROJECT = ROOT / "pyproject.toml"
NODE = ROOT / "deploy" / "node.lock"
REPORT = ROOT / "deploy" / "report.lock"
EXTRAS = ROOT / "deploy" / "extras.lock"
PACKAGE = re.compile(r"^([a-z0-9][a-z0-9.-]*)==", re.MULTILINE)
DIGEST = re.compile(r"^# dependencies: sha256:([0-9a-f]{64})$", re.MULTILINE)


def dependency_digest() -> str:
    """Digest of everything in pyproject.toml that decides what is installed."""
    document = tomllib.loads(PYPROJECT.read_text("utf-8"))
    project = document["project"]
    deciding = {
        "build-system": document["build-system"]["requires"],
        "dependencies": project["dependencies"],
        "dependency-groups": document["dependency-groups"],
        "optional-dependencies": project.get("optional-dependencies", {}),
        "overrides": document["tool"]["uv"]["override-dependencies"],
        "requires-python": project["requires-python"],
    }
    return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()


def make(*, upgrade: bool) -> None:
    """Resolve with uv for every platform and Python version at once.

    Raises:
        subprocess.CalledProcessError: uv found no solution; it has said why.
    """
    with tempfile.TemporaryDirectory() as folder:
        resolved = Path(folder) / "requirements.lock"
        if LOCK.exists() and not upgrade:
            # uv prefers the versions that it finds in its output file.
            resolved.write_bytes(LOCK.read_bytes())
        wanted = [f"--group={PYPROJECT}:dev", "--all-extras", "--generate-hashes"]
        compile_lock(*wanted, into=resolved)
        body = resolved.read_text("utf-8")
        LOCK.write_text(header() + body, "utf-8")
        builder = Path(folder) / "build.in"
        project = tomllib.loads(PYPROJECT.read_text("utf-8"))
        builder.write_text("\n".join(project["build-system"]["requires"]), "utf-8")
        known = [str(builder), f"--constraint={LOCK}"]
        held: set[str] = set()
        for file, extras in (
            (NODE, ()),
            (REPORT, ("--extra=report",)),
            (EXTRAS, ("--all-extras",)),
        ):
            chosen = Path(folder) / file.name
            compile_lock(*known, *extras, into=chosen)
            names = set(PACKAGE.findall(chosen.read_text("utf-8")))
            file.write_text(header() + part(body, names - held), "utf-8")
            held |= names


def compile_lock(*wanted: str, into: Path) -> None:
    """Have uv resolve pyproject.toml and what is wanted beside it.

    Args:
        wanted: Further arguments of uv.
        into: The file that it writes.
    """
    command = [str(Path(sysconfig.get_path("scripts")) / "uv"), "pip", "compile", str(PYPROJECT)]
    command += ["--universal", "--python-version", "3.11", "--only-binary", ":all:"]
    command += ["--no-emit-index-url", "--no-header", "--no-annotate", "--quiet"]
    subprocess.run([*command, *wanted, "--output-file", str(into)], check=True, cwd=ROOT)


def header() -> str:
    """Return the first lines of each lock."""
    return f"# Made by `make lock`; do not edit.\n# dependencies: sha256:{dependency_digest()}\n"


def packages(lock: str) -> list[tuple[str, str]]:
    """Return name and lines of each package of a lock; one may come twice, by version of Python."""
    starts = list(PACKAGE.finditer(lock))
    ends = [each.start() for each in starts[1:]] + [len(lock)]
    return [(each[1], lock[each.start() : end]) for each, end in zip(starts, ends, strict=True)]


def part(lock: str, names: set[str]) -> str:
    """Return of a lock the lines of these packages."""
    return "".join(lines for name, lines in packages(lock) if name in names)


def problems() -> list[str]:
    """What is wrong with the locks as they lie there; empty when nothing is."""
    found, whole = [], set(packages(_text(LOCK)))
    for file in (LOCK, NODE, REPORT, EXTRAS):
        text, name = _text(file), file.relative_to(ROOT)
        recorded = DIGEST.search(text)
        if recorded is None or recorded.group(1) != dependency_digest():
            found.append(f"{name}: it was not made from this pyproject.toml; run `make lock`")
        if "://" in text:
            found.append(
                f"{name}: it names a download address; run `make lock`, and do not edit it by hand"
            )
        if not set(packages(text)) <= whole:
            found.append(f"{name}: it is no part of {LOCK.name}; run `make lock`")
    return found


def _text(file: Path) -> str:
    return file.read_text("utf-8") if file.exists() else ""


def main() -> int:
    """Run as a command; exit code 1 when the check fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="only compare, without the network")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    options = parser.parse_args()
    if not options.check:
        make(upgrade=options.upgrade)
    found = problems()
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
