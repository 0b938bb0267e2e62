"""What a task or an act says, as data: a message with named placeholders, and their values.

The sentence is made where a person reads it, in his language; nothing reads it back. Whoever
needs what it is about reads the data. Messages are the identifiers of gettext catalogues, in
English, so that what was kept is readable under every later version and in every language
that has no catalogue.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Protocol, Self, TypeAlias

from pydantic import ConfigDict, JsonValue, PrivateAttr

from gateway.domain.base import Model

Given: TypeAlias = "str | int | date | Exception | Sequence[str] | None"
"""What a placeholder takes; a sequence is said with commas."""


class Saying(Model):
    """A sentence that was not said yet.

    Attributes:
        messages: The sentence, or its clauses in order, each with placeholders in braces.
        data: What the placeholders stand for, and what else is to be known of it.
    """

    model_config = ConfigDict(str_strip_whitespace=False)  # a clause may begin with a space

    messages: tuple[str, ...] = ()
    data: Mapping[str, JsonValue] = {}

    def __add__(self, clause: Saying) -> Saying:
        """Return the sentence with one more clause.

        Raises:
            ValueError: Both name a value, and not the same (a defect of the caller): one of
                the clauses would say what is not so.
        """
        for name in self.data.keys() & clause.data.keys():
            if self.data[name] != clause.data[name]:
                raise ValueError(f"two clauses say different things by the name {name}")
        return Saying(messages=self.messages + clause.messages, data={**self.data, **clause.data})

    def sentence(self, translated: Callable[[str], str] = str) -> str:
        """Return the sentence; a value that is a key is said as words.

        Args:
            translated: Gives a message in the language of who reads it, as `gettext` does.
        """
        words = {name: _said(value, key=name in _KEYS) for name, value in self.data.items()}
        # What `gettext` gives for an empty message is the head of its catalogue.
        return "".join(translated(each).format_map(words) for each in self.messages if each)


class KeptSentence(Protocol):
    """A sentence as it was kept, with what it was made from."""

    @property
    def text(self) -> str:
        """The sentence, in English."""

    @property
    def data(self) -> Mapping[str, JsonValue]:
        """Its values, by name."""

    @property
    def messages(self) -> tuple[str, ...]:
        """What it was made of; nothing for what is older than that."""


class Resaid(Model):
    """What is kept as a sentence and can be said anew for who reads another language."""

    _messages: tuple[str, ...] = PrivateAttr(default=())

    @property
    def messages(self) -> tuple[str, ...]:
        """What its sentence was made of; they stay within the node."""
        return self._messages

    def made_of(self, messages: Iterable[str]) -> Self:
        """Return it with the messages of its sentence."""
        made = self.model_copy()
        made._messages = tuple(messages)  # noqa: SLF001 - of its own class
        return made

    def sentence(self: KeptSentence, translated: Callable[[str], str]) -> str:
        """Return the sentence in a language; where its messages are not known, as it was kept."""
        said = Saying(messages=self.messages, data=self.data)
        return said.sentence(translated) if self.messages else self.text


def says(message: str, **data: Given) -> Saying:
    """Say something of the given values.

    Args:
        message: English, with a placeholder in braces for each value that it names; written
            out at the call, since catalogues are made from the source.
        data: The values, by name; every placeholder has one.
    """
    return Saying(messages=(message,), data={name: _kept(value) for name, value in data.items()})


def said_now(message: str, translated: Callable[[str], str], data: Mapping[str, Given]) -> str:
    """Return the sentence of a message that is said and not kept: pages say thousands of them.

    It is that of `says(message, **data).sentence(translated)`.
    """
    words = {name: _said(_kept(value), key=name in _KEYS) for name, value in data.items()}
    return translated(message).format_map(words) if message else ""


def in_words(text: str) -> Saying:
    """Say what a person wrote, or a law file: it is in its language already."""
    return says("{text}", text=text)


def _kept(value: Given) -> JsonValue:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | Exception):
        return str(value)
    return [str(each) for each in value]


def _said(value: JsonValue, *, key: bool) -> str:
    if isinstance(value, list):
        return ", ".join(_said(each, key=key) for each in value)
    text = "" if value is None else str(value)
    return text.replace("_", " ") if key and _KEY.fullmatch(text) else text


_KEYS = frozenset(
    {
        "answer",
        "deed",
        "kind",
        "letter_type",
        "outcome",
        "reason_class",
        "standing",
        "state",
        "what",
    }
)
"""Names of values that are keys of a rulebook or of ours: they are kept as such, since code reads
them, and said as words. Under other names stand names, texts and what a person types."""

_KEY = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")

_WORD = re.compile(r"[\w/-]+")

_REMEMBERED = 16_384
"""Tasks of which it is known what they name, a kibibyte each."""


def speaks_of(
    hidden: frozenset[str], text: str, data: Mapping[str, JsonValue], reference: str = ""
) -> bool:
    """Say whether an act or a task names one of some numbers, ids and references.

    Its text is looked at as well: an officer's note may name one.
    """
    return bool(hidden) and not hidden.isdisjoint({reference, *_named(text, data)})


@lru_cache(maxsize=_REMEMBERED)
def names_in(text: str, data: str) -> frozenset[str]:
    """Return what a task names, as far as `speaks_of` asks for it.

    What is kept does not change, and a filter of the inbox looks at thousands.

    Args:
        text: As it was said.
        data: Its values, in JSON, as they are kept.
    """
    return frozenset(_named(text, json.loads(data)))


def _named(text: str, data: Mapping[str, JsonValue]) -> Iterator[str]:
    yield from _WORD.findall(text)
    for value in data.values():
        yield from map(str, value if isinstance(value, list) else [value])
