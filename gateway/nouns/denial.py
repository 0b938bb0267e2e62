"""A denial: read from the registers by `register.denials`, its acts in `casework.denials`."""

from __future__ import annotations

from typing import Final

from gateway.casework.denials import denials
from gateway.casework.permissions import Permission
from gateway.casework.records.markings import marking_of_denial
from gateway.domain.denial import DenialLine, Regime
from gateway.nouns.columns import ListColumn, coded, country, said, yes_no
from gateway.nouns.declared import Noun, NounList, Paper, whole


def _regime(line: DenialLine) -> tuple[Regime, ...]:
    return () if line.partner is None else (line.partner.regime,)


def _marking(line: DenialLine) -> str:
    return "" if line.partner is None else line.partner.marking.value


DENIALS: Final[NounList[DenialLine]] = NounList(
    name="denials",
    told="""List the denials that are held here by their number, relayed ones among them.

    A name is looked for by `POST /denials/find`, which finds every spelling and keeps the reason.
    """,
    read=denials.list_denials,
    # Of the rest some are for other rooms, and what is due is listed at `/denials/due`.
    without=frozenset({"decision", "review_due_by", "origin_not"}),
    columns=(
        said("Denial", lambda d: d.denial_id),
        said("Authority", lambda d: d.origin, 10),
        *country("Relayed from", lambda d: d.relayed_from),
        said("National reference", lambda d: d.national_reference, 22, in_words=False),
        *coded("State", lambda d: d.state),
        *country("Destination", lambda d: d.destination),
        said("Control codes", lambda d: ", ".join(d.codes), 22),
        ListColumn(
            "Goods", lambda w, d: "; ".join(map(w.reader.code, d.codes)), width=40, in_words=False
        ),
        yes_no("End-user withheld", lambda d: d.end_user_withheld, in_words=False),
        said("First notified", lambda d: d.first_notified, 14),
        said("Review due", lambda d: d.review_due, 14),
        ListColumn(
            "Regime", lambda w, d: "".join(map(w.reader.word, _regime(d))), width=22, in_words=False
        ),
        said("Regime code", lambda d: "".join(_regime(d)), in_words=False),
        said("Marking", _marking, in_words=False),
    ),
)

DENIAL: Final = Noun(
    name="denial",
    address="/denials",
    key="denial_id",
    tag="denials",
    reads=Permission.READ_DENIALS,
    held=whole(Permission.READ_DENIALS, denials.held_denial),
    listed=DENIALS,
    find=denials.get_denial,
    view=denials.view_of_denial,
    paper=Paper(evidence=True),
    marking=marking_of_denial,
)
