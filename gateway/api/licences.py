"""Licences, letters that inform of a requirement, and the watch, over REST."""

from __future__ import annotations

from gateway.api.published.operations import noun_router
from gateway.casework.cases import catch_all_letters, licence_alerts, licences
from gateway.casework.letters import catch_all_questions

router = noun_router(tag="licences")
others = noun_router()
router.calls("getLicenceRenewal", "GET /licences/{number}/renewal", licences.renewal_of)
router.calls("listLicenceUses", "GET /licences/{number}/uses", licences.list_uses)
router.calls("recordLicenceUse", "POST /licences/{number}/uses", licences.use_licence)
router.calls(
    "reverseLicenceUse", "POST /licences/{number}/uses/{reference}/reversal", licences.reverse_use
)
others.calls(
    "getLicenceForCustoms",
    "GET /customs/licences/{reference}",
    licences.customs_licence,
    tags=["openness"],
)
router.calls(
    "withdrawCatchAllLetter",
    "POST /informed/{number}/withdrawal",
    catch_all_letters.propose_lifting,
)
others.calls("listWatchMatches", "GET /watch", licence_alerts.list_matches, tags=["cases"])
others.calls(
    "markWatchMatchSeen",
    "POST /watch/{case_id}/{denial_id}/seen",
    licence_alerts.mark_seen,
    tags=["cases"],
)
router.calls(
    "listCatchAllInquiries",
    "GET /cases/{case_id}/informed-elsewhere",
    catch_all_questions.informed_elsewhere,
)
router.calls(
    "askAboutCatchAllLetters",
    "POST /cases/{case_id}/informed-elsewhere",
    catch_all_questions.ask_elsewhere,
    told="""Ask authorities whether they have informed the exporter, or others about the end-user.

    Nobody need answer, and nothing follows from silence.
    """,
    status_code=201,
)
