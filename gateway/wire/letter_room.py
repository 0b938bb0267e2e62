"""How much text fits into one letter, said in characters, whatever the script.

The wire counts octets, and a letter of Greek, Bulgarian or Georgian takes two or three times
those of Latin. So what people are told is a number of characters, chosen such that so many of
any script fit. What is sent at once is refused by `content_to_bytes`; what is filed now and
sent later, by `check_room` as it is filed: nobody could shorten it then.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from comity.v1 import transaction_pb2 as pb
from gateway.domain.base import Model
from gateway.domain.transaction import Transaction
from gateway.errors import ComityError, Reason
from gateway.wire.limits import MAX_BODY_BYTES
from gateway.wire.shapes import shape_of

_OCTETS_A_CHARACTER = 3
"""Of UTF-8 at most, but for what lies beyond the Basic Multilingual Plane: rare ideographs and
pictures have four. A letter full of those is counted in octets, and refused in the same words."""

LETTER_CHARACTERS = 1_000_000
"""Characters of one content of which any script fits."""

TRANSACTION_CHARACTERS = 850_000
"""Characters of all texts of a transaction together. The rest of a letter is for what is said
beside it: an assessment, a summary of the examination, grounds, references, documents."""

_TRANSACTION = shape_of(Transaction, pb.Transaction.DESCRIPTOR)

_BESIDE_BYTES = 400 * 2**10
_TRANSACTION_BYTES = MAX_BODY_BYTES - _BESIDE_BYTES

_STRUCTURE_BYTES = 2**19
"""Octets of everything in the largest transaction that is no text: 12,000 parameters with their
numbers, 2,000 classifications, 43 parties with every name, address and identifier."""


class TextFound(NamedTuple):
    """One text of a content: where it stands, and how many characters it has."""

    path: str
    characters: int


def texts_of(content: Model) -> Iterator[TextFound]:
    """Yield every text of a content, codes included, in its order."""
    return _texts("", content)


def _texts(path: str, value: object) -> Iterator[TextFound]:
    if isinstance(value, str):
        yield TextFound(path, len(value))
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from _texts(f"{path}.{name}" if path else name, getattr(value, name))
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _texts(f"{path}[{number}]", each)


def too_large(noun: str, content: Model, *, most: int = LETTER_CHARACTERS) -> ComityError:
    """Return the refusal of what fits into no letter.

    Args:
        noun: What it is, e.g. "request".
        content: It.
        most: How many characters fit.
    """
    texts = list(texts_of(content))
    characters = sum(each.characters for each in texts)
    longest = max(texts, key=lambda each: each.characters, default=TextFound("", 0))
    field = f"{noun}.{longest.path}".replace(".value", "").rstrip(".")
    return Reason.MESSAGE_TOO_LARGE.error(
        "{noun}: its texts have {characters} characters together; {limit} fit into a letter, in "
        "any script. The longest, {field}, has {longest}",
        remedy="Shorten the longest texts, or divide what is said.",
        field=field,
        characters=characters,
        limit=most,
        noun=noun,
        longest=longest.characters,
    )


def check_room(transaction: Transaction) -> None:
    """Check that a transaction fits into every letter that is ever sent about it.

    Raises:
        InputError: MESSAGE_TOO_LARGE; names the longest text, the characters and the limit.
    """
    characters = sum(each.characters for each in texts_of(transaction))
    most = TRANSACTION_CHARACTERS
    if characters > most:
        raise too_large("transaction", transaction, most=most)
    if 4 * characters + _STRUCTURE_BYTES <= _TRANSACTION_BYTES:
        return  # whatever it is
    if _TRANSACTION.to_pb(transaction).ByteSize() > _TRANSACTION_BYTES:
        fits = _TRANSACTION_BYTES // (_OCTETS_A_CHARACTER + 1)
        raise too_large("transaction", transaction, most=fits)
