"""A small year of the Union, published twice, and attacked from outside with the files alone.

What takes more records than a fifth of it has is tried on the whole alone, in `make test-long`.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from tests.attacker.knowledge import known_of
from tests.attacker.public import JOIN, NUMBER, read_template
from tests.attacker.reading import Cell, Folder, amounts_elsewhere, read_folder
from tests.support.insiders import (
    attack_as_exporters,
    attack_as_states,
    behind_fewer,
    told_by_pools,
)
from tests.support.outside import attack
from tests.support.parts_of_year import Parts
from tests.support.published_year import PublishedYear, publish_year

pytestmark = pytest.mark.limit(900)  # a minute and a half where nothing else runs

FIFTH, WHOLE = 0.004, 0.02
"""Shares of a year of the Union."""

of_the_whole = pytest.mark.parametrize(
    "scale", [pytest.param(WHOLE, marks=pytest.mark.long)], indirect=True, scope="module"
)
ATTACKER = Path(__file__).parents[3] / "attacker"


@pytest.fixture(scope="module", params=[FIFTH, pytest.param(WHOLE, marks=pytest.mark.long)])
def scale(request: pytest.FixtureRequest) -> float:
    share: float = request.param
    return share


@pytest.fixture(scope="module")
def year(scale: float, tmp_path_factory: pytest.TempPathFactory) -> PublishedYear:
    """The small one is attacked in place of the product's audit, which takes as long."""
    return publish_year(scale, tmp_path_factory.mktemp("published"), audited=scale == WHOLE)


@pytest.fixture
def least(scale: float) -> int:
    """How many figures an attacker asks for, at least."""
    return {FIFTH: 1500, WHOLE: 3500}[scale]


@pytest.fixture(scope="module")
def read(year: PublishedYear) -> list[Folder]:
    """What the attacker reads in each edition's folder."""
    return [read_folder(read_template(year.template), each) for each in year.folders]


@pytest.fixture(scope="module")
def parts(year: PublishedYear) -> Parts:
    """Who stands behind the second edition's figures."""
    return year.parts(1)


def test_the_attacker_does_not_know_our_code() -> None:
    for file in ATTACKER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [each for each in names if each.startswith(("gateway", "tests.support"))]


def test_v1_to_v4_no_held_figure_is_placed_and_no_difference_has_few_behind_it(
    year: PublishedYear, read: list[Folder], least: int
) -> None:
    """He has both editions and even knows which figures differ: with either alone he knows less.

    Found in use: officer B6, disclosure V1.
    """
    found = attack(year, (0, 1), told=True, read=read)
    assert found.asked > least
    assert not found.false
    assert (found.exact, found.narrow) == ([], [])
    assert found.thin == []


@of_the_whole
@pytest.mark.parametrize("flag", "GSYNZWT")
def test_what_he_sets_against_each_other_is_published(
    year: PublishedYear, read: list[Folder], flag: str
) -> None:
    """What has no link in the template is asked with the rest (disclosure2 F0)."""
    public = read_template(year.template)
    for folder in read:
        assert any(known_of(public, folder, NUMBER, flag))


def test_the_truth_by_exporter_is_the_truth(year: PublishedYear, parts: Parts) -> None:
    """What insiders are judged by comes to what was counted."""
    for place, figures in year.truth[1].items():
        for measure in ("number", "value"):
            whole = sum(part[measure] for part in parts.get(place, {}).values())
            assert whole == figures[measure] or not figures[measure], (place, measure)


@of_the_whole
def test_v5_no_shown_value_tells_the_largest_part_to_those_next_to_it(
    year: PublishedYear, read: list[Folder], parts: Parts
) -> None:
    """15 of 133 shown values did, and in 15 two who pooled knew the third to the cent.

    Found in use: disclosure V5.
    """
    public = read_template(year.template)
    assert sum(1 for cell in read[1].cells.values() if cell.figures.get("value")) > 30
    assert told_by_pools(public, read[1], parts, together=1) == []
    assert told_by_pools(public, read[1], parts, together=2) == []
    assert behind_fewer(public, read[1], parts, 4) == []


def test_exporters_alone_and_in_pairs_place_nothing(
    year: PublishedYear, read: list[Folder], parts: Parts, least: int
) -> None:
    """Found in use: disclosure V5."""
    public = read_template(year.template)
    for together in (1, 2):
        found = attack_as_exporters(public, read[1], parts, many=1, together=together)
        assert found.asked > least
        assert (found.exact, found.narrow) == ([], [])


@pytest.mark.parametrize(
    ("scale", "edition"),
    [(FIFTH, 1), *(pytest.param(WHOLE, each, marks=pytest.mark.long) for each in (0, 1))],
    indirect=["scale"],
    scope="module",
)
def test_v8_no_member_state_places_what_others_have(
    year: PublishedYear, read: list[Folder], edition: int, least: int
) -> None:
    """Three placed 2 figures exactly and 15 narrowly in the second edition; each knows its own."""
    assert year.year is not None
    states = year.year.states[:4]
    found = attack_as_states(
        read_template(year.template), read[edition], year.parts(edition), states
    )
    assert found.asked > least * len(states)
    assert (found.exact, found.narrow) == ([], [])


@of_the_whole
def test_a_careless_table_is_seen_through_by_who_knows_his_part(
    year: PublishedYear, read: list[Folder], parts: Parts
) -> None:
    """The attack finds what it is for: a State's figures make another's known."""
    public = read_template(year.template)
    at = next(
        place
        for place, whose in sorted(parts.items())
        if place.table == "applications"
        and read[1].held(place)
        and place.origin != "*"
        and len(whose) == 1
    )
    others = {p for p in parts if p[:2] == at[:2] and p.origin not in {at.origin, "*"}}
    cells = dict(read[1].cells)
    for place in (*others, at._replace(origin="*")):
        figures = year.truth[1][place]
        cells[place] = Cell("value" if figures["number"] else "zero", figures)
    careless = replace(read[1], cells=cells)
    found = attack_as_exporters(public, careless, parts, many=1)
    assert any(each.place == at for each in (*found.exact, *found.narrow))


@of_the_whole
def test_v6_users_and_grounds_are_no_exception(
    year: PublishedYear, read: list[Folder], parts: Parts
) -> None:
    """108 of their 161 shown figures had fewer than three exporters behind them.

    Found in use: disclosure V6.
    """
    public = read_template(year.template)
    few = {place.table for place in behind_fewer(public, read[1], parts, 10**6)}
    assert "users" in few  # among what is looked at; before States this year shows no ground
    for folder, whose in zip(read, (year.parts(0), parts), strict=True):
        assert behind_fewer(public, folder, whose, 4) == []


def test_v7_no_zero_stands_beside_a_destination_of_few(
    year: PublishedYear, read: list[Folder]
) -> None:
    """73 held cells had one possible item group, since all others were zero.

    Found in use: disclosure V7.
    """
    public = read_template(year.template)
    level = {each["code"]: each["level"] for each in public.law["lists"][3]["code"]}
    shown = {
        code
        for place in read[1].cells
        for code in place.at
        if level.get(code) in {"country", "small"}
    }
    assert 40 <= len(shown) < 60
    assert {level[code] for code in shown} == {"country"}


def test_every_format_says_the_same(year: PublishedYear, read: list[Folder]) -> None:
    public = read_template(year.template)
    for edition, (folder, found) in enumerate(zip(year.folders, read, strict=True)):
        assert set(found.by_format) == {"csv", "json", "table.json", "xlsx", "tables.xlsx", "html"}
        by_csv = found.by_format["csv"]
        for form, cells in found.by_format.items():
            if form != "html":
                assert cells.keys() == by_csv.keys()
            for at, cell in cells.items():
                place = public.place(*at)
                for measure, figure in cell.figures.items():
                    assert figure == by_csv[at].figures[measure], (form, at)
                    if JOIN not in at[1]:
                        assert figure == year.amount(edition, place, measure), (form, at)
        assert not amounts_elsewhere(folder)


def test_v2_and_v3_one_word_stands_for_all_rules(read: list[Folder]) -> None:
    """Found in use: disclosure V2, disclosure V3."""
    for folder in read:
        cells = folder.by_format["csv"].values()
        assert {cell.why for cell in cells if cell.state == "suppressed"} == {"disclosure"}


def test_the_list_of_changes_names_what_shows_something_else(
    year: PublishedYear, read: list[Folder]
) -> None:
    """Found in use: disclosure V3."""
    then, now = (each.by_format["csv"] for each in read)
    differ = {
        at for at in {*then, *now} if at not in then or at not in now or then[at][:2] != now[at][:2]
    }
    assert read[1].listed == differ
    text = (year.folders[1] / "changes.html").read_text("utf-8")
    assert "Every other cell shows what it showed" in text
    # Why it cannot say that every other figure is the same.
    assert [place for place in year.changed if read[1].held(place)]
