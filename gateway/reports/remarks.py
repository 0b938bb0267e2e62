"""Remarks of validation, and the standard answers to those that are questions.

An error is put right before anything is signed; a question is answered by the authority, in
a standard answer that goes with the submission, so that nobody asks again. The key of a
remark is the same from one preparation to the next as long as what it says is the same.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from gateway.domain.annual.cells import CellRef
from gateway.domain.annual.codes import Key
from gateway.domain.base import Model


class Severity(StrEnum):
    """What a remark asks for."""

    ERROR = "error"
    QUESTION = "question"


ANSWERS = {
    "confirmed": "The figure is right.",
    "explained": "The figure is right, for the reason that is given.",
    "zero": "There was none: it is zero.",
    "not_available": "It is not available.",
    "counted_elsewhere": "It is counted in another year, by the template's rules.",
    "notified_elsewhere": "It was notified otherwise than through this register.",
    "not_counted": "It is no denial in the sense of the report.",
    "not_named": "The exporters are not known by name.",
}
"""The standard answers, in words."""


class Remark(Model):
    """One remark.

    Attributes:
        key: Stable; an answer names it.
        about: The cell or table that it is about, if one.
        answers: Standard answers to a question; each is a key of `ANSWERS`.
        remedy: What can be done about an error.
    """

    key: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    severity: Severity
    message: str
    about: CellRef | None = None
    answers: tuple[Key, ...] = ()
    remedy: str = ""

    def along(self, dimension: str) -> Remark:
        """Return the remark with the dimension in its key along which it was found."""
        return self._with(key=f"{self.key}:{dimension}"[:200])
