"""The stream of applications: who applies where, for what, to whom, by the dice.

Large Member States get more applications, as in life. Some end-users apply again and again
through different authorities under spellings of the same name: there the denials of one
authority meet the applications of another (Article 16(5)).
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from gateway.domain.authority import COMMISSION, member_state
from gateway.domain.base import Stated
from gateway.domain.case import Application
from gateway.domain.states import shipped_states
from gateway.domain.transaction import (
    Activity,
    Classification,
    HumanRightsAssessment,
    Item,
    ListSource,
    Party,
    Transaction,
)
from lab.simulation.plan import Dice, SimulationPlan

_WEIGHT = {"DE": 30.0, "IT": 12, "FR": 12, "NL": 10, "ES": 6, "SE": 5, "BE": 5, "PL": 4, "AT": 4}
_OTHERS = 1.5
_MANY = 10
_DESTINATIONS = ("AE", "IN", "CN", "TR", "SA", "BR", "KZ", "VN", "EG", "MY", "TW", "KR", "US", "CH")
_ITEMS = {
    "3A001": "Integrated circuits, radiation hardened",
    "6A003": "Cameras and their components",
    "2B350": "Chemical manufacturing equipment of corrosion resistant alloys",
    "5A002": "Information security equipment",
    "9A012": "Unmanned aerial vehicles",
    "1C351": "Human and animal pathogens for vaccine work",
    "3A229": "Firing sets and high-current pulse generators",
    "5A001.j": "Internet surveillance system, monitoring centre with probes",
}
_SURVEILLANCE = "5A001.j"
_ONSETS = ("b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z")
_RHYMES = ("ar", "el", "or", "en", "al", "ur", "ion", "as", "om", "oph", "eth", "uin", "ix", "ov")
_FORMS = ("Industries", "Instruments", "Trading", "Laboratories", "Systems", "Avionics")
_KINDS = {
    "application": 0.84,
    "transit": 0.06,
    "advance_enquiry": 0.06,
    "exporter_notice_4_2": 0.04,
}
"""Kinds of case of the rulebook, as they are dealt."""
_SUSPECT_SHARE = 0.22
_CASES_A_SUSPECT = 5
_SANCTIONED = {"RU": "EU-833-2014", "BY": "EU-765-2006"}
_SANCTIONED_SHARE = 0.06
_TWO_LAWS_SINCE = date(2026, 6, 1)
"""From when on the shipped sanctions laws have consultations of their own."""
_ELSEWHERE = {0: 0.42, 1: 0.46, 2: 0.12}


def applying(plan: SimulationPlan, dice: Dice) -> dict[int, list[tuple[str, Application]]]:
    """Return the applications by the day, from 0, on which they are filed, and where.

    None is filed in the last weeks, so that most of them are decided within the run.
    """
    last = max(plan.days // 3, plan.days - 50)
    found: dict[int, list[tuple[str, Application]]] = {}
    for number in range(1, plan.cases + 1):
        reference = f"SIM-{plan.seed}-{number:05d}"
        day = dice.number(0, last, reference, "day")
        member = _authority(plan, dice, reference)
        application = _application(plan, dice, reference, member)
        if plan.start.date() + timedelta(days=day) >= _TWO_LAWS_SINCE:
            application = _under_two_laws(dice, application)
        found.setdefault(day, []).append((member, application))
    return found


def _under_two_laws(dice: Dice, application: Application) -> Application:
    """Return an application as it is, or in so many cases to a State under sanctions."""
    reference, asked = application.reference, application.transaction
    if (
        application.procedure != "application"
        or dice.roll(reference, "sanctions") >= _SANCTIONED_SHARE
    ):
        return application
    destination = dice.pick(tuple(_SANCTIONED), reference, "sanctions law")
    there = {
        role: Stated[Party].given(Party(names=party.names, country=destination))
        for role in ("consignee", "end_user")
        if (party := getattr(asked, role).value) is not None
    }
    moved = Transaction(**{**dict(asked), **there, "destination": destination})
    return Application(
        reference=reference,
        procedure=application.procedure,
        further_law=_SANCTIONED[destination],
        transaction=moved,
    )


def amended(application: Application) -> Application:
    """Return an application with another end-use: another question, by the rulebook."""
    other = "Use in a plant of the end-user's sister company"
    return application.about(application.transaction.with_end_use(other))


def weeks_between_boards(code: str) -> int:
    """Return how often the board of an authority sits: weekly where there is much to decide."""
    weight = _WEIGHT.get(member_state(code), _OTHERS)
    return 1 if weight >= _MANY else 2 if weight > _OTHERS else 4


def deciding(plan: SimulationPlan) -> tuple[str, ...]:
    """Return the members that decide on licences: all but the Commission."""
    return tuple(code for code in plan.members if code != COMMISSION)


def _authority(plan: SimulationPlan, dice: Dice, reference: str) -> str:
    weights = {code: _WEIGHT.get(member_state(code), _OTHERS) for code in deciding(plan)}
    return dice.weighed(weights, reference, "authority")


def _application(plan: SimulationPlan, dice: Dice, reference: str, member: str) -> Application:
    suspects = max(3, plan.cases // _CASES_A_SUSPECT)
    suspect = dice.roll(reference, "suspect") < _SUSPECT_SHARE
    # Of a suspect everything is always the same but the spelling; others come once.
    who = f"suspect-{dice.number(1, suspects, reference, 'who')}" if suspect else reference
    code = dice.pick(tuple(_ITEMS), who, "item")
    destination = dice.pick(_DESTINATIONS, who, "destination")
    kind = dice.weighed(_KINDS, reference, "kind")
    here = (shipped_states().country_of(member_state(member)),)
    return Application(
        reference=reference,
        procedure=kind,
        transaction=Transaction(
            activity=Activity.TRANSIT if kind == "transit" else Activity.EXPORT,
            items=(_item(dice, reference, code),),
            exporter=Stated[Party].given(
                Party(
                    names=(_name(dice, f"{member}/{dice.number(1, 40, reference, 'exporter')}"),),
                    country=shipped_states().country_of(member_state(member)),
                )
            ),
            consignee=Stated[Party].given(
                Party(names=(_name(dice, who, "consignee"),), country=destination)
            ),
            end_user=Stated[Party].given(
                Party(names=(_spelt(dice, reference, _name(dice, who)),), country=destination)
            ),
            destination=destination,
            goods_located_in=here
            if kind == "transit"
            else _elsewhere(plan, dice, reference, member),
            stated_end_use=Stated[str].given("Use in the end-user's own plant"),
            human_rights=_assessment(dice, who) if code == _SURVEILLANCE else None,
        ),
    )


def _item(dice: Dice, reference: str, code: str) -> Item:
    return Item(
        description=_ITEMS[code],
        classifications=(Classification(source=ListSource.ANNEX_I, code=code),),
        quantity=Decimal(dice.number(1, 40, reference, "quantity")),
        quantity_unit="pieces",
        value=Decimal(1000 * dice.number(5, 900, reference, "value")),
        currency="EUR",
    )


def _assessment(dice: Dice, who: str) -> HumanRightsAssessment:
    return HumanRightsAssessment(
        risk=dice.pick(("low", "moderate", "high"), who, "risk"),
        internal_repression=False,
        serious_violations=False,
        sources=("report of the own mission",),
        reasoning="No independent oversight of interception is known.",
    )


def _elsewhere(plan: SimulationPlan, dice: Dice, reference: str, member: str) -> tuple[str, ...]:
    own = member_state(member)
    states = sorted({member_state(code) for code in deciding(plan)} - {own})
    wanted = min(dice.weighed(_ELSEWHERE, reference, "elsewhere"), len(states))
    ordered = sorted(states, key=lambda state: dice.roll(reference, "goods", state))
    return tuple(shipped_states().country_of(state) for state in ordered[:wanted])


def _name(dice: Dice, who: str, part: str = "name") -> str:
    word = "".join(
        dice.pick(_ONSETS, who, part, "onset", place) + dice.pick(_RHYMES, who, part, place)
        for place in range(4)
    )
    return f"{word.capitalize()} {dice.pick(_FORMS, who, part)}"


def _spelt(dice: Dice, reference: str, name: str) -> str:
    return name.upper() if dice.roll(reference, "spelling") < 0.3 else name  # noqa: PLR2004 - a share
