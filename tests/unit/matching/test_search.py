from __future__ import annotations

import random
from collections.abc import Collection
from typing import Any

import pytest

from gateway.domain.base import Stated, Withholding
from gateway.domain.denial import Denial
from gateway.domain.examination import MatchClass
from gateway.domain.transaction import Party, Transaction
from gateway.matching.index.cards import Card
from gateway.matching.index.denial_index import DenialIndex
from gateway.matching.items.goods import our_goods
from gateway.matching.search import examine, examine_all, find_names
from gateway.matching.transaction import KnownDenial
from lab.match_evaluation import read_parties
from lab.synthetic_denials import (
    draw_transaction,
    make_denials,
    recombined,
    uninvolved_organisations,
)
from tests.support.needs import SHARED, needs_shared, sampled
from tests.unit.matching.cases import denial, item, organisation, transaction

WITHHELD = Stated[Party].withheld(Withholding.SECURITY)
FIRST = ("Signal", "Harbour", "Nordlys", "Taiga", "Meridian", "Cobalt", "Aurora", "Vega")
SECOND = ("Elektronik", "Optics", "Dynamics", "Trading", "Institute", "Shipping", "Metals")
CODES = ("5A001.j", "5A001.f", "1C350.1", "6A003.b.4", "9A012", "5D001")


def register(count: int) -> Any:
    """Give a register of made-up denials, every tenth with a withheld end-user."""
    dice = random.Random(7)
    known = {}
    for number in range(1, count + 1):
        party = organisation(f"{dice.choice(FIRST)} {dice.choice(SECOND)} {number % 17}")
        deal = transaction(
            item(dice.choice(CODES)), end_user=WITHHELD if number % 10 == 0 else party
        )
        denial_id = f"FR-2026-{number:05d}"
        known[denial_id] = KnownDenial(denial(deal, denial_id=denial_id))
    return known


def indexed(known: Any) -> Any:
    index = DenialIndex.open()
    index.apply(((key, k.denial) for key, k in known.items()), position=len(known))
    return index


def loader(known: Any) -> Any:
    return lambda ids: {key: known[key] for key in ids if key in known}


def test_the_index_finds_what_the_audit_mode_finds() -> None:
    known = register(300)
    index = indexed(known)
    for name in ("Сигнал Электроник 3", "Harbour Optics 5", "Vega Trading 11"):
        ours = transaction(item("5A001.j"), end_user=organisation(name))
        everything = examine_all(ours, known.values(), asking="DE")
        # Of those that are possible or alike from afar the index looks at the nearest alone.
        sure = set(MatchClass) - {MatchClass.POSSIBLE, MatchClass.SAME_GOODS}
        likely = [h for h in everything if h.match_class in sure]
        found = examine(ours, index=index, load=loader(known), asking="DE")

        assert [h for h in found if h.match_class in sure] == likely
        assert {h.denial_id for h in found if not h.theirs} == {
            h.denial_id for h in everything if not h.theirs
        }


def test_every_denial_of_one_end_user_is_found_however_many() -> None:
    deal = transaction(end_user=organisation("Signal Elektronik"))
    known = {
        f"FR-2026-{n:05d}": KnownDenial(denial(deal, denial_id=f"FR-2026-{n:05d}"))
        for n in range(1, 501)
    }
    hits = examine(deal, index=indexed(known), load=loader(known), limit=10)

    assert len(hits) == 500


def test_a_denial_that_is_no_longer_valid_is_not_shown() -> None:
    known = register(30)
    index = indexed(known)
    ours = next(iter(known.values())).denial.transaction
    before = examine(ours, index=index, load=loader(known))
    del known[before[0].denial_id]

    assert before[0] not in examine(ours, index=index, load=loader(known))


def test_the_index_is_asked_once_for_what_it_keeps_of_candidates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """34.3: those for other goods were asked for by themselves, after those for like goods."""
    index, asked = indexed(register(300)), list[int]()
    read = index.cards

    def cards(numbers: Collection[int]) -> list[Card]:
        asked.append(len(numbers))
        return read(numbers)

    monkeypatch.setattr(index, "cards", cards)
    ours = transaction(item("5A001.j"), end_user=organisation("Harbour Optics 5"))

    assert find_names(ours, index=index, goods=our_goods(ours.items))
    assert asked == [60]


def test_hits_come_nearest_first() -> None:
    known = register(300)
    first = known["FR-2026-00001"].denial.transaction
    ours = transaction(*first.items, end_user=first.end_user)
    order = list(MatchClass)
    found = [order.index(h.match_class) for h in examine_all(ours, known.values())]

    assert found == sorted(found)
    assert len(set(found)) > 1


DATA = SHARED / "data" / "registers"


def damaged(dice: random.Random, name: str) -> str:
    """Lose, double or change a letter, or swap two words."""
    words = name.split()
    if len(words) > 1 and dice.random() < 0.3:
        dice.shuffle(words)
        return " ".join(words)
    at = dice.randrange(len(name))
    return name[:at] + dice.choice(("", name[at] * 2, "e")) + name[at + 1 :] or name


def asked_about(denials: list[Denial], strangers: list[Party], each: int) -> list[Transaction]:
    """Give transactions for listed parties under an alias or damaged, and for uninvolved ones."""
    dice = random.Random(11)
    named = [(d, party) for d in denials if (party := d.transaction.end_user.value) is not None]
    deals: list[Transaction] = []
    for number, (found, party) in enumerate(dice.choices(named, k=2 * each)):
        name = dice.choice(party.names)
        name = damaged(dice, name) if number % 2 else name
        deal = draw_transaction(dice, Party(names=(name[:400],), kind=party.kind))
        deals.append(deal.model_copy(update={"items": found.transaction.items}))
    return deals + [draw_transaction(dice, party) for party in strangers[:each]]


def lost(denials: list[Denial], deals: list[Transaction]) -> tuple[int, int, int]:
    """Return hits by the audit mode, those of them that the index lost, and lost likely ones."""
    known = {each.denial_id: KnownDenial(each) for each in denials}
    index = indexed(known)
    everything = missing = likely = 0
    for deal in deals:
        audited = examine_all(deal, known.values(), asking="DE", from_afar=False)
        hits = examine(deal, index=index, load=loader(known), asking="DE")
        found = {hit for hit in hits if hit.match_class is not MatchClass.SAME_GOODS}
        assert found <= set(audited)
        away = [hit for hit in audited if hit not in found]
        everything += len(audited)
        missing += len(away)
        likely += sum(hit.match_class is not MatchClass.POSSIBLE for hit in away)
    return everything, missing, likely


@pytest.mark.parametrize("each", sampled([60], 300))
def test_the_index_loses_no_likely_hit_among_made_up_parties(each: int) -> None:
    parties = [*uninvolved_organisations(150), *recombined(uninvolved_organisations(80), 50)]
    denials = list(make_denials(parties, 200))
    found, missing, likely = lost(
        denials, asked_about(denials, uninvolved_organisations(300), each)
    )

    assert found > each
    assert likely == 0
    assert missing <= 0.02 * found


@needs_shared("data/registers")
@pytest.mark.parametrize("each", sampled([30], 150))
def test_the_index_loses_no_likely_hit_among_listed_parties(each: int) -> None:
    parties = read_parties(DATA / "combined_parties.jsonl")
    denials = list(make_denials(parties, 300))
    found, missing, likely = lost(denials, asked_about(denials, [*recombined(parties, each)], each))

    assert found > 4 * each // 3
    assert likely == 0
    assert missing <= 0.02 * found
