"""What tells every member says how many officers it takes: nothing gets there unsaid (A7)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.casework.handlers.second_officer import _ACTS
from gateway.casework.permissions import GRANTS, OfficerRole, Permission
from gateway.domain.rulebook import LawBook, read_rulebook
from gateway.domain.rulebook.acts import Audience
from gateway.domain.rulebook.book import Rulebook
from gateway.domain.rulebook.two_officers import FarReaching
from gateway.domain.waiting_act import WaitingKind

ROOT = Path(__file__).resolve().parents[4]
PAGE = ROOT / "docs" / "reviews.md"
ENTER = "gateway.casework.denials.own_denials.enter"
"""What appends an entry at the present instant; who calls it writes into the log."""

INTO_THE_LOG = {
    ENTER,
    *(f"gateway.register.own_log.{name}" for name in ("append", "append_many", "erase")),
}

DECIDED_BY = {
    "gateway.casework.cases.decision_effects.write_decision_effects": "four_eyes",
    "gateway.casework.cases.decision_effects._explain": "four_eyes",
    "gateway.casework.cases.suspension.final_assessment": "four_eyes",
    "gateway.casework.denials.denials.review_in": "review.two_officers",
    "gateway.casework.denials.own_denials.erratum_in": FarReaching.DENIAL_AMEND,
    "gateway.casework.denials.setting_aside.set_aside_in": FarReaching.DENIAL_SET_ASIDE,
    "gateway.casework.imports.clerk.ImportClerk._append": FarReaching.DENIAL_IMPORT,
    "gateway.casework.notices.notice_traffic.by_entry": "notice.two_officers",
}
"""Each function that writes into the own log, from where every member takes it, and the place of
the rulebook that says how many officers it takes. A new one needs a line here, in the rulebook and
in the table of docs/reviews.md."""


def writers() -> Iterator[str]:
    """Yield the functions outside the register that write into the own log."""
    for path in sorted((ROOT / "gateway").rglob("*.py")):
        if "register" in path.relative_to(ROOT / "gateway").parts[:1]:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
            if f"{node.module}.{alias.name}" in INTO_THE_LOG
        }
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if ENTER.startswith(f"{module}."):
            imported.add("enter")
        if imported:
            found = (f"{module}.{name}" for name in calling(tree, imported, ""))
            yield from (each for each in found if each != ENTER)


def calling(node: ast.AST, names: set[str], within: str) -> Iterator[str]:
    """Yield the functions that call one of some names."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{within}.{child.name}".strip(".")
            called = {
                each.func.id
                for each in ast.walk(child)
                if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
            }
            if not isinstance(child, ast.ClassDef) and called & names:
                yield inner
            elif isinstance(child, ast.ClassDef):
                yield from calling(child, names, inner)


def shipped() -> Iterator[LawBook]:
    """Yield every rulebook that comes with Comity."""
    yield from map(read_rulebook, (ROOT / "gateway" / "domain" / "rulebook").glob("*.toml"))


def newest() -> Rulebook:
    book = next(each for each in shipped() if each.version == "EU-2021-821/2026-3")
    assert isinstance(book, Rulebook)
    return book


def test_each_way_into_the_own_log_says_how_many_officers_it_takes() -> None:
    """Found in use: integrator A7."""
    assert set(writers()) == set(DECIDED_BY)


def test_the_law_of_2027_says_it_of_every_act() -> None:
    book = newest()
    assert {rule.code for rule in book.reaches_all} == set(FarReaching)
    assert book.review.two_officers is not None
    assert set(book.review.two_officers.outcomes) == {"renewed", "amended", "revoked"}
    assert book.four_eyes.required
    assert {each for each in DECIDED_BY.values() if isinstance(each, FarReaching)} | {
        FarReaching.DENIAL_LOAD  # the other way of an import
    } == set(FarReaching)


@pytest.mark.parametrize(
    "version", ["EU-2021-821/2026-3", "EU-833-2014/2026-3", "EU-765-2006/2026-2"]
)
def test_each_kind_of_notice_to_all_says_it(version: str) -> None:
    book = next(each for each in shipped() if each.version == version)
    unsaid = [
        rule.code
        for rule in book.notices
        if rule.audience is not Audience.CHOSEN
        and (rule.two_officers is None) == (rule.one_officer is None)
    ]
    assert unsaid == []


def test_the_law_of_before_says_it_of_none() -> None:
    for book in shipped():
        if isinstance(book, Rulebook) and book.version != "EU-2021-821/2026-3":
            assert not book.reaches_all
            assert all(book.two_officers(each, "FR") is None for each in FarReaching)


def test_an_authority_of_one_officer_goes_on_alone() -> None:
    book = newest()
    rules = tuple(each.model_copy(update={"exceptions": ("MT",)}) for each in book.reaches_all)
    excepted = book.model_copy(update={"reaches_all": rules})
    assert excepted.two_officers(FarReaching.DENIAL_IMPORT, "MT") is None
    assert excepted.two_officers(FarReaching.DENIAL_IMPORT, "FR") is not None


def test_each_kind_that_waits_can_be_carried_out_by_who_may_agree() -> None:
    assert set(_ACTS) == set(WaitingKind)
    for done in _ACTS.values():
        assert done.needs in GRANTS[OfficerRole.DECIDER]
        assert Permission.READ_WAITING in GRANTS[OfficerRole.DECIDER]


def test_the_page_has_a_line_for_each() -> None:
    table = PAGE.read_text(encoding="utf-8").split("## Two officers", 1)[1]
    said = {*map(str, FarReaching), *map(str, DECIDED_BY.values()), *map(str, WaitingKind)}
    missing = sorted(each for each in said if f"`{each}`" not in table)
    assert missing == []
