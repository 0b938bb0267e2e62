"""What `comity notice` sends to a node, and what a person reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from gateway.casework.notices.notice_acts import NoticeDraft
from gateway.casework.office.law import Law
from gateway.casework.office.notice_rules import (
    NoticeKind,
    check_about,
    check_content,
    kinds_in_force,
)
from gateway.cli import notice as commands
from gateway.cli.notice import kind_lines, needed, skeleton
from gateway.domain.notice import Notice, NoticeAction, NoticeState, NoticeVersion, ShownNotice
from gateway.domain.rulebook.shelf import load_rulebook
from gateway.errors import NotFoundError
from gateway.views.notice_view import AroundNotice, notice_view
from gateway.views.reader import ViewReader
from tests.support.commands import said_by, stands_in
from tests.support.federation_case import text
from tests.support.pages import page

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NUMBER = "DE-N-2026-00001"
KINDS = kinds_in_force(Law(), AT)
PAGE = Path(__file__).resolve().parents[3] / "docs" / "protocol" / "notices.md"


def act(action: NoticeAction, words: str) -> NoticeVersion:
    notice = Notice(
        kind="12(6)", number=NUMBER, law="x-1", action=action, at=date(2026, 3, 2),
        text=(text(words),),
    )  # fmt: skip
    return NoticeVersion(at=AT, index=0, notice=notice)


PUBLISHED = act(NoticeAction.PUBLISHED, "What it is [about].")
SHOWN = ShownNotice(
    number=NUMBER,
    origin="DE",
    kind="12(6)",
    title="x",
    state=NoticeState.WITHDRAWN,
    at=AT,
    notice=PUBLISHED.notice,
    versions=(PUBLISHED, act(NoticeAction.WITHDRAWN, "It was [an error].")),
)


READER = ViewReader(ZoneInfo("Europe/Berlin"))


@dataclass
class Node:
    """Stands for a node: keeps what was sent."""

    sent: list[tuple[str, Any]] = field(default_factory=list)

    def get(self, path: str, **_: Any) -> Any:
        if path == "/notices/kinds":
            return page(*self.walk(path))
        if path.endswith("/view"):
            around = AroundNotice(us="DE", today=AT.date(), may_write=True)
            return notice_view(READER, SHOWN, around).model_dump(mode="json")
        return SHOWN.model_dump(mode="json")

    def walk(self, path: str) -> Iterator[Any]:
        assert path == "/notices/kinds"
        return (each.model_dump(mode="json") for each in KINDS)

    def post(self, path: str, body: Any = None, *, of: str = "") -> Any:
        assert path.startswith(of)
        self.sent.append((path, body))
        return SHOWN.model_dump(mode="json")


node = stands_in(Node)
run = partial(said_by, commands.app)


def test_the_skeleton_of_a_sensitive_party_has_its_party() -> None:
    """Found in use: officer m8."""
    [rule] = [each.rule for each in KINDS if each.rule.code == "23(2)(e)"]
    filled = skeleton(rule.model_dump(mode="json"))
    assert filled["parties"] == [{"names": ["name of the entity"], "country": "AE"}]
    lines = "\n".join(kind_lines(rule.model_dump(mode="json"), "law"))
    assert "may be given: parties, items, transaction" in lines


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.law} {kind.rule.code}")
def test_every_skeleton_is_a_notice_of_its_kind(kind: NoticeKind) -> None:
    """What is filled in from the skeleton passes every check of the kind."""
    rule = kind.rule.model_dump(mode="json")
    made = NoticeDraft.model_validate_json(json.dumps(skeleton(rule)))
    check_content(kind.rule, made)
    check_about(kind.rule, made.about, kind.rule.about[0] if made.about else None)
    assert set(kind.rule.required) <= set(needed(rule))


def test_one_kind_is_shown_whole(node: Node) -> None:
    told = run("kinds", "4(4)")
    assert "must be given: items, parties" in told
    assert "may be withheld: " in told
    assert "for one of: commercial, " in told
    assert '"kind": "4(4)"' in told
    told = run("kinds", "5(5)")
    assert "outcome no_requirement: No requirement should exist" in told
    assert "about: number of one of kind 5(4)" in told
    assert json.loads(run("kinds", "5(5)", "--json"))["skeleton"]["outcome"] == "requirement"
    result = CliRunner().invoke(commands.app, ["kinds", "99(9)"])
    assert isinstance(result.exception, NotFoundError)


def test_the_page_shows_the_skeleton_that_the_command_prints() -> None:
    shown = PAGE.read_text("utf-8").partition("```json\n")[2].partition("```")[0]
    [kind] = [each for each in KINDS if each.rule.code == "23(2)(e)"]
    assert json.loads(shown) == skeleton(kind.rule.model_dump(mode="json"))


def test_a_withdrawn_notice_says_why(node: Node) -> None:
    told = run("show", NUMBER)
    assert "It was withdrawn, and does not count any more." in told
    assert "“It was [an error].” [en]" in told
    assert "“What it is [about].” [en]" in told


def test_what_a_notice_was_due_after_is_sent_with_it(node: Node, tmp_path: Path) -> None:
    file = tmp_path / "notice.json"
    file.write_text('{"kind": "14(2)"}')
    run("publish", str(file), "--duty", "DE-C-2026-00001")
    assert node.sent == [("/notices", {"kind": "14(2)", "duty": "DE-C-2026-00001"})]


def test_a_notice_goes_to_all_among_whom_its_kind_lets_the_sender_choose(
    node: Node, tmp_path: Path
) -> None:
    file = tmp_path / "notice.json"
    file.write_text('{"kind": "25(2)", "recipients": ["FR"]}')
    run("publish", str(file), "--to", "all")
    run("publish", str(file), "--to", "FR", "--to", "NL")
    assert [body for _, body in node.sent] == [
        {"kind": "25(2)", "recipients": [], "to_all": True},
        {"kind": "25(2)", "recipients": ["FR", "NL"]},
    ]
    rule = load_rulebook("EU-2021-821/2026-3").notice("25(2)")
    said = "\n".join(kind_lines(rule.model_dump(mode="json"), "law"))
    assert "read by: chosen, some of all members or all (--to all)" in said
    assert "seen at each authority by: accounts with the role enforcement alone" in said
    filled = NoticeDraft.model_validate_json(json.dumps(skeleton(rule.model_dump(mode="json"))))
    check_content(rule, filled)
