"""Cases of every kind at an officer's desk: what is filed, and the way to its decision."""

from __future__ import annotations

from typing import Any

from gateway.domain.case import Application, Case, DecisionProposal, Outcome
from gateway.domain.denial import Denial, Ground
from gateway.domain.notice import GrantNotice
from gateway.domain.transaction import Classification, Item, ListSource
from gateway.register.denials.denial_queries import get_denial
from gateway.register.log.log_store import read_entry
from gateway.wire.content import content_from_bytes
from tests.support.cases import application, surveillance_item
from tests.support.federation_case import BERT, CaseFederation, Desk, text

NON_LISTED = Classification(source=ListSource.NON_LISTED)
SPANISH_LIST = Classification(source=ListSource.NATIONAL, state="ES", code="3A901")
OWN_LIST = Classification(source=ListSource.NATIONAL, state="DE", code="3A901")


def item(classification: Classification, **changes: Any) -> Item:
    """The one item under another classification."""
    return surveillance_item().model_copy(update={"classifications": (classification,), **changes})


def filed(
    reference: str, procedure: str = "application", *, concerns: str = "", **transaction: Any
) -> Application:
    """What is filed for a case of one kind; the goods are at home, so nobody is asked."""
    base = application()
    changes = {"goods_located_in": ("DE",), **transaction}
    return base.model_copy(
        update={
            "reference": reference,
            "procedure": procedure,
            "concerns": concerns,
            "transaction": base.transaction.model_copy(update=changes),
        }
    )


def outcome(what: Outcome, **fields: Any) -> DecisionProposal:
    """A proposal that says no with grounds, or yes without."""
    given = {"explanation": (text("So hat es die Behörde entschieden.", "de"),), **fields}
    return DecisionProposal(outcome=what, **given)


def negative(what: Outcome) -> DecisionProposal:
    """A proposal that says no."""
    return outcome(what, grounds=(Ground.END_USE_DIVERSION,))


async def begun(federation: CaseFederation, wanted: Application, code: str = "DE") -> Case:
    """A case as it stands once everything that happens by itself has happened."""
    desk = federation[code]
    case = await desk.file(wanted)
    await federation.settle()
    return await desk.case(case.case_id)


async def decided(
    federation: CaseFederation, wanted: Application, proposal: DecisionProposal, code: str = "DE"
) -> Case:
    """A case in which nobody needs to be asked, decided by two officers and told to all."""
    case = await begun(federation, wanted, code)
    await federation[code].propose(case.case_id, proposal)
    done = await federation[code].decide(case.case_id, BERT)
    await federation.settle()
    await federation.sync()
    return done


async def denial_at(desk: Desk, denial_id: str) -> Denial:
    """A denial as one authority holds it."""
    return (await desk.node.db.read(lambda conn: get_denial(conn, denial_id))).denial


async def explanation_at(desk: Desk, origin: str, index: int) -> GrantNotice:
    """The notice of a grant in a log, as one authority holds it."""
    entry = await desk.node.db.read(lambda conn: read_entry(conn, origin, index).entry)
    body = entry.parts[0].body
    assert body is not None
    return content_from_bytes(GrantNotice, body)
