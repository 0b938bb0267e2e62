"""A federation with a State of three authorities, one of which coordinates the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from certs.layout import FederationFiles
from certs.operators import issue_next_version
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.letters.settlement import settle
from gateway.domain.case import Case
from gateway.domain.consultation import Consultation, ConsultationAnswer
from gateway.domain.correspondence import Settlement
from gateway.trust.federation import Directory
from tests.support.cases import application, transaction
from tests.support.federation_case import ANNA, START, CaseFederation, make_files

FLANDERS, WALLONIA, BRUSSELS = "BE-VLG", "BE-WAL", "BE-BRU"


def belgian_files(folder: Path, *others: str) -> FederationFiles:
    """DE and Belgium's three authorities; Brussels coordinates, and answers itself nothing."""
    files = make_files(folder, ("DE", FLANDERS, WALLONIA, BRUSSELS, *others))

    def change(held: Directory) -> Directory:
        brussels = replace(held.member(BRUSSELS), coordinates=True, procedures=("21(4)",))
        wallonia = replace(held.member(WALLONIA), roles=held.member(FLANDERS).roles)
        return replace(held, members={**held.members, BRUSSELS: brussels, WALLONIA: wallonia})

    issue_next_version(files, change, now=START - timedelta(hours=12))
    return files


async def goods_in(federation: CaseFederation, *states: str, regions: tuple[str, ...] = ()) -> Case:
    """DE files; the items lie in other States, in some of their regions where it is stated."""
    changed = transaction().model_copy(
        update={"goods_located_in": states, "goods_regions": regions}
    )
    case = await federation["DE"].file(application().model_copy(update={"transaction": changed}))
    await federation.settle()
    return await federation["DE"].case(case.case_id)


async def answers(
    federation: CaseFederation, case: Case, code: str, answer: str, **fields: object
) -> None:
    """One authority answers."""
    conversation = (await federation.of(case, code)).conversation_id
    content = ConsultationAnswer.model_validate({"answer": answer, **fields})
    await answer_consultation(federation[code].node.office, ANNA, conversation, content)
    await federation.settle()


async def settles(
    federation: CaseFederation,
    found: Iterable[Consultation],
    answer: str,
    *,
    by: str = BRUSSELS,
    **fields: object,
) -> str:
    """The coordinator says which is the State's answer."""
    settlement = Settlement.model_validate(
        {
            "procedure": "14(1)",
            "conversations": [each.conversation_id for each in found],
            "answer": answer,
            **fields,
        }
    )
    sent = await settle(federation[by].node.office, ANNA, "DE", settlement)
    await federation.settle()
    return sent
