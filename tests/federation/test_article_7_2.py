"""Article 7(2): a requirement for a transit, imposed on who carries the goods, and what follows."""

from __future__ import annotations

from typing import Any

from gateway.casework.notices.notices import publish_notice
from gateway.domain.base import Stated
from gateway.domain.case import Application, Case, InformedTerms, Outcome
from gateway.domain.denial import DecisionType
from gateway.domain.transaction import Activity, Party
from gateway.errors import InputError
from tests.federation.test_own_motion import NEXT_LAW
from tests.support.federation_case import ANNA, CaseFederation
from tests.support.kinds import begun, decided, denial_at, filed, negative, outcome
from tests.support.notices import draft
from tests.support.raising import present, refuses

CARRIER = Party(names=("Spedition Hafen GmbH",), country="DE")
TRANSIT: dict[str, Any] = {
    "activity": Activity.TRANSIT,
    "country_of_consignment": "CN",
    "transit_countries": ("NL", "CH", "DE"),
    "exporter": Stated[Party].given(Party(names=("Shenzhen Trading",), country="CN")),
}


async def transit(federation: CaseFederation, what: Outcome, **fields: Any) -> Case:
    await federation.at(NEXT_LAW)
    proposal = negative(what) if what is Outcome.TRANSIT_PROHIBITED else outcome(what, **fields)
    return await decided(federation, filed("T-1", "transit", **TRANSIT), proposal)


async def test_the_carrier_is_informed_and_the_next_state_on_the_route_is_to_be_told(
    federation: CaseFederation,
) -> None:
    terms = InformedTerms(addressee=CARRIER)
    case = await transit(federation, Outcome.REQUIREMENT_IMPOSED, informed=terms)
    assert case.informed is not None
    assert (case.informed.article, case.informed.informed) == ("7(2)", CARRIER)
    assert await federation["DE"].entries("DE") == []  # no prohibition, no denial
    [due] = [each for each in await federation["DE"].tasks() if each.kind == "notice.due"]
    assert (due.key, due.data["sentence"]) == (
        "7(2).route",
        "Alert to the Member States to which goods in transit go on: NL",
    )
    office = federation["DE"].node.office
    alert = draft("7(2).route", about="", duty=case.case_id, recipients=("NL",), expires=None)
    number = (await publish_notice(office, ANNA, alert)).number
    await federation.settle()
    assert "notice.due" not in await federation["DE"].task_kinds()
    for code, told in (("NL", True), ("FR", False), ("EU", False)):
        subjects = [each.subject for each in await federation[code].tasks()]
        assert (number in subjects) is told
    [task] = [each for each in await federation["NL"].tasks() if each.subject == number]
    assert "inform customs" in task.text


async def test_a_prohibition_alerts_too_and_a_transit_that_may_pass_does_not(
    federation: CaseFederation,
) -> None:
    await transit(federation, Outcome.TRANSIT_PROHIBITED)
    [due] = [each for each in await federation["DE"].tasks() if each.kind == "notice.due"]
    assert due.key == "7(2).route"
    await decided(federation, filed("T-2", "transit", **TRANSIT), outcome(Outcome.TRANSIT_ALLOWED))
    assert (await federation["DE"].task_kinds()).count("notice.due") == 1


async def test_the_application_that_follows_names_the_letter(federation: CaseFederation) -> None:
    terms = InformedTerms(addressee=CARRIER)
    first = await transit(federation, Outcome.REQUIREMENT_IMPOSED, informed=terms)
    number = present(first.informed).number
    wanted = filed("T-3", "transit_application", **TRANSIT)
    unknown = wanted.model_copy(update={"under_letter": "DE-I-2027-09999"})
    with refuses(InputError, field="under_letter"):
        await federation["DE"].file(unknown)

    named = wanted.model_copy(update={"under_letter": number})
    case = await decided(federation, named, negative(Outcome.REFUSED))
    related = (await federation["DE"].case(first.case_id)).related
    assert [(each.kind, each.case_id) for each in related] == [("under_letter", case.case_id)]
    denial = await denial_at(federation["NL"], "DE-2027-00001")
    assert denial.decision is DecisionType.TRANSIT_PROHIBITION


async def test_a_transit_that_is_applied_for_may_be_licensed(federation: CaseFederation) -> None:
    await federation.at(NEXT_LAW)
    case = await begun(federation, filed("T-4", "transit_application", **TRANSIT))
    done = await federation["DE"].decided(case.case_id, outcome(Outcome.GRANTED))
    assert present(done.licensed).activity is Activity.TRANSIT


async def test_who_holds_the_contract_comes_first_where_he_is_in_the_union(
    federation: CaseFederation,
) -> None:
    """Declarant, carrier or traveller only where he is not (M4); each wrong one is refused."""
    exporter = Stated[Party].given(Party(names=("Müller Optik GmbH",), country="FR"))
    for where, terms in ((exporter, InformedTerms(addressee=CARRIER)), (TRANSIT["exporter"], None)):
        reference = "T-5" if where is exporter else "T-6"
        wanted = filed(reference, "transit", **TRANSIT | {"exporter": where})
        with refuses(InputError, field="informed.addressee"):
            await transit_of(federation, wanted, terms)
    done = await transit_of(federation, filed("T-7", "transit", **TRANSIT | {"exporter": exporter}))
    assert present(done.informed).informed == exporter.value


async def transit_of(
    federation: CaseFederation, wanted: Application, terms: InformedTerms | None = None
) -> Case:
    await federation.at(NEXT_LAW)
    return await decided(federation, wanted, outcome(Outcome.REQUIREMENT_IMPOSED, informed=terms))
