"""Every page of the console before somebody who cannot see, zooms in, types, or goes back.

The pages are found by following links (`tests/support/every_page.py`), so that a further page is
looked at from the day on which it is there.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from gateway.casework.permissions import OfficerRole
from tests.browser.test_publication import TAGS
from tests.support.console_server import Served, opened, serving, sign_in
from tests.support.every_page import Found, text_of, unfound, walk
from tests.support.node_packages import installed, node
from tests.support.our_cases import whole_office
from tools.officer_guide import GUIDE, PICTURES, WINDOW, follow
from tools.screens import photograph

PHONE, DESK = 375, 1280
ZOOMED = DESK // 2  # a window of 1280 pixels at 200 per cent shows 640
LOUD = [OfficerRole.OFFICER, OfficerRole.ADMINISTRATOR]
"""As whom pages are looked at: between them they may open nearly all."""

AXE = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,
}


@pytest.fixture(scope="module")
def checkers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What others have written to look at pages."""
    return installed("checkers", tmp_path_factory.mktemp("checkers"))


@pytest.fixture(scope="module", params=["DE", "FR"])
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Served[Found]]:
    """The console of who asks, and of who is asked, and the pages that there are in each."""

    async def story(door: Any) -> Found:
        await whole_office(door)
        return await walk(door)

    folder = tmp_path_factory.mktemp("office")
    with serving(folder, sqlite_template, story, at=request.param) as running:
        yield running


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was seen of one page.

    Attributes:
        address: Where it is.
        title: Of the page.
        refused: Whether it says only that this officer may not see it.
        barred: What axe found.
        wordless: States that are shown by a colour alone.
        unfocused: What takes the focus and does not show it.
        wide: Windows in which it must be moved sideways, with its width, in CSS pixels.
    """

    address: str
    title: str
    refused: bool
    barred: list[str]
    wordless: list[str]
    unfocused: list[str]
    wide: list[str]


def look(page: Page, address: str, windows: tuple[int, ...], refusals: set[int]) -> Look | None:
    """Open a page and look at it, in its window first and then in narrower ones.

    What is refused looks as the refusal before it: of each status one is looked at.
    """
    answer = page.goto(address)
    assert answer is not None
    if not answer.ok:
        if answer.status in refusals:
            return None
        refusals.add(answer.status)
    axe = page.evaluate("(options) => axe.run(options)", AXE)
    assert axe["testEngine"]["version"] == "4.14.1"
    page.keyboard.press("Tab")  # from now on the focus is a keyboard's
    unfocused = page.evaluate(UNFOCUSED)
    wordless = page.evaluate(WORDLESS)
    wide = []
    for width in windows:
        page.set_viewport_size({"width": width, "height": 800})
        found = page.evaluate("document.documentElement.scrollWidth")
        wide += [f"{found} of {width}"] if found > width else []
    return Look(
        address=address,
        title=page.title(),
        refused=not answer.ok,
        barred=[
            f"{each['id']}: {part['target']} {part['failureSummary']}"
            for each in axe["violations"]
            for part in each["nodes"]
        ],
        wordless=wordless,
        unfocused=unfocused,
        wide=wide,
    )


WORDLESS = (
    "[...document.querySelectorAll('.tag, .marking, .clock-mark, .banner')]"
    ".filter((each) => !each.textContent.trim()).map((each) => each.outerHTML)"
)

UNFOCUSED = """() => [...document.querySelectorAll(
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter((each) => each.checkVisibility())
  .filter((each) => { each.focus({focusVisible: true});
    const style = getComputedStyle(each);
    return style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2; })
  .map((each) => each.outerHTML.slice(0, 120))"""


def looked(
    browser: Browser, served: Served[Found], script: str, role: OfficerRole, width: int, scheme: str
) -> Iterator[Look]:
    """Look at each page once, as an officer of a role; at a phone's width at one of a kind."""
    addresses = served.story.addresses if width == DESK else served.story.first
    size: ViewportSize = {"width": width, "height": 900}
    windows = (width, ZOOMED, 320) if width == DESK else (width,)
    with opened(browser, served, viewport=size, color_scheme=scheme) as page:
        sign_in(page, served.person(role))
        page.add_init_script(script)
        refusals = set[int]()
        for address in addresses:
            if address != "/desk/sign-in":
                page.set_viewport_size(size)
                if (seen := look(page, address, windows, refusals)) is not None:
                    yield seen


@pytest.fixture(scope="module")
def looks(browser: Browser, served: Served[Found], checkers: Path) -> list[Look]:
    """Every page at a desk, light, as one officer sees it, and on a phone, dark, as another."""
    script = (checkers / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    return [
        *looked(browser, served, script, LOUD[0], DESK, "light"),
        *looked(browser, served, script, LOUD[1], PHONE, "dark"),
    ]


FOUND: list[Found] = []


def test_links_lead_to_every_page(served: Served[Found]) -> None:
    """Between both authorities there is something to see on each."""
    FOUND.append(served.story)
    assert len(served.story.pages) > 5
    if len(FOUND) == 2:
        assert unfound(FOUND) == []


def test_axe_finds_nothing(looks: list[Look]) -> None:
    assert [(each.address, each.barred) for each in looks if each.barred] == []


def test_titles_are_all_different(looks: list[Look]) -> None:
    """A page is told from all others by its title, whatever its address asks for."""
    titles: dict[str, str] = {}
    for each in looks:
        if not each.refused and not each.title.startswith("Error"):
            path = each.address.partition("?")[0]
            assert titles.setdefault(each.title, path) == path, (each.title, path)


def test_a_state_is_a_word_and_its_colour_repeats_it(looks: list[Look]) -> None:
    assert [(each.address, each.wordless) for each in looks if each.wordless] == []


def test_nothing_is_wider_than_a_phone_or_a_page_at_200_per_cent(looks: list[Look]) -> None:
    assert [(each.address, each.wide) for each in looks if each.wide] == []


def test_the_focus_is_seen_wherever_it_goes(looks: list[Look]) -> None:
    """Every thing that takes the focus shows it, by an outline of two pixels at least."""
    assert [(each.address, each.unfocused) for each in looks if each.unfocused] == []


def test_the_validator_finds_nothing(served: Served[Found], checkers: Path, tmp_path: Path) -> None:
    """One run over all pages as they come, each as the first who may open it."""

    async def fetch() -> int:
        kept = 0
        for role in LOUD:
            browser = await served.door.signed_in(role)
            for address in served.story.addresses:
                name = re.sub(r"\W+", "-", f"{role}{address}").strip("-")
                answer = (await browser.open(address)).answer
                (tmp_path / f"{name[:120]}.html").write_text(answer.text, encoding="utf-8")
                kept += 1
        return kept

    assert served.do(fetch()) > 10
    (tmp_path / ".htmlvalidate.json").write_text(json.dumps(RULES), encoding="utf-8")
    program = checkers / "node_modules/html-validate/bin/html-validate.mjs"
    done = subprocess.run(
        [node(), str(program), "--formatter", "text", str(tmp_path)],
        capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path,
    )  # fmt: skip
    faults = [line.replace(f"{tmp_path}/", "") for line in done.stdout.splitlines() if line]
    (tmp_path / "faults.txt").write_text("\n".join(faults), encoding="utf-8")
    assert "\n".join([*faults, done.stderr]) == "", faults


RULES: dict[str, Any] = {
    "root": True,
    "extends": ["html-validate:recommended"],
    "rules": {
        # Style, not HTML: both spellings are in the standard.
        "void-style": "off",
        "doctype-style": "off",
        "no-trailing-whitespace": "off",
        "attribute-boolean-style": "off",
        "attribute-empty-style": "off",
        "long-title": "off",
        # Choices of which several may be made have one name.
        "form-dup-name": [
            "error",
            {"shared": ["radio", "checkbox", "submit", "button", "reset"]},
        ],
        # HTML takes any id without a space; ours name a field within a field by a dot.
        "valid-id": ["error", {"relaxed": True}],
        # Tables become cards on a phone, and some screen readers lose a table's roles with its
        # display: so the roles are written out (components.css).
        "no-redundant-role": "off",
        "prefer-native-element": "off",
    },
}


TYPED = re.compile(r"<textarea|<input[^>]*type=\"?text")


def test_what_was_typed_is_there_on_going_back(browser: Browser, served: Served[Found]) -> None:
    """A form that an officer left by a link is as she left it."""

    async def with_text() -> list[str]:
        officer = await served.door.signed_in(LOUD[0])
        texts = {each: await text_of(officer, each) for each in served.story.first}
        return [each for each, text in texts.items() if re.search(TYPED, text)]

    with opened(browser, served, viewport={"width": DESK, "height": 900}) as page:
        sign_in(page, served.person(LOUD[0]))
        addresses = served.do(with_text())
        assert addresses
        for address in addresses:
            page.goto(address)
            typed = page.locator("main form textarea, main form input[type=text]").first
            if not typed.count() or not typed.is_visible():
                continue
            typed.fill("typed and left")
            page.locator("header a").first.click()
            page.go_back()
            page.wait_for_load_state()
            back = page.locator("main form textarea, main form input[type=text]").first
            assert back.input_value() == "typed and left", address


@pytest.mark.parametrize("served", ["FR"], indirect=True, scope="module")
def test_every_page_is_photographed(
    browser: Browser, served: Served[Found], tmp_path: Path
) -> None:
    """`make screens`, at one width and in one theme: of the authority that has fewer pages."""
    one = Found(pages={path: some[:1] for path, some in served.story.pages.items()})
    of_each = replace(served, story=one)
    made = photograph(browser, of_each, tmp_path, widths=(DESK,), schemes=("light",))
    assert len(made) >= len(served.story.pages)
    assert all(each.stat().st_size > 5_000 for each in made)
    assert (tmp_path / "index.html").read_text("utf-8").count("<img") == len(made)


def test_every_step_of_the_officers_guide_is_done(
    browser: Browser, served: Served[Found], tmp_path: Path
) -> None:
    """The guide is of the authority that is asked; each picture that it shows is taken."""
    guide = GUIDE.read_text("utf-8")
    if served.door.at == "FR":
        with opened(browser, served, viewport=WINDOW) as page:
            done = follow(page, served.person(), guide, tmp_path)
        numbered = re.findall(r"^\d+\. (.+)$", guide, re.MULTILINE)
        assert [each for each in numbered if "<!--" not in each] == []
        assert len(done) >= len(numbered) > 10
    shown = re.findall(r"\(pictures/([\w-]+\.png)\)", guide)
    assert len(shown) >= 3
    assert [each for each in shown if not (PICTURES / each).exists()] == []
