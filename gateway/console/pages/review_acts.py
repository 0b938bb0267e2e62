"""Acts in a review by every Member State, by form: what we found, more time, the publication."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gateway.casework.notices import collective_acts as acts
from gateway.casework.notices import collective_publishing as publishing
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import (
    ActField,
    ActOption,
    ActPlan,
    DeskAct,
    DeskNoun,
    FieldKind,
    waiting,
)
from gateway.console.acts.filled import FilledIn, paragraphs
from gateway.console.acts.pages import routes_of
from gateway.console.visit import Visit
from gateway.domain.collective.review import ShownReview
from gateway.domain.consultation import Means
from gateway.domain.transaction import DocumentKind
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import PermissionRefusedError, Reason
from gateway.nouns import notice
from gateway.views.frame import Lines, Piece
from gateway.views.review_view import AroundReview
from gateway.views.words import words_of

REVIEW: Final = DeskNoun.of(notice.REVIEW)


def _plan_of(visit: Visit, shown: ShownReview, *fields: ActField) -> ActPlan:
    tally = visit.says(
        "{notified} of {states} States", notified=shown.notified, states=shown.of_states
    )
    return ActPlan(
        heading=shown.number,
        facts=(
            (visit.says("What it is"), Piece(text=f"{shown.title} ({shown.article})")),
            (visit.says("Of"), Piece(text=shown.origin)),
            (visit.says("Notified"), Piece(text=tally)),
        ),
        fields=fields,
        source=shown,
    )


async def _plan_find(visit: Visit, number: str) -> ActPlan:
    shown = await acts.show_review(visit.office, visit.who, number)
    if not (await acts.may_do(visit.office, visit.who, number)).may_say:
        raise PermissionRefusedError(
            "this authority does not say what it has found in a review",
            reason=Reason.NOT_AUTHORISED,
            remedy="The Member States say it. The page of the review shows what each has notified.",
        )
    outcomes = tuple(ActOption(value=each.code, label=each.label) for each in shown.outcomes)
    return _plan_of(
        visit,
        shown,
        ActField(
            name="outcome",
            label="What this authority has found",
            kind=FieldKind.CHOICE,
            options=outcomes,
        ),
        ActField(
            name="destinations",
            label="Destinations",
            hint="Where the publication should name others: two letters each, with commas between.",
            required=False,
            folded=True,
        ),
        ActField(
            name="text",
            label="Why",
            hint="Every Member State and the Commission read it.",
            kind=FieldKind.PARAGRAPHS,
            required=False,
        ),
    )


async def _find(visit: Visit, number: str, _: ActPlan, filled: FilledIn) -> WaitingAct | None:
    said = filled.one("destinations")
    draft = acts.FindingDraft.model_validate(
        {
            "outcome": filled.one("outcome"),
            "text": filled.free_texts("text"),
            "destinations": [each.strip().upper() for each in said.split(",") if each.strip()],
        }
    )
    return waiting(await acts.find(visit.office, visit.who, number, draft))


FIND: Final = DeskAct(
    code="find",
    title="Notify what we have found",
    effect="Every Member State and the Commission are told what this authority has found. A later "
    "finding takes its place; both stay on record.",
    needs=Permission.NOTIFY,
    plan=_plan_find,
    carry_out=_find,
    button="Sign and notify all",
    done="what this authority has found is notified to all.",
    proposed="what was found waits for a second officer.",
    step_up=True,
    key="a",
)


async def _plan_more_time(visit: Visit, number: str) -> ActPlan:
    return _plan_of(visit, await acts.show_review(visit.office, visit.who, number))


async def _more_time(visit: Visit, number: str, _: ActPlan, filled: FilledIn) -> WaitingAct | None:
    wanted = acts.MoreTime.model_validate(
        {"working_days": filled.number("working_days"), "reason": filled.free_text("reason")}
    )
    done = await acts.ask_for_time(visit.office, visit.who, number, wanted)
    return waiting(done)


MORE_TIME: Final = DeskAct(
    code="more-time",
    title="Ask for more time",
    effect="All are told that this authority asks for more working days, and why. The rulebook "
    "says whose period becomes longer.",
    needs=Permission.NOTIFY,
    plan=_plan_more_time,
    carry_out=_more_time,
    button="Sign and ask",
    done="all are told that this authority asks for more time.",
    proposed="the wish for more time waits for a second officer.",
    fields=(
        ActField(name="working_days", label="Working days more", kind=FieldKind.NUMBER),
        ActField(
            name="reason",
            label="Why more time is needed",
            hint="All members read it.",
            kind=FieldKind.LONG_TEXT,
            also=("reason.text",),
        ),
    ),
    step_up=True,
    key="t",
)


async def _plan_publish(visit: Visit, number: str) -> ActPlan:
    shown = await acts.show_review(visit.office, visit.who, number)
    prepared = await publishing.prepare(visit.office, visit.who, number)
    told = [Piece(text=each.description) for each in prepared.items]
    told += [Piece(text=visit.reader.country(each)) for each in prepared.destinations]
    plan = _plan_of(visit, shown)
    return replace(
        plan,
        blocks=(
            *(
                (Lines(lines=tuple(told), listed=True).under(visit.says("It names")),)
                if told
                else ()
            ),
            *(Lines(lines=(Piece.kept(each),)) for each in prepared.remarks),
        ),
        start={
            "text": (paragraphs(prepared.text),),
            "language": tuple(each.language for each in prepared.text[:1]) or ("en",),
        },
        source=prepared,
    )


async def _publish(visit: Visit, number: str, plan: ActPlan, filled: FilledIn) -> WaitingAct | None:
    if not isinstance(plan.source, publishing.PreparedPublication):
        raise TypeError(plan.source)
    publication = publishing.Publication.model_validate(
        {
            "oj_reference": filled.one("oj_reference"),
            "effective_from": filled.day("effective_from"),
            "text": filled.free_texts("text", plan.source.text),
        }
    )
    return waiting(await publishing.publish(visit.office, visit.who, number, publication))


PUBLISH: Final = DeskAct(
    code="publish",
    title="Publish what the review leads to",
    effect="All are told what was published in the Official Journal, and from when it holds. The "
    "review ends with it.",
    needs=Permission.NOTIFY,
    plan=_plan_publish,
    carry_out=_publish,
    button="Sign and publish",
    done="it is published.",
    proposed="the publication waits for a second officer.",
    fields=(
        ActField(
            name="oj_reference",
            label="Reference in the Official Journal",
            hint="Of its C series: C/2026/1234.",
        ),
        ActField(name="effective_from", label="Applies from", kind=FieldKind.DAY, required=False),
        ActField(
            name="text",
            label="Text",
            hint="As the gateway has drafted it from what the States have notified.",
            kind=FieldKind.PARAGRAPHS,
            required=False,
        ),
    ),
    step_up=True,
    key="p",
)


async def _plan_word(visit: Visit, number: str) -> ActPlan:
    shown = await acts.show_review(visit.office, visit.who, number)
    states = tuple(
        ActOption(value=each, label=visit.reader.country(each)) for each in shown.tally.outside
    )
    outcomes = tuple(ActOption(value=each.code, label=each.label) for each in shown.outcomes)
    asked = ActField(name="state", label="Member State", kind=FieldKind.SELECT, options=states)
    found = ActField(
        name="outcome", label="What it has found", kind=FieldKind.CHOICE, options=outcomes
    )
    return _plan_of(visit, shown, asked, found, *RECORD_WORD.fields)


async def _record_word(
    visit: Visit, number: str, _: ActPlan, filled: FilledIn
) -> WaitingAct | None:
    paper = {
        "kind": DocumentKind.OTHER,
        "title": filled.one("title"),
        "language": filled.language,
        "sha256": filled.one("sha256").lower(),
        "size_bytes": filled.number("size_bytes"),
    }
    said = {name: filled.one(name) for name in ("state", "outcome", "given_by", "means")}
    word = acts.WordByHand.model_validate(
        {**said, "on": filled.day("on"), "proof": [paper], "text": filled.free_texts("text")}
    )
    return waiting(await acts.record_word(visit.office, visit.who, number, word))


RECORD_WORD: Final = DeskAct(
    code="record-word",
    title="Record what a State without a gateway has found",
    effect="All are told what the State has notified by other means, and by which paper. It counts "
    "in the review as if its gateway had sent it.",
    needs=Permission.NOTIFY,
    plan=_plan_word,
    carry_out=_record_word,
    button="Sign and record",
    done="the word of the State is recorded.",
    proposed="the word of the State waits for a second officer.",
    fields=(
        ActField(name="on", label="Notified on", kind=FieldKind.DAY),
        ActField(name="given_by", label="Who notified it there"),
        ActField(
            name="means",
            label="By what it came",
            kind=FieldKind.CHOICE,
            options=tuple(ActOption(value=each, label=words_of(each)) for each in Means),
        ),
        ActField(name="title", label="Paper that shows it", also=("proof.0.title",)),
        ActField(
            name="sha256",
            label="SHA-256 of its file",
            hint="64 characters. The paper stays with this authority.",
            also=("proof.0.sha256",),
        ),
        ActField(
            name="size_bytes",
            label="Size of its file in octets",
            kind=FieldKind.NUMBER,
            also=("proof.0.size_bytes",),
        ),
        ActField(name="text", label="In words", kind=FieldKind.PARAGRAPHS, required=False),
    ),
    step_up=True,
    key="w",
)

ACTS: Final = (FIND, MORE_TIME, RECORD_WORD, PUBLISH)


def possible(shown: ShownReview, around: AroundReview) -> tuple[DeskAct, ...]:
    """Return the acts in a review as it stands: none once it is published."""
    if shown.published:
        return ()
    offered = (
        (PUBLISH, around.may_publish and shown.complete),
        (RECORD_WORD, around.may_record and bool(shown.tally.outside)),
        (FIND, around.may_say),
        (MORE_TIME, around.may_say and around.may_extend and shown.last_instant is not None),
    )
    return tuple(act for act, there in offered if there)


ROUTES: Final = routes_of(REVIEW, ACTS)
