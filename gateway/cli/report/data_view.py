"""What a person reads of an authority's data for the annual report."""

from __future__ import annotations

from typing import Any

from rich.markup import escape

from gateway.cli.output import out, print_table

_SHOWN = 40
"""Lines of a list that are printed; --json has all."""


def show_import(found: dict[str, Any]) -> None:
    """Print what became of an import."""
    if not found["faults"]:
        did = "would be taken" if found["dry_run"] else "were taken"
        out.print(
            f"{found['records']} records ({found['replaced']} in place of earlier ones), "
            f"{found['indicators']} indicators and {found['narratives']} texts {did}",
            soft_wrap=True,
        )
        return
    number = len(found["faults"]) + found["more"]
    out.print(f"[red]nothing was taken[/]: {number} faults", soft_wrap=True)
    print_table(
        "Faults",
        ("Sheet", "Row", "Column", "What is wrong", "What to do"),
        (
            (
                each["sheet"],
                str(each["row"] or ""),
                each["column"],
                each["message"],
                each["remedy"],
            )
            for each in found["faults"][:_SHOWN]
        ),
    )


def show_year(found: dict[str, Any]) -> None:
    """Print where the preparation of a year stands."""
    by = f", by {found['submit_by']}" if found["submit_by"] else ", not called for yet"
    out.print(
        f"[bold]{found['collection']}[/]  template {found['template']}, to {found['to']}{by}",
        soft_wrap=True,
    )
    for each in found["records"]:
        out.print(f"  {each['records']} of the kind {each['kind']} from {each['source']}")
    for words in found["unread"]:
        out.print(f"[yellow]not counted:[/] {escape(words)}", soft_wrap=True)
    print_table(
        "Tables",
        ("Table", "Cells", "Marked", "Number", "Value (EUR)", "Exporters"),
        (_table_line(each) for each in found["tables"]),
    )
    left = [each for each in found["remarks"] if each["answer"] is None]
    if left:
        print_table(
            f"{len(left)} remarks to put right or to answer",
            ("Key", "What", "Standard answers"),
            (
                (
                    each["remark"]["key"],
                    each["remark"]["message"],
                    ", ".join(each["remark"]["answers"]) or each["remark"]["remedy"],
                )
                for each in left[:_SHOWN]
            ),
        )
    for each in found["parts"]:
        out.print(f"part {each['version']} of {each['authority']}: {each['digest'][:12]}")
    for code in found["parts_missing"]:
        out.print(f"[yellow]the part of {code} has not come[/]")
    print_table(
        "Versions",
        ("No", "Version", "State", "Proposed by", "Signed off by", "Digest", "Said of it"),
        (
            (
                str(each["number"]),
                str(each["version"]),
                each["state"],
                each["proposed_by"],
                each["released_by"],
                each["digest"],
                each["said"],
            )
            for each in found["versions"]
        ),
    )
    out.print("ready to propose" if found["ready"] else "not ready to propose")


def _table_line(each: dict[str, Any]) -> tuple[str, ...]:
    total = each["total"]
    if total is None:
        return (each["title"], "not available", "", "", "", "")
    low, high = total["exporters_min"], total["exporters_max"]
    return (
        each["title"],
        str(each["cells"]),
        str(each["marked"]),
        f"{total['number']:,}",
        f"{total['value_cents'] / 100:,.2f}",
        str(low) if low == high else f"{low} to {high}",
    )
