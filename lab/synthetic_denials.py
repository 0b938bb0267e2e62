"""Makes denials out of lists of parties, for measurements: items, destinations, more names.

Lists of parties name nobody's goods. What a register of denials would add is drawn here from
a table, always in the same way for the same seed, so that two measurements search the same
register. Nothing of it is used when a transaction is examined.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice

from gateway.domain.base import Stated, Withholding
from gateway.domain.denial import DecisionType, Denial
from gateway.domain.transaction import (
    Activity,
    Classification,
    Item,
    ListSource,
    Parameter,
    Party,
    PartyKind,
    PartyRole,
    Transaction,
)

SEED = 2021_821
LIST_VERSION = "2025-11-15"

# How often a control code stands in licence practice: our weights, after the order that the
# Commission's yearly reports give (information security, sensors, materials processing and
# electronics lead; chemicals and machine tools lead the refusals). The rest share the tail.
_GOODS: tuple[tuple[int, str, str], ...] = (
    (90, "5A002.a", "Network encryption appliance"),
    (30, "5A002.a.1", "Router with encryption of user data"),
    (25, "5D002.c", "Software for information security"),
    (12, "5E002.a", "Technology for cryptographic modules"),
    (15, "5A004.a", "Forensic extraction kit for mobile devices"),
    (14, "5A001.j", "Internet surveillance system, monitoring centre with probes"),
    (10, "5A001.f", "Interception equipment for mobile telecommunications"),
    (10, "4A005", "Command and delivery platform for intrusion software"),
    (10, "4A003.b", "Digital computer of high performance"),
    (45, "6A003.b.4.b", "Thermal imaging camera with uncooled focal plane array"),
    (15, "6A002.a.3", "Focal plane array detector"),
    (14, "6A005.b", "Fibre laser"),
    (8, "6A004.a", "Deformable mirror"),
    (6, "6A008", "Radar"),
    (40, "3A001.a.7", "Field programmable logic device"),
    (18, "3A001.a.5.a", "Analogue-to-digital converter"),
    (14, "3A001.b.4", "Microwave solid state amplifier"),
    (12, "3A002.c", "Radio-frequency signal analyser"),
    (10, "3A225", "Frequency changer"),
    (8, "3A228", "Triggered spark gap"),
    (20, "3B001.c", "Plasma dry etching machine"),
    (10, "3B001.a", "Epitaxial growth equipment"),
    (8, "3E001", "Technology for integrated circuits"),
    (55, "2B350.g", "Corrosion-resistant valve"),
    (35, "2B350.i", "Corrosion-resistant pump"),
    (20, "2B350.d", "Corrosion-resistant heat exchanger"),
    (14, "2B350.a", "Glass-lined reaction vessel"),
    (30, "2B201.b", "Five-axis milling machine"),
    (12, "2B201.a", "Numerically controlled turning machine"),
    (16, "2B001.b", "Machine tool for milling"),
    (16, "2B006.a", "Coordinate measuring machine"),
    (10, "2B230", "Pressure transducer"),
    (9, "2B352.b", "Fermenter"),
    (7, "2B104", "Isostatic press"),
    (30, "1C350.1", "Thiodiglycol"),
    (20, "1C350.43", "Sodium fluoride"),
    (14, "1C350.14", "Potassium fluoride"),
    (15, "1C210.a", "Carbon fibrous material"),
    (12, "1C010.b", "Carbon fibre"),
    (10, "1C202.a", "Aluminium alloy of high strength"),
    (9, "1C351.a", "Pathogen for research"),
    (8, "1A004.c", "Detection system for chemical agents"),
    (8, "1C111.a", "Spherical aluminium powder"),
    (7, "1B201", "Filament winding machine"),
    (20, "9A012.a", "Unmanned aerial vehicle"),
    (8, "9A004", "Component of a space launch vehicle"),
    (6, "9E003.a", "Technology for gas turbine blades"),
    (12, "7A003.d", "Inertial measurement equipment"),
    (8, "7A103.a", "Fibre optic gyro unit"),
    (5, "7A002", "Gyro"),
    (6, "8A001.c", "Unmanned submersible vehicle"),
    (5, "8A002", "Side-scan sonar for submersibles"),
    (4, "0A001", "Component of a nuclear reactor"),
    (4, "0C001", "Natural uranium"),
    (30, "", "Industrial control unit for a production line"),
    (20, "", "Spare part of a general purpose machine tool"),
    (20, "", "Laboratory glassware and valves"),
    (15, "", "Video camera with night view"),
)
_PARAMETERS = (
    ("5A001", "max_intercepted_lines", (500, 1000, 2000, 4000, 8000), "1"),
    ("6A003", "frame_rate", (9, 25, 30, 50, 60), "Hz"),
    ("6A005", "output_power", (50, 100, 500, 1000), "W"),
    ("2B201", "positioning_accuracy", (3, 4, 5, 6), "um"),
    ("2B350", "nominal_diameter", (15, 25, 50, 80), "mm"),
    ("3A001", "operating_frequency", (2, 8, 18, 32), "GHz"),
    ("3A225", "output_frequency", (600, 800, 1000), "Hz"),
    ("9A012", "endurance", (30, 60, 120, 600), "min"),
)
_DESTINATIONS: tuple[tuple[int, str], ...] = (
    (20, "CN"), (14, "RU"), (12, "TR"), (10, "AE"), (9, "IR"), (8, "IN"), (7, "PK"), (6, "SA"),
    (5, "EG"), (5, "IL"), (4, "VN"), (4, "KZ"), (4, "SY"), (3, "MM"), (3, "BY"), (3, "UZ"),
    (3, "TH"), (3, "MY"), (3, "ID"), (2, "LB"), (2, "IQ"), (2, "KG"), (2, "AM"), (2, "GE"),
    (2, "SD"), (2, "VE"), (2, "TW"), (2, "SG"), (2, "HK"), (2, "QA"), (1, "OM"), (1, "JO"),
    (1, "DZ"), (1, "MA"), (1, "TN"), (1, "NG"), (1, "BR"), (1, "MX"), (1, "PH"), (1, "BD"),
)  # fmt: skip
_ISSUERS = ("FR", "DE", "IT", "NL", "ES", "SE", "PL", "CZ", "FI", "AT", "DK", "IE")
WITHHELD = 0.05  # share of denials whose end-user is withheld (docs/domain.md 2.6)
_CONSIGNEE = 0.3  # share that names a consignee too

# What uninvolved organisations are called after, none of them from a list of anybody.
_WORDS = (
    "Aalborg", "Bergamo", "Coimbra", "Drava", "Elbe", "Fjord", "Garonne", "Havel", "Isar",
    "Jura", "Karst", "Lofoten", "Mosel", "Narva", "Oder", "Pindos", "Quercia", "Rila",
    "Sava", "Tatra", "Ulm", "Vistula", "Weser", "Ypern", "Zadar", "Bramante", "Copernicus",
    "Dufour", "Erasmus", "Fibonacci", "Galvani", "Huygens", "Kepler", "Linnaeus", "Mendel",
    "Noether", "Oersted", "Planck", "Rontgen", "Semmelweis", "Torricelli", "Volta",
)  # fmt: skip
_FIELDS = (
    "Bakery", "Dairy", "Furniture", "Textile", "Ceramics", "Printing", "Brewery", "Orchards",
    "Insurance", "Publishing", "Tourism", "Logistics", "Optics", "Software", "Hydraulics",
    "Chemicals", "Instruments", "Machinery", "Shipping", "Trading", "Electronics", "Metals",
)  # fmt: skip
_FORMS = ("GmbH", "SARL", "Srl", "BV", "AB", "Oy", "Sp. z o.o.", "s.r.o.", "Lda", "A/S", "Ltd")


def draw_item(dice: random.Random) -> Item:
    """Draw one item: a control code as often as practice has it, or a non-listed one."""
    _, code, description = dice.choices(_GOODS, weights=_GOODS_WEIGHTS)[0]
    parameters = tuple(
        Parameter(name=name, value=Decimal(dice.choice(values)), unit=unit)
        for heading, name, values, unit in _PARAMETERS
        if code.startswith(heading)
    )
    return Item(
        description=description,
        classifications=(
            Classification(source=ListSource.ANNEX_I, code=code, list_version=LIST_VERSION)
            if code
            else Classification(source=ListSource.NON_LISTED),
        ),
        parameters=parameters,
    )


def draw_transaction(dice: random.Random, end_user: Party) -> Transaction:
    """Draw what somebody would buy, and where it goes."""
    return Transaction(
        activity=Activity.EXPORT,
        items=(draw_item(dice),),
        end_user=Stated[Party].given(end_user),
        destination=_draw_destination(dice),
    )


def make_denials(
    parties: Sequence[Party], count: int, *, seed: int = SEED, withheld: float = WITHHELD
) -> Iterator[Denial]:
    """Make a register of denials out of parties.

    A register smaller than the list is a sample of it; for a larger one names are recombined
    (`recombined`).

    Args:
        parties: Who is denied.
        count: How many denials.
        seed: Another seed, another register.
        withheld: Share of the denials whose end-user is withheld.
    """
    dice = random.Random(seed)  # noqa: S311 - a measurement must be repeatable
    chosen = list(parties) if count >= len(parties) else dice.sample(parties, count)
    enlarged = recombined(parties, max(count - len(chosen), 0), seed=seed)
    for number, party in enumerate((*chosen, *enlarged), start=1):
        yield _denial(dice, number, party, dice.choice(chosen), withheld)


def recombined(parties: Sequence[Party], count: int, *, seed: int = SEED) -> Iterator[Party]:
    """Give parties whose names join the beginning of one name and the end of another.

    They share real words with real parties, which is the hard case for a search.

    Args:
        parties: Whose names are taken apart.
        count: How many are wanted.
        seed: Another seed, other names.
    """
    return islice(_recombinations(parties, random.Random(seed)), count)  # noqa: S311 - repeatable


def uninvolved_organisations(count: int, *, seed: int = SEED) -> list[Party]:
    """Make organisations that are on no list: a word, a trade, a company form of a member state.

    Args:
        count: How many.
        seed: Another seed, other names.
    """
    dice = random.Random(seed)  # noqa: S311 - a measurement must be repeatable
    names = (
        f"{dice.choice(_WORDS)} {dice.choice(_FIELDS)} {dice.choice(_FORMS)}" for _ in range(count)
    )
    return [Party(names=(name,), kind=PartyKind.ORGANISATION) for name in names]


_GOODS_WEIGHTS = [weight for weight, _, _ in _GOODS]
_DESTINATION_WEIGHTS = [weight for weight, _ in _DESTINATIONS]


def _draw_destination(dice: random.Random) -> str:
    return dice.choices(_DESTINATIONS, weights=_DESTINATION_WEIGHTS)[0][1]


def _denial(dice: random.Random, number: int, party: Party, other: Party, share: float) -> Denial:
    issuer = dice.choice(_ISSUERS)
    withheld = dice.random() < share
    consignee = Stated[Party].unknown()
    if not withheld and dice.random() < _CONSIGNEE:
        consignee = Stated[Party].given(Party(names=other.names[:1], kind=other.kind))
    deal = draw_transaction(dice, party).with_party(PartyRole.CONSIGNEE, consignee)
    if withheld:
        hidden = Stated[Party].withheld(Withholding.SECURITY)
        deal = deal.with_party(PartyRole.END_USER, hidden)
    return Denial(
        denial_id=f"{issuer}-2026-{number:07d}",
        authority=issuer,
        national_reference=f"N-{number}",
        decision=DecisionType.REFUSE,
        decision_date=date(2026, 3, 1),
        first_notified=date(2026, 3, 2),
        transaction=deal,
    )


def _recombinations(parties: Iterable[Party], dice: random.Random) -> Iterator[Party]:
    by_kind: dict[PartyKind, list[tuple[str, ...]]] = {}
    for party in parties:
        words = tuple(party.names[0].split())
        if len(words) > 1:
            by_kind.setdefault(party.kind, []).append(words)
    kinds = [kind for kind, names in by_kind.items() if len(names) > 1]
    weights = [len(by_kind[kind]) for kind in kinds]
    while kinds:
        kind = dice.choices(kinds, weights=weights)[0]
        head, tail = dice.sample(by_kind[kind], 2)
        name = " ".join((*head[: (len(head) + 1) // 2], *tail[len(tail) // 2 :]))
        yield Party(names=(name[:400],), kind=kind)
