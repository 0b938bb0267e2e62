"""What nodes of release 0.2.0 left behind is opened, verified and carried on."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from gateway.casework.annual.draft import show_draft
from gateway.casework.annual.editions import get_edition, list_editions
from gateway.casework.annual.release import LateDecision, corrigendum, decide_late, late
from gateway.casework.annual.signing import show_version
from gateway.casework.cases.cases import list_cases
from gateway.casework.consultations.consultations import list_consultations
from gateway.casework.consultations.incoming_request import answer_consultation
from gateway.casework.denials.denials import get_denial, search_denials
from gateway.casework.denials.registers import verify
from gateway.casework.handlers.tasks import close_task, list_tasks
from gateway.casework.imports import ImportReport, Way, import_denials
from gateway.casework.letters.information_request import reply_information
from gateway.casework.letters.letters import list_letters
from gateway.casework.notices.notices import get_notice
from gateway.cli.report.publish import read_edition
from gateway.domain.case import CaseState, DecisionProposal, Outcome
from gateway.domain.consultation import ConsultationAnswer, ConsultationState, DenialAnswer
from gateway.domain.correspondence import InformationReply, StandardAnswer
from gateway.domain.denial import DenialState, Ground
from gateway.domain.letter import LetterType
from gateway.domain.lists.filters import ConsultationFilter, LetterFilter
from gateway.evidence.verify.verification import verify_file
from gateway.register.log.proof_file import verify_proof
from gateway.reports.publication import publish
from gateway.trust.directory import load_directory
from gateway.trust.federation import Anchor
from tests.support.annual_files import LICENCE
from tests.support.annual_release import ReleaseYear
from tests.support.annual_year import import_rows, sent
from tests.support.cases import transaction
from tests.support.federation_case import ANNA, CaseFederation, Desk, text
from tests.support.postgres import fresh_database
from tests.support.proofs import proved
from tests.support.release_files import (
    ASSETS,
    POSTGRESQL,
    SQLITE,
    OldFiles,
    carried_on,
    unpack,
)

DIGESTS = {
    "sqlite.tar.xz": "056c8632210ecbe24b8185af87ffd15a58cbfbf1586974002bcad66feea233c7",
    "postgresql.tar.xz": "74c2de78a2d163492f0e6ad90ac34c1a2a37f1eed05d4ed08a57d90bddedba53",
}
KINDS = (SQLITE, POSTGRESQL)
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], OldFiles]:
    """Gives an archive, unpacked once."""
    known: dict[str, OldFiles] = {}

    def give(kind: str) -> OldFiles:
        if kind not in known:
            known[kind] = unpack(kind, tmp_path_factory.mktemp("released") / kind)
        return known[kind]

    return give


@pytest.fixture(params=KINDS)
def old(request: pytest.FixtureRequest, unpacked: Callable[[str], OldFiles]) -> OldFiles:
    """What each kind of node left."""
    return unpacked(request.param)


@pytest.fixture
async def federation(
    old: OldFiles, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[CaseFederation]:
    """DE, FR, NL and EU as they stopped; nothing has been carried yet."""

    def new_database(_: str) -> str:
        return fresh_database(request.getfixturevalue("postgres_server"))

    async with carried_on(old, tmp_path / "carried", new_database) as running:
        yield running


async def answered(desk: Desk, talk: str, answer: str) -> None:
    """Answer one of several consultations."""
    asked = await desk.consultation(talk)
    by_denial = tuple(DenialAnswer(denial_id=each, answer=answer) for each in asked.request.denials)
    content = ConsultationAnswer(answer=answer, by_denial=by_denial)
    await answer_consultation(desk.node.office, ANNA, talk, content)


async def granted(desk: Desk, case_id: str) -> None:
    yes = DecisionProposal(outcome=Outcome.GRANTED, explanation=(text("Unbedenklich.", "de"),))
    await desk.decided(case_id, yes)


def test_the_archives_are_those_that_were_made() -> None:
    """Nobody makes them anew by accident: what they are for would be gone."""
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in ASSETS.glob("*.tar.xz")
    }
    assert found == DIGESTS


# --- files that people carried away ------------------------------------------------------------


def test_evidence_holds(old: OldFiles) -> None:
    found = {path.name: verify_file(path, anchor=old.anchor) for path in old.files.glob("*.zip")}
    assert len(found) == 8
    failed = {name: report.failed for name, report in found.items() if report.failed}
    assert failed == {}
    assert all(len(report.checks) > 15 for report in found.values())


def with_one_bit_changed(raw: bytes, name: str) -> bytes:
    """The same archive, one bit in the middle of one of its files changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(made, "w") as after:
        for each in before.infolist():
            body = bytearray(before.read(each))
            if each.filename == name:
                body[len(body) // 2] ^= 1
            after.writestr(each, bytes(body))
    return made.getvalue()


def test_evidence_with_one_bit_changed_does_not_hold(old: OldFiles, tmp_path: Path) -> None:
    raw = (old.files / "case-refused.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = [each.filename for each in archive.infolist() if each.file_size]
    kinds = {name.partition("/")[0]: name for name in names}  # one of each folder
    assert len(kinds) > 5
    for name in kinds.values():
        changed = tmp_path / "changed.zip"
        changed.write_bytes(with_one_bit_changed(raw, name))
        assert verify_file(changed, anchor=old.anchor).failed, name


def test_the_proof_of_an_entry_holds(old: OldFiles) -> None:
    anchor = Anchor.from_json(old.anchor.read_text())
    raw = (old.files / "directory.bin").read_bytes()
    at = old.now
    directory = load_directory(raw, at=at, anchor=anchor)
    proof = (old.files / "denial.tlog-proof").read_bytes()
    found = verify_proof(proof, directory, at)
    assert (found.origin, found.subject) == ("DE", old.story["denial"])
    assert {each.member for each in found.confirmed} >= {"FR", "NL", "EU"}


def test_the_edition_is_read_and_published_again(
    unpacked: Callable[[str], OldFiles], tmp_path: Path
) -> None:
    files = unpacked(SQLITE).files
    edition = read_edition(files / "edition.json")
    assert (edition.number, edition.year) == (1, 2025)
    made = publish(edition, tmp_path / "site", address="https://example.invalid/")
    before = files / "publication"
    assert {str(path.relative_to(before)) for path in before.rglob("*") if path.is_file()} <= set(
        made.files
    )
    kept = read_edition(tmp_path / "site/data/edition.json")
    assert kept == read_edition(before / "data/edition.json") == edition


# --- nodes ---------------------------------------------------------------------------------------


async def test_what_was_held_is_whole(
    old: OldFiles, federation: CaseFederation, tmp_path: Path
) -> None:
    """Registers are verified entry by entry, and the evidence of each case is exported again."""
    story = old.story
    for code, desk in federation.desks.items():
        for origin, size in story["held"][code].items():
            report = await verify(desk.node.office, ANNA, origin)
            assert (report.sound, report.size) == (True, size), report.findings
        assert await desk.task_kinds() == story["tasks"][code]
    for code, desk in federation.desks.items():
        shown = await get_denial(desk.node.office, ANNA, story["denial"])
        assert shown.status.state is DenialState.VALID
        gone = await get_denial(desk.node.office, ANNA, story["revoked"])
        assert gone.status.state is DenialState.REVOKED
        cases = (await list_cases(desk.node.office, ANNA)).items
        talks = (
            await list_consultations(desk.node.office, ANNA, ConsultationFilter(asked_of_us=False))
        ).items
        assert (len(cases), len(talks)) == {"DE": (4, 6), "FR": (1, 2)}.get(code, (0, 0))
        for each in (*(case.case_id for case in cases), *(talk.conversation_id for talk in talks)):
            await proved(desk, each, tmp_path)
    de = federation["DE"]
    silent = await de.consultation(story["silent"])
    assert (silent.state, silent.closed_by) == (ConsultationState.SILENT, "both")
    assert (await de.case(story["refused"])).state is CaseState.DECIDED
    for number in story["notices"][:2]:
        assert (await get_notice(federation["FR"].node.office, ANNA, number)).notice is not None


async def test_letters_that_waited_leave_and_work_goes_on(
    old: OldFiles, federation: CaseFederation, tmp_path: Path
) -> None:
    """Two letters were not delivered; they arrive, and both cases go on to a decision."""
    story, de, fr, nl = old.story, federation["DE"], federation["FR"], federation["NL"]
    assert [story["queued"][code] for code in ("FR", "NL")] == [
        [["supplement", "NL"]],
        [["consultation.answer", "DE"]],
    ]
    await federation.sweep()  # reconciliation: the engine of those nodes is gone
    part = await de.case(story["part"])
    assert {each.state for each in part.consultations} == {ConsultationState.ANSWERED}
    assert part.state is CaseState.ASSESSMENT
    came = (
        await list_letters(
            nl.node.office, ANNA, LetterFilter(conversation_id=story["running_talk_nl"])
        )
    ).items
    assert LetterType.SUPPLEMENT in {each.letter_type for each in came}
    await granted(de, part.case_id)
    await granted(de, story["assessed"])

    await answered(de, story["running_talk"], "no_objection")
    await answered(nl, story["running_talk_nl"], "no_objection")
    await federation.settle()
    running = await fr.case(story["running"])
    assert running.state is CaseState.ASSESSMENT
    no = DecisionProposal(
        outcome=Outcome.REFUSED, grounds=(Ground.HUMAN_RIGHTS,), explanation=(text("Non.", "fr"),)
    )
    done = await fr.decided(running.case_id, no)
    await federation.settle()
    await federation.sync()
    assert done.decision is not None
    assert done.decision.denial_id is not None
    for desk in (de, nl, federation["EU"]):
        told = await get_denial(desk.node.office, ANNA, done.decision.denial_id)
        assert told.denial.authority == "FR"
    for desk, case_id in ((de, part.case_id), (fr, running.case_id), (de, story["assessed"])):
        assert (await desk.case(case_id)).state is CaseState.DECIDED
        await proved(desk, case_id, tmp_path)


async def test_desks_and_registers_go_on(old: OldFiles, federation: CaseFederation) -> None:
    """A question is answered, a task closed, a denial found, a file of denials imported."""
    story, de, fr = old.story, federation["DE"], federation["FR"]
    await federation.sweep()
    (question,) = [
        each
        for each in (
            await list_letters(
                de.node.office, ANNA, LetterFilter(conversation_id=story["information_open"])
            )
        ).items
        if each.letter_type is LetterType.INFORMATION_REQUEST
    ]
    reply = InformationReply(
        answers=(
            StandardAnswer(question="end_user_known", answer="other_name"),
            StandardAnswer(question="end_user_delivered_before", answer="refused_before"),
        )
    )
    await reply_information(de.node.office, ANNA, question.message_id, reply)
    await federation.settle()
    assert "information.asked" not in await de.task_kinds()
    (task, *others) = [
        each
        for each in (await list_tasks(de.node.office, ANNA)).items
        if each.kind == "letter.read"
    ]
    await close_task(de.node.office, ANNA, task.id, text("Read."))
    kinds = await de.task_kinds()
    assert kinds.count("letter.read") == len(others)

    await fr.node.search.follow()
    found = await search_denials(fr.node.office, ANNA, transaction())
    shown = {hit.denial_id for hit in found.hits}
    assert {story["denial"], "FR-2024-00917", "FR-2024-00918"} <= shown

    raw = (EXAMPLES / "fr-own.csv").read_bytes()
    again = await import_denials(fr.node.office, ANNA, raw, way=Way.OWN, filename="again.csv")
    assert isinstance(again, ImportReport)
    assert again.unchanged == story["imported"]["fr-own.csv"]
    # Those that were decided after the first import are no longer in the future.
    assert again.written + again.refused == again.denials - again.unchanged
    new = await import_denials(
        de.node.office, ANNA, raw.replace(b"BDU-", b"BFA-"), way=Way.OWN, filename="new.csv"
    )
    assert isinstance(new, ImportReport)
    assert new.written == again.written + again.unchanged
    await federation.sync()
    for desk in federation.desks.values():
        assert (await get_denial(desk.node.office, ANNA, new.last_id)).status.state is (
            DenialState.VALID
        )


@pytest.mark.parametrize("old", [SQLITE], indirect=True)
async def test_a_late_correction_becomes_a_corrigendum(
    old: OldFiles, federation: CaseFederation
) -> None:
    year = ReleaseYear(federation)
    office = year.eu.node.office
    name = old.story["collection"]
    first = await get_edition(office, ANNA, name)
    assert first == read_edition(old.files / "edition.json")
    assert (await show_draft(office, ANNA, name)).coverage == "3 of 3 States"
    (waiting,) = (await late(office, ANNA, name)).items
    await decide_late(office, ANNA, name, waiting.digest, LateDecision(take=True, why="A slip."))
    await year.round()
    await year.clear("FR")
    order = year.order(reason=(text("France corrected a value."),))
    assert (await corrigendum(office, ANNA, name, order)).number == 2
    await year.released()
    second = await get_edition(office, ANNA, name)
    assert (second.number, len(second.changes) > 0) == (2, True)
    assert len((await list_editions(office, ANNA, name)).items) == 2
    assert await get_edition(office, ANNA, name, 1) == first


@pytest.mark.parametrize("old", [POSTGRESQL], indirect=True)
async def test_the_year_of_a_state_is_corrected(old: OldFiles, federation: CaseFederation) -> None:
    """What two officers signed off is shown as it was signed, and a new version follows it."""
    de = federation["DE"]
    first = await show_version(de.node.office, ANNA, 2025, 1)
    assert first.line.digest == old.story["submission"]
    federation.clock.advance(days=1)
    more = {**LICENCE, "reference": "L-9", "destination": "AE"}
    await import_rows(de, LICENCE, more)
    second = await sent(de, "A licence was forgotten.")
    assert second.version == 2
    await federation.settle()
