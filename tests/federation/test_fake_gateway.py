"""A small integration of a licensing system: the fake gateway and a real node tell it the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from comity_sdk import AsyncClient, Problem
from comity_sdk.fake import FakeGateway
from comity_sdk.feed import follow_async
from tests.support.cases import application
from tests.support.federation_case import CaseFederation
from tests.support.served import served

WANTED = {"comity.case.filed", "comity.consultation.requested", "comity.consultation.answered"}
Happens = Callable[[], Awaitable[None]]


async def integrated(
    de: AsyncClient, cursor: Path, *, opened: Happens, answered: Happens
) -> dict[str, Any]:
    """File an application, follow what happens, read the answer; do what is refused, too."""
    wanted = application().model_dump(mode="json")
    case = await de.file_application(wanted, key="first")
    again = await de.file_application(wanted, key="first")
    await opened()
    asked = [one async for one in de.walk_consultations()]
    await answered()
    told = {one.type async for one in follow_async(de, cursor, until_idle=True)}
    read = await de.get_case(case.case_id)
    rows = [row async for row in de.walk_cases(limit=1)]
    answer = read.consultations[0].answer
    assert answer is not None
    return {
        "again": again.case_id == case.case_id,
        "filed": (case.state, case.application.reference),
        "asked": [(one.consulted, one.procedure, one.state) for one in asked],
        "told": told & WANTED,
        "answer": (answer.answer, read.consultations[0].state, read.state),
        "rows": [(row.reference, row.procedure, row.destination, row.state) for row in rows],
        "missing": await refused(de.get_case("DE-C-2026-00099")),
        "nameless": await refused(de.file_application({"reference": "AG-2"})),
        "other": await refused(de.file_application({**wanted, "documents": []})),
        "reused": await refused(de.file_application({**wanted, "documents": []}, key="first")),
        "away": await refused(de.get_document(case.case_id, "ab" * 32, cursor.parent)),
    }


async def refused(call: Awaitable[object]) -> tuple[int, str, str]:
    try:
        await call
    except Problem as problem:
        return problem.status, problem.family, problem.reason
    raise AssertionError("it was not refused")


async def of_a_node(federation: CaseFederation, folder: Path) -> dict[str, Any]:
    async def answered() -> None:
        await federation.answers("NL", "objection")

    async with served(federation["DE"]) as node:
        settings = node.desk.settings
        address = f"unix:{settings.path(settings.api_socket)}"
        async with AsyncClient(address, token=f"@{node.home / 'token'}") as de:
            return await integrated(
                de, folder / "cursor", opened=federation.settle, answered=answered
            )


async def of_the_fake(folder: Path) -> dict[str, Any]:
    async def opened() -> None:
        pass

    async def answered() -> None:
        gateway.answers("NL", "objection")

    with FakeGateway("DE", consults={"NL": "14(1)"}) as gateway:
        async with gateway.async_client() as de:
            return await integrated(de, folder / "cursor", opened=opened, answered=answered)


async def test_an_integration_sees_the_same_at_both(three: CaseFederation, tmp_path: Path) -> None:
    for name in ("real", "fake"):
        (tmp_path / name).mkdir()
    assert await of_the_fake(tmp_path / "fake") == await of_a_node(three, tmp_path / "real")
