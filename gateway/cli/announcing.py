"""What the nouns of law files share: to check, install and announce one.

A noun reads its file into an `Announcement`; `announce_file` and `install_file` do the rest.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Protocol

import typer

from certs.law import FOLDER, Announcement, Where, announce, install
from certs.layout import FederationFiles
from gateway.cli.output import say

FederationOption = Annotated[
    Path, typer.Option("--federation", help="The federation's folder, with the operators' keys.")
]
OperatorsOption = Annotated[
    list[str] | None,
    typer.Option("--operator", help="An operator who signs; may be repeated; else enough of them."),
]
NodeHomeOption = Annotated[Path, typer.Option("--home", help="The node's folder.")]


class DatedLaw(Protocol):
    """A file of the law that has a version and a day of effect."""

    @property
    def version(self) -> str:
        """Its version."""

    @property
    def in_force_from(self) -> date | None:
        """Its first day; None: from the beginning."""


def announcement_of(where: Where, file: DatedLaw, raw: bytes, authority: str = "") -> Announcement:
    """Return a law file as operators publish it.

    Args:
        where: The directory's list in which it is named.
        file: The file as it was read.
        raw: Its octets.
        authority: Whose it is; empty for the whole federation.
    """
    begins = file.in_force_from
    return Announcement(
        where=where,
        version=file.version,
        authority=authority,
        effective_date=begins.isoformat() if begins else "",
        raw=raw,
    )


def announce_file(
    announcement: Announcement, federation: Path, operators: list[str] | None, *, as_json: bool
) -> None:
    """Name a law file in the directory's next version, hand it out, and say so."""
    # The operators' act has no node and no clock of its own; this is the machine's.
    now = datetime.now(UTC).replace(microsecond=0)
    files = FederationFiles.at(federation)
    directory = announce(files, announcement, now=now, signers=operators)
    say(
        {**_as_data(announcement), "directory_version": directory.version},
        f"{announcement.version} is in version {directory.version} of the directory; "
        f"{announcement.file_name} lies in {FOLDER}/ of {', '.join(files.members)}",
        as_json=as_json,
    )


def install_file(announcement: Announcement, home: Path, *, as_json: bool) -> None:
    """Put a law file into a node's folder and say so; it counts once the directory names it."""
    path = install(home / FOLDER, announcement.file_name, announcement.raw)
    said = f"{announcement.version} is in {path}; it counts once the directory names it"
    say({**_as_data(announcement), "file": str(path)}, said, as_json=as_json)


def _as_data(announcement: Announcement) -> dict[str, object]:
    return {
        "version": announcement.version,
        "authority": announcement.authority,
        "effective_date": announcement.effective_date,
        "sha256": announcement.named.digest.hex(),
    }
