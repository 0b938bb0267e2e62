"""What the old portal carried is a record of the past: found here, and nothing runs for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.store.tables_casework import consultation, due_date
from gateway.store.tables_exchange import outbox
from gateway.tabular.files import Format, write_table
from tests.support.cases import application, french_denial
from tests.support.federation_case import CaseFederation
from tests.support.served import Served, served

HEADER = (
    "Portal number",
    "Article",
    "Asking authority",
    "Consulted authority",
    "Asked on",
    "Ended on",
    "Result",
    "Denials",
    "Destination",
    "End-user",
)
OPEN = ("C-1", "16(5)", "DE", "FR", "2025-11-03", "", "", "2024-77", "AE", "Sirius Optik; Sirius")
ENDED = ("C-2", "14(1)", "FR", "DE", "2025-10-01", "2025-10-15", "No answer", "", "TR", "=Evil")
MAPPED = ("--mapping", "portal-consultations")


def book(folder: Path, *rows: tuple[str, ...]) -> str:
    path = folder / "portal.xlsx"
    path.write_bytes(write_table(HEADER, rows, Format.XLSX))
    return str(path)


async def said(node: Served, *words: str) -> dict[str, Any]:
    done = await node.run(*words, "--json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


async def test_open_and_ended_ones_are_kept_start_no_period_and_send_nothing(
    two: CaseFederation, tmp_path: Path
) -> None:
    de = two["DE"]

    def counted() -> list[int | None]:
        tables = (consultation, due_date, outbox)
        return de.node.db.read_sync(
            lambda conn: [conn.scalar(select(func.count()).select_from(each)) for each in tables]
        )

    before = counted()
    async with served(de) as node:
        file = book(tmp_path, OPEN, ENDED)
        report = await said(node, "consultation", "import", file, *MAPPED)
        assert (report["written"], report["errors"]) == (2, [])
        again = await said(node, "consultation", "import", file, *MAPPED)
        assert (again["written"], again["unchanged"]) == (0, 2)
        listed = await said(node, "consultation", "past")
        shown = await node.run("consultation", "past-show", "1")
    assert counted() == before
    newest, oldest = (each["consultation"] for each in listed["items"])
    assert (oldest["system"], oldest["reference"], oldest["ended_on"]) == ("DUeS", "C-1", None)
    assert oldest["denials"] == [{"system": "DUeS", "value": "2024-77"}]
    assert (newest["outcome"], newest["end_user"]) == ("silence", ["=Evil"])
    assert "Open there" in shown.out
    assert "A record of the past" in shown.out


async def test_a_newer_word_is_refused_by_its_fields_until_it_is_wanted(
    two: CaseFederation, tmp_path: Path
) -> None:
    async with served(two["DE"]) as node:
        await said(node, "consultation", "import", book(tmp_path, OPEN), *MAPPED)
        newer = (*OPEN[:5], "2025-11-14", "Not identical", *OPEN[7:])
        file = book(tmp_path, newer, ENDED)
        refused = await said(node, "consultation", "import", file, *MAPPED)
        assert refused["written"] == 0  # all or nothing
        (error,) = refused["errors"]
        assert (error["sheet"], error["cell"]) == ("rows", "A2")
        assert error["message"] == (
            "DUeS:C-1 is held as number 1; the row would change its ended_on, outcome"
        )
        taken = await said(node, "consultation", "import", file, *MAPPED, "--replace")
        assert (taken["written"], taken["replaced"]) == (2, 1)
        listed = await said(node, "consultation", "past")
    assert [each["number"] for each in listed["items"]] == [2, 1]


@pytest.mark.parametrize(
    ("place", "cell", "column"),
    [
        (1, "99(9)", "Article"),
        (2, "NL", "Consulted authority"),
        (4, "2025-13-01", "Asked on"),
        (6, "Identical", "Result"),
        (5, "2025-09-01", "Ended on"),
        (6, "", "Result"),
    ],
)
async def test_a_wrong_cell_is_named_and_nothing_is_kept(
    two: CaseFederation, tmp_path: Path, place: int, cell: str, column: str
) -> None:
    wrong = (*ENDED[:place], cell, *ENDED[place + 1 :])
    if column == "Consulted authority":
        wrong = (*wrong[:3], "FR", *wrong[4:])
    async with served(two["DE"]) as node:
        file = book(tmp_path, OPEN, wrong)
        report = await said(node, "consultation", "import", file, *MAPPED)
        listed = await said(node, "consultation", "past")
    assert (report["written"], listed["items"]) == (0, [])
    assert [(each["row"], each["column"]) for each in report["errors"]] == [(3, column)]


async def test_our_own_go_out_in_the_portals_form(two: CaseFederation, tmp_path: Path) -> None:
    await two["FR"].deny(french_denial(17))
    await two.sync()
    filed = application()
    there = filed.transaction.model_copy(update={"goods_located_in": ("FR",)})
    await two["DE"].file(filed.model_copy(update={"transaction": there}))
    await two.settle()
    out = tmp_path / "ours.json"
    async with served(two["DE"]) as node:
        told = await said(node, "consultation", "export", "--out", str(out), *MAPPED)
    rows = json.loads(out.read_text())
    assert {row["Article"] for row in rows} == {"14(1)", "16(5)"}
    assert {(row["Asking authority"], row["Consulted authority"]) for row in rows} == {("DE", "FR")}
    assert {row["Application"] for row in rows} == {"DE-C-2026-00001"}
    # The form says that DUeS carried every row, and has prefixes of DUeS alone: both are said.
    assert {each["field"] for each in told["left_out"]} == {"system", "denials"}
