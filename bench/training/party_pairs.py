"""Pairs of organisations that the model of names learns from, each with where it comes from.

Written pairs: ours, half A of the blind ones, and the open halves of `bench/strangers`. Made pairs:
one name as two romanisers write it, or in its own script and romanised, is one party; the nearest
of other names is another. The names come from Faker's native providers, the romanisers from iuliia
and ICU: none of them knows anything of the matcher. No kept row is read, and no sealed set.
"""

from __future__ import annotations

import csv
import random
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import icu
import iuliia
from faker import Faker
from rapidfuzz import fuzz

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.quality_pairs import blind, own
from gateway.domain.transaction import Party, PartyKind
from gateway.matching.index.denial_index import DenialIndex, Entry
from gateway.matching.parties.analysed_name import NameForm
from gateway.matching.parties.party import party_forms
from gateway.matching.parties.similarity import quick_score
from lab.match_evaluation import LabelledPair

STRANGERS = Path(__file__).parents[1] / "strangers"
_SEED = 35
_OF_A_LOCALE = 150  # organisations
_POOL = 120  # names of which the nearest is another party
_CYRILLIC = {"ru_RU": "ru", "uk_UA": "uk", "bg_BG": "bg"}
_LOCALES = {
    "ru_RU": "ru-ru_Latn/BGN", "uk_UA": "uk-uk_Latn/BGN", "bg_BG": "bg-bg_Latn/BGN",
    "ka_GE": "ka-ka_Latn/BGN", "hy_AM": "hy-hy_Latn/BGN", "el_GR": "el-el_Latn/BGN",
    "hi_IN": "Devanagari-Latin", "ta_IN": "Tamil-Latin", "bn_BD": "Bengali-Latin",
    "th_TH": "Thai-Latin", "ko_KR": "ko-ko_Latn/BGN", "zh_CN": "Han-Latin/Names",
}  # fmt: skip
_LATIN = dict.fromkeys(("en_US", "es_ES", "tr_TR", "az_AZ", "fr_FR"), "Any-Latin")
_NEAREST = 40  # that a search looks through
_SHOWN = 6  # of them
_ALIKE = 70  # percent of letters from which two words may be one
_SCHEMAS = (
    iuliia.ALA_LC, iuliia.BGN_PCGN, iuliia.BS_2979, iuliia.GOST_52290, iuliia.GOST_779,
    iuliia.ICAO_DOC_9303, iuliia.ISO_9_1968, iuliia.MVD_310, iuliia.MVD_310_FR, iuliia.MVD_782,
    iuliia.SCIENTIFIC, iuliia.TELEGRAM, iuliia.UNGEGN_1987, iuliia.WIKIPEDIA, iuliia.YANDEX_MAPS,
)  # fmt: skip
# A kind of body or a branch as two languages write it, and the form of law beside it.
_WORKS = (
    ("завод {}", "{} works"), ("{} Werke", "{} plant"), ("institute {}", "Институт {}"),
    ("{} Trading", "торговый дом {}"), ("{} Engineering", "{} Ingenieure"),
    ("{} Electronics", "{} Elektronik"), ("{} Chemicals", "химическая компания {}"),
    ("{} Shipping", "{} Navigation"), ("{} Aviation", "{} авиация"), ("{} Optics", "оптика {}"),
    ("{} Machine Tool Works", "{} Werkzeugmaschinenfabrik"), ("{} Vision Technology", "{} Vision"),
    ("Red {} Precision Engineering", "Red {} Präzisionstechnik"),
    ("National Institute of {} Research", "Institut national de recherche {}"),
)  # fmt: skip
_COMMON = ("General", "National", "Central", "International", "United", "First", "Marine",
           "Petroleum", "Defence", "Nuclear", "Korea", "Iran", "China", "Russian")  # fmt: skip
_FORMS = (("", ""), ("LLC", "ООО"), ("GmbH", "Ltd"), ("JSC", "АО"), ("Co. Ltd", "Co., Ltd."))


def written() -> dict[str, list[LabelledPair]]:
    """Give the pairs that somebody wrote or listed, by source."""
    found = {"own": own()}
    found |= {name: pairs for name, pairs in blind().items() if name.startswith("blind A")}
    found["strangers"] = list(_open_parties())
    for name in ("transactions", "transactions-2", "transactions-3"):
        found[name] = list(_open_transactions(name))
    return found


def made() -> dict[str, list[LabelledPair]]:
    """Give the pairs that romanisers make, the same in every run."""
    draw = random.Random(_SEED)  # noqa: S311 - training data, the same in every run
    sources = ("made organisations", "made sisters", "made slips")
    found: dict[str, list[LabelledPair]] = {source: [] for source in sources}
    for locale, rules in _LOCALES.items():
        faker = Faker(locale)
        faker.seed_instance(_SEED)
        romanise = _romanisers(locale, rules)
        names = sorted({faker.last_name() for _ in range(_POOL)})
        for _ in range(_OF_A_LOCALE):
            stem = draw.choice(names)
            found["made organisations"] += _organisations(stem, names, romanise, draw)
            found["made slips"] += _slips(names, romanise[1], draw)
        for _ in range(_OF_A_LOCALE // 5):
            found["made sisters"] += _sisters(names, romanise, draw)
    return found


def others() -> list[LabelledPair]:
    """Give organisations, each beside those of other stems whom a search for it finds."""
    draw = random.Random(_SEED)  # noqa: S311 - training data, the same in every run
    made: list[tuple[list[str], Party]] = []
    for locale, rules in {**_LOCALES, **_LATIN}.items():
        faker = Faker(locale)
        faker.seed_instance(_SEED)
        romanise = _romanisers(locale, rules)
        for _ in range(_OF_A_LOCALE):
            stems = [faker.last_name() for _ in range(draw.choice((1, 1, 2)))]
            shown = draw.choice(romanise[:3])(" ".join(stems))
            if draw.random() < 0.2:  # noqa: PLR2004 - some have no word of their own
                stems = draw.sample(_COMMON, 2)
                shown = " ".join(stems)
            kinds = [draw.choice(_WORKS)[draw.randrange(2)] for _ in range(draw.choice((1, 1, 2)))]
            for kind in kinds:
                shown = kind.format(shown)
            name = f"{shown} {draw.choice(_FORMS)[draw.randrange(2)]}".strip()
            party = Party(names=(name,), kind=PartyKind.ORGANISATION)
            made.append((list(map(romanise[1], stems)), party))
    return _beside(made, draw)


def _beside(made: list[tuple[list[str], Party]], draw: random.Random) -> list[LabelledPair]:
    """Pair a third of parties with those of the others whom a search finds and who are not they."""
    draw.shuffle(made)
    asked, listed = made[: len(made) // 3], made[len(made) // 3 :]
    index = DenialIndex.open()
    index.apply_entries(
        ((str(n), Entry(names=party_forms(party))) for n, (_, party) in enumerate(listed)),
        position=1,
    )
    found = []
    for words, party in asked:
        forms = party_forms(party)
        near = (listed[int(key)] for key in index.by_names(forms, limit=_NEAREST))
        rest = [other for theirs, other in near if not _any_alike(words, theirs)]
        rest.sort(key=lambda each: -_best_quick(forms, party_forms(each)))
        found += [LabelledPair(party, other, is_match=False) for other in rest[:_SHOWN]]
    return found


def _best_quick(ours: Sequence[NameForm], theirs: Sequence[NameForm]) -> float:
    """Return how alike two parties' names are at first sight."""
    return max(quick_score(a, b) for a in ours for b in theirs)


Romaniser = Callable[[str], str]


def _romanisers(locale: str, rules: str) -> list[Romaniser]:
    """Return ways in which a name is written; the first is its own script."""
    icu_rules = icu.Transliterator.createInstance(f"{rules}; Any-Latin")
    plain = icu.Transliterator.createInstance("Latin-ASCII")
    other = icu.Transliterator.createInstance("Any-Latin")
    found: list[Romaniser] = [
        lambda name: name,
        lambda name: _tidy(plain.transliterate(icu_rules.transliterate(name))),
        lambda name: _tidy(icu_rules.transliterate(name)),
        lambda name: _tidy(plain.transliterate(other.transliterate(name))),
    ]
    if locale in _CYRILLIC:
        found += [_by_schema(schema) for schema in _SCHEMAS]
    return found


def _by_schema(schema: object) -> Romaniser:
    return lambda name: _tidy(iuliia.translate(name, schema))


def _tidy(name: str) -> str:
    text = unicodedata.normalize("NFC", re.sub(r"[ʹʺ'’`·-]", "", name))
    return " ".join(word.capitalize() for word in text.split())


def _organisations(
    stem: str, stems: list[str], romanise: list[Romaniser], draw: random.Random
) -> Iterator[LabelledPair]:
    first, second = draw.sample(romanise, 2)
    kind, other_kind = draw.sample(_WORKS, 2)
    form = draw.choice(_FORMS)
    ours = f"{kind[0].format(first(stem))} {form[0]}".strip()
    same = f"{kind[draw.randrange(2)].format(second(stem))} {form[1]}".strip()
    yield _pair(ours, same, is_match=True)
    other = draw.choice((
        kind[0].format(second(_nearest(stem, stems, romanise))),
        other_kind[0].format(second(stem)),
        kind[0].format(second(draw.choice([each for each in stems if each != stem]))),
    ))  # fmt: skip
    yield _pair(ours, f"{other} {form[1]}".strip(), is_match=False)


def _sisters(
    names: list[str], romanise: list[Romaniser], draw: random.Random
) -> Iterator[LabelledPair]:
    """Give names of two words and a kind, beside one of which another word stands."""
    first, second = draw.sample(romanise, 2)
    mine, more, other = draw.sample(names, 3)
    kind = draw.choice(_WORKS)[0]
    ours = kind.format(f"{first(mine)} {first(more)}")
    theirs = kind.format(f"{second(mine)} {second(more)}")
    yield _pair(ours, theirs, is_match=True)
    sister = draw.choice(((mine, other), (other, more)))
    theirs = kind.format(" ".join(map(second, sister)))
    yield _pair(ours, theirs, is_match=False)


def _slips(names: list[str], romanise: Romaniser, draw: random.Random) -> Iterator[LabelledPair]:
    """Give names with slips of the keyboard, and words that stand in another order."""
    stem, other, alike = map(romanise, draw.sample(names, 3))
    kind = draw.choice(_WORKS)[draw.randrange(2)]
    name = kind.format(f"{stem} {other}")
    yield _pair(name, _slip(_slip(name, draw), draw), is_match=True)
    yield _pair(name, kind.format(f"{stem} {alike}"), is_match=False)


def _slip(name: str, draw: random.Random) -> str:
    at = draw.randrange(len(name) - 1)
    letter = draw.choice("abcdefghijklmnopqrstuvwxyz")
    words = name.split()
    return draw.choice((
        name[:at] + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        name[:at] + letter + name[at + 1 :],
        " ".join([*words[1:], words[0]]),
    ))  # fmt: skip


def _any_alike(ours: list[str], theirs: list[str]) -> bool:
    common = set(_COMMON)
    if common.issuperset(ours) or common.issuperset(theirs):
        return set(ours) == set(theirs)
    return any(fuzz.ratio(mine, their) >= _ALIKE for mine in ours for their in theirs)


def _nearest(name: str, others: list[str], romanise: list[Romaniser]) -> str:
    """Return the name most like one, of those that no romaniser writes the same."""
    mine = romanise[1](name)
    apart = [(fuzz.ratio(mine, theirs), other) for other in others
             for theirs in (romanise[1](other),) if theirs != mine]  # fmt: skip
    return max(apart)[1]


def _open_parties() -> Iterator[LabelledPair]:
    for row in _open("parties-3"):
        kind = row["party_kind"]
        known = PartyKind(kind) if kind in ("person", "organisation") else PartyKind.UNKNOWN
        ours, theirs = (_party(row[f"name{n}"], row[f"country{n}"], known) for n in (1, 2))
        yield LabelledPair(ours, theirs, is_match=row["same"] == "yes")


def _open_transactions(name: str) -> Iterator[LabelledPair]:
    """Give parties of transactions; in the third set, whom to look at may be somebody else."""
    for row in _open(name):
        if name != "transactions-3" or row["label"] != "must_see":
            ours, theirs = (_party(row[f"party{n}"], row[f"party_country{n}"]) for n in (1, 2))
            yield LabelledPair(ours, theirs, is_match=row["label"] != "neither")


def _open(name: str) -> Iterator[dict[str, str]]:
    with (STRANGERS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["half"] == "open")


def _party(name: str, country: str, kind: PartyKind = PartyKind.UNKNOWN) -> Party:
    return Party(names=(name,), kind=kind, country=country.strip() or None)


def _pair(a: str, b: str, *, is_match: bool) -> LabelledPair:
    ours, theirs = (Party(names=(name,), kind=PartyKind.ORGANISATION) for name in (a, b))
    return LabelledPair(ours, theirs, is_match)
