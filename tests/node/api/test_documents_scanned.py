"""What waits for the scanner is given to nobody, over REST either."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.app.contents import scrutiny
from gateway.app.probes import probes
from gateway.casework.contents.content_gate import scan_waiting
from gateway.casework.permissions import OfficerRole
from gateway.errors import UnavailableError
from tests.node.api.conftest import Door
from tests.node.api.test_documents import PDF, at, filed, get, put
from tests.support.clamd import EICAR, clamd
from tests.support.travelling import named
from workflows.engine import TemporalEngine

OFFICER, SYSTEM = OfficerRole.OFFICER, OfficerRole.SYSTEM


async def test_contents_wait_while_the_scanner_is_away(door: Door, tmp_path: Path) -> None:
    settings = door.desk.settings.model_validate(
        {**door.desk.settings.model_dump(), "scanner": f"unix:{tmp_path / 'clamd'}"}
    )
    office = door.desk.node.office
    object.__setattr__(office.documents, "scrutiny", scrutiny(settings))  # as started with it
    clean, infected = named(PDF), named(PDF + EICAR)
    case = await filed(door, clean, infected)
    come = await put(door, at(case, clean), PDF)
    assert come.status_code == 200, come.text
    assert (come.json()["held"], come.json()["waits"]) == (False, True)
    assert (await put(door, at(case, clean), b"", len(PDF))).json()["waits"] is True
    early = await get(door, at(case, clean, "contents"))
    assert early.status_code == 404
    assert "wait for the scanner" in early.json()["message"]
    view = (await get(door, f"/cases/{case}/view")).text
    assert "not here, only the digest" in view
    tasks = (await get(door, "/tasks")).json()["items"]
    assert "scanner.away" in {each["kind"] for each in tasks}
    doctor = probes(door.desk.node, TemporalEngine(None, "none"))["scanner"]
    with pytest.raises(UnavailableError, match="the scanner cannot be reached") as away:
        await doctor()
    assert "Start clamd" in away.value.remedy
    with clamd(tmp_path / "clamd"):
        assert await doctor() == "it answers; 1 documents wait for it"
        assert await scan_waiting(office) == 1
        refused = await put(door, at(case, infected), PDF + EICAR)
    assert refused.status_code == 422
    assert refused.json()["reason"] == "DOCUMENT_REFUSED"
    assert refused.json()["metadata"]["infected"] == "Eicar-Test-Signature"
    assert (await get(door, at(case, clean, "contents"))).content == PDF
    assert (await get(door, at(case, infected, "contents"))).status_code == 404
