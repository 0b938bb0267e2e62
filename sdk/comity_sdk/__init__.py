"""Client library of Comity: what connects a national licensing system with its node.

`Client` waits, `AsyncClient` awaits; `comity_sdk.models` holds what they take and return.
"""

from comity_sdk.client import AsyncClient, Client
from comity_sdk.errors import (
    AnswerUnreadable,
    ChangedMeanwhile,
    DigestMismatch,
    InputProblem,
    NoAnswer,
    NotFound,
    PermissionProblem,
    Problem,
    SdkError,
    SettingError,
    StateProblem,
    TokenRefused,
    TooManyRequests,
    Unavailable,
)
from comity_sdk.exchange import Retries
from comity_sdk.paths import path_of
from comity_sdk.tokens import Token

__all__ = [
    "AnswerUnreadable",
    "AsyncClient",
    "ChangedMeanwhile",
    "Client",
    "DigestMismatch",
    "InputProblem",
    "NoAnswer",
    "NotFound",
    "PermissionProblem",
    "Problem",
    "Retries",
    "SdkError",
    "SettingError",
    "StateProblem",
    "Token",
    "TokenRefused",
    "TooManyRequests",
    "Unavailable",
    "path_of",
]
