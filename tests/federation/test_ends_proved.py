"""Evidence of ends, settlements and stops: what was signed is what either side's file says."""

from __future__ import annotations

from pathlib import Path

from gateway.casework.cases.cases import withdraw
from gateway.casework.consultations.ended_denials import follow_denials
from gateway.casework.denials.denials import review_denial
from gateway.domain.denial import ReviewOutcome
from gateway.domain.notice import DenialReview
from tests.support.cases import french_denial
from tests.support.consultations import ask, last_instant, open_case
from tests.support.federation_case import ANNA, GRACE, CaseFederation, text
from tests.support.one_state import FLANDERS, WALLONIA, answers, goods_in, settles
from tests.support.proofs import detail, forged, proved


async def test_a_withdrawal_is_proved_on_both_sides_and_stands_as_was_signed(
    three: CaseFederation, tmp_path: Path
) -> None:
    case = await open_case(three)
    await withdraw(three["DE"].node.office, ANNA, case.case_id, text("Auftrag storniert.", "de"))
    await three.settle()
    report = await proved(three["DE"], case.case_id, tmp_path)
    assert "ended by DE on" in detail(report, "NL under 14(1): outcome")
    talk = (await three.of(case, "NL")).conversation_id
    for code in ("DE", "NL"):
        report = await proved(three[code], talk, tmp_path)
        assert "what was asked about was withdrawn" in detail(report, ": outcome")
    # An answer that was given is proved by whoever gave it.
    french = (await three.of(case, "FR")).conversation_id
    for code in ("DE", "FR"):
        report = await proved(three[code], french, tmp_path)
        assert detail(report, ": outcome").startswith("Not essentially identical; sealed")
    # What a dishonest exporter could write.
    assert await forged(three["DE"], talk, tmp_path) == set()
    for changes in (
        {"ended_because": "decided"},
        {"ended_because": None},
        {"ended_because": "recalled"},
        {"state": "answered"},
        {"state": "silent", "closed_by": "both", "silence_meaning": "x"},
    ):
        assert "outcome" in await forged(three["DE"], talk, tmp_path, **changes), changes


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


async def test_a_late_answer_is_proved_as_late(three: CaseFederation, tmp_path: Path) -> None:
    case = await open_case(three)
    await three.at(await three.due(case, "NL"))
    await three.answers("NL", "objection")
    talk = (await three.of(case, "NL")).conversation_id
    for code in ("DE", "NL"):
        await proved(three[code], talk, tmp_path)
    await three.at(three.clock.now() + GRACE)
    for code in ("DE", "NL"):
        await proved(three[code], talk, tmp_path)


async def test_a_released_stop_is_proved_with_its_instant_where_the_rulebook_puts_it(
    three: CaseFederation, tmp_path: Path
) -> None:
    asked = await ask(three, "NL", "DE", "21(4)", asked_for=("review_licence",))
    stop = {"state": "released", "by": "silence", "at": None, "sentence": "x"}
    assert await forged(three["NL"], asked.conversation_id, tmp_path) == set()
    assert await forged(three["NL"], asked.conversation_id, tmp_path, stop=stop) == {"goods"}
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


async def test_a_settlement_is_proved_with_the_letter_of_the_coordinator(
    belgium: CaseFederation, tmp_path: Path
) -> None:
    case = await goods_in(belgium, "BE")
    await answers(belgium, case, FLANDERS, "no_objection")
    await answers(belgium, case, WALLONIA, "objection")
    await settles(belgium, case.consultations, "no_objection")
    report = await proved(belgium["DE"], case.case_id, tmp_path)
    told = detail(report, "BE-WAL under 14(1): outcome")
    assert told.endswith("settled by BE-BRU for its State: no_objection")
