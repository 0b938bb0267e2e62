from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.domain.transaction import Party, PartyKind
from gateway.matching.cards import Card, card_party, read_card, write_card
from gateway.matching.shortlist import score_names
from tests.unit.matching.cases import organisation, person

NAMES = ("Signal Elektronik GmbH", "ООО Сигнал", "北京天宇科技有限公司", "محمد عبدالله", "7", "!")


@pytest.mark.parametrize("kind", list(PartyKind))
def test_a_card_is_read_as_it_was_written(kind: PartyKind) -> None:
    party = card_party(Party(names=NAMES, kind=kind))
    read = read_card(write_card(Card("FR-2026-00001", (party, card_party(organisation("Vega"))))))

    assert read.denial_id == "FR-2026-00001"
    assert read.parties[0].kind is kind
    plain = [replace(form, name=None) for form in party.forms]
    for mine, their in zip(read.parties[0].forms, plain, strict=True):
        assert all(
            getattr(mine, name) == getattr(their, name) for name in type(mine).__dataclass_fields__
        )


def test_names_are_scored_as_parties_are() -> None:
    cards = [
        Card("FR-2026-00001", (card_party(organisation("Harbour Dredging", "Сигнал Электроник")),)),
        Card("FR-2026-00002", (card_party(organisation("Vega Optics")),)),
        Card("FR-2026-00003"),
    ]
    scores = score_names([person("Nobody At All"), organisation("Signal Elektronik")], cards)

    assert scores["FR-2026-00001"] > 0.8
    assert scores["FR-2026-00002"] < 0.7
    assert scores["FR-2026-00003"] == 0
