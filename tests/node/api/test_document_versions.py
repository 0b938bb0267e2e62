"""A certificate is replaced, a translation is added: what was judged then stays provable."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import pytest

from gateway.casework.permissions import OfficerRole
from tests.node.api.conftest import Door
from tests.node.api.test_documents import PDF, SYSTEM, at, filed, get, put
from tests.support.travelling import named

OFFICER = OfficerRole.OFFICER
OLDER = named(PDF)
NEWER_PDF = PDF + b"with the stamp"
REASON = "The first one bore no stamp."


def newer(contents: bytes = NEWER_PDF, **said: Any) -> dict[str, Any]:
    wanted = named(contents, replaces={"of": OLDER.sha256, "reason": REASON}, **said)
    return wanted.model_dump(mode="json")


def translated(of: str = OLDER.sha256, contents: bytes = PDF + b"de", **said: Any) -> Any:
    values = {"language": "de", "title": "Endverbleibserklärung"} | said
    made = {"of": of, "kind": "machine", "translator": "DeepL"}
    return named(contents, translates=made, **values).model_dump(mode="json")


async def add(door: Door, case: str, said: dict[str, Any]) -> httpx2.Response:
    return await door.call("POST", f"/cases/{case}/documents", SYSTEM, json=said)


async def listed(door: Door, case: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await get(door, f"/cases/{case}/documents")).json()["items"]
    return found


async def test_the_older_one_stays_and_says_what_stands_in_its_place(either_door: Door) -> None:
    door = either_door
    case = await filed(door, OLDER)
    await put(door, at(case, OLDER), PDF)
    answer = await add(door, case, newer())
    assert answer.status_code == 201, answer.text
    sha256 = answer.json()["document"]["sha256"]
    assert answer.headers["Location"].endswith(f"/cases/{case}/documents/{sha256}")
    first, second = await listed(door, case)
    assert (first["document"]["sha256"], first["held"]) == (sha256, False)
    assert (second["document"]["sha256"], second["held"]) == (OLDER.sha256, True)
    assert second["replaced"]["newer"] == sha256
    assert (second["replaced"]["by"], second["replaced"]["reason"]) == ("licensing", REASON)
    assert (await get(door, at(case, OLDER, "contents"))).content == PDF
    await put(door, at(case, named(NEWER_PDF)), NEWER_PDF)
    assert (await get(door, at(case, named(NEWER_PDF), "contents"))).content == NEWER_PDF

    view = (await get(door, f"/cases/{case}/view")).text
    assert "Documents that were replaced" in view
    assert REASON in view
    shown = (await get(door, f"/cases/{case}")).json()
    assert [each["sha256"] for each in shown["application"]["documents"]] == [sha256]
    assert shown["acts"][-1]["verb"] == "document.put"
    assert "document.replaced" in [each["verb"] for each in shown["acts"]]


async def test_of_two_at_once_one_is_refused_and_names_the_other(either_door: Door) -> None:
    door = either_door
    case = await filed(door, OLDER)
    answers = await asyncio.gather(
        add(door, case, newer()), add(door, case, newer(NEWER_PDF + b"again"))
    )
    taken, refused = sorted(answers, key=lambda each: each.status_code)
    assert (taken.status_code, refused.status_code) == (201, 409)
    assert refused.json()["reason"] == "DOCUMENT_REPLACED"
    assert refused.json()["metadata"]["newer"] == taken.json()["document"]["sha256"]
    once_more = await add(door, case, taken.json()["document"])  # its answer was lost
    assert once_more.status_code == 201
    assert len(await listed(door, case)) == 2


async def test_a_translation_stands_beside_its_original(door: Door) -> None:
    sheet = named(PDF + b"sheet", title="Data sheet")
    case = await filed(door, OLDER, sheet)
    answer = await add(door, case, translated())
    assert answer.status_code == 201, answer.text
    digests = [each["document"]["sha256"] for each in await listed(door, case)]
    assert digests == [OLDER.sha256, answer.json()["document"]["sha256"], sheet.sha256]
    view = (await get(door, f"/cases/{case}/view")).text
    assert "translation of End-use certificate 7/2026, by a program, read by nobody: DeepL" in view


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        (newer() | {"title": "a\u0000b"}, 422, "title"),
        (newer() | {"title": "x" * 401}, 422, "title"),
        (newer() | {"size_bytes": -1}, 422, "size_bytes"),
        (named(PDF + b"1").model_dump(mode="json"), 422, "title"),
        (translated(of="0" * 64), 404, "translates.of"),
        (translated(language="en", title="Other"), 422, "language"),
        (translated() | {"sha256": OLDER.sha256}, 422, None),
        (newer() | {"sha256": "ZZ"}, 422, "sha256"),
    ],
)
async def test_what_does_not_fit_is_refused_by_its_field(
    door: Door, said: dict[str, Any], status: int, field: str | None
) -> None:
    case = await filed(door, OLDER)
    answer = await add(door, case, said)
    assert answer.status_code == status, answer.text
    if field is not None:
        assert answer.json()["metadata"]["field"] == field, answer.text
    assert len(await listed(door, case)) == 1


async def test_a_translation_of_a_translation_is_refused(door: Door) -> None:
    case = await filed(door, OLDER)
    first = await add(door, case, translated())
    of = first.json()["document"]["sha256"]
    again = await add(door, case, translated(of, PDF + b"fr", language="fr", title="Certificat"))
    assert (again.status_code, again.json()["metadata"]["field"]) == (422, "translates.of")
    assert OLDER.sha256 in again.json()["remedy"]


async def test_a_title_with_a_path_is_a_title_and_no_file(door: Door) -> None:
    case = await filed(door, OLDER)
    wanted = named(NEWER_PDF, title="../../etc/passwd\u202e")
    said = wanted.model_dump(mode="json")
    assert (await add(door, case, said)).status_code == 422  # it turns the direction of writing
    said["title"] = "../../etc/passwd"
    assert (await add(door, case, said)).status_code == 201
    await put(door, at(case, wanted), NEWER_PDF)
    found = await get(door, at(case, wanted, "contents"))
    assert "/" not in found.headers["content-disposition"].replace("UTF-8''", "")


async def test_an_amendment_does_not_bring_an_older_one_back(door: Door) -> None:
    case = await filed(door, OLDER)
    application = (await get(door, f"/cases/{case}")).json()["application"]
    await add(door, case, newer())
    answer = await door.call(
        "POST",
        f"/cases/{case}/amendment",
        SYSTEM,
        json={"application": application, "language": "en", "text": "Another end-user address."},
    )
    assert (answer.status_code, answer.json()["reason"]) == (409, "DOCUMENT_REPLACED")
    assert answer.json()["metadata"]["field"] == "documents[0].sha256"


async def test_who_may_not_see_the_case_is_told_nothing(door: Door) -> None:
    case = await filed(door, OLDER)
    other = await door.call("POST", "/cases/DE-C-2026-09999/documents", SYSTEM, json=newer())
    assert other.status_code == 404
    assert case not in other.text
    read_only = await door.call(
        "POST", f"/cases/{case}/documents", OfficerRole.AUDITOR, json=newer()
    )
    assert (read_only.status_code, read_only.json()["reason"]) == (403, "NOT_PERMITTED")
