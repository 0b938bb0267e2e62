"""Compares declared technical parameters, and values that a description states.

Article 2(22) speaks of essentially identical parameters or technical characteristics. Two
values of one parameter are the same within the tolerance of their kind (units.toml); a value
may be a single one, several, a range, or a bound ("at least"). What only one side states says
nothing. A value in a description agrees or says nothing: a text states what it likes. Only where
both descriptions state one value of a kind, and the two are of another grade, does it speak
against a match. A value counts once: the text often repeats a parameter. Like is compared with
like: what a value without a name is, its kind says, and it has to be the same figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from gateway.domain.transaction import Item
from gateway.matching.items.measures import TextMeasure, read_measures
from gateway.matching.items.parameter_names import (
    AT_LEAST,
    AT_MOST,
    MAX,
    MIN,
    ParameterName,
    parameter_name,
    tolerated,
)
from gateway.matching.items.spans import Span, compare_spans
from gateway.matching.items.units import Kind, UnitMeasure, to_base

COMMON_WEIGHT = 0.5  # agreement on mass or voltage says half as much
TEXT_WEIGHT = 0.5  # so does a value in a description that carries no name
TEXT_TOLERANCE = Decimal("0.01")  # 1064 nm and 1030 nm are not one, whatever a length is granted
AMOUNTS = frozenset({"mass", "time", "count", "ratio", "data"})
"""Kinds of values that a text states of the delivery as often as of the thing: 200 kg, 2 h."""

_MANY_NAMES = frozenset({"length", "frequency"})
"""Kinds of which a thing has many that are no one another's: a length, a wavelength, a range."""

UNNAMED = "#"
"""What the key of a value that has no name begins with."""

_CACHED_ITEMS = 8_192
_MOST_VALUES = 8  # of one parameter
_BOTH = 2  # sides that state a value in their text


@dataclass(slots=True)
class StatedParameter:
    """All that one side states of one parameter."""

    name: ParameterName
    label: str
    spans: list[Span] = field(default_factory=list)
    from_text: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the parameters of two items agree.

    Attributes:
        degree: Agreement from 0 to 1, between the mean and the least of a telling parameter;
            None where nothing could be compared.
        weight: How many parameters were the same, common and unnamed ones counted half.
        reasons: One line for each parameter that both state.
    """

    degree: float | None
    weight: float
    reasons: tuple[str, ...]


def compare_parameters(ours: Item, theirs: Item) -> Agreement:
    """Compare the technical parameters of two items."""
    mine, their = statements(ours), statements(theirs)
    if not mine or not their:
        return Agreement(None, 0.0, ())
    found: list[tuple[float, float]] = []  # degree, weight
    reasons: list[str] = []
    shared = [key for key in mine if key in their and not key.startswith(UNNAMED)]
    for key in shared:
        degree, words = _compare(mine[key], their[key])
        reasons.append(words)
        in_text = mine[key].from_text + their[key].from_text
        known = mine[key].name
        against = in_text == _BOTH and degree == 0 and not known.common
        if degree is not None and (not in_text or degree == 1 or against):
            found.append((degree, COMMON_WEIGHT if known.common or against else 1.0))
    rest = [s for key, s in mine.items() if key not in shared]
    others = [s for key, s in their.items() if key not in shared]
    for degree, words in (*_unnamed(rest, others), *_apart(rest, others)):
        found.append((degree, TEXT_WEIGHT))
        reasons.append(words)
    if not found:
        return Agreement(None, 0.0, tuple(reasons))
    total = sum(weight for _, weight in found)
    mean = sum(degree * weight for degree, weight in found) / total
    # One parameter of another grade makes another grade, however many others agree.
    least = min(degree if weight == 1 else 1.0 for degree, weight in found)
    return Agreement(
        degree=(mean + min(least, mean)) / 2,
        weight=sum(weight for degree, weight in found if degree == 1),
        reasons=tuple(reasons),
    )


def statements(item: Item) -> Mapping[str, StatedParameter]:
    """Return what an item states of each parameter: declared first, then from its text."""
    # By what is written: 1.0 and 1 are equal, and are told as they were declared.
    declared = tuple((each.name, str(each.value), each.unit) for each in item.parameters)
    return _statements(declared, item.description)


@lru_cache(maxsize=_CACHED_ITEMS)
def _statements(
    declared: tuple[tuple[str, str, str], ...], text: str
) -> Mapping[str, StatedParameter]:
    found: dict[str, StatedParameter] = {}
    for label, value, unit in declared:
        name = parameter_name(label)
        known = found.setdefault(name.key, StatedParameter(name, label))
        if len(known.spans) < _MOST_VALUES:
            known.spans.append(_declared(Decimal(value), unit, name))
    for statement in found.values():
        statement.spans = _ranges(statement.spans)
    for number, measure in enumerate(read_measures(text)):
        named = measure.name
        if named is not None and named.key in found and not found[named.key].from_text:
            continue  # declared: the text repeats it or speaks of something else
        key = named.key if named is not None else f"{UNNAMED}{number}"
        name = named or ParameterName(key)
        span = _in_text(measure, name)
        if named is None and any(_is_one(span, each) for s in found.values() for each in s.spans):
            continue  # stated before: a value counts once
        statement = found.setdefault(key, StatedParameter(name, name.key, from_text=True))
        if len(statement.spans) < _MOST_VALUES:
            statement.spans.append(span)
    return found


def _is_one(a: Span, b: Span) -> bool:
    same = any((x.low, x.high) == (y.low, y.high) for x in a.readings for y in b.readings)
    return same and a.kind.base == b.kind.base


def _declared(value: Decimal, unit: str, name: ParameterName) -> Span:
    base = to_base(value, unit, name.kind)
    kind, said = tolerated(name, base.kind), _quantity(value, unit)
    if name.qualifier in (AT_LEAST, AT_MOST):
        return _span(base, name.qualifier, said, kind)
    # Of a name that is said to be the most or least there is one value: "max speed".
    end = {MIN: AT_LEAST, MAX: AT_MOST}.get(name.qualifier, "")
    return Span(base.value, base.value, kind, said, end)


def _span(base: UnitMeasure, bound: str, said: str, kind: Kind) -> Span:
    low = None if bound == AT_MOST else base.value
    high = None if bound == AT_LEAST else base.value
    return Span(low, high, kind, said)


def _ranges(spans: Sequence[Span]) -> list[Span]:
    """Make a range of a minimum and a maximum, or of two bounds, that are stated apart."""
    lows = [s for s in spans if s.end == AT_LEAST or s.high is None]
    highs = [s for s in spans if s.end == AT_MOST or s.low is None]
    if len(lows) != 1 or len(highs) != 1:
        return list(spans)
    low, high = lows[0], highs[0]
    if low.low is None or high.high is None or low.kind != high.kind or low.low > high.high:
        return list(spans)
    said = f"{low.quantity} to {high.quantity}"
    rest = [s for s in spans if s is not low and s is not high]
    return [Span(low.low, high.high, low.kind, said), *rest]


def _in_text(measure: TextMeasure, name: ParameterName) -> Span:
    """Return the span of a value in a text, with what else it may be."""
    said: list[str] = []
    spans: list[Span] = []
    for value, upper in ((measure.value, measure.upper), *measure.others):
        low = to_base(value, measure.unit, name.kind)
        kind = tolerated(name, low.kind)
        said.append(_quantity(value, "" if upper is not None else measure.unit))
        span = _span(low, measure.bound, "", kind)
        if upper is not None:
            high = to_base(upper, measure.unit, name.kind)
            span = Span(min(low.value, high.value), max(low.value, high.value), kind, "")
            said[-1] += f" to {_quantity(upper, measure.unit)}"
        spans.append(span)
    return replace(spans[0], quantity=" or ".join(said), others=tuple(spans[1:]))


def _compare(mine: StatedParameter, their: StatedParameter) -> tuple[float | None, str]:
    """Return how the statements of one parameter agree: its best pairs, and the words."""
    label = (
        mine.label
        if mine.label.casefold() == their.label.casefold()
        else f"{mine.label} / {their.label}"
    )
    pairs = [(a, b, *compare_spans(a, b)) for a in mine.spans for b in their.spans]
    known = [pair for pair in pairs if pair[2] is not None]
    if not known:
        a, b, _, words = pairs[0]
        return None, f"{label} {a.said} and {b.said}: {words}"
    taken: list[tuple[Span, Span, float, str]] = []
    for a, b, degree, words in sorted(known, key=lambda p: (-(p[2] or 0), _order(p[0], p[1]))):
        if all(a is not x and b is not y for x, y, _, _ in taken):
            taken.append((a, b, degree or 0.0, words))
    said = "; ".join(f"{a.said} and {b.said}: {words}" for a, b, _, words in taken)
    return sum(t[2] for t in taken) / len(taken), f"{label} {said}"


def _order(a: Span, b: Span) -> tuple[str, ...]:
    """Give an order that does not depend on which side is ours."""
    return tuple(sorted((_key(a), _key(b))))


def _key(span: Span) -> str:
    return f"{span.low}|{span.high}|{span.said}"


def _unnamed(
    ours: Sequence[StatedParameter], theirs: Sequence[StatedParameter]
) -> list[tuple[float, str]]:
    """Return the values that are the same where one side gives them no known name."""
    reasons: list[tuple[float, str]] = []
    left, right = _loose(ours), _loose(theirs)
    pairs = sorted(
        (
            (_order(a, b), i, j)
            for i, (_, a, named_a) in enumerate(left)
            for j, (_, b, named_b) in enumerate(right)
            if not (named_a and named_b)
            and a.kind.name not in ("", "count")
            and a.kind.base == b.kind.base
            and _is_same(a, b)
        ),
    )
    used_left: set[int] = set()
    used_right: set[int] = set()
    for _, i, j in pairs:
        if i in used_left or j in used_right:
            continue
        used_left.add(i)
        used_right.add(j)
        (label, a, _), (other, b, _) = left[i], right[j]
        name = label or other or a.kind.name.replace("_", " ")
        words = f"{name} {a.said} and {b.said}, as the description says: the same"
        reasons.append((1.0, words))
    return reasons


def _apart(
    ours: Sequence[StatedParameter], theirs: Sequence[StatedParameter]
) -> list[tuple[float, str]]:
    """Return the values of another grade, where each side states one value of a kind."""
    left, right = _alone(ours), _alone(theirs)
    reasons: list[tuple[float, str]] = []
    for base in left.keys() & right.keys():
        (a, from_text), (b, other_from_text) = left[base], right[base]
        if not (from_text and other_from_text) and a.kind.name in _MANY_NAMES:
            continue
        degree, words = compare_spans(a, b)
        if degree == 0:
            name = a.kind.name.replace("_", " ")
            where = "as the descriptions say" if from_text and other_from_text else "one each"
            reasons.append((0.0, f"{name} {a.said} and {b.said}, {where}: {words}"))
    return sorted(reasons)


def _alone(found: Iterable[StatedParameter]) -> dict[str, tuple[Span, bool]]:
    """Return by kind the value that is the only one of its kind, is no amount, and its source."""
    spans = [(span, s.from_text) for s in found for span in s.spans]
    count = Counter(span.kind.base for span, _ in spans)
    return {
        span.kind.base: (span, from_text)
        for span, from_text in spans
        if count[span.kind.base] == 1 and span.kind.name not in AMOUNTS and span.kind.name
    }


def _is_same(a: Span, b: Span) -> bool:
    """Whether two values are one figure; a figure in another unit was rounded again."""
    if a.quantity.split()[-1:] == b.quantity.split()[-1:]:
        a, b = _narrow(a), _narrow(b)
    return compare_spans(a, b)[0] == 1


def _narrow(span: Span) -> Span:
    """Return a span whose kind forgives no more than rounding."""
    if span.kind.within is not None or span.kind.tolerance <= TEXT_TOLERANCE:
        return span
    narrow = replace(span.kind, tolerance=TEXT_TOLERANCE, why="rounding")
    return replace(span, kind=narrow, others=tuple(map(_narrow, span.others)))


def _loose(found: Iterable[StatedParameter]) -> list[tuple[str, Span, bool]]:
    """Return spans with their label, if any, and whether they have a name of the table."""
    return [
        ("" if s.label.startswith(UNNAMED) else s.label, span, s.name.known or not s.from_text)
        for s in found
        for span in s.spans
    ]


def _quantity(value: Decimal, unit: str) -> str:
    """Write a value as a person would: 4000, 0.05 m, 3E+15 FLOPS."""
    usual = -6 < value.adjusted() < 12  # noqa: PLR2004
    digits = f"{value.normalize():f}" if usual else f"{value:.4g}"
    return digits if unit in ("", "1") else f"{digits} {unit}"
