"""Compares control codes by their hierarchy, and across versions and States of the list.

A code stands for parameters. The same full code is nearest, then a code and one that it lies
within, then two of one entry, then software or technology of the entry, then the category
and group. A code that moved between versions of the list is carried to where it stands now
before anything is compared (`gateway.domain.carrying`); the reasons say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from gateway.domain.transaction import Classification, Item, ListSource
from gateway.matching.tables import table_of

# Closeness of two codes: the order is that of the control list, the values are measured so
# that the thresholds of the classes part the labelled pairs (docs/matching-items.md).
CODE_EQUAL = 1.0
CODE_ANCESTOR = 0.9  # 5A001.j and 5A001: one authority classified less finely
CODE_BRANCH = 0.66  # 6A001.a.1.a and 6A001.a.1.b: the deeper the branch, the nearer
CODE_ENTRY = 0.62  # 5A001.j and 5A001.f
CODE_RELATED = 0.55  # software or technology of the same entry: 5D001, 5E001 and 5A001
CODE_TWIN = CODE_BRANCH  # 2B104 and 2B204: one kind of thing, listed for two regimes
CODE_NATIONAL = 0.45  # 5A901 of a national list and 5A001: same category and group
CODE_GENERAL = 0.42  # 6E001, technology for the whole category, and 6A003
CODE_GROUP = 0.4  # 5A001 and 5A002
CODE_CATEGORY = 0.2

_MOST_BRANCH = 0.06
_A_BRANCH = 0.02
_ENTRY_LENGTH = 5
_DATED = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})$")
_MOVED_FROM = "moved from "  # as gateway.domain.carrying marks a carried code


@dataclass(frozen=True, slots=True)
class CodeFinding:
    """How close the codes of two items are.

    Attributes:
        closeness: From 0 to 1; 0 also where one item has no code.
        reasons: In words.
        comparable: Whether both have a code.
        whole_entry: Whether one is a whole entry, such as ``6A003``, and the other within it.
    """

    closeness: float
    reasons: tuple[str, ...]
    comparable: bool = True
    whole_entry: bool = False


def compare_codes(ours: Item, theirs: Item) -> CodeFinding:
    """Compare every classification of ours with every one of theirs; the nearest counts."""
    pairs = [
        (_closeness(mine, their), mine, their)
        for mine in ours.classifications
        for their in theirs.classifications
        if mine.code is not None and their.code is not None
    ]
    if not pairs:
        return CodeFinding(0.0, (unlisted(ours, theirs),), comparable=False)
    (score, words), mine, their = max(
        pairs, key=lambda pair: (pair[0][0], sorted((pair[1].code or "", pair[2].code or "")))
    )
    return CodeFinding(
        closeness=score,
        reasons=(words, *_versions(ours, mine, theirs, their)),
        whole_entry=score >= CODE_ANCESTOR
        and min(len(mine.code or ""), len(their.code or "")) == _ENTRY_LENGTH,
    )


def code_closeness(a: str, b: str) -> tuple[float, str]:
    """Return how close two control codes are, and how to say it.

    Args:
        a: Our code, e.g. ``5A001.j``.
        b: Their code.
    """
    if a == b:
        return CODE_EQUAL, f"same control code {a}"
    if a.startswith(f"{b}.") or b.startswith(f"{a}."):
        finer, coarser = (a, b) if len(a) > len(b) else (b, a)
        return CODE_ANCESTOR, f"{finer} is part of {coarser}"
    if a[:_ENTRY_LENGTH] != b[:_ENTRY_LENGTH]:
        return _distant(a, b)
    shared = _shared_parts(a, b)
    within = f"{a} and {b} lie under {'.'.join(a.split('.')[: shared + 1])}"
    if not shared:
        return CODE_ENTRY, within
    return CODE_BRANCH + min((shared - 1) * _A_BRANCH, _MOST_BRANCH), within


def _distant(a: str, b: str) -> tuple[float, str]:
    """Return how close codes of two entries are."""
    if frozenset({a[:_ENTRY_LENGTH], b[:_ENTRY_LENGTH]}) in _twins():
        return CODE_TWIN, f"{a} and {b}: entries of two regimes for one kind of thing"
    if a[0] != b[0]:
        return 0.0, f"{a} and {b}: different categories"
    intangible = {a[1], b[1]} & {"D", "E"}
    if a[2:5] == b[2:5] and intangible:
        return CODE_RELATED, f"{a} and {b}: software or technology of the same entry"
    if intangible and a[1] != b[1] and "001" in (a[2:5] if a[1] in "DE" else "",
                                                 b[2:5] if b[1] in "DE" else ""):  # fmt: skip
        return CODE_GENERAL, f"{a} and {b}: software or technology for the whole category"
    if a[:2] == b[:2]:
        return CODE_GROUP, f"{a} and {b}: same category and group only"
    return CODE_CATEGORY, f"{a} and {b}: same category only"


@cache
def _twins() -> frozenset[frozenset[str]]:
    """Return the pairs of entries for one kind of thing."""
    lines: list[str] = table_of(__file__, "twin_entries")["twins"]
    return frozenset(frozenset(pair) for line in lines for pair in combinations(line.split(), 2))


def twins_of(entry: str) -> frozenset[str]:
    """Return an entry and those that list the same kind of thing for another regime."""
    return frozenset({entry}).union(*(pair for pair in _twins() if entry in pair))


def _closeness(mine: Classification, their: Classification) -> tuple[float, str]:
    score, words = code_closeness(mine.code or "", their.code or "")
    sources = (mine.source, their.source)
    if ListSource.NATIONAL not in sources:
        return score, words
    if mine.source is their.source and mine.state == their.state:
        return score, f"{words} of the national list of {mine.state or 'one State'}"
    lists = " and ".join(_list_of(each) for each in (mine, their))
    if mine.source is their.source:
        # 5A901 of one State's list is not 5A901 of another's.
        return min(score, CODE_ENTRY), f"{words} ({lists}: numbers alike mean little)"
    if score == CODE_GROUP:
        score = CODE_NATIONAL
    return min(score, CODE_ENTRY), f"{words} ({lists})"


def _list_of(each: Classification) -> str:
    if each.source is ListSource.NATIONAL:
        return f"national list of {each.state}" if each.state else "a national list"
    return "Annex I"


def _shared_parts(a: str, b: str) -> int:
    """Count the common levels below the entry."""
    shared = 0
    for left, right in zip(a.split(".")[1:], b.split(".")[1:], strict=False):
        if left != right:
            break
        shared += 1
    return shared


def unlisted(ours: Item, theirs: Item) -> str:
    if not ours.codes and not theirs.codes:
        return "neither item is listed: compared by parameters and description"
    listed, who = (ours, "ours") if ours.codes else (theirs, "theirs")
    return f"only {who} is listed ({', '.join(listed.codes)}): compared by what it is"


def _versions(
    ours: Item, mine: Classification, theirs: Item, their: Classification
) -> tuple[str, ...]:
    """Say where a code stood before, and that two versions of a list are compared."""
    moves = [
        moved for item, each in ((ours, mine), (theirs, their)) if (moved := _moved(item, each))
    ]
    versions = [_origin(ours, mine).list_version, _origin(theirs, their).list_version]
    if all(versions) and versions[0] != versions[1]:
        moves.append(f"list versions {_dated(versions[0])} and {_dated(versions[1])}")
    return tuple(dict.fromkeys(moves))


def _moved(item: Item, each: Classification) -> str:
    before = _origin(item, each)
    if before is each:
        return ""
    version = f" of the list of {_dated(before.list_version)}" if before.list_version else ""
    return f"{before.code}{version} stands as {each.code} now (the entry moved)"


def _origin(item: Item, each: Classification) -> Classification:
    """Return the classification from which a carried code was derived, or itself."""
    if not each.list_version.startswith(_MOVED_FROM):
        return each
    code = each.list_version.removeprefix(_MOVED_FROM)
    return next((c for c in item.classifications if c.code == code and c is not each), each)


def _dated(version: str) -> str:
    """Write a version by its day: ``02021R0821-20251115`` is that of 2025-11-15."""
    day = _DATED.search(version)
    return "-".join(day.groups()) if day is not None else version
