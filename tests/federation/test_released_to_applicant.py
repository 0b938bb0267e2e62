"""What an applicant may be shown of another State's answer: what that State has marked, no more."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from gateway.casework.cases.records import statement_for, view_of_consultation
from gateway.domain.case.case import ReleasedAnswer
from gateway.domain.consultation import ApplicantRelease, ConsultationAnswer, ForApplicant
from tests.support.federation_case import ANNA, CaseFederation, text

SECRET = text("Onze dienst kent de eindgebruiker.", "nl")
FOR_HIM = text("The goods need a further check of their end-use.")
ONLY_THAT = ForApplicant(release=ApplicantRelease.FACT)


async def released(three: CaseFederation, mark: ForApplicant | None) -> tuple[ReleasedAnswer, ...]:
    """NL objects and marks its answer; what DE may show the applicant then."""
    case = await three.consulting()
    await three.answers("NL", "objection", explanation=(SECRET,), for_applicant=mark)
    shown = await statement_for(three["DE"].node.office, ANNA, case.case_id)
    assert shown.reference == case.application.reference
    assert SECRET.text not in str(shown)
    return shown.answers


@pytest.mark.parametrize("mark", [None, ForApplicant(release=ApplicantRelease.NOTHING)])
async def test_without_a_release_not_even_that_it_was_asked(
    three: CaseFederation, mark: ForApplicant | None
) -> None:
    assert await released(three, mark) == ()


async def test_the_fact_is_that_it_was_consulted_and_has_answered(three: CaseFederation) -> None:
    [answer] = await released(three, ONLY_THAT)
    assert answer == ReleasedAnswer(authority="NL", procedure="14(1)")


async def test_a_text_is_shown_as_it_was_given(three: CaseFederation) -> None:
    mark = ForApplicant(release=ApplicantRelease.TEXT, text=(FOR_HIM,))
    [answer] = await released(three, mark)
    assert answer.text == (FOR_HIM,)


async def test_officers_of_both_sides_read_the_mark(three: CaseFederation) -> None:
    await released(three, ONLY_THAT)
    said = "That the authority was consulted and has answered; not what"
    for code in ("DE", "NL"):
        talk = (await three["NL"].asked()).conversation_id
        view = await view_of_consultation(three[code].node.office, ANNA, talk)
        assert said in str(view)


async def test_the_words_are_given_where_a_text_is_released_and_only_then() -> None:
    for wrong in ({"release": "text"}, {"release": "fact", "text": (FOR_HIM,)}):
        with pytest.raises(ValidationError, match="text: is given where the release is text"):
            ForApplicant.model_validate(wrong)
    assert "for_applicant" not in ConsultationAnswer(answer="objection").model_dump()
