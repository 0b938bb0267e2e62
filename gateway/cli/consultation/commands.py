"""`comity consultation`: the consultations in which we ask and those in which we are asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gateway.cli.consultation.past import export_past, import_past, list_past, show_past
from gateway.cli.options import (
    AfterOption,
    AuthorityFilter,
    CodeFilter,
    LanguageOption,
    LimitOption,
    NodeOption,
    PartyFilter,
    ReferenceFilter,
    TokenOption,
    free_texts,
    in_words,
    read_json,
)
from gateway.cli.output import JsonFlag, out, print_json, print_next, print_table
from gateway.cli.view import CsvOption, ListReader, XlsxOption, on, word, written
from gateway.domain.consultation import ConsultationState

if TYPE_CHECKING:
    from gateway.cli.client import NodeClient

app = typer.Typer(help="Consultations: show, answer, record, close.", no_args_is_help=True)
app.command("past")(list_past)
app.command("past-show")(show_past)
app.command("import")(import_past)
app.command("export")(export_past)

ConversationArgument = Annotated[
    str,
    typer.Argument(help="E.g. DE-C-2026-00001/FR, or its identifier, or how that begins."),
]
NoteOption = Annotated[str, typer.Option(help="What was said, and how.", show_default=False)]


@app.command("list")
def list_consultations(
    asked: Annotated[
        bool | None,
        typer.Option("--asked/--asking", help="Only those where we are asked; or where we ask."),
    ] = None,
    state: Annotated[
        str | None, typer.Option(help="Only in this state: running, closing, answered, silent ...")
    ] = None,
    authority: AuthorityFilter = None,
    procedure: Annotated[str | None, typer.Option(help="Only under this one, e.g. 14(1).")] = None,
    case: Annotated[str | None, typer.Option(help="Only of this case of ours.")] = None,
    reference: ReferenceFilter = None,
    party: PartyFilter = None,
    code: CodeFilter = None,
    assigned_to: Annotated[str | None, typer.Option(help="Only in this officer's hands.")] = None,
    due_until: Annotated[
        str | None, typer.Option(help="Only those whose period ends on this day or before.")
    ] = None,
    limit: LimitOption = None,
    after: AfterOption = None,
    xlsx: XlsxOption = None,
    csv: CsvOption = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List consultations, newest first."""
    from gateway.cli.client import open_node

    client = open_node(node, token)
    which = {
        "asked_of_us": asked,
        "state": state,
        "authority": authority,
        "procedure": procedure,
        "case_id": case,
        "reference": reference,
        "party": party,
        "code": code,
        "assigned_to": assigned_to,
        "due_until": due_until,
        "limit": limit,
        "after": after,
    }
    if written(client, "/consultations", xlsx, csv, as_json=as_json, **which):
        return
    found = client.get("/consultations", **which)
    if as_json:
        print_json(found)
        return
    _print_consultations(client, found)


def _print_consultations(client: NodeClient, found: dict[str, Any]) -> None:
    from gateway.cli.consultation.naming import short_name

    reading = ListReader(client)
    print_table(
        "Consultations",
        ("Consultation", "Article", "State", "Last day", "Answer", "With", "Identifier"),
        (
            (
                short_name(each),
                each["procedure"],
                word(ConsultationState, each["state"]),
                on((each["deadline"] or {}).get("last_day")),
                reading.answer(each),
                each["assigned_to"],
                each["conversation_id"],
            )
            for each in found["items"]
        ),
    )
    print_next(found)


@app.command()
def show(
    consultation: ConversationArgument,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show a consultation: what is asked, about what, beside which denial, until when, answers."""
    from gateway.cli.client import open_node, path_of
    from gateway.cli.consultation.naming import consultation_id

    client = open_node(node, token)
    path = path_of("consultations", consultation_id(client, consultation))
    if as_json:
        print_json(client.get(path))
        return
    from gateway.cli.view import show_view

    show_view(client.get(f"{path}/view"))


@app.command()
def page(
    consultation: ConversationArgument,
    save: Annotated[Path, typer.Option("--out", help="File to write, e.g. consultation.html.")],
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the page of a consultation for the file: one HTML file, nothing beside it."""
    from gateway.cli.client import open_node, path_of
    from gateway.cli.consultation.naming import consultation_id
    from gateway.cli.output import write_page

    client = open_node(node, token)
    found = consultation_id(client, consultation)
    content: bytes = client.get(path_of("consultations", found, "page"))
    write_page(save, content, "consultation", found, as_json=as_json)


@app.command()
def answer(
    consultation: ConversationArgument,
    say: Annotated[
        str | None,
        typer.Option("--answer", help="One of the procedure's answers, e.g. no_objection."),
    ] = None,
    denial: Annotated[
        list[str] | None,
        typer.Option(help="DENIAL=ANSWER for each denial named, e.g. FR-2026-00017=identical."),
    ] = None,
    explanation: Annotated[
        list[str] | None, typer.Option(help=in_words("In words, repeatable."))
    ] = None,
    condition: Annotated[
        list[str] | None, typer.Option(help=in_words("A condition, repeatable."))
    ] = None,
    ground: Annotated[list[str] | None, typer.Option(help="A coded ground; repeatable.")] = None,
    information_needed: Annotated[
        list[str] | None,
        typer.Option(help=in_words("What they are to send, where more is needed; repeatable.")),
    ] = None,
    applicant: Annotated[
        str | None,
        typer.Option(
            help="What their applicant may be shown: nothing, fact (that you were asked and have "
            "answered) or text."
        ),
    ] = None,
    applicant_text: Annotated[
        list[str] | None,
        typer.Option(help=in_words("With --applicant text: the words for it, repeatable.")),
    ] = None,
    language: LanguageOption = "en",
    file: Annotated[Path | None, typer.Option(help="The whole answer as JSON instead.")] = None,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Seal and send the authority's answer."""
    _check_one_way(file, say)
    if file is not None:
        body = read_json(file)
    else:
        body = {
            "answer": say,
            "by_denial": [by_denial(text) for text in denial or ()],
            "conditions": free_texts(condition, language),
            "explanation": free_texts(explanation, language),
            "information_needed": free_texts(information_needed, language),
        }
        body |= {"grounds": ground} if ground else {}
        if applicant:
            words = free_texts(applicant_text, language)
            body["for_applicant"] = {"release": applicant, "text": words}
    act(node, token, consultation, "answer", body, as_json=as_json)


def _check_one_way(file: Path | None, say: str | None) -> None:
    from gateway.errors import InputError

    if (file is None) == (say is None):
        raise InputError(
            "an answer is given by --answer or by --file, one of them",
            remedy="Give --answer, e.g. --answer no_objection.",
            field="answer",
        )


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


@app.command()
def extend(
    consultation: ConversationArgument,
    days: Annotated[int, typer.Option(help="Working days more.", min=1, show_default=False)],
    reason: Annotated[
        str, typer.Option(help=in_words("The exceptional reason."), show_default=False)
    ],
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Ask the other authority for more working days."""
    body = {"working_days": days, "reason": {"language": language, "text": reason}}
    act(node, token, consultation, "extension", body, as_json=as_json)


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


@app.command()
def assign(
    consultation: ConversationArgument,
    officer: Annotated[str, typer.Argument(help="Name of the officer; empty for nobody.")],
    note: Annotated[
        str | None, typer.Option(help=in_words("What who takes it over is to know."))
    ] = None,
    language: LanguageOption = "en",
    node: NodeOption = None,
    token: TokenOption = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Put a consultation into an officer's hands."""
    body: dict[str, Any] = {"assignee": officer}
    if note is not None:
        body["note"] = {"language": language, "text": note}
    act(node, token, consultation, "assignment", body, as_json=as_json)


@app.command("confirm-silence")
def confirm_silence(
    consultation: ConversationArgument,
    note: NoteOption,
    node: NodeOption = None,
    token: TokenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Go on without the other gateway, on record: how it was tried is the note."""
    act(node, token, consultation, "silence", {"text": note}, as_json=as_json)


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
    send = client.put if verb == _ASSIGNMENT else client.post
    show_or_print(
        client, send(path_of("consultations", found, *verb.split("/")), body), as_json=as_json
    )


_ASSIGNMENT = "assignment"


def show_or_print(client: NodeClient, consultation: dict[str, Any], *, as_json: bool) -> None:
    """Print a consultation after an act: as JSON, or for a person how it stands now."""
    if as_json:
        print_json(consultation)
        return
    from gateway.cli.client import path_of
    from gateway.cli.view import show_head

    path = path_of("consultations", consultation["conversation_id"], "view")
    show_head(client.get(path), f"comity consultation show {consultation['conversation_id']}")
