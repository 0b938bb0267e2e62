"""The steps are the same in the document, in the code and in the tests."""

import re
from pathlib import Path

import pytest

from gateway.domain.letter import LetterType
from gateway.errors import Reason
from gateway.exchange.conversations import Action, Phase, action_for

ROOT = Path(__file__).parents[3]
DOC = (ROOT / "docs/protocol/intake.md").read_text(encoding="utf-8")
CODE = (ROOT / "gateway/exchange/intake.py").read_text(encoding="utf-8")
DELIVERY = ROOT / "docs/protocol/delivery.md"
ACTIONS = re.compile(r"(?:^   \| [a-z ,]+ \| \w+ \| \w+ \| \w+ \| \w+ \|\n)+", re.MULTILINE)
TESTS = "".join(
    path.read_text(encoding="utf-8")
    for path in sorted(Path(__file__).parent.glob("test_intake*.py"))
)


def test_the_document_numbers_fourteen_steps() -> None:
    assert [int(n) for n in re.findall(r"^(\d+)\. ", DOC, re.MULTILINE)] == list(range(1, 15))


def test_each_step_has_its_function_or_comment() -> None:
    functions = {int(n) for n in re.findall(r"def _step_(\d\d)_", CODE)}
    comments = {int(n) for n in re.findall(r"# \((\d+)\) ", CODE)}
    assert functions == set(range(1, 13))
    assert comments >= set(range(1, 15))


def test_each_step_that_refuses_has_tests() -> None:
    assert {int(n) for n in re.findall(r"def test_step_(\d\d)_", TESTS)} == set(range(1, 13))


def test_every_reason_that_the_steps_name_exists() -> None:
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", DOC))
    assert named - {"REFUSED"} <= set(Reason)
    for reason in re.findall(r"Reason\.([A-Z_]+)", CODE):
        assert reason in named, reason


def test_the_documented_table_is_the_one_in_the_code(pytestconfig: pytest.Config) -> None:
    names: dict[tuple[Action, ...], list[str]] = {}
    for kind in LetterType:
        actions = tuple(action_for(kind, standing) for standing in Phase)
        names.setdefault(actions, []).append(_spelt(kind.value))
    rows = [f"   | {', '.join(of)} | {' | '.join(actions)} |\n" for actions, of in names.items()]
    text = DELIVERY.read_text("utf-8")
    if pytestconfig.getoption("--write"):
        text = ACTIONS.sub("".join(rows), text, count=1)
        DELIVERY.write_text(text, "utf-8")
    assert ACTIONS.findall(text) == ["".join(rows)]


def _spelt(kind: str) -> str:
    words = kind.replace(".", " ").replace("_", " ")
    ambiguous = {"consultation request", "consultation end"}
    return words if words in ambiguous else words.removeprefix("consultation ")
