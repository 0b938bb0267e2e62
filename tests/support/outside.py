"""What the attacker from outside finds in a published year, judged by the year's records."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from tests.attacker.asking import Attack, Placed, differences, exact, rule_of
from tests.attacker.knowledge import ALL, SAME, Figure
from tests.attacker.public import JOIN, NUMBER, VALUE, read_template
from tests.attacker.reading import Folder, read_folder
from tests.support.published_year import PublishedYear


@dataclass
class FoundOutside:
    """What was found.

    Attributes:
        asked: Held figures that were asked about.
        exact: Those of which one figure only is left.
        narrow: Those that are placed more narrowly than the template allows.
        thin: Differences of shown figures with fewer exporters behind them than a cell may have.
        false: Held figures that he places where they are not: what he takes for known is not.
    """

    asked: int = 0
    exact: list[Placed] = field(default_factory=list)
    narrow: list[Placed] = field(default_factory=list)
    thin: list[str] = field(default_factory=list)
    false: list[Placed] = field(default_factory=list)

    def __add__(self, other: FoundOutside) -> FoundOutside:
        return FoundOutside(
            self.asked + other.asked,
            self.exact + other.exact,
            self.narrow + other.narrow,
            self.thin + other.thin,
            self.false + other.false,
        )

    @property
    def counts(self) -> dict[str, int]:
        """How many were asked about, and what was found."""
        return {"asked": self.asked, "exact": len(self.exact), "narrow": len(self.narrow)}


def attack(
    year: PublishedYear,
    editions: Collection[int],
    *,
    flags: str = ALL,
    told: bool = False,
    read: Sequence[Folder] | None = None,
) -> FoundOutside:
    """Attack a published year.

    Args:
        year: The year.
        editions: Places of the editions that he has.
        flags: What he knows.
        told: Whether he even knows which figures differ between the editions.
        read: What he has read in those editions' folders; left out: he reads them now.
    """
    public = read_template(year.template)
    if read is None:
        read = [read_folder(public, year.folders[each]) for each in editions]
    folders = list(read)
    order = list(editions)
    found = FoundOutside()
    for measure in (NUMBER, VALUE):
        asking = Attack(
            public, folders, measure, flags=flags, changed=year.changed if told else None
        )

        def truth(figure: Figure, measure: str = measure) -> float:
            return year.amount(order[figure[1]], figure[0], measure)

        def since(figure: Figure, measure: str = measure, folders: list[Folder] = folders) -> float:
            """Return what is not known of a figure: of one that was shown, how it changed."""
            now, then = truth(figure), folders[0].known(figure[0], measure)
            return now if then is None or figure[1] in {0, SAME} else now - then

        found.asked += len(asking.held())
        for each in asking.place_all(rule_of(public, measure, truth, since)):
            (found.exact if exact(each) else found.narrow).append(each)
            figure = truth((each.place, each.edition))
            slip = max(1.0, figure) * 1e-3
            if not each.low - slip <= figure <= each.high + slip:
                found.false.append(each)
    for pair in differences(public, folders):
        if any(JOIN in code for place, _ in pair[:2] for code in place.at):
            continue
        if not public.tables[pair.more[0].table].get("contributors", True):
            continue
        more, less = (year.exporters(order[edition], place) for place, edition in pair[:2])
        behind = sum(more.get(name, 0) != less.get(name, 0) for name in {*more, *less})
        if behind < public.smallest:
            found.thin.append(f"{pair.measure} {pair.more} less {pair.less}: {behind} exporters")
    return found
