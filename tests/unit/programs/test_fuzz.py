"""The fuzzer finds what it is to find, and no parser is left out."""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.errors import InputError
from tools.fuzz import changes
from tools.fuzz.measuring import Came

ROOT = Path(__file__).resolve().parents[3]
ROOMS = (
    "documents",
    "trust",
    "wire",
    "register",
    "exchange",
    "evidence",
    "tabular",
    "casework/imports",
    "reports/importing",
    "domain",
)
ELSEWHERE = {
    # function: the target that calls it, or why no octets from outside reach it
    "unwrap": "HPKE of the library; of peers: tests/federation/test_documents_across.py",
    "open_key": "HPKE of the library; of peers: tests/federation/test_documents_across.py",
    "verify_attested": "fraud proof",
    "read_proof": "receipts that contradict each other",
    "mark_of": "hashes octets, and reads nothing",
    "format_in": "looks at the first octets only",
    "is_hybrid": "counts octets",
    "check_operator_key": "directory",
    "operator_signature_holds": "directory: octets are cut and given to the library",
    "operator_key_from_pem": "a file of the operator's own, read by the library",
    "read_file": "read_table within the bounds of an import",
    "seal_key": "encrypts, and reads nothing",
    "secret_text": "writes a secret of our own, and reads nothing",
    "verify_contents_receipt": "signed content, read as a receipt is",
    "open_envelope": "its steps are those of the intake: signed content",
    "receive": "signed content, up to the database",
    "open_sealed": "signed content",
    "check_commitment": "signed content",
    "read_digest": "contents",
    "parse_model": "evidence",
    "digest_of": "any octets have one",
    "split_part": "evidence",
    "check_size": "denials, records",
    "csv_rows": "denials",
    "bound_workbook": "records, XLSX",
    "read_sheet": "denials",
    "read_rows": "denials",
    "read_csv": "records, CSV",
    "toml_table": "rulebook, template, calendar",
    "check_json": "REST",
    "open_by_origin": "checkpoint",
    "open_checkpoint": "checkpoint",
    "stated_at": "a note that was verified before",
    "signed_at": "fraud proof",
    "is_signed_as_required": "a note that was verified before",
    "check_cosignature": "checkpoint of an evidence file",
    "verify_line": "checkpoint",
    "verify_signature": "checkpoint",
    "with_key_ids": "proof",
    "hint": "proof",
    "node_hash": "octets of a fixed length",
    "leaf_hash": "any octets have one",
    "header_of": "a letter that was verified when it was journalled",
    "numbers_of": "a digest of ours",
    "read_request": "this process writes it for its own worker",
    "fingerprint_of_pem": "gRPC has checked the certificate",
    "member_by_certificate": "a digest of ours",
    "shows": "a digest of ours",
    "check_proposal": "directory: the same payload, and what may follow",
    "sign_proposal": "directory: the same payload",
    "join_signatures": "directory, operator's signature",
    "claim": "what we write",
    "spoken": "writes a digest for people, and reads nothing",
    "version_of": "signed directory over those between",
    "digest_of_version": "any octets of an envelope have one",
    "key_id_of": "any octets have one",
    "origin_line": "what we write",
    "sign_directory": "what we write",
    "sign_envelope": "what we write",
    "sign_note": "what we write",
    "cosign": "what we write",
    "response_to_bytes": "what we write",
    "return_request_to_bytes": "what we write",
    "return_letters": "request for letters, whose envelope is that of a letter",
    "package_to_pb": "what we write",
    "package_to_seal": "what we write",
}


def readers() -> Iterator[tuple[str, str]]:
    """Yield every public function of those rooms that is given octets first, and its file."""
    for room in ROOMS:
        for path in sorted((ROOT / "gateway" / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    given = [each for each in node.args.args if each.arg not in ("self", "cls")]
                    first = given[0].annotation if given else None
                    if isinstance(first, ast.Name) and first.id == "bytes":
                        yield node.name, path.relative_to(ROOT).as_posix()


def test_every_parser_is_fed_or_says_why_not() -> None:
    fed = "".join(path.read_text("utf-8") for path in (ROOT / "tools" / "fuzz").glob("*.py"))
    public = [(name, file) for name, file in readers() if not name.startswith("_")]
    left = [each for each in public if each[0] not in fed and each[0] not in ELSEWHERE]

    assert len(public) > 60
    assert left == []
    assert ELSEWHERE.keys() <= {name for name, _ in public}


def refuses(raw: bytes) -> None:
    raise InputError("no", remedy="Give another.")


def breaks(raw: bytes) -> None:
    raise KeyError("inside")


def grows(raw: bytes) -> int:
    return sum(len(str(number)) for number in list(range(12_000_000)))


def never_ends(raw: bytes) -> None:
    try:
        while True:
            pass
    except Exception:  # noqa: BLE001 - as a parser that swallows everything
        return


@pytest.mark.parametrize(
    ("call", "came", "words"),
    [
        (len, Came.TAKEN, ""),
        (refuses, Came.REFUSED, ""),
        (breaks, Came.FOREIGN, "KeyError"),
        (grows, Came.OVER, ""),
        (never_ends, Came.OVER, "no end"),
    ],
)
def test_a_call_is_measured(call: Callable[[bytes], object], came: Came, words: str) -> None:
    code = (
        "import mmap\n"
        "from tools.fuzz import measuring\n"
        "from tools.fuzz.target import Target\n"
        "from tests.unit.programs.test_fuzz import *\n"
        "measuring._NO_END_S = 0.5\n"
        f"target = Target('t', [], None, {call.__name__})\n"
        "found = measuring.Measure(mmap.mmap(-1, 4096)).call(target, b'x')\n"
        "print(found.came, found.detail)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert ran.stdout.startswith(came)
    assert words in ran.stdout


SEEDS: dict[changes.Change, bytes] = {
    changes.message: changes.message_of([(1, 2, b"abc"), (2, 0, 7), (3, 2, b"\x08\x01")]),
    changes.json_text: json.dumps({"a": [1, {"b": "c"}], "d": None}).encode(),
    changes.toml_text: b'a = "b"\nc = 1\n',
    changes.csv_text: b"a,b\n1,2\n3,4\n",
    changes.note_text: b"origin\n5\nabc=\n\n- line",
    changes.xml_text: b'<?xml encoding="UTF-8"?><a r="A1"><v>1</v></a>',
    changes.octets: b"octets",
}


@pytest.mark.parametrize("change", SEEDS, ids=lambda change: change.__name__)
def test_changes_differ_and_repeat(change: changes.Change) -> None:
    seed = SEEDS[change]

    def drawn() -> list[bytes]:
        dice = random.Random("1")
        return [change(dice, seed, [seed]) for _ in range(200)]

    assert drawn() == drawn()
    assert len(set(drawn())) > 60
    assert all(len(raw) <= changes.MOST_OCTETS for raw in drawn())


def test_a_changed_message_is_mostly_still_a_message() -> None:
    dice, seed = random.Random("1"), SEEDS[changes.message]
    still = [changes.fields_of(changes.message(dice, seed, [seed])) for _ in range(300)]

    assert sum(each is not None for each in still) > 200


def test_a_field_that_is_put_in_a_hundred_thousand_times_takes_no_memory_of_ours() -> None:
    grown = changes.message_of([(1, 2, b"x" * 2**20)] * 100_000)  # 100 GB, before it was cut
    assert len(grown) == changes.MOST_OCTETS
