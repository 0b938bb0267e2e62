"""How a word sounds under the ways of writing foreign names in the languages of the Union.

A Russian, Ukrainian, Arabic or Turkish name is Jušin, Juschin, Iouchine, Juszyn or Yushin, by who
writes it. A word is read under each way, to one spelling of its sounds with the vowels in it; two
words that sound alike under any two of them may be one. `transliteration.skeletons` compares
consonants alone, which says too little of short words.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CACHED_WORDS = 65_536
LEAST_SOUNDS = 4
"""Letters of a word's sounds from which they say which word it is."""

_Sounds = tuple[tuple[str, str], ...]


# What says that a word is written in a way, and what that way writes, longest first. Accents are
# gone by then: Czech s is s and sh, c is ts and ch, so in every way both come to one. Here c stands
# for both of these, s for s and sh, z for z and zh, h for h and kh, g for g and dj.
_SYSTEMS: tuple[tuple[re.Pattern[str], _Sounds], ...] = tuple(
    (
        re.compile(sign),
        tuple((each.partition("=")[0], each.partition("=")[2]) for each in pairs.split()),
    )
    for sign, pairs in (
        # English, and the Latin letters of registers
        ("", "shch=sc dzh=g tch=c ch=c sh=s zh=z kh=h ts=c tz=c dj=g j=g oo=u ee=i ck=k"),
        # French
        (
            "ou|tch|dj|ine$|eff$|off$",
            "chtch=sc tch=c dj=g ch=s kh=h ts=c iou=iu ou=u gu=g qu=k j=z",
        ),
        # German; sch is zh as well, and z is kept by some
        ("sch|w|j", "schtsch=sc dsch=g tsch=c sch=s ch=h ts=c z=c j=i"),
        ("sch|w|j", "schtsch=sc dsch=g tsch=c sch=z ch=h ts=c j=i"),
        # Polish
        ("sz|cz|rz|w|j", "szcz=sc dz=g sz=s cz=c rz=z ch=h j=i"),
        # Czech, Slovak, Croatian, Slovenian, Baltic, Finnish
        ("j|ova?$|sk[yia]", "stsch=sc dz=g ch=h j=i"),
        # Hungarian
        ("sz|cs|zs|gy|j", "dzs=g scs=sc sz=s cs=c zs=z gy=g j=i ly=i ny=n"),
        # Dutch
        ("sj|tsj|oe|ieuw", "sjtsj=sc tsj=c sj=s zj=z dzj=g ch=h oe=u j=i"),
        # Swedish, Danish, Norwegian
        ("tj|sj|j", "sjtj=sc stj=sc tj=c sj=s zj=z dj=g j=i"),
        # Turkish and Azerbaijani
        ("c|oglu|kizi|x|q", "x=h c=g q=g j=z"),
        ("c|oglu|kizi|x|q", "x=h q=g j=z"),
    )
)

_COMMON: _Sounds = (
    ("eff", "ev"), ("off", "ov"), ("ph", "f"), ("x", "ks"), ("q", "k"), ("w", "v"), ("y", "i"),
    ("kh", "h"), ("gh", "g"),
)  # fmt: skip
_VOWEL_RUNS = re.compile(r"[aeiou]+")
_LEAST_SYLLABLES = 2  # Chang is not Shang
_FRENCH_ENDING = re.compile(r"(?<=in)e$")
_GLIDE = re.compile(r"i+(?=[aeou])")
_RUN = re.compile(r"(.)\1+")


@lru_cache(maxsize=_CACHED_WORDS)
def sounds(word: str) -> frozenset[str]:
    """Return a word in Latin letters as it sounds under each way of writing, none if too short."""
    read = {_read(word, system) for sign, system in _SYSTEMS if sign.search(word)}
    return frozenset(each for each in read if _is_enough(each))


def _is_enough(read: str) -> bool:
    return len(read) >= LEAST_SOUNDS and len(_VOWEL_RUNS.findall(read)) >= _LEAST_SYLLABLES


def sound_alike(a: str, b: str) -> bool:
    """Whether two words in Latin letters are spellings of one under two ways of writing."""
    return not sounds(a).isdisjoint(sounds(b))


def _read(word: str, system: _Sounds) -> str:
    word = _FRENCH_ENDING.sub("", word)
    for written, sound in (*system, *_COMMON):
        # What is read already stands in capitals, so that nothing is read twice.
        word = word.replace(written, sound.upper())
    return _RUN.sub(r"\1", _GLIDE.sub("", word.lower()))
