"""What two parties may share under two names: a number, a mailbox, a telephone, an address.

A front has a name of its own, and keeps the telephone, the director's passport or the floor of its
owner. A number counts under whatever it is called; a short one does not. Where an address is told
in another script, its house number and the sounds of one word are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from gateway.domain.transaction import Party
from gateway.matching.parties.transliteration import latin, skeleton, sound_families

_NUMBER = re.compile(r"\d(?: ?\d)*")
_PASSPORT = re.compile(r"\b[a-z]{1,3} ?(\d{6,8})\b")
_MAILBOX = re.compile(r"[\w.+-]+@[\w.-]+\w")
_LEAST_DIGITS = 6  # of a number of a register, of a passport, of a licence
_LEAST_OF_TELEPHONE = 9  # in an address, which has postal codes
_LAST_DIGITS = 9  # of a telephone number, with or without its country
_LEAST_SOUNDS = 3  # families of consonants of a street or a place


def traits_of(party: Party) -> dict[str, str]:
    """Return what a party may share with one of another name: a key for each, and it in words."""
    written = [each.value for each in party.identifiers]
    found = {f"t:{number}": f"number {number}" for each in written for number in _numbers(each)}
    places = [each.text for each in party.addresses]
    for text in places:
        long = [number for number in _numbers(text) if len(number) >= _LEAST_OF_TELEPHONE]
        long += _PASSPORT.findall(latin(text))
        found |= {f"t:{number}": f"number {number}" for number in long}
        found |= dict(_address(text))
    schemes = [each.scheme for each in party.identifiers]
    for text in (*written, *schemes, *places):
        found |= {f"t:{box}": f"mailbox {box}" for box in _MAILBOX.findall(text.casefold())}
    return found


def shared_traits(ours: Party, theirs: Party) -> tuple[str, ...]:
    """Return in words what two parties have in common under whatever names."""
    mine, their = traits_of(ours), traits_of(theirs)
    return tuple(dict.fromkeys(mine[key] for key in sorted(mine.keys() & their.keys())))


def _numbers(text: str) -> Iterator[str]:
    for found in _NUMBER.findall(latin(text)):
        number = found.replace(" ", "")
        if len(number) >= _LEAST_DIGITS:
            yield number[-_LAST_DIGITS:]


def _address(text: str) -> Iterator[tuple[str, str]]:
    words = latin(text).split()
    numbers = [word for word in words if word[0].isdigit()]
    sounds = {sound_families(skeleton(word)) for word in words if not word[0].isdigit()}
    for one, two in combinations(sorted(set(numbers)), 2):
        if len(one) + len(two) >= _LEAST_DIGITS:
            yield f"a:{one}:{two}", f"address with {one} and {two} ({text})"
    for number in numbers:
        for sound in sorted(each for each in sounds if len(each) >= _LEAST_SOUNDS):
            yield f"a:{number}:{sound}", f"address with {number} ({text})"
