"""The reference that a node shows: to everybody, as it is, and nothing beside it."""

from __future__ import annotations

import re

import pytest

from gateway.api.reference import routes
from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door


async def test_a_page_needs_no_token_and_says_its_policy(door: Door) -> None:
    answer = await door.client.get("/reference/")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    begun = await door.client.get("/reference", follow_redirects=False)
    assert (begun.status_code, begun.headers["location"]) == (308, "/reference/")


async def test_every_link_leads_to_a_page_that_is_there(door: Door) -> None:
    index = (await door.client.get("/reference/")).text
    names = {each.partition("#")[0] for each in re.findall(r'href="([^"#][^"]*)"', index)}
    assert {"index.html", "schemas.html", "cases.html", "style.css"} <= names
    etags = set()
    for name in names:
        answer = await door.client.get(f"/reference/{name}")
        assert answer.status_code == 200, name
        etags.add(answer.headers["etag"])
        known = {"If-None-Match": answer.headers["etag"]}
        again = await door.client.get(f"/reference/{name}", headers=known)
        assert (again.status_code, again.content) == (304, b""), name
    assert len(etags) == len(names)
    assert all(re.fullmatch(r'"[0-9a-f]{32}"', each) for each in etags)  # strong ones


async def test_it_is_the_contract_of_this_node(door: Door) -> None:
    contract = (await door.call("GET", "/openapi.json", OfficerRole.SYSTEM)).json()
    pages = ""
    for tag in {each["tags"][0] for ways in contract["paths"].values() for each in ways.values()}:
        pages += (await door.client.get(f"/reference/{tag.replace(' ', '-')}.html")).text
    for ways in contract["paths"].values():
        for operation in ways.values():
            assert f'id="{operation["operationId"]}"' in pages
    assert "/reference" not in "".join(contract["paths"])


@pytest.mark.parametrize("name", ["none.html", "page.html.j2", "..%2fapp.py", "pages.py"])
async def test_nothing_else_is_shown(door: Door, name: str) -> None:
    answer = await door.client.get(f"/reference/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_who_asks_again_makes_no_work(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    await door.client.get("/reference/")
    monkeypatch.setattr(routes, "pages_of", lambda _: pytest.fail("made a second time"))
    assert (await door.client.get("/reference/cases.html")).status_code == 200
    assert (await door.client.head("/reference/cases.html")).content == b""
