"""The officer's own account: her role, her language, the sessions that there are."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.casework.accounts.signin.sessions import (
    choose_keys,
    end_others,
    end_session,
    list_sessions,
)
from gateway.console.access import cookies
from gateway.console.forms import PageForm
from gateway.console.pages.signing_in import PATH as SIGN_IN
from gateway.console.visit import PageRoute, Visit
from gateway.views.words import spelt_out

PATH: Final = "/desk/account"


async def show(visit: Visit) -> Response:
    """Show who is signed in, and where else."""
    return visit.page(
        "account.html",
        role=visit.language.text(spelt_out(visit.who.role)),
        sessions=await list_sessions(visit.office, visit.signed_in),
        form=PageForm({"keys": "on" if visit.signed_in.keys else "off"}),
    )


async def keep_keys(visit: Visit) -> Response:
    """Keep whether single keys do something on her pages."""
    await choose_keys(visit.office, visit.signed_in, on=visit.form.value("keys") != "off")
    return visit.go(f"{PATH}?done=keys")


async def end(visit: Visit) -> Response:
    """End one session; the present one is a sign-out."""
    if not await end_session(visit.office, visit.signed_in, visit.form.value("id")):
        return visit.go(f"{PATH}?done=ended")
    response = visit.go(f"{SIGN_IN}?done=signed-out")
    cookies.drop(response, cookies.SESSION)
    return response


async def end_all_others(visit: Visit) -> Response:
    """End every session but this one."""
    await end_others(visit.office, visit.signed_in)
    return visit.go(f"{PATH}?done=others-ended")


ROUTES: Final = (
    PageRoute(PATH, show),
    PageRoute(f"{PATH}/keys", keep_keys, "POST"),
    PageRoute(f"{PATH}/sessions/end", end, "POST"),
    PageRoute(f"{PATH}/sessions/end-others", end_all_others, "POST"),
)
