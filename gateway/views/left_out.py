"""What no view shows of a noun, and why; a test fails for any other field that is in no view."""

from __future__ import annotations

from collections.abc import Mapping

LEFT_OUT: Mapping[str, str] = {
    "Act.data": "its sentence is made from it, and stands in the view",
    "Act.reference": "the act's sentence names it where a person needs it",
    "Amendment.before": "the amendment says what changed; every version is kept in the case",
    "Application.assessment_release": "what counts is the case's own, which is shown",
    "Task.data": "its sentence is made from it, and its command names what it needs of it",
    "Judgement.denial_id": "the word stands under its denial",
    "Case.version": "a program compares it; a person reads what has changed among the acts",
    "Consultation.version": "as that of a case",
    "ShownNotice.version": "as that of a case",
    "ShownReview.version": "as that of a case",
    "WaitingAct.stands_on": "a program compares it; the view says when the subject has changed",
    "WaitingAct.draft": "what it would tell stands in the view, as it would be sent now",
    "Consultation.procedure": "the rulebook's article and title stand for it",
    "AskedAuthority.conversation_id": "the authority stands in its row",
    "AskedAuthority.message_id": "as the conversation",
    "DeadlineDerivation.procedure": "it is the consultation's, whose article is shown",
    "DenialStatus.denial_id": "it is the denial's, which the view is named after",
    "SetAside.denial_id": "it is the denial's, which the view is named after",
    "MeaningRead.text": "who makes an examination again needs it; a person reads how many",
    "MeaningRead.script": "as the text",
    "MeaningRead.vector": "as the text",
    "MeaningRead.absence": "as the text; the reason of the goods says it where it counts",
    "LetterTrace.conversation_id": "the letter stands under its consultation",
}
"""For ``Class.field`` the reason why a person does not read it."""
