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
GOODS_2 = _rows("goods-2.csv", _columns(SIDE_OF_GOODS, "same"))
TRANSACTIONS_2 = _rows("transactions-2.csv", _columns(SIDE_OF_TRANSACTION, "label"))
ALL = pytest.mark.parametrize(
    "rows",
    [GOODS, TRANSACTIONS, GOODS_2, TRANSACTIONS_2],
    ids=["goods", "transactions", "goods-2", "transactions-2"],
)
OF_GOODS = pytest.mark.parametrize("goods", [GOODS, GOODS_2], ids=["goods", "goods-2"])
SETS = pytest.mark.parametrize(
    ("goods", "transactions"),
    [(GOODS, TRANSACTIONS), (GOODS_2, TRANSACTIONS_2)],
    ids=["first", "second"],
)


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
    assert len(GOODS_2) >= 300
    assert len(TRANSACTIONS_2) >= 300
    assert f"`goods-2.csv`: {len(GOODS_2)} pairs of goods" in README
    assert f"`transactions-2.csv`: {len(TRANSACTIONS_2)} pairs of transactions" in README


def test_every_pair_has_a_name_of_its_own() -> None:
    names = [row["pair"] for row in GOODS + TRANSACTIONS + GOODS_2 + TRANSACTIONS_2]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("rows", "stem"), [(GOODS_2, "goods2"), (TRANSACTIONS_2, "deal2")], ids=["goods-2", "deals-2"]
)
def test_the_second_set_is_numbered_without_a_gap(rows: list[Row], stem: str) -> None:
    assert [row["pair"] for row in rows] == [f"{stem}-{n:03d}" for n in range(1, len(rows) + 1)]


@ALL
def test_halves_follow_from_the_name(rows: list[Row]) -> None:
    for row in rows:
        first = hashlib.sha256(row["pair"].encode()).hexdigest()[0]
        assert row["half"] == ("open" if int(first, 16) < 8 else "kept"), row["pair"]
    for half in ("open", "kept"):
        assert 0.4 <= sum(row["half"] == half for row in rows) / len(rows) <= 0.6


@SETS
def test_labels(goods: list[Row], transactions: list[Row]) -> None:
    assert {row["same"] for row in goods} == {"yes", "no"}
    assert 0.35 <= sum(row["same"] == "yes" for row in goods) / len(goods) <= 0.55
    assert {row["label"] for row in transactions} == set(LABELS)


@OF_GOODS
def test_languages(goods: list[Row]) -> None:
    languages = {row[f"language{number}"] for row in goods for number in (1, 2)}
    assert all(re.fullmatch("[a-z]{2}", language) for language in languages)
    assert len(languages) >= 10
    assert len(languages & OF_THE_UNION) >= 6
    assert len(languages & OF_DESTINATIONS) >= 3


@ALL
def test_codes_are_shaped_like_those_of_annex_i(rows: list[Row]) -> None:
    for row in rows:
        for code in filter(None, (row["code1"], row["code2"])):
            assert CODE.fullmatch(code), (row["pair"], code)


@pytest.mark.parametrize(
    ("goods", "more"),
    [(GOODS, {"5A001.i", "5D002.c"}), (GOODS_2, {"5D001.e"})],
    ids=["goods", "goods-2"],
)
def test_every_category_of_annex_i_is_met(goods: list[Row], more: set[str]) -> None:
    codes = {row[f"code{number}"] for row in goods for number in (1, 2)}
    assert {code[0] for code in codes if code} == set("0123456789")
    surveillance = {"4A005", "4D004", "4E001.c", "5A001.f", "5A001.j", "5A004.b"}
    assert surveillance | more <= codes


@OF_GOODS
def test_numbers_of_customs_and_of_substances(goods: list[Row]) -> None:
    for row in goods:
        for number in (1, 2):
            assert re.fullmatch("([0-9]{8})?", row[f"cn{number}"]), row["pair"]
            if cas := row[f"cas{number}"]:
                assert re.fullmatch("[0-9]{2,7}-[0-9]{2}-[0-9]", cas), row["pair"]
                assert _check_digit_is_right(cas), (row["pair"], cas)


@OF_GOODS
def test_parameters_are_names_with_values(goods: list[Row]) -> None:
    for row in goods:
        for number in (1, 2):
            for each in filter(None, row[f"parameters{number}"].split("; ")):
                assert re.fullmatch("[^=;]+=[^=;]+", each), (row["pair"], each)


@SETS
def test_what_every_row_has(goods: list[Row], transactions: list[Row]) -> None:
    for row in goods:
        assert row["description1"], row["pair"]
        assert row["description2"], row["pair"]
    for row in transactions:
        for number in (1, 2):
            for field in ("party", "description", "end_use"):
                assert row[f"{field}{number}"], (row["pair"], field)
            for field in ("party_country", "destination"):
                assert re.fullmatch("[A-Z]{2}", row[f"{field}{number}"]), (row["pair"], field)


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        (GOODS, SIDE_OF_GOODS),
        (TRANSACTIONS, SIDE_OF_TRANSACTION),
        (GOODS_2, SIDE_OF_GOODS),
        (TRANSACTIONS_2, SIDE_OF_TRANSACTION),
    ],
    ids=["goods", "transactions", "goods-2", "transactions-2"],
)
def test_no_pair_twice_nor_mirrored(rows: list[Row], fields: tuple[str, ...]) -> None:
    pairs = Counter(frozenset(_sides(row, fields)) for row in rows)
    assert max(pairs.values()) == 1
    assert all(len(pair) == 2 for pair in pairs)


@OF_GOODS
def test_descriptions_are_identical_only_where_the_kind_says_so(goods: list[Row]) -> None:
    for row in goods:
        identical = row["description1"].casefold() == row["description2"].casefold()
        assert identical == (row["kind"] in IDENTICAL_ON_PURPOSE), row["pair"]


@pytest.mark.parametrize(
    ("title", "rows", "column", "labels"),
    [
        ("Kinds of goods", GOODS, "same", ("yes", "no")),
        ("Kinds of transactions", TRANSACTIONS, "label", LABELS),
        ("The second set: kinds of goods", GOODS_2, "same", ("yes", "no")),
        ("The second set: kinds of transactions", TRANSACTIONS_2, "label", LABELS),
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


@pytest.mark.parametrize(
    ("title", "goods", "transactions"),
    [
        ("Languages", GOODS, TRANSACTIONS),
        ("The second set: languages", GOODS_2, TRANSACTIONS_2),
    ],
)
def test_the_readme_counts_the_languages(
    title: str, goods: list[Row], transactions: list[Row]
) -> None:
    of_goods, of_transactions = (
        Counter(row[f"language{number}"] for row in rows for number in (1, 2))
        for rows in (goods, transactions)
    )
    stated = {tuple(line[1:]) for line in _section(title)[2:]}
    assert stated == {
        (language, str(of_goods[language]), str(of_transactions[language]))
        for language in of_goods | of_transactions
    }


@pytest.mark.parametrize(
    ("title", "goods", "transactions"),
    [
        ("The two halves", GOODS, TRANSACTIONS),
        ("The second set", GOODS_2, TRANSACTIONS_2),
    ],
)
def test_the_readme_counts_the_halves(
    title: str, goods: list[Row], transactions: list[Row]
) -> None:
    stated = [tuple(line) for line in _section(title) if line[0] in {"open", "kept"}]
    counted = [
        (half, str(sum(of.values())), *(str(of[label]) for label in labels))
        for rows, column, labels in (
            (goods, "same", ("yes", "no")),
            (transactions, "label", LABELS),
        )
        for half in ("open", "kept")
        for of in [Counter(row[column] for row in rows if row["half"] == half)]
    ]
    assert stated == counted


def test_the_readme_counts_the_second_set_by_language_and_country() -> None:
    two = [row for row in GOODS_2 if row["language1"] != row["language2"]]
    same = sum(row["same"] == "yes" for row in two)
    silent = sum(row["kind"] == "says-nothing" for row in GOODS_2)
    countries = {row[f"party_country{number}"] for row in TRANSACTIONS_2 for number in (1, 2)}
    assert f"{len(GOODS_2) - silent} pairs say something on both sides, {silent} do not" in README
    assert f"{len(two)} pairs are in two languages, of which {same} are `yes`" in README
    assert f"Parties are in {len(countries)} countries" in README
