"""Print the medians of two series of measurements side by side: the end of bench_against.sh."""

import argparse
import json
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def figures(value: Any, name: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number of a nested result, named by its way: `classic.per_s`."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from figures(each, f"{name}.{key}" if name else key)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield name, float(value)


def series(folder: Path, side: str) -> dict[str, list[float]]:
    """Return what each figure was in every run of one side.

    A measurement may print more than its result; the result is its last line of JSON.
    """
    found: dict[str, list[float]] = defaultdict(list)
    for file in sorted(folder.glob(f"{side}-*.json")):
        for name, figure in figures(_result(file.read_text("utf-8"))):
            found[name].append(figure)
    return found


def _result(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return json.loads(text.strip().splitlines()[-1])


def spread(values: list[float]) -> float:
    """Return the distance of the outermost runs, in percent of the median."""
    median = statistics.median(values)
    return 100 * (max(values) - min(values)) / abs(median) if median else 0.0


def compared(there: dict[str, list[float]], here: dict[str, list[float]]) -> list[dict[str, Any]]:
    """Return a row a figure that both sides have: medians, ratio, spreads."""
    rows = []
    for name in sorted(there.keys() & here.keys()):
        before, after = statistics.median(there[name]), statistics.median(here[name])
        rows.append(
            {
                "figure": name,
                "before": before,
                "now": after,
                "ratio": after / before if before else None,
                "spread_before": spread(there[name]),
                "spread_now": spread(here[name]),
            }
        )
    return rows


def main() -> None:
    """Read the runs of both sides, print the table, keep all of it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("commit")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    there, here = series(given.folder, "there"), series(given.folder, "here")
    rows = compared(there, here)
    print(f"{'figure':40}{given.commit:>14}{'now':>14}{'ratio':>8}{'spread %':>16}")
    for row in rows:
        ratio = "" if row["ratio"] is None else f"{row['ratio']:.3f}"
        spreads = f"{row['spread_before']:.0f} / {row['spread_now']:.0f}"
        print(
            f"{row['figure'][:39]:40}{row['before']:14.4g}{row['now']:14.4g}{ratio:>8}{spreads:>16}"
        )
    if given.json:
        kept = {"commit": given.commit, "rows": rows, "there": there, "here": here}
        given.json.write_text(json.dumps(kept, indent=1), "utf-8")


if __name__ == "__main__":
    main()
