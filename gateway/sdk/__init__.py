"""What integrators need to speak with a node: a client of its REST interface."""

from gateway.sdk.client import NodeClient, ProblemError

__all__ = ["NodeClient", "ProblemError"]
