"""The pairs of strangers are what their README says, and nobody chose who is kept."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "bench" / "strangers"
README = (FOLDER / "README.md").read_text("utf-8")

SIDE_OF_GOODS = ("description", "language", "code", "cn", "cas", "parameters")
SIDE_OF_TRANSACTION = (
    "party",
    "party_country",
    "description",
    "language",
    "code",
    "destination",
    "end_use",
)
LABELS = ("must_consult", "must_see", "neither")
IDENTICAL_ON_PURPOSE = frozenset({"same-words-other-values"})
OF_THE_UNION = frozenset(
    {"bg", "cs", "de", "el", "es", "fi", "fr", "hu", "it", "nl", "pl", "ro", "sv"}
)
OF_DESTINATIONS = frozenset({"ar", "fa", "ru", "tr", "zh"})
CODE = re.compile(r"[0-9][A-E][0-9]{3}(\.[a-z])?(\.[0-9]+)?(\.[a-z])?(\.[0-9]+)?")

Row = dict[str, str]
Side = tuple[str, ...]


def _rows(name: str, columns: list[str]) -> list[Row]:
    """Read a file strictly: RFC 4180, the very columns, a value for each, no blank edges."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        head, *lines = list(csv.reader(file, strict=True))
    assert head == columns
    for line in lines:
        assert len(line) == len(columns), line
        assert all(value == value.strip() for value in line), line
    return [dict(zip(columns, line, strict=True)) for line in lines]


def _sides(row: Row, fields: tuple[str, ...]) -> tuple[Side, Side]:
    """Give the two sides of a pair."""
    return tuple(row[f"{field}1"] for field in fields), tuple(row[f"{field}2"] for field in fields)


def _columns(fields: tuple[str, ...], last: str) -> list[str]:
    both = [f"{field}{number}" for number in (1, 2) for field in fields]
    return ["pair", "kind", "half", *both, last]


GOODS = _rows("goods.csv", _columns(SIDE_OF_GOODS, "same"))
TRANSACTIONS = _rows("transactions.csv", _columns(SIDE_OF_TRANSACTION, "label"))
BOTH = pytest.mark.parametrize("rows", [GOODS, TRANSACTIONS], ids=["goods", "transactions"])


def _section(title: str) -> list[list[str]]:
    """Give the cells of the lines of the tables under a heading of the README."""
    text = README.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return [
        [cell.strip(" `") for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]


def _check_digit_is_right(cas: str) -> bool:
    digits = cas.replace("-", "")
    weighed = sum(place * int(each) for place, each in enumerate(reversed(digits[:-1]), start=1))
    return weighed % 10 == int(digits[-1])


def test_there_are_enough_pairs() -> None:
    assert len(GOODS) >= 400
    assert len(TRANSACTIONS) >= 100
    assert f"{len(GOODS)} pairs of goods" in README
    assert f"{len(TRANSACTIONS)} pairs of transactions" in README


def test_every_pair_has_a_name_of_its_own() -> None:
    names = [row["pair"] for row in GOODS + TRANSACTIONS]
    assert len(set(names)) == len(names)


@BOTH
def test_halves_follow_from_the_name(rows: list[Row]) -> None:
    for row in rows:
        first = hashlib.sha256(row["pair"].encode()).hexdigest()[0]
        assert row["half"] == ("open" if int(first, 16) < 8 else "kept"), row["pair"]
    for half in ("open", "kept"):
        assert 0.4 <= sum(row["half"] == half for row in rows) / len(rows) <= 0.6


def test_labels() -> None:
    assert {row["same"] for row in GOODS} == {"yes", "no"}
    assert 0.35 <= sum(row["same"] == "yes" for row in GOODS) / len(GOODS) <= 0.55
    assert {row["label"] for row in TRANSACTIONS} == set(LABELS)


def test_languages() -> None:
    languages = {row[f"language{number}"] for row in GOODS for number in (1, 2)}
    assert all(re.fullmatch("[a-z]{2}", language) for language in languages)
    assert len(languages) >= 10
    assert len(languages & OF_THE_UNION) >= 6
    assert len(languages & OF_DESTINATIONS) >= 3


@BOTH
def test_codes_are_shaped_like_those_of_annex_i(rows: list[Row]) -> None:
    for row in rows:
        for code in filter(None, (row["code1"], row["code2"])):
            assert CODE.fullmatch(code), (row["pair"], code)


def test_every_category_of_annex_i_is_met() -> None:
    codes = {row[f"code{number}"] for row in GOODS for number in (1, 2)}
    assert {code[0] for code in codes if code} == set("0123456789")
    surveillance = ("4A005", "4D004", "4E001.c", "5A001.f", "5A001.i", "5A001.j", "5A004.b")
    assert {*surveillance, "5D002.c"} <= codes


def test_numbers_of_customs_and_of_substances() -> None:
    for row in GOODS:
        for number in (1, 2):
            assert re.fullmatch("([0-9]{8})?", row[f"cn{number}"]), row["pair"]
            if cas := row[f"cas{number}"]:
                assert re.fullmatch("[0-9]{2,7}-[0-9]{2}-[0-9]", cas), row["pair"]
                assert _check_digit_is_right(cas), (row["pair"], cas)


def test_parameters_are_names_with_values() -> None:
    for row in GOODS:
        for number in (1, 2):
            for each in filter(None, row[f"parameters{number}"].split("; ")):
                assert re.fullmatch("[^=;]+=[^=;]+", each), (row["pair"], each)


def test_what_every_row_has() -> None:
    for row in GOODS:
        assert row["description1"], row["pair"]
        assert row["description2"], row["pair"]
    for row in TRANSACTIONS:
        for number in (1, 2):
            for field in ("party", "description", "end_use"):
                assert row[f"{field}{number}"], (row["pair"], field)
            for field in ("party_country", "destination"):
                assert re.fullmatch("[A-Z]{2}", row[f"{field}{number}"]), (row["pair"], field)


@pytest.mark.parametrize(
    ("rows", "fields"),
    [(GOODS, SIDE_OF_GOODS), (TRANSACTIONS, SIDE_OF_TRANSACTION)],
    ids=["goods", "transactions"],
)
def test_no_pair_twice_nor_mirrored(rows: list[Row], fields: tuple[str, ...]) -> None:
    pairs = Counter(frozenset(_sides(row, fields)) for row in rows)
    assert max(pairs.values()) == 1
    assert all(len(pair) == 2 for pair in pairs)


def test_descriptions_are_identical_only_where_the_kind_says_so() -> None:
    for row in GOODS:
        identical = row["description1"].casefold() == row["description2"].casefold()
        assert identical == (row["kind"] in IDENTICAL_ON_PURPOSE), row["pair"]


@pytest.mark.parametrize(
    ("title", "rows", "column", "labels"),
    [
        ("Kinds of goods", GOODS, "same", ("yes", "no")),
        ("Kinds of transactions", TRANSACTIONS, "label", LABELS),
    ],
)
def test_the_readme_names_every_kind_with_its_count(
    title: str, rows: list[Row], column: str, labels: tuple[str, ...]
) -> None:
    of_label = Counter((row["kind"], row[column]) for row in rows)
    counted = {
        (kind, str(count), *(str(of_label[kind, label]) for label in labels))
        for kind, count in Counter(row["kind"] for row in rows).items()
    }
    stated = {tuple(line[: 2 + len(labels)]) for line in _section(title)[2:]}
    assert stated == counted


def test_the_readme_counts_the_languages() -> None:
    goods, transactions = (
        Counter(row[f"language{number}"] for row in rows for number in (1, 2))
        for rows in (GOODS, TRANSACTIONS)
    )
    stated = {tuple(line[1:]) for line in _section("Languages")[2:]}
    assert stated == {
        (language, str(goods[language]), str(transactions[language]))
        for language in goods | transactions
    }


def test_the_readme_counts_the_halves() -> None:
    stated = [tuple(line) for line in _section("The two halves") if line[0] in {"open", "kept"}]
    counted = [
        (half, str(sum(of.values())), *(str(of[label]) for label in labels))
        for rows, column, labels in (
            (GOODS, "same", ("yes", "no")),
            (TRANSACTIONS, "label", LABELS),
        )
        for half in ("open", "kept")
        for of in [Counter(row[column] for row in rows if row["half"] == half)]
    ]
    assert stated == counted
