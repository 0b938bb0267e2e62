"""`comity consultation record`, `reply`, `note-call`, `import`, `export`: what asks or says more.

The other commands of a consultation are made from the contract.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.consultation.past import export_past, import_past
from gateway.cli.options import (
    LanguageOption,
    NodeOption,
    TokenOption,
    free_texts,
    in_words,
)
from gateway.cli.output import JsonFlag, out, print_json

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient

app = typer.Typer()
app.command("import")(import_past)
app.command("export")(export_past)

ConversationArgument = Annotated[
    str,
    typer.Argument(help="E.g. DE-C-2026-00001/FR, or its identifier, or how that begins."),
]
NoteOption = Annotated[str, typer.Option(help="What was said, and how.", show_default=False)]
_KINDS = (
    "asked, received, answered, more-time-asked, more-time-replied, no-answer, corrected, recalled"
)
_AtOption = Annotated[
    str, typer.Option(help="When, e.g. 2026-12-01T09:00:00+01:00.", show_default=False)
]
_MeansOption = Annotated[
    str,
    typer.Option(
        help="By post, courier, e_mail, fax, telephone, in_person or other_system.",
        show_default=False,
    ),
]
_ConditionOption = Annotated[
    list[str] | None, typer.Option("--condition", help=in_words("A condition; repeatable."))
]
_ExplanationOption = Annotated[
    list[str] | None, typer.Option("--explanation", help=in_words("In words; repeatable."))
]
_NoteOption = Annotated[list[str] | None, typer.Option(help=in_words("In words; repeatable."))]
_AcceptOption = Annotated[
    bool, typer.Option("--accept/--refuse", help="Whether more time was given.")
]
_ScanOption = Annotated[
    Path | None, typer.Option(help="The scanned document; its digest is recorded.")
]


@app.command()
def record(
    kind: Annotated[str, typer.Argument(help=f"What has happened: {_KINDS}.")],
    at: _AtOption,
    means: _MeansOption,
    consultation: Annotated[
        str | None, typer.Argument(help="Identifier of the consultation; none where it begins.")
    ] = None,
    case: Annotated[str | None, typer.Option(help="Our case, where it begins.")] = None,
    authority: Annotated[str | None, typer.Option(help="Who was asked, e.g. PL.")] = None,
    procedure: Annotated[str | None, typer.Option(help="E.g. 14(1).")] = None,
    given: Annotated[
        str | None, typer.Option(help="When the authority gave it, where that was earlier.")
    ] = None,
    reference: Annotated[str, typer.Option(help="Where the paper lies.")] = "",
    scan: _ScanOption = None,
    about: Annotated[int | None, typer.Option(help="The record corrected or recalled.")] = None,
    say: Annotated[str | None, typer.Option("--answer", help="E.g. no_objection.")] = None,
    denial: Annotated[list[str] | None, typer.Option(help="DENIAL=ANSWER; repeatable.")] = None,
    explanation: _ExplanationOption = None,
    condition: _ConditionOption = None,
    ground: Annotated[list[str] | None, typer.Option(help="A coded ground; repeatable.")] = None,
    days: Annotated[int | None, typer.Option(help="Working days asked for or given.")] = None,
    accept: _AcceptOption = True,
    note: _NoteOption = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Record what passed outside the gateway; it counts when a second officer confirms it."""
    from gateway.cli.client import open_node

    recording: dict[str, Any] = {
        "kind": kind.replace("-", "_"),
        "at": at,
        "given": given,
        "means": means,
        "reference": reference,
        "digest": None if scan is None else _digest(scan),
        "about": about,
        "text": free_texts(note, language),
    }
    if say is not None:
        recording["answer"] = {
            "answer": say,
            "by_denial": [by_denial(text) for text in denial or ()],
            "conditions": free_texts(condition, language),
            "explanation": free_texts(explanation, language),
            **({"grounds": ground} if ground else {}),
        }
    _more_time(recording, days, accept=accept)
    _check_where(consultation, case)
    if consultation is not None:
        act(node, token, consultation, "records", recording, as_json=as_json)
        return
    body = {"case_id": case, "procedure": procedure, "authority": authority}
    client = open_node(node, token)
    done = client.post("/consultations/by-hand", body | {"recording": recording})
    show_or_print(client, done, as_json=as_json)


def _more_time(recording: dict[str, Any], days: int | None, *, accept: bool) -> None:
    """Say what was asked or replied about more time; a wish has its reason as its words."""
    if recording["kind"] == "more_time_asked":
        reason = next(iter(recording["text"]), None)
        recording |= {"wanted": {"working_days": days, "reason": reason}, "text": []}
    if recording["kind"] == "more_time_replied":
        recording["reply"] = {"accepted": accept, "working_days": days or 0}


def _check_where(consultation: str | None, case: str | None) -> None:
    """Check that either a consultation is named, or the case where one begins."""
    from gateway.errors import InputError

    if (consultation is None) != (case is not None):
        raise InputError(
            "consultation: name the consultation, or the case where it begins",
            remedy="Give CONSULTATION; or --case, --authority and --procedure.",
            field="consultation",
        )


def _digest(scan: Path) -> str:
    import hashlib

    from gateway.errors import InputError

    try:
        return hashlib.sha256(scan.read_bytes()).hexdigest()
    except OSError as exc:
        raise InputError(f"{scan} cannot be read: {exc.strerror}", field="scan") from exc


@app.command()
def reply(
    consultation: ConversationArgument,
    accept: Annotated[bool, typer.Option("--accept/--refuse", help="Whether more days are given.")],
    days: Annotated[
        int | None, typer.Option(help="Working days that are given; else what was asked.", min=0)
    ] = None,
    reason: Annotated[
        list[str] | None, typer.Option(help=in_words("Why; may be repeated."))
    ] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Accept or refuse the other authority's wish for more working days."""
    if days is None:
        days = _days_wished(node, token, consultation) if accept else 0
    body = {
        "accepted": accept,
        "working_days": days,
        "reason": free_texts(reason, language),
    }
    act(node, token, consultation, "extension-reply", body, as_json=as_json)


def _days_wished(node: str | None, token: str | None, consultation: str) -> int:
    """Return the working days that the other side asks for, 0 where it asks for none."""
    from gateway.cli.client import open_node, path_of
    from gateway.cli.consultation.naming import consultation_id

    client = open_node(node, token)
    found = client.get(path_of("consultations", consultation_id(client, consultation)))
    wish = found["extension_pending"]
    return 0 if wish is None else int(wish["working_days"])


@app.command("note-call")
def note_call(
    consultation: ConversationArgument,
    note: NoteOption,
    objection: Annotated[
        bool,
        typer.Option(
            "--objection", help="The consulted side objected: where it asked, blocks its silence."
        ),
    ] = False,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Note a telephone call for our own file; the other authority learns nothing of it.

    A note that they read and confirm is `comity letter note`.
    """
    from gateway.cli.client import open_node, path_of
    from gateway.cli.consultation.naming import consultation_id

    body = {"text": note, "objection": objection}
    act(node, token, consultation, "calls", body, as_json=as_json)
    if not as_json:
        client = open_node(node, token)
        done = client.get(path_of("consultations", consultation_id(client, consultation)))
        ours = client.get("/status")["authority"] == done["asking"]
        said = who_learns(done, ours=ours, objection=objection)
        out.print(said, soft_wrap=True, markup=False)


def who_learns(consultation: dict[str, Any], *, ours: bool, objection: bool) -> str:
    """Say who learns of a noted call, and what it changes at which side.

    Args:
        consultation: As the node shows it after the note.
        ours: Whether this authority asked in it.
        objection: Whether an objection was noted.
    """
    asking, consulted = consultation["asking"], consultation["consulted"]
    tell = f'comity letter note "WORDS" --at WHEN --conversation {consultation["conversation_id"]}'
    if not ours:
        if not objection:
            return f"Noted here alone. {asking} reads it by: {tell}"
        return (
            f"Noted here alone: {asking} knows nothing of the objection, and its period runs on. "
            f"Give the answer, or tell {asking} of it by: {tell} --objection"
        )
    effect = f"The silence of {consulted} has no effect now. " if objection else ""
    return f"{effect}Noted here alone. {consulted} reads and confirms it by: {tell}"


def by_denial(text: str) -> dict[str, str]:
    """Read DENIAL=ANSWER.

    Raises:
        InputError: It is not written so.
    """
    from gateway.errors import InputError

    number, separator, said = text.partition("=")
    if not separator or not said:
        raise InputError(
            f"denial: {text[:60]!r} is not DENIAL=ANSWER",
            remedy="Write it like FR-2026-00017=identical.",
            field="denial",
        )
    return {"denial_id": number, "answer": said}


def act(
    node: str | None,
    token: str | None,
    consultation: str,
    verb: str,
    body: dict[str, Any],
    *,
    as_json: bool,
) -> None:
    """Do something in a consultation, and print how it stands then.

    Args:
        node: As the command was given it.
        token: Likewise.
        consultation: How the officer calls it.
        verb: The end of the act's route.
        body: What the route takes.
        as_json: Whether to print the whole for programs.
    """
    from gateway.cli.client import open_node, path_of
    from gateway.cli.consultation.naming import consultation_id

    client = open_node(node, token)
    found = consultation_id(client, consultation)
    done = client.post(path_of("consultations", found, verb), body)
    show_or_print(client, done, as_json=as_json)


def show_or_print(client: NodeClient, consultation: dict[str, Any], *, as_json: bool) -> None:
    """Print a consultation after an act: as JSON, or for a person how it stands now."""
    if as_json:
        print_json(consultation)
        return
    from gateway.cli.client import path_of
    from gateway.cli.view import show_head

    path = path_of("consultations", consultation["conversation_id"], "view")
    show_head(client.get(path), f"comity consultation show {consultation['conversation_id']}")
