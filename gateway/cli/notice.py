"""`comity notice`: publish, list, show, comment, withdraw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.options import (
    AfterOption,
    LanguageOption,
    LimitOption,
    NodeOption,
    TokenOption,
    free_texts,
    in_words,
    read_json,
)
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table, write_page
from gateway.cli.view import CsvOption, ListReader, XlsxOption, count, land, on, word, written
from gateway.cli.waiting import show_waiting
from gateway.domain.base import Withholding
from gateway.domain.notice import NoticeState
from gateway.errors import NotFoundError
from gateway.views.wording.english import money
from gateway.views.words import spelt_out

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient

app = typer.Typer(
    help="Notices to other authorities: publish, list, show, comment.", no_args_is_help=True
)

NumberArgument = Annotated[str, typer.Argument(help="Number of the notice, e.g. DE-N-2026-00012.")]
CaseArgument = Annotated[
    str, typer.Argument(help="Case after which the notice is due, e.g. DE-C-2026-00001.")
]
Words = Annotated[str, typer.Argument(help=in_words("What to say, in words."))]


@app.command()
def kinds(
    kind: Annotated[
        str | None, typer.Argument(help="One kind, e.g. '4(4)', whole and with a skeleton.")
    ] = None,
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
    print_table(
        "Kinds of notice",
        ("Kind", "What", "Article", "Sent by", "Read by", "Must be given", "Law"),
        (
            (
                rule["code"],
                rule["title"],
                rule["article"],
                ", ".join(rule["sent_by"]),
                spelt_out(rule["audience"]),
                ", ".join(spelt_out(field).lower() for field in rule["required"]),
                each["law"],
            )
            for each in found["items"]
            for rule in (each["rule"],)
        ),
    )
    print_next(found)


@app.command()
def publish(
    file: Annotated[Path, typer.Argument(help="The notice as JSON; - is the standard input.")],
    to: Annotated[
        list[str] | None,
        typer.Option(help="Member that is to read it, e.g. FR; repeatable; all where it may be."),
    ] = None,
    amends: Annotated[
        str | None, typer.Option(help="Number of an own notice that this version replaces.")
    ] = None,
    duty: Annotated[
        str | None,
        typer.Option(help="Case after which it is due, whose task is closed; or none."),
    ] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Send a notice to those whom its kind names; kinds: comity notice kinds."""
    from gateway.cli.client import open_node, path_of

    body = read_json(file)
    if to == ["all"]:
        body = {**body, "recipients": [], "to_all": True}
    elif to:
        body = {**body, "recipients": to}
    if duty:
        body = {**body, "duty": duty}
    client = open_node(node, token)
    if amends:
        path = path_of("notices", amends)
        shown = client.put(path, body, of=path)
    else:
        shown = client.post("/notices", body)
    _show_or_print(client, shown, as_json=as_json)


@app.command("leave-out")
def leave_out(
    case: CaseArgument,
    kind: Annotated[str, typer.Argument(help="Kind of the notice that is due, e.g. '4(4)'.")],
    words: Words,
    reason: Annotated[
        Withholding, typer.Option(help="Class of the reason; the law says which it takes.")
    ],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Say that a notice which is due is not given at all; a second officer decides."""
    (text,) = free_texts([words], language)
    body = {**text, "kind": kind, "reason": reason.value}
    _act_on_case(case, "no-notice", body, node, token, as_json=as_json)


@app.command("confirm-left-out")
def confirm_left_out(
    case: CaseArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Decide, as the second officer, that the notice which is due is not given."""
    _act_on_case(case, "no-notice/confirmation", None, node, token, as_json=as_json)


@app.command()
def grants(
    denial: Annotated[str | None, typer.Option(help="Only those about this denial.")] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List what was granted or let pass after a consultation, as explained to all."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    found = client.get("/notices/grants", limit=limit, after=after, denial_id=denial)
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    print_table(
        "Granted after a consultation",
        ("Log", reading.when("At"), "What", "Denials", "Explanation"),
        (
            (
                each["origin"],
                reading.at(each["at"]),
                spelt_out((each["notice"] or {}).get("kind", each["content"])),
                ", ".join((each["notice"] or {}).get("denials", ())),
                " / ".join(text["text"] for text in (each["notice"] or {}).get("explanation", ())),
            )
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command("licensing-data")
def licensing_data(
    kind: Annotated[str, typer.Argument(help="Kind of notice, e.g. '23(3)' for a year.")],
    year: Annotated[int | None, typer.Option(help="Year of the grants.")] = None,
    case: Annotated[str | None, typer.Option(help="Case of the one licence.")] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Draft the figures of one licence, or of a year's: check, then publish FILE --to."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    draft = client.get("/notices/licensing-data", kind=kind, year=year, case_id=case)
    if as_json:
        print_json(draft)
        return
    print_table(
        f"Licensing data, {draft['kind']}",
        ("Code", "Destination", "Licences", "Value", "Currency"),
        (
            (
                each["code"],
                land(each["destination"]),
                count(each["number"]),
                each["value"] and money(Decimal(each["value"])),
                each["currency"],
            )
            for each in draft["figures"]
        ),
    )


@app.command("list")
def list_notices(
    kind: Annotated[str | None, typer.Option(help="Only of this kind, e.g. 4(4).")] = None,
    origin: Annotated[str | None, typer.Option(help="Only of this authority, e.g. FR.")] = None,
    about: Annotated[str | None, typer.Option(help="Only about this notice or denial.")] = None,
    state: Annotated[
        str | None, typer.Option(help="Only in this state: valid, expired, withdrawn, not_held.")
    ] = None,
    at_from: Annotated[
        str | None, typer.Option(help="Only with an act on this day or later.")
    ] = None,
    at_until: Annotated[str | None, typer.Option(help="Only with no act after this day.")] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    xlsx: XlsxOption = None,
    csv: CsvOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List the notices that are held here, the newest first."""
    from gateway.cli.client import open_node

    which = {"kind": kind, "origin": origin, "about": about, "state": state}
    which |= {"at_from": at_from, "at_until": at_until}
    client, part = open_node(node, token), {"limit": limit, "after": after}
    if written(client, "/notices", xlsx, csv, as_json=as_json, **which, **part):
        return
    found = client.get("/notices", **which, **part)
    if as_json:
        print_json(found)
        return
    reading = ListReader(client)
    print_table(
        "Notices",
        ("Number", "Kind", "What", "State", reading.when("At"), "About", "Expires"),
        (
            (
                line["number"],
                line["kind"],
                line["note"] or line["title"],
                word(NoticeState, line["state"]),
                reading.at(line["at"]),
                line["about"],
                on(line["expires"]),
            )
            for line in found["items"]
        ),
    )
    print_next(found)


@app.command()
def show(
    number: NumberArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show a notice in words: what it says, for whom, who has received it, its versions."""
    from gateway.cli.client import show_noun

    show_noun(node, token, "notices", number, as_json=as_json)


@app.command()
def page(
    number: NumberArgument,
    save: Annotated[Path, typer.Option("--out", help="File to write, e.g. notice.html.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the page of a notice for the file: one HTML file, nothing beside it."""
    from gateway.cli.client import open_node, path_of

    content: bytes = open_node(node, token).get(path_of("notices", number, "page"))
    write_page(save, content, "notice", number, as_json=as_json)


@app.command()
def comment(
    number: NumberArgument,
    words: Words,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Send a comment on another authority's notice, such as a draft of a national list."""
    body = {"about": number, "text": free_texts([words], language)}
    _act_on_notice(number, "comments", body, node, token, as_json=as_json)


@app.command()
def withdraw(
    number: NumberArgument,
    words: Words,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Say that an own notice does not count any more, and why."""
    why = free_texts([words], language)
    _act_on_notice(number, "withdrawal", why, node, token, as_json=as_json)


@app.command()
def recall(
    number: NumberArgument,
    member: Annotated[str, typer.Argument(help="Member that seals it, e.g. FR.")],
    words: Words,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Recall an own notice from a member that got it by letter: it seals it at once."""
    body = {"member": member, "reason": free_texts([words], language)}
    _act_on_notice(number, "recall", body, node, token, as_json=as_json)


def _act_on_notice(
    number: str, act: str, body: Any, node: str | None, token: str | None, *, as_json: bool
) -> None:
    from gateway.cli.client import open_node, path_of

    client, path = open_node(node, token), path_of("notices", number)
    _show_or_print(client, client.post(f"{path}/{act}", body, of=path), as_json=as_json)


def _act_on_case(
    case: str,
    act: str,
    body: dict[str, str] | None,
    node: str | None,
    token: str | None,
    *,
    as_json: bool,
) -> None:
    from gateway.cli.client import open_node, path_of
    from gateway.cli.view import show_head

    client, path = open_node(node, token), path_of("cases", case)
    shown = client.post(f"{path}/{act}", body, of=path)
    if as_json:
        print_json(shown)
    else:
        show_head(client.get(f"{path}/view"), f"comity case show {case}")


def _show_kind(found: list[dict[str, Any]], kind: str, *, as_json: bool) -> None:
    of_kind = [each for each in found if each["rule"]["code"] == kind]
    if not of_kind:
        raise NotFoundError(
            f"no kind of notice in force is called {kind[:40]}",
            remedy="See `comity notice kinds`.",
            kind=kind[:40],
        )
    for each in of_kind:  # two laws may use the same name
        filled = skeleton(each["rule"])
        if as_json:
            print_json({**each, "skeleton": filled})
            continue
        for line in kind_lines(each["rule"], each["law"]):
            out.print(line, soft_wrap=True, markup=False)
        print_json(filled)


def _show_or_print(client: NodeClient, shown: dict[str, Any], *, as_json: bool) -> None:
    """Print a notice after an act: as JSON, or for a person how it stands now."""
    if as_json:
        print_json(shown)
        return
    if show_waiting(client, shown):
        return
    from gateway.cli.client import path_of
    from gateway.cli.view import show_head

    number = shown["number"]
    show_head(client.get(path_of("notices", number, "view")), f"comity notice show {number}")


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
    names = dict.fromkeys(rule["required"])
    if rule["outcome"]:
        names["outcome"] = None
    if rule["about"] and rule["outcome"]:
        names["about"] = None
    if rule["expires"]:
        names["expires"] = None
    if rule["comments"]:
        names["reply_until"] = None
    return tuple(names)


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


def kind_lines(rule: Mapping[str, Any], law: str) -> Iterator[str]:
    """Yield what a kind of notice asks for, line by line.

    Args:
        rule: The kind.
        law: Version of the rulebook that has it.
    """
    yield f"{rule['code']}  {rule['title']}"
    yield f"{rule['article']} ({law}): {rule['reason']}"
    yield f"sent by: {', '.join(rule['sent_by'])}"
    narrowed = "; the sender may choose fewer" if rule["narrowed"] else ""
    among = rule.get("chosen_from") or ""
    chosen = f", some of {among.replace('_', ' ')} or all (--to all)" if among else ""
    yield f"read by: {rule['audience'].replace('_', ' ')}{chosen}{narrowed}"
    if rule.get("sight"):
        yield f"seen at each authority by: accounts with the role {rule['sight']} alone"
    yield f"must be given: {', '.join(needed(rule)) or 'nothing'}"
    if optional(rule):
        yield f"may be given: {', '.join(optional(rule))}; delete what you do not"
    if rule["may_withhold"]:
        classes = ", ".join(rule["withholding"])
        yield f"may be withheld: {', '.join(rule['may_withhold'])}, for one of: {classes}"
    for each in rule["outcome"]:
        yield f"outcome {each['code']}: {each['label']}"
    if rule["about"]:
        yield f"about: number of one of kind {', '.join(rule['about'])}"
    if rule["within_working_days"]:
        yield f"due within {rule['within_working_days']} working days of the measure"
    if rule["inform_customs"]:
        yield f"inform their customs: {', '.join(rule['inform_customs'])}"
    if rule["published_by"]:
        yield f"published in the Official Journal by: {rule['published_by']}"
    yield from (f"condition: {each}" for each in rule["conditions"])
