"""Attacks on a small year whose records are known: what is placed more narrowly than allowed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gateway.domain.annual.edition import PublishedTable
from gateway.domain.annual.template import Measure, Template
from gateway.reports.consolidation import CellKey
from tests.support.attacker import Attack, Own, Place, tightest
from tests.support.small_years import Counted, Record, cells_of

UNIT = {Measure.VALUE: 1e5, Measure.NUMBER: 1.0}
SLIP = 1e-6
ROAMS = 12


@dataclass(frozen=True)
class Found:
    """What attacks found.

    Attributes:
        figures: Secret figures that were asked about.
        leaks: Those that were placed more narrowly than allowed.
        tightest: Narrowest reach of a value, relative to it; infinity: none was narrow.
    """

    figures: int = 0
    leaks: int = 0
    tightest: float = np.inf

    def __add__(self, other: Found) -> Found:
        return Found(
            self.figures + other.figures,
            self.leaks + other.leaks,
            min(self.tightest, other.tightest),
        )


def as_outsider(
    template: Template,
    tables: Sequence[PublishedTable],
    records: Sequence[Record],
    secret: Collection[CellKey],
) -> Found:
    """Attack with what is published and nothing else."""
    asked = dict.fromkeys(Measure, secret)
    return asked_by_outsider(template, [tables], cells_of(template, records), asked)


def asked_by_outsider(
    template: Template,
    editions: Sequence[Sequence[PublishedTable]],
    counted: Mapping[CellKey, Counted],
    secret: Mapping[Measure, Collection[CellKey]],
    *,
    changed: Collection[Place] = (),
) -> Found:
    """Ask about the secrets of the last of some editions, with what all of them show.

    Args:
        template: The template.
        editions: The tables of each edition; the secrets are the last one's.
        counted: What stands in its cells.
        secret: By measure what it holds back for what it says.
        changed: Figures that differ between the editions.
    """
    found = Found()
    for measure in Measure:
        attack = Attack(template, editions, measure, changed=changed, unit=UNIT[measure])
        truth = {
            Place(*key): figure(counted[key], measure) for key in secret[measure] if key in counted
        }
        asked = [place for place in attack.hidden if truth.get(place)]
        attack.roam(truth, ROAMS)
        if measure is Measure.VALUE:
            share = float(template.disclosure.protection)
            reach, _ = tightest(attack, truth, share=share)
            found += Found(len(asked), int(reach < share - SLIP), reach)
            continue
        wide = template.disclosure.number_protection
        found += Found(len(asked), sum(not _reaches(attack, place, wide) for place in asked))
    return found


def as_exporters(
    template: Template,
    tables: Sequence[PublishedTable],
    records: Sequence[Record],
    secret: Collection[CellKey],
    *,
    exporters: int,
) -> Found:
    """Attack as those exporters who stand behind most held cells, one after the other.

    Each knows his own licences, and where he is alone that he is. Of a cell's other exporters
    he may not place the largest to within the share that the template protects, unless the
    rest hide him; nor count the licences of a single other one.
    """
    counted = {Place(*key): each for key, each in cells_of(template, records).items()}
    secrets = [Place(*key) for key in secret if Place(*key) in counted]
    behind: dict[str, int] = {}
    for place in secrets:
        for exporter in counted[place].parts:
            behind[exporter] = behind.get(exporter, 0) + 1
    found = Found()
    for exporter in sorted(behind, key=lambda each: (-behind[each], each))[:exporters]:
        mine = cells_of(template, [each for each in records if each.exporter == exporter])
        own = {
            Place(*key): Own(
                each.number, sum(each.parts.values()), alone=len(counted[Place(*key)].parts) == 1
            )
            for key, each in mine.items()
        }
        for measure in Measure:
            attack = Attack(template, [tables], measure, own=own, unit=UNIT[measure])
            attack.roam({place: figure(counted[place], measure) for place in secrets}, ROAMS)
            for place in secrets:
                if place in attack.hidden and set(counted[place].parts) != {exporter}:
                    safe = _safe(template, attack, place, counted[place], exporter, measure)
                    found += Found(1, int(not safe))
    return found


def figure(cell: Counted, measure: Measure) -> float:
    """Return the number or the value of a cell."""
    return float(cell.number if measure is Measure.NUMBER else sum(cell.parts.values()))


def _safe(
    template: Template,
    attack: Attack,
    place: Place,
    cell: Counted,
    exporter: str,
    measure: Measure,
) -> bool:
    others = sorted((part for name, part in cell.parts.items() if name != exporter), reverse=True)
    if measure is Measure.NUMBER:
        return len(others) > 1 or _reaches(attack, place, template.disclosure.number_protection)
    hidden_by = sum(others[1:])
    need = float(template.disclosure.protection) * others[0] - hidden_by
    if need <= 0:
        return True
    whole, slip = sum(cell.parts.values()), SLIP * need + 1e-9 * UNIT[measure]
    known = attack.attained(place)
    if not (known.low <= whole - need and known.high >= whole + need):
        known = attack.interval(place)
    return known.low <= whole - need + slip and known.high >= whole + need - slip


def _reaches(attack: Attack, place: Place, wide: int) -> bool:
    known = attack.attained(place)
    if known.high - known.low < wide - SLIP:
        known = attack.interval(place)
    return known.high - known.low >= wide - SLIP
