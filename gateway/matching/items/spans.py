"""Compares two quantities: values, ranges and bounds, within the tolerance of their kind."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gateway.matching.items.parameter_names import AT_LEAST, AT_MOST
from gateway.matching.items.units import Kind

BOUND_DEGREE = 0.8  # "at least 5" and 7: not against each other, and no more

_SAME = Decimal("1e-9")  # conversion leaves such remainders
_RANGE_SAME = Decimal("0.8")  # share of the joint range that two ranges have in common
_RANGE_OTHER = Decimal("0.2")


@dataclass(frozen=True, slots=True)
class Span:
    """A value, a range or a bound, in the base unit of its kind.

    Attributes:
        low: Lower end, or None where it is open.
        high: Upper end, or None where it is open.
        kind: Kind of quantity.
        quantity: As it was stated, with its unit.
        end: ``at_least`` or ``at_most`` where its name says minimum or maximum: one end of a
            range, if the other is stated too.
        others: What else it may be, where its number is ambiguous ("1,064").
    """

    low: Decimal | None
    high: Decimal | None
    kind: Kind
    quantity: str
    end: str = ""
    others: tuple[Span, ...] = ()

    @property
    def readings(self) -> tuple[Span, ...]:
        """All that it may be."""
        return (self, *self.others)

    @property
    def said(self) -> str:
        """The quantity as the reasons say it."""
        if self.high is None:
            return f"at least {self.quantity}"
        if self.low is None:
            return f"at most {self.quantity}"
        marks = {AT_LEAST: " (minimum)", AT_MOST: " (maximum)"}
        return self.quantity + marks.get(self.end, "")

    @property
    def is_value(self) -> bool:
        """Whether it is a single value."""
        return self.low is not None and self.low == self.high


def compare_spans(a: Span, b: Span) -> tuple[float | None, str]:
    """Return how far two values, ranges or bounds agree, and how to say it.

    An ambiguous number agrees where one of its readings does, and never speaks against.

    Returns:
        None for the degree where their units cannot be compared, or a number is ambiguous.
    """
    pairs = (_compare(x, y) for x in a.readings for y in b.readings)
    best = max(pairs, key=lambda pair: -1 if pair[0] is None else pair[0])
    if best[0] not in (1, None) and (a.others or b.others):
        return None, "a number is ambiguous, and is not compared"
    return best


def _compare(a: Span, b: Span) -> tuple[float | None, str]:
    if a.kind.base != b.kind.base:
        if {a.kind.name, b.kind.name} == {"app", "ctp"}:
            return None, "MTOPS of older lists cannot be converted to WT"
        return None, "units cannot be compared"
    kind = max(a.kind, b.kind, key=lambda k: (k.within or 0, k.tolerance))
    if a.is_value and b.is_value:
        return _values(a.low or Decimal(0), b.low or Decimal(0), kind)
    if None in (a.low, a.high, b.low, b.high):
        return _bounds(a, b, kind)
    return _overlap(a, b, kind)


def _values(a: Decimal, b: Decimal, kind: Kind) -> tuple[float, str]:
    apart = abs(a - b)
    if apart <= _SAME * max(abs(a), abs(b)):
        return 1.0, "equal"
    if kind.within is not None:
        if apart <= kind.within:
            return 1.0, f"the same within {kind.within:f} {kind.base} ({kind.why})"
        least, most, measured = kind.within, kind.within * kind.near, apart
        words = f"{_plain(apart)} {kind.base} apart"
    elif a == 0 or b == 0 or (a < 0) != (b < 0):
        return 0.0, "different"
    else:
        measured = max(abs(a), abs(b)) / min(abs(a), abs(b))
        least, most = 1 + kind.tolerance, kind.near
        if measured <= least:
            within, percent = _plain(kind.tolerance * 100), _plain((measured - 1) * 100)
            return 1.0, f"the same within {within} % ({percent} % apart; {kind.why})"
        words = f"{_times(measured)} times"
    if measured >= most:
        return 0.0, f"{words}, another grade"
    return float((most - measured) / (most - least)), words


def _bounds(a: Span, b: Span, kind: Kind) -> tuple[float, str]:
    """Compare where an end is open: the same bound, or a value that a bound allows."""
    for end_a, end_b in ((a.low, b.low), (a.high, b.high)):
        if end_a is not None and end_b is not None and (a.low is None) == (b.low is None):
            degree, words = _values(end_a, end_b, kind)
            if not a.is_value and not b.is_value and degree == 1:
                return 1.0, f"same bound, {words}"
            if not a.is_value and not b.is_value and degree == 0:
                return 0.0, f"bounds of another grade, {words}"  # "up to 6 GHz", "up to 325 GHz"
    if _apart(a, b, kind):
        return 0.0, "the one excludes the other"
    if a.is_value or b.is_value:
        # The bound of the one may well be the value of the other: "up to 2 kW" and 2 kW.
        value = (a.low if a.is_value else b.low) or Decimal(0)
        other = b if a.is_value else a
        ends = [end for end in (other.low, other.high) if end is not None]
        if any(_values(value, end, kind)[0] == 1 for end in ends):
            return 1.0, "the value is the bound"
    return BOUND_DEGREE, "the one allows for the other"


def _overlap(a: Span, b: Span, kind: Kind) -> tuple[float, str]:
    """Compare ranges, or a range with a value."""
    low_a, high_a, low_b, high_b = (end or Decimal(0) for end in (a.low, a.high, b.low, b.high))
    if a.is_value or b.is_value:
        if _apart(a, b, kind):
            return 0.0, "outside the range"
        return BOUND_DEGREE, "within the range"
    if _values(low_a, low_b, kind)[0] == 1 and _values(high_a, high_b, kind)[0] == 1:
        return 1.0, "the same range"
    joint = max(high_a, high_b) - min(low_a, low_b)
    common = min(high_a, high_b) - max(low_a, low_b)
    if common < 0 or joint == 0:
        return 0.0, "ranges do not touch"
    share = common / joint
    if share >= _RANGE_SAME:
        return 1.0, f"ranges have {share:.0%} in common"
    degree = (share - _RANGE_OTHER) / (_RANGE_SAME - _RANGE_OTHER)
    return float(max(degree, Decimal(0))), f"ranges have {share:.0%} in common"


def _apart(a: Span, b: Span, kind: Kind) -> bool:
    """Whether no value can be both, tolerance allowed for."""
    for low, high in ((a.low, b.high), (b.low, a.high)):
        if low is not None and high is not None and low > high and _values(low, high, kind)[0] < 1:
            return True
    return False


def _plain(value: Decimal) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _times(ratio: Decimal) -> str:
    if ratio < 2:  # noqa: PLR2004
        return f"{ratio:.2f}"
    return f"{ratio:.1f}" if ratio < 10_000 else f"{ratio:.0E}"  # noqa: PLR2004
