"""What an analysed name holds: its form, its words, and what is known of each.

Below the analysis (`names`) and the alignment (`terms`), which both know it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from rigour.names import Name, NamePart, NamePartTag

from gateway.matching.parties.name_words import TELLING, TRANSLATED, meaning_weight
from gateway.matching.parties.person_names import Symbols, is_particle
from gateway.matching.parties.transliteration import latin

PARTICLE_WEIGHT = 0.1
"""What a word counts that only joins others."""

ARTICLES = frozenset({"al", "el", "ul", "il", "the", "of", "for", "and"})
"""Such words, in Latin letters."""

_ARABIC_ARTICLES = ("وال", "بال", "لل", "ال")  # "and the", "with the", "for the", "the"
_GENERATIONS = frozenset({"ii", "iii", "iv"})

VOWELLESS = frozenset({"Arabic", "Hebrew", "Syriac"})
"""Scripts that write few vowels."""

SYLLABIC = frozenset({"Han", "Hangul", "Hiragana", "Katakana"})
"""Scripts that write syllables."""

SYLLABLES, CONSONANTS = "syllables", "consonants"
"""Scripts that change how words are compared: of short syllables; without vowels."""

PINYIN = "pinyin"
"""Latin letters of a Chinese name: beside another such name its syllables are compared."""


class Term(NamedTuple):
    """A word of a name.

    Attributes:
        text: The word in Latin letters.
        weight: What it counts.
        scores: What it is known as, how sure two words with it are one, and why.
        patronymic: Whether it is often left out as a forefather's name.
        script: ``SYLLABLES``, ``CONSONANTS``, ``PINYIN`` or "".
        foreign: Whether its own letters are not plain Latin ones.
        written: As it stood before it was read as something else.
        symbols: What it is known as, of `scores`.
    """

    text: str
    weight: float
    scores: Symbols = ()
    patronymic: bool = False
    script: str = ""
    foreign: bool = False
    written: tuple[str, ...] = ()
    symbols: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class NameForm:
    """A name as it is compared.

    Attributes:
        original: The name as it was written.
        name: rigour's analysis: parts, symbols, company forms.
        tokens: Words in Latin letters without company forms, as they are read; never empty
            if the name has any letter or digit.
        core: The tokens, joined by spaces.
        telling: Those that tell one party from another, joined by spaces; all if none does.
        joined: The tokens, joined by nothing ("concatenation").
        skeleton: Consonants of the tokens, for scripts that write no vowels.
        plain: The words in Latin letters as written, without company forms.
        readings: What was read as something else: "завод = plant".
        forms: Company forms as rigour's classes ("LLC" for GmbH, ООО, Ltd), sorted.
        acronyms: Abbreviations that the name has, is, or would have.
        stated: Those of them that stand in brackets behind it.
        is_person: Whether the name was analysed as a person's.
        native: The name's own letters where they are not Latin, or "".
        vowelless: Whether the name is in a script that writes few vowels.
        syllabic: Whether the name is in a script of syllables, which leaves short words.
        numbers: Numbers in the name: "Plant 1" is not "Plant 2".
        terms: Its words with what is known of them, if they were kept (`cards`); see
            `gateway.matching.parties.terms.terms_of`.
    """

    original: str
    name: Name | None
    tokens: tuple[str, ...]
    core: str
    telling: str
    joined: str
    skeleton: str
    plain: str
    readings: tuple[str, ...]
    forms: tuple[str, ...]
    acronyms: frozenset[str]
    stated: frozenset[str]
    is_person: bool
    native: str
    vowelless: bool
    syllabic: bool
    numbers: frozenset[str]
    terms: tuple[Term, ...] | None = None

    @property
    def parts(self) -> tuple[NamePart, ...]:
        """The words as rigour sees them, without company forms unless there is nothing else."""
        if self.name is None:
            return ()
        bare = tuple(part for part in self.name.parts if not is_company_form(part))
        return bare or self.name.parts

    @property
    def searched(self) -> str:
        """The words whose trigrams the index keeps: as written, if in Latin letters; else as read.

        Letters forgive damage where they are the name's own; a name in other letters is found
        by what its words mean.
        """
        return self.core if self.native else self.plain

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the name can be compared."""
        return not self.core

    @property
    def is_unnamed(self) -> bool:
        """Whether no word of an organisation's name is its own: "Ministry of the Interior"."""
        own = [token for token in self.tokens if self.weight(token) >= TRANSLATED]
        return bool(self.tokens) and not self.is_person and not own

    def weight(self, token: str) -> float:
        """Return what a Latin token counts beside one that tells parties apart."""
        if self.is_person:
            little = is_particle(token) or token in _GENERATIONS
            return PARTICLE_WEIGHT if little else TELLING
        return PARTICLE_WEIGHT if is_article(token) else meaning_weight(token)


def is_company_form(part: NamePart) -> bool:
    """Say whether a part of a name is a company form."""
    # rigour takes "II" for a company form of Ukraine as well.
    return part.tag == NamePartTag.LEGAL and not part.numeric


def is_article(token: str) -> bool:
    """Say whether a Latin word is one that joins others."""
    return token in ARTICLES


def part_words(part: NamePart) -> list[str]:
    """Return a part in Latin letters; the Arabic article is parted from its word."""
    return latin_words(part.comparable)


def latin_words(word: str) -> list[str]:
    """Return a word in Latin letters; the Arabic article is parted from its word."""
    return [each for piece in _pieces(word) for each in latin(piece).split()]


def _pieces(word: str) -> tuple[str, ...]:
    """Part the Arabic article from its word: it is written apart in Latin letters."""
    if word.isascii():
        return (word,)
    for article in _ARABIC_ARTICLES:
        if word.startswith(article) and len(word) > len(article) + 2:
            return ("al", word[len(article) :]) if article.endswith("ال") else (word[2:],)
    return (word,)
