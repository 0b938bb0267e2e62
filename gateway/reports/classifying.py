"""From a control code to the groups of the report, and whether a record has all its codes.

An item belongs to the group of the longest beginning that the template names: 5A002.a.1 to
that of 5A002 and not to that of 5A. What Annex I does not name has groups of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from gateway.domain.annual.codes import TOTAL, CodeTree, Holds
from gateway.domain.annual.records import AnnualRecord, RecordLine
from gateway.domain.annual.template import Measure, RecordKind, Template
from gateway.domain.controls.codes import is_within, normalise_code
from gateway.errors import ComityError, InputError, Reason

ITEM, CYBER_GROUP, DESTINATION = "item", "cyber_group", "destination"
LICENCE_KIND, DECISION, DENIAL_KIND, GROUND = "licence_kind", "decision", "denial_kind", "ground"


class CodePlace(NamedTuple):
    """Where in a record the codes of a dimension stand.

    Attributes:
        field: Name of the field, of the record or of a line.
        of_line: Whether it is a field of a line.
        needed: Whether a record cannot be counted without it.
    """

    field: str
    of_line: bool
    needed: bool = True


PLACES = {
    LICENCE_KIND: CodePlace("licence_kind", of_line=False),
    DECISION: CodePlace("decision", of_line=False),
    DENIAL_KIND: CodePlace("decision", of_line=False),
    GROUND: CodePlace("grounds", of_line=False, needed=False),
    ITEM: CodePlace("item_group", of_line=True),
    DESTINATION: CodePlace("destination", of_line=True),
    CYBER_GROUP: CodePlace("cyber_group", of_line=True, needed=False),
}
"""The dimensions that records can be counted by."""

_OF_LINES = tuple(dimension for dimension, place in PLACES.items() if place.of_line)
"""Codes of a line are checked whether a table counts by them or not."""


class _Groups(NamedTuple):
    """What a line says of its item."""

    code: str
    item_group: str | None
    cyber_group: str | None


class _Check(NamedTuple):
    """How the codes of a dimension are checked in records of one kind.

    Attributes:
        leaves: What needs no further look: the finest codes, and none where none is needed.
        single: Why a record has one code only, or empty.
    """

    place: CodePlace
    known: CodeTree
    leaves: frozenset[str | None]
    single: str


class Classifier:
    """Fills in the groups of records by one template, and checks their codes.

    Args:
        template: The template of the year.
    """

    def __init__(self, template: Template) -> None:
        self._template = template
        self._items = template.code_list(ITEM)
        self._cyber = template.code_list(CYBER_GROUP)
        self._groups: dict[str, str | None] = {}
        self._cyber_groups: dict[str, str | None] = {}
        self._spelt: dict[str, str] = {}
        self._lines: dict[tuple[str, str | None, str | None], _Groups] = {}
        self._checks = {kind: _checks(template, kind) for kind in RecordKind}

    def complete(self, record: AnnualRecord) -> AnnualRecord:
        """Return a record with its groups filled in from the control codes, all codes checked.

        Args:
            record: As the authority or its licensing system has it.

        Raises:
            InputError: CODE_UNKNOWN; a code is in no list of the template, is a level above the
                finest, contradicts the control code, or is missing, or a record lies in two
                codes where numbers add up. `field` names it.
        """
        lines = tuple(self._complete_line(line, at) for at, line in enumerate(record.lines))
        if lines != record.lines:
            record = record.with_lines(lines)
        for check in self._checks[record.kind]:
            place = check.place
            if not place.of_line:
                value = getattr(record, place.field)
                for code in value if isinstance(value, tuple) else (value,):
                    if code not in check.leaves:
                        _check(check.known, code, place, "")
                continue
            codes = [getattr(line, place.field) for line in lines]
            for at, code in enumerate(codes):
                if code not in check.leaves:
                    _check(check.known, code, place, f"lines[{at}].")
            if check.single and len(set(codes)) > 1:
                self._refuse_several(check, codes)
        return record

    def _refuse_several(self, check: _Check, codes: Sequence[str]) -> None:
        at = next(at for at, code in enumerate(codes) if code != codes[0])
        raise _fault(
            f"lines[{at}].{check.place.field}",
            f"{codes[at]} is another than {codes[0]}; {check.single}",
            "Make it a record of its own, with a reference of its own.",
        )

    def item_group(self, code: str) -> str | None:
        """Return the item group of a normalised control code, or None."""
        if code not in self._groups:
            self._groups[code] = group_of(self._items, code)
        return self._groups[code]

    def cyber_group(self, code: str) -> str | None:
        """Return the group of cyber-surveillance items of a normalised control code, or None."""
        if code not in self._cyber_groups:
            self._cyber_groups[code] = group_of(self._cyber, code)
        return self._cyber_groups[code]

    def outside(self, holds: Holds, *, cyber: bool = False) -> str | None:
        """Return the group for items outside Annex I, or None where the template has none."""
        groups = self._cyber if cyber else self._items
        return next((value.code for value in groups.code if value.holds is holds), None)

    def _complete_line(self, line: RecordLine, at: int) -> RecordLine:
        said = (line.code, line.item_group, line.cyber_group)
        groups = self._lines.get(said)
        if groups is None:
            groups = self._lines[said] = self._groups_of(line, at)
        return line if groups == said else line.classified(*groups)

    def _groups_of(self, line: RecordLine, at: int) -> _Groups:
        code = self._normal(line.code, at) if line.code else ""
        stated = self._items.get(line.item_group) if line.item_group else None
        holds = stated.holds if stated is not None else None
        group, cyber = line.item_group, line.cyber_group
        if code and holds is None:  # else it is a code of a national list
            group = self.item_group(code)
            if group is None:
                raise _wrong(at, "code", f"{code} belongs to no item group of the template")
            if line.item_group is not None and line.item_group != group:
                raise _wrong(
                    at,
                    "item_group",
                    f"{code} belongs to {group}, not to {line.item_group}",
                    "Correct one of the two, or leave the item group empty.",
                )
            cyber = cyber or self.cyber_group(code)
        elif holds is Holds.NON_LISTED_CYBER:
            cyber = cyber or self.outside(holds, cyber=True)
        return _Groups(code, group, cyber)

    def _normal(self, code: str, at: int) -> str:
        if code not in self._spelt:
            try:
                self._spelt[code] = normalise_code(code)
            except InputError as exc:
                raise _wrong(at, "code", "it is no control code of Annex I", exc.remedy) from exc
        return self._spelt[code]


def dimensions_of(template: Template, kind: RecordKind) -> tuple[str, ...]:
    """Return the dimensions by which records of a kind are counted.

    Raises:
        LawError: TEMPLATE_INVALID; the template counts by something that no record has.
    """
    found: dict[str, None] = {}
    for table in template.table:
        for dimension in table.dimensions:
            if dimension not in PLACES:
                raise Reason.TEMPLATE_INVALID.error(
                    "table {table}: records have no {dimension}; this version of Comity cannot "
                    "count by it",
                    remedy="Install the version of Comity that knows the template.",
                    table=table.key,
                    dimension=dimension,
                )
            if table.records is kind:
                found.setdefault(dimension)
    return tuple(found)


def _single(template: Template, kind: RecordKind) -> dict[str, str]:
    """Return the dimensions in which a record has one code, with the template's reason.

    Numbers add up over them, so that a record that lay in two codes would make a sum wrong.
    """
    return {
        each.dimension: each.reason
        for table in template.table
        for each in table.sums
        if table.records is kind
        and Measure.NUMBER in each.measures
        and PLACES[each.dimension].of_line
    }


def group_of(groups: CodeTree, code: str) -> str | None:
    """Return the group of a normalised control code: that of the longest beginning, or None."""
    best, found = -1, None
    for value in groups.code:
        for prefix in value.prefixes:
            if len(prefix) > best and is_within(code, prefix):
                best, found = len(prefix), value.code
    return found


def _checks(template: Template, kind: RecordKind) -> tuple[_Check, ...]:
    asked, single = dimensions_of(template, kind), _single(template, kind)
    found = []
    for dimension in dict.fromkeys((*asked, *_OF_LINES)):
        known, place = template.code_list(dimension), PLACES[dimension]
        place = place._replace(needed=place.needed and dimension in asked)
        leaves: set[str | None] = {
            value.code for value in known.code if not known.children(value.code)
        }
        if not place.needed:
            leaves.add(None)
        found.append(_Check(place, known, frozenset(leaves), single.get(dimension, "")))
    return tuple(found)


def _check(known: CodeTree, code: str | None, place: CodePlace, where: str) -> None:
    """Say what is wrong with a code that is not one of the finest level."""
    field = f"{where}{place.field}"
    if not code:
        if place.needed:
            raise _fault(
                field, f"the {known.title.lower()} is missing", "Give {known}.", known=_some(known)
            )
    elif code == TOTAL or known.get(code) is None:
        raise _fault(
            field,
            f"{code} is no code of {known.title.lower()}",
            "Give {known}.",
            known=_some(known),
        )
    else:
        some = ", ".join(known.children(code)[:6])
        raise _fault(field, f"{code} is not the finest level", "Give one of {some}.", some=some)


def _some(known: CodeTree) -> str:
    leaves = [value.code for value in known.code if not known.children(value.code)]
    more = ", ..." if len(leaves) > 8 else ""  # noqa: PLR2004 - what a person still reads
    return f"one of {', '.join(leaves[:8])}{more}"


def _wrong(at: int, field: str, message: str, remedy: str | None = None) -> ComityError:
    return _fault(f"lines[{at}].{field}", message, remedy or "Give a code of the template.")


def _fault(field: str, message: str, remedy: str, **values: Any) -> ComityError:
    return Reason.CODE_UNKNOWN.error(
        "{field}: {message}", remedy=remedy, field=field, **values, message=message
    )
