"""Help and completion of commands that are made from the contract."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from gateway.cli.main import app
from tests.support.commands import said_by


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("comity wai", "waiting"),
        ("comity notice w", "withdraw"),
        ("comity notice list --o", "--origin"),
        ("comity notice list --state v", "valid"),
        ("comity form ap", "application"),
    ],
)
def test_a_shell_completes_nouns_verbs_options_and_words(typed: str, offered: str) -> None:
    env = {
        "_COMITY_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(typed.count(" ")),
    }
    done = CliRunner().invoke(app, [], env=env, prog_name="comity")
    assert done.output.split() == [offered]


def test_help_of_a_noun_makes_no_parameter(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(*_: str) -> None:
        raise AssertionError

    monkeypatch.setattr("gateway.cli.contract.nouns.operation", made)
    told = said_by(app, "notice", "--help")
    assert "Send a comment on another authority's notice" in told
