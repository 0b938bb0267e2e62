"""Contents go to a real node and come back, by the client library."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from comity_sdk import AsyncClient, NotFound, models
from tests.support.cases import application
from tests.support.federation_case import CaseFederation
from tests.support.served import served

CONTENTS = b"%PDF-1.7\n" + b"end-use statement\n" * 1000 + b"%%EOF\n"


async def test_contents_go_up_and_come_back(two: CaseFederation, tmp_path: Path) -> None:
    whole = application().model_dump(mode="json")
    digest = hashlib.sha256(CONTENTS).hexdigest()
    whole["documents"][0] |= {"sha256": digest, "size_bytes": len(CONTENTS)}
    (tmp_path / "statement.pdf").write_bytes(CONTENTS)
    async with served(two["DE"]) as node:
        settings = node.desk.settings
        address = f"unix:{settings.path(settings.api_socket)}"
        async with AsyncClient(address, token=f"@{node.home / 'token'}") as de:
            filed = await de.file_application(models.ApplicationInput.model_validate(whole))
            with pytest.raises(NotFound) as caught:
                await de.get_document(filed.case_id, digest, tmp_path / "back.pdf")
            assert caught.value.reason == "NOT_FOUND"
            kept = await de.put_document(filed.case_id, tmp_path / "statement.pdf")
            assert (kept.held, kept.received) == (True, len(CONTENTS))
            back = await de.get_document(filed.case_id, digest, tmp_path / "back.pdf")
            assert back.read_bytes() == CONTENTS
            (tmp_path / "other.pdf").write_bytes(b"%PDF-1.7 another")
            with pytest.raises(NotFound):
                await de.put_document(filed.case_id, tmp_path / "other.pdf")
