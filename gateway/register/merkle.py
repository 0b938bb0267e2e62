"""`gateway.register.log.merkle` under the name that people and checks outside know."""

from gateway.register.log.merkle import root, verify_consistency, verify_inclusion

__all__ = ["root", "verify_consistency", "verify_inclusion"]
