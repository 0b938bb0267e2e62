"""What contents are beside their type, and what the policy says of it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from gateway.documents.inspection import AS_SHIPPED, Scrutiny, dangers_of
from gateway.documents.type_policy import Danger, read_types, shipped_types
from gateway.errors import InputError, LawError, Reason
from tests.support.measured import memory_below
from tests.support.raising import refuses

PDF = b"%PDF-1.7\n" + bytes(2000)
PROGRAM = b"MZ" + bytes(200)


def zipped(*files: tuple[str, bytes], encrypted: bool = False) -> bytes:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files:
            file.writestr(name, content)
    made = bytearray(octets.getvalue())
    if encrypted:  # the flag, in the local head and in the list of contents
        made[6] |= 1
        made[made.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def ole(*names: str) -> bytes:
    """As an older Office file: a head, then a directory with entries of 128 octets."""
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + (2 * len(name) + 2).to_bytes(2, "little")
        + bytes(62)
        for name in ("Root Entry", *names)
    )
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + entries


def docx(*more: tuple[str, bytes]) -> bytes:
    return zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>"), *more)


ODT = ("mimetype", b"application/vnd.oasis.opendocument.text")
BOUNDS = shipped_types().bounds
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">%s</svg>'


@pytest.mark.parametrize(
    ("contents", "said", "found"),
    [
        (PDF, "application/pdf", set()),
        (b"plain words, and <b>some</b> onset = more", "text/plain", set()),
        (docx(), "", set()),
        (zipped(("a.pdf", PDF), ("b.docx", docx())), "application/zip", set()),
        (ole("WordDocument"), "application/msword", set()),
        (b"the words VBA and _VBA_PROJECT in " + ole(), "", set()),
        (SVG % b"<path d='M0 0'/>", "image/svg+xml", set()),
        (b"", "", set()),
        (PROGRAM, "application/pdf", {Danger.PROGRAM}),
        (b"\x7fELF" + bytes(60), "", {Danger.PROGRAM}),
        (b"#!/bin/sh\nrm -rf /\n", "text/plain", {Danger.SCRIPT}),
        (zipped(("a/b/run.exe", PROGRAM)), "", {Danger.PROGRAM}),
        (zipped(("readme", b"#!/usr/bin/env python")), "", {Danger.SCRIPT}),
        (docx(("word/vbaProject.bin", b"x")), "", {Danger.MACROS}),
        (
            zipped(("[Content_Types].xml", b"<x ContentType='a.macroEnabled.main+xml'/>")),
            "",
            {Danger.MACROS},
        ),
        (zipped(ODT, ("Basic/Standard/Module1.xml", b"<x/>")), "", {Danger.MACROS}),
        (ole("Macros", "VBA", "_VBA_PROJECT"), "application/msword", {Danger.MACROS}),
        (ole("EncryptedPackage"), "", {Danger.ENCRYPTED}),
        (zipped(("a.pdf", PDF), encrypted=True), "", {Danger.ENCRYPTED}),
        (
            zipped(ODT, ("META-INF/manifest.xml", b"<m:encryption-data/>")),
            "",
            {Danger.ENCRYPTED},
        ),
        (zipped(("in.zip", zipped(("in.zip", zipped(("a", b"a")))))), "", {Danger.TOO_DEEP}),
        (zipped(("in.7z", b"7z\xbc\xaf\x27\x1c")), "", {Danger.TOO_DEEP}),
        (zipped(("zeros", bytes(30 * 2**20))), "", {Danger.TOO_LARGE_UNPACKED}),
        (zipped(*((str(n), b"") for n in range(2001))), "", {Danger.TOO_LARGE_UNPACKED}),
        (zipped(("a.pdf", PDF))[:-30], "", {Danger.BROKEN}),
        (b"PK\x03\x04" + bytes(100), "", {Danger.BROKEN}),
        (b"<html><body onload=alert(1)></html>", "text/plain", {Danger.ACTIVE_PAGE}),
        (b"<p>page</p><ScRipt >x</script>", "text/html", {Danger.ACTIVE_PAGE}),
        (SVG % b"<script>x</script>", "image/svg+xml", {Danger.ACTIVE_PAGE}),
        (SVG % b"<a href='javascript:x'/>", "", {Danger.ACTIVE_PAGE}),
        (
            "<html><script>x</script></html>".encode("utf-16-le"),
            "text/html",
            {Danger.ACTIVE_PAGE},
        ),
        (SVG % (b" " * (2**20 - 60) + b"<script>x</script>"), "", {Danger.ACTIVE_PAGE}),
    ],
)
def test_what_contents_are_is_found_by_their_octets(
    contents: bytes, said: str, found: set[Danger]
) -> None:
    assert set(dangers_of(io.BytesIO(contents), said, BOUNDS)) == found


def test_a_bomb_is_not_unpacked() -> None:
    within = zipped(("zeros", bytes(20 * 2**20)))
    bomb = io.BytesIO(zipped(*((f"{n}.zip", within) for n in range(50))))
    with memory_below(40 * 2**20):
        assert dangers_of(bomb, "", BOUNDS) == (Danger.TOO_LARGE_UNPACKED,)


def test_a_list_of_contents_that_claims_to_be_endless_is_not_read() -> None:
    end = b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + (100 * 2**20).to_bytes(4, "little")
    huge = io.BytesIO(b"PK\x03\x04" + bytes(101 * 2**20) + end + bytes(6))
    assert dangers_of(huge, "", BOUNDS) == (Danger.BROKEN,)


@pytest.mark.parametrize(
    ("contents", "title", "words"),
    [
        (PROGRAM, "Certificate", "is a program"),
        (PDF, "certificate.pdf.js", "its title ends"),
        (b"words", "run.BAT ", "its title ends"),
        (b"7z\xbc\xaf\x27\x1c", "Archive", "cannot be looked into"),
        (docx(("word/vbaProject.bin", b"x")), "Offer", "macros"),
    ],
)
def test_what_the_policy_does_not_take_is_refused_with_its_reason(
    contents: bytes, title: str, words: str
) -> None:
    with refuses(InputError, Reason.DOCUMENT_REFUSED, match=words) as caught:
        AS_SHIPPED.checked_type(io.BytesIO(contents), title=title, said="")
    assert caught.value.remedy
    assert caught.value.metadata["policy"] == "2026-1"


def own(folder: Path, text: str) -> Path:
    path = folder / "document_types.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_installation_replaces_rows_and_adds_others(tmp_path: Path) -> None:
    assert read_types(tmp_path / "none") is shipped_types()
    place = own(
        tmp_path,
        """
        version = "BAFA-1"
        [[danger]]
        code = "program"
        taken = true
        reason = "Samples of firmware are examined here."
        [[type]]
        media_type = "image/gif"
        taken = false
        reason = "Nobody reads them here."
        """,
    )
    scrutiny = Scrutiny(policy=lambda: read_types(place))
    said = scrutiny.checked_type(io.BytesIO(PROGRAM), title="Firmware", said="")
    assert said == "application/x-executable"
    with pytest.raises(InputError, match="Nobody reads them here") as caught:
        scrutiny.checked_type(io.BytesIO(b"GIF89a"), title="Drawing", said="")
    assert caught.value.metadata["policy"] == "2026-1 with BAFA-1"
    with pytest.raises(InputError, match="a script"):
        scrutiny.checked_type(io.BytesIO(b"#!x"), title="Firmware", said="")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('version = "1"\n[[danger]]\ncode = "viruses"\ntaken = true\nreason = "x"', "line 3"),
        ('version = "1"\n[[danger]]\ncode = "program"\ntaken = true', "reason"),
        ("version = ", "not TOML"),
        (
            'version = "1"\n' + 2 * '[[type]]\nmedia_type = "a/b"\ntaken = true\nreason = "x"\n',
            "a/b has two rows",
        ),
    ],
)
def test_a_policy_that_does_not_hold_together_is_refused(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(LawError, match=words):
        read_types(own(tmp_path, text))
