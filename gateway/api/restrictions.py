"""Need to know over REST: what is restricted, to whom, and how it is opened."""

from __future__ import annotations

from gateway.api.published.operations import noun_router
from gateway.casework.cases import need_to_know

router = noun_router("/restrictions", "cases")

router.calls("listRestrictions", "GET", need_to_know.list_restricted)
router.calls("getRestriction", "GET /{subject}", need_to_know.get_restriction)
router.calls(
    "addRestriction",
    "POST /{subject}",
    need_to_know.restrict,
    told="""Restrict a case, or a consultation asked of us, to who needs to know.

    Whoever is not named finds it nowhere: it is not there (404), nor is what hangs on it. The
    officer who marks it is named as well. Clocks and letters go on.
    """,
    status_code=201,
)
router.calls("changeAccess", "POST /{subject}/names", need_to_know.let_in)
router.calls("overrideRestriction", "POST /{subject}/opening", need_to_know.open_restricted)
router.calls("liftRestriction", "POST /{subject}/lifting", need_to_know.lift)
