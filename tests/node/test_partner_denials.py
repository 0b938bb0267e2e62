"""What a partner outside the Union tells in a regime is found, marked, and binds nobody (16(5))."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.support.cases import application
from tests.support.federation_case import CaseFederation
from tests.support.served import Served, served

HEADINGS = (
    "Denial number,From country,Marking,Date of denial,Date of notification,"
    "Destination country,Short description,Annex I code,End-user"
)
US = (
    "US-2025-7,US,LIMITE,2025-05-02,2025-06-01,AE,"
    "Surveillance system for IP networks,5A001.j,Directorate of Special Communications; "
    "Mudiriyat al Itisalat al Khasa"
)
OTHER = US.replace("US-2025-7", "US-2025-8")


def _file(folder: Path, *rows: str) -> str:
    path = folder / "wassenaar.csv"
    path.write_text("\n".join((HEADINGS, *rows)) + "\n")
    return str(path)


async def _told(node: Served, *words: str) -> dict[str, Any]:
    done = await node.run(*words, "--json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


async def test_it_is_found_with_origin_and_marking_and_opens_no_consultation(
    one: CaseFederation, tmp_path: Path
) -> None:
    """16(5) has a State ask those that denied; a partner outside the Union is none of them."""
    de = one["DE"]
    headings = HEADINGS.replace("Short", "Item number on the list,Short")
    headings = headings.replace("End-user", "Ultimate consignee or end-user")
    row = US.replace("Surveillance system", "5.A.1.j,Surveillance system")
    path = tmp_path / "wassenaar.csv"
    path.write_text(f"{headings}\n{row}\n")
    way = ("--way", "partner", "--mapping", "wassenaar")
    async with served(de) as node:
        report = await _told(node, "denial", "import", str(path), *way)
        assert (report["written"], report["errors"]) == (1, [])
        number = report["first_id"]
        assert number == "US-2025-90001"
        again = await _told(node, "denial", "import", str(path), *way)
        assert (again["written"], again["unchanged"]) == (0, 1)
        shown = await _told(node, "denial", "show", number)
        assert shown["status"]["partner"] == {"regime": "wassenaar", "marking": "limite"}
        assert (shown["status"]["relayed_from"], shown["acts"]) == ("US", [])
        words = await node.run("denial", "show", number)
        assert "For information: it binds nobody and opens no consultation." in words.out
        assert "Wassenaar Arrangement" in words.out
        filed = application()
        there = filed.transaction.model_copy(update={"goods_located_in": ("DE",)})
        case = await de.file(filed.model_copy(update={"transaction": there}))
        await one.settle()
        examination = await _told(node, "case", "examination", "show", case.case_id, "1")
    (hit,) = examination["examination"]["hits"]
    assert (hit["denial_id"], hit["relayed_from"], hit["consult"]) == (number, "US", False)
    assert hit["note"].startswith(
        "denial of US, told in the Wassenaar Arrangement, marked LIMITE, transcribed by DE: "
        "for information"
    )
    assert (await de.case(case.case_id)).consultations == ()


async def test_a_member_state_is_no_partner_and_a_high_marking_is_not_kept(
    one: CaseFederation, tmp_path: Path
) -> None:
    path = _file(tmp_path, US.replace(",US,", ",AT,"), OTHER.replace("LIMITE", "SENSITIVE"))
    async with served(one["DE"]) as node:
        way = ("--way", "partner", "--mapping", "nsg")
        report = await _told(node, "denial", "import", path, *way, "--refuse-all")
        assert [(e["row"], e["column"]) for e in report["errors"]] == [(2, "From country")]
        assert report["written"] == 0
        own = Path(path).with_suffix(".json")
        held = {"national_reference": "X", "source_state": "US", "regime": "nsg"}
        held |= {"marking": "eu_restricted", "decision": "refuse", "decision_date": "2025-05-02"}
        held |= {"first_notified": "2025-05-02", "destination": "AE", "end_user_names": "Y"}
        own.write_text(json.dumps([held | {"description": "Z", "control_codes": "5A001.j"}]))
        report = await _told(node, "denial", "import", str(own), "--way", "partner")
    assert [(e["row"], e["column"]) for e in report["errors"]] == [(1, "marking")]


async def test_a_marked_denial_leaves_by_no_form_without_a_heading_for_the_marking(
    one: CaseFederation, tmp_path: Path
) -> None:
    async with served(one["DE"]) as node:
        path = _file(tmp_path, US, OTHER.replace("LIMITE", "Unmarked"))
        await _told(node, "denial", "import", path, "--way", "partner", "--mapping", "nsg")
        out = tmp_path / "out.csv"
        whose = ("register", "export", "--whose", "relayed", "--out", str(out))
        marked = await _told(node, *whose, "--mapping", "nsg")
        assert (marked["denials"], "US,LIMITE" in out.read_text()) == (2, True)
        told = await _told(node, *whose, "--mapping", "portal")
    assert told["denials"] == 1
    assert "US-2025-7" not in out.read_text()
    (kept,) = [each for each in told["left_out"] if each["field"] == "marking"]
    assert (kept["reference"], kept["row"]) == ("US-2025-90001", 0)
