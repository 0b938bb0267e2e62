"""Changes one thing at a time in the core, and says which changes no test notices.

    make mutants MUTANTS_ARGS="--seed 1 --each 10 --json build/mutants.json"

Each change is tried in a process of its own on the tests that run its line, the quick ones
first; whatever does not end in time is ended, with all that it started. The share is of the
changes that are not equivalent: those are named, with the reason, in `equivalent.toml`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from tools.mutants.changes import changes_of, drawn
from tools.mutants.survey import Survey

HERE = Path(__file__).parent


def main() -> int:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--seed", default="1", help="the same seed draws the same changes")
    parser.add_argument("--each", type=int, default=10, help="changes a module")
    parser.add_argument("--json", type=Path, help="where to write the result")
    parser.add_argument("--jobs", type=int, default=2, help="trials at a time")
    parser.add_argument("--only", action="append", help="only modules whose path has this in it")
    parser.add_argument("--narrow", action="store_true", help="quick tests only")
    parser.add_argument("--modules", type=Path, default=HERE / "modules.toml", help="what to try")
    parser.add_argument("--patience", type=float, default=40.0, help="seconds a trial has at least")
    parser.add_argument("--least", type=float, default=0.0, help="fail under this share")
    given = parser.parse_args()

    modules = tomllib.loads(given.modules.read_text(encoding="utf-8"))
    options = modules.pop("pytest", {}).get("options", [])
    if given.only:
        modules = {k: v for k, v in modules.items() if any(part in k for part in given.only)}
    equivalent = known_equivalents()
    result: dict[str, Any] = {"seed": given.seed, "each": given.each, "modules": {}}
    with tempfile.TemporaryDirectory(prefix="comity-mutants-") as folder:
        for name, about in modules.items():
            _, changes = changes_of(Path(name).read_text(encoding="utf-8"))
            numbers = drawn(changes, given.each, f"{given.seed}/{name}")
            survey = Survey(
                Path(name).resolve(),
                about,
                Path(folder),
                options=options,
                jobs=given.jobs,
                patience_s=given.patience,
            )
            found = survey.judge(
                [(n, changes[n]) for n in numbers],
                wide=not given.narrow,
                equivalent=equivalent.get(name, []),
            )
            result["modules"][name] = found
            _print(name, found)
            _write(given.json, result)
    return 0 if _close(given.json, result) >= given.least else 1


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


def _write(file: Path | None, result: dict[str, Any]) -> None:
    modules = result["modules"].values()
    tried = sum(each["mutants"] - each["equivalent"] for each in modules)
    killed = sum(each["killed"] for each in modules)
    result["share"] = round(killed / tried, 4) if tried else 1.0
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


def _close(file: Path | None, result: dict[str, Any]) -> float:
    _write(file, result)
    share: float = result["share"]
    print(f"{'all':44} share found: {share:.3f}")
    return share


if __name__ == "__main__":
    raise SystemExit(main())
