"""Queues of open work: by which rule what comes into which, and who works in them.

Everybody with an inbox reads them; administrators make, change and end them. A form holds one
queue and the version of all of them that it was shown with, so that no change is lost to another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from pydantic import ValidationError
from starlette.responses import Response

from gateway.casework.inbox.listing import count_inbox
from gateway.casework.inbox.queues import change_queues, get_queues
from gateway.casework.permissions import Permission
from gateway.console.forms import PageForm
from gateway.console.languages import marked
from gateway.console.pages.inbox import PATH as INBOX
from gateway.console.visit import PageRoute, Visit
from gateway.domain.inbox import ChangedQueues, QueueOfWork, QueuePlan
from gateway.domain.page import number_in
from gateway.errors import ComityError, InputError, NotFoundError, StateError
from gateway.field_faults import faults_of

PATH: Final = "/desk/queues"
PARTS: Final = {
    "countries": marked("Countries of destination"),
    "categories": marked("Categories of Annex I"),
    "procedures": marked("Procedures or kinds of case"),
    "authorities": marked("Authorities or States that ask"),
}
"""What a rule may name, each a list; a list that is empty asks for nothing."""

_SPARE: Final = 2
"""Rules that a form has room for beyond those that there are; more come once it was sent."""


async def show(visit: Visit) -> Response:
    """Show the queues in the order in which they are tried."""
    plan = await get_queues(visit.office, visit.who)
    counts: dict[str, int] = {}
    if visit.who.may(Permission.READ_INBOX):
        counted = await count_inbox(visit.office, visit.who)
        counts = {each.code: each.count for each in counted.queues}
    return visit.page(
        "queues.html",
        plan=plan,
        queues=[
            (each, [_rule(visit, rule.model_dump()) for rule in each.rules], counts.get(each.code))
            for each in plan.queues
        ],
        inbox=f"{INBOX}?queue=" if counts else "",
        keeps=visit.who.may(Permission.KEEP_QUEUES),
    )


def _rule(visit: Visit, rule: dict[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return a rule in words; one that names nothing takes everything."""
    found = [
        (visit.language.text(said), ", ".join(rule[part]))
        for part, said in PARTS.items()
        if rule[part]
    ]
    return found or [(visit.says("Everything"), "")]


async def edit(visit: Visit) -> Response:
    """Show the form of a queue, or of a new one."""
    visit.who.require(Permission.KEEP_QUEUES)
    plan, code = await get_queues(visit.office, visit.who), visit.asked("queue")
    held = _find(plan, code) if code else None
    values = {"was": code, "replaces": str(plan.version), "code": code, "title": "", "members": ""}
    values["place"] = str(plan.queues.index(held) + 1 if held else len(plan.queues) + 1)
    if held is not None:
        values |= {"title": held.title, "members": "\n".join(held.members)}
        for number, rule in enumerate(held.rules):
            for part in PARTS:
                values[f"rule.{number}.{part}"] = " ".join(getattr(rule, part))
    return _form(visit, PageForm(values))


async def change(visit: Visit) -> Response:
    """Make the queue, or change it; all open work is put into its queues anew."""
    visit.who.require(Permission.KEEP_QUEUES)
    form, plan = visit.form, await get_queues(visit.office, visit.who)
    others = [each for each in plan.queues if each.code != form.value("was")]
    at = min((number_in(form.value("place").strip()) or 1) - 1, len(others))
    rules = _rules(form)
    wanted = {
        "code": form.value("code").strip(),
        "title": form.value("title").strip(),
        "rules": [rule for _, rule in rules],
        "members": form.value("members").split(),
    }
    try:
        queue = QueueOfWork.model_validate(wanted)
        all_of_them = (*others[:at], queue, *others[at:])
        await _make(visit, all_of_them)
    except ValidationError as exc:
        said = {_field(each.place, rules): each.what for each in faults_of(exc)}
        said = {name: f"{words[:1].upper()}{words[1:]}" for name, words in said.items()}
        return _form(visit, form.wrong(**said), status=InputError.reason.http)
    except (InputError, StateError) as exc:
        return _form(visit, _refused(visit, form, exc), status=exc.reason.http)
    return visit.go(f"{PATH}?done=changed")


async def end(visit: Visit) -> Response:
    """End a queue; its work goes into the next one that takes it, or into none."""
    visit.who.require(Permission.KEEP_QUEUES)
    plan, code = await get_queues(visit.office, visit.who), visit.form.value("queue")
    _find(plan, code)
    await _make(visit, tuple(each for each in plan.queues if each.code != code))
    return visit.go(f"{PATH}?done=ended")


async def _make(visit: Visit, queues: Sequence[QueueOfWork]) -> None:
    """Make a version of the queues in the place of the one that the form was shown with.

    Raises:
        ValidationError: A code stands for two of them, or the form names no version.
        StateError: Another version was made meanwhile.
    """
    replaces = visit.form.value("replaces")
    wanted = {"queues": tuple(queues), "replaces": replaces}
    await change_queues(visit.office, visit.who, ChangedQueues.model_validate(wanted))


def _find(plan: QueuePlan, code: str) -> QueueOfWork:
    found = next((each for each in plan.queues if each.code == code), None)
    if found is None:
        raise NotFoundError("there is no such queue", remedy="The page of queues lists them.")
    return found


def _rules(form: PageForm) -> list[tuple[int, dict[str, list[str]]]]:
    """Return the rules of a form that name anything, each with its number in the form."""
    found: list[tuple[int, dict[str, list[str]]]] = []
    for number in range(_rooms(form)):
        named = {part: form.value(f"rule.{number}.{part}").split() for part in PARTS}
        if any(named.values()):
            found.append((number, named))
    return found


def _rooms(form: PageForm) -> int:
    """Return how many rules stand in a form."""
    numbers = [int(each.split(".")[1]) for each in form.values if _is_rule(each)]
    return max(numbers, default=-1) + 1


def _is_rule(name: str) -> bool:
    parts = name.split(".")
    return len(parts) == 3 and parts[0] == "rule" and parts[1].isdecimal() and len(parts[1]) < 3  # noqa: PLR2004 - rule, number, part


def _field(place: Sequence[object], rules: Sequence[tuple[int, object]]) -> str:
    """Return the field of the form that is at fault; empty for the whole form."""
    if place[:1] == ("rules",) and len(place) > 2 and isinstance(place[1], int):  # noqa: PLR2004
        return f"rule.{rules[place[1]][0]}.{place[2]}"
    first = str(place[0]) if place else ""
    return first if first in {"code", "title", "members"} else ""


def _refused(visit: Visit, form: PageForm, error: ComityError) -> PageForm:
    field = "members" if ".members." in error.metadata.get("field", "") else ""
    return form.wrong(**{field: visit.refused(error)})


def _form(visit: Visit, form: PageForm, *, status: int = 200) -> Response:
    rooms = _rooms(form)
    rooms = max(1, rooms + (_SPARE if rooms == len(_rules(form)) else 0))
    return visit.page(
        "queue.html",
        status=status,
        form=form,
        rules=range(rooms),
        parts=[(part, visit.language.text(said)) for part, said in PARTS.items()],
        again=f"{PATH}/change?{urlencode({'queue': form.value('was')})}",
    )


ROUTES: Final = (
    PageRoute(PATH, show),
    PageRoute(f"{PATH}/change", edit),
    PageRoute(f"{PATH}/change", change, "POST"),
    PageRoute(f"{PATH}/end", end, "POST"),
)
