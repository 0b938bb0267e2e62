"""A notice, and a review by every Member State of one: rows and acts in `casework.notices`."""

from __future__ import annotations

from typing import Final

from gateway.casework.notices import collective_acts, notices
from gateway.casework.notices.collective_rows import version_of_review
from gateway.casework.permissions import Permission
from gateway.casework.records.markings import marking_of_notice
from gateway.casework.visibility import Visibility
from gateway.domain.notice import NoticeLine
from gateway.nouns.columns import coded, instant, said, yes_no
from gateway.nouns.declared import Noun, NounList, Paper, whole
from gateway.views.words import spelt_out

NOTICES: Final[NounList[NoticeLine]] = NounList(
    name="notices",
    read=notices.list_notices,
    columns=(
        said("Notice", lambda n: n.number, 18),
        said("Kind", lambda n: n.title, 40),
        said("Kind code", lambda n: n.kind, in_words=False),
        said("Authority", lambda n: n.origin, 10, in_words=False),
        *coded("State", lambda n: n.state),
        instant("Sent", lambda n: n.at),
        said("About", lambda n: n.about, 22),
        said("Outcome", lambda n: spelt_out(n.outcome) if n.outcome else "", 22, in_words=False),
        said("Outcome code", lambda n: n.outcome, in_words=False),
        said("Expires", lambda n: n.expires, 14),
        said("Replies until", lambda n: n.reply_until, 14, in_words=False),
        yes_no("By letter", lambda n: n.by_letter, in_words=False),
        said("Note", lambda n: n.note, 50),
    ),
)

NOTICE: Final = Noun(
    name="notice",
    address="/notices",
    key="number",
    tag="notices",
    reads=Permission.READ_NOTICES,
    held=whole(Permission.READ_NOTICES, notices.held_notice, is_there=Visibility.notices),
    listed=NOTICES,
    find=notices.get_notice,
    view=notices.view_of_notice,
    paper=Paper(),
    marking=marking_of_notice,
)

REVIEW: Final = Noun(
    name="review",
    address="/reviews",
    key="number",
    tag="reviews",
    reads=Permission.READ_DENIALS,
    held=whole(Permission.READ_DENIALS, version_of_review, is_there=Visibility.notices),
    listed=NounList(
        read=collective_acts.list_reviews,
    ),
    find=collective_acts.show_review,
    view=collective_acts.view_of_review,
    paper=Paper(),
    marking=marking_of_notice,
)
