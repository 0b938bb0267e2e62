"""How much of what is dealt is data: the shipped file, another one, and what is wrong with it."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from gateway.domain.rulebook import shipped_rulebooks
from gateway.errors import InputError
from lab.simulation.plan import START, Dice
from lab.simulation.shares import read_shares, shipped_shares

SHIPPED = Path(str(files("lab.simulation"))) / "shares.toml"


def test_every_kind_of_case_of_the_newest_law_that_begins_by_itself_has_a_share() -> None:
    known = {each.code: each for each in shipped_rulebooks().in_force(START).cases}
    dealt = set(shipped_shares().applications.kinds)
    assert dealt <= set(known)
    follow = {"transit_application", "end_user_added"}  # after a letter; to a global licence
    assert {c for c, rule in known.items() if not rule.concerns_case} - follow == dealt


def test_every_outcome_that_has_a_share_is_one_of_its_kind_of_case() -> None:
    book = shipped_rulebooks().in_force(START)
    for kind, weights in shipped_shares().decisions.outcomes.items():
        assert set(weights) <= {str(each.outcome) for each in book.case(kind).outcome}, kind


def test_another_file_deals_otherwise(tmp_path: Path) -> None:
    other = tmp_path / "shares.toml"
    text = SHIPPED.read_text("utf-8")
    other.write_text(text.replace("suspect = 0.22", "suspect = 1.0"), "utf-8")
    dice = Dice(1, read_shares(other))
    assert dice.falls(dice.shares.applications.suspect, "anything")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("suspect = 0.22", "suspect = 22", "applications.suspect"),
        ("widened = 0.2", "", "licences.widened"),
        ("[reviews]", "[reviews", "shares"),
    ],
)
def test_a_file_that_is_wrong_names_the_field(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    wrong = tmp_path / "shares.toml"
    wrong.write_text(SHIPPED.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(InputError) as refused:
        read_shares(wrong)
    assert refused.value.metadata["field"] == field
    assert refused.value.remedy


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no\.toml is no file of shares"):
        read_shares(tmp_path / "no.toml")
