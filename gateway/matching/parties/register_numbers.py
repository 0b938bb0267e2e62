"""Numbers of registers that stand within written names: "ТОВ «Сіверкон», ЄДРПОУ 99110027".

A number of seven digits and more that two parties have is as an equal identifier, whatever each
calls it: registers and tax offices write one number under several names. Separators are left out,
and so is a check digit behind a hyphen. A number that differs says nothing, unless both names call
theirs the same; no such number is a word of the name. Dates, years and telephone numbers are none.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from gateway.matching.tables import table_of

LEAST_DIGITS = 7
"""Of a number that is as an identifier: house and unit numbers have fewer."""

_CACHED_NAMES = 32_768
# Groups apart by blanks; digits with other separators; letters and digits in one.
_NUMBER = (
    r"(?<![^\W_])(?:\d{1,5}(?:[ \u00a0]\d{2,5})+|\d[\d./–-]*\d|[A-Z]{1,4}[\d./–-]*\d[A-Z\d./–-]*\d)"
    r"(?:-[\dKX])?(?![^\W_])"
)
_SEPARATORS = re.compile(r"[^A-Z\d]+")
_OF_STATE = re.compile(r"^[A-Z]{2}(?=[A-Z]?\d)|(?<=\d)[A-Z]+$")
_CHECK_DIGIT = re.compile(r"-[\dKX]$")
_DATE = re.compile(
    r"\d{1,2}[./–-]\d{1,2}[./–-](?:1[89]|20)\d\d|(?:1[89]|20)\d\d[./–-]\d{1,2}[./–-]\d{1,2}"
    r"|(?:1[89]|20)\d\d[ ./–-](?:1[89]|20)\d\d"
)


@lru_cache(maxsize=_CACHED_NAMES)
def without_numbers(name: str) -> str:
    """Return a written name without the numbers of registers in it and what they are called."""
    if not any(c.isdigit() for c in name):
        return name
    bare = _labelled().sub(lambda hit: " " if _forms_of(hit) else hit[0], name)
    return " ".join(bare.split()).strip(" ,;:–-") or name if bare != name else name


@lru_cache(maxsize=_CACHED_NAMES)
def numbers_within(name: str) -> frozenset[str]:
    """Return the numbers of registers in a written name, each as it may be written elsewhere."""
    if not any(c.isdigit() for c in name):
        return frozenset()
    hits = _labelled().finditer(name)
    return frozenset(number for hit in hits for number in _forms_of(hit))


@lru_cache(maxsize=_CACHED_NAMES)
def labelled_within(name: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return what a written name calls each of its numbers, with the number's forms."""
    if not any(c.isdigit() for c in name):
        return ()
    hits = [(hit["label"], _forms_of(hit)) for hit in _labelled().finditer(name)]
    return tuple((label, forms) for label, forms in hits if label and forms)


def number_forms(value: str) -> frozenset[str]:
    """Return the forms of a number that can be an identifier by itself; none for a short one.

    Args:
        value: The number as written, with or without separators and check digit.
    """
    whole = value.upper()
    written = [_SEPARATORS.sub("", each) for each in (whole, _CHECK_DIGIT.sub("", whole))]
    # A number for value added tax is often that of the register with the State before it.
    forms = {*written, *(_OF_STATE.sub("", each) for each in written)}
    return frozenset(form for form in forms if sum(map(str.isdigit, form)) >= LEAST_DIGITS)


def _forms_of(hit: re.Match[str]) -> frozenset[str]:
    if hit["other"] or _DATE.fullmatch(hit["number"]):
        return frozenset()
    return number_forms(hit["number"])


@cache
def _labelled() -> re.Pattern[str]:
    """Compile what finds a number with its label, or with one that says it is of another kind."""
    table = table_of(__file__, "written_names")
    label, other, word = (
        _any_of(table[part]) for part in ("register_labels", "other_labels", "number_words")
    )
    return re.compile(
        rf"[(（\[,;]?\s*(?:(?<!\w)(?:(?P<other>{other})|(?P<label>{label})(?!\w))[\s.:#]*)?"
        rf"(?:(?<!\w)(?:{word})[\s.:#]*)*(?P<number>{_NUMBER})[)）\]]?",
        re.IGNORECASE,
    )


def _any_of(phrases: str) -> str:
    found = [each.strip() for each in phrases.replace("\n", " ").split(",")]
    return "|".join(re.escape(each) for each in sorted(found, key=len, reverse=True) if each)
