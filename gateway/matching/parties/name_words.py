"""Reads the words of an organisation's name: company forms, kinds of body, places, the rest.

"Завод", "Fabrik" and "works" all say that it is a plant, which says little about whose; the
words that remain tell one party from another. The tables (`name_words.toml`, `concept_words.toml`)
are our own, so two nodes with one matcher version read a name alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from gateway.matching.parties.transliteration import latin
from gateway.matching.tables import table_of

TELLING = 1.0
"""What a word weighs that is in no table: it tells one party from another."""

PLACE = 0.55
"""What the name of a place weighs, as the table has it."""

TRANSLATED = 0.8
"""What a word weighs that tells parties apart in whatever language."""

MOST_READINGS = 4
"""Ways to read one name that are tried."""

_TABLE_FILES = ("name_words", "concept_words", "han_words")
_SORTS = ("particles", "bodies", "generic", "places", "numerals", "translated")
_WORD = re.compile(r"[^\W_]+(?:['’`ʼ][^\W_]+)*|&")
_DOTTED = re.compile(r"(?<!\w)(?:\w\.){2,}")
# "LLCBitvan": the form has lost its space.
_ATTACHED = re.compile(
    r"(?<=\bLLC)(?=[A-ZА-Я])|(?<=\b[OCP]JSC)(?=[A-ZА-Я])|(?<=\bJSC)(?=[A-ZА-Я])"
    r"|(?<=\bOOO)(?=[A-Z])|(?<=\bООО)(?=[А-Я])|(?<=\b[OZP]AO)(?=[A-Z])"
    r"|(?<=[a-z])(?=(?:LLC|GmbH|FZE|FZCO|JSC)\b)"
)
_ELIDED = re.compile(r"(?<![^\W_])[dlDL]['’](?=[^\W\d_])")  # l'énergie, d'hygiène
# Lvye and Lüye: pinyin writes ü as v where there is no such key.
_PINYIN_U = re.compile(
    r"(?<![^\W_])([ln])v(?=e\b|(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])[aeiou])", re.IGNORECASE
)
_HAN_NUMBER = re.compile(r"第?[〇零一二三四五六七八九]{2,}")
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_UNSPACED = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\u0e00-\u0e7f]+")
_OF_A_PLACE = ("city", "province")  # meanings of what stands behind a place: 长春市
_TWO = 2  # characters of a word that is cut out wherever it stands
# A bracket that repeats the name's initials: "Shahid Bagheri Industrial Group (SBIG)".
_BRACKETED = re.compile(r"\s*[(（\[]([^\W\d_a-z]{2,9})[)）\]]\s*")
_ARABIC_LETTER = re.compile(r"[\u0600-\u06ff]")
_ARABIC_ARTICLES = ("وال", "بال", "لل", "ال")  # "and the", "with the", "for the", "the"
# "And", "the", "to", "in", "from", "that", which Hebrew writes before the word.
_HEBREW_PREFIXED = re.compile(r"[והלבמש]{1,2}(?=[\u05d0-\u05ea]{3})")
_HEBREW_MARK = re.compile(r"(?<=[\u05d0-\u05ea])[\"״”](?=[\u05d0-\u05ea])")  # of initials
# "In the city of": г. Самара; "at the".
_LITTLE_MARK = re.compile(r"(?<!\w)[гм]\.(?=\s*[А-ЯІЇЄҐҚӨҮ])|(?<=\s)à(?=\s)")
_NISBA = ("ية", "ي")  # endings of adjectives: of carbon, of the State
_PLURAL_LETTERS = 6  # of a word that may end in the s of a plural
_COMPOUNDED = ("bodies", "generic")  # sorts of words that are written as one: Sensorindustrie
_PART_LETTERS = 4  # of the first part of such a word, at least
_LAST_LETTERS = 5  # of the last one: Aerotech is a name
_JOINTS = ("", "s", "en", "n", "o", "e")  # letters that join the parts
_ENDING = 6  # letters of the longest ending: Uralsky, but not Uralelektromash
_STEM = 3  # letters by which patterns are looked up
_SHORT_FORM = 3  # letters of a form that may also be a word
_VOWEL = re.compile(r"[aeiouy]")
_WORDLIKE = re.compile(r"[aeiouy]|^.{1,2}$")
_ORDINAL = re.compile(r"(?<=\d)[-–]?(?:st|nd|rd|th|ый|ий|ой|ая|ое|го|й|я|е)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word, or words that belong together, of a name.

    Attributes:
        written: As it was written.
        read: What it is read as: a meaning, or the word itself.
        weight: How much it counts beside a word that tells parties apart.
    """

    written: str
    read: str
    weight: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A name, read.

    Attributes:
        words: Its words, without company forms.
        forms: Classes of the company forms.
        acronyms: Abbreviations of the whole name that it carries itself.
    """

    words: tuple[NameWord, ...]
    forms: frozenset[str]
    acronyms: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Pattern:
    words: tuple[str, ...]
    sort: str
    read: str
    vowelless: bool = False  # in Latin letters: "MN" is not the Arabic word for security

    def matches(self, words: Sequence[str]) -> bool:
        return len(words) >= len(self.words) and all(
            _is_inflected(word, pattern[:-1]) if pattern[-1] == "*" else word == pattern
            for word, pattern in zip(words, self.words, strict=False)
        )


def _is_inflected(word: str, stem: str) -> bool:
    """Whether a word is a stem with an ending, and not one that is composed with it."""
    return word.startswith(stem) and len(word) - len(stem) <= _ENDING


@dataclass(frozen=True, slots=True)
class _Table:
    patterns: dict[str, tuple[_Pattern, ...]]  # by the first letters of the first word
    unspaced: dict[str, _Pattern]
    unspaced_words: re.Pattern[str]
    weights: dict[str, float]
    leading: frozenset[str]
    meanings: dict[str, float]  # weight of each word that a meaning consists of
    states: frozenset[str]  # words that name a State
    compounded: dict[str, _Pattern]  # whole words that others are written together with
    before: str  # characters that are words of their own before others
    unknown_place: re.Pattern[str]
    readings: dict[str, str]  # characters, and those that are always read as these may be


def read_organisation(text: str) -> Reading:
    """Read the name of an organisation, or of a party whose kind is not known.

    Args:
        text: The name, in any script, in Unicode's compatibility composition (NFKC).
    """
    table = _table()
    forms: set[str] = set()
    acronyms = frozenset(latin(found) for found in _BRACKETED.findall(text))
    outside = _BRACKETED.sub(" ", text).strip() or text
    pieces = list(_pieces(outside, table, forms))
    words, found = _match(pieces, table)
    return Reading(tuple(words), frozenset(forms | found), acronyms)


def readings_of(text: str) -> tuple[str, ...]:
    """Return a name with the characters by which it may be read, as it is written first.

    Of a character with several readings each is tried, but in a known word. One that may be a word
    of its own before others is tried as that: 新天山 is Xin Tianshan, or New Tianshan.

    Args:
        text: The name, in any script.
    """
    found = [text]
    if not _UNSPACED.search(text):
        return (text,)
    table = _table()
    known = table.unspaced_words.sub(lambda hit: " " * len(hit[0]), text)
    for at, each in reversed(list(enumerate(known))):
        own = f"{each} " if each in table.before and known[at - 1 : at] in ("", " ") else ""
        for other in (table.readings.get(each), own):
            if other and len(found) < MOST_READINGS:
                found += [f"{name[:at]}{other}{name[at + 1 :]}" for name in found]
    return tuple(found)


def meaning_weight(word: str) -> float:
    """Return what a Latin word counts that came out of the table, or `TELLING`."""
    return _table().meanings.get(word, TELLING)


def is_state(word: str) -> bool:
    """Say whether a Latin word came out of the table as the name of a State."""
    return word in _table().states


def _pieces(text: str, table: _Table, forms: set[str]) -> Iterator[tuple[str, str]]:
    """Give the words of a text as written and in Latin letters, scripts without spaces parted."""
    if _UNSPACED.search(text):
        text = _HAN_NUMBER.sub(lambda hit: f" {hit[0].lstrip('第').translate(_HAN_DIGITS)} ", text)
        text = _UNSPACED.sub(lambda run: f" {' '.join(_cut(run[0], table))} ", text)
    text = _ELIDED.sub("", _ATTACHED.sub(" ", text))
    text = _HEBREW_MARK.sub("", _LITTLE_MARK.sub(" ", _PINYIN_U.sub(r"\1u", text)))
    text = _DOTTED.sub(_undotted, _ORDINAL.sub("", text))
    for written in _WORD.findall(text):
        if (pattern := table.unspaced.get(written)) is not None:
            if pattern.sort == "forms":
                forms.add(pattern.read)
            else:
                yield written, f"={pattern.read}"
        elif written == "&":
            yield written, "and"
        else:
            yield from ((written, word) for word in latin(written).split())


def _cut(run: str, table: _Table) -> Iterator[str]:
    """Cut characters that stand without spaces into words: the longest known word at each place."""
    unknown, at = "", 0
    while at < len(run):
        found = table.unspaced_words.match(run, at)
        # Behind one unknown character a place is part of a word: 蓝天水务 has no Tianshui.
        if found is None or (len(unknown) == 1 and table.unspaced[found[0]].sort == "places"):
            unknown, at = unknown + run[at], at + 1
            continue
        yield from _cut_end(unknown, table)
        yield found[0]
        unknown, at = "", found.end()
        ending = table.unspaced.get(run[at : at + 1])
        if ending and ending.read in _OF_A_PLACE and table.unspaced[found[0]].sort == "places":
            yield run[at]
            at += 1
    yield from _cut_end(unknown, table)


def _cut_end(unknown: str, table: _Table) -> Iterator[str]:
    """Part words of one character from the unknown ones before them: 红星厂 is a plant.

    The name of a place that no table has ends with what it is: 宁岭市金穗 is a city's Jinsui.
    """
    if (place := table.unknown_place.match(unknown)) is not None:
        yield from place.groups()
        unknown = unknown[place.end() :]
    last = unknown[-1:]
    if len(unknown) > _TWO and last in table.unspaced and last not in table.before:
        yield from (unknown[:-1], last)
    elif unknown:
        yield unknown


def _is_initial(written: str) -> bool:
    """Whether a word is a letter of its own, "I", and not the one that means "and"."""
    return len(written) == 1 and written.isupper()


def _compound(written: str, word: str) -> NameWord | None:
    """Read a word that two words of the table are written as."""
    parts = _parts(word)
    if not parts:
        return None
    weights = _table().weights
    read = " ".join(dict.fromkeys(part.read for part in parts))
    return NameWord(written, read, max(weights[part.sort] for part in parts))


def _undotted(initials: re.Match[str]) -> str:
    """Join initials, but for Arabic ones: forms stand in the table letter by letter ("ذ م م")."""
    joint = " " if _ARABIC_LETTER.match(initials[0]) else ""
    return initials[0].replace(".", joint) + " "


def _match(pieces: list[tuple[str, str]], table: _Table) -> tuple[list[NameWord], set[str]]:
    found: list[tuple[NameWord, str]] = []  # with the class of the form that it is, if it is one
    at = 0
    while at < len(pieces):
        written, word = pieces[at]
        if word.startswith("="):
            meaning = word[1:]
            found.append((NameWord(written, meaning, table.meanings[meaning.split()[0]]), ""))
            at += 1
            continue
        pattern = _longest(pieces, at, table)
        if pattern is None or (pattern.sort == "particles" and _is_initial(written)):
            found += [(_compound(written, word) or NameWord(written, written, TELLING), "")]
            at += 1
            continue
        size = len(pattern.words)
        whole = " ".join(dict.fromkeys(piece for piece, _ in pieces[at : at + size]))
        if pattern.sort == "forms":
            letters = "".join(pattern.words)
            short = len(letters) <= _SHORT_FORM and bool(_WORDLIKE.search(letters))
            leading = at == 0 and letters in table.leading
            kind = f"?{pattern.read}" if short and not leading else pattern.read
            found.append((NameWord(whole, whole, TELLING), kind))
        else:
            found.append((NameWord(whole, pattern.read, table.weights[pattern.sort]), ""))
        at += size
    return _settle(found)


def _settle(found: list[tuple[NameWord, str]]) -> tuple[list[NameWord], set[str]]:
    """Take short forms for words unless nothing but forms follows them."""
    words: list[NameWord] = []
    forms: set[str] = set()
    at_end = True
    for word, form in reversed(found):
        if form and (at_end or not form.startswith("?")):
            forms.add(form.lstrip("?"))
        else:
            at_end = False
            words.append(_as_particle(word) if form else word)
    return words[::-1], forms


def _as_particle(word: NameWord) -> NameWord:
    """Read a short form that stands within a name: "et" joins words, and is a form in Bulgaria."""
    patterns = _table().patterns.get(latin(word.written)[:_STEM], ())
    for pattern in patterns:
        if pattern.sort == "particles" and pattern.matches([latin(word.written)]):
            return NameWord(word.written, pattern.read, _table().weights["particles"])
    return word


def _longest(pieces: Sequence[tuple[str, str]], at: int, table: _Table) -> _Pattern | None:
    written, word = pieces[at]
    rest = [latin_word for _, latin_word in pieces[at : at + 8]]
    for pattern in table.patterns.get(word[:_STEM], ()):
        if pattern.matches(rest) and not (pattern.vowelless and written.isascii()):
            return pattern
    for bare in (*_without_prefix(written), *_in_singular(word)):
        for pattern in table.patterns.get(bare[:_STEM], ()):
            if pattern.matches([bare, *rest[1:]]):
                return pattern
    return None


def _in_singular(word: str) -> Iterator[str]:
    """Give an English, French, Spanish or Portuguese word without the s of its plural."""
    if word.endswith("s") and len(word) >= _PLURAL_LETTERS:
        yield word[:-1]


def _without_prefix(written: str) -> Iterator[str]:
    """Give a word in Latin letters without what Arabic and Hebrew write before it."""
    if written.isascii():
        return
    for article in _ARABIC_ARTICLES:
        if written.startswith(article) and len(written) > len(article) + 2:
            bare = written[len(article) :]
            yield latin(bare)
            yield from (latin(bare.removesuffix(end)) for end in _NISBA if bare.endswith(end))
            return
    if prefix := _HEBREW_PREFIXED.match(written):
        yield from (latin(written[at:]) for at in range(1, prefix.end() + 1))


@lru_cache(maxsize=65_536)
def _parts(word: str) -> tuple[_Pattern, ...]:
    """Part a word that is written as one of two words of the table: Sensorindustrie."""
    table = _table()
    for at in range(_PART_LETTERS, len(word) - _LAST_LETTERS + 1):
        first = table.compounded.get(word[:at])
        if first is None:
            continue
        for joint in _JOINTS:
            rest = word[at:].removeprefix(joint) if word.startswith(joint, at) else ""
            if len(rest) < _LAST_LETTERS:
                continue
            for second in table.patterns.get(rest[:_STEM], ()):
                if second.sort in _COMPOUNDED and second.matches([rest]):
                    return first, second
    return ()


@cache
def _table() -> _Table:
    patterns: dict[str, set[_Pattern]] = defaultdict(set)
    unspaced: dict[str, _Pattern] = {}
    meanings: dict[str, float] = {}
    compounded: dict[str, _Pattern] = {}
    raw = _read_tables()
    weights: dict[str, float] = raw["weights"]
    for sort in ("forms", *_SORTS):
        for read, line in raw[sort].items():
            for written in (*(() if sort == "forms" else (read,)), *line.split(",")):
                if _UNSPACED.search(written):
                    word = written.replace(" ", "").strip()
                    unspaced.setdefault(word, _Pattern((), sort, read))
                elif words := tuple(_latin_pattern(part) for part in written.split()):
                    words = tuple(word for each in words for word in each.split())
                    if sort != "particles" and len("".join(words)) == 1 and not words[0].isdigit():
                        continue  # an Arabic word of one consonant is not the letter
                    vowelless = not (written.isascii() or _VOWEL.search(words[0]))
                    pattern = _Pattern(words, sort, read, vowelless)
                    patterns[words[0][:_STEM].rstrip("*")].add(pattern)
                    first = words[0].rstrip("*")
                    if sort in _COMPOUNDED and len(words) == 1 and len(first) >= _PART_LETTERS:
                        compounded.setdefault(first, pattern)
            if sort != "forms":
                for word in read.split():
                    meanings.setdefault(word, weights[sort])
    longest = sorted((w for w in unspaced if len(w) >= _TWO), key=lambda word: (-len(word), word))
    ends = [w for w, each in unspaced.items() if len(w) == 1 and each.read in _OF_A_PLACE]
    return _Table(
        {stem: tuple(sorted(each, key=_rank)) for stem, each in patterns.items()},
        unspaced,
        re.compile("|".join(map(re.escape, longest))),
        weights,
        frozenset(raw["leading"].split()),
        meanings,
        frozenset(raw["states"].split()),
        compounded,
        raw["before"],
        re.compile(rf"(.{{2,3}})([{''.join(ends)}])(?=..)"),
        {each: read for read, line in raw["readings"].items() for each in line.split()},
    )


def _read_tables() -> dict[str, Any]:
    """Read the tables as one: a meaning that several have has the words of all."""
    whole: dict[str, Any] = {}
    for name in _TABLE_FILES:
        table = table_of(__file__, name)
        for part, content in table.items():
            if not isinstance(content, dict) or part == "weights":
                whole[part] = content
                continue
            section = whole.setdefault(part, {})
            for read, line in content.items():
                section[read] = f"{section[read]}, {line}" if read in section else line
    return whole


def _rank(pattern: _Pattern) -> tuple[int, bool, int, int, str]:
    """Order patterns: more words first, whole words before stems, longer stems first."""
    stems = any(word.endswith("*") for word in pattern.words)
    sort = ("forms", *_SORTS).index(pattern.sort)
    return -len(pattern.words), stems, -sum(map(len, pattern.words)), sort, pattern.read


def _latin_pattern(word: str) -> str:
    return latin(word) + ("*" if word.endswith("*") else "")
