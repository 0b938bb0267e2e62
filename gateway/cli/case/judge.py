"""`comity case judge`: an officer's word on a denial that was found.

The other commands of a case are made from the contract.
"""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.cli.options import LanguageOption, NodeOption, TokenOption, arg, in_words, opt
from gateway.cli.output import JsonFlag

app = typer.Typer(no_args_is_help=True)


@app.callback()
def case() -> None:
    """Cases: file, show, assess, amend, decide."""


@app.command()
def judge(
    case: Annotated[str, arg("Number of the case, e.g. DE-C-2026-00001.")],
    denial: Annotated[str, arg("Number of the denial, e.g. FR-2026-00001.")],
    confirm: Annotated[
        bool,
        opt(
            "Whether it is an essentially identical transaction.",
            "--confirm/--dismiss",
            show_default=False,
        ),
    ],
    reason: Annotated[str, opt(in_words("Why, in words."), show_default=False)],
    language: LanguageOption = "en",
    again: Annotated[
        bool, opt("Replace the word of an officer that stands on it.", "--again")
    ] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Confirm or dismiss a denial that was found, with a reason; it stays in the case."""
    from gateway.cli.client import open_node, path_of
    from gateway.cli.contract.shown import tell
    from gateway.errors import Reason

    verdict = "confirmed" if confirm else "dismissed"
    client, path = open_node(node, token), path_of("cases", case, "hits", denial, "judgement")
    of = path_of("cases", case)
    client.get(of)  # its version is from before the words: who says one between is not overridden
    stands = client.get(path)["hit"]["judgement"]
    if stands and not again:
        raise Reason.VERSION_REQUIRED.error(
            "{by} has said already: {verdict}: {text}",
            remedy="Replace that word with --again, if yours holds all the same.",
            by=stands["by"],
            verdict=stands["verdict"],
            text=stands["text"],
        )
    said = {"language": language, "text": reason, "verdict": verdict}
    found = client.post(path, said, of=of)
    now = {name: found["hit"]["judgement"][name] for name in ("verdict", "by", "text")}
    shown = {"denial": denial, **now, "said_before": found["hit"]["earlier"], "note": found["note"]}
    tell(found if as_json else shown, as_json=as_json, client=client)
