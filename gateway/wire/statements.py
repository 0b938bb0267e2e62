"""The four states of a field, free text with its language, references in other systems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from comity.v1 import statement_pb2 as pb
from gateway.domain.base import Statement, Withholding
from gateway.domain.denial import FreeText
from gateway.wire.faults import Fields, WireFault
from gateway.wire.scalars import EnumTable, same_names

T = TypeVar("T")
W = TypeVar("W")

REASONS = same_names(Withholding, pb.WithholdingReason)
STATES = EnumTable(
    {
        Statement.WITHHELD: pb.ABSENCE_STATE_WITHHELD,
        Statement.UNKNOWN: pb.ABSENCE_STATE_UNKNOWN,
        Statement.NOT_APPLICABLE: pb.ABSENCE_STATE_NOT_APPLICABLE,
    },
    pb.AbsenceState,
)

Absences = dict[str, Fields]
"""State of each field that has an entry, by the field's name."""


def write_absence(name: str, state: Statement, reason: Withholding | None) -> pb.FieldAbsence:
    """Write why a field is absent."""
    return pb.FieldAbsence(field=name, state=STATES.number[state], reason=reason_number(reason))


def reason_number(reason: Withholding | None) -> Any:
    """Return the number of a reason class, unspecified for None."""
    return pb.WITHHOLDING_REASON_UNSPECIFIED if reason is None else REASONS.number[reason]


def read_absences(absences: Iterable[pb.FieldAbsence]) -> Absences:
    """Return the states by field name; a field that is named twice has a fault."""
    states: Absences = {}
    for absence in absences:
        state: Fields = {"state": STATES.read(absence.state), "value": None}
        state["reason"] = REASONS.read(absence.reason) if absence.reason else None
        twice = absence.field in states
        states[absence.field] = {"state": WireFault("has two absences")} if twice else state
    return states


def read_stated(value: Any, name: str, absences: Absences) -> Fields:
    """Return the fields of a `Stated`.

    Args:
        value: What was read for the field, or None where it is absent.
        name: Its name on the wire.
        absences: What `read_absences` returned.
    """
    absence = absences.get(name)
    if value is None:
        return absence or {"state": Statement.UNKNOWN}
    if absence is not None:
        return {"state": WireFault("is given and has an absence")}
    return {"state": Statement.GIVEN, "value": value}


def texts_to_pb(texts: Sequence[FreeText]) -> list[pb.FreeText]:
    """Write free texts."""
    return [pb.FreeText(language=text.language, text=text.text) for text in texts]


def texts_fields(texts: Iterable[pb.FreeText]) -> list[Fields]:
    """Read free texts."""
    return [{"language": text.language, "text": text.text} for text in texts]
