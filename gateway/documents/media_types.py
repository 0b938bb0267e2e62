"""What a file is, told by its first octets; what it is said to be is only compared with that.

A closed table of the formats that come with licence applications, and of programs, which are named
so that nobody takes one for a document. What is not in it is not told. Which of them are taken is
`type_policy`.
"""

from __future__ import annotations

from gateway.errors import InputError

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
            f"the document is said to be {said[:60]}, and its contents are"
            f" {told if told != ANY else 'something else'}",
            remedy="Put the right file, or name the document by what it is.",
            field="media_type",
            told=told,
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
