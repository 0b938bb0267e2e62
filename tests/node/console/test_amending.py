"""An application is amended by form: what nobody touched stays, and what changes is said first."""

from __future__ import annotations

from gateway.api.app import PREFIX
from gateway.casework.permissions import OfficerRole
from gateway.domain.case import Application
from tests.node.console.conftest import ConsoleDoor
from tests.support.officers_browser import OfficersBrowser, Shown
from tests.support.our_cases import CASE, LONG, patience

PAGE = f"/desk/cases/{CASE}"
FORM = f"{PAGE}/acts/amend"
WHY = {"reason": "Menge <b>geändert</b>", "language": "de"}


async def looked(browser: OfficersBrowser, **fields: str) -> Shown:
    await browser.open(FORM)
    return await browser.submit(FORM, step="read", **(WHY | fields))


async def standing(door: ConsoleDoor) -> Application:
    return (await door.desk.case(CASE)).application


async def test_the_form_is_filled_with_what_stands_and_nothing_else_is_lost(
    ours: ConsoleDoor,
) -> None:
    browser = await ours.signed_in()
    assert FORM in (await browser.open(PAGE)).links
    fields = (await browser.open(FORM)).form(FORM).fields
    assert fields["item1_value"] == "1250000.50 EUR"
    assert fields["exporter_name"].endswith(LONG)
    assert fields["item2_description"] == ""
    same = await looked(browser)
    assert (same.status, "nothing is changed" in same.words) == (422, True)

    last = await looked(browser, item1_quantity="3 pieces")
    for said in (
        "Item 1: quantity, until now 2 pieces",
        "Item 1: quantity, from now on 3 pieces",
        "the quantity is 3 instead of 2: more than",
        "This makes it another question",
    ):
        assert said in last.words, said
    assert "<b>geändert" not in last.answer.text
    assert await standing(ours) == patience()
    done = await browser.submit(FORM, step="send")
    assert (done.path, "the application is amended." in done.words) == (PAGE, True)

    filed, amended = patience(), await standing(ours)
    [item] = filed.transaction.items
    wanted = item.model_copy(update={"quantity": 3})
    assert amended == filed.about(filed.transaction.with_items((wanted,)))
    held = (await ours.desk.case(CASE)).amendments[-1]
    assert (held.reason.text, held.reason.language, held.material) == (
        WHY["reason"],
        "de",
        True,
    )


async def test_what_is_no_other_question_is_a_supplement(ours: ConsoleDoor) -> None:
    browser = await ours.signed_in()
    last = await looked(browser, end_user_address="Straße 7, Abu Dhabi")
    assert "The question stays the same" in last.words
    assert "This makes it another question" not in last.words
    assert (await browser.submit(FORM, step="send")).path == PAGE
    filed, amended = patience().transaction.end_user.value, await standing(ours)
    user = amended.transaction.end_user.value
    assert filed is not None
    assert user is not None
    assert user.addresses[0].text.startswith("Straße 7")
    assert (user.names, user.kind, user.identifiers) == (filed.names, filed.kind, ())
    assert not (await ours.desk.case(CASE)).amendments[-1].material


async def test_another_party_and_another_item_take_nothing_along(ours: ConsoleDoor) -> None:
    browser = await ours.signed_in()
    fields = {
        "exporter_name": "Südlicht GmbH",
        "exporter_country": "Germany",
        "exporter_address": "",
        "item1_description": "Radar",
        "item1_code": "6A008",
        "item2_description": "Handbuch",
        "item2_value": "12.50 eur",
        "goods_located_in": "Germany, NL",
    }
    wrong = await looked(browser, **(fields | {"exporter_country": "Nowhere"}))
    assert (wrong.status, 'id="exporter_country-fault"' in wrong.answer.text) == (422, True)
    wrong = await looked(browser, **(fields | {"item2_value": "many"}))
    assert (wrong.status, 'id="item2_value-fault"' in wrong.answer.text) == (422, True)
    wrong = await looked(browser, **(fields | {"item1_code": "9Z999"}))
    assert (wrong.status, 'id="item1_code-fault"' in wrong.answer.text) == (422, True)
    last = await looked(browser, **fields)
    assert "6A008" in last.words
    assert (await browser.submit(FORM, step="send")).path == PAGE
    asked = (await standing(ours)).transaction
    assert asked.exporter.value is not None
    assert asked.exporter.value.names == ("Südlicht GmbH",)
    assert [each.codes for each in asked.items] == [("6A008",), ()]
    assert asked.items[0].parameters == ()
    assert asked.items[1].currency == "EUR"
    assert asked.goods_located_in == ("DE", "NL")
    assert asked.intermediaries == patience().transaction.intermediaries


async def test_it_is_refused_as_rest_refuses_it(ours: ConsoleDoor) -> None:
    browser = await ours.signed_in()
    last = await looked(browser, destination="Oman")
    assert last.status == 200
    colleague = await ours.signed_in(OfficerRole.DECIDER)
    await colleague.open(f"{PAGE}/acts/withdraw")
    await colleague.submit(f"{PAGE}/acts/withdraw", step="read", text="Aus.", language="de")
    assert (await colleague.submit(f"{PAGE}/acts/withdraw", step="send")).path == PAGE
    browser.last = last
    refused = await browser.submit(FORM, step="send")
    rest = await browser.client.post(
        f"{PREFIX}/cases/{CASE}/amendment",
        json={
            "language": "de",
            "text": "x",
            "application": patience().model_dump(mode="json") | {"kind": "individual"},
        },
        headers={"Authorization": f"Bearer {ours.tokens[OfficerRole.OFFICER]}"},
    )
    assert (refused.status, rest.status_code) == (409, 409)
    assert (await ours.desk.case(CASE)).amendments == ()
    for role in (OfficerRole.READER, OfficerRole.AUDITOR):
        reader = await ours.signed_in(role)
        assert FORM not in (await reader.open(PAGE)).links
        assert (await reader.open(FORM)).status == 403
