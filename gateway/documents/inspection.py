"""What contents are beside their type: programs, macros, archives in archives, pages with scripts.

They are looked into where they lie, piece by piece and within bounds; nothing is unpacked to the
disk. It finds what is there to be found by format. What hides, a scanner looks for.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from gateway.documents.scanner import ContentScanner
from gateway.documents.type_policy import ArchiveBounds, Danger, TypePolicy, shipped_types
from gateway.errors import InputError

# What a file is, told by its first octets; what it is said to be is only compared with that.
#
# A closed table of the formats that come with licence applications, and of programs, which are
# named so that nobody takes one for a document. What is not in it is not told. Which of them are
# taken is `type_policy`.

ANY = "application/octet-stream"
"""What is said of a document of which nothing is said."""

PROGRAM, SCRIPT = "application/x-executable", "application/x-shellscript"
ZIP, OLE, _TEXT = "application/zip", "application/x-ole-storage", "text/plain"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),  # without a file in it
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"MZ", PROGRAM),
    (b"L\x00\x00\x00\x01\x14\x02\x00", PROGRAM),  # a link of Windows, which runs what it names
    (b"\x7fELF", PROGRAM),
    (b"#!", SCRIPT),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
)

_WITHIN: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        ZIP,
        (
            "application/vnd.openxmlformats-officedocument.",
            "application/vnd.oasis.opendocument.",
            "application/vnd.etsi.asic-",
            "application/epub+zip",
            "application/x-zip-compressed",
        ),
    ),
    (OLE, ("application/msword", "application/vnd.ms-")),
    ("application/rtf", ("text/rtf",)),
    ("application/gzip", ("application/x-gzip",)),
    (_TEXT, ("text/", "message/rfc822", "application/json", "application/xml", "image/svg+xml")),
)
"""Formats that are made of another one: what is told, and how what may be said begins."""

_ODF_NAME = b"mimetype"
_ODF_AT = 30  # a local file header of ZIP, then the name and the contents of the first file


def media_type_of(beginning: bytes) -> str:
    """Return the media type that the first octets of a file show; `ANY` where they show none.

    Args:
        beginning: The first octets, some thousand of them.
    """
    for magic, told in _MAGIC:
        if beginning.startswith(magic):
            return _in_zip(beginning) if told == ZIP else told
    return _TEXT if _is_text(beginning) else ANY


def check_type(said: str, told: str) -> None:
    """Check that what a document is said to be is what its contents show.

    Args:
        said: Its media type as its author named it.
        told: What `media_type_of` found.

    Raises:
        InputError: INPUT_INVALID; it is something else.
    """
    said = said.partition(";")[0].strip().lower() or ANY
    known = {each for _, each in _MAGIC}
    fits = said in (ANY, told) or any(
        told == outer and said.startswith(inner) for outer, inner in _WITHIN
    )
    if not fits and (told != ANY or said in known):
        raise InputError(
            "the document is said to be {said}, and its contents are {contents}",
            remedy="Put the right file, or name the document by what it is.",
            field="media_type",
            told=told,
            said=said[:60],
            contents=told if told != ANY else "something else",
        )


def _in_zip(beginning: bytes) -> str:
    """Return the type that an OpenDocument or ASiC file names first, uncompressed."""
    name_end = _ODF_AT + len(_ODF_NAME)
    if beginning[_ODF_AT:name_end] != _ODF_NAME:
        return ZIP
    size = int.from_bytes(beginning[18:22], "little")
    named = beginning[name_end : name_end + size].decode("ascii", "replace")
    starts = next(starts for outer, starts in _WITHIN if outer == ZIP)
    return named if named.startswith(starts) and named.isprintable() else ZIP


def _is_text(beginning: bytes) -> bool:
    if not beginning or b"\x00" in beginning:
        return False
    try:
        beginning.decode("utf-8")
    except UnicodeDecodeError as exc:
        return exc.start > len(beginning) - 4  # a character that the cut has parted
    return True


_BLOCK = 2**20
_BEGINNING = 4096
_MIB = 2**20
_CLOSED = frozenset({"application/x-7z-compressed", "application/vnd.rar", "application/gzip"})
_MACRO_FILES = re.compile(r"(?i)(^|/)vbaproject\.bin$|^(basic|scripts)/.+")
_MANIFEST = "META-INF/manifest.xml"
_CONTENT_TYPES = "[Content_Types].xml"
_MOST_LISTED = 16 * _MIB  # of a list of contents, which is read at once

_PAGE = re.compile(rb"(?i)<(!doctype\s+html|html|svg|\w+:svg)[\s>]")
_PAGE_TYPES = ("text/html", "application/xhtml", "image/svg")
_ACTIVE = re.compile(
    rb"(?i)<\s*(\w+:)?(script|iframe|object|embed|foreignobject|applet)[\s/>]"
    rb"|[\s\"'/]on[a-z]{3,20}\s*=|(javascript|vbscript)\s*:"
)
_OVERLAP = 256

_DIRECTORY_ENTRY = 128
_NAME_END = 64
_OLE_NAMES = {
    "_VBA_PROJECT": Danger.MACROS,
    "VBA": Danger.MACROS,
    "Macros": Danger.MACROS,
    "EncryptedPackage": Danger.ENCRYPTED,
    "EncryptionInfo": Danger.ENCRYPTED,
}


class _Listing:
    """A file of which no reader takes more at once than a list of contents has."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, count: int = -1) -> bytes:
        octets = self._file.read(min(count, _MOST_LISTED + 1) if count >= 0 else _MOST_LISTED + 1)
        if len(octets) > _MOST_LISTED:
            raise zipfile.BadZipFile("its list of contents is too long")
        return octets

    def seekable(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Scrutiny:
    """What contents must pass before anybody is given them.

    Attributes:
        policy: Reads which types are taken.
        scanner: Asked about all that comes; None where the installation has none.
    """

    policy: Callable[[], TypePolicy] = shipped_types
    scanner: ContentScanner | None = None

    def checked_type(self, file: IO[bytes], *, title: str, said: str) -> str:
        """Return the media type that contents show.

        Args:
            file: The contents, which can be read from any place.
            title: Of the document.
            said: Its media type, as its author named it.

        Raises:
            InputError: DOCUMENT_REFUSED, the policy does not take it; INPUT_INVALID, it is
                something else than is said.
            LawError: TEMPLATE_INVALID; the installation's policy does not hold together.
        """
        policy = self.policy()
        told = media_type_of(file.read(_BEGINNING))
        dangers = dangers_of(file, said, policy.bounds)
        policy.check(told, dangers + policy.by_title(title))
        check_type(said, told)
        return told


AS_SHIPPED = Scrutiny()
"""What comes with Comity: its policy of types, and no scanner."""


def dangers_of(file: IO[bytes], said: str, bounds: ArchiveBounds) -> tuple[Danger, ...]:
    """Return what contents are beside their type, in the order of `Danger`.

    Args:
        file: The contents, which can be read from any place.
        said: The media type that their author names.
        bounds: How far archives are looked into.
    """
    found = set(_dangers(file, said, bounds, deep=0))
    return tuple(each for each in Danger if each in found)


def _dangers(file: IO[bytes], said: str, bounds: ArchiveBounds, *, deep: int) -> Iterator[Danger]:
    file.seek(0)
    beginning = file.read(_BEGINNING)
    told = media_type_of(beginning)
    if told == PROGRAM:
        yield Danger.PROGRAM
    elif told == SCRIPT:
        yield Danger.SCRIPT
    elif told in _CLOSED and deep:
        yield Danger.TOO_DEEP
    elif beginning.startswith(b"PK"):
        yield from _in_archive(file, bounds, deep=deep)
    elif told == OLE:
        yield from _in_ole(file)
    elif _is_page(said, beginning) and _is_active(file):
        yield Danger.ACTIVE_PAGE


def _in_archive(file: IO[bytes], bounds: ArchiveBounds, *, deep: int) -> Iterator[Danger]:
    try:
        with zipfile.ZipFile(_Listing(file)) as archive:
            members = archive.infolist()
            if _is_too_large(members, bounds):
                yield Danger.TOO_LARGE_UNPACKED
                return
            for each in members:
                yield from _in_member(archive, each, bounds, deep=deep)
    # What a reader of archives raises at octets of others has no end: each means the same.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        yield Danger.BROKEN
    except Exception as exc:  # zlib.error, LZMAError, struct.error, OverflowError
        if isinstance(exc, MemoryError):
            raise
        yield Danger.BROKEN


def _is_too_large(members: list[zipfile.ZipInfo], bounds: ArchiveBounds) -> bool:
    unpacked = sum(each.file_size for each in members)
    packed = sum(each.compress_size for each in members)
    return (
        len(members) > bounds.files
        or unpacked > bounds.unpacked_mib * _MIB
        or (unpacked > _MIB and unpacked > bounds.ratio * max(packed, 1))
    )


def _in_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, bounds: ArchiveBounds, *, deep: int
) -> Iterator[Danger]:
    if member.is_dir():
        return
    if member.flag_bits & 1:
        yield Danger.ENCRYPTED
        return
    if _MACRO_FILES.search(member.filename):
        yield Danger.MACROS
    with archive.open(member) as unpacked:
        beginning = unpacked.read(_BEGINNING)
        told = media_type_of(beginning)
        if member.filename in (_MANIFEST, _CONTENT_TYPES):
            said = beginning + unpacked.read(_MIB)
            if b"macroEnabled" in said:
                yield Danger.MACROS
            if b"encryption-data" in said:
                yield Danger.ENCRYPTED
        if told == PROGRAM:
            yield Danger.PROGRAM
        elif told == SCRIPT:
            yield Danger.SCRIPT
        elif told in _CLOSED or told == OLE or beginning.startswith(b"PK"):
            most = bounds.within_mib * _MIB
            if member.file_size > most or deep >= bounds.archives_within:
                yield Danger.TOO_DEEP
                return
            within = BytesIO(beginning + unpacked.read(most - len(beginning)))
            yield from _dangers(within, "", bounds, deep=deep + 1)


def _in_ole(file: IO[bytes]) -> Iterator[Danger]:
    """Find entries of the directory of an older Office file, wherever it lies."""
    names = {name.encode("utf-16-le"): danger for name, danger in _OLE_NAMES.items()}
    pattern = re.compile(b"|".join(re.escape(name) + rb"\0\0" for name in names))
    file.seek(0)
    while block := file.read(_BLOCK):
        for match in pattern.finditer(block):
            place = match.start()
            length = int.from_bytes(block[place + _NAME_END :][:2], "little")
            if place % _DIRECTORY_ENTRY == 0 and length == len(match[0]):
                yield names[match[0][:-2]]


def _is_page(said: str, beginning: bytes) -> bool:
    found = _PAGE.search(beginning.replace(b"\0", b""))
    return found is not None or said.lower().startswith(_PAGE_TYPES)


def _is_active(file: IO[bytes]) -> bool:
    file.seek(0)
    before = b""
    while block := file.read(_BLOCK):
        block = before + block.replace(b"\0", b"")  # UTF-16 says the same with more octets
        if _ACTIVE.search(block):
            return True
        before = block[-_OVERLAP:]
    return False
