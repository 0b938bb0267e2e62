"""A request for information is replied to by form: from its consultation, its letter, its task."""

from __future__ import annotations

from datetime import timedelta

from gateway.api.app import PREFIX
from gateway.casework.letters.information_request import ask_information
from gateway.casework.permissions import OfficerRole
from gateway.domain.correspondence import (
    InformationReply,
    InformationRequest,
    LetterState,
    StandardAnswer,
)
from gateway.domain.letter import LetterType
from tests.node.console.conftest import PEOPLE, ConsoleDoor, open_console
from tests.support.federation_case import ANNA, START, Where, text
from tests.support.morning import the_letter
from tests.support.officers_browser import OfficersBrowser

REQUEST = InformationRequest(
    questions=("end_user_known",),
    text=(text("Who pays for it? <script>alert(1)</script>"),),
    wanted_by=(START + timedelta(days=3)).date(),
)
ASKED = LetterType.INFORMATION_REQUEST
REPLY = "Er ist derselbe.\n\n<b>שלום</b>"


async def asks(door: ConsoleDoor, talk: str | None, request: InformationRequest = REQUEST) -> str:
    """The other side asks us, in a consultation or by itself; return the request's id."""
    other = "DE" if door.at == "FR" else "FR"
    where = {"peer": door.at} if talk is None else {"conversation_id": talk}
    sent = await ask_information(door.federation[other].node.office, ANNA, request, **where)
    await door.federation.settle()
    return sent.message_id


async def replied(browser: OfficersBrowser, path: str, **fields: str) -> None:
    """Fill in the form of a reply, look at it and send it."""
    await browser.open(path)
    looked = await browser.submit(path, step="read", language="de", **fields)
    assert looked.answer.url.query == b"step=look", looked.words
    done = await browser.submit(path, step="send")
    assert (done.path, "the reply is sent" in done.words) == (
        path.removesuffix("/acts/reply"),
        True,
    ), done.words


async def test_what_was_asked_in_a_consultation_is_replied_to_by_form(asked: ConsoleDoor) -> None:
    talk = (await asked.desk.asked()).conversation_id
    message = await asks(asked, talk)
    browser = await asked.signed_in()
    page, path = f"/desk/consultations/{talk}", f"/desk/letters/{message}/acts/reply"
    shown = await browser.open(page)
    assert path in shown.links
    assert "Reply to what DE asked on" in shown.words
    form = await browser.open(path)
    for said in (
        "Do you know the end-user?",
        "Who pays for it?",
        "Asked by DE",
        "no period begins",
    ):
        assert said in form.words, said
    assert "<script>alert" not in form.answer.text
    wrong = await browser.submit(path, step="read", text="")
    assert (wrong.status, 'href="#question-1"' in wrong.answer.text) == (422, True)
    assert 'href="#text"' in wrong.answer.text
    await replied(browser, path, text=REPLY, **{"question-1": "other_name"})
    await asked.federation.settle()
    came = await the_letter(asked.federation["DE"], talk, LetterType.INFORMATION_REPLY)
    assert came.replies_to == message
    assert came.content == InformationReply(
        answers=(StandardAnswer(question="end_user_known", answer="other_name"),),
        text=(text("Er ist derselbe.", "de"), text("<b>שלום</b>", "de")),
    )
    assert (await the_letter(asked.desk, talk, ASKED)).state is LetterState.ANSWERED
    assert path not in (await browser.open(page)).links
    assert path not in (await browser.open(f"/desk/letters/{message}")).links
    assert (await browser.open(path)).status == 409


async def test_what_the_consulted_asks_us_is_replied_to_in_our_own_case(where: Where) -> None:
    async with open_console(*where, ("DE", "FR")) as door:
        case = await door.federation.consulting()
        talk = (await door.federation.of(case, "FR")).conversation_id
        message = await asks(door, talk)
        browser = await door.signed_in()
        page, path = f"/desk/consultations/{talk}", f"/desk/letters/{message}/acts/reply"
        assert path in (await browser.open(page)).links
        links = (await browser.open("/desk/tasks")).links
        tasks = [each for each in links if each.startswith("/desk/tasks/")]
        offering = [each for each in tasks if path in (await browser.open(each)).links]
        assert len(offering) == 1, tasks
        letter = await browser.open(path.removesuffix("/acts/reply"))
        assert page in letter.links
        await replied(browser, path, text="The university.", **{"question-1": "other_name"})
        await door.federation.settle()
        came = await the_letter(door.federation["FR"], talk, LetterType.INFORMATION_REPLY)
        assert came.replies_to == message


async def test_the_inbox_leads_to_the_reply_where_there_is_no_consultation(
    asked: ConsoleDoor,
) -> None:
    message = await asks(asked, None)
    browser = await asked.signed_in()
    links = (await browser.open("/desk/inbox")).links
    task = next(each for each in links if each.startswith("/desk/tasks/"))
    page, path = f"/desk/letters/{message}", f"/desk/letters/{message}/acts/reply"
    assert path in (await browser.open(task)).links
    listed = await browser.open("/desk/tasks")
    for link in listed.links:
        if link.startswith(("/desk/consultations/", "/desk/cases/")):
            assert (await browser.open(link)).status == 200, link
    letter = await browser.open(page)
    assert (letter.status, path in letter.links, "/desk/tasks" in letter.links) == (200, True, True)
    await replied(browser, path, text="It is he.", **{"question-1": "other_name"})
    assert (await browser.open(task)).status == 404  # it is done


async def test_letters_are_read_and_replied_to_as_over_rest(asked: ConsoleDoor) -> None:
    talk = (await asked.desk.asked()).conversation_id
    message = await asks(asked, talk)
    page, path = f"/desk/letters/{message}", f"/desk/letters/{message}/acts/reply"
    may: set[OfficerRole] = set()
    for role in PEOPLE:
        browser = await asked.signed_in(role)
        token = {"Authorization": f"Bearer {asked.tokens[role]}"}
        answer = await browser.client.get(f"{PREFIX}/letters/{message}/view", headers=token)
        assert (await browser.open(page)).status == answer.status_code, role
        assert (await browser.open(f"{page}/pdf")).status == answer.status_code, role
        sent = await browser.client.post(
            f"{PREFIX}/letters/{message}/information-reply", headers=token, json={"text": []}
        )
        assert ((await browser.open(path)).status == 403) is (sent.status_code == 403), role
        offers = path in (await browser.open(f"/desk/consultations/{talk}")).links
        assert offers is (sent.status_code != 403), role
        may |= {role} if offers else set()
    assert may == {OfficerRole.OFFICER, OfficerRole.DECIDER}
    nothing = f"/desk/letters/{talk}"
    assert (await (await asked.signed_in()).open(nothing)).status == 404
