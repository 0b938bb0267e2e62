"""A noun on a page and on paper: laid out from its view, with what may be done and its marking."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import Any, Final, NamedTuple

from starlette.responses import Response

from gateway.console.acts.declared import DeskAct, DeskNoun
from gateway.console.acts.offered import begun, offered, what_was_done
from gateway.console.visit import Visit
from gateway.domain.letter import Marking
from gateway.errors import StateError
from gateway.nouns.declared import Noun
from gateway.parts import part
from gateway.views.frame import NounView
from gateway.views.words import words_of

PDF: Final = "gateway.evidence.page.view_pdf"
"""What writes PDF comes with ``comity[publish]``; a node without it prints by the browser."""


class Acts(NamedTuple):
    """What may be done about a noun as it stands.

    Attributes:
        noun: Its kind.
        subject: Which one.
        possible: Acts that are possible as things stand.
        known: Every act on its kind: what was done is said although it is possible no more.
    """

    noun: DeskNoun
    subject: str
    possible: tuple[DeskAct, ...]
    known: tuple[DeskAct, ...]

    async def shown(self, visit: Visit) -> dict[str, Any]:
        """Return what the page says of them: links, drafts, what was just done."""
        return {
            "acts": offered(visit, self.noun, self.subject, self.possible),
            "begun": await begun(visit, self.noun, self.subject, self.possible),
            "was_done": what_was_done(visit, self.known),
        }


async def noun_page(
    visit: Visit,
    noun: Noun,
    *,
    back: tuple[str, str],
    acts: Acts | None = None,
    template: str = "noun.html",
    **more: Any,
) -> Response:
    """Return the page of a noun.

    Args:
        visit: The visit.
        noun: Of which kind what the address names is.
        back: Address and name of the list that it stands in.
        acts: What the officer may do about it.
        template: A template that adds to the plain one.
        more: What that names.
    """
    named = visit.asked(noun.key)
    view = await noun.view(visit.office, visit.who, named)
    marking = await noun.marked(visit.office, visit.who, named)
    return visit.page(
        template,
        view=view,
        back=back,
        **(await acts.shown(visit) if acts is not None else _NO_ACTS),
        marked=marking_words(visit, marking),
        restricted_use=marking is not Marking.UNMARKED,
        pdf=pdf_address(visit),
        **more,
    )


_NO_ACTS: Final = {"acts": [], "begun": [], "was_done": ""}


def pdf_address(visit: Visit) -> str:
    """Return where the noun of a page is had as PDF; empty where nothing here writes one."""
    return f"{visit.request.url.path}/pdf" if _writer() is not None else ""


def marking_words(visit: Visit, marking: Marking) -> str:
    """Return a marking as a sheet bears it; one that has none says so as well."""
    unmarked = marking is Marking.UNMARKED
    return visit.says("Not marked") if unmarked else words_of(marking)


async def noun_pdf(visit: Visit, view: NounView, marking: Marking) -> Response:
    """Return a noun as PDF, with its marking on every sheet.

    Raises:
        StateError: This node is installed without what writes PDF, or a character of it is in no
            typeface of this machine.
    """
    writer = _writer()
    if writer is None:
        raise StateError(
            "this gateway is installed without what writes PDF",
            remedy="Print the page itself from the browser, or have comity[publish] installed.",
        )
    office, language = visit.office, visit.language
    held = office.me.directory()
    sheet = writer.PrintedSheet(
        authority=held.member(office.code).name,
        marking=marking_words(visit, marking),
        rehearsal=visit.says("Rehearsal: nothing on these pages is real.")
        if held.rehearsal
        else "",
        shown=visit.says(
            "Printed {at} by {who}",
            at=language.instant(office.clock.now(), visit.console.templates.zone),
            who=visit.who.name,
        ),
        language=language.code,
        warnings=visit.says("Needs a person"),
        short=visit.says("In short"),
        day=language.full_day,
        tongue=lambda tag: language.locale.languages.get(tag) or tag,
        counts=lambda number: visit.says("working day {number}", number=number),
        received=visit.says("received"),
    )
    made = await asyncio.to_thread(writer.view_pdf, view, sheet)
    name = "".join(each if each.isalnum() or each in "-_" else "-" for each in view.name)
    shown = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return Response(made, media_type="application/pdf", headers=shown)


def _writer() -> ModuleType | None:
    return part(PDF)
