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
    waiting,
)
from gateway.console.acts.filled import FilledIn, paragraphs
from gateway.console.acts.pages import routes_of
from gateway.console.visit import Visit
from gateway.domain.denial import Denial, DenialState, Ground, ReviewOutcome
from gateway.domain.notice import DenialReview, SetAside, SetAsideWay
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
    shown = plan.source
    rule = visit.office.law.in_force(visit.office.clock.now()).review
    done = shown.status.reviews_done if isinstance(shown, ShownDenial) else None
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
    review = DenialReview.model_validate(
        {
            "denial_id": subject,
            "outcome": filled.one("outcome"),
            "at": filled.day("at"),
            "grounds": filled.free_texts(_OF_ENDING if ends else "further_grounds"),
            "third_review_grounds": filled.free_texts("third_review_grounds"),
        }
    )
    done = await review_denial(visit.office, visit.who, subject, review)
    return waiting(done)


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
        ActField(
            name="outcome",
            label="Outcome of the review",
            kind=FieldKind.CHOICE,
            options=(
                ActOption(value="renewed", label="Kept as it is"),
                ActOption(
                    value="amended",
                    label="Kept as corrected",
                    hint="The correction is written before, by itself.",
                ),
                ActOption(
                    value="revoked", label="Revoked", hint="It ends, for every member, at once."
                ),
            ),
        ),
        ActField(name="at", label="Day of the review", kind=FieldKind.DAY),
        ActField(
            name=_OF_ENDING,
            label="Why it is revoked",
            hint="Needed where it is revoked. It stays on record, and all members read it.",
            kind=FieldKind.PARAGRAPHS,
            required=False,
            also=("grounds",),
        ),
        ActField(
            name="third_review_grounds",
            label="Grounds for keeping it",
            hint="Needed from the review on that the law names. All members read them.",
            kind=FieldKind.PARAGRAPHS,
            required=False,
        ),
        ActField(
            name="further_grounds",
            label="Further grounds for keeping it",
            hint="An empty line begins another.",
            kind=FieldKind.PARAGRAPHS,
            required=False,
            folded=True,
        ),
    ),
    step_up=True,
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
    act = SetAside.model_validate(
        {
            "denial_id": subject,
            "way": filled.one("way"),
            "body": filled.one("body"),
            "reference": filled.one("reference"),
            "at": filled.day("at"),
            "text": filled.free_texts("text"),
        }
    )
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
    fields=(
        ActField(
            name="way",
            label="What became of it",
            kind=FieldKind.CHOICE,
            options=(
                ActOption(value=SetAsideWay.SET_ASIDE.value, label="Set aside by a court"),
                ActOption(value=SetAsideWay.WITHDRAWN_ON_APPEAL.value, label="Withdrawn on appeal"),
                ActOption(value=SetAsideWay.SUSPENDED.value, label="Suspended"),
                ActOption(
                    value=SetAsideWay.RESTORED.value, label="Restored: the suspension is over"
                ),
            ),
        ),
        ActField(name="body", label="Court or body"),
        ActField(name="reference", label="Its reference", hint="Such as the file number."),
        ActField(name="at", label="Day of its decision", kind=FieldKind.DAY),
        ActField(
            name="text",
            label="What it said",
            hint="All members read it.",
            kind=FieldKind.PARAGRAPHS,
            required=False,
        ),
    ),
    step_up=True,
    key="c",
)


# --- the correction -------------------------------------------------------------------------


async def _plan_correction(visit: Visit, denial_id: str) -> ActPlan:
    shown = await _read(visit, denial_id)
    denial = shown.denial
    return _plan(
        visit,
        shown,
        second=_by_two(visit, FarReaching.DENIAL_AMEND),
        national_reference=(denial.national_reference,),
        decision_date=(denial.decision_date.isoformat(),),
        grounds=tuple(each.value for each in denial.grounds.value or ()),
        explanation=(paragraphs(denial.explanation),),
        language=tuple(each.language for each in denial.explanation[:1]) or ("en",),
        stated_end_use=(denial.transaction.stated_end_use.value or "",),
    )


async def _correct(
    visit: Visit, subject: str, plan: ActPlan, filled: FilledIn
) -> WaitingAct | None:
    shown = plan.source
    if not isinstance(shown, ShownDenial):
        raise TypeError(plan.source)
    corrected = Denial.model_validate(
        shown.denial.model_dump()
        | {
            "national_reference": filled.one("national_reference"),
            "decision_date": filled.day("decision_date"),
            "grounds": {"state": "given", "value": filled.several("grounds")},
            "explanation": filled.free_texts("explanation", shown.denial.explanation),
        }
    )
    if end_use := filled.one("stated_end_use"):
        corrected = corrected.with_transaction(corrected.transaction.with_end_use(end_use))
    done = await amend_denial(visit.office, visit.who, subject, corrected)
    return waiting(done)


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
        ActField(name="national_reference", label="Our reference"),
        ActField(name="decision_date", label="Day of the decision", kind=FieldKind.DAY),
        ActField(
            name="grounds",
            label="Grounds",
            kind=FieldKind.SEVERAL,
            options=(
                ActOption(
                    value=Ground.INTERNATIONAL_OBLIGATIONS.value,
                    label="International obligations and commitments",
                ),
                ActOption(value=Ground.SANCTIONS.value, label="Sanctions"),
                ActOption(
                    value=Ground.FOREIGN_SECURITY_POLICY.value, label="Foreign and security policy"
                ),
                ActOption(
                    value=Ground.END_USE_DIVERSION.value, label="End-use and risk of diversion"
                ),
                ActOption(value=Ground.HUMAN_RIGHTS.value, label="Human rights"),
            ),
        ),
        ActField(
            name="explanation",
            label="Explanation",
            hint="All members read it. An empty line begins another text.",
            kind=FieldKind.PARAGRAPHS,
            required=False,
        ),
        ActField(
            name="stated_end_use",
            label="Stated end-use",
            kind=FieldKind.LONG_TEXT,
            required=False,
            folded=True,
        ),
    ),
    step_up=True,
)

ACTS: Final = (REVIEW, CORRECT, SET_ASIDE)


def possible(visit: Visit, shown: ShownDenial) -> tuple[DeskAct, ...]:
    """Return the acts on a denial as it stands: none on another authority's, or a revoked one."""
    ended = shown.status.state is DenialState.REVOKED
    return ACTS if is_ours(visit, shown) and not ended else ()


ROUTES: Final = routes_of(DENIAL, ACTS)
