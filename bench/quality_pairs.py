"""Labelled pairs of names for `match_quality`: from ours, from others' files, and derived.

Derived pairs: two names of one listed record are a match; the nearest names of two records
of one list that share neither an identifier nor a name are none. Pairs without any likeness
are left out on both sides: a former name, or a code, is an alias that no comparison can find.
Each record belongs to the half for tuning or to that for testing by a digest of its id.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from gateway.domain.transaction import Party, PartyKind
from gateway.matching.index.denial_index import DenialIndex, Entry
from gateway.matching.parties.names import latin, name_form, skeleton
from lab.match_evaluation import LabelledPair
from tests.support.needs import SHARED

DATA = SHARED / "data"
OWN_PAIRS = Path(__file__).parents[1] / "tests" / "assets" / "matching" / "pairs.csv"
BLIND_PAIRS = OWN_PAIRS.with_name("blind.csv")
BLIND_SECOND = OWN_PAIRS.with_name("blind_second.csv")
HALVES = ("tune", "test")

_LISTS = ("EU-OJ", "METI", "UN SC", "MOFCOM", "OFAC SDN", "Entity List")
_LONGEST_NAME = 400  # letters, as the domain allows
_NEAREST = 12  # of a name are looked through for one of another record
_ALIKE = 60  # of 100
_SEED = 2021


@dataclass(frozen=True, slots=True)
class Record:
    """A listed party."""

    key: str
    source: str
    kind: PartyKind
    names: tuple[str, ...]
    ids: frozenset[str]


def records(*sources: str) -> Iterator[Record]:
    """Give the listed persons and organisations of lists whose names begin so."""
    with (DATA / "registers" / "combined_parties.jsonl").open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            row = json.loads(line)
            kind = PartyKind.PERSON if row["schema"] == "Person" else PartyKind.ORGANISATION
            names = tuple(n.strip()[:_LONGEST_NAME] for n in row["names"] if n.strip())
            known = row["list"].startswith(sources) and row["schema"] not in ("Vessel", "Asset")
            if names and known:
                # Some lists give the same id to many records.
                yield Record(
                    f"{row['id']}#{number}",
                    row["list"][:6],
                    kind,
                    names,
                    frozenset(map(str, row["ids"])),
                )


def half_of(record: Record) -> str:
    """Say whether a record serves tuning or testing."""
    return HALVES[hashlib.sha256(record.key.encode()).digest()[0] % 2]


def derived() -> dict[str, list[LabelledPair]]:
    """Give the derived pairs of both halves, as many matches as non-matches, by kind.

    Returns:
        Pairs under "persons tune", "organisations test" and so on.
    """
    draw = random.Random(_SEED)  # noqa: S311 - which names are paired, the same in every run
    all_records = list(records(*_LISTS))
    found: dict[str, list[LabelledPair]] = defaultdict(list)
    for kind, word in ((PartyKind.PERSON, "persons"), (PartyKind.ORGANISATION, "organisations")):
        of_kind = [record for record in all_records if record.kind is kind]
        same = {half: list(_same(of_kind, half, draw)) for half in HALVES}
        different = {half: list(_different(of_kind, half, draw)) for half in HALVES}
        for half in HALVES:
            size = min(len(same[half]), len(different[half]))
            found[f"{word} {half}"] = [
                *draw.sample(same[half], size), *draw.sample(different[half], size)
            ]  # fmt: skip
    return dict(found)


def own() -> list[LabelledPair]:
    """Give the pairs that we wrote ourselves, one for each way in which names differ."""
    with OWN_PAIRS.open(encoding="utf-8", newline="") as file:
        return [
            _pair(row["name1"], row["name2"], _KINDS[row["schema"]], row["is_match"] == "true")
            for row in csv.DictReader(file)
        ]


def blind() -> dict[str, list[LabelledPair]]:
    """Give the pairs written without sight of the matcher.

    Errors were looked at in A only. C was written by another hand when the matcher was done,
    and no single result of it was ever looked at.
    """
    found: dict[str, list[LabelledPair]] = defaultdict(list)
    for file, parts in ((BLIND_PAIRS, "AB"), (BLIND_SECOND, "C")):
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        for number, row in enumerate(rows):
            part, kind = parts[number % len(parts)], _KINDS[row["schema"]]
            found[f"blind {part} {_WORDS[kind]}"].append(
                _pair(row["name1"], row["name2"], kind, row["is_match"] == "true")
            )
    return dict(sorted(found.items()))


def cross_script() -> list[LabelledPair]:
    """Give names in two scripts, and the same names turned by one as non-matches."""
    path = DATA / "bench" / "watchman_cross_script_pairs.csv"
    rows = [
        line.split(",")[:2]
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#") and not line.startswith("Query")
    ]
    turned = zip(rows, rows[1:] + rows[:1], strict=True)
    return [
        *(_pair(a, b, PartyKind.PERSON, is_match=True) for a, b in rows),
        *(_pair(a, other, PartyKind.PERSON, is_match=False) for (a, _), (_, other) in turned),
    ]


def two_authorities() -> list[LabelledPair]:
    """Give parties as the EU and the US wrote them, and neighbours as non-matches."""
    path = DATA / "bench" / "derived_eu_ofac_same_id_pairs.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parties = [
        (_party(r["eu_names"], r["schema"]), _party(r["ofac_names"], r["schema"])) for r in rows
    ]
    parties.sort(key=lambda pair: (pair[0].kind, latin(pair[0].names[0])))
    turned = zip(parties, parties[1:] + parties[:1], strict=True)
    return [
        *(LabelledPair(a, b, is_match=True) for a, b in parties),
        *(
            LabelledPair(a, other, is_match=False)
            for (a, _), (_, other) in turned
            if not {_plain(n) for n in a.names} & {_plain(n) for n in other.names}
        ),
    ]


_KINDS = {
    "Person": PartyKind.PERSON,
    "Organization": PartyKind.ORGANISATION,
    "LegalEntity": PartyKind.UNKNOWN,
}


_WORDS = {PartyKind.PERSON: "persons", PartyKind.ORGANISATION: "organisations"}


def _party(names: str, schema: str) -> Party:
    kind = PartyKind.PERSON if schema == "Person" else PartyKind.ORGANISATION
    return Party(names=tuple(n.strip() for n in names.split(" ;; ") if n.strip()), kind=kind)


def _pair(a: str, b: str, kind: PartyKind, is_match: bool) -> LabelledPair:  # noqa: FBT001
    return LabelledPair(Party(names=(a,), kind=kind), Party(names=(b,), kind=kind), is_match)


def _same(of_kind: list[Record], half: str, draw: random.Random) -> Iterator[LabelledPair]:
    """Pair two names of each record that are not the same in Latin letters."""
    for record in of_kind:
        if half_of(record) != half:
            continue
        by_form = {_plain(name): name for name in record.names}
        names = list(by_form.values())
        if len(names) > 1:
            a, b = draw.sample(names, 2)
            if _alike(a, b):
                yield _pair(a, b, record.kind, is_match=True)


def _different(of_kind: list[Record], half: str, draw: random.Random) -> Iterator[LabelledPair]:
    """Pair a name of each record with the nearest one of another record of its list."""
    mine = {record.key: record for record in of_kind if half_of(record) == half}
    index = DenialIndex.open()
    index.apply_entries(
        (
            (key, Entry(names=tuple(name_form(n, record.kind) for n in record.names)))
            for key, record in mine.items()
        ),
        position=1,
    )
    plain = {key: {_plain(n) for n in record.names} for key, record in mine.items()}
    for key, record in mine.items():
        name = draw.choice(record.names)
        for near in index.by_names([name_form(name, record.kind)], limit=_NEAREST):
            other = mine[near]
            if other.source != record.source or other.ids & record.ids or plain[key] & plain[near]:
                continue
            closest = max(other.names, key=lambda n: _overlap(name, n))
            if _alike(name, closest):
                yield _pair(name, closest, record.kind, is_match=False)
            break


def _alike(a: str, b: str) -> bool:
    """Whether two names have any likeness, by nothing of ours but Latin letters and sounds."""
    ours, theirs = latin(a), latin(b)
    bones = [" ".join(map(skeleton, text.split())) for text in (ours, theirs)]
    return max(fuzz.token_set_ratio(ours, theirs), fuzz.token_set_ratio(*bones)) >= _ALIKE


def _plain(name: str) -> str:
    return " ".join(sorted(latin(name).split()))


def _overlap(a: str, b: str) -> float:
    ours, theirs = set(latin(a).split()), set(latin(b).split())
    return len(ours & theirs) / max(len(ours | theirs), 1)
