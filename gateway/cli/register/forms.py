"""`comity register export` and `reconcile`: denials in a form of others, and beside a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from gateway.cli.form.mapping import (
    MappingOption,
    in_our_form,
    mapping_named,
    placed_errors,
    show_errors,
)
from gateway.cli.form.out import OutOption, every_page, print_left_out, write_form
from gateway.cli.options import NodeOption, TokenOption, arg, opt
from gateway.cli.output import JsonFlag, out, print_json, print_table, waiting, write_file

if TYPE_CHECKING:
    from gateway.tabular.form_mapping import FormMapping
    from gateway.tabular.form_translation import UnheldField

WhoseOption = Annotated[str, opt("Whose denials: own, others, relayed or all of them.")]
ReasonOption = Annotated[str, opt("Why, kept on record; the Commission's officers must give it.")]
_Rows = list[tuple[str, ...]]


def export(
    save: OutOption,
    mapping: MappingOption = None,
    whose: WhoseOption = "own",
    state: Annotated[str, opt("Only in this state: valid, revoked or suspended.")] = "valid",
    reason: ReasonOption = "",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write denials into a file, in our form or in the one that a mapping names.

    What the form cannot hold is listed by row and field, in a workbook on a sheet of its own.
    """
    from gateway.casework.imports.our_rows import REFERENCE
    from gateway.cli.client import open_node
    from gateway.tabular.files import format_of
    from gateway.tabular.form_translation import to_their_form

    form = format_of(save.name)
    held = None if mapping is None else mapping_named(mapping)
    asked = {"whose": whose, "state": state, "reason": reason}
    rows: list[dict[str, str]] = []
    left_out: list[UnheldField] = []
    denials = 0
    with waiting(f"[bold]export[/] {save.name}", quiet=as_json):
        for each in every_page(open_node(node, token), "/denials/export", asked):
            if held is not None and (marked := _marked(each, held)):
                left_out.append(marked)
                continue
            denials += 1
            left_out += _unsaid(each, len(rows) + 2)
            rows += each["rows"]
        made = to_their_form(rows, held or _our_form(rows), REFERENCE)
    left_out = sorted([*left_out, *made.left_out], key=lambda each: each.row)
    write_form(save, made, form, left_out)
    if as_json:
        told = [each.model_dump(mode="json") for each in left_out]
        print_json(
            {"file": str(save.absolute()), "denials": denials, "rows": len(rows), "left_out": told}
        )
        return
    out.print(f"{denials} denials, {len(rows)} rows: {save.absolute()}", markup=False)
    print_left_out(left_out)


def _our_form(rows: list[dict[str, str]]) -> FormMapping:
    """Return our form with the columns that are filled, and those that an import asks for."""
    from gateway.casework.imports.columns import COLUMNS
    from gateway.tabular.form_mapping import own_form
    from gateway.tabular.import_report import Way

    filled = {column for row in rows for column in row}
    return own_form([e.name for e in COLUMNS if e.name in filled or Way.INITIAL in e.needed])


def _marked(denial: dict[str, Any], mapping: FormMapping) -> UnheldField | None:
    """Say that a denial is not written: it is marked, and its marking would not go with it."""
    from gateway.tabular.form_translation import UnheldField

    marking = denial["rows"][0].get("marking", "") if denial["rows"] else ""
    if not marking or "marking" in mapping.columns:
        return None
    why = f"not written: it is marked {marking}, and the form has no heading for a marking"
    return UnheldField(row=0, reference=denial["denial_id"], field="marking", why=why)


def _unsaid(denial: dict[str, Any], row: int) -> Iterator[UnheldField]:
    from gateway.tabular.form_translation import UnheldField

    number = denial["denial_id"]
    for field in denial["unsaid"]:
        yield UnheldField(
            row=row, reference=number, field=field, why="our form has no column for it"
        )
    for why in denial["missing"]:
        yield UnheldField(row=row, reference=number, field="", why=why)
    if not denial["rows"]:
        yield UnheldField(row=0, reference=number, field="", why="its content is not held here")


def reconcile(
    file: Annotated[Path, arg("The other side's list: CSV, XLSX or JSON.")],
    mapping: MappingOption = None,
    whose: WhoseOption = "own",
    reason: ReasonOption = "",
    save: Annotated[Path | None, opt("Workbook to write, e.g. differences.xlsx.", "--out")] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Compare a list with the register: what one side alone has, and what differs.

    Denials are the same by a reference that both know; else, where one alone on each side has
    it, by party, destination and codes. Nothing is changed.
    """
    from gateway.cli.client import open_node
    from gateway.tabular.files import Format, write_table

    # What the form says of every row is the form's word, and no row's to be compared.
    made = in_our_form(file, mapping_named(mapping).saying(()), as_json=as_json)
    client = open_node(node, token)
    with waiting(f"[bold]reconcile[/] {file.name}", quiet=as_json):
        found = client.upload(
            "/denials/reconcile", file.name, made.content, whose=whose, reason=reason
        )
    found["errors"] = placed_errors(found["errors"], made)
    sheets = _sheets(found)
    if save is not None:
        (name, rows), *further = sheets.items()
        beside = dict(further)
        write_file(save, write_table(rows[0], rows[1:], Format.XLSX, sheet=name, beside=beside))
    if as_json:
        print_json(found)
        return
    out.print(
        f"{found['listed']} denials in the file, {found['held']} here: "
        f"[bold]{found['same']} the same[/], {len(found['differing'])} differ, "
        f"{len(found['only_here'])} only here, {len(found['only_there'])} only in the file"
    )
    for name, rows in sheets.items():
        if rows[1:]:
            print_table(name.capitalize(), rows[0], rows[1:])
    if found["errors"]:
        show_errors(found["errors"])


def _sheets(found: dict[str, Any]) -> dict[str, _Rows]:
    """Return the lists of a reconciliation, each with its header."""
    lines = [{**each, **field} for each in found["differing"] for field in each["fields"]]
    return {
        name: [tuple(columns), *(_texts(each, *columns.values()) for each in each_of)]
        for name, each_of, columns in (
            ("differs", lines, _ROW | _DENIAL | _DIFFERS),
            ("only here", found["only_here"], _DENIAL | _REFERENCE | _OTHERS),
            ("only in the file", found["only_there"], _ROW | _OTHERS),
            ("same by content", found["same_by_content"], _ROW | _DENIAL),
        )
    }


_REFERENCE, _DENIAL = {"Reference": "reference"}, {"Denial": "denial_id"}
_ROW, _OTHERS = {"Row": "row", **_REFERENCE}, {"Other references": "references"}
_DIFFERS = {"Found by": "matched_by", "Column": "column", "Line": "line"}
_DIFFERS |= {"Here": "here", "In the file": "there"}


def _texts(each: dict[str, Any], *names: str) -> tuple[str, ...]:
    return tuple(str(each[name] or "") for name in names)
