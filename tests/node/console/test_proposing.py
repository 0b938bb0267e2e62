"""A proposal by form says all that REST takes: the parts of one in part, number and days."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from gateway.casework.permissions import OfficerRole
from gateway.domain.case import CaseState, Outcome
from gateway.domain.case.parts import LinePart
from gateway.domain.denial import FreeText, Ground
from tests.node.console.conftest import ConsoleDoor, open_console
from tests.support.cases import surveillance_item
from tests.support.federation_case import Where
from tests.support.officers_browser import OfficersBrowser, Shown
from tests.support.our_cases import CASE, at_home, patience, resembling

PAGE = f"/desk/cases/{CASE}"
FORM = f"{PAGE}/acts/propose"
LATER = datetime(2026, 6, 8, 9, tzinfo=UTC)  # EU-2021-821/2026-3 is in force
AMOUNTS = ((2, 100), (10, 1000), (4, 900))
IN_PART = {
    "outcome": "granted_in_part",
    "grounds": "human_rights",
    "explanation": "Ein Teil ist <i>mehr</i>, als der Betreiber braucht.",
    "language": "de",
    "line1": "granted",
    "line2": "both",
    "line2_quantity": "4",
    "line3": "refused",
    "number": "AG-L-7",
    "valid_until": "2027-05-31",
}


@pytest.fixture
async def assessed(where: Where) -> AsyncIterator[ConsoleDoor]:
    """The console of DE, whose case of three lines waits for nothing but a decision."""
    codes = ("DE", "FR")
    async with open_console(*where, codes) as door:
        await door.federation.at(LATER)
        filed = at_home()
        items = tuple(
            surveillance_item().reduced(Decimal(quantity), Decimal(value))
            for quantity, value in AMOUNTS
        )
        await resembling(door, filed.about(filed.transaction.with_items(items)))
        await door.federation["FR"].answer("not_identical")
        await door.federation.settle()
        await door.desk.say_of_hits(CASE)
        yield door


async def looked(browser: OfficersBrowser, **fields: str) -> Shown:
    await browser.open(FORM)
    return await browser.submit(FORM, step="read", **(IN_PART | fields))


async def test_a_part_is_granted_and_the_rest_is_a_denial(assessed: ConsoleDoor) -> None:
    browser = await assessed.signed_in()
    last = await looked(browser)
    for said in (
        "Granted of line 1 2 pieces; 100 EUR",
        "Granted of line 2 4 pieces; 400 EUR",
        "Refused of line 2 6 pieces; 600 EUR",
        "Refused of line 3 4 pieces; 900 EUR",
    ):
        assert said in last.words, said
    assert "<i>mehr" not in last.answer.text
    done = await browser.submit(FORM, step="send")
    assert (done.path, "a second officer decides" in done.words) == (PAGE, True)
    proposal = (await assessed.desk.case(CASE)).proposal
    assert proposal is not None
    assert proposal.parts is not None
    assert (proposal.outcome, proposal.grounds) == (
        Outcome.GRANTED_IN_PART,
        (Ground.HUMAN_RIGHTS,),
    )
    assert proposal.parts.granted == (LinePart(line=1), LinePart(line=2, quantity=Decimal(4)))
    assert proposal.parts.refused == (LinePart(line=2, quantity=Decimal(6)), LinePart(line=3))

    second = await assessed.signed_in(OfficerRole.DECIDER)
    seen = await second.open(f"{PAGE}/acts/decide")
    assert "The two parts" in seen.words
    await second.submit(f"{PAGE}/acts/decide", step="send")
    case = await assessed.desk.case(CASE)
    assert case.state is CaseState.DECIDED
    assert case.licensed is not None
    assert (case.licensed.number, str(case.licensed.valid_until)) == ("AG-L-7", "2027-05-31")
    assert [(each.line, each.item.quantity) for each in case.licensed.lines] == [
        (1, Decimal(2)),
        (2, Decimal(4)),
    ]
    assert case.decision is not None
    assert case.decision.denial_id


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"line2_quantity": "10"}, "line2_quantity"),
        ({"line2_quantity": "NaN"}, "line2_quantity"),
        ({"line2_quantity": ""}, "line1"),  # in both parts, and nobody says how much
        ({"line3": ""}, "line1"),  # in neither part
        ({"outcome": "granted"}, "line1"),  # parts of what is granted whole
        ({"grounds": ""}, "grounds"),
        ({"valid_until": "2027-02-30"}, "valid_until"),
        ({"number": "a b"}, "number"),
        ({"outcome": "granted_with_conditions"}, "line1"),
    ],
)
async def test_what_rest_refuses_is_said_at_its_field(
    assessed: ConsoleDoor, fields: dict[str, str], fault: str
) -> None:
    browser = await assessed.signed_in()
    wrong = await looked(browser, **fields)
    assert (wrong.status, f'id="{fault}-fault"' in wrong.answer.text) == (422, True), wrong.words
    assert (await assessed.desk.case(CASE)).proposal is None


async def test_lines_granted_for_a_time_name_the_last_day(assessed: ConsoleDoor) -> None:
    browser = await assessed.signed_in()
    lines = {"line1": "both", "line2": "both", "line2_quantity": "", "line3": "both"}
    days = {"refused_from": "2027-01-01", "valid_until": "2027-05-31"}
    refused = await looked(browser, **lines, **days)
    assert (refused.status, 'id="valid_until-fault"' in refused.answer.text) == (422, True)
    await browser.submit(FORM, step="read", valid_until="2026-12-31")
    assert (await browser.submit(FORM, step="send")).path == PAGE
    proposal = (await assessed.desk.case(CASE)).proposal
    assert proposal is not None
    assert proposal.parts is not None
    assert str(proposal.parts.refused_from) == "2027-01-01"
    assert len(proposal.parts.granted) == len(proposal.parts.refused) == 3


THEIRS = (
    FreeText(language="fr", text="Pour <b>ce</b> réseau.\n\nEt pour nul autre."),
    FreeText(language="en", text="No transfer without our consent."),
)


@pytest.fixture
async def bound(where: Where) -> AsyncIterator[ConsoleDoor]:
    """The console of DE, whose case NL does not object to if its conditions are met."""
    async with open_console(*where, ("DE", "FR")) as door:
        filed = patience()
        lying = filed.transaction.model_copy(update={"goods_located_in": ("FR",)})
        await door.desk.file(filed.about(lying))
        await door.federation.settle()
        await door.federation["FR"].answer("no_objection_if", conditions=THEIRS)
        await door.federation.settle()
        yield door


async def test_the_gateway_takes_over_the_conditions_that_bind(bound: ConsoleDoor) -> None:
    """Whatever the browser sends of them, the proposal has them word for word (officer2 M3)."""
    browser = await bound.signed_in()
    assert "takes over the conditions of FR word for word" in (await browser.open(PAGE)).words
    form = await browser.open(FORM)
    assert ("Of FR, binds" in form.words, THEIRS[1].text in form.words) == (True, True)
    assert "<b>ce" not in form.answer.text
    said = {
        "outcome": "granted_with_conditions",
        "explanation": "It is for the operator.",
        "language": "en",
        "conditions": f"Report each year.\n\n{THEIRS[1].text}",
    }
    last = await browser.submit(FORM, step="read", **said)
    assert f"Of FR, binds {THEIRS[1].text}" in last.words
    assert (await browser.submit(FORM, step="send")).path == PAGE
    proposal = (await bound.desk.case(CASE)).proposal
    assert proposal is not None
    ours = FreeText(language="en", text="Report each year.")
    assert proposal.conditions == (*THEIRS, ours)


@pytest.mark.parametrize(("outcome", "status"), [("granted", 422), ("refused", 200)])
async def test_only_a_grant_with_conditions_takes_them_over(
    bound: ConsoleDoor, outcome: str, status: int
) -> None:
    """A grant without conditions is refused at their field, before the signature (officer2 M3)."""
    browser = await bound.signed_in()
    await browser.open(FORM)
    said = {"outcome": outcome, "grounds": "human_rights", "explanation": "So.", "language": "en"}
    looked = await browser.submit(FORM, step="read", **said)
    assert looked.status == status, looked.words
    assert ('id="conditions-fault"' in looked.answer.text) == (status == 422)
    assert "Of FR, binds" in looked.words or status == 200
