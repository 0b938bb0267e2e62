from __future__ import annotations

import pytest

from gateway.domain.transaction import Party, PartyKind
from gateway.matching.index.cards import make_card, read_card, write_card
from gateway.matching.index.shortlist import score_names
from gateway.matching.parties.names import name_form
from gateway.matching.parties.party import party_forms
from gateway.matching.parties.similarity import compare_names, quick_score
from gateway.matching.parties.terms import terms_of
from tests.unit.matching.cases import organisation, person

NAMES = ("Signal Elektronik GmbH", "ООО Сигнал", "北京天宇科技有限公司", "محمد عبدالله", "7", "!")


@pytest.mark.parametrize("kind", list(PartyKind))
def test_a_card_is_read_as_it_was_written(kind: PartyKind) -> None:
    party = Party(names=NAMES, kind=kind)
    made = make_card("FR-2026-00001", party, organisation("Vega"))
    read = read_card(write_card(made))

    assert read.denial_id == "FR-2026-00001"
    assert read.parties == made.parties
    for mine, their in zip(read.forms(read.parties[0]), party_forms(party), strict=True):
        names = set(type(mine).__dataclass_fields__) - {"name", "terms"}
        assert all(getattr(mine, name) == getattr(their, name) for name in names)
        assert terms_of(mine) == terms_of(their)


def test_a_name_of_a_card_compares_as_the_name_itself() -> None:
    card = read_card(write_card(make_card("FR-2026-00001", organisation(*NAMES))))
    [party] = card.parties

    for ours in party_forms(organisation("Signal Elektronic", "Тяньюй", "Abdullah")):
        for mine, name in zip(card.forms(party), NAMES, strict=True):
            their = name_form(name, PartyKind.ORGANISATION)
            assert compare_names(ours, mine) == compare_names(ours, their)
            assert quick_score(ours, mine) == quick_score(ours, their)


def test_names_are_scored_as_parties_are() -> None:
    cards = [
        make_card("FR-2026-00001", organisation("Harbour Dredging", "Сигнал Электроник")),
        make_card("FR-2026-00002", organisation("Vega Optics")),
        make_card("FR-2026-00003"),
    ]
    scores = score_names([person("Nobody At All"), organisation("Signal Elektronik")], cards)

    assert scores["FR-2026-00001"] > 0.8
    assert scores["FR-2026-00002"] < 0.7
    assert scores["FR-2026-00003"] == 0
