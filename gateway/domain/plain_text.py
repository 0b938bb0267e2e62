"""Text of others is text: which characters are refused on the way in, and shown on the way out.

A control character in a name or an explanation clears an officer's screen, moves its cursor or
turns what she reads around; U+0000 no PostgreSQL text holds. Refused are C0 but newline and tab,
DEL, C1, the line and paragraph separators, the bidirectional overrides, embeddings and isolates,
the deprecated format controls, surrogates and noncharacters (Unicode 23.1 to 23.8, UAX 9).

Every script keeps what it is written with: ZWJ and ZWNJ, without which Persian and Hindi are
misspelt, and the marks LRM, RLM and ALM. A mark only gives a direction to its own place, as a
letter would; it overrides none.

A character that no reader sees hides a word or parts it: Hangul fillers, the braille blank, what
Unicode calls default ignorable. Where no script needs it, it is refused in what is written here on
one line, and shown by its code wherever it came from; so are more marks than a letter has. Of a
peer it is taken, since a denial with a soft hyphen is one. Names are compared without it
(`without_unseen`).

What was signed or stored before it was refused is still read, and shown by `visible`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from gateway.domain.base import Model
from gateway.errors import InputError, Reason

_REFUSED = (
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
)
_CONTROLS = re.compile(f"[{_REFUSED}]|\r(?!\n)")
_ESCAPED = re.compile(f"[{_REFUSED}\r]")
_LINES = re.compile("[\t\n]")

# Default_Ignorable_Code_Point (Unicode 16, DerivedCoreProperties.txt) and BRAILLE PATTERN BLANK:
# those that no script needs, and those that are at home behind letters of some.
_NEEDLESS = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2060-\u2065\u2800\u3164\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_MONGOLIAN, _PICTURES = (
    "\u1800-\u180a\u1810-\u18af",
    "\u2190-\u27ff\u2900-\u2bff\U0001f000-\U0001faff",
)
_HAN = "\u3000-\u3163\u3165-\u9fff\uf900-\ufaff\U00020000-\U0002fffd\U00030000-\U0003fffd"
_KHMER = "\u1780-\u17b3\u17b6-\u17ff"
# Arabic and the scripts of India and South-East Asia.
_JOINED = f"\u0600-\u109f{_KHMER}{_MONGOLIAN}\u1900-\u1cff\ua800-\uabff\U00010a00-\U00011fff"
_AT_HOME = {
    "\u200c\u200d": _JOINED + _PICTURES,
    "\u200b": f"\u0e00-\u0eff\u1000-\u109f{_KHMER}",  # between words of Thai, Lao, Burmese, Khmer
    "\u180b-\u180f": _MONGOLIAN,
    "\ufe00-\ufe0f\U000e0100-\U000e01ef": _MONGOLIAN + _HAN + _PICTURES,
}
_MOST_MARKS = 8  # upon one letter; a vowel of Vietnamese has two
_MARKS = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STRAY = "|".join(f"(?<![{home}])[{each}]" for each, home in _AT_HOME.items())
_HIDDEN = f"[{_NEEDLESS}]|{_STRAY}|(?<={_MARKS}{{{_MOST_MARKS}}}){_MARKS}"
# With all marks of direction: what names are compared without.
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
_UNSEEN = re.compile(f"[{_NEEDLESS}{''.join(_AT_HOME)}{_DIRECTIONS}]")
_NOT_SEEN = re.compile(_HIDDEN)
_UNSHOWN = re.compile(f"[{_REFUSED}\r]|{_HIDDEN}")
_UNSHOWN_IN_MARKUP = re.compile(f"{_CONTROLS.pattern}|{_HIDDEN}")
# Each character that they may find, wherever it stands, and all beyond the basic plane: one class,
# which the library looks up in a table. What stands around it is looked at where one is found.
_BEYOND = "\U00010000-\U0010ffff"
_LOOKED_AT = f"{_REFUSED}\r{_NEEDLESS}{''.join(_AT_HOME)}{_MARKS[1:-1]}"
_MAY_BE_UNSHOWN = re.compile(f"[{re.sub(f'[{_BEYOND}]-?', '', _LOOKED_AT)}{_BEYOND}]")

ONE_LINE = frozenset(
    {"name", "names", "reference", "case_reference", "concerns", "number", "email", "phone"}
    | {"national_reference", "denial_id", "case_id", "conversation_id", "message_id", "scheme"}
)
"""Fields, by name, that hold one line: a second one would pass for a line of somebody else."""


def without_unseen(text: str, instead: str) -> str:
    """Return a text for comparison, with what stands in place of each character without a glyph."""
    return text if text.isascii() else _UNSEEN.sub(instead, text)


def visible(text: str) -> str:
    """Return a text with the code of each character that is refused or cannot be seen in its place.

    Newline and tab stay. What is returned holds nothing that a terminal, a browser or a reader
    of files acts upon, and is the same when it is made visible again.
    """
    return _coded(_UNSHOWN, text.replace("\r\n", "\n"), _code)


def shown(value: object) -> object:
    """Return what fills a place in a page: text made visible, all else as it is.

    Args:
        value: A text, markup that was escaped already, or anything else.
    """
    if not isinstance(value, str):
        return value
    if type(value) is str:
        return visible(value)
    return type(value)(_coded(_UNSHOWN_IN_MARKUP, value, lambda each: escape(_code(each))))


def _coded(wanted: re.Pattern[str], text: str, code: Callable[[str], str]) -> str:
    """Return a text with the code of each character that a pattern finds in its place."""
    return _MAY_BE_UNSHOWN.sub(
        lambda each: code(each[0]) if wanted.match(text, each.start()) else each[0], text
    )


def escaped(text: str) -> str:
    """Return text of JSON with its control characters escaped; a program reads the same value."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def fault_in(text: str, *, lines: bool = True, unseen: bool | None = None) -> str:
    """Say in words which character is refused in a text; empty where there is none.

    Args:
        text: The text.
        lines: Whether newline and tab are allowed.
        unseen: Whether what cannot be seen is; where it is not said, it is where lines are.
    """
    found = _search(_CONTROLS, text) or (None if lines else _search(_LINES, text))
    if found is not None:
        return f"it holds the control character {_code(found[0])[1:-1]}, which is no text"
    if unseen or (lines and unseen is None) or text.isascii():
        return ""
    hidden = _search(_NOT_SEEN, text)
    return (
        f"it holds the character {_code(hidden[0])[1:-1]}, which cannot be seen" if hidden else ""
    )


def _search(wanted: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Search a text in steps: while the library searches, nothing else has its turn."""
    if len(text) <= _PIECE:
        return wanted.search(text)
    for at in range(0, len(text), _PIECE):
        end = at + _PIECE
        end += text[end - 1 : end] == "\r"  # which is taken before a newline
        if (found := wanted.search(text, at, end)) is not None:
            return found
    return None


def check_texts(
    value: object, *, reason: Reason = Reason.INPUT_INVALID, unseen: bool | None = None
) -> None:
    """Refuse a text with a character that is no text, anywhere in what JSON holds.

    Args:
        value: What was read from JSON; its keys are looked at too.
        reason: Of the error.
        unseen: As `fault_in`.

    Raises:
        InputError: With the field and the character's code; the text is not repeated.
    """
    waiting = [_Within(value)]
    while waiting:
        place = waiting.pop()
        found = place.value
        if isinstance(found, str):
            if fault := fault_in(found, lines=place.name not in ONE_LINE, unseen=unseen):
                raise _refusal(str(place), fault, reason)
        elif isinstance(found, Mapping):
            for key, inner in found.items():
                if fault := fault_in(str(key), lines=False, unseen=unseen):
                    raise _refusal(visible(str(key)), fault, reason)
                waiting.append(place.inner(inner, str(key)))
        elif isinstance(found, Sequence) and not isinstance(found, bytes):
            waiting += [place.inner(inner, number) for number, inner in enumerate(found)]


def check_json(raw: bytes, value: object) -> None:
    """Refuse a JSON body as `check_texts` does; what plainly holds nothing is not gone through.

    Args:
        raw: The body; a control character stands in it by its escape or by these octets.
        value: What was read from it.

    Raises:
        InputError: As `check_texts`.
    """
    pieces = range(0, len(raw), _PIECE)
    if any(_LOOKS_BAD_AS_OCTETS.search(raw, at, at + _PIECE + _LOOKS_BAD_MOST) for at in pieces):
        check_texts(value)


def check_content(content: Model) -> None:
    """Refuse a content that came from another authority and holds such a character.

    Raises:
        InputError: CONTENT_INVALID; names the first field.
    """
    if _LOOKS_BAD.search(content.model_dump_json()):  # a tenth of what every field would cost
        check_texts(content.model_dump(mode="json"), reason=Reason.CONTENT_INVALID, unseen=True)


_LOOKS_BAD = re.compile(rf"[{_REFUSED}]|\\")
_LOOKS_BAD_AS_OCTETS = re.compile(
    rb"\\|\x7f|\xc2[\x80-\x9f]|\xe2\x80[\xa8-\xae]|\xe2\x81[\xa6-\xaf]|\xed[\xa0-\xbf]"
    rb"|\xef\xb7[\x90-\xaf]|\xbf[\xbe\xbf]"
    # What cannot be seen begins so, and much else does that is looked at then.
    rb"|\xc2\xad|\xcd\x8f|\xe1[\x85\x9e\xa0]|\xe2\x80[\x8b-\x8d]|\xe2\x81[\xa0-\xa5]|\xe2\xa0\x80|\xe3\x85\xa4"
    rb"|\xef[\xb8\xbb\xbe\xbf]|\xf0\x9b\xb2|\xf0\x9d\x85|\xf3\xa0"
    rb"|(?:\xcc[\x80-\xbf]|\xcd[\x80-\xaf]|\xe1[\xaa\xab\xb7].|\xe2\x83.|\xef\xb8.){9}"
)

_LOOKS_BAD_MOST = 27  # octets of it
_PIECE = 2**17  # octets that are searched in one step, in which nothing else has its turn


@dataclass(slots=True)
class _Within:
    """A value somewhere in JSON, and the way to it, which is told only where it is needed."""

    value: object
    key: str | int = ""
    above: _Within | None = None
    name: str = ""

    def inner(self, value: object, key: str | int) -> _Within:
        """Return a place in this one; those of a list have the list's name."""
        return _Within(value, key, self, key if isinstance(key, str) else self.name)

    def __str__(self) -> str:
        parts: list[str] = []
        place = self
        while place.above is not None:
            parts.append(str(place.key))
            place = place.above
        return ".".join(reversed(parts)) or "body"


def _refusal(field: str, fault: str, reason: Reason) -> InputError:
    return InputError(
        "{field}: {fault}",
        reason=reason,
        remedy="Remove the character; write the text again where you do not see it.",
        field=field,
        fault=fault,
    )


def _code(character: str) -> str:
    return f"<U+{ord(character):04X}>"
