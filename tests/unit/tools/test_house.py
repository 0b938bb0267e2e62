"""What there is to hold is counted, and no ceiling of it rises unseen."""

from __future__ import annotations

from typing import Any

import pytest

from tools.house.ratchet import (
    CEILINGS,
    Ceilings,
    complaints,
    faults_between,
    faults_in_history,
    lowered,
)
from tools.house.rules import FIGURES, House, Module, warnings
from tools.house.sums import compared, drawn_fields, files_with, sums
from tools.house.tree import Tree, git, tree_of

NO_ROUTES: dict[str, Any] = {"paths": {}}


def _house(texts: dict[str, str] | None = None, /, **modules: str) -> House:
    made = tuple(
        Module(f"gateway/{name.replace('__', '/')}.py", text) for name, text in modules.items()
    )
    return House(made, texts or {}, NO_ROUTES)


def test_a_small_file_with_one_importer_is_a_satellite() -> None:
    alone = _house(casework__a="x = 1\n", casework__b="from gateway.casework.a import x\n")
    assert FIGURES["satellites"](alone) == 1
    two = _house(
        casework__a="x = 1\n",
        casework__b="from gateway.casework.a import x\n",
        casework__c="from gateway.casework import a\n",
    )
    assert FIGURES["satellites"](two) == 0
    router = _house(api__a="x = 1\n", api__b="from gateway.api import a\n")
    assert FIGURES["satellites"](router) == 0


def test_full_folders_and_long_files_are_warned_of_and_fail_nothing() -> None:
    files = {f"casework__a{number}": "" for number in range(29)}
    long = _house(None, **files, casework____init__="", api__b="x = 1\n" * 501)
    assert [each.split(",")[0] for each in warnings(long)] == [
        "gateway/casework: 29 files",
        "gateway/api/b.py: 501 lines",
    ]


def test_a_remedy_that_names_a_command_is_counted_outside_the_command_line() -> None:
    text = (
        "class Own(ComityError):\n    remedy = 'Run comity up.'\n"
        "Own('a', remedy=f'Run {x}.')\nOwn('b', remedy='Run ' + 'comity up.')\n"
        "Own('b', remedy='Send it.')\n"
    )
    figure = FIGURES["remedies_that_name_a_command"]
    assert figure(_house(casework__a=text)) == 3
    assert figure(_house(cli__a=text)) == 0
    said = "says('look: comity case show', a=1)\nreader.soft('See comity doctor.')\n"
    assert figure(_house(views__a=said)) == 2


def test_who_reads_the_text_of_an_error_is_counted() -> None:
    text = "'a' in str(exc)\nerror.message.startswith('b')\nre.match('c', str(error))\nstr(exc)\n"
    assert FIGURES["readers_of_sentences"](_house(casework__a=text)) == 3


def test_a_change_of_a_model_that_no_type_checks_is_counted() -> None:
    text = "a.model_copy(update={})\nb.changed(state=1)\nc.changed()\nd.model_copy()\n"
    assert FIGURES["unchecked_changes"](_house(casework__a=text)) == 2
    assert FIGURES["unchecked_changes"](_house(domain__a=text)) == 2


def test_a_model_may_change_itself_and_nothing_that_it_holds() -> None:
    text = (
        "class A:\n"
        "    def ended(self):\n"
        "        return self.model_copy(update={'b': self.b.model_copy(update={})})\n"
        "self.model_copy(update={})\n"
    )
    assert FIGURES["unchecked_changes"](_house(casework__a=text)) == 2


def test_a_reason_of_two_errors_is_counted_once() -> None:
    text = (
        "StateError('a', reason=Reason.X)\n"
        "InputError('a', reason=Reason.X)\n"
        "InputError('a', reason=Reason.Y)\n"
        "InputError('b', reason=Reason.Y)\n"
    )
    assert FIGURES["reasons_of_several_errors"](_house(casework__a=text)) == 1


def test_a_page_that_is_not_here_is_counted() -> None:
    cited = "see design" + ".md section 4, docs/law.md, and [here](law.md)\n"
    found = _house({"docs/law.md": "", "gateway/a.py": cited})
    assert FIGURES["sources_that_are_not_here"](found) == 1


def test_a_list_without_pages_is_counted() -> None:
    def get(*parameters: str) -> dict[str, Any]:
        answer = {"content": {"application/json": {"schema": {"type": "array"}}}}
        taken = [{"name": name} for name in parameters]
        return {"get": {"responses": {"200": answer}, "parameters": taken}}

    contract = {"paths": {"/a": get(), "/b": get("limit"), "/c": get("state")}}
    assert FIGURES["lists_without_pages"](House((), {}, contract)) == 2


CODE = '''"""A page."""

import os
from a import (
    b,
)

# why
def read():
    """Read."""
    if b:
        import json
    return """not
    a docstring"""
'''


def test_code_is_what_is_no_blank_comment_docstring_or_import() -> None:
    tree = Tree({"gateway/a.py": CODE, "sdk/comity_sdk/models/x.py": CODE, "bench/x.py": CODE})
    assert tree.code == {
        "gateway/a.py": ["def read():", "if b:", 'return """not', 'a docstring"""']
    }


def test_the_product_is_all_that_is_written_by_hand_but_tests() -> None:
    texts = {"gateway/reports/a.py": CODE, "lab/a.py": CODE, "tests/a.py": CODE}
    texts |= {"gateway/law.toml": "a = 1\n" * 3, "gateway/a.html": "<p>\n", "pyproject.toml": "\n"}
    found = sums(Tree(texts))
    assert (found["gateway_code"], found["gateway_without_annual_code"]) == (4, 0)
    assert (found["tests_code"], found["toml_lines"], found["template_lines"]) == (4, 3, 1)
    assert found["product"] == 4 + 4 + 3 + 1


def test_a_moved_line_is_neither_added_nor_removed() -> None:
    before = Tree({"gateway/a.py": "x = 1\ny = 2\nz = 3\n", "lab/a.py": ""})
    after = Tree({"gateway/a.py": "x = 1\n", "gateway/b.py": "y = 2\n", "lab/a.py": "w = 4\n"})
    said = {line.split()[0]: line for line in compared(before, after)}
    assert said["gateway"].endswith("net     -1  added 0, removed 1, moved 1")
    assert said["lab"].endswith("net     +1  added 1, removed 0, moved 0")
    assert said["product"].split()[-1] == "+0"


def test_fields_are_drawn_by_the_seed_and_counted_as_words() -> None:
    names = [f"field_number_{letter}" for letter in "abcdefgh"]
    model = "class A:\n" + "".join(f"    {name}: int\n" for name in [*names, "short", "name"])
    tree = Tree({"gateway/domain/a.py": model, "a.proto": f"{names[0]}s", "b.toml": names[0]})
    drawn = drawn_fields(tree)
    assert len(drawn) == 5
    assert set(drawn) < set(names)
    assert drawn == drawn_fields(Tree({"gateway/domain/b.py": model}))
    assert files_with(tree, names[0]) == 2


@pytest.mark.parametrize(
    ("figures", "ceilings", "said"),
    [
        ({"a": 3}, {"a": 3}, []),
        ({"a": 2}, {"a": 3}, []),
        ({"a": 4}, {"a": 3}, ["a: 4, above its ceiling of 3"]),
        ({"a": 1, "b": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 1, "b": 1}, ["b: has a ceiling, and nothing counts it"]),
    ],
)
def test_what_is_complained_of(
    figures: dict[str, int], ceilings: dict[str, int], said: list[str]
) -> None:
    assert [each.split(";")[0] for each in complaints(figures, ceilings)] == said


def test_ceilings_are_lowered_and_never_raised() -> None:
    assert lowered("# why\na = 3\nb = 3\n", {"a": 2, "b": 9}) == "# why\na = 2\nb = 3\n"


WAS = Ceilings({"gateway_code": 1000, "product": 2000, "tests_code": 500}, {30: 10})


def _is(raised: dict[int, int] | None = None, **by: int) -> Ceilings:
    of = {name: ceiling + by.get(name, 0) for name, ceiling in WAS.of.items()}
    return Ceilings(of, {**WAS.raised, **(raised or {})})


@pytest.mark.parametrize(
    ("is_now", "message", "said"),
    [
        (_is(), "tests: name a case", []),
        (_is(gateway_code=1), "gateway: add a line", ["gateway_code: its ceiling rose by 1"]),
        (_is({35: 9}, gateway_code=9, product=9), "house: give issue 35 its budget", []),
        (_is({35: 9}, gateway_code=10), "give issue 35 its budget", ["gateway_code: its ceiling"]),
        (_is({35: 9}, product=9), "say nothing", ["a commit raises for one", "product: its ceil"]),
        (_is(tests_code=3), "for issue 30 again", ["tests_code: its ceiling rose by 3"]),
        (_is({30: 99}, tests_code=3), "issue 30, with more", ["tests_code: its ceiling rose by 3"]),
        (_is(gateway_code=-100, product=-80), "casework: merge", []),
        (_is(gateway_code=-100, product=-79), "move to lab", ["gateway_code: 100 lines saved do"]),
        (Ceilings(WAS.of), "forget", ["issue 30 has raised the sums"]),
    ],
)
def test_which_change_of_a_ceiling_is_a_fault(
    is_now: Ceilings, message: str, said: list[str]
) -> None:
    found = list(faults_between(WAS, is_now, message))
    assert len(found) == len(said)
    assert all(each.startswith(begin) for each, begin in zip(found, said, strict=True))


def test_this_house_is_below_its_ceilings_and_every_rule_has_one() -> None:
    ceilings = Ceilings.read(CEILINGS.read_text("utf-8"))
    assert FIGURES.keys() <= ceilings.of.keys()
    assert list(faults_in_history()) == []


def test_a_commit_is_read_as_git_shows_it() -> None:
    shown = git("show", "HEAD:tools/lock.py")
    assert tree_of("HEAD").texts["tools/lock.py"] == shown
