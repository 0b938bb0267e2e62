"""Compares two items: substance, control codes, parameters, figures, tariff code, text, meaning.

Art 2(22) asks for "essentially identical parameters or technical characteristics"; a control code
only stands for them. Each sign is compared by itself and has points (`goods_points.json`), which
`make model` learns from labelled pairs. The score is the probability that the two are essentially
identical. What one side does not state counts neither way; where nothing can be compared the score
says just that (`ITEM_UNKNOWN`), and an officer asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from gateway.domain.examination import Reasoned
from gateway.domain.transaction import Item
from gateway.matching.items.codes import CODE_EQUAL, CODE_RELATED, CodeFinding, compare_codes
from gateway.matching.items.descriptions import (
    Likeness,
    are_foreign,
    compare_descriptions,
)
from gateway.matching.items.figures import common_figures
from gateway.matching.items.parameters import Agreement, compare_parameters
from gateway.matching.items.purposes import serves
from gateway.matching.items.substances import SubstanceFinding, compare_substances
from gateway.matching.meaning.comparison import MeaningLikeness
from gateway.matching.meaning.encoder import script_of
from gateway.matching.scorecard import Scorecard, read_scorecards

ITEM_UNKNOWN = 0.25
"""Probability of goods of which nothing can be compared, of a party alike."""

ITEM_EXACT = 0.90
"""Probability from which goods are the same."""

ITEM_ALIKE = 0.30
"""Probability from which goods are likely the same: an authority that is asked too much costs less
than one that is not asked."""

ITEM_POSSIBLE = 0.20
"""Probability from which goods are possibly the same."""

TELLING_LEAST = 0.7  # words' worth below which there is nothing to say: "goods" and "goods"

_TARIFF = ((10, "goods code"), (8, "CN code"), (6, "HS subheading"), (4, "HS heading"))
_ONE_LANGUAGE, _TWO_LANGUAGES, _TWO_SCRIPTS = "one language", "two languages", "two scripts"
_COMPARED = ("code", "words", "parameters", "same substance", "other substance", "meaning")
_IN_COMMON = ("code", "words", "parameters", "same substance", "tariff", "meaning")
_ALL = 100  # hundredths
_ANOTHER = ("serves", "other substance")
_POINTS = Path(__file__).with_name("goods_points.json")


@dataclass(frozen=True, slots=True)
class ItemMatch:
    """How alike two items are.

    Attributes:
        reasoned: Probability that they are essentially identical, and reasons in words.
        unknown: Whether nothing of the two could be compared.
    """

    reasoned: Reasoned
    unknown: bool = False

    @property
    def score(self) -> float:
        """Probability that the items are essentially identical."""
        return self.reasoned.score


class Sign(NamedTuple):
    """One sign of two items.

    Attributes:
        values: By the names of the scorecard.
        reasons: In words.
    """

    values: Mapping[str, int]
    reasons: tuple[str, ...] = ()


@cache
def scorecards() -> Mapping[str, Scorecard]:
    """Return what signs count: ``described`` without a meaning, ``read`` with one."""
    return read_scorecards(_POINTS)


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
    words = compare_descriptions(ours.description, theirs.description)
    signs = item_signs(ours, theirs, codes, words, meaning)
    told = [sign for sign in signs if sign.values]
    read = any(name.startswith("meaning") for sign in told for name in sign.values)
    card = scorecards()["read" if read else "described"]
    values = {name: value for sign in told for name, value in sign.values.items()}
    score, worth = card.score(values), card.points(values)
    if (codes.closeness == CODE_EQUAL and not codes.whole_entry) or "same substance" in values:
        # An equal code below an entry, or one substance, says what a thing is. A model may be
        # wrong, so it may call the two likely and no less: nobody is left unasked for its sake.
        score = max(score, ITEM_ALIKE)
    if codes.closeness >= CODE_RELATED:
        score = max(score, ITEM_POSSIBLE)  # shown, for an officer to judge
    if codes.closeness == CODE_EQUAL and words.silent and values.get("parameters", _ALL) == _ALL:
        score = max(score, ITEM_EXACT)  # where a description says nothing, the codes do
    if not values.keys().isdisjoint(_ANOTHER):
        # Of 1,102 written pairs in which one serves the other 76 are of one thing.
        score = min(score, ITEM_ALIKE - 0.01)
    if not any(points > 0 for name, points in worth.items() if name.startswith(_IN_COMMON)):
        # What is left then is how often two statements of near things are of one.
        score = min(score, ITEM_POSSIBLE - 0.01)
    weighed = {id(sign): abs(sum(card.points(sign.values).values())) for sign in told}
    ranked = sorted(signs, key=lambda sign: -weighed.get(id(sign), 0))
    reasons = tuple(reason for sign in ranked for reason in sign.reasons)
    if not any(name.startswith(_COMPARED) for sign in told for name in sign.values):
        unknown = "the items cannot be compared: an officer judges, or asks the issuer"
        return ItemMatch(Reasoned(score=ITEM_UNKNOWN, reasons=(*reasons, unknown)), unknown=True)
    return ItemMatch(Reasoned(score=score, reasons=reasons))


def item_signs(
    ours: Item,
    theirs: Item,
    codes: CodeFinding,
    words: Likeness,
    meaning: MeaningLikeness | None,
) -> tuple[Sign, ...]:
    """Return the signs of two items; a sign of which a side says nothing has no value.

    Args:
        ours: Item of the transaction that is examined.
        theirs: Item of the denial.
        codes: What their codes say.
        words: What the words of their descriptions say.
        meaning: How alike the meanings of the descriptions are, where they were read.
    """
    texts = ours.description, theirs.description
    tongues = _TWO_LANGUAGES if are_foreign(*texts) else _ONE_LANGUAGE
    if script_of(texts[0]) != script_of(texts[1]):
        tongues = _TWO_SCRIPTS
    return (
        _code_sign(codes),
        _parameter_sign(compare_parameters(ours, theirs)),
        _figure_sign(*texts),
        _substance_sign(compare_substances(ours, theirs)),
        _word_sign(words, codes),
        _meaning_sign(meaning, words, tongues),
        Sign({tongues: 1}),
        _purpose_sign(ours, theirs),
        _tariff_sign(ours, theirs),
    )


def _code_sign(codes: CodeFinding) -> Sign:
    if not codes.comparable:
        return Sign({"no code": 1}, codes.reasons)
    whole = {"whole entry": 1} if codes.whole_entry else {}
    return Sign({"code": _hundredths(codes.closeness), **whole}, codes.reasons)


def _parameter_sign(found: Agreement) -> Sign:
    if found.degree is None:
        return Sign({"no parameter": 1}, found.reasons)
    values = {"parameters": _hundredths(found.degree), "equal": _hundredths(found.weight)}
    return Sign(values, found.reasons)


def _figure_sign(ours: str, theirs: str) -> Sign:
    found = common_figures(ours, theirs)
    if found is None:
        return Sign({"no figure": 1})
    why = (f"both descriptions state {', '.join(found.shown)}",) if found.shown else ()
    return Sign({"figures": found.worth, "figure share": found.share}, why)


def _substance_sign(found: SubstanceFinding) -> Sign:
    if found.same:
        return Sign({"same substance": 1 + found.sure}, found.reasons)
    apart = 2 * found.differ or int(found.named_apart)
    return Sign({"other substance": apart} if apart else {}, found.reasons)


def _word_sign(words: Likeness, codes: CodeFinding) -> Sign:
    if not words.comparable:
        return Sign({"no words": 1}, (f"words not weighed: {words.why_not}",))
    said = _hundredths(words.score) if words.telling >= TELLING_LEAST else 0
    return Sign({"words": said}, _said(words, codes))


def _meaning_sign(meaning: MeaningLikeness | None, words: Likeness, tongues: str) -> Sign:
    if meaning is None:
        return Sign({})
    if meaning.score is None or words.silent:
        return Sign({}, (meaning.said,))
    # Near things lie nearer in one language than one thing in two languages.
    return Sign({f"meaning in {tongues}": _hundredths(meaning.score)}, (meaning.said,))


def _purpose_sign(ours: Item, theirs: Item) -> Sign:
    served = serves(ours.description, theirs.description)
    return Sign({"serves": 1}, (f"{served}: what serves a thing is not the thing",)) if served \
        else Sign({})  # fmt: skip


def _tariff_sign(ours: Item, theirs: Item) -> Sign:
    """Say how many digits of the tariff codes agree: one machine is declared under several."""
    a, b = ours.cn_code or "", theirs.cn_code or ""
    if not a or not b:
        return Sign({"no tariff code": 1})
    for digits, name in _TARIFF:
        if len(a) >= digits <= len(b) and a[:digits] == b[:digits]:
            return Sign({"tariff": digits}, (f"same {name} {a[:digits]}",))
    why = f"tariff codes differ ({a}, {b}), which does not rule the item out"
    return Sign({"tariff": 0}, (why,))


def _said(words: Likeness, codes: CodeFinding) -> tuple[str, ...]:
    if not words.common:
        return ("descriptions have no word in common",)
    if words.telling < TELLING_LEAST or (codes.closeness == 1 and not words.score):
        return ()
    how = ", after translation of trade words" if words.translated else ""
    common = ", ".join(words.common[:8])
    return (f"descriptions alike to {words.score:.2f} (both: {common}{how})",)


def _hundredths(value: float) -> int:
    return round(100 * value)
