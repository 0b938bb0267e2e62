"""The composition root: makes a node of the rooms and runs it."""

from gateway.app.initialising import init_node
from gateway.app.running import run_node, serving

__all__ = ["init_node", "run_node", "serving"]
