"""The client library against a real node, over its socket."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from comity_sdk import (
    AsyncClient,
    ChangedMeanwhile,
    InputProblem,
    NotFound,
    TokenRefused,
    models,
)
from tests.support.cases import application
from tests.support.federation_case import CaseFederation
from tests.support.served import Served, served

ASSESSED = models.HumanRightsAssessmentInput(
    risk="low",
    internal_repression=False,
    serious_violations=False,
    sources=["Annual report of the Union"],
    reasoning="The end-user is a water utility.",
)


@pytest.fixture
async def node(two: CaseFederation) -> AsyncIterator[Served]:
    async with served(two["DE"]) as running:
        yield running


def address(node: Served) -> str:
    settings = node.desk.settings
    return f"unix:{settings.path(settings.api_socket)}"


def client(node: Served) -> AsyncClient:
    return AsyncClient(address(node), token=f"@{node.home / 'token'}")


def drafted(reference: str = "AG-2026-1") -> models.ApplicationInput:
    whole = application().model_dump(mode="json")
    return models.ApplicationInput.model_validate({**whole, "reference": reference})


async def test_an_application_is_filed_once_read_and_assessed_as_it_was_read(node: Served) -> None:
    async with client(node) as de:
        filed = await de.file_application(drafted(), key="one-act")
        again = await de.file_application(drafted(), key="one-act")
        assert again.case_id == filed.case_id
        read = await de.get_case(filed.case_id)
        assert read.state in set(models.CaseState)
        assert read.etag
        with pytest.raises(InputProblem) as caught:
            await de.assess_case(read.case_id, {"risk": "low"}, of=read)
        assert caught.value.fields
        first = await de.assess_case(read.case_id, ASSESSED, of=read)
        assert first.etag != read.etag
        with pytest.raises(ChangedMeanwhile):
            await de.assess_case(read.case_id, ASSESSED, of=read)


async def test_another_application_under_one_key_is_refused(node: Served) -> None:
    async with client(node) as de:
        await de.file_application(drafted(), key="one-act")
        with pytest.raises(InputProblem) as caught:
            await de.file_application(drafted("AG-2026-2"), key="one-act")
        assert caught.value.reason == "IDEMPOTENCY_KEY_REUSED"


async def test_a_list_is_walked_to_its_end(node: Served) -> None:
    async with client(node) as de:
        filed = {(await de.file_application(drafted(f"AG-2026-{n}"))).case_id for n in range(5)}
        assert {case.case_id async for case in de.walk_cases(limit=2)} == filed
        assert len((await de.list_cases(limit=2)).items) == 2
        table = (await de.get_table_as_csv("cases", reference="AG-2026-3")).decode("utf-8-sig")
        assert [each for each in sorted(filed) if each in table] == [
            (await de.list_cases(reference="AG-2026-3")).items[0].case_id
        ]
        assert (await de.get_table_as_workbook("cases"))[:2] == b"PK"


async def test_what_is_not_there_and_a_token_of_nobody_are_problems(node: Served) -> None:
    async with client(node) as de:
        with pytest.raises(NotFound) as caught:
            await de.get_case("DE-C-2026-99999")
        assert (caught.value.status, caught.value.reason) == (404, "NOT_FOUND")
    async with AsyncClient(address(node), token="nobody's") as nobody:
        with pytest.raises(TokenRefused):
            await nobody.list_cases()
