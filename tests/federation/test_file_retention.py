"""Ten years later: the file of a case is deleted, unless something holds it back (M12).

Regulation (EU) 2016/679, Article 5(1)(e): kept "for no longer than is necessary". What proves who
said what by when stays: acts, envelopes, receipts, the entries in the logs.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.casework.acts.journal import acts_of
from gateway.casework.cases.licences import list_licences
from gateway.casework.cases.need_to_know import restrict
from gateway.casework.cases.records import evidence_of
from gateway.casework.denials.setting_aside import set_aside
from gateway.casework.drafts.drafts import keep_draft
from gateway.casework.handlers.retention import hold, list_held, release, run, show
from gateway.casework.permissions import OfficerRole, Permission
from gateway.domain.case import Case, LicenceTerms, Outcome
from gateway.domain.case.restriction import RestrictionClass, RestrictionDraft
from gateway.domain.notice import SetAside, SetAsideWay
from gateway.domain.retention import HoldDraft, HoldReason, RetentionLine, WhyKept
from gateway.errors import NotFoundError, PermissionRefusedError, StateError
from gateway.store.tables_casework import (
    consultation,
    correspondence,
    licence,
    licence_case,
    list_word,
)
from gateway.store.tables_console import act_draft
from gateway.store.tables_examination import examination
from gateway.store.tables_exchange import journal, journal_part
from tests.support.federation_case import ANNA, BERT, CaseFederation, Desk, officer, text
from tests.support.kinds import begun, decided, filed, negative, outcome

KEEPER = officer("root", OfficerRole.ADMINISTRATOR)
TEN_YEARS = timedelta(days=3653)
WHY = text("A court has asked for it.")


def leap(federation: CaseFederation, by: timedelta) -> None:
    """Years pass in which nobody touches the case; no letter is under way."""
    federation.clock.at += by


async def files(desk: Desk) -> RetentionLine:
    shown = await show(desk.node.office, KEEPER)
    return next(each for each in shown.lines if each.rule.code == "case_files")


async def why(desk: Desk) -> dict[str, WhyKept]:
    return {each.case_id: each.why for each in (await files(desk)).kept}


async def consulted_and_granted(federation: CaseFederation) -> Case:
    """FR and NL were asked; the licence ended in 2028."""
    await federation.consulting()
    await federation["FR"].answer("not_identical")
    await federation.answers("NL", "no_objection")
    terms = LicenceTerms(valid_until=date(2028, 3, 31))
    [case_id] = [each.case_id for each in await _cases(federation["DE"])]
    done = await federation["DE"].decided(case_id, outcome(Outcome.GRANTED, licence=terms))
    await federation.settle()
    await federation.sync()
    return done


async def _cases(desk: Desk) -> list[Case]:
    query = select(licence_case.c.body)
    bodies = await desk.node.db.read(lambda conn: conn.scalars(query).all())
    return [Case.model_validate_json(body) for body in bodies]


async def count(desk: Desk, *where: Any, of: Any) -> int:
    query = select(func.count()).select_from(of).where(*where)
    return await desk.node.db.read(lambda conn: int(conn.scalar(query) or 0))


async def test_ten_years_after_its_licence_the_file_goes_and_what_proves_it_stays(
    federation: CaseFederation,
) -> None:
    case = await consulted_and_granted(federation)
    de, fr = federation["DE"], federation["FR"]
    office, contents = de.node.office, journal_part.c.body.is_not(None)
    letters, entries = await count(de, of=journal), await de.entries("DE")
    assert await count(de, contents, of=journal_part) > 0

    leap(federation, TEN_YEARS)  # ten years after the decision, and eight after the licence
    assert ((await files(de)).due, await why(de)) == (0, {})
    leap(federation, datetime(2038, 4, 2, tzinfo=UTC) - federation.clock.at)
    assert (await files(de)).due == 1
    rehearsed = await run(office, KEEPER, dry_run=True)
    assert not rehearsed.deleted
    assert (await de.case(case.case_id)).case_id == case.case_id

    letter = await de.node.db.read(lambda conn: conn.scalar(select(journal.c.message_id)))
    for subject in (case.case_id, letter, "elsewhere"):
        await keep_draft(
            office,
            ANNA,
            Permission.ANSWER,
            subject=str(subject),
            act="reply",
            fields={"text": ("A secret.",)},
            version="",
        )
    done = await run(office, KEEPER, dry_run=False)
    assert done.lines == rehearsed.lines
    drafts = await de.node.db.read(lambda conn: conn.scalars(select(act_draft.c.subject)).all())
    assert drafts == ["elsewhere"]
    for table in (licence_case, licence, consultation, correspondence, examination, list_word):
        assert await count(de, of=table) == 0, table.name
    assert await count(de, contents, of=journal_part) == 0
    with pytest.raises(NotFoundError):
        await evidence_of(office, ANNA, case.case_id)
    assert (await list_licences(office, ANNA)).items == ()
    # What stays: envelopes, receipts, the log, who did what, with the digests of what was signed.
    assert (await count(de, of=journal), await de.entries("DE")) == (letters, entries)
    acts = await de.node.db.read(lambda conn: acts_of(conn, case.case_id))
    assert [act.verb for act in acts if act.verb == "decision.made"]
    assert all(act.reference for act in acts if act.verb == "case.examined")
    last = acts[-1]
    assert (last.verb, last.actor, last.data["outcome"]) == ("file.deleted", "root", "granted")
    assert len(str(last.data["digest"])) == 64
    # The other side keeps its own by its own periods.
    assert await count(fr, contents, of=journal_part) > 0
    assert (await files(de)).due == 0


async def test_an_officer_holds_a_file_for_proceedings_and_releases_it(
    federation: CaseFederation,
) -> None:
    case = await decided(federation, filed("L-1"), outcome(Outcome.NO_LICENCE_NEEDED))
    de = federation["DE"]
    office, draft = (
        de.node.office,
        HoldDraft(reason_class=HoldReason.PROCEEDINGS, **WHY.model_dump()),
    )
    with pytest.raises(PermissionRefusedError):
        await hold(office, KEEPER, case.case_id, draft)
    with pytest.raises(NotFoundError):
        await hold(office, BERT, "DE-C-2026-00099", draft)
    await hold(office, BERT, case.case_id, draft)
    with pytest.raises(StateError, match="held already"):
        await hold(office, BERT, case.case_id, draft)
    leap(federation, 2 * TEN_YEARS)
    assert await why(de) == {case.case_id: WhyKept.HELD}
    await run(office, KEEPER, dry_run=False)
    assert len(await _cases(de)) == 1
    [held] = (await list_held(office, BERT)).items
    assert (held.case_id, held.reason_class, held.by) == (case.case_id, "proceedings", BERT.name)

    await release(office, BERT, case.case_id, text("The judgment is final."))
    with pytest.raises(StateError, match="nobody holds"):
        await release(office, BERT, case.case_id, WHY)
    await run(office, KEEPER, dry_run=False)
    assert await _cases(de) == []


async def test_what_is_restricted_is_counted_for_the_keeper_and_not_named(
    federation: CaseFederation,
) -> None:
    case = await decided(federation, filed("R-1"), negative(Outcome.REFUSED))
    de = federation["DE"]
    mark = RestrictionDraft(reason_class=RestrictionClass.SOURCE_PROTECTION, reason=WHY)
    await restrict(de.node.office, ANNA, case.case_id, mark)
    leap(federation, TEN_YEARS + timedelta(days=1))
    assert ((await files(de)).held_back, await why(de)) == (1, {})


@pytest.mark.parametrize(
    ("way", "why_kept"),
    [
        (None, WhyKept.DENIAL),
        (SetAsideWay.SUSPENDED, WhyKept.PROCEEDINGS),
        (SetAsideWay.WITHDRAWN_ON_APPEAL, None),
    ],
)
async def test_a_denial_that_stands_or_that_a_court_has_holds_its_file(
    federation: CaseFederation, way: SetAsideWay | None, why_kept: WhyKept | None
) -> None:
    """16(2): a denial is reviewed every three years, by what its file says."""
    case = await decided(federation, filed("R-1"), negative(Outcome.REFUSED))
    de = federation["DE"]
    assert case.decision is not None
    assert case.decision.denial_id is not None
    denial_id, half_a_year = case.decision.denial_id, timedelta(days=180)
    if way is not None:
        leap(federation, half_a_year)
        day = federation.clock.at.date()
        court = SetAside(denial_id=denial_id, way=way, body="VG Köln", reference="1 K 1/26", at=day)
        await set_aside(de.node.office, BERT, denial_id, court)
    entries = await de.entries("DE")
    leap(federation, TEN_YEARS - half_a_year + timedelta(days=1))
    if why_kept is None:  # its period begins with its end
        assert ((await files(de)).due, await why(de)) == (0, {})
        leap(federation, half_a_year)
        assert (await files(de)).due == 1
        await run(de.node.office, KEEPER, dry_run=False)
        assert await _cases(de) == []
        assert await de.entries("DE") == entries  # the register forgets nothing
    else:
        leap(federation, 2 * half_a_year)
        assert await why(de) == {case.case_id: why_kept}
        await run(de.node.office, KEEPER, dry_run=False)
        assert len(await _cases(de)) == 1


async def test_a_case_on_which_a_later_one_rests_goes_with_it(federation: CaseFederation) -> None:
    de = federation["DE"]
    first = await decided(federation, filed("L-1"), outcome(Outcome.GRANTED, licence=ENDING))
    again = filed("L-2", "licence_in_force", concerns=first.case_id)
    leap(federation, timedelta(days=1))
    await begun(federation, again)
    leap(federation, TEN_YEARS + timedelta(days=400))
    assert (await why(de)).get(first.case_id) in (WhyKept.LATER_CASE, WhyKept.TASK)
    assert (await files(de)).due == 0


ENDING = LicenceTerms(valid_until=date(2026, 12, 31))


async def test_an_open_question_holds_the_file(federation: CaseFederation) -> None:
    """A case that is not decided has no period; one whose letter waits for an answer is kept."""
    await federation.consulting()
    leap(federation, 2 * TEN_YEARS)
    assert ((await files(federation["DE"])).due, await why(federation["DE"])) == (0, {})
