"""An application from a file: the JSON that REST takes, looked at in the form before it is filed.

The file is read and checked at once, with the words of REST, and kept as the officer's draft. The
form begins with what it says; what the form has no field for goes along as the file says it, and is
shown above the form. The form names the digest of the file that it was made of: of a file that was
chosen in another window meanwhile nothing is filed unseen.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from gateway.casework.cases.cases import check_application, file_application
from gateway.casework.drafts.drafts import drop_draft, find_draft, keep_draft
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import (
    NEW,
    ActField,
    ActPlan,
    DeskAct,
    FieldKind,
    LastLook,
)
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.ours.application_fields import application_fields, as_said, rows_for
from gateway.console.pages.ours.application_form import application_of
from gateway.console.pages.ours.filing import FILE, begin_fields, copied, meant
from gateway.console.visit import Visit
from gateway.domain.case import Application
from gateway.domain.inbox.act_draft import MOST_OCTETS
from gateway.errors import InputError, Reason, StateError
from gateway.views.assessment_view import assessment_blocks
from gateway.views.frame import Block, Cell, cell
from gateway.views.transaction_view import document_table, reference_facts, transaction_blocks

MOST: Final = MOST_OCTETS
"""Octets of a file: it is kept as a draft until it is filed; a larger one comes by REST."""

_SOURCE: Final = "application-file"
"""Act under which the text of the file is kept."""

_DIGEST: Final = "file"


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """A file that was read.

    Attributes:
        text: As it came.
        application: What it says.
    """

    text: str
    application: Application

    @property
    def digest(self) -> str:
        """SHA-256 of its text, in hex."""
        return sha256(self.text.encode()).hexdigest()


# --- the file -----------------------------------------------------------------------------------


async def take_file(visit: Visit, octets: bytes) -> None:
    """Read and check a file, and keep it in the place of one that was chosen before.

    Raises:
        InputError: BODY_TOO_LARGE; it is no JSON; or what it says is refused, as at REST.
        ValidationError: It is no application; names each field.
    """
    visit.who.require(Permission.FILE)
    if len(octets) > MOST:
        raise Reason.BODY_TOO_LARGE.error(
            "the file is larger than this page takes",
            remedy="Have the national system file it.",
            field=_DIGEST,
        )
    found = _read(octets)
    check_application(visit.office, found.application, visit.office.clock.now())
    office, who, needs = visit.office, visit.who, Permission.FILE
    fields = {_DIGEST: (found.text,)}
    await keep_draft(office, who, needs, subject=NEW, act=_SOURCE, fields=fields, version="")
    await drop_draft(office, who, needs, NEW, FILE_READ.code)


def _read(octets: bytes) -> ApplicationFile:
    try:
        text = octets.decode("utf-8-sig")
        said = json.loads(text)
    except json.JSONDecodeError as exc:
        raise _no_json(str(exc.lineno), str(exc.colno)) from exc
    except (ValueError, RecursionError) as exc:
        raise _no_json() from exc
    return ApplicationFile(text, Application.model_validate(said))


def _no_json(line: str = "", column: str = "") -> InputError:
    return InputError(
        "this is no JSON in UTF-8",
        remedy="Send the file as the national system writes it for REST.",
        field=_DIGEST,
        line=line,
        column=column,
    )


async def _held(visit: Visit) -> ApplicationFile:
    """Return the file that the officer chose last.

    Raises:
        StateError: She chose none, or it is filed already.
    """
    draft = await find_draft(visit.office, visit.who, Permission.FILE, NEW, _SOURCE)
    if draft is None:
        raise StateError(
            "no file of an application is kept for you",
            remedy="Choose the file on the page of new applications.",
        )
    return _read(draft.fields[_DIGEST][0].encode())


# --- the act ------------------------------------------------------------------------------------


async def _plan(visit: Visit, _: str) -> ActPlan:
    held = await _held(visit)
    said = {**copied(held.application), "reference": held.application.reference}
    items = len(held.application.transaction.items)
    fields = (*begin_fields(), *application_fields(visit, rows_for(items), at_least=items))
    carried = ActField(_DIGEST, "File", kind=FieldKind.CARRIED)
    return ActPlan(
        heading=visit.says("New application"),
        effect=(
            FILE_READ.effect,
            visit.says(
                "The form says what the file says; correct it where it is wrong. What the form has "
                "no field for goes along as it stands here."
            ),
        ),
        blocks=tuple(_blocks(visit, held.application)),
        fields=(carried, *(as_said(each, said.get(each.name, "")) for each in fields)),
        start={_DIGEST: (held.digest,), **{each: (text,) for each, text in said.items() if text}},
        source=held,
    )


def _blocks(visit: Visit, application: Application) -> Iterator[Block]:
    """Yield all that the file says."""
    reader, asked = visit.reader, application.transaction
    for each in transaction_blocks(reader, asked, after=_about(visit, application)):
        if each is not None:
            yield each
    assessed = asked.human_rights
    if assessed is not None:
        heading = visit.says("Human-rights assessment")
        release = application.assessment_release
        yield from filter(None, assessment_blocks(reader, heading, assessed, release))
    documents = document_table(reader, application.documents)
    if documents is not None:
        yield documents


def _about(visit: Visit, application: Application) -> Iterator[tuple[str, Cell]]:
    reader = visit.reader
    rulebook = visit.office.law.for_new_cases(visit.office.clock.now(), application.further_law)
    procedure = rulebook.case(application.procedure)
    yield reader.says("Procedure"), cell(reader.law(procedure.title))
    yield from reference_facts(reader, application.references, application.relations)
    for claimed in application.exceptions:
        yield reader.says("Exception claimed"), cell(claimed.key, claimed.reason)
    yield reader.says("Under a further law"), cell(application.further_law)
    yield reader.says("About the licence of case"), cell(application.concerns)
    yield reader.says("Under letter"), cell(application.under_letter)


def _application(visit: Visit, plan: ActPlan, filled: FilledIn) -> Application:
    """Return the application of the file, as the form corrects it.

    Raises:
        StateError: Another file was chosen since the form was made.
        InputError: There is no such country; names the field.
        ValidationError: Another field is wrong; names it.
    """
    held = plan.about(ApplicationFile)
    if filled.one(_DIGEST) != held.digest:
        raise StateError(
            "another file was chosen since this form was made",
            remedy="Throw this draft away, and look at the form of the file that you chose last.",
        )
    rows = rows_for(len(held.application.transaction.items))
    return application_of(visit, filled, rows, before=held.application)


async def _look(visit: Visit, _: str, plan: ActPlan, filled: FilledIn) -> LastLook:
    """Say what codes and countries mean, and what would be refused."""
    application = _application(visit, plan, filled)
    check_application(visit.office, application, visit.office.clock.now())
    return LastLook(facts=tuple(meant(visit, application.transaction)))


async def _carry_out(visit: Visit, _: str, plan: ActPlan, filled: FilledIn) -> str:
    application = _application(visit, plan, filled)
    case = await file_application(visit.office, visit.who, application)
    await drop_draft(visit.office, visit.who, Permission.FILE, NEW, _SOURCE)
    return f"/desk/cases/{case.case_id}?done=filed"


FILE_READ: Final = DeskAct(
    code="file-read",
    title="File the application of a file",
    effect=FILE.effect,
    needs=Permission.FILE,
    plan=_plan,
    carry_out=_carry_out,
    look=_look,
    button=FILE.button,
    done=FILE.done,
    step_up=False,
)
