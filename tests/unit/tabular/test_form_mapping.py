"""Files of the regimes and of the old portal become ours by mapping files, or say where not."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gateway.casework.imports.clerk import parse_denials
from gateway.casework.imports.columns import COLUMNS, columns_of
from gateway.casework.imports.draft import Parsed, Setting
from gateway.casework.imports.our_rows import REFERENCE, rows_of
from gateway.casework.imports.past import PAST_COLUMNS
from gateway.cli.denial import app
from gateway.domain.denial import Denial
from gateway.domain.plain_text import fault_in
from gateway.domain.transaction import Reference
from gateway.errors import InputError, NotFoundError, Reason
from gateway.tabular.bounds import Bounds
from gateway.tabular.files import Format, write_table
from gateway.tabular.form_mapping import (
    MAX_MAPPING_BYTES,
    FormMapping,
    FormOf,
    read_mapping,
    shipped_mapping,
    shipped_mappings,
)
from gateway.tabular.form_translation import to_our_form, to_their_form
from gateway.tabular.import_report import Way
from gateway.tabular.values import unguarded
from tests.support.commands import said_by, stands_in
from tests.support.raising import refuses
from tests.support.strategies import denials

KNOWN = {
    FormOf.DENIALS: [each.name for each in COLUMNS],
    FormOf.CONSULTATIONS: [each.name for each in PAST_COLUMNS],
}
DENIALS = [key for key in shipped_mappings() if not key.endswith("consultations")]
BOUNDS = Bounds(2**20, 1000, "Split it.")
OWN = Setting(way=Way.OWN, authority="FR", today=date(2026, 3, 2))
RELAYED = Setting(
    way=Way.RELAYED, authority="DE", today=date(2026, 3, 2), members=frozenset({"DE", "FR"})
)
NSG = (
    "Denial number,Annex reference,Number in the old system,From country,Date of denial,"
    "Date of notification,Destination country,Short description,Annex I code,End-user,"
    "Stated end-use,Reason,Language of the reason\n"
    "AT-NSG-7,3.A.1,2026-118,AT,2026-01-12,2026-01-20,IR,Frequency changers of 600 Hz,3A225,"
    "Pirooz Mehr Sabalan Trading; Pirouz Mehr,Textiles,End-use not credible,en\n"
)
PORTAL = (
    "Portal number;Type of decision;Decided on;Destination;End-user;Goods;Control codes;Grounds\n"
    'P-1;REFUSAL;12.01.2026;TR;Sirius Optik;A camera;6A003.b.4.b;"Diversion; Human rights"\n'
    "\n"
    "P-2;Refused;12.01.2026;TR;Sirius Optik;A camera;6A003.b.4.b;\n"
)


def mapping(key: str) -> FormMapping:
    return read_mapping(shipped_mapping(key), KNOWN)


def imported(key: str, text: str, setting: Setting) -> Parsed:
    made = to_our_form(text.encode(), mapping(key).saying(columns_of(setting.way)), BOUNDS)
    assert made.faults == ()
    return parse_denials(made.content, setting)


def test_a_denial_of_a_regime_is_read_with_its_number_in_the_old_system() -> None:
    parsed = imported("nsg", NSG, RELAYED)
    assert parsed.errors == ()
    (draft,) = parsed.drafts
    denial = draft.denial
    assert (draft.reference, draft.source) == ("AT-NSG-7", "AT")
    assert denial.references == (
        Reference(system="NSG item", value="3.A.1"),
        Reference(system="DUeS", value="2026-118"),
    )
    end_user = denial.transaction.end_user.value
    assert end_user is not None
    assert end_user.names == ("Pirooz Mehr Sabalan Trading", "Pirouz Mehr")
    assert denial.transaction.items[0].codes == ("3A225",)


def test_what_the_mapping_has_no_word_for_names_row_and_heading() -> None:
    made = to_our_form(PORTAL.encode(), mapping("portal"), BOUNDS)
    assert [(each.row, each.column) for each in made.faults] == [(4, "Type of decision")]
    assert "Refusal" in made.faults[0].remedy
    right = PORTAL.replace("Refused", "Refusal")
    parsed = imported("portal", right, OWN)
    assert [draft.rows for draft in parsed.drafts] == [(2,), (4,)]  # as the spreadsheet shows them
    grounds = parsed.drafts[0].denial.grounds.value
    assert grounds is not None
    assert [str(each) for each in grounds] == ["end_use_diversion", "human_rights"]


def test_a_wrong_value_is_said_under_the_forms_heading() -> None:
    text = PORTAL.replace("Refused", "Refusal").replace(";TR;", ";Atlantis;", 1)
    (error,) = imported("portal", text, OWN).errors
    assert error.row == 2
    assert mapping("portal").heading_of(error.column) == "Destination"


@pytest.mark.parametrize("key", DENIALS)
def test_every_mapping_that_comes_with_comity_can_say_a_denial(key: str) -> None:
    """Each has what an own denial needs; and no heading that nothing of ours takes."""
    held = mapping(key)
    assert held.key == key
    needed = {each.name for each in COLUMNS if Way.OWN in each.needed}
    assert needed <= set(held.columns)
    partners = {each.name for each in COLUMNS if Way.PARTNER in each.needed}
    assert partners <= set(held.columns) or key == "portal"


_CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="|;"),
    min_size=1,
    max_size=12,
)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=6))
def test_a_file_says_in_our_form_what_it_said_in_the_other(rows: list[tuple[str, ...]]) -> None:
    """There and back: our columns under the headings of a form are our columns again.

    What the other wrote before a text that a program would act upon is no part of it.
    """
    columns = ("national_reference", "description", "destination")
    fields = [{"heading": f"Their {name}", "column": name} for name in columns]
    held = FormMapping.model_validate({"key": "x", "title": "x", "source": "", "field": fields})
    written = io.StringIO(newline="")
    csv.writer(written).writerows([[each.heading for each in held.field], *rows])
    made = to_our_form(written.getvalue().encode(), held, BOUNDS)
    assert made.faults == ()
    back = list(csv.reader(io.StringIO(made.content.decode(), newline="")))
    assert back == [list(columns), *([unguarded(cell) for cell in row] for row in rows)]


TWICE = b"""key = "x"
title = "x"
source = ""

[[field]]
heading = "Goods"
column = "description"

[[field]]
heading = "goods "
column = "destination"
"""


@pytest.mark.parametrize(
    ("toml", "reason", "named"),
    [
        (b"\xff", Reason.ENCODING_INVALID, "octet 0"),
        (b"key = ", Reason.INPUT_INVALID, "no TOML"),
        (b'key = "x"', Reason.INPUT_INVALID, "title"),
        (
            b'key = "x"\ntitle = "x"\nsource = ""\n[[field]]\nheading = "a"\ncolumn = "colour"\n',
            Reason.COLUMN_UNKNOWN,
            "colour",
        ),
        (
            TWICE,
            Reason.INPUT_INVALID,
            "stands twice",
        ),
        (b"#" * (MAX_MAPPING_BYTES + 1), Reason.INPUT_INVALID, "at most"),
    ],
)
def test_a_mapping_that_is_wrong_says_where(toml: bytes, reason: Reason, named: str) -> None:
    with refuses(InputError, reason, match=named):
        read_mapping(toml, KNOWN)


def test_a_form_is_refused_whole_where_a_heading_is_missing_or_unknown() -> None:
    for header, reason in (
        ("Portal number;Colour\n1;2\n", Reason.COLUMN_UNKNOWN),
        ("Portal number;Goods\n1;2\n", Reason.COLUMN_MISSING),
        ("", Reason.INPUT_EMPTY),
    ):
        with pytest.raises(InputError) as caught:
            to_our_form(header.encode(), mapping("portal"), BOUNDS)
        assert caught.value.reason is reason
    with pytest.raises(InputError, match="bytes; at most"):
        to_our_form(b"x" * (BOUNDS.octets + 1), mapping("portal"), BOUNDS)


# --- the command ------------------------------------------------------------------------------


class FakeNode:
    """Keeps the file that it was sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def upload(self, _path: str, _name: str, content: bytes, **_more: Any) -> Any:
        self.sent.append(content)
        error = {"row": 2, "column": "destination", "message": "no country", "remedy": "x"}
        counts = dict.fromkeys(("rows", "denials", "written", "unchanged", "refused"), 0)
        ids = {"first_id": None, "last_id": None}
        return {**counts, **ids, "dry_run": False, "errors": [error]}


node = stands_in(FakeNode)
run = partial(said_by, app, columns=200)


def test_a_file_is_sent_in_our_form_and_errors_come_back_under_its_headings(
    node: FakeNode, tmp_path: Path
) -> None:
    file = tmp_path / "portal.csv"
    file.write_text(PORTAL.replace("Refused", "Refusal"))
    report = json.loads(run("import", str(file), "--way", "own", "--mapping", "portal", "--json"))
    assert report["errors"][0]["column"] == "Destination"
    assert node.sent[0].startswith(b"activity,national_reference,decision,")


def test_nothing_is_sent_where_one_row_cannot_be_said(node: FakeNode, tmp_path: Path) -> None:
    file = tmp_path / "portal.csv"
    file.write_text(PORTAL)
    with pytest.raises(InputError, match="row 4") as caught:
        run("import", str(file), "--way", "own", "--mapping", "portal")
    assert caught.value.metadata["field"] == "Type of decision"
    assert node.sent == []
    with pytest.raises(NotFoundError, match="nowhere"):
        run("import", str(file), "--way", "own", "--mapping", "nowhere")


def test_ones_own_mapping_is_written_after_one_that_comes_with_comity(
    node: FakeNode, tmp_path: Path
) -> None:
    ours, file = tmp_path / "ours.toml", tmp_path / "file.csv"
    run("mapping", "show", "portal", "--out", str(ours))
    ours.write_text(ours.read_text().replace('"Portal number"', '"Aktenzeichen"'))
    right = PORTAL.replace("Refused", "Refusal").replace("Portal number", "Aktenzeichen")
    file.write_text(right)
    run("import", str(file), "--way", "own", "--mapping", str(ours))
    assert len(node.sent) == 1
    listed = json.loads(run("mapping", "list", "--json"))
    assert [each["key"] for each in listed] == list(shipped_mappings())


def test_a_mapping_is_checked_and_says_what_a_form_does_not_hold(tmp_path: Path) -> None:
    checked = json.loads(run("mapping", "check", "mtcr", "--json"))
    assert {"heading": "Annex item", "column": "references", "needed": False} in checked["fields"]
    assert checked["fixed"] == {"decision": "refuse", "regime": "mtcr"}
    assert "consignee_names" in checked["unheld"]
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(shipped_mapping("mtcr").decode().replace('"destination"', '"colour"'))
    with pytest.raises(InputError, match="colour"):
        run("mapping", "check", str(wrong))


def test_a_workbook_is_sent_in_our_form_and_errors_come_back_with_their_cell(
    node: FakeNode, tmp_path: Path
) -> None:
    rows = list(csv.reader(io.StringIO(PORTAL.replace("Refused", "Refusal")), delimiter=";"))
    held, file = write_table(rows[0], [rows[1]], Format.XLSX), tmp_path / "portal.xlsx"
    file.write_bytes(held)
    report = json.loads(run("import", str(file), "--way", "own", "--mapping", "portal", "--json"))
    error = report["errors"][0]
    assert (error["sheet"], error["cell"], error["column"]) == ("rows", "D2", "Destination")
    file.write_bytes(write_table(rows[0], [[*rows[1][:1], "Refused", *rows[1][2:]]], Format.XLSX))
    with pytest.raises(InputError, match="row 2"):
        run("import", str(file), "--way", "own", "--mapping", "portal")
    assert len(node.sent) == 1


# --- out ----------------------------------------------------------------------------------------


def test_what_a_form_cannot_hold_is_named_by_row_and_column() -> None:
    """The MTCR's form has one end-user's names, no consignee, and says refuse of every row."""
    row = {
        "national_reference": "R-1",
        "decision": "annul",
        "destination": "IR",
        "end_user_names": "One; Two|Three",
        "consignee_names": "Four",
        "references": "DUeS:7|MTCR item:2.A|elsewhere:9",
    }
    made = to_their_form([row], mapping("mtcr"), "national_reference")
    said = dict(zip(made.header, made.rows[0], strict=True))
    assert said["Destination country"] == "IR"
    assert (said["Annex item"], said["Number in the old system"]) == ("2.A", "7")
    assert said["End-user"] == ""  # it would read as three names
    lost = {each.field: each.why for each in made.left_out}
    assert {(each.row, each.reference) for each in made.left_out} == {(2, "R-1")}
    assert lost == {
        "decision": "the form says refuse of every row",
        "end_user_names": "End-user cannot say it",
        "consignee_names": "the form has no heading for it",
        "references": "Annex item says a part of it",
    }


@pytest.mark.parametrize("names", ["|", "One||Two", "One|"])
def test_a_name_that_is_a_bar_is_said_to_be_lost(names: str) -> None:
    row = {"national_reference": "R-1", "end_user_names": names}
    made = to_their_form([row], mapping("mtcr"), "national_reference")
    assert "end_user_names" in {each.field for each in made.left_out}


@given(key=st.sampled_from(DENIALS), denial=denials(), form=st.sampled_from(Format))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_out_and_in_again_a_denial_says_the_same_in_every_field_of_the_form(
    key: str, denial: Denial, form: Format
) -> None:
    rows = rows_of(denial)
    assume(not any(fault_in(cell, unseen=False) for row in rows for cell in row.values()))
    held = mapping(key)
    made = to_their_form(rows, held, REFERENCE)
    back = to_our_form(write_table(made.header, made.rows, form), held, BOUNDS, form)
    assert back.faults == ()
    found = list(csv.DictReader(io.StringIO(back.content.decode(), newline="")))
    for number, (row, again) in enumerate(zip(rows, found, strict=True), start=2):
        lost = {each.field for each in made.left_out if each.row == number}
        for column in held.columns:
            # What the form says of every row may be more than the row says: its regime.
            if column not in lost and (column in row or column not in held.fixed):
                said, read = row.get(column, "").split("|"), again[column].split("|")
                assert sorted(said) == sorted(read), column
        assert row.keys() - lost <= set(held.columns)  # nothing is lost unsaid
