"""Documents: documents of cases, consultations and letters.

Made by `python -m tools.sdk` from docs/openapi.json: not to be edited. Words come first, then
models, each in the order of their names.
"""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from comity_sdk.base import Model
from comity_sdk.models.part_parts import Document


class DocumentNoun(StrEnum):
    """By what documents are asked for, as addresses have it."""

    CASES = "cases"
    CONSULTATIONS = "consultations"
    LETTERS = "letters"


AnyDocumentNoun = Annotated[DocumentNoun | str, Field(union_mode="left_to_right")]


class FetchState(StrEnum):
    """How far it is that contents come from another authority."""

    WAITING = "waiting"
    COME = "come"
    FAILED = "failed"


AnyFetchState = Annotated[FetchState | str, Field(union_mode="left_to_right")]


class DocumentFetch(Model):
    """Contents that are wanted from another authority."""

    conversation_id: str
    """Conversation of the letter that names the document."""
    sha256: str
    """Digest of the contents."""
    message_id: str
    """The letter that names it."""
    peer: str
    """Authority that sent the letter."""
    state: AnyFetchState = "waiting"
    """How far it is."""
    asked_by: str
    """Name of the account that asked for them; `gateway` where they come by themselves."""
    asked_at: datetime.datetime
    """When it asked."""
    attempts: int = 0
    """How often it was tried since something came the last time."""
    reason: str = ""
    """Why the last attempt failed; empty where none did."""
    next_try: datetime.datetime
    """When it is tried again."""
    settled_at: datetime.datetime | None = None
    """When they had come, or it was given up; null: neither yet."""


class DocumentReplaced(Model):
    """What stands in the place of a document, and how that came."""

    newer: str
    """Digest of the document that replaced it, or that replaced its original."""
    by: str
    """Name of the account, or code of the authority whose letter named the newer one."""
    at: datetime.datetime
    """When."""
    reason: str
    """Why, in the words of who did it."""


class HeldDocument(Model):
    """A document that an application or a letter names, and whether its contents are here."""

    document: Document
    """As it is named there."""
    named_by: str
    """Authority that named it."""
    message_id: str = ""
    """The letter that names it; empty: the application does."""
    held: bool
    """Whether its contents are here, whole; without them it is a digest and no more."""
    waits: bool = False
    """Whether they have come and wait for the scanner; nobody is given them before."""
    received: int
    """How many octets have come: all of them, or so many of what is coming."""
    found_type: str = ""
    """What the contents show themselves to be; empty where they are not here."""
    put_by: str = ""
    """Name of the account that put them, or code of the authority that gave them."""
    put_at: datetime.datetime | None = None
    """When."""
    came_at: datetime.datetime | None = None
    """Of what a letter of ours names: when its contents had come there, as the other authority has
    signed; null: it has not.
    """
    fetch: DocumentFetch | None = None
    """How far it is that they come from the other authority; null: nobody asked."""
    replaced: DocumentReplaced | None = None
    """What stands in its place and how that came; null: it stands."""


class PageOfDocuments(Model):
    """PageOfDocuments of the interface."""

    items: list[HeldDocument]
    """What is listed, a page of it at a time."""
    next: str | None = None
    """Send it as `after` to read on; null: this is the last page."""
