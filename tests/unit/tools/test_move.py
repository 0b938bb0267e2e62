"""What `tools/move.py` renames, and what it leaves alone."""

from __future__ import annotations

import pytest

from tools.move import TABLE, Rewriter, read_table

MODULES = {
    "gateway.matching.index": "gateway.matching.index.denial_index",
    "gateway.matching.made": "gateway.matching.synthetic_denials",
    "gateway.evidence.certain": "gateway.evidence.verify.minimal_match",
}
REWRITER = Rewriter(MODULES, {"gateway/matching/made.py": "gateway/matching/synthetic_denials.py"})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from gateway.matching.index import DenialIndex\n",
            "from gateway.matching.index.denial_index import DenialIndex\n",
        ),
        (
            "from gateway.matching import index\n\nindex.open()\n",
            "from gateway.matching.index import denial_index\n\ndenial_index.open()\n",
        ),
        (
            "from gateway.matching import index as held, search\n",
            (
                "from gateway.matching import search\n"
                "from gateway.matching.index import denial_index as held\n"
            ),
        ),
        ('WHERE = "gateway.matching.made"\n', 'WHERE = "gateway.matching.synthetic_denials"\n'),
        # A function that the package hands on, and a longer name that begins alike.
        ("from gateway.evidence import certain\n", "from gateway.evidence import certain\n"),
        ("import gateway.matching.index_more\n", "import gateway.matching.index_more\n"),
    ],
)
def test_a_module_is_named_as_it_is_called_now(before: str, after: str) -> None:
    assert REWRITER.code(before) == after


def test_a_path_in_a_document_is_renamed() -> None:
    assert REWRITER.text("see `gateway/matching/made.py`") == (
        "see `gateway/matching/synthetic_denials.py`"
    )


def test_nothing_moves_twice_and_no_two_to_one_place() -> None:
    moves = [
        each
        for room in ("gateway.matching", "gateway.evidence", "gateway.register", "gateway.cli")
        for each in read_table(TABLE, room)
    ]
    for names in ([each.old for each in moves if each.old], [each.new for each in moves]):
        assert len(names) == len(set(names))
