"""A consultation that is asked of us: its page, its answer by the rulebook, and what is beside."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from gateway.api.app import PREFIX
from gateway.casework.letters.contacts import note_contact
from gateway.casework.letters.recall import recall, recallable_letters
from gateway.casework.permissions import OfficerRole
from gateway.domain.base import Stated
from gateway.domain.case import Application
from gateway.domain.consultation import ConsultationState, HandKind
from gateway.domain.correspondence import ContactNote
from gateway.domain.letter import LetterType
from gateway.domain.transaction import Party
from gateway.wire.content import content_to_bytes
from tests.node.console.conftest import PEOPLE, ConsoleDoor, console_of, open_console
from tests.support.by_mail import mail
from tests.support.cases import application
from tests.support.federation_case import ANNA, START, Where, text
from tests.support.officers_browser import OfficersBrowser
from tests.support.pdf_text import pages_of

OFFICER, DECIDER = OfficerRole.OFFICER, OfficerRole.DECIDER
REASON = "Der Empfänger ist derselbe.\n\n<script>alert(1)</script> שלום"


async def test_the_page_says_what_is_asked_and_the_answer_is_what_was_looked_at(
    asked: ConsoleDoor,
) -> None:
    browser = await asked.signed_in()
    page = await browser.question()
    shown = await browser.open(page)
    for said in ("DE asks FR under Article 16(5)", "Asked by", "How they differ", "Documents"):
        assert said in shown.words or said == "Documents", said
    assert '<svg class="clock-line"' in shown.answer.text
    assert "What may be answered" in shown.words
    path = f"{page}/acts/answer"
    form = await browser.open(path)
    model = await asked.desk.asked()
    rule = asked.desk.node.office.law.procedure(model.rulebook, model.procedure)
    assert all(option.meaning in form.words for option in rule.answer)
    assert "Without an answer:" in form.words
    wrong = await browser.submit(path, step="read", **{"denial-1": "goods_released"})
    assert (wrong.status, "nothing else fits" in wrong.words) == (422, True)
    assert 'href="#denial-1"' in wrong.answer.text
    await browser.submit(path, step="read")
    strictest = rule.answer_codes[-1]
    last = await browser.submit(
        path, step="read", explanation=REASON, language="de", **{"denial-1": strictest}
    )
    assert last.answer.url.query == b"step=look", last.words
    assert rule.option(strictest).meaning in last.words
    assert "<script>alert" not in last.answer.text
    done = await browser.submit(path, step="send")
    assert (done.path, "the answer was sent" in done.words) == (page, True)
    given = (await asked.desk.consultation(model.conversation_id)).answer
    assert given is not None
    assert sha256(content_to_bytes(given)).hexdigest() in last.words
    assert [each.text for each in given.explanation] == [
        each.strip() for each in REASON.split("\n\n")
    ]
    await asked.federation.settle()
    case = await asked.federation["DE"].case("DE-C-2026-00001")
    arrived = next(each for each in case.consultations if each.consulted == "FR")
    assert arrived.answer == given
    assert path not in done.links
    await corrected_and_taken_back(asked, browser, page)


async def corrected_and_taken_back(asked: ConsoleDoor, browser: OfficersBrowser, page: str) -> None:
    """Correct the answer that stands, then take it back."""
    name = page.rpartition("/")[2]
    model = await asked.desk.consultation(name)
    rule = asked.desk.node.office.law.procedure(model.rulebook, model.procedure)
    correction = f"{page}/acts/correct"
    await browser.open(correction)
    same = await browser.submit(correction, step="read", reason="A slip.", language="de")
    assert (same.status, "differs in nothing" in same.words) == (422, True)
    mildest = {"denial-1": rule.answer_codes[0]}
    await browser.submit(correction, step="read", reason="A slip.", language="de", **mildest)
    assert (await browser.submit(correction, step="send")).path == page
    held = await asked.desk.consultation(name)
    assert held.answer is not None
    assert held.answer.answer == rule.answer_codes[0]
    taking_back = f"{page}/acts/recall"
    choice = await browser.open(taking_back)
    letter = next(
        each.message_id
        for each in await recallable_letters(asked.desk.node.office, ANNA, name)
        if each.letter_type is LetterType.ANSWER
    )
    assert letter in choice.answer.text
    await browser.submit(taking_back, step="read", message_id=letter, reason="In error.")
    assert (await browser.submit(taking_back, step="send")).path == page
    assert (await asked.desk.consultation(name)).answer is None


async def test_the_page_says_each_thing_once_and_where_today_stands(asked: ConsoleDoor) -> None:
    browser = await asked.signed_in()
    page = await browser.question()
    shown = await browser.open(page)
    begins = shown.answer.text.partition('id="section-1"')[0]
    assert begins.count("Valid denials of essentially identical transactions") == 1
    assert "banner-warning" not in begins
    assert "The mark shows today, which does not count." in shown.words  # it came today
    await asked.federation.at(START + timedelta(days=1))
    browser = await asked.signed_in()  # the session has ended overnight
    assert "The mark shows today: day 1." in (await browser.open(page)).words
    name = page.rpartition("/")[2]
    note = ContactNote(at=START, text=(text("They object."),), objection=True)
    await note_contact(asked.desk.node.office, ANNA, note, conversation_id=name)
    model = await asked.desk.asked()
    assert model.answer is None
    noted = await browser.open(page)
    assert "An oral objection is noted; silence has no effect." in noted.words
    assert "banner-warning" in noted.answer.text
    german = asked.browser("de")
    await german.sign_in(asked.people[DECIDER])
    told = await german.open(page)
    assert "Die Marke zeigt heute: Tag 1." in told.words


async def test_what_is_beside_the_answer_is_a_step_away(asked: ConsoleDoor) -> None:
    browser = await asked.signed_in()
    page = await browser.question()
    name = page.rpartition("/")[2]
    for act, fields, said in (
        ("ask-information", {"text": "Who is the buyer?", "wanted_by": "2026-12-04"}, "is asked"),
        ("supplement", {"text": "We hold a file."}, "is sent"),
        ("note", {"text": "They called.", "objection": "yes"}, "the note is sent"),
    ):
        path = f"{page}/acts/{act}"
        assert path in (await browser.open(page)).links, act
        await browser.open(path)
        await browser.submit(path, step="read", **fields)
        done = await browser.submit(path, step="send")
        assert (done.path, said in done.words) == (page, True), done.words
    assert (await asked.desk.consultation(name)).oral_objection
    note = f"{page}/acts/note"
    await browser.open(note)
    wrong = await browser.submit(
        note, step="read", text="x", objection="no", time="25:00", day="2026-03-01"
    )
    assert (wrong.status, 'id="time-fault"' in wrong.answer.text) == (422, True)
    forwarding = await browser.open(f"{page}/acts/forward")
    assert forwarding.status == 409


async def test_a_question_that_was_taken_back_is_not_answered(asked: ConsoleDoor) -> None:
    browser = await asked.signed_in()
    page = await browser.question()
    path = f"{page}/acts/answer"
    await browser.open(path)
    model = await asked.desk.asked()
    rule = asked.desk.node.office.law.procedure(model.rulebook, model.procedure)
    chosen = {"denial-1": rule.answer_codes[0]}
    await browser.submit(path, step="read", explanation="All of it.", language="en", **chosen)
    office = asked.federation["DE"].node.office
    sent = await recallable_letters(office, ANNA, model.conversation_id)
    await recall(office, ANNA, sent[-1].message_id, (text("In error."),))
    await asked.federation.settle()
    stale = await browser.submit(path, step="send")
    assert (stale.status, "DE changed this while you wrote" in stale.words) == (412, True)
    held = await asked.desk.consultation(model.conversation_id)
    assert (held.answer, held.state) == (None, ConsultationState.SUPERSEDED)
    assert 'data-key="a"' not in (await browser.open(page)).answer.text


async def test_a_second_officer_sees_what_changed_since_the_proposal(
    asked: ConsoleDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = asked.desk.node.office.law
    shipped = law.procedure
    monkeypatch.setattr(
        law,
        "procedure",
        lambda version, code: shipped(version, code).model_copy(update={"second_officer": True}),
    )
    first, second = await asked.signed_in(DECIDER), await asked.signed_in()
    page = await first.question()
    path, confirming = f"{page}/acts/answer", f"{page}/acts/confirm-answer"
    await first.open(path)
    model = await asked.desk.asked()
    chosen = {"denial-1": shipped(model.rulebook, model.procedure).answer_codes[0]}
    looked = await first.submit(path, step="read", **chosen)
    assert "a second officer looks at it" in looked.words
    proposed = await first.submit(path, step="send")
    assert "when a second officer confirms it" in proposed.words
    assert (await first.open(confirming)).status == 409
    assert (await second.open(confirming)).status == 403
    held = await asked.desk.consultation(model.conversation_id)
    assert (held.answer, held.answer_proposed_by) == (None, "decider")
    # Another officer proposes; the decider is the second one then.
    await second.open(f"{page}/acts/answer")
    await second.submit(f"{page}/acts/answer", step="read", **chosen)
    await second.submit(f"{page}/acts/answer", step="send")
    quiet = await first.open(confirming)
    assert "Nothing was done since it was proposed" in quiet.words
    await second.open(f"{page}/acts/assign")
    await second.submit(f"{page}/acts/assign", step="read", assignee="officer")
    stale = await first.submit(confirming, step="send")
    assert (stale.status, "officer changed this" in stale.words) == (412, True)
    assert "Consultation: assigned" in stale.words or "assigned" in stale.words.lower()
    assert (await first.submit(confirming, step="send")).path == page
    assert (await asked.desk.consultation(model.conversation_id)).answer is not None


async def test_no_page_gives_what_rest_refuses(asked: ConsoleDoor) -> None:
    page = await (await asked.signed_in()).question()
    name = page.rpartition("/")[2]
    for role in (OfficerRole.AUDITOR, OfficerRole.READER, OfficerRole.ADMINISTRATOR):
        browser = await asked.signed_in(role)
        token = {"Authorization": f"Bearer {asked.tokens[role]}"}
        for path, rest in (
            (page, f"/consultations/{name}/view"),
            (f"{page}/documents/{'0' * 64}", f"/consultations/{name}/documents/{'0' * 64}"),
        ):
            answer = await browser.client.get(PREFIX + rest, headers=token)
            assert (await browser.open(path)).status == answer.status_code, (role, path)
        assert (await browser.open(f"{page}/acts/answer")).status == 403
        assert "/acts/" not in (await browser.open(page)).answer.text


async def test_a_consultation_is_had_as_pdf_by_who_may_read_it(where: Where) -> None:
    async with open_console(*where, ("DE", "FR"), at="FR") as door:
        await door.federation.consulting(_in_letters_of_any_machine())
        await had_as_pdf(door)


def _in_letters_of_any_machine() -> Application:
    """An application whose names each typeface has."""
    names = ("Mudiriyyat al-Ittisalat al-Khassa",)
    end_user = Stated[Party].given(Party(names=names, country="AE"))
    changed = {"end_user": end_user, "intermediaries": ()}
    filed = application()
    return filed.model_copy(update={"transaction": filed.transaction.model_copy(update=changed)})


async def had_as_pdf(asked: ConsoleDoor) -> None:
    """Have the consultation that is asked of us as PDF, as each role."""
    page = await (await asked.signed_in()).question()
    name = page.rpartition("/")[2]
    model = await asked.desk.asked()
    readers: set[OfficerRole] = set()
    for role in PEOPLE:
        browser = await asked.signed_in(role)
        token = {"Authorization": f"Bearer {asked.tokens[role]}"}
        rest = await browser.client.get(f"{PREFIX}/consultations/{name}/view", headers=token)
        shown = await browser.open(page)
        given = await browser.open(f"{page}/pdf")
        assert shown.status == given.status == rest.status_code, (role, given.words)
        assert (f"{page}/pdf" in shown.links) is (rest.status_code == 200), role
        if rest.status_code != 200:
            assert given.answer.headers["content-type"].startswith("text/html")
            continue
        readers.add(role)
        assert given.answer.headers["content-type"] == "application/pdf"
        assert given.answer.headers["content-disposition"].startswith("attachment")
        sheets = pages_of(given.answer.content)
        assert all(model.request.case_reference in each for each in sheets)
    assert readers == {OFFICER, DECIDER, OfficerRole.AUDITOR}


async def test_an_answer_that_came_by_telephone_is_recorded_and_confirmed(where: Where) -> None:
    async with open_console(*where) as door:
        post = await mail(door.federation, "ES")
        talk = await post.ask("ES")
        door.federation.clock.at += timedelta(minutes=2)  # forms name minutes
        first, second = await door.signed_in(), await door.signed_in(DECIDER)
        page = f"/desk/consultations/{talk}"
        path, confirming = f"{page}/acts/record", f"{page}/acts/confirm-record"
        assert path in (await first.open(page)).links
        await first.open(path)
        await first.submit(path, step="read", kind="received", reference="B 12-26/2")
        await first.submit(path, step="send")
        assert (await first.open(confirming)).status == 403
        await second.open(confirming)
        assert (await second.submit(confirming, step="send")).path == page
        await door.federation.settle()
        path = f"{page}/acts/record-answer"
        form = await first.open(path)
        assert form.form(path).fields["means"] == "telephone"
        unproven = await first.submit(path, step="read", answer="objection", reference="")
        assert (unproven.status, 'id="reference-fault"' in unproven.answer.text) == (422, True)
        await first.submit(path, step="read", answer="objection", reference="B 12-26/3")
        recorded = await first.submit(path, step="send")
        assert (recorded.path, "when a second officer confirms it" in recorded.words) == (
            page,
            True,
        )
        refusing = f"{page}/acts/refuse-record"
        await second.open(refusing)
        await second.submit(refusing, step="read", why="It was another case.", language="en")
        assert (await second.submit(refusing, step="send")).path == page
        held = await post.desk.consultation(talk)
        assert (held.records[-1].kind, held.records[-1].refused, held.answer) == (
            HandKind.ANSWERED,
            True,
            None,
        )
        await first.open(path)
        await first.submit(path, step="read", answer="objection", reference="B 12-26/3")
        await first.submit(path, step="send")
        await second.open(confirming)
        assert (await second.submit(confirming, step="send")).path == page
        answer = (await post.desk.consultation(talk)).answer
        assert answer is not None
        assert answer.answer == "objection"


async def test_an_answered_question_offers_no_more_time(asked: ConsoleDoor) -> None:
    """No period runs then on either side, and the form does not open (officer2 M5)."""
    async with console_of(asked.federation, "DE") as asking:
        sides = [await asked.signed_in(), await asking.signed_in()]
        page = await sides[0].question()
        path = f"{page}/acts/more-time"
        assert path in (await sides[0].open(page)).links
        await asked.desk.answer("not_identical")
        await asked.federation.settle()
        for browser in sides:
            assert path not in (await browser.open(page)).links
            assert (await browser.open(path)).status == 409
