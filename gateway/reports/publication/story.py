"""The story in sentences: what the report is about, its headline figures, its introductions.

A sentence is written only when the figures in it are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gateway.domain.annual.cells import CellState
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.edition import Edition, PublishedTable, Shown
from gateway.domain.annual.template import Measure
from gateway.reports.publication.words import amount_of, grouped, in_text, round_euro

GROUPS = (
    ("What was authorised", {"licences_by_state"}),
    ("Which items", {"licences_by_item"}),
    ("To where", {"licences_by_destination", "individual_item_destination"}),
)
"""Headings of the overview, and the tables whose charts stand under each."""


_DENIAL = (
    "A denial is a decision by which an authority refuses, annuls, suspends, limits or revokes an "
    "authorisation. It is notified to all other Member States, which must consult before they "
    "authorise an essentially identical export (Article 16)."
)


class Headline(NamedTuple):
    """A figure that stands at the top, and the page that it leads to."""

    amount: str
    what: str
    file: str


def table_of(edition: Edition, key: str) -> PublishedTable | None:
    """Return a table of the edition, None where it has no such one."""
    return next((table for table in edition.tables if table.key == key), None)


def cell_of(edition: Edition, key: str, column: str = TOTAL) -> Shown | None:
    """Return the cell of all rows and one column of a table."""
    table = table_of(edition, key)
    if table is None:
        return None
    for row, cells in zip(table.rows, table.cells, strict=True):
        for line, cell in zip(table.columns, cells, strict=True):
            if (row.code, line.code) == (TOTAL, column):
                return cell
    return None


def figure(edition: Edition, key: str, measure: Measure, column: str = TOTAL) -> int | None:
    """Return a figure of the Union, None where it is not shown."""
    cell = cell_of(edition, key, column)
    return amount_of(cell, measure) if cell is not None else None


def listed(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Name Member States in a sentence."""
    return ", ".join(names[code[:2]] for code in codes)


def counted(number: int, noun: str) -> str:
    """Count something in a sentence: ``no denial``, ``1 denial``, ``831 denials``."""
    if number <= 1:
        return f"{number or 'no'} {noun}"
    return f"{grouped(number)} {noun}s"


def summary(edition: Edition) -> str:
    """Say in one sentence what this is."""
    states = len(edition.states)
    return (
        f"What the Member States authorised and refused in {edition.year} under Regulation (EU) "
        f"2021/821 on dual-use items; data of {states} Member States."
    )


def lede(edition: Edition, names: Mapping[str, str]) -> str:
    """Say the year in a sentence or two.

    Args:
        edition: What is published.
        names: Labels of the Member States, by code.
    """
    value = figure(edition, "licences_by_state", Measure.VALUE)
    number = figure(edition, "licences_by_state", Measure.NUMBER)
    denials = figure(edition, "denials_by_state", Measure.NUMBER)
    found = []
    if value is not None and number is not None:
        found.append(
            f"In {edition.year} the Member States granted {counted(number, 'authorisation')} for "
            f"dual-use items, worth {round_euro(value)}."
        )
    elif number is None and value is None and table_of(edition, "licences_by_state") is not None:
        found.append(f"What the Member States granted in {edition.year} is not shown in total.")
    if denials is not None:
        found.append(f"The Member States notified {counted(denials, 'denial')}.")
    if edition.missing:
        missing = listed(edition.missing, names)
        found.append(f"Not in these figures: {missing}, which sent none.")
    return " ".join(found) or f"The figures of {len(edition.states)} Member States."


def headlines(edition: Edition) -> list[Headline]:
    """Return the headline figures that are shown."""
    wanted = (
        ("licences_by_state", Measure.VALUE, TOTAL, "authorised value", "index.html"),
        ("licences_by_state", Measure.NUMBER, TOTAL, "authorisations granted", "table-1-1.html"),
        ("denials_by_state", Measure.NUMBER, TOTAL, "denials", "denials.html"),
        (
            "cyber_by_group",
            Measure.NUMBER,
            TOTAL,
            "applications for cyber-surveillance items",
            "cyber-surveillance.html",
        ),
    )
    files = {table.key: f"table-{table.number.replace('.', '-')}.html" for table in edition.tables}
    found = []
    for key, measure, column, what, file in wanted:
        amount = figure(edition, key, measure, column)
        if amount is not None:
            place = files[key] if file.startswith("table") else file
            found.append(Headline(in_text(amount, measure), what, place))
    return found


def intro_of_denials(edition: Edition) -> list[str]:
    """Introduce the page on denials."""
    number = figure(edition, "denials_by_state", Measure.NUMBER)
    value = figure(edition, "denials_by_state", Measure.VALUE)
    found = [_DENIAL]
    if number is not None:
        worth = f", worth {round_euro(value)}" if value else ""
        were = "was" if number <= 1 else "were"
        told = counted(number, "denial").capitalize()
        found.insert(0, f"{told} {were} notified in {edition.year}{worth}.")
    rights = figure(edition, "denials_by_ground", Measure.NUMBER, "human_rights")
    if rights is not None and number != 0:
        found.append(
            f"Human rights were a ground of {grouped(rights) if rights else 'none'} of them. "
            "A denial on two grounds counts under each."
        )
    return found


def intro_of_cyber(edition: Edition) -> list[str]:
    """Introduce the page on cyber-surveillance items, with the human-rights story."""
    asked = figure(edition, "cyber_by_group", Measure.NUMBER)
    granted = figure(edition, "cyber_by_group", Measure.NUMBER, "granted")
    refused = figure(edition, "cyber_by_group", Measure.NUMBER, "refused")
    found = []
    if asked is not None:
        told = [
            f"{grouped(count)} {word}"
            for count, word in ((granted, "were granted"), (refused, "refused"))
            if count is not None and asked
        ]
        decided = f" {' and '.join(told)}." if told else ""
        were = "was" if asked <= 1 else "were"
        found.append(
            f"{counted(asked, 'application').capitalize()} for cyber-surveillance items {were} "
            f"received in {edition.year}.{decided}"
        )
    found.append(
        "Cyber-surveillance items are dual-use items made to watch people covertly: to intercept, "
        "extract, collect or analyse data from their systems (Article 2(20)). The law asks for "
        "openness about them above all: applications by item, Member State and destination, and "
        "what was decided (Article 26(2))."
    )
    found.append(
        "Before it decides, an authority considers whether the items may be used for internal "
        "repression or serious violations of human rights and of international humanitarian law "
        "(Articles 5 and 15)."
    )
    table = table_of(edition, "cyber_by_destination")
    if table is not None:
        held = sum(
            cell.state in {CellState.SUPPRESSED, CellState.CONFIDENTIAL}
            for cells in table.cells
            for cell in cells
        )
        if held:
            found.append(
                "The numbers are small, and often a single exporter stands behind one: "
                f"{grouped(held)} figures by destination are held back, each with the reason."
            )
    return found
