"""Article 23(2), (5): has anybody informed this exporter, or others about this end-user?

Each authority that is asked answers or does not; nothing follows from silence. Who wants to answers
by itself, from its register, whom its policy names.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gateway.app.law_files import OPENNESS
from gateway.casework.cases.need_to_know import restrict
from gateway.casework.letters.catch_all_questions import (
    InformedAsked,
    InformedElsewhere,
    ask_elsewhere,
    informed_elsewhere,
)
from gateway.casework.letters.information_request import reply_information
from gateway.casework.permissions import OfficerRole
from gateway.domain.base import Stated
from gateway.domain.case import Case, InformedTerms, Outcome
from gateway.domain.case.restriction import RestrictionClass, RestrictionDraft
from gateway.domain.correspondence import InformationReply, StandardAnswer
from gateway.domain.transaction import Party
from gateway.errors import InputError, PermissionRefusedError
from tests.federation.test_own_motion import EXPORTER, NEXT_LAW, informed, known
from tests.support.federation_case import ANNA, CaseFederation, Desk, officer, text
from tests.support.kinds import begun, decided, outcome
from tests.support.raising import refuses

ASKED = InformedAsked(authorities=("FR", "NL"), wanted_by=date(2027, 2, 1))


def chooses_to_answer(desk: Desk, *to: str) -> None:
    """The authority writes into its node's folder whom it answers by itself."""
    policy = f"""version = "{desk.code}/2027-1"
reason = "Whom we have informed is told to those who ask."
[informed]
to = {list(to)}
article = "Article 23(2)"
"""
    desk.settings.path(OPENNESS).write_text(policy, encoding="utf-8")


async def asked(federation: CaseFederation, **transaction: Any) -> Case:
    """DE knows something, and asks FR and NL before it informs."""
    await federation.at(NEXT_LAW)
    case = await begun(federation, known("own_motion_4_1", **transaction))
    await ask_elsewhere(federation["DE"].node.office, ANNA, case.case_id, ASKED)
    await federation.settle()
    return case


async def said(federation: CaseFederation, case: Case) -> dict[str, InformedElsewhere]:
    found = await informed_elsewhere(federation["DE"].node.office, ANNA, case.case_id)
    return {each.authority: each for each in found.items}


async def test_who_chooses_to_answers_by_itself_and_the_other_by_an_officer_or_not_at_all(
    federation: CaseFederation,
) -> None:
    """FR has informed others about this end-user, and told nobody; NL has no policy."""
    de, fr, nl = federation["DE"], federation["FR"], federation["NL"]
    chooses_to_answer(fr)
    await federation.at(NEXT_LAW)
    other = Stated[Party].given(Party(names=("Mecanique du Sud SA",), country="FR"))
    imposed = outcome(Outcome.REQUIREMENT_IMPOSED)
    theirs = known("own_motion_4_1", exporter=other, goods_located_in=("FR",))
    await decided(federation, theirs, imposed, "FR")

    case = await asked(federation)
    answers = await said(federation, case)
    assert (answers["FR"].answer, answers["FR"].state) == ("end_user_informed", "answered")
    assert answers["FR"].label == "Yes, others about the end-user"
    assert (answers["NL"].answer, answers["NL"].state) == ("", "open")
    assert "information.asked" not in await fr.task_kinds()
    assert "information.asked" in await nl.task_kinds()

    message = answers["NL"].message_id
    none = StandardAnswer(question="informed_before", answer="nobody_informed")
    await reply_information(nl.node.office, ANNA, message, InformationReply(answers=(none,)))
    await federation.settle()
    assert (await said(federation, case))["NL"].label == "No"
    assert (
        await de.case(case.case_id)
    ).state == "assessment"  # it bound nobody, and stopped nothing


async def test_silence_means_nothing_and_only_reminds(federation: CaseFederation) -> None:
    case = await asked(federation)
    await federation.at(NEXT_LAW.replace(month=2, day=3))
    await federation.sweep()
    answers = await said(federation, case)
    assert {each.answer for each in answers.values()} == {""}
    de = federation["DE"]
    done = await de.decided(case.case_id, outcome(Outcome.REQUIREMENT_IMPOSED))
    assert done.informed is not None  # the decision waited for nobody


@pytest.mark.parametrize(
    ("name", "to", "answered"),
    [
        pytest.param(EXPORTER.names[0], (), "exporter_informed", marks=pytest.mark.long),
        ("Feinmechanik Nord", ("DE",), "exporter_informed"),
        pytest.param("Ganz Anders AG", (), "nobody_informed", marks=pytest.mark.long),
        (EXPORTER.names[0], ("NL",), ""),  # DE is not among those it answers
    ],
)
async def test_the_register_answers_whom_the_policy_names(
    federation: CaseFederation, name: str, to: tuple[str, ...], answered: str
) -> None:
    chooses_to_answer(federation["FR"], *to)
    await federation.at(NEXT_LAW)
    nobody = Stated[Party]()
    theirs = known("own_motion_4_1", end_user=nobody, goods_located_in=("FR",))
    await decided(federation, theirs, outcome(Outcome.REQUIREMENT_IMPOSED), "FR")
    exporter = Stated[Party].given(Party(names=(name,), country="DE"))
    case = await asked(federation, exporter=exporter, end_user=nobody)
    assert (await said(federation, case))["FR"].answer == answered


async def test_what_is_restricted_there_is_left_to_its_officers(
    federation: CaseFederation,
) -> None:
    chooses_to_answer(federation["FR"])
    await federation.at(NEXT_LAW)
    theirs = known("own_motion_4_1", goods_located_in=("FR",))
    held = await decided(federation, theirs, outcome(Outcome.REQUIREMENT_IMPOSED), "FR")
    draft = RestrictionDraft(reason_class=RestrictionClass.STATE_SECURITY, reason=text("Secret."))
    await restrict(federation["FR"].node.office, ANNA, held.case_id, draft)
    case = await asked(federation)
    assert (await said(federation, case))["FR"].answer == ""
    assert "information.asked" in await federation["FR"].task_kinds()


async def test_a_letter_that_has_ended_is_none(federation: CaseFederation) -> None:
    chooses_to_answer(federation["FR"])
    await federation.at(NEXT_LAW)
    theirs = known("own_motion_4_1", goods_located_in=("FR",))
    terms = InformedTerms(valid_until=date(2027, 1, 11))
    imposed = outcome(Outcome.REQUIREMENT_IMPOSED, informed=terms)
    await decided(federation, theirs, imposed, "FR")
    await federation.at(NEXT_LAW.replace(day=12))
    case = await begun(federation, known("own_motion_4_1"))
    await ask_elsewhere(federation["DE"].node.office, ANNA, case.case_id, ASKED)
    await federation.settle()
    assert (await said(federation, case))["FR"].answer == "nobody_informed"


async def test_whom_it_is_asked_of_and_who_reads_it(federation: CaseFederation) -> None:
    await informed(federation)  # the law of 2027
    case = await begun(federation, known("own_motion_4_1", "O-2"))
    office = federation["DE"].node.office
    for peer in ("EU", "DE", "PL"):
        wrong = InformedAsked(authorities=("FR", peer))
        with refuses(InputError, field="authorities[1]"):
            await ask_elsewhere(office, ANNA, case.case_id, wrong)
    assert (await informed_elsewhere(office, ANNA, case.case_id)).items == ()  # nobody was asked
    for role in (OfficerRole.SYSTEM, OfficerRole.READER):
        with pytest.raises(PermissionRefusedError):
            await informed_elsewhere(office, officer("x", role), case.case_id)
    sent = (await ask_elsewhere(office, ANNA, case.case_id, ASKED)).items
    assert [each.authority for each in sent] == ["FR", "NL"]
