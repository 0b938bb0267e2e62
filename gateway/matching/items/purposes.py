"""Tells a thing from what serves it: a spare part, a cover, a course, a repair of the thing.

Article 2(22) compares items. "Spare bellows for a valve DN25" shares nearly every word and value
with "Valve DN25", and is another item. What a description names is its head; what stands behind
"for" is what the head serves. Words of the table (`purposes.toml`) say what kind of service it
is; without one, a head that shares nothing with the other thing, beside a served part that does,
says the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from gateway.matching.items.item_words import read_words
from gateway.matching.parties.names import latin
from gateway.matching.tables import table_of

_CACHED_TEXTS = 8_192
_CACHED_PAIRS = 4_096
_MOST_CHARACTERS = 1000
COVERED = 0.6  # of what the head of a thing says, in what another serves
_HEAD_WORDS = 6  # of a head that no word ends
_SHORT = 2  # letters up to which a word is only read in a text of its language
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[,;:(]")
_SEALED = re.compile(r"\b\w+-\w+ed\b")  # "bellows-sealed" says how a valve is, and names no bellows
# "X用于Y" is an X for Y, "用于Y的X" as well; "Y用X" stands without a word between them.
_USED_FOR_IN_HAN = re.compile(
    r"(?:(?P<before>.{2,}?)[，,]?适?用于(?P<served>.{2,})|适?用于(?P<for>.{2,}?)的(?P<behind>.{2,}))"
)
_FOR_IN_HAN = re.compile(r"(.{2,})用(.{2,})")


class HeadKind(StrEnum):
    """What a head is to the thing that it serves."""

    THING = "thing"
    PART = "part"
    ACCESSORY = "accessory"
    TRAINING = "training"
    SERVICE = "service"
    PAPER = "paper"


_IN_WORDS = {
    HeadKind.THING: "a thing",
    HeadKind.PART: "a part",
    HeadKind.ACCESSORY: "an accessory",
    HeadKind.TRAINING: "training",
    HeadKind.SERVICE: "a service",
    HeadKind.PAPER: "papers",
}


_MATERIAL = {HeadKind.THING, HeadKind.PART, HeadKind.ACCESSORY}


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a description names and what that serves.

    Attributes:
        kind: What the head is.
        head: The words that name it.
        served: The words behind "for"; "" where nothing is served.
    """

    kind: HeadKind
    head: str
    served: str


@lru_cache(maxsize=_CACHED_TEXTS)
def read_purpose(text: str) -> Purpose:
    """Return what a description names and what that serves."""
    text = text[:_MOST_CHARACTERS]
    if (han := _USED_FOR_IN_HAN.fullmatch(text)) is not None:
        head, served = han["before"] or han["behind"], han["served"] or han["for"]
        return Purpose(_kind(head), head, served)
    if (han := _FOR_IN_HAN.fullmatch(text)) is not None:
        return Purpose(_kind(han[2]), han[2], han[1])
    languages = read_words(text).languages
    words = _WORD.findall(text)
    head, served = _parted(words, languages)
    return Purpose(_kind(" ".join(head)), " ".join(head), " ".join(served))


@lru_cache(maxsize=_CACHED_PAIRS)
def serves(ours: str, theirs: str) -> str:
    """Say that one description names what serves the thing of the other, or nothing.

    Args:
        ours: Description of our item.
        theirs: Description of theirs.
    """
    mine, their = read_purpose(ours), read_purpose(theirs)
    if mine.kind is not their.kind:
        if _share_a_head(mine, their):
            return ""  # "spare rotor" and "rotor"
        return f"ours is {_IN_WORDS[mine.kind]}, theirs {_IN_WORDS[their.kind]}"
    if mine.kind is not HeadKind.THING:
        return ""
    for one, other, whose in ((mine, their, "ours"), (their, mine, "theirs")):
        if one.served and _is_served(one, other):
            return f"{whose} is for such a thing and is none ({one.head})"
    return ""


def own_words(text: str) -> str:
    """Return a description without what its thing is for: a pump for thiodiglycol is none."""
    purpose = read_purpose(text)
    return purpose.head if purpose.served and read_words(purpose.head).telling else text


def _is_served(one: Purpose, other: Purpose) -> bool:
    """Whether what one serves is the thing of the other, and its own head is another thing."""
    head, served, thing = (read_words(text) for text in (one.head, one.served, other.head))
    if not head.telling or not head.weights.keys().isdisjoint(thing.weights):
        return False
    if _is_abstract(one.head):
        return False
    weight = sum(thing.weights[word] for word in thing.telling)
    covered = sum(thing.weights[word] for word in thing.telling & served.telling)
    return covered > 0 and covered >= COVERED * weight


def _share_a_head(mine: Purpose, their: Purpose) -> bool:
    """Whether both heads name one thing, and none of them alone serves something."""
    if not {mine.kind, their.kind} <= _MATERIAL or bool(mine.served) is not bool(their.served):
        return False
    ours, theirs = read_words(mine.head), read_words(their.head)
    return not ours.telling.isdisjoint(theirs.telling)


def _is_abstract(head: str) -> bool:
    """Whether a head names no thing of its own: software, a licence, a specification."""
    return any(_abstract().fullmatch(word) for word in latin(head).split())


def _parted(words: list[str], languages: frozenset[str]) -> tuple[list[str], list[str]]:
    """Part a description into its head and what that serves."""
    plain = [latin(word) for word in words]
    if (at := _first(plain, "behind", languages)) and at + 1 < len(words):
        return words[at + 1 :][:_HEAD_WORDS], words[:at]
    stop = next((n for n, word in enumerate(words) if n and word in ",;:("), len(words))
    stop = min(stop, _first(plain, "ends", languages) or stop)
    at = _first(plain, "for", languages)
    if at and at < stop and at + 1 < len(words):
        return words[:at], words[at + 1 :]
    return words[: min(stop, _HEAD_WORDS)], []


def _first(plain: list[str], sort: str, languages: frozenset[str]) -> int:
    """Return where the first word of a sort stands that is not the first of all; else 0."""
    said = _words_of(sort)
    for at, word in enumerate(plain):
        spoken = said.get(word, frozenset())
        if at and spoken and (spoken & languages if languages else len(word) > _SHORT):
            return at
    return 0


def _kind(head: str) -> HeadKind:
    words = latin(_SEALED.sub(" ", head)).split()[:_HEAD_WORDS]
    for kind, said in _kinds().items():
        if any(map(said.fullmatch, words)) or any(each in head for each in _han(kind)):
            return kind
    return HeadKind.THING


@cache
def _abstract() -> re.Pattern[str]:
    return _pattern(table_of(__file__)["abstract"]["words"])


@cache
def _words_of(sort: str) -> dict[str, frozenset[str]]:
    """Return by word the languages in which it is one of a sort."""
    found: dict[str, set[str]] = {}
    for language, line in table_of(__file__)[sort].items():
        for word in line.split():
            found.setdefault(latin(word), set()).add(language)
    return {word: frozenset(spoken) for word, spoken in found.items()}


@cache
def _kinds() -> dict[HeadKind, re.Pattern[str]]:
    order = (HeadKind.TRAINING, HeadKind.SERVICE, HeadKind.PAPER, HeadKind.PART, HeadKind.ACCESSORY)
    return {kind: _pattern(table_of(__file__)["kind"][kind]) for kind in order}


def _pattern(words: str) -> re.Pattern[str]:
    """Return what any of the words is, with a star for what may stand before or behind."""
    plain = ((" ".join(latin(word.strip("*")).split()), word) for word in words.split())
    return re.compile("|".join(
        f"{'.*' if word[0] == '*' else ''}{re.escape(bare)}{'.*' if word[-1] == '*' else ''}"
        for bare, word in plain))  # fmt: skip


@cache
def _han(kind: HeadKind) -> tuple[str, ...]:
    words: str = table_of(__file__)["han"].get(kind, "")
    return tuple(words.split())
