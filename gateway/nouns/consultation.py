"""A consultation of either side: `casework.records.consultation_rows`, `casework.consultations`.

Beside it what another system carried before: rows and import in `casework.imports.past`.
"""

from __future__ import annotations

from typing import Final

from gateway.casework.cases import records
from gateway.casework.consultations import consultations
from gateway.casework.imports import past
from gateway.casework.permissions import Permission
from gateway.casework.records.markings import marking_of_consultation
from gateway.casework.visibility import held_consultation
from gateway.domain.consultation import Consultation
from gateway.errors import ComityError
from gateway.nouns.columns import ListColumn, ListWords, coded, country, instant, said
from gateway.nouns.declared import Noun, NounList, Paper
from gateway.views.consultation_view import consultation_name
from gateway.views.words import spelt_out


def _answer(words: ListWords, consultation: Consultation) -> str:
    """Return the answer that counts in the words of its procedure; empty where none came."""
    given = consultation.counting_answer
    if given is None:
        return ""
    try:
        procedure = words.rulebook(consultation.rulebook).procedure(consultation.procedure)
        return procedure.option(given.answer).label
    except ComityError:
        return spelt_out(given.answer)


def _procedure(words: ListWords, consultation: Consultation) -> str:
    """Return the title of the procedure of a consultation; empty where no law here has it."""
    try:
        return words.rulebook(consultation.rulebook).procedure(consultation.procedure).title
    except ComityError:
        return ""


CONSULTATIONS: Final[NounList[Consultation]] = NounList(
    name="consultations",
    told="""List consultations, newest first; with filters those that fit all of them.

    Those that are `named` have an identifier that begins so, or are called so: by the asking
    authority's reference, the consulted authority and, where that is not enough, the
    procedure, e.g. `DE-C-2026-00001/FR` or `DE-C-2026-00001/FR/16(5)`.
    """,
    read=consultations.list_consultations,
    columns=(
        said("Consultation", consultation_name, 24),
        said("Identifier", lambda c: c.conversation_id, 38),
        said("Our case", lambda c: c.case_id, 18, in_words=False),
        said("Article", lambda c: c.procedure),
        ListColumn("Procedure", _procedure, width=40, in_words=False),
        said("Asking", lambda c: c.asking, 9, in_words=False),
        said("Consulted", lambda c: c.consulted, 9, in_words=False),
        *coded("State", lambda c: c.state),
        *country("Destination", lambda c: c.request.transaction.destination, in_words=False),
        said("Last day", lambda c: c.deadline.last_day if c.deadline else None, 14),
        ListColumn("Answer", _answer, width=30),
        said(
            "Answer code",
            lambda c: c.counting_answer.answer if c.counting_answer else "",
            in_words=False,
        ),
        instant("Answered", lambda c: c.answered_at, in_words=False),
        said("With", lambda c: c.assigned_to),
        said("Rulebook", lambda c: c.rulebook, 20, in_words=False),
    ),
)

CONSULTATION: Final = Noun(
    name="consultation",
    address="/consultations",
    key="conversation_id",
    tag="consultations",
    reads=Permission.READ_CONSULTATIONS,
    held=held_consultation,
    listed=CONSULTATIONS,
    find=consultations.get_consultation,
    view=records.view_of_consultation,
    paper=Paper(needs=Permission.READ_EVIDENCE, law=lambda talk: talk.rulebook, evidence=True),
    marking=marking_of_consultation,
)

PAST_CONSULTATION: Final = Noun(
    name="past consultation",
    address="/past-consultations",
    key="number",
    tag="consultations",
    reads=Permission.READ_REQUESTS,
    listed=NounList(
        read=past.list_past,
    ),
    view=past.view_of_past,
)
