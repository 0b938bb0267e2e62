"""Registers, notices, reviews and licences on pages: what is found, what is said, who may."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from certs.layout import FederationFiles
from gateway.api.app import PREFIX
from gateway.casework.permissions import OfficerRole
from gateway.console.listing import ROWS
from tests.node.console.conftest import PEOPLE, ConsoleDoor, open_console
from tests.support.copied import copies
from tests.support.filled_shelf import FilledShelf, fill
from tests.support.officers_browser import OfficersBrowser
from tests.support.pdf_text import pages_of
from tests.support.register_nodes import denial

pytestmark = pytest.mark.asyncio(loop_scope="module")

DENIALS = "/desk/denials"


@dataclass
class Shelf:
    """The console of DE, whose registers hold something of each kind."""

    door: ConsoleDoor
    filled: FilledShelf

    async def officer(self, role: OfficerRole = OfficerRole.OFFICER) -> OfficersBrowser:
        return await self.door.signed_in(role)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shelf(
    case_files: FederationFiles,
    tmp_path_factory: pytest.TempPathFactory,
    sqlite_template: Path,
) -> AsyncIterator[Shelf]:
    """One federation for all: they read, and the last adds denials."""
    folder = tmp_path_factory.mktemp("registers")

    new = copies(sqlite_template, folder)
    async with open_console(case_files, folder / "n", new, ("DE", "FR")) as opened:
        yield Shelf(opened, await fill(opened.federation))


async def test_a_denial_is_found_by_a_part_of_a_name_alone_and_by_who_denied(shelf: Shelf) -> None:
    browser, ours, theirs = await shelf.officer(), shelf.filled.own, shelf.filled.theirs
    for query, found in {
        "name=special+communic": {theirs},
        "name=Falcon+Import&issuer=DE": {ours},
        "name=Falcon+Import": {ours, theirs},
        "goods=internet+surveillance+system&destination=AE": {ours, theirs},
        "goods=internet+surveillance+system&destination=TR": set[str](),
        "issuer=FR": {theirs},
        "destination=AE&code=5A001": {ours, theirs},
        "code=6A003": set[str](),
        "state=revoked": set[str](),
    }.items():
        shown = await browser.open(f"{DENIALS}?{query}")
        links = {each.rpartition("/")[2] for each in shown.links if f"{DENIALS}/" in each}
        assert links & {ours, theirs} == found, query
        assert f"{len(found)} denial" in shown.words, query
    shown = await browser.open(f"{DENIALS}?name=special+communic")
    assert "Likely match" in shown.words
    assert "this search is on record" in shown.words


async def test_what_cannot_be_read_is_said_at_its_field(shelf: Shelf) -> None:
    browser = await shelf.officer()
    for query, field in (("destination=Turkey", "destination"), ("name=x&page=0", "page")):
        shown = await browser.open(f"{DENIALS}?{query}")
        assert (shown.status, "There is a problem" in shown.words) == (422, True)
        assert f'href="#{field}"' in shown.answer.text
    assert (await browser.open(f"{DENIALS}?after=x")).status == 422


async def test_reviews_are_listed_by_their_day_ours_first(shelf: Shelf) -> None:
    browser, ours, theirs = await shelf.officer(), shelf.filled.own, shelf.filled.theirs
    shown = await browser.open(f"{DENIALS}/due")
    assert (ours in shown.words, theirs in shown.words) == (True, False)
    shown = await browser.open(f"{DENIALS}/due?whose=all")
    assert shown.words.index(theirs) < shown.words.index(ours)
    assert "Nothing is due here" in (await browser.open(f"{DENIALS}/due?whose=missed")).words


async def test_a_denial_says_who_has_received_it(shelf: Shelf) -> None:
    browser = await shelf.officer()
    shown = await browser.open(f"{DENIALS}/{shelf.filled.own}")
    assert "Confirmed by" in shown.words
    assert "Next review due" in shown.words


async def test_sensitive_parties_are_found_by_name_and_by_the_case_that_reminds_of_one(
    shelf: Shelf,
) -> None:
    browser = await shelf.officer()
    shown = await browser.open("/desk/sensitive")
    assert f"/desk/cases/{shelf.filled.case}" in shown.links
    for query, is_found in (("orchid", True), ("Orchid Research Inst.", True), ("Falcon", False)):
        shown = await browser.open(f"/desk/sensitive?name={query}")
        assert (f"/desk/notices/{shelf.filled.told}" in shown.links) is is_found, query
        assert ("Not to be passed on without our consent." in shown.words) is is_found, query


async def test_the_federation_shows_keys_contact_and_a_fraud_with_its_proof(shelf: Shelf) -> None:
    browser = await shelf.officer()
    shown = await browser.open("/desk/federation")
    for said in ("stopped", "our own", "ML-KEM-768 + X25519", "quantum-safe", "Duty officer FR"):
        assert said in shown.words, said
    shown = await browser.open("/desk/federation/troubles")
    proof = next(each for each in shown.links if each.endswith("/proof"))
    given = await browser.open(proof)
    assert given.answer.headers["content-disposition"].startswith("attachment")
    number = proof.split("/")[-2]
    token = shelf.door.tokens[OfficerRole.OFFICER]
    same = await browser.client.get(
        f"{PREFIX}/registers/troubles/{number}/proof", headers={"Authorization": f"Bearer {token}"}
    )
    assert given.answer.content == same.content
    assert (await browser.open("/desk/federation/troubles/99999999999/proof")).status == 404


async def test_licences_notices_and_reviews_lead_to_their_pages(shelf: Shelf) -> None:
    browser, filled = await shelf.officer(), shelf.filled
    for page, link, said in (
        ("/desk/licences?destination=AE", f"/desk/licences/{filled.licence}", "In force"),
        ("/desk/notices", f"/desk/notices/{filled.notice}", "ours"),
        ("/desk/notices?origin=FR", f"/desk/notices/{filled.told}", "to chosen members"),
        ("/desk/reviews", f"/desk/reviews/{filled.notice}", "0 of 27 States"),
    ):
        shown = await browser.open(page)
        assert (link in shown.links, said in shown.words) == (True, True), page
        assert (await browser.open(link)).status == 200, link
    shown = await browser.open(f"/desk/reviews/{filled.notice}")
    assert "FR nothing yet" in shown.words


async def test_a_pdf_bears_its_marking_and_number_on_every_sheet(shelf: Shelf) -> None:
    browser, filled = await shelf.officer(), shelf.filled
    for path, name in (
        (f"{DENIALS}/{filled.theirs}", filled.theirs),
        (f"/desk/notices/{filled.notice}", filled.notice),
        (f"/desk/reviews/{filled.notice}", filled.notice),
        (f"/desk/licences/{filled.licence}", filled.licence),
        (f"/desk/cases/{filled.case}", filled.case),
    ):
        given = await browser.open(f"{path}/pdf")
        assert given.answer.headers["content-type"] == "application/pdf", given.words
        sheets = pages_of(given.answer.content)
        for number, sheet in enumerate(sheets, 1):
            assert sheet.count("Notmarked") == 2, (path, number)
            assert name in sheet
            assert f"{number}/{len(sheets)}" in sheet
    assert "Risquederépressioninterne." in "".join(
        pages_of((await browser.open(f"{DENIALS}/{filled.theirs}/pdf")).answer.content)
    )


async def test_no_page_shows_what_rest_refuses(shelf: Shelf) -> None:
    filled = shelf.filled
    ways = {
        DENIALS: "/denials",
        f"{DENIALS}/due": "/denials/due",
        f"{DENIALS}/{filled.own}": f"/denials/{filled.own}/view",
        f"{DENIALS}/{filled.own}/pdf": f"/denials/{filled.own}/view",
        f"{DENIALS}/DE-2026-99999": "/denials/DE-2026-99999/view",
        "/desk/sensitive": "/sensitive",
        "/desk/licences": "/licences",
        f"/desk/licences/{filled.licence}": f"/licences/{filled.licence}/view",
        "/desk/notices": "/notices",
        f"/desk/notices/{filled.told}": f"/notices/{filled.told}/view",
        "/desk/reviews": "/reviews",
        f"/desk/reviews/{filled.notice}": f"/reviews/{filled.notice}/view",
        "/desk/federation": "/registers",
        "/desk/federation/troubles": "/registers/troubles",
        f"/desk/cases/{filled.case}/pdf": f"/cases/{filled.case}/view",
    }
    for role in PEOPLE:
        pages = await shelf.officer(role)
        bearer = {"Authorization": f"Bearer {shelf.door.tokens[role]}"}
        for page, path in ways.items():
            answer = await pages.client.get(PREFIX + path, headers=bearer)
            assert (await pages.open(page)).status == answer.status_code, (role, page)


async def test_a_search_is_refused_and_kept_as_over_rest(shelf: Shelf) -> None:
    for role, status in ((OfficerRole.AUDITOR, 200), (OfficerRole.ADMINISTRATOR, 403)):
        shown = await (await shelf.officer(role)).open(f"{DENIALS}?name=Falcon")
        assert shown.status == status, role


async def test_no_denial_is_cut_off(shelf: Shelf) -> None:
    for number in range(100, 100 + 2 * ROWS):
        await shelf.door.desk.deny(denial("DE", number))
    browser, seen, pages, path = await shelf.officer(), set[str](), 0, f"{DENIALS}?issuer=DE"
    while path:
        shown = await browser.open(path)
        assert f"{2 * ROWS + 1} denials held here" in shown.words
        seen |= {each for each in shown.links if each.startswith(f"{DENIALS}/DE-")}
        path, pages = next((each for each in shown.links if "after=" in each), ""), pages + 1
    assert (len(seen), pages) == (2 * ROWS + 1, 3)
    path, seen, pages = f"{DENIALS}?name=Falcon+Import", set(), 0
    while path:
        shown = await browser.open(path)
        seen |= {each for each in shown.links if each.startswith(f"{DENIALS}/")}
        pages += 1
        path = next((each for each in shown.links if f"page={pages + 1}" in each), "")
    assert len(seen - {f"{DENIALS}/due"}) == 2 * ROWS + 2
