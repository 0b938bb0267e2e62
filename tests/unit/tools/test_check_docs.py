"""A page, a section or a path that is named and is not there is a finding."""

from __future__ import annotations

import re

import pytest

from tools.check_docs import ROOT, check_citations, check_paths, repository_files

MD = ".md"  # apart, so that the pages that are missing here are not cited by this file
FILES = ["README.md", "docs/design.md", "docs/protocol/intake.md", "gateway/errors.py"]


def said(text: str, path: str = "gateway/errors.py") -> list[str]:
    return list(check_citations(path, text, FILES))


@pytest.mark.parametrize(
    "text",
    [
        "why: docs/design.md section 4, Parts",
        "why: docs/design.md\n    section 4",
        "# why: docs/design.md\n# section 4.",
        "why: docs/design.md, and README.md.",
        "the steps of intake.md",
        "github.com/secure-systems-lab/dsse/protocol.md",
        "https://example.org/gone.md",
    ],
)
def test_what_is_there_may_be_cited(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize("text", ["gone{}", "docs/gone{} section 4", "`other/README{}`"])
def test_a_page_that_is_not_there_is_found(text: str) -> None:
    assert len(said(text.format(MD))) == 1


@pytest.mark.parametrize("cited", ["section 99", "\n# section 4.9", "99"])
def test_a_section_that_is_not_there_is_found(cited: str) -> None:
    assert len(said(f"why: docs/design.md {cited}")) == 1


def test_a_page_names_another_by_its_place() -> None:
    assert said(f"[steps](protocol/intake{MD})", "docs/design.md") == []
    assert said(f"[steps](gone/intake{MD})", "docs/design.md") != []


def test_a_path_in_backticks_is_there_but_in_what_is_history() -> None:
    text = "`gateway/errors.py`, `gateway/register/` and `gateway/gone.py`"
    assert len(list(check_paths("docs/design.md", text))) == 1
    assert list(check_paths("CHANGELOG.md", text)) == []


def test_a_recipe_names_modules_that_are_here() -> None:
    """Also by the end of their path: ``words.py``."""
    files = [f"/{each}" for each in repository_files()]
    named = re.findall(r"`([\w/.-]+\.py)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert [one for one in named if not any(each.endswith(f"/{one}") for each in files)] == []
