"""Fixtures of the workflow tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.workflows.node import Node, running_node
from workflows.codec import PayloadKeys, encrypted_converter


@pytest.fixture
async def idle_node() -> AsyncIterator[Node]:
    """A node without a worker; its payloads are encrypted as in life."""
    async with running_node(encrypted_converter(PayloadKeys(b"k" * 32), "default")) as node:
        yield node


@pytest.fixture
async def node(idle_node: Node) -> AsyncIterator[Node]:
    """A node with a worker."""
    async with idle_node.worker():
        yield idle_node
