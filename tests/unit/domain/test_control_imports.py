"""Published control lists are read row by row, and written as law files."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.controls import (
    ControlLists,
    Known,
    ListFile,
    ListKind,
    Moved,
    shipped_controls,
)
from gateway.domain.controls.importing import read_list, write_list
from gateway.domain.lawfile import parse_law
from gateway.errors import LawError, Reason
from tests.support.needs import shared_file
from tests.support.raising import refuses

CONTROLS = shipped_controls()
SHIPPED = Known.of(CONTROLS)
NEW = "02021R0821-20251115"
OLD = "02021R0821-20220107"
LIST = ListFile(
    kind=ListKind.ANNEX_I,
    version=OLD,
    in_force_from=date(2022, 1, 7),
    codes=("5A001", "5A001.f"),
    not_used=("5A001.h",),
)


def test_a_table_is_read_with_its_notes_and_placeholders() -> None:
    raw = (
        "code,parent,depth,text\n"
        '5A001,,1,"Telecommunications, as follows:"\n'
        ",5A001,2,Note: nothing\n"
        "5A001.a.,5A001,2,Any of them;\n"
        "5a001B,5A001,2,Not used;\n"
        "5A001.a,5A001,2,a note that repeats the code\n"
    )
    found = read_list(raw.encode(), "list.csv")
    assert list(found.texts) == ["5A001", "5A001.a", "5A001.b"]
    assert (found.not_used, found.notes, found.faults) == (["5A001.b"], 2, [])


def test_labels_and_moves_are_read_and_written() -> None:
    raw = "code,label,moved_from,text\n3A004,Coolers,3a504.,\n3A005,,,x\n3A006,,stealth,y\n"
    found = read_list(raw.encode(), "list.csv")
    assert (found.labels, found.moved) == ({"3A004": "Coolers"}, {"3A004": "3A504"})
    assert [fault.row for fault in found.faults] == ["row 4"]
    moves = (Moved(old="3A504", new="3A004", act="an act", since=date(2026, 9, 14)),)
    codes = ("3A004", "3A005")
    made = LIST.model_copy(update={"codes": codes, "labels": found.labels, "moved": moves})
    read = parse_law("list.toml", write_list(made), ListFile, reason=Reason.LIST_INVALID)
    assert (read.labels, read.moved) == (made.labels, moves)


def test_wrong_rows_are_named() -> None:
    raw = "code,parent,text\n5A001,,x\nstealth,,y\n5A001.a,3A001,z\n5A001.b,nonsense,z\n"
    found = read_list(raw.encode(), "list.csv")
    assert [(fault.row, fault.code) for fault in found.faults] == [
        ("row 3", "stealth"),
        ("row 4", "5A001.a"),
        ("row 5", "5A001.b"),
    ]
    assert "is not above 5A001.a" in found.faults[1].fault


@pytest.mark.parametrize(
    ("raw", "name", "word"),
    [
        (b"\xff\xfe", "list.csv", "UTF-8"),
        (b"text\nx\n", "list.csv", "no column `code`"),
        (b"code\n", "list.csv", "no code"),
        (b"{", "list.json", "not the JSON"),
        (b'{"entries": [{"entry_code": "5A001"}]}', "list.json", "not the JSON"),
        (b'code,text\n5A001,"' + b"x" * 200_000 + b'"\n', "list.csv", "row "),
    ],
)
def test_a_file_that_is_no_list_is_refused(raw: bytes, name: str, word: str) -> None:
    with refuses(LawError, Reason.LIST_INVALID, match=word):
        read_list(raw, name)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@given(st.dictionaries(st.sampled_from(["5A001", "5A001.a", "3B501.f.1.a", "1C350.14"]), TEXTS))
def test_what_is_written_is_read_back(texts: dict[str, str]) -> None:
    # pydantic trims what it reads, as it does everywhere.
    made = LIST.model_copy(update={"act": 'an "act"', "texts": texts})
    raw = write_list(made)
    read = parse_law("list.toml", raw, ListFile, reason=Reason.LIST_INVALID)
    assert read.codes == made.codes
    assert read.texts == {code: text.strip() for code, text in texts.items()}
    assert (read.act, read.in_force_from) == ('an "act"', made.in_force_from)
    assert write_list(made) == raw


# --- the published lists, where they lie beside this project ----------------------------------


def shared(name: str, version: str, begins: date, kind: ListKind, state: str | None) -> ListFile:
    path = shared_file(f"data/controls/{name}")
    found = read_list(path.read_bytes(), name)
    assert found.faults == []
    placeholders = set(found.not_used)
    return ListFile(
        kind=kind,
        state=state,
        version=version,
        in_force_from=begins,
        codes=tuple(code for code in found.texts if code not in placeholders),
        not_used=tuple(placeholders),
    )


def test_annex_i_of_2025_and_of_2022_are_read_whole_and_compared() -> None:
    new = shared("annex-i-2025-11-15.json", NEW, date(2025, 11, 15), ListKind.ANNEX_I, None)
    old = shared("annex-i-2022_flat.csv", OLD, date(2022, 1, 7), ListKind.ANNEX_I, None)
    held = ControlLists([old, new], known=SHIPPED)
    after = held.version(NEW)
    entries = {code for code in after.codes | after.not_used if len(code) == 5}
    assert len(entries) == 384
    assert len(after.codes | after.not_used) == 3443
    assert sorted({code for code in entries if code[2] == "5"}) == [
        rule.code for rule in CONTROLS.code_list("union_500").rule
    ]
    assert "3B501.f.1.a" in after.not_used
    assert held.check("3B501.f.1.a", on=date(2026, 1, 1)) == "3B501.f.1.a"
    found = held.difference(OLD, NEW)
    assert {"3B501", "4A506"} <= set(found.added)
    assert found.same > 2700
    for rule in (*CONTROLS.code_list("annex_iv").rule, *CONTROLS.code_list("union_500").rule):
        assert rule.code == "0" or rule.code in after.codes
    for group in CONTROLS.cyber_groups:
        assert {*group.codes, *group.related} <= after.codes


def test_the_commerce_control_list_is_a_foreign_list_of_the_same_numbering() -> None:
    new = shared("annex-i-2025-11-15.json", NEW, date(2025, 11, 15), ListKind.ANNEX_I, None)
    found = read_list(
        shared_file("data/controls/ccl_2026-07_flat.csv").read_bytes(), "ccl_2026-07_flat.csv"
    )
    # Its column `parent` names the entry for every level: above the code, if not directly.
    assert found.faults == []
    ours = {code for code in found.texts if code in set(new.codes)}
    assert len(ours) > 1300
