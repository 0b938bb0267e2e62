"""A month beside the old portal: out by its form, side by side, and in again, as the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sqlalchemy import select

from gateway.casework.imports.columns import COLUMNS
from gateway.casework.imports.our_rows import rows_of
from gateway.domain.acts import Verb
from gateway.domain.letter import EntryType, PartKind
from gateway.domain.transaction import Reference
from gateway.exchange.outbox import PartDraft
from gateway.register.own_log import append
from gateway.store.tables_casework import act
from gateway.tabular.bounds import Bounds
from gateway.tabular.files import Format, read_table, write_table
from gateway.wire.denials import denial_to_parts
from tests.support.cases import french_denial
from tests.support.federation_case import CaseFederation
from tests.support.forked import ROOT
from tests.support.served import Served, served

PAGE = (ROOT / "docs" / "imports.md").read_text("utf-8")
EXAMPLE = re.findall(r"^(comity .*)$", PAGE[PAGE.index("```sh") :], re.MULTILINE)
BOUNDS = Bounds(2**20, 1000, "Split it.")
IN_DUES = (Reference(system="DUeS", value="2026-118"),)


async def test_the_example_of_the_page_runs(two: CaseFederation, tmp_path: Path) -> None:
    await two["FR"].deny(french_denial(17))
    await two["FR"].deny(french_denial(18, references=IN_DUES, national_reference="=R-18"))
    assert len(EXAMPLE) == 5
    async with served(two["FR"]) as node:
        for line in EXAMPLE:
            done = await node.run(*line.split()[1:], folder=tmp_path)
            assert done.code == 0, (line, done.err)
    assert "2 denials: 0 would be written, 2 known already, 0 refused" in done.out
    book = read_table((tmp_path / "denials.xlsx").read_bytes(), Format.XLSX, BOUNDS)
    assert [cells[0] for _, cells in book.rows] == [
        french_denial(17).national_reference, "=R-18"
    ]  # fmt: skip
    found = (tmp_path / "differences.xlsx").read_bytes()
    for sheet in ("differs", "only here", "only in the file"):
        assert list(read_table(found, Format.XLSX, BOUNDS, sheet=sheet).rows) == []
    acts = two["FR"].node.db.read_sync(
        lambda conn: conn.execute(select(act.c.verb)).scalars().all()
    )
    assert {Verb.DENIALS_EXPORTED, Verb.DENIALS_RECONCILED} <= set(acts)


async def test_what_goes_out_in_our_form_comes_in_as_it_is(
    two: CaseFederation, tmp_path: Path
) -> None:
    await two["FR"].deny(french_denial(17))
    async with served(two["FR"]) as node:
        for ending in ("csv", "xlsx", "json"):
            file = str(tmp_path / f"ours.{ending}")
            await said(node, "register", "export", "--out", file, "--json")
            again = ("denial", "import", file, "--way", "initial", "--dry-run", "--json")
            assert ((found := await said(node, *again))["unchanged"], found["errors"]) == (1, [])


async def test_a_list_of_the_portal_is_compared_by_reference_and_then_by_content(
    two: CaseFederation, tmp_path: Path
) -> None:
    other = french_denial(19)
    elsewhere = other.transaction.model_copy(update={"destination": "TR"})
    for denial in (
        french_denial(17, references=IN_DUES),
        french_denial(18, national_reference="only here"),
        other.with_transaction(elsewhere),
    ):
        await two["FR"].deny(denial)
    header = ["references", "destination", "end_user_names", "control_codes", "value"]
    names = rows_of(other)[0]["end_user_names"]
    code = "|".join(other.transaction.items[0].codes)
    rows = [
        ["DUeS:2026-118", "MM", names, code, ""],
        ["DUeS:2026-119", "Türkiye", names, code, ""],
        ["DUeS:2026-120", "AE", "Somebody else", code, ""],
        ["DUeS:2026-121", "Atlantis", "Somebody else", code, ""],
    ]
    file = tmp_path / "list.json"
    file.write_bytes(write_table(header, rows, Format.JSON))
    async with served(two["FR"]) as node:
        found = await said(node, "register", "reconcile", str(file), "--json")
        shown = await node.run("register", "reconcile", str(file))
    assert (found["rows"], found["listed"], found["held"], found["same"]) == (4, 3, 3, 0)
    assert [(e["denial_id"], e["matched_by"]) for e in found["differing"]] == [
        ("FR-2024-00017", "reference"),
        ("FR-2024-00019", "content"),
    ]
    fields = {
        each["column"]: (each["here"], each["there"]) for each in found["differing"][0]["fields"]
    }
    assert fields["destination"] == ("AE", "MM")
    assert {each["denial_id"] for each in found["only_here"]} == {"FR-2024-00018"}
    assert [each["references"] for each in found["only_there"]] == ["DUeS:2026-120"]
    assert [(e["row"], e["column"], e["reason"]) for e in found["errors"]] == [
        (4, "destination", "COUNTRY_UNKNOWN")
    ]
    assert "3 denials in the file, 3 here: 0 the same, 2 differ, 1 only here" in shown.out


async def test_what_was_released_to_others_is_in_no_export(
    two: CaseFederation, tmp_path: Path
) -> None:
    """FR releases its grounds to itself alone: DE exports what it may read, and says what not."""
    denial = french_denial(20)
    parts = [
        PartDraft(kind, body, release=("FR",) if kind is PartKind.GROUNDS else ("*",))
        for kind, body in denial_to_parts(denial)
    ]
    fr = two["FR"].node
    await fr.db.write(
        lambda conn: append(
            conn,
            fr.me,
            entry_type=EntryType.DENIAL_NOTIFIED,
            subject=denial.denial_id,
            parts=parts,
            at=two["FR"].clock.now(),
        )
    )
    await two.sync()
    out = tmp_path / "others.json"
    async with served(two["DE"]) as node:
        own = await said(node, "register", "export", "--out", str(out), "--json")
        assert own["denials"] == 0
        told = await said(
            node, "register", "export", "--whose", "others", "--out", str(out), "--json"
        )
    (row,) = json.loads(out.read_text())
    assert denial.explanation[0].text not in out.read_text()
    assert (row["source_state"], row["national_reference"]) == ("FR", denial.national_reference)
    assert row["explanation"].startswith("withheld:")
    assert told["denials"] == 1
    assert set(row) <= {column.name for column in COLUMNS}


async def said(node: Served, *words: str) -> dict[str, Any]:
    done = await node.run(*words)
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found
