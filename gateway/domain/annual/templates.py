"""The templates that are shipped, and the reading of one that came with a call."""

from __future__ import annotations

from functools import cache

from gateway.domain.annual.template import Template
from gateway.domain.lawfile import parse_law, read_law, shipped, shipped_files
from gateway.errors import Reason


@cache
def shipped_templates() -> tuple[Template, ...]:
    """Return the shipped templates, by file name.

    Raises:
        LawError: One of them does not hold together.
    """
    found = shipped("gateway.domain.annual", "template-")
    return tuple(read_law(each, Template, reason=Reason.TEMPLATE_INVALID) for each in found)


def shipped_file(version: str) -> bytes:
    """Return the bytes of a shipped template, as a call for data carries them.

    Raises:
        LawError: No template of that version is shipped.
    """
    files = shipped_files("gateway.domain.annual", "template-")
    if version in files:
        return files[version]
    raise Reason.TEMPLATE_INVALID.error(
        "no template {version} is shipped",
        remedy="Name one of {files}, or a file.",
        version=version,
        files=files,
    )


def read_template(name: str, raw: bytes) -> Template:
    """Validate the bytes of a template; it may extend a shipped one whose digest it names.

    Args:
        name: The file's name, for the error.
        raw: Its bytes; `Template.digest` is set to their SHA-256.

    Raises:
        LawError: It is no TOML, or does not fit or hold together; names the line.
    """
    bases = shipped_files("gateway.domain.annual", "template-").get
    return parse_law(
        name, raw, Template, reason=Reason.TEMPLATE_INVALID, bases=bases, by_digest=True
    )
