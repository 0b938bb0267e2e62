"""`comity report template`: what is collected, how it is counted, what is published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from gateway.cli.contract.shown import show_thing
from gateway.cli.options import arg, opt
from gateway.cli.output import JsonFlag, out, print_json, print_table
from gateway.domain.annual.template import Template


def template(
    version: Annotated[
        str | None, arg("Version, e.g. 2024/214/2025-3; all where it is left out.")
    ] = None,
    write: Annotated[
        Path | None, opt("Write the file of that version, to make a new one from.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """List the shipped templates, or show one: its tables, counting rules and dates."""
    from gateway.domain.annual.templates import shipped_file, shipped_templates
    from gateway.errors import InputError

    if version is None:
        if write is not None:
            raise InputError("version: name the template that is to be written")
        _list(shipped_templates(), as_json=as_json)
        return
    raw = shipped_file(version)
    found = next(each for each in shipped_templates() if each.version == version)
    if write is not None:
        write.write_bytes(raw)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        _show(found)


def _list(found: tuple[Template, ...], *, as_json: bool) -> None:
    names = {"version", "year", "title"}
    told = [{**each.model_dump(include=names), "digest": each.digest} for each in found]
    print_json(told) if as_json else show_thing(None, {"templates": told})


def _show(found: Template) -> None:
    out.print(f"[bold]{found.version}[/]  {found.title}", soft_wrap=True)
    out.print(f"year {found.year}; digest {found.digest}", soft_wrap=True)
    for words in found.unverified:
        out.print(f"[yellow]not verified:[/] {words}", soft_wrap=True)
    print_table(
        "Tables to fill",
        ("Table", "Title", "Dimensions", "Measures"),
        (
            (each.key, each.title, ", ".join(each.dimensions), ", ".join(each.measures))
            for each in found.table
        ),
    )
    for rule in (*found.counting.rules, *found.disclosure.reasons):
        out.print(f"- {rule}", soft_wrap=True, markup=False)
    days = found.schedule
    said = f"submissions {days.submit_days} days after the call, answers after {days.answer_days}"
    out.print(f"{said}, clearing within {days.clear_days}", soft_wrap=True)
