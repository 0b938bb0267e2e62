"""Own denials from a file reach every member when two officers say so (integrator A7).

An administrator imported 86 denials, and every member was told at once. From EU-2021-821/2026-3 on
the file waits, with its digest and counts; a second officer sees what would be told, and agrees.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from gateway.casework.handlers.second_officer import (
    agree,
    list_acts,
    refuse,
    show_act,
    view_of_act,
)
from gateway.casework.imports import ImportReport, OnError, Way, import_denials
from gateway.casework.imports.clerk import CHUNK, ImportClerk, WrittenDenials
from gateway.casework.imports.draft import DenialDraft
from gateway.casework.imports.waiting import FileOfDenials
from gateway.casework.permissions import OfficerRole
from gateway.domain.acts import TaskKind
from gateway.domain.waiting_act import WaitingAct, WaitingState
from gateway.errors import NotFoundError, PermissionRefusedError, StateError
from gateway.store.tables_casework import waiting_file
from tests.support.federation_case import BERT, CaseFederation, officer, text
from tests.unit.casework.imports.test_rows import BEFORE, LEAST, sheet

UNDER_2026_3 = datetime(2027, 1, 4, 9, tzinfo=UTC)
ADMIN = officer("nadine", OfficerRole.ADMINISTRATOR)


def rows(count: int, first: int = 1, **changed: str) -> list[dict[str, str]]:
    """Rows of a national system, one denial each."""
    return [
        LEAST | {"national_reference": f"SBDU-2026-{number:04d}"} | changed
        for number in range(first, first + count)
    ]


async def given(federation: CaseFederation, raw: bytes, **how: Any) -> WaitingAct | ImportReport:
    """FR's administrator imports a file, as A7 has it."""
    how.setdefault("way", Way.OWN)
    office = federation["FR"].node.office
    return await import_denials(office, ADMIN, raw, filename="sbdu.csv", **how)


async def waits(federation: CaseFederation, raw: bytes, **how: Any) -> WaitingAct:
    act = await given(federation, raw, **how)
    assert isinstance(act, WaitingAct)
    return act


async def told(federation: CaseFederation, code: str) -> int:
    """How many of FR's denials a member has, once logs have passed."""
    await federation.sync()
    return len(await federation[code].entries("FR"))


async def kept(federation: CaseFederation) -> int:
    """How many files are kept at FR."""
    query = select(func.count()).select_from(waiting_file)
    return await federation["FR"].node.db.read(lambda conn: int(conn.execute(query).scalar_one()))


async def test_nobody_is_told_of_86_denials_until_a_second_officer_agrees(
    federation: CaseFederation,
) -> None:
    """Found in use: integrator A7."""
    await federation.at(UNDER_2026_3)
    office, raw = federation["FR"].node.office, sheet(*rows(86))
    act = await waits(federation, raw)
    assert act.subject == hashlib.sha256(raw).hexdigest()
    assert (act.draft["new"], act.draft["rows"], act.draft["refused"]) == (86, 86, 0)
    assert TaskKind.ACT_AGREE in await federation["FR"].task_kinds()
    assert [await told(federation, code) for code in ("FR", "DE", "NL")] == [0, 0, 0]

    seen = (await view_of_act(office, BERT, act.number)).model_dump_json()
    assert act.subject in seen
    for reference in ("SBDU-2026-0001", "SBDU-2026-0086", "Örnek Optik A.Ş."):
        assert reference in seen
    done = await agree(office, BERT, act.number)
    assert (done.state, done.result) == (WaitingState.AGREED, "FR-2027-00001 - FR-2027-00086")
    assert [await told(federation, code) for code in ("FR", "DE", "NL")] == [86, 86, 86]
    assert await kept(federation) == 0


async def test_of_a_refused_file_nothing_is_told_or_kept(federation: CaseFederation) -> None:
    await federation.at(UNDER_2026_3)
    office = federation["FR"].node.office
    act = await waits(federation, sheet(*rows(3)))
    assert await kept(federation) == 1
    await refuse(office, BERT, act.number, text("These are not ours."))
    assert (await told(federation, "NL"), await kept(federation)) == (0, 0)
    with pytest.raises(StateError, match="was refused by bert"):
        await agree(office, BERT, act.number)
    assert TaskKind.ACT_RETURNED in await federation["FR"].task_kinds()


async def test_who_imports_sees_and_takes_back_his_own_and_agrees_to_nothing(
    federation: CaseFederation,
) -> None:
    """Found in use: integrator A7."""
    await federation.at(UNDER_2026_3)
    office = federation["FR"].node.office
    act = await waits(federation, sheet(*rows(1)))
    assert [each.number for each in (await list_acts(office, ADMIN)).items] == [act.number]
    other = officer("olga", OfficerRole.ADMINISTRATOR)
    assert (await list_acts(office, other)).items == ()
    for attempt in (show_act(office, other, act.number), view_of_act(office, other, act.number)):
        with pytest.raises(NotFoundError):
            await attempt
    with pytest.raises(PermissionRefusedError):
        await agree(office, ADMIN, act.number)
    taken_back = await refuse(office, ADMIN, act.number, text("The wrong file."))
    assert taken_back.state is WaitingState.REFUSED


async def test_the_same_file_again_is_the_same_act_and_otherwise_named(
    federation: CaseFederation,
) -> None:
    await federation.at(UNDER_2026_3)
    raw = sheet(*rows(2))
    act = await waits(federation, raw)
    assert (await waits(federation, raw)).number == act.number
    with pytest.raises(StateError, match=act.number):
        await given(federation, raw, way=Way.OWN, on_error=OnError.REFUSE_ALL)


async def test_what_waits_for_nobody(federation: CaseFederation) -> None:
    """A dry run, a file in which nothing is new or right, denials of a State that is no member."""
    await federation.at(UNDER_2026_3)
    tried = await given(federation, sheet(*rows(2)), dry_run=True)
    wrong = await given(federation, sheet(*rows(2, destination="Nowhere")))
    for report in (tried, wrong):
        assert isinstance(report, ImportReport)
    assert isinstance(wrong, ImportReport)
    assert (wrong.written, wrong.refused) == (0, 2)
    assert wrong.errors[0].column == "destination"
    relayed = BEFORE | {"source_state": "GB"}
    report = await given(federation, sheet(relayed), way=Way.RELAYED)
    assert isinstance(report, ImportReport)
    assert report.written == 1


async def test_an_initial_load_waits_as_well(federation: CaseFederation) -> None:
    await federation.at(UNDER_2026_3)
    act = await waits(federation, sheet(BEFORE), way=Way.INITIAL)
    assert await told(federation, "NL") == 0
    await agree(federation["FR"].node.office, BERT, act.number)
    assert await federation["FR"].entries("FR") == [("denial.loaded", "FR-2019-00001")]


async def test_errors_of_rows_stand_beside_what_would_be_told(federation: CaseFederation) -> None:
    await federation.at(UNDER_2026_3)
    office = federation["FR"].node.office
    wrong = rows(1, first=9, destination="Nowhere")
    act = await waits(federation, sheet(*rows(2), *wrong))
    assert (act.draft["new"], act.draft["refused"]) == (2, 1)
    seen = (await view_of_act(office, BERT, act.number)).model_dump_json()
    [error] = FileOfDenials.model_validate(act.draft).errors
    assert (error.row, error.column) == (4, "destination")
    assert error.message in seen
    await agree(office, BERT, act.number)
    assert await told(federation, "NL") == 2


async def test_a_file_that_would_write_something_else_now_lapses(
    federation: CaseFederation,
) -> None:
    """One of its denials has come otherwise meanwhile: what was read is not what would be told."""
    await federation.at(UNDER_2026_3)
    office = federation["FR"].node.office
    act = await waits(federation, sheet(*rows(3)))
    other = await waits(federation, sheet(*rows(1)))
    await agree(office, BERT, other.number)
    with pytest.raises(StateError, match="something else now"):
        await agree(office, BERT, act.number)
    assert (await show_act(office, BERT, act.number)).state is WaitingState.LAPSED
    assert (await told(federation, "NL"), await kept(federation)) == (1, 0)
    assert TaskKind.ACT_RETURNED in await federation["FR"].task_kinds()


class Killed(BaseException):
    """The process ends here: nothing that follows is done."""


async def test_a_node_that_dies_within_a_long_file_writes_each_denial_once(
    federation: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    await federation.at(UNDER_2026_3)
    count = 2 * CHUNK + 3
    act = await waits(federation, sheet(*rows(count)))
    whole = ImportClerk.write
    written: list[int] = []

    def until_killed(
        clerk: ImportClerk, conn: Connection, drafts: Sequence[DenialDraft], **how: bool
    ) -> WrittenDenials:
        if written:
            raise Killed
        written.append(len(drafts))
        return whole(clerk, conn, drafts, **how)

    monkeypatch.setattr(ImportClerk, "write", until_killed)
    with pytest.raises(Killed):
        await agree(federation["FR"].node.office, BERT, act.number)
    monkeypatch.setattr(ImportClerk, "write", whole)
    await federation.restart("FR")
    office = federation["FR"].node.office
    held = await show_act(office, BERT, act.number)
    assert held.state is WaitingState.WRITING
    assert await told(federation, "NL") == CHUNK
    assert "what is left is being written" in str(await view_of_act(office, BERT, act.number))

    await federation.sweep()  # as the node does at its start
    held = await show_act(office, BERT, act.number)
    assert (held.state, held.result) == (WaitingState.AGREED, f"{count} denials")
    entries = [subject for _, subject in await federation["FR"].entries("FR")]
    assert (len(entries), len(set(entries))) == (count, count)
    assert (await told(federation, "NL"), await kept(federation)) == (count, 0)
    await federation.sweep()
    assert await told(federation, "DE") == count


async def test_a_node_that_dies_before_the_first_denial_is_written_begins_with_it(
    federation: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short or whole: agreement and denials are one transaction, so both are there or neither."""
    await federation.at(UNDER_2026_3)
    act = await waits(federation, sheet(*rows(3)))

    def killed(*_: object, **__: object) -> WrittenDenials:
        raise Killed

    whole = ImportClerk.write
    monkeypatch.setattr(ImportClerk, "write", killed)
    with pytest.raises(Killed):
        await agree(federation["FR"].node.office, BERT, act.number)
    monkeypatch.setattr(ImportClerk, "write", whole)
    await federation.restart("FR")
    office = federation["FR"].node.office
    assert (await show_act(office, BERT, act.number)).state is WaitingState.WAITING
    assert await told(federation, "NL") == 0
    await agree(office, BERT, act.number)
    assert await told(federation, "NL") == 3
