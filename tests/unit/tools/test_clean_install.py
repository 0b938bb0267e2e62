"""Every line with which a document has somebody install is run in a new environment (operator2 O1).

`tools/clean_install.py` runs them; it takes minutes and a registry, so it stands outside the tests.
"""

from __future__ import annotations

import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from tools.clean_install import (
    COMPILERS,
    GUIDE,
    INSTALLS,
    ROOT,
    RUN_AS_GUIDES,
    documents,
    lines_that_install,
    trials,
)
from tools.guide import blocks_of
from tools.lock import EXTRAS, LOCK, NODE, REPORT, packages, problems


def test_no_document_names_a_line_that_is_not_run() -> None:
    run = {(trial.document, line) for trial in trials() for line in trial.lines}
    not_run = []
    for document in documents():
        text = (ROOT / document).read_text("utf-8")
        if document in RUN_AS_GUIDES:
            run |= {
                (document, line) for each in blocks_of(text) for line in each.commands.splitlines()
            }
        not_run += [
            (document, line) for line in lines_that_install(text) if (document, line) not in run
        ]
    assert not_run == []


def test_no_message_of_the_product_names_a_line_of_its_own() -> None:
    """What a message says to install is named in the guide, and there are its lines."""
    files = [each for room in ("gateway", "workflows") for each in (ROOT / room).rglob("*.py")]
    assert [each for each in files if INSTALLS.search(each.read_text("utf-8"))] == []


def test_the_container_is_made_by_the_lines_of_the_guide() -> None:
    said = (ROOT / "deploy/containers/Containerfile").read_text("utf-8")
    lines = [each.strip(" &\\") for each in said.splitlines()]
    guide = next(each for each in trials() if each.document == GUIDE)
    node = [line for line in guide.lines if not line.endswith("./lab")]  # no sandbox in a container
    assert [line.removeprefix("RUN ") for line in lines if re.search(r"pip |venv ", line)] == node


def test_the_locks_of_operators_are_parts_of_the_lock() -> None:
    assert problems() == []
    node, report, extras = (
        {name for name, _ in packages(file.read_text("utf-8"))} for file in (NODE, REPORT, EXTRAS)
    )
    assert {"fastapi", "temporalio", "httpx2", "hatchling", "pyicu-wheels"} <= node
    assert {"polars", "highspy"} <= report
    assert {"typst", "python-pkcs11", "obstore", "opentelemetry-sdk"} <= extras
    assert not node & report
    assert not (node | report) & extras
    assert not (node | extras) & {"pytest", "mypy", "ruff", "playwright", "pyicu", "comity-sdk"}


def test_a_lock_that_is_no_part_of_the_other_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ROOT / "var" / "other.lock"
    text = NODE.read_text("utf-8").replace("fastapi==", "fastapi==9")
    monkeypatch.setattr("tools.lock.NODE", other)
    monkeypatch.setattr(
        "tools.lock._text", lambda file: text if file == other else file.read_text()
    )
    assert problems() == [f"var/other.lock: it is no part of {LOCK.name}; run `make lock`"]


def test_the_wheel_of_a_node_has_the_client_that_its_commands_use(tmp_path: Path) -> None:
    """It asks for no distribution `comity-sdk`, which is on no registry."""
    built = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    with zipfile.ZipFile(built) as wheel:
        names = wheel.namelist()
        told = wheel.read(next(each for each in names if each.endswith("/METADATA"))).decode()
    assert {"comity_sdk/client.py", "comity_sdk/py.typed", "gateway/cli/main.py"} <= set(names)
    assert "comity-sdk" not in told
    assert not any(name.startswith("lab/") for name in names)
    sdk = tomllib.loads((ROOT / "sdk/pyproject.toml").read_text("utf-8"))["project"]
    for asked in sdk["dependencies"]:
        name = re.match(r"[\w.-]+", asked)
        assert name is not None
        assert f"Requires-Dist: {name[0]}>=" in told


def test_the_sandbox_is_a_wheel_of_its_own(tmp_path: Path) -> None:
    built = next(
        WheelBuilder(str(ROOT / "lab")).build(directory=str(tmp_path), versions=["standard"])
    )
    with zipfile.ZipFile(built) as wheel:
        names = {name for name in wheel.namelist() if name.startswith("lab/")}
    known = {str(each.relative_to(ROOT)) for each in (ROOT / "lab").rglob("*.py")}
    data = {"synthetic_year/union", "simulation/shares", "lists/annex-i-older"}
    assert names == known | {f"lab/{each}.toml" for each in data}


def test_every_package_of_a_node_has_a_line_that_says_what_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    tables = (project["dependencies"], *project["optional-dependencies"].values())
    asked = [each for table in tables for each in table]
    names = [re.split(r"[\[>=< ;]", each)[0] for each in asked]
    page = (ROOT / "docs/dependencies.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| [^|]{15,} \| [^|]{5,} \|$", page, re.MULTILINE)
    assert sorted(rows) == sorted(set(names) - {"comity"})


@pytest.mark.parametrize("name", ["cc", "gcc", "g++-14", "x86_64-linux-gnu-gcc-12", "c++", "clang"])
def test_a_clean_machine_has_no_compiler(name: str) -> None:
    assert COMPILERS.fullmatch(name)


@pytest.mark.parametrize("name", ["cat", "bash", "curl", "basename", "accept", "uname"])
def test_it_has_all_else(name: str) -> None:
    assert not COMPILERS.fullmatch(name)
