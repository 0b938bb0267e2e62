"""The pairs of strangers are those that their README tells of, and do not change."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "bench" / "strangers"


def test_the_files_are_those_that_were_counted() -> None:
    """Its figures, columns and halves were held against the files until those were frozen."""
    page = (FOLDER / "README.md").read_text("utf-8")
    said = re.findall(r"^\| `([\w-]+\.\w+)` \| `([0-9a-f]{64})` \|$", page, re.MULTILINE)
    files = [each for each in FOLDER.iterdir() if each.suffix != ".md"]
    found = {each.name: sha256(each.read_bytes()).hexdigest() for each in files}
    assert dict(said) == found
    assert len(found) == 8
