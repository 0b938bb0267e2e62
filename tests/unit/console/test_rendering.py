"""A language costs nothing until a page of it is asked for."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from gateway.console.languages import Languages
from gateway.console.rendering import Templates


def test_a_catalogue_is_compiled_with_the_first_page_in_its_language() -> None:
    """It takes half a second, which no start waits for."""
    languages = Languages()
    german = languages.all["de"]

    templates = Templates(languages, ZoneInfo("Europe/Berlin"))
    assert "catalogue" not in vars(german)

    templates.render("clocks.html", german)
    assert "catalogue" in vars(german)
    assert german.text("Cases") == "Fälle"
