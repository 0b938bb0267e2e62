import random
import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import ComityError, Reason, RegisterError
from gateway.evidence import bundle
from gateway.evidence.bundle import bundle_from_bytes, read_bundle, write_bundle
from gateway.evidence.verify.verification import verify_file
from tests.support.measured import memory_below
from tests.support.raising import refuses

NAMES = st.from_regex(r"[a-z]{1,8}(/[a-z0-9]{1,8}\.bin)?", fullmatch=True)


def zipped(files: Mapping[str, bytes] | list[tuple[str, bytes]], **options: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", **options) as archive:  # type: ignore[call-overload]
        for name, content in files.items() if isinstance(files, Mapping) else files:
            archive.writestr(name, content)
    return out.getvalue()


@given(files=st.dictionaries(NAMES, st.binary(max_size=200), max_size=8))
def test_what_was_written_is_read_again(files: dict[str, bytes]) -> None:
    read = bundle_from_bytes(write_bundle(files))
    assert read.files == files
    assert read.canonical


@given(extra=st.binary(min_size=1, max_size=40))
def test_bytes_before_the_files_are_seen(extra: bytes) -> None:
    read = bundle_from_bytes(extra + write_bundle({"a": b"x"}))
    assert not read.canonical


def test_time_stamps_and_comments_are_seen() -> None:
    assert not bundle_from_bytes(zipped({"a": b"x"})).canonical


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not a zip at all",
        zipped({"../outside": b"x"}),
        zipped({"/absolute": b"x"}),
        zipped({"a\\b": b"x"}),
        zipped({".hidden": b"x"}),
        zipped({"deep/deep/deep/deep": b"x"}),
        zipped({"bomb": b"0" * 10_000_000}, compression=zipfile.ZIP_DEFLATED),
    ],
    ids=["empty", "text", "up", "root", "backslash", "hidden", "deep", "bomb"],
)
def test_what_is_no_evidence_file_is_refused(raw: bytes) -> None:
    with refuses(ComityError, Reason.EVIDENCE_INVALID):
        bundle_from_bytes(raw)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_name_that_comes_twice_is_refused() -> None:
    with refuses(ComityError, Reason.EVIDENCE_INVALID):
        bundle_from_bytes(zipped([("a", b"1"), ("a", b"2")]))


def naming_the_same(count: int, size: int) -> bytes:
    """A ZIP whose records all name the one file in it."""
    content = bytes(size)
    whole = write_bundle({"a": content})
    local = whole[: whole.index(b"PK\x01\x02")]
    record = bytearray(whole[len(local) : whole.rindex(b"PK\x05\x06")])
    directory = b""
    for number in range(count):
        name = f"{number:04}".encode()
        each = bytearray(record)
        each[28:30] = struct.pack("<H", len(name))
        directory += bytes(each[:46]) + name
    end = struct.pack("<4s4xHHLL2x", b"PK\x05\x06", count, count, len(directory), len(local))
    return local + directory + end


def refused_for_less_than_twice_its_octets(raw: bytes) -> str:
    with memory_below(2 * len(raw)), refuses(ComityError, Reason.EVIDENCE_INVALID) as caught:
        bundle_from_bytes(raw)
    return str(caught.value)


def test_entries_that_overlap_are_refused_before_anything_is_cut_out() -> None:
    """Found in use: attack M2."""
    raw = naming_the_same(4000, 10**6)

    assert refused_for_less_than_twice_its_octets(raw) == "its entries overlap"


def test_small_entries_that_overlap_are_refused_too() -> None:
    assert "overlap" in refused_for_less_than_twice_its_octets(naming_the_same(2, 4000))


def test_a_directory_of_many_records_is_refused_before_it_is_read() -> None:
    assert "more than" in refused_for_less_than_twice_its_octets(naming_the_same(5000, 0))


def test_no_altered_file_raises_what_is_not_ours() -> None:
    drawn = random.Random(20261127)
    whole = write_bundle({"a": b"x" * 50, "b/c.bin": bytes(100), "d": b""})
    for _ in range(3000):
        raw = bytearray(whole)
        for _ in range(drawn.randint(1, 4)):
            raw[drawn.randrange(len(raw))] = drawn.randrange(256)
        cut = drawn.choice([None, drawn.randrange(len(raw))])
        try:
            read = bundle_from_bytes(bytes(raw[:cut]))
        except RegisterError:
            continue
        assert sum(map(len, read.files.values())) <= len(raw)


def test_limits_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "evidence.zip"
    file.write_bytes(write_bundle({"a": b"xx", "b": b""}))
    for limit, value in (("MAX_BUNDLE_BYTES", 10), ("MAX_FILES", 1), ("MAX_FILE_BYTES", 1)):
        with monkeypatch.context() as patch:
            patch.setattr(bundle, limit, value)
            with pytest.raises(ComityError) as caught:
                read_bundle(file)
        assert caught.value.reason is Reason.EVIDENCE_INVALID


def test_zip_without_a_manifest_is_no_evidence(tmp_path: Path) -> None:
    file = tmp_path / "evidence.zip"
    file.write_bytes(write_bundle({"case.json": b"{}"}))
    with refuses(ComityError, Reason.EVIDENCE_INVALID):
        verify_file(file)


def test_missing_file_is_named_without_a_traceback(tmp_path: Path) -> None:
    with refuses(ComityError, Reason.EVIDENCE_INVALID):
        verify_file(tmp_path / "nothing.zip")
