"""The words of a name as they are aligned: weight, script, and what each is known as.

A word is known by rigour's symbols (variants of a name, places, numbers) and, in a person's
name, by our own table of given names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rigour.names import SymbolCategory
from rigour.text.scripts import text_scripts

from gateway.matching.parties.analysed_name import (
    CONSONANTS,
    PINYIN,
    SYLLABIC,
    SYLLABLES,
    VOWELLESS,
    NameForm,
    Term,
    latin_words,
    part_words,
)
from gateway.matching.parties.name_words import TELLING
from gateway.matching.parties.person_names import given_name_symbols
from gateway.matching.parties.written_names import is_pinyin_name

_PATRONYMIC = re.compile(
    r"(?:[oei]v[iy]?t?s?[cs][hz]|[oei]vi[cč]|[oei]vna|[oei]vn[aä]|ichna|inichna|[iy]ch|uly|uulu|[kq]yzy|[oi]wicz|[oei]witsch)$"
)
_PATRONYMIC_LETTERS = 6
_SYMBOL_SCORES: dict[SymbolCategory, tuple[float, str]] = {
    SymbolCategory.NAME: (0.93, "known variants of one name"),
    SymbolCategory.NICK: (0.86, "short form"),
    SymbolCategory.NUMERIC: (0.98, "same number"),
    SymbolCategory.LOCATION: (0.95, "same place"),
    SymbolCategory.SYMBOL: (0.93, "known variant"),
    SymbolCategory.INITIAL: (0.85, "initial"),
}
_SON_OF = frozenset({"bin", "ibn", "ben", "bint"})


def terms_of(form: NameForm) -> tuple[Term, ...]:
    """Return the words of a name with what is known of each."""
    return _terms(form) if form.terms is None else form.terms


@lru_cache(maxsize=16_384)
def _terms(form: NameForm) -> tuple[Term, ...]:
    known = _symbols(form)
    read = _read(form)
    terms: list[Term] = []
    pinyin = form.is_person and is_pinyin_name(form.tokens)
    for part in form.parts:
        words = part_words(part)
        scores = tuple(known.get(part.index, ()))
        script = PINYIN if pinyin and part.form.isascii() else _script(part.form)
        foreign = not part.form.isascii()
        if form.is_person:
            scores += given_name_symbols(words[-1]) if words else ()
        for word in words:
            # The article that was parted from its word has none of the word's symbols.
            own = scores if word == words[-1] else ()
            weight = 1.0 if script == SYLLABLES and form.is_person else form.weight(word)
            symbols = frozenset(symbol for symbol, _, _ in own)
            patronymic = form.is_person and _is_patronymic(word)
            terms.append(
                Term(word, weight, own, patronymic, script, foreign, read.get(word, ()), symbols)
            )
    if form.is_person:
        terms = list(_nasab(terms))
    return tuple(terms) or tuple(Term(token, form.weight(token)) for token in form.tokens)


def _symbols(form: NameForm) -> dict[int, list[tuple[tuple[str, str], float, str]]]:
    """Return what rigour knows of each word, by its place in the name."""
    known: dict[int, list[tuple[tuple[str, str], float, str]]] = {}
    for span in form.name.spans if form.name is not None else ():
        entry = _SYMBOL_SCORES.get(span.symbol.category)
        # Of several words together nothing is taken.
        if entry is not None and len(span.parts) == 1:
            symbol = (span.symbol.category.value, str(span.symbol.id))
            known.setdefault(span.parts[0].index, []).append((symbol, *entry))
    return known


def _read(form: NameForm) -> dict[str, tuple[str, ...]]:
    """Return how the words were written that are read as something else."""
    read: dict[str, tuple[str, ...]] = {}
    for reading in form.readings:
        written, _, meaning = reading.rpartition(" = ")
        for word in meaning.split():
            spelt = (part for each in written.split() for part in latin_words(each))
            read[word] = (*read.get(word, ()), *spelt)
    return read


def _script(word: str) -> str:
    """Say how a word was written, as far as that changes how it is compared."""
    if word.isascii():
        return ""
    scripts = text_scripts(word)
    if scripts & SYLLABIC:
        return SYLLABLES
    return CONSONANTS if scripts & VOWELLESS else ""


def _is_patronymic(word: str) -> bool:
    return len(word) >= _PATRONYMIC_LETTERS and _PATRONYMIC.search(word) is not None


def _nasab(terms: list[Term]) -> Iterator[Term]:
    """Mark the forefathers within a name, who are left out: Usama bin Muhammad bin Ladin."""
    telling = [term.weight >= TELLING for term in terms]
    for at, term in enumerate(terms):
        forefather = at > 0 and terms[at - 1].text in _SON_OF and any(telling[at + 1 :])
        yield term._replace(patronymic=True) if forefather else term
