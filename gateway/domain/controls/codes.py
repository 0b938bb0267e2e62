"""Control codes of Annex I: one spelling, and what lies within what.

``C G R NN`` and below it letters and numbers in turn: category 0 to 9, group A to E,
series, item (docs/domain.md 6.3). Whether a code exists is a matter of the versioned list, not
of its spelling; see `ControlList`.
"""

from __future__ import annotations

import re
import unicodedata

from gateway.errors import ComityError, Reason

_ENTRY = re.compile(r"^([0-9])([A-E])([0-9]{3})(.*)$")
_BELOW = re.compile(r"[A-Z]|[0-9]+")
# Without a separator these may be slips of the pen, not steps: 5A0011, 5A001.ab, 5A001.a123.
_SLIP = re.compile(r"^[0-9]|[A-Z]{2}|[0-9]{3}")
_SEPARATORS = " .()-_/\t\u00a0"
_MOST_CHARACTERS = 60


def normalise_code(text: str) -> str:
    """Return a control code in the one spelling that is used here.

    ``5A001.j.1.a.`` of the Official Journal, ``5A001f`` and ``5A001.a(1)`` of national
    papers, in any case and width, become ``5A001.j.1.a``, ``5A001.f``, ``5A001.a.1``.

    Raises:
        InputError: CODE_UNKNOWN; the text is no control code of Annex I.
    """
    plain = unicodedata.normalize("NFKC", text[:_MOST_CHARACTERS]).upper().strip(_SEPARATORS)
    match = _ENTRY.match(plain)
    if match is None or len(text) > _MOST_CHARACTERS:
        raise _unknown(text)
    category, group, item, below = match.groups()
    steps = _BELOW.findall(below)
    spelt_out = "".join(steps) == below.translate(str.maketrans("", "", _SEPARATORS))
    if not spelt_out or _SLIP.search(below):
        raise _unknown(text)
    return ".".join([f"{category}{group}{item}", *(step.lower() for step in steps)])


def _unknown(text: str) -> ComityError:
    return Reason.CODE_UNKNOWN.error(
        "code: {text} is not a control code of Annex I",
        remedy="Write it like 5A001.j.1.a; leave it empty for a non-listed item.",
        text=repr(text[:_MOST_CHARACTERS]),
    )


def is_within(code: str, ancestor: str) -> bool:
    """Return whether a code is the same as another or lies below it.

    Args:
        code: Normalised code.
        ancestor: Normalised code, or a beginning of an entry: a category ``0``, a category
            with its group ``5A``.
    """
    if re.fullmatch(r"[0-9][A-E]?", ancestor):
        return code.startswith(ancestor)
    return code == ancestor or code.startswith(f"{ancestor}.")


def ancestors(code: str) -> tuple[str, ...]:
    """Return the codes that a normalised code lies within, nearest first, the entry last."""
    steps = code.split(".")
    return tuple(".".join(steps[:length]) for length in range(len(steps) - 1, 0, -1))


def entry(code: str) -> str:
    """Return the entry of five characters that a normalised code belongs to."""
    return code.split(".", 1)[0]


def category(code: str) -> str:
    """Return the category, ``0`` (nuclear) to ``9`` (aerospace and propulsion)."""
    return code[0]


def group(code: str) -> str:
    """Return the product group, ``A`` (systems) to ``E`` (technology)."""
    return code[1]
