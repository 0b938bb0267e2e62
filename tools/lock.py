"""Make requirements.lock from pyproject.toml, or check that the two agree.

The lock holds the runtime and the development dependencies with a hash for every
wheel and no download address. Its first lines record the digest of the tables of
pyproject.toml that it was made from, so that the check needs no network.

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
SDK = ROOT / "sdk" / "pyproject.toml"
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
        "sdk": tomllib.loads(SDK.read_text("utf-8"))["project"]["dependencies"],
    }
    return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()


def make(*, upgrade: bool) -> None:
    """Resolve with uv for every platform and Python version at once.

    Raises:
        subprocess.CalledProcessError: uv found no solution; it has said why.
    """
    uv = Path(sysconfig.get_path("scripts")) / "uv"
    with tempfile.TemporaryDirectory() as folder:
        resolved = Path(folder) / "requirements.lock"
        if LOCK.exists() and not upgrade:
            # uv prefers the versions that it finds in its output file.
            resolved.write_bytes(LOCK.read_bytes())
        command = [str(uv), "pip", "compile", str(PYPROJECT), "--group", f"{PYPROJECT}:dev"]
        command += ["--all-extras"]
        command += ["--universal", "--python-version", "3.11", "--only-binary", ":all:"]
        command += ["--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"]
        # The SDK lies in this repository; `make setup` installs it from there.
        command += ["--no-emit-package", "comity-sdk"]
        command += ["--quiet", "--output-file", str(resolved)]
        subprocess.run(command, check=True, cwd=ROOT)
        body = resolved.read_text("utf-8")
    header = f"# Made by `make lock`; do not edit.\n# dependencies: sha256:{dependency_digest()}\n"
    LOCK.write_text(header + body, "utf-8")


def problems() -> list[str]:
    """What is wrong with the lock as it lies there; empty when nothing is."""
    text = LOCK.read_text("utf-8") if LOCK.exists() else ""
    found = []
    recorded = DIGEST.search(text)
    if recorded is None or recorded.group(1) != dependency_digest():
        found.append("it was not made from this pyproject.toml; run `make lock`")
    if "://" in text:
        found.append("it names a download address; run `make lock`, and do not edit it by hand")
    return found


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
        print(f"requirements.lock: {problem}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
