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

from gateway.documents.media_types import OLE, PROGRAM, SCRIPT, check_type, media_type_of
from gateway.documents.scanner import ContentScanner
from gateway.documents.type_policy import ArchiveBounds, Danger, TypePolicy, shipped_types

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
