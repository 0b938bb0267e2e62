"""What `comity case` sends to a node, and what a person reads of a case."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from gateway.cli.case import commands as case_commands
from gateway.domain.case import (
    Amendment,
    Case,
    CaseState,
    ChangedField,
    DecisionProposal,
    LicenceChange,
    LicenceState,
    ReliedAnswer,
)
from gateway.domain.relation import RelatedCase, RelationKind
from gateway.domain.transaction import Party
from gateway.errors import InputError
from tests.support.cases import application
from tests.support.commands import said_by, stands_in
from tests.support.federation_case import START, text

CASE = "DE-C-2026-00001"


def shown() -> dict[str, Any]:
    """A case in which everything has happened, as the node shows it."""
    amended = Amendment(
        at=START,
        by="anna",
        before=application(),
        changes=(ChangedField(field="destination", material=True, reason="QA instead of AE"),),
        material=True,
        reason=text("Nachgereicht.", "de"),
    )
    relied = ReliedAnswer(
        procedure="14(1)",
        conversation_id="0190c2a4-0000-7000-8000-000000000000",
        asking="FR",
        case_reference="FR-C-2026-00007",
        answer="no_objection",
        circumstances=text("Nothing has changed."),
        by="anna",
        at=START,
    )
    case = Case(
        case_id=CASE,
        state=CaseState.DECIDED,
        application=application(),
        rulebook="EU-2021-821/2026-3",
        filed_at=START,
        amendments=(amended,),
        relied_on=(relied,),
        related=(RelatedCase(kind=RelationKind.SPARE_PARTS, case_id="DE-C-2026-00002"),),
        licence=(LicenceChange(state=LicenceState.SUSPENDED, at=START, by_case=CASE),),
    )
    found: dict[str, Any] = case.model_dump(mode="json")
    return found


@dataclass
class Node:
    """Stands for a node: keeps what was sent, and shows the case."""

    sent: list[tuple[str, Any]] = field(default_factory=list)

    def post(self, path: str, body: Any = None, *, of: str = "") -> Any:
        assert path.startswith(of)
        self.sent.append((path, body))
        return shown()

    def get(self, path: str, **_query: Any) -> Any:
        if path == "/status":
            return {"authority": "DE"}
        return shown()


node = stands_in(Node)
run = said_by


def test_a_grant_in_part_names_each_line_its_day_and_its_end_user(
    node: Node, tmp_path: Path
) -> None:
    party = {"names": ["Somebody Ltd"], "country": "AE"}
    file = tmp_path / "party.json"
    file.write_text(json.dumps(party))
    base = ("propose", CASE, "--outcome", "granted_in_part", "--explanation", "x", "--json")
    lines = ("--grant-lines", "1, 2=40,3=40/900", "--refuse-lines", "2=60,3=/100")
    rest = ("--refuse-from", "2026-06-01", "--refuse-end-user", str(file))
    run(case_commands.app, *base, *lines, *rest)
    [(path, body)] = node.sent
    assert path == f"/cases/{CASE}/proposal"
    proposal = DecisionProposal.model_validate(body)
    parts = proposal.parts
    assert parts is not None
    assert [(each.line, each.quantity, each.value) for each in parts.granted] == [
        (1, None, None),
        (2, Decimal(40), None),
        (3, Decimal(40), Decimal(900)),
    ]
    assert [(each.line, each.quantity, each.value) for each in parts.refused] == [
        (2, Decimal(60), None),
        (3, None, Decimal(100)),
    ]
    assert parts.refused_from == date(2026, 6, 1)
    assert parts.refused_end_user == Party(names=("Somebody Ltd",), country="AE")
    run(case_commands.app, *base)
    assert node.sent[-1][1]["parts"] is None


def test_a_line_that_is_no_number_is_named(node: Node) -> None:
    words = ("propose", CASE, "--outcome", "granted_in_part", "--explanation", "x")
    done = CliRunner().invoke(case_commands.app, [*words, "--grant-lines", "1,x=40"])
    assert isinstance(done.exception, InputError)
    assert (done.exception.metadata["field"], "'x=40'" in str(done.exception)) == ("parts", True)
    assert node.sent == []
