"""Small samples of the labelled files that the thresholds were set on; bounds, not records."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from gateway.domain.transaction import Party, PartyKind
from gateway.matching.index.denial_index import DenialIndex, Entry
from gateway.matching.parties.party import compare_parties, party_forms
from lab.match_evaluation import MadeRegister, alarms_among, make_register, read_parties
from tests.support.needs import SHARED, needs_shared, sampled

DATA = SHARED / "data"

pytestmark = needs_shared("data/bench")


class HeldOut(NamedTuple):
    """Parties that are searched for under a name that was taken from them."""

    rows: Sequence[Mapping[str, str]]
    records: Mapping[str, Party]
    searched: DenialIndex


def column(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row[name] for row in csv.DictReader(file) if row[name].strip()]


@pytest.fixture(scope="module", params=sampled(["sample"], "whole"))
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether all lists and searches are tried, or a sample of them."""
    return request.param == "whole"


@pytest.fixture(scope="module")
def listed_persons(whole: bool) -> MadeRegister:
    """Give a register of every person of the UN list; and of the EU's, if it is to be whole."""
    persons: list[Party] = []
    with (DATA / "registers" / "combined_parties.jsonl").open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            names = [name.strip()[:400] for name in record["names"] if name.strip()]
            wanted = record["list"].startswith(("UN", "EU-OJ") if whole else "UN")
            if wanted and record["schema"] == "Person" and names:
                persons.append(Party(names=tuple(names)[:60], kind=PartyKind.PERSON))
    return make_register(persons)


def test_uninvolved_persons_rarely_show_anybody(listed_persons: MadeRegister, whole: bool) -> None:
    queries = read_parties(DATA / "bench" / "yente_negatives_global.csv")[::33][
        : 600 if whole else 150
    ]
    found = alarms_among(listed_persons, queries)

    assert found.register_parties > (5000 if whole else 500)
    assert found.alarms_per_search <= 0.015


def test_listed_persons_are_found_though_damaged(listed_persons: MadeRegister) -> None:
    names = column(DATA / "bench" / "yente_positives_un_treated.csv", "full_name")[::4]
    queries = [Party(names=(name,), kind=PartyKind.PERSON) for name in names]

    assert alarms_among(listed_persons, queries).alarms_per_search >= 0.97


@pytest.fixture(scope="module")
def held_out(whole: bool) -> HeldOut:
    """Give the rows of the file, and the parties without the names that were held out."""
    with (DATA / "bench" / "derived_alias_holdout.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:: 1 if whole else 4]
    records = {
        str(number): Party(
            names=tuple(n.strip()[:400] for n in row["remaining_names"].split(";;") if n.strip())[
                :60
            ]
        )
        for number, row in enumerate(rows)
        if row["remaining_names"].strip(" ;")
    }
    index = DenialIndex.open()
    index.apply_entries(
        ((key, Entry(names=party_forms(party))) for key, party in records.items()), position=1
    )
    return HeldOut(rows, records, index)


@pytest.mark.parametrize(
    ("kind", "bound"), [("alias-latin", 0.80), ("alias-nonlatin", 0.66), ("perturbed", 0.96)]
)
def test_a_held_out_name_is_among_the_first_ten(
    held_out: HeldOut, kind: str, bound: float, whole: bool
) -> None:
    rows, records, searched = held_out
    queries = [n for n, row in enumerate(rows) if row["kind"] == kind and str(n) in records]
    queries = queries[:: 8 if whole else 2]  # a hundred of each kind: of 32 one decided
    found = 0
    for number in queries:
        query = Party(names=(rows[number]["query"].strip()[:400],))
        near = searched.by_names(party_forms(query), limit=40)
        best = sorted(near, key=lambda key: -compare_parties(query, records[key]).score)[:10]
        same = {key for key in best if rows[int(key)]["record_ids"] == rows[number]["record_ids"]}
        found += bool(same)

    assert found / len(queries) >= bound
