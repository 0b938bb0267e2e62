"""Denials that a case resembles: each beside the application, and an officer's word on it.

A word confirms or dismisses, with its reason. Several get one reason by way of a page that shows
which they are before anything is recorded.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from starlette.responses import Response

from gateway.casework.cases.hit_verdicts import HitWord, judge_hit, read_of
from gateway.casework.cases.records import MatchShown, case_shown, match_shown
from gateway.casework.permissions import Permission
from gateway.console.forms import PageForm
from gateway.console.languages import marked
from gateway.console.visit import PageRoute, Visit
from gateway.domain.calendars import zone_of
from gateway.domain.case import ENDED_STATES, Case
from gateway.domain.examination import Hit, HitVerdict
from gateway.errors import ComityError, InputError, NotFoundError, StateError
from gateway.field_faults import faults_of
from gateway.views.beside.transactions import Compared, beside_denial
from gateway.views.beside.verdicts import hit_in_words
from gateway.views.case_page.head import head_of

CASE: Final = "/desk/cases/{case_id}"
ROOT: Final = f"{CASE}/matches"

VERDICTS: Final = (
    (
        HitVerdict.CONFIRMED,
        marked("Confirm: essentially the same transaction"),
        marked("Its authority is consulted before the decision (Article 16(5))."),
    ),
    (
        HitVerdict.DISMISSED,
        marked("Dismiss: another transaction"),
        marked("The denial stays in the case, and so does a consultation that was opened."),
    ),
)
"""What an officer may say, and what it does in law."""

_AGAIN: Final = marked("The case was examined again meanwhile; look at what stands here now.")
_PICKED: Final = "hit-"
"""What the name of a ticked denial begins with, in a form of several."""
_READ: Final = "read-"
"""What the name of the field begins with that says which word on a denial was read."""


async def show(visit: Visit) -> Response:
    """Show one denial beside the application."""
    shown = await match_shown(
        visit.office, visit.who, visit.asked("case_id"), visit.asked("denial_id")
    )
    return _page(visit, shown, PageForm({"language": visit.language.code}))


def _page(visit: Visit, shown: MatchShown, form: PageForm, status: int = 200) -> Response:
    case, around, hit = shown.shown.case, shown.shown.around, shown.hit
    reader = visit.reader
    mine = Compared(
        transaction=case.application.transaction,
        whose=visit.office.code,
        heading=reader.says("This application"),
        taken_as_one=(hit.ours, hit.theirs),
    )
    return visit.page(
        "match.html",
        status=status,
        case=case,
        hit=hit_in_words(reader, hit),
        note=hit.note,
        beside=None if shown.denial is None else beside_denial(reader, mine, shown.denial),
        facts=head_of(reader, case, around.rulebook, around.now),
        form=form,
        verdicts=_verdicts(visit),
        open=visit.who.may(Permission.ASSESS) and case.state not in ENDED_STATES,
        seen=str(case.examinations),
        read=read_of(hit),
        others=[each for each in _unjudged(case) if each != hit.denial_id],
    )


def _verdicts(visit: Visit) -> list[tuple[str, str, str]]:
    text = visit.language.text
    return [(str(value), text(label), text(hint)) for value, label, hint in VERDICTS]


def _labels(visit: Visit) -> list[tuple[str, str]]:
    return [(value, label) for value, label, _ in _verdicts(visit)]


def _unjudged(case: Case) -> list[str]:
    hits = () if case.examination is None else case.examination.hits
    return [each.denial_id for each in hits if each.judgement is None]


async def judge(visit: Visit) -> Response:
    """Record an officer's word on one denial, and go on to the next that nobody looked at."""
    case_id, denial_id, form = visit.asked("case_id"), visit.asked("denial_id"), visit.form
    shown = await match_shown(visit.office, visit.who, case_id, denial_id)
    if form.value("seen") != str(shown.shown.case.examinations):
        return _page(visit, shown, form.wrong(seen=visit.language.text(_AGAIN)), status=409)
    try:
        word, read = _word(form), form.value("read")
        await judge_hit(visit.office, visit.who, case_id, denial_id, word, read=read)
    except ValidationError as exc:
        return _page(visit, shown, form.wrong(**_faults(visit, exc)), status=422)
    except StateError as exc:
        again = await match_shown(visit.office, visit.who, case_id, denial_id)
        return _page(visit, again, form.wrong(seen=_meanwhile(visit, exc)), status=exc.reason.http)
    except InputError as exc:
        words = visit.refusal(exc)[0]
        return _page(visit, shown, form.refused(exc, words), status=exc.reason.http)
    return visit.go(f"{CASE.format(case_id=case_id)}?done=judged#matches")


def _meanwhile(visit: Visit, exc: StateError) -> str:
    """Return who has said what of a hit meanwhile, or what else stands against a word on it."""
    said = exc.metadata
    if "text" not in said:
        return visit.refusal(exc)[0]
    at, zone = datetime.fromisoformat(said["at"]), ZoneInfo(zone_of(visit.office.code))
    return visit.says(
        "{officer} has said meanwhile of {denial}, {at}: {verdict}. {reason} Nothing was recorded. "
        "Record your word again if it still holds.",
        officer=said["by"],
        denial=said["denial"],
        at=visit.language.instant(at, zone),
        verdict=visit.reader.word(HitVerdict(said["verb"].removeprefix("hit."))),
        reason=said["text"],
    )


def _word(form: PageForm) -> HitWord:
    """Return what a form says.

    Raises:
        ValidationError: It says no verdict, or gives no reason.
    """
    return HitWord.model_validate(
        {name: form.value(name) for name in ("verdict", "text", "language")}
    )


def _faults(visit: Visit, exc: ValidationError) -> dict[str, str]:
    said = {
        "verdict": visit.says("Confirm or dismiss it"),
        "text": visit.says("Give the reason, in at most 4,000 characters"),
        "language": visit.says("Choose the language of the reason"),
    }
    return {each.field: said.get(each.field, each.what) for each in faults_of(exc)}


# --- several with one reason --------------------------------------------------------------------


async def choose(visit: Visit) -> Response:
    """Show all denials of a case, to be ticked, with one word on them."""
    return await _several(visit, PageForm({"language": visit.language.code}))


async def preview(visit: Visit) -> Response:
    """Show which denials get which word, before anything is recorded."""
    form, picked = visit.form, _picked(visit.form)
    faults: dict[str, str] = {}
    if not picked:
        faults["hits"] = visit.says("Tick at least one denial")
    try:
        _word(form)
    except ValidationError as exc:
        faults |= _faults(visit, exc)
    if faults:
        return await _several(visit, form.wrong(**faults), status=422)
    return await _several(visit, form, template="matches_preview.html")


async def judge_several(visit: Visit) -> Response:
    """Record one word on several denials, each an act of its own."""
    case_id, form, picked = visit.asked("case_id"), visit.form, _picked(visit.form)
    shown = await case_shown(visit.office, visit.who, case_id)
    if form.value("seen") != str(shown.case.examinations):
        again = form.wrong(seen=visit.language.text(_AGAIN))
        return await _several(visit, again, status=409)
    word = _word(form)
    left = list(picked)
    try:
        while left:
            read = form.value(f"{_READ}{left[0]}")
            await judge_hit(visit.office, visit.who, case_id, left[0], word, read=read)
            left.pop(0)
    except (InputError, NotFoundError, StateError) as exc:
        return await _several(
            visit, form.refused(exc, _how_far(visit, exc, left)), status=409, kept=False
        )
    return visit.go(f"{CASE.format(case_id=case_id)}?done=judged-several#matches")


def _how_far(visit: Visit, exc: ComityError, left: list[str]) -> str:
    """Return what stopped it, and which denials got no word."""
    what = _meanwhile(visit, exc) if isinstance(exc, StateError) else visit.refusal(exc)[0]
    return visit.says("{what}. Without a word: {left}", what=what, left=", ".join(left))


def _picked(form: PageForm) -> list[str]:
    return [
        name.removeprefix(_PICKED)
        for name, value in form.values.items()
        if name.startswith(_PICKED) and value
    ]


async def _several(
    visit: Visit,
    form: PageForm,
    *,
    status: int = 200,
    template: str = "matches.html",
    kept: bool = True,
) -> Response:
    visit.who.require(Permission.ASSESS)
    shown = await case_shown(visit.office, visit.who, visit.asked("case_id"))
    case, reader = shown.case, visit.reader
    hits: tuple[Hit, ...] = () if case.examination is None else case.examination.hits
    picked = _picked(form)
    read = {f"{_READ}{each.denial_id}": read_of(each) for each in hits}
    return visit.page(
        template,
        status=status,
        case=case,
        facts=head_of(reader, case, shown.around.rulebook, shown.around.now),
        hits=[
            (f"{_PICKED}{each.denial_id}", hit_in_words(reader, each), each.denial_id in picked)
            for each in hits
        ],
        form=form,
        verdicts=_verdicts(visit),
        verdict=dict(_labels(visit)).get(form.value("verdict"), ""),
        seen=form.value("seen") or str(case.examinations),
        read={name: form.values.get(name, now) for name, now in read.items()} if kept else read,
    )


ROUTES: Final = (
    PageRoute(ROOT, choose),
    PageRoute(f"{ROOT}/preview", preview, "POST"),
    PageRoute(f"{ROOT}/judge", judge_several, "POST"),
    PageRoute(f"{ROOT}/{{denial_id}}", show),
    PageRoute(f"{ROOT}/{{denial_id}}", judge, "POST"),
)
