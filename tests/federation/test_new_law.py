"""The law changes while the gateways run: a shorter period, another meaning of silence.

The new rulebook is a file with a date of effect. Nobody restarts anything, and a case that
began under the old law ends under it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import grpc
import pytest

from certs.law import Announcement, announce
from certs.layout import FederationFiles
from certs.operators import issue_next_version, read_directory
from comity.v1 import law_service_pb2 as pb
from comity.v1.law_service_pb2_grpc import LawServiceStub
from gateway.app.directory_refresh import DirectoryRefresh
from gateway.app.law_files import FOLDER, LawFiles
from gateway.casework.cases.records import evidence_of
from gateway.casework.denials.rulebooks import overlays
from gateway.domain.acts import TaskKind
from gateway.domain.case import Application, Case, CaseState
from gateway.domain.consultation import ConsultationState
from gateway.domain.rulebook import Rulebook
from gateway.errors import InputError, LawError, Reason, StateError
from gateway.evidence.verify.verification import verify_file
from gateway.exchange.calls import describe
from gateway.trust.federation import Directory
from gateway.trust.shipped_law import shipped_law
from tests.support.cases import application
from tests.support.consultations import GRANT, open_named
from tests.support.federation_case import (
    ANNA,
    BERT,
    GRACE,
    START,
    CaseFederation,
    operators_reaching,
)
from tests.support.law_texts import states_text
from tests.support.notices import publish
from tests.support.raising import present, refuses

OLD, NEW = "EU-2021-821/2026-3", "EU-2021-821/2026-9"
RUSSIA, BELARUS = "EU-833-2014/2026-3", "EU-765-2006/2026-2"
EFFECT = date(2026, 3, 16)  # a Monday, two weeks after the tests begin


REFORMED = f"""# five days in Article 14(1), and silence is an objection; a notice of a new kind
version = "{NEW}"
extends = "2026-3"
in_force_from = {EFFECT.isoformat()}

[[procedure]]
code = "14(1)"

[procedure.period]
working_days = 5

[procedure.silence]
means = "objection"
sentence = "Under Article 14(1) that counts as an objection."

[[notice]]
code = "26.test"
title = "A made-up notice of the reform"
article = "Article 26"
reason = "It stands for a duty to notify that a change of law may bring."
sent_by = ["licensing"]
audience = "all_members"
required = ["text"]
"""
"""The rulebook of a reform: it holds what changes, and nothing else."""


REFORM = Announcement(
    where="rulebooks", version=NEW, effective_date=EFFECT.isoformat(), raw=REFORMED.encode()
)
STATES = states_text("EU-states/2026-2", "2026-03-10", "2026-03-16").encode()
ACCESSION = Announcement(
    where="states", version="EU-states/2026-2", effective_date="2026-03-10", raw=STATES
)
OVERLAY = """
version = "EU-2021-821.DE/2026-1"
title = "How the German authority decides"
in_force_from = 2026-03-03

[overlay]
authority = "DE"
law = "EU-2021-821"
article = "No article: good administration"
reason = "A small desk at night."

[four_eyes]
article = "No article: good administration"
reason = "A grant without conditions is decided by one officer."
alone = ["granted"]

[required]
article = "National law"
reason = "The office keeps the date of the contract."
fields = ["contract_date"]
"""


@pytest.fixture
def operators(
    case_files: FederationFiles, tmp_path: Path, nodes: CaseFederation
) -> FederationFiles:
    """The operators, whose directory names the rulebooks that come with Comity."""
    files = operators_reaching(case_files, tmp_path, *nodes.desks)

    def naming(held: Directory) -> Directory:
        return replace(held, rulebooks=shipped_law())

    issue_next_version(files, naming, now=nodes.clock.now())
    return files


async def file(nodes: CaseFederation, reference: str) -> Case:
    """An application that calls for a consultation of NL under Article 14(1)."""
    case = await nodes["DE"].file(application().model_copy(update={"reference": reference}))
    await nodes.settle()
    return await nodes["DE"].case(case.case_id)


async def grant(nodes: CaseFederation, case: Case) -> Case:
    await nodes["DE"].decided(case.case_id, GRANT)
    await nodes.settle()
    return await nodes["DE"].case(case.case_id)


async def test_a_reform_takes_effect_without_a_restart_and_old_cases_keep_the_old_law(
    nodes: CaseFederation, operators: FederationFiles, tmp_path: Path
) -> None:
    await nodes.refresh()
    # The Friday before: the operators announce the reform, and a case begins.
    await nodes.at(datetime(2026, 3, 13, 9, tzinfo=UTC))
    announce(operators, REFORM, now=nodes.clock.now())
    await nodes.refresh()
    assert [desk.node.office.law.shelf.versions for desk in nodes.desks.values()] == 3 * [
        (OLD, RUSSIA, NEW, BELARUS)
    ]
    before = await file(nodes, "BAFA-2026-1")
    assert before.rulebook == OLD
    with refuses(LawError, Reason.PROCEDURE_UNKNOWN, match="no kind of notice in force"):
        await publish(nodes["DE"], "26.test")
    # Monday: the reform is in force.
    await nodes.at(datetime(2026, 3, 16, 9, tzinfo=UTC))
    told = await publish(nodes["DE"], "26.test")
    assert present(told.notice).law == NEW
    after = await file(nodes, "BAFA-2026-2")
    assert after.rulebook == NEW
    ours, theirs = await nodes.of(before, "NL"), await nodes.of(after, "NL")
    assert ours.deadline is not None
    assert theirs.deadline is not None
    assert (ours.deadline.working_days, ours.deadline.last_day) == (10, date(2026, 3, 27))
    assert (theirs.deadline.working_days, theirs.deadline.last_day) == (5, date(2026, 3, 23))
    assert theirs.peer_last_instant == theirs.deadline.last_instant  # NL counts by the reform too
    # NL says nothing to either, and both gateways close both.
    await nodes.at(ours.deadline.last_instant + GRACE)
    ours, theirs = await nodes.of(before, "NL"), await nodes.of(after, "NL")
    assert (ours.state, theirs.state) == 2 * (ConsultationState.SILENT,)
    assert ours.silence_meaning.endswith("that counts as no objection.")
    assert theirs.silence_meaning.endswith("that counts as an objection.")
    # Under the old law the silence lets the goods go; under the new one it blocks the grant.
    granted = await grant(nodes, before)
    assert granted.state is CaseState.DECIDED
    with refuses(StateError, Reason.OBJECTION_BINDS):
        await nodes["DE"].propose(after.case_id, GRANT)
    # Each file proves its case by its own law, offline.
    for case, version in ((before, OLD), (after, NEW)):
        path = tmp_path / f"{case.application.reference}.zip"
        path.write_bytes(await evidence_of(nodes["DE"].node.office, ANNA, case.case_id))
        report = verify_file(path)
        assert report.failed == ()
        assert (await nodes["DE"].case(case.case_id)).rulebook == version


async def test_a_node_that_lacks_directory_and_file_fetches_both_from_a_member(
    nodes: CaseFederation, operators: FederationFiles, tmp_path: Path
) -> None:
    await nodes.refresh()
    # The operators reach DE and FR only; NL was forgotten.
    reached = {code: files for code, files in operators.members.items() if code != "NL"}
    announce(FederationFiles(operators.folder, reached), REFORM, now=nodes.clock.now())
    await nodes.refresh()
    netherlands = nodes["NL"].node
    assert NEW not in netherlands.office.law.shelf.versions
    refresh = DirectoryRefresh(netherlands)
    for _ in range(8):  # one member is asked at a time, EU among them, which is away
        await refresh.look()
        nodes._tell(netherlands)
    assert netherlands.office.law.shelf.versions == (OLD, RUSSIA, NEW, BELARUS)
    assert [path.read_bytes() for path in (tmp_path / "nodes/NL" / FOLDER).iterdir()] == [
        REFORM.raw
    ]
    assert TaskKind.LAW_MISSING not in await nodes["NL"].task_kinds()


SECOND = Announcement(
    where="rulebooks",
    version="EU-2021-821/2026-10",
    effective_date="2026-04-13",
    raw=b'version = "EU-2021-821/2026-10"\nextends = "2026-9"\nin_force_from = 2026-04-13\n'
    b'remove = ["notice 26.test"]\n',
)


async def test_a_node_that_lacks_the_base_of_a_change_holds_neither_until_it_has_come(
    nodes: CaseFederation, operators: FederationFiles, tmp_path: Path
) -> None:
    """The second change extends the first; the base is asked for like any file of the law."""
    await nodes.refresh()
    reached = {code: files for code, files in operators.members.items() if code != "NL"}
    announce(FederationFiles(operators.folder, reached), REFORM, now=nodes.clock.now())
    announce(operators, SECOND, now=nodes.clock.now())
    files = LawFiles(tmp_path / "nodes/NL" / FOLDER, lambda: read_directory(operators, at=START))
    assert [fault.named.version for fault in files.faults()] == [NEW, SECOND.version]
    assert f"extends: {NEW} is not held here" in str(files.faults()[1].error)
    await nodes.refresh()  # DE and FR have both files, and serve them
    refresh, netherlands = DirectoryRefresh(nodes["NL"].node), nodes["NL"].node
    for _ in range(8):
        await refresh.look()
        nodes._tell(netherlands)
    held = netherlands.office.law.book(SECOND.version)
    assert isinstance(held, Rulebook)
    assert held.procedure("14(1)").period.working_days == 5
    assert TaskKind.LAW_MISSING not in await nodes["NL"].task_kinds()


async def test_nothing_is_believed_on_a_members_word(
    nodes: CaseFederation, operators: FederationFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    await nodes.refresh()
    de, fr = nodes["DE"].node, nodes["FR"].node
    held = nodes["NL"].node.directory.held
    announce(FederationFiles(operators.folder, {}), REFORM, now=nodes.clock.now())
    newer = bytearray((operators.folder / "directory.bin").read_bytes())
    newer[200] ^= 1
    for liar in (de, fr):
        monkeypatch.setattr(liar.directory, "held", replace(held, version=held.version + 1))
        monkeypatch.setattr(liar.law_service, "_directories", lambda *_: [bytes(newer)])
        monkeypatch.setattr(liar.law_service, "_law_file", lambda _digest: b"another law")
    source = nodes["NL"].node.law_source
    for _ in range(3):
        assert await source.directories(held) == []
        assert await source.file(REFORM.named.digest) is None


async def test_nobody_but_a_member_is_served(
    nodes: CaseFederation, operators: FederationFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    await nodes.refresh()
    de = nodes["DE"].node
    others = {code: member for code, member in de.directory.held.members.items() if code != "NL"}
    stranger = replace(de.directory.held, members=others)  # NL is none of its members
    monkeypatch.setattr(de.directory, "held", stranger)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await LawServiceStub(await nodes["NL"].node.peers.channel("DE")).GetLawFile(
            pb.GetLawFileRequest(digest=shipped_law()[0].digest), timeout=10
        )
    assert describe(refused.value).reason is Reason.PEER_UNKNOWN


async def test_a_file_that_nobody_has_is_a_task(
    nodes: CaseFederation, operators: FederationFiles
) -> None:
    announce(FederationFiles(operators.folder, {}), REFORM, now=nodes.clock.now())
    raw = (operators.folder / "directory.bin").read_bytes()
    for desk in nodes.desks.values():
        (desk.settings.home / "directory.bin").write_bytes(raw)
    await nodes.refresh()
    (task,) = [each for each in await nodes["NL"].tasks() if each.kind == TaskKind.LAW_MISSING]
    assert NEW in task.text
    assert EFFECT.isoformat() in task.text
    # Until the day of effect cases begin; from then on none begins under the law of before.
    assert (await file(nodes, "BAFA-2026-1")).rulebook == OLD
    await nodes.at(datetime(2026, 3, 15, 23, 30, tzinfo=UTC))  # Monday in Brussels
    with refuses(LawError, Reason.VERSION_UNKNOWN) as refused:
        await file(nodes, "BAFA-2026-2")
    assert NEW in str(refused.value)
    # Nor does a consultation that an officer opens without a case.
    with pytest.raises(LawError, match=NEW):
        await open_named(nodes["DE"], "FR", "14(2)", concerns="X-1", asked_for=("not_grant",))


async def test_a_person_is_told_before_the_directory_expires(
    nodes: CaseFederation, operators: FederationFiles
) -> None:
    await nodes.refresh()
    expires = nodes["DE"].node.directory.held.expires
    nodes.clock.at = datetime(expires.year, expires.month, 1, tzinfo=UTC)
    await nodes.refresh()
    (task,) = [
        each for each in await nodes["DE"].tasks() if each.kind == TaskKind.DIRECTORY_EXPIRES
    ]
    assert expires.date().isoformat() in task.text


async def test_an_authority_sets_what_concerns_itself_alone_and_its_peers_see_it(
    nodes: CaseFederation,
    operators: FederationFiles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    overlay = Announcement(
        where="rulebooks",
        version="EU-2021-821.DE/2026-1",
        authority="DE",
        effective_date="2026-03-03",
        raw=OVERLAY.encode(),
    )
    announce(operators, overlay, now=nodes.clock.now())
    await nodes.refresh()
    await nodes.at(datetime(2026, 3, 3, 9, tzinfo=UTC))
    # What it asks of its applicants is asked for.
    bare = application()
    undated = bare.transaction.model_copy(update={"contract_date": None})
    with pytest.raises(InputError, match="contract_date"):
        await nodes["DE"].file(bare.model_copy(update={"transaction": undated}))
    dated = bare.transaction.model_copy(update={"contract_date": date(2026, 2, 2)})
    case = await nodes["DE"].file(bare.model_copy(update={"transaction": dated}))
    await nodes.settle()
    # NL answers in the period of the law, which no overlay touches.
    consulted = await nodes.of(case, "NL")
    assert present(consulted.deadline).working_days == 10
    await nodes.answers("NL", "no_objection")
    # One officer proposes and decides; evidence says by whose leave.
    await nodes["DE"].propose(case.case_id, GRANT)
    decided = await nodes["DE"].decide(case.case_id, by=ANNA)
    assert decided.decision is not None
    assert not decided.decision.four_eyes
    path = tmp_path / "evidence.zip"
    path.write_bytes(await evidence_of(nodes["DE"].node.office, ANNA, case.case_id))
    report = verify_file(path)
    assert report.failed == ()
    # The peers see it.
    (seen,) = overlays(nodes["NL"].node.office, "DE").items
    assert seen.title == "How the German authority decides"
    assert BERT.name not in decided.decision.decided_by
    # Who leaves it out of the evidence proves nothing: the directory names it.
    monkeypatch.setattr(nodes["DE"].node.office.law, "overlays", lambda _authority: ())
    path.write_bytes(await evidence_of(nodes["DE"].node.office, ANNA, case.case_id))
    failed = {check.name for check in verify_file(path).failed}
    assert failed == {"decision: made as the law asks"}


async def test_a_state_accedes_overnight_without_a_restart(
    nodes: CaseFederation, operators: FederationFiles
) -> None:
    def goods_in_montenegro(reference: str) -> Application:
        asked = application()
        located = asked.transaction.model_copy(update={"goods_located_in": ("ME",)})
        return asked.model_copy(update={"reference": reference, "transaction": located})

    announce(operators, ACCESSION, now=nodes.clock.now())
    await nodes.refresh()
    await nodes.at(datetime(2026, 3, 15, 22, 59, tzinfo=UTC))  # a minute before, in Brussels
    with pytest.raises(InputError, match="ME is no Member State"):
        await nodes["DE"].file(goods_in_montenegro("before"))
    await nodes.at(datetime(2026, 3, 15, 23, tzinfo=UTC))
    case = await nodes["DE"].file(goods_in_montenegro("after"))
    await nodes.settle()
    found = await nodes["DE"].case(case.case_id)
    asked = {each.procedure: each.consult for each in found.triggers}
    assert asked["14(1)"] == ("ME",)
    further = await file(nodes, "to the Netherlands, which the file does not name")
    assert {each.procedure: each.consult for each in further.triggers}["14(1)"] == ("NL",)
