"""What is no table of text is refused before anything is built of it, and says why."""

from __future__ import annotations

import pytest

from gateway.errors import InputError, Reason
from gateway.tabular import csv_text
from gateway.tabular.bounds import Bounds
from gateway.tabular.csv_text import csv_rows
from tests.support.measured import memory_below
from tests.support.raising import refuses
from tests.support.turns import longest_step

BOUNDS = Bounds(octets=100, rows=3, remedy="Divide it.")


def rows(raw: bytes | str, bounds: Bounds = BOUNDS) -> list[tuple[int, list[str]]]:
    return list(csv_rows(raw.encode() if isinstance(raw, str) else raw, bounds))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_cells_come_with_the_number_of_their_row(
    encoding: str, delimiter: str, line_end: str
) -> None:
    text = line_end.join(["a,b", "", '" ü ","1\n2"', " , ", "x"]).replace(",", delimiter)
    read = rows(text.encode(encoding), Bounds(100, 9, ""))
    assert read == [(1, ["a", "b"]), (3, ["ü", "1\n2"]), (5, ["x"])]


@pytest.mark.parametrize(
    ("raw", "reason", "says"),
    [
        (b"", Reason.INPUT_EMPTY, "empty"),
        (b" \n", Reason.INPUT_EMPTY, "empty"),
        (b"a\n" * 51, Reason.INPUT_INVALID, "102 bytes; at most 100"),
        (b"a\n\n\n\nb", Reason.INPUT_INVALID, "more than 3 rows"),
        (b",\na", Reason.INPUT_INVALID, "row 1 is empty"),
        (b'a\n"b', Reason.INPUT_INVALID, r"row 2 \(line 2\) is no CSV"),
        ("a".encode("utf-16"), Reason.ENCODING_INVALID, "UTF-16"),
        ("a".encode("utf-32"), Reason.ENCODING_INVALID, "UTF-32"),
        (b"\xef\xbb\xbfa\nb\xe9", Reason.ENCODING_INVALID, r"byte 6 \(0xe9, line 2\)"),
        (b"a\nb\0", Reason.ENCODING_INVALID, "line 2 has a NUL"),
        (b"," * 99, Reason.INPUT_INVALID, "row 1 has 100 cells; at most 9"),
    ],
)
def test_what_cannot_be_read_says_why(
    raw: bytes, reason: Reason, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_text, "MOST_CELLS", 9)
    with refuses(InputError, reason, match=says) as caught:
        rows(raw)
    assert caught.value.remedy


def test_rows_beyond_the_bound_cost_nothing() -> None:
    raw = b"a\n" + b"\n" * 500_000
    most = 10 * len(raw)  # the text, and a copy of it that the reader goes through
    with memory_below(most), pytest.raises(InputError, match="more than 1000 rows"):
        rows(raw, Bounds(octets=len(raw), rows=1000, remedy="Divide it."))


MIB = 2**20
STEP_S = 0.1
"""Processor seconds of one step; a file of 64 MiB was read in steps of 0.3 s."""


def test_a_large_file_is_read_in_short_steps() -> None:
    """The event loop had no turn while the file was made into text (attack2 M1)."""
    rows = "a,b\n" + "\u03b1,\u03b2\r\n" * (60 * MIB // 7)
    raw, bounds = rows.encode(), Bounds(64 * MIB, 1000, "Split it.")

    def read() -> None:
        with pytest.raises(InputError, match="more than 1000 rows"):
            list(csv_rows(raw, bounds))

    assert min(longest_step(read) for _ in range(3)) < STEP_S  # one may meet a busy machine


def test_a_line_without_an_end_is_refused_before_it_is_read() -> None:
    raw = b'a,b\nc,"' + b"d" * (2 * MIB)

    with pytest.raises(InputError, match="line 2 has more than 1048576 octets") as caught:
        list(csv_rows(raw, Bounds(64 * MIB, 1000, "Split it.")))

    assert caught.value.metadata["line"] == "2"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_the_same_wherever_a_file_is_cut(
    end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["name", "text"], *([f"\u03b1{n}", f"b{'c' * (n % 7)}"] for n in range(50))]
    raw = "".join(f"{','.join(row)}{end}" for row in rows).encode("utf-8-sig")
    for octets in range(20, 60):
        monkeypatch.setattr(csv_text, "_PIECE", octets)
        found = [cells for _, cells in csv_rows(raw, Bounds(MIB, 100, "Split it."))]
        assert found == rows
