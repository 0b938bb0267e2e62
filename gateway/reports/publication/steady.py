"""A zip file whose bytes depend on its contents alone: no clock, no machine."""

from __future__ import annotations

import io
import zipfile

_NEVER = (1980, 1, 1, 0, 0, 0)
"""The earliest instant that a zip file can name."""
_UNIX = 3


def steady_zip(content: bytes) -> bytes:
    """Return a zip file with the same entries in the same order, all of the same instant."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _NEVER)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            target.writestr(entry, source.read(name))
    return out.getvalue()
