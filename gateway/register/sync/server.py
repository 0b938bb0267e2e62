"""Puts the register's service on a node's server."""

from __future__ import annotations

import grpc

from comity.v1.register_service_pb2_grpc import add_RegisterServiceServicer_to_server
from gateway.register.sync.service import SERVICE, RegisterService

__all__ = ["REGISTER_SERVICE", "serve_register"]

REGISTER_SERVICE = SERVICE
"""Full name of the service, for health and reflection."""


def serve_register(server: grpc.aio.Server, service: RegisterService) -> None:
    """Have a server answer for the register; before it is started."""
    add_RegisterServiceServicer_to_server(service, server)
