"""What the Coordination Group alone is told: sums of the Union, and nothing of one State."""

from __future__ import annotations

from gateway.domain.annual.codes import ORIGIN
from gateway.domain.annual.submission import IndicatorValue
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.consolidation import Consolidation, consolidate
from gateway.reports.editions import group_totals, indicators
from tests.support.annual import source_of, submission

TEMPLATE = shipped_templates()[0]
STATES = TEMPLATE.code_list(ORIGIN).children()


def told(states: int) -> Consolidation:
    sent = []
    for state in STATES[:states]:
        whole = submission(TEMPLATE, state, ())
        value = IndicatorValue(key="assessments", count=3)
        header = whole.header.model_copy(update={"indicators": (value,)})
        sent.append((source_of(state), whole.model_copy(update={"header": header})))
    return consolidate(TEMPLATE, sent)


def shown(states: int) -> str:
    return next(each.shown for each in group_totals(told(states)) if each.key == "assessments")


def test_the_group_is_told_the_unions_sum_and_of_how_many_states() -> None:
    assert shown(27) == "81 (27 of 27 Member States)"
    assert shown(18) == "54 (18 of 27 Member States)"


def test_a_sum_of_few_states_is_not_available() -> None:
    assert shown(17) == ""


def test_it_is_not_in_what_is_published() -> None:
    group = {each.key for each in group_totals(told(27))}
    assert "assessments" in group
    assert not group & {each.key for each in indicators(told(27))}
