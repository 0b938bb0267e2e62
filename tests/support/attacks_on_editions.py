"""An edition and its corrigendum, attacked together: what the two give away of each other.

The reader is told which figures differ between them, the held ones among them; every other
cell is one figure in both. So he subtracts more than anybody could in life.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from gateway.domain.annual.edition import Edition, PublishedTable
from gateway.domain.annual.template import Measure, Template
from gateway.reports.consolidation import CellKey
from gateway.reports.disclosure import Audit, Protection, audit, changed_between, protect
from gateway.reports.disclosure.primary import COMPLEMENTARY
from gateway.reports.editions import Freeze, edition
from gateway.reports.published_tables import appear
from tests.support.attacker import Place
from tests.support.attacks import Found, asked_by_outsider, figure
from tests.support.small_years import Counted, Record, cells_of, consolidated

_FREEZE = Freeze("EU-R-2025", "Report", datetime(2026, 6, 1, tzinfo=UTC))
MISSING_IN_EACH = 4
"""In one of so many years a State has sent nothing before the first edition."""


@dataclass(frozen=True)
class Correction:
    """A year before and after its corrigendum.

    Attributes:
        missing: States that had sent nothing before.
        kinds: What was done: ``added``, ``withdrawn``, ``changed`` records, ``state``.
    """

    before: tuple[Record, ...]
    after: tuple[Record, ...]
    missing: tuple[str, ...]
    kinds: tuple[str, ...]


def corrected(records: Sequence[Record], seed: int) -> Correction:
    """Draw what a corrigendum changes: records added, withdrawn, of another value; a State.

    Args:
        records: The year as it is after it, and what is withdrawn.
        seed: Decides what is drawn.
    """
    draw = Random(f"corrigendum/{seed}")
    kinds = [each for each in ("added", "withdrawn", "changed") if draw.random() < 0.6]
    missing: tuple[str, ...] = ()
    if seed % MISSING_IN_EACH == 0 or not kinds:
        missing = (draw.choice(sorted({each.state for each in records})),)
        kinds.append("state")
    left = [place for place, each in enumerate(records) if each.state not in missing]
    draw.shuffle(left)
    taken = {kind: {left.pop() for _ in range(draw.randint(1, 3)) if left} for kind in kinds[:3]}
    before, after = [], []
    for place, record in enumerate(records):
        if place not in taken.get("added", ()) and record.state not in missing:
            changed = place in taken.get("changed", ())
            before.append(_other(record, draw) if changed else record)
        if place not in taken.get("withdrawn", ()):
            after.append(record)
    return Correction(tuple(before), tuple(after), missing, tuple(kinds))


def _other(record: Record, draw: Random) -> Record:
    factor = draw.choice((0.1, 0.9, 1.1, 10.0))
    lines = tuple((codes, int(cents * factor) + 1) for codes, cents in record.lines)
    return replace(record, lines=lines)


@dataclass(frozen=True)
class Played:
    """Two editions of a small year, protected and audited as they would be in life.

    Attributes:
        secrets: What each holds back for what it says.
        held: Cells that the second holds back, of how many.
        audited: What its audit came to.
    """

    template: Template
    correction: Correction
    first: Edition
    tables: tuple[PublishedTable, ...]
    secrets: tuple[frozenset[CellKey], frozenset[CellKey]]
    held: int
    cells: int
    audited: Audit


def play(template: Template, correction: Correction, *, apart: bool = False) -> Played:
    """Freeze a first edition and make its corrigendum.

    Args:
        template: The template.
        correction: The year before and after.
        apart: The second edition is protected as if there were no first one.

    Raises:
        StateError: DISCLOSURE_UNSAFE: the corrigendum cannot be made safe.
    """
    one = consolidated(template, correction.before, without=correction.missing)
    other = consolidated(template, correction.after)
    found = protect(one)
    first = edition(one, appear(one, found.held, found.merges), _FREEZE)
    audit(template, first.tables, made=[one])
    earlier = [] if apart else [first]
    again = protect(other, earlier=earlier, sources=[] if apart else [one])
    tables = appear(other, again.held, again.merges)
    changed, made = ([], [other]) if apart else ([changed_between(one, other)], [one, other])
    audited = audit(template, tables, earlier, changed, made=made)
    secrets = (_secret(found), _secret(again))
    cells = again.report.cells
    return Played(template, correction, first, tables, secrets, len(again.held), cells, audited)


def as_reader_of_both(played: Played) -> Found:
    """Attack what either edition holds back with the tables of both.

    A figure that has become one to hide, though it is the same as in the first edition, which
    had no reason to guard it, is not asked about: the first may have given it away.
    """
    template, years = played.template, played.correction
    then, now = cells_of(template, years.before), cells_of(template, years.after)
    changed = {Place(*key) for key in {*then, *now} if then.get(key) != now.get(key)}
    first, second = played.secrets
    newly = {
        measure: {
            key
            for key in second
            if key in first or _amount(then, key, measure) != _amount(now, key, measure)
        }
        for measure in Measure
    }
    old, new = played.first.tables, played.tables
    before = dict.fromkeys(Measure, first)
    return asked_by_outsider(
        template, [new, old], then, before, changed=changed
    ) + asked_by_outsider(template, [old, new], now, newly, changed=changed)


def _amount(counted: Mapping[CellKey, Counted], key: CellKey, measure: Measure) -> float:
    return figure(counted.get(key, Counted()), measure)


def _secret(found: Protection) -> frozenset[CellKey]:
    return frozenset(key for key, why in found.held.items() if why.why != COMPLEMENTARY)
