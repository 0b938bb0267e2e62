"""Whether a licence stands, asked by another State at night: the node says what policy lets it.

Articles 21(3) and 23(2): the authority that would stop goods asks the one that granted. No officer
need be awake; both sides keep question and answer, signed. And a licence that is to go on.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gateway.app.law_files import OPENNESS
from gateway.casework.cases.cases import file_application
from gateway.casework.cases.licences import renewal_of, use_licence
from gateway.casework.cases.need_to_know import restrict
from gateway.casework.cases.records import evidence_of, view_of
from gateway.casework.letters.information_request import ask_information, reply_information
from gateway.domain.acts import TaskKind, received_verb, sent_verb
from gateway.domain.case import LicenceState, Outcome
from gateway.domain.case.licence_statement import (
    LicenceAnswer,
    LicenceQuestion,
    LicenceStatement,
)
from gateway.domain.case.restriction import RestrictionClass, RestrictionDraft
from gateway.domain.correspondence import InformationReply, InformationRequest, LetterState
from gateway.domain.letter import LetterType
from gateway.domain.openness import ToldField
from gateway.domain.relation import RelationKind
from gateway.evidence.verify.verification import verify_file
from tests.federation.test_licence_uses import NUMBER, WHY, granted, used, whole
from tests.support.federation_case import ANNA, CaseFederation, text
from tests.support.kinds import decided, filed, negative, outcome
from tests.support.morning import newest
from tests.support.raising import present

DAY = date(2026, 3, 2)
EVERYTHING = tuple(str(each) for each in ToldField)


def answering(federation: CaseFederation, *fields: str, who: str = "FR") -> None:
    """Write what the node of DE says by itself, and to whom."""
    policy_file(federation).write_text(
        f"""
        version = "DE/2026-1"
        reason = "Customs ask at night."
        [licence_answers]
        authorities = ["{who}"]
        fields = {list(fields)}
        article = "Article 23(2)"
        """
    )


def policy_file(federation: CaseFederation) -> Path:
    return federation["DE"].node.settings.home / OPENNESS


async def asked(
    federation: CaseFederation, number: str = NUMBER, code: str = "FR"
) -> LicenceStatement | None:
    """What an authority is told that asks DE about a licence; None where nothing came yet."""
    question = InformationRequest(licence=LicenceQuestion(number=number, on=DAY))
    sent = await ask_information(federation[code].node.office, ANNA, question, peer="DE")
    await federation.settle()
    came = await newest(federation[code])
    if came.replies_to != sent.message_id:
        return None
    assert isinstance(came.content, InformationReply)
    return came.content.licence


async def test_the_node_answers_by_itself_and_no_more_than_policy_lets_it(
    federation: CaseFederation, tmp_path: Path
) -> None:
    case = await granted(federation)
    await use_licence(federation["DE"].node.office, ANNA, NUMBER, used("26DE0001", 15))
    answering(federation)
    stands = LicenceStatement(number=NUMBER, on=DAY, answer=LicenceAnswer.STANDS)
    assert await asked(federation) == stands
    assert await federation["DE"].tasks() == ()

    answering(federation, "days", "lines")
    said = await asked(federation)
    assert said is not None
    assert (said.state, said.valid_from) == (None, DAY)
    assert [whole(each.quantity, each.quantity_left) for each in said.lines] == [(40, None)]

    answering(federation, *EVERYTHING)
    said = await asked(federation)
    assert said is not None
    assert said.state is LicenceState.IN_FORCE
    assert [whole(each.quantity, each.quantity_left) for each in said.lines] == [(40, 25)]

    unknown = await asked(federation, "DE-L-2026-00099")
    assert unknown == LicenceStatement(
        number="DE-L-2026-00099", on=DAY, answer=LicenceAnswer.UNKNOWN
    )
    # The case of the licence says who asked, and its evidence holds.
    verbs = [act.verb for act in (await federation["DE"].case(case.case_id)).acts]
    assert verbs.count(received_verb(LetterType.INFORMATION_REQUEST)) == 3
    assert verbs.count(sent_verb(LetterType.INFORMATION_REPLY)) == 3
    file = tmp_path / "case.zip"
    file.write_bytes(await evidence_of(federation["DE"].node.office, ANNA, case.case_id))
    assert verify_file(file).failed == ()

    about = filed(
        "L-2",
        "licence_in_force",
        concerns=case.case_id,
        items=case.application.transaction.items,
    )
    await decided(federation, about, negative(Outcome.SUSPENDED))
    said = await asked(federation)
    assert said is not None
    assert (said.answer, said.state) == (LicenceAnswer.STANDS_NOT, LicenceState.SUSPENDED)


async def test_whom_policy_does_not_name_an_officer_answers(federation: CaseFederation) -> None:
    case = await granted(federation)
    answering(federation, *EVERYTHING, who="NL")
    assert await asked(federation) is None
    [task] = await federation["DE"].tasks()
    assert (task.kind, task.subject) == (TaskKind.INFORMATION_ASKED, case.case_id)
    # The node of before, and a person, read what is asked in words.
    came = await newest(federation["DE"])
    assert isinstance(came.content, InformationRequest)
    assert [each.text for each in came.content.text] == [
        f"May goods leave on 2026-03-02 under your licence {NUMBER}?"
    ]
    office = federation["DE"].node.office
    reply = InformationReply(text=(text("Ja.", "de"),))
    await reply_information(office, ANNA, came.message_id, reply)
    await federation.settle()
    answer = await newest(federation["FR"])
    assert isinstance(answer.content, InformationReply)
    assert (answer.content.licence, answer.content.text) == (None, reply.text)
    # Who asks more than that asks a person, whatever policy says.
    answering(federation, *EVERYTHING)
    more = InformationRequest(
        licence=LicenceQuestion(number=NUMBER), text=(text("And who is the end-user?"),)
    )
    await ask_information(federation["FR"].node.office, ANNA, more, peer="DE")
    await federation.settle()
    assert (await newest(federation["DE"])).state is LetterState.OPEN


async def test_of_what_is_restricted_the_node_says_nothing_by_itself(
    federation: CaseFederation,
) -> None:
    case = await granted(federation)
    answering(federation, *EVERYTHING)
    mark = RestrictionDraft(reason_class=RestrictionClass.SOURCE_PROTECTION, reason=WHY)
    await restrict(federation["DE"].node.office, ANNA, case.case_id, mark)
    assert await asked(federation) is None
    found = await federation["DE"].tasks()
    [task] = [each for each in found if each.kind == TaskKind.INFORMATION_ASKED]
    assert task.subject == case.case_id  # whoever may not see the case does not see the question


async def test_a_policy_that_cannot_be_read_holds_no_question_up(
    federation: CaseFederation,
) -> None:
    await granted(federation)
    policy_file(federation).write_text("licence_answers = 3")
    assert await asked(federation) is None
    came = await newest(federation["DE"])
    assert came.state is LetterState.OPEN


async def test_a_renewal_names_the_licence_its_lines_and_what_was_used(
    federation: CaseFederation,
) -> None:
    """Article 12(3): what is to go on is another licence; the first stands until its own end."""
    case = await granted(federation)
    office = federation["DE"].node.office
    await use_licence(office, ANNA, NUMBER, used("26DE0001", 15))
    draft = await renewal_of(office, ANNA, NUMBER, "L-2")
    assert [(each.kind, each.reference) for each in draft.relations] == [
        (RelationKind.RENEWS, NUMBER)
    ]
    assert draft.transaction.items == case.application.transaction.items
    filed_again = await file_application(office, ANNA, draft)
    await federation.settle()
    view = (await view_of(office, ANNA, filed_again.case_id)).model_dump_json()
    assert "The licence that it is to renew" in view
    assert "What has left of it" in view
    await federation["FR"].node.syncer.sync_peer("DE")
    done = await federation["DE"].case(filed_again.case_id)
    if done.consultations:
        await federation.answers("FR", "no_objection")
    second = await federation["DE"].decided(filed_again.case_id, outcome(Outcome.GRANTED))
    assert present(second.licensed).follows == NUMBER
    first = (await federation["DE"].case(case.case_id)).licensed
    assert present(first).replaced_by is None
