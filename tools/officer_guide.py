"""Do the steps of the officer's guide in a browser, and take its pictures.

A step stands in the guide as a sentence for people, and behind it as a comment for this program:
``<!-- click "Inbox" -->``. What a comment can say is in `DO`. So no step can be read that was not
done, and no picture shows what is not so.

    python tools/officer_guide.py       take the pictures anew, into docs/guides/pictures
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Page

from tests.support.console_server import sign_in
from tests.support.officers_browser import Person

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "guides" / "officer.md"
PICTURES = GUIDE.parent / "pictures"
WINDOW = {"width": 1120, "height": 720}

_STEP = re.compile(r"<!-- (.+?) -->")
_WORD = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done: a verb of `DO`, and what stands in quotation marks behind it."""

    verb: str
    words: tuple[str, ...]


def steps_of(guide: str) -> list[Step]:
    """Return the steps of a guide in order."""
    said = _STEP.findall(guide)
    return [Step(_WORD.sub("", each).strip(), tuple(_WORD.findall(each))) for each in said]


def _click(page: Page, name: str) -> None:
    link = page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name))
    link.first.click()
    page.wait_for_load_state()


def _fill(page: Page, label: str, text: str) -> None:
    # Behind the name of a field may stand that it is optional.
    page.get_by_label(re.compile(rf"^{re.escape(label)}\b")).first.fill(text)


def _pick(page: Page, label: str) -> None:
    page.get_by_label(label).first.check()


def _choose(page: Page, label: str, words: str) -> None:
    page.get_by_label(label, exact=True).first.select_option(label=words)


def _press(page: Page, key: str) -> None:
    page.keyboard.press(key)
    page.wait_for_load_state()


def _see(page: Page, words: str) -> None:
    page.get_by_text(words).first.wait_for(timeout=10_000)


DO: Mapping[str, Callable[..., None]] = {
    "click": _click,
    "fill": _fill,
    "pick": _pick,
    "choose": _choose,
    "press": _press,
    "see": _see,
}
"""What a step may say, beside ``sign in`` and ``picture``."""


def follow(page: Page, person: Person, guide: str, pictures: Path | None = None) -> list[Step]:
    """Do every step of a guide, and return what was done.

    Args:
        page: A browser's, before the console's address.
        person: Who signs in.
        guide: The guide, as Markdown.
        pictures: Where pictures go; None: none are taken.

    Raises:
        KeyError: A step says what no program does.
    """
    steps = steps_of(guide)
    for step in steps:
        if step.verb == "sign in":
            sign_in(page, person)
        elif step.verb == "picture":
            if pictures is not None:
                page.screenshot(path=pictures / step.words[0])
        else:
            DO[step.verb](page, *step.words)
    return steps


def main() -> int:
    """Take the guide's pictures."""
    import shutil  # noqa: PLC0415 - for this alone
    import tempfile  # noqa: PLC0415

    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    from gateway.store.database import Database  # noqa: PLC0415
    from tests.support.console_server import opened, serving  # noqa: PLC0415
    from tests.support.our_cases import whole_office  # noqa: PLC0415

    PICTURES.mkdir(exist_ok=True)
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory(prefix="guide-") as name, sync_playwright() as play:
        template = Path(name) / "template.db"
        Database.open(f"sqlite:///{template}", create=True).close()
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        with (
            serving(Path(name) / "FR", template, whole_office, at="FR") as served,
            opened(browser, served, viewport=WINDOW) as page,
        ):
            done = follow(page, served.person(), GUIDE.read_text("utf-8"), PICTURES)
        browser.close()
    sys.stdout.write(f"{len(done)} steps\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
