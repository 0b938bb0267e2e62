"""What ends is told from one table: in the contract and in each answer, and nowhere else."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

import pytest
from pydantic import ValidationError

from gateway.api.published.deprecations import NOTICE, Deprecation, deprecations
from gateway.api.published.operations import OPERATIONS, PREFIX
from gateway.casework.office.permissions import OfficerRole
from tests.node.api.conftest import Door

ADDRESSES = {name: called.partition(" ")[::2] for called, name in OPERATIONS.items()}
TOLD = ("deprecation", "sunset", "link")


def test_every_row_names_operations_that_there_are() -> None:
    assert deprecations()
    for name, row in deprecations().items():
        assert name in ADDRESSES
        assert row.instead is None or row.instead in ADDRESSES
        assert row.instead not in deprecations(), "what takes its place ends as well"


async def test_every_row_is_in_the_contract_and_in_each_answer(door: Door) -> None:
    contract = (await door.call("GET", "/openapi.json")).json()["paths"]
    for operations in contract.values():
        for operation in operations.values():
            ends = operation["operationId"] in deprecations()
            assert operation.get("deprecated", False) is ends, operation["operationId"]
    for name, row in deprecations().items():
        method, path = ADDRESSES[name]
        address = re.sub(r"\{[^}]+\}", "1", path)
        for asked in {method, "HEAD"} if method == "GET" else {method}:
            answer = await door.call(asked, address, OfficerRole.DECIDER)
            begins = datetime.fromtimestamp(int(answer.headers["deprecation"][1:]), UTC)
            assert (begins.date(), begins.hour) == (row.since, 0)
            assert parsedate_to_datetime(answer.headers["sunset"]).date() == row.sunset
            assert f'<{row.link}>; rel="deprecation"' in answer.headers["link"]
            if row.instead is not None:
                successor = f'<{PREFIX}{ADDRESSES[row.instead][1]}>; rel="successor-version"'
                assert successor in answer.headers["link"]
    # Refused as well as answered, and nothing else is touched.
    refused = await door.call("GET", "/changes?limit=0", OfficerRole.SYSTEM)
    assert refused.status_code == 422
    assert all(name in refused.headers for name in TOLD)
    other = await door.call("GET", "/cases", OfficerRole.OFFICER)
    assert not any(name in other.headers for name in TOLD)


def test_a_row_says_a_year_at_least_and_the_headers_are_of_the_rfcs() -> None:
    row = Deprecation(
        operation="a", since=date(2027, 1, 1), sunset=date(2028, 1, 1), instead="b", link="/x"
    )
    assert row.headers({"b": "/api/v1/b"}) == {
        "Deprecation": "@1798761600",
        "Sunset": "Sat, 01 Jan 2028 00:00:00 GMT",
        "Link": '</api/v1/b>; rel="successor-version", </x>; rel="deprecation"',
    }
    with pytest.raises(ValidationError, match="would end within 365 days"):
        Deprecation(operation="a", since=row.since, sunset=row.since + NOTICE / 2, link="/x")
