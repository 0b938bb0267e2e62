"""Reads the law in an evidence file, and compares it with what is known of it elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from pydantic import ValidationError

from gateway.domain.authority import member_state
from gateway.domain.calendars import Calendar
from gateway.domain.case import Case
from gateway.domain.lawfile import toml_table
from gateway.domain.rulebook import (
    Overlay,
    Practice,
    Rulebook,
    parse_rulebook,
    shipped_rulebooks,
)
from gateway.domain.rulebook.added import AddedLaw
from gateway.domain.rulebook.shelf import shipped_rulebook_files
from gateway.errors import LawError
from gateway.evidence.bundle import Bundle
from gateway.evidence.contents import calendar_file, further_calendar, overlay_file, rulebook_file
from gateway.evidence.report import fault
from gateway.trust.federation import Directory


class LawInFile:
    """Gives rulebooks and calendars of an evidence file.

    A rulebook must be the very file that this Comity ships under its version, and the one
    that the directory names, where either knows it: published files never change.
    """

    def __init__(self, bundle: Bundle, directory: Directory) -> None:
        self._bundle = bundle
        self._directory = directory

    def rulebook(self, version: str) -> Rulebook:
        """Return a rulebook.

        Raises:
            RegisterError: EVIDENCE_INVALID; it is missing, malformed, or another than known.
        """
        raw = self._file(version)
        if version in shipped_rulebook_files() and version in shipped_rulebooks().versions:
            return shipped_rulebooks().get(version)  # the same bytes, which were parsed before
        try:
            book = parse_rulebook(version, raw, bases=self._file)
            if isinstance(book, AddedLaw):
                return book.with_rules_of(self.rulebook(book.applies))
        except LawError as exc:
            raise fault("rulebook {version} is malformed", version=version) from exc
        if book.version != version or not isinstance(book, Rulebook):
            raise fault("the file of rulebook {version} is another", version=version)
        return book

    def _file(self, version: str) -> bytes:
        """Return the bytes of a rulebook, which are those that are known elsewhere."""
        raw = self._bundle.raw(rulebook_file(version))
        if shipped_rulebook_files().get(version, raw) != raw:
            raise fault("rulebook {version} is not the one that was published", version=version)
        digest = hashlib.sha256(raw).digest()
        for named in self._directory.rulebooks:
            if named.version == version and named.digest != digest:
                raise fault(
                    "rulebook {version} is not the one that the directory names", version=version
                )
        return raw

    def practice(self, case: Case, authority: str) -> Practice:
        """Return how the deciding authority worked: its rulebook and its own overlays over it.

        Raises:
            RegisterError: EVIDENCE_INVALID; a file is missing, malformed, or another than the
                one that the directory names.
        """
        overlays = self._overlays(authority, case)
        return Practice(self.rulebook(case.rulebook), overlays)

    def _overlays(self, authority: str, case: Case) -> Iterator[Overlay]:
        """Yield those that the directory names and that held when the case began."""
        for named in self._directory.rulebooks:
            begun = named.effective_date <= (case.filed_at + timedelta(days=1)).date().isoformat()
            whose = named.authority in (authority, member_state(authority))
            if not named.authority or not whose or not begun:
                continue
            raw = self._bundle.raw(overlay_file(named.version))
            if hashlib.sha256(raw).digest() != named.digest:
                raise fault(
                    "overlay {version} is not the one that the directory names",
                    version=named.version,
                )
            try:
                overlay = Overlay.model_validate(toml_table(raw))
            except ValueError as exc:
                raise fault("overlay {version} is malformed", version=named.version) from exc
            if overlay.holds_for(authority, case.filed_at):
                yield overlay

    def calendar(self, authority: str, digest: str = "") -> Calendar:
        """Return an authority's calendar.

        Args:
            authority: Whose days were counted.
            digest: Of the calendar, as the case names it: there may be two of an authority.

        Raises:
            RegisterError: EVIDENCE_INVALID; it is missing, malformed or another authority's.
        """
        further = calendar_file(further_calendar(authority, digest))
        held = further if further in self._bundle.files else calendar_file(authority)
        raw = self._bundle.raw(held)
        try:
            calendar = Calendar.model_validate_json(raw)
        except ValidationError as exc:
            raise fault("the calendar of {authority} is malformed", authority=authority) from exc
        if calendar.authority != authority:
            raise fault("the calendar of {authority} is another authority's", authority=authority)
        return calendar
