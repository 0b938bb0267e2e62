"""Reads the law in an evidence file, and compares it with what is known of it elsewhere."""

from __future__ import annotations

import hashlib
import tomllib

from pydantic import ValidationError

from gateway.domain.calendars import Calendar
from gateway.domain.rulebook import Rulebook
from gateway.evidence.bundle import Bundle
from gateway.evidence.contents import calendar_file, rulebook_file
from gateway.evidence.law import shipped_rulebook_bytes
from gateway.evidence.report import fault
from gateway.trust.directory import Directory


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
        raw = self._bundle.raw(rulebook_file(version))
        digest = hashlib.sha256(raw).digest()
        ours = shipped_rulebook_bytes().get(version)
        if ours is not None and ours != raw:
            raise fault(f"rulebook {version} is not the one that was published")
        for named in self._directory.rulebooks:
            if named.version == version and named.digest != digest:
                raise fault(f"rulebook {version} is not the one that the directory names")
        try:
            table = tomllib.loads(raw.decode())
            book = Rulebook.model_validate({**table, "digest": digest.hex()})
        except ValueError as exc:  # wrong UTF-8, TOML and fields alike
            raise fault(f"rulebook {version} is malformed") from exc
        if book.version != version:
            raise fault(f"the file of rulebook {version} is another")
        return book

    def calendar(self, authority: str) -> Calendar:
        """Return an authority's calendar.

        Raises:
            RegisterError: EVIDENCE_INVALID; it is missing, malformed or another authority's.
        """
        raw = self._bundle.raw(calendar_file(authority))
        try:
            calendar = Calendar.model_validate_json(raw)
        except ValidationError as exc:
            raise fault(f"the calendar of {authority} is malformed") from exc
        if calendar.authority != authority:
            raise fault(f"the calendar of {authority} is another authority's")
        return calendar
