"""A State notifies its holidays: who counts by them, from when, and what stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from certs.law import Announcement, announce
from certs.layout import FederationFiles
from gateway.app.directory_refresh import DirectoryRefresh
from gateway.casework.cases.records import evidence_of
from gateway.domain.acts import TaskKind
from gateway.errors import InputError
from gateway.evidence.bundle import Bundle
from gateway.evidence.contents import calendar_file
from gateway.evidence.law_material import law_material
from gateway.evidence.verify.check_law import LawInFile
from gateway.evidence.verify.verification import verify_file
from tests.support.consultations import open_case
from tests.support.federation_case import ANNA, CaseFederation
from tests.support.law_texts import calendar_text

MOURNING = date(2026, 3, 17)
NOTIFIED = calendar_text("NL/2026-2", "2026-03-05", "Staatscourant", mourning=MOURNING)
ANNOUNCED = Announcement(
    where="calendars",
    version="NL/2026-2",
    authority="NL",
    effective_date="2026-03-05",
    raw=NOTIFIED.encode(),
)


async def publish(nodes: CaseFederation, operators: FederationFiles) -> None:
    """The operators announce NL's holiday; every node looks at its folder."""
    announce(operators, ANNOUNCED, now=nodes.clock.now())
    await nodes.refresh()


async def test_a_notified_holiday_counts_for_periods_that_begin_after_its_date(
    nodes: CaseFederation, operators: FederationFiles
) -> None:
    await publish(nodes, operators)
    await nodes.at(datetime(2026, 3, 5, 9, tzinfo=UTC))
    ours = await nodes.of(await open_case(nodes), "NL")
    theirs = await nodes["NL"].asked()
    assert ours.deadline is not None
    assert MOURNING in {day.date for day in ours.deadline.skipped}
    assert ours.deadline.last_day == date(2026, 3, 20)
    assert ours.deadline.calendar.endswith("+NL/2026-2")
    assert ours.deadline == theirs.deadline
    assert ours.peer_last_instant == ours.deadline.last_instant
    assert nodes["NL"].node.me.calendar().endswith("+NL/2026-2")


async def test_a_deadline_that_runs_is_not_moved_and_its_extension_is_not_either(
    nodes: CaseFederation, operators: FederationFiles, tmp_path: Path
) -> None:
    case = await open_case(nodes)
    before = await nodes.of(case, "NL")
    assert before.deadline is not None
    await nodes.at(datetime(2026, 3, 9, 9, tzinfo=UTC))
    await publish(nodes, operators)
    await nodes.sweep()
    assert (await nodes.of(case, "NL")).deadline == before.deadline
    await nodes["NL"].extend(5)
    await nodes.settle()
    ours, theirs = await nodes.of(case, "NL"), await nodes["NL"].asked()
    assert ours.deadline is not None
    assert ours.deadline == theirs.deadline
    assert MOURNING in ours.deadline.counted
    assert ours.deadline.calendar == before.deadline.calendar
    assert ours.deadline.calendar_digest == before.deadline.calendar_digest
    await nodes.answers("NL", "objection")
    file = tmp_path / "evidence.zip"
    file.write_bytes(await evidence_of(nodes["DE"].node.office, ANNA, case.case_id))
    checks = {check.name: check.ok for check in verify_file(file).checks}
    assert checks["consultation of NL under 14(1): deadline"]


async def test_two_consultations_of_one_case_may_count_by_two_calendars(
    nodes: CaseFederation, operators: FederationFiles
) -> None:
    """NL is asked before its holiday counts, and once more after; the evidence holds both."""
    case = await open_case(nodes)
    first = await nodes.of(case, "NL")
    assert first.deadline is not None
    await nodes.at(datetime(2026, 3, 9, 9, tzinfo=UTC))
    await publish(nodes, operators)
    law = nodes["DE"].node.office.law
    later = law.deadline(
        version=first.rulebook,
        procedure=first.procedure,
        consulted="NL",
        received=nodes.clock.now(),
    )
    second = first.model_copy(update={"deadline": later})
    told = case.model_copy(update={"consultations": (first, second, first)})
    material = law_material(told, lambda each: [law.calendar_of(each.deadline or later)])
    names = [f"NL-{later.calendar_digest[:16]}", "NL"]
    assert sorted(material.calendars) == sorted(names)
    assert material.calendars["NL"].digest == first.deadline.calendar_digest
    assert material.calendars[names[0]].digest == later.calendar_digest
    files = {calendar_file(name): c.model_dump_json().encode()
             for name, c in material.calendars.items()}  # fmt: skip
    held = LawInFile(Bundle(files, canonical=True), nodes["DE"].node.directory.held)
    for digest in (first.deadline.calendar_digest, later.calendar_digest):
        assert held.calendar("NL", digest).digest == digest


async def test_a_node_that_lacks_the_file_says_so_until_it_has_come(
    nodes: CaseFederation, operators: FederationFiles
) -> None:
    announce(operators, ANNOUNCED, now=nodes.clock.now())
    kept = operators.members["DE"].folder / "law" / ANNOUNCED.file_name
    kept.write_text(NOTIFIED.replace("03-17", "03-18"), encoding="utf-8")  # altered on its way
    await nodes.refresh()
    assert await nodes["DE"].task_kinds() == [TaskKind.LAW_MISSING]
    assert await nodes["FR"].task_kinds() == []
    (fault,) = nodes["DE"].node.law_files.faults()
    assert str(fault.error).startswith(ANNOUNCED.file_name)
    kept.write_bytes(ANNOUNCED.raw)
    await nodes.refresh()
    assert await nodes["DE"].task_kinds() == []


async def test_a_calendar_that_ends_soon_is_said_until_the_next_one_has_come(
    nodes: CaseFederation, operators: FederationFiles
) -> None:
    """From October on the days of the year after next are missed (law part 0, row 4)."""

    async def missing() -> list[str]:
        await DirectoryRefresh(nodes["NL"].node).look()
        said = [task.text for task in await nodes["NL"].tasks() if task.kind == "law.missing"]
        return [each for each in said if each.startswith("the calendar of")]

    following = NOTIFIED.replace("NL", "EU").replace("_year = 2026", "_year = 2029")
    raw = following.replace("2026-03-17", "2029-03-17").encode()
    announced = replace(ANNOUNCED, version="EU/2026-2", authority="EU", raw=raw)
    announce(operators, announced, now=nodes.clock.now())
    kept = operators.members["NL"].folder / "law" / announced.file_name
    kept.write_bytes(b"altered on its way")
    assert await missing() == []
    await nodes.at(datetime(2027, 9, 30, 9, tzinfo=UTC))
    assert await missing() == []
    await nodes.at(datetime(2027, 10, 1, 9, tzinfo=UTC))
    (said,) = await missing()
    assert said.startswith("the calendar of EU for 2029 is missing")
    kept.write_bytes(raw)
    assert await missing() == []


async def test_a_forged_directory_is_refused_and_the_held_one_stays(
    nodes: CaseFederation, operators: FederationFiles
) -> None:
    held = nodes["DE"].node.directory.held
    file = operators.members["DE"].directory
    genuine = file.read_bytes()
    file.write_bytes(genuine[:-1] + bytes([genuine[-1] ^ 1]))
    await nodes.refresh()
    assert await nodes["DE"].task_kinds() == [TaskKind.DIRECTORY_REFUSED]
    assert nodes["DE"].node.directory.held.version == held.version
    await publish(nodes, operators)
    assert await nodes["DE"].task_kinds() == []
    assert nodes["DE"].node.directory.held.version == held.version + 1


async def test_an_announced_version_is_never_announced_again(
    nodes: CaseFederation, operators: FederationFiles
) -> None:
    await publish(nodes, operators)
    with pytest.raises(InputError, match="never changes"):
        await publish(nodes, operators)
