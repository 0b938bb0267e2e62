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
from gateway.console.acts.derived import Ask, fields_of, sends
from gateway.console.acts.filled import FilledIn, starts
from gateway.console.acts.pages import routes_of
from gateway.console.visit import Visit
from gateway.domain.collective.review import ShownReview
from gateway.domain.transaction import DocumentKind
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import Reason
from gateway.nouns import notice
from gateway.views.frame import Lines, Piece
from gateway.views.review_view import AroundReview

REVIEW: Final = DeskNoun.of(notice.REVIEW)


def _plan_of(visit: Visit, shown: ShownReview) -> ActPlan:
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
        source=shown,
    )


async def _plan_find(visit: Visit, number: str) -> ActPlan:
    shown = await acts.show_review(visit.office, visit.who, number)
    if not (await acts.may_do(visit.office, visit.who, number)).may_say:
        raise Reason.NOT_AUTHORISED.error(
            "this authority does not say what it has found in a review",
            remedy="The Member States say it. The page of the review shows what each has notified.",
        )
    found = Ask("What this authority has found", kind=FieldKind.CHOICE, options=_outcomes(shown))
    destinations = Ask(
        "Destinations",
        "Where the publication should name others: two letters each, with commas between.",
        FieldKind.TEXT,
        folded=True,
    )
    why = Ask("Why", "Every Member State and the Commission read it.")
    asked = fields_of(acts.FindingDraft, outcome=found, destinations=destinations, text=why)
    return replace(_plan_of(visit, shown), fields=asked)


def _outcomes(shown: ShownReview) -> tuple[ActOption, ...]:
    return tuple(ActOption(each.code, each.label) for each in shown.outcomes)


async def _find(visit: Visit, number: str, _: ActPlan, filled: FilledIn) -> WaitingAct | None:
    said = filled.one("destinations").split(",")
    destinations = [each.strip().upper() for each in said if each.strip()]
    draft = filled.model(acts.FindingDraft, destinations=destinations)
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
    key="a",
)


async def _plan_more_time(visit: Visit, number: str) -> ActPlan:
    return _plan_of(visit, await acts.show_review(visit.office, visit.who, number))


MORE_TIME: Final = DeskAct(
    code="more-time",
    title="Ask for more time",
    effect="All are told that this authority asks for more working days, and why. The rulebook "
    "says whose period becomes longer.",
    needs=Permission.NOTIFY,
    plan=_plan_more_time,
    carry_out=sends(acts.ask_for_time, acts.MoreTime),
    button="Sign and ask",
    done="all are told that this authority asks for more time.",
    proposed="the wish for more time waits for a second officer.",
    fields=fields_of(
        acts.MoreTime,
        working_days=Ask("Working days more"),
        reason=Ask("Why more time is needed", "All members read it."),
    ),
    key="t",
)


async def _plan_publish(visit: Visit, number: str) -> ActPlan:
    shown = await acts.show_review(visit.office, visit.who, number)
    prepared = await publishing.prepare(visit.office, visit.who, number)
    told = [Piece(text=each.description) for each in prepared.items]
    told += [Piece(text=visit.reader.country(each)) for each in prepared.destinations]
    named = Lines(lines=tuple(told), listed=True).under(visit.says("It names"))
    remarks = (Lines(lines=(Piece.kept(each),)) for each in prepared.remarks)
    return replace(
        _plan_of(visit, shown),
        blocks=(*((named,) if told else ()), *remarks),
        start=starts(prepared, "text"),
        source=prepared,
    )


async def _publish(visit: Visit, number: str, plan: ActPlan, filled: FilledIn) -> WaitingAct | None:
    text = filled.free_texts("text", plan.about(publishing.PreparedPublication).text)
    publication = filled.model(publishing.Publication, text=text)
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
    fields=fields_of(
        publishing.Publication,
        oj_reference=Ask("Reference in the Official Journal", "Of its C series: C/2026/1234."),
        effective_from=Ask("Applies from"),
        text=Ask("Text", "As the gateway has drafted it from what the States have notified."),
    ),
    key="p",
)


async def _plan_word(visit: Visit, number: str) -> ActPlan:
    shown = await acts.show_review(visit.office, visit.who, number)
    states = tuple(ActOption(each, visit.reader.country(each)) for each in shown.tally.outside)
    asked = fields_of(
        acts.WordByHand,
        state=Ask("Member State", kind=FieldKind.SELECT, options=states),
        outcome=Ask("What it has found", kind=FieldKind.CHOICE, options=_outcomes(shown)),
    )
    return replace(_plan_of(visit, shown), fields=(*asked, *RECORD_WORD.fields))


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
    word = filled.model(acts.WordByHand, proof=[paper])
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
        *fields_of(
            acts.WordByHand,
            on=Ask("Notified on"),
            given_by=Ask("Who notified it there"),
            means=Ask("By what it came"),
        ),
        ActField("title", "Paper that shows it", also=("proof.0.title",)),
        ActField(
            "sha256",
            "SHA-256 of its file",
            "64 characters. The paper stays with this authority.",
            also=("proof.0.sha256",),
        ),
        ActField(
            "size_bytes",
            "Size of its file in octets",
            kind=FieldKind.NUMBER,
            also=("proof.0.size_bytes",),
        ),
        *fields_of(acts.WordByHand, text=Ask("In words")),
    ),
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
