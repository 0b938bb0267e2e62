"""Parts 1 and on of the annual report's letters, at step 10 of the intake."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import pytest

from gateway.domain.annual.submission import (
    AnnualCall,
    AppearingTables,
    SubmissionHeader,
    SubmissionPart,
)
from gateway.domain.annual.templates import shipped_file, shipped_templates
from gateway.errors import InputError, Reason
from gateway.reports.letter_parts import check_further_parts, template_of
from tests.support.raising import refuses

TEMPLATE = shipped_templates()[0]
FILE = shipped_file(TEMPLATE.version)
CALL = AnnualCall(
    collection="EU-R-2025",
    year=TEMPLATE.year,
    template=TEMPLATE.version,
    template_digest=TEMPLATE.digest,
    submit_by=date(2026, 5, 31),
)
HEADER = SubmissionHeader(
    collection="EU-R-2025",
    year=TEMPLATE.year,
    template=TEMPLATE.version,
    template_digest=TEMPLATE.digest,
    authority="DE",
    version=1,
    prepared_at=datetime(2026, 5, 1, tzinfo=UTC),
)


def test_the_template_is_the_one_that_the_call_names() -> None:
    assert template_of(CALL, {1: FILE}) == TEMPLATE
    check_further_parts(CALL, {1: FILE})


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


@pytest.mark.parametrize(
    ("changes", "bodies"),
    [
        ({}, {}),
        ({}, {1: FILE + b"\n"}),
        ({"template_digest": digest(b"not toml =")}, {1: b"not toml ="}),
        ({"year": TEMPLATE.year + 1}, {1: FILE}),
        ({"template": "2024/214/1999-9"}, {1: FILE}),
    ],
)
def test_another_template_is_refused(changes: dict[str, object], bodies: dict[int, bytes]) -> None:
    with refuses(InputError, Reason.CONTENT_INVALID, field="parts[1]"):
        check_further_parts(CALL.model_copy(update=changes), bodies)


@pytest.mark.parametrize(
    "content",
    [
        HEADER,
        SubmissionPart(header=HEADER),
        AppearingTables(collection="EU-R-2025", draft="ab" * 32, until=date(2026, 8, 31)),
    ],
)
def test_cells_and_tables_that_cannot_be_read_are_refused_with_their_part(
    content: SubmissionHeader | SubmissionPart | AppearingTables,
) -> None:
    check_further_parts(content, {0: b"header"})
    with refuses(InputError, Reason.CONTENT_INVALID) as refused:
        check_further_parts(content, {0: b"header", 1: b"", 2: b"\xff\xff"})
    assert "[2]" in refused.value.metadata["field"]
