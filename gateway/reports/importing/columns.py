"""The columns of the import, by kind of record: name, meaning, code list, where needed.

The sheets of the XLSX template, the CSV file and the page docs/reporting.md have the same.
"""

from __future__ import annotations

from dataclasses import dataclass

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
from gateway.tabular.bounds import Bounds

BOUNDS = Bounds(
    MAX_FORM_BYTES, 100_000, remedy="Divide it: an import adds to what was imported before."
)
"""How much of a file is read, whatever its format; rows are of one sheet or list."""

_K = RecordKind
_ALL = frozenset(RecordKind)
_WITH_LINES = _ALL - {_K.REGISTRATION}
_LICENSED = frozenset({_K.AUTHORISATION, _K.APPLICATION, _K.REGISTRATION, _K.USE})
_NOTIFIED = frozenset({_K.DENIAL, _K.PROHIBITION})
_NONE: frozenset[RecordKind] = frozenset()


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """One column.

    Attributes:
        kinds: Kinds of record that have it.
        needed: Kinds of record whose rows must fill it; of a record's further rows only those
            of its lines.
        dimension: Code list that its codes are of, if any.
        of_line: Whether it speaks of a line rather than of the record.
    """

    name: str
    meaning: str
    kinds: frozenset[RecordKind] = _ALL
    needed: frozenset[RecordKind] = _NONE
    dimension: str = ""
    of_line: bool = False

    def dimension_of(self, kind: RecordKind) -> str:
        """Return the code list for a kind of record: the decisions on denials are their own."""
        if self.name == "decision" and kind is RecordKind.DENIAL:
            return DENIAL_KIND
        return self.dimension


COLUMNS: tuple[ImportColumn, ...] = (
    ImportColumn(
        "reference",
        "The authority's own number. Rows below one another with the same number are lines of "
        "one record; a later import of the same number replaces it.",
        needed=_ALL,
    ),
    ImportColumn(
        "exporter",
        "EORI or national number of the exporter, else the name. It is counted here and never "
        "sent.",
    ),
    ImportColumn(
        "licence_kind", "Kind of authorisation.", _LICENSED, _LICENSED, dimension=LICENCE_KIND
    ),
    ImportColumn(
        "decision",
        "Decision on the application, or kind of denial.",
        frozenset({_K.APPLICATION, _K.DENIAL}),
        frozenset({_K.APPLICATION, _K.DENIAL}),
        dimension=DECISION,
    ),
    ImportColumn("grounds", "Grounds, separated by |.", frozenset({_K.DENIAL}), dimension=GROUND),
    ImportColumn(
        "received",
        "Day on which the application was received.",
        frozenset({_K.APPLICATION}),
        frozenset({_K.APPLICATION}),
    ),
    ImportColumn(
        "decided",
        "Day of the decision; of a registration or use its day; of an application without a "
        "decision the day of its receipt.",
        needed=_ALL,
    ),
    ImportColumn(
        "notified", "Day of notification to the other Member States.", _NOTIFIED, _NOTIFIED
    ),
    ImportColumn(
        "amended",
        "yes: the row says what holds after an amendment within the year.",
        frozenset({_K.AUTHORISATION}),
    ),
    ImportColumn(
        "annulled", "yes: it was annulled within the year.", frozenset({_K.AUTHORISATION})
    ),
    ImportColumn(
        "code",
        "Control code of Annex I, such as 5A002.a.1; empty for an item that is not listed.",
        _WITH_LINES,
        of_line=True,
    ),
    ImportColumn(
        "item_group",
        "Item group of the template. Empty: that of the control code.",
        _WITH_LINES,
        dimension=ITEM,
        of_line=True,
    ),
    ImportColumn(
        "destination",
        "Code of the destination; several, separated by |, whose value is not divided.",
        _WITH_LINES,
        _WITH_LINES,
        dimension=DESTINATION,
        of_line=True,
    ),
    ImportColumn("value", "Value of the line; empty: none was stated.", _WITH_LINES, of_line=True),
    ImportColumn("currency", "ISO 4217 code. Empty: EUR.", _WITH_LINES, of_line=True),
    ImportColumn(
        "cyber_group",
        "Group of cyber-surveillance items. Empty: that of the control code, if it has one.",
        _WITH_LINES,
        dimension=CYBER_GROUP,
        of_line=True,
    ),
    ImportColumn(
        "licence",
        "Number of the licence that was granted, by which a figure is looked up here. It is never "
        "sent.",
        frozenset({_K.AUTHORISATION, _K.APPLICATION}),
    ),
)

KIND = "kind"
"""The column of a CSV file that says which kind of record a row is of."""

INDICATORS, NARRATIVES, ABOUT, CODES = "indicators", "narratives", "about", "codes"
"""The sheets beside those of the records."""

INDICATOR_COLUMNS = ("key", "title", "unit", "value")
NARRATIVE_COLUMNS = ("key", "title", "language", "text")


def columns_of(kind: RecordKind) -> tuple[ImportColumn, ...]:
    """Return the columns of a kind of record, in the order of the sheet."""
    return tuple(column for column in COLUMNS if kind in column.kinds)
