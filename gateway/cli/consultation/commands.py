"""`comity consultation reply`, `import`, `export`: what reads first, or files of others.

The other commands of a consultation are made from the contract.
"""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.cli.consultation.past import export_past, import_past
from gateway.cli.options import (
    LanguageOption,
    NodeOption,
    TokenOption,
    arg,
    free_texts,
    in_words,
    opt,
)
from gateway.cli.output import JsonFlag, print_json

app = typer.Typer()
app.command("import")(import_past)
app.command("export")(export_past)

ConversationArgument = Annotated[
    str, arg("E.g. DE-C-2026-00001/FR, or its identifier, or how that begins.")
]


@app.command()
def reply(
    consultation: ConversationArgument,
    accept: Annotated[bool, opt("Whether more days are given.", "--accept/--refuse")],
    days: Annotated[
        int | None, opt("Working days that are given; else what was asked.", min=0)
    ] = None,
    reason: Annotated[list[str] | None, opt(in_words("Why; may be repeated."))] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Accept or refuse the other authority's wish for more working days."""
    from gateway.cli.client import open_node, path_of
    from gateway.cli.consultation.naming import consultation_id
    from gateway.cli.view import show_head

    client = open_node(node, token)
    path = path_of("consultations", consultation_id(client, consultation))
    if days is None:
        wish = client.get(path)["extension_pending"] if accept else None
        days = 0 if wish is None else int(wish["working_days"])
    body = {"accepted": accept, "working_days": days, "reason": free_texts(reason, language)}
    done = client.post(f"{path}/extension-reply", body)
    if as_json:
        print_json(done)
        return
    named = done["conversation_id"]
    show_head(
        client.get(path_of("consultations", named, "view")), f"comity consultation show {named}"
    )
