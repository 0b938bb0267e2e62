"""Reads values with units from a free text: "fibre laser, 1070 nm, at least 2 kW".

Only a number that stands directly before a known unit is read, and only units that are no
words of a language. What it is called is guessed from the words before it. "1,064" is 1.064 to
one writer and 1064 to another: such a number has two readings, of which no one knows the right one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import product

from gateway.domain.plain_text import without_unseen
from gateway.matching.items.parameter_names import (
    AT_LEAST,
    AT_MOST,
    ParameterName,
    name_near,
    words_before,
)
from gateway.matching.items.units import unit_of, unit_spellings

MOST_MEASURES = 24  # of one description

_CACHED_TEXTS = 16_384
_MOST_CHARACTERS = 4000
_BEFORE = 80  # characters before a value in which its name may stand
# Units that are also words, or stand for too many things to be read from a text.
_WORDS_TOO = frozenset(
    {"in", "to", "d", "C", "P", "G", "mi", "CV", "lines", "users", "stages", "cores", "NM", "px"}
    | {"days", "sec", "ton", "/s", "/min", "1/s", "1/min", "Grad", '"', "''", "cl", "dl", "kt"}
    | {"g", "mg", "ug"}  # of mass, or of the acceleration of gravity
    | {"г", "т", "м", "В", "А", "牛", "安"}
)
# Bounded, so that a text of nothing but digits is read as fast as another.
_CJK = r"\u3400-\u9fff\uac00-\ud7af"
_SPACES = " \u00a0\u2009\u202f"
NUMBER = (
    rf"[1-9]\d{{0,2}}(?:(?:[{_SPACES}'\u2019\u066c]\d{{3}}){{1,5}}(?:[.,\u066b]\d{{1,9}})?"
    r"|(?:,\d{3}){1,5}(?:[.\u066b]\d{1,9})?|(?:\.\d{3}){1,5}(?:[,\u066b]\d{1,9})?)(?!\d)"
    r"|\d{1,20}(?:[.,\u066b]\d{1,20})?"
)
_TWO_READINGS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_POINTS = re.compile(r"[.,\u066b]")
_BLANKS = re.compile(rf"[{_SPACES}'\u2019\u066c]")
# The nominal size of a pipe or valve (ISO 6708), in millimetres, and one in inches.
_NOMINAL = re.compile(r"\bDN ?(\d{1,4})\b")
_INCHES = re.compile(
    r"(?<![\w.,/-])(?:(?P<whole>\d{1,2})[ -])?(?P<over>\d{1,3})(?:/(?P<under>\d{1,2}))?"
    r"\s?(?:\"|″|''|-?inch\b|-?Zoll\b|\binç\b)"
)
_INCH = Decimal("25.4")
_POWER = r"(?:\s?[x×·*]\s?10\^?(?P<exponent>-?\d{1,2})|\s?[eE](?P<short>-?\d{1,2}))?"
_BOUNDS: dict[str, str] = {
    AT_LEAST: (
        r"≥|>=?|⩾|at least|not less than|minimum of|more than|greater than|exceeding|above|over"
        r"|mindestens|mehr als|über|ab|au moins|plus de|supérieure? à|al menos|más de|almeno|oltre"
        r"|co najmniej|powyżej|не менее|более|свыше"
    ),
    AT_MOST: (
        r"≤|<=?|⩽|at most|not exceeding|not more than|up to|less than|below|under|höchstens"
        r"|weniger als|bis zu|unter|au plus|jusqu'à|moins de|hasta|menos de|fino a|meno di"
        r"|do|poniżej|не более|менее|до"
    ),
}
_BOUND_BEFORE = tuple(
    (re.compile(rf"(?<!\w)(?:{words})\s*$", re.IGNORECASE), bound)
    for bound, words in _BOUNDS.items()
)


@dataclass(frozen=True, slots=True)
class TextMeasure:
    """A value read from a description.

    Attributes:
        name: What it seems to be called, or None.
        value: The value, or the lower end of a range.
        upper: The upper end of a range, or None.
        unit: As written.
        bound: ``at_least``, ``at_most`` or "".
        others: What value and upper end may be besides, where the number is ambiguous.
    """

    name: ParameterName | None
    value: Decimal
    upper: Decimal | None
    unit: str
    bound: str
    others: tuple[tuple[Decimal, Decimal | None], ...] = ()


@lru_cache(maxsize=_CACHED_TEXTS)
def read_measures(text: str) -> tuple[TextMeasure, ...]:
    """Return the values with units that stand in a text, in their order."""
    found: list[TextMeasure] = []
    text = _with_sizes(without_unseen(text[:_MOST_CHARACTERS], " "))
    end = 0
    for match in _pattern().finditer(text):
        unit = match["unit"]
        spans = _spans(match)
        before = text[max(match.start() - _BEFORE, end) : match.start()]
        end = match.end()
        if not spans or (unit == "K" and text[end - 2].isdigit()):
            continue  # "10-5 mbar" lost the sign of its power; 12K of a tow are 12,000 filaments
        bound = next((b for pattern, b in _BOUND_BEFORE if pattern.search(before)), "")
        found.append(TextMeasure(_named(before, unit), *spans[0], unit, bound, spans[1:]))
        if len(found) == MOST_MEASURES:
            break
    return tuple(found)


def _with_sizes(text: str) -> str:
    """Write the sizes of pipes and valves as lengths: DN 200 is 200 mm, 1/4" is 6.35 mm."""
    text = _NOMINAL.sub(r" \1 mm", text)
    return _INCHES.sub(lambda inch: f" {_millimetres(inch)} mm", text)


def _millimetres(inch: re.Match[str]) -> str:
    over, under = Decimal(inch["over"]), Decimal(inch["under"] or 1)
    whole = Decimal(inch["whole"] or 0)
    return f"{((whole + over / under) * _INCH).normalize():f}" if under else inch["over"]


def _named(before: str, unit: str) -> ParameterName | None:
    """Guess what a value is called; a name for another kind of quantity is none."""
    name = name_near(words_before(before))
    if name is None:
        return None
    known = unit_of(unit, name.kind)
    return name if known is not None and name.kind in ("", known.kind.name) else None


def without_measures(text: str) -> str:
    """Return a text without its values and units, which are no words of it."""
    return _pattern().sub(" ", without_unseen(text[:_MOST_CHARACTERS], " "))


@cache
def _pattern() -> re.Pattern[str]:
    usable = [unit for unit in unit_spellings() if unit not in _WORDS_TOO]
    spelt = set(usable) | {u.replace("u", "µ", 1) for u in usable if u[:1] == "u"}
    spelt |= {u.replace("u", "μ", 1) for u in usable if u[:1] == "u"}
    spelt |= {f"{u[:-1]}{sign}" for u in usable if len(u) > 1 and u[-1] in "23"
              for sign in ("²" if u[-1] == "2" else "³",)}  # fmt: skip
    units = "|".join(re.escape(unit) for unit in sorted(spelt, key=lambda u: (-len(u), u)))
    return re.compile(
        # In a script without spaces a value stands between words.
        rf"(?<![^\W{_CJK}])(?<![.,\u066b\u066c-])(?<!\d[\'\u2019])(?P<sign>[-−])?(?P<low>{NUMBER})(?:\s?(?:-|–|…|\.\.\.?|to|bis|à|a|do|до)\s?(?P<high>{NUMBER}))?"
        rf"{_POWER}[ \u00a0\u202f-]?(?P<unit>{units})(?:(?![\w²³/])|(?<=[{_CJK}]))"
    )


def _spans(match: re.Match[str]) -> tuple[tuple[Decimal, Decimal | None], ...]:
    """Return what the value and the upper end of a match may be, the likelier first."""
    exponent = match["exponent"] or match["short"]
    powers = int(exponent or 0)
    # A number with a power of ten has no thousands.
    lows, highs = (
        readings and ((min(readings),) if exponent else readings)
        for readings in (number_readings(match["low"]), number_readings(match["high"] or ""))
    )
    sign = -1 if match["sign"] else 1
    found = (
        (sign * low.scaleb(powers), None if high is None else sign * high.scaleb(powers))
        for low, high in product(lows, highs or (None,))
    )
    return tuple((low, high) for low, high in found if high is None or high > low)


def number_readings(text: str) -> tuple[Decimal, ...]:
    """Return what a written number may be, the likelier first: "1,064" is 1064 or 1.064.

    Args:
        text: Digits with the marks of one number, as a text has them; none if it is empty.
    """
    if not text:
        return ()
    plain = _BLANKS.sub("", text)
    if _TWO_READINGS.fullmatch(plain):
        readings = (Decimal(plain.replace(",", ".")), Decimal(re.sub("[.,]", "", plain)))
        # Few weigh to a whole thousandth: "1.000 litri" are a thousand.
        return readings[::-1] if "," in plain or plain.endswith("000") else readings
    marks = _POINTS.findall(plain)
    # A mark that comes twice, or before another one, parts thousands.
    for mark in dict.fromkeys(marks[:-1]):
        plain = plain.replace(mark, "")
    return (Decimal(_POINTS.sub(".", plain)),)
