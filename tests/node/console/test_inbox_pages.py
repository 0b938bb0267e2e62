"""Work is taken, handed over, put into queues, stood in for; views are kept: each by pages."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from gateway.casework.accounts.officers import find_officer
from gateway.casework.cases.need_to_know import restrict
from gateway.casework.permissions import OfficerRole
from gateway.domain.acts import Verb
from gateway.domain.case.restriction import RestrictionClass, RestrictionDraft
from gateway.domain.denial import FreeText
from gateway.store.tables_casework import act
from tests.node.console.conftest import ConsoleDoor
from tests.support.officers_browser import OfficersBrowser, Shown

INBOX, HAND_OVER, TAKE = "/desk/inbox", "/desk/inbox/hand-over", "/desk/inbox/take"
VIEWS, QUEUES, SUBSTITUTES = "/desk/inbox/views", "/desk/queues", "/desk/substitutes"
OFFICER, DECIDER = OfficerRole.OFFICER, OfficerRole.DECIDER
ADMINISTRATOR, AUDITOR = OfficerRole.ADMINISTRATOR, OfficerRole.AUDITOR


def question(shown: Shown) -> str:
    link = next(each for each in shown.links if each.startswith("/desk/consultations/"))
    return link.rpartition("/")[2]


def assignments(asked: ConsoleDoor) -> list[str]:
    """What was put on record about whose hands it is in, the oldest first."""
    query = select(act.c.text).where(act.c.verb == str(Verb.CONSULTATION_ASSIGNED))
    return list(asked.desk.node.db.read_sync(lambda conn: conn.scalars(query).all()))


async def test_work_is_taken_and_handed_over_with_a_note_after_a_last_look(
    asked: ConsoleDoor,
) -> None:
    officer, decider = await asked.signed_in(), await asked.signed_in(DECIDER)
    named = question(await officer.open(f"{INBOX}?tab=unassigned"))
    shown = await officer.submit(TAKE, subject=named)
    assert (shown.path, shown.status) == (INBOX, 200)
    assert dict(shown.answer.url.params) == {"tab": "unassigned", "at": named}
    assert named not in shown.answer.text
    mine = await officer.open(f"{INBOX}?tab=mine")
    assert question(mine) == named
    assert TAKE not in [each.action for each in mine.page.forms if "subject" in each.fields]

    page = await officer.open(f"{HAND_OVER}?work={named}")
    assert "An answer is due" in page.words
    fields = {"assignee": "decider", "note": "Bitte bis Freitag.", "note_language": "de"}
    look = await officer.submit(HAND_OVER, step="look", **fields)
    assert "a last look" in look.title
    assert '<blockquote lang="de" dir="auto"><p>Bitte bis Freitag.</p>' in look.answer.text
    assert len(assignments(asked)) == 1  # nothing was done yet
    back = await officer.submit(HAND_OVER, step="change")
    assert back.form(HAND_OVER).fields["assignee"] == "decider"
    await officer.submit(HAND_OVER, step="look", **fields)
    done = await officer.submit(HAND_OVER, step="sure")
    assert (done.path, "it was handed over" in done.words) == (INBOX, True)
    assert question(await decider.open(f"{INBOX}?tab=mine")) == named
    assert assignments(asked) == [
        "to officer",
        "to decider, from officer: Bitte bis Freitag.",
    ]


async def test_what_cannot_be_handed_over_is_said_at_its_field(asked: ConsoleDoor) -> None:
    officer = await asked.signed_in(DECIDER)
    named = question(await officer.open(INBOX))
    await officer.open(f"{HAND_OVER}?work={named}")
    note = {"note": "kept", "note_language": "en"}
    empty = await officer.submit(HAND_OVER, step="look", assignee=" ", **note)
    assert (empty.status, empty.answer.text.count('class="fault"')) == (422, 1)
    await officer.submit(HAND_OVER, step="look", assignee="nobody.here", **note)
    wrong = await officer.submit(HAND_OVER, step="sure")
    assert (wrong.status, "there is no such officer here" in wrong.words) == (422, True)
    assert "kept" in wrong.answer.text
    office = asked.desk.node.office
    by = office.db.read_sync(lambda conn: find_officer(conn, "decider"))
    assert by is not None
    reason = FreeText(language="en", text="a source")
    draft = RestrictionDraft(reason_class=RestrictionClass.SOURCE_PROTECTION, reason=reason)
    await restrict(office, by, named, draft)
    await officer.submit(HAND_OVER, step="look", assignee="officer")
    hidden = await officer.submit(HAND_OVER, step="sure")
    assert (hidden.status, "this is restricted" in hidden.words) == (422, True)
    colleague = await asked.signed_in(OFFICER)
    assert (await colleague.open(f"{HAND_OVER}?work={named}")).status == 422
    await colleague.open(INBOX)
    taken = await post(colleague, TAKE, subject=named)
    assert (taken.status, named in taken.answer.text) == (422, False)
    assert assignments(asked) == []


async def post(browser: OfficersBrowser, path: str, **fields: str) -> Shown:
    """Send a form that no page has shown, with the token of one that it did."""
    assert browser.last is not None
    token = browser.last.form("/desk/sign-out").fields["form_token"]
    headers = {"Sec-Fetch-Site": "same-origin"}
    return await browser.send("POST", path, data={"form_token": token, **fields}, headers=headers)


async def test_each_act_asks_the_role_that_rest_asks(asked: ConsoleDoor) -> None:
    named = question(await (await asked.signed_in()).open(INBOX))
    allowed = {
        TAKE: {OFFICER, DECIDER},
        f"{VIEWS}/keep": {OFFICER, DECIDER},
        f"{QUEUES}/end": {ADMINISTRATOR},
        SUBSTITUTES: {OFFICER, DECIDER, ADMINISTRATOR},
    }
    for role in (OFFICER, DECIDER, AUDITOR, ADMINISTRATOR, OfficerRole.READER):
        browser = await asked.signed_in(role)
        await browser.open("/desk/account")
        for path, who in allowed.items():
            given = {"subject": named, "queue": "none", "replaces": "0", "name": "a-view"}
            status = (await post(browser, path, **given)).status
            assert (status == 403) is (role not in who), (role, path, status)
    auditor = await asked.signed_in(AUDITOR)
    text = (await auditor.open(INBOX)).answer.text
    assert named in text
    assert TAKE not in text


async def test_a_view_is_kept_opened_renamed_and_deleted(asked: ConsoleDoor) -> None:
    browser = await asked.signed_in()
    await browser.open(f"{INBOX}?tab=unassigned&authority=DE&kind=answer.due")
    wrong = await browser.submit(f"{VIEWS}/keep", name="Not A Name")
    assert (wrong.status, "There is a problem" in wrong.words) == (422, True)
    await browser.open(f"{INBOX}?tab=unassigned&authority=DE&kind=answer.due")
    kept = await browser.submit(f"{VIEWS}/keep", name="asked-by-de")
    address = f"{INBOX}?tab=unassigned&authority=DE&kind=answer.due"
    assert address in kept.links
    opened = await browser.open(address)
    assert question(opened)
    assert opened.form(INBOX).fields["kind"] == "answer.due"  # no filter is lost on the way
    await browser.open(VIEWS)
    renamed = await browser.submit(f"{VIEWS}/rename", name="of-de")
    assert ("of-de" in renamed.words, "asked-by-de" in renamed.words) == (True, False)
    assert (await browser.submit(f"{VIEWS}/forget")).words.count("of-de") == 0
    other = await asked.signed_in(DECIDER)
    assert "You keep no view" in (await other.open(VIEWS)).words


async def test_queues_are_made_changed_and_ended_by_an_administrator(asked: ConsoleDoor) -> None:
    browser, officer = await asked.signed_in(ADMINISTRATOR), await asked.signed_in()
    await browser.open(f"{QUEUES}/change")
    queue = {"code": "of-germany", "title": "Asked by Germany", "place": "1", "members": "officer"}
    wrong = await browser.submit(
        f"{QUEUES}/change", **queue, **{"rule.0.authorities": "Germany", "rule.0.countries": ""}
    )
    assert wrong.status == 422
    assert 'href="#rule.0.authorities"' in wrong.answer.text
    made = await browser.submit(
        f"{QUEUES}/change", **{"rule.0.authorities": "DE", "members": "officer"}
    )
    assert (made.path, "Asked by Germany" in made.words) == (QUEUES, True)
    mine = await officer.open(f"{INBOX}?tab=queues")
    assert question(mine)
    assert "Asked by Germany (1)" in mine.words
    stale = await browser.open(f"{QUEUES}/change?queue=of-germany")
    fields = stale.form(f"{QUEUES}/change").fields
    await browser.submit(f"{QUEUES}/change", **{"rule.0.authorities": "NL", "members": "officer"})
    assert "Nothing is open here" in (await officer.open(f"{INBOX}?tab=queues")).words
    late = await post(browser, f"{QUEUES}/change", **fields)
    assert (late.status, "the queues are at version 2" in late.words) == (409, True)
    await browser.open(QUEUES)
    ended = await browser.submit(f"{QUEUES}/end")
    assert "There is no queue" in ended.words
    assert "There is no queue" in (await officer.open(QUEUES)).words


async def test_a_substitute_sees_the_work_from_day_to_day(asked: ConsoleDoor) -> None:
    officer, decider = await asked.signed_in(), await asked.signed_in(DECIDER)
    named = question(await officer.open(INBOX))
    await officer.submit(TAKE, subject=named)
    today = asked.desk.node.office.today
    await officer.open(SUBSTITUTES)
    days = {"first": today.isoformat(), "last": (today + timedelta(days=3)).isoformat()}
    wrong = await officer.submit(SUBSTITUTES, stands_in="nobody.here", **days)
    assert (wrong.status, 'id="stands_in-fault"' in wrong.answer.text) == (422, True)
    shown = await officer.submit(SUBSTITUTES, stands_in="decider")
    assert "the substitute is named" in shown.words
    mine = await decider.open(f"{INBOX}?tab=mine")
    assert question(mine) == named
    assert "For officer, until" in mine.words
    assert f"{SUBSTITUTES}/end" not in (await decider.open(SUBSTITUTES)).answer.text
    await officer.open(SUBSTITUTES)
    await officer.submit(f"{SUBSTITUTES}/end")
    assert "Nothing is open here" in (await decider.open(f"{INBOX}?tab=mine")).words
