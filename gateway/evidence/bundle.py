"""The evidence file: one ZIP in one canonical form, so that every byte of it is accounted for.

Entries are stored uncompressed in the order of their names with a fixed time stamp. A
reader writes the same files again and compares: whatever a ZIP could hide (a second
directory, other headers, bytes between entries) is found. Before anything is cut out, the
directory is walked: entries lie one after the other, so that nothing can unpack to more than
the file's own size. docs/protocol/evidence.md, section 1.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from gateway.domain.base import Model
from gateway.evidence.report import fault

M = TypeVar("M", bound=Model)

MAX_BUNDLE_BYTES = 256 * 2**20
MAX_FILES = 4000  # the manifest, which names each, is one signed payload of 1 MiB
MAX_FILE_BYTES = 32 * 2**20

_NAME = re.compile(r"^[A-Za-z0-9_()-][A-Za-z0-9._()-]*(/[A-Za-z0-9_()-][A-Za-z0-9._()-]*){0,2}$")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can state
_UNIX, _MODE = 3, 0o100644 << 16
# APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16: what precedes a file, its record in
# the directory, and the end of the directory. Only the fields that are looked at.
_LOCAL = struct.Struct("<4s22xHH")
_RECORD = struct.Struct("<4s6xH8xLLHHH8xL")
_END = struct.Struct("<4s6xHLL2x")
_LOCAL_MARK, _RECORD_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_COMMENT_BYTES = 2**16 - 1


@dataclass(frozen=True)
class Bundle:
    """The files of an evidence file.

    Attributes:
        files: Content by name.
        canonical: Whether the container is exactly what `write_bundle` makes of them.
    """

    files: Mapping[str, bytes]
    canonical: bool

    def raw(self, name: str) -> bytes:
        """Return a file's bytes.

        Raises:
            RegisterError: EVIDENCE_INVALID; there is none of that name.
        """
        found = self.files.get(name)
        if found is None:
            raise fault("{name} is missing", name=name)
        return found

    def model(self, name: str, kind: type[M]) -> M:
        """Read a JSON file.

        Raises:
            RegisterError: EVIDENCE_INVALID; it is missing or is not what it should be.
        """
        return parse_model(self.raw(name), kind, name=name)


def parse_model(raw: bytes, kind: type[M], *, name: str) -> M:
    """Read JSON into a model.

    Raises:
        RegisterError: EVIDENCE_INVALID; names the file and the field, never a value.
    """
    try:
        return kind.model_validate_json(raw)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise fault("{name}: {place} is not as it should be", name=name, place=place) from exc


def digest_of(raw: bytes) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def write_bundle(files: Mapping[str, bytes]) -> bytes:
    """Write the canonical ZIP of some files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=_FIRST_DAY)
            entry.create_system = _UNIX
            entry.external_attr = _MODE
            archive.writestr(entry, files[name])
    return out.getvalue()


def read_bundle(path: Path) -> Bundle:
    """Read an evidence file from disk.

    Raises:
        RegisterError: EVIDENCE_INVALID; it is no evidence file, or is larger than any.
    """
    try:
        if path.stat().st_size > MAX_BUNDLE_BYTES:
            raise fault("the file is larger than {limit} octets", limit=MAX_BUNDLE_BYTES)
        raw = path.read_bytes()
    except OSError as exc:
        raise fault("the file cannot be read") from exc
    return bundle_from_bytes(raw)


def bundle_from_bytes(raw: bytes) -> Bundle:
    """Take an evidence file apart, within bounds.

    Raises:
        RegisterError: EVIDENCE_INVALID; not a ZIP, a name that is not plain or comes twice,
            an entry that is compressed or too large.
    """
    places: dict[str, tuple[int, int]] = {}
    total = 0
    for entry in _directory(raw):
        if not _NAME.fullmatch(entry.name):
            raise fault("an entry has a name that no evidence file has")
        if entry.name in places:
            raise fault("{name} is there twice", name=entry.name)
        places[entry.name] = _place(raw, entry)
        total += entry.size
        if total > len(raw):
            raise fault("its entries overlap")
    end = 0
    for begin, stop in sorted(places.values()):
        if begin < end:
            raise fault("its entries overlap")
        end = stop
    files = {name: raw[begin:stop] for name, (begin, stop) in places.items()}
    return Bundle(files, canonical=write_bundle(files) == raw)


class _Entry(NamedTuple):
    """A record of the directory."""

    name: str
    start: int
    size: int
    stored: bool


def _directory(raw: bytes) -> Iterator[_Entry]:
    """Yield the records of a ZIP's directory; an old or a large form of it is none of ours.

    By hand: Python's reader makes an object of every record before it can be asked how many
    there are, and raises what is not in its documentation.
    """
    end = raw.rfind(_END_MARK, max(0, len(raw) - _END.size - _COMMENT_BYTES))
    if end < 0 or end + _END.size > len(raw):
        raise fault("it is not a ZIP file")
    _, count, size, offset = _END.unpack_from(raw, end)
    if count > MAX_FILES:
        raise fault("it has more than {max_files} entries", max_files=MAX_FILES)
    at = end - size
    before = at - offset  # what lies before the ZIP shifts all places that it states
    for _ in range(count):
        if not 0 <= at <= end - _RECORD.size or before < 0:
            raise fault("it is not a ZIP file")
        mark, method, packed, unpacked, name, extra, comment, start = _RECORD.unpack_from(raw, at)
        at += _RECORD.size
        if mark != _RECORD_MARK or at + name > end:
            raise fault("it is not a ZIP file")
        said = raw[at : at + name].decode("ascii", "replace")
        stored = method == zipfile.ZIP_STORED and packed == unpacked
        yield _Entry(said, before + start, unpacked, stored)
        at += name + extra + comment
    if at != end:
        raise fault("it is not a ZIP file")


def _place(raw: bytes, entry: _Entry) -> tuple[int, int]:
    """Say where an entry's bytes begin and end; the manifest's digest judges them."""
    if not entry.stored:
        raise fault("{name} is compressed, which nothing in an evidence file is", name=entry.name)
    if entry.size > MAX_FILE_BYTES:
        raise fault(
            "{name} is larger than {max_file_bytes} octets",
            name=entry.name,
            max_file_bytes=MAX_FILE_BYTES,
        )
    if entry.start + _LOCAL.size > len(raw):
        raise fault("{name} lies outside the file", name=entry.name)
    mark, name, extra = _LOCAL.unpack_from(raw, entry.start)
    begin = entry.start + _LOCAL.size + name + extra
    if mark != _LOCAL_MARK or begin + entry.size > len(raw):
        raise fault("{name} lies outside the file", name=entry.name)
    return begin, begin + entry.size
