"""What stands side by side: every difference marked and named, and four states never alike."""

from __future__ import annotations

import pytest

from gateway.domain.base import Stated, Withholding
from gateway.domain.examination import Hit, HitVerdict, Judgement, MatchClass, Reasoned
from gateway.domain.transaction import Address, Identifier, Party
from gateway.views.beside.rows import BesideRow, BesideView, Nearness, SideState, Stretch
from gateway.views.beside.texts import compare_texts, in_latin, pair_texts, script_of
from gateway.views.beside.transactions import Compared, beside_denial
from gateway.views.beside.verdicts import hit_in_words
from tests.support.cases import french_denial, transaction
from tests.support.totality import NOON
from tests.unit.views.test_totality import READER


def beside(ours: Stated[Party], theirs: Stated[Party], **compared: object) -> BesideView:
    denial = french_denial(17)
    denial = denial.with_transaction(
        denial.transaction.model_copy(update={"end_user": theirs, "intermediaries": ()})
    )
    asked = transaction().model_copy(update={"end_user": ours, "intermediaries": ()})
    mine = Compared(
        transaction=asked,
        whose="DE",
        heading="This application",
        **compared,  # type: ignore[arg-type]
    )
    return beside_denial(READER, mine, denial)


def row(view: BesideView, name: str) -> BesideRow:
    return next(each for each in view.rows if each.name == name)


def called(*names: str, **others: object) -> Stated[Party]:
    return Stated[Party].given(Party.model_validate({"names": names, **others}))


def marked(stretches: tuple[Stretch, ...]) -> list[str]:
    return [each.text for each in stretches if each.differs]


@pytest.mark.parametrize(
    ("ours", "theirs", "said", "marks"),
    [
        ("Telekom Servis Ltd", "Telekom Servis Ltd", "same name", ([], [])),
        ("TELEKOM-SERVIS, Ltd", "Telekom Servis Ltd", "same name, other capitals or marks", None),
        ("Telecom Servis Ltd", "Telekom Servis Ltd", "other spelling", (["Telecom"], ["Telekom"])),
        ("Werk 1 Tula", "Werk 2 Tula", "same name, other number", (["1"], ["2"])),
        ("Telekom Servis", "Телеком Сервис", "same name, other script", ([], [])),
        ("Telekom Servis", "Golden Sky FZE", "other name", None),
    ],
)
def test_names_say_how_they_differ(
    ours: str, theirs: str, said: str, marks: tuple[list[str], list[str]] | None
) -> None:
    found = row(beside(called(ours), called(theirs)), "End-user")
    assert found.said == (said,)
    if marks is not None:
        mine, their = (marked(each.lines[0].stretches) for each in (found.ours, found.theirs))
        assert (mine, their) == marks


def test_other_letters_are_named_and_read() -> None:
    found = row(beside(called("Telecom Servis"), called("Телеком Сервис")), "End-user")
    line = found.theirs.lines[0]
    assert (line.script, line.script_words) == ("Cyrl", "in Cyrillic letters")
    assert "".join(each.text for each in line.latin) == "Telekom Servis"
    assert marked(line.latin) == ["Telekom"]
    assert marked(line.stretches) == []


@pytest.mark.parametrize(
    ("text", "script"),
    [("شركة", "Arab"), ("北辰", "Hani"), ("Ελλάς", "Grek"), ("Łódź 12", ""), ("ᚠᚢᚦ", "Zyyy")],
)
def test_scripts(text: str, script: str) -> None:
    assert script_of(text) == script


def test_what_a_script_leaves_out_is_read_all_the_same() -> None:
    assert in_latin("الاتصالات الخاصة") == "alatsalat alkhash"
    assert in_latin("北辰通信") == "Bei Chen Tong Xin"
    assert in_latin("«Ромашка», 12/3") == "«Romashka», 12/3"
    assert in_latin("Łódź") == "Łódź"


def test_states_of_a_field_are_never_alike() -> None:
    """Given, empty, withheld, unknown, not applicable: five states, five words."""
    stated = {
        SideState.WITHHELD: Stated[Party].withheld(Withholding.SECURITY),
        SideState.UNKNOWN: Stated[Party].unknown(),
        SideState.NOT_APPLICABLE: Stated[Party].not_applicable(),
    }
    words = set()
    for state, theirs in stated.items():
        found = row(beside(called("A"), theirs), "End-user")
        assert found.theirs.state is state
        assert found.likeness is Nearness.NOT_COMPARED
        assert found.said == (found.theirs.words,)
        words.add(found.theirs.words)
    assert words == {
        "withheld by FR (security)",
        "not known to FR",
        "not applicable, says FR",
    }
    address = Address(text="Atatürk Cad. 12")
    empty = row(beside(called("A", addresses=(address,)), called("A")), "End-user: address")
    assert (empty.theirs.state, empty.theirs.words) == (SideState.ABSENT, "none named")
    assert empty.said == ("no address to compare with",)


def test_addresses_and_registrations() -> None:
    ours = called(
        "A",
        addresses=(Address(text="Atatürk Cad. 12, Ankara"),),
        identifiers=(Identifier(scheme="EORI", value="TR1"), Identifier(scheme="LEI", value="9")),
    )
    theirs = called(
        "A",
        addresses=(Address(text="ATATURK CAD 21 ANKARA"),),
        identifiers=(Identifier(scheme="EORI", value="TR2"),),
    )
    view = beside(ours, theirs)
    assert row(view, "End-user: address").said == ("same address, other number",)
    found = row(view, "End-user: registrations")
    assert found.said == ("other number under the same scheme",)
    assert [marked(each.stretches) for each in found.ours.lines] == [["EORI TR1"], []]


def test_goods_stand_beside_the_nearest() -> None:
    view = beside(called("A"), called("A"))
    assert row(view, "Classification").said == ("same code",)
    assert row(view, "Goods").said == ("other words",)
    parameters = row(view, "Technical parameters")
    assert parameters.said == ("same values",)
    assert [each.note for each in parameters.ours.lines] == ["", "on this side only"]
    assert row(view, "Stated end-use").theirs.words == "not known to FR"


def test_the_matchers_word_on_two_names_is_said_and_comes_first() -> None:
    pair = ("Mudiriyyat al-Ittisalat", "Directorate of Special Communications")
    view = beside(called(pair[0]), called("Golden Sky", pair[1]), taken_as_one=pair)
    found = row(view, "End-user")
    assert found.said == ("written otherwise; the search takes both for one name",)
    assert "".join(each.text for each in found.theirs.lines[0].stretches) == pair[1]
    assert found.theirs.lines[1].note == "on this side only"


def test_every_character_of_a_text_is_kept() -> None:
    for text in ("", " a  b ", "«Ромашка», ООО!", "a" * 5000, "x\u202ey", "12-3/4"):
        ours, theirs = compare_texts(text, "b 3 Ромашка").lines()
        for line, given in ((ours, text), (theirs, "b 3 Ромашка")):
            assert line is not None
            assert "".join(each.text for each in line.stretches) == given


def test_a_text_stands_beside_one_that_is_like_it_or_alone() -> None:
    pairs = pair_texts(
        ("Kaspiy Telekom", "Nordlicht"), ("Nordlicht GmbH", "Falcon", "Kaspij Telekom")
    )
    assert [(each.ours, each.theirs) for each in pairs] == [
        ("Kaspiy Telekom", "Kaspij Telekom"),
        ("Nordlicht", None),
        (None, "Nordlicht GmbH"),
        (None, "Falcon"),
    ]


def hit(**changes: object) -> Hit:
    return Hit.model_validate(
        {
            "denial_id": "FR-2024-00017",
            "authority": "FR",
            "match_class": MatchClass.LIKELY,
            "score": 0.9,
            "party": Reasoned(score=0.97, reasons=("same name in Latin letters",)),
            "item": Reasoned(score=0.5, reasons=("same entry",)),
            "ours": "a",
            "theirs": "b",
            "consult": True,
            **changes,
        }
    )


def test_a_hit_says_its_verdict_first_and_what_follows() -> None:
    told = hit_in_words(READER, hit())
    assert told.verdict == "FR probably denied the same."
    assert told.follows == "FR is consulted before the decision."
    assert told.open
    assert [each.words for each in told.scores] == [
        "nearly all agrees",
        "little agrees",
        "most agrees",
    ]
    verdicts = {hit_in_words(READER, hit(match_class=each)).verdict for each in MatchClass}
    assert len(verdicts) == len(MatchClass)
    relayed = hit_in_words(READER, hit(relayed_from="US", consult=False))
    assert "transcribed by FR" in relayed.verdict
    assert relayed.follows == "Nobody is consulted because of it."


def test_five_reasons_are_shown_and_what_decides_comes_first() -> None:
    party = ("compared as end-user", "name", "address", "same destination KZ", "same country (KZ)")
    item = ("code", "words", "values", "tariff")
    found = hit(party=Reasoned(score=0.9, reasons=party), item=Reasoned(score=0.9, reasons=item))
    told = hit_in_words(READER, found)
    assert [each.reasons for each in told.scores] == [
        ("name", "address", "compared as end-user"),
        ("code", "words"),
        (),
    ]
    assert (found.party.reasons, found.item.reasons) == (party, item)  # the record keeps all
    found = hit(party=Reasoned(score=0.9, reasons=("name",)), item=found.item)
    assert found.decisive == (("name",), item)


def test_what_officers_said_is_told_with_its_reason() -> None:
    said = Judgement(
        language="de",
        text="andere Anschrift",
        denial_id="FR-2024-00017",
        case_id="DE-C-2026-00001",
        verdict=HitVerdict.DISMISSED,
        by="anna",
        at=NOON,
    )
    told = hit_in_words(READER, hit(judgement=said, earlier=(said,)))
    assert not told.open
    assert told.judged.startswith("Dismissed as another by anna, ")
    assert [each.text for each in told.said] == [
        "anna says:",
        "andere Anschrift",
        "anna said in case DE-C-2026-00001, dismissed:",
        "andere Anschrift",
    ]
