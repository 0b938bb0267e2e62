"""`comity notice kinds`: what a kind of notice asks for, and one to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from gateway.cli.contract.shown import show_thing
from gateway.cli.options import AfterOption, LimitOption, NodeOption, TokenOption, arg
from gateway.cli.output import JsonFlag, print_json, print_next, print_table
from gateway.errors import NotFoundError
from gateway.views.words import spelt_out

app = typer.Typer(
    help="Notices to other authorities: publish, list, show, comment.", no_args_is_help=True
)


@app.command()
def kinds(
    kind: Annotated[str | None, arg("One kind, e.g. '4(4)', whole and with a skeleton.")] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the kinds of notice in force, or show one: who sends and reads, what it asks for."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    if kind is not None:
        _show_kind(list(client.walk("/notices/kinds")), kind, as_json=as_json)
        return
    found = client.get("/notices/kinds", limit=limit, after=after)
    if as_json:
        print_json(found)
        return
    heads = ("Kind", "What", "Article", "Sent by", "Read by", "Must be given", "Law")
    print_table("Kinds of notice", heads, map(_line, found["items"]))
    print_next(found)


def _line(kind: dict[str, Any]) -> tuple[str, ...]:
    rule = kind["rule"]
    given = ", ".join(spelt_out(field).lower() for field in rule["required"])
    who = (", ".join(rule["sent_by"]), spelt_out(rule["audience"]))
    return (rule["code"], rule["title"], rule["article"], *who, given, kind["law"])


def _show_kind(found: list[dict[str, Any]], kind: str, *, as_json: bool) -> None:
    of_kind = [each for each in found if each["rule"]["code"] == kind]
    if not of_kind:
        raise NotFoundError(
            "no kind of notice in force is called {kind}",
            remedy="See `comity notice kinds`.",
            kind=kind[:40],
        )
    for each in of_kind:  # two laws may use the same name
        filled = skeleton(each["rule"])
        if as_json:
            print_json({**each, "skeleton": filled})
            continue
        show_thing(
            None, {**each["rule"], "law": each["law"], "must_be_given": list(needed(each["rule"]))}
        )
        print_json(filled)


_ITEM = {"description": "what it is", "classifications": [{"source": "non_listed"}]}
_DAY = "2026-12-31"

_EXAMPLES: Mapping[str, Any] = {
    "about": "DE-N-2026-00001",
    "authorisations": ["EU001"],
    "destinations": ["AE"],
    "documents": [
        {"kind": "other", "title": "title", "language": "en", "sha256": "0" * 64, "size_bytes": 0}
    ],
    "effective_from": _DAY,
    "expires": _DAY,
    "figures": [{"code": "5A001.j", "destination": "AE", "number": 1}],
    "grounds": ["human_rights"],
    "items": [_ITEM],
    "references": [{"system": "comity:state", "value": "IT"}],
    "parties": [{"names": ["name of the entity"], "country": "AE"}],
    "reply_until": _DAY,
    "text": [{"language": "en", "text": "in words"}],
    "transaction": {"activity": "export", "items": [_ITEM], "destination": "AE"},
}
"""How each field looks that a kind of notice may ask for."""


def needed(rule: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields that a notice of a kind must give, or withhold where it may."""
    more = {
        "outcome": rule["outcome"],
        "about": rule["about"] and rule["outcome"],
        "expires": rule["expires"],
        "reply_until": rule["comments"],
    }
    return tuple(dict.fromkeys((*rule["required"], *(each for each in more if more[each]))))


def optional(rule: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields that a notice of a kind is about where the sender knows them.

    Those are what its kind lets him withhold, and the parties that examinations look for.
    """
    about = [*rule["may_withhold"], *(["parties"] if rule["searched"] else ())]
    return tuple(name for name in dict.fromkeys(about) if name not in needed(rule))


def skeleton(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a notice of a kind as JSON, to be filled and published.

    `comity form notice` has every field with its limits.

    Args:
        rule: The kind, as ``GET /notices/kinds`` gives it.
    """
    found = {"kind": rule["code"], "at": _DAY}
    for name in (*needed(rule), *optional(rule)):
        found[name] = rule["outcome"][0]["code"] if name == "outcome" else _EXAMPLES[name]
    if rule["audience"] == "chosen":
        found["recipients"] = ["FR"]
    return found
