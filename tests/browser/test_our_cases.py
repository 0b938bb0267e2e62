"""Cases of ours in a real browser: the whole job by keyboard, axe, phone, no script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from gateway.domain.case import Case
from tests.support.cases import application
from tests.support.console_server import Served, broken, opened, serving, sign_in
from tests.support.our_cases import DENIALS, answered, at_home


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[Served[str]]:
    folder = tmp_path_factory.mktemp("ours")
    with serving(folder, sqlite_template, answered) as found:
        yield found


def case_of(served: Served[str], case_id: str = "") -> Case:
    found: Case = served.do(served.door.federation["DE"].case(case_id or served.story))
    return found


PATHS = (
    "",
    "/matches",
    f"/matches/{DENIALS[0]}",
    "/acts/assess",
    "/acts/propose",
    "/acts/amend",
    "/acts/withdraw",
    "/documents",
)


def _application(folder: Path) -> Path:
    """Write the file of an application whose goods lie here."""
    file = folder / "application.json"
    file.write_text(application().about(at_home().transaction).model_dump_json(), "utf-8")
    return file


def test_on_a_phone_in_the_dark_nothing_is_lost(
    browser: Browser, served: Served[str], tmp_path: Path
) -> None:
    phone: dict[str, Any] = {"viewport": {"width": 375, "height": 812}, "color_scheme": "dark"}
    with opened(browser, served, **phone) as page:
        sign_in(page, served.person())
        found: list[str] = []
        for path in PATHS:
            page.goto(f"/desk/cases/{served.story}{path}")
            found += broken(page, 375)
        for path in ("", "/acts/file"):
            page.goto(f"/desk/applications{path}")
            found += broken(page, 375)
        page.goto("/desk/applications")
        page.set_input_files("#file", _application(tmp_path))
        page.click("form[enctype] button")
        page.wait_for_url("**/acts/file-read")
        assert found + broken(page, 375) == []


def test_files_are_chosen_without_a_script(
    browser: Browser, served: Served[str], tmp_path: Path
) -> None:
    """The JSON of an application, and a document for the case that it begins."""
    contract = tmp_path / "Vertrag.pdf"
    contract.write_bytes(b"%PDF-1.7\n" + bytes(1000))
    with opened(browser, served, java_script_enabled=False) as page:
        sign_in(page, served.person(), at="/desk/applications")
        page.set_input_files("#file", _application(tmp_path))
        page.click("text=Read it into the form")
        page.fill("#reference", "AG-2026-8")
        page.click("button[value=read]")
        page.click("button[value=send]")
        page.wait_for_url("**?done=filed")
        page.click("text=Put a document into the case")
        page.set_input_files("#file", contract)
        page.select_option("#kind", "contract")
        page.click("text=Put it into the case")
        page.wait_for_url("**?done=document#application")
        with page.expect_download() as given:
            page.click("text=Open Vertrag.pdf")
        assert given.value.path().read_bytes() == contract.read_bytes()


def test_an_application_is_filed_without_a_script_and_copied(
    browser: Browser, served: Served[str]
) -> None:
    with opened(browser, served, java_script_enabled=False) as page:
        sign_in(page, served.person(), at="/desk/applications")
        page.click("text=File a new application")
        page.fill("#reference", "AG-2026-7")
        page.fill("#destination", "Nowhere")
        page.click("button[value=read]")
        summary = page.inner_text(".error-summary")
        assert "Exporter: name: fill this in" in summary
        assert page.input_value("#reference") == "AG-2026-7"
        page.fill("#exporter_name", "Nordlicht GmbH")
        page.fill("#exporter_country", "Germany")
        page.fill("#end_user_name", "Телеком Сервис; Telekom Servis")
        page.fill("#end_user_country", "Türkiye")
        page.fill("#item1_description", "IP network surveillance")
        page.fill("#item1_code", "5a001j")
        page.fill("#item1_quantity", "2 pieces")
        page.click("button[value=read]")
        assert "there is no such country" in page.inner_text("#destination-fault")
        page.fill("#destination", "tr")
        page.click("button[value=read]")
        assert "5A001.j (IP network surveillance); 2 pieces" in page.inner_text("main")
        page.click("button[value=send]")
        page.wait_for_url("**?done=filed")
        filed = page.url.partition("/cases/")[2].partition("?")[0]
        asked = case_of(served, filed).application.transaction
        assert asked.end_user.value is not None
        assert asked.end_user.value.names == ("Телеком Сервис", "Telekom Servis")
        assert (asked.destination, asked.items[0].codes) == ("TR", ("5A001.j",))
        page.click("text=File another one like it")
        assert page.input_value("#reference") == ""
        assert page.input_value("#item1_code") == "5A001.j"
        assert page.input_value("#end_user_country") == "TR"
