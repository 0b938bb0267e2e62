"""Evidence of a morning: letters beside a question are in the file, and what is sealed is not."""

from __future__ import annotations

from pathlib import Path

from gateway.casework.letters.contacts import confirm_contact, note_contact
from gateway.casework.letters.correction import correct
from gateway.casework.letters.information_request import supplement
from gateway.casework.letters.recall import recall
from gateway.casework.letters.standing_answers import give_standing, rely_on_standing
from gateway.domain.case import Case
from gateway.domain.correspondence import (
    ContactNote,
    ContactReply,
    StandingAnswer,
    StandingScope,
    Supplement,
)
from gateway.domain.letter import LetterType
from tests.support.consultations import GRANT
from tests.support.federation_case import ANNA, START, CaseFederation, text
from tests.support.morning import content, the_letter
from tests.support.proofs import detail, proved
from tests.support.raising import present

WHY = (text("A slip of the pen."),)


async def decided(federation: CaseFederation) -> tuple[Case, str]:
    """A case that was granted after NL did not object; the id of that consultation."""
    case = await federation.consulting()
    await federation["NL"].answer("no_objection")
    await federation.answers("FR", "not_identical")
    await federation["DE"].decided(case.case_id, GRANT)
    return case, (await federation.of(case, "NL")).conversation_id


async def corrected_answer(federation: CaseFederation, inside: str) -> None:
    """NL corrects that it did not object."""
    letter = await the_letter(federation["NL"], inside, LetterType.ANSWER)
    after = {**content(letter), "answer": "objection"}
    await correct(federation["NL"].node.office, ANNA, letter.message_id, after, WHY)
    await federation.settle()


async def test_what_was_added_noted_and_corrected(three: CaseFederation, tmp_path: Path) -> None:
    case = await three.consulting()
    inside = (await three.of(case, "NL")).conversation_id
    berlin, hague = three["DE"].node.office, three["NL"].node.office
    await supplement(berlin, ANNA, inside, Supplement(text=(text("The data sheet."),)))
    note = ContactNote(at=START, text=(text("They will not object."),))
    noted = await note_contact(berlin, ANNA, note, conversation_id=inside)
    await three.settle()
    await confirm_contact(hague, ANNA, noted.message_id, ContactReply(confirmed=True))
    await three.answers("NL", "no_objection")
    await corrected_answer(three, inside)
    report = await proved(three["DE"], case.case_id, tmp_path)
    assert "Objection" in detail(report, "NL under 14(1): outcome")
    await proved(three["NL"], inside, tmp_path)


async def test_a_request_that_is_sealed_is_exported_without_its_body(
    three: CaseFederation, tmp_path: Path
) -> None:
    case = await three.consulting()
    inside = (await three.of(case, "NL")).conversation_id
    letter = await the_letter(three["DE"], inside, LetterType.REQUEST)
    await recall(three["DE"].node.office, ANNA, letter.message_id, WHY)
    await three.settle()
    for code, what in (("DE", case.case_id), ("NL", inside)):
        report = await proved(three[code], what, tmp_path)
        assert "the period never ran" in detail(report, "NL under 14(1): outcome")
    assert "1 erased" in detail(report, "letter 01: parts")
    name = case.application.transaction.end_user.value
    assert present(name).names[0].encode() not in (tmp_path / f"NL-{inside}.zip").read_bytes()


async def test_a_correction_after_the_decision_leaves_what_it_rested_on(
    three: CaseFederation, tmp_path: Path
) -> None:
    case, inside = await decided(three)
    await three.at(START.replace(hour=15))
    await corrected_answer(three, inside)
    report = await proved(three["DE"], case.case_id, tmp_path)
    assert detail(report, "NL under 14(1): outcome").startswith("No objection")


async def test_an_answer_recalled_after_the_decision(three: CaseFederation, tmp_path: Path) -> None:
    case, inside = await decided(three)
    await three.at(START.replace(hour=15))
    letter = await the_letter(three["NL"], inside, LetterType.ANSWER)
    await recall(three["NL"].node.office, ANNA, letter.message_id, WHY)
    await three.settle()
    report = await proved(three["DE"], case.case_id, tmp_path)
    assert "recalled after the decision" in detail(report, "NL under 14(1): outcome")


async def test_a_standing_answer_and_the_reliance_on_it(
    three: CaseFederation, tmp_path: Path
) -> None:
    answer = StandingAnswer(
        procedure="14(1)",
        answer="no_objection",
        scope=StandingScope(everything=True),
        until=START.date().replace(month=6),
    )
    given = await give_standing(three["NL"].node.office, ANNA, "DE", answer)
    await three.settle()
    case = await three.consulting()
    inside = (await three.of(case, "NL")).conversation_id
    await rely_on_standing(three["DE"].node.office, ANNA, inside, given.standing_id)
    await three.settle()
    report = await proved(three["DE"], case.case_id, tmp_path)
    assert given.standing_id in detail(report, "NL under 14(1): outcome")
    assert any("standing_answer" in each.detail for each in report.checks)
    await proved(three["NL"], inside, tmp_path)
