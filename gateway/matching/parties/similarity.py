"""Compares two names: a score, and the aligned words that explain it.

The words of both names are aligned (`alignment`) and weighed: words that tell parties apart
count most, kinds of body and branches little, since "Alpha Import Export" and "Beta Import
Export" have nothing to do with each other. rapidfuzz's ratios over the telling words forgive
damage that no pair of words shows. What speaks against the names being one (both have a word
of their own, numbers differ, company forms differ) lowers the score by a factor, and is said.

Both names are put in one order before anything is compared, so the score is symmetric.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz import fuzz

from gateway.domain.plain_text import without_unseen
from gateway.matching.parties.abbreviations import abbreviations_apart, beside_place
from gateway.matching.parties.alignment import WordPair, align, two_given_names
from gateway.matching.parties.analysed_name import NameForm
from gateway.matching.parties.name_words import is_state
from gateway.matching.parties.signs import letter_ratio, signs_of
from gateway.matching.parties.terms import terms_of
from gateway.matching.scorecard import Scorecard, read_scorecards

__all__ = ["NameScore", "WordPair", "best_pair", "compare_names", "quick_score"]

# Set on the tune half of bench/quality_pairs.py; docs/matching.md states what was reached.
_EXTRA = 0.45  # a word that only one person's name has, beside a word in common
_EXTRA_SYLLABLE = 0.9  # a word of a name in Han or Hangul is short and shared by many
_MINOR = 0.2  # a patronymic that only one name has
_ALIGNMENT_SHARE = 0.85
_RESCUE = 0.87  # of the ratio of letters, where the words are damaged beyond pairing
_TELLING = 0.9  # a word that counts so much tells parties apart
_CLASH = 0.75  # both persons' names have a telling word of their own
_CLASH_OF_INITIALS = 0.85
_ONE_WORD = 0.92  # two persons have one word in common, and one of them has more
_PLACE = 0.5
_BRANCH = 0.4
_OTHER_BODIES = 0.65  # "Ministry of Transport", "Ministry of Trade"
_ONE_BRANCH = 0.79  # "Gazprom" and "Gazprom Neft"
_DIFFERENT_NUMBERS = 0.7  # "Plant 1" and "Plant 2"
_ONE_NUMBER = 0.95  # "Plant 7" and "Plant"
_GENERATIONS = 0.8  # father and son
_DIFFERENT_FORMS = 0.965  # "Deutsche Bank AG" and "Deutsche Bank GmbH"
_READ_ALIKE = 0.96  # equal once words are read in one language
_ACRONYM = 0.75  # possible, never likely: many names have the same three initials
_LONG_ACRONYM = 0.82  # few have the same four
_LONG_ACRONYM_LETTERS = 4
_STATED_ACRONYM = 0.9  # one of the names states it in brackets
_LETTERS = 0.78  # of the ratio of all letters: damage may hide every word; ranks, never likely
_LIKELY_AT = 0.72  # raw score of persons that the shipped threshold stands for
LIKELY = 0.8
"""Score from which names are likely one party's."""

_PERFECT = 0.999
_HOPELESS = 0.2  # a pair so much less alike than the best so far will not become the best
CARDS = Path(__file__).with_name("name_points.json")
_UNLIKE = 0.5  # pairs below that by every cheap ratio are not worth an alignment

_OTHER_ORDER = 0.79  # surnames of father and mother: García López is not López García
_KUNYAS = {(True, False), (False, True)}
_YOUNGER = frozenset({"jr", "junior", "ml", "filho", "hijo", "fils"})
_ELDER = frozenset({"sr", "senior", "st", "pai", "padre", "pere"})


@dataclass(frozen=True, slots=True)
class NameScore:
    """How alike two names are, with what explains it.

    Attributes:
        score: From 0 to 1.
        ours: Our name as written.
        theirs: Their name as written.
        same: Whether the names are equal in Latin letters but for order and company form.
        words: Aligned words.
        notes: What else was found, in words.
        unnamed: Whether both say what body it is and nothing that is its own, as ministries do.
        other_form: Whether they have other company forms, or only one of them has any.
    """

    score: float
    ours: str
    theirs: str
    same: bool
    words: tuple[WordPair, ...]
    notes: tuple[str, ...] = ()
    unnamed: bool = False
    other_form: bool = False


def quick_score(a: NameForm, b: NameForm) -> float:
    """Return a cheap upper-leaning similarity that says which pairs deserve a full one."""
    if a.is_empty or b.is_empty:
        return 0.0
    best = max(fuzz.token_set_ratio(a.core, b.core), fuzz.ratio(a.joined, b.joined))
    if best < 100 and (a.vowelless != b.vowelless or best < 60):  # noqa: PLR2004 - percent
        best = max(best, fuzz.token_set_ratio(a.skeleton, b.skeleton))
        if not a.acronyms.isdisjoint(b.acronyms):
            best = max(best, 100 * _LONG_ACRONYM)
    return best / 100


def _quick(a: NameForm, b: NameForm) -> float:
    return 1.0 if _as_written(a.original) == _as_written(b.original) else quick_score(a, b)


def compare_names(a: NameForm, b: NameForm) -> NameScore:
    """Compare two analysed names.

    Args:
        a: Our name; comes first in the explanation.
        b: Their name.
    """
    turned, score = _compare_in_order(a, b)
    return _turn(score) if turned else score


def _compare_in_order(a: NameForm, b: NameForm) -> tuple[bool, NameScore]:
    """Compare the name first that is first by its letters; say whether that is the second one."""
    turned = (b.core, b.original) < (a.core, a.original)
    return turned, _compare(b, a) if turned else _compare(a, b)


def _turn(score: NameScore) -> NameScore:
    words = tuple(pair._replace(ours=pair.theirs, theirs=pair.ours) for pair in score.words)
    return replace(score, ours=score.theirs, theirs=score.ours, words=words)


@lru_cache(maxsize=16_384)
def _compare(a: NameForm, b: NameForm) -> NameScore:
    if a.is_empty or b.is_empty:
        same = a.original.strip() == b.original.strip()
        return NameScore(float(same), a.original, b.original, same, ())
    notes: list[str] = []
    persons = a.is_person and b.is_person
    unnamed = a.is_unnamed and b.is_unnamed
    if same := _same_letters(a, b):
        score, words = 1.0, tuple(WordPair(t, t, 1.0) for t in a.tokens)
    else:
        words = aligned(a, b)
        score = (_blend if persons else _weigh)(a, b, words, notes)
        if score < _STATED_ACRONYM:
            score = max(score, _by_acronym(a, b, notes), beside_place(a, b, words, notes))
    factor = _against(a, b, notes)
    if same or persons:  # the points of organisations count it
        score *= factor
    if unnamed and not same:
        score = min(score, _by_bodies(words, notes))
    if not same and (read := sorted({*a.readings, *b.readings})):
        notes.append(f"read as: {', '.join(read)}")
    best = min(score, 1.0)
    other_form = set(a.forms).isdisjoint(b.forms) and bool(a.forms or b.forms)
    return NameScore(best, a.original, b.original, same, words, tuple(notes), unnamed, other_form)


def aligned(a: NameForm, b: NameForm) -> tuple[WordPair, ...]:
    """Return the aligned words of two names as they are weighed."""
    words = abbreviations_apart(align(a, b), a, b)
    return _without_state(words) if a.is_unnamed and b.is_unnamed else words


def _weigh(a: NameForm, b: NameForm, words: tuple[WordPair, ...], notes: list[str]) -> float:
    """Sum the points of what speaks for and against two organisations' names."""
    score = _card().score(signs_of(a, b, words, notes))
    if _may_be_branch(words):
        notes.append("the one has a branch besides the one word in common")
        return min(score, _ONE_BRANCH)
    return score


@cache
def _card() -> Scorecard:
    return read_scorecards(CARDS)["organisations"]


@lru_cache(maxsize=65_536)
def _as_written(name: str) -> str:
    """Return the letters and digits of a name, company form and all."""
    return "".join(filter(str.isalnum, without_unseen(name, "").casefold()))


def _same_letters(a: NameForm, b: NameForm) -> bool:
    if _as_written(a.original) == _as_written(b.original):
        return True  # however it is parted: "MilitarySecurity", "Limited LiabilityCompany"
    if a.plain.replace(" ", "") == b.plain.replace(" ", ""):
        return True
    return len(a.plain) == len(b.plain) and sorted(a.plain.split()) == sorted(b.plain.split())


def _blend(a: NameForm, b: NameForm, words: tuple[WordPair, ...], notes: list[str]) -> float:
    """Weigh what two persons' names have in common against what only one of them has."""
    extra = _EXTRA_SYLLABLE if a.syllabic or b.syllabic else _EXTRA
    common = total = 0.0
    only: list[list[WordPair]] = [[], []]
    for pair in words:
        if pair.ours and pair.theirs:
            common += pair.weight * pair.score
            total += pair.weight
        else:
            total += pair.weight * extra * (_MINOR if pair.minor else 1.0)
            only[not pair.ours].append(pair)
    best = common / total if total else 0.0
    clash = _clash(only, notes)
    if clash == 1.0:
        letters = min(letter_ratio(a.core, b.core), letter_ratio(a.telling, b.telling)) / 1000
        best = max(best, _RESCUE * letters)
    token_set = fuzz.token_set_ratio(a.telling, b.telling) / 100
    raw = (_ALIGNMENT_SHARE * best + (1 - _ALIGNMENT_SHARE) * token_set) * clash
    if any(only) and sum(pair.score > 0 for pair in words) == 1:
        raw *= _ONE_WORD
    scaled = raw * LIKELY / _LIKELY_AT
    if raw >= _LIKELY_AT:
        scaled = 1 - (1 - raw) * (1 - LIKELY) / (1 - _LIKELY_AT)
    if not _two_persons(a, b, only):
        scaled = max(scaled, _LETTERS * letter_ratio(a.plain, b.plain) / 1000)
    return min(scaled, _READ_ALIKE)


def _clash(only: list[list[WordPair]], notes: list[str]) -> float:
    """Return the factor for words with which each of two persons contradicts the other."""
    heaviest = min(max((pair.weight for pair in side), default=0.0) for side in only)
    if heaviest >= _TELLING:
        said = [" ".join(p.ours or p.theirs for p in side if p.weight >= _TELLING) for side in only]
        notes.append(f"each has a word of its own ({', '.join(sorted(said))})")
    return _CLASH if heaviest >= _TELLING else _CLASH_OF_INITIALS if heaviest >= _PLACE else 1.0


def _two_persons(a: NameForm, b: NameForm, only: list[list[WordPair]]) -> bool:
    """Whether the names have two given names that are known, of men or of women, or syllables."""
    ours, theirs = ({t.text: t for t in terms_of(form)} for form in (a, b))
    pairs = [(ours[p.ours], theirs[q.theirs]) for p in only[0] for q in only[1]
             if p.ours in ours and q.theirs in theirs]  # fmt: skip
    return any(two_given_names(x, y) for x, y in pairs)


def _may_be_branch(words: tuple[WordPair, ...]) -> bool:
    """Whether a branch is all that parts two names which have but one word in common."""
    extra = [p.weight for p in words if not (p.ours and p.theirs) and p.weight >= _BRANCH]
    common = [p.weight for p in words if p.ours and p.theirs and p.weight >= _BRANCH]
    if len(extra) != 1 or not common:
        return False
    if max(common) < _TELLING:
        return True
    return len(common) == 1 and extra[0] < _PLACE


def _without_state(words: tuple[WordPair, ...]) -> tuple[WordPair, ...]:
    """Leave out the State that only one of two bodies names: it stands in its address as well."""
    states = [pair for pair in words if is_state(pair.ours or pair.theirs)]
    common = sum(bool(pair.ours and pair.theirs) for pair in words)
    if common > 1 and len(states) == 1 and not (states[0].ours and states[0].theirs):
        return tuple(pair for pair in words if pair is not states[0])
    return words


def _by_bodies(words: tuple[WordPair, ...], notes: list[str]) -> float:
    """Return what names count at most that say only which body it is: all that they say agrees."""
    own = [
        [p for p in words if p.weight >= _BRANCH and not getattr(p, side)]
        for side in ("theirs", "ours")
    ]
    if all(own):
        notes.append("the names say other bodies, and nothing else")
        return _OTHER_BODIES
    return _ONE_BRANCH if any(own) else 1.0


def _by_acronym(a: NameForm, b: NameForm, notes: list[str]) -> float:
    common = a.acronyms & b.acronyms
    if not common or (len(a.tokens) > 1 and len(b.tokens) > 1):
        return 0.0
    if (a.joined in b.stated) or (b.joined in a.stated):
        notes.append(f"the one states the other as its abbreviation ({min(common)})")
        return _STATED_ACRONYM
    notes.append(f"the one is made of the other's initials ({min(common)})")
    return _LONG_ACRONYM if len(max(common, key=len)) >= _LONG_ACRONYM_LETTERS else _ACRONYM


def _against(a: NameForm, b: NameForm, notes: list[str]) -> float:
    """Return the factor for what contradicts two names beside their words."""
    factor = 1.0
    if a.numbers != b.numbers:
        if a.numbers and b.numbers:
            factor *= _DIFFERENT_NUMBERS
            notes.append("the numbers in the names differ")
        elif not (a.is_person and b.is_person):  # William Gates III
            factor *= _ONE_NUMBER
            notes.append("only one of the names has a number")
    if a.is_person and b.is_person:
        ours, theirs = set(a.tokens), set(b.tokens)
        if (ours & _YOUNGER and theirs & _ELDER) or (ours & _ELDER and theirs & _YOUNGER):
            factor *= _GENERATIONS
            notes.append("one is the elder, one the younger")
        turned = a.tokens[2:] and a.tokens == (*b.tokens[:-2], *b.tokens[:-3:-1]) != b.tokens
        if turned and not any(term.patronymic for term in terms_of(a)):
            factor *= _OTHER_ORDER
            notes.append("the last two words stand in another order")
        if {("abu" in each, "umm" in each) for each in (ours, theirs)} == _KUNYAS:
            factor *= _GENERATIONS
            notes.append("one is a father's name, one a mother's")
    if a.forms and b.forms:
        if common := set(a.forms) & set(b.forms):
            notes.append(f"company form equal ({', '.join(sorted(common))})")
        else:
            factor *= _DIFFERENT_FORMS
            notes.append(f"company forms differ ({'/'.join(a.forms)}, {'/'.join(b.forms)})")
    return factor


def best_pair(
    ours: Iterable[NameForm], theirs: Iterable[NameForm], *, full: int, enough: float = _PERFECT
) -> NameScore:
    """Return the best pair of two parties' names.

    Args:
        ours: Our party's names.
        theirs: Their party's names; neither may be empty.
        full: How many of the pairs that are cheapest alike are compared fully; a party on a
            list may have sixty names.
        enough: Score from which no better pair is looked for.
    """
    others = tuple(theirs)
    pairs = [(_quick(a, b), a, b) for a in ours for b in others]
    # Of equals, the order of the words decides, so that swapping the parties changes nothing.
    pairs.sort(key=lambda pair: (-pair[0], *sorted((pair[1].core, pair[2].core))))
    best: NameScore | None = None
    best_turned = False
    for quick, a, b in pairs[:full]:
        if quick < _UNLIKE or (best is not None and quick < best.score - _HOPELESS):
            break
        turned, score = _compare_in_order(a, b)
        if best is None or score.score > best.score:
            best, best_turned = score, turned
        if best.score >= min(enough, _PERFECT):
            break
    if best is not None and best_turned:
        return _turn(best)
    if best is None and pairs:
        quick, a, b = pairs[0]
        best = NameScore(min(quick, _UNLIKE), a.original, b.original, same=False, words=())
    if best is None:
        raise ValueError("a party has at least one name")
    return best
