"""Article 2d(3) of Regulation (EU) No 833/2014, to its end (E1).

"If, following such consultations, the Member State concerned decides to grant an authorisation,
it shall inform the other Member States and the Commission thereof, providing all relevant
information to explain the decision." Authorisations are made known "without delay" (2d(1)). All
parties are fictitious.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.casework.handlers.tasks import close_task
from gateway.domain.acts import Task, TaskKind
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.denial import LegalBase
from gateway.domain.notice import GrantKind, NoticeState
from gateway.errors import StateError
from gateway.register.log.log_store import read_head
from tests.federation.test_article_2d import RUSSIA, same_denied, under
from tests.support.consultations import GRANT
from tests.support.federation_case import ANNA, CaseFederation, text
from tests.support.kinds import explanation_at
from tests.support.notices import listed, publish
from tests.support.proofs import proved

IN_2027 = datetime(2027, 1, 11, 9, tzinfo=UTC)  # a Monday; EU-833-2014/2026-3 is in force
KIND = "2d.granted"


async def consulted(federation: CaseFederation) -> Case:
    """DE means to grant what FR has denied under the same law, and asks first."""
    await federation.at(IN_2027)
    await federation["FR"].deny(same_denied(legal_base=LegalBase.REG_833_2014))
    await federation.sync()
    case = await federation["DE"].file(under(RUSSIA))
    await federation.settle()
    case = await federation["DE"].case(case.case_id)
    [talk] = case.consultations
    assert (talk.consulted, talk.procedure, talk.state) == (
        "FR",
        "2d(3)",
        ConsultationState.RUNNING,
    )
    await federation["DE"].say_of_hits(case.case_id)
    return case


async def granted(federation: CaseFederation, case: Case) -> Case:
    done = await federation["DE"].decided(case.case_id, GRANT)
    assert done.state is CaseState.DECIDED
    await federation.settle()
    await federation.sync()
    return done


async def told_of_the_grant(federation: CaseFederation, case: Case) -> None:
    """The other Member States and the Commission hold the grant, with its explanation."""
    for code in ("FR", "NL", "EU"):
        desk = federation[code]
        size = (await desk.node.db.read(lambda conn: read_head(conn, "DE"))).size
        notice = await explanation_at(desk, "DE", size - 1)
        assert (notice.case_reference, notice.consulted) == (case.case_id, ("FR",)), code
        assert notice.kind is GrantKind.AUTHORISATION
        assert notice.explanation == GRANT.explanation
        assert notice.denials == ("FR-2024-00017",)
        assert notice.transaction is not None
        assert notice.transaction.exporter.value is None  # commercially sensitive
        assert notice.transaction.end_user == case.application.transaction.end_user


async def owed(federation: CaseFederation, after: timedelta) -> list[Task]:
    await federation.at(federation.clock.at + after)
    await federation.sweep()
    return [each for each in await federation["DE"].tasks() if each.kind == TaskKind.NOTICE_OWED]


async def test_the_grant_is_explained_to_all_and_made_known_without_delay(
    federation: CaseFederation, tmp_path: Path
) -> None:
    case = await consulted(federation)
    await federation.answers("FR", "identical")  # it does not bind
    await granted(federation, case)
    await told_of_the_grant(federation, case)

    # The authorisation itself is made known by a notice, which is due until it is sent.
    de = federation["DE"]
    [due] = [each for each in await de.tasks() if each.kind == TaskKind.NOTICE_DUE]
    assert (due.subject, due.key) == (case.case_id, KIND)
    with pytest.raises(StateError):
        await close_task(de.node.office, ANNA, due.id, text("Später.", "de"))
    assert await owed(federation, timedelta(hours=12)) == []
    for days, number in ((1, 1), (2, 2), (4, 3)):
        [task] = await owed(federation, timedelta(days=days))
        assert (task.subject, task.data["kind"], task.data["number"]) == (
            case.case_id,
            KIND,
            number,
        )
    assert "a decider sees to it" in task.text

    sent = await publish(de, KIND, about="", duty=case.case_id, expires=None, reply_until=None)
    await federation.sync()
    for code in ("FR", "NL", "EU"):
        [line] = [each for each in await listed(federation[code]) if each.kind == KIND]
        assert (line.number, line.origin, line.state) == (sent.number, "DE", NoticeState.VALID)
    assert await owed(federation, timedelta(days=30)) == []
    assert TaskKind.NOTICE_DUE not in await de.task_kinds()
    await proved(de, case.case_id, tmp_path)
