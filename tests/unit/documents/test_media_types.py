"""What a file is, is told by its contents."""

from __future__ import annotations

import io
import zipfile

import pytest

from gateway.documents.inspection import ANY, PROGRAM, SCRIPT, check_type, media_type_of
from gateway.errors import InputError

ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def zipped(*files: tuple[str, str]) -> bytes:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as file:
        for name, content in files:
            file.writestr(name, content)
    return octets.getvalue()


@pytest.mark.parametrize(
    ("beginning", "told"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (zipped(("mimetype", ODT)), ODT),
        (zipped(("[Content_Types].xml", "<x/>")), "application/zip"),
        (zipped(("mimetype", "text/html")), "application/zip"),
        (b"#!/bin/sh", SCRIPT),
        ("Überwachung, Σύστημα".encode()[:-1], "text/plain"),
        (b"\x00\x01\x02", ANY),
        (b"", ANY),
    ],
)
def test_types_are_told_by_content(beginning: bytes, told: str) -> None:
    assert media_type_of(beginning) == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (ANY, "application/pdf"),
        ("", "text/plain"),
        ("Application/PDF", "application/pdf"),
        (DOCX, "application/zip"),
        ("application/msword", "application/x-ole-storage"),
        ("text/csv; charset=utf-8", "text/plain"),
        ("model/step", ANY),
    ],
)
def test_what_is_said_may_be_finer_than_what_is_told(said: str, told: str) -> None:
    check_type(said, told)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("image/png", "image/gif"),
        ("application/pdf", ANY),
        ("image/png", PROGRAM),
        (DOCX, "text/plain"),
    ],
)
def test_a_lie_about_the_type_is_refused(said: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        check_type(said, told)
    assert caught.value.remedy
