"""Writes the list of what a node is made of, or asks what is known against it.

    python -m tools.audit sbom FILE    CycloneDX 1.6, the same octets each time
    python -m tools.audit check        known vulnerabilities, by PyPI
    python -m tools.audit check --all  of what tests and tools need as well

`check` ends with 0 where all was looked up and nothing is known, with 1 where something is, and
with 2 where not all could be asked for: pip-audit calls that "no known vulnerabilities".
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools.audit.installed import LOCK, ROOT, product_lock

BIN = ROOT / ".venv-audit" / "bin"
NOTHING_KNOWN, KNOWN, NOT_ASKED = 0, 1, 2
WITHIN_S = 600
SHOWN = 5


def write_sbom(file: Path) -> None:
    """Write what a node is made of.

    Raises:
        subprocess.CalledProcessError: cyclonedx-py found something wrong; it has said what.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    command = [str(BIN / "cyclonedx-py"), "requirements", "-", "--output-reproducible"]
    command += ["--pyproject", str(ROOT / "pyproject.toml"), "--validate"]
    command += ["--spec-version", "1.6", "--output-format", "JSON", "--output-file", str(file)]
    # A lock does not say what asks for what; it warns that the graph is incomplete.
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore::UserWarning"}
    subprocess.run(command, input=product_lock(), text=True, check=True, cwd=ROOT, env=quiet)
    print(file)


def ask(lock: str) -> tuple[str, str]:
    """Return what pip-audit says of a lock, and what it says beside it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requirements.txt"
        file.write_text(lock, "utf-8")
        command = [str(BIN / "pip-audit"), "--requirement", str(file), "--require-hashes"]
        command += ["--disable-pip", "--format", "json", "--progress-spinner", "off"]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=WITHIN_S
        )
    return done.stdout, done.stderr


def judge(said: str, beside: str) -> tuple[int, list[str]]:
    """Return how the audit ends, and the lines that say why.

    Args:
        said: The answer of pip-audit, in JSON.
        beside: What it wrote to its standard error.
    """
    try:
        found: list[dict[str, Any]] = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = beside.strip().splitlines()[-1:] or ["it said nothing"]
        return NOT_ASKED, [f"pip-audit did not answer: {last[0]}"]
    skipped = sorted(each["name"] for each in found if "skip_reason" in each)
    lines = [
        f"{each['name']} {each['version']}: {', '.join((bug['id'], *bug.get('aliases', ())))}, "
        f"mended in {' '.join(bug['fix_versions']) or 'no version yet'}"
        for each in found
        for bug in each.get("vulns", ())
    ]
    known = bool(lines)
    asked = f"{len(found) - len(skipped)} of {len(found)} packages were looked up"
    if skipped or not found:
        more = f" and {len(skipped) - SHOWN} more" if len(skipped) > SHOWN else ""
        lines.append(f"{asked}; nobody could be asked for: {', '.join(skipped[:SHOWN])}{more}")
        return (KNOWN if known else NOT_ASKED), lines
    lines.append(asked if known else f"{asked}, and nothing is known against them")
    return (KNOWN if known else NOTHING_KNOWN), lines


def main(words: list[str]) -> int:
    """Do what the words ask for; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.audit")
    ways = parser.add_subparsers(dest="way", required=True)
    ways.add_parser("sbom").add_argument("file", type=Path)
    ways.add_parser("check").add_argument("--all", action="store_true")
    given = parser.parse_args(words)
    if given.way == "sbom":
        write_sbom(given.file)
        return 0
    code, lines = judge(*ask(LOCK.read_text("utf-8") if given.all else product_lock()))
    print("\n".join(lines), file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
