"""Kinds of date that is due in days or in years, and what each is about."""

from __future__ import annotations

from enum import StrEnum


class DueKind(StrEnum):
    """Kinds of date."""

    DENIAL_REVIEW = "denial.review"  # subject: denial id
    COLLECTIVE_REVIEW = "collective.review"  # subject: number of the notice under review
    PUBLICATION_REVIEW = "publication.review"  # subject: number of the publication
    REPLY_WANTED = "reply.wanted"  # subject: message id of the request
    NOTICE_EXPIRES = "notice.expires"  # subject: number of the notice
    STANDING_EXPIRES = "standing.expires"  # subject: message id of the standing answer
    ANNUAL_OWED = "annual.owed"  # subject: message id of a call, question or tables to us
    ANNUAL_COLLECTION = "annual.collection"  # subject: id of our collection; its reminders
    ANNUAL_QUESTION = "annual.question"  # subject: collection, slash, number of our question
    ANNUAL_CLEARANCE = "annual.clearance"  # subject: id of our collection
    ANNUAL_EMBARGO = "annual.embargo"  # subject: collection, slash, number of the edition
