"""The site in a real browser: rules of accessibility, phone, dark, zoom, keyboard, offline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PAGES = (
    "index",
    "denials",
    "cyber-surveillance",
    "administration",
    "words",
    "tables",
    "table-1-1",
    "table-2-1",
    "data",
    "method",
    "changes",
    "provenance",
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# All nodes that break a rule are told; of a rule that passes, that it does, and not the name of
# each of a table's thousands of cells, which takes longer than the rules do.
# Style sheets are not fetched a second time, which a page from a file may not: one rule reads
# them so, that no page insists on an orientation, and a test of its own stands for it.
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "resultTypes": ["violations"],
    "preload": False,
}


@contextmanager
def shown(browser: Browser, site: Path, name: str, **options: Any) -> Iterator[Page]:
    """Open a page; what it asks for outside the folder or says to the console is a failure."""
    context = browser.new_context(**options)
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(site.as_uri()) else trouble.append(asked.url),
    )
    page.on("requestfailed", lambda asked: trouble.append(asked.url))
    try:
        page.goto((site / f"{name}.html").as_uri())
        yield page
    finally:
        context.close()
    assert trouble == []


def broken_rules(page: Page) -> list[str]:
    """Open what is folded and return what breaks a rule of accessibility."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    found = Axe().run(page, options=AXE_OPTIONS).response
    assert len(found["passes"]) > 15
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    browser: Browser, site: Path, name: str, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 900}
    with shown(browser, site, name, viewport=size, color_scheme=scheme) as page:
        assert broken_rules(page) == []


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark"), (1280, "light")])
@pytest.mark.parametrize("name", ["index", "denials", "administration", "table-1-1", "table-7-1"])
def test_a_year_of_six_records_is_sentences_that_axe_finds_nothing_in(
    browser: Browser, small_site: Path, name: str, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 900}
    with shown(browser, small_site, name, viewport=size, color_scheme=scheme) as page:
        assert page.locator("figure.chart").count() == 0
        assert not any(each.is_visible() for each in page.locator("td").all())
        main = page.locator("main").inner_text()
        assert "held back by" in main or "There was none" in main or "not available" in main
        assert broken_rules(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_page_insists_on_an_orientation(site: Path) -> None:
    sheets = list((site / "assets").glob("*.css"))
    assert sheets
    assert not any("orientation" in sheet.read_text("utf-8") for sheet in sheets)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_lost_on_a_phone_or_at_200_and_400_per_cent(
    browser: Browser, site: Path, name: str
) -> None:
    with shown(browser, site, name) as page:
        # 640 CSS pixels are a window of 1280 at 200 %, 320 at 400 % (WCAG 2.2, 1.4.10).
        for width in (320, 375, 640):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate(
                """() => [...document.querySelectorAll('main *, header *, footer *')]
                    .filter((each) => !each.closest('.scroll, .hidden, .skip, svg')
                        && each.getBoundingClientRect().right > innerWidth + 1)
                    .map((each) => each.outerHTML.slice(0, 80))"""
            )
            assert wide == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    browser: Browser, site: Path
) -> None:
    with shown(browser, site, "table-1-1", viewport={"width": 1280, "height": 900}) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        count = page.evaluate(
            "document.querySelectorAll('main :is(a[href], button, input, summary, .scroll)').length"
        )
        reached = set()
        for _ in range(count + 5):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate(
                    """() => { const each = document.activeElement;
                    if (!each.closest('main')) return null;
                    const style = getComputedStyle(each);
                    if (style.outlineStyle === 'none') return 'without outline: ' + each.outerHTML;
                    return [...document.querySelectorAll('*')].indexOf(each); }"""
                )
            )
        reached.discard(None)
        assert not [each for each in reached if isinstance(each, str)]
        hidden = page.evaluate("document.querySelectorAll('details:not([open]) .scroll').length")
        links = page.evaluate("document.querySelectorAll('details:not([open]) a').length")
        assert len(reached) == count - hidden - links


def test_a_table_is_sorted_by_keyboard_its_total_first_and_states_last(
    browser: Browser, site: Path
) -> None:
    with shown(browser, site, "table-1-1", viewport={"width": 1280, "height": 900}) as page:
        table = page.locator("table.sortable").first
        table.locator("th button").nth(1).focus()
        page.keyboard.press("Enter")
        rows = table.locator("tbody tr").all_inner_texts()
        names = [row.split("\t")[0] for row in rows]
        assert names[:3] == ["European Union", "Germany", "France"]
        assert set(names[-2:]) == {"Cyprus", "Malta"}
        assert table.locator("th").nth(1).get_attribute("aria-sort") == "descending"
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        assert table.locator("tbody tr").nth(1).inner_text().startswith("Belgium")


@pytest.mark.parametrize("name", ["index", "table-1-2", "data"])
def test_axe_finds_nothing_where_something_is_held_back_together(
    browser: Browser, held_site: Path, name: str
) -> None:
    with shown(browser, held_site, name, viewport={"width": 1280, "height": 900}) as page:
        assert "held back, together" in page.locator("main").inner_text().lower()
        assert broken_rules(page) == []


def test_what_is_held_back_together_stays_last_however_a_table_is_sorted(
    browser: Browser, held_site: Path
) -> None:
    with shown(browser, held_site, "table-1-1", viewport={"width": 1280, "height": 900}) as page:
        table = page.locator("table.sortable").first
        for order in ("descending", "ascending"):
            table.locator("th button").nth(1).click()
            assert table.locator("th").nth(1).get_attribute("aria-sort") == order
            rows = table.locator("tbody tr").all_inner_texts()
            assert rows[0].startswith("European Union\t")
            assert rows[-1].startswith("European Union: held back, together\t")
            assert sum("together" in row for row in rows) == 1


def test_rows_are_found_by_name(browser: Browser, site: Path) -> None:
    with shown(browser, site, "table-1-3", viewport={"width": 1280, "height": 900}) as page:
        page.get_by_label("Show rows with").first.fill("türk")
        table = page.locator("table.sortable").first
        shown_rows = [row for row in table.locator("tbody tr").all() if row.is_visible()]
        assert [row.locator("th").inner_text() for row in shown_rows] == [
            "All destinations",
            "Türkiye",
        ]


def test_everything_can_be_read_without_the_script(browser: Browser, site: Path) -> None:
    options: dict[str, Any] = {"java_script_enabled": False}
    with shown(browser, site, "table-1-1", **options) as page:
        assert page.locator("tbody tr").count() > 100
        assert page.locator("svg.wide").first.is_visible()
        assert page.locator("th button").count() == 0


@pytest.mark.parametrize(("width", "drawing"), [(375, "narrow"), (1280, "wide")])
def test_a_chart_is_drawn_for_the_width_of_the_screen(
    browser: Browser, site: Path, width: int, drawing: str
) -> None:
    with shown(browser, site, "index", viewport={"width": width, "height": 900}) as page:
        for kind in ("wide", "narrow"):
            for each in page.locator(f"svg.{kind}").all():
                assert each.is_visible() == (kind == drawing)
        small = page.evaluate(
            """(kind) => [...document.querySelectorAll(`svg.${kind}`)]
                .map((each) => each.getBoundingClientRect().width / each.viewBox.baseVal.width)
                .filter((scale) => scale < 0.99)""",
            drawing,
        )
        assert small == []


def test_dark_is_dark_and_print_is_light(browser: Browser, site: Path) -> None:
    with shown(browser, site, "index", color_scheme="dark") as page:
        ground = "getComputedStyle(document.documentElement).backgroundColor"
        assert page.evaluate(ground) == "rgb(17, 22, 29)"
        page.emulate_media(media="print")
        assert page.evaluate(ground) == "rgb(255, 255, 255)"
        assert page.locator("svg.wide").first.is_visible()
        assert not page.locator("nav").first.is_visible()


@pytest.mark.parametrize("name", ["index", "table-1-1"])
def test_nothing_is_cut_off_on_paper(browser: Browser, site: Path, name: str) -> None:
    # A4 less its margins is 182 mm, 688 CSS pixels.
    with shown(browser, site, name, viewport={"width": 688, "height": 1000}) as page:
        page.emulate_media(media="print")
        assert page.evaluate("document.documentElement.scrollWidth") <= 688
