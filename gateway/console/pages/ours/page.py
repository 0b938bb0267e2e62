"""A case of ours: what it is, what is missing for its decision and why, and all that was done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from starlette.responses import Response

from gateway.casework.cases.decision import check_decidable, decide
from gateway.casework.cases.records import CaseShown, case_shown, evidence_of
from gateway.casework.inbox.own import mark_seen
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records.markings import marking_of_case
from gateway.console.access.step_up import proved
from gateway.console.acts.declared import ActPlan, DeskAct, LastLook
from gateway.console.acts.filled import FilledIn
from gateway.console.acts.offered import begun, offered, what_was_done
from gateway.console.acts.pages import routes_of
from gateway.console.languages import marked
from gateway.console.noun_page import pdf_address
from gateway.console.pages.ours import documents
from gateway.console.pages.ours.amending import AMEND
from gateway.console.pages.ours.assessing import ASSESS
from gateway.console.pages.ours.documents import attached, documents_of, takes_documents
from gateway.console.pages.ours.noun import CASE, facts_of_case, heading_of_case, read_case
from gateway.console.pages.ours.proposing import PROPOSE
from gateway.console.pages.ours.withdrawing import WITHDRAW
from gateway.console.visit import PageRoute, Visit
from gateway.domain.case import ENDED_STATES, Case
from gateway.domain.case.steps import DecisionStep, StepKind, StepState
from gateway.domain.letter import Marking
from gateway.errors import StateError
from gateway.views.beside.verdicts import HitInWords, hit_in_words
from gateway.views.case_page.head import head_of
from gateway.views.case_page.history import history_of
from gateway.views.case_page.parts import CasePart, case_sections
from gateway.views.case_page.steps import StepInWords, step_in_words
from gateway.views.case_view import case_head
from gateway.views.decision_view import decision_parts
from gateway.views.frame import Block, Lines, Piece, blocks_of, cell, table

# The decision by a second officer, who sees first what changed since it was proposed.


async def _plan_decision(visit: Visit, case_id: str) -> ActPlan:
    proved(visit)
    shown = await read_case(visit, case_id)
    if shown.case.proposal is None:
        raise StateError("nothing is proposed", remedy="Propose a decision first.")
    parts = decision_parts(visit.reader, shown.case, None)
    return ActPlan(
        heading=heading_of_case(visit, shown),
        facts=facts_of_case(visit, shown),
        blocks=(_since(visit, shown.case), *blocks_of(parts)),
        source=shown,
    )


def _since(visit: Visit, case: Case) -> Block:
    """Return what was done in the case since the proposal, which the second officer sees first."""
    reader, at = visit.reader, case.proposed_at
    later = [
        each
        for each in case.acts
        if at is not None and each.at >= at and each.verb != "decision.proposed"
    ]
    heading = visit.says("What changed since it was proposed")
    found = table(
        heading,
        (reader.when("When"), *reader.each("Who", "What")),
        (
            (
                (reader.moment(each.at),),
                (Piece.theirs(each.actor),),
                (*cell(reader.key(each.verb)), Piece(text=each.text, soft=True, foreign=True)),
            )
            for each in later
        ),
    )
    none = visit.says(
        "Nothing was changed since. A change to what is applied for, found or assessed would have "
        "made the proposal fall."
    )
    return found or Lines(heading=heading, lines=(Piece(text=none),))


async def _look(visit: Visit, case_id: str, _: ActPlan, __: FilledIn) -> LastLook:
    """Say what would be refused before other registers are asked."""
    await check_decidable(visit.office, visit.who, case_id)
    return LastLook()


async def _decide(visit: Visit, case_id: str, _: ActPlan, __: FilledIn) -> None:
    await decide(visit.office, visit.who, case_id)


DECIDE: Final = DeskAct(
    code="decide",
    title="Decide what was proposed",
    effect="All valid denials are examined once more at this moment. What is decided is final; a "
    "denial is notified to every member at once (Article 16).",
    needs=Permission.DECIDE,
    plan=_plan_decision,
    carry_out=_decide,
    look=_look,
    button="Decide this",
    done="the decision is made.",
    looked_at=False,
    key="d",
)


ROOT: Final = CASE.page
ACTS: Final = (ASSESS, PROPOSE, DECIDE, AMEND, WITHDRAW)
"""What can be done about a case by a form, in the order of its page."""

DONE: Final = {
    "judged": marked("your word on the denial is on record."),
    "judged-several": marked("your word on each of the denials is on record."),
    "filed": marked("the case has begun."),
    **documents.DONE,
}
"""What the page says was just done."""

_KINDS: Final = {
    StepState.DONE: "good",
    StepState.OPEN: "warn",
    StepState.WAITING: "wait",
    StepState.LATER: "neutral",
}
_STEPS_AT: Final = {
    StepKind.EXAMINE: "#matches",
    StepKind.LOOK_AT_NOTICE: "/desk/notices/{about}",
    StepKind.FRESHEN: "/desk/federation",
    StepKind.JUDGE_HIT: "/desk/cases/{case}/matches/{about}",
    StepKind.LIST_CHANGED: "/desk/tasks/{about}",
    StepKind.LOOK_AT_NEWS: "/desk/tasks/{about}",
    StepKind.CONSULT_BY_HAND: "/desk/tasks/{about}",
    StepKind.CONSULT: "/desk/consultations/{about}",
    StepKind.ASK_AGAIN: "/desk/consultations/{about}",
}
"""Where a step is taken; what is not here has no page of its own yet."""

BEFORE: Final = (
    CasePart.APPLICATION,
    CasePart.CLASSIFICATION,
    CasePart.RENEWED,
    CasePart.ASSESSMENT,
    CasePart.TRIGGERS,
)
AFTER: Final = (CasePart.CONSULTATIONS, CasePart.DECISION, CasePart.RESTRICTION)
"""Parts of the view that stand before the denials that the case resembles, and behind them."""


async def show(visit: Visit) -> Response:
    """Show a case, as far as the officer may read it."""
    named = visit.asked("case_id")
    shown = await case_shown(visit.office, visit.who, named)
    if visit.who.may(Permission.KEEP_INBOX):
        await mark_seen(visit.office, visit.who, (named,))
    reader = visit.reader_of(shown.contents)
    case, around = shown.case, shown.around
    parts = case_sections(reader, case, around, (*BEFORE, *AFTER))
    hits = () if case.examination is None else case.examination.hits
    return visit.page(
        "case.html",
        case=case,
        view=case_head(reader, case, around),
        facts=head_of(reader, case, around.rulebook, around.now),
        state_kind="good" if case.state in ENDED_STATES else "wait",
        marking=_marking(visit, shown, await marking_of_case(visit.office, visit.who, named)),
        said=visit.language.text(DONE.get(visit.asked("done"), "")) or what_was_done(visit, ACTS),
        steps=[_step(case.case_id, visit.who, step_in_words(reader, each)) for each in shown.steps],
        open_steps=sum(each.state is StepState.OPEN for each in shown.steps),
        before=[(name.value, parts[name]) for name in BEFORE if parts[name]],
        after=[(name.value, parts[name]) for name in AFTER if parts[name]],
        matches=[_match(case.case_id, hit_in_words(reader, each)) for each in hits],
        several=visit.who.may(Permission.ASSESS) and case.state not in ENDED_STATES,
        documents=documents_of(shown),
        consultations=[(each.consulted, each.conversation_id) for each in case.consultations],
        history=history_of(reader, case.acts),
        evidence=visit.who.may(Permission.READ_EVIDENCE),
        acts=offered(visit, CASE, named, possible(shown)),
        begun=await begun(visit, CASE, named, ACTS),
        like_it=_like_it(visit, shown),
        put_document=_put_document(visit, shown),
        pdf=pdf_address(visit),
    )


def _marking(visit: Visit, shown: CaseShown, marking: Marking) -> str:
    """Return the highest marking of its letters, and whether not every account sees the case."""
    said = [] if marking is Marking.UNMARKED else [visit.reader.word(marking)]
    if shown.around.restriction is not None:
        said.append(visit.says("Restricted"))
    return ", ".join(said)


def _step(case_id: str, officer: Officer, said: StepInWords) -> dict[str, object]:
    step = said.step
    places = dict(_STEPS_AT)
    if officer.may(Permission.ASSESS):
        places[StepKind.ASSESS] = "/desk/cases/{case}/acts/assess"
    if officer.may(Permission.PROPOSE):
        places[StepKind.PROPOSE] = "/desk/cases/{case}/acts/propose"
    if officer.may(Permission.DECIDE) and step.state is StepState.OPEN:
        places[StepKind.DECIDE] = "/desk/cases/{case}/acts/decide"
    link = places.get(step.kind, "").format(case=case_id, about=step.about)
    return {"said": said, "link": link, "kind": _KINDS[step.state]}


def _match(case_id: str, said: HitInWords) -> dict[str, object]:
    return {"said": said, "link": f"/desk/cases/{case_id}/matches/{said.denial_id}"}


def possible(shown: CaseShown) -> Iterator[DeskAct]:
    """Yield what may be done about a case as it stands, whoever may do it."""
    case = shown.case
    if case.state in ENDED_STATES:
        return
    yield ASSESS
    if case.withdrawal is None:
        yield PROPOSE
    if case.proposal is not None and not any(_is_for_another(each) for each in shown.steps):
        yield DECIDE
    if case.withdrawal is None:
        yield AMEND
    yield WITHDRAW


def _is_for_another(step: DecisionStep) -> bool:
    """Say whether it is the decision, and a second officer makes it."""
    return step.kind is StepKind.DECIDE and step.state is StepState.WAITING


def _like_it(visit: Visit, shown: CaseShown) -> str:
    """Return where a new application begins that is like this one; empty for who files none."""
    if not visit.who.may(Permission.FILE):
        return ""
    return f"/desk/applications/acts/file?case_id={shown.case.case_id}"


def _put_document(visit: Visit, shown: CaseShown) -> str:
    """Return where a document is put into the case; empty where none may be."""
    if not (visit.who.may(Permission.FILE) and takes_documents(shown)):
        return ""
    return documents.PATH.format(case_id=shown.case.case_id)


# --- what is taken along ----------------------------------------------------------------------


async def evidence(visit: Visit) -> Response:
    """Give the evidence of a case as one ZIP; taking it is an act, so a form asks for it."""
    named = visit.asked("case_id")
    made = await evidence_of(visit.office, visit.who, named)
    headers = {"Content-Disposition": attached(f"{named}.zip")}
    return Response(made, headers=headers, media_type="application/zip")


ROUTES: Final = (
    PageRoute(ROOT, show),
    PageRoute(f"{ROOT}/evidence", evidence, "POST"),
    *documents.ROUTES,
    *routes_of(CASE, ACTS),
)
