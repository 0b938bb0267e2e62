"""A case of ours on its page: what is missing, denials beside it, and nothing that REST refuses."""

from __future__ import annotations

import pytest

from gateway.api.app import PREFIX
from gateway.casework.accounts.officers import find_officer
from gateway.casework.cases.need_to_know import restrict
from gateway.casework.permissions import OfficerRole
from gateway.domain.case.restriction import RestrictionClass, RestrictionDraft
from gateway.domain.denial import FreeText
from tests.node.console.conftest import ConsoleDoor
from tests.support.officers_browser import OfficersBrowser, Shown
from tests.support.our_cases import CASE, DENIALS, MARKUP

OFFICER, AUDITOR = OfficerRole.OFFICER, OfficerRole.AUDITOR
PAGE = f"/desk/cases/{CASE}"
MATCH = f"{PAGE}/matches/{DENIALS[0]}"


async def word(browser: OfficersBrowser, **fields: str) -> Shown:
    await browser.open(MATCH)
    return await browser.submit(MATCH, **fields)


async def test_a_case_says_what_is_missing_and_a_word_is_recorded(ours: ConsoleDoor) -> None:
    browser = await ours.signed_in()
    page = await browser.open(PAGE)
    assert page.status == 200
    for said in (
        "Confirm or dismiss denial FR-2024-00017 Is it essentially the same transaction?",
        "Consult NL by hand",
        "Consult FR It has until Mon 16 Mar. No decision is made before. Waiting",
        "FR probably denied the same.",
    ):
        assert said in page.words, said
    assert MARKUP not in page.answer.text
    assert "&lt;script&gt;alert(1)" in page.answer.text

    wrong = await word(browser, verdict="", text=" ")
    assert wrong.status == 422
    assert "Confirm or dismiss it" in wrong.words
    assert "Give the reason" in wrong.words
    kept = await word(browser, verdict="confirmed", text="x" * 4001)
    assert (kept.status, "x" * 4001 in kept.answer.text) == (422, True)

    done = await word(browser, verdict="dismissed", text="andere Anschrift", language="de")
    assert done.path == PAGE
    assert "your word on the denial is on record." in done.words
    assert "Dismissed as another by officer" in done.words
    case = await ours.federation["DE"].case(CASE)
    assert case.examination is not None
    [judged] = [each.judgement for each in case.examination.hits if each.judgement]
    assert (judged.denial_id, judged.text, judged.language) == (
        DENIALS[0],
        "andere Anschrift",
        "de",
    )


async def test_several_get_one_word_after_a_look_at_which(ours: ConsoleDoor) -> None:
    browser = await ours.signed_in()
    await browser.open(f"{PAGE}/matches")
    none = await browser.submit(
        f"{PAGE}/matches/preview", text="alike", verdict="confirmed", language="en"
    )
    assert (none.status, "Tick at least one denial" in none.words) == (422, True)
    ticked = {f"hit-{each}": "yes" for each in DENIALS}
    seen = await browser.submit(
        f"{PAGE}/matches/preview",
        text="same plant",
        verdict="confirmed",
        language="en",
        **ticked,
    )
    assert "Nothing is recorded yet." in seen.words
    case = await ours.federation["DE"].case(CASE)
    assert case.examination is not None
    assert not any(each.judgement for each in case.examination.hits)
    done = await browser.submit(f"{PAGE}/matches/judge")
    assert "your word on each of the denials is on record." in done.words
    case = await ours.federation["DE"].case(CASE)
    assert case.examination is not None
    said = {each.denial_id: each.judgement for each in case.examination.hits}
    assert {name for name, each in said.items() if each and each.text == "same plant"} == {*DENIALS}


async def test_a_form_of_an_earlier_examination_is_told_so_and_kept(ours: ConsoleDoor) -> None:
    browser = await ours.signed_in()
    await browser.open(MATCH)
    stale = await browser.submit(
        MATCH, verdict="dismissed", text="another", language="en", seen="0"
    )
    assert stale.status == 409
    assert "The case was examined again meanwhile" in stale.words
    assert "another" in stale.words
    case = await ours.federation["DE"].case(CASE)
    assert case.examination is not None
    assert not any(each.judgement for each in case.examination.hits)


async def test_who_may_only_read_gets_no_form_and_no_way_round_it(ours: ConsoleDoor) -> None:
    browser = await ours.signed_in(AUDITOR)
    page = await browser.open(MATCH)
    assert (page.status, "Your word on it" in page.words) == (200, False)
    assert "Say the same of several" not in (await browser.open(PAGE)).words
    token = page.page.forms[0].fields["form_token"]
    headers = {"Sec-Fetch-Site": "same-origin"}
    fields = {"form_token": token, "seen": "1", "verdict": "dismissed", "text": "x"}
    refused = await browser.send("POST", MATCH, data=fields | {"language": "en"}, headers=headers)
    rest = await browser.client.post(
        f"{PREFIX}/cases/{CASE}/hits/{DENIALS[0]}/judgement",
        json={"verdict": "dismissed", "text": "x", "language": "en"},
        headers={"Authorization": f"Bearer {ours.tokens[AUDITOR]}"},
    )
    assert refused.status == rest.status_code == 403
    assert (await browser.open(f"{PAGE}/matches")).status == 403


@pytest.mark.parametrize("path", ["", "/matches", f"/matches/{DENIALS[0]}"])
async def test_a_restricted_case_is_as_if_it_were_not(ours: ConsoleDoor, path: str) -> None:
    who = ours.desk.node.db.read_sync(lambda conn: find_officer(conn, "officer"))
    assert who is not None
    why = FreeText(language="en", text="a source is protected")
    draft = RestrictionDraft(reason_class=RestrictionClass.SOURCE_PROTECTION, reason=why)
    await restrict(ours.desk.node.office, who, CASE, draft)
    other = await ours.signed_in(OfficerRole.DECIDER)
    hidden = await other.open(f"{PAGE}{path}")
    unknown = await other.open(f"/desk/cases/DE-C-2026-00099{path}")
    assert (hidden.status, unknown.status) == (404, 404)
    assert hidden.words == unknown.words
    browser = await ours.signed_in()
    assert "Restricted" in (await browser.open(PAGE)).words


async def test_evidence_is_taken_by_a_form_and_leaves_a_trace(ours: ConsoleDoor) -> None:
    browser = await ours.signed_in()
    await browser.open(PAGE)
    taken = await browser.submit(f"{PAGE}/evidence")
    assert taken.answer.headers["content-type"] == "application/zip"
    assert taken.answer.content[:2] == b"PK"
    case = await ours.federation["DE"].case(CASE)
    assert case.acts[-1].verb == "evidence.exported"
