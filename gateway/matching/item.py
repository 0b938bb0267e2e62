"""Compares two items: control codes, parameters, CAS, CN, description (Art 2(22)).

"Essentially identical parameters or technical characteristics": a control code only stands
for them. So declared parameters can raise a pair of different codes and lower a pair of equal
ones, and a non-listed item is found by its parameters and its description.

Codes of two list versions are compared as they are; the versions are said in the reasons
when they differ. What a code meant in another version is the list's matter, not ours.
"""

from __future__ import annotations

import re
from decimal import Decimal

from rapidfuzz import fuzz

from gateway.domain.examination import Reasoned
from gateway.domain.transaction import Classification, Item, ListSource, Parameter
from gateway.matching.names import latin
from gateway.matching.units import to_base

# Closeness of two codes (matching.md section 2e gives the order; the values are ours).
CODE_EQUAL = 1.0
CODE_ANCESTOR = 0.9  # 5A001.j and 5A001: one authority classified less finely
CODE_HEADING = 0.7  # 5A001.j and 5A001.f
CODE_RELATED = 0.55  # software or technology of the same entry: 5D001, 5E001 and 5A001
CODE_GROUP = 0.4  # 5A001 and 5A002
CODE_CATEGORY = 0.2

CAS_EQUAL = 1.0  # a CAS number names one substance
CAS_DIFFERENT = 0.35
CN_EQUAL_8 = 0.6  # a tariff code is far coarser than a control code
CN_EQUAL_6 = 0.45
PARAMETERS_EQUAL = 0.9  # two or more equal parameters, whatever the codes
PARAMETERS_EQUAL_ONE = 0.75
PARAMETERS_DIFFERENT = 0.8  # factor for the worst: same code, another grade of equipment
DESCRIPTION_EQUAL = 0.88  # factor: words of a trade description are weaker than a code

PARAMETER_TOLERANCE = Decimal("0.05")  # up to 5 % is the same: rounding, measuring conditions
PARAMETER_NEAR = Decimal(2)  # up to twice is another grade of the same thing
_FEW = 2  # parameters or words below which agreement may be chance
_WORD = re.compile(r"[a-z0-9]+")
_FILLERS = frozenset(
    {"an", "and", "as", "by", "for", "from", "in", "is", "its", "of", "on", "or", "other"}
    | {"such", "than", "that", "the", "their", "this", "to", "with", "used", "use", "set"}
    | {"system", "equipment", "item", "device", "type", "model", "product", "unit"}
    | {"specially", "designed"}
)


def compare_items(ours: Item, theirs: Item) -> Reasoned:
    """Compare our item with theirs.

    Args:
        ours: Item of the transaction that is examined.
        theirs: Item of the denial.
    """
    score, reasons = _codes(ours, theirs)
    parameters, agreed, said = _parameters(ours.parameters, theirs.parameters)
    reasons += said
    if parameters is not None:
        if parameters == 1.0:
            known = PARAMETERS_EQUAL if agreed >= _FEW else PARAMETERS_EQUAL_ONE
            score = max(score, known if _kindred(ours, theirs) else known - 0.1)
        else:
            # From 1 (all the same) down to the factor for "all different".
            score *= PARAMETERS_DIFFERENT + (1 - PARAMETERS_DIFFERENT) * parameters
    words = _description(ours.description, theirs.description)
    if not ours.codes or not theirs.codes:
        score = max(score, words * DESCRIPTION_EQUAL)
        reasons.append(f"descriptions alike to {words:.2f}")
    elif words >= 0.8:  # noqa: PLR2004 - worth saying; the code decides
        reasons.append(f"descriptions alike to {words:.2f}")
    score = _tariff(ours, theirs, score, reasons)
    score = _substance(ours, theirs, score, reasons)
    if not reasons:
        reasons.append("nothing of the items can be compared")
    return Reasoned(score=max(0.0, min(score, 1.0)), reasons=tuple(reasons))


def code_closeness(a: str, b: str) -> tuple[float, str]:
    """Return how close two control codes are, and how to say it.

    Args:
        a: Our code, e.g. ``5A001.j``.
        b: Their code.
    """
    if a == b:
        return CODE_EQUAL, f"same control code {a}"
    if a.startswith(f"{b}.") or b.startswith(f"{a}."):
        finer, coarser = (a, b) if len(a) > len(b) else (b, a)
        return CODE_ANCESTOR, f"{finer} is part of {coarser}"
    if a[:5] == b[:5]:
        shared = _shared_parts(a, b)
        # The deeper the common branch, the nearer: 6A001.a.1.a and 6A001.a.1.b.
        near = CODE_HEADING + min(shared * 0.05, 0.15)
        return near, f"{a} and {b} lie under {'.'.join(a.split('.')[: shared + 1])}"
    return _distant(a, b)


def _distant(a: str, b: str) -> tuple[float, str]:
    """Return how close codes of two headings are."""
    if a[0] != b[0]:
        return 0.0, f"{a} and {b}: different categories"
    if a[2:5] == b[2:5] and {a[1], b[1]} & {"D", "E"}:
        return CODE_RELATED, f"{a} and {b}: software or technology of the same entry"
    if a[:2] == b[:2]:
        return CODE_GROUP, f"{a} and {b}: same category and group only"
    return CODE_CATEGORY, f"{a} and {b}: same category only"


def description_words(text: str) -> tuple[str, ...]:
    """Return the words of a description that say something, in Latin letters, sorted."""
    words = {_singular(word) for word in _WORD.findall(latin(text))}
    return tuple(sorted(word for word in words if word not in _FILLERS and len(word) > 1))


def _shared_parts(a: str, b: str) -> int:
    """Count the common levels below the heading."""
    shared = 0
    for left, right in zip(a.split(".")[1:], b.split(".")[1:], strict=False):
        if left != right:
            break
        shared += 1
    return shared


def _codes(ours: Item, theirs: Item) -> tuple[float, list[str]]:
    best: tuple[float, str, Classification, Classification] | None = None
    for mine in ours.classifications:
        for their in theirs.classifications:
            if mine.code is None or their.code is None:
                continue
            score, words = code_closeness(mine.code, their.code)
            if mine.source is not their.source or mine.state != their.state:
                # 5A901 of one State's list is not 5A901 of another's.
                score = min(score, CODE_HEADING) if ListSource.NATIONAL in (
                    mine.source, their.source
                ) else score  # fmt: skip
            if best is None or score > best[0]:
                best = (score, words, mine, their)
    if best is None:
        return 0.0, _unlisted(ours, theirs)
    score, words, mine, their = best
    reasons = [words]
    if mine.list_version and their.list_version and mine.list_version != their.list_version:
        reasons.append(f"list versions {mine.list_version} and {their.list_version}")
    return score, reasons


def _unlisted(ours: Item, theirs: Item) -> list[str]:
    if not ours.codes and not theirs.codes:
        return ["neither item is listed: compared by parameters and description"]
    listed, who = (ours, "ours") if ours.codes else (theirs, "theirs")
    return [f"only {who} is listed ({', '.join(listed.codes)}): compared by what it is"]


def _kindred(ours: Item, theirs: Item) -> bool:
    """Whether codes say the items are of one category, or say nothing."""
    if not ours.codes or not theirs.codes:
        return True
    return any(a[0] == b[0] for a in ours.codes for b in theirs.codes)


def _parameters(
    ours: tuple[Parameter, ...], theirs: tuple[Parameter, ...]
) -> tuple[float | None, int, list[str]]:
    """Return the mean agreement of the parameters both declare, how many, and the words."""
    others = {_parameter_name(p.name): p for p in theirs}
    degrees: list[float] = []
    reasons: list[str] = []
    for mine in ours:
        their = others.get(_parameter_name(mine.name))
        if their is None:
            continue
        degree, words = _parameter(mine, their)
        if degree is not None:
            degrees.append(degree)
        reasons.append(words)
    if not degrees:
        return None, 0, reasons
    return sum(degrees) / len(degrees), len(degrees), reasons


def _parameter_name(name: str) -> str:
    return latin(name.replace("_", " "))


def _parameter(mine: Parameter, their: Parameter) -> tuple[float | None, str]:
    a, unit_a = to_base(mine.value, mine.unit)
    b, unit_b = to_base(their.value, their.unit)
    said = f"{mine.name} {_quantity(mine)} and {_quantity(their)}"
    if unit_a != unit_b:
        return None, f"{said}: units cannot be compared"
    if a == b:
        return 1.0, f"{said}: equal"
    if a == 0 or b == 0 or (a < 0) != (b < 0):
        return 0.0, f"{said}: different"
    ratio = max(abs(a), abs(b)) / min(abs(a), abs(b))
    if ratio <= 1 + PARAMETER_TOLERANCE:
        percent = (ratio - 1) * 100
        return 1.0, f"{said}: the same within {PARAMETER_TOLERANCE:.0%} ({percent:.1f} %)"
    if ratio <= PARAMETER_NEAR:
        degree = float((PARAMETER_NEAR - ratio) / (PARAMETER_NEAR - 1))
        return degree, f"{said}: {ratio:.2f} times"
    return 0.0, f"{said}: {ratio:.1f} times, another grade"


def _quantity(parameter: Parameter) -> str:
    unit = "" if parameter.unit in ("", "1") else f" {parameter.unit}"
    return f"{parameter.value.normalize():f}{unit}"


def _description(a: str, b: str) -> float:
    left, right = description_words(a), description_words(b)
    if not left or not right:
        return 0.0
    sort = fuzz.token_sort_ratio(" ".join(left), " ".join(right)) / 100
    common = len(set(left) & set(right))
    cover = common / min(len(left), len(right))
    dice = 2 * common / (len(left) + len(right))
    # A short description inside a long one is good evidence only if it has words enough.
    inside = cover * (0.85 if min(len(left), len(right)) > _FEW else 0.6)
    return max(dice, inside, sort if sort > 0.75 else 0.0)  # noqa: PLR2004 - below: chance letters


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] != "s" else word  # noqa: PLR2004


def _tariff(ours: Item, theirs: Item, score: float, reasons: list[str]) -> float:
    a, b = ours.cn_code, theirs.cn_code
    if not a or not b:
        return score
    if a[:8] == b[:8] and len(a) >= 8 and len(b) >= 8:  # noqa: PLR2004 - CN has eight digits
        reasons.append(f"same CN code {a[:8]}")
        return max(score, CN_EQUAL_8)
    if a[:6] == b[:6]:
        reasons.append(f"same HS subheading {a[:6]}")
        return max(score, CN_EQUAL_6)
    return score


def _substance(ours: Item, theirs: Item, score: float, reasons: list[str]) -> float:
    a, b = ours.cas_number, theirs.cas_number
    if not a or not b:
        return score
    if a == b:
        reasons.insert(0, f"same CAS number {a}")
        return max(score, CAS_EQUAL)
    reasons.append(f"CAS numbers differ ({a}, {b}): other substances")
    return min(score, CAS_DIFFERENT)
