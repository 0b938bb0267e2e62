"""What a technical parameter is called: one name for its spellings in many languages.

The table is `parameter_names.toml`. Words for "maximum", "minimum", "at least" and "at most"
are taken off a name and kept apart: `frequency_min` and `frequency_max` are the two ends of a
range, `axes_at_least` is a bound and no value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache, partial

from gateway.matching.items.units import Kind
from gateway.matching.parties.names import latin
from gateway.matching.tables import table_of

MAX, MIN, AT_LEAST, AT_MOST = "max", "min", "at_least", "at_most"

_read = partial(table_of, __file__)
_MOST_WORDS = 6  # of a spelling that is looked for in a text
_DROPPED = ("typical",)


@dataclass(frozen=True, slots=True)
class ParameterName:
    """A name of the table, or the words of one that is not in it.

    Attributes:
        key: What is compared, e.g. ``wavelength``.
        qualifier: ``max``, ``min``, ``at_least``, ``at_most`` or "".
        kind: Kind of quantity that the name says, or "".
        common: Almost every machine has one, so agreement on it says less.
        known: Whether the table has it.
    """

    key: str
    qualifier: str = ""
    kind: str = ""
    common: bool = False
    known: bool = False


@lru_cache(maxsize=8192)
def parameter_name(name: str) -> ParameterName:
    """Return what a parameter is called here.

    Args:
        name: As declared: ``Wellenlänge``, ``max_speed``, ``λ``.
    """
    spellings, qualifiers = _tables()
    plain = " ".join(name.replace("_", " ").casefold().split())
    if (known := spellings.get(plain) or spellings.get(latin(plain))) is not None:
        return known
    words = latin(plain).split()
    qualifier = ""
    # Qualifiers stand before or after the name: "max speed", "speed max", "speed at least".
    while len(words) > 1:
        for size, end in ((2, 0), (1, 0), (2, 1), (1, 1)):
            part = words[:size] if not end else words[-size:]
            if len(words) > size and " ".join(part) in qualifiers:
                said = qualifiers[" ".join(part)]
                qualifier = qualifier or ("" if said in _DROPPED else said)
                words = words[size:] if not end else words[:-size]
                break
        else:
            break
        if (known := spellings.get(" ".join(words))) is not None:
            return replace(known, qualifier=qualifier)
    return ParameterName(" ".join(words), qualifier)


def name_near(words: tuple[str, ...]) -> ParameterName | None:
    """Return the parameter that the last words before a value name, or None.

    Args:
        words: Words in Latin letters, as they stand before the value.
    """
    spellings, _ = _tables()
    for end in range(len(words), max(len(words) - 3, 0), -1):
        for size in range(min(_MOST_WORDS, end), 0, -1):
            phrase = " ".join(words[end - size : end])
            if len(phrase) > 1 and (known := spellings.get(phrase)) is not None:
                return known
    return None


def tolerated(name: ParameterName, kind: Kind) -> Kind:
    """Return a kind with the tolerance that a parameter's name asks for."""
    entry = _read()["name"].get(name.key, {}) if name.known else {}
    if "tolerance" not in entry or kind.within is not None:
        return kind
    return replace(kind, tolerance=Decimal(entry["tolerance"]), why=entry["why"])


@cache
def _tables() -> tuple[dict[str, ParameterName], dict[str, str]]:
    """Return the names by spelling, and the qualifiers by word."""
    spellings: dict[str, ParameterName] = {}
    for key, entry in _read()["name"].items():
        name = ParameterName(
            key, kind=entry.get("kind", ""), common=entry.get("common", False), known=True
        )
        for spelling in (key.replace("_", " "), *entry["spellings"]):
            plain = spelling.casefold()
            spellings.setdefault(plain, name)
            if len(plain) > 1:  # "λ" is no l
                spellings.setdefault(latin(plain), name)
    qualifiers = {
        latin(word): said for said, words in _read()["qualifier"].items() for word in words
    }
    return spellings, qualifiers


_WORDS = re.compile(r"[a-z0-9]+")


def words_before(text: str) -> tuple[str, ...]:
    """Return the last words of a text in Latin letters, as `name_near` takes them."""
    return tuple(_WORDS.findall(latin(text[-80:])))[-_MOST_WORDS:]
