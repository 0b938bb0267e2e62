"""The columns of the import, by kind of record: name, meaning, code list, where needed.

The sheets of the XLSX template, the CSV file and the page docs/reporting.md have the same.
"""

from __future__ import annotations

from functools import partial

from gateway.domain.annual.records import MAX_FORM_BYTES
from gateway.domain.annual.template import RecordKind
from gateway.reports.classifying import (
    CYBER_GROUP,
    DECISION,
    DENIAL_KIND,
    DESTINATION,
    GROUND,
    ITEM,
    LICENCE_KIND,
)
from gateway.reports.importing import cells
from gateway.tabular.bounds import Bounds
from gateway.tabular.importer import Column

BOUNDS = Bounds(
    MAX_FORM_BYTES, 100_000, remedy="Divide it: an import adds to what was imported before."
)
"""How much of a file is read, whatever its format; rows are of one sheet or list."""

_K = RecordKind
_ALL = frozenset(RecordKind)
_WITH_LINES = _ALL - {_K.REGISTRATION}
_LICENSED = frozenset({_K.AUTHORISATION, _K.APPLICATION, _K.REGISTRATION, _K.USE})
_NOTIFIED = frozenset({_K.DENIAL, _K.PROHIBITION})


def dimension_of(column: Column, kind: RecordKind) -> str:
    """Return the code list of a column for a kind: the decisions on denials are their own."""
    if column.name == "decision" and kind is RecordKind.DENIAL:
        return DENIAL_KIND
    return column.choices


_of_line = partial(Column, kinds=_WITH_LINES, of_line=True)

COLUMNS: tuple[Column, ...] = (
    Column(
        "reference",
        "The authority's own number. Rows below one another with the same number are lines of "
        "one record; a later import of the same number replaces it.",
        needed=_ALL,
        parse=cells.text,
    ),
    Column(
        "exporter",
        "EORI or national number of the exporter, else the name. It is counted here and never "
        "sent.",
        parse=cells.text,
    ),
    Column(
        "licence_kind",
        "Kind of authorisation.",
        kinds=_LICENSED,
        needed=_LICENSED,
        choices=LICENCE_KIND,
        parse=cells.code,
    ),
    Column(
        "decision",
        "Decision on the application, or kind of denial.",
        kinds=frozenset({_K.APPLICATION, _K.DENIAL}),
        needed=frozenset({_K.APPLICATION, _K.DENIAL}),
        choices=DECISION,
        parse=cells.code,
    ),
    Column(
        "grounds",
        "Grounds, separated by |.",
        kinds=frozenset({_K.DENIAL}),
        choices=GROUND,
        parse=cells.pieces,
    ),
    Column(
        "received",
        "Day on which the application was received.",
        kinds=frozenset({_K.APPLICATION}),
        needed=frozenset({_K.APPLICATION}),
        parse=cells.day,
    ),
    Column(
        "decided",
        "Day of the decision; of a registration or use its day; of an application without a "
        "decision the day of its receipt.",
        needed=_ALL,
        parse=cells.day,
    ),
    Column(
        "notified",
        "Day of notification to the other Member States.",
        kinds=_NOTIFIED,
        needed=_NOTIFIED,
        parse=cells.day,
    ),
    Column(
        "amended",
        "yes: the row says what holds after an amendment within the year.",
        kinds=frozenset({_K.AUTHORISATION}),
        parse=cells.yes,
    ),
    Column(
        "annulled",
        "yes: it was annulled within the year.",
        kinds=frozenset({_K.AUTHORISATION}),
        parse=cells.yes,
    ),
    _of_line(
        "code",
        "Control code of Annex I, such as 5A002.a.1; empty for an item that is not listed.",
        parse=cells.code,
    ),
    _of_line(
        "item_group",
        "Item group of the template. Empty: that of the control code.",
        choices=ITEM,
        parse=cells.code,
    ),
    _of_line(
        "destination",
        "Code of the destination; several, separated by |, whose value is not divided.",
        needed=_WITH_LINES,
        choices=DESTINATION,
        parse=cells.pieces,
    ),
    _of_line("value", "Value of the line; empty: none was stated.", parse=cells.amount),
    _of_line("currency", "ISO 4217 code. Empty: EUR.", parse=cells.currency),
    _of_line(
        "cyber_group",
        "Group of cyber-surveillance items. Empty: that of the control code, if it has one.",
        choices=CYBER_GROUP,
        parse=cells.code,
    ),
    Column(
        "licence",
        "Number of the licence that was granted, by which a figure is looked up here. It is never "
        "sent.",
        kinds=frozenset({_K.AUTHORISATION, _K.APPLICATION}),
        parse=cells.text,
    ),
)

KIND = "kind"
"""The column of a CSV file that says which kind of record a row is of."""

INDICATORS, NARRATIVES, ABOUT, CODES = "indicators", "narratives", "about", "codes"
"""The sheets beside those of the records."""

INDICATOR_COLUMNS = ("key", "title", "unit", "value")
NARRATIVE_COLUMNS = ("key", "title", "language", "text")


def columns_of(kind: RecordKind) -> tuple[Column, ...]:
    """Return the columns of a kind of record, in the order of the sheet."""
    return tuple(column for column in COLUMNS if column.is_of(kind))
