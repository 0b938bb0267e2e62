"""Compares two parties: names, identifiers, kind; addresses and countries rank.

An equal identifier decides, a different one under the same scheme speaks against; a number of a
register that stands in a name is an identifier (`register_numbers`). Country and address move the
rank among hits and are said in the reasons (docs/matching.md). By themselves they never lower a
score, since the same end-user is listed under other countries. With another company form, or where
a name has no word of its own, another country does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rigour.addresses import match_addresses

from gateway.domain.examination import Reasoned
from gateway.domain.plain_text import without_unseen
from gateway.domain.transaction import Identifier, Party, PartyKind
from gateway.matching.parties.analysed_name import NameForm
from gateway.matching.parties.names import latin, name_forms
from gateway.matching.parties.placeholder_names import no_name
from gateway.matching.parties.register_numbers import (
    labelled_within,
    number_forms,
    numbers_within,
    without_numbers,
)
from gateway.matching.parties.signs import TELLING
from gateway.matching.parties.similarity import NameScore, WordPair, best_pair
from gateway.matching.parties.written_names import looks_personal, may_be_personal, names_within

IDENTIFIER_EQUAL = 1.0
IDENTIFIER_DIFFERENT = 0.78  # factor: numbers are mistyped and registers renumber
# At most: two States have a Ministry of the Interior each. Possible where the letters are equal.
BODY_ELSEWHERE, SAME_BODY_ELSEWHERE = 0.65, 0.79
FIRM_ELSEWHERE = 0.79  # two firms of one name, each registered in its own country
KIND_DIFFERENT = 0.7  # factor: a person may give the company its name
FULL_PAIRS = 6  # of two parties' name pairs are compared fully; the rest by token ratio

ADDRESS_SAME = 0.55  # rigour: equivalent renderings of one address score 0.5 to 1.0
ADDRESS_WORDS = 0.85  # share of words in common, where the numbers do not contradict
ADDRESS_BONUS = 0.04
COUNTRY_BONUS = 0.02

# One holder may have several of these at once, so a different one says nothing.
_MANY_PER_HOLDER = frozenset({"passport", "phone", "telephone", "email", "website"})
# Schemes that are written in several ways, by the name that is compared.
_SCHEMES = {
    written: scheme
    for scheme, line in {
        "inn": "инн taxidrussia taxpayeridentificationnumber innru ruinn",
        "ogrn": "огрн огрнип ogrnip psrn msrn primarystateregistrationnumber"
        " stateregistrationnumber",
        "kpp": "кпп",
        "okpo": "окпо",
        "unp": "унп унн taxidbelarus",
        "edrpou": "єдрпоу едрпоу usreou",
        "bin": "бин biniin businessidentificationnumber",
        "uscc": "统一社会信用代码 統一社會信用代碼 unifiedsocialcreditcode usci uscic"
        " unifiedsocialcreditidentifier socialcreditcode",
        "vat": "vatid vatno vatnumber ustid ustidnr tva nif partitaiva btw vatin",
        "lei": "leicode legalentityidentifier",
        "imo": "imono imonumber imoid",
        "duns": "dunsnumber dunsno dbduns dandbduns",
        "eori": "eorino eorinumber",
        "passport": "passportno passportnumber паспорт pasaporte passeport reisepass",
    }.items()
    for written in (scheme, *line.split())
}
_PREFIXES = {
    "inn": ("inn", "инн"), "ogrn": ("ogrn", "огрн"), "imo": ("imo",), "duns": ("duns",),
    "lei": ("lei",), "unp": ("unp", "унп"), "okpo": ("okpo", "окпо"),
}  # fmt: skip
_LEADING_ZEROS = frozenset({"duns", "imo"})
# These begin with the State that gave them; another State's number says nothing.
_BY_STATE = frozenset({"vat", "eori"})
_ADDRESS_NUMBER = re.compile(r"\d+")
_ALIKE = 0.999
_CACHED_PARTIES = 32_768


@dataclass(frozen=True, slots=True)
class PartyMatch:
    """How alike two parties are.

    Attributes:
        reasoned: Score and reasons in words.
        ours: Our name of the best pair.
        theirs: Their name of the best pair.
        bonus: What address and country add to the rank, never to the class.
        own_word: Whether a word that tells parties apart stands in both names.
    """

    reasoned: Reasoned
    ours: str
    theirs: str
    bonus: float = 0.0
    own_word: bool = False

    @property
    def score(self) -> float:
        """Score of the parties, without what only ranks."""
        return self.reasoned.score


def compare_parties(ours: Party, theirs: Party) -> PartyMatch:
    """Compare our party with theirs under all their names.

    Args:
        ours: Party of the transaction that is examined.
        theirs: Party of the denial.
    """
    kind = common_kind(ours.kind, theirs.kind) or presumed_kind(ours, theirs.kind, theirs.names)
    if no_name(ours) or no_name(theirs):
        names = NameScore(0.0, ours.names[0], theirs.names[0], same=False, words=())
        reasons = [f"'{names.ours}' and '{names.theirs}': no two names to compare"]
    else:
        names = best_pair(party_forms(ours, kind), party_forms(theirs, kind), full=FULL_PAIRS)
        reasons = [explain_names(names)]
    score = names.score
    if kinds_differ(ours.kind, theirs.kind):
        score *= KIND_DIFFERENT
        reasons.append(f"ours is recorded as {_a(ours.kind)}, theirs as {_a(theirs.kind)}")
    most, why = _elsewhere(names, ours, theirs)
    if score > most:
        score = most
        reasons.append(why)
    equal, different = _identifiers(ours, theirs)
    if equal:
        score = IDENTIFIER_EQUAL
        reasons.insert(0, f"identifier equal: {equal[0]}")
    elif different:
        score *= IDENTIFIER_DIFFERENT
        reasons.append(f"identifiers differ under the same scheme: {', '.join(different)}")
    bonus, where = _place(ours, theirs)
    return PartyMatch(
        Reasoned(score=min(score, 1.0), reasons=(*reasons, *where)),
        names.ours,
        names.theirs,
        bonus,
        any(pair.ours and pair.theirs and 100 * pair.weight >= TELLING for pair in names.words),
    )


def party_forms(party: Party, kind: PartyKind | None = None) -> tuple[NameForm, ...]:
    """Analyse every name of a party, as its own kind or as the one given."""
    return _forms(party.names, kind or party.kind)


@lru_cache(maxsize=_CACHED_PARTIES)
def _forms(names: tuple[str, ...], kind: PartyKind) -> tuple[NameForm, ...]:
    bare = map(without_numbers, names)
    written = dict.fromkeys(each for name in bare for each in names_within(name))
    return tuple(form for name in written for form in name_forms(name, kind))


def identifier_key(identifier: Identifier) -> str:
    """Return the key under which a denial is found by a party's identifier."""
    scheme = _scheme(identifier.scheme)
    return f"i:{scheme}:{_number(scheme, identifier.value)}"


def identifier_keys(party: Party) -> frozenset[str]:
    """Return the keys under which a party is found by its identifiers, and by numbers in its names.

    A number that is recorded is found by one that stands in a name, and the other way round.
    """
    recorded = {f"v:{form}" for i in party.identifiers for form in number_forms(i.value)}
    return frozenset({*map(identifier_key, party.identifiers), *recorded, *_named_keys(party, "r")})


def sought_keys(party: Party) -> frozenset[str]:
    """Return the keys of `identifier_keys` that a party may share with one of our party."""
    forms = {form for i in party.identifiers for form in number_forms(i.value)}
    recorded = {f"{sort}:{form}" for form in forms for sort in "rv"}
    named = {*_named_keys(party, "r"), *_named_keys(party, "v")}
    return frozenset({*map(identifier_key, party.identifiers), *recorded, *named})


def _named_keys(party: Party, sort: str) -> set[str]:
    return {f"{sort}:{number}" for name in party.names for number in numbers_within(name)}


def is_called(party: Party, asked: str) -> bool:
    """Say whether a party is found under what somebody typed to find it.

    Args:
        party: The party.
        asked: One of its numbers, or the beginnings of words of one of its names, in any order.
            Case, script and accents do not matter.
    """
    if _normal(asked) in {_normal(each.value) for each in party.identifiers}:
        return bool(_normal(asked))
    wanted = latin(asked).split()
    return bool(wanted) and any(
        all(any(word.startswith(each) for word in latin(name).split()) for each in wanted)
        for name in party.names
    )


def explain_names(names: NameScore) -> str:
    """Say in words how two names are alike, as an officer would put it into a file."""
    head = f"'{names.ours}' and '{names.theirs}': "
    notes = f", {', '.join(names.notes)}" if names.notes else ""
    if names.ours == names.theirs:
        return f"{head}written the same"
    if names.same:
        return f"{head}same name in Latin letters{notes}"
    pairs = [_explain_pair(pair) for pair in names.words if pair.ours and pair.theirs]
    only_ours = " ".join(pair.ours for pair in names.words if not pair.theirs)
    only_theirs = " ".join(pair.theirs for pair in names.words if not pair.ours)
    details = [f"aligned {', '.join(pairs)}"] if pairs else ["no word aligned by itself"]
    if only_ours:
        details.append(f"only ours: {only_ours}")
    if only_theirs:
        details.append(f"only theirs: {only_theirs}")
    return f"{head}alike to {names.score:.2f}; {'; '.join(details)}{notes}"


def _explain_pair(pair: WordPair) -> str:
    if pair.ours == pair.theirs:
        return pair.ours
    sign = "=" if pair.score >= _ALIKE else "~"
    return f"{pair.ours} {sign} {pair.theirs}" + (f" ({pair.why})" if pair.why else "")


def _a(kind: PartyKind) -> str:
    return "a person" if kind is PartyKind.PERSON else "an organisation"


def kinds_differ(a: PartyKind, b: PartyKind) -> bool:
    """Whether one party is a person and the other an organisation."""
    return PartyKind.UNKNOWN not in (a, b) and a is not b


def common_kind(a: PartyKind, b: PartyKind) -> PartyKind | None:
    """Give the kind as which both are read, or None when each is read as its own.

    A party of unknown kind is read as the other's, so that a title or a company form is
    taken alike in both.
    """
    known = {a, b} - {PartyKind.UNKNOWN}
    return known.pop() if len(known) == 1 else None


def presumed_kind(ours: Party, kind: PartyKind, names: Iterable[str]) -> PartyKind | None:
    """Give the kind of two parties of which none is recorded: persons, if nothing else fits.

    One has to be a person by its names, and nothing may say that the other is none.

    Args:
        ours: Our party.
        kind: Kind of theirs, as recorded.
        names: Names of theirs.
    """
    if ours.kind is not PartyKind.UNKNOWN or kind is not PartyKind.UNKNOWN:
        return None
    sides = (tuple(map(without_numbers, ours.names)), tuple(map(without_numbers, names)))
    if not all(may_be_personal(name) for side in sides for name in side):
        return None
    return PartyKind.PERSON if any(all(map(looks_personal, side)) for side in sides) else None


def _normal(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", without_unseen(text, ""))).casefold()


def _scheme(text: str) -> str:
    """Return the one name of a scheme that has several: "ИНН" and "Tax ID (Russia)" are INN."""
    return _SCHEMES.get(_normal(text), _normal(text))


def _number(scheme: str, value: str) -> str:
    """Return an identifier as it is compared: a prefix that some write comes off."""
    number = _normal(value)
    for prefix in _PREFIXES.get(scheme, ()):
        if number.startswith(prefix) and len(number) > len(prefix) + 2:
            number = number.removeprefix(prefix)
    return number.lstrip("0") if scheme in _LEADING_ZEROS else number


def _identifiers(ours: Party, theirs: Party) -> tuple[list[str], list[str]]:
    equal = _numbers_in_names(ours, theirs)
    different: list[str] = []
    for scheme in sorted(_schemes(ours).keys() & _schemes(theirs).keys()):
        mine, their = _schemes(ours)[scheme], _schemes(theirs)[scheme]
        common = mine.keys() & their.keys()
        if common:
            identifier = mine[min(common)]
            equal.append(f"{identifier.scheme} {identifier.value}")
        elif _contradict(scheme, set(mine), set(their)):
            different.append(next(iter(mine.values())).scheme)
    return equal or _numbers_of_one_state(ours, theirs), different


def _numbers_in_names(ours: Party, theirs: Party) -> list[str]:
    """Return what two parties have in common of numbers of which one at least stands in a name."""
    sides = []
    for party in (ours, theirs):
        named = {number for name in party.names for number in numbers_within(name)}
        recorded = {form for i in party.identifiers for form in number_forms(i.value)}
        sides.append((named, named | recorded))
    (mine, all_mine), (their, all_theirs) = sides
    common = (mine & all_theirs) | (their & all_mine)
    return [f"number {max(sorted(common), key=len)}, which stands in a name"] if common else []


def _numbers_of_one_state(ours: Party, theirs: Party) -> list[str]:
    """Return our numbers that theirs has under another scheme: a State's registers share some."""
    if _in_other_countries(ours, theirs):
        return []
    known = {form for i in theirs.identifiers for form in number_forms(i.value)}
    return [
        f"{i.scheme} {i.value}"
        for i in ours.identifiers
        if not known.isdisjoint(number_forms(i.value))
    ]


def _schemes(party: Party) -> dict[str, dict[str, Identifier]]:
    found: dict[str, dict[str, Identifier]] = {}
    for identifier in party.identifiers:
        scheme = _scheme(identifier.scheme)
        if value := _number(scheme, identifier.value):
            found.setdefault(scheme, {})[value] = identifier
    for label, forms in (each for name in party.names for each in labelled_within(name)):
        values = found.setdefault(_scheme(label), {})
        values |= {form: Identifier(scheme=label, value=form) for form in map(_normal, forms)}
    return found


def _contradict(scheme: str, mine: set[str], their: set[str]) -> bool:
    if scheme in _MANY_PER_HOLDER:
        return False
    if scheme in _BY_STATE:
        return bool({value[:2] for value in mine} & {value[:2] for value in their})
    return True


def _place(ours: Party, theirs: Party) -> tuple[float, list[str]]:
    reasons: list[str] = []
    bonus = 0.0
    mine, their = _countries(ours), _countries(theirs)
    if mine and their:
        if common := mine & their:
            bonus += COUNTRY_BONUS
            reasons.append(f"same country ({', '.join(sorted(common))})")
        else:
            reasons.append(
                f"countries differ ({', '.join(sorted(mine))}; theirs {', '.join(sorted(their))}),"
                " which does not rule the party out"
            )
    texts = [address.text for address in ours.addresses]
    others = [address.text for address in theirs.addresses]
    if texts and others:
        added, said = _address(texts, others)
        bonus += added
        reasons += said
    return bonus, reasons


def _address(texts: list[str], others: list[str]) -> tuple[float, list[str]]:
    """Compare the nearest pair of addresses: words, and the house and postal numbers in them.

    Of addresses in two scripts, token_set on text in Latin letters found 0.979 and rigour
    alone 0.957; rigour says best what is alike.
    """
    pairs = [(latin(text), latin(other)) for text in texts for other in others]
    loose, near = max((fuzz.token_set_ratio(*pair) / 100, pair) for pair in pairs)
    ours, theirs = (set(_ADDRESS_NUMBER.findall(text)) for text in near)
    common = sorted(ours & theirs)
    best = match_addresses(texts, others)
    strict = best.score if best is not None else 0.0
    if strict < ADDRESS_SAME and (loose < ADDRESS_WORDS or (ours and theirs and not common)):
        return 0.0, []
    detail = best.detail if best is not None and strict >= ADDRESS_SAME else "most words in common"
    numbers = f"; numbers in common: {', '.join(common)}" if common else ""
    return ADDRESS_BONUS * max(strict, loose), [f"address alike ({detail}{numbers})"]


def _elsewhere(names: NameScore, ours: Party, theirs: Party) -> tuple[float, str]:
    """Return what names count at most because their parties are of other countries, and why."""
    if not _in_other_countries(ours, theirs):
        return 1.0, ""
    if names.unnamed:
        most = SAME_BODY_ELSEWHERE if names.same else BODY_ELSEWHERE
        return most, "the names say which body it is and not whose, and the countries differ"
    if names.other_form:
        return FIRM_ELSEWHERE, "company form and country both differ: at most possible"
    return 1.0, ""


def _in_other_countries(ours: Party, theirs: Party) -> bool:
    mine, their = _countries(ours), _countries(theirs)
    return bool(mine and their) and mine.isdisjoint(their)


def _countries(party: Party) -> set[str]:
    found = {address.country for address in party.addresses if address.country}
    return found | ({party.country} if party.country else set())
