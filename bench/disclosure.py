"""Disclosure control: a whole year of the Union, and small ones and corrigenda that are attacked.

`year` is the made year of the Union through the shipped template's views: seconds, what is
held back beside the hypercube heuristic, and the audit of the finished tables. `sets` are
seeded small years: an independent attacker (scipy's linear programs over the published tables)
asks how narrowly each held figure can be placed, as an outsider and as an exporter who knows
his own licences; the reach is relative to the figure, on the narrower side. `editions` are
seeded small years with a corrigendum (records added, withdrawn, of another value; a Member
State that had sent nothing): he has the tables of both, knows which figures differ, and asks
about what either holds back; and what he finds where the second was made without a look at
the first. `outside` publishes both editions of made years and attacks the folders with the files
and the public template (`tests/attacker`): as an outsider, as the exporters who stand behind most
held figures, as two of them who pool, as the largest Member States, each of which knows its own
figures, and as journalists who know one licence each. `exact` and `narrow` are what they place.
`method` tries candidates of held values of small years: who runs the method over years that agree
with what is printed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.reference_disclosure import hypercubes
from bench.registers import report
from gateway.domain.annual.edition import PublishedTable
from gateway.domain.annual.template import Measure, Template
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.consolidation import CellKey, Consolidation, HeldBack
from gateway.reports.disclosure import Protection, audit, links_of, protect
from gateway.reports.disclosure.figures import read_figures
from gateway.reports.disclosure.lattice import published_cells, relations
from gateway.reports.disclosure.primary import COMPLEMENTARY
from gateway.reports.published_tables import appear
from gateway.reports.rates import shipped_rates
from lab.synthetic_year.union import made_union
from tests.attacker.public import Public, read_template
from tests.attacker.reading import Folder, read_folder
from tests.support import annual, small_years
from tests.support.attacks import Found, as_exporters, as_outsider
from tests.support.attacks_on_editions import as_reader_of_both, corrected, play
from tests.support.insiders import (
    attack_as_exporters,
    attack_as_journalists,
    attack_as_states,
    behind_fewer,
    told_by_pools,
)
from tests.support.method_attack import Tried, attack_by_method
from tests.support.outside import FoundOutside, attack
from tests.support.parts_of_year import Parts
from tests.support.published_year import PublishedYear, publish_year
from tests.support.small_template import small_template

HEURISTIC = HeldBack("heuristic")
FEWEST = 4
"""So many exporters stand behind a shown figure: two who pool are left with two others."""


def year(scale: float) -> dict[str, Any]:
    """Protect the Union's made year, beside the heuristic, and audit the tables."""
    template, rates = shipped_templates()[-1], shipped_rates()
    made = made_union(template, rates, scale=scale)
    union = annual.consolidated(template, {c: each.records for c, each in made.items()}, rates)
    before = time.perf_counter()
    found = protect(union)
    protected = time.perf_counter()
    tables = appear(union, found.held, found.merges)
    shown = time.perf_counter()
    checked = audit(template, tables, links=links_of(union), made=[union])
    audited = time.perf_counter()
    return {
        "states": len(union.states),
        "tables": len(tables),
        "cells": found.report.cells,
        "primary": found.report.primary,
        "complementary": found.report.complementary,
        "protect_seconds": round(protected - before, 1),
        "programs": found.report.programs,
        "guarded": found.report.guarded,
        "audit_seconds": round(audited - shown, 1),
        "audited_figures": checked.figures,
        "audit_programs": checked.programs,
        **beside(template, union, found),
    }


def beside(template: Template, union: Consolidation, found: Protection) -> dict[str, Any]:
    """State what is lost, ours and the heuristic's: shares of value and of cells."""
    value, primary, further = found.report.value_cents
    lost = Counter[str]()
    for amounts, cents, held in _heuristic(template, union, found):
        lost["cells"] += len(held)
        lost["value"] += int(sum(cents[key] for key in held))
        lost["all"] += len(amounts)
    ours = sum(found.report.primary.values()) + found.report.complementary
    return {
        "value_share_primary": round(primary / value, 4),
        "value_share": round((primary + further) / value, 4),
        "value_share_heuristic": round(lost["value"] / value, 4),
        "cell_share": round(ours / found.report.cells, 4),
        "cell_share_heuristic": round(lost["cells"] / lost["all"], 4),
    }


def _heuristic(
    template: Template, union: Consolidation, found: Protection
) -> list[tuple[dict[CellKey, float], dict[CellKey, float], set[CellKey]]]:
    """Return for each table the cells' amounts and values, and what the heuristic holds."""
    share = float(template.disclosure.protection)
    whole = []
    for table in template.table:
        cells = published_cells(template, table.key)
        figures = read_figures(union, cells)
        measure = max(table.measures)
        amounts = dict(zip(figures.keys, figures.of(measure).tolist(), strict=True))
        cents = dict(zip(figures.keys, figures.of(Measure.VALUE).tolist(), strict=True))
        first = [
            key for key, why in found.held.items() if key in amounts and why.why != COMPLEMENTARY
        ]
        ties = tuple(relations(template, cells, measure))
        whole.append((amounts, cents, hypercubes(template, amounts, ties, first, share)))
    return whole


def small(seed: int) -> tuple[Template, tuple[small_years.Record, ...]]:
    """Make one of the small years."""
    template = small_template()
    draw = Random(seed)  # noqa: S311 - no secret
    size = {"licences": draw.randrange(20, 160), "transits": draw.randrange(5, 40)}
    records = small_years.seeded_records(
        template, seed, size=size, exporters=draw.randrange(5, 40), skew=draw.choice([0.3, 1, 2])
    )
    return template, records


def sets(count: int, first: int = 0) -> dict[str, Any]:
    """Protect and attack seeded small years."""
    outsider, exporter, careless = Found(), Found(), Found()
    lost = Counter[str]()
    for seed in range(first, first + count):
        template, records = small(seed)
        union = small_years.consolidated(template, records)
        found = protect(union)
        tables = appear(union, found.held, found.merges)
        audit(template, tables)
        secret = {key for key, why in found.held.items() if why.why != COMPLEMENTARY}
        outsider += as_outsider(template, tables, records, secret)
        if seed % 10 == 0:  # each exporter is an attack of its own
            exporter += as_exporters(template, tables, records, secret, exporters=3)
            careless += as_outsider(template, _naive(template, union, found), records, secret)
        value, primary, further = found.report.value_cents
        heuristic = _heuristic(template, union, found)
        lost.update(value=value, primary=primary, ours=primary + further)
        lost["heuristic"] += int(sum(c[key] for _, c, held in heuristic for key in held))
        lost["cells"] += found.report.cells
        lost["held"] += len(found.held)
        lost["heuristic_held"] += sum(len(held) for _, _, held in heuristic)
    return {
        "sets": count,
        "figures": outsider.figures,
        "leaks": outsider.leaks,
        "tightest": round(outsider.tightest, 4),
        "exporter_figures": exporter.figures,
        "exporter_leaks": exporter.leaks,
        "heuristic_figures": careless.figures,
        "heuristic_leaks": careless.leaks,
        "value_share_primary": round(lost["primary"] / lost["value"], 4),
        "value_share": round(lost["ours"] / lost["value"], 4),
        "value_share_heuristic": round(lost["heuristic"] / lost["value"], 4),
        "cell_share": round(lost["held"] / lost["cells"], 4),
        "cell_share_heuristic": round(lost["heuristic_held"] / lost["cells"], 4),
    }


def editions(count: int, first: int = 0) -> dict[str, Any]:
    """Protect and attack seeded small years with their corrigenda."""
    both, apart, kinds = Found(), Found(), Counter[str]()
    lost = Counter[str]()
    for seed in range(first, first + count):
        template, records = small(seed)
        correction = corrected(records, seed)
        played = play(template, correction)
        both += as_reader_of_both(played)
        kinds.update(correction.kinds)
        lost.update(held_in_both=played.held, cells=played.cells)
        careless = play(template, correction, apart=True)
        lost["held_apart"] += careless.held
        if seed % 10 == 0:
            apart += as_reader_of_both(careless)
    return {
        "sets": count,
        "corrections": dict(sorted(kinds.items())),
        "figures": both.figures,
        "leaks": both.leaks,
        "tightest": round(both.tightest, 4),
        "apart_figures": apart.figures,
        "apart_leaks": apart.leaks,
        "cell_share": round(lost["held_in_both"] / lost["cells"], 4),
        "cell_share_apart": round(lost["held_apart"] / lost["cells"], 4),
    }


def by_method(count: int, figures: int) -> dict[str, Any]:
    """Attack small years by the method itself.

    Args:
        count: So many years.
        figures: So many held values of each, the largest first.
    """
    template, whole = small_template(), Tried()
    for seed in range(count):
        draw = Random(seed)  # noqa: S311 - no secret
        size = {"licences": draw.randrange(20, 60), "transits": draw.randrange(5, 20)}
        made = small_years.seeded_records(
            template, seed, size=size, exporters=draw.randrange(5, 20)
        )
        found = attack_by_method(template, made, figures=figures)
        whole.figures += found.figures
        whole.years += found.years
        whole.other += found.other
        whole.exact += found.exact
        whole.narrow += found.narrow
    return {
        "sets": count,
        "figures": whole.figures,
        "years_tried": whole.years,
        "years_that_print_something_else": whole.other,
        "exact": len(whole.exact),
        "narrow_at_most": len(whole.narrow),
    }


def outside(scale: float, readers: int) -> dict[str, Any]:
    """Publish both editions of a made year, and attack the folders as each kind of reader.

    Args:
        scale: Size of the year.
        readers: So many exporters, pairs, Member States and journalists.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = publish_year(scale, Path(folder))
        before = time.perf_counter()
        public = read_template(made.template)
        read = [read_folder(public, each) for each in made.folders]
        attacks = [attack(made, (place,), read=read[place:][:1]) for place in (0, 1)]
        attacks += [attack(made, (0, 1), told=told, read=read) for told in (False, True)]
        found = {"outsider": sum(attacks, FoundOutside())}
        for edition, now in enumerate(read):
            for kind, insiders in _insiders(public, now, made, edition, readers).items():
                found[kind] = found.get(kind, FoundOutside()) + insiders
        seconds = time.perf_counter() - before
        shown = [_shown_wrongly(public, now, made.parts(e)) for e, now in enumerate(read)]
    held = made.reports[-1]
    value, primary, further = held.value_cents
    return {
        "scale": scale,
        "readers": {kind: each.counts for kind, each in found.items()},
        "exact": sum(len(each.exact) for each in found.values()),
        "narrow": sum(len(each.narrow) for each in found.values()),
        "thin_differences": sum(len(each.thin) for each in attacks),
        "shown_against_the_rules": sum(shown),
        "value_held": round((primary + further) / value, 4),
        "cells_held": round((sum(held.primary.values()) + held.complementary) / held.cells, 4),
        "protect_seconds": made.protect_s,
        "audit_seconds": made.audit_s,
        "attack_seconds": round(seconds, 1),
    }


def _insiders(
    public: Public, now: Folder, made: PublishedYear, edition: int, readers: int
) -> dict[str, FoundOutside]:
    """Attack one edition as those who know more than what is published."""
    parts = made.parts(edition)
    states = made.year.states[:readers] if made.year is not None else ()
    return {
        "exporter": attack_as_exporters(public, now, parts, many=readers),
        "two_exporters": attack_as_exporters(public, now, parts, many=readers, together=2),
        "state": attack_as_states(public, now, parts, states),
        "journalist": attack_as_journalists(public, now, parts, made.licences(edition, readers)),
    }


def _shown_wrongly(public: Public, now: Folder, parts: Parts) -> int:
    """Count what is shown and tells the largest part to one or two others."""
    told = [told_by_pools(public, now, parts, together=many) for many in (1, 2)]
    few = behind_fewer(public, now, parts, FEWEST)
    return len({*told[0], *told[1], *few})


def _naive(
    template: Template, union: Consolidation, found: Protection
) -> tuple[PublishedTable, ...]:
    held = {key: HEURISTIC for _, _, keys in _heuristic(template, union, found) for key in keys}
    return appear(union, {**held, **{k: found.held[k] for k in held if k in found.held}}, {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON only")
    parser.add_argument("--sets", type=int, default=1000, help="seeded small years")
    parser.add_argument("--editions", type=int, default=200, help="seeded corrigenda")
    parser.add_argument("--first", type=int, default=0, help="seed of the first of them")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="size of the Union's year; 0: none"
    )
    parser.add_argument(
        "--outside",
        type=float,
        nargs="*",
        default=[0.02, 0.05],
        help="sizes of the published years; 0: none",
    )
    parser.add_argument("--method", type=int, default=5, help="small years attacked by the method")
    parser.add_argument("--readers", type=int, default=5, help="exporters, pairs, States of each")
    arguments = parser.parse_args()
    found: dict[str, Any] = {}
    if arguments.scale:
        found["year"] = year(arguments.scale)
    if arguments.sets:
        found["sets"] = sets(arguments.sets, arguments.first)
    if arguments.editions:
        found["editions"] = editions(arguments.editions, arguments.first)
    if arguments.method:
        found["method"] = by_method(arguments.method, figures=8)
    if sizes := [each for each in arguments.outside if each]:
        found["outside"] = [outside(each, arguments.readers) for each in sizes]
        for key in ("exact", "narrow"):
            found[key] = sum(each[key] for each in found["outside"])
    # Of the largest year that was made.
    if year_found := found.get("year"):
        found["value_held"], found["cells_held"] = (
            year_found["value_share"],
            year_found["cell_share"],
        )
    elif made := found.get("outside"):
        found["value_held"], found["cells_held"] = made[-1]["value_held"], made[-1]["cells_held"]
    report(found, as_json=arguments.json)


if __name__ == "__main__":
    main()
