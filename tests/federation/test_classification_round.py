"""A round on a classification: one item, several authorities, one outcome that is found again."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from gateway.casework.cases.need_to_know import restrict
from gateway.casework.cases.precedents import search_precedents
from gateway.casework.cases.records import view_of
from gateway.casework.letters import classification_rounds
from gateway.casework.letters.correction import correct
from gateway.casework.letters.information_request import (
    ask_information,
    reply_information,
    supplement,
)
from gateway.casework.letters.letters import view_of_letter
from gateway.casework.letters.recall import recall
from gateway.casework.records import classification_rows, correspondence_rows
from gateway.casework.records.correspondence import Draft, place_of, send
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind
from gateway.domain.case import Application
from gateway.domain.case.restriction import RestrictionClass, RestrictionDraft
from gateway.domain.consultation.classification import (
    ClassificationClosing,
    ClassificationQuestion,
    ClassificationRound,
    ClassifiedItem,
    Confidence,
    MeasuredParameter,
    OpinionDraft,
    OutcomeDraft,
    PrecedentQuery,
    RoundDraft,
    RoundState,
)
from gateway.domain.correspondence import (
    InformationKind,
    InformationReply,
    InformationRequest,
    LetterState,
    Supplement,
)
from gateway.domain.letter import LetterType, OutboxState
from gateway.domain.transaction import (
    Classification,
    Document,
    DocumentKind,
    Item,
    ListSource,
)
from gateway.errors import InputError, NotFoundError, StateError
from gateway.exchange.outbox_rows import deliveries
from gateway.views.frame import NounView
from tests.support.cases import application
from tests.support.federation_case import ANNA, BERT, START, CaseFederation, Desk, text
from tests.support.morning import sweep_dates, waiting
from tests.support.raising import present, refuses

PUMP = ClassifiedItem(
    description="Multiple-seal pump with wetted parts of a fluoropolymer",
    manufacturer="Allweiler & Söhne",
    designation="HX-200 B",
    parameters=(
        MeasuredParameter(
            name="maximum_flow_rate", value=Decimal(12), unit="m3/h", tolerance=Decimal("0.5")
        ),
    ),
    sheets=(
        Document(
            kind=DocumentKind.TECHNICAL,
            title="HX-200-B.pdf",
            language="de",
            sha256="ab" * 32,
            size_bytes=48_123,
            media_type="application/pdf",
        ),
    ),
)
LISTED = OpinionDraft(
    code="2B350.i",
    confidence=Confidence.CERTAIN,
    reason=(text("Double seals, wetted parts of PTFE, more than 0.6 m3/h."),),
    precedents=("FR-2019/44",),
)
NOT_LISTED = OpinionDraft(
    not_listed=True,
    confidence=Confidence.DOUBTFUL,
    reason=(text("The casing is wetted, and it is of steel."),),
)
CONCLUDED = OutcomeDraft(code="2B350.i", reason=(text("The liner counts, not the casing."),))


def asked_of(*authorities: str, **more: object) -> RoundDraft:
    return RoundDraft.model_validate({"item": PUMP, "authorities": authorities, **more})


async def begun(three: CaseFederation, **more: object) -> ClassificationRound:
    """Berlin asks Paris and The Hague about a pump."""
    held = await classification_rounds.ask_round(
        three["DE"].node.office, ANNA, asked_of("FR", "NL", **more)
    )
    await three.settle()
    return held


async def answered(three: CaseFederation, code: str, number: str, draft: OpinionDraft) -> None:
    await classification_rounds.answer_round(three[code].node.office, ANNA, number, draft)
    await three.settle()


async def closed(three: CaseFederation, number: str) -> None:
    await classification_rounds.close_round(three["DE"].node.office, ANNA, number, CONCLUDED)
    await three.settle()


async def at(desk: Desk, number: str) -> ClassificationRound:
    return await classification_rounds.get_round(desk.node.office, ANNA, number)


def of_goods(description: str) -> Application:
    filed = application()
    unlisted = (Classification(source=ListSource.NON_LISTED),)
    goods = Item(description=description, classifications=unlisted)
    asked = filed.transaction.model_copy(update={"items": (goods,)})
    return filed.model_copy(update={"transaction": asked})


def words(view: NounView) -> str:
    return view.model_dump_json()


async def test_one_question_to_several_and_one_outcome_that_a_later_case_finds(
    three: CaseFederation,
) -> None:
    """Two States hold two things; Berlin concludes, both learn it, and Paris finds it again."""
    day = (START + timedelta(days=5)).date()
    held = await begun(three, wanted_by=day, text=(text("Is the liner what counts?"),))
    assert held.number == "DE-K-2026-00001"
    came = await at(three["FR"], held.number)
    assert came.item == PUMP
    assert (came.wanted_by, came.ours, came.asker) == (day, False, "DE")
    assert await waiting(three["FR"]) == [
        f"DE asks for a classification, {held.number}: HX-200 B, by {day.isoformat()}"
    ]

    await answered(three, "FR", held.number, LISTED)
    assert await waiting(three["FR"]) == []
    await answered(three, "NL", held.number, NOT_LISTED)
    assert f"all have answered in {held.number}, NL last" in await waiting(three["DE"])
    side_by_side = {
        each.authority: each.answer for each in (await at(three["DE"], held.number)).asked
    }
    french, dutch = side_by_side["FR"], side_by_side["NL"]
    assert french is not None
    assert (french.codes, french.confidence) == (("2B350.i",), Confidence.CERTAIN)
    assert (french.reason, french.precedents) == (LISTED.reason, ("FR-2019/44",))
    assert present(dutch).not_listed

    await closed(three, held.number)
    for code in ("DE", "FR", "NL"):
        outcome = (await at(three[code], held.number)).outcome
        assert outcome is not None
        assert (outcome.code, outcome.agreed) == ("2B350.i", ("FR",))
        assert [each.authority for each in outcome.differed] == ["NL"]
    assert f"DE closed {held.number}: 2B350.i" in await waiting(three["FR"])
    closing = TaskKind.CLASSIFICATION_CLOSE
    assert closing not in {task.kind for task in await three["DE"].tasks()}

    case = await three["FR"].file(of_goods("Pump HX200B for a dye works"))
    shown = words(await view_of(three["FR"].node.office, ANNA, case.case_id))
    assert "Was classified as 2B350.i" in shown
    assert f"by DE ({held.number})" in shown


FLOW = {"name": "maximum_flow_rate", "unit": "m3/h"}
QUERIES: tuple[tuple[dict[str, object], bool], ...] = (
    ({"designation": "hx 200b"}, True),
    ({"designation": "HX-300"}, False),
    ({"code": "2B350"}, True),
    ({"code": "2B351"}, False),
    ({"words": "pump with several seals and fluoropolymer wetted parts"}, True),
    ({"words": "machine tool for milling"}, False),
    ({"parameters": [{**FLOW, "value": "12.4"}]}, True),
    ({"parameters": [{**FLOW, "value": "40"}]}, False),
)


async def test_a_precedent_is_found_by_what_is_known(three: CaseFederation) -> None:
    held = await begun(three)
    await answered(three, "FR", held.number, LISTED)
    await closed(three, held.number)
    for query, found in QUERIES:
        asked = PrecedentQuery.model_validate(query)
        for code in ("DE", "FR"):
            answer = await search_precedents(three[code].node.office, ANNA, asked)
            assert [each.number for each in answer.found] == [held.number] * found, query
            assert answer.complete
        none = await search_precedents(three["NL"].node.office, ANNA, asked)
        assert none.found == ()  # it had not answered, and was told nothing


async def test_an_answer_is_amended_and_both_stay(three: CaseFederation) -> None:
    held = await begun(three)
    await answered(three, "NL", held.number, NOT_LISTED)
    await closed(three, held.number)
    await answered(three, "NL", held.number, LISTED)
    amended = next(
        each.answer for each in (await at(three["DE"], held.number)).asked if each.authority == "NL"
    )
    assert amended is not None
    assert amended.amended_at is not None
    assert (amended.codes, amended.not_listed) == (("2B350.i",), False)
    letters = await three["DE"].node.office.db.read(
        lambda conn: correspondence_rows.listed(conn, letter_type=LetterType.CORRECTION)
    )
    assert [row.peer for row in letters] == ["NL"]
    with pytest.raises(InputError, match="differs in nothing"):
        await answered(three, "NL", held.number, LISTED)

    await closed(three, held.number)  # Berlin concludes again: now they agree
    told = (await at(three["NL"], held.number)).outcome
    assert told is not None
    assert (told.agreed, told.differed) == (("NL",), ())


async def test_who_has_not_answered_is_told_that_no_answer_is_needed(
    three: CaseFederation,
) -> None:
    held = await begun(three, wanted_by=(START + timedelta(days=3)).date())
    await three.at(START + timedelta(days=4))
    await sweep_dates(three)
    assert "REPLY" in str([task.kind.upper() for task in await three["DE"].tasks()])
    await answered(three, "FR", held.number, LISTED)
    await closed(three, held.number)
    assert [task.kind for task in await three["NL"].tasks()] == [TaskKind.LETTER_READ]
    assert await waiting(three["NL"]) == [f"DE closed {held.number}; no answer is needed"]
    assert TaskKind.REPLY_MISSING not in {task.kind for task in await three["DE"].tasks()}
    seen = await at(three["NL"], held.number)
    assert (seen.state, seen.outcome) == (RoundState.CLOSED, None)
    with pytest.raises(StateError, match="recorded already"):
        await answered(three, "NL", held.number, LISTED)


async def test_what_was_recalled_is_nobodys_precedent(three: CaseFederation) -> None:
    """A question that is recalled is gone at who was asked, and so is an outcome."""
    held = await begun(three)
    berlin = three["DE"].node.office
    to_paris = held.asked[0].message_id
    await recall(berlin, ANNA, to_paris, (text("The wrong data sheet."),))
    await three.settle()
    with pytest.raises(NotFoundError, match=held.number):
        await at(three["FR"], held.number)
    assert (await at(three["DE"], held.number)).asked[0].recalled
    assert TaskKind.CLASSIFICATION_ASKED not in {t.kind for t in await three["FR"].tasks()}

    await answered(three, "NL", held.number, LISTED)
    await closed(three, held.number)
    closing = await berlin.db.read(
        lambda conn: correspondence_rows.listed(conn, letter_type=LetterType.SUPPLEMENT)
    )
    assert [row.peer for row in closing] == ["NL"]
    await recall(berlin, ANNA, closing[0].message_id, (text("Not yet."),))
    await three.settle()
    seen = await at(three["NL"], held.number)
    assert (seen.state, seen.outcome) == (RoundState.OPEN, None)
    query = PrecedentQuery(designation="HX-200")
    assert (await search_precedents(three["NL"].node.office, ANNA, query)).total == 0


async def test_a_round_of_a_restricted_case_is_not_there_for_who_need_not_know(
    three: CaseFederation,
) -> None:
    berlin = three["DE"].node.office
    case = await three["DE"].file(application())
    held = await begun(three, case_id=case.case_id)
    await answered(three, "FR", held.number, LISTED)
    await closed(three, held.number)
    query = PrecedentQuery(designation="HX-200")
    assert (await search_precedents(berlin, BERT, query)).total == 1
    why = RestrictionDraft(reason_class=RestrictionClass.STATE_SECURITY, reason=text("Source."))
    await restrict(berlin, ANNA, case.case_id, why)
    assert (await search_precedents(berlin, BERT, query)).total == 0
    assert (await search_precedents(berlin, ANNA, query)).total == 1
    assert (await classification_rounds.list_rounds(berlin, BERT)).items == ()
    with pytest.raises(NotFoundError, match=held.number):
        await classification_rounds.get_round(berlin, BERT, held.number)
    with pytest.raises(NotFoundError, match=held.number):
        await classification_rounds.close_round(berlin, BERT, held.number, CONCLUDED)
    with pytest.raises(NotFoundError, match=case.case_id):
        await classification_rounds.ask_round(berlin, BERT, asked_of("FR", case_id=case.case_id))
    shown = words(await view_of(berlin, ANNA, case.case_id))
    assert held.number in shown
    acts = [act.verb for act in (await three["DE"].case(case.case_id)).acts]
    assert {"classification.asked", "classification.closed"} <= set(acts)


async def test_what_cannot_be_asked_answered_or_concluded_says_which_field(
    three: CaseFederation,
) -> None:
    berlin, paris = three["DE"].node.office, three["FR"].node.office
    for authorities, field in (
        (("FR", "DE"), "authorities[1]"),
        (("FR", "FR"), "authorities[1]"),
        (("PL",), "authorities[0]"),
    ):
        with refuses(InputError, field=field):
            await classification_rounds.ask_round(berlin, ANNA, asked_of(*authorities))
    with pytest.raises(StateError, match="wanted_by lies in the past"):
        await classification_rounds.ask_round(
            berlin, ANNA, asked_of("FR", wanted_by=(START - timedelta(days=2)).date())
        )
    held = await begun(three)
    with pytest.raises(StateError, match="the others answer"):
        await classification_rounds.answer_round(berlin, ANNA, held.number, LISTED)
    with pytest.raises(StateError, match="asks in this round, and closes it"):
        await classification_rounds.close_round(paris, ANNA, held.number, CONCLUDED)
    with pytest.raises(NotFoundError):
        await classification_rounds.answer_round(paris, ANNA, "DE-K-2026-09999", LISTED)
    with pytest.raises(InputError, match="at least one is needed"):
        await search_precedents(berlin, ANNA, PrecedentQuery())


async def test_a_round_is_answered_and_closed_by_its_own_acts_alone(
    three: CaseFederation,
) -> None:
    """What the letters beneath could say otherwise is refused, by us and at who receives it."""
    berlin, paris = three["DE"].node.office, three["FR"].node.office
    held = await begun(three)
    asked = (await at(three["FR"], held.number)).asked[0]
    for reply, field in (
        (InformationReply(codes=("2B350.i",), text=LISTED.reason), "opinion"),
        (InformationReply(codes=("2B350.i", "2B352"), text=LISTED.reason), "codes"),
    ):
        with refuses(InputError, field=field):
            await reply_information(paris, ANNA, asked.message_id, reply)
    question = InformationRequest(
        kind=InformationKind.CLASSIFICATION,
        text=(text("Which code?"),),
        round=ClassificationQuestion(number=held.number, item=PUMP),
    )
    with pytest.raises(InputError, match="asked in a round"):
        await ask_information(berlin, ANNA, question, peer="FR")
    other = PUMP.model_copy(update={"designation": "HX-300"})
    changed = question.model_copy(
        update={"round": ClassificationQuestion(number=held.number, item=other)}
    )
    with refuses(InputError, field="corrected.round"):
        await correct(
            berlin,
            ANNA,
            held.asked[0].message_id,
            changed.model_dump(mode="json"),
            (text("Another pump."),),
        )
    told = Supplement(text=(text("Closed."),), closing=ClassificationClosing(number=held.number))
    with refuses(InputError, field="closing"):
        await supplement(paris, ANNA, asked.conversation_id, told)


async def test_nobody_closes_anothers_round_nor_asks_under_anothers_number(
    three: CaseFederation,
) -> None:
    held = await begun(three)
    paris = three["FR"].node.office
    asked = (await at(three["FR"], held.number)).asked[0]
    told = Supplement(text=(text("x"),), closing=ClassificationClosing(number=held.number))
    question = InformationRequest(
        kind=InformationKind.CLASSIFICATION,
        text=(text("x"),),
        round=ClassificationQuestion(number=held.number, item=PUMP),
    )

    def write(work: Work) -> str:
        inside = place_of(work, conversation_id=asked.conversation_id)
        send(work, inside, Draft(content=told), actor="x")
        new = place_of(work, conversation_id=None, peer="NL")
        draft = Draft(content=question, state=LetterState.OPEN)
        return send(work, new, draft, actor="x").message_id

    asking = await paris.write(write)
    await three.settle()
    assert (await at(three["DE"], held.number)).state is RoundState.OPEN
    kinds = {task.kind for task in await three["DE"].tasks()}
    assert TaskKind.SUPPLEMENT_UNUSABLE in kinds
    sent = await paris.db.read(lambda conn: deliveries(conn, [asking]))
    assert sent[asking].state is OutboxState.REFUSED
    dutch = await three["NL"].node.office.db.read(
        lambda conn: classification_rows.find(conn, held.number)
    )
    assert present(dutch).asked[0].message_id == held.asked[1].message_id


async def test_a_question_in_words_is_answered_in_words_and_with_a_code(
    three: CaseFederation,
) -> None:
    """Berlin asks one authority, in words, and opens no round; Paris names a code."""
    berlin, paris = three["DE"].node.office, three["FR"].node.office
    request = InformationRequest(
        kind=InformationKind.CLASSIFICATION, text=(text("Seals of PTFE; which code?"),)
    )

    def write(work: Work) -> str:
        place = place_of(work, conversation_id=None, peer="FR")
        draft = Draft(content=request, state=LetterState.OPEN)
        return send(work, place, draft, actor="x").message_id

    asked = await berlin.write(write)
    await three.settle()
    with pytest.raises(InputError, match="names the codes"):
        await reply_information(paris, ANNA, asked, InformationReply())
    reply = InformationReply(codes=("2B350.i",), text=(text("Double seals, wetted parts."),))
    await reply_information(paris, ANNA, asked, reply)
    await three.settle()
    letters = await berlin.db.read(
        lambda conn: correspondence_rows.listed(conn, letter_type=LetterType.INFORMATION_REPLY)
    )
    assert [row.content for row in letters] == [reply]
    shown = await view_of_letter(berlin, ANNA, letters[0].message_id)
    assert "2B350.i" in words(shown)
