"""Article 25(2): what enforcement bodies tell each other is confidential.

"Exchange of information under the Enforcement Coordination Mechanism shall be confidential": at
each authority accounts with the role `enforcement` write and read it, and for every other account
it is not there. What each operation of the interface says, and to whom:
`tests/node/api/test_enforcement_reads.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from gateway.casework.accounts.officers import make_officer
from gateway.casework.feed.events import list_events
from gateway.casework.handlers.stalled_work import StalledWork
from gateway.casework.handlers.tasks import close_task, list_tasks
from gateway.casework.letters.letters import list_letters
from gateway.casework.notices import notice_traffic
from gateway.casework.notices.notice_acts import NoticeRecall
from gateway.casework.notices.notices import (
    amend_notice,
    get_notice,
    kinds,
    list_notices,
    publish_notice,
    recall_notice,
    withdraw_notice,
)
from gateway.casework.permissions import Officer, OfficerRole
from gateway.casework.services import Work
from gateway.domain.acts import Task
from gateway.domain.letter import Marking
from gateway.domain.lists.filters import NoticeFilter
from gateway.domain.notice import Notice, NoticeState, ShownNotice
from gateway.errors import InputError, NotFoundError, PermissionRefusedError, Reason, StateError
from gateway.store.tables_exchange import journal
from tests.support.cases import french_denial
from tests.support.federation_case import (
    ANNA,
    CaseFederation,
    Desk,
    Where,
    case_federation,
    officer,
    text,
)
from tests.support.notices import draft, exchange, listed, publish
from tests.support.raising import refuses

IN_2027 = datetime(2027, 1, 11, 9, tzinfo=UTC)
KIND, UNKNOWN = "25(2)", "DE-N-2027-00099"
ZOE = officer("zoe", OfficerRole.ENFORCEMENT)
ADMINISTRATOR = officer("root", OfficerRole.ADMINISTRATOR)
READER = officer("reader", OfficerRole.READER)
WORKING = [
    officer(str(role), role)
    for role in (OfficerRole.OFFICER, OfficerRole.DECIDER, OfficerRole.AUDITOR)
]
WORDS = "A pump left by another route than the licence says."


@pytest.fixture
async def two(either_where: Where) -> AsyncIterator[CaseFederation]:
    """DE and FR in 2027, once on each kind of database."""
    async with case_federation(*either_where, codes=("DE", "FR")) as federation:
        await federation.at(IN_2027)
        yield federation


def detection(**fields: Any) -> dict[str, Any]:
    """What was detected: nothing ends, and nobody comments."""
    words = {"text": (text(WORDS),), "about": "", "expires": None, "reply_until": None}
    return words | fields


async def told(desk: Desk, *recipients: str, **fields: Any) -> ShownNotice:
    """An enforcement body tells others of a detection."""
    wanted = draft(KIND, recipients=recipients, **detection(**fields))
    sent = await publish_notice(desk.node.office, ZOE, wanted)
    assert isinstance(sent, ShownNotice)
    return sent


async def tasks(desk: Desk, reader: Officer) -> list[Task]:
    return list((await list_tasks(desk.node.office, reader)).items)


async def is_nowhere(desk: Desk, number: str) -> None:
    """No account but the enforcement body's finds a trace of a notice."""
    office = desk.node.office
    for reader in (*WORKING, READER):
        assert number not in {each.number for each in (await list_notices(office, reader)).items}
        with pytest.raises(NotFoundError) as hidden:
            await get_notice(office, reader, number)
        with pytest.raises(NotFoundError) as unknown:
            await get_notice(office, reader, UNKNOWN)
        assert str(hidden.value).replace(number, UNKNOWN) == str(unknown.value)
    for reader in WORKING:
        assert [each for each in await tasks(desk, reader) if "notice" in each.kind] == []
        assert (await list_letters(office, reader)).items == ()
        heard = (await list_events(office, reader)).events
        assert [each for each in heard if each.data.noun in {"notice", "task"}] == []


async def test_25_2_what_enforcement_bodies_exchange_is_confidential(two: CaseFederation) -> None:
    """Customs investigators in DE tell those in FR of a detection; FR's read it and close it."""
    de, fr = two["DE"], two["FR"]
    sent = await told(de, "FR")
    await exchange(two)
    office = fr.node.office
    assert [each.number for each in (await list_notices(office, ZOE)).items] == [sent.number]
    read = await get_notice(office, ZOE, sent.number)
    assert read.notice is not None
    assert read.notice.text[0].text == WORDS
    assert "Article 25(2)" in read.notice.conditions[0].text
    [task] = [each for each in await tasks(fr, ZOE) if each.subject == sent.number]
    assert "Enforcement Coordination Mechanism" in task.text
    for desk in (de, fr):
        await is_nowhere(desk, sent.number)
    with pytest.raises(NotFoundError):
        await close_task(office, ANNA, task.id, text("Not mine."))
    await close_task(office, ZOE, task.id, text("An audit was ordered."))
    assert sent.number not in {each.subject for each in await tasks(fr, ZOE)}
    [receipt] = (await get_notice(de.node.office, ZOE, sent.number)).receipts
    assert (receipt.authority, receipt.state) == ("FR", "accepted")


async def test_25_2_its_versions_and_its_end_are_confidential_as_well(two: CaseFederation) -> None:
    de, fr = two["DE"].node.office, two["FR"].node.office
    sent = await told(two["DE"], "FR")
    changed = draft(KIND, **detection(text=(text("It was two pumps."),)))
    await amend_notice(de, ZOE, sent.number, changed)
    await exchange(two)
    read = await get_notice(fr, ZOE, sent.number)
    assert [each.notice.text[0].text for each in read.versions if each.notice] == [
        WORDS,
        "It was two pumps.",
    ]
    await withdraw_notice(de, ZOE, sent.number, (text("It was the licensed pump."),))
    await exchange(two)
    assert (await get_notice(fr, ZOE, sent.number)).state is NoticeState.WITHDRAWN
    for desk in (two["DE"], two["FR"]):
        await is_nowhere(desk, sent.number)
    for reader in WORKING[:2]:
        with pytest.raises(NotFoundError):
            await amend_notice(de, reader, sent.number, changed)
        with pytest.raises(NotFoundError):
            await withdraw_notice(de, reader, sent.number, (text("x"),))


async def test_25_2_a_role_that_no_account_has_is_the_administrators_to_fill(
    two: CaseFederation,
) -> None:
    """FR has no such account: its administrator learns that, and nothing of what came."""
    fr = two["FR"]
    sent = await told(two["DE"], "FR")
    await exchange(two)
    [missing] = await tasks(fr, ADMINISTRATOR)
    assert missing.kind == "role.missing"
    assert "enforcement" in missing.text
    assert sent.number not in f"{missing}"
    assert WORDS not in f"{missing}"
    await is_nowhere(fr, sent.number)

    def account(conn: Connection) -> None:
        make_officer(conn, name="zoe", role=OfficerRole.ENFORCEMENT, at=IN_2027)

    await fr.node.db.write(account)
    assert await tasks(fr, ADMINISTRATOR) == []
    assert [each.subject for each in await tasks(fr, ZOE)] == [sent.number]


async def test_25_2_chosen_states_or_all_and_the_commission_as_the_rulebook_says(
    federation: CaseFederation,
) -> None:
    """The Member States and the Commission; D15 is about single investigations (law, row 5)."""
    await federation.at(IN_2027)
    de = federation["DE"]
    everybody = await told(de, to_all=True)
    assert [each.authority for each in everybody.receipts] == ["EU", "FR", "NL"]
    one = await told(de, "NL")
    await exchange(federation)
    assert [
        each.number for each in (await list_notices(federation["FR"].node.office, ZOE)).items
    ] == [everybody.number]
    theirs = await list_notices(federation["NL"].node.office, ZOE)
    assert {each.number for each in theirs.items} == {everybody.number, one.number}
    at_commission = (await list_notices(federation["EU"].node.office, ZOE)).items
    assert [each.number for each in at_commission] == [everybody.number]
    answered = await told(federation["EU"], "DE")
    await exchange(federation)
    assert answered.number in {
        each.number for each in (await list_notices(de.node.office, ZOE)).items
    }
    for wrong, field in (
        ({"recipients": ("FR",), "to_all": True}, "recipients"),
        ({"recipients": ()}, "recipients"),
        ({"recipients": ("FR",), "duty": "DE-C-2027-00001"}, "duty"),
    ):
        with refuses(InputError, field=field):
            await publish_notice(de.node.office, ZOE, draft(KIND, **detection(**wrong)))
    with refuses(InputError, field="to_all"):
        await publish(de, "23(2)(e)", to_all=True, expires=date(2027, 9, 1))


async def test_25_2_who_writes_it_writes_nothing_else_and_nobody_else_writes_it(
    federation: CaseFederation,
) -> None:
    await federation.at(IN_2027)
    office = federation["DE"].node.office
    for writer, kind, able in ((ANNA, KIND, "enforcement"), (ZOE, "12(6)", "officer")):
        with refuses(PermissionRefusedError, Reason.NOT_PERMITTED) as refused:
            await publish_notice(office, writer, draft(kind, recipients=("FR",)))
        assert able in refused.value.remedy
    assert [each.rule.code for each in kinds(office, ZOE).items] == [KIND]
    assert KIND not in {each.rule.code for each in kinds(office, ANNA).items}
    public = await publish(federation["DE"], "12(6)", about="", expires=None, reply_until=None)
    with pytest.raises(NotFoundError):
        await get_notice(office, ZOE, public.number)
    assert (await list_notices(office, ZOE)).items == ()


async def test_25_2_it_refers_to_a_denial_by_its_number_alone(federation: CaseFederation) -> None:
    """Who reads of a denial what its notice says needs no more of it, and is shown no more."""
    await federation["FR"].deny(french_denial(17))
    await federation.sync()
    await federation.at(IN_2027)
    denial = french_denial(17).denial_id
    sent = await told(federation["DE"], "FR", about=denial)
    await exchange(federation)
    office = federation["FR"].node.office
    assert (await get_notice(office, ZOE, sent.number)).about == denial
    about = await list_notices(office, ZOE, NoticeFilter(about=denial))
    assert [each.number for each in about.items] == [sent.number]
    assert await listed(federation["FR"], about=denial) == ()
    with pytest.raises(InputError, match="about"):
        await told(federation["DE"], "FR", about="FR-2024-99999")


async def test_25_2_no_number_is_missing_among_those_that_others_see(
    federation: CaseFederation,
) -> None:
    """A gap in the series, or a reference that is taken, would say that there is something."""
    await federation.at(IN_2027)
    de = federation["DE"]
    plain = {"about": "", "expires": None, "reply_until": None}
    first = await publish(de, "12(6)", reference="N-1", **plain)
    hidden = await told(de, "FR", reference="N-2")
    second = await publish(de, "12(6)", reference="N-2", **plain)
    assert (first.number, second.number) == ("DE-N-2027-00001", "DE-N-2027-00002")
    again = await told(de, "FR", reference="N-2")
    assert again.number == hidden.number
    with pytest.raises(StateError, match=hidden.number):
        await told(de, "FR", reference="N-2", text=(text("Another."),))


async def test_25_2_a_notice_under_the_number_of_another_hides_nothing_and_tells_nobody(
    federation: CaseFederation,
) -> None:
    """The sender's node is tampered with: it writes under a number that all know."""
    await federation.at(IN_2027)
    de, fr = federation["DE"], federation["FR"]
    public = await publish(de, "12(6)", about="", expires=None, reply_until=None)
    await exchange(federation)
    office = de.node.office
    wanted = draft(KIND, **detection(number=public.number, law="EU-2021-821/2026-3"))
    forged = Notice(**{name: getattr(wanted, name) for name in Notice.model_fields})

    def send(conn: Connection) -> None:
        at = office.clock.now()
        notice_traffic.queue(Work(conn, office), "FR", forged, None, Marking.UNMARKED, at)

    await de.node.db.write(send)
    await exchange(federation)
    seen = await get_notice(fr.node.office, ANNA, public.number)
    assert [each.notice.kind for each in seen.versions if each.notice] == ["12(6)"]
    assert WORDS not in f"{seen}"
    for reader in WORKING:
        assert "notice.unusable" not in {each.kind for each in await tasks(fr, reader)}
    assert "notice.unusable" in {each.kind for each in await tasks(fr, ZOE)}


async def test_25_2_what_went_to_the_wrong_member_is_recalled_from_there(
    federation: CaseFederation,
) -> None:
    """DE meant NL alone: FR seals both versions, its officers learn of neither, NL keeps them."""
    await federation.at(IN_2027)
    de, fr, nl = federation["DE"], federation["FR"], federation["NL"]
    sent = await told(de, "FR", "NL")
    await amend_notice(
        de.node.office, ZOE, sent.number, draft(KIND, **detection(text=(text("It was two."),)))
    )
    await exchange(federation)
    await get_notice(fr.node.office, ZOE, sent.number)
    wanted = NoticeRecall(member="FR", reason=(text("Meant for another."),))
    for reader in WORKING[:2]:
        with pytest.raises(NotFoundError):
            await recall_notice(de.node.office, reader, sent.number, wanted)
    left = await recall_notice(de.node.office, ZOE, sent.number, wanted)
    assert left.release == ("NL",)
    await exchange(federation)
    with pytest.raises(NotFoundError):
        await get_notice(fr.node.office, ZOE, sent.number)
    assert {each.kind for each in await tasks(fr, ZOE)} == {"letter.recalled"}
    assert (await get_notice(nl.node.office, ZOE, sent.number)).state is NoticeState.VALID
    for desk in (de, fr, nl):
        await is_nowhere(desk, sent.number)
    with refuses(InputError, field="member"):
        await recall_notice(de.node.office, ZOE, sent.number, wanted)


async def test_25_2_a_letter_that_waits_for_its_effect_is_confidential_already(
    two: CaseFederation,
) -> None:
    """FR's node has taken it, and does nothing with it for a day: a task says so, to whom it is."""
    de, fr = two["DE"], two["FR"]
    sent = await told(de, "FR")
    await de.step()
    await de.deliver()
    office, standing = fr.node.office, StalledWork(fr.node.db, "FR", fr.node.clock)
    [letter] = await fr.node.db.read(lambda conn: conn.execute(select(journal)).all())
    two.clock.at += timedelta(days=1, minutes=1)
    for _ in range(2):  # what is found at two looks in a row is a task
        await standing.look()
    assert [each.kind for each in await tasks(fr, ZOE)] == ["letter.stuck"]
    await is_nowhere(fr, sent.number)
    for name in (letter.message_id, letter.conversation_id, sent.number):
        for reader in (*WORKING, READER):
            sight = office.sight_of(reader)
            assert not await fr.node.db.read(lambda conn, s=sight, n=name: s.knows(conn, n))  # type: ignore[misc]


async def test_25_2_what_was_lost_with_a_database_comes_back_to_the_same_accounts(
    where: Where, tmp_path: Path
) -> None:
    """FR's database is copied back; a letter of its own, and one of DE's, came after the copy."""
    async with case_federation(*where, codes=("DE", "FR")) as federation:
        await federation.at(IN_2027)
        fr, copy = federation["FR"], tmp_path / "copy.db"
        database = Path(fr.settings.database_url.removeprefix("sqlite:///"))
        await told(fr, "DE")
        await exchange(federation)
        await federation.stop("FR")
        shutil.copyfile(database, copy)
        await federation.start("FR")
        sent, came = await told(fr, "DE"), await told(federation["DE"], "FR")
        await exchange(federation)
        await federation.stop("FR")
        shutil.copyfile(copy, database)
        await federation.start("FR")
        await fr.node.restoring.look()
        await exchange(federation)
        office = fr.node.office
        assert (await get_notice(office, ZOE, came.number)).origin == "DE"
        theirs = {each.kind for each in await tasks(fr, ZOE)}
        assert theirs == {"notice.read", "letter.taken_back"}
        for reader in WORKING:
            found = {each.kind for each in await tasks(fr, reader)}
            assert found.isdisjoint(theirs)
            assert (await list_letters(office, reader)).items == ()
            for number in (sent.number, came.number):
                with pytest.raises(NotFoundError):
                    await get_notice(office, reader, number)


def test_no_code_knows_the_kind() -> None:
    """The rulebook says whose a kind is (`sight`): the next one is a block in a file."""
    code = Path(notice_traffic.__file__).parents[2]
    said = [each.name for each in code.rglob("*.py") if f'"{KIND}"' in each.read_text("utf-8")]
    assert said == []
