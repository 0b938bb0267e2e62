"""`comity controls`: control lists as data: import, show, find, compare, announce."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from certs.law import install
from gateway.cli.announcing import (
    FederationOption,
    OperatorsOption,
    announce_file,
    announcement_of,
)
from gateway.cli.contract.shown import tell
from gateway.cli.controls_view import ShelfOfFolder, facts_of
from gateway.cli.options import arg, day_of, opt, read_bytes
from gateway.cli.output import JsonFlag, out, print_json, print_table, say
from gateway.domain.controls import ListFile, ListKind, Moved, shipped_controls
from gateway.domain.controls.finding import find_codes, find_groups
from gateway.domain.controls.importing import ReadList, read_list, write_list
from gateway.domain.lawfile import parse_law
from gateway.errors import ComityError, Reason
from gateway.field_faults import faults_of

app = typer.Typer(help="Control lists: import, show, find, compare.", no_args_is_help=True)

HomeOption = Annotated[Path, opt("The node's folder.", "--home")]


@app.command("import")
def import_list(
    file: Annotated[Path, arg("CSV with a column `code`, or Annex I as JSON.")],
    home: HomeOption = Path(),
    version: Annotated[str, opt("Version; else the one that the file names.")] = "",
    in_force_from: Annotated[str, opt("First day, YYYY-MM-DD.")] = "",
    kind: Annotated[ListKind, opt("Whose list it is.")] = ListKind.ANNEX_I,
    state: Annotated[str, opt("Country of a national or foreign list.")] = "",
    act: Annotated[str, opt("Act that brought it.")] = "",
    with_texts: Annotated[
        bool, opt("Keep the texts in the node's own file.", "--with-texts")
    ] = False,
    skip_bad: Annotated[bool, opt("Leave rows out that are wrong.", "--skip-bad")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Import a published list: its codes go into a file of the node's folder `law/`."""
    found = read_list(read_bytes(file), file.name)
    if found.faults and not skip_bad:
        raise _refusal(file.name, found)
    stated = {"kind": kind, "state": state or None, "version": version or found.version}
    stated |= {"act": act, "in_force_from": in_force_from or found.in_force_from}
    made = _list_file(found, stated, with_texts=with_texts)
    raw = write_list(made)
    parse_law(file.name, raw, ListFile, reason=Reason.LIST_INVALID)  # as a node will read it
    announcement = announcement_of("controls", made, raw, made.state or "")
    path = install(home / "law", announcement.file_name, raw)
    told = {
        "file": str(path),
        "list": made.key,
        "version": made.version,
        "in_force_from": made.in_force_from.isoformat(),
        "codes": len(made.codes),
        "not_used": len(made.not_used),
        "notes": found.notes,
        "refused": [asdict(fault) for fault in found.faults],
        "sha256": announcement.named.digest.hex(),
    }
    tell(told, as_json=as_json)


@app.command("show")
def show(
    code: Annotated[str, arg("A code in any spelling, e.g. 5A001f.")] = "",
    every: Annotated[bool, opt("The lists that are held.", "--list")] = False,
    home: HomeOption = Path(),
    on: Annotated[str, opt("Day that is asked about, YYYY-MM-DD.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Show what the lists say of a code, or which lists are held."""
    shelf = ShelfOfFolder(home)
    if every or not code:
        acts = shipped_controls().not_held(file.in_force_from for file in shelf.lists.annex_i)
        said = [f"Adopted on {act.adopted}, not held: {act.act}. {act.note}" for act in acts]
        tell(shelf.held(), as_json=as_json, said="\n".join(said))
        return
    tell(facts_of(code, shelf.lists, day_of(on, "on") if on else None), as_json=as_json)


@app.command("find")
def find(
    words: Annotated[list[str], arg('Words, e.g. "night vision".')],
    home: HomeOption = Path(),
    as_json: JsonFlag = False,
) -> None:
    """Find codes of Annex I by words: by our labels of them, not by the list's text."""
    text = " ".join(words)
    found = find_codes(text, ShelfOfFolder(home).lists.annex_i)
    groups = find_groups(text, shipped_controls().cyber_groups)
    if as_json:
        codes, keys = [asdict(each) for each in found], [each.key for each in groups]
        print_json({"codes": codes, "cyber_groups": keys})
        return
    if found:
        print_table("Codes", ("Code", "What it is"), ((each.code, each.label) for each in found))
    for group in groups:
        named = ", ".join(group.codes) or "no code; Article 5 is about such items"
        out.print(f"Cyber-surveillance, {group.label}: {named}")
    if not found and not groups:
        out.print("No code is found by these words; an item may be none that is listed.")
        return
    out.print("A hint, not a classification: the text of the list decides.")


@app.command("diff")
def diff(
    older: Annotated[str, arg("Version, as `controls show --list` has it.")],
    newer: Annotated[str, arg("Version to compare it with.")],
    home: HomeOption = Path(),
    as_json: JsonFlag = False,
) -> None:
    """Compare two versions: added, removed, moved, became "Not used"."""
    found = ShelfOfFolder(home).lists.difference(older, newer)
    moved = [move.model_dump(mode="json") for move in found.moved]
    tell({**asdict(found), "moved": moved}, as_json=as_json)


@app.command("map")
def map_list(
    foreign: Annotated[str, arg("Version of the list to map.")],
    version: Annotated[str, arg("Version of the list to map it to.")],
    home: HomeOption = Path(),
    as_json: JsonFlag = False,
) -> None:
    """Map a foreign list of the same numbering: the same code, the nearest above, or none."""
    found = ShelfOfFolder(home).lists.mapping(foreign, version)
    counts = {
        "same": sum(code == near for code, near in found.items()),
        "nearest": sum(near not in ("", code) for code, near in found.items()),
        "none": sum(not near for near in found.values()),
    }
    said = ", ".join(f"{count} {word}" for word, count in counts.items())
    say(
        {"foreign": foreign, "version": version, **counts, "codes": found},
        f"{foreign} to {version}: {said}; a hint, not a classification",
        *(f"{code}  {near or '-'}" for code, near in found.items() if near != code),
        as_json=as_json,
    )


@app.command("announce")
def announce(
    file: Annotated[Path, arg("A list as `controls import` wrote it.")],
    federation: FederationOption,
    operator: OperatorsOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Name a list in the directory's next version and hand it to the members (operators)."""
    raw = read_bytes(file)
    made = parse_law(file.name, raw, ListFile, reason=Reason.LIST_INVALID)
    announcement = announcement_of("controls", made, raw, made.state or "")
    announce_file(announcement, federation, operator, as_json=as_json)


def _list_file(found: ReadList, stated: dict[str, Any], *, with_texts: bool) -> ListFile:
    placeholders = set(found.not_used)
    for name in ("version", "in_force_from"):
        if not stated[name]:
            raise Reason.LIST_INVALID.error(
                "{field}: the file does not say it",
                remedy="Give --{name}.",
                field=name,
                name=name.replace("_", "-"),
            )
    begins = day_of(stated["in_force_from"], "in_force_from")
    try:
        return ListFile(
            **{**stated, "in_force_from": begins},
            codes=tuple(sorted(code for code in found.texts if code not in placeholders)),
            not_used=tuple(sorted(placeholders)),
            moved=tuple(
                Moved(old=old, new=new, act=stated["act"] or stated["version"], since=begins)
                for new, old in sorted(found.moved.items())
            ),
            labels=dict(sorted(found.labels.items())),
            texts=dict(sorted(found.texts.items())) if with_texts else {},
        )
    except ValidationError as exc:
        fault = faults_of(exc)[0]
        field = fault.field or "the list"
        raise Reason.LIST_INVALID.error(
            "{field}: {fault}", remedy=fault.remedy, field=field, fault=fault.what
        ) from exc


def _refusal(name: str, found: ReadList) -> ComityError:
    first = found.faults[0]
    more = f" (and {len(found.faults) - 1} more)" if len(found.faults) > 1 else ""
    return Reason.LIST_INVALID.error(
        "{name}, {row}: {fault}{more}",
        remedy="Mend the rows, or leave them out with --skip-bad.",
        field="file",
        rows="; ".join(f"{fault.row}: {fault.code}" for fault in found.faults[:50]),
        name=name,
        row=first.row,
        fault=first.fault,
        more=more,
    )
