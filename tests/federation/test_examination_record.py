"""Every examination is signed and kept, and whoever holds the registers can make it again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from gateway.casework.cases.amendment import amend_application
from gateway.casework.cases.evidence_verification import verify_evidence
from gateway.casework.cases.records import evidence_of
from gateway.casework.cases.rerun import (
    Rerun,
    get_examination,
    list_examinations,
    rerun_examination,
)
from gateway.casework.consultations.consultations import list_consultations
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.denials.denials import search_denials
from gateway.casework.records import case_rows
from gateway.casework.records.examination_rows import KeptExamination
from gateway.domain.base import Stated
from gateway.domain.consultation import ConsultationAnswer, DenialAnswer
from gateway.domain.examination import Occasion, SearchMode
from gateway.domain.lists.filters import ConsultationFilter
from gateway.domain.transaction import Party
from gateway.errors import ComityError, NotFoundError, Reason
from gateway.evidence.export.examinations import signed_examinations
from gateway.evidence.report import EvidenceReport
from gateway.evidence.verify.verification import verify_file
from gateway.nouns.case import CASE
from gateway.register.log.log_store import LogState, mark
from gateway.store.tables_casework import act
from gateway.store.tables_examination import examination as table
from gateway.trust.dsse import EXAMINATION, SignedBytes, sign
from tests.support.cases import application, french_denial
from tests.support.consultations import REFUSAL
from tests.support.federation_case import ANNA, CaseFederation, Desk, Where, case_federation, text
from tests.support.raising import present, refuses


async def examined(desk: Desk, case_id: str) -> tuple[KeptExamination, ...]:
    return (await list_examinations(desk.node.office, ANNA, case_id)).items


async def again(desk: Desk, case_id: str, number: int) -> Rerun:
    return await rerun_examination(desk.node.office, ANNA, case_id, number)


async def evidence(desk: Desk, case_id: str, folder: Path) -> EvidenceReport:
    file = folder / "evidence.zip"
    file.write_bytes(await evidence_of(desk.node.office, ANNA, case_id))
    return verify_file(file, anchor=desk.settings.home / "anchor.json")


def refused(report: Rerun) -> dict[str, str]:
    return {check.name: check.detail for check in report.checks if not check.ok}


async def refusing(federation: CaseFederation) -> str:
    """A case that is answered, and that Anna proposes to refuse."""
    case = await federation.consulting()
    await federation["FR"].answer("identical")
    await federation.answers("NL", "no_objection")
    await federation["DE"].propose(case.case_id, REFUSAL)
    return case.case_id


async def test_each_examination_of_a_case_is_on_record(
    federation: CaseFederation, tmp_path: Path
) -> None:
    de = federation["DE"]
    case_id = await refusing(federation)
    await federation["FR"].deny(french_denial(18))
    await federation.sync()
    with refuses(ComityError, Reason.DENIAL_UNSEEN):
        await de.decide(case_id)
    await federation.settle()
    fr = federation["FR"].node.office
    for asked in (await list_consultations(fr, ANNA, ConsultationFilter(asked_of_us=True))).items:
        if asked.answer is None:
            said = DenialAnswer(denial_id="FR-2024-00018", answer="identical")
            answer = ConsultationAnswer(answer="identical", by_denial=(said,))
            await answer_consultation(fr, ANNA, asked.conversation_id, answer)
    await federation.settle()
    await de.decided(case_id, REFUSAL.model_copy(update={"examination": 2}))
    records = await examined(de, case_id)
    assert [each.record.number for each in records] == [1, 2, 3]
    assert [each.record.occasion for each in records] == [
        Occasion.FILED,
        Occasion.DECISION,
        Occasion.DECISION,
    ]
    case = await de.case(case_id)
    acts = [act.reference for act in case.acts if act.verb == "case.examined"]
    assert acts == [each.digest for each in records]
    assert case.examination == records[-1].examination
    assert [len(each.examination.hits) for each in records] == [1, 2, 2]
    report = await evidence(de, case_id, tmp_path)
    assert report.failed == ()
    for each in records:
        made = await again(de, case_id, each.record.number)
        assert made.ok, refused(made)
    # What came after the first was no part of it, whatever the registers hold by now.
    assert (await again(de, case_id, 1)).compared == 1
    assert (await get_examination(de.node.office, ANNA, case_id, 2)) == records[1]
    with pytest.raises(NotFoundError):
        await get_examination(de.node.office, ANNA, case_id, 4)


async def test_the_record_on_either_database(either_where: Where, tmp_path: Path) -> None:
    async with case_federation(*either_where) as federation:
        case_id = await refusing(federation)
        decided = await federation["DE"].decide(case_id)
        first, last = await examined(federation["DE"], case_id)
        assert decided.examination == last.examination
        for each in (first, last):
            assert (await again(federation["DE"], case_id, each.record.number)).ok
        assert (await evidence(federation["DE"], case_id, tmp_path)).failed == ()


async def test_an_amendment_is_examined_and_both_versions_stay_provable(
    federation: CaseFederation, tmp_path: Path
) -> None:
    de = federation["DE"]
    case = await federation.consulting()
    filed = application()
    other = Stated[Party].given(Party(names=("Ministry of Fisheries",), country="AE"))
    changed = filed.transaction.model_copy(update={"end_user": other})
    await amend_application(
        de.node.office,
        ANNA,
        case.case_id,
        filed.model_copy(update={"transaction": changed}),
        text("Another end-user."),
    )
    await federation.settle()
    first, second = await examined(de, case.case_id)
    assert (first.record.occasion, second.record.occasion) == (Occasion.FILED, Occasion.AMENDED)
    assert first.record.transaction != second.record.transaction
    assert [len(each.examination.hits) for each in (first, second)] == [1, 0]
    for number in (1, 2):
        assert (await again(de, case.case_id, number)).ok
    assert (await evidence(de, case.case_id, tmp_path)).failed == ()


# --- a record that is not true ---------------------------------------------------------


def left_out(told: dict[str, Any]) -> None:
    told["hits"].pop()


def added(told: dict[str, Any]) -> None:
    told["hits"].append({**told["hits"][0], "denial_id": "FR-2024-00018"})


def scored(told: dict[str, Any]) -> None:
    told["hits"][0]["party"]["score"] = 0.5


def fewer(told: dict[str, Any]) -> None:
    told["denials_in_scope"] = 1


def shorter(told: dict[str, Any]) -> None:
    next(each for each in told["registers"] if each["origin"] == "FR")["size"] = 1


def without_france(told: dict[str, Any]) -> None:
    told["registers"] = [each for each in told["registers"] if each["origin"] != "FR"]
    told["hits"] = [hit for hit in told["hits"] if hit["authority"] != "FR"]
    told["denials_in_scope"] = 0


def rewrite(desk: Desk, case_id: str, edit: Callable[[dict[str, Any]], None], **signed: Any) -> Any:
    """What a node writes that does not want to have seen what it has seen.

    Args:
        desk: The node.
        case_id: Its case, examined once.
        edit: What the examination is to say.
        signed: Fields of the record that are to be others.
    """
    me = desk.node.me

    def write(conn: Connection) -> None:
        row = conn.execute(select(table).where(table.c.case_id == case_id)).one()
        told = json.loads(row.body)
        edit(told)
        body = json.dumps(told).encode()
        record = json.loads(SignedBytes.from_bytes(row.envelope).payload)
        record |= {"examination": hashlib.sha256(body).hexdigest(), **signed}
        made = sign(json.dumps(record).encode(), EXAMINATION, ring=me.ring, suite=me.suite)
        values = {"body": body, "envelope": made.to_bytes(), "digest": made.digest}
        conn.execute(update(table).where(table.c.case_id == case_id).values(values))

    return desk.node.db.write(write)


async def hide(desk: Desk, case_id: str) -> None:
    """Make act and case fit a record that was rewritten."""

    def write(conn: Connection) -> None:
        held = case_rows.get(conn, case_id)
        (record,) = signed_examinations(conn, case_id)
        case_rows.save(conn, held.model_copy(update={"examination": record.examination}))
        named = {"reference": record.digest}
        conn.execute(update(act).where(act.c.verb == "case.examined").values(named))

    await desk.node.db.write(write)


async def held(desk: Desk, case_id: str) -> Callable[[], Any]:
    """Keep what the node has written of the examination; what is returned puts it back."""
    columns = (table.c.body, table.c.envelope, table.c.digest)
    read = select(*columns).where(table.c.case_id == case_id)
    row = await desk.node.db.read(lambda conn: conn.execute(read).one())
    back = update(table).where(table.c.case_id == case_id).values(row._asdict())

    def write(conn: Connection) -> None:
        conn.execute(back)

    return lambda: desk.node.db.write(write)


async def test_what_was_left_out_added_or_altered_is_named(federation: CaseFederation) -> None:
    edits = (
        (left_out, "nothing left out", "FR-2024-00017"),
        (added, "nothing added", "FR-2024-00018"),
        (scored, "scores and reasons", "FR-2024-00017: the party score is"),
        (fewer, "denials in scope", "2 denials were valid in the logs, not 1"),
        (shorter, "register FR", "at size 1 the log has another root"),
        (without_france, "every register", "the register of FR is not among those examined"),
    )
    de, unlike = federation["DE"], french_denial(18)
    party = Stated[Party].given(Party(names=("Cooperative of Rice Farmers",), country="VN"))
    theirs = unlike.transaction.model_copy(update={"end_user": party, "destination": "VN"})
    await federation["FR"].deny(unlike.model_copy(update={"transaction": theirs}))
    case = await federation.consulting()
    put_back = await held(de, case.case_id)
    for edit, check, said in edits:
        assert (await again(de, case.case_id, 1)).ok
        await rewrite(de, case.case_id, edit)
        made = await again(de, case.case_id, 1)
        assert not made.ok
        assert said in refused(made)[check]
        await put_back()


async def test_another_member_makes_the_examination_again_from_its_own_registers(
    federation: CaseFederation,
) -> None:
    case_id = await refusing(federation)
    await federation["DE"].decide(case_id)
    await federation.sync()
    file = await evidence_of(federation["DE"].node.office, ANNA, case_id)
    for code in ("FR", "NL", "EU"):
        report = await verify_evidence(federation[code].node.office, ANNA, file)
        assert report.failed == (), code
        assert report.anchored
        said = {check.name: check.detail for check in report.checks}
        name = f"examination 2 by the registers of {code}: nothing left out"
        assert said[name] == "all 1 that match are in the record"


async def test_another_member_finds_the_denial_that_was_left_out(
    federation: CaseFederation,
) -> None:
    """DE signs that it found nothing; its file holds by itself, its peers know better."""
    de = federation["DE"]
    case = await federation.consulting()
    await rewrite(de, case.case_id, left_out)

    await hide(de, case.case_id)
    file = await evidence_of(de.node.office, ANNA, case.case_id)
    report = await verify_evidence(federation["NL"].node.office, ANNA, file)
    found = {check.name: check.detail for check in report.failed}
    name = "examination 1 by the registers of NL: nothing left out"
    assert found == {name: "it matches and is not in the record: FR-2024-00017"}


# --- registers that are not fresh --------------------------------------------------------


async def test_a_register_that_was_never_reached_is_said_to_be_empty_and_not_fresh(
    federation: CaseFederation,
) -> None:
    case = await federation["DE"].file(application())
    await federation.settle()
    (only,) = await examined(federation["DE"], case.case_id)
    positions = {each.origin: each for each in only.examination.registers}
    assert (positions["FR"].size, positions["FR"].synced_at, positions["FR"].fresh) == (
        0,
        None,
        False,
    )
    assert positions["DE"].fresh
    assert "FR" in only.examination.stale


async def test_a_log_that_is_stopped_ages_from_when_it_was_last_verified(
    federation: CaseFederation,
) -> None:
    de = federation["DE"]
    case_id = await refusing(federation)
    stop = {"state": LogState.STOPPED.value, "reason": "two histories"}
    await de.node.db.write(lambda conn: mark(conn, "FR", **stop))
    federation.clock.at += timedelta(hours=25)
    await federation.sync()
    with pytest.raises(ComityError) as old:
        await de.decide(case_id)
    assert (old.value.reason, old.value.metadata["authorities"]) == (Reason.REGISTER_STALE, "FR")
    decided = await de.decided(case_id, REFUSAL.model_copy(update={"stale_registers": ("FR",)}))
    assert decided.examination is not None
    (stopped,) = [each for each in decided.examination.registers if each.stopped]
    assert (stopped.origin, stopped.fresh) == ("FR", False)
    # What was known of it stays in the search.
    assert [hit.denial_id for hit in decided.examination.hits] == ["FR-2024-00017"]
    assert "stopped after a fraud proof" in await CASE.printed(de.node.office, ANNA, case_id)


async def test_a_decision_on_a_register_that_is_too_old_needs_an_officers_word(
    federation: CaseFederation, tmp_path: Path
) -> None:
    de = federation["DE"]
    case_id = await refusing(federation)
    await federation.cut_off("FR")
    federation.clock.at += timedelta(hours=25)
    with refuses(ComityError, Reason.REGISTER_STALE) as old:
        await de.decide(case_id)
    assert "stale_registers of the proposal: `proposeDecision`" in old.value.remedy
    decided = await de.decided(case_id, REFUSAL.model_copy(update={"stale_registers": ("FR",)}))
    assert present(decided.examination).stale == ("FR",)
    page = await CASE.printed(de.node.office, ANNA, case_id)
    assert "Not fresh: FR." in page
    assert re.search(r"Accepted although not fresh(<[^>]*>|\s)*FR\b", page)
    report = await evidence(de, case_id, tmp_path)
    assert report.failed == ()
    said = {check.name: check.detail for check in report.checks}
    assert said["examination 2: its scope"] == "registers not fresh: FR"


async def test_an_audit_compares_every_denial_and_finds_the_same(
    federation: CaseFederation,
) -> None:
    await federation["FR"].deny(french_denial(17))
    await federation.sync()
    office, asked = federation["DE"].node.office, application().transaction
    quick = await search_denials(office, ANNA, asked)
    every = await search_denials(office, ANNA, asked, mode=SearchMode.EXHAUSTIVE)
    assert (quick.mode, every.mode) == (SearchMode.INDEX, SearchMode.EXHAUSTIVE)
    assert quick.hits == every.hits != ()
