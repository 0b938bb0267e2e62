"""Compares two trade descriptions by their meaning, and says so to an officer.

The likeness tells descriptions of one thing from those of things that have nothing to do with each
other. It does not tell a thing from its spare part, from a larger one or from its course of
training: those are near by meaning (docs/matching-items.md). So it is a sign beside others, and its
words say what it does not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from threading import Lock, Thread
from typing import Final, Protocol

from gateway.domain.meanings import MeaningAbsence
from gateway.matching.meaning.encoder import ABSENCE_WORDS, Encoder, load_encoder, readable
from gateway.matching.meaning.engine_process import ANSWER_S
from gateway.matching.meaning.keeping import MeaningKeeper, RememberedMeanings, key_of
from gateway.matching.meaning.table import meaning_table
from gateway.matching.meaning.vectors import MeaningVector, likeness

_DEGREES: Final = ((0.85, "mean much the same"), (0.45, "are alike in meaning"),
                   (0.3, "are somewhat alike in meaning"))  # fmt: skip
_APART: Final = "are not found alike in meaning"
_OTHER_MODELS: Final = "the meanings of the descriptions were read by different models"
MOST_AHEAD: Final = 3
"""Descriptions of one application that are read before it is known whether they are needed."""
_SHOWN: Final = 60  # characters of a description that a reason repeats


@dataclass(frozen=True, slots=True)
class MeaningLikeness:
    """How alike two descriptions are by their meaning.

    Attributes:
        score: From 0, as by chance, to 1, as two descriptions of one thing; None where they
            cannot be compared.
        said: In words: what is alike, or why it cannot be compared.
        absence: Why they cannot be compared, where a meaning is not known.
    """

    score: float | None
    said: str
    absence: MeaningAbsence | None = None


class Meanings(Protocol):
    """Compares two descriptions by their meaning."""

    def compare(self, ours: str, theirs: str) -> MeaningLikeness | None:
        """Compare them; None where nothing is to be said of their meaning.

        Args:
            ours: Our description.
            theirs: Theirs.
        """


class MeaningReader:
    """Reads meanings of descriptions, each once; may be called by several threads.

    Args:
        keeper: Where meanings are kept; absent: in memory.
        load: Gives the model or says why there is none; called once, when it is first needed.
    """

    def __init__(
        self,
        keeper: MeaningKeeper | None = None,
        load: Callable[[], Encoder | MeaningAbsence] = load_encoder,
    ) -> None:
        self._keeper = RememberedMeanings() if keeper is None else keeper
        self._load = load
        self._loaded: Encoder | MeaningAbsence | None = None
        self._loading = Lock()
        self._begun: dict[bytes, Future[MeaningVector | MeaningAbsence]] = {}

    def model(self) -> Encoder | MeaningAbsence:
        """Return the model, loaded by now, or why there is none."""
        if self._loaded is None:
            with self._loading:
                if self._loaded is None:
                    self._loaded = self._load()
        return self._loaded

    def read(self, description: str) -> MeaningVector | MeaningAbsence:
        """Return the meaning of a description, or why it is not known."""
        model = self.model()
        if isinstance(model, MeaningAbsence):
            return model
        text = readable(description)
        key = key_of(model.model_id, text)
        if (kept := self._keeper.get(key)) is not None:
            return kept
        if (begun := self._begun.get(key)) is not None:
            with suppress(TimeoutError, CancelledError):
                return begun.result(ANSWER_S)
        return self._encoded(model, key, text)

    def begin(self, descriptions: Iterable[str]) -> None:
        """Have descriptions read on a thread meanwhile, by a model that is loaded already.

        Args:
            descriptions: Those that may be asked for soon; more than `MOST_AHEAD` are left out.
        """
        model = self._loaded
        if model is None or isinstance(model, MeaningAbsence):
            return
        for each in islice(dict.fromkeys(descriptions), MOST_AHEAD):
            text = readable(each)
            key = key_of(model.model_id, text)
            if key not in self._begun and self._keeper.get(key) is None:
                begun = self._begun[key] = Future[MeaningVector | MeaningAbsence]()
                Thread(target=self._read_ahead, args=(model, key, text, begun), daemon=True).start()

    def _read_ahead(
        self, model: Encoder, key: bytes, text: str, begun: Future[MeaningVector | MeaningAbsence]
    ) -> None:
        try:
            begun.set_result(self._encoded(model, key, text))
        except BaseException:  # the search reads the text again, and gets the error
            begun.cancel()
            raise
        finally:
            self._begun.pop(key, None)  # two searches may have begun the same text

    def _encoded(self, model: Encoder, key: bytes, text: str) -> MeaningVector | MeaningAbsence:
        found = model.encode(text)
        if isinstance(found, MeaningVector):
            self._keeper.put(key, found)
        return found

    def compare(self, ours: str, theirs: str) -> MeaningLikeness:
        """Compare two descriptions by their meaning."""
        mine, their = self.read(ours), self.read(theirs)
        return likeness_in_words(ours, theirs, mine, their)


shared_model = cache(load_encoder)
"""Gives the model that all of a process use, so that its engine runs once."""

SHARED_READER: Final = MeaningReader(load=shared_model)
"""Reads for whoever keeps nothing."""


def likeness_in_words(
    ours: str,
    theirs: str,
    mine: MeaningVector | MeaningAbsence,
    their: MeaningVector | MeaningAbsence,
) -> MeaningLikeness:
    """Compare two descriptions of which the meanings were read, and say so in words."""
    if isinstance(mine, MeaningAbsence):
        return MeaningLikeness(None, _not_compared(ABSENCE_WORDS[mine]), mine)
    if isinstance(their, MeaningAbsence):
        return MeaningLikeness(None, _not_compared(ABSENCE_WORDS[their]), their)
    score = likeness(mine, their)
    if score is None:
        return MeaningLikeness(None, _not_compared(_OTHER_MODELS))
    return MeaningLikeness(score, _in_words(score, ours, theirs))


def _not_compared(why: str) -> str:
    return f"the descriptions cannot be compared by their meaning: {why}"


def _in_words(score: float, ours: str, theirs: str) -> str:
    degree = next((words for least, words in _DEGREES if score >= least), _APART)
    if degree == _APART:
        return f"descriptions {degree}"
    return (
        f"descriptions {degree}, though in other words: {_quoted(ours)} and {_quoted(theirs)}"
        f" ({score:.2f} by {meaning_table().model.name}, which tells no values, parts or purposes"
        " apart)"
    )


def _quoted(text: str) -> str:
    whole = " ".join(text.split())
    return f'"{whole if len(whole) <= _SHOWN else whole[: _SHOWN - 1].rstrip() + "…"}"'
