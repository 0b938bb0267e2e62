"""Count what makes the house hard to hold in one's head, against ceilings.

python -m tools.house            print the figures beside their ceilings
python -m tools.house --json     the same for programs
python -m tools.house --check    fail when a figure is above its ceiling, or a ceiling rose
python -m tools.house --lower    lower the ceilings to what is reached, never raise one
python -m tools.house --net [COMMIT]  what changed since a commit; else since this submission began
"""

from __future__ import annotations

import json
import sys

from tools.house.ratchet import CEILINGS, Ceilings, complaints, faults_in_history, lowered
from tools.house.rules import FIGURES, House, house_of, warnings
from tools.house.sums import (
    FIELDS_DRAWN,
    TOOK,
    compared,
    costs,
    drawn_fields,
    rooms,
    submission_base,
    sums,
)
from tools.house.tree import Tree, git, tree_of, working_tree


def figures_of(tree: Tree, house: House) -> dict[str, int]:
    """Return every figure that may have a ceiling."""
    rules = {name: count(house) for name, count in FIGURES.items()}
    return {**rules, **sums(tree), **costs(tree)}


def print_figures(tree: Tree, figures: dict[str, int], ceilings: dict[str, int]) -> None:
    """Print all that is counted, for people."""
    for name, figure in figures.items():
        said = f"  at most {ceilings[name]}" if name in ceilings else ""
        print(f"{name:32}{figure:8}{said}")
    drawn = drawn_fields(tree)
    mean = figures["files_of_five_fields"] / FIELDS_DRAWN
    print(f"files of a field, the mean of {', '.join(drawn)}: {mean:.1f}")
    if TOOK.is_file():
        print(f"seconds of the last whole make test here: {TOOK.read_text('ascii').strip()}")
    for room, lines in rooms(tree).items():
        print(f"  gateway/{room:22}{lines:8}")


def print_net(base: str) -> None:
    """Print the net lines of what changed since a commit."""
    print(f"net code lines since {git('log', '-1', '--format=%h %s', base).strip()}")
    for line in compared(tree_of(base), working_tree()):
        print(line)


def main(words: list[str]) -> int:
    """Print, check, lower or compare."""
    if "--net" in words:
        print_net(words[1] if len(words) > 1 else submission_base())
        return 0
    tree = working_tree()
    house = house_of(tree)
    figures = figures_of(tree, house)
    text = CEILINGS.read_text("utf-8")
    if "--lower" in words:
        CEILINGS.write_text(lowered(text, figures), "utf-8")
        return 0
    ceilings = dict(Ceilings.read(text).of)
    wrong = [*complaints(figures, ceilings), *faults_in_history()]
    if "--json" in words:
        print(json.dumps({"figures": figures, "ceilings": ceilings, "wrong": wrong}))
    elif "--check" not in words:
        print_figures(tree, figures, ceilings)
        for each in warnings(house):
            print(f"warning: {each}")
    for each in wrong:
        print(f"house: {each}")
    return bool(wrong) and "--check" in words


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
