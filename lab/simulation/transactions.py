"""The transactions that are dealt: of each kind of case what, to whom, by which way."""

from __future__ import annotations

from decimal import Decimal

from gateway.domain.authority import member_state
from gateway.domain.base import Stated
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
from lab.simulation.plan import Dice

DESTINATIONS = ("AE", "IN", "CN", "TR", "SA", "BR", "KZ", "VN", "EG", "MY", "TW", "KR", "US", "CH")
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
_NON_LISTED = (
    "Frequency converters for drives",
    "Vacuum pumps below the parameters of the list",
    "Carbon fibre fabric of ordinary strength",
    "Machining centre of four axes",
)
_WATCHING = (
    "Video surveillance system with face recognition",
    "Software that locates telephones in a network",
)
_SURVEILLANCE = "5A001.j"
_ACTIVITIES = {
    "transit": Activity.TRANSIT,
    "transit_application": Activity.TRANSIT,
    "own_motion_6_1": Activity.BROKERING,
    "broker_notice_6_2": Activity.BROKERING,
    "own_motion_8_1": Activity.TECHNICAL_ASSISTANCE,
    "assistance_notice_8_2": Activity.TECHNICAL_ASSISTANCE,
}
_OF_ARTICLE_4 = ("exporter_notice_4_2", "own_motion_4_1")
_OF_ARTICLE_5 = ("exporter_notice_5_2", "own_motion_5_1")
_OF_ARTICLE_10 = ("own_motion_10_1",)
_ELSEWHERE = {0: 0.42, 1: 0.46, 2: 0.12}
_ANOTHERS = {True: "FR", False: "NL"}
"""Whose national list an item of Article 10 stands on: another State's than one's own."""


class Applicant:
    """Who applies, and for what: of a suspect everything is always the same but the spelling.

    Args:
        dice: Chance.
        reference: Of the application.
        kind: Kind of case.
        member: The authority.
        who: The end-user, by whom all else is dealt; of others than suspects the reference.
    """

    def __init__(self, dice: Dice, reference: str, kind: str, member: str, who: str) -> None:
        self._dice = dice
        self._reference = reference
        self._kind = kind
        self._member = member
        self._who = who
        self._home = shipped_states().country_of(member_state(member))

    def transaction(self, others: tuple[str, ...]) -> Transaction:
        """Return what is applied for.

        Args:
            others: Other Member States of the federation: where goods may lie, or pass.
        """
        dice, who = self._dice, self._who
        activity = _ACTIVITIES.get(self._kind, Activity.EXPORT)
        destination = dice.pick(DESTINATIONS, who, "destination")
        consignee = Party(names=(made_name(dice, who, "consignee"),), country=destination)
        name = _spelt(dice, self._reference, made_name(dice, who))
        return Transaction(
            activity=activity,
            items=self._items(),
            exporter=Stated[Party].given(self._exporter()),
            consignee=Stated[Party].given(consignee),
            end_user=Stated[Party].given(Party(names=(name,), country=destination)),
            destination=destination,
            goods_located_in=self._places(activity, others),
            third_country_of_location="CN" if activity is Activity.BROKERING else None,
            transit_countries=self._route(activity, others),
            stated_end_use=Stated[str].given("Use in the end-user's own plant"),
            human_rights=self._assessment(),
        )

    def _exporter(self) -> Party:
        number = self._dice.number(1, 40, self._reference, "exporter")
        name = made_name(self._dice, f"{self._member}/{number}")
        return Party(names=(name,), country=self._home)

    def _items(self) -> tuple[Item, ...]:
        first = self._item(*self._goods())
        lines = self._dice.falls(
            self._dice.shares.applications.several_lines, self._reference, "lines"
        )
        if self._kind != "application" or not lines:
            return (first,)
        others = sorted(set(_ITEMS) - {_SURVEILLANCE, *first.codes})
        more = self._dice.number(1, 2, self._reference, "more lines")
        codes = sorted(others, key=lambda code: self._dice.roll(self._reference, "line", code))
        listed = ((_ITEMS[code], _listed(code), code) for code in codes[:more])
        return (first, *(self._item(*each) for each in listed))

    def _goods(self) -> tuple[str, Classification, str]:
        """Return what it is, on which list, and by what its amounts are dealt."""
        dice, who, kind = self._dice, self._who, self._kind
        if kind in _OF_ARTICLE_4:
            return dice.pick(_NON_LISTED, who, "goods"), _non_listed(), ""
        if kind in _OF_ARTICLE_5:
            return dice.pick(_WATCHING, who, "goods"), _non_listed(), ""
        if kind in _OF_ARTICLE_10:
            state = _ANOTHERS[member_state(self._member) != "FR"]
            listed = Classification(source=ListSource.NATIONAL, state=state, code="3A901")
            return "Semiconductor inspection equipment", listed, ""
        code = dice.pick(tuple(_ITEMS), who, "item")
        return _ITEMS[code], _listed(code), ""

    def _item(self, words: str, classification: Classification, line: str) -> Item:
        about = (self._reference, line) if line else (self._reference,)
        return Item(
            description=words,
            classifications=(classification,),
            quantity=Decimal(self._dice.number(1, 40, *about, "quantity")),
            quantity_unit="pieces",
            value=Decimal(1000 * self._dice.number(5, 900, *about, "value")),
            currency="EUR",
            cyber_surveillance=self._kind in _OF_ARTICLE_5,
        )

    def _assessment(self) -> HumanRightsAssessment | None:
        watching = self._kind in _OF_ARTICLE_5 or (
            self._kind not in (*_OF_ARTICLE_4, *_OF_ARTICLE_10)
            and self._dice.pick(tuple(_ITEMS), self._who, "item") == _SURVEILLANCE
        )
        if not watching:
            return None
        return HumanRightsAssessment(
            risk=self._dice.pick(("low", "moderate", "high"), self._who, "risk"),
            internal_repression=False,
            serious_violations=False,
            sources=("report of the own mission",),
            reasoning="No independent oversight of interception is known.",
        )

    def _places(self, activity: Activity, others: tuple[str, ...]) -> tuple[str, ...]:
        if activity is Activity.TRANSIT:
            return (self._home,)
        if activity is not Activity.EXPORT or self._kind.startswith("own_motion"):
            return ()
        dice, reference = self._dice, self._reference
        wanted = min(dice.weighed(_ELSEWHERE, reference, "elsewhere"), len(others))
        ordered = sorted(others, key=lambda state: dice.roll(reference, "goods", state))
        return tuple(shipped_states().country_of(state) for state in ordered[:wanted])

    def _route(self, activity: Activity, others: tuple[str, ...]) -> tuple[str, ...]:
        """Return the countries through which goods in transit go on, in their order."""
        dice, reference = self._dice, self._reference
        goes_on = dice.falls(dice.shares.applications.on_a_route, reference, "route")
        if activity is not Activity.TRANSIT or not goes_on or not others:
            return ()
        ordered = sorted(others, key=lambda state: dice.roll(reference, "passes", state))
        wanted = dice.number(1, 2, reference, "States on the route")
        return tuple(shipped_states().country_of(state) for state in ordered[:wanted])


def _listed(code: str) -> Classification:
    return Classification(source=ListSource.ANNEX_I, code=code)


def _non_listed() -> Classification:
    return Classification(source=ListSource.NON_LISTED)


_ONSETS = ("b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z")
_RHYMES = ("ar", "el", "or", "en", "al", "ur", "ion", "as", "om", "oph", "eth", "uin", "ix", "ov")
_FORMS = ("Industries", "Instruments", "Trading", "Laboratories", "Systems", "Avionics")
_SHOUTED = 0.3
"""Share of the applications that write a name in capitals."""


def made_name(dice: Dice, who: str, part: str = "name") -> str:
    """Return a name that is nobody's."""
    word = "".join(
        dice.pick(_ONSETS, who, part, "onset", place) + dice.pick(_RHYMES, who, part, place)
        for place in range(4)
    )
    return f"{word.capitalize()} {dice.pick(_FORMS, who, part)}"


def _spelt(dice: Dice, reference: str, name: str) -> str:
    return name.upper() if dice.falls(_SHOUTED, reference, "spelling") else name
