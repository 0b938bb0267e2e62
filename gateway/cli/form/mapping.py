"""Files of other forms on the command line: translated by a mapping file before they are sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.options import arg, opt, read_bytes
from gateway.cli.output import JsonFlag, out, print_json, print_table

if TYPE_CHECKING:
    from gateway.tabular.files import Format
    from gateway.tabular.form_mapping import FormMapping, FormOf
    from gateway.tabular.form_translation import OurForm

app = typer.Typer(help="Mapping files of other forms: list, show, check.", no_args_is_help=True)

MappingOption = Annotated[
    str | None,
    opt(
        "The file is of another form: nsg, mtcr, australia-group, wassenaar, or a mapping "
        "file of your own (comity denial mapping show portal).",
        "--mapping",
    ),
]
MarkedOption = Annotated[
    Path | None,
    opt("Where there are errors: write a copy of the file, XLSX, with each marked.", "--marked"),
]
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls"})


@app.command("list")
def list_mappings(as_json: JsonFlag = False) -> None:
    """List the mapping files that come with Comity, and from where their headings are known."""
    from gateway.tabular.form_mapping import shipped_mappings

    found = [_read(content) for content in shipped_mappings().values()]
    if as_json:
        keys = {"key", "of", "title", "source"}
        print_json([each.model_dump(mode="json", include=keys) for each in found])
        return
    print_table(
        "Mappings",
        ("Name", "Rows", "Of", "Source"),
        ((each.key, each.of.value, each.title, each.source) for each in found),
    )


@app.command("show")
def show_mapping(
    name: Annotated[str, arg("Its name, e.g. nsg.")],
    save: Annotated[Path | None, opt("File to write it into.", "--out")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Print a mapping file that comes with Comity, e.g. to write one's own after it."""
    from gateway.cli.output import write_file
    from gateway.tabular.form_mapping import shipped_mapping

    content = shipped_mapping(name)
    if save is not None:
        write_file(save, content)
    if as_json:
        print_json({"mapping": name, "toml": content.decode()})
    elif save is None:
        out.print(content.decode(), markup=False, soft_wrap=True)


@app.command("check")
def check_mapping(
    name: Annotated[str, arg("A mapping file of your own, or a name.")],
    as_json: JsonFlag = False,
) -> None:
    """Check a mapping file, and say what of our form a file by it does not hold."""
    held = _any_mapping(name)
    fields = [(each.heading, each.column, each.needed) for each in held.field]
    unheld = [each for each in _columns()[held.of] if each not in held.columns]
    if as_json:
        told = [{"heading": h, "column": c, "needed": n} for h, c, n in fields]
        print_json({"mapping": held.key, "fields": told, "fixed": held.fixed, "unheld": unheld})
        return
    print_table(
        held.title,
        ("Heading", "Our column", "Needed"),
        ((heading, column, "yes" if needed else "no") for heading, column, needed in fields),
    )
    fixed = ", ".join(f"{column} = {said}" for column, said in held.fixed.items())
    out.print(f"Of every row: {fixed or 'nothing'}", markup=False)
    out.print(f"No heading for: {', '.join(unheld) or 'nothing'}", markup=False)


def mapping_named(named: str | None, of: str = "denials") -> FormMapping:
    """Return the mapping of a name, or of a file where there is one; without a name, our form.

    Raises:
        InputError: It is of a form with rows of something else.
    """
    from gateway.errors import InputError
    from gateway.tabular.form_mapping import FormOf, own_form

    wanted = FormOf(of)
    held = own_form(_columns()[wanted], wanted) if named is None else _any_mapping(named)
    if held.of is not wanted:
        raise InputError(
            "the mapping {key} is of a form of {of}, and not of {wanted}",
            remedy="`comity denial mapping list` says of what each is.",
            field="mapping",
            key=held.key,
            of=held.of,
            wanted=wanted,
        )
    return held


def _any_mapping(named: str) -> FormMapping:
    from gateway.tabular.form_mapping import MAX_MAPPING_BYTES, shipped_mapping

    path = Path(named)
    is_file = path.suffix == ".toml" or path.exists()
    return _read(read_bytes(path, MAX_MAPPING_BYTES) if is_file else shipped_mapping(named))


def _read(raw: bytes) -> FormMapping:
    from gateway.tabular.form_mapping import read_mapping

    return read_mapping(raw, _columns())


def _columns() -> dict[FormOf, list[str]]:
    from gateway.casework.imports.columns import COLUMNS
    from gateway.casework.imports.past import PAST_COLUMNS
    from gateway.tabular.form_mapping import FormOf

    return {
        FormOf.DENIALS: [each.name for each in COLUMNS],
        FormOf.CONSULTATIONS: [each.name for each in PAST_COLUMNS],
    }


def known_columns(way: str) -> frozenset[str]:
    """Return the columns that a way of import knows; none of a way that there is not."""
    from gateway.casework.imports.columns import columns_of
    from gateway.tabular.import_report import Way

    return frozenset(columns_of(Way(way)) if way in set(Way) else ())


def format_by_name(file: Path) -> Format:
    """Return the format of a file by its name: CSV, where it is neither workbook nor JSON."""
    from gateway.tabular.files import Format

    ending = file.suffix.lower()
    if ending in _WORKBOOKS:
        return Format.XLSX
    return Format.JSON if ending == ".json" else Format.CSV


def in_our_form(
    file: Path, mapping: FormMapping, *, as_json: bool, marked: Path | None = None
) -> OurForm:
    """Translate a file; where a cell cannot be said, show all such cells and send nothing.

    Args:
        file: The file.
        mapping: How it is translated.
        as_json: Whether a program reads what is printed.
        marked: Where to write a copy with such cells marked; None: none is written.

    Raises:
        InputError: Cells cannot be translated; names the first with its heading.
    """
    from gateway.casework.imports.sheet import MAX_BYTES, MAX_ROWS
    from gateway.errors import InputError
    from gateway.tabular.bounds import Bounds
    from gateway.tabular.form_translation import to_our_form

    bounds = Bounds(MAX_BYTES, MAX_ROWS, "Split it; the import can be repeated.")
    made = to_our_form(read_bytes(file, MAX_BYTES), mapping, bounds, format_by_name(file))
    if made.faults:
        first = made.faults[0]
        if marked is not None:
            told = [each.model_dump(mode="json") for each in made.faults]
            mark_file(file, told, marked, sheet=mapping.sheet)
        if not as_json:
            show_errors([each.model_dump(mode="json") for each in made.faults])
        raise InputError(
            "{name}, row {row}: {message}; {count} cells cannot be said in our form",
            remedy=first.remedy,
            field=first.column,
            name=file.name,
            row=first.row,
            message=first.message,
            count=len(made.faults),
        )
    return made


def placed_errors(errors: list[dict[str, Any]], made: OurForm) -> list[dict[str, Any]]:
    """Return what the node found wrong under the headings of the file, and in its cells."""
    found = []
    for each in errors:
        heading, place = made.place(each["row"], each["column"])
        found.append({**each, "column": heading, **place._asdict()})
    return found


def mark_file(file: Path, errors: list[dict[str, Any]], marked: Path, *, sheet: str = "") -> None:
    """Write a copy of a file with what is wrong marked in its cells.

    Args:
        file: The file.
        errors: What is wrong, by row and heading.
        marked: Where to write the copy.
        sheet: Of a workbook; its first, where none is named.

    Raises:
        InputError: The file has too many rows, or the place cannot be written to.
    """
    from gateway.casework.imports.sheet import MAX_BYTES, MAX_ROWS
    from gateway.cli.output import err, write_file
    from gateway.tabular.bounds import Bounds
    from gateway.tabular.files import Format, read_table
    from gateway.tabular.import_report import RowError
    from gateway.tabular.marked_copies import marked_copy

    form, bounds = format_by_name(file), Bounds(MAX_BYTES, MAX_ROWS, "Split it.")
    table = read_table(read_bytes(file), form, bounds, sheet=sheet)
    above = 1 if form is Format.JSON else 0  # its first element is under the copy's header
    found = [
        RowError(
            row=each["row"] + above,
            **{name: each[name] for name in ("column", "reason", "message", "remedy")},
        )
        for each in errors
    ]
    write_file(marked, marked_copy(table, found))
    err.print(f"The marked copy is {marked.absolute()}", soft_wrap=True, markup=False)


def show_errors(errors: list[dict[str, Any]]) -> None:
    """Print what is wrong with rows of a file."""
    print_table(
        "Rows that were refused",
        ("Row", "Cell", "Column", "What", "Remedy"),
        (
            (each["row"], _cell(each), each["column"], each["message"], each["remedy"])
            for each in errors
        ),
    )


def _cell(error: dict[str, Any]) -> str:
    sheet, cell = error.get("sheet", ""), error.get("cell", "")
    return f"{sheet}!{cell}" if sheet and cell else cell or sheet
