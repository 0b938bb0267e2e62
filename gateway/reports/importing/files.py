"""A file of records, whatever its format: taken whole, or every fault named."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.submission import IndicatorValue, NarrativeText
from gateway.domain.annual.template import Template
from gateway.errors import ComityError, InputError, Reason
from gateway.field_faults import faults_of
from gateway.reports.importing.columns import BOUNDS, INDICATORS, NARRATIVES
from gateway.reports.importing.faults import Faults, Imported
from gateway.reports.importing.rows import RecordReader, read_indicators, read_narratives
from gateway.reports.importing.sheets import read_csv, read_workbook
from gateway.reports.rates import Rates
from gateway.tabular.files import Format
from gateway.tabular.json_pieces import loads_in_pieces

RECORDS = "records"
_KEYS = (RECORDS, INDICATORS, NARRATIVES)


def read_records(template: Template, raw: bytes, form: Format, rates: Rates) -> Imported:
    """Read an import and check everything in it against the template of the year.

    Args:
        template: The template of the year that is reported on.
        raw: The file.
        form: Its format.
        rates: Reference rates: a currency without one is a fault of its row.

    Returns:
        What it says; where there is a fault, no record, indicator or text.

    Raises:
        InputError: The file cannot be read at all: too large, empty, damaged, in a wrong
            encoding, or the template of another year.
    """
    faults = Faults()
    if form is Format.JSON:
        return _taken(_from_json(template, raw, rates, faults), faults)
    sheets = read_workbook(template, raw, faults) if form is Format.XLSX else read_csv(raw, faults)
    reader = RecordReader(template, rates, faults)
    records: list[AnnualRecord] = []
    indicators: list[IndicatorValue] = []
    narratives: list[NarrativeText] = []
    for sheet in sheets:
        if sheet.name == INDICATORS:
            indicators += read_indicators(template, sheet, faults)
        elif sheet.name == NARRATIVES:
            narratives += read_narratives(template, sheet, faults)
        else:
            name = sheet.name if form is Format.XLSX else ""
            records += reader.records(sheet, name=name)
    if not (records or indicators or narratives or faults.found):
        raise _empty()
    found = Imported(
        records=tuple(records), indicators=tuple(indicators), narratives=tuple(narratives)
    )
    return _taken(found, faults)


def _taken(found: Imported, faults: Faults) -> Imported:
    """Return what was read, or, where anything is wrong, the faults alone."""
    if faults.found:
        return Imported(faults=tuple(faults.found), more=faults.more)
    return found


def _from_json(template: Template, raw: bytes, rates: Rates, faults: Faults) -> Imported:
    said = _parsed(raw)
    reader = RecordReader(template, rates, faults)
    records = []
    for row, record in _each(AnnualRecord, said.get(RECORDS, []), RECORDS, faults):
        checked = reader.check(record, sheet=RECORDS, rows=[row])
        if checked is not None:
            records.append(checked)
    found = Imported(
        records=tuple(records),
        indicators=tuple(
            each
            for row, each in _each(IndicatorValue, said.get(INDICATORS, []), INDICATORS, faults)
            if _is_known(each.key, [i.key for i in template.indicator], INDICATORS, row, faults)
        ),
        narratives=tuple(
            each
            for row, each in _each(NarrativeText, said.get(NARRATIVES, []), NARRATIVES, faults)
            if _is_known(
                each.key,
                [n.key for n in template.narrative if n.by_states],
                NARRATIVES,
                row,
                faults,
            )
        ),
    )
    if not (found.records or found.indicators or found.narratives or faults.found):
        raise _empty()
    return found


def _parsed(raw: bytes) -> dict[str, list[Any]]:
    BOUNDS.check_size(raw)
    if not raw.strip():
        raise _empty()
    try:
        said = loads_in_pieces(raw.decode("utf-8"), most=BOUNDS.rows)
    except UnicodeDecodeError as exc:
        raise Reason.ENCODING_INVALID.error(
            "the file is not in UTF-8", remedy="Encode it so."
        ) from exc
    except json.JSONDecodeError as exc:
        raise InputError("the file is no JSON: {why}", remedy="Correct it there.", why=exc) from exc
    said = {RECORDS: said} if isinstance(said, list) else said
    if not isinstance(said, dict) or set(said) - set(_KEYS):
        raise InputError(
            "the file is neither a list of records nor an object of them",
            remedy="Give an object with {keys}, each a list.",
            keys=_KEYS,
        )
    for key, rows in said.items():
        if not isinstance(rows, list) or len(rows) > BOUNDS.rows:
            raise InputError(
                "{field}: it is no list of at most {rows}", field=key, rows=BOUNDS.rows
            )
    return said


def _each(model: Any, rows: list[Any], sheet: str, faults: Faults) -> Iterable[tuple[int, Any]]:
    for row, said in enumerate(rows, start=1):
        try:
            yield row, model.model_validate_json(json.dumps(said))
        except ValidationError as exc:
            for wrong in faults_of(exc)[:5]:
                error = InputError("{fault}", remedy="{mend}", fault=wrong.what, mend=wrong.remedy)
                faults.add(error, sheet=sheet, row=row, column=wrong.field[:80])


def _is_known(key: str, known: list[str], sheet: str, row: int, faults: Faults) -> bool:
    if key in known:
        return True
    error = Reason.CODE_UNKNOWN.error(
        "the template knows no {key}", remedy="Write one of {known}.", key=key, known=known
    )
    faults.add(error, sheet=sheet, row=row, column="key")
    return False


def _empty() -> ComityError:
    return Reason.INPUT_EMPTY.error(
        "the file has no record, no indicator and no text",
        remedy="Fill in at least one row below a header.",
    )
