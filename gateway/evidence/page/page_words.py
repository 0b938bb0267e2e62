"""Words and figures of the case page: days, instants, countries, states of a field."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from gateway.domain.base import Stated, Statement

_ENGLISH = Locale("en")
_DIGEST_CHARACTERS = 12

_LABELS = {
    "consultation.request": "Request",
    "consultation.answer": "Answer",
    "consultation.extension_request": "Request for more time",
    "consultation.extension_reply": "Reply on more time",
    "consultation.closing_request": "Request to close",
    "consultation.closing_statement": "Closing statement",
    "refuse": "Refusal",
    "annul": "Annulment",
    "suspend": "Suspension",
    "limit": "Limitation",
    "revoke": "Revocation",
    "intent_no": "Not to be authorised",
    "transit_prohibition": "Transit prohibition",
    "national_list_refusal": "Refusal under a national list",
    "concerns": "About the licence of this case",
    "end_user": "End-user",
    "annex_i": "Annex I",
    "non_listed": "Not listed",
}

_ABSENT = {
    Statement.UNKNOWN: "not known",
    Statement.NOT_APPLICABLE: "not applicable",
}


def country(code: str | None) -> str:
    """Return a country's name with its code: ``Türkiye (TR)``."""
    if not code:
        return ""
    name = _ENGLISH.territories.get(code)
    return f"{name} ({code})" if name else code


def day(value: date) -> str:
    """Return a day in full: ``Thu 18 December 2025``."""
    return f"{value:%a} {value.day} {value:%B %Y}"


def short_day(value: date) -> str:
    """Return a day without its year: ``Thu 18 Dec``."""
    return f"{value:%a} {value.day} {value:%b}"


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Return an instant as the clock of a zone shows it, to the second, with its offset."""
    local = value.astimezone(zone)
    offset = local.strftime("%z")
    return f"{day(local.date())}, {local:%H:%M:%S} (UTC{offset[:3]}:{offset[3:5]})"


def label(value: Any) -> str:
    """Return a code as words: ``end_use_diversion`` becomes ``End use diversion``."""
    text = value.value if isinstance(value, StrEnum) else str(value)
    return _LABELS.get(text) or text.replace("_", " ").capitalize()


def number(value: Decimal | float) -> str:
    """Return a number with its thousands parted, without needless zeros."""
    text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    if "." in text and not text.endswith(".00"):
        text = text.rstrip("0").rstrip(".") if len(text.rsplit(".", 1)[1]) > 2 else text  # noqa: PLR2004
    return text.removesuffix(".00")


def brief(digest: str) -> str:
    """Return the beginning of a digest, enough to compare by eye."""
    if len(digest) <= _DIGEST_CHARACTERS:
        return digest
    return f"{digest[:_DIGEST_CHARACTERS]}…"


def percent(score: float) -> str:
    """Return a score from 0 to 1 as whole per cent."""
    return f"{round(score * 100)} %"


def nothing_given(field: Stated[Any]) -> str:
    """Say why a field has no value; the four states are four different things."""
    if field.state is Statement.WITHHELD and field.reason is not None:
        return f"withheld ({label(field.reason.value).lower()})"
    return _ABSENT.get(field.state, "")


def tongue(language: str) -> str:
    """Return the English name of a language, or its tag."""
    try:
        return Locale.parse(language, sep="-").get_display_name("en") or language
    except (UnknownLocaleError, ValueError):
        return language
