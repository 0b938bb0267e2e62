"""The two sides of a row: what each holds, and in which of its states, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from gateway.domain.base import Stated, Statement, Withholding
from gateway.views.beside.rows import (
    BesideLine,
    BesideRow,
    BesideSide,
    Nearness,
    SideState,
    Stretch,
)
from gateway.views.beside.texts import TextLikeness
from gateway.views.reader import ViewReader

T = TypeVar("T")

Lines = tuple[list[BesideLine], list[BesideLine]]
"""The values on our side, and on the other."""

_NEARNESS: Final = {
    TextLikeness.SAME: Nearness.SAME,
    TextLikeness.OTHER: Nearness.OTHER,
    TextLikeness.NUMBER: Nearness.OTHER,
}


def nearness(likeness: TextLikeness) -> Nearness:
    """Return how two sides stand to each other whose texts are alike so far."""
    return _NEARNESS.get(likeness, Nearness.NEAR)


def given(text: str, *, differs: bool = False) -> BesideLine:
    """Return a value that is marked whole, or not at all."""
    return BesideLine(stretches=(Stretch(text=text, differs=differs),))


@dataclass(frozen=True)
class Sides:
    """Whose the two sides are, and who reads them.

    Attributes:
        ours: Authority before which the transaction lies.
        theirs: Authority that denied.
    """

    reader: ViewReader
    ours: str
    theirs: str

    def row(self, name: str, lines: Lines, said: tuple[Nearness, str]) -> BesideRow:
        """Return a row of values that were compared."""
        ours, theirs = (self.given(each) for each in lines)
        return BesideRow(name=name, ours=ours, theirs=theirs, said=said[1:], likeness=said[0])

    def apart(self, name: str, sides: tuple[BesideSide, BesideSide]) -> BesideRow:
        """Return a row of which a side at least is not given: nothing is compared."""
        words = tuple(dict.fromkeys(each.words for each in sides if each.words))
        return BesideRow(
            name=name,
            ours=sides[0],
            theirs=sides[1],
            said=words,
            likeness=Nearness.NOT_COMPARED,
        )

    def given(self, lines: Sequence[BesideLine]) -> BesideSide:
        """Return a side with its values; one without any says that there is none."""
        if lines:
            return BesideSide(
                lines=tuple(
                    each.lettered(self._script(each.script)) if each.script else each
                    for each in lines
                )
            )
        return BesideSide(state=SideState.ABSENT, words=self.reader.says("none named"))

    def stated(self, field: Stated[T], whose: str, show: Callable[[T], BesideSide]) -> BesideSide:
        """Return a side in the state in which its field is.

        Args:
            field: Given, withheld, unknown or not applicable.
            whose: The authority whose word it is.
            show: How a value is shown.
        """
        if field.value is not None:
            return show(field.value)
        if field.state is Statement.WITHHELD and field.reason is not None:
            return self.withheld(whose, field.reason)
        if field.state is Statement.NOT_APPLICABLE:
            words = self.reader.says("not applicable, says {authority}", authority=whose)
            return BesideSide(state=SideState.NOT_APPLICABLE, words=words)
        words = self.reader.says("not known to {authority}", authority=whose)
        return BesideSide(state=SideState.UNKNOWN, words=words)

    def withheld(self, whose: str, reason: Withholding) -> BesideSide:
        """Return a side that its authority has and does not show."""
        said = self.reader.says(
            "withheld by {authority} ({reason})",
            authority=whose,
            reason=self.reader.word(reason),
        )
        return BesideSide(state=SideState.WITHHELD, words=said)

    def _script(self, code: str) -> str:
        says = self.reader.says
        return {
            "Cyrl": says("in Cyrillic letters"),
            "Arab": says("in Arabic letters"),
            "Grek": says("in Greek letters"),
            "Hebr": says("in Hebrew letters"),
            "Hani": says("in Chinese characters"),
            "Jpan": says("in Japanese characters"),
            "Kore": says("in Korean letters"),
            "Armn": says("in Armenian letters"),
            "Geor": says("in Georgian letters"),
            "Deva": says("in Devanagari"),
            "Thai": says("in Thai letters"),
        }.get(code) or says("in letters that are not Latin")
