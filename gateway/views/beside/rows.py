"""What stands beside what: a row a field, on each side what is held, and how the two differ.

A field on one side is given, withheld, not known, not applicable, or given with nothing in it: five
different things, which no renderer shows alike.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import ConfigDict

from gateway.domain.base import Model


class SideState(StrEnum):
    """What is held of a field on one side."""

    GIVEN = "given"
    ABSENT = "absent"  # the thing is given, and says nothing in this field
    WITHHELD = "withheld"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Nearness(StrEnum):
    """How two sides of a row stand to each other."""

    SAME = "same"
    NEAR = "near"
    OTHER = "other"
    NOT_COMPARED = "not_compared"


class Stretch(Model):
    """Some words of a text, and whether they differ from the text beside it."""

    model_config = ConfigDict(str_strip_whitespace=False)

    text: str
    differs: bool = False


class BesideLine(Model):
    """One value on one side.

    Attributes:
        stretches: The value as it was written, from its beginning to its end.
        language: Of a text that somebody wrote in it; empty where none is said.
        script: Of its letters, as ISO 15924 has it, where they are not Latin: ``Cyrl``.
        script_words: The same as a reader calls it.
        latin: The value in Latin letters, where its own are not.
        note: What else is said of it, e.g. that it stands on this side alone.
    """

    stretches: tuple[Stretch, ...]
    language: str = ""
    script: str = ""
    script_words: str = ""
    latin: tuple[Stretch, ...] = ()
    note: str = ""

    def lettered(self, words: str) -> Self:
        """Return the line with the name of its script."""
        return self.model_validate({**dict(self), "script_words": words})

    def noted(self, note: str) -> Self:
        """Return the line of which something else is said."""
        return self.model_validate({**dict(self), "note": note})


class BesideSide(Model):
    """What one side holds of a field.

    Attributes:
        words: What is said in place of a value.
        lines: Its values, where it is given.
    """

    state: SideState = SideState.GIVEN
    words: str = ""
    lines: tuple[BesideLine, ...] = ()


class BesideRow(Model):
    """A field of both.

    Attributes:
        said: How they differ, in words; it says too that they do not.
    """

    name: str
    ours: BesideSide
    theirs: BesideSide
    said: tuple[str, ...]
    likeness: Nearness


class BesideView(Model):
    """Two things beside each other.

    Attributes:
        caption: What is compared.
        ours: Head of the first column.
        theirs: Head of the second.
    """

    caption: str
    ours: str
    theirs: str
    rows: tuple[BesideRow, ...]
