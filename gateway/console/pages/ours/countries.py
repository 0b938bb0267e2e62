"""Countries as an officer types them: by name in a language of hers, or by code."""

from __future__ import annotations

from functools import cache
from typing import Any

from babel import Locale

from gateway.console.acts.filled import FilledIn
from gateway.console.languages import Language
from gateway.errors import InputError

_CODE = 2


def country_code(language: Language, field: str, typed: str) -> str:
    """Return the ISO 3166 code of a country.

    Args:
        language: In which names are looked for first; then in English.
        field: Of the form, for the error.
        typed: A name or a code, e.g. ``Türkei``, ``tr``.

    Raises:
        InputError: There is no such country; names the field.
    """
    wanted = typed.strip()
    if len(wanted) == _CODE and wanted.upper() in _names(Locale("en")).values():
        return wanted.upper()
    for locale in (language.locale, Locale("en")):
        found = _names(locale).get(wanted.casefold())
        if found:
            return found
    raise InputError(
        "there is no such country",
        remedy="Write its name, or its two letters in ISO 3166.",
        field=field,
    )


def party_in(language: Language, filled: FilledIn, names: str, country: str) -> dict[str, Any]:
    """Return a party as two fields name it: every spelling, and its country; nothing of none.

    Args:
        language: In which countries may be named.
        filled: The form.
        names: The field of its names, with a semicolon between two.
        country: The field of its country.

    Raises:
        InputError: There is no such country; names the field.
    """
    named = [each.strip() for each in filled.one(names).split(";") if each.strip()]
    where = filled.one(country)
    code = country_code(language, country, where) if named and where else None
    return {"names": named, "country": code} if named else {}


@cache
def _names(locale: Locale) -> dict[str, str]:
    """Return the codes of countries by their names in a language, without capitals."""
    return {
        name.casefold(): code
        for code, name in locale.territories.items()
        if len(code) == _CODE and code.isalpha()
    }
