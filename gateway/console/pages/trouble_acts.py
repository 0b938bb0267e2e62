"""Acts on registers by form: closing a trouble that was looked at, following a log again."""

from __future__ import annotations

from typing import Final

from gateway.casework.denials.federation_state import federation_now
from gateway.casework.denials.register_troubles import close, follow, troubles
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import ActField, ActPlan, DeskAct, DeskNoun, FieldKind
from gateway.console.acts.filled import FilledIn
from gateway.console.acts.pages import routes_of
from gateway.console.visit import Visit
from gateway.domain.page import MAX_LIMIT, PageRequest, number_in
from gateway.errors import NotFoundError
from gateway.views.frame import Piece

TROUBLE: Final = DeskNoun(
    name="trouble",
    place="trouble_id",
    page="/desk/federation/troubles/{trouble_id}",
    reads=Permission.READ_DENIALS,
)
LOG: Final = DeskNoun(
    name="log",
    place="origin",
    page="/desk/federation/logs/{origin}",
    reads=Permission.READ_DENIALS,
)
TROUBLES_PATH: Final = "/desk/federation/troubles"

_REASON: Final = ActField(
    "reason", "Why", "It is kept on record.", FieldKind.LONG_TEXT, also=("reason.text",)
)


async def _plan_close(visit: Visit, named: str) -> ActPlan:
    page = PageRequest(limit=MAX_LIMIT)
    found = await troubles(visit.office, visit.who, page=page)
    for each in found.items:
        if str(each.id) == named:
            return ActPlan(
                heading=f"{each.origin} ({each.id})",
                facts=(
                    (visit.says("Whose log"), Piece(text=each.origin)),
                    (visit.says("What was found"), Piece.theirs(each.text)),
                ),
            )
    raise NotFoundError("There is no such trouble.")


async def _close(visit: Visit, named: str, _: ActPlan, filled: FilledIn) -> str | None:
    number = number_in(named)
    if number is None:
        raise NotFoundError("There is no such trouble.")
    await close(visit.office, visit.who, number, filled.needed_text("reason"))
    return f"{TROUBLES_PATH}?done=close"


CLOSE: Final = DeskAct(
    code="close",
    title="Close it",
    effect="The trouble was looked at; its task is done. A stopped log stays stopped.",
    needs=Permission.KEEP_REGISTERS,
    plan=_plan_close,
    carry_out=_close,
    button="Close the trouble",
    done="the trouble is closed.",
    fields=(_REASON,),
    looked_at=False,
    step_up=False,
)


async def _plan_follow(visit: Visit, origin: str) -> ActPlan:
    shown = await federation_now(visit.office, visit.who)
    logs = {each.code: each.log for each in shown.members}
    log = logs.get(origin)
    if log is None:
        raise NotFoundError("there is no such log")
    return ActPlan(
        heading=origin,
        facts=(
            (visit.says("How it stands"), Piece(text=log.state)),
            (visit.says("What was found"), Piece.theirs(log.reason or visit.says("none"))),
        ),
    )


async def _follow(visit: Visit, origin: str, _: ActPlan, filled: FilledIn) -> str | None:
    await follow(visit.office, visit.who, origin, filled.needed_text("reason"))
    return f"{TROUBLES_PATH}?done=follow"


FOLLOW: Final = DeskAct(
    code="follow",
    title="Follow its log again",
    effect="What this member signs from now on is taken into the register again. What was proven "
    "against it stays on record.",
    needs=Permission.KEEP_REGISTERS,
    plan=_plan_follow,
    carry_out=_follow,
    button="Follow the log again",
    done="the log is followed again.",
    fields=(_REASON,),
)

ACTS: Final = (CLOSE, FOLLOW)
ROUTES: Final = (*routes_of(TROUBLE, (CLOSE,)), *routes_of(LOG, (FOLLOW,)))
