"""Who reads a view: words in a language, instants in a zone, countries and figures by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from gateway.domain.acts import Task
from gateway.domain.base import Stated, Statement
from gateway.domain.case import Act
from gateway.domain.consultation.contents_at import ContentsAt
from gateway.domain.consultation.document_record import DocumentReplaced
from gateway.domain.controls import shipped_label
from gateway.domain.saying import Given, said_now
from gateway.views.frame import Cell, Piece
from gateway.views.wording.wording import ENGLISH, Wording
from gateway.views.words import spelt_out, words_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ShownContents:
    """What is known of the contents of documents that a view names.

    Attributes:
        at: Where they are, by digest.
        replaced: What stands in the place of a document, by the digest of the older one.
    """

    at: Mapping[str, ContentsAt] = field(default_factory=dict)
    replaced: Mapping[str, DocumentReplaced] = field(default_factory=dict)


@dataclass(frozen=True)
class ViewReader:
    """For whom a view is made.

    Attributes:
        zone: Where the reader is: instants are shown as his clock shows them.
        wording: The reader's language.
        label: Gives our label of a code of Annex I, or nothing.
        contents: What is known of the contents of documents, for what is shown.
        commands: Whether he is told by which commands something is done: at a desk he has none.
    """

    zone: ZoneInfo
    wording: Wording = ENGLISH
    label: Callable[[str], str] = shipped_label
    contents: ShownContents = field(default_factory=ShownContents)
    commands: bool = True

    def translated(self, message: str) -> str:
        """Return a message without values in the reader's language, as `gettext` does."""
        return self.wording.translated(message)

    def says(self, message: str, **data: Given) -> str:
        """Return a message with its values, in the reader's language.

        Args:
            message: English, with a placeholder in braces for each value; written out at the
                call, since catalogues are made from the source.
            data: The values, by name.
        """
        return said_now(message, self.translated, data)

    def each(self, *messages: str) -> tuple[str, ...]:
        """Return some messages without values, e.g. the heads of columns."""
        return tuple(self.translated(message) for message in messages)

    def piece(self, message: str, **data: Given) -> Piece:
        """Return what `says` returns, as a piece of a view."""
        return Piece(text=self.says(message, **data))

    def strong(self, message: str, **data: Given) -> Piece:
        """Return a piece that the reader must not miss."""
        return Piece(text=self.says(message, **data), strong=True)

    def soft(self, message: str, **data: Given) -> Piece:
        """Return a piece that only explains another."""
        return Piece(text=self.says(message, **data), soft=True)

    def word(self, code: StrEnum | None) -> str:
        """Return a code in words; empty for none."""
        words = "" if code is None else words_of(code)
        return self.translated(words) if words else ""

    def words(self, codes: Iterable[StrEnum]) -> Cell:
        """Return some codes in words, one below the other."""
        return tuple(Piece(text=self.word(code)) for code in codes)

    def law(self, words: str) -> str:
        """Return words of a rulebook; of a law that no catalogue knows, as its file has them."""
        return self.translated(words) if words else ""

    def said(self, kept: Act | Task, *, soft: bool = False) -> Piece:
        """Return the sentence of an act or a task; one that no catalogue knows, as it was kept."""
        sentence = kept.sentence(self.translated)
        if sentence == kept.text:
            return Piece.kept(sentence, soft=soft)
        return Piece(text=sentence, foreign=True, soft=soft)

    def within(self, words: str) -> str:
        """Return words as they stand within a sentence: in English in small letters."""
        return self.wording.within(words)

    def yes_no(self, *, so: bool) -> str:
        """Return whether something is so."""
        return self.translated("Yes") if so else self.translated("No")

    def code(self, code: str, label: str = "") -> str:
        """Return a code of Annex I with our label of it: ``5A001.f (Mobile interception)``."""
        label = label or self.label(code)
        return f"{code} ({label})" if label else code

    def key(self, key: str) -> str:
        """Return a key of a rulebook as words, where the rulebook has none for it."""
        return self.translated(spelt_out(key))

    # --- days, numbers, countries, as the language writes them ------------------------------

    def day(self, value: date | None) -> str:
        """Return a day in full: ``Fri 11 December 2026``; empty for none."""
        return "" if value is None else self.wording.day(value)

    def short(self, value: date) -> str:
        """Return a day without its year: ``Thu 18 Dec``."""
        return self.wording.short_day(value)

    def short_date(self, value: date) -> str:
        """Return a day for a table: ``16 Mar 2026``."""
        return self.wording.short_date(value)

    def number(self, value: Decimal | int | None, unit: str = "") -> str:
        """Return a number with its thousands parted, without needless zeros; empty for none."""
        return "" if value is None else f"{self.wording.number(value)} {unit}".rstrip()

    def money(self, value: Decimal | None, currency: str | None = "") -> str:
        """Return an amount with its thousands parted, cents where there are any; empty for none."""
        return "" if value is None else f"{self.wording.money(value)} {currency or ''}".rstrip()

    def country(self, code: str | None) -> str:
        """Return a country's name with its code: ``Türkiye (TR)``; empty for none."""
        return self.wording.country(code)

    def countries(self, codes: Iterable[str]) -> str:
        """Return countries by name, with commas."""
        return ", ".join(map(self.country, codes))

    def tongue(self, language: str) -> str:
        """Return the name of a language, or its tag."""
        return self.wording.tongue(language)

    # --- instants and days ----------------------------------------------------------------

    def instant(self, at: datetime, zone: str = "") -> Piece:
        """Return an instant as a clock shows it, with the clock's zone.

        Args:
            at: The instant.
            zone: Where the clock stands; the reader's own place when empty.
        """
        where = ZoneInfo(zone) if zone else self.zone
        local = at.astimezone(where)
        return Piece(text=f"{self.day(local.date())}, {local:%H:%M:%S} ({where.key})", at=at)

    def at(self, at: datetime | None) -> Cell:
        """Return a place with an instant as `instant` shows it; nothing for none."""
        return () if at is None else (self.instant(at),)

    def end_of(self, before: datetime) -> Piece:
        """Return the last second of a period, of which the instant after its end is known."""
        return self.instant(before - timedelta(seconds=1))

    def moment(self, at: datetime) -> Piece:
        """Return an instant in a table whose head names the zone (`when`)."""
        local = at.astimezone(self.zone)
        return Piece(text=f"{self.short_date(local.date())}, {local:%H:%M:%S}", at=at)

    def when(self, heading: str) -> str:
        """Return the head of a column of instants, with the zone."""
        return f"{self.translated(heading)} ({self.zone.key})"

    def day_of(self, at: datetime) -> str:
        """Return the day on which an instant falls where the reader is."""
        return self.day(at.astimezone(self.zone).date())

    # --- fields in one of four states -----------------------------------------------------

    def stated(self, field: Stated[T], show: Callable[[T], Cell]) -> Cell:
        """Return a field's value, or in which of the other three states it is.

        Args:
            field: Given, withheld, unknown or not applicable: four different things.
            show: How a value is shown.
        """
        if field.value is not None:
            return show(field.value)
        if field.state is Statement.WITHHELD and field.reason is not None:
            return (self.soft("withheld ({reason})", reason=self.word(field.reason)),)
        words = self.word(field.state)
        return (Piece(text=words, soft=True),) if words else ()


def percent(score: float) -> Piece:
    """Return a score from 0 to 1 as whole per cent, which may be drawn."""
    return Piece(text=f"{round(score * 100)} %", share=score)


_DIGEST_CHARACTERS = 12


def brief(digest: str) -> Piece:
    """Return the beginning of a digest, enough to compare by eye."""
    long = len(digest) > _DIGEST_CHARACTERS
    return Piece(text=f"{digest[:_DIGEST_CHARACTERS]}…" if long else digest, digest=True)
