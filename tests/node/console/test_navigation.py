"""The navigation says where one is: each page of who is signed in belongs to one entry."""

from __future__ import annotations

import re

import pytest

from gateway.casework.permissions import OfficerRole
from gateway.console.app import PAGES
from gateway.console.visit import destinations_of, entry_of
from tests.node.console.conftest import PEOPLE, open_console
from tests.support.every_page import FILES, page_of, walk
from tests.support.federation_case import Where, officer
from tests.support.our_cases import whole_office

NO_ENTRY = {
    "/desk/": "sends on to where an officer begins",
    "/desk/components": "shows the parts of pages to who builds them",
    "/desk/confirm-identity": "stands between a form and its act, of any page",
    "/desk/provider/confirm": "sends on to the authority's provider",
}
"""Pages that belong to no entry, and why not."""

SIGNED_IN = tuple(
    each.path
    for each in PAGES
    if each.method == "GET" and not each.open_to_all and not each.path.endswith(FILES)
)
NAVIGATION = re.compile(r'<nav class="main-nav".*?</nav>', re.DOTALL)
CURRENT = re.compile(r'href="([^"]*)"[^>]* aria-current="(page|true)"')


@pytest.mark.parametrize("path", SIGNED_IN)
def test_every_page_belongs_to_an_entry_or_says_why_not(path: str) -> None:
    shown = destinations_of(officer("anna", OfficerRole.OFFICER))
    assert (entry_of(shown, path) is None) is (path in NO_ENTRY), path


def test_what_has_no_entry_is_there() -> None:
    assert NO_ENTRY.keys() <= set(SIGNED_IN)


@pytest.mark.parametrize(
    ("role", "path", "entry"),
    [
        (OfficerRole.OFFICER, "/desk/imports", "/desk/denials"),
        (OfficerRole.ADMINISTRATOR, "/desk/imports", "/desk/imports"),
        (OfficerRole.OFFICER, "/desk/sensitive", "/desk/denials"),
        (OfficerRole.READER, "/desk/reviews/DE-N-2026-1", "/desk/notices"),
        (OfficerRole.OFFICER, "/desk/queues", "/desk/inbox"),
        (OfficerRole.ADMINISTRATOR, "/desk/queues", "/desk/queues"),
        (OfficerRole.OFFICER, "/desk/denialsque", ""),
    ],
)
def test_a_page_belongs_to_the_entry_that_an_officer_is_shown(
    role: OfficerRole, path: str, entry: str
) -> None:
    found = entry_of(destinations_of(officer("anna", role)), path)
    assert ("" if found is None else found.path) == entry


async def test_each_page_shows_one_current_entry(where: Where) -> None:
    async with open_console(*where, ("DE", "FR")) as door:
        await whole_office(door)
        found = await walk(door, (OfficerRole.OFFICER, OfficerRole.ADMINISTRATOR), each=1)
        looked: set[str] = set()
        for role in PEOPLE:
            browser = await door.signed_in(role)
            for address in found.addresses:
                page = page_of(address)
                assert page is not None
                if page.open_to_all:
                    continue
                shown = await browser.open(address)
                if shown.status != 200:
                    continue
                named = NAVIGATION.search(shown.answer.text)
                assert named is not None, address
                current = CURRENT.findall(named[0])
                assert len(current) == (page.path not in NO_ENTRY), (role, address, current)
                exactly = [(shown.path, "page")] if shown.path in named[0] else current
                assert current == exactly or page.path in NO_ENTRY, (role, address)
                looked.add(page.path)
    assert {"/desk/imports", "/desk/sensitive", "/desk/reviews", "/desk/letters/{message_id}"} <= (
        looked
    )
