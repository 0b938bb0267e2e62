"""Pictures of every page of the console: wide and narrow, light and dark, with an index.

make screens        into build/screens; look at each of them after a change of looks
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, sync_playwright

from gateway.casework.permissions import OfficerRole
from gateway.store.database import Database
from tests.support.console_server import Served, opened, serving, sign_in
from tests.support.every_page import Found, walk
from tests.support.our_cases import whole_office

ROOT = Path(__file__).resolve().parent.parent
WIDTHS, SCHEMES = (1280, 375), ("light", "dark")
HEIGHT = 900
ROLES = (OfficerRole.OFFICER, OfficerRole.ADMINISTRATOR)


def photograph(
    browser: Browser,
    served: Served[Found],
    folder: Path,
    *,
    widths: Iterable[int] = WIDTHS,
    schemes: Iterable[str] = SCHEMES,
    language: str = "en",
) -> list[Path]:
    """Take a picture of each page and write an index of them; return the pictures.

    Args:
        browser: Chromium.
        served: A console, and the pages that it has.
        folder: Where the pictures go.
        widths: Of the window, in CSS pixels.
        schemes: Colour schemes, ``light`` and ``dark``.
        language: That the browser asks for.
    """
    made: list[Path] = []
    for width in widths:
        for scheme in schemes:
            options = {"viewport": {"width": width, "height": HEIGHT}, "color_scheme": scheme}
            made += _taken(browser, served, folder / f"{width}-{scheme}", options, language)
    _index(folder, made)
    return made


def _taken(
    browser: Browser, served: Served[Found], folder: Path, options: dict[str, Any], language: str
) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for role in ROLES:
        with opened(browser, served, locale=language, **options) as page:
            sign_in(page, served.person(role))
            for address in served.story.addresses:
                answer = page.goto(address)
                mine = role is ROLES[0] or not (folder / _file(address)).exists()
                if mine and answer is not None and (answer.ok or role is ROLES[-1]):
                    page.screenshot(path=folder / _file(address), full_page=True)
                    made.append(folder / _file(address))
    return made


def _file(address: str) -> str:
    """Return the name of an address's picture."""
    return re.sub(r"[^A-Za-z0-9]+", "-", address).strip("-")[:100] + ".png"


def _index(folder: Path, made: Iterable[Path]) -> None:
    names = [each.relative_to(folder).as_posix() for each in made]
    rows = "".join(
        f'<figure><a href="{escape(name)}"><img src="{escape(name)}" width="400" alt=""></a>'
        f"<figcaption>{escape(name)}</figcaption></figure>"
        for name in names
    )
    page = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Screens</title>{rows}'
    (folder / "index.html").write_text(page, encoding="utf-8")


def main() -> int:
    """Take all pictures, of who asks and of who is asked."""
    target = ROOT / "build" / "screens"
    shutil.rmtree(target, ignore_errors=True)
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory(prefix="screens-") as name, sync_playwright() as play:
        template = Path(name) / "template.db"
        Database.open(f"sqlite:///{template}", create=True).close()
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])

        async def story(door: Any) -> Found:
            await whole_office(door)
            return await walk(door)

        for code in ("DE", "FR"):
            with serving(Path(name) / code, template, story, at=code) as served:
                made = photograph(browser, served, target / code)
                sys.stdout.write(f"{code}: {len(made)} pictures\n")
        browser.close()
    sys.stdout.write(f"{(target / 'DE' / 'index.html').relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
