"""Which documents an installation takes: policy, and so data, with the reason of each row.

What comes with Comity is `document_types.toml` beside this file. A file of that name in the folder
of a node replaces rows and adds others; it says for each why, as the shipped one does.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.base import Model
from gateway.domain.lawfile import read_law, shipped
from gateway.errors import Reason

FILE = "document_types.toml"

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=400)]
MediaType = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9.+-]{1,90}$")]
Ending = Annotated[str, StringConstraints(pattern=r"^\.[a-z0-9]{1,10}$")]


class Danger(StrEnum):
    """What contents may be beside their type, as `inspection` finds it."""

    PROGRAM = "program"
    SCRIPT = "script"
    MACROS = "macros"
    ENCRYPTED = "encrypted"
    TOO_DEEP = "too_deep"
    TOO_LARGE_UNPACKED = "too_large_unpacked"
    BROKEN = "broken"
    ACTIVE_PAGE = "active_page"


class ArchiveBounds(Model):
    """How far an archive is looked into.

    Attributes:
        archives_within: How deep archives may lie in each other.
        files: Files of one archive.
        unpacked_mib: MiB of all its files, unpacked.
        ratio: How many times larger it may be unpacked.
        within_mib: An archive within an archive is looked into up to this size.
    """

    archives_within: int = Field(ge=0, le=5)
    files: int = Field(ge=1, le=100_000)
    unpacked_mib: int = Field(ge=1, le=65536)
    ratio: int = Field(ge=2, le=10_000)
    within_mib: int = Field(ge=1, le=256)


class TypeRow(Model):
    """Whether documents of one media type are taken, and why."""

    media_type: MediaType
    taken: bool
    reason: Sentence
    remedy: Sentence = "Put the document in another form, e.g. as PDF."


class DangerRow(Model):
    """Whether documents with one danger are taken, and why.

    Attributes:
        endings: A title that ends so has the danger, whatever the contents show.
    """

    code: Danger
    taken: bool
    reason: Sentence
    remedy: Sentence = "Put the document in another form, e.g. as PDF."
    endings: tuple[Ending, ...] = Field(default=(), max_length=100)


class _File(Model):
    digest: str
    version: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    type: tuple[TypeRow, ...] = ()
    danger: tuple[DangerRow, ...] = ()

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        keys = [each.media_type for each in self.type] + [str(each.code) for each in self.danger]
        twice = sorted({each for each in keys if keys.count(each) > 1})
        if twice:
            raise ValueError(f"{twice[0]} has two rows")
        return self


class OwnTypePolicy(_File):
    """The file of an installation: what it says otherwise than the shipped one.

    Attributes:
        version: Its name for it, which the answers name.
        type: Rows that replace or are added.
        danger: Rows that replace.
        bounds: All bounds, or none.
    """

    bounds: ArchiveBounds | None = None


class TypePolicy(_File):
    """Which documents are taken.

    Attributes:
        version: Which policy; the installation's own is named behind the shipped one.
        bounds: How far archives are looked into.
        type: Media types of which something is said; what is not named is taken.
        danger: A row for every danger.
    """

    bounds: ArchiveBounds

    @model_validator(mode="after")
    def _total(self) -> Self:
        missing = sorted(set(Danger) - {each.code for each in self.danger})
        if missing:
            raise ValueError(f"{missing[0]} has no row")
        return self

    def with_own(self, own: OwnTypePolicy) -> TypePolicy:
        """Return it with the rows of an installation in place of its own."""
        types = {each.media_type: each for each in (*self.type, *own.type)}
        dangers = {each.code: each for each in (*self.danger, *own.danger)}
        return TypePolicy(
            digest=own.digest,
            version=f"{self.version} with {own.version}",
            bounds=own.bounds or self.bounds,
            type=tuple(types.values()),
            danger=tuple(dangers.values()),
        )

    def by_title(self, title: str) -> tuple[Danger, ...]:
        """Return the dangers that a title has by how it ends."""
        lower = title.strip(". ").lower()
        return tuple(each.code for each in self.danger if lower.endswith(each.endings))

    def check(self, told: str, dangers: tuple[Danger, ...]) -> None:
        """Check that a document is taken.

        Args:
            told: Its media type, as the contents show it.
            dangers: What else they show.

        Raises:
            InputError: DOCUMENT_REFUSED; the policy does not take it, and says why.
        """
        found: list[TypeRow | DangerRow] = [each for each in self.type if each.media_type == told]
        found += [each for each in self.danger if each.code in dangers]
        for row in found:
            if not row.taken:
                raise Reason.DOCUMENT_REFUSED.error(
                    "{why}",
                    remedy="{mend}",
                    why=row.reason,
                    mend=row.remedy,
                    field="media_type",
                    told=told,
                    danger=row.code.value if isinstance(row, DangerRow) else "",
                    policy=self.version,
                )


@cache
def shipped_types() -> TypePolicy:
    """Return the policy that comes with Comity."""
    [file] = shipped("gateway.documents", FILE.removesuffix(".toml"))
    return read_law(file, TypePolicy, reason=Reason.TEMPLATE_INVALID)


def read_types(path: Path) -> TypePolicy:
    """Return the policy of an installation; without a file of its own the shipped one.

    Raises:
        LawError: TEMPLATE_INVALID; the file does not hold together; names the line.
    """
    if not path.exists():
        return shipped_types()
    own = read_law(path, OwnTypePolicy, reason=Reason.TEMPLATE_INVALID)
    return shipped_types().with_own(own)
