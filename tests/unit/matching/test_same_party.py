"""Who must be seen is seen: denials of the same or likely same party, whatever the goods."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.denial import DecisionType
from gateway.domain.examination import Hit, MatchClass, MoreOfParty
from gateway.domain.transaction import Identifier, Party
from gateway.matching.search import PARTY_SHOWN, examine, examine_all, within_bounds
from gateway.matching.transaction import KnownDenial, compare, sort_key
from lab.match_evaluation import read_parties
from lab.synthetic_denials import make_denials, uninvolved_organisations
from tests.support.needs import SHARED, needs_shared, sampled
from tests.unit.matching.cases import denial, item, organisation, person, transaction
from tests.unit.matching.test_search import asked_about, indexed, loader

DATA = SHARED / "data" / "registers"
RUIYAN = organisation("Yunhai Ruiyan Vision Technology Co., Ltd")
IN_FRENCH = (
    "Logiciel et serveurs de reconnaissance faciale en temps réel pour vidéosurveillance urbaine"
)
FACES = denial(transaction(item(description=IN_FRENCH), end_user=RUIYAN))
CODES = ("5A001.j", "1C350.1", "2B350.g", "9A012", "6A003.b.4")


def asked(description: str, *codes: str, party: Party = RUIYAN) -> Any:
    return transaction(item(*codes, description=description), end_user=party)


@pytest.mark.parametrize(
    ("description", "found"),
    [
        ("Face recognition software", MatchClass.LIKELY),
        ("Face recognition server software", MatchClass.LIKELY),
        ("Facial recognition", MatchClass.LIKELY),
        ("Riconoscimento facciale in tempo reale", MatchClass.LIKELY),
        ("Λογισμικό αναγνώρισης προσώπου", MatchClass.POSSIBLE),
        ("Software", MatchClass.POSSIBLE),
    ],
)
def test_one_word_of_the_description_hides_no_denial_of_the_party(
    description: str, found: MatchClass
) -> None:
    """Found in use: officer B3."""
    hit = compare(asked(description), FACES, asking="DE")

    assert hit is not None
    assert hit.match_class is found
    assert hit.party.score >= 0.97
    assert hit.consult == (found is MatchClass.LIKELY)


@settings(max_examples=60)
@given(
    ours=st.text(min_size=1, max_size=60).filter(str.strip),
    theirs=st.text(min_size=1, max_size=60).filter(str.strip),
    code=st.sampled_from((*CODES, "")),
    other=st.sampled_from((*CODES, "")),
)
def test_whatever_the_goods_the_same_party_is_shown(
    ours: str, theirs: str, code: str, other: str
) -> None:
    """Found in use: officer B3."""
    denied = denial(asked(theirs, *filter(None, [other])))

    assert compare(asked(ours, *filter(None, [code])), denied) is not None


def test_a_party_that_is_only_possible_is_shown_for_goods_that_are_alike_alone() -> None:
    theirs = organisation("Yunhai Ruitong Vision Technologies")
    alike = compare(asked("Pump", "2B350.i"), denial(asked("Pump", "2B350.i", party=theirs)))
    other = compare(asked("Pump", "2B350.i"), denial(asked("Router", "5A002.a", party=theirs)))

    assert alike is not None
    assert 0.70 <= alike.party.score < 0.80
    assert other is None


def test_it_says_both_scores_and_asks_for_no_consultation() -> None:
    hit = compare(asked("Steel brackets", "2B350.i"), FACES, asking="DE")

    assert hit is not None
    assert (hit.match_class, hit.consult, hit.note) == (MatchClass.SAME_PARTY, False, "")
    assert hit.item.score < 0.5
    assert hit.item.reasons
    assert hit.party.reasons[0] == "compared as end-user"


def test_an_equal_identifier_is_the_same_party_under_any_name_and_goods() -> None:
    number = (Identifier(scheme="USCC", value="91330000MA27X1234A"),)
    ours = organisation("North Lake Imaging", identifiers=number)
    known = {"FR-2026-00001": KnownDenial(denial(asked("Router", "5A002.a", party=Party(
        names=("Yunhai Ruiyan",), identifiers=number))))}  # fmt: skip
    [hit] = examine(asked("Pump", "2B350.i", party=ours), index=indexed(known), load=loader(known))

    assert hit.match_class is MatchClass.SAME_PARTY


@pytest.mark.parametrize("fields", [{"decision": DecisionType.NATIONAL_LIST_REFUSAL}, {}])
def test_why_nobody_would_be_consulted_is_said_of_it_as_well(fields: Any) -> None:
    denied = denial(asked("Router", "5A002.a"), denial_id="DE-2026-00001", **fields)
    hit = compare(asked("Pump", "2B350.i"), denied, asking="DE")

    assert hit is not None
    assert hit.note in ("our own denial", "refusal of an item of a national list: for information")


def test_it_comes_after_every_match_and_the_nearest_goods_come_first() -> None:
    ours = asked("Face recognition software")
    denied = {
        f"FR-2026-{n:05d}": KnownDenial(denial(asked(text), denial_id=f"FR-2026-{n:05d}"))
        for n, text in enumerate(
            ("Steel brackets", "Face recognition server software", "Face recognition software"), 1
        )
    }
    found = examine(ours, index=indexed(denied), load=loader(denied))

    assert [hit.denial_id for hit in found] == ["FR-2026-00003", "FR-2026-00002", "FR-2026-00001"]
    assert list(found) == sorted(found, key=sort_key)


def test_the_index_finds_each_of_a_party_whatever_the_goods_and_however_many() -> None:
    known = {
        f"FR-2026-{n:05d}": KnownDenial(
            denial(asked("Goods", CODES[n % 5]), denial_id=f"FR-2026-{n:05d}")
        )
        for n in range(1, 401)
    }
    ours = asked("Frequency changer", "3A225", party=organisation("Yunhai Ruiyan Vision Tech"))
    found = examine(ours, index=indexed(known), load=loader(known))

    assert {hit.denial_id for hit in found} == set(known)
    assert {hit.match_class for hit in found} == {MatchClass.SAME_PARTY}


def of_party(number: int, *, relayed_from: str = "", authority: str = "FR") -> Hit:
    hit = compare(
        asked("Pump", "2B350.i"),
        denial(asked("Router", "5A002.a"), denial_id=f"{authority}-2026-{number:05d}"),
        asking="DE",
        relayed_from=relayed_from,
    )
    assert hit is not None
    return hit


def test_of_very_many_the_nearest_are_shown_and_the_others_counted() -> None:
    match = compare(asked("Face recognition software"), FACES, asking="DE")
    assert match is not None
    hits = [of_party(n) for n in range(1, 71)] + [of_party(n, authority="NL") for n in range(1, 4)]
    relayed = [of_party(n, relayed_from="NO") for n in range(900, 953)]
    shown, more = within_bounds([*relayed, *hits, match], keep={"FR-2026-00070"})

    assert shown[0] is match
    assert len(shown) == 1 + PARTY_SHOWN + 1 + PARTY_SHOWN
    assert "FR-2026-00070" in {hit.denial_id for hit in shown}
    assert list(shown) == sorted(shown, key=sort_key)
    assert more == (
        MoreOfParty(authority="FR", count=19),
        MoreOfParty(authority="FR", relayed_from="NO", count=3),
        MoreOfParty(authority="NL", count=3),
    )


def test_matches_have_no_bound() -> None:
    match = compare(asked("Face recognition software"), FACES, asking="DE")
    assert match is not None

    assert within_bounds([match] * 70) == ((match,) * 70, ())


def lost(denials: Any, deals: Any) -> tuple[int, int]:
    """Return how many denials of the same party the audit finds, and how many the index lost."""
    known = {each.denial_id: KnownDenial(each) for each in denials}
    index = indexed(known)
    everything = missing = 0
    for deal in deals:
        found = set(examine(deal, index=index, load=loader(known), asking="DE"))
        audited = examine_all(deal, known.values(), asking="DE")
        assert found <= set(audited)
        party = [hit for hit in audited if hit.match_class is MatchClass.SAME_PARTY]
        everything += len(party)
        missing += len(set(party) - found)
    return everything, missing


def with_other_goods(deals: Any) -> Any:
    """Give the same parties with other goods."""
    dice = random.Random(5)
    return [
        deal.model_copy(update={"items": (item(dice.choice(CODES), description="Goods"),)})
        for deal in deals
    ]


def test_the_index_loses_none_of_a_likely_party_among_made_up_ones() -> None:
    denials = list(make_denials(uninvolved_organisations(120), 240))
    deals = with_other_goods(asked_about(denials, [], 40))
    found, missing = lost(denials, deals)

    assert found > 50
    assert missing == 0


@needs_shared("data/registers")
@pytest.mark.parametrize("each", sampled([15], 50))
def test_the_index_loses_hardly_any_of_a_likely_party_among_listed_ones(each: int) -> None:
    denials = list(make_denials(read_parties(DATA / "combined_parties.jsonl"), 200))
    found, missing = lost(denials, with_other_goods(asked_about(denials, [], each)))

    assert found > each
    assert missing <= 0.02 * found


def test_a_person_and_an_organisation_of_one_name_are_not_the_same_party() -> None:
    theirs = denial(asked("Router", "5A002.a", party=person("Yunhai Ruiyan")))
    ours = asked("Pump", "2B350.i", party=organisation("Yunhai Ruiyan"))

    assert compare(ours, theirs) is None
