"""How two texts differ, word by word, in whatever letters they are written.

This says what a reader sees and no more: whether two parties are one is the matcher's question
(docs/matching.md), and the officer's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

from anyascii import anyascii
from rapidfuzz import fuzz

from gateway.views.beside.rows import BesideLine, Stretch

SPELLING: Final = 80.0
"""Two texts of one script that are alike to so many per cent differ by their spelling: the
transcriptions of one Slavic name lie above, two names of one branch below."""

SCRIPT: Final = 65.0
"""The same for texts of two scripts: a transliteration without vowels loses about a third."""

MOST_COMPARED: Final = 4000
"""Characters of a text that are compared; no field of a transaction has more."""

_WORD: Final = re.compile(r"(\w+)")
_ALIF: Final = str.maketrans({"\u0627": "a", "\u0623": "a", "\u0622": "a", "\u0625": "i"})
"""Arabic letters that a reader hears as a vowel, and that are lost otherwise."""

_SYLLABLE: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Between two syllables of Chinese, which come without a space: ``BeiChen``."""

_SCRIPTS: Final = {
    "CYRILLIC": "Cyrl",
    "ARABIC": "Arab",
    "GREEK": "Grek",
    "HEBREW": "Hebr",
    "CJK": "Hani",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "HANGUL": "Kore",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "DEVANAGARI": "Deva",
    "THAI": "Thai",
}
OTHER_SCRIPT: Final = "Zyyy"
"""ISO 15924's code for a script that is not determined."""


class TextLikeness(StrEnum):
    """How one text stands to another."""

    SAME = "same"
    WRITING = "writing"  # capitals, accents, marks between words
    SCRIPT = "script"
    NUMBER = "number"  # the words are the same, the numbers in them are not
    SPELLING = "spelling"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TextPair:
    """Two texts beside each other; one is None where the other stands alone."""

    ours: str | None
    theirs: str | None
    likeness: TextLikeness
    score: float = 0.0

    def lines(self) -> tuple[BesideLine | None, BesideLine | None]:
        """Return both as lines, with the words marked that differ."""
        if self.ours is None or self.theirs is None:
            alone = (self.ours, self.theirs)
            ours, theirs = (None if each is None else line_of(each) for each in alone)
            return ours, theirs
        return _marked(self.ours, self.theirs), _marked(self.theirs, self.ours)


def compare_texts(ours: str, theirs: str) -> TextPair:
    """Return how two texts stand to each other.

    Args:
        ours: As it was written, e.g. ``ООО «Телеком»``.
        theirs: The one beside it.
    """
    a, b = (unicodedata.normalize("NFC", each.strip())[:MOST_COMPARED] for each in (ours, theirs))
    score = fuzz.ratio(" ".join(_words(a)), " ".join(_words(b)))
    return TextPair(ours, theirs, _likeness(a, b, score), score)


def _likeness(a: str, b: str, score: float) -> TextLikeness:
    if a == b:
        return TextLikeness.SAME
    two_scripts = script_of(a) != script_of(b)
    mine, their = _words(a), _words(b)
    if mine == their:
        return TextLikeness.SCRIPT if two_scripts else TextLikeness.WRITING
    if _without_numbers(mine) == _without_numbers(their):
        return TextLikeness.NUMBER
    if two_scripts:
        return TextLikeness.SCRIPT if score >= SCRIPT else TextLikeness.OTHER
    return TextLikeness.SPELLING if score >= SPELLING else TextLikeness.OTHER


def pair_texts(
    ours: Iterable[str], theirs: Iterable[str], known: tuple[str, str] = ("", "")
) -> tuple[TextPair, ...]:
    """Pair texts of two lists, each with the nearest that is left, the nearest pair first.

    Args:
        ours: E.g. the names of our party.
        theirs: Those of the other.
        known: A pair that somebody knows to belong together, e.g. the matcher; it comes first.

    Returns:
        The pairs, then what stands on one side alone: beside another text stands only one that is
        like it, or where none is, the nearest of all.
    """
    left, right = list(dict.fromkeys(ours)), list(dict.fromkeys(theirs))
    found = sorted(
        (compare_texts(a, b) for a in left for b in right),
        key=lambda each: (
            (each.ours, each.theirs) != known,
            each.likeness is TextLikeness.OTHER,
            -each.score,
        ),
    )
    pairs: list[TextPair] = []
    for each in found:
        beside = each.likeness is not TextLikeness.OTHER or not pairs
        if beside and each.ours in left and each.theirs in right:
            left.remove(each.ours)
            right.remove(each.theirs)
            pairs.append(each)
    alone = [TextPair(each, None, TextLikeness.OTHER) for each in left]
    return (*pairs, *alone, *(TextPair(None, each, TextLikeness.OTHER) for each in right))


def line_of(text: str, *, language: str = "", note: str = "") -> BesideLine:
    """Return a text as a line in which nothing is marked."""
    return _line(text, (Stretch(text=text),), (Stretch(text=in_latin(text)),), language, note)


def _marked(text: str, other: str) -> BesideLine:
    """Return a text with the words marked that the other has not.

    Texts of one script are compared as they are written, those of two in Latin letters.
    """
    latin = _differing(in_latin(text), in_latin(other))
    whole = (Stretch(text=text),)
    same_script = script_of(text) == script_of(other)
    return _line(text, _differing(text, other) if same_script else whole, latin, "", "")


def _line(
    text: str,
    written: tuple[Stretch, ...],
    latin: tuple[Stretch, ...],
    language: str,
    note: str,
) -> BesideLine:
    script = script_of(text)
    return BesideLine(
        stretches=written,
        language=language,
        script=script,
        latin=latin if script else (),
        note=note,
    )


def script_of(text: str) -> str:
    """Return the first script of a text that is not Latin, as ISO 15924 has it; else nothing."""
    for letter in text:
        if letter.isalpha():
            name = unicodedata.name(letter, "LATIN").split(maxsplit=1)[0]
            if name not in {"LATIN", "FULLWIDTH", "FEMININE", "MASCULINE", "MICRO"}:
                return _SCRIPTS.get(name, OTHER_SCRIPT)
    return ""


def in_latin(text: str) -> str:
    """Return a text in Latin letters as a reader would spell it; Latin letters stay as they are."""
    if not script_of(text):
        return text
    kept = "PZSN"  # marks, spaces, signs, digits
    spelt = "".join(
        each if unicodedata.category(each)[0] in kept else anyascii(each)
        for each in text.translate(_ALIF)
    )
    return _SYLLABLE.sub(" ", spelt)


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a text in plain Latin letters, without capitals, accents and marks."""
    return tuple(re.findall(r"\w+", anyascii(unicodedata.normalize("NFKC", text)).casefold()))


def _without_numbers(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in words if not any(letter.isdigit() for letter in each))


def _differing(text: str, other: str) -> tuple[Stretch, ...]:
    """Return a text in stretches, those marked whose words the other has not in their place."""
    pieces, their = _WORD.split(text), _WORD.split(other)
    mine, theirs = ([each.casefold() for each in some[1::2]] for some in (pieces, their))
    differs = [True] * len(mine)
    for block in SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks():
        differs[block.a : block.a + block.size] = [False] * block.size
    found: list[Stretch] = []
    for place, each in enumerate(pieces):
        number, is_word = divmod(place, 2)
        around = differs[number : number + 1] if is_word else differs[max(number - 1, 0) :][:2]
        marked = len(around) == (1 if is_word else 2) and all(around)
        if found and found[-1].differs == marked:
            found[-1] = Stretch(text=found[-1].text + each, differs=marked)
        elif each:
            found.append(Stretch(text=each, differs=marked))
    return tuple(found)
