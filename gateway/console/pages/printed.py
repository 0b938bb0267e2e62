"""Cases, consultations, letters, denials, notices, reviews, licences as PDF: each as on its page.

Who may not read one gets what its page gives him.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.console.noun_page import noun_pdf
from gateway.console.visit import Handle, PageRoute, Visit
from gateway.nouns.case import CASE
from gateway.nouns.consultation import CONSULTATION
from gateway.nouns.declared import Noun
from gateway.nouns.denial import DENIAL
from gateway.nouns.letter import LETTER
from gateway.nouns.licence import LICENCE
from gateway.nouns.notice import NOTICE, REVIEW

PRINTED: Final = (CASE, CONSULTATION, LETTER, DENIAL, NOTICE, REVIEW, LICENCE)


def _as_pdf(noun: Noun) -> Handle:
    async def give(visit: Visit) -> Response:
        office, who, name = visit.office, visit.who, visit.asked(noun.key)
        view = await noun.view(office, who, name)
        return await noun_pdf(visit, view, await noun.marked(office, who, name))

    return give


ROUTES: Final = tuple(
    PageRoute(f"/desk{each.address}/{{{each.key}}}/pdf", _as_pdf(each)) for each in PRINTED
)
