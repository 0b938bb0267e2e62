"""The workbook of denials to fill in, for one way of import (docs/imports.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from babel import Locale
from babel.numbers import get_territory_currencies

from gateway.casework.imports.columns import columns_of
from gateway.domain.base import Statement, Withholding
from gateway.domain.controls.shelf import shipped_label, shipped_lists
from gateway.domain.denial import DecisionType, Ground, LegalBase, Regime
from gateway.domain.letter import Marking
from gateway.domain.transaction import Activity, PartyKind
from gateway.errors import InputError
from gateway.tabular import cells
from gateway.tabular.form_workbooks import FormColumn, FormWorkbook, Shape
from gateway.tabular.import_report import Way
from gateway.tabular.importer import Column
from gateway.views.words import spelt_out, words_of

_ALPHA_2 = re.compile("[A-Z]{2}")
_ENGLISH = Locale("en")
_OTHERS_TOO = frozenset({"ground", "country", "control_code"})
"""Lists whose columns take several codes, or a name instead."""

_UNLESS = {"control_codes": "non_listed", "end_user_names": "end_user_state"}
_SHAPES: Mapping[object, Shape] = {cells.day: Shape.DAY, cells.amount: Shape.AMOUNT}
_HOW = (
    "One row for each item line of a denial; rows below one another with the same national "
    "reference are one denial, and only the first says what is not of the item. Several values "
    "in one cell go with | between them. Values, no formulas; no merged cells. The sheet check "
    "counts what is missing; the sheets besides the first are not imported."
)


def denial_template(way: Way) -> bytes:
    """Return the workbook to fill in for a way of import."""
    lists = dict(_lists())
    columns = [_column(each, way) for each in columns_of(way).values()]
    used = {each.choices for each in columns}
    facts = (
        ("title", "Denials for Comity"),
        ("way", way.value),
        ("how", _HOW),
        ("import", f"comity denial import FILE --way {way.value} --dry-run --marked COPY.xlsx"),
        ("annex i", shipped_lists()[-1].version),
    )
    kept = {key: codes for key, codes in lists.items() if key in used}
    return FormWorkbook("denials", columns, kept, facts).blank()


def _column(column: Column, way: Way) -> FormColumn:
    return FormColumn(
        name=column.name,
        note=f"{column.meaning} E.g. {column.example}".replace("`", ""),
        needed=way in column.needed,
        of_item=column.of_line,
        unless=_UNLESS.get(column.name, ""),
        choices=column.choices,
        others_too=column.choices in _OTHERS_TOO,
        shape=_SHAPES.get(column.parse, Shape.TEXT),
    )


def _lists() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    kinds: Mapping[str, type[StrEnum]] = {
        "decision": DecisionType,
        "legal_base": LegalBase,
        "activity": Activity,
        "party_kind": PartyKind,
        "ground": Ground,
        "regime": Regime,
        "marking": Marking,
    }
    for key, kind in kinds.items():
        yield key, [(each.value, words_of(each) or spelt_out(each)) for each in kind]
    yield "statement", list(_statements())
    yield "yes_no", [("yes", ""), ("no", "")]
    yield "country", sorted(_countries(), key=lambda each: each[1])
    yield "currency", sorted((code, _ENGLISH.currencies.get(code, "")) for code in _currencies())
    newest = shipped_lists()[-1]
    yield "control_code", [(code, shipped_label(code)) for code in newest.codes]


def _statements() -> Iterator[tuple[str, str]]:
    """Yield how a party may stand that is not given, or in words that it is."""
    for each in Statement:
        if each is Statement.WITHHELD:
            yield from (
                (f"withheld:{why.value}", f"Withheld: {words_of(why)}") for why in Withholding
            )
        else:
            yield each.value, words_of(each) or "Given"


def _countries() -> Iterator[tuple[str, str]]:
    for code, name in _ENGLISH.territories.items():
        if not _ALPHA_2.fullmatch(code):
            continue
        try:
            known = cells.country(code) == code
        except InputError:
            continue
        if known:
            yield code, name


def _currencies() -> Iterator[str]:
    """Yield the currencies of today: those that some territory uses."""
    yield from {each for code, _ in _countries() for each in get_territory_currencies(code)}
