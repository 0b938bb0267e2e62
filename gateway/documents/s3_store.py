"""Contents in S3-compatible storage, each an object under its digest; needs `comity[s3]`.

    PREFIX/AUTHORITY/contents/ab/abcd...    a whole document, encrypted as in a folder

A file is written and encrypted in the folder of documents, and then sent; the storage shows an
object once it has come whole. What the storage says of an error is not passed on: it may have the
names of keys in it.
"""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from gateway.documents.content_store import (
    NEW,
    StoredContent,
    checked_digest,
    listed,
    make_folder,
    new_name,
)

_AT_ONCE = 2**20
_FIRST_DIGITS = 2
_CONNECT_WITHIN, _ANSWER_WITHIN = "10s", "120s"


class Bucket(NamedTuple):
    """Where the storage is, and who asks.

    Attributes:
        name: The bucket.
        prefix: What the names of all objects begin with; one node alone has it.
        endpoint: Address of the storage; empty: that of AWS for the region.
        region: As the storage calls it.
        key_id: Name of the access key.
        secret: The access key; it is shown nowhere.
    """

    name: str
    prefix: str
    endpoint: str
    region: str
    key_id: str
    secret: str

    def __repr__(self) -> str:
        """Name the bucket, and nobody's key."""
        return f"Bucket({self.name!r}, {self.prefix!r})"


class ObjectStore:
    """Contents as objects of a bucket; see `gateway.documents.content_store.ContentStore`.

    Args:
        outgoing: Folder where what is sent is written first.
        bucket: Where it is sent.
    """

    def __init__(self, outgoing: Path, bucket: Bucket) -> None:
        self._outgoing = outgoing
        self._prefix = f"{bucket.prefix.strip('/')}/contents/".lstrip("/")
        self._store = S3Store(
            bucket.name,
            endpoint=bucket.endpoint or None,
            region=bucket.region,
            access_key_id=bucket.key_id,
            secret_access_key=bucket.secret,
            virtual_hosted_style_request=not bucket.endpoint,
            client_options={
                "allow_http": bucket.endpoint.startswith("http://"),
                "connect_timeout": _CONNECT_WITHIN,
                "timeout": _ANSWER_WITHIN,
            },
            retry_config={"max_retries": 3},
        )

    def holds(self, sha256: str) -> bool:
        """Say whether the contents of a digest are held."""
        try:
            with _asked():
                obstore.head(self._store, self._key(sha256))
        except FileNotFoundError:
            return False
        return True

    def open(self, sha256: str) -> StoredContent:
        """Open the ciphertext of a digest.

        Raises:
            FileNotFoundError: It is not held.
            OSError: The storage does not give it.
        """
        with _asked():
            reader = obstore.open_reader(self._store, self._key(sha256), buffer_size=_AT_ONCE)
        return StoredContent(cast("IO[bytes]", _Object(reader)), reader.size)

    def begin(self, sha256: str) -> Path:
        """Return where a new file may be written that `keep` takes then."""
        checked_digest(sha256)
        make_folder(self._outgoing)
        return new_name(self._outgoing)

    def keep(self, path: Path, sha256: str) -> None:
        """Send a file that is whole.

        Raises:
            OSError: The storage does not take it, or has another size of it then.
        """
        key, size = self._key(sha256), path.stat().st_size
        with _asked():
            obstore.put(self._store, key, path)
            if obstore.head(self._store, key)["size"] != size:
                obstore.delete(self._store, key)
                raise OSError(errno.EIO, "the storage has not taken a document whole")
        path.unlink()

    def remove(self, sha256: str) -> None:
        """Remove contents, and with them the key that opens them."""
        with _asked():
            obstore.delete(self._store, self._key(sha256))

    def digests(self) -> Iterator[str]:
        """Yield the digests of all that is held."""
        with _asked():
            for page in obstore.list(self._store, self._prefix):
                yield from (each["path"].rpartition("/")[2] for each in page)

    def begun(self) -> Iterator[Path]:
        """Yield the files that were begun and not sent."""
        return (each for each in listed(self._outgoing) if each.name.startswith(NEW))

    def _key(self, sha256: str) -> str:
        return f"{self._prefix}{checked_digest(sha256)[:_FIRST_DIGITS]}/{sha256}"


class _Object(io.RawIOBase):
    """An object as a file that can be read from any place."""

    def __init__(self, reader: obstore.ReadableFile) -> None:
        self._reader = reader

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, count: int = -1) -> bytes:
        with _asked():
            return bytes(self._reader.read(count if count >= 0 else None))

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with _asked():
            return self._reader.seek(offset, whence)

    def tell(self) -> int:
        return self.seek(0, io.SEEK_CUR)


@contextmanager
def _asked() -> Iterator[None]:
    """Say an error of the storage in our words.

    Raises:
        FileNotFoundError: There is no such object.
        OSError: Anything else.
    """
    try:
        yield
    except FileNotFoundError:
        raise FileNotFoundError(errno.ENOENT, "the storage has no such object") from None
    except (PermissionDeniedError, UnauthenticatedError, PermissionError):
        raise OSError(errno.EACCES, "the storage refuses the access key of the node") from None
    except BaseError:
        raise OSError(errno.EIO, "the storage does not answer") from None
