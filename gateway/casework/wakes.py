"""Calls to the engine that follow a transaction, each idempotent by its event id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from gateway.ports import CaseEngine

Wake = Callable[[CaseEngine], Awaitable[None]]


def start_case(case_id: str) -> Wake:
    """Carry a case from now on."""
    return lambda engine: engine.start_case(case_id)


def poke_case(case_id: str, event_id: str) -> Wake:
    """Tell a case's workflow to ask the journal again."""
    return lambda engine: engine.poke_case(case_id, event_id)


def start_consulted(conversation_id: str) -> Wake:
    """Carry a consultation in which we are asked."""
    return lambda engine: engine.start_consulted(conversation_id)


def poke_conversation(conversation_id: str, event_id: str, *, ours: bool) -> Wake:
    """Tell a conversation's workflow to ask the journal again."""
    return lambda engine: engine.poke_conversation(conversation_id, event_id, ours=ours)


def start_delivery(message_id: str) -> Wake:
    """Deliver a letter that lies in the outbox."""
    return lambda engine: engine.start_delivery(message_id)
