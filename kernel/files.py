"""Files that people hand in: encrypted chunks in the database, so that every host sees them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from kernel.crypto import Undecipherable
from kernel.models.files import File, FileChunk
from kernel.orm.keys import personal_hash, seal, unseal
from kernel.orm.tx import require_transaction
from kernel.refusal import Refused, Violation
from kernel.rules import FILE_TOO_LARGE

CHUNK_BYTES = 256 * 1024
_NAME_LENGTH = 200
_TYPE_LENGTH = 100


def store(
    data: Iterable[bytes],
    *,
    name: str,
    content_type: str,
    owner_firm_id: int | None,
    owner_user_id: int | None,
    at: datetime,
    max_bytes: int,
) -> File:
    """Store the bytes of ``data`` (pieces of any size) as one encrypted file. A step.

    Raises:
        Refused: more than ``max_bytes``; roll back, nothing is kept.
        RuntimeError: no intention is open.
    """
    require_transaction()
    file = File.objects.create(
        number=token_urlsafe(16),
        name=safe_name(name),
        content_type=content_type[:_TYPE_LENGTH],
        size=0,
        fingerprint=b"",
        chunk_count=0,
        owner_firm_id=owner_firm_id,
        owner_user_id=owner_user_id,
        stored_at=at,
    )
    digest = sha256()
    for chunk in _chunks(data):
        file.size += len(chunk)
        if file.size > max_bytes:
            raise Refused(Violation(FILE_TOO_LARGE, args=(("limit", str(max_bytes)),)))
        digest.update(chunk)
        sealed = seal(chunk, table=_place(file.chunk_count), row_id=file.pk)
        FileChunk.objects.create(file=file, position=file.chunk_count, sealed=sealed)
        file.chunk_count += 1
    file.fingerprint = personal_hash(digest.hexdigest())
    file.save(update_fields=["size", "fingerprint", "chunk_count"])
    return file


def read(file: File) -> Iterator[bytes]:
    """The file's bytes, chunk by chunk.

    Raises:
        Undecipherable: a chunk is missing, altered or in another's place.
    """
    for position in range(file.chunk_count):
        sealed = file.chunks.filter(position=position).values_list("sealed", flat=True).first()
        if sealed is None:
            raise Undecipherable(f"chunk {position} of file {file.number} is missing")
        yield unseal(bytes(sealed), table=_place(position), row_id=file.pk)


def safe_name(name: str) -> str:
    """The last part of a path, without control characters, short enough to store; never empty."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(character for character in last if character.isprintable()).strip()
    return clean[-_NAME_LENGTH:] or "file"


def _place(position: int) -> str:
    return f"kernel_filechunk[{position}]"


def _chunks(data: Iterable[bytes]) -> Iterator[bytes]:
    """``data`` cut anew into pieces of CHUNK_BYTES; only the last is shorter."""
    waiting = bytearray()
    for piece in data:
        waiting += piece
        while len(waiting) >= CHUNK_BYTES:
            yield bytes(waiting[:CHUNK_BYTES])
            del waiting[:CHUNK_BYTES]
    if waiting:
        yield bytes(waiting)
