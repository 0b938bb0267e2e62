"""Readers who know more than what is published, each asked what he learns of the others.

An exporter knows his own part of every figure, and where he is alone that he is not to be
taken for granted; two exporters pool their parts; a Member State knows its own figures; a
journalist knows one licence. None of them may place what the others have more narrowly than
the template's rules allow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from tests.attacker.asking import Attack, Insider, exact
from tests.attacker.knowledge import ALL, Figure
from tests.attacker.public import JOIN, NUMBER, VALUE, Place, Public
from tests.attacker.reading import Folder
from tests.support.outside import FoundOutside
from tests.support.parts_of_year import Part, Parts

Rule = Callable[[Figure, float, float], bool]
SLIP = 1e-5


def attack_as_states(
    public: Public, folder: Folder, parts: Parts, states: Iterable[str]
) -> FoundOutside:
    """Attack as each of some Member States."""
    found = FoundOutside()
    for state in states:
        own = {place: _sum(whose) for place, whose in parts.items() if place.origin == state}
        mine = own | {place._replace(origin="*"): part for place, part in own.items()}
        whole = {place for place in folder.cells if place.origin == state}
        _attack(public, folder, parts, Insider(mine, whole), f"{state}/", found)
    return found


def attack_as_exporters(
    public: Public, folder: Folder, parts: Parts, *, many: int, together: int = 1
) -> FoundOutside:
    """Attack as those who stand behind most held figures, alone or with the next one.

    Args:
        public: The template.
        folder: What is published.
        parts: Who has what.
        many: So many attacks.
        together: 2: each pools with the next.
    """
    behind = Counter(
        name for place in folder.cells if folder.held(place) for name in parts.get(place, {})
    )
    order = sorted(behind, key=lambda each: (-behind[each], each))[: many + together - 1]
    groups = [(each,) for each in order] if together == 1 else list(pairwise(order))
    found = FoundOutside()
    for group in groups:
        mine = {
            place: _sum({name: part for name, part in whose.items() if name in group})
            for place, whose in parts.items()
            if not whose.keys().isdisjoint(group)
        }
        _attack(public, folder, parts, Insider(mine, frozenset()), group, found)
    return found


def attack_as_journalists(
    public: Public, folder: Folder, parts: Parts, licences: Iterable[tuple[str, Parts]]
) -> FoundOutside:
    """Attack as who knows one licence, and not what else its exporter has.

    Args:
        public: The template.
        folder: What is published.
        parts: Who has what.
        licences: Exporters, each with the figures of one licence of his.
    """
    found = FoundOutside()
    for name, licence in licences:
        mine = {place: _sum(whose) for place, whose in licence.items()}
        _attack(public, folder, parts, Insider(mine, frozenset()), (name,), found)
    return found


def _attack(
    public: Public,
    folder: Folder,
    parts: Parts,
    insider: Insider,
    who: str | Sequence[str],
    found: FoundOutside,
) -> None:
    for measure in (NUMBER, VALUE):
        asking = Attack(public, [folder], measure, flags=ALL, insider=insider)
        found.asked += len(asking.held())
        for each in asking.place_all(_rule(public, parts, measure, who)):
            (found.exact if exact(each) else found.narrow).append(each)


def others_of(parts: Parts, place: Place, who: str | Sequence[str]) -> list[Part]:
    """Return the parts of a figure that are not the reader's; merged rows are added up."""
    found: dict[str, Part] = {}
    for each in _single(place):
        for name, part in parts.get(each, {}).items():
            his = name.startswith(who) if isinstance(who, str) else name in who
            if not his:
                found[name] = _sum({"": found.get(name, {}), name: part})
    return list(found.values())


def _rule(public: Public, parts: Parts, measure: str, who: str | Sequence[str]) -> Rule:
    """Return what says whether the others' parts stay hidden in an interval of the whole."""

    def safe(figure: Figure, low: float, high: float) -> bool:
        others = others_of(parts, figure[0], who)
        theirs = sorted((part.get(measure, 0) for part in others), reverse=True)
        if not sum(theirs):
            return True
        whole = sum(_sum(parts.get(each, {})).get(measure, 0) for each in _single(figure[0]))
        if measure == NUMBER:
            # Of two others neither is told by their sum.
            return (
                len(theirs) > 1 and not isinstance(who, str)
            ) or high - low >= public.width - SLIP
        need = public.share * sum(theirs)
        if not isinstance(who, str):
            need = public.share * theirs[0] - sum(theirs[1:])
        room = need * (1 - SLIP) - 1
        return need <= 0 or (low <= whole - room and high >= whole + room)

    return safe


def _single(place: Place) -> list[Place]:
    for spot, code in enumerate(place.at):
        if JOIN in code:
            return [
                place._replace(at=(*place.at[:spot], each, *place.at[spot + 1 :]))
                for each in code.split(JOIN)
            ]
    return [place]


def _sum(whose: Mapping[str, Mapping[str, int]]) -> Part:
    return {
        measure: sum(part.get(measure, 0) for part in whose.values()) for measure in (NUMBER, VALUE)
    }


def told_by_pools(public: Public, folder: Folder, parts: Parts, *, together: int) -> list[Place]:
    """Return shown values of which the parts next to the largest tell it to within the rule.

    Args:
        public: The template, whose p-percent rule it is.
        folder: What is published.
        parts: Who has what.
        together: So many pool what they know.
    """
    share = float(public.law["disclosure"]["p_percent"])
    found = []
    for place, cell in folder.cells.items():
        if not cell.figures.get(VALUE) or JOIN in "".join(place.at):
            continue
        if not public.tables[place.table].get("contributors", True):
            continue
        theirs = sorted((part[VALUE] for part in parts.get(place, {}).values()), reverse=True)
        if sum(theirs[1 + together :]) < share * theirs[0]:
            found.append(place)
    return found


def behind_fewer(public: Public, folder: Folder, parts: Parts, least: int) -> Collection[Place]:
    """Return shown figures with fewer exporters behind them than are asked for."""
    return [
        place
        for place, cell in folder.cells.items()
        if any(cell.figures.values())
        and public.tables[place.table].get("contributors", True)
        and JOIN not in "".join(place.at)
        and len(parts.get(place, {})) < least
    ]
