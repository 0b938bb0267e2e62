"""Finds words of a table in a text of any language, by their beginnings.

A table gives of each word its beginning, as far as no ending changes it, in Latin letters; in
Arabic and Han letters as they stand. Up to three letters of an ending may follow. Words are found
alone, as phrases, and, where the table is of nouns, as the last part of a compound:
"Vermogensmeter" is a meter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from gateway.matching.parties.names import latin

_ENDING = 3  # letters that an ending has at most
_LEAST = 4  # letters of a word that may take a longer ending than one, or end a compound
_LONG = 5  # letters of a beginning after which anything may follow, in a table that is not of nouns
_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_DROPPED = re.compile(r"\u200c|(?<=[\u0400-\u04ff])['’]")  # of Persian and Ukrainian words
_VOWELS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
_ARABIC_LETTERS = str.maketrans("يكةأإآى", "یکهااای", _VOWELS)
_ARTICLE = "ال"
_PREFIXED = ("بال", "لل", "وال", _ARTICLE)
_HAN_GENERIC = ("设备", "系统", "装置")
_MOST_KNOWN = 16_384  # words that a table keeps in mind


@dataclass(frozen=True, slots=True)
class StemFound:
    """A word of a table in a row of words.

    Attributes:
        meaning: What the table says that it is.
        begin: Where it begins in the row.
        end: Behind its last word.
        ending: Letters that follow on its beginning.
    """

    meaning: str
    begin: int
    end: int
    ending: str


def plain_words(text: str) -> list[str]:
    """Return the words of a text as tables of beginnings have them."""
    words: list[str] = []
    for word in _WORD.findall(_DROPPED.sub("", text)):
        if _ARABIC.search(word):
            words.append(_arabic(word))
        elif _HAN.search(word):
            words.append(word)
        else:
            words += latin(word).split()
    return words


def is_han(word: str) -> bool:
    """Whether a word has Han letters, which stand without spaces."""
    return _HAN.search(word) is not None


class _Spellings:
    """The spellings of a table: single words, and phrases by how their first word begins."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        self.words: dict[str, tuple[str, ...]] = {}
        phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for meaning, spellings in entries.items():
            for spelling in spellings.split():
                words = tuple(plain_words(spelling.replace("_", " ")))
                if len(words) == 1:
                    self.words[words[0]] = (*self.words.get(words[0], ()), meaning)
                elif words:
                    phrases.setdefault(words[0][:_LEAST], []).append((words, meaning))
        self._phrases = {begin: sorted(each, key=_by_length) for begin, each in phrases.items()}

    def phrase(self, words: Sequence[str], at: int) -> StemFound | None:
        """Return the phrase that begins at a word, the longest first."""
        for phrase, meaning in self._phrases.get(words[at][:_LEAST], ()):
            said = words[at : at + len(phrase)]
            if len(said) == len(phrase) and all(map(_is_form, said, phrase)):
                ending = said[-1][len(phrase[-1]) :]
                return StemFound(meaning, at, at + len(phrase), ending)
        return None


class NounTable:
    """Nouns by their beginnings; a word may be one, or end with one as a compound does.

    Args:
        entries: By noun, its spellings with a space between them; "_" joins those of a phrase.
    """

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._spellings = _Spellings(entries)
        self._noun = lru_cache(maxsize=_MOST_KNOWN)(self._read)

    def find(self, words: Sequence[str]) -> Iterator[StemFound]:
        """Give the nouns of the table in a row of words, in their order."""
        at = 0
        while at < len(words):
            found = self._spellings.phrase(words, at)
            if found is None and (noun := self._noun(words[at])) is not None:
                found = StemFound(noun[0], at, at + 1, noun[1])
            if found is not None:
                yield found
            at = found.end if found is not None else at + 1

    def _read(self, word: str) -> tuple[str, str] | None:
        """Return the noun that a word is, the longest of the table, and what follows on it."""
        known = self._spellings.words
        if is_han(word):
            for generic in _HAN_GENERIC:
                word = word.removesuffix(generic)
            return next(((known[word[n:]][0], "") for n in range(len(word)) if word[n:] in known),
                        None)  # fmt: skip
        best: tuple[int, str, str] = (1, "", "")
        for tail in range(min(_ENDING, len(word) - 1) + 1):
            body = word[: len(word) - tail]
            for begin in (0, *range(_LEAST - 1, len(body) - _LEAST + 1)):
                size = len(body) - begin
                if begin and tail > size - _ENDING:
                    continue  # of a short noun at the end of a compound too little is left
                if size > best[0] and (meant := known.get(body[begin:])) is not None:
                    best = (size, meant[0], word[len(word) - tail :])
        length, noun, ending = best
        return (noun, ending) if noun and (length >= _LEAST or len(ending) <= 1) else None


class BeginningTable:
    """Words by their beginnings, after which, where they are long, anything may follow.

    Args:
        entries: By meaning, its spellings with a space between them; "_" joins those of a phrase.
    """

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._spellings = _Spellings(entries)
        self._han = tuple(word for word in self._spellings.words if is_han(word))
        self._word = lru_cache(maxsize=_MOST_KNOWN)(self._read)

    def meanings(self, words: Sequence[str]) -> frozenset[str]:
        """Return all that a row of words means; of a word in Han letters each part counts."""
        found: set[str] = set()
        at = 0
        while at < len(words):
            phrase = self._spellings.phrase(words, at)
            found.update(self._word(words[at]) if phrase is None else (phrase.meaning,))
            at = at + 1 if phrase is None else phrase.end
        return frozenset(found)

    def _read(self, word: str) -> frozenset[str]:
        known = self._spellings.words
        if is_han(word):
            return frozenset(meant for part in self._han if part in word for meant in known[part])
        least = max(1, len(word) - _ENDING)
        ends = {n for n in range(least, len(word) + 1) if n >= _LEAST or n >= len(word) - 1}
        ends.update(range(_LONG, len(word)))
        return frozenset(meant for end in ends for meant in known.get(word[:end], ()))


def _arabic(word: str) -> str:
    plain = word.translate(_ARABIC_LETTERS)
    for prefix in _PREFIXED:
        if plain.startswith(prefix) and len(plain) > len(prefix) + 2:
            return plain.removeprefix(prefix)
    return plain


def _is_form(word: str, stem: str) -> bool:
    return word.startswith(stem) and len(word) - len(stem) <= _ENDING


def _by_length(phrase: tuple[tuple[str, ...], str]) -> tuple[int, tuple[str, ...]]:
    return -len(phrase[0]), phrase[0]
