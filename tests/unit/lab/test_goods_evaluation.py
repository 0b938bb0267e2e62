"""How the matcher does on labelled pairs of goods and of transactions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli.main import app
from gateway.errors import InputError, Reason
from gateway.matching.transaction import ITEM_LIKELY
from lab.goods_evaluation import evaluate_deals, evaluate_goods
from lab.labelled_goods import Label, Reach, read_deals, read_goods

COLUMNS = "description{0},language{0},code{0},cn{0},cas{0},parameters{0}"
HEAD = f"pair,kind,half,{COLUMNS.format(1)},{COLUMNS.format(2)},same\n"
SAME = (
    "1,equal,open,Thermal imaging camera 640 x 512,en,6A003.b.4.b,85258900,,channels=4,"
    "Thermal imaging camera 640 x 512,en,6A003.b.4.b,85258900,,channels=4,yes\n"
)
OTHER = "2,far,open,Frequency changer,en,3A225,,,frequency=600 Hz,Ricin,en,1C351.d.1,,,,no\n"
MISSED = "3,script,kept,Sonar,en,,,,,Гидролокатор для яхты,ru,,,,,yes\n"

DEAL = "party{0},party_country{0},description{0},language{0},code{0},destination{0}"
DEALS = f"{DEAL.format(1)},{DEAL.format(2)},label\n"
CAMERA = "Thermal imaging camera,en,6A003.b.4.b,AE"
RICIN = "Ricin,en,1C351.d.1,AE"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_goods_are_scored_by_reach_and_kind(tmp_path: Path) -> None:
    pairs = read_goods(written(tmp_path, HEAD + SAME + OTHER + MISSED))
    assert [each.reach for each in pairs] == [
        Reach.SAME_LANGUAGE,
        Reach.SAME_LANGUAGE,
        Reach.CROSS_SCRIPT,
    ]
    assert str(pairs[1].ours.parameters[0].value) == "600"
    found = evaluate_goods(pairs)
    assert (found.whole.pairs, found.whole.threshold) == (3, ITEM_LIKELY)
    assert found.by_reach[Reach.SAME_LANGUAGE].f1 == 1
    assert found.by_reach[Reach.CROSS_LANGUAGE].pairs == 0
    assert found.wrong["equal"] == (0, 1)
    assert sum(most for _, most in found.wrong.values()) == 3


def test_one_half_is_read_alone(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + SAME + OTHER + MISSED)
    assert len(read_goods(path, half="open")) == 2
    assert len(read_goods(path, half="kept")) == 1


@pytest.mark.parametrize(
    ("text", "reason", "column"),
    [
        (HEAD.replace(",same", ""), Reason.COLUMN_MISSING, "same"),
        (HEAD + SAME.replace(",yes", ",perhaps"), Reason.INPUT_INVALID, "same"),
        (HEAD + OTHER.replace("600 Hz", "fast"), Reason.INPUT_INVALID, "parameters1"),
        (HEAD + SAME.replace("85258900", "8525890000000", 1), Reason.INPUT_INVALID, "cn_code"),
        (HEAD + SAME.replace("6A003.b.4.b", "6A", 1), Reason.INPUT_INVALID, "code"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, reason: Reason, column: str) -> None:
    if text.count("\n") == 1:
        text += SAME
    with pytest.raises(InputError) as refused:
        read_goods(written(tmp_path, text))
    assert (refused.value.reason, refused.value.metadata["column"]) == (reason, column)


def test_transactions_are_examined_among_all_denials_of_the_file(tmp_path: Path) -> None:
    rows = (
        f"Orchid Research Institute,AE,{CAMERA},Orchid Research Institute,AE,{CAMERA},must_consult",
        f"Orchid Research Institute,AE,{RICIN},Orchid Research Institute,AE,{CAMERA},must_see",
        f"Tulip Bakery,AE,{RICIN},Northern Shipyard,AE,{CAMERA},neither",
    )
    found = evaluate_deals(read_deals(written(tmp_path, DEALS + "\n".join(rows) + "\n")))
    consult, see, neither = (found[each] for each in Label)
    assert (consult.pairs, consult.shown, consult.consulted) == (1, 1, 1)
    assert (see.pairs, see.shown, see.consulted) == (1, 1, 0)
    assert (neither.pairs, neither.shown, neither.consulted) == (1, 0, 0)


def test_what_else_is_known_of_a_party_is_read(tmp_path: Path) -> None:
    head = f"{DEALS.strip()},identifier1,address1\n"
    row = f"Orchid,AE,{CAMERA},Lotus,AE,{CAMERA},must_see,ИНН 5190933072,Al Maktoum Road 7\n"
    [pair] = read_deals(written(tmp_path, head + row))
    party = pair.ours.end_user.value
    assert party is not None
    assert [(each.scheme, each.value) for each in party.identifiers] == [("ИНН", "5190933072")]
    assert [each.text for each in party.addresses] == ["Al Maktoum Road 7"]


def test_a_label_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    row = f"Orchid,AE,{CAMERA},Orchid,AE,{CAMERA},perhaps\n"
    with pytest.raises(InputError) as refused:
        read_deals(written(tmp_path, DEALS + row))
    assert refused.value.metadata == {"row": "2", "column": "label"}


def test_the_command_scores_one_file(tmp_path: Path) -> None:
    path = str(written(tmp_path, HEAD + SAME + OTHER + MISSED))
    said = CliRunner().invoke(app, ["match", "evaluate", "--items", path, "--json"])
    found = json.loads(said.output)
    assert {"precision", "recall", "f1", "threshold", "pairs"} <= found.keys()
    assert found["cross_script"]["pairs"] == 1
    assert found["kinds"]["far"] == {"wrong": 0, "pairs": 1}
    both = ["match", "evaluate", "--items", path, "--transactions", path, "--json"]
    assert CliRunner().invoke(app, both).exit_code != 0
