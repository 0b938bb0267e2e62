"""Pages in the reader's language; a further one needs no code."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from gateway.casework.permissions import OfficerRole
from gateway.console.app import create_console
from gateway.console.languages import LOCALE, Languages
from tests.node.console.conftest import ConsoleDoor
from tests.support.officers_browser import OfficersBrowser
from tools.console_messages import messages


async def test_a_page_speaks_the_language_that_the_browser_asks_for(console: ConsoleDoor) -> None:
    for accepts, title, language in (
        ("de-AT,de;q=0.8,en;q=0.5", "Anmelden", "de"),
        ("pt, en;q=0.1", "Sign in", "en"),
        ("*;q=x,,;q=", "Sign in", "en"),
    ):
        shown = await console.browser(accepts).open("/desk/sign-in")
        assert shown.title.startswith(title)
        assert f'<html lang="{language}"' in shown.answer.text


async def test_a_language_is_kept_for_the_officer_wherever_she_signs_in(
    console: ConsoleDoor,
) -> None:
    browser = await console.signed_in()
    await browser.open("/desk/account")
    shown = await browser.submit("/desk/language", language="de")
    assert (shown.path, shown.title.startswith("Ihr Konto")) == ("/desk/account", True)
    await browser.submit("/desk/language", language="xx")
    elsewhere = await console.signed_in()
    assert (await elsewhere.open("/desk/account")).title.startswith("Ihr Konto")
    other = await console.signed_in(OfficerRole.DECIDER)
    assert (await other.open("/desk/account")).title.startswith("Your account")


async def test_a_visitor_chooses_one_before_she_signs_in(console: ConsoleDoor) -> None:
    browser = console.browser()
    await browser.open("/desk/sign-in")
    shown = await browser.submit("/desk/language", language="de")
    assert (shown.path, shown.title.startswith("Anmelden")) == ("/desk/sign-in", True)
    refused = await browser.submit("/desk/sign-in", name="x", password="y", code="1")
    assert "Name, Passwort oder Code ist falsch" in refused.words


async def test_a_third_language_is_a_folder_and_no_change_of_code(
    console: ConsoleDoor, tmp_path: Path
) -> None:
    """Its words are ours turned around, so that whatever is left in English is seen."""
    catalogue = Catalog(locale="mt")
    for message, plural in messages().items():
        places = "%(" in message or "{" in message
        turned = message if places else f"⟦{message}⟧"
        catalogue.add((message, plural) if plural else message, (turned,) * 5 if plural else turned)
    (tmp_path / "mt").mkdir()
    with (tmp_path / "mt" / "console.po").open("wb") as file:
        write_po(file, catalogue)
    app = create_console(
        console.desk.node.office,
        languages=Languages((LOCALE, tmp_path)),
        signing=console.signing,
    )
    browser = OfficersBrowser(app, "mt")
    shown = await browser.open("/desk/sign-in")
    assert '<html lang="mt"' in shown.answer.text
    assert shown.title.startswith("⟦Sign in⟧")
    assert "Malti" in shown.words
    await browser.sign_in(console.people[OfficerRole.OFFICER])
    for path in ("/desk/account", "/desk/components"):
        assert "⟦" in (await browser.open(path)).title
    await browser.close()
