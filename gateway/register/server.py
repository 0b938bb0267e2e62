"""Puts the register's service on a node's gRPC server."""

from __future__ import annotations

import grpc

from comity.v1 import register_service_pb2, register_service_pb2_grpc
from gateway.register.service import RegisterService

REGISTER_SERVICE: str = register_service_pb2.DESCRIPTOR.services_by_name[
    "RegisterService"
].full_name
"""Full name of the service, for health and reflection."""


def serve_register(server: grpc.aio.Server, service: RegisterService) -> None:
    """Serve the register on a server that has not started yet."""
    register_service_pb2_grpc.add_RegisterServiceServicer_to_server(service, server)
