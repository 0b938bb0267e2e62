import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import ComityError, Reason
from gateway.evidence import bundle
from gateway.evidence.bundle import bundle_from_bytes, read_bundle, write_bundle
from gateway.evidence.verify import verify_file

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
    with pytest.raises(ComityError) as caught:
        bundle_from_bytes(raw)
    assert caught.value.reason is Reason.EVIDENCE_INVALID


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_name_that_comes_twice_is_refused() -> None:
    with pytest.raises(ComityError) as caught:
        bundle_from_bytes(zipped([("a", b"1"), ("a", b"2")]))
    assert caught.value.reason is Reason.EVIDENCE_INVALID


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
    with pytest.raises(ComityError) as caught:
        verify_file(file)
    assert caught.value.reason is Reason.EVIDENCE_INVALID


def test_missing_file_is_named_without_a_traceback(tmp_path: Path) -> None:
    with pytest.raises(ComityError) as caught:
        verify_file(tmp_path / "nothing.zip")
    assert caught.value.reason is Reason.EVIDENCE_INVALID
