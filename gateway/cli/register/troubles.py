"""`comity register troubles`, `close-trouble`, `follow`, `fraud-proof`: what a person must see."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.options import (
    AfterOption,
    LanguageOption,
    LimitOption,
    NodeOption,
    TokenOption,
    in_words,
)
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table
from gateway.cli.view import ListReader
from gateway.views.words import spelt_out

NumberArgument = Annotated[int, typer.Argument(help="Number of the trouble.")]
ReasonOption = Annotated[str, typer.Option("--reason", help=in_words("Why; it is kept on record."))]


def troubles(
    closed: Annotated[bool, typer.Option("--all", help="Closed ones as well.")] = False,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show troubles with logs: fraud, suspicion, rollback, contents that did not come."""
    from gateway.cli.client import open_node

    asked = {"all": "true"} if closed else {}
    client = open_node(node, token)
    found = client.get("/registers/troubles", limit=limit, after=after, **asked)
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    columns = ("No", "Log", "Kind", "Shown by", reading.when("Since"), "What", "Told to")
    print_table(
        "Troubles",
        (*columns, "Closed") if closed else columns,
        (
            (*_row(reading, each), _closed(reading, each)) if closed else _row(reading, each)
            for each in found["items"]
        ),
    )
    proven = [str(each["id"]) for each in found["items"] if each["evidence"] is not None]
    if proven:
        out.print(
            f"proven, for anybody to check: {', '.join(proven)}; take a proof with "
            "`comity register fraud-proof NUMBER --out FILE`",
            soft_wrap=True,
            highlight=False,
        )
    print_next(found)


def _row(reading: ListReader, trouble: dict[str, Any]) -> tuple[object, ...]:
    return (
        trouble["id"],
        trouble["origin"],
        spelt_out(trouble["kind"]),
        trouble["peer"],
        reading.at(trouble["at"]),
        trouble["text"],
        _told(trouble["told"]),
    )


def _told(members: dict[str, str | None]) -> str:
    return ", ".join(code if at else f"{code} not yet" for code, at in sorted(members.items()))


def _closed(reading: ListReader, trouble: dict[str, Any]) -> str:
    if not trouble["closed"]:
        return ""
    return f"{reading.at(trouble['closed'])} by {trouble['closed_by']}"


def close_trouble(
    number: NumberArgument,
    reason: ReasonOption,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Close a trouble that you have looked at; a log that is stopped stays stopped."""
    from gateway.cli.client import open_node, path_of

    path = path_of("registers", "troubles", str(number), "closing")
    left = open_node(node, token).post(path, {"language": language, "text": reason})
    if as_json:
        print_json(left)
    else:
        more = " or more" if left["next"] else ""
        out.print(f"trouble {number} is closed; {len(left['items'])}{more} are open")


def follow(
    origin: Annotated[str, typer.Argument(help="Owner of the stopped log, e.g. FR.")],
    reason: ReasonOption,
    set_aside: Annotated[
        bool,
        typer.Option(
            "--set-aside",
            help="Take what is no part of the log that is shown now out of the register, "
            "and keep it as evidence.",
        ),
    ] = False,
    source: Annotated[
        str | None,
        typer.Option(
            "--from", help="Who shows that log; its owner if not said. Of the own log: a member."
        ),
    ] = None,
    write_again: Annotated[
        list[int] | None,
        typer.Option(
            "--write-again",
            help="Number of an entry of the own log without effect that is our own act: it is "
            "signed again with the key in force. May be given more than once.",
        ),
    ] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Follow a stopped log again, on your word and with your reason, on record."""
    from gateway.cli.client import open_node, path_of

    body = {"language": language, "text": reason}
    path = path_of("registers", origin, "following")
    left = open_node(node, token).post(
        path, body, set_aside=set_aside or None, source=source, write_again=write_again or None
    )
    if as_json:
        print_json(left)
    elif write_again:
        out.print(f"written again in log {origin}: {', '.join(map(str, write_again))}")
    else:
        out.print(f"log {origin} is followed again")


def fraud_proof(
    number: NumberArgument,
    save: Annotated[Path, typer.Option("--out", help="File to write, e.g. fraud-FR.json.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the proof of a fraud to a file that anybody can verify without a node."""
    from gateway.cli.client import open_node, path_of
    from gateway.cli.output import write_file

    path = path_of("registers", "troubles", str(number), "proof")
    content: bytes = open_node(node, token).get(path)
    write_file(save, content)
    if as_json:
        print_json({"proof": str(save.absolute()), "octets": len(content)})
    else:
        out.print(f"The proof is {save.absolute()}", soft_wrap=True)
