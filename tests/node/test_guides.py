"""What the guides for integrators say works, command by command, as it stands there."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.guide import ROOT, Block, Run, Times, blocks_of, run, times_of

GUIDES = ROOT / "docs" / "guides"
WITHIN_S = 15 * 60.0
"""From nothing to an answered consultation: what an integrator is promised, reading not counted."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a short name: the path of a Unix socket has at most 107 octets."""
    with tempfile.TemporaryDirectory(prefix="guide-") as made:
        yield Path(made)


@pytest.mark.limit(WITHIN_S)
def test_the_first_steps_of_an_integrator_come_to_an_answer(folder: Path) -> None:
    """What needs no client library, from the sandbox to the answer."""
    *story, down = blocks_of((GUIDES / "integrator.md").read_text("utf-8"))
    blocks = [each for each in story if each.heading[:2] in {"1.", "2."}]
    done = run([*blocks, down], folder)
    assert (done.code, len(done.seconds)) == (0, len(blocks) + 1), done.said
    assert re.search(r"^no_objection$", done.said, re.MULTILINE)


@pytest.mark.long
@pytest.mark.limit(WITHIN_S)  # a sandbox, a virtual environment and three consultations
def test_an_integrator_comes_from_nothing_to_an_answer(folder: Path) -> None:
    afternoon = blocks_of((GUIDES / "integrator.md").read_text("utf-8"))
    behaviour = blocks_of((GUIDES / "api.md").read_text("utf-8"))
    *story, down = afternoon
    assert "sandbox down" in down.commands
    blocks = [*story, *behaviour, down]
    done = run(blocks, folder)
    assert (done.code, len(done.seconds)) == (0, len(blocks)), done.said
    assert re.search(r"^no_objection$", done.said, re.MULTILINE)
    assert re.search(r"^NL no_objection$", done.said, re.MULTILINE)
    times = times_of(blocks, done)
    assert 0 < times.install_s < times.total_s < WITHIN_S
    assert times.install_s + times.guide_s == pytest.approx(times.total_s, abs=0.2)


def test_a_command_that_fails_is_found(tmp_path: Path) -> None:
    guide = (
        "# One\n```sh\necho begun\n```\ntext\n```python\nnot run\n```\n## Two\n```sh\nfalse\n```\n"
    )
    blocks = blocks_of(guide)
    assert [each.heading for each in blocks] == ["One", "Two"]
    done = run(blocks, tmp_path)
    assert (done.code, done.said.strip(), len(done.seconds)) == (1, "begun", 1)


def test_what_installs_is_timed_apart() -> None:
    blocks = [Block("One", "comity sandbox up"), Block("Two", "x/bin/pip install y")]
    done = Run(0, "", (2.04, 3.0))
    assert times_of(blocks, done) == Times(install_s=3.0, guide_s=2.0, total_s=5.0)
