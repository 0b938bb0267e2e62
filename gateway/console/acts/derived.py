"""What an act's form asks for, and what it makes, by the model that its use case takes.

A page says of each field what officers read; its kind, its choices and whether it may be left empty
come from the model. What needs a judgement of its own is written by hand beside it: a day and a
time that make an instant, a line that is taken apart.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from gateway.casework.permissions import Officer
from gateway.casework.services import Office
from gateway.console.acts.declared import (
    ActField,
    ActOption,
    ActPlan,
    CarriesOut,
    FieldKind,
    waiting,
)
from gateway.console.acts.filled import FilledIn, asked_by
from gateway.console.visit import Visit
from gateway.domain.denial import FreeText
from gateway.domain.waiting_act import WaitingAct
from gateway.views.words import words_of

M = TypeVar("M", bound=BaseModel)

_KINDS: Final[Mapping[type[Any], tuple[FieldKind, FieldKind]]] = {
    FreeText: (FieldKind.LONG_TEXT, FieldKind.PARAGRAPHS),
    StrEnum: (FieldKind.CHOICE, FieldKind.SEVERAL),
    bool: (FieldKind.YES_NO, FieldKind.YES_NO),
    int: (FieldKind.NUMBER, FieldKind.NUMBER),
    date: (FieldKind.DAY, FieldKind.DAY),
    object: (FieldKind.TEXT, FieldKind.TEXT),
}
"""How one of a type is filled in, and how several are; the first that fits."""


def options_of(codes: type[StrEnum]) -> tuple[ActOption, ...]:
    """Return the codes of a kind as a form offers them, each in its words."""
    return tuple(ActOption(each.value, words_of(each)) for each in codes)


@dataclass(frozen=True)
class Ask:
    """What an officer reads of a field that a model has, and where a form differs from the model.

    Attributes:
        label: What is asked for.
        hint: What it is for and who will read it.
        kind: How it is filled in; None: as the model says.
        required: Whether it may be left empty; None: as the model says.
        options: Of a choice; None: as the model says.
        folded: Whether it stands under a line that is opened: what is seldom needed.
        also: Further names by which errors call what stands in it.
    """

    label: str
    hint: str = ""
    kind: FieldKind | None = None
    _: KW_ONLY
    required: bool | None = None
    options: tuple[ActOption, ...] | None = None
    folded: bool = False
    also: tuple[str, ...] = ()


def fields_of(model: type[BaseModel], /, **asked: Ask) -> tuple[ActField, ...]:
    """Return the fields of a form, in the order of the form.

    Args:
        model: What the use case takes.
        asked: By the name that a field has there and in the form.
    """
    return tuple(_field(model.model_fields[name], name, each) for name, each in asked.items())


def _field(held: FieldInfo, name: str, ask: Ask) -> ActField:
    kind, several = asked_by(held.annotation)
    one, many = next(kinds for each, kinds in _KINDS.items() if issubclass(kind, each))
    options = options_of(kind) if issubclass(kind, StrEnum) else ()
    return ActField(
        name,
        ask.label,
        ask.hint,
        ask.kind or (many if several else one),
        required=held.is_required() if ask.required is None else ask.required,
        options=options if ask.options is None else ask.options,
        folded=ask.folded,
        also=(*ask.also, f"{name}.text")
        if one is FieldKind.LONG_TEXT and not several
        else ask.also,
    )


def sends(
    use_case: Callable[[Office, Officer, str, M], Awaitable[object]], model: type[M]
) -> CarriesOut:
    """Return what carries an act out whose form says all that its use case takes."""

    async def carry_out(
        visit: Visit, subject: str, _: ActPlan, filled: FilledIn
    ) -> WaitingAct | None:
        return waiting(await use_case(visit.office, visit.who, subject, filled.model(model)))

    return carry_out
