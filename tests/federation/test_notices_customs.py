"""Articles 4(4) and (5), 5(4) and (5), 10(3): customs are informed of what a notice says."""

from __future__ import annotations

import pytest

from gateway.casework.acts.journal import acts_of
from gateway.casework.handlers.tasks import close_task
from gateway.domain.acts import Task
from tests.support.federation_case import ANNA, CaseFederation, text
from tests.support.notices import exchange, publish


async def test_4_5_customs_are_informed_on_both_sides_and_it_is_on_record(
    federation: CaseFederation,
) -> None:
    """The sender tells its own customs (4(4)), readers theirs (4(5)); the Commission has none."""
    number = (await publish(federation["DE"], "4(4)", about="")).number
    await exchange(federation)

    async def task_of(code: str) -> Task:
        (task,) = [each for each in await federation[code].tasks() if each.subject == number]
        return task

    for code, kind in (("DE", "notice.customs"), ("FR", "notice.read")):
        desk, task = federation[code], await task_of(code)
        assert task.kind == kind
        assert "inform customs and other authorities here without delay (Article 4(4)" in task.text
        note = text("Told to the customs liaison.", "en")
        await close_task(desk.node.office, ANNA, task.id, note)
        acts = await desk.node.db.read(lambda conn: acts_of(conn, number))
        (informed,) = [act for act in acts if act.verb == "customs.informed"]
        assert informed.actor == ANNA.name
    assert "customs" not in (await task_of("EU")).text


@pytest.mark.parametrize(
    ("kind", "sender", "reader"), [("5(4)", True, True), ("10(3)", True, True)]
)
async def test_who_informs_customs_is_the_rulebooks(
    federation: CaseFederation, kind: str, *, sender: bool, reader: bool
) -> None:
    number = (await publish(federation["DE"], kind, about="")).number
    await exchange(federation)
    for code, wanted in (("DE", sender), ("FR", reader)):
        texts = [each.text for each in await federation[code].tasks() if each.subject == number]
        assert any("inform customs" in each for each in texts) == wanted
