from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from gateway.cli.match import app
from gateway.errors import Reason
from gateway.matching.transaction import PARTY_LIKELY

RUN = CliRunner()


def test_names_are_compared_and_explained() -> None:
    result = RUN.invoke(app, ["names", "ООО Сигнал", "Signal LLC", "--json"])
    data = json.loads(result.stdout)

    assert data["is_match"] is True
    assert data["threshold"] == PARTY_LIKELY
    assert "same name in Latin letters" in data["reasons"][0]


def test_people_get_words() -> None:
    result = RUN.invoke(app, ["names", "Gazprom Neft", "Gazprom Bank"])

    assert result.exit_code == 0
    assert "below the threshold" in result.stdout
    assert "only ours: petroleum" in result.stdout


def test_evaluate_prints_the_stable_keys(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("name1,name2,is_match\nООО Сигнал,Signal LLC,true\nAlpha,Zeta,false\n")
    result = RUN.invoke(app, ["evaluate", "--pairs", str(pairs), "--json"])
    data = json.loads(result.stdout)

    assert data.keys() >= {"threshold", "precision", "recall", "f1", "pairs"}
    assert (data["precision"], data["recall"], data["pairs"]) == (1, 1, 2)


def test_alarms_prints_the_stable_keys(tmp_path: Path) -> None:
    register, queries = tmp_path / "register.jsonl", tmp_path / "queries.csv"
    register.write_text('{"names": ["Signal Elektronik"]}\n')
    queries.write_text("name\nSignal Elektronik\nHarbour Dredging\nNordlys\n")
    arguments = ["alarms", "--register", str(register), "--queries", str(queries), "--json"]

    assert (
        json.loads(RUN.invoke(app, arguments).stdout).items()
        >= {
            "searches": 3,
            "alarms": 1,
            "alarms_per_search": 1 / 3,
        }.items()
    )
    assert json.loads(RUN.invoke(app, [*arguments, "--most", "1"]).stdout)["searches"] == 1


def test_alarms_count_party_and_item_in_a_register_of_any_size(tmp_path: Path) -> None:
    register = tmp_path / "register.jsonl"
    names = [f"Signal {word}" for word in ("Elektronik", "Harbour", "Dredging", "Optics")]
    register.write_text("".join(f'{{"names": ["{name}"]}}\n' for name in names))
    arguments = ["alarms", "--register", str(register), "--denials", "9", "--json"]
    found = json.loads(RUN.invoke(app, [*arguments, "--organisations", "5"]).stdout)

    assert (found["register_parties"], found["register_denials"], found["searches"]) == (4, 9, 5)
    assert found["transaction_alarms"] <= found["alarms"]
    assert found["transaction_alarms_per_search"] == found["transaction_alarms"] / 5
    assert "nobody is searched for" in str(RUN.invoke(app, arguments).exception)


def test_an_empty_name_is_refused() -> None:
    refused = RUN.invoke(app, ["names", " ", "Signal"]).exception

    assert getattr(refused, "reason", None) is Reason.PARTY_NAMELESS
