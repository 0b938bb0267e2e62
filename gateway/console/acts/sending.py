"""An act is carried out: the thing is as it was read, and the form as it was looked at last."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Final

from pydantic import ValidationError
from starlette.responses import Response

from gateway.casework.office.drafts.drafts import drop_draft
from gateway.casework.office.drafts.versions import check_version, on_version
from gateway.console.access.step_up import proved
from gateway.console.acts.filled import FilledIn
from gateway.console.acts.reading import at_fields, read
from gateway.console.acts.shown import (
    ActVisit,
    looked_at,
    show_again,
    show_form,
    show_look,
    stamp,
    thing_of,
)
from gateway.console.forms import PageForm
from gateway.errors import (
    ComityError,
    InputError,
    NotFoundError,
    PermissionRefusedError,
    Reason,
    StateError,
)

VERSION: Final = "version"
LOOKED: Final = "looked"


async def send(at: ActVisit) -> Response:
    """Carry the act out, if the thing is still as it was read and the form as it was looked at."""
    visit, act, version = at.visit, at.act, at.visit.form.value(VERSION)
    if act.step_up:
        proved(visit)
    thing = thing_of(at.noun, at.subject)
    if thing is not None and version != at.version:
        try:
            await check_version(visit.office, visit.who, thing, version)
        except StateError as exc:
            return await show_again(at, exc)
    filled, form = read(visit, at.fields, at.held_form())
    if form.faults:
        return show_form(at, form, status=InputError.reason.http)
    instead = await _not_as_looked_at(at, filled)
    if instead is not None:
        return instead
    still = nullcontext() if thing is None else on_version(visit.office, visit.who, thing, version)
    try:
        with still:
            done = await act.carry_out(visit, at.subject, at.plan, filled)
    except (NotFoundError, PermissionRefusedError):
        raise
    except (ComityError, ValidationError) as exc:
        return await _failed(at, exc)
    await drop_draft(visit.office, visit.who, act.needs, at.subject, act.code)
    if isinstance(done, str):
        return visit.go(done)
    waits = at.plan.second_officer or done is not None
    said = f"{act.code}-proposed" if waits else act.code
    return visit.go(f"{at.noun.address(at.subject)}?done={said}")


async def _not_as_looked_at(at: ActVisit, filled: FilledIn) -> Response | None:
    """Return what is shown where the act is not the one that was looked at last."""
    if not at.act.looked_at or not at.fields:
        return None
    looked = await looked_at(at, filled, rehearsed=False)  # it is carried out next
    if isinstance(looked, PageForm):
        return show_form(at, looked, status=InputError.reason.http)
    if at.visit.form.value(LOOKED) == stamp(at, looked):
        return None
    said = at.visit.says("This is not what you looked at last. Look at it once more.")
    return await show_look(at, changed=said, status=Reason.CHANGED_MEANWHILE.http)


async def _failed(at: ActVisit, error: ComityError | ValidationError) -> Response:
    """Show why an act was not done; what was written is kept."""
    if isinstance(error, ComityError) and error.reason is Reason.CHANGED_MEANWHILE:
        return await show_again(at, error)
    status = error.reason.http if isinstance(error, ComityError) else InputError.reason.http
    return show_form(at, at_fields(at.visit, at.fields, at.held_form(), error), status=status)
