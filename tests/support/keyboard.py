"""What an officer does who has no mouse: the tabulator, arrows, and what she types."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Page

MOST_TABS: Final = 150


def tab_to(page: Page, selector: str) -> None:
    """Go on by the tabulator until what has the focus is what is wanted."""
    for _ in range(MOST_TABS):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by keyboard on {page.url}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


def write(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def choose(page: Page, name: str, value: str) -> None:
    """Choose one of a few, as arrows do."""
    tab_to(page, f"[name={name}]")
    page.keyboard.press("Space")
    for _ in range(MOST_TABS):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} has no {value} on {page.url}")
