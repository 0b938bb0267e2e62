"""From decisions to the lines of the open register, so that each hides among enough exporters.

Within a release every line is the same, in all that it shows, as the lines of at least
`min_exporters` exporters. A line that is not becomes coarser by the policy's steps, one after
the other, together with its like; what is still too exact is left out and counted. A month is
released once: nothing that was shown is shown again in another way, so that no two releases
can be subtracted.

The number of a licence, where the policy shows it, tells of its exporter only to who has the
licence in hand, and so no company is asked of it. It is left out of a line that became coarser:
numbers are given one after the other, and would tell the month that the line hides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gateway.domain.annual.template import Template
from gateway.domain.openness import Coarser, OpenField, OpenLine, OpenRegister

ROUNDED_TO = 5
"""What is left out is told in fives: the exact count of one or two would tell of them."""


@dataclass(frozen=True)
class OpenDecision:
    """A decision as it may become a line.

    Attributes:
        exporters: Who stands behind it: a key of the exporter that never leaves.
        item: Item group of the template.
        end_use: Class that an officer gave it, or empty.
        number: Of the licence that was granted, or empty.
    """

    exporter: str
    decided: date
    item: str
    destination: str
    end_use: str
    decision: str
    human_rights: bool
    number: str = ""
    month: str = ""


def open_lines(
    policy: OpenRegister, template: Template, decisions: Iterable[OpenDecision]
) -> tuple[tuple[OpenLine, ...], int]:
    """Return the lines that may be shown, sorted, and how many decisions are left out.

    Args:
        policy: The authority's policy.
        template: Gives regions and categories above destinations and item groups.
        decisions: All of the months that are to be released, and only those.

    Returns:
        The lines, and the number left out, in fives, rounded up.
    """
    waiting = [replace(each, month=f"{each.decided:%Y-%m}") for each in decisions]
    shown: list[OpenLine] = []
    for step in (None, *policy.coarser):
        if step is not None:
            waiting = [replace(_coarser(step, template)(each), number="") for each in waiting]
        safe, waiting = _parted(policy, waiting)
        shown.extend(_line(policy, template, each) for each in safe)
    left_out = -(-len(waiting) // ROUNDED_TO) * ROUNDED_TO
    return tuple(sorted(shown, key=_order)), left_out


def _parted(
    policy: OpenRegister, decisions: Sequence[OpenDecision]
) -> tuple[list[OpenDecision], list[OpenDecision]]:
    """Part what hides among enough exporters from what does not."""
    company: dict[tuple[object, ...], set[str]] = {}
    for each in decisions:
        company.setdefault(_seen(policy, each), set()).add(each.exporter)
    safe: list[OpenDecision] = []
    waiting: list[OpenDecision] = []
    for each in decisions:
        enough = len(company[_seen(policy, each)]) >= policy.min_exporters
        (safe if enough else waiting).append(each)
    return safe, waiting


def _seen(policy: OpenRegister, decision: OpenDecision) -> tuple[object, ...]:
    seen = (each for each in policy.fields if each is not OpenField.NUMBER)
    return tuple(getattr(decision, each.value) for each in seen)


def _coarser(step: Coarser, template: Template) -> Callable[[OpenDecision], OpenDecision]:
    above: Mapping[Coarser, Callable[[OpenDecision], OpenDecision]] = {
        Coarser.COUNTRY_TO_REGION: lambda each: replace(
            each, destination=_highest(template, "destination", each.destination)
        ),
        Coarser.GROUP_TO_CATEGORY: lambda each: replace(
            each, item=_highest(template, "item", each.item)
        ),
        Coarser.MONTH_TO_QUARTER: lambda each: replace(
            each, month=f"{each.decided:%Y}-Q{(each.decided.month + 2) // 3}"
        ),
        Coarser.MONTH_TO_YEAR: lambda each: replace(each, month=f"{each.decided:%Y}"),
        Coarser.NO_END_USE: lambda each: replace(each, end_use=""),
    }
    return above[step]


def _highest(template: Template, dimension: str, code: str) -> str:
    known = template.code_list(dimension)
    if code not in known:
        return code
    return list(known.path(code))[-2]  # the last is the total


def _line(policy: OpenRegister, template: Template, decision: OpenDecision) -> OpenLine:
    fields = set(policy.fields)
    classes = {each.key: each.label for each in policy.end_use}

    def label(dimension: str, code: str) -> str:
        return template.code_list(dimension).label(code)

    return OpenLine(
        month=decision.month if OpenField.MONTH in fields else "",
        item=label("item", decision.item) if OpenField.ITEM in fields else "",
        destination=(
            label("destination", decision.destination) if OpenField.DESTINATION in fields else ""
        ),
        end_use=(classes.get(decision.end_use, "") if OpenField.END_USE in fields else ""),
        decision=decision.decision,
        human_rights=decision.human_rights if OpenField.HUMAN_RIGHTS in fields else None,
        number=decision.number if OpenField.NUMBER in fields else "",
    )


def _order(line: OpenLine) -> tuple[str, ...]:
    said = "" if line.human_rights is None else str(line.human_rights)
    shown = (line.month, line.item, line.destination, line.end_use, line.decision, said)
    return (*shown, line.number)
