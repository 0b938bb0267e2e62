"""No page gives what REST refuses, and no form does what REST would not: each role, each page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import select

from certs.layout import FederationFiles
from gateway.casework.permissions import OfficerRole
from gateway.console.app import PAGES
from gateway.domain.acts import Verb
from gateway.store.tables_casework import act
from tests.node.console.conftest import PEOPLE, ConsoleDoor, open_console
from tests.support.every_page import PATTERNS, Found, page_of, walk
from tests.support.officers_browser import ORIGIN
from tests.support.our_cases import whole_office

pytestmark = pytest.mark.asyncio(loop_scope="module")

REFUSED = {401, 403, 404}

SAME = {
    "/desk/inbox": "/inbox",
    "/desk/queues": "/inbox/queues",
    "/desk/substitutes": "/inbox/substitutes",
    "/desk/tasks": "/tasks",
    "/desk/tasks/{task_id}": "/tasks/{task_id}/view",
    "/desk/cases/{case_id}": "/cases/{case_id}/view",
    "/desk/consultations/{conversation_id}": "/consultations/{conversation_id}/view",
    "/desk/letters/{message_id}": "/letters/{message_id}/view",
    "/desk/denials": "/denials",
    "/desk/denials/{denial_id}": "/denials/{denial_id}/view",
    "/desk/sensitive": "/sensitive",
    "/desk/licences": "/licences",
    "/desk/licences/{number}": "/licences/{number}/view",
    "/desk/notices": "/notices",
    "/desk/notices/{number}": "/notices/{number}/view",
    "/desk/reviews": "/reviews",
    "/desk/reviews/{number}": "/reviews/{number}/view",
    "/desk/federation": "/registers",
}
"""What REST answers for the same thing; a page below one of these shows no more than it."""

OWN = {
    "/desk/",
    "/desk/account",
    "/desk/applications",
    "/desk/applications/acts/{act}",
    "/desk/components",
    "/desk/confirm-identity",
    "/desk/imports",
    "/desk/sign-in",
}
"""Pages that show nothing of a node but the session that one has oneself, or an empty form."""

OWN_FORMS = (
    "/desk/sign-",
    "/desk/account",
    "/desk/components",
    "/desk/confirm-identity",
    "/desk/enrol",
    "/desk/language",
    "/desk/provider",
)
"""Forms about oneself, or about nothing, which every account may send."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(
    case_files: FederationFiles,
    tmp_path_factory: pytest.TempPathFactory,
    module_sqlite: Callable[[str], str],
) -> AsyncIterator[tuple[ConsoleDoor, Found]]:
    folder = tmp_path_factory.mktemp("office")
    door_of = open_console(case_files, folder, module_sqlite, ("DE", "FR"))
    async with door_of as door:
        await whole_office(door)
        yield door, await walk(door, LINKED, each=1)


LINKED = (OfficerRole.OFFICER, OfficerRole.ADMINISTRATOR)
"""Between them they are shown a link to every page."""

PRINTED = {each.path.removesuffix("/pdf") for each in PAGES if each.path.endswith("/pdf")}


def page_path(address: str) -> str:
    """Return the path of the page that answers at an address, with its parameters' names."""
    page = page_of(address)
    return "" if page is None else page.path


def in_rest(address: str) -> str | None:
    """Return where REST has what an address of the console shows; None for what it has not."""
    page = page_of(address)
    assert page is not None
    if page.path in OWN:
        return None
    known = [each for each in SAME if page.path == each or page.path.startswith(f"{each}/")]
    assert known, (
        f"{page.path}: name in SAME what REST answers for it, or in OWN that it is its own"
    )
    form = {each.path: form for each, form in PATTERNS}[page.path]
    found = form.match(urlsplit(address).path)
    assert found is not None
    path = SAME[max(known, key=len)].format(**found.groupdict())
    asked = {
        name: value for name, value in parse_qsl(urlsplit(address).query) if name == "assigned_to"
    }
    return f"/api/v1{path}" + (f"?{urlencode(asked)}" if asked else "")


async def test_no_page_gives_what_rest_refuses(office: tuple[ConsoleDoor, Found]) -> None:
    door, found = office
    compared = refused = 0
    for role in PEOPLE:
        browser = await door.signed_in(role)
        token = {"Authorization": f"Bearer {door.tokens[role]}"}
        async with httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=door.app), base_url=ORIGIN, headers=token
        ) as rest:
            for address in found.addresses:
                asked = in_rest(address)
                if asked is None:
                    continue
                theirs = (await rest.get(asked)).status_code
                ours = (await browser.open(address)).status
                compared += 1
                if theirs in REFUSED:
                    refused += 1
                    assert ours in REFUSED, (role, address, asked, ours, theirs)
                    if page_path(address) in PRINTED:
                        given = await browser.open(f"{urlsplit(address).path}/pdf")
                        assert given.status in REFUSED, (role, address)
                else:
                    assert theirs < 400, (role, asked, theirs)
                    assert ours < 500, (role, address, ours)
    assert compared > 30
    assert refused > 5


async def test_who_may_only_read_changes_nothing_by_any_form(
    office: tuple[ConsoleDoor, Found],
) -> None:
    """A reader and an auditor send each form of the console, empty, for what there is."""
    door, found = office
    named = {
        name: value
        for address in found.addresses
        for page, form in PATTERNS
        if (match := form.match(urlsplit(address).path))
        for name, value in match.groupdict().items()
        if page.path not in OWN
    }
    before = await _acts(door)
    assert Verb.EVIDENCE_EXPORTED not in {verb for _, verb, _ in before}
    sent = 0
    for role in (OfficerRole.READER, OfficerRole.AUDITOR):
        browser = await door.signed_in(role)
        for path in _forms():
            token = (await browser.open("/desk/account")).form("/desk/sign-out").fields
            filled = {name: named.get(name, "x") for name in _parameters(path)}
            shown = await browser.send(
                "POST", path.format(**filled), data=token, headers={"Sec-Fetch-Site": "same-origin"}
            )
            assert shown.status in {200, 403, 404, 409, 422}, (role, path, shown.status)
            sent += 1
    kept = [each for each in await _acts(door) if each[1] != Verb.EVIDENCE_EXPORTED]
    assert kept == before  # an auditor takes evidence with her, on record, by REST as well
    assert sent == 2 * len(list(_forms()))


def _forms() -> Iterator[str]:
    for page in PAGES:
        if page.method == "POST" and not page.path.startswith(OWN_FORMS):
            yield page.path


def _parameters(path: str) -> list[str]:
    return [part[1:-1].partition(":")[0] for part in path.split("/") if part.startswith("{")]


async def _acts(door: ConsoleDoor) -> list[tuple[str, str, str]]:
    """Return who did what to what, as far as it is on record."""
    query = select(act.c.actor, act.c.verb, act.c.subject).order_by(act.c.id)
    return await door.desk.node.db.read(
        lambda conn: [(row[0], row[1], row[2]) for row in conn.execute(query)]
    )
