"""Evidence of ends, settlements and stops: what was signed is what either side's file says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from certs.layout import FederationFiles
from gateway.casework.cases.cases import withdraw
from gateway.casework.consultations.ended_denials import follow_denials
from gateway.casework.denials.denials import review_denial
from gateway.domain.denial import ReviewOutcome
from gateway.domain.notice import DenialReview
from tests.support.cases import french_denial
from tests.support.consultations import ask, last_instant, open_case
from tests.support.federation_case import ANNA, GRACE, CaseFederation, case_federation, text
from tests.support.one_state import FLANDERS, WALLONIA, answers, belgian_files, goods_in, settles
from tests.support.proofs import detail, forged, proved


async def test_a_withdrawal_is_proved_on_both_sides(three: CaseFederation, tmp_path: Path) -> None:
    case = await open_case(three)
    await withdraw(three["DE"].node.office, ANNA, case.case_id, text("Auftrag storniert.", "de"))
    await three.settle()
    report = await proved(three["DE"], case.case_id, tmp_path)
    assert "ended by DE on" in detail(report, "NL under 14(1): outcome")
    talk = (await three.of(case, "NL")).conversation_id
    for code in ("DE", "NL"):
        report = await proved(three[code], talk, tmp_path)
        assert "what was asked about was withdrawn" in detail(report, ": outcome")


async def test_a_revoked_denial_is_proved_by_its_entry(
    three: CaseFederation, tmp_path: Path
) -> None:
    await three["FR"].deny(french_denial(18))
    case = await three.consulting()
    talk = (await three.of(case, "FR")).conversation_id
    for number, left in ((17, 1), (18, 0)):
        review = DenialReview(
            denial_id=f"FR-2024-{number:05d}",
            outcome=ReviewOutcome.REVOKED,
            at=three.clock.now().date(),
            grounds=(text("It was another."),),
        )
        await review_denial(three["FR"].node.office, ANNA, review.denial_id, review)
        await three.sync()
        assert await follow_denials(three["DE"].node.office) == 1
        await three.settle()
        assert len((await three.of(case, "FR")).denials_left) == left
        for code in ("DE", "FR"):
            await proved(three[code], talk, tmp_path)
    report = await proved(three["DE"], talk, tmp_path)
    assert "denial no longer valid" in detail(report, ": outcome")
    names = [each.name for each in report.checks]
    assert any(name.startswith("entry 3 of log FR") for name in names)  # the last revocation


async def test_a_crossing_answer_is_in_the_file_without_effect(
    three: CaseFederation, tmp_path: Path
) -> None:
    case = await open_case(three)
    await three.cut_off("NL")
    await three["NL"].answer("objection")
    await withdraw(three["DE"].node.office, ANNA, case.case_id, text("Auftrag storniert.", "de"))
    await three.connect("NL")
    await three.settle()
    talk = (await three.of(case, "NL")).conversation_id
    for code in ("DE", "NL"):
        await proved(three[code], talk, tmp_path)


async def test_an_answer_is_proved_by_whoever_gave_it(
    three: CaseFederation, tmp_path: Path
) -> None:
    case = await open_case(three)
    talk = (await three.of(case, "FR")).conversation_id
    for code in ("DE", "FR"):
        report = await proved(three[code], talk, tmp_path)
        assert detail(report, ": outcome").startswith("Not essentially identical; sealed")


async def test_a_late_answer_is_proved_as_late(three: CaseFederation, tmp_path: Path) -> None:
    case = await open_case(three)
    await three.at(await three.due(case, "NL"))
    await three["NL"].answer("objection")
    await three.settle()
    talk = (await three.of(case, "NL")).conversation_id
    for code in ("DE", "NL"):
        await proved(three[code], talk, tmp_path)
    await three.at(three.clock.now() + GRACE)
    for code in ("DE", "NL"):
        await proved(three[code], talk, tmp_path)


async def test_a_released_stop_is_proved_with_its_instant(
    three: CaseFederation, tmp_path: Path
) -> None:
    asked = await ask(three, "NL", "DE", "21(4)", asked_for=("review_licence",))
    await three["DE"].extend(20)
    await three.settle()
    asked = await three["NL"].consultation(asked.conversation_id)
    due = last_instant(asked)
    report = await proved(three["NL"], asked.conversation_id, tmp_path)
    assert detail(report, ": goods").startswith("held (")
    await three.at(due + GRACE)
    for code in ("NL", "DE"):
        report = await proved(three[code], asked.conversation_id, tmp_path)
        assert detail(report, ": goods").startswith(f"released ({due.isoformat()})")


@pytest.fixture
def belgian(tmp_path: Path) -> FederationFiles:
    return belgian_files(tmp_path / "federation")


async def test_a_settlement_is_proved_with_the_letter_of_the_coordinator(
    belgian: FederationFiles, tmp_path: Path, new_sqlite: Callable[[str], str]
) -> None:
    async with case_federation(belgian, tmp_path / "nodes", new_sqlite) as federation:
        case = await goods_in(federation, "BE")
        await answers(federation, case, FLANDERS, "no_objection")
        await answers(federation, case, WALLONIA, "objection")
        await settles(federation, case.consultations, "no_objection")
        report = await proved(federation["DE"], case.case_id, tmp_path)
        told = detail(report, "BE-WAL under 14(1): outcome")
        assert told.endswith("settled by BE-BRU for its State: no_objection")


# --- what a dishonest exporter could write -----------------------------------------------------


async def test_an_end_is_what_was_signed(three: CaseFederation, tmp_path: Path) -> None:
    case = await open_case(three)
    await withdraw(three["DE"].node.office, ANNA, case.case_id, text("Auftrag storniert.", "de"))
    await three.settle()
    de, talk = three["DE"], (await three.of(case, "NL")).conversation_id
    assert await forged(de, talk, tmp_path) == set()
    for changes in (
        {"ended_because": "decided"},
        {"ended_because": None},
        {"ended_because": "recalled"},
        {"state": "answered"},
        {"state": "silent", "closed_by": "both", "silence_meaning": "x"},
    ):
        assert "outcome" in await forged(de, talk, tmp_path, **changes), changes


async def test_a_stop_stands_where_the_rulebook_puts_it(
    three: CaseFederation, tmp_path: Path
) -> None:
    asked = await ask(three, "NL", "DE", "21(4)", asked_for=("review_licence",))
    stop = {"state": "released", "by": "silence", "at": None, "sentence": "x"}
    nl, talk = three["NL"], asked.conversation_id
    assert await forged(nl, talk, tmp_path) == set()
    assert await forged(nl, talk, tmp_path, stop=stop) == {"goods"}
