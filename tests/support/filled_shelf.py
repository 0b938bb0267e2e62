"""DE's registers, notices and licences with something of each kind, between real nodes."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.domain.base import Stated
from gateway.domain.case import Outcome
from gateway.domain.transaction import Party
from gateway.register.sync.fraud_notification import keep_fraud, prove_fraud
from tests.federation.test_register_shown import two_faces
from tests.support.cases import french_denial
from tests.support.federation_case import CaseFederation, text
from tests.support.kinds import begun, decided, filed, outcome
from tests.support.notices import exchange, publish
from tests.support.register_nodes import denial

FRONT = Party(names=("Orchid Research Institute",), country="AE")


@dataclass(frozen=True)
class FilledShelf:
    """What there is of each kind.

    Attributes:
        notice: Of DE, which every State reviews.
        told: Of FR to DE alone: a sensitive party.
        case: Of DE, which reminds of that party.
    """

    theirs: str
    own: str
    notice: str
    told: str
    licence: str
    case: str

    @property
    def pages(self) -> tuple[str, ...]:
        """Every page of it."""
        return (
            "/desk/denials",
            "/desk/denials?name=Special+Communications",
            "/desk/denials/due?whose=all",
            "/desk/sensitive",
            "/desk/sensitive?name=Orchid",
            f"/desk/denials/{self.theirs}",
            f"/desk/denials/{self.own}",
            "/desk/licences",
            f"/desk/licences/{self.licence}",
            "/desk/notices",
            f"/desk/notices/{self.notice}",
            f"/desk/notices/{self.told}",
            "/desk/reviews",
            f"/desk/reviews/{self.notice}",
            "/desk/federation",
            "/desk/federation/troubles",
        )


async def fill(federation: CaseFederation) -> FilledShelf:
    """FR denies and tells; DE denies, notifies, grants; a fraud of FR is shown last."""
    de, fr = federation["DE"], federation["FR"]
    granted = await decided(federation, filed("L-1"), outcome(Outcome.GRANTED))
    assert granted.licensed is not None
    theirs, own = french_denial(17), denial("DE", 900)
    await fr.deny(theirs)
    await de.deny(own)
    await federation.sync()
    notice = (await publish(de, "5(4)", about="")).number
    told = await publish(
        fr,
        "23(2)(e)",
        parties=(FRONT,),
        transaction=None,
        items=(),
        destinations=(),
        text=(text("Orders through a front in the free zone."),),
        conditions=(text("Not to be passed on without our consent."),),
        recipients=("DE",),
    )
    await exchange(federation)
    party = Party(names=("ORCHID RESEARCH INST.",), country="AE")
    end_user = Stated[Party].given(party)
    case = await begun(federation, filed("S-1", end_user=end_user, intermediaries=()))
    me = de.node.office.me
    fraud = prove_fraud(me, two_faces(fr))
    await de.node.db.write(lambda conn: keep_fraud(conn, me, fraud, "FR", told=True))
    return FilledShelf(
        theirs=theirs.denial_id,
        own=own.denial_id,
        notice=notice,
        told=told.number,
        licence=granted.licensed.number,
        case=case.case_id,
    )
