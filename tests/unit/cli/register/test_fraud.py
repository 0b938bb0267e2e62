"""`comity register verify-fraud`: by the directory and the anchor alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli.register.commands import app
from gateway.errors import InputError, ProofError
from gateway.register.log.fraud import FraudProof
from tests.support.empty_database import open_empty
from tests.support.register_nodes import RegisterNode, make_nodes
from tests.unit.register.log.test_checkpoints import newest


@pytest.fixture
def fr(tmp_path: Path) -> Iterator[RegisterNode]:
    opened = [open_empty(tmp_path / f"{n}.db") for n in ("one", "two")]
    node = make_nodes(tmp_path / "federation", {"FR": opened[0]})["FR"]
    node.notify(1)
    double = RegisterNode(node.me, node.clock, opened[1], node.files, node.held, node.addresses)
    double.notify(2)
    proof = FraudProof.of(newest(node), newest(double))
    (tmp_path / "fraud.json").write_text(proof.model_dump_json(), encoding="utf-8")
    yield node
    for each in opened:
        each.close()


def verify(node: RegisterNode, file: Path, *more: str) -> Result:
    trust = ["--directory", str(node.files.directory), "--anchor", str(node.files.anchor)]
    return CliRunner().invoke(app, ["verify-fraud", str(file), *trust, *more])


def test_a_fraud_is_named_with_what_contradicts_itself(fr: RegisterNode, tmp_path: Path) -> None:
    shown = verify(fr, tmp_path / "fraud.json")
    assert shown.exit_code == 0
    assert "it proves a fraud" in shown.output
    assert "FR has signed two logs of 1 entries" in shown.output
    found = json.loads(verify(fr, tmp_path / "fraud.json", "--json").output)
    assert (found["origin"], found["kind"]) == ("FR", "split")
    assert found["older"]["root"] != found["newer"]["root"]


def test_what_proves_nothing_is_no_fraud(fr: RegisterNode, tmp_path: Path) -> None:
    file = tmp_path / "fraud.json"
    proof = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(proof | {"newer": proof["older"]}), encoding="utf-8")
    assert isinstance(verify(fr, file).exception, ProofError)
    file.write_text("{}", encoding="utf-8")
    assert isinstance(verify(fr, file).exception, ProofError)
    assert isinstance(verify(fr, tmp_path / "absent").exception, InputError)
