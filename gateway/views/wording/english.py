"""Days, numbers and countries as English writes them here, for commands, files and pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from babel import Locale

LOCALE: Final = Locale("en")


def short_day(value: date) -> str:
    """Return a day without its year: ``Thu 18 Dec``."""
    return f"{value:%a} {value.day} {value:%b}"


def day(value: date) -> str:
    """Return a day in full: ``Fri 11 December 2026``."""
    return f"{value:%a} {value.day} {value:%B %Y}"


def short_date(value: date) -> str:
    """Return a day for a table: ``16 Mar 2026``."""
    return f"{value.day} {value:%b %Y}"


def number(value: Decimal | int) -> str:
    """Return a number with its thousands parted, without needless zeros."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    whole, _, decimals = text.partition(".")
    kept = decimals.rstrip("0")
    return f"{whole}.{kept}" if kept else whole


def money(value: Decimal) -> str:
    """Return an amount with its thousands parted, and cents where there are any."""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def country_name(code: str) -> str:
    """Return a country's name: ``Türkiye``; empty where none is known."""
    return LOCALE.territories.get(code) or ""


def country(code: str | None) -> str:
    """Return a country's name with its code: ``Türkiye (TR)``; empty for none."""
    if not code:
        return ""
    name = country_name(code)
    return f"{name} ({code})" if name else code
