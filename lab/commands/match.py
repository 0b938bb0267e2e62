"""`comity match evaluate` and `alarms`: how the matcher does on labelled files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from gateway.cli.output import JsonFlag, out, print_json
from gateway.domain.transaction import Party


def evaluate(
    pairs: Annotated[
        Path | None, typer.Option(help="CSV with name1, name2, is_match, schema.")
    ] = None,
    items: Annotated[
        Path | None, typer.Option(help="CSV with two descriptions, codes ..., and same.")
    ] = None,
    transactions: Annotated[
        Path | None, typer.Option(help="CSV with two parties, goods, destinations, and label.")
    ] = None,
    half: Annotated[str, typer.Option(help="Only rows whose column half says so.")] = "",
    meaning: Annotated[
        bool,
        typer.Option("--meaning/--no-meaning", help="Of goods: with a likeness of meaning."),
    ] = True,
    as_json: JsonFlag = False,
) -> None:
    """Score labelled pairs of names, goods or transactions at the shipped thresholds."""
    from gateway.errors import InputError
    from lab import goods_evaluation, labelled_goods
    from lab.match_evaluation import evaluate as score_pairs
    from lab.match_evaluation import read_pairs

    if (pairs is not None) + (items is not None) + (transactions is not None) != 1:
        raise InputError(
            "one file is scored at a time",
            remedy="Give one of --pairs, --items and --transactions.",
            field="pairs",
        )
    if pairs is not None:
        _show("Labelled pairs", asdict(score_pairs(read_pairs(pairs, half=half))), as_json=as_json)
    elif items is not None:
        goods = goods_evaluation.evaluate_goods(
            labelled_goods.read_goods(items, half=half), meaning=meaning
        )
        by_reach = {each.value: asdict(quality) for each, quality in goods.by_reach.items()}
        wrong = {kind: {"wrong": bad, "pairs": most} for kind, (bad, most) in goods.wrong.items()}
        found = asdict(goods.whole) | by_reach | {"brier": goods.brier, "kinds": wrong}
        _show("Pairs of goods", found, as_json=as_json)
    elif transactions is not None:
        deals = goods_evaluation.evaluate_deals(labelled_goods.read_deals(transactions, half=half))
        told = {label.value: asdict(quality) for label, quality in deals.items()}
        _show("Pairs of transactions", told, as_json=as_json)


def alarms(
    register: Annotated[Path, typer.Option(help="Parties that were denied: JSONL or CSV.")],
    queries: Annotated[Path | None, typer.Option(help="Parties who are not among them.")] = None,
    organisations: Annotated[
        int, typer.Option(help="Search for so many made-up organisations too.")
    ] = 0,
    recombined: Annotated[
        int, typer.Option(help="And for so many whose names join halves of denied ones.")
    ] = 0,
    most: Annotated[int, typer.Option(help="Take at most so many of --queries; 0: all.")] = 0,
    denials: Annotated[
        int, typer.Option(help="Make so many denials of the register; 0: one for each party.")
    ] = 0,
    as_json: JsonFlag = False,
) -> None:
    """Count the searches for uninvolved parties and items that show somebody."""
    from gateway.errors import InputError
    from lab.match_evaluation import alarms as count_alarms
    from lab.match_evaluation import read_parties
    from lab.synthetic_denials import recombined as recombine
    from lab.synthetic_denials import uninvolved_organisations

    parties = read_parties(register)
    searched = read_parties(queries) if queries is not None else []
    searched = searched[:most] if most else searched
    searched += uninvolved_organisations(organisations)
    searched += recombine(parties, recombined)
    if not searched:
        raise InputError(
            "nobody is searched for",
            remedy="Give --queries FILE, --organisations or --recombined.",
            field="queries",
        )
    found = count_alarms(parties, _moving(searched, quiet=as_json), denials=denials)
    _show("Searches for uninvolved parties and items", asdict(found), as_json=as_json)


def _moving(parties: list[Party], *, quiet: bool) -> Iterable[Party]:
    from rich.progress import track

    from gateway.cli.output import err

    return track(parties, "searching", console=err, transient=True, disable=quiet)


def _show(title: str, data: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(data)
        return
    table = Table(title=title, show_header=False)
    for key, value in _flat(data):
        shown = f"{value:.4f}" if isinstance(value, float) else str(value)
        table.add_row(key.replace("_", " "), shown)
    out.print(table)


def _flat(data: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield values under their names, those within others behind the name of these."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}: ")
        else:
            yield f"{before}{key}", value
