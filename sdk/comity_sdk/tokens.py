"""The token of an account: given, from the environment, or from a file; never shown."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from comity_sdk.errors import SettingError

VARIABLE, FILE_VARIABLE = "COMITY_TOKEN", "COMITY_TOKEN_FILE"


class Token:
    """Whose calls these are.

    A token in a file is read with each call: where it is renewed, a program that runs for
    months takes the new one without a restart.

    Args:
        value: The token; None: it stands in ``file``.
        file: Holds it and nothing else.
    """

    __slots__ = ("_file", "_value")

    def __init__(self, value: str | None = None, *, file: Path | None = None) -> None:
        self._value = value
        self._file = file

    def __repr__(self) -> str:
        """Return where it comes from, and nothing of it."""
        return f"Token(file={str(self._file)!r})" if self._file else "Token('...')"

    @classmethod
    def found(cls, given: str | Token | None, environ: Mapping[str, str] | None = None) -> Token:
        """Return the token that is given, else that of ``COMITY_TOKEN`` or ``COMITY_TOKEN_FILE``.

        Args:
            given: A token; ``@FILE`` reads it from a file.
            environ: Environment; None: the process's.
        """
        if isinstance(given, Token):
            return given
        variables = os.environ if environ is None else environ
        word = given if given is not None else variables.get(VARIABLE)
        if word is None and (path := variables.get(FILE_VARIABLE)):
            return cls(file=Path(path))
        if word is not None and word.startswith("@"):
            return cls(file=Path(word[1:]))
        return cls(word)

    @classmethod
    def none(cls) -> Self:
        """Return that no token is sent."""
        return cls()

    def headers(self) -> dict[str, str]:
        """Return the header that says it, or none.

        Raises:
            SettingError: Its file cannot be read, or it is no token.
        """
        word = self._value
        if self._file is not None:
            try:
                word = self._file.read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as exc:
                raise SettingError(
                    f"token: the file {self._file} cannot be read",
                    "Name a file that holds one token and that you may read.",
                ) from exc
        if not word:
            return {}
        if not word.isascii() or not word.isprintable() or " " in word:
            raise SettingError(
                "token: it holds what no token holds", "Copy it whole, without spaces."
            )
        return {"Authorization": f"Bearer {word}"}
