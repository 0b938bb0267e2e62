from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.edition import Edition
from gateway.domain.denial import FreeText
from gateway.errors import StateError
from gateway.reports.publication import Published, publish
from gateway.reports.publication.publishing import files_of
from gateway.reports.publication.words import exact_euro
from tests.support.editions import corrigendum, example_edition
from tests.support.read_page import Read


def pages(site: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(site.glob("*.html"))}


def test_every_link_leads_somewhere_in_the_folder(site: Path) -> None:
    found = {name: Read(html) for name, html in pages(site).items()}
    assert len(found) >= 16
    for name, page in found.items():
        assert len(page.anchors) == len(set(page.anchors)), name
        for address in page.links:
            assert not re.match(r"[a-z]+:|//", address), f"{name}: {address} leads out"
            path, _, anchor = address.partition("#")
            assert not path or (site / path).is_file(), f"{name}: {address}"
            if anchor and path.endswith((".html", "")) and (path or name) in found:
                assert anchor in found[path or name].anchors, f"{name}: {address}"


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for path in (*site.glob("*.html"), *site.glob("assets/*.css"), *site.glob("assets/*.js")):
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"(src|href|url\(|@import|fetch\()[^>]{0,3}https?:", text), path.name


def test_a_table_page_shows_every_state_in_words(edition: Edition, site: Path) -> None:
    table = next(each for each in edition.tables if each.key == "individual_item_destination")
    html = (site / "table-2-1.html").read_text("utf-8")
    states = {cell.state for cells in table.cells for cell in cells}
    assert {CellState.SUPPRESSED, CellState.CONFIDENTIAL, CellState.ZERO} <= states
    for words in ("supp.", "conf.", "A Member State has said", "fewer exporters", "said by"):
        assert words in html
    for rule in (*edition.counting, *edition.disclosure):
        assert rule.replace("'", "&#39;") in html
    largest = max(cell.value_cents or 0 for cells in table.cells for cell in cells)
    assert exact_euro(largest, with_cents=True) in html


def test_the_changes_page_names_exactly_the_changed_cells(edition: Edition, site: Path) -> None:
    html = (site / "changes.html").read_text("utf-8")
    assert "in 2 cells" in html
    assert "One licence came after the freeze." in html
    assert str(edition.corrects) in html
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    assert body.count("<tr>") == 4  # two cells, number and value of each
    before, after = edition.changes[0].before, edition.changes[0].after
    assert before is not None
    assert after is not None
    for shown in (before, after):
        assert exact_euro(shown.value_cents or 0, with_cents=True) in body


def test_a_first_edition_says_that_nothing_has_changed() -> None:
    made = files_of(example_edition(only=("denials_by_ground",)))
    assert "This is the first edition" in made["changes.html"].decode()


def test_provenance_names_every_submission(edition: Edition, published: Published) -> None:
    html = (published.folder / "provenance.html").read_text("utf-8")
    assert all(source.digest in html for source in edition.sources)
    assert published.digest in html
    assert "Cyprus, Malta" in html


def test_what_people_wrote_never_becomes_markup() -> None:
    edition = example_edition(only=("denials_by_ground",))
    nasty = '<script>alert(1)</script> & "quotes" #strong[x] $x$ \\u{41}'
    section = edition.sections[0].model_copy(
        update={"text": (FreeText(language="en", text=nasty),)}
    )
    made = files_of(edition.model_copy(update={"title": nasty, "sections": (section,)}))
    for path, content in made.items():
        if path.endswith(".html"):
            assert b"<script>alert" not in content, path
    assert "&lt;script&gt;alert(1)" in made["words.html"].decode()


def test_a_draft_says_that_it_is_not_published() -> None:
    edition = example_edition(only=("denials_by_ground",))
    made = files_of(edition.model_copy(update={"published_on": None}))
    for path, content in made.items():
        if path.endswith(".html"):
            assert b"under embargo until 25 June 2026, 10:00 UTC" in content, path


def test_a_folder_that_holds_something_else_is_left_alone(edition: Edition, tmp_path: Path) -> None:
    small = corrigendum(example_edition(only=("denials_by_ground",)))
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(StateError, match="no publication"):
        publish(small, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_new_edition_replaces_the_old_one_whole(tmp_path: Path) -> None:
    first = example_edition(only=("denials_by_ground", "cyber_by_group"))
    publish(first, tmp_path)
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    second = first.model_copy(update={"tables": first.tables[:1]})
    publish(second, tmp_path)
    assert (tmp_path / "mine.txt").is_file()
    assert len(list(tmp_path.glob("table-*.html"))) == 1
