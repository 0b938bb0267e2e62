"""`comity match`: how the matcher judges names and labelled files; needs no node."""

from __future__ import annotations

from types import MappingProxyType
from typing import Annotated

import typer

from gateway.cli.contract.shown import tell
from gateway.cli.lazy import CommandPlace, LazyGroup
from gateway.cli.options import arg, opt
from gateway.cli.output import JsonFlag
from gateway.domain.transaction import Party, PartyKind


class MatchGroup(LazyGroup):
    """The commands that compare; those that measure are the laboratory's."""

    places = MappingProxyType(
        {
            "evaluate": CommandPlace("lab.commands.match", "evaluate", "Score labelled names."),
            "alarms": CommandPlace(
                "lab.commands.match",
                "alarms",
                "Count the searches for uninvolved parties and items that show somebody.",
            ),
        }
    )


app = typer.Typer(
    cls=MatchGroup,
    name="match",
    help="Compare names, and measure the matcher on labelled files. Works without a node.",
    no_args_is_help=True,
)


@app.callback()
def match() -> None:
    """Compare names, and measure the matcher on labelled files. Works without a node."""


@app.command()
def names(
    first: Annotated[str, arg("One name, in any script.")],
    second: Annotated[str, arg("The other name.")],
    kind: Annotated[
        PartyKind, opt("Whose names: a person's, an organisation's.")
    ] = PartyKind.UNKNOWN,
    as_json: JsonFlag = False,
) -> None:
    """Compare two names and say why they are alike."""
    from gateway.errors import Reason
    from gateway.matching import MATCHER_VERSION
    from gateway.matching.parties.party import compare_parties
    from gateway.matching.transaction import PARTY_LIKELY

    if not first.strip() or not second.strip():
        raise Reason.PARTY_NAMELESS.error("a name is empty", remedy="Give two names.")
    found = compare_parties(Party(names=(first,), kind=kind), Party(names=(second,), kind=kind))
    data = {
        "score": found.score,
        "reasons": list(found.reasoned.reasons),
        "threshold": PARTY_LIKELY,
        "is_match": found.score >= PARTY_LIKELY,
        "matcher": MATCHER_VERSION,
    }
    said = "shown as likely" if found.score >= PARTY_LIKELY else "below the threshold"
    tell(data, as_json=as_json, said=said)
