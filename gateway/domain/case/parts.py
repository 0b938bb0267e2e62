"""A decision in parts: what of an application is granted, and what of it is refused.

Article 16(1) has every refusal notified, that of a part too. The two parts are together what was
applied for: a part that neither grants nor refuses is left out, and no decision.
"""

from __future__ import annotations

import operator
from decimal import Decimal
from typing import Any

from pydantic import Field

from gateway.domain.base import Day, Model, Stated
from gateway.domain.denial import FreeText
from gateway.domain.transaction import Item, Party, PartyRole, Transaction
from gateway.errors import InputError


class LinePart(Model):
    """One line of the application, or a part of it.

    Attributes:
        line: Its place in the application, from 1.
        quantity: Of its quantity, where the line is divided; absent: all of it.
        value: Of its value likewise; absent where a quantity is given: in proportion.
    """

    line: int = Field(ge=1)
    quantity: Decimal | None = Field(default=None, gt=0, exclude_if=operator.not_)
    value: Decimal | None = Field(default=None, gt=0, exclude_if=operator.not_)

    @property
    def whole(self) -> bool:
        """Whether the line is not divided."""
        return self.quantity is None and self.value is None


class DecisionParts(Model):
    """What is granted and what is refused: by line, quantity, value, end-user or time.

    Attributes:
        granted: Lines that are granted, whole or in part.
        refused: Lines that are refused, whole or in part.
        refused_end_user: For whom alone the lines are refused, where the application leaves open
            who its end-users are; a line may then be granted, too.
        refused_from: From which day on alone they are refused; the licence ends the day before.
    """

    granted: tuple[LinePart, ...] = Field(min_length=1, max_length=200)
    refused: tuple[LinePart, ...] = Field(min_length=1, max_length=200)
    refused_end_user: Party | None = Field(default=None, exclude_if=operator.not_)
    refused_from: Day | None = Field(default=None, exclude_if=operator.not_)

    @property
    def beside_lines(self) -> bool:
        """Whether what is refused of a line is another end-user or time, and not a part of it."""
        return self.refused_end_user is not None or self.refused_from is not None

    def granted_items(self, asked: Transaction) -> tuple[tuple[int, Item], ...]:
        """Return what is granted of each line, with the line's place in the application.

        A line that is divided by its value alone is granted in as many pieces as were applied
        for: a licence without a quantity would let any number go.
        """
        return tuple((each.line, _share(asked, each, all_pieces=True)) for each in self.granted)

    def granted_of(self, asked: Transaction) -> Transaction:
        """Return the part of a transaction that is granted."""
        return asked.with_items(tuple(item for _, item in self.granted_items(asked)))

    def refused_of(self, asked: Transaction) -> Transaction:
        """Return the part of a transaction that is refused."""
        left = asked.with_items(tuple(_share(asked, each) for each in self.refused))
        if self.refused_end_user is None:
            return left
        return left.with_party(PartyRole.END_USER, Stated[Party].given(self.refused_end_user))

    @property
    def told(self) -> FreeText:
        """The sentence by which all members learn that a part is refused, and which."""
        lines = ", ".join(str(each.line) for each in self.refused)
        said = f"This refuses a part of what was applied for (lines {lines}"
        if self.refused_from is not None:
            said += f", from {self.refused_from.isoformat()} on"
        if self.refused_end_user is not None:
            said += ", for this end-user"
        return FreeText(language="en", text=f"{said}); the other part was granted.")

    def check(self, asked: Transaction) -> None:
        """Check that both parts together are what was applied for.

        Raises:
            InputError: A line is in neither part, is divided into more or less than there was of
                it, or is none of the application's; names the field and what is left out.
        """
        granted, refused = _by_line("granted", self.granted), _by_line("refused", self.refused)
        for line in sorted({*granted, *refused}):
            if line > len(asked.items):
                known = len(asked.items)
                raise _wrong(
                    "parts",
                    "there is no line {line}: the application has {known}",
                    line=line,
                    known=known,
                )
        for line, item in enumerate(asked.items, start=1):
            self._check_line(line, item, granted.get(line), refused.get(line))
        if self.refused_end_user is not None and asked.end_user.value is not None:
            raise _wrong(
                "parts.refused_end_user",
                "the application names its one end-user; refuse lines, or the whole",
            )

    def _check_line(
        self, line: int, item: Item, granted: LinePart | None, refused: LinePart | None
    ) -> None:
        found = [each for each in (granted, refused) if each is not None]
        if not found:
            raise _wrong("parts", "line {line} is in neither part", line=line)
        whole = all(each.whole for each in found)
        if len(found) == 1 and not whole:
            raise _wrong(
                "parts", "of line {line} the rest is left out: it is in one part only", line=line
            )
        if len(found) == 1 or (self.beside_lines and whole):
            return
        if self.beside_lines:
            raise _wrong(
                "parts", "line {line}, for an end-user or a time, is named whole", line=line
            )
        if whole:
            raise _wrong(
                "parts", "line {line} is in both parts: say how much of it is in each", line=line
            )
        for name, applied in (("quantity", item.quantity), ("value", item.value)):
            _check_sum(line, name, applied, [getattr(each, name) for each in found])


def _by_line(field: str, parts: tuple[LinePart, ...]) -> dict[int, LinePart]:
    found = {each.line: each for each in parts}
    if len(found) < len(parts):
        raise _wrong(f"parts.{field}", "a line stands there twice")
    return found


def _check_sum(line: int, name: str, applied: Decimal | None, given: list[Decimal | None]) -> None:
    stated = [each for each in given if each is not None]
    if not stated:
        return
    if applied is None:
        raise _wrong(
            "parts", "line {line} has no {name} that could be divided", line=line, name=name
        )
    if len(stated) < len(given):
        raise _wrong(
            "parts",
            "line {line}: the {name} is given in one part and not in the other",
            line=line,
            name=name,
        )
    left = applied - sum(stated)
    if left > 0:
        raise _wrong(
            "parts",
            "line {line}: {left} of the {name} {applied} are left out",
            line=line,
            left=left,
            name=name,
            applied=applied,
        )
    if left < 0:
        raise _wrong(
            "parts",
            "line {line}: {more} more than the {name} {applied} applied for",
            line=line,
            more=-left,
            name=name,
            applied=applied,
        )


def _share(asked: Transaction, part: LinePart, *, all_pieces: bool = False) -> Item:
    item = asked.items[part.line - 1]
    if part.whole:
        return item
    value = part.value
    if part.quantity is None and all_pieces:
        return item.reduced(item.quantity, value)
    if value is None and item.value is not None and item.quantity and part.quantity is not None:
        value = (item.value * part.quantity / item.quantity).quantize(Decimal("0.01"))
    return item.reduced(part.quantity, value)


def _wrong(field: str, why: str, **values: Any) -> InputError:
    return InputError(
        "{field}: ",
        why,
        remedy="Name each line of the application: what is granted of it, and what is refused.",
        field=field,
        **values,
    )
