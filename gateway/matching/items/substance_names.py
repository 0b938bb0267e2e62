"""Finds names and formulas of substances in a text, however a language spells them.

Chemists name a substance alike in most languages and spell it otherwise: dimethylamine,
Dimethylamin, dimetiloamina, диметиламин. So names are compared in Latin letters, with one letter
for those that stand for one sound, without endings, written in one word or in several.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from gateway.matching.parties.names import latin

_SPELLINGS = (
    ("sz", "s"), ("ph", "f"), ("th", "t"), ("kh", "h"), ("ch", "h"), ("y", "i"), ("x", "ks"),
    ("w", "v"), ("z", "s"), ("ae", "e"), ("oe", "e"), ("iu", "i"), ("cl", "hl"), ("kl", "hl"),
)  # fmt: skip
_HARD = re.compile(r"c(?=[aour])")
_DOUBLED = re.compile(r"(.)\1")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:[aeiou]+|um|us)$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_TOKEN = re.compile(r"[^\W_]+")
_INDEXED = 3  # letters by which names are looked up
_MOST_WORDS = 6  # of a name
_LEAST_LETTERS = 4  # of a name, without its ending


class SubstanceNames:
    """Names and formulas of substances.

    Args:
        names: By CAS number what the substance is called, in any language.
        formulas: By CAS number formulas and abbreviations; their capitals count.
    """

    def __init__(
        self, names: Mapping[str, Iterable[str]], formulas: Mapping[str, Iterable[str]]
    ) -> None:
        self._formulas = {form: cas for cas, forms in formulas.items() for form in forms}
        self._han: dict[str, str] = {}
        self._names: dict[str, list[tuple[str, str]]] = {}
        for cas, said in names.items():
            for name in said:
                self._add(name, cas)
        for found in self._names.values():
            found.sort(key=lambda pair: (-len(pair[0]), pair[0]))

    def _add(self, name: str, cas: str) -> None:
        if _HAN.search(name):
            self._han[name] = cas
            return
        plain = "".join(_chemical(name))
        if len(plain) >= _LEAST_LETTERS:
            self._names.setdefault(plain[:_INDEXED], []).append((plain, cas))

    def find(self, text: str) -> Iterator[str]:
        """Give the CAS numbers of the substances that a text names."""
        if _HAN.search(text):
            yield from self._in_han(text)
        for token in _TOKEN.findall(text):
            if token in self._formulas:
                yield self._formulas[token]
        words = _chemical(text)
        at = 0
        while at < len(words):
            found = self._at(words, at)
            if found is not None:
                yield found[0]
            at += found[1] if found is not None else 1

    def _at(self, words: list[str], at: int) -> tuple[str, int] | None:
        """Return the substance that is named from a word on, and how many words that takes."""
        joined = ""
        ends: dict[int, int] = {}
        for size, word in enumerate(words[at : at + _MOST_WORDS], start=1):
            joined += word
            ends[len(joined)] = size
        for name, cas in self._names.get(joined[:_INDEXED], ()):
            if len(name) in ends and joined.startswith(name):
                return cas, ends[len(name)]
        return None

    def _in_han(self, text: str) -> Iterator[str]:
        for name in sorted(self._han, key=len, reverse=True):
            if name in text:
                yield self._han[name]
                text = text.replace(name, " ")


def _chemical(text: str) -> list[str]:
    """Return the words of a text as names of substances are compared."""
    return [_respelt(word) for word in latin(text).split()]


def _respelt(word: str) -> str:
    for spelling, sound in _SPELLINGS:
        word = word.replace(spelling, sound)
    return _ENDING.sub("", _DOUBLED.sub(r"\1", _HARD.sub("k", word)))
