"""Every act and task is told as an event of one type, and the guide has each of them."""

from __future__ import annotations

import re

import pytest

from gateway.domain.acts import TaskKind, Verb
from gateway.domain.feed.event_types import TASK_ENDED, TASK_OPENED, event_types, kinds_of, type_of
from gateway.errors import InputError
from tests.support.walks import ROOT

GUIDE = ROOT / "docs/guides/events.md"
ROWS = re.compile(r"(?:^\| `comity\.[a-z_.]+` \| \w+ \| [a-z_, ]+ \| .+ \|\n)+", re.MULTILINE)


def test_every_verb_has_a_type_and_nothing_else_has_but_what_the_feed_says_itself() -> None:
    own = {TASK_OPENED, TASK_ENDED, "feed.went_back"}
    assert set(event_types()) == set(Verb) | own
    names = [each.name for each in event_types().values()]
    assert len(set(names)) == len(names)


def test_the_guide_has_every_type_with_the_words_of_the_table(
    pytestconfig: pytest.Config,
) -> None:
    rows = [
        f"| `{each.name}` | {each.noun} | {', '.join(each.changed)} | {each.says} |\n"
        for each in sorted(event_types().values(), key=lambda each: each.name)
    ]
    guide = GUIDE.read_text("utf-8")
    if pytestconfig.getoption("--write"):
        guide = ROWS.sub("".join(rows), guide, count=1)
        GUIDE.write_text(guide, "utf-8")
    assert ROWS.findall(guide) == ["".join(rows)]


def test_a_task_is_told_when_it_opens_and_when_it_is_open_no_more() -> None:
    wrong = [
        (kind, told)
        for kind in TaskKind
        for told, name in ((f"task.{kind}", "opened"), (f"task.{kind}.closed", "closed"))
        if (type_of(told)[0].name, type_of(told)[1]) != (f"comity.task.{name}", kind)
        or len(told) > 40  # the column's width: what is cut off is told of no kind
        or told not in kinds_of([f"comity.task.{name}"])
        or kind.endswith(".closed")
    ]
    assert wrong == []


def test_what_an_older_version_wrote_is_told_all_the_same() -> None:
    kind, task = type_of("case.weighed")
    assert (kind.name, kind.noun, task) == ("comity.case.weighed", "node", None)


def test_a_type_that_there_is_not_is_refused_by_name() -> None:
    with pytest.raises(InputError) as refused:
        kinds_of(["comity.case.filed", "comity.case.wished"])
    assert refused.value.metadata["field"] == "type"
