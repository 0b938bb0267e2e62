"""What integrators need to speak with a node: a client of its REST interface."""

from gateway.sdk.client import NodeClient, ProblemError
from gateway.sdk.paths import path_of

__all__ = ["NodeClient", "ProblemError", "path_of"]
