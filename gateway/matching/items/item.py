"""Compares two items: substance, control codes, parameters, tariff code, description.

Art 2(22) asks for "essentially identical parameters or technical characteristics"; a control
code only stands for them. So declared parameters and descriptions raise a pair of different
codes and lower a pair of equal ones, and a listed item is found beside a non-listed one. What
one side does not state is no mismatch; where nothing can be compared the score says just that
(`ITEM_UNKNOWN`), and an officer asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gateway.domain.examination import Reasoned
from gateway.domain.transaction import Item
from gateway.matching.items.characteristics import other_characteristics
from gateway.matching.items.codes import (
    CODE_ANCESTOR,
    CODE_ENTRY,
    CODE_EQUAL,
    CODE_GROUP,
    CodeFinding,
    compare_codes,
)
from gateway.matching.items.descriptions import Likeness, beside_words, compare_descriptions
from gateway.matching.items.grades import other_grades
from gateway.matching.items.heads import other_heads
from gateway.matching.items.item_words import read_words
from gateway.matching.items.parameters import Agreement, compare_parameters
from gateway.matching.items.purposes import serves
from gateway.matching.items.substances import SubstanceFinding, compare_substances
from gateway.matching.meaning.comparison import MeaningLikeness

ITEM_UNKNOWN = 0.5  # neither for nor against: nothing of the two can be compared
ITEM_ALIKE = 0.70  # the two are like each other; `gateway.matching.transaction` makes it a class

CAS_EQUAL = 1.0
CAS_IN_TEXT = 0.92
CAS_DIFFERENT = 0.35

# Parameters that are the same, by how many: common ones and unnamed ones count half.
PARAMETERS_SAME = ((2.0, 0.9), (1.5, 0.82), (1.0, 0.75), (0.5, 0.6))
# Where the descriptions have nothing in common.
PARAMETERS_UNLIKE = ((2.0, 0.75), (1.5, 0.65), (1.0, 0.55), (0.5, 0.3))
PARAMETERS_AGREE = 0.75  # mean agreement from which parameters speak for the match
PARAMETERS_DIFFERENT = 0.55  # factor for the worst: same code, another grade of equipment

DESCRIPTION_UNLISTED = 0.88  # factors: words of a trade description are weaker than a code
DESCRIPTION_KINDRED = 0.82
DESCRIPTION_OTHER = 0.74
DESCRIPTION_LEAST = 0.3  # below it two descriptions share words by chance
DESCRIPTION_UNLIKE = 0.35  # below it two that say much are of two things
WHOLE_ENTRY_UNLIKE = 0.68  # factor: 6A003 and 6A003, or 6A003.a, with unlike descriptions
MEANING_APART = 0.5  # below it equal codes stand for two things where no words and values agree
TELLING_LEAST = 0.7  # words' worth below which there is nothing to say: "goods" and "goods"
TELLING_MUCH = 1.6  # from which having little in common means something
TELLING_WORD = 1.0  # words' worth that is a whole telling word
WORD_BESIDE_VALUE = 0.3  # what it closes of the gap that an equal value leaves
TELLING_FEW = 1.5  # words' worth below which equal descriptions say little

VALUE_BESIDE_CODE = 0.3  # what an equal value closes of the gap that near codes leave
SERVES = 0.6  # at most: a spare part, cover, course or repair beside the thing
CONTRADICTED = 0.6  # at most: another thing by its name, its use, its state or its grade

CN_LEVELS = ((10, 0.62, 0.34, "goods code"), (8, 0.6, 0.3, "CN code"),
             (6, 0.45, 0.16, "HS subheading"), (4, 0.25, 0.0, "HS heading"))  # fmt: skip
_CACHED_PAIRS = 4_096
DESCRIPTION_SUPPORT = 0.5  # what an equal description closes of the gap that a code leaves


@dataclass(frozen=True, slots=True)
class ItemMatch:
    """How alike two items are.

    Attributes:
        reasoned: Score and reasons in words.
        unknown: Whether nothing of the two could be compared.
        by_code: Whether an equal code alone makes them alike, so that a meaning, where one is read,
            says whether they are.
    """

    reasoned: Reasoned
    unknown: bool = False
    by_code: bool = False

    @property
    def score(self) -> float:
        """Score of the items."""
        return self.reasoned.score


def compare_items(ours: Item, theirs: Item) -> Reasoned:
    """Compare our item with theirs.

    Args:
        ours: Item of the transaction that is examined.
        theirs: Item of the denial.
    """
    return match_items(ours, theirs).reasoned


def match_items(ours: Item, theirs: Item, *, meaning: MeaningLikeness | None = None) -> ItemMatch:
    """Compare our item with theirs, and say whether there was anything to compare.

    Args:
        ours: Item of the transaction that is examined.
        theirs: Item of the denial.
        meaning: How alike the meanings of the descriptions are, where they were read.
    """
    codes = compare_codes(ours, theirs)
    plain = compare_descriptions(ours.description, theirs.description)
    words = beside_words(plain, meaning)
    parameters = compare_parameters(ours, theirs)
    substance = compare_substances(ours, theirs)
    tariff, tariff_support, tariff_said = _tariff(ours, theirs)
    described = _described(codes, words)
    score = max(codes.closeness, tariff, described)
    support = max(tariff_support, _support(words))
    if not codes.comparable:
        # Of words and tariff code the weaker supports the stronger.
        support = tariff_support if described >= tariff else _support(words)
    # What supports closes a part of the gap; it never makes two codes equal.
    score += (1 - score) * support if 0 < codes.closeness < 1 or not codes.comparable else 0
    agree = parameters.degree == 1
    if codes.whole_entry and not agree and _unlike(ours, theirs, words):
        score *= WHOLE_ENTRY_UNLIKE
    # An equal code below an entry says what a thing is. Tables of words and a model may be wrong,
    # so they let it be likely and no less: nobody is left unasked for their sake.
    named = codes.closeness == CODE_EQUAL and not codes.whole_entry
    by_code = codes.closeness >= CODE_ANCESTOR and not agree and plain.score < DESCRIPTION_UNLIKE
    by_code = by_code and not named
    if by_code and _means_another(meaning, plain):
        # A whole entry is coarse, and so far apart two descriptions of one thing never lie.
        score = min(score, CODE_ANCESTOR * WHOLE_ENTRY_UNLIKE)
    if agree and CODE_ENTRY <= codes.closeness < 1:
        score += (1 - score) * VALUE_BESIDE_CODE * min(parameters.weight, 1.0)
    score = _by_parameters(score, parameters, codes, words)
    said = (*_said(plain, codes), *((meaning.said,) if meaning else ()))
    reasons = [*codes.reasons, *parameters.reasons, *said, *tariff_said]
    # What lies below is not lowered by contradictions, and most pairs of a search do.
    near = score > CONTRADICTED or bool(substance.same)
    if served := serves(ours.description, theirs.description):
        # A part of it is shown beside the thing, and is never likely the thing.
        score = min(score, SERVES)
        reasons.append(f"{served}: what serves a thing is not the thing")
    if against := contradictions(ours, theirs) if near else ():
        score = min(score, ITEM_ALIKE if named else CONTRADICTED)
        reasons += against
    two = bool(served or against) or (codes.comparable and codes.closeness < CODE_GROUP)
    score, reasons = _by_substance(score, reasons, substance, two=two)
    spoken = codes.comparable or words.comparable or parameters.degree is not None
    if not (spoken or substance.same or substance.differ) and score <= ITEM_UNKNOWN:
        # A tariff heading alone speaks for a match, and says less than nothing would.
        unknown = "the items cannot be compared: an officer judges, or asks the issuer"
        return ItemMatch(Reasoned(score=ITEM_UNKNOWN, reasons=(*reasons, unknown)), unknown=True)
    reasoned = Reasoned(score=max(0.0, min(score, 1.0)), reasons=tuple(reasons))
    return ItemMatch(reasoned, by_code=by_code and not substance.same)


def _by_substance(
    score: float, reasons: list[str], substance: SubstanceFinding, *, two: bool
) -> tuple[float, list[str]]:
    """Raise or lower what the substances decide; `two` says that other signs tell two things."""
    if substance.same:
        worth = CAS_EQUAL if substance.sure else CAS_IN_TEXT
        if two and not substance.sure:
            worth = CONTRADICTED  # "heavy water" and the tower that makes it; 99.9999 % and 98 %
        return max(score, worth), [*substance.reasons, *reasons]
    if substance.differ:
        score = min(score, CAS_DIFFERENT)
    elif substance.named_apart:
        score = min(score, CONTRADICTED)
    return score, [*reasons, *substance.reasons]


def contradictions(ours: Item, theirs: Item) -> tuple[str, ...]:
    """Return, in words, what says that two items are two things, however near they are.

    A contradiction does not make them unlike: it lets a likely pair be a possible one, which an
    officer is shown. Each holds for all goods, and none asks which list they stand in.

    Args:
        ours: Item of the transaction that is examined.
        theirs: Item of the denial.
    """
    return (*_in_texts(ours.description, theirs.description), *other_grades(ours, theirs))


@lru_cache(maxsize=_CACHED_PAIRS)
def _in_texts(ours: str, theirs: str) -> tuple[str, ...]:
    named = other_heads(ours, theirs)
    return (*((named,) if named else ()), *other_characteristics(ours, theirs))


def _described(codes: CodeFinding, words: Likeness) -> float:
    """Return what the descriptions alone are worth."""
    if words.score < DESCRIPTION_LEAST:
        return 0.0
    few = _enough(words)
    if not codes.comparable:
        return words.score * DESCRIPTION_UNLISTED * few
    return words.score * few * (DESCRIPTION_KINDRED if codes.kindred else DESCRIPTION_OTHER)


def _support(words: Likeness) -> float:
    if words.score < DESCRIPTION_LEAST:
        return 0.0
    beyond_chance = (words.score - DESCRIPTION_LEAST) / (1 - DESCRIPTION_LEAST)
    return DESCRIPTION_SUPPORT * beyond_chance * _enough(words)


def _enough(words: Likeness) -> float:
    """Return how far what both descriptions say is enough to go by."""
    if words.telling < TELLING_LEAST:
        return 0.0
    return min(words.telling / TELLING_FEW, 1.0)


def _by_parameters(
    score: float, parameters: Agreement, codes: CodeFinding, words: Likeness
) -> float:
    """Raise what agrees in its parameters and lower what does not."""
    if parameters.degree is None:
        return score
    lowered = score * (PARAMETERS_DIFFERENT + (1 - PARAMETERS_DIFFERENT) * parameters.degree)
    if parameters.degree < PARAMETERS_AGREE:
        return lowered
    unlike = words.comparable and words.telling < TELLING_LEAST and codes.closeness < CODE_ENTRY
    # 2 kW of a laser are not 2 kW of a pump: without a word in common it takes more.
    table = PARAMETERS_UNLIKE if unlike else PARAMETERS_SAME
    known = next((worth for least, worth in table if parameters.weight >= least), 0.0)
    if codes.comparable and not codes.kindred:
        known -= 0.1
    # Words and values support each other: neither alone says which thing of a kind it is.
    beside = WORD_BESIDE_VALUE if words.telling >= TELLING_WORD else 0.0
    known += (1 - known) * max(_support(words), beside) if known else 0.0
    return max(lowered, known * parameters.degree)


def _tariff(ours: Item, theirs: Item) -> tuple[float, float, tuple[str, ...]]:
    """Return what the tariff codes are worth, alone and beside another sign, and the words.

    A tariff code is far coarser than a control code and says nothing against a match: the
    same machine is declared under several.
    """
    a, b = ours.cn_code or "", theirs.cn_code or ""
    if not a or not b:
        return 0.0, 0.0, ()
    for digits, worth, support, name in CN_LEVELS:
        if len(a) >= digits <= len(b) and a[:digits] == b[:digits]:
            return worth, support, (f"same {name} {a[:digits]}",)
    return 0.0, 0.0, (f"tariff codes differ ({a}, {b}), which does not rule the item out",)


def _said(words: Likeness, codes: CodeFinding) -> tuple[str, ...]:
    if not words.comparable:
        return (f"words not weighed: {words.why_not}",)
    if not words.common:
        return ("descriptions have no word in common",)
    if words.telling < TELLING_LEAST or (codes.closeness == 1 and words.score < DESCRIPTION_LEAST):
        return ()
    how = ", after translation of trade words" if words.translated else ""
    common = ", ".join(words.common[:8])
    return (f"descriptions alike to {words.score:.2f} (both: {common}{how})",)


def _means_another(meaning: MeaningLikeness | None, words: Likeness) -> bool:
    """Whether the meanings were read and lie as far apart as those of two things."""
    if meaning is None or meaning.score is None or words.silent:
        return False
    return meaning.tells_apart and meaning.score < MEANING_APART


def _unlike(ours: Item, theirs: Item, words: Likeness) -> bool:
    """Whether both descriptions say enough, and not the same."""
    if not words.comparable or words.score >= DESCRIPTION_UNLIKE:
        return False
    return min(read_words(each.description).total for each in (ours, theirs)) >= TELLING_MUCH
