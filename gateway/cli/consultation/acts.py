"""`comity consultation open`, `end`, `settle`, `record`: what is an officer's judgement or word."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from gateway.cli.consultation.commands import (
    ConversationArgument,
    act,
    app,
    by_denial,
    show_or_print,
)
from gateway.cli.options import (
    LanguageOption,
    NodeOption,
    TokenOption,
    free_texts,
    in_words,
    read_json,
)
from gateway.cli.output import JsonFlag, out, print_json

__all__ = ["app"]

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
_RecordArgument = Annotated[int, typer.Argument(help="Number of the record in the consultation.")]


@app.command("open")
def open_consultation(
    authority: Annotated[str, typer.Argument(help="Whom to consult, e.g. DE.")],
    procedure: Annotated[str, typer.Option(help="E.g. 14(2) or 21(4).", show_default=False)],
    transaction: Annotated[
        Path, typer.Option(help="JSON file with the transaction.", show_default=False)
    ],
    reference: Annotated[str, typer.Option(help="Our own reference.", show_default=False)],
    concerns: Annotated[
        str, typer.Option(help="Their case or licence that it is about, where one is known.")
    ] = "",
    stopped_at: Annotated[
        str | None,
        typer.Option(help="When customs stopped the goods, e.g. 2026-06-01T10:00:00+02:00."),
    ] = None,
    wanted: Annotated[
        list[str] | None, typer.Option("--ask", help="What is asked, e.g. not_grant; repeatable.")
    ] = None,
    remark: Annotated[
        list[str] | None, typer.Option(help=in_words("In words; repeatable."))
    ] = None,
    case: Annotated[str | None, typer.Option(help="Our own case that it belongs to.")] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Consult an authority on an officer's judgement: essential security, a customs stop."""
    from gateway.cli.client import open_node

    request: dict[str, Any] = {
        "procedure": procedure,
        "case_reference": reference,
        "transaction": read_json(transaction),
        "concerns": concerns,
        "asked_for": wanted or [],
        "stopped_at": stopped_at,
        "remarks": free_texts(remark, language),
    }
    body = {"consulted": authority, "request": request, "case_id": case}
    client = open_node(node, token)
    show_or_print(client, client.post("/consultations", body), as_json=as_json)


@app.command()
def end(
    consultation: ConversationArgument,
    reason: Annotated[
        str, typer.Option(help=in_words("Why nothing more is asked."), show_default=False)
    ],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """End a consultation that was opened so: it is withdrawn, a stop is lifted."""
    body = {"language": language, "text": reason}
    act(node, token, consultation, "end", body, as_json=as_json)


@app.command("confirm-answer")
def confirm_answer(
    consultation: ConversationArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Send the answer that another officer proposed, where two officers must answer."""
    act(node, token, consultation, "answer/confirmation", {}, as_json=as_json)


@app.command()
def settle(
    asking: Annotated[str, typer.Argument(help="The authority that asked, e.g. DE.")],
    procedure: Annotated[str, typer.Option(help="E.g. 14(1).", show_default=False)],
    conversation: Annotated[
        list[str], typer.Option(help="A consultation that was answered; at least two.")
    ],
    say: Annotated[
        str, typer.Option("--answer", help="The State's one answer.", show_default=False)
    ],
    reference: Annotated[str, typer.Option(help="Their reference of the case.")] = "",
    condition: _ConditionOption = None,
    explanation: _ExplanationOption = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Settle contradicting answers of our State's authorities, as their coordinator."""
    from gateway.cli.client import open_node
    from gateway.cli.consultation.naming import consultation_id

    client = open_node(node, token)
    settlement = {
        "procedure": procedure,
        "case_reference": reference,
        "conversations": [consultation_id(client, each) for each in conversation],
        "answer": say,
        "conditions": free_texts(condition, language),
        "text": free_texts(explanation, language),
    }
    body = {"asking": asking, "settlement": settlement}
    done = client.post("/consultations/settlements", body)
    if as_json:
        print_json(done)
    else:
        out.print(f"{asking} is told the one answer: {say} (letter {done['message_id']})")


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


@app.command("confirm-record")
def confirm_record(
    consultation: ConversationArgument,
    number: _RecordArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Confirm what another officer recorded by hand; it has its effect."""
    act(node, token, consultation, f"records/{number}/confirmation", {}, as_json=as_json)


@app.command("refuse-record")
def refuse_record(
    consultation: ConversationArgument,
    number: _RecordArgument,
    reason: Annotated[
        str, typer.Option(help=in_words("Why it does not count."), show_default=False)
    ],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Refuse what was recorded by hand; it stays on record without effect."""
    body = {"language": language, "text": reason}
    act(node, token, consultation, f"records/{number}/refusal", body, as_json=as_json)
