"""Every line of the open register hides among enough exporters, or is not there."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.annual.templates import shipped_templates
from gateway.domain.openness import Coarser, EndUseClass, OpenField, OpenLine, OpenRegister
from gateway.reports.open_register import OpenDecision, open_lines

TEMPLATE = shipped_templates()[0]
STEPS = tuple(Coarser)
POLICY = OpenRegister(
    fields=tuple(OpenField),
    delay_months=6,
    min_exporters=3,
    coarser=STEPS,
    end_use=(EndUseClass(key="police", label="Police"), EndUseClass(key="civil", label="Civil")),
    template=TEMPLATE.version,
)


def decision(exporter: str, **changes: object) -> OpenDecision:
    given = {
        "exporter": exporter,
        "decided": date(2025, 3, 7),
        "item": "5EC1",
        "destination": "AE",
        "end_use": "police",
        "decision": "granted",
        "human_rights": False,
    }
    return OpenDecision(**{**given, **changes})  # type: ignore[arg-type]


DECISIONS = st.lists(
    st.builds(
        OpenDecision,
        exporter=st.sampled_from("ABCDEFG"),
        decided=st.dates(date(2025, 1, 1), date(2025, 12, 31)),
        item=st.sampled_from(["5EC1", "5EC2", "4EC2", "NL2"]),
        destination=st.sampled_from(["AE", "SA", "TR", "IN"]),
        end_use=st.sampled_from(["police", "civil", ""]),
        decision=st.sampled_from(["granted", "refused"]),
        human_rights=st.booleans(),
    ),
    max_size=60,
)
POLICIES = st.builds(
    lambda fields, steps: POLICY.model_copy(
        update={"fields": (OpenField.DECISION, *fields), "coarser": tuple(steps)}
    ),
    st.sets(st.sampled_from([f for f in OpenField if f is not OpenField.DECISION])),
    st.lists(st.sampled_from(STEPS), unique=True),
)


@given(POLICIES, DECISIONS)
def test_who_knows_all_but_one_exporter_cannot_tell_whose_a_line_is(
    policy: OpenRegister, decisions: list[OpenDecision]
) -> None:
    """Each line could be of any of three exporters: take any out, and two have the same line."""
    lines, left_out = open_lines(policy, TEMPLATE, decisions)
    assert left_out % 5 == 0
    assert 0 <= len(decisions) - len(lines) <= left_out < len(decisions) - len(lines) + 5
    behind: dict[OpenLine, set[str]] = defaultdict(set)
    for exporter in "ABCDEFG":
        without = [each for each in decisions if each.exporter != exporter]
        alone, _ = open_lines(
            policy.model_copy(update={"min_exporters": 1, "coarser": ()}), TEMPLATE, without
        )
        assert len(alone) == len(without)
    for line in lines:
        for each in decisions:
            if could_be(policy, line, each):
                behind[line].add(each.exporter)
    assert all(len(behind[line]) >= 3 for line in lines)


def could_be(policy: OpenRegister, line: OpenLine, decision: OpenDecision) -> bool:
    """Say whether a line may be told of a decision, by an independent reading of labels."""
    items, places = TEMPLATE.code_list("item"), TEMPLATE.code_list("destination")
    month = f"{decision.decided:%Y-%m}"
    quarter = f"{decision.decided:%Y}-Q{(decision.decided.month - 1) // 3 + 1}"
    labels = {"police": "Police", "civil": "Civil", "": ""}
    said = {
        OpenField.MONTH: line.month in (month, quarter, month[:4]),
        OpenField.ITEM: line.item in [items.label(c) for c in items.path(decision.item)],
        OpenField.DESTINATION: line.destination
        in [places.label(c) for c in places.path(decision.destination)],
        OpenField.END_USE: line.end_use in (labels[decision.end_use], ""),
        OpenField.DECISION: line.decision == decision.decision,
        OpenField.HUMAN_RIGHTS: line.human_rights == decision.human_rights,
        OpenField.NUMBER: True,  # it tells only who has the licence in hand
    }
    return all(said[field] for field in policy.fields)


def test_three_exporters_are_shown_as_they_are_and_two_less_exactly() -> None:
    exact = [decision(each) for each in "ABC"]
    few = [decision("D", destination="SA"), decision("E", destination="TR", item="5EC2")]
    lines, left_out = open_lines(POLICY, TEMPLATE, [*exact, *few])
    assert [(line.month, line.destination) for line in lines] == [
        ("2025-03", "United Arab Emirates")
    ] * 3
    assert left_out == 5  # two, told in fives
    third = decision("F", destination="SA", item="5EC2")
    lines, left_out = open_lines(
        POLICY,
        TEMPLATE,
        [*exact, decision("D", destination="SA"), third, decision("E", destination="IL")],
    )
    assert left_out == 0
    assert {line.destination for line in lines} == {"United Arab Emirates", "Middle East"}
    assert {line.item for line in lines if line.destination == "Middle East"} == {
        "Category 5: Telecommunications and information security"
    }


def test_a_field_that_is_off_is_nowhere() -> None:
    policy = POLICY.model_copy(update={"fields": (OpenField.MONTH, OpenField.DECISION)})
    lines, _ = open_lines(policy, TEMPLATE, [decision(each) for each in "ABC"])
    assert set(lines) == {OpenLine(month="2025-03", decision="granted")}


def test_one_exporter_with_many_licences_is_one_exporter() -> None:
    lines, left_out = open_lines(POLICY, TEMPLATE, [decision("A") for _ in range(40)])
    assert (lines, left_out) == ((), 40)


def test_a_number_stands_beside_a_line_that_is_exact_and_beside_no_other() -> None:
    """Numbers are given one after the other: beside a quarter one would tell the month."""
    exact = [decision(each, number=f"DE-L-2025-0000{each}") for each in "ABC"]
    coarse = [
        decision(each, number=f"DE-L-2025-0001{each}", decided=date(2025, month, 7))
        for each, month in zip("DEF", (4, 5, 6), strict=True)
    ]
    lines, left_out = open_lines(POLICY, TEMPLATE, [*exact, *coarse])
    assert left_out == 0
    assert {line.month: line.number for line in lines if line.month != "2025-03"} == {"2025-Q2": ""}
    shown = [line.number for line in lines if line.month == "2025-03"]
    assert shown == ["DE-L-2025-0000A", "DE-L-2025-0000B", "DE-L-2025-0000C"]
    fields = tuple(each for each in OpenField if each is not OpenField.NUMBER)
    silent, _ = open_lines(POLICY.model_copy(update={"fields": fields}), TEMPLATE, exact)
    assert {line.number for line in silent} == {""}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"fields": ("month",)}, "shows the decision"),
        ({"fields": ("decision", "decision", "end_use")}, "stands twice"),
        ({"end_use": ()}, "classes are named"),
        ({"min_exporters": 2}, "greater than or equal to 3"),
        ({"delay_months": 0}, "greater than or equal to 1"),
        ({"fields": ("decision", "number"), "end_use": ()}, "show the month, too"),
        ({"scope": "all"}, "would tell what is left out"),
    ],
)
def test_a_policy_that_shows_too_much_or_contradicts_itself_is_refused(
    change: dict[str, object], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        OpenRegister.model_validate(POLICY.model_dump() | change)
