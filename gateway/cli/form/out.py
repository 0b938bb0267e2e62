"""Files that a command writes in our form or another's, and what they cannot hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from gateway.cli.options import opt
from gateway.cli.output import print_table, write_file

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient
    from gateway.tabular.files import Format
    from gateway.tabular.form_translation import TheirForm, UnheldField

OutOption = Annotated[
    Path, opt("File to write: .csv, .xlsx or .json.", "--out", show_default=False)
]
_PAGE = 1000
_COLUMNS = ("Row", "Reference", "Field", "Why")


def every_page(client: NodeClient, path: str, asked: dict[str, str] | None) -> Iterator[Any]:
    """Yield every element of a list that is asked for by POST, page by page."""
    after: str | None = None
    while True:
        page = client.post(path, asked, limit=_PAGE, after=after)
        yield from page["items"]
        if (after := page["next"]) is None:
            return


def write_form(file: Path, made: TheirForm, form: Format, left_out: Sequence[UnheldField]) -> None:
    """Write rows of a form; in a workbook what it cannot hold has a sheet of its own."""
    from gateway.tabular.files import write_table

    beside = {"left out": [_COLUMNS, *map(_texts, left_out)]}
    write_file(file, write_table(made.header, made.rows, form, beside=beside))


def print_left_out(left_out: Sequence[UnheldField]) -> None:
    """Print what a form cannot hold, by row and field."""
    if left_out:
        print_table("What the form does not hold", _COLUMNS, map(_texts, left_out))


def _texts(each: UnheldField) -> tuple[str, ...]:
    return (str(each.row), each.reference, each.field, each.why)
