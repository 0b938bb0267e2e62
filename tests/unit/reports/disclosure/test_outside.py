"""A small year of the Union, published twice, and attacked from outside with the files alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.attacker.public import JOIN, read_template
from tests.attacker.reading import Folder, amounts_elsewhere, read_folder
from tests.support.outside import attack
from tests.support.published_year import PublishedYear, publish_year

pytestmark = pytest.mark.limit(900)  # a minute and a half where nothing else runs

ATTACKER = Path(__file__).parents[3] / "attacker"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> PublishedYear:
    return publish_year(0.02, tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def read(year: PublishedYear) -> list[Folder]:
    """What the attacker reads in each edition's folder."""
    return [read_folder(read_template(year.template), each) for each in year.folders]


def test_the_attacker_does_not_know_our_code() -> None:
    for file in ATTACKER.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [each for each in names if each.startswith(("gateway", "tests.support"))]


def test_no_held_figure_is_placed_and_no_difference_has_few_behind_it(
    year: PublishedYear, read: list[Folder]
) -> None:
    """He has both editions and even knows which figures differ: with either alone he knows less."""
    found = attack(year, (0, 1), told=True, read=read)
    assert found.asked > 4000
    assert not found.false
    assert (found.exact, found.narrow) == ([], [])
    assert found.thin == []


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


def test_one_word_stands_for_all_rules(read: list[Folder]) -> None:
    for folder in read:
        cells = folder.by_format["csv"].values()
        assert {cell.why for cell in cells if cell.state == "suppressed"} == {"disclosure"}


def test_the_list_of_changes_names_what_shows_something_else(
    year: PublishedYear, read: list[Folder]
) -> None:
    then, now = (each.by_format["csv"] for each in read)
    differ = {
        at for at in {*then, *now} if at not in then or at not in now or then[at][:2] != now[at][:2]
    }
    assert read[1].listed == differ
    text = (year.folders[1] / "changes.html").read_text("utf-8")
    assert "Every other cell shows what it showed" in text
    # Why it cannot say that every other figure is the same.
    assert [place for place in year.changed if read[1].held(place)]
