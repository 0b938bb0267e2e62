"""An authority's data by commands, as its officers type them, from the form to the signature."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from certs.layout import FederationFiles
from gateway.casework.accounts.officers import make_officer
from gateway.casework.annual.questions import QuestionDraft, ask
from gateway.casework.permissions import OfficerRole
from gateway.domain.annual.cells import CellRef
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from tests.support.annual_files import DENIAL, LICENCE, workbook
from tests.support.annual_year import ANNA, COLLECTION, call, received
from tests.support.desk import START
from tests.support.federation_case import CaseFederation, Where, case_federation, make_files
from tests.support.served import Served, served

Y = "2025"


@pytest.fixture(scope="session")
def case_files(tmp_path_factory: pytest.TempPathFactory) -> FederationFiles:
    return make_files(tmp_path_factory.mktemp("data") / "federation", ("DE", "EU"))


@pytest.fixture
async def two(where: Where) -> AsyncIterator[CaseFederation]:
    async with case_federation(*where) as running:
        await call(running["EU"], "DE")
        await running.settle()
        yield running


async def run(node: Served, *words: str, code: int = 0) -> str:
    done = await node.run("report", "data", *words)
    assert done.code == code, done.out + done.err
    return " ".join(done.out.split())


async def said(node: Served, *words: str, code: int = 0) -> Any:
    return json.loads(await run(node, *words, "--json", code=code))


async def test_from_the_form_to_the_signature(two: CaseFederation, tmp_path: Path) -> None:
    form, bad, good = (tmp_path / name for name in ("form.xlsx", "bad.xlsx", "good.xlsx"))
    bad.write_bytes(workbook({"authorisation": [{**LICENCE, "value": -1}]}))
    good.write_bytes(workbook({"authorisation": [LICENCE], "denial": [DENIAL]}))
    desk = two["DE"]
    bert = desk.node.db.write_sync(_second)
    async with served(desk) as node:
        assert (await said(node, "form", Y, str(form)))["octets"] == form.stat().st_size
        # A wrong file is named cell by cell, and the exit code says that nothing was taken.
        refused = await run(node, "import", Y, str(bad), code=10)
        assert "│ Records │ 0 │" in refused
        assert "│ authorisation │ 2 │ value │ INPUT_INVALID │ it is negative │" in refused
        found = await said(node, "import", Y, str(bad), code=10)
        assert found["faults"][0]["sheet"] == "authorisation"
        tried = await run(node, "import", Y, str(good), "--dry-run")
        assert "│ Dry run │ yes │ │ Records │ 2 │" in tried
        assert "│ no │ │ Records │ 2 │" in await run(node, "import", Y, str(good))
        shown = await run(node, "show", Y)
        assert "│ Ready │ no │" in shown
        assert COLLECTION in shown
        await run(node, "mark", Y, "denials", "--at", "refuse|*|*", "--ground", "defence")
        marked = await said(node, "show", Y)
        assert len(marked["work"]["marks"]) == 1
        await run(node, "mark", Y, "denials", "--at", "refuse|*|*", "--free")
        await _answer(node, tmp_path)
        assert "Authorisations" in await run(node, "show", Y)
        made = await said(node, "propose", Y)
        digest = made["line"]["digest"]
        assert digest in await run(node, "version", Y, "1")
        await run(node, "sign", Y, digest, code=12)  # the first officer does not sign
        signed = await run(node, "sign", Y, digest, "--token", bert)
        assert "sent" in signed
        await two.settle()
        (letter,) = await received(two["EU"], LetterType.ANNUAL_SUBMISSION)
        assert letter.digest.hex() in signed
        behind = await said(node, "behind", Y, "authorisations", "individual|5EC2|TR")
        assert [each["reference"] for each in behind["items"]] == ["L-1"]
        assert "L-1" in await run(node, "behind", Y, "authorisations", "*|*|*")
        await _question(two)
        (asked,) = (await said(node, "questions"))["items"]
        assert "One licence?" in await run(node, "questions")
        sent = await run(node, "reply", asked["message_id"], "Yes.", "--with", "confirmed")
        assert "answered in letter" in sent
        assert (await said(node, "tables"))["items"] == []
        assert (await said(node, "drop", Y, "--kind", "denial"))["removed"] == 1
        assert "1 imported" in await run(node, "drop", Y)


async def _answer(node: Served, folder: Path) -> None:
    """The first question by its command, the others from a file."""
    seen = await said(node, "show", Y)
    first, *others = [each["remark"] for each in seen["remarks"] if each["answer"] is None]
    await run(node, "answer", Y, first["key"], "--with", first["answers"][0], "--reason", "So.")
    answers = [{"remark": each["key"], "answer": each["answers"][0]} for each in others]
    file = folder / "answers.json"
    file.write_text(json.dumps({"answers": answers}), "utf-8")
    done = await said(node, "change", Y, str(file))
    assert done["ready"]


async def _question(two: CaseFederation) -> None:
    about = CellRef(table="authorisations", at=("*", "*", "*"), origin="DE")
    words = (FreeText(language="en", text="One licence?"),)
    draft = QuestionDraft(state="DE", about=about, text=words)
    await ask(two["EU"].node.office, ANNA, COLLECTION, draft)
    await two.settle()


def _second(conn: Connection) -> str:
    return make_officer(conn, name="bert", role=OfficerRole.DECIDER, at=START).token
