"""What the page of a thing says of acts: which there are, what is begun, what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gateway.casework.drafts.drafts import drafts_about
from gateway.console.acts.declared import DeskAct, DeskNoun
from gateway.console.visit import Visit


def offered(
    visit: Visit, noun: DeskNoun, subject: str, acts: Iterable[DeskAct]
) -> list[dict[str, str]]:
    """Return the acts that an officer may do, for the links of a thing's page.

    Args:
        visit: Who looks at the page.
        noun: The kind of thing.
        subject: Which one.
        acts: Those that are possible as things stand.
    """
    return [
        {
            "title": visit.language.text(each.title),
            "effect": visit.language.text(each.effect),
            "address": f"{noun.address(subject)}/acts/{each.code}",
            "key": each.key,
        }
        for each in acts
        if visit.who.may(each.needs)
    ]


async def begun(
    visit: Visit, noun: DeskNoun, subject: str, acts: Iterable[DeskAct]
) -> list[dict[str, Any]]:
    """Return the drafts that an officer has about a thing, for its page."""
    mine = {each.code: each for each in acts if visit.who.may(each.needs)}
    if not mine:
        return []
    needs = next(iter(mine.values())).needs
    return [
        {
            "title": visit.language.text(mine[each.act].title),
            "address": f"{noun.address(subject)}/acts/{each.act}",
            "at": each.kept_at,
        }
        for each in await drafts_about(visit.office, visit.who, needs, subject)
        if each.act in mine
    ]


def what_was_done(visit: Visit, acts: Iterable[DeskAct]) -> str:
    """Return what a thing's page says after an act; empty where it was opened otherwise."""
    done = visit.asked("done")
    if done == "dropped":
        return visit.says("the draft is thrown away.")
    for each in acts:
        if done == each.code:
            return visit.language.text(each.done)
        if done == f"{each.code}-proposed":
            return visit.language.text(each.proposed or each.done)
    return ""
