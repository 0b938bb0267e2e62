"""Files of other forms on the command line: translated by a mapping file before they are sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.options import read_bytes
from gateway.cli.output import JsonFlag, out, print_json, print_table

if TYPE_CHECKING:
    from gateway.tabular.form_mapping import FormMapping


def show_mapping(
    name: Annotated[str, typer.Argument(help="Its name; without one, the names.")] = "",
    save: Annotated[Path | None, typer.Option("--out", help="File to write it into.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Print a mapping file that comes with Comity, e.g. to write one's own after it."""
    from gateway.cli.output import write_file
    from gateway.tabular.form_mapping import shipped_mapping, shipped_mappings

    if not name:
        names = list(shipped_mappings())
        print_json(names) if as_json else out.print("\n".join(names), markup=False)
        return
    content = shipped_mapping(name)
    if save is not None:
        write_file(save, content)
    if as_json:
        print_json({"mapping": name, "toml": content.decode()})
    elif save is None:
        out.print(content.decode(), markup=False, soft_wrap=True)


def mapping_named(named: str) -> FormMapping:
    """Return the mapping of a name, or of a file where there is one."""
    from gateway.casework.imports.columns import COLUMNS
    from gateway.tabular.form_mapping import MAX_MAPPING_BYTES, read_mapping, shipped_mapping

    path = Path(named)
    is_file = path.suffix == ".toml" or path.exists()
    raw = read_bytes(path, MAX_MAPPING_BYTES) if is_file else shipped_mapping(named)
    return read_mapping(raw, [each.name for each in COLUMNS])


def in_our_form(content: bytes, mapping: FormMapping, file: Path, *, as_json: bool) -> bytes:
    """Translate a file; where a row cannot be said, show all such rows and send nothing.

    Raises:
        InputError: Rows cannot be translated; names the first with its heading.
    """
    from gateway.casework.imports.sheet import MAX_BYTES, MAX_ROWS
    from gateway.errors import InputError
    from gateway.tabular.bounds import Bounds
    from gateway.tabular.form_mapping import to_our_form

    bounds = Bounds(MAX_BYTES, MAX_ROWS, "Split it; the import can be repeated.")
    made = to_our_form(content, mapping, bounds)
    if made.faults:
        first = made.faults[0]
        if not as_json:
            show_errors([each.model_dump(mode="json") for each in made.faults])
        raise InputError(
            f"{file.name}, row {first.row}: {first.message}; {len(made.faults)} cells cannot be "
            "said in our form",
            remedy=first.remedy,
            field=first.column,
        )
    return made.content


def show_errors(errors: list[dict[str, Any]]) -> None:
    """Print what is wrong with rows of a file."""
    print_table(
        "Rows that were refused",
        ("Row", "Column", "What", "Remedy"),
        ((each["row"], each["column"], each["message"], each["remedy"]) for each in errors),
    )
