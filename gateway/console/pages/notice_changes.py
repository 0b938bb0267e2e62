"""What may be done to a notice of ours that was sent: it is amended, or recalled from a member.

An amendment is the notice's form with what stands in it. A form has less room than a notice that
a national system has written: what an officer leaves as it was stays as it was, to the letter;
what she changes is written anew from the form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from gateway.casework.law.notice_rules import rule_of
from gateway.casework.notices.notice_acts import NoticeDraft, NoticeRecall, two_officers_for
from gateway.casework.notices.notices import amend_notice, get_notice, recall_notice
from gateway.casework.permissions import Permission
from gateway.casework.records.markings import marking_of_notice
from gateway.casework.services import reader_of
from gateway.console.acts.declared import (
    ActOption,
    ActPlan,
    DeskAct,
    FieldKind,
    waiting,
)
from gateway.console.acts.derived import Ask, fields_of, sends
from gateway.console.acts.filled import FilledIn, starts
from gateway.console.pages.notice_forms import draft_of, form_of
from gateway.console.visit import Visit
from gateway.domain.notice import Figure, Notice, ShownNotice
from gateway.domain.transaction import Item, Party
from gateway.domain.waiting_act import WaitingAct
from gateway.errors import NotFoundError
from gateway.views.frame import Piece

_MADE_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "transaction": ("activity", "destination", "end_user", "goods"),
    "items": ("items",),
    "parties": ("parties",),
    "figures": ("figures",),
    "grounds": ("grounds",),
    "destinations": ("destinations",),
    "authorisations": ("authorisations",),
}
"""Fields of a notice that a form shows in short, and those of the form that show them."""

_CARRIED: Final = ("documents", "references")
_TEXTS: Final = ("text", "conditions")
_PLAIN: Final = ("about", "outcome", "effective_from", "expires", "reply_until")


async def _read(visit: Visit, number: str) -> tuple[ShownNotice, Notice]:
    shown = await get_notice(visit.office, visit.who, number)
    if shown.notice is None:
        raise NotFoundError("the content of this notice is not held here")
    return shown, shown.notice


def _facts(visit: Visit, shown: ShownNotice) -> tuple[tuple[str, Piece], ...]:
    return (
        (visit.says("What it is"), Piece(text=shown.title)),
        (visit.says("How it stands"), Piece(text=reader_of(visit.office).word(shown.state))),
    )


# --- an amendment ---------------------------------------------------------------------------


async def _plan_amend(visit: Visit, number: str) -> ActPlan:
    shown, notice = await _read(visit, number)
    rule = rule_of(visit.office.law, notice)
    if rule is None:
        raise NotFoundError("the rulebook in force has no such kind of notice")
    marking = await marking_of_notice(visit.office, visit.who, number)
    return ActPlan(
        heading=shown.number,
        facts=_facts(visit, shown),
        fields=tuple(form_of(rule, reader_of(visit.office), None)),
        start={**dict(_standing(notice)), "marking": (marking.value,)},
        second_officer=two_officers_for(visit.office, rule) is not None,
        source=notice,
    )


def _standing(notice: Notice) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what stands in a notice, by the fields of its form."""
    yield from starts(notice, "at", *_PLAIN, *_TEXTS, "grounds").items()
    yield "destinations", (", ".join(notice.destinations),)
    yield "authorisations", (", ".join(notice.authorisations),)
    yield "items", (_lines(map(_item, notice.items)),)
    yield "parties", (_lines(map(_party, notice.parties)),)
    yield "figures", (_lines(map(_figure, notice.figures)),)
    for each in notice.withheld:
        yield f"withheld_{each.field}", (each.reason.value,)
    if notice.transaction is not None:
        yield "activity", (notice.transaction.activity.value,)
        yield "destination", (notice.transaction.destination,)
        end_user = notice.transaction.end_user.value
        yield "end_user", () if end_user is None else end_user.names[:1]
        yield "goods", (_lines(map(_item, notice.transaction.items)),)


def _lines(lines: Iterator[str]) -> str:
    return "\n".join(lines)


def _item(item: Item) -> str:
    code = next((each.code for each in item.classifications if each.code), "")
    return f"{item.description}; {code}" if code else item.description


def _party(party: Party) -> str:
    return "; ".join((party.names[0], party.country or ""))


def _figure(figure: Figure) -> str:
    said = (figure.code, figure.destination, figure.number, figure.value, figure.currency)
    return "; ".join("" if each is None else str(each) for each in said).rstrip("; ")


def amended(notice: Notice, filled: FilledIn, asked: Collection[str]) -> dict[str, Any]:
    """Return the draft of an amendment: what was changed anew, all else as it stood.

    Args:
        notice: As it stands.
        filled: The form.
        asked: Names of its fields: what has none stays.

    Raises:
        InputError: A line of a list cannot be read; names the field.
    """
    stood = dict(_standing(notice))
    draft = draft_of(notice.kind, "", filled)
    for name, fields in _MADE_OF.items():
        if all(
            each not in asked or filled.several(each) == _told(stood.get(each, ()))
            for each in fields
        ):
            draft[name] = getattr(notice, name)
    for name in _TEXTS:
        draft[name] = filled.free_texts(name, getattr(notice, name))
    kept = (*_CARRIED, *(each for each in _PLAIN if each not in asked))
    return draft | {name: getattr(notice, name) for name in kept}


def _told(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return values as a form gives them back: an empty one is not there."""
    return tuple(each for each in values if each)


async def _amend(visit: Visit, number: str, plan: ActPlan, filled: FilledIn) -> WaitingAct | None:
    draft = NoticeDraft.model_validate(
        amended(plan.about(Notice), filled, {each.name for each in plan.fields})
    )
    return waiting(await amend_notice(visit.office, visit.who, number, draft))


AMEND: Final = DeskAct(
    code="amend",
    title="Amend it",
    effect="The same readers get it anew, signed. Both versions stay, and each reader sees what "
    "stood there before.",
    needs=Permission.WRITE_NOTICES,
    plan=_plan_amend,
    carry_out=_amend,
    button="Sign and send anew",
    done="the notice is sent anew.",
    proposed="the amendment waits for a second officer.",
)


# --- a recall -------------------------------------------------------------------------------


def letters_at(shown: ShownNotice) -> tuple[str, ...]:
    """Return the members at which letters with a notice of ours are."""
    went_by_letter = any(each.index is None for each in shown.versions)
    return tuple(dict.fromkeys(each.authority for each in shown.receipts)) if went_by_letter else ()


async def _plan_recall(visit: Visit, number: str) -> ActPlan:
    shown, _ = await _read(visit, number)
    directory = visit.office.me.directory()
    members = tuple(
        ActOption(each, f"{each}: {directory.member(each).name}") for each in letters_at(shown)
    )
    return ActPlan(
        heading=shown.number,
        facts=_facts(visit, shown),
        fields=fields_of(
            NoticeRecall,
            member=Ask("From whom", kind=FieldKind.CHOICE, options=members),
            reason=Ask("Why it was not meant for them", "The member is told."),
        ),
    )


RECALL: Final = DeskAct(
    code="recall",
    title="Recall it from a member",
    effect="Every version of it is sealed there at once, and the member states who had read it. "
    "All others keep it.",
    needs=Permission.WRITE_NOTICES,
    plan=_plan_recall,
    carry_out=sends(recall_notice, NoticeRecall),
    button="Sign and recall",
    done="the notice is recalled from that member.",
)
