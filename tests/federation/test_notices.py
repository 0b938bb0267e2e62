"""Notices between authorities, each as its article has it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gateway.casework.acts.due_dates import listed_due
from gateway.casework.acts.journal import acts_of
from gateway.casework.handlers.workflow_steps import sweep
from gateway.casework.notices.notices import (
    amend_notice,
    comment_on,
    licensing_draft,
    publish_notice,
    withdraw_notice,
)
from gateway.casework.records import case_rows
from gateway.domain.base import Withholding
from gateway.domain.case import LicenceChange, LicenceState
from gateway.domain.notice import Comment, NoticeState
from gateway.domain.transaction import Party
from gateway.errors import (
    InputError,
    LawError,
    NotFoundError,
    PermissionRefusedError,
    Reason,
    StateError,
    TrustError,
)
from tests.support.cases import application
from tests.support.federation_case import ANNA, START, CaseFederation, text
from tests.support.notices import draft, exchange, listed, publish, shown, withheld
from tests.support.raising import present, refuses


async def test_4_4_a_requirement_is_told_to_all_and_what_is_sensitive_is_withheld(
    federation: CaseFederation,
) -> None:
    """Germany imposes a requirement; the end-user stays with it, and everybody can see why."""
    sent = await publish(federation["DE"], "4(4)", about="", **withheld("parties"))
    assert sent.number == "DE-N-2026-00001"
    assert sent.not_yet_received == ("EU", "FR", "NL")
    await exchange(federation)
    for code in ("FR", "NL", "EU"):
        seen = await shown(federation[code], sent.number)
        assert (seen.state, seen.title) == (NoticeState.VALID, sent.title)
        assert seen.notice is not None
        assert seen.notice.parties == ()
        assert [(w.field, w.reason) for w in seen.notice.withheld] == [
            ("parties", Withholding.SECURITY)
        ]
        assert "notice.read" in await federation[code].task_kinds()
    told = await shown(federation["DE"], sent.number)
    assert told.not_yet_received == ()
    assert all(receipt.received for receipt in told.receipts)


async def test_4_4_what_must_be_told_is_not_left_out(federation: CaseFederation) -> None:
    """Items and end-users are given, or withheld with a reason class; grounds may not be."""
    with pytest.raises(InputError) as refused:
        await publish(federation["DE"], "4(4)", items=())
    assert refused.value.metadata["field"] == "items"
    assert "Article 4(4)" in refused.value.remedy
    with pytest.raises(InputError, match="may not be withheld"):
        await publish(federation["DE"], "4(4)", **withheld("authorisations"))


async def test_who_has_not_yet_received_is_seen_until_it_is_back(
    federation: CaseFederation,
) -> None:
    await federation.stop("NL")
    sent = await publish(federation["DE"], "12(6)")
    await exchange(federation)
    assert (await shown(federation["DE"], sent.number)).not_yet_received == ("NL",)
    await federation.start("NL")
    await exchange(federation)
    assert (await shown(federation["DE"], sent.number)).not_yet_received == ()


async def test_12_7_barred_exporters_are_between_competent_authorities(
    federation: CaseFederation,
) -> None:
    """The Commission holds the log whole and proven, and nothing of what the notice says."""
    sent = await publish(federation["DE"], "12(7)")
    await exchange(federation)
    told = await shown(federation["DE"], sent.number)
    assert [each.authority for each in told.receipts] == ["FR", "NL"]
    assert told.not_yet_received == ()
    read = await shown(federation["FR"], sent.number)
    assert present(read.notice).parties[0].names == ("Orchid Research Institute",)
    kept = await shown(federation["EU"], sent.number)
    assert (kept.notice, kept.kind, kept.state) == (None, "", NoticeState.NOT_HELD)
    register = (await federation["EU"].registers())["DE"]
    assert (register.trouble, register.size) == (
        "",
        (await federation["FR"].registers())["DE"].size,
    )


async def test_23_2_e_chosen_recipients_and_nobody_else_sees_that_it_exists(
    federation: CaseFederation,
) -> None:
    """A procurement front is told to France alone, until September."""
    sent = await publish(federation["DE"], "23(2)(e)", recipients=("FR",))
    assert sent.by_letter
    await exchange(federation)
    assert [line.number for line in await listed(federation["FR"])] == [sent.number]
    for code in ("NL", "EU"):
        assert await listed(federation[code]) == ()
        with pytest.raises(NotFoundError):
            await shown(federation[code], sent.number)
        assert (await federation[code].registers())["DE"].size == 0
    [receipt] = (await shown(federation["DE"], sent.number)).receipts
    assert (receipt.authority, receipt.state) == ("FR", "accepted")
    assert receipt.received is not None
    assert START <= receipt.received < federation.clock.now()


async def test_23_2_e_the_information_ends_on_its_day(federation: CaseFederation) -> None:
    sent = await publish(
        federation["DE"], "23(2)(e)", recipients=("FR", "EU"), expires=date(2026, 3, 6)
    )
    await exchange(federation)
    federation.clock.at += timedelta(days=4)
    assert (await shown(federation["FR"], sent.number)).state is NoticeState.VALID
    federation.clock.at += timedelta(days=1)
    for code in ("DE", "FR", "EU"):
        office = federation[code].node.office
        assert (await shown(federation[code], sent.number)).state is NoticeState.EXPIRED
        await sweep(office)
        acts = await office.db.read(lambda conn: acts_of(conn, sent.number))
        assert acts[-1].verb == "notice.expired"
        assert await office.db.read(listed_due) == ()
    with pytest.raises(InputError, match="expires"):
        await publish(federation["DE"], "23(2)(e)", recipients=("FR",), expires=date(2026, 3, 6))


async def test_rec_2025_683_a_draft_is_commented_and_then_adopted(
    federation: CaseFederation,
) -> None:
    """The Netherlands plan a list; France and the Commission comment; the list follows."""
    plan = await publish(federation["NL"], "9.draft")
    await exchange(federation)
    for code in ("FR", "EU"):
        words = Comment(about=plan.number, text=(text(f"{code} asks for a threshold."),))
        await comment_on(federation[code].node.office, ANNA, plan.number, words)
    await exchange(federation)
    heard = await shown(federation["NL"], plan.number)
    assert {comment.author for comment in heard.comments} == {"FR", "EU"}
    assert (await federation["NL"].task_kinds()).count("notice.comment") == 2
    assert (await shown(federation["DE"], plan.number)).comments == ()
    adopted = await publish(federation["NL"], "9(2)", about=plan.number)
    await exchange(federation)
    [line] = await listed(federation["FR"], about=plan.number)
    assert (line.number, line.kind) == (adopted.number, "9(2)")


async def test_rec_2025_683_comments_are_wanted_until_the_named_day(
    federation: CaseFederation,
) -> None:
    plan = await publish(federation["NL"], "9.draft", reply_until=date(2026, 3, 4))
    await exchange(federation)
    federation.clock.at += timedelta(days=3)
    words = Comment(about=plan.number, text=(text("Too late."),))
    with pytest.raises(StateError, match="until 2026-03-04"):
        await comment_on(federation["FR"].node.office, ANNA, plan.number, words)
    with pytest.raises(StateError, match="not wanted"):
        await comment_on(federation["NL"].node.office, ANNA, plan.number, words)


async def test_national_measures_are_told_to_all_with_the_days_that_it_took(
    federation: CaseFederation,
) -> None:
    """ "Without delay" has no number; how many working days it came to is shown."""
    federation.clock.at += timedelta(days=3)  # Thursday; the measure is of Monday
    kinds = ("6(5)", "7(4)", "8(6)", "9(2)", "11(5)", "12(6)", "23(1)", "AnnexII.first_use")
    sent = [await publish(federation["FR"], kind, about="") for kind in kinds]
    assert {each.working_days_taken for each in sent} == {3}
    await exchange(federation)
    for code in ("DE", "NL", "EU"):
        for kind, each in zip(kinds, sent, strict=True):
            seen = await shown(federation[code], each.number)
            assert (seen.kind, seen.state, seen.note) == (kind, NoticeState.VALID, "")
            assert seen.working_days_taken == 3


async def test_an_amendment_and_a_withdrawal_leave_every_version_to_be_seen(
    federation: CaseFederation,
) -> None:
    de = federation["DE"].node.office
    sent = await publish(federation["DE"], "12(6)")
    changed = draft("12(6)", authorisations=("DE-AGG-12", "DE-AGG-13"))
    await amend_notice(de, ANNA, sent.number, changed)
    await exchange(federation)
    seen = await shown(federation["FR"], sent.number)
    assert present(seen.notice).authorisations == ("DE-AGG-12", "DE-AGG-13")
    assert len(seen.versions) == 2
    await withdraw_notice(de, ANNA, sent.number, (text("It was replaced."),))
    await exchange(federation)
    seen = await shown(federation["FR"], sent.number)
    assert (seen.state, len(seen.versions)) == (NoticeState.WITHDRAWN, 3)
    with pytest.raises(StateError, match="withdrawn"):
        await amend_notice(de, ANNA, sent.number, changed)
    with pytest.raises(PermissionRefusedError):
        await withdraw_notice(federation["FR"].node.office, ANNA, sent.number, (text("Not ours."),))


async def test_a_letter_is_amended_for_those_who_have_the_first(
    federation: CaseFederation,
) -> None:
    de = federation["DE"].node.office
    sent = await publish(federation["DE"], "23(2)(e)", recipients=("FR", "NL"))
    await exchange(federation)
    federation.clock.at += timedelta(hours=1)
    await amend_notice(de, ANNA, sent.number, draft("23(2)(e)", text=(text("The route changed."),)))
    await exchange(federation)
    for code in ("FR", "NL"):
        seen = await shown(federation[code], sent.number)
        assert present(seen.notice).text[0].text == "The route changed."
        assert len(seen.versions) == 2
    assert await listed(federation["EU"]) == ()


async def test_who_may_send_is_the_rulebooks_to_say(federation: CaseFederation) -> None:
    with refuses(PermissionRefusedError, Reason.NOT_AUTHORISED):
        await publish(federation["EU"], "4(4)")
    with pytest.raises(LawError, match="no kind of notice"):
        await publish(federation["DE"], "99(9)")
    with pytest.raises(InputError, match="recipients"):
        await publish(federation["DE"], "23(2)(e)")
    with pytest.raises(TrustError, match="no other member"):
        await publish(federation["DE"], "23(2)(e)", recipients=("ES",))


async def test_art_2d_of_833_2014_runs_on_the_same_engine(federation: CaseFederation) -> None:
    """Another law, another file: the refusal goes to all, under its originator's conditions."""
    sent = await publish(
        federation["DE"], "2d.refused", about="", outcome="", **withheld("parties")
    )
    await exchange(federation)
    for code in ("FR", "NL", "EU"):
        seen = await shown(federation[code], sent.number)
        assert seen.notice is not None
        assert seen.notice.law == "EU-833-2014/2026-3"
        assert (seen.title, seen.note) == (sent.title, "")
        assert any("prior written consent" in each.text for each in seen.notice.conditions)
    granted = await publish(federation["FR"], "2d.granted")
    await exchange(federation)
    assert [line.number for line in await listed(federation["EU"], origin="FR")] == [granted.number]


async def test_23_2_a_and_23_3_licensing_data_by_licence_or_by_year(
    federation: CaseFederation,
) -> None:
    """Germany tells France each licence and the Netherlands the year: its own policy."""
    case = await federation["DE"].file(application())
    await federation.settle()
    office = federation["DE"].node.office
    with pytest.raises(NotFoundError, match="Nothing was granted"):
        await licensing_draft(office, ANNA, "23(3)", year=2026)
    granted = case.model_copy(
        update={
            "licence": (
                LicenceChange(
                    state=LicenceState.IN_FORCE, at=federation.clock.now(), by_case=case.case_id
                ),
            )
        }
    )
    await office.db.write(lambda conn: case_rows.save(conn, granted))
    one = await licensing_draft(office, ANNA, "23(2)(a)", case_id=case.case_id)
    year = await licensing_draft(office, ANNA, "23(3)", year=2026)
    assert one.figures == year.figures != ()
    assert {figure.number for figure in year.figures} == {1}
    told = await publish_notice(office, ANNA, one.model_copy(update={"recipients": ("FR",)}))
    yearly = await publish_notice(office, ANNA, year.model_copy(update={"recipients": ("NL",)}))
    await exchange(federation)
    assert [line.number for line in await listed(federation["FR"])] == [told.number]
    assert [line.number for line in await listed(federation["NL"])] == [yearly.number]
    assert await listed(federation["EU"]) == ()
    text_of = (await shown(federation["FR"], told.number)).model_dump_json()
    end_user = application().transaction.end_user.value
    assert isinstance(end_user, Party)
    assert end_user.names[0] not in text_of
    with pytest.raises(InputError, match="no notice of licensing data"):
        await licensing_draft(office, ANNA, "12(6)", year=2026)
