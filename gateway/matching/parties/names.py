"""One name, analysed once: what is compared, what is indexed, what may be said about it.

The words of an organisation's name are read first (`name_words`): company forms come off, and
kinds of body, branches and places of many languages get one spelling and a small weight. What
remains is brought to Latin letters (`transliteration`) and analysed by rigour, which knows
spellings of given names, ordinals and places.

Stripping can leave nothing ("LLC", a name of symbols). Two empty forms would compare as
equal, so the core of a name is never empty unless the name has no letter and no digit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rigour.names import Name, NameTypeTag, SymbolCategory
from rigour.text import metaphone
from rigour.text.scripts import text_scripts

from gateway.domain.plain_text import without_unseen
from gateway.domain.transaction import PartyKind
from gateway.matching.parties.analysed_name import (
    ARTICLES,
    PARTICLE_WEIGHT,
    SYLLABIC,
    VOWELLESS,
    NameForm,
    is_article,
    is_company_form,
    latin_words,
    part_words,
)
from gateway.matching.parties.given_names import analysed
from gateway.matching.parties.name_words import (
    TELLING,
    TRANSLATED,
    Reading,
    meaning_weight,
    read_organisation,
    readings_of,
)
from gateway.matching.parties.person_names import given_name_symbols, read_person
from gateway.matching.parties.transliteration import in_one_script, latin, skeleton

__all__ = ["NAME_TAGS", "index_keys", "latin", "name_form", "name_forms", "skeleton"]

NAME_TAGS: dict[PartyKind, NameTypeTag] = {
    PartyKind.PERSON: NameTypeTag.PER,
    PartyKind.ORGANISATION: NameTypeTag.ORG,
    PartyKind.UNKNOWN: NameTypeTag.ENT,
}

# Names are analysed once and kept: a register of 100,000 names takes about 200 MiB.
_CACHED_NAMES = 65_536

_DIGITS = re.compile(r"\d+")
_ACRONYM_LETTERS = range(3, 9)

# Scripts whose vowels are marks, which rigour takes for the ends of words.
_SPELT_OUT = frozenset(
    {
        "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada",
        "Malayalam", "Sinhala", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan",
    }
)  # fmt: skip

_INDEXED_SYMBOLS = frozenset(
    {
        SymbolCategory.NAME,
        SymbolCategory.NICK,
        SymbolCategory.NUMERIC,
        SymbolCategory.LOCATION,
    }
)


def name_form(text: str, kind: PartyKind = PartyKind.UNKNOWN) -> NameForm:
    """Analyse a name under its first reading; arguments are those of `name_forms`."""
    return name_forms(text, kind)[0]


@lru_cache(maxsize=_CACHED_NAMES)
def name_forms(text: str, kind: PartyKind = PartyKind.UNKNOWN) -> tuple[NameForm, ...]:
    """Analyse a name under each of its readings; repeated names cost nothing.

    Args:
        text: The name as written, in any script.
        kind: Whether it is a person's or an organisation's, where known.
    """
    written = in_one_script(unicodedata.normalize("NFKC", text))
    # What cannot be seen may stand between two words, or within one.
    texts = dict.fromkeys((without_unseen(written, " "), without_unseen(written, "")))
    spoken = dict.fromkeys(each for name in texts for each in readings_of(name))
    return tuple(_analyse(text, each, kind) for each in spoken)


def _analyse(text: str, written: str, kind: PartyKind) -> NameForm:
    if not written.isascii() and text_scripts(written) & _SPELT_OUT:
        written = latin(written)
    is_person = kind is PartyKind.PERSON
    reading = read_person(written) if is_person else read_organisation(written)
    spoken = [word for word in reading.words if is_person or word.weight > PARTICLE_WEIGHT]
    bare = " ".join(word.read for word in spoken or reading.words) or written
    name = analysed(NAME_TAGS[kind], bare)
    tokens = _tokens(name, legal=False) or _tokens(name, legal=True) or tuple(latin(bare).split())
    telling = [
        t for t in tokens if is_person or (meaning_weight(t) == TELLING and not is_article(t))
    ]
    sounds = [skeleton(_without_article(token)) for token in tokens]
    native = "" if written.isascii() else _native(written)
    scripts = text_scripts(native)
    core = " ".join(tokens)
    plain = " ".join(word.written for word in spoken or reading.words) or written
    return NameForm(
        original=text,
        name=name,
        tokens=tokens,
        core=core,
        telling=" ".join(telling) or core,
        joined="".join(tokens),
        skeleton=" ".join(
            s for s, t in zip(sounds, tokens, strict=True) if s and not is_article(t)
        ),
        plain=latin(plain),
        readings=tuple(_readings(reading)),
        forms=tuple(sorted(reading.forms | _company_forms(name))),
        acronyms=_acronyms(reading, tokens) if not is_person else frozenset(),
        stated=reading.acronyms,
        is_person=is_person,
        native=native,
        vowelless=bool(VOWELLESS & scripts),
        syllabic=bool(SYLLABIC & scripts),
        numbers=_numbers(name, tokens),
    )


def index_keys(form: NameForm) -> tuple[str, ...]:
    """Return the keys under which a name is found, each with a prefix for its sort.

    Tokens, metaphone, consonant skeleton, prefix of four letters, joined prefix and its
    skeleton, acronyms, rigour's symbols, pairs of native letters. Tokens are what words are read
    as, so a name without a word of its own is found by what it says, in whatever language.
    """
    keys: set[str] = set()
    for token in (*form.tokens, *_as_spelt(form)):
        keys.add(f"t:{token}")
        if form.weight(token) < TRANSLATED:
            continue
        if len(token) >= 3:  # noqa: PLR2004 - below that, prefix and sound say no more than the token
            keys.add(f"p:{token[:4]}")
            if sound := metaphone(token):
                keys.add(f"m:{sound}")
        if form.is_person:
            keys.update(
                f"g:{symbol[1].replace(' ', '_')}" for symbol, *_ in given_name_symbols(token)
            )
        if len(sounds := skeleton(_without_article(token))) > 1:
            keys.add(f"s:{sounds}")
    if form.joined:
        keys.add(f"j:{form.joined[:8]}")
        keys.add(f"k:{skeleton(form.telling.replace(' ', ''))[:6]}")
    keys.update(f"a:{letters}" for letters in form.acronyms)
    keys.update(f"n:{pair}" for pair in _native_pairs(form.native))
    if form.name is not None:
        keys.update(
            f"y:{symbol.category.value}:{symbol.id}".replace(" ", "_")
            for symbol in form.name.symbols
            if symbol.category in _INDEXED_SYMBOLS
        )
    return tuple(sorted(keys))


def _as_spelt(form: NameForm) -> Iterator[str]:
    """Give the words that were read and tell parties apart: others write them as they sound."""
    for reading in form.readings:
        written, _, meaning = reading.rpartition(" = ")
        if TRANSLATED <= meaning_weight(meaning.split()[0]) < TELLING:
            for each in written.split():
                yield from (word for word in latin_words(each) if not is_article(word))


def _tokens(name: Name | None, *, legal: bool) -> tuple[str, ...]:
    if name is None:
        return ()
    words: list[str] = []
    for part in name.parts:
        if is_company_form(part) and not legal:
            continue
        words.extend(part_words(part))
    return tuple(words)


def _readings(reading: Reading) -> list[str]:
    return [
        f"{word.written} = {word.read}"
        for word in reading.words
        if word.weight < TELLING and latin(word.written) != word.read
    ]


def _acronyms(reading: Reading, tokens: tuple[str, ...]) -> frozenset[str]:
    """Return the abbreviations under which a name may be known.

    Initials of the words as written, with and without the little ones, and as they are read;
    a name of one short word may be an abbreviation itself.
    """
    written = [latin(word.written) for word in reading.words]
    heavy = [
        latin(word.written) for word in reading.words if word.weight > PARTICLE_WEIGHT
    ]  # fmt: skip
    little = ARTICLES
    found = {
        "".join(word[0] for word in " ".join(words).split() if not (short and word in little))
        for words in (written, heavy)
        for short in (True, False)
    }
    found.add("".join(token[0] for token in tokens))
    if len(tokens) == 1:
        found.add(tokens[0])
    found |= reading.acronyms
    return frozenset(each for each in found if len(each) in _ACRONYM_LETTERS)


def _numbers(name: Name | None, tokens: tuple[str, ...]) -> frozenset[str]:
    """Return the numbers of a name, ordinals and Roman ones among them."""
    found = {digits.lstrip("0") or "0" for digits in _DIGITS.findall(" ".join(tokens))}
    for symbol in name.symbols if name is not None else ():
        if symbol.category == SymbolCategory.NUMERIC:
            found.add(symbol.id)
    return frozenset(found)


def _company_forms(name: Name | None) -> frozenset[str]:
    symbols = name.symbols if name is not None else set()
    return frozenset(s.id for s in symbols if s.category == SymbolCategory.ORG_CLASS)


def _without_article(token: str) -> str:
    return token[2:] if token.startswith("al") and len(token) > 6 else token  # noqa: PLR2004


def _native(text: str) -> str:
    letters = "".join(c for c in text.casefold() if c.isalnum() or c.isspace())
    return "" if text_scripts(letters) <= {"Latin"} else " ".join(letters.split())


def _native_pairs(native: str) -> set[str]:
    pairs: set[str] = set()
    for word in native.split():
        if not word.isascii():
            pairs.update(word[i : i + 2] for i in range(max(len(word) - 1, 1)))
    return pairs
