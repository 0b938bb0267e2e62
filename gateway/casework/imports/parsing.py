"""From bytes to drafts of denials: pure, without database, clock or network."""

from __future__ import annotations

from gateway.casework.imports.draft import DenialDraft, Parsed, Setting, groups, used_before
from gateway.casework.imports.lite import read_lite
from gateway.casework.imports.rows import read_denial
from gateway.casework.imports.sheet import read_sheet
from gateway.tabular.import_report import Form, RowError


def parse_denials(raw: bytes, setting: Setting) -> Parsed:
    """Read a file of denials.

    Args:
        raw: The file: CSV in UTF-8, a comma or a semicolon between the cells.
        setting: Way of import, importing authority, present day, members, control list.

    Returns:
        The denials that are right, in the order of the file, and the errors of the others,
        each with row, column, reason and remedy.

    Raises:
        InputError: The file as a whole cannot be read; see `read_sheet`.
    """
    sheet = read_sheet(raw, way=setting.way)
    lite = sheet.form is Form.LITE
    column, read = ("regime_reg_ref", read_lite) if lite else ("national_reference", read_denial)
    drafts: list[DenialDraft] = []
    errors: list[RowError] = []
    refused = rows_refused = 0
    seen: dict[str, int] = {}
    for group in groups(sheet.rows, column):
        reference, number = group[0].cells.get(column, ""), group[0].number
        found: DenialDraft | list[RowError]
        misshapen = [row.fault for row in group if row.fault is not None]
        if misshapen:
            found = misshapen
        elif reference and reference in seen:
            found = [RowError.of(number, column, used_before(seen[reference]))]
        else:
            found = read(group, setting)
        seen.setdefault(reference, number)
        if isinstance(found, DenialDraft):
            drafts.append(found)
        else:
            errors += found
            refused += 1
            rows_refused += len(group)
    return Parsed(sheet.form, len(sheet.rows), tuple(drafts), tuple(errors), rows_refused, refused)
