"""The template of a year is data: it holds together, and a wrong one is refused with its line."""

from __future__ import annotations

import re

import pytest

from gateway.domain.annual.codes import TOTAL, Holds
from gateway.domain.annual.template import Measure, Template
from gateway.domain.annual.templates import read_template, shipped_file, shipped_templates
from gateway.domain.controls.lists import shipped_controls
from gateway.domain.states import shipped_states
from gateway.errors import LawError, Reason
from tests.support.member_states import MEMBER_STATES
from tests.support.raising import refuses

VERSION = "2024/214/2025-3"


@pytest.fixture(scope="module")
def template() -> Template:
    return next(each for each in shipped_templates() if each.version == VERSION)


def test_every_member_state_is_an_origin_and_lies_within_the_union(template: Template) -> None:
    assert set(template.code_list("origin").at_level("state")) == set(MEMBER_STATES)
    within = set(template.code_list("destination").children("union"))
    assert within == {shipped_states().country_of(state) for state in MEMBER_STATES}


def test_the_cyber_groups_are_those_of_the_control_lists(template: Template) -> None:
    groups = set(template.code_list("cyber_group").at_level("group"))
    assert groups == {each.key for each in shipped_controls().cyber_groups}


def test_every_category_of_annex_i_has_groups_that_cover_it(template: Template) -> None:
    items = template.code_list("item")
    for category in "0123456789":
        groups = items.children(f"C{category}")
        covered = {prefix[1] for code in groups for prefix in _prefixes(template, code)}
        assert covered == set("ABCDE")
    assert items.ancestor("5EC2", "category") == "C5"
    assert list(items.path("5EC2")) == ["5EC2", "C5", TOTAL]


def _prefixes(template: Template, code: str) -> tuple[str, ...]:
    value = template.code_list("item").get(code)
    assert value is not None
    return value.prefixes


def test_a_licence_for_two_groups_counts_once_in_each_and_once_in_the_total(
    template: Template,
) -> None:
    table = template.collected("authorisations")
    assert not table.adds_up("item", Measure.NUMBER)
    assert table.adds_up("item", Measure.VALUE)
    assert table.adds_up("licence_kind", Measure.NUMBER)
    assert table.adds_up("origin", Measure.NUMBER)


def test_patterns_ask_for_what_the_views_show(template: Template) -> None:
    assert template.patterns("users") == ((("*", "kind"),),)
    patterns = template.patterns("authorisations")
    fixed = ("=individual",), ("*", "category", "group"), ("*", "region", "country")
    assert fixed in patterns


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('parent = "C0"', 'parent = "C77"', "stands before its parent"),
        ('table = "authorisations"', 'table = "autorisations"', "is no collected table"),
        ("min_contributors = 3", "min_contributors = 0", "min_contributors"),
        ("dominance = 0.85", "dominance = 1.85", "dominance"),
        ('several = "several"', 'several = "many"', "is in no code list"),
        ('number = "1.2"', 'number = "1.1"', "two tables have the number 1.1"),
        ('levels = ["*", "state"]', 'levels = ["*", "stat"]', "no such level"),
        ('key = "applications_by_kind"', 'key = "applications_by_state"', "stands twice"),
        ('fixed = { licence_kind = "individual" }', 'fixed = { item = "C0" }', "cannot be fixed"),
        ("year = 2025", "year = 1925", "year"),
        ("[counting]", "[counting", "TOML"),
    ],
)
def test_a_wrong_template_is_refused_with_its_line(old: str, new: str, said: str) -> None:
    raw = shipped_file(VERSION).decode()
    assert old in raw
    with refuses(LawError, Reason.TEMPLATE_INVALID, match=re.escape(said)) as refused:
        read_template("wrong.toml", raw.replace(old, new, 1).encode())
    assert "line" in str(refused.value)


def test_a_template_that_is_not_shipped_is_named_with_those_that_are() -> None:
    with pytest.raises(LawError) as refused:
        shipped_file("2024/214/1999-1")
    assert VERSION in refused.value.remedy


def test_the_codes_of_the_cyber_groups_are_those_of_the_control_lists(template: Template) -> None:
    groups = template.code_list("cyber_group")
    for each in shipped_controls().cyber_groups:
        value = groups.get(each.key)
        assert value is not None
        assert value.prefixes == each.codes
        assert (value.holds is Holds.NON_LISTED_CYBER) == (not each.codes)


def test_items_outside_annex_i_have_a_group_each(template: Template) -> None:
    items = template.code_list("item")
    held = {each.holds: each.code for each in items.code if each.holds is not None}
    assert held == {
        Holds.NON_LISTED: "NL1",
        Holds.NON_LISTED_CYBER: "NL2",
        Holds.NATIONAL_LIST: "NL3",
    }


def test_small_destinations_are_one_line_a_region(template: Template) -> None:
    """No destination is lost: who has few licences is counted in the line below its region."""
    places = template.code_list("destination")
    assert len(places.leaves()) == 251  # every country and territory
    shown = set(places.at_level("country"))
    for code in places.at_level("small"):
        above = places.parent(code)
        assert above is not None
        assert above in shown or above == "union"
        assert places.ancestor(code, "region")
    assert 40 <= len(shown) <= 50


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("p_percent = 0.10", "p_percent = 1.10", "p_percent"),
        ("pooling = 2", "pooling = 3", "pooling"),
        ('behind = "penalties"', 'behind = "tools"', "tools counts nobody"),
        ('behind = "penalties"', 'behind = "punishments"', "punishments counts nobody"),
    ],
)
def test_a_wrong_rule_of_disclosure_is_refused(old: str, new: str, said: str) -> None:
    raw = shipped_file(VERSION).decode()
    assert old in raw
    with pytest.raises(LawError, match=re.escape(said)):
        read_template("wrong.toml", raw.replace(old, new, 1).encode())


def test_the_newest_template_has_the_member_states_in_the_unions_order() -> None:
    """By their names in their own languages, as the Interinstitutional Style Guide has them.

    Found in use: officer m14.
    """
    order = "BE BG CZ DK DE EE IE EL ES FR HR IT CY LV LT LU HU MT NL AT PL PT RO SI SK FI SE"
    newest = shipped_templates()[-1]
    assert newest.code_list("origin").children() == tuple(order.split())
