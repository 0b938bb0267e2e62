"""`comity consultation import`, `export`: what another system carried, in and out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from gateway.cli.form.mapping import (
    MappingOption,
    in_our_form,
    mapping_named,
    placed_errors,
    show_errors,
)
from gateway.cli.form.out import OutOption, every_page, print_left_out, write_form
from gateway.cli.options import NodeOption, TokenOption, arg, opt
from gateway.cli.output import JsonFlag, out, print_json
from gateway.cli.sending import send_file


def import_past(
    file: Annotated[Path, arg("CSV, XLSX or JSON; columns: docs/imports.md.")],
    mapping: MappingOption = None,
    replace: Annotated[bool, opt("Take the newer word where one is held.", "--replace")] = False,
    dry_run: Annotated[
        bool, opt("Read, compare and report, but write nothing.", "--dry-run")
    ] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Keep consultations of another system as records of the past, all of a file or none."""
    from gateway.cli.client import open_node

    made = in_our_form(file, mapping_named(mapping, "consultations"), as_json=as_json)
    client, path = open_node(node, token), "/past-consultations/import"
    report = send_file(
        client, path, file, made.content, quiet=as_json, replace=replace, dry_run=dry_run
    )
    report["errors"] = placed_errors(report["errors"], made)
    if as_json:
        print_json(report)
        return
    what = "would be written" if dry_run else "written"
    out.print(
        f"{report['rows']} rows: [bold]{report['written']} {what}[/], {report['replaced']} of them "
        f"in place of an older word, {report['unchanged']} known already"
    )
    if report["errors"]:
        show_errors(report["errors"])


def export_past(
    save: OutOption,
    mapping: MappingOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write our own consultations into a file, in our form or in the one that a mapping names."""
    from gateway.cli.client import open_node
    from gateway.tabular.files import format_of
    from gateway.tabular.form_translation import to_their_form

    form, held = format_of(save.name), mapping_named(mapping, "consultations")
    found = every_page(open_node(node, token), "/past-consultations/export", None)
    made = to_their_form((each["row"] for each in found), held, "reference")
    write_form(save, made, form, made.left_out)
    if as_json:
        told = [each.model_dump(mode="json") for each in made.left_out]
        print_json({"file": str(save.absolute()), "rows": len(made.rows), "left_out": told})
        return
    out.print(f"{len(made.rows)} consultations: {save.absolute()}", markup=False)
    print_left_out(made.left_out)
