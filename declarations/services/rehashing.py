"""Moving every keyed hash to a new key: prepared beside the running portal, put in force at one stroke."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import partial
from hashlib import sha256
from logging import getLogger
from zlib import decompress

from declarations.messages.reading import ParsedDocument, Unreadable, read_message
from declarations.models import InboxMessage
from declarations.services.storing import digest_of
from declarations.sets import rehashing as sets
from declarations.sets.loading import personal_of
from declarations.sets.shapes import SHAPES, Shape, person_key
from kernel import files
from kernel.models import File
from kernel.orm.keys import (
    hash_proof,
    hashing_as,
    personal_hash,
    put_hash_version_in_force,
    rotation_target,
    unseal,
)
from kernel.orm.tx import intention

CHUNK = 500
log = getLogger(__name__)
Pairs = dict[bytes, bytes]
# Table, column, and what makes the new hashes of the rows with some ids.
Source = tuple[str, str, Callable[[Sequence[int]], Pairs]]


def rotate_hash(*, at: datetime, chunk: int = CHUNK) -> int | None:
    """Hash everything anew under the last version of PORTAL_HASH_KEY; that version, None if in force.

    Documents never change, so what their hashes become is prepared in chunks while the portal works
    on with the old version. Then one transaction stops the writers, prepares what came meanwhile,
    writes all new hashes and puts the version in force. Killed before that, the old version is in
    force and the next run keeps what was prepared. The old key itself is not needed.

    Raises:
        Conflict: another rotation runs, or the writers did not stop in time.
        ImproperlyConfigured: the last version is older than the one in force.
        IntegrityError: there is a hash that belongs to no document.
    """
    version = rotation_target()
    if version is None:
        return None
    with sets.one_rotation(), hashing_as(version):
        with intention():
            sets.open_pairs(hash_proof(version))
        for source in _sources():
            _prepare(source, chunk=chunk, scope=intention)
            log.info("%s.%s is prepared", *source[:2])
        with intention():
            sets.lock_hashes()
            for source in _sources():
                _prepare(source, chunk=chunk, scope=nullcontext)
            sets.swap_hashes(version)
            put_hash_version_in_force(version, at=at)
    return version


def _prepare(source: Source, *, chunk: int, scope: Callable[[], AbstractContextManager[None]]) -> None:
    """Add the missing pairs of one source, each chunk in a ``scope`` of its own."""
    table, column, remake = source
    last = 0
    while True:
        with scope():
            ids = sets.unprepared(table, column=column, after=last, limit=chunk)
            if not ids:
                return
            sets.add_pairs(remake(ids))
        last = ids[-1]


def _sources() -> Iterator[Source]:
    for shape in SHAPES.values():
        table = shape.model._meta.db_table
        yield table, "digest", partial(_digests, shape)
        if shape.person:
            column = "payer_key" if shape.kind == 411 else "buyer_key"
            yield table, column, partial(_persons, shape, column)
    yield InboxMessage._meta.db_table, "digest", _messages
    yield File._meta.db_table, "fingerprint", _files


def _persons(shape: Shape, column: str, ids: Sequence[int]) -> Pairs:
    rows = shape.model._default_manager.filter(pk__in=ids).values_list("pk", "personal", column)
    return {
        bytes(old): person_key(personal_of(shape.model, row_id=pk, blob=blob).get(shape.person, ""))
        for pk, blob, old in rows
    }


def _digests(shape: Shape, ids: Sequence[int]) -> Pairs:
    """Digests of documents, made again from the messages they came in."""
    rows = shape.model._default_manager.filter(pk__in=ids).values_list("inbox_id", "position", "digest")
    messages = InboxMessage.objects.filter(pk__in={row[0] for row in rows}).only("raw", "tolerant")
    said = {
        (message.pk, document.index): digest_of(document.head, lines=document.lines)
        for message in messages.iterator(chunk_size=20)
        for document in _documents(message)
        if document.code == shape.code
    }
    return {bytes(old): said.get((inbox, n)) or _lost(bytes(old), inbox, n) for inbox, n, old in rows}


def _documents(message: InboxMessage) -> tuple[ParsedDocument, ...]:
    try:
        return read_message(_raw(message), tolerant=message.tolerant).documents
    except Unreadable:
        return ()


def _lost(old: bytes, inbox_id: int, position: int) -> bytes:
    """A hash that nothing else equals, for a document that today's reader no longer finds."""
    log.warning(
        "document %s of message %s is unreadable now: repeated it counts as changed", position, inbox_id
    )
    return personal_hash(old.hex())


def _messages(ids: Sequence[int]) -> Pairs:
    rows = InboxMessage.objects.filter(pk__in=ids).only("raw", "digest")
    return {bytes(m.digest): personal_hash(_raw(m).decode("latin-1")) for m in rows.iterator(chunk_size=20)}


def _raw(message: InboxMessage) -> bytes:
    return decompress(unseal(bytes(message.raw), table=InboxMessage._meta.db_table, row_id=message.pk))


def _files(ids: Sequence[int]) -> Pairs:
    pairs = {}
    for file in File.objects.filter(pk__in=ids):
        content = sha256()
        for piece in files.read(file):
            content.update(piece)
        pairs[bytes(file.fingerprint)] = personal_hash(content.hexdigest())
    return pairs
