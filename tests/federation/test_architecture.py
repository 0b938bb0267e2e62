"""docs/architecture.md follows a consultation and a denial file by file; a real run agrees."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from tests.support.cases import application, transaction
from tests.support.consultations import REFUSAL
from tests.support.federation_case import Where, case_federation
from tests.support.raising import present
from tests.support.walks import COUNTED, ROOT, Passage, followed

PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
NOT_FOLLOWED = ("workflows/", "gateway/api/")  # a stand-in carries, and no REST is served


class Step(NamedTuple):
    """A row of a walk."""

    file: str
    function: str


def section(heading: str) -> str:
    """Return what stands under a heading, up to the next of the same depth."""
    return PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def walk_of(heading: str) -> list[Step]:
    """Return the steps of a walk of the page."""
    row = re.compile(r"^\| [A-Z]{2} \| `([^`]+)` \| `([^`]+)` \|", re.MULTILINE)
    return [Step(*found) for found in row.findall(section(heading))]


CONSULTATION = walk_of("A consultation, file by file")
DENIAL = walk_of("A denial, file by file")


def first_not_passed(walk: list[Step], passage: Passage) -> Step | None:
    """Return the first step of a walk that the run did not pass after those before it."""
    passed = iter(passage.steps)
    followed_steps = (step for step in walk if not step.file.startswith(NOT_FOLLOWED))
    return next((step for step in followed_steps if step not in passed), None)


def defined_in(file: str) -> set[str]:
    """Return the functions of a file, and the methods of its classes as `Class.method`."""
    found = set()
    for node in ast.parse((ROOT / file).read_bytes()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            methods = (each for each in node.body if hasattr(each, "name"))
            found |= {f"{node.name}.{each.name}" for each in methods}
    return found


def test_every_step_is_a_function_of_its_file() -> None:
    assert len(CONSULTATION) > 40
    assert len(DENIAL) > 30
    for step in CONSULTATION + DENIAL:
        assert step.function in defined_in(step.file), step


async def test_a_consultation_passes_these_files_in_this_order(where: Where) -> None:
    with followed() as passage:
        async with case_federation(*where) as federation:
            de, nl = federation["DE"], federation["NL"]
            located = transaction().model_copy(update={"goods_located_in": ("NL",)})
            with passage.open():
                await de.file(application().model_copy(update={"transaction": located}))
                while await de.step():
                    pass
                await de.deliver()
                while await de.step():
                    pass
                await nl.node.dispatcher.drain()
            assert await nl.task_kinds() == ["answer.due"]
    assert first_not_passed(CONSULTATION, passage) is None

    named = {step.file for step in CONSULTATION}
    as_well = section("A consultation, file by file").partition("Passed as well")[2]
    named |= set(re.findall(r"^\| `([^`]+)` \|", as_well, re.MULTILINE))
    counted = {file for file in named if file.startswith(COUNTED)}
    assert counted == passage.files()
    # Whether the front door has to pass a connection on meanwhile is a matter of time.
    carriers = passage.carriers() - {"gateway/exchange/admission/connections.py"}
    said = re.findall(r"\*\*(\d+)\*\*", section("A consultation, file by file"))
    assert said == [str(len(counted)), str(len(carriers))]
    # These look in the records what an account sees, or keep by what it is found, and come back.
    beside = {f"gateway/casework/{name}.py" for name in ("services", "visibility")}
    beside.add("gateway/casework/records/consultation_rows.py")
    # What the letter names as received is compared with what was sent.
    beside |= {"gateway/casework/handlers/letter_handlers.py", "gateway/exchange/conversations.py"}
    assert carriers - beside <= {step.file for step in CONSULTATION}


async def test_a_denial_passes_these_files_in_this_order(where: Where) -> None:
    with followed() as passage:
        async with case_federation(*where) as federation:
            await federation.sync()
            de, nl = federation["DE"], federation["NL"]
            nowhere_else = transaction().model_copy(update={"goods_located_in": ()})
            wanted = application().model_copy(update={"transaction": nowhere_else})
            case = await de.file(wanted)
            await federation.settle()
            await de.propose(case.case_id, REFUSAL)
            with passage.open():
                await de.decide(case.case_id)
                await federation.sync()
                filed = await nl.file(wanted)
                while await nl.step():
                    pass
            found = (await nl.case(filed.case_id)).examination
            assert [hit.authority for hit in present(found).hits] == ["DE"]
    assert first_not_passed(DENIAL, passage) is None
