"""A control list as a file: the codes of one version of one list, and what happened to them.

Annex I, a State's national list (Articles 9 and 10) and a foreign list have the same form.
A file holds codes, and their order of levels by their spelling; our own short labels, and other
words to find a code by; texts only where somebody put them there for their own use. A
corrigendum acts back to the date that it names; a code that moved is written with the act that
moved it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from gateway.domain.authority import CountryCode
from gateway.domain.base import Model
from gateway.domain.controls.codes import normalise_code
from gateway.errors import InputError

Act = Annotated[str, Field(min_length=1, max_length=200)]


def normal_code(code: str) -> str:
    """Return a code of a file, which is written in normal form.

    Raises:
        ValueError: It is no control code, or is written otherwise.
    """
    try:
        normal = normalise_code(code)
    except InputError as exc:
        raise ValueError(str(exc)) from exc
    if normal != code:
        raise ValueError(f"write {normal} instead of {code}")
    return code


Code = Annotated[str, AfterValidator(normal_code)]
"""A control code in normal form."""

MOST_OF_A_LABEL = 60

Label = Annotated[str, Field(min_length=1, max_length=MOST_OF_A_LABEL)]
"""A few plain words of ours by which an officer recognises an entry; no text of the list."""

SearchWords = Annotated[str, Field(max_length=200)]
"""Other words by which people look for a code, with spaces between them."""


class ListKind(StrEnum):
    """Whose list it is."""

    ANNEX_I = "annex_i"
    NATIONAL = "national"
    FOREIGN = "foreign"


class Moved(Model):
    """A code that an act put elsewhere; whoever searches for one finds the other.

    Attributes:
        old: Where the items stood.
        new: Where they stand since.
        act: The act that moved them.
        since: Date of effect of the act.
        note: What is known of it, or that it is to be verified.
    """

    old: Code
    new: Code
    act: Act
    since: date
    note: str = Field(default="", max_length=500)

    @model_validator(mode="after")
    def _really_moved(self) -> Self:
        if self.old == self.new:
            raise ValueError("a code cannot move to itself")
        return self


class Corrigendum(Model):
    """A correction of one version that acts back to a date.

    Attributes:
        act: The corrigendum.
        version: Version of the list that it corrects.
        published: From then on it is known; what was decided before did not know it.
        effective_from: Date from which the version reads as corrected.
        not_used: Codes that now read "Not used".
        added: Codes that the version now has.
        removed: Codes that it no longer has.
    """

    act: Act
    version: str = Field(min_length=1, max_length=40)
    published: date
    effective_from: date
    not_used: tuple[Code, ...] = ()
    added: tuple[Code, ...] = ()
    removed: tuple[Code, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        touched = (*self.not_used, *self.added, *self.removed)
        if not touched:
            raise ValueError("a corrigendum corrects at least one code")
        if len(set(touched)) != len(touched):
            raise ValueError("a corrigendum touches a code once")
        return self


class ListFile(Model):
    """One version of one control list.

    Attributes:
        kind: Annex I, a national list, or a foreign one.
        state: Whose list it is, unless Annex I's.
        version: As classifications name it; for Annex I the CELEX number and date of the
            consolidation.
        act: The act that brought it, or where a national list was published.
        in_force_from: First day on which it holds.
        in_force_until: Last day; absent: until the next version of the same list.
        codes: Every code of it, "Not used" ones left out.
        not_used: Codes that stand in it as "Not used".
        moved: Codes that came from elsewhere.
        corrigendum: Corrections of this version.
        labels: Our own labels of entries, and of what people classify by below them.
        words: Other words to find a code by.
        texts: Texts by code, where somebody keeps them for their own use.
        digest: SHA-256 of the file's bytes, in hexadecimal.
    """

    kind: ListKind
    state: CountryCode | None = None
    version: str = Field(min_length=1, max_length=40)
    act: str = Field(default="", max_length=200)
    in_force_from: date
    in_force_until: date | None = None
    codes: tuple[Code, ...] = Field(min_length=1)
    not_used: tuple[Code, ...] = ()
    moved: tuple[Moved, ...] = ()
    corrigendum: tuple[Corrigendum, ...] = ()
    labels: dict[Code, Label] = Field(default_factory=dict)
    words: dict[Code, SearchWords] = Field(default_factory=dict)
    texts: dict[Code, str] = Field(default_factory=dict)
    digest: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if (self.kind is ListKind.ANNEX_I) != (self.state is None):
            raise ValueError("a national or foreign list names its state, Annex I none")
        if self.in_force_until is not None and self.in_force_until < self.in_force_from:
            raise ValueError("in_force_until lies before in_force_from")
        held = (*self.codes, *self.not_used)
        if len(set(held)) != len(held):
            twice = next(code for code in held if held.count(code) > 1)
            raise ValueError(f"code {twice} is listed twice")
        if strays := {*self.labels, *self.words} - {*held}:
            raise ValueError(f"code {min(strays)} has a label and is not listed")
        strange = [fix.version for fix in self.corrigendum if fix.version != self.version]
        if strange:
            raise ValueError(f"a corrigendum is of {strange[0]}, not of {self.version}")
        return self

    @property
    def key(self) -> str:
        """Name of the list over its versions: ``annex_i``, ``national:NL``, ``foreign:US``."""
        return self.kind.value if self.state is None else f"{self.kind.value}:{self.state}"
