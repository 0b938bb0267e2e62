from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.domain.transaction import PartyKind
from gateway.errors import InputError, Reason
from gateway.matching.transaction import PARTY_LIKELY
from lab.match_evaluation import alarms, evaluate, read_pairs, read_parties
from tests.support.raising import refuses
from tests.unit.matching.cases import organisation

PAIRS = """name1,name2,is_match,schema
ООО Сигнал,Signal LLC,true,Company
Gazprom Neft,Gazprom Bank,false,Company
Mohammed Abdullah,محمد عبدالله,1,Person
Alpha,Zeta Optics,yes,
"""


def write(tmp_path: Path, name: str, text: str, encoding: str = "utf-8") -> Any:
    path = tmp_path / name
    path.write_text(text, encoding=encoding)
    return path


def test_labelled_pairs_are_scored_at_the_shipped_threshold(tmp_path: Path) -> None:
    found = evaluate(read_pairs(write(tmp_path, "pairs.csv", PAIRS)))

    assert found.threshold == PARTY_LIKELY
    assert found.pairs == 4
    assert found.precision == 1
    assert found.recall == pytest.approx(2 / 3)
    assert found.f1 == pytest.approx(0.8)
    assert found.false_negatives == 1


def test_schemas_become_kinds(tmp_path: Path) -> None:
    kinds = [pair.ours.kind for pair in read_pairs(write(tmp_path, "pairs.csv", PAIRS))]

    assert kinds == [
        PartyKind.ORGANISATION,
        PartyKind.ORGANISATION,
        PartyKind.PERSON,
        PartyKind.UNKNOWN,
    ]


@pytest.mark.parametrize(
    ("text", "encoding", "reason", "place"),
    [
        ("name1,name2\na,b\n", "utf-8", Reason.COLUMN_MISSING, ("column", "is_match")),
        ("name1,name2,is_match\na,b,maybe\n", "utf-8", Reason.INPUT_INVALID, ("row", "2")),
        ("name1,name2,is_match\na,,true\n", "utf-8", Reason.PARTY_NAMELESS, ("column", "name2")),
        ("  \n", "utf-8", Reason.INPUT_EMPTY, None),
        ("name1,name2,is_match\nÄ,b,1\n", "latin-1", Reason.ENCODING_INVALID, None),
    ],
)
def test_a_bad_file_is_refused_with_reason_and_place(
    tmp_path: Path, text: str, encoding: str, reason: Reason, place: Any
) -> None:
    with refuses(InputError, reason) as refused:
        read_pairs(write(tmp_path, "pairs.csv", text, encoding))

    assert refused.value.remedy
    if place is not None:
        assert refused.value.metadata[place[0]] == place[1]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with refuses(InputError, Reason.NOT_FOUND):
        read_parties(tmp_path / "none.csv")


def test_parties_come_from_json_lines_and_csv(tmp_path: Path) -> None:
    lines = [{"names": ["A", "Б"], "schema": "Person"}, {"names": []}]
    jsonl = write(tmp_path, "p.jsonl", "\n".join(json.dumps(line) for line in lines))
    table = write(tmp_path, "p.csv", "full_name,first_name\nA,\n,\n")
    several = write(tmp_path, "q.csv", "names,schema\nA ;; Б,Company\n")

    assert [p.names for p in read_parties(jsonl)] == [("A", "Б")]
    assert [(p.names, p.kind) for p in read_parties(table)] == [(("A",), PartyKind.PERSON)]
    assert read_parties(several)[0] == organisation("A", "Б")


def test_broken_json_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        read_parties(write(tmp_path, "p.jsonl", '{"names": ["A"]}\n{"names": '))

    assert refused.value.metadata["row"] == "2"


def test_alarms_are_searches_that_show_somebody() -> None:
    register = [organisation("Signal Elektronik"), organisation("Harbour Dredging")]
    queries = [organisation("Сигнал Электроник"), organisation("Nordlys"), organisation("Vega")]
    found = alarms(register, queries)

    assert (found.searches, found.alarms, found.register_parties) == (3, 1, 2)
    assert found.alarms_per_search == pytest.approx(1 / 3)
