"""The figures of the layout are counted, and none rises unseen."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tools import house
from tools.house import House, Module, complaints, lowered

NO_ROUTES: dict[str, Any] = {"paths": {}}


def _house(texts: dict[str, str] | None = None, **modules: str) -> House:
    made = tuple(
        Module(house.ROOT / "gateway" / (name.replace("__", "/") + ".py"), text)
        for name, text in modules.items()
    )
    return House(made, texts or {}, NO_ROUTES)


def test_a_small_file_with_one_importer_is_a_satellite() -> None:
    alone = _house(casework__a="x = 1\n", casework__b="from gateway.casework.a import x\n")
    assert house.FIGURES["satellites"](alone) == 1
    two = _house(
        casework__a="x = 1\n",
        casework__b="from gateway.casework.a import x\n",
        casework__c="from gateway.casework import a\n",
    )
    assert house.FIGURES["satellites"](two) == 0
    router = _house(api__a="x = 1\n", api__b="from gateway.api import a\n")
    assert house.FIGURES["satellites"](router) == 0


def test_the_fullest_folder_is_counted() -> None:
    files = _house(casework__a="", casework__b="", casework____init__="", casework__in__c="")
    assert house.FIGURES["most_files_in_a_folder"](files) == 2


def test_a_change_of_a_model_that_no_type_checks_is_counted() -> None:
    text = "a.model_copy(update={})\nb.changed(state=1)\nc.changed()\nd.model_copy()\n"
    assert house.FIGURES["unchecked_changes"](_house(casework__a=text)) == 2
    assert house.FIGURES["unchecked_changes"](_house(domain__a=text)) == 2


def test_a_model_may_change_itself_and_nothing_that_it_holds() -> None:
    text = (
        "class A:\n"
        "    def ended(self):\n"
        "        return self.model_copy(update={'b': self.b.model_copy(update={})})\n"
        "self.model_copy(update={})\n"
    )
    assert house.FIGURES["unchecked_changes"](_house(casework__a=text)) == 2


def test_a_reason_of_two_errors_is_counted_once() -> None:
    text = (
        "StateError('a', reason=Reason.X)\n"
        "InputError('a', reason=Reason.X)\n"
        "InputError('a', reason=Reason.Y)\n"
        "InputError('b', reason=Reason.Y)\n"
    )
    assert house.FIGURES["reasons_of_several_errors"](_house(casework__a=text)) == 1


def test_a_page_that_is_not_here_is_counted() -> None:
    cited = "see design" + ".md section 4, docs/law.md, and [here](law.md)\n"
    found = _house({"docs/law.md": "", "gateway/a.py": cited})
    assert house.FIGURES["sources_that_are_not_here"](found) == 1


def test_a_list_without_pages_is_counted() -> None:
    def get(*parameters: str) -> dict[str, Any]:
        answer = {"content": {"application/json": {"schema": {"type": "array"}}}}
        taken = [{"name": name} for name in parameters]
        return {"get": {"responses": {"200": answer}, "parameters": taken}}

    contract = {"paths": {"/a": get(), "/b": get("limit"), "/c": get("state")}}
    assert house.FIGURES["lists_without_pages"](House((), {}, contract)) == 2


@pytest.mark.parametrize(
    ("figures", "ceilings", "said"),
    [
        ({"a": 3}, {"a": 3}, []),
        ({"a": 2}, {"a": 3}, []),
        ({"a": 4}, {"a": 3}, ["a: 4, above its ceiling of 3"]),
        ({"a": 1, "b": 1}, {"a": 1}, ["b: has a figure or a ceiling, not both"]),
        ({"a": 1}, {"a": 1, "b": 1}, ["b: has a figure or a ceiling, not both"]),
    ],
)
def test_what_is_complained_of(
    figures: dict[str, int], ceilings: dict[str, int], said: list[str]
) -> None:
    assert [each.split(";")[0] for each in complaints(figures, ceilings)] == said


def test_ceilings_are_lowered_and_never_raised() -> None:
    assert lowered("# why\na = 3\nb = 3\n", {"a": 2, "b": 9}) == "# why\na = 2\nb = 3\n"


def test_every_figure_has_a_ceiling() -> None:
    ceilings = tomllib.loads(Path(house.CEILINGS).read_text("utf-8"))
    assert ceilings.keys() == house.FIGURES.keys()
