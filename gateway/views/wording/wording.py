"""In which language a view is worded: messages, and how days, numbers and countries are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from gateway.views.wording import english


def marked(message: str) -> str:
    """Return a message as it is, said in a language later; catalogues find it by this name."""
    return message


@dataclass(frozen=True)
class Wording:
    """A language as views use it; English stands in the source and needs nothing.

    Attributes:
        locale: How it writes days, numbers and names of countries.
        translated: Gives a message in it, as `gettext` does.
    """

    locale: Locale = english.LOCALE
    translated: Callable[[str], str] = str

    @property
    def is_english(self) -> bool:
        """Whether it is the language of the source."""
        return self.locale.language == english.LOCALE.language

    def within(self, words: str) -> str:
        """Return words as they stand within a sentence; not every language writes them small."""
        return words.lower() if self.is_english else words

    def short_day(self, value: date) -> str:
        """Return a day without its year: ``Thu 18 Dec``, ``Do. 18. Dez.``."""
        return english.short_day(value) if self.is_english else self._date(value, "EEE d. MMM")

    def day(self, value: date) -> str:
        """Return a day in full: ``Fri 11 December 2026``, ``Fr. 11. Dezember 2026``."""
        return english.day(value) if self.is_english else self._date(value, "EEE d. MMMM y")

    def short_date(self, value: date) -> str:
        """Return a day for a table: ``16 Mar 2026``, ``16.03.2026``."""
        return english.short_date(value) if self.is_english else self._date(value, "medium")

    def number(self, value: Decimal | int) -> str:
        """Return a number with its thousands parted, without needless zeros."""
        if self.is_english:
            return english.number(value)
        return str(format_decimal(value, locale=self.locale, decimal_quantization=False))

    def money(self, value: Decimal) -> str:
        """Return an amount with its thousands parted, and cents where there are any."""
        if self.is_english:
            return english.money(value)
        form = "#,##0" if value == value.to_integral_value() else "#,##0.00"
        return str(format_decimal(value, form, locale=self.locale))

    def country(self, code: str | None) -> str:
        """Return a country's name with its code: ``Türkiye (TR)``; empty for none."""
        if not code:
            return ""
        name = self.locale.territories.get(code) or ""
        return f"{name} ({code})" if name else code

    def tongue(self, language: str) -> str:
        """Return the name of a language, or its tag."""
        try:
            return Locale.parse(language, sep="-").get_display_name(self.locale) or language
        except (UnknownLocaleError, ValueError):
            return language

    def _date(self, value: date, form: str) -> str:
        return str(format_date(value, form, locale=self.locale))


ENGLISH: Final = Wording()
