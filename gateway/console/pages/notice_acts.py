"""Acts on notices by form: each kind that the rulebook has, amendment, withdrawal, comment."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.casework.law.notice_rules import NoticeKind, rule_of
from gateway.casework.notices.notice_acts import NoticeDraft, two_officers_for
from gateway.casework.notices.notices import (
    comment_on,
    get_notice,
    kinds,
    publish_notice,
    withdraw_notice,
)
from gateway.casework.permissions import Permission
from gateway.casework.services import reader_of
from gateway.console.acts.declared import ActField, ActPlan, DeskAct, DeskNoun, FieldKind, waiting
from gateway.console.acts.filled import FilledIn
from gateway.console.acts.pages import routes_of
from gateway.console.pages.notice_changes import AMEND, RECALL, letters_at
from gateway.console.pages.notice_forms import draft_of, form_of
from gateway.console.sections import NOTICES, tabs
from gateway.console.visit import PageRoute, Visit
from gateway.domain.notice import Comment, NoticeState, ShownNotice
from gateway.domain.page import MAX_LIMIT, PageRequest
from gateway.domain.rulebook.words import notice_in_words
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import NotFoundError
from gateway.nouns import notice
from gateway.views.frame import Piece

KINDS_PATH: Final = "/desk/notices/kinds"


NOTICE: Final = DeskNoun.of(notice.NOTICE)
KIND: Final = DeskNoun(
    name="kind of notice",
    place="kind",
    page=f"{KINDS_PATH}/{{kind}}",
    reads=Permission.READ_NOTICES,
)


def spelled(code: str) -> str:
    """Return the key of a kind as an address has it: brackets lead nowhere there."""
    return code.replace(")(", "-").replace("(", "-").replace(")", "")


def kinds_known(visit: Visit) -> tuple[NoticeKind, ...]:
    """Return every kind of notice in force that is for the officer."""
    return kinds(visit.office, visit.who, PageRequest(limit=MAX_LIMIT)).items


def kinds_sent(visit: Visit) -> tuple[NoticeKind, ...]:
    """Return the kinds of notice that this authority, and this officer, may send."""
    roles = visit.office.me.directory().member(visit.office.code).roles
    return tuple(
        each
        for each in kinds_known(visit)
        if roles & {role.value for role in each.rule.sent_by} and visit.who.reads_kind(each.rule)
    )


def _kind(visit: Visit, named: str) -> NoticeKind:
    for each in kinds_sent(visit):
        if spelled(each.rule.code) == named:
            return each
    raise NotFoundError("there is no such kind of notice")


async def _plan_publish(visit: Visit, named: str) -> ActPlan:
    kind, office = _kind(visit, named), visit.office
    members = {
        code: member.name
        for code, member in sorted(office.me.directory().members.items())
        if code != office.code and not member.withdrawn(office.clock.now())
    }
    return ActPlan(
        heading=f"{kind.rule.code}: {kind.rule.title}",
        facts=_said_of(kind),
        fields=tuple(form_of(kind.rule, reader_of(office), members)),
        start={"at": (office.today.isoformat(),)},
        second_officer=two_officers_for(office, kind.rule) is not None,
        source=kind,
    )


def _said_of(kind: NoticeKind) -> tuple[tuple[str, Piece], ...]:
    """Return what the rulebook says of a kind, in its own sentences."""
    return tuple((line.about, Piece(text=line.says)) for line in notice_in_words(kind.rule))


async def _publish(visit: Visit, _: str, plan: ActPlan, filled: FilledIn) -> str | None:
    kind = plan.about(NoticeKind)
    draft = NoticeDraft.model_validate(draft_of(kind.rule.code, kind.law, filled))
    sent = await publish_notice(visit.office, visit.who, draft)
    if isinstance(sent, WaitingAct):
        return f"{KINDS_PATH}?done=publish-proposed"
    return f"{NOTICE.address(sent.number)}?done=publish"


PUBLISH: Final = DeskAct(
    code="publish",
    title="Write a notice of this kind",
    effect="It goes to all who read notices of this kind, signed. What was sent is not taken back: "
    "it is amended or withdrawn, and every version stays.",
    needs=Permission.WRITE_NOTICES,
    plan=_plan_publish,
    carry_out=_publish,
    done="the notice is sent.",
    proposed="the notice waits for a second officer.",
)


async def _plan_held(visit: Visit, number: str) -> ActPlan:
    shown = await get_notice(visit.office, visit.who, number)
    reader = reader_of(visit.office)
    rule = None if shown.notice is None else rule_of(visit.office.law, shown.notice)
    two = rule is not None and two_officers_for(visit.office, rule) is not None
    return ActPlan(
        heading=shown.number,
        facts=(
            (visit.says("What it is"), Piece(text=shown.title)),
            (visit.says("Of"), Piece(text=shown.origin)),
            (visit.says("How it stands"), Piece(text=reader.word(shown.state))),
        ),
        second_officer=two,
        source=shown,
    )


async def _withdraw(visit: Visit, number: str, _: ActPlan, filled: FilledIn) -> WaitingAct | None:
    why = filled.free_texts("why")
    return waiting(await withdraw_notice(visit.office, visit.who, number, why))


WITHDRAW: Final = DeskAct(
    code="withdraw",
    title="Withdraw it",
    effect="All its readers are told that it does not count any more, and why. What they have read "
    "stays with them.",
    needs=Permission.WRITE_NOTICES,
    plan=_plan_held,
    carry_out=_withdraw,
    button="Sign and withdraw",
    done="the notice is withdrawn.",
    proposed="the withdrawal waits for a second officer.",
    fields=(
        ActField(
            "why",
            "Why it does not count any more",
            "All its readers read it.",
            FieldKind.PARAGRAPHS,
        ),
    ),
)


async def _comment(visit: Visit, number: str, _: ActPlan, filled: FilledIn) -> None:
    comment = Comment(about=number, text=filled.free_texts("text"))
    await comment_on(visit.office, visit.who, number, comment)


COMMENT: Final = DeskAct(
    code="comment",
    title="Comment on it",
    effect="A letter to its author alone. Comments are wanted until the day that the notice names.",
    needs=Permission.WRITE_NOTICES,
    plan=_plan_held,
    carry_out=_comment,
    done="the comment is sent to the author of the notice.",
    fields=(
        ActField(
            "text", "Your comment", "The author of the notice reads it.", FieldKind.PARAGRAPHS
        ),
    ),
    step_up=False,
)

ACTS: Final = (AMEND, WITHDRAW, RECALL, COMMENT)


def possible(visit: Visit, shown: ShownNotice) -> tuple[DeskAct, ...]:
    """Return the acts on a notice as it stands."""
    if shown.origin == visit.office.code:
        recall = (RECALL,) if shown.notice is not None and letters_at(shown) else ()
        return (AMEND, WITHDRAW, *recall) if shown.state is NoticeState.VALID else recall
    open_until = None if shown.notice is None else shown.notice.reply_until
    return (COMMENT,) if open_until is not None and visit.office.today <= open_until else ()


async def show_kinds(visit: Visit) -> Response:
    """Show the kinds of notice that this authority may send, each with its form."""
    visit.who.require(Permission.WRITE_NOTICES)
    return visit.page(
        "notice_kinds.html",
        tabs=tabs(visit, NOTICES),
        was_done=visit.says("the notice waits for a second officer.")
        if visit.asked("done") == "publish-proposed"
        else "",
        rows=[
            {
                "code": each.rule.code,
                "title": each.rule.title,
                "article": each.rule.article,
                "link": f"{KIND.address(spelled(each.rule.code))}/acts/publish",
                "two": two_officers_for(visit.office, each.rule) is not None,
                "audience": reader_of(visit.office).key(each.rule.audience),
            }
            for each in kinds_sent(visit)
        ],
    )


ROUTES: Final = (
    PageRoute(KINDS_PATH, show_kinds),
    *routes_of(KIND, (PUBLISH,)),
    *routes_of(NOTICE, ACTS),
)
