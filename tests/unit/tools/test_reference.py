"""The pages of the reference say all that the contract says, and ask nobody for anything."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.api.reference.pages import POLICY, pages_of
from tests.support.read_page import Read
from tools.sdk.contract import DOCUMENT

ELSEWHERE = {"script", "iframe", "object", "embed", "img", "form", "style"}


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(DOCUMENT.read_text("utf-8"))
    return held


@pytest.fixture(scope="module")
def pages(contract: dict[str, Any]) -> dict[str, Read]:
    return {name: Read(text) for name, text in pages_of(contract).items()}


def test_every_operation_with_its_parameters_and_problems_is_found(
    contract: dict[str, Any], pages: dict[str, Read]
) -> None:
    for path, methods in contract["paths"].items():
        for each in methods.values():
            (page,) = [one for one in pages.values() if each["operationId"] in one.anchors]
            assert path in page.text
            for parameter in each.get("parameters", ()):
                assert parameter["name"] in page.text
                assert parameter["description"] in page.text
            assert set(each["responses"]) <= set(page.text.replace("\n", " ").split()) | {
                status for status in each["responses"] if status in page.text
            }
            assert f"#{each['operationId']}" in {
                link.partition(".html")[2] for link in pages["index.html"].links
            }


def test_every_schema_with_its_properties_is_found(
    contract: dict[str, Any], pages: dict[str, Read]
) -> None:
    page = pages["schemas.html"]
    for name, schema in contract["components"]["schemas"].items():
        assert name in page.anchors
        for field, said in schema.get("properties", {}).items():
            assert field in page.text
            assert said.get("description", "") in page.text


def test_every_link_leads_somewhere(pages: dict[str, Read]) -> None:
    for here, page in pages.items():
        for link in page.links:
            name, _, anchor = link.partition("#")
            if name == "style.css":
                continue
            assert (name or here) in pages, link
            assert not anchor or anchor in pages[name or here].anchors, (here, link)


def test_no_page_has_a_script_a_style_of_its_own_or_another_host(pages: dict[str, Read]) -> None:
    for name, page in pages.items():
        assert not page.tags & ELSEWHERE, name
        assert page.styled == []
        assert not [link for link in page.links if "//" in link]
        assert len(page.anchors) == len(set(page.anchors)), name
    assert "script" not in POLICY


def test_what_the_contract_says_is_text_and_no_markup(contract: dict[str, Any]) -> None:
    told = json.loads(json.dumps(contract))
    told["info"]["description"] = "<script>alert(1)</script>"
    assert "<script>" not in pages_of(told)["index.html"]


def test_each_example_is_on_the_page_of_its_operation(
    contract: dict[str, Any], pages: dict[str, Read]
) -> None:
    shown = 0
    for methods in contract["paths"].values():
        for each in methods.values():
            (page,) = [one for one in pages.values() if each["operationId"] in one.anchors]
            for said in (each.get("requestBody", {}), *each["responses"].values()):
                example = said.get("content", {}).get("application/json", {}).get("example")
                if example is not None:
                    assert json.dumps(example, indent=2, ensure_ascii=False) in page.text
                    shown += 1
    assert shown > 0
