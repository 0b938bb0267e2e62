"""The evidence file: one ZIP in one canonical form, so that every byte of it is accounted for.

Entries are stored uncompressed in the order of their names with a fixed time stamp. A
reader writes the same files again and compares: whatever a ZIP could hide (a second
directory, other headers, bytes between entries) is found, and nothing can unpack to more
than the file's own size. docs/protocol/evidence.md, section 1.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeVar

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
_LOCAL_HEADER_BYTES = 30
_LENGTHS_AT = 26


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
            raise fault(f"{name} is missing")
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
        raise fault(f"{name}: {place} is not as it should be") from exc


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
            raise fault(f"the file is larger than {MAX_BUNDLE_BYTES} octets")
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
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            entries = archive.infolist()
    # What a damaged directory makes the reader raise is not in its documentation.
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as exc:
        raise fault("it is not a ZIP file") from exc
    if len(entries) > MAX_FILES:
        raise fault(f"it has more than {MAX_FILES} entries")
    files: dict[str, bytes] = {}
    for entry in entries:
        name = entry.filename
        if not _NAME.match(name):
            raise fault("an entry has a name that no evidence file has")
        if name in files:
            raise fault(f"{name} is there twice")
        files[name] = _content(raw, entry)
    return Bundle(files, canonical=write_bundle(files) == raw)


def _content(raw: bytes, entry: zipfile.ZipInfo) -> bytes:
    """Cut an entry's bytes out, without its checksum: the manifest's digest is the judge."""
    size, start = entry.file_size, entry.header_offset
    if entry.compress_type != zipfile.ZIP_STORED or size != entry.compress_size:
        raise fault(f"{entry.filename} is compressed, which nothing in an evidence file is")
    if size > MAX_FILE_BYTES:
        raise fault(f"{entry.filename} is larger than {MAX_FILE_BYTES} octets")
    header = raw[start : start + _LOCAL_HEADER_BYTES] if start >= 0 else b""
    if len(header) < _LOCAL_HEADER_BYTES:
        raise fault(f"{entry.filename} lies outside the file")
    name_length, extra_length = struct.unpack_from("<HH", header, _LENGTHS_AT)
    begin = start + _LOCAL_HEADER_BYTES + name_length + extra_length
    content = raw[begin : begin + size]
    if len(content) != size:
        raise fault(f"{entry.filename} lies outside the file")
    return content
