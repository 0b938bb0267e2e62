"""Retention and erasure reach the contents of documents, and nothing that somebody else names.

Regulation (EU) 2016/679, Articles 5(1)(e) and 17: what is erased is not kept in another place.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.casework.acts.journal import acts_of, open_tasks
from gateway.casework.contents.content_gate import admit
from gateway.casework.documents.held import DocumentNoun, open_contents
from gateway.casework.handlers.retention import hold, release, run
from gateway.casework.handlers.workflow_steps import sweep
from gateway.casework.permissions import OfficerRole
from gateway.documents import content_rows
from gateway.domain.acts import TaskKind
from gateway.domain.case import Application, Outcome
from gateway.domain.retention import HoldDraft, HoldReason
from gateway.errors import NotFoundError
from tests.support.federation_case import ANNA, CaseFederation, Desk, officer, text
from tests.support.kinds import begun, decided, filed, negative, outcome
from tests.support.raising import present
from tests.support.register_nodes import erase_entry
from tests.support.travelling import named, put

OF = DocumentNoun.CASE
KEEPER = officer("root", OfficerRole.ADMINISTRATOR)
ELEVEN_YEARS = timedelta(days=4018)
OF_BOTH, OF_ONE = b"%PDF-1.7 a certificate", b"%PDF-1.7 a data sheet"


def naming(reference: str, *contents: bytes) -> Application:
    wanted = filed(reference)
    return wanted.model_copy(update={"documents": tuple(named(each) for each in contents)})


def is_held(desk: Desk, contents: bytes) -> bool:
    return desk.node.office.documents.contents.holds(named(contents).sha256)


async def test_years_later_contents_go_with_the_last_file_that_names_them(
    federation: CaseFederation,
) -> None:
    de = federation["DE"]
    office, ending = de.node.office, outcome(Outcome.NO_LICENCE_NEEDED)
    first = await decided(federation, naming("R-1", OF_BOTH, OF_ONE), ending)
    second = await decided(federation, naming("R-2", OF_BOTH), ending)
    for case, contents in ((first, OF_BOTH), (first, OF_ONE), (second, OF_BOTH)):
        await put(de, case.case_id, named(contents), contents)
    draft = HoldDraft(
        reason_class=HoldReason.PROCEEDINGS, **text("A court has asked for it.").model_dump()
    )
    await hold(office, ANNA, second.case_id, draft)

    await run(office, KEEPER, dry_run=False)
    assert is_held(de, OF_ONE)  # nothing is old yet
    federation.clock.at += ELEVEN_YEARS
    await run(office, KEEPER, dry_run=True)
    assert is_held(de, OF_ONE)
    await run(office, KEEPER, dry_run=False)
    assert not is_held(de, OF_ONE)
    assert is_held(de, OF_BOTH)  # the file of the other case is held
    last = (await office.db.read(lambda conn: acts_of(conn, first.case_id)))[-1]
    assert (last.verb, last.data["documents"]) == ("file.deleted", 2)
    opened = await open_contents(office, ANNA, OF, second.case_id, named(OF_BOTH).sha256)
    with opened.reader as reader:
        assert b"".join(reader.read()) == OF_BOTH
    with pytest.raises(NotFoundError):
        await open_contents(office, ANNA, OF, first.case_id, named(OF_BOTH).sha256)

    await release(office, ANNA, second.case_id, text("The court has decided."))
    await run(office, KEEPER, dry_run=False)
    assert not is_held(de, OF_BOTH)


async def test_the_contents_of_an_erased_denial_go_at_the_next_daily_sweep(
    federation: CaseFederation,
) -> None:
    case = await decided(federation, filed("R-3"), negative(Outcome.REFUSED))
    other = await begun(federation, naming("R-4", OF_BOTH))
    de = federation["DE"]
    office = de.node.office
    denial_id = str(present(case.decision).denial_id)
    await put(de, other.case_id, named(OF_BOTH), OF_BOTH)
    for contents in (OF_BOTH, OF_ONE):
        part = office.documents.contents.piece("of-a-denial", 0)
        part.write(contents)
        part.keep()
        part.end()
        await admit(office, denial_id, named(contents), "of-a-denial", put_by="anna")
    await sweep(office)
    assert is_held(de, OF_ONE)

    await office.db.write(lambda conn: erase_entry(conn, office.me))
    await sweep(office)
    assert not is_held(de, OF_ONE)
    assert is_held(de, OF_BOTH)  # a case names it
    subjects = await office.db.read(content_rows.subjects)
    assert subjects == {other.case_id}


async def test_a_folder_that_cannot_be_swept_is_a_task_and_stops_nothing_else(
    federation: CaseFederation, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await begun(federation, naming("R-5", OF_ONE))
    de = federation["DE"]
    office = de.node.office
    await put(de, case.case_id, named(OF_ONE), OF_ONE)
    await office.db.write(lambda conn: content_rows.forget(conn, [case.case_id]))

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.unlink", refused)
        await run(office, KEEPER, dry_run=False)
    assert is_held(de, OF_ONE)
    assert await failed(de) == ["documents"]
    await sweep(office)
    assert not is_held(de, OF_ONE)
    assert await failed(de) == []


async def failed(desk: Desk) -> list[str]:
    kind, db = TaskKind.ROUND_FAILED, desk.node.db
    return [each.key for each in await db.read(lambda conn: open_tasks(conn, kind=kind))]
