"""The operators' act on law files: name one in the directory's next version and hand it out.

Rulebooks, notified calendars and control lists go the same way: the file is put into the
folder ``law/`` of every member, and the directory names its version, digest, authority and
date of effect. A file that is published never changes; a change is a file of a new version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from certs.layout import FederationFiles
from certs.operators import LAW_FOLDER, Change, issue_next_version
from gateway.errors import Reason
from gateway.trust.federation import Directory, LawVersion

_BRUSSELS = ZoneInfo("Europe/Brussels")

FOLDER = LAW_FOLDER
"""Folder of a member's law files."""

Where = Literal["rulebooks", "calendars", "controls", "states"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A law file that the operators publish; the caller has validated it.

    Attributes:
        where: The directory's list in which it is named.
        version: Version, as the file says it.
        authority: Whose it is, as the file says it; empty for the whole federation.
        effective_date: YYYY-MM-DD, as the file says it.
        raw: The file's bytes.
    """

    where: Where
    version: str
    raw: bytes
    authority: str = ""
    effective_date: str = ""

    @property
    def file_name(self) -> str:
        """Name under which it is handed out, e.g. ``calendars-DE-2027-1.toml``."""
        return law_file_name(self.where, self.version)

    @property
    def named(self) -> LawVersion:
        """How the directory names it."""
        return LawVersion(
            version=self.version,
            digest=hashlib.sha256(self.raw).digest(),
            authority=self.authority,
            effective_date=self.effective_date,
        )


def law_file_name(where: str, version: str) -> str:
    """Return the usual name of a law file; a node takes it under any name."""
    plain = "".join(char if char.isalnum() or char in ".-" else "-" for char in version)
    return f"{where}-{plain}.toml"


def announce(
    files: FederationFiles,
    announcement: Announcement,
    *,
    now: datetime,
    signers: Sequence[str] | None = None,
) -> Directory:
    """Hand a law file out to every member and name it in the directory's next version.

    Args:
        files: The federation.
        announcement: The file and what it says of itself.
        now: Aware instant.
        signers: Names of the operators who sign; by default as many as must.

    Returns:
        The new version of the directory.

    Raises:
        InputError: The version is announced already, or a rulebook or overlay would take
            effect before anybody could know of it.
        TrustError: As `issue_next_version`.
    """
    _check_ahead(announcement, now)
    directory = issue_next_version(files, _naming(announcement), now=now, signers=signers)
    for member in files.members.values():
        install(member.folder / FOLDER, announcement.file_name, announcement.raw)
    return directory


def _check_ahead(announcement: Announcement, now: datetime) -> None:
    """Refuse a rulebook whose date of effect is past: what has begun keeps its law.

    Calendars and control lists may act back, as corrigenda do; their readers know how.
    """
    today = now.astimezone(_BRUSSELS).date().isoformat()
    if announcement.where == "rulebooks" and announcement.effective_date < today:
        raise Reason.RULEBOOK_INVALID.error(
            "in_force_from: {version} would take effect on {effective_date}, before it is "
            "announced",
            remedy="Give today or a later day.",
            field="in_force_from",
            version=announcement.version,
            effective_date=announcement.effective_date,
        )


def install(folder: Path, name: str, raw: bytes) -> Path:
    """Put a law file into a folder, whole or not at all.

    Args:
        folder: The folder ``law/`` of a node; it is made if it is not there.
        name: Name of the file.
        raw: Its bytes.
    """
    folder.mkdir(exist_ok=True)
    path = folder / name
    fresh = path.with_suffix(".new")
    fresh.write_bytes(raw)
    fresh.replace(path)
    return path


def _naming(announcement: Announcement) -> Change:
    def change(held: Directory) -> Directory:
        named: tuple[LawVersion, ...] = getattr(held, announcement.where)
        if any(law.version == announcement.version for law in named):
            raise Reason.SETTING_INVALID.error(
                "{version} is in the directory already; a published file never changes",
                remedy="Give the changed file a new version.",
                version=announcement.version,
            )
        fresh = (*named, announcement.named)
        match announcement.where:
            case "rulebooks":
                return replace(held, rulebooks=fresh)
            case "calendars":
                return replace(held, calendars=fresh)
            case "controls":
                return replace(held, controls=fresh)
            case "states":
                return replace(held, states=fresh)

    return change
