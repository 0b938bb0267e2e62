"""Changes one thing at a time in what decides, and says which changes no test notices.

    make mutants MUTANTS_ARGS="--seed 1 --count 200 --each 4"

The seed draws modules from all that decide (`nearest.DO_NOT_DECIDE` says which do not), and changes
in them. Each change is tried in a process of its own on the tests that run its line, the quick
ones first; whatever does not end in time is ended, with all that it started. The share is of the
changes that are not equivalent: those are named, with the reason, in `equivalent.toml`. What is
known of a module is kept at once: the same run, begun again, goes on behind it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from tools.mutants.changes import changes_of, drawn
from tools.mutants.nearest import Neighbours, chosen, deciding
from tools.mutants.survey import Survey

HERE = Path(__file__).parent
OPTIONS = ("--no-database-server",)
"""Of pytest, for every trial."""


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    commit = _git("rev-parse", "HEAD")[:12]
    seed = commit[:8] or "1"
    parser.add_argument("--seed", default=seed, help="draws modules and changes; absent: HEAD's")
    parser.add_argument("--count", type=int, default=20, help="changes in all")
    parser.add_argument("--each", type=int, default=1, help="changes a module")
    parser.add_argument("--json", type=Path, help="the result; absent: under var/mutants")
    parser.add_argument("--like", type=Path, help="a result whose modules are tried again")
    parser.add_argument("--jobs", type=int, default=2, help="trials at a time")
    parser.add_argument("--only", action="append", help="only modules whose path has this in it")
    parser.add_argument("--narrow", action="store_true", help="quick tests only")
    parser.add_argument("--patience", type=float, default=40.0, help="seconds a trial has at least")
    parser.add_argument("--least", type=float, default=0.0, help="fail under this share")
    given = parser.parse_args()

    names = list(json.loads(given.like.read_text())["modules"]) if given.like else deciding()
    names = [each for each in names if not given.only or any(part in each for part in given.only)]
    names = chosen(names, given.seed, -(-given.count // given.each))
    kept = given.json or Path(
        "var/mutants", f"{given.seed}-{given.count}x{given.each}-{_state()}.json"
    )
    known = json.loads(kept.read_text())["modules"] if kept.exists() else {}
    asked = {"seed": given.seed, "each": given.each, "commit": commit}
    result: dict[str, Any] = {**asked, "modules": {}}
    near, equivalent = Neighbours(), known_equivalents()
    with tempfile.TemporaryDirectory(prefix="comity-mutants-") as folder:
        for name in names:
            if name not in known:
                _, changes = changes_of(Path(name).read_text(encoding="utf-8"))
                numbers = drawn(changes, given.each, f"{given.seed}/{name}")
                survey = Survey(
                    Path(name).resolve(),
                    near.tests_of(name),
                    Path(folder),
                    options=OPTIONS,
                    jobs=given.jobs,
                    patience_s=given.patience,
                )
                known[name] = survey.judge(
                    [(n, changes[n]) for n in numbers],
                    wide=not given.narrow,
                    equivalent=equivalent.get(name, []),
                )
                _print(name, known[name])
            result["modules"][name] = known[name]
            _write(kept, result)
    return 0 if _close(kept, result) >= given.least else 1


def _state() -> str:
    """Name what is tried: the commit, and what of it is changed."""
    changed = _git("diff", "HEAD")
    of_it = f"-{hashlib.sha256(changed.encode()).hexdigest()[:8]}" if changed else ""
    return _git("rev-parse", "HEAD")[:12] + of_it


def _git(*words: str) -> str:
    command = ["git", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def known_equivalents() -> dict[str, list[dict[str, Any]]]:
    """Return the changes that change nothing, by module, as `equivalent.toml` names them."""
    listed: dict[str, list[dict[str, Any]]] = tomllib.loads(
        (HERE / "equivalent.toml").read_text(encoding="utf-8")
    )
    return listed


def _print(name: str, found: dict[str, Any]) -> None:
    tried = found["mutants"] - found["equivalent"]
    share = f"{found['killed'] / tried:.2f}" if tried else "-"
    print(f"{name:44} {found['killed']:3} of {tried:3} found  {share}  in {found['seconds']:.0f} s")
    for each in found["survived"]:
        where = f"  {name}:{each['line']}"
        print(f"{where}  {each['before']}  ->  {each['after'] or 'left out'}  ({each['how']})")
    sys.stdout.flush()


def _write(file: Path, result: dict[str, Any]) -> None:
    modules = result["modules"].values()
    result["tried"] = sum(each["mutants"] - each["equivalent"] for each in modules)
    result["found"] = sum(each["killed"] for each in modules)
    result["share"] = round(result["found"] / result["tried"], 4) if result["tried"] else 1.0
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _close(file: Path, result: dict[str, Any]) -> float:
    _write(file, result)
    share: float = result["share"]
    print(f"{result['found']} of {result['tried']} found ({share:.2f}), in {file}")
    return share


if __name__ == "__main__":
    raise SystemExit(main())
