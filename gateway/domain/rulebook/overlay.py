"""An overlay: what one authority sets for its own conduct, beside the law.

It is a small law file that the signed directory names under the authority's code, so that
its peers see it and evidence carries it. It can make the authority stricter or say how its
own office works. It cannot touch a period, an answer, the meaning of silence or anything
that concerns others: the model has no such field, and unknown ones are refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.authority import AuthorityCode, member_state
from gateway.domain.base import Model, Statement
from gateway.domain.case import Application, Outcome
from gateway.domain.extending import Bases
from gateway.domain.lawfile import read_table
from gateway.domain.rulebook.book import LawBook, Rulebook, RulebookVersion
from gateway.domain.rulebook.procedure import Rule, Sentence
from gateway.domain.rulebook.shelf import book_of, shipped_rulebook_files
from gateway.domain.states import shipped_states
from gateway.domain.transaction import Transaction
from gateway.errors import InputError, Reason

_BRUSSELS = "Europe/Brussels"


class OverlayHead(Rule):
    """Whose overlay it is, and over which law."""

    authority: AuthorityCode
    law: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]+$")]


class FourEyesOverlay(Rule):
    """Outcomes that this authority decides with one officer, or always with two."""

    alone: tuple[Outcome, ...] = ()
    always: tuple[Outcome, ...] = ()

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        if both := set(self.alone) & set(self.always):
            raise ValueError(f"{min(both)} is in alone and in always")
        return self


class ReminderOverlay(Rule):
    """How long before the last instant an officer of this authority is reminded."""

    remind_before_s: int = Field(ge=0, le=2_592_000)


class RequiredOverlay(Rule):
    """Fields of the transaction that an application at this authority must give."""

    fields: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _known(self) -> Self:
        for field in self.fields:
            if field not in Transaction.model_fields:
                raise ValueError(f"a transaction has no field {field!r}")
        return self


class Overlay(Model):
    """One version of one authority's overlay.

    Attributes:
        version: Its name in the directory, e.g. ``EU-2021-821.MT/2026-1``.
        in_force_from: First day of effect, by the authority's own clock.
        in_force_until: Last day of effect; absent: until a later version begins.
        digest: SHA-256 of the file's bytes, in hexadecimal.
    """

    version: RulebookVersion
    title: Sentence
    in_force_from: date
    in_force_until: date | None = None
    overlay: OverlayHead
    four_eyes: FourEyesOverlay | None = None
    reminders: ReminderOverlay | None = None
    required: RequiredOverlay | None = None
    digest: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.four_eyes is None and self.reminders is None and self.required is None:
            raise ValueError("it sets nothing: give four_eyes, reminders or required")
        if self.in_force_until is not None and self.in_force_until < self.in_force_from:
            raise ValueError("in_force_until lies before in_force_from")
        return self

    @property
    def authority(self) -> str:
        """Whose overlay it is."""
        return self.overlay.authority

    def is_of(self, authority: str) -> bool:
        """Return whether it is an authority's own, or its State's."""
        return self.authority in (authority, member_state(authority))

    def holds_for(self, authority: str, at: datetime) -> bool:
        """Return whether it is an authority's, or its State's, and has begun and not ended.

        Args:
            authority: Whose conduct is meant.
            at: Aware instant.
        """
        state = shipped_states().get(member_state(self.authority))
        zone = _BRUSSELS if state is None else state.time_zone
        day = at.astimezone(ZoneInfo(zone)).date()
        ended = self.in_force_until is not None and day > self.in_force_until
        return self.is_of(authority) and self.in_force_from <= day and not ended


def parse_rulebook_or_overlay(
    name: str, raw: bytes, *, bases: Bases | None = None
) -> LawBook | Overlay:
    """Validate the bytes of a rulebook or of an overlay: only the latter has ``[overlay]``.

    Raises:
        LawError: It is wrong; file, line and field are named.
    """
    given = bases or shipped_rulebook_files().get
    table = read_table(name, raw, reason=Reason.RULEBOOK_INVALID, bases=given)
    return table.fit(Overlay) if "overlay" in table.whole else book_of(table)


class Practice:
    """How one authority works: a rulebook, and its own overlays over it.

    A later overlay replaces an earlier one of the same authority as a whole; an authority's
    own comes over that of its State.

    Args:
        rulebook: The law.
        overlays: Those that hold, in the order in which they count.
    """

    def __init__(self, rulebook: Rulebook, overlays: Iterable[Overlay]) -> None:
        self.rulebook = rulebook
        of_this_law = [each for each in overlays if each.overlay.law in rulebook.laws]
        newest = {each.authority: each for each in of_this_law}
        self.overlays = tuple(sorted(newest.values(), key=lambda each: len(each.authority)))
        """What counts, the most particular last."""

    def four_eyes_needed(self, authority: str, outcome: Outcome) -> bool:
        """Return whether this authority needs a second officer for this outcome."""
        needed = self.rulebook.four_eyes_needed(authority, outcome)
        for each in self.overlays:
            if each.four_eyes is not None:
                # What makes it stricter may be the State's; what makes it laxer is its own.
                alone = outcome in each.four_eyes.alone and each.authority == authority
                needed = (needed or outcome in each.four_eyes.always) and not alone
        return needed

    @property
    def remind_before_s(self) -> int:
        """Seconds before a last instant at which an officer is reminded."""
        told = [each.reminders.remind_before_s for each in self.overlays if each.reminders]
        return told[-1] if told else self.rulebook.closing.remind_before_s

    def check_application(self, application: Application) -> None:
        """Check that an application gives the fields that this authority asks for.

        Raises:
            InputError: Names the first that is missing, and who asks for it where.
        """
        for each in self.overlays:
            for field in each.required.fields if each.required is not None else ():
                if _missing(getattr(application.transaction, field)):
                    raise InputError(
                        "{field}: {authority} asks for it ({version})",
                        remedy="{why}",
                        why=each.required.reason if each.required is not None else "",
                        field=f"transaction.{field}",
                        authority=each.authority,
                        version=each.version,
                    )


def _missing(value: object) -> bool:
    """Return whether a field says nothing; what is withheld or not applicable says something."""
    state = getattr(value, "state", None)
    return state is Statement.UNKNOWN if state is not None else value in (None, "", ())
