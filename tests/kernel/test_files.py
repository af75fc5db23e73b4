"""Files come back byte for byte, are bounded, and lie encrypted."""

from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from kernel.crypto import Undecipherable
from kernel.files import CHUNK_BYTES, read, safe_name, store
from kernel.models import File, FileChunk
from kernel.orm.tx import intention
from kernel.refusal import Refused

AT = datetime(2026, 10, 1, tzinfo=UTC)


def put(data: bytes, *, piece: int = 1000, **more: Any) -> File:
    options: dict[str, Any] = {
        "name": "invoice.pdf",
        "content_type": "application/pdf",
        "owner_firm_id": 3,
        "owner_user_id": 4,
        "at": AT,
        "max_bytes": 1_000_000,
    }
    with intention():
        return store((data[i : i + piece] for i in range(0, len(data), piece)), **(options | more))


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES + 5])
def test_a_file_reads_back(db: None, size: int) -> None:
    data = Random(size).randbytes(size)
    file = File.objects.get(pk=put(data).pk)
    chunks = list(read(file))
    assert b"".join(chunks) == data and all(len(chunk) <= CHUNK_BYTES for chunk in chunks)
    assert (file.size, file.chunk_count, file.chunks.count()) == (size, len(chunks), len(chunks))
    assert (file.owner_firm_id, file.owner_user_id, file.stored_at) == (3, 4, AT)
    assert len(file.number) >= 20


def test_what_lies_in_the_table_is_not_the_content(db: None) -> None:
    put(b"430102199001011234" * 50)
    assert b"430102199001011234" not in bytes(FileChunk.objects.get().sealed)


def test_equal_files_have_equal_fingerprints_and_numbers_of_their_own(db: None) -> None:
    one, two, other = put(b"abc"), put(b"abc", piece=1), put(b"abd")
    assert one.fingerprint == two.fingerprint != other.fingerprint
    assert one.number != two.number


def test_a_file_above_the_limit_is_refused_before_it_is_read_to_its_end(db: None) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield bytes(100_000)

    with pytest.raises(Refused, match="larger than the 600000 bytes"), intention():
        store(
            endless(),
            name="x",
            content_type="x",
            owner_firm_id=None,
            owner_user_id=None,
            at=AT,
            max_bytes=600_000,
        )
    assert not File.objects.exists() and not FileChunk.objects.exists()
    assert put(bytes(600_000), max_bytes=600_000).size == 600_000


def test_swapped_altered_and_missing_chunks_refuse(db: None) -> None:
    file = put(bytes(2 * CHUNK_BYTES))
    first, second = FileChunk.objects.order_by("position")
    FileChunk.objects.filter(pk=first.pk).update(sealed=second.sealed)
    with pytest.raises(Undecipherable):
        list(read(file))
    FileChunk.objects.filter(pk=first.pk).update(sealed=first.sealed)
    second.delete()
    with pytest.raises(Undecipherable, match=r"chunk 1 .* is missing"):
        list(read(file))


def test_storing_needs_an_intention(db: None) -> None:
    with pytest.raises(RuntimeError):
        store([], name="x", content_type="", owner_firm_id=None, owner_user_id=None, at=AT, max_bytes=1)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("发票.pdf", "发票.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.xml", "a.xml"),
        ("a\r\nb\0.xml", "ab.xml"),
        ("", "file"),
        ("/", "file"),
        ("x" * 300 + ".xml", "x" * 196 + ".xml"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe
