"""An officer judges a transaction by its end-use certificate: contents come, and are read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import httpx2
import pytest
from starlette.requests import ClientDisconnect

from gateway.api.files.uploads import MAX_PIECE_BYTES, PIECE_TYPE
from gateway.casework.documents.held import DocumentNoun
from gateway.casework.documents.moving import add_octets
from gateway.casework.permissions import GRANTS, OfficerRole, Permission
from gateway.domain.transaction import Document
from tests.node.api.conftest import Door
from tests.support.cases import application
from tests.support.federation_case import ANNA
from tests.support.travelling import named

OFFICER, SYSTEM, AUDITOR = OfficerRole.OFFICER, OfficerRole.SYSTEM, OfficerRole.AUDITOR
PDF = b"%PDF-1.7\n" + bytes(index % 251 for index in range(100_000))
HALF = 40_000


async def filed(door: Door, *documents: Document) -> str:
    wanted = application().model_copy(update={"documents": documents, "reference": "D-1"})
    answer = await door.call("POST", "/applications", SYSTEM, json=wanted.model_dump(mode="json"))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["case_id"])


def at(case: str, document: Document, what: str = "upload") -> str:
    return f"/cases/{case}/documents/{document.sha256}/{what}"


async def put(
    door: Door,
    path: str,
    octets: bytes,
    offset: int = 0,
    *,
    last: bool = True,
    headers: Mapping[str, str] | None = None,
) -> httpx2.Response:
    sent = {
        "Authorization": f"Bearer {door.tokens[SYSTEM]}",
        "Content-Type": PIECE_TYPE,
        "Upload-Offset": str(offset),
        "Upload-Complete": f"?{int(last)}",
    }
    return await door.client.patch(
        f"/api/v1{path}", content=octets, headers=sent | dict(headers or {})
    )


async def get(
    door: Door, path: str, role: OfficerRole = OFFICER, **headers: str
) -> httpx2.Response:
    sent = {"Authorization": f"Bearer {door.tokens[role]}"}
    return await door.client.get(f"/api/v1{path}", headers=sent | headers)


async def test_contents_come_in_pieces_and_are_read_once_they_are_whole(door: Door) -> None:
    document = named(PDF)
    case = await filed(door, document)
    path = at(case, document)
    first = await put(door, path, PDF[:HALF], last=False)
    assert (first.status_code, first.headers["Upload-Offset"]) == (200, str(HALF)), first.text
    asked = await door.call("HEAD", path, SYSTEM)
    assert asked.headers["Upload-Offset"] == str(HALF)
    assert asked.headers["Upload-Complete"] == "?0"
    assert f"max-append-size={MAX_PIECE_BYTES}" in asked.headers["Upload-Limit"]
    early = await get(door, at(case, document, "contents"))
    assert early.status_code == 404
    assert "only its digest" in early.json()["message"]
    listed = (await get(door, f"/cases/{case}/documents")).json()["items"][0]
    assert (listed["held"], listed["received"]) == (False, HALF)

    whole = await put(door, path, PDF[HALF:], HALF)
    assert whole.json()["held"] is True
    assert whole.headers["Upload-Complete"] == "?1"
    found = await get(door, at(case, document, "contents"))
    assert found.content == PDF
    assert found.headers["content-type"] == "application/pdf"
    assert "7-2026" in found.headers["content-disposition"]
    assert found.headers["cache-control"] == "no-store"
    again = await put(door, path, PDF[HALF:], HALF)  # its answer was lost
    assert again.json()["held"] is True
    view = (await get(door, f"/cases/{case}/view")).text
    assert "the contents of the document" in view


async def test_a_piece_is_octets_by_either_type_and_nothing_else(door: Door) -> None:
    document = named(PDF)
    path = at(await filed(door, document), document)
    form = await put(door, path, PDF, headers={"Content-Type": "application/json"})
    assert (form.status_code, form.json()["metadata"]["field"]) == (422, "content-type")
    plain = await put(door, path, PDF, headers={"Content-Type": "application/octet-stream"})
    assert (plain.status_code, plain.json()["held"]) == (200, True)


async def test_a_case_says_which_contents_are_not_here(door: Door) -> None:
    case = await filed(door, named(PDF))
    assert "not here, only the digest" in (await get(door, f"/cases/{case}/view")).text


@pytest.mark.parametrize(
    ("wanted", "first", "end"),
    [("bytes=0-9", 0, 10), ("bytes=99990-", 99990, len(PDF)), ("bytes=-7", len(PDF) - 7, len(PDF))],
)
async def test_a_download_goes_on_where_it_was_cut_off(
    door: Door, wanted: str, first: int, end: int
) -> None:
    document = named(PDF)
    case = await filed(door, document)
    await put(door, at(case, document), PDF)
    found = await get(door, at(case, document, "contents"), Range=wanted)
    assert (found.status_code, found.content) == (206, PDF[first:end])
    assert found.headers["content-range"] == f"bytes {first}-{end - 1}/{len(PDF)}"
    behind = await get(door, at(case, document, "contents"), Range=f"bytes={len(PDF)}-")
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{len(PDF)}")


async def test_what_does_not_fit_is_refused_and_not_kept(door: Door) -> None:
    document, program = named(PDF), named(b"MZ" + bytes(500), media_type="application/pdf")
    lying = named(b"GIF89a" + bytes(100), media_type="image/png")
    case = await filed(door, document, program, lying)
    path = at(case, document)
    wrong = PDF[:-1] + b"\x00"
    refused = {
        "another digest": (await put(door, path, wrong), "what came has the digest"),
        "too long": (await put(door, path, PDF + b"x"), "and more come"),
        "too short": (await put(door, path, PDF[:HALF]), f"and {HALF} have come"),
        "elsewhere": (await put(door, path, PDF, 7), f"and {HALF} octets have come"),
        "a program": (await put(door, at(case, program), b"MZ" + bytes(500)), "a program"),
        "a lie": (
            await put(door, at(case, lying), b"GIF89a" + bytes(100)),
            "contents are image/gif",
        ),
        "not named": (
            await put(door, f"/cases/{case}/documents/{'0' * 64}/upload", PDF),
            "no docu",
        ),
    }
    for name, (answer, words) in refused.items():
        assert answer.is_client_error, (name, answer.text)
        assert words in answer.json()["message"], (name, answer.text)
        assert answer.json()["remedy"], name
    assert refused["elsewhere"][0].status_code == 409
    assert refused["elsewhere"][0].json()["metadata"]["expected_offset"] == str(HALF)
    assert (await get(door, at(case, document, "contents"))).status_code == 404
    assert (await door.call("DELETE", path, SYSTEM)).status_code == 204
    assert (await door.call("HEAD", path, SYSTEM)).headers["Upload-Offset"] == "0"


async def test_who_may_file_puts_and_who_may_read_the_case_reads(door: Door) -> None:
    document = named(PDF)
    case = await filed(door, document)
    for role in OfficerRole:
        sent = {"Authorization": f"Bearer {door.tokens[role]}"}
        answer = await put(door, at(case, document), b"", last=False, headers=sent)
        assert (answer.status_code == 200) == (Permission.FILE in GRANTS[role]), (role, answer.text)
        asked = await door.call("HEAD", at(case, document), role)
        assert (asked.status_code == 204) == (Permission.READ_CASES in GRANTS[role]), role
        if Permission.FILE not in GRANTS[role]:
            assert answer.json()["reason"] == "NOT_PERMITTED", (role, answer.text)


async def test_a_document_larger_than_the_node_takes_is_refused_before_it_comes(door: Door) -> None:
    document = named(PDF, size_bytes=door.desk.node.office.documents.contents.most_octets + 1)
    case = await filed(door, document)
    answer = await put(door, at(case, document), PDF, last=False)
    assert (answer.status_code, answer.json()["reason"]) == (413, "BODY_TOO_LARGE")


async def test_what_came_before_a_client_died_is_kept(door: Door) -> None:
    """The stream of a request ends where its client has gone; so does the piece."""
    document = named(PDF)
    case = await filed(door, document)

    async def dying() -> AsyncIterator[bytes]:
        yield PDF[:HALF]

    office, of = door.desk.node.office, DocumentNoun.CASE
    found = await add_octets(
        office, ANNA, of, case, document.sha256, offset=0, last=False, octets=dying()
    )
    assert (found.held, found.received) == (False, HALF)

    async def failing() -> AsyncIterator[bytes]:
        yield PDF[HALF : HALF + 10]
        raise ClientDisconnect

    with pytest.raises(ClientDisconnect):
        await add_octets(
            office, ANNA, of, case, document.sha256, offset=HALF, last=True, octets=failing()
        )
    whole = await put(door, at(case, document), PDF[HALF:], HALF)
    assert whole.json()["held"] is True


async def test_contents_are_of_the_case_that_they_were_put_for(door: Door) -> None:
    """Who names the digest of a document in a case of his own does not read it by that."""
    document = named(PDF)
    case = await filed(door, document)
    await put(door, at(case, document), PDF)
    other = application().model_copy(update={"documents": (document,), "reference": "D-2"})
    second = await door.call("POST", "/applications", SYSTEM, json=other.model_dump(mode="json"))
    another = second.json()["case_id"]
    assert (await get(door, at(another, document, "contents"))).status_code == 404
    lie = await put(door, at(another, document), bytes(len(PDF)))
    assert lie.status_code == 422
    assert (await get(door, at(case, document, "contents"))).content == PDF


async def test_contents_that_were_stored_and_are_missing_are_called_so_and_put_again(
    door: Door,
) -> None:
    """Else they read as if they had never come (attack2 M2)."""
    document = named(PDF)
    case = await filed(door, document)
    await put(door, at(case, document), PDF)
    door.desk.node.office.documents.contents.store.remove(document.sha256)
    lost = await get(door, at(case, document, "contents"))
    assert (lost.status_code, lost.json()["reason"]) == (404, "CONTENTS_LOST")
    assert "stored here" in lost.json()["message"]
    again = await put(door, at(case, document), PDF)
    assert again.status_code == 200, again.text
    assert (await get(door, at(case, document, "contents"))).content == PDF
