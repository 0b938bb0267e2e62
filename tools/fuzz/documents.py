"""What is read of documents: their files, ranges of them, what they are, what a scanner says."""

from __future__ import annotations

import io
import zipfile
from io import BytesIO

from cryptography.cobblestone import Cobblestone256Encryptor

from gateway.api.files.documents import range_of
from gateway.documents.chunked import ChunkedMessage
from gateway.documents.inspection import AS_SHIPPED, media_type_of
from gateway.documents.scanner import ScannerTroubleError, verdict_of
from gateway.documents.sealed_content import ContentReader, ContentWriter
from gateway.documents.type_policy import FILE, OwnTypePolicy, shipped_types
from gateway.domain.lawfile import parse_law
from gateway.errors import InputError, Reason
from gateway.trust.keys import KeyRing
from gateway.trust.suites import KeyUse
from tools.fuzz import changes
from tools.fuzz.target import Target

_CONTENT = bytes(index % 251 for index in range(40_000))
_SIZE = 100_000
_KEY, _CONTEXT = bytes(32), b"fuzz"
_RANGES = (b"bytes=0-9", b"bytes=99990-", b"bytes=-7", b"bytes=5-2", b"bytes=-", b"items=1-2")
_ANSWERS = (b"stream: OK\0", b"stream: Eicar FOUND\0", b"INSTREAM size limit exceeded. ERROR\0")
_POLICY = b"""version = "1"
[[danger]]
code = "script"
taken = false
reason = "None here."
endings = [".js"]
[[type]]
media_type = "image/gif"
taken = true
reason = "Drawings."
"""


def targets() -> list[Target]:
    """Return a target for each reader."""
    ring = KeyRing.generate("FR", [KeyUse.ENCRYPT_X25519])
    own = [b"%PDF-1.7", *_archives(), _ole(), b"<svg><script>x</script></svg>", b"#!/bin/sh"]

    def contents(raw: bytes) -> bytes:
        with ContentReader(BytesIO(raw), len(raw), ring) as reader:
            return b"".join(reader.read()) + b"".join(reader.read(100, 20_000))

    return [
        Target("contents file", [_sealed(ring)], changes.octets, contents),
        Target("chunked message", [_message()], changes.octets, _read_message),
        Target("range", list(_RANGES), changes.note_text, _read_range),
        Target("type of a document", own, changes.octets, media_type_of),
        Target("kind of a document", own, changes.octets, _inspect),
        Target("archive of documents", _archives(), changes.archive, _inspect),
        Target(
            "policy of types",
            [_POLICY],
            changes.toml_text,
            lambda raw: shipped_types().with_own(
                parse_law(FILE, raw, OwnTypePolicy, reason=Reason.TEMPLATE_INVALID)
            ),
        ),
        Target("answer of a scanner", list(_ANSWERS), changes.octets, _scanner_said),
    ]


def _sealed(ring: KeyRing) -> bytes:
    file = io.BytesIO()
    writer = ContentWriter(file, ring)
    writer.write(_CONTENT)
    writer.end()
    return file.getvalue()


def _message() -> bytes:
    encryptor = Cobblestone256Encryptor(_KEY, _CONTEXT)
    return encryptor.update(_CONTENT) + encryptor.finalize()


def _read_message(raw: bytes) -> bytes:
    message = ChunkedMessage(BytesIO(raw), start=0, length=len(raw), key=_KEY, context=_CONTEXT)
    return b"".join(message.read(17, 30_000))


def _read_range(raw: bytes) -> tuple[int, int]:
    first, end = range_of(raw.decode("latin-1"), _SIZE)
    if not 0 <= first <= _SIZE**3 or end > _SIZE:
        raise AssertionError(f"{first}-{end} is no range of {_SIZE}")
    return first, end


def _inspect(raw: bytes) -> str:
    return AS_SHIPPED.checked_type(BytesIO(raw), title="Offer", said="")


def _scanner_said(raw: bytes) -> str:
    try:
        return verdict_of(raw).infected
    except ScannerTroubleError as exc:
        raise InputError(str(exc), remedy="Ask again.") from exc


def _archives() -> list[bytes]:
    within = _zipped(("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<Types/>"))
    return [within, _zipped(("a.pdf", b"%PDF-1.7"), ("b.docx", within), ("run", b"MZ"))]


def _zipped(*files: tuple[str, bytes]) -> bytes:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files:
            file.writestr(name, content)
    return octets.getvalue()


def _ole() -> bytes:
    entry = "VBA".encode("utf-16-le").ljust(64, b"\0") + (8).to_bytes(2, "little") + bytes(62)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + entry
