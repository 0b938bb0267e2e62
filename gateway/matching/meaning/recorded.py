"""Meanings as an examination has recorded them: read once, and compared from the record alone.

So an examination and whoever makes it again compare with one code and one set of vectors, whatever
model each of them has.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gateway.domain.meanings import MeaningAbsence, MeaningRead, MeaningsRead, digest_of_description
from gateway.matching.meaning.comparison import MeaningLikeness, MeaningReader, likeness_in_words
from gateway.matching.meaning.vectors import MeaningVector

_OF_NO_MODEL: Final = ""


class RecordedMeanings:
    """Compares descriptions by what a record holds of their meaning.

    Args:
        read: What was recorded.

    Raises:
        InputError: A vector of it has no number.
    """

    def __init__(self, read: MeaningsRead) -> None:
        self._none = read.absence
        self._kept = {each.text: _kept(each, read.model) for each in read.read}

    def speaks_of(self, descriptions: Iterable[str]) -> bool:
        """Whether it has anything to say of any of them."""
        if self._none is not None:
            return True
        return any(digest_of_description(each) in self._kept for each in descriptions)

    def compare(self, ours: str, theirs: str) -> MeaningLikeness | None:
        """Compare two descriptions; None where the record does not speak of both."""
        if self._none is not None:
            return likeness_in_words(ours, theirs, self._none, self._none)
        mine = self._kept.get(digest_of_description(ours))
        their = self._kept.get(digest_of_description(theirs))
        if mine is None or their is None:
            return None
        return likeness_in_words(ours, theirs, mine, their)


def read_meanings(
    descriptions: Iterable[str], reader: MeaningReader, *, beyond: int = 0
) -> MeaningsRead:
    """Read descriptions for a record.

    Args:
        descriptions: What is read, each 20 ms the first time.
        reader: Reads them.
        beyond: Denials of which nothing is read.
    """
    model = reader.model()
    if isinstance(model, MeaningAbsence):
        return MeaningsRead(model=_OF_NO_MODEL, absence=model, beyond=beyond)
    read = (recorded(each, reader) for each in dict.fromkeys(descriptions))
    in_order = sorted(read, key=lambda each: each.text)
    return MeaningsRead(model=model.model_id, read=tuple(in_order), beyond=beyond)


def recorded(description: str, reader: MeaningReader) -> MeaningRead:
    """Read one description as it stands in a record."""
    text, found = digest_of_description(description), reader.read(description)
    if isinstance(found, MeaningAbsence):
        return MeaningRead(text=text, absence=found)
    return MeaningRead(text=text, script=found.script, vector=found.octets.hex())


def _kept(read: MeaningRead, model: str) -> MeaningVector | MeaningAbsence:
    if read.absence is not None:
        return read.absence
    return MeaningVector(model, read.script, bytes.fromhex(read.vector))
