"""Acts on our own denials by form: its review, what a court did to it, its correction."""

from __future__ import annotations

from typing import Final

from gateway.casework.denials.denials import (
    ShownDenial,
    amend_denial,
    get_denial,
    review_denial,
)
from gateway.casework.denials.setting_aside import set_aside
from gateway.casework.permissions import Permission
from gateway.casework.services import reader_of
from gateway.console.acts.declared import (
    ActField,
    ActOption,
    ActPlan,
    DeskAct,
    DeskNoun,
    FieldKind,
    LastLook,
    seldom,
    waiting,
)
from gateway.console.acts.derived import Ask, fields_of, options_of
from gateway.console.acts.filled import FilledIn, starts
from gateway.console.acts.pages import routes_of
from gateway.console.visit import Visit
from gateway.domain.denial import Denial, DenialState, Ground, ReviewOutcome
from gateway.domain.notice import DenialReview, SetAside
from gateway.domain.rulebook.two_officers import FarReaching
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import InputError, PermissionRefusedError
from gateway.nouns import denial
from gateway.views.frame import Piece

DENIAL: Final = DeskNoun.of(denial.DENIAL)


async def _read(visit: Visit, denial_id: str) -> ShownDenial:
    """Return an own denial.

    Raises:
        PermissionRefusedError: Another authority denied.
    """
    shown = await get_denial(visit.office, visit.who, denial_id)
    if not is_ours(visit, shown):
        raise PermissionRefusedError(
            "another authority denied this", remedy="Ask that authority to change its denial."
        )
    return shown


def is_ours(visit: Visit, shown: ShownDenial) -> bool:
    """Say whether a denial is one of ours, which we alone change."""
    return shown.denial.authority == visit.office.code and not shown.relayed_from


def _plan(
    visit: Visit, shown: ShownDenial, *, second: bool = False, **start: tuple[str, ...]
) -> ActPlan:
    reader, status = reader_of(visit.office), shown.status
    due = visit.says("none") if status.review_due is None else reader.day(status.review_due)
    return ActPlan(
        heading=shown.denial.denial_id,
        facts=(
            (visit.says("How it stands"), Piece(text=reader.word(status.state))),
            (visit.says("First notified"), Piece(text=reader.day(shown.denial.first_notified))),
            (visit.says("Next review"), Piece(text=due)),
        ),
        second_officer=second,
        start=start,
        source=shown,
    )


_OF_ENDING: Final = "revocation"
_OF_KEEPING: Final = ("third_review_grounds", "further_grounds")
"""Fields of a review in which a denial ends, and is kept, that say why."""


# --- the review -----------------------------------------------------------------------------


async def _plan_review(visit: Visit, denial_id: str) -> ActPlan:
    shown = await _read(visit, denial_id)
    return _plan(visit, shown, at=(visit.office.today.isoformat(),))


async def _look_review(visit: Visit, _: str, plan: ActPlan, filled: FilledIn) -> LastLook:
    rule = visit.office.law.in_force(visit.office.clock.now()).review
    done = plan.about(ShownDenial).status.reviews_done
    outcome = ReviewOutcome(filled.one("outcome"))
    two = rule.two_officers
    facts = [(visit.says("Which review it is"), Piece(text=str((done or 0) + 1)))]
    if two is not None and two.needs(visit.office.code, outcome):
        waits = visit.says("nothing is done before a second officer has agreed")
        facts.append((visit.says("Second officer"), Piece(text=waits, strong=True)))
    ends = outcome is ReviewOutcome.REVOKED
    said = visit.says("The denial ends at every member at once; nothing brings it back.")
    return LastLook(facts=tuple(facts), warnings=(said,) if ends else ())


async def _review(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> WaitingAct | None:
    ends = filled.one("outcome") == ReviewOutcome.REVOKED
    for name in _OF_KEEPING if ends else (_OF_ENDING,):
        if filled.one(name):
            raise InputError(
                "this is not said of such an outcome", remedy="Leave it empty.", field=name
            )
    grounds = filled.free_texts(_OF_ENDING if ends else "further_grounds")
    review = filled.model(DenialReview, denial_id=subject, grounds=grounds)
    return waiting(await review_denial(visit.office, visit.who, subject, review))


REVIEW: Final = DeskAct(
    code="review",
    title="Write down its review",
    effect="Every member is told the outcome, and the day of the next review is counted anew. From "
    "the review on that the law names, keeping it needs stated grounds.",
    needs=Permission.KEEP_DENIALS,
    plan=_plan_review,
    look=_look_review,
    carry_out=_review,
    button="Sign and tell all members",
    done="the review is written down, and every member is told.",
    proposed="the review waits for a second officer.",
    fields=(
        *fields_of(
            DenialReview,
            outcome=Ask(
                "Outcome of the review",
                options=(
                    ActOption("renewed", "Kept as it is"),
                    ActOption(
                        "amended",
                        "Kept as corrected",
                        "The correction is written before, by itself.",
                    ),
                    ActOption("revoked", "Revoked", "It ends, for every member, at once."),
                ),
            ),
            at=Ask("Day of the review"),
        ),
        ActField(
            _OF_ENDING,
            "Why it is revoked",
            "Needed where it is revoked. It stays on record, and all members read it.",
            FieldKind.PARAGRAPHS,
            required=False,
            also=("grounds",),
        ),
        *fields_of(
            DenialReview,
            third_review_grounds=Ask(
                "Grounds for keeping it",
                "Needed from the review on that the law names. All members read them.",
            ),
        ),
        seldom(
            "further_grounds",
            "Further grounds for keeping it",
            "An empty line begins another.",
            FieldKind.PARAGRAPHS,
        ),
    ),
    key="r",
)


# --- what a court did -----------------------------------------------------------------------


async def _plan_set_aside(visit: Visit, denial_id: str) -> ActPlan:
    shown = await _read(visit, denial_id)
    return _plan(visit, shown, second=_by_two(visit, FarReaching.DENIAL_SET_ASIDE))


def _by_two(visit: Visit, act: FarReaching) -> bool:
    law = visit.office.law.in_force(visit.office.clock.now())
    return law.two_officers(act, visit.office.code) is not None


async def _set_aside(visit: Visit, subject: str, _: ActPlan, filled: FilledIn) -> WaitingAct | None:
    act = filled.model(SetAside, denial_id=subject)
    return waiting(await set_aside(visit.office, visit.who, subject, act))


SET_ASIDE: Final = DeskAct(
    code="set-aside",
    title="Tell what a court did to it",
    effect="Every member is told. Set aside or withdrawn, it is no longer valid; suspended, it is "
    "not valid meanwhile; restored, it is valid again.",
    needs=Permission.KEEP_DENIALS,
    plan=_plan_set_aside,
    carry_out=_set_aside,
    button="Sign and tell all members",
    done="every member is told what the court did.",
    proposed="what the court did waits for a second officer.",
    fields=fields_of(
        SetAside,
        way=Ask("What became of it"),
        body=Ask("Court or body"),
        reference=Ask("Its reference", "Such as the file number."),
        at=Ask("Day of its decision"),
        text=Ask("What it said", "All members read it."),
    ),
    key="c",
)


# --- the correction -------------------------------------------------------------------------


async def _plan_correction(visit: Visit, denial_id: str) -> ActPlan:
    shown = await _read(visit, denial_id)
    denial = shown.denial
    names = ("national_reference", "decision_date", "grounds", "explanation")
    return _plan(
        visit,
        shown,
        second=_by_two(visit, FarReaching.DENIAL_AMEND),
        **starts(denial, *names),
        stated_end_use=(denial.transaction.stated_end_use.value or "",),
    )


async def _correct(
    visit: Visit, subject: str, plan: ActPlan, filled: FilledIn
) -> WaitingAct | None:
    before = plan.about(ShownDenial).denial
    corrected = Denial.model_validate(
        before.model_dump()
        | {
            "national_reference": filled.one("national_reference"),
            "decision_date": filled.day("decision_date"),
            "grounds": {"state": "given", "value": filled.several("grounds")},
            "explanation": filled.free_texts("explanation", before.explanation),
        }
    )
    if end_use := filled.one("stated_end_use"):
        corrected = corrected.with_transaction(corrected.transaction.with_end_use(end_use))
    return waiting(await amend_denial(visit.office, visit.who, subject, corrected))


CORRECT: Final = DeskAct(
    code="correct",
    title="Correct it by an erratum",
    effect="Every member gets the denial anew; what stood there before stays on record. Its days "
    "of notification and review do not change.",
    needs=Permission.KEEP_DENIALS,
    plan=_plan_correction,
    carry_out=_correct,
    button="Sign and tell all members",
    done="the correction is written, and every member gets it.",
    proposed="the correction waits for a second officer.",
    fields=(
        *fields_of(
            Denial,
            national_reference=Ask("Our reference", required=True),
            decision_date=Ask("Day of the decision", required=True),
            grounds=Ask(
                "Grounds", kind=FieldKind.SEVERAL, required=True, options=options_of(Ground)
            ),
            explanation=Ask(
                "Explanation",
                "All members read it. An empty line begins another text.",
                required=False,
            ),
        ),
        seldom("stated_end_use", "Stated end-use", kind=FieldKind.LONG_TEXT),
    ),
)

ACTS: Final = (REVIEW, CORRECT, SET_ASIDE)


def possible(visit: Visit, shown: ShownDenial) -> tuple[DeskAct, ...]:
    """Return the acts on a denial as it stands: none on another authority's, or a revoked one."""
    ended = shown.status.state is DenialState.REVOKED
    return ACTS if is_ours(visit, shown) and not ended else ()


ROUTES: Final = routes_of(DENIAL, ACTS)
