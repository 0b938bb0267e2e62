"""Denials are found by a name alone, a part of one, goods alone, a destination alone."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import Any

import pytest

from gateway.domain.base import Stated, Withholding
from gateway.domain.examination import MatchClass
from gateway.domain.lists.denial_search import DenialFound, DenialQuery, SearchedBy
from gateway.domain.transaction import Party
from gateway.matching.index.denial_index import DenialIndex
from gateway.matching.lookup import LookedUp, as_transaction, look_up, look_up_all
from gateway.matching.search import examine
from gateway.matching.transaction import KnownDenial
from tests.unit.matching.cases import denial, item, organisation, person, transaction
from tests.unit.matching.test_search import indexed, loader

WITHHELD = Stated[Party].withheld(Withholding.SECURITY)
ORLANKENT = organisation("Orlankent Trading LLC", "Орланкент Трейдинг")
DENIED = {
    "FR-2026-00001": transaction(item("5A001.j"), end_user=ORLANKENT, destination="KZ"),
    "FR-2026-00002": transaction(
        item("2B350.g", description="Corrosion-resistant valve"),
        end_user=organisation("Sevimtepe Agricultural Aviation"),
        destination="TR",
    ),
    "FR-2026-00003": transaction(
        item("9A012", description="Unmanned aerial vehicle"),
        end_user=organisation("Sevimtepe Agricultural Aviation A.S."),
        consignee=ORLANKENT,
        destination="AE",
    ),
    "FR-2026-00004": transaction(item("5A001.j"), end_user=WITHHELD, destination="TR"),
    "FR-2026-00005": transaction(
        item(description="Face recognition software"),
        end_user=organisation("天山瑞眼安防科技有限公司"),
        destination="CN",
    ),
    "FR-2026-00006": transaction(
        item("1C350.1", description="Thiodiglycol"), end_user=person("Timur Kasymov")
    ),
}
KNOWN = {key: KnownDenial(denial(deal, denial_id=key)) for key, deal in DENIED.items()}


@cache
def index() -> DenialIndex:
    """Made when a test asks for it: the first name that a process reads takes seconds."""
    return indexed(KNOWN)


def looked(*, exhaustive: bool = False, **fields: Any) -> LookedUp:
    query = DenialQuery(**fields)
    ours = as_transaction(query)
    if exhaustive:
        return look_up_all(ours, query.given, KNOWN.values(), asking="DE")
    return look_up(ours, query.given, index=index(), load=loader(KNOWN), asking="DE")


def found(**fields: Any) -> dict[str, DenialFound]:
    """Search through the index, and see that the audit finds the same."""
    through_index, audited = looked(**fields), looked(exhaustive=True, **fields)
    assert through_index.found == audited.found
    return {each.denial_id[-1]: each for each in through_index.found}


def test_a_name_alone_finds_every_denial_of_the_firm_whatever_was_denied() -> None:
    """Found in use: officer B4."""
    hits = found(names=["Sevimtepe Agricultural Aviation"])

    assert set(hits) == {"2", "3"}
    assert {hit.match_class for hit in hits.values()} <= {MatchClass.EXACT, MatchClass.LIKELY}
    assert [hit.item for hit in hits.values()] == [None, None]
    assert [hit.same_destination for hit in hits.values()] == [None, None]
    assert hits["3"].goods == ("Unmanned aerial vehicle",)


@pytest.mark.parametrize(
    "part", ["Orlankent", "orlan", "kent trad", "Орланкент", "ORLANKENT  TRADING"]
)
def test_a_part_of_a_name_finds_it(part: str) -> None:
    """Found in use: officer B4."""
    hits = found(names=[part])

    assert set(hits) == {"1", "3"}
    assert all(hit.party is not None and hit.party.reasons for hit in hits.values())


def test_a_part_that_is_unlike_the_whole_is_said_to_be_a_part() -> None:
    [hit] = [hit for key, hit in found(names=["orlan"]).items() if key == "1"]

    assert (hit.match_class, hit.part_of_name) == (None, True)
    assert hit.party is not None
    assert hit.party.reasons[0] == "'Orlankent Trading LLC' holds the name that was given"


def test_a_part_in_its_own_script_finds_it() -> None:
    assert set(found(names=["天山瑞眼"])) == {"5"}


def test_two_letters_are_no_part() -> None:
    assert found(names=["Or"]) == {}


def test_goods_alone_find_denials_whoever_the_party_is() -> None:
    hits = found(codes=["5A001.j"])

    assert set(hits) == {"1", "4"}
    assert {hit.match_class for hit in hits.values()} == {MatchClass.EXACT}
    assert hits["4"].parties == ()
    assert set(found(description="Corrosion-resistant valve")) == {"2"}


def test_what_was_not_said_of_the_goods_is_no_reason() -> None:
    [hit] = found(description="Face recognition software").values()

    assert hit.item is not None
    assert not any("listed" in reason for reason in hit.item.reasons)


def test_a_destination_alone_lists_what_was_denied_there() -> None:
    hits = looked(exhaustive=True, destination="TR").found

    assert {hit.denial_id for hit in hits} == {"FR-2026-00002", "FR-2026-00004"}
    assert {(hit.match_class, hit.score, hit.party, hit.item) for hit in hits} == {
        (None, None, None, None)
    }


def test_a_destination_selects_goods_and_ranks_names() -> None:
    assert set(found(codes=["5A001.j"], destination="TR")) == {"4"}
    ranked = found(names=["Sevimtepe Agricultural Aviation"], destination="TR")

    assert list(ranked) == ["2", "3"]
    assert [hit.same_destination for hit in ranked.values()] == [True, False]


def test_name_and_goods_show_the_party_whatever_its_goods_without_a_destination() -> None:
    hits = found(names=["Sevimtepe Agricultural Aviation"], codes=["9A012"])

    assert hits["3"].match_class in (MatchClass.EXACT, MatchClass.LIKELY)
    assert hits["2"].match_class is MatchClass.SAME_PARTY
    assert hits["2"].item is not None


def test_all_three_find_what_an_examination_finds() -> None:
    given: Any = {
        "names": ["Orlankent"],
        "codes": ["5A001.j"],
        "description": "goods",
        "destination": "TR",
    }
    hits = found(**given)
    ours = as_transaction(DenialQuery(**given))
    examined = examine(ours, index=index(), load=loader(KNOWN), asking="DE")

    assert {hit.denial_id for hit in examined} <= {hit.denial_id for hit in hits.values()}
    assert hits["4"].note.startswith("end-user withheld")
    assert {hit.denial_id: hit.score for hit in examined}.items() <= {
        hit.denial_id: hit.score for hit in hits.values()
    }.items()


def test_the_audit_finds_the_same_for_every_combination() -> None:
    fields: Any = {
        SearchedBy.NAME: {"names": ["Orlankent Trading"]},
        SearchedBy.GOODS: {"codes": ["5A001"], "description": "Interception"},
        SearchedBy.DESTINATION: {"destination": "KZ"},
    }
    for many in (1, 2, 3):
        for chosen in combinations(SearchedBy, many):
            if chosen == (SearchedBy.DESTINATION,):
                continue  # asked of the register, not of the index
            query = {key: value for each in chosen for key, value in fields[each].items()}
            assert DenialQuery(**query).given == chosen
            assert "1" in found(**query)


def test_more_than_is_looked_at_is_said() -> None:
    deal = transaction(item("5A001.j", description="Interception system"))
    known = {f"FR-2026-{n:05d}": KnownDenial(denial(deal.model_copy(update={
        "end_user": Stated[Party].given(organisation(f"Firm {n} Trading"))}),
        denial_id=f"FR-2026-{n:05d}")) for n in range(1, 701)}  # fmt: skip
    many = indexed(known)
    query = DenialQuery(names=("trading",))
    ours = as_transaction(query)
    parts = look_up(ours, query.given, index=many, load=loader(known), asking="DE")
    few = look_up(ours, query.given, index=index(), load=loader(KNOWN), asking="DE")

    assert not parts.complete
    assert len(parts.found) >= 500
    assert few.complete
