"""What takes minutes and is not in `make test`: `make test-long`.

The tests that are marked `long`, some mutants, the fuzzer, and hypothesis with examples that no run
had before. Each goes on after the failure of another. The last line names the commit and what
each came to.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from secrets import randbelow

PYTHON = sys.executable
SCHEMATHESIS_S = "300"
FUZZ_S = "240"


def main() -> int:
    """Run all of it, and say at the end how it went."""
    commit = _git("rev-parse", "HEAD")
    parser = argparse.ArgumentParser(prog="make test-long", description=__doc__)
    parser.add_argument("--processes", default="auto", help="of pytest")
    parser.add_argument("--seed", default=commit[:8], help="of mutants and fuzzer")
    asked = parser.parse_args()
    fresh = str(randbelow(2**32))
    pytest = (PYTHON, "-m", "pytest", "-q", f"--numprocesses={asked.processes}")
    wide = ("--hypothesis-profile=wide", f"--hypothesis-seed={fresh}", "-m", "hypothesis")
    fuzz = ("-m", "tools.fuzz", "--seconds", FUZZ_S, "--seed", asked.seed)
    steps = {
        "long tests": (*pytest, "--long", "-m", "long"),
        "mutants": (PYTHON, "-m", "tools.mutants", "--seed", asked.seed),
        "fuzzer": (PYTHON, *fuzz),
        f"hypothesis seed {fresh}": (*pytest, *wide),
    }
    began = time.monotonic()
    results = [(name, *_run(name, command)) for name, command in steps.items()]
    told = "; ".join(f"{name}{' FAILED' * bool(code)}: {last}" for name, code, last in results)
    changed = " and what is not committed" if _git("status", "--porcelain") else ""
    seconds = time.monotonic() - began
    print(f"test-long of {commit[:12]}{changed}, seed {asked.seed}, {seconds:.0f} s: {told}")
    return int(any(code for _, code, _ in results))


def _run(name: str, command: tuple[str, ...]) -> tuple[int, str]:
    """Run a step, pass on what it says, and return its exit code and its last line."""
    print(f"--- {name}: {' '.join(command)}", flush=True)
    environ = {**os.environ, "COMITY_SCHEMATHESIS_SECONDS": SCHEMATHESIS_S}
    last = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line.strip(" =\n") or last
    return process.returncode, last


def _git(*words: str) -> str:
    command = ["git", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
