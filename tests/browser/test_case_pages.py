"""Pages of a case and of a consultation in a real browser: axe, zoom, keyboard, long words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from gateway.domain.consultation import Consultation
from gateway.evidence import Letterhead, view_page
from gateway.views.case_view import AroundCase, case_view
from gateway.views.frame import NounView
from tests.browser.test_publication import AXE_OPTIONS, shown
from tests.support.totality import NOON, filled
from tests.unit.views.test_totality import GIVEN, LAW, READER, case_states
from tests.unit.views.test_totality import shown as consultation_view

HEAD = Letterhead("Authority DE", "DE", rehearsal=True, rulebook=LAW.version, shown_at=NOON)
LONG = "Ÿ" * 400
WIDE, ZOOMED = 1280, 640  # of 1280 pixels at 200 per cent half are left
PHONE = 320


def consultation() -> NounView:
    return consultation_view(filled(Consultation, {**GIVEN, "Item.description": LONG}))


def case() -> NounView:
    around = AroundCase(us="DE", rulebook=LAW, now=NOON, not_yet_received=("EU",))
    return case_view(READER, next(iter(case_states())), around)


@pytest.mark.parametrize("made", [consultation, case])
def test_a_page_is_read_by_everybody_at_every_width(
    made: Callable[[], NounView], browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(view_page(made(), HEAD), encoding="utf-8")
    for width in (WIDE, ZOOMED, PHONE):
        size = {"width": width, "height": 900}
        with shown(browser, tmp_path, "page", viewport=size) as page:
            found = page.evaluate("document.documentElement.scrollWidth")
            assert found <= width, (width, found)
            if width != ZOOMED:
                broken = Axe().run(page, options=AXE_OPTIONS).response["violations"]
                assert [(each["id"], each["nodes"][0]["html"]) for each in broken] == []


def test_what_is_wider_than_the_page_is_reached_by_keyboard(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(view_page(consultation(), HEAD), encoding="utf-8")
    with shown(browser, tmp_path, "page", viewport={"width": ZOOMED, "height": 900}) as page:
        page.keyboard.press("Tab")
        reached = page.evaluate("document.activeElement.getAttribute('role')")
        assert reached == "region"
