"""`comity form`: what a person writes as JSON, to be filled in, each field with what it takes.

A form is JSON with comments, on lines of their own that begin with ``//``; every command that
reads a file takes them. It is written from the model that the node reads, so it has each of
its fields. What must be filled in is empty, so that a form which is not filled in is refused.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from gateway.cli.output import JsonFlag, out, print_json, print_table, write_file

if TYPE_CHECKING:
    from pydantic import BaseModel


class FormOfFile(NamedTuple):
    """A form: where its model is, and which command takes it."""

    module: str
    model: str
    command: str


FORMS = {
    "application": FormOfFile("gateway.domain.case.contents", "Application", "comity case file"),
    "amendment": FormOfFile("gateway.domain.case.contents", "Application", "comity case amend"),
    "assessment": FormOfFile(
        "gateway.domain.transaction", "HumanRightsAssessment", "comity case assess"
    ),
    "end-user": FormOfFile("gateway.domain.transaction", "Party", "comity case add-end-user"),
    "transaction": FormOfFile(
        "gateway.domain.transaction", "Transaction", "comity consultation open --transaction"
    ),
    "answer": FormOfFile(
        "gateway.domain.consultation.contents",
        "ConsultationAnswer",
        "comity consultation answer --file",
    ),
    "supplement": FormOfFile(
        "gateway.domain.correspondence", "Supplement", "comity letter supplement --file"
    ),
    "standing": FormOfFile(
        "gateway.domain.correspondence", "StandingAnswer", "comity letter standing give"
    ),
    "notice": FormOfFile(
        "gateway.casework.notices.notices", "NoticeDraft", "comity notice publish"
    ),
    "denial": FormOfFile("gateway.domain.denial", "Denial", "comity denial amend"),
}


def form(
    kind: Annotated[
        str | None, typer.Argument(help=f"One of: {', '.join(FORMS)}. Absent: they are listed.")
    ] = None,
    save: Annotated[Path | None, typer.Option("--out", help="File to write.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write a form to fill in: fields, allowed words, limits; --json: its JSON Schema."""
    from gateway.cli.form.lines import form_lines

    if kind is None:
        if as_json:
            print_json({name: each.command for name, each in FORMS.items()})
        else:
            rows = ((name, f"{each.command} FILE") for name, each in FORMS.items())
            print_table("Forms", ("Form", "Taken by"), rows)
        return
    model = model_of(kind)
    if as_json:
        print_json(model.model_json_schema())
        return
    head = (f"// For: {FORMS[kind].command} FILE", "// Delete what you do not need.")
    text = "\n".join((*head, *form_lines(model), ""))
    if save is None:
        typer.echo(text, nl=False)
        return
    write_file(save, text.encode())
    out.print(f"The form is {save.absolute()}", soft_wrap=True, markup=False)


def model_of(kind: str) -> type[BaseModel]:
    """Return the model that the node reads what is filled into a form with.

    Raises:
        NotFoundError: There is no such form.
    """
    from gateway.errors import NotFoundError

    if kind not in FORMS:
        raise NotFoundError(
            f"there is no form {kind[:40]}", remedy=f"Name one of: {', '.join(FORMS)}.", kind=kind
        )
    found: type[BaseModel] = getattr(import_module(FORMS[kind].module), FORMS[kind].model)
    return found
