"""What an examination has read of the meaning of goods, kept in its record.

An examination is run again years later, where there is no model of meaning or another one. So its
record names the model, and holds the vector of each description that was read: what was kept gives
the same likeness everywhere (docs/adr/0036, docs/protocol/examination.md).
"""

from __future__ import annotations

import hashlib
import operator
from typing import Annotated

from pydantic import Field, StringConstraints

from gateway.domain.base import Model, Worded
from gateway.domain.letter import Digest


class MeaningAbsence(Worded):
    """Why the meaning of a description is not known."""

    NOT_INSTALLED = "not_installed", "it is not installed"
    NOT_READ = "not_read", "it could not read"
    OTHER_BUILD = "other_build", "another one is installed"
    OTHER_PROCESSOR = "other_processor", "the processor cannot run it"
    OUT_OF_ORDER = "out_of_order", "it does not work"
    SAYS_NOTHING = "says_nothing", "nothing was said in words"


class MeaningRead(Model):
    """The meaning of one description, or why it is not known.

    Attributes:
        text: SHA-256 of the description as it stands, in UTF-8, in hexadecimal.
        script: Script of the description, as Unicode names it; empty where nothing was read.
        vector: One octet with a sign for each number, in hexadecimal; empty likewise.
        absence: Why nothing was read.
    """

    text: Digest
    script: Annotated[str, StringConstraints(max_length=40)] = ""
    vector: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})*$", max_length=8192)] = ""
    absence: MeaningAbsence | None = Field(default=None, exclude_if=operator.not_)


class MeaningsRead(Model):
    """All meanings that one examination has read.

    Attributes:
        model: The model that read them; empty where there was none.
        absence: Why there was none.
        read: By the digest of the description.
        beyond: Denials of the same party for other goods, farther ones, of which nothing was
            read, since there were too many.
    """

    model: Annotated[str, StringConstraints(max_length=200)] = ""
    absence: MeaningAbsence | None = Field(default=None, exclude_if=operator.not_)
    read: Annotated[tuple[MeaningRead, ...], Field(max_length=1000)] = ()
    beyond: int = Field(default=0, ge=0)


def digest_of_description(description: str) -> str:
    """Return SHA-256 of a description as it stands, in hexadecimal."""
    return hashlib.sha256(description.encode("utf-8", "surrogatepass")).hexdigest()
