"""`comity form`: what a person writes as JSON, to be filled in, each field with what it takes.

A form is JSON with comments, on lines of their own that begin with ``//``; every command that
reads a file takes them. It is written from the model that the node reads, so it has each of
its fields. What must be filled in is empty, so that a form which is not filled in is refused.
What is amended or corrected as a whole begins from what the node holds of it (`--of`).
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from gateway.cli.options import NodeOption, TokenOption, arg, opt
from gateway.cli.output import JsonFlag, print_json, print_table, say, write_file
from gateway.domain.plain_text import escaped

if TYPE_CHECKING:
    from pydantic import BaseModel


class FormOfFile(NamedTuple):
    """A form: where its model is, and which command takes it."""

    model: str
    command: str


FORMS = {
    "application": FormOfFile("domain.case.contents:Application", "case file"),
    "amendment": FormOfFile("domain.case.contents:Application", "case amend"),
    "assessment": FormOfFile("domain.transaction:HumanRightsAssessment", "case assess"),
    "end-user": FormOfFile("domain.transaction:Party", "case add-end-user"),
    "transaction": FormOfFile("domain.transaction:Transaction", "consultation open --transaction"),
    "answer": FormOfFile(
        "domain.consultation.contents:ConsultationAnswer", "consultation answer --file"
    ),
    "supplement": FormOfFile("domain.correspondence:Supplement", "letter supplement --file"),
    "standing": FormOfFile("domain.correspondence:StandingAnswer", "letter standing give"),
    "notice": FormOfFile("casework.notices.notices:NoticeDraft", "notice publish"),
    "denial": FormOfFile("domain.denial:Denial", "denial amend"),
}


WORKBOOK = "denials"
"""The form that is a workbook, a row for each item line."""


class Held(NamedTuple):
    """What a form is filled with: whose route and which field of it, and which command takes it."""

    route: str
    field: str
    command: str


HELD = {
    "amendment": Held("cases", "application", "case amend {of}"),
    "denial": Held("denials", "denial", "denial amend {of}"),
    "correction": Held("letters", "content", "letter correct {of}"),
}


KINDS = tuple(dict.fromkeys((*FORMS, *HELD, WORKBOOK)))


def form(
    kind: Annotated[
        str | None,
        arg(
            f"One of: {', '.join(KINDS)}. Absent: they are listed.",
            autocompletion=lambda incomplete: [
                each for each in KINDS if each.startswith(incomplete)
            ],
        ),
    ] = None,
    save: Annotated[Path | None, opt("File to write.", "--out")] = None,
    of: Annotated[
        str | None,
        opt(
            "Fill it with what is held, to be changed: the case of an amendment, the denial "
            "of an erratum, the letter of a correction."
        ),
    ] = None,
    xlsx: Annotated[
        Path | None, opt("Workbook to write, of denials: lists of codes, a check.")
    ] = None,
    way: Annotated[str, opt("Of a workbook of denials: own, initial, relayed or partner.")] = "own",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write a form to fill in: fields, allowed words, limits; --json: its JSON Schema."""
    if kind is None:
        _list(as_json=as_json)
        return
    if xlsx is not None or kind == WORKBOOK:
        _write_workbook(kind, way, xlsx, as_json=as_json)
        return
    if of is not None:
        told: Any = _held(kind, of, node, token)
        head = f"// For: comity {HELD[kind].command.format(of=of)} FILE"
        text = f"{head}\n{escaped(json.dumps(told, indent=2, ensure_ascii=False))}\n"
    else:
        from gateway.cli.form.lines import form_lines

        model = model_of(kind)
        told = model.model_json_schema()
        lines = (f"// For: comity {FORMS[kind].command} FILE", "// Delete what you do not need.")
        text = "\n".join((*lines, *form_lines(model), ""))
    if save is not None:
        write_file(save, text.encode())
        told = {"file": str(save.absolute()), "octets": len(text.encode())}
        text = f"The form is {save.absolute()}\n"
    print_json(told) if as_json else typer.echo(text, nl=False)


def _write_workbook(kind: str, way: str, file: Path | None, *, as_json: bool) -> None:
    """Write the workbook of denials to fill in.

    Raises:
        InputError: Another form is named, no file, or no way of import.
    """
    from gateway.errors import InputError
    from gateway.tabular.import_report import Way

    if kind != WORKBOOK or file is None or way not in set(Way):
        wrong, said = "way", "there is no way of import {way}"
        if kind != WORKBOOK:
            wrong, said = "kind", "there is no workbook of the form {kind}"
        elif file is None:
            wrong, said = "xlsx", "no file is named for the workbook"
        raise InputError(
            "{field}: ",
            said,
            remedy="Write comity form {form} --xlsx FILE --way own; ways: {ways}.",
            field=wrong,
            way=repr(way[:40]),
            kind=kind[:40],
            form=WORKBOOK,
            ways=list(Way),
        )
    from gateway.casework.imports.template import denial_template

    content = denial_template(Way(way))
    write_file(file, content)
    told = {"file": str(file.absolute()), "way": way, "octets": len(content)}
    say(told, f"The form is {file.absolute()}", as_json=as_json)


def _list(*, as_json: bool) -> None:
    commands = {name: f"comity {each.command}" for name, each in (HELD | FORMS).items()}
    commands[WORKBOOK] = "comity denial import"
    if as_json:
        print_json(commands)
    else:
        rows = ((name, f"{command} FILE") for name, command in commands.items())
        print_table("Forms", ("Form", "Taken by"), rows)


def _held(kind: str, of: str, node: str | None, token: str | None) -> dict[str, Any]:
    """Return what a node holds of what is to be changed as a whole.

    Raises:
        InputError: Nothing that is held fills this form, or its contents are sealed.
    """
    from gateway.cli.client import open_node, path_of
    from gateway.errors import InputError

    if kind not in HELD:
        raise InputError(
            "of: no form {named} begins from what is held",
            remedy="Leave --of away, or name one of: {held}.",
            named=kind[:40],
            held=HELD,
        )
    found = open_node(node, token).get(path_of(HELD[kind].route, of))
    content: dict[str, Any] | None = found[HELD[kind].field]
    if content is None:
        raise InputError(
            "of: the contents of {of} are not shown here",
            remedy="Name what this authority wrote itself, and may still read.",
            of=of[:60],
        )
    return content


def model_of(kind: str) -> type[BaseModel]:
    """Return the model that the node reads what is filled into a form with.

    Raises:
        NotFoundError: There is no such form.
    """
    from gateway.errors import InputError, NotFoundError

    if kind in HELD and kind not in FORMS:
        raise InputError(
            "of: a {kind} begins from what was sent",
            remedy="Give --of, e.g. comity form {kind} --of LETTER --out FILE.",
            kind=kind,
        )
    if kind not in FORMS:
        raise NotFoundError(
            "there is no form {named}",
            remedy="Name one of: {forms}.",
            kind=kind,
            named=kind[:40],
            forms=FORMS,
        )
    module, _, model = FORMS[kind].model.partition(":")
    found: type[BaseModel] = getattr(import_module(f"gateway.{module}"), model)
    return found
