"""What an authority has set for its own conduct, given to a node without a directory."""

from __future__ import annotations

import pytest

from gateway.domain.rulebook import Overlay
from gateway.domain.rulebook.overlay import parse_rulebook_or_overlay
from tests.support.federation_case import Desk

_TEXT = """
version = "EU-2021-821.{code}/2026-1"
title = "How this authority reminds its officers"
in_force_from = 2026-01-01

[overlay]
authority = "{code}"
law = "EU-2021-821"
article = "No article: good administration"
reason = "The office is small."

[reminders]
article = "No article: good administration"
reason = "Two days are needed."
remind_before_s = {seconds}
"""


def remind_earlier(monkeypatch: pytest.MonkeyPatch, desk: Desk, *, seconds: int) -> None:
    """An authority's officers are reminded so long before the last instant."""
    raw = _TEXT.format(code=desk.code, seconds=seconds).encode()
    overlay = parse_rulebook_or_overlay("overlay.toml", raw)
    assert isinstance(overlay, Overlay)
    monkeypatch.setattr(desk.node.office.law, "overlays", lambda _authority: (overlay,))
