"""The words by which a list of cases or consultations is filtered: codes, parties, references.

They are derived from what a noun holds and kept beside it, so that a filter is looked up and no
text is read through. A word is found as it is written, whatever its case and its accents; a name
in another script is another word. Who looks for a denial under every spelling searches denials
(`gateway.matching`); who looks for a case knows how its papers spell it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from gateway.domain.case.case import Case
from gateway.domain.consultation import Consultation
from gateway.domain.transaction import Party, Transaction

MAX_WORD: Final = 60
"""Characters of a word that count; a longer one is cut off here and in what is asked."""

MOST_ASKED: Final = 8
"""Words of a party's name that are looked for; more of them make a search no narrower."""

_CODE, _PARTY, _REFERENCE, _OFFICER, _DENIAL = "c:", "p:", "r:", "o:", "d:"


def case_words(case: Case) -> frozenset[str]:
    """Return the words by which a case is found in a list."""
    return frozenset(_of_transaction(case.application.transaction))


def consultation_words(talk: Consultation) -> frozenset[str]:
    """Return the words by which a consultation is found in a list; of a sealed one, none of it."""
    found = {officer_word(talk.assigned_to)} if talk.assigned_to else set()
    if not talk.sealed:
        request = talk.request
        references = (request.case_reference, request.concerns)
        found |= {reference_word(each) for each in references if each}
        found |= set(map(denial_word, request.denials))
        found |= set(_of_transaction(request.transaction))
    return frozenset(found)


def code_word(code: str) -> str:
    """Return the word of a control code; what is below it has the word, too."""
    return _CODE + code[:MAX_WORD]


def reference_word(reference: str) -> str:
    """Return the word of a reference, as a national system writes it."""
    return _REFERENCE + reference


def denial_word(denial_id: str) -> str:
    """Return the word of a denial that is asked about."""
    return _DENIAL + denial_id


def officer_word(name: str) -> str:
    """Return the word of the account in whose hands something is."""
    return _OFFICER + name


def party_words(asked: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of which all of one group must be there for a party that is asked for.

    Args:
        asked: A number of a party, or words of its name.
    """
    words = tuple(dict.fromkeys(_words(asked)))[:MOST_ASKED]
    number = _number(asked)
    groups = (tuple(_PARTY + each for each in words), (_PARTY + number,) if number else ())
    return tuple(dict.fromkeys(each for each in groups if each))


def _of_transaction(transaction: Transaction) -> Iterator[str]:
    for item in transaction.items:
        for code in item.codes:
            steps = code.split(".")
            for length in range(1, len(steps) + 1):
                yield code_word(".".join(steps[:length]))
    stated = (transaction.exporter, transaction.consignee, transaction.end_user)
    parties = [each.value for each in stated if each.value is not None]
    yield from _of_parties((*parties, *transaction.intermediaries))


def _of_parties(parties: Iterable[Party]) -> Iterator[str]:
    for party in parties:
        for name in party.names:
            yield from (_PARTY + each for each in _words(name))
        for identifier in party.identifiers:
            if number := _number(identifier.value):
                yield _PARTY + number


def _words(text: str) -> Iterator[str]:
    """Yield the words of a name: without case, accents and punctuation."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in apart if not unicodedata.combining(each))
    yield from (each[:MAX_WORD] for each in re.findall(r"\w+", plain))


def _number(text: str) -> str:
    return "".join(_words(text))[:MAX_WORD]
