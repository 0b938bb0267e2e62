"""Units of technical parameters: brings a value to the base unit of its kind.

The table is `units.toml`: which units there are, and how far two values of one kind may lie
apart and still be the same, with the reason. A unit that is not in it is compared by its
spelling, within the tolerance of `UNKNOWN_KIND`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cache, lru_cache
from typing import Any

from gateway.matching.tables import table_of

_PREFIXES: dict[str, Decimal] = {
    "p": Decimal("1e-12"),
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "c": Decimal("1e-2"),
    "": Decimal(1),
    "k": Decimal("1e3"),
    "M": Decimal("1e6"),
    "G": Decimal("1e9"),
    "T": Decimal("1e12"),
    "P": Decimal("1e15"),
}
# Spellings of one sign. Superscripts are only brought down after a unit of length.
_SIGNS = str.maketrans(
    {"µ": "u", "μ": "u", "²": "2", "³": "3", "∙": "·", "⋅": "·", "º": "°", "″": '"', "′": "'"}
)
_SPELLINGS = (
    ("/sec", "/s"),
    ("^", ""),
    ("sqrt(h)", "√h"),
    ("sqrt(hr)", "√h"),
    ("sqrt(Hz)", "√Hz"),
    ("sqrtHz", "√Hz"),
    ("per", "/"),
)
_MOST_DECIBELS = Decimal(300)  # beyond it a level says nothing and its power has no end
_MOST_DIGITS = 60
_MOST_PLACES = 100  # of a value before and after the point


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of quantity and when two of its values are the same.

    Attributes:
        name: Name in the table, or "" for a unit that the table does not know.
        base: Unit in which its values are compared.
        tolerance: Share by which two values may differ.
        within: Difference in the base unit instead, or None.
        near: How many times further still leaves some likeness.
        why: Reason for the tolerance, for the officer.
    """

    name: str
    base: str
    tolerance: Decimal
    within: Decimal | None
    near: Decimal
    why: str


UNKNOWN_KIND = Kind("", "", Decimal("0.02"), None, Decimal("1.5"), "rounding")


@dataclass(frozen=True, slots=True)
class UnitMeasure:
    """A value in the base unit of its kind."""

    value: Decimal
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Unit:
    kind: Kind
    factor: Decimal
    form: str = ""  # "", "inverse", "decibel"
    offset: Decimal = Decimal(0)


def to_base(value: Decimal, unit: str, kind: str = "") -> UnitMeasure:
    """Bring a value to the base unit of its kind.

    Args:
        value: The value as declared.
        unit: Its unit as declared, e.g. ``GHz``, ``µm``, ``Gbit/s``, ``°C``, ``mesh``.
        kind: What the parameter's name says it is; decides where a unit has two meanings.

    Returns:
        The value and its kind; an unknown unit is a kind of its own, by its spelling.
    """
    value = _bounded(value)
    found = unit_of(unit, kind)
    if found is None:
        written = "".join(unit.split()).casefold()
        unknown = UNKNOWN_KIND
        own = Kind("", written, unknown.tolerance, None, unknown.near, unknown.why)
        return UnitMeasure(value, own)
    return UnitMeasure(_converted(value, found), found.kind)


@cache
def unit_spellings() -> tuple[str, ...]:
    """Return every unit of the table as it is spelt, longest first; none is empty."""
    table, _ = _tables()
    return tuple(sorted((name for name, _ in table if name not in ("", "1")), key=_by_length))


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the kinds of quantity of the table."""
    return {name: _kind(name, entry) for name, entry in table_of(__file__)["kind"].items()}


@lru_cache(maxsize=4096)
def unit_of(unit: str, kind: str) -> _Unit | None:
    """Return what a unit means, or None.

    Args:
        unit: As declared.
        kind: Kind that the name of the parameter says, or "".
    """
    table, uncased = _tables()
    written = "".join(unit.split())
    for attempt in (written, written.translate(_SIGNS), _respelt(written)):
        for said in (kind, ""):
            if (found := table.get((attempt, said))) is not None:
                return found
    return uncased.get(_respelt(written).casefold())


def _bounded(value: Decimal) -> Decimal:
    """Keep a value where it can be reckoned with: nobody's goods have 10 to the 100th of any."""
    if value.is_zero() or value.adjusted() < -_MOST_PLACES:
        return Decimal(0)
    if value.adjusted() > _MOST_PLACES:
        return Decimal(10) ** _MOST_PLACES * (-1 if value.is_signed() else 1)
    return value


def _respelt(written: str) -> str:
    written = written.translate(_SIGNS)
    for spelling, known in _SPELLINGS:
        written = written.replace(spelling, known)
    return written


def _converted(value: Decimal, unit: _Unit) -> Decimal:
    with localcontext() as context:
        context.prec = _MOST_DIGITS
        if unit.form == "decibel":
            level = max(-_MOST_DECIBELS, min(value, _MOST_DECIBELS))
            return unit.factor * Decimal(10) ** (level / 10)
        if unit.form == "inverse":
            return unit.factor / value if value else value
        return value * unit.factor + unit.offset


def _by_length(name: str) -> tuple[int, str]:
    return -len(name), name


def _kind(name: str, entry: Mapping[str, Any]) -> Kind:
    return Kind(
        name=name,
        base=entry["base"],
        tolerance=Decimal(entry.get("tolerance", "0.05")),
        within=Decimal(entry["within"]) if "within" in entry else None,
        near=Decimal(entry.get("near", "2")),
        why=entry.get("why", "rounding"),
    )


@cache
def _tables() -> tuple[dict[tuple[str, str], _Unit], dict[str, _Unit]]:
    """Return the units by spelling and kind, and those that need no care with capitals."""
    table: dict[tuple[str, str], _Unit] = {}
    for name, entry in table_of(__file__)["kind"].items():
        kind = kinds()[name]
        for spelling, unit in _units(kind, entry):
            table.setdefault((spelling, ""), unit)
            table[spelling, name] = unit
        for spelling, factor in entry.get("named", {}).items():
            table[spelling, name] = _Unit(kind, _number(factor))
    meanings: dict[str, set[_Unit]] = {}
    for (spelling, said), unit in table.items():
        if not said:
            meanings.setdefault(spelling.casefold(), set()).add(unit)
    # "mHz" and "MHz" differ by nothing but capitals: those have to be written right.
    uncased = {name: next(iter(units)) for name, units in meanings.items() if len(units) == 1}
    return table, uncased


def _units(kind: Kind, entry: Mapping[str, Any]) -> Iterator[tuple[str, _Unit]]:
    offsets = entry.get("offset", {})
    for spelling, factor in entry.get("units", {}).items():
        yield spelling, _Unit(kind, _number(factor), offset=Decimal(offsets.get(spelling, "0")))
    units: Mapping[str, str] = entry.get("units", {})
    for spelling, prefixes in entry.get("si", {}).items():
        own = _number(units.get(spelling, "1"))
        for prefix in ("", *prefixes):
            if prefix + spelling not in units:
                yield prefix + spelling, _Unit(kind, _PREFIXES[prefix] * own)
    for form in ("inverse", "decibel"):
        for spelling, factor in entry.get(form, {}).items():
            yield spelling, _Unit(kind, _number(factor), form)


def _number(text: str) -> Decimal:
    """Read a factor: a number, or a fraction such as ``1/60``."""
    over, _, under = text.partition("/")
    return Decimal(over) / Decimal(under or "1")
