"""A small template for attacks: every kind of table of the shipped one, few codes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from gateway.domain.annual.codes import CodeTree, CodeValue
from gateway.domain.annual.template import (
    Axis,
    CollectedTable,
    Counting,
    Disclosure,
    Link,
    LinkEnd,
    Measure,
    RecordKind,
    Schedule,
    Sums,
    Template,
    View,
)

BOTH = (Measure.NUMBER, Measure.VALUE)


def _tree(key: str, levels: tuple[str, ...], tree: dict[str, tuple[str, ...]]) -> CodeTree:
    codes = []
    for above, below in tree.items():
        codes.append(CodeValue(code=above, label=above, level=levels[0]))
        codes += [CodeValue(code=code, label=code, level=levels[1], parent=above) for code in below]
    return CodeTree(key=key, title=key, total="All", levels=levels, code=tuple(codes))


def _axis(dimension: str, *levels: str) -> Axis:
    return Axis(dimension=dimension, levels=levels)


@cache
def small_template(*, merge: tuple[str, ...] = ()) -> Template:
    """Return the template: five States, five item groups, six destinations, four kinds."""
    origin = _axis("origin", "*", "state")
    item = _axis("item", "*", "category", "group")
    destination = _axis("destination", "*", "region", "country")
    kind = _axis("licence_kind", "*", "class", "kind")
    sums = (
        Sums(dimension="licence_kind", measures=BOTH, reason="One kind."),
        Sums(dimension="item", measures=(Measure.VALUE,), reason="By line."),
        Sums(dimension="destination", measures=(Measure.VALUE,), reason="By line."),
    )
    views: tuple[tuple[str, str, Axis, Axis, dict[str, str], tuple[Measure, ...]], ...] = (
        ("1.1", "licences", origin, kind, {}, BOTH),
        ("1.2", "licences", item, _axis("licence_kind", "*", "class"), {}, BOTH),
        ("1.3", "licences", item, destination, {"licence_kind": "individual"}, BOTH),
        ("1.4", "licences", origin, item, {"licence_kind": "individual"}, BOTH),
        ("1.5", "licences", origin, destination, {"licence_kind": "individual"}, BOTH),
        ("2.1", "transits", destination, _axis("item", "*", "category"), {}, (Measure.NUMBER,)),
    )
    return Template(
        version="test/small-1",
        digest="0" * 64,
        title="Small",
        source="Made for tests",
        year=2025,
        published=date(2026, 1, 15),
        lists=(
            _tree("origin", ("state",), dict.fromkeys(("AT", "DE", "FR", "IT", "SE"), ())),
            _tree(
                "licence_kind",
                ("class", "kind"),
                {"individual": (), "general": ("EU001", "EU002"), "global": ()},
            ),
            _tree("item", ("category", "group"), {"C0": ("0A", "0B"), "C1": ("1A", "1B", "1C")}),
            _tree(
                "destination",
                ("region", "country"),
                {"east": ("CN", "IN", "KR"), "west": ("US", "CA"), "several": ()},
            ),
        ),
        table=(
            CollectedTable(
                key="licences",
                title="Licences",
                section="1",
                article="26(2)",
                records=RecordKind.AUTHORISATION,
                dimensions=("licence_kind", "item", "destination"),
                measures=BOTH,
                sums=sums,
            ),
            CollectedTable(
                key="transits",
                title="Transits",
                section="2",
                article="7",
                records=RecordKind.PROHIBITION,
                dimensions=("item", "destination"),
                measures=(Measure.NUMBER,),
                sums=(
                    Sums(dimension="item", measures=(), reason="Two groups."),
                    Sums(dimension="destination", measures=(Measure.NUMBER,), reason="One."),
                ),
            ),
        ),
        view=tuple(
            View(
                key="v" + number.replace(".", "_"),
                number=number,
                title=number,
                section=number[0],
                table=table,
                fixed=fixed,
                rows=rows,
                columns=columns,
                measures=measures,
            )
            for number, table, rows, columns, fixed, measures in views
        ),
        counting=Counting(several="several", rules=("As counted.",)),
        disclosure=Disclosure(
            min_contributors=3,
            dominance=Decimal("0.85"),
            protection=Decimal("0.10"),
            number_protection=2,
            merge=merge,
            reasons=("Few.",),
        ),
        schedule=Schedule(submit_days=90, reminders=(), answer_days=21, clear_days=28),
    )


@cache
def linked_template() -> Template:
    """Return it with two tables more that count what its own count, and with bounds.

    Requests are among the licences, and stops are the transits once more.
    """
    plain = small_template()
    number = (Measure.NUMBER,)
    bounded = tuple(
        table.model_copy(
            update={
                "sums": tuple(
                    each.model_copy(
                        update={"bounds": tuple(set(table.measures) - set(each.measures))}
                    )
                    for each in table.sums
                )
            }
        )
        for table in plain.table
    )
    requests = bounded[0].model_copy(
        update={
            "key": "requests",
            "dimensions": ("licence_kind",),
            "sums": (Sums(dimension="licence_kind", measures=BOTH, reason="One kind."),),
        }
    )
    stops = bounded[1].model_copy(
        update={
            "key": "stops",
            "dimensions": ("item",),
            "sums": (Sums(dimension="item", bounds=number, reason="Two groups."),),
            "contributors": False,
        }
    )
    origin = _axis("origin", "*", "state")
    kinds, items = _axis("licence_kind", "*", "class"), _axis("item", "*", "category")
    views = (
        ("3.1", "requests", kinds, BOTH),
        ("4.1", "stops", items, number),
        ("2.2", "transits", items, number),
    )
    return Template.model_validate(
        {
            **plain.model_dump(),
            "version": "test/small-2",
            "table": (*bounded, requests, stops),
            "link": (
                Link(
                    key="requested",
                    more=LinkEnd(table="licences"),
                    less=LinkEnd(table="requests"),
                    along=("licence_kind",),
                    measures=BOTH,
                    reason="What was requested and granted is among the licences.",
                ),
                Link(
                    key="stopped",
                    more=LinkEnd(table="transits"),
                    less=LinkEnd(table="stops"),
                    measures=number,
                    same=True,
                    reason="All stops are all transits.",
                ),
            ),
            "view": (
                *plain.view,
                *(
                    View(
                        key="v" + at.replace(".", "_"),
                        number=at,
                        title=at,
                        section=at[0],
                        table=table,
                        rows=origin,
                        columns=columns,
                        measures=measures,
                    )
                    for at, table, columns, measures in views
                ),
            ),
            "disclosure": plain.disclosure.model_copy(update={"differences": True}),
        }
    )
