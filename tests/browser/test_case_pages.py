"""Pages of a case and of a consultation in a real browser: axe, zoom, keyboard, long words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from gateway.domain.consultation import Consultation
from gateway.domain.consultation.contents_at import ContentsAt, Elsewhere
from gateway.domain.consultation.document_fetch import DocumentFetch, FetchState
from gateway.domain.transaction import Document, DocumentKind
from gateway.evidence.page.view_page import Letterhead, view_page
from gateway.views.case_page.parts import AroundCase
from gateway.views.case_view import case_view
from gateway.views.frame import NounView
from gateway.views.reader import ShownContents
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


def fetch(state: FetchState, attempts: int = 0) -> DocumentFetch:
    return DocumentFetch(
        conversation_id="c",
        sha256="0" * 64,
        message_id="m",
        peer="FR",
        state=state,
        asked_by="anna",
        asked_at=NOON,
        next_try=NOON,
        attempts=attempts,
    )


COME = ContentsAt(put_at=NOON, put_by="national.licensing.system")
SOMEWHERE = (
    Elsewhere(authority="BE-WAL", came_at=NOON),
    Elsewhere(authority="FR", came_at=NOON),
    Elsewhere(authority="NL"),
)
WHERE = (
    ContentsAt(),
    COME.model_copy(update={"released_at": NOON, "elsewhere": SOMEWHERE}),
    COME,
    ContentsAt(fetch=fetch(FetchState.WAITING, 3)),
    ContentsAt(fetch=fetch(FetchState.FAILED)),
)
"""Every way in which contents of documents are here, on their way, or not."""


def papers() -> NounView:
    """A case whose documents are each somewhere else, the first with a title without an end."""
    filed = next(iter(case_states()))
    documents = tuple(
        Document(
            kind=DocumentKind.END_USE_STATEMENT,
            title="End-use certificate of the Solaris Water Works" if number else LONG,
            language="en",
            sha256=f"{number:064x}",
            size_bytes=7_340_032,
            media_type="application/pdf",
        )
        for number in range(len(WHERE))
    )
    application = filed.application.model_copy(update={"documents": documents})
    shown_case = filed.model_copy(update={"application": application})
    at = {each.sha256: at for each, at in zip(documents, WHERE, strict=True)}
    around = AroundCase(us="DE", rulebook=LAW, now=NOON)
    return case_view(replace(READER, contents=ShownContents(at)), shown_case, around)


def test_each_document_says_where_its_contents_are(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(view_page(papers(), HEAD), encoding="utf-8")
    with shown(browser, tmp_path, "page", viewport={"width": PHONE, "height": 900}) as page:
        rows = page.locator("table", has_text="End-use certificate of the Solaris").locator(
            "tbody tr"
        )
        said = [rows.nth(number).inner_text() for number in range(rows.count())]
    wanted = (
        ("not here, only the digest",),
        ("here since", "at FR since", "at BE-WAL since", "not yet at NL"),
        ("waits for the scanner",),
        ("not here, only the digest", "comes from FR", "asked again"),
        ("did not come from FR; have them fetched again",),
    )
    for row, words in zip(said, wanted, strict=True):
        assert [each for each in words if each not in row] == [], row


@pytest.mark.parametrize("made", [consultation, case, papers])
def test_a_page_is_read_by_everybody_at_every_width(
    made: Callable[[], NounView], browser: Browser, tmp_path: Path
) -> None:
    """Found in use: officer m5."""
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
