"""What an examination covered, and what a search found, as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.markup import escape

from gateway.cli.output import out, print_table


def show_scope(examination: dict[str, Any]) -> None:
    """Print what could not be searched, and which registers were not fresh."""
    for line in _limits(examination):
        out.print(f"[bold yellow]look at[/] {escape(line)}", soft_wrap=True)


def _limits(examination: dict[str, Any]) -> Iterator[str]:
    for gap in examination.get("gaps", ()):
        yield f"{gap['text']} ({gap['article']})"
    for position in examination["registers"]:
        if position["fresh"]:
            continue
        when = position["synced_at"]
        said = f"last found complete {when}" if when else "never reached"
        if position["known"] > position["size"]:
            said += f", with {position['size']} of the {position['known']} entries that are known"
        stopped = "; the log is stopped after a fraud proof" if position["stopped"] else ""
        yield f"the register of {position['origin']} was not fresh: {said}{stopped}"


def show_registers(examination: dict[str, Any]) -> None:
    """Print every register that was covered, and the relayed lists with their age."""
    print_table(
        "Registers that were covered",
        ("Log of", "Entries", "Root", "Last found complete", "Fresh", "Relayed", "Newest relayed"),
        (
            (
                each["origin"],
                each["size"],
                each["root"][:16],
                each["synced_at"] or "never",
                "stopped" if each["stopped"] else "yes" if each["fresh"] else "NO",
                each["relayed"] or "",
                each["relayed_at"] or "",
            )
            for each in examination["registers"]
        ),
    )
    out.print(
        f"matcher {examination['matcher_version']}, {examination['mode']}; the index had come to "
        f"{examination['index_position']} of {examination['register_position']} changes",
        soft_wrap=True,
    )


_GOODS = 3  # of a denial that are named


def show_found(found: dict[str, Any]) -> None:
    """Print what a search compared, what it found, and how many more there are."""
    show_scope(found)
    said = f"compared: {', '.join(found['compared'])}"
    if found["not_given"]:
        said += f"; not given and not compared: {', '.join(found['not_given'])}"
    out.print(said, soft_wrap=True)
    print_table(
        f"Denials found among {found['denials_in_scope']}",
        ("Denial", "Found by", "Parties", "Goods", "To", "Decided", "Why"),
        (
            (
                _named(each),
                _found_by(each),
                "\n".join(each["parties"]) or "withheld or not recorded",
                "\n".join(each["goods"][:_GOODS]),
                each["destination"],
                f"{each['decision'].replace('_', ' ')} of {each['decision_date']}",
                "\n".join(_why(each)),
            )
            for each in found["found"]
        ),
    )
    shown, total = len(found["found"]), found["total"]
    if not found["complete"]:
        out.print(
            f"{shown} of more than {total} are shown: only the nearest were looked at. "
            "Give more to search by, or --exhaustive.",
            soft_wrap=True,
        )
    elif total > shown:
        out.print(f"{shown} of {total} are shown: give --limit for more", soft_wrap=True)


def _named(each: dict[str, Any]) -> str:
    """Return the denial's number; with how it stands, where it is not valid."""
    said = (each["relayed_from"], "" if each["state"] == "valid" else each["state"])
    told = ", ".join(filter(None, said))
    return f"{each['denial_id']} ({told})" if told else str(each["denial_id"])


def _found_by(each: dict[str, Any]) -> str:
    if each["match_class"] is not None:
        return f"{each['match_class'].replace('_', ' ')} {each['score']:.2f}"
    return "part of a name" if each["part_of_name"] else "destination"


def _why(each: dict[str, Any]) -> list[str]:
    sides = [each[side] for side in ("party", "item") if each[side] is not None]
    said = [reason for side in sides for reason in side["reasons"]]
    if each["same_destination"] is not None:
        said.append("same destination" if each["same_destination"] else "another destination")
    return [*said, each["note"]] if each["note"] else said
