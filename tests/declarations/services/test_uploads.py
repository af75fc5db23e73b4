"""Uploads: what is taken, what is told, each file once, resumable and never fooled by an archive."""

import struct
import tracemalloc
from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import OperationalError, connection

from declarations.models import InboxMessage, Order, Outcome, Receipt, Upload, UploadPart
from declarations.permissions import NOT_A_FIRM
from declarations.rules.uploads import Limits, judge_file, read_entry
from declarations.selectors import uploads as found
from declarations.services import uploads
from declarations.services.uploads import Given, receive_upload, sweep_uploads, take_upload
from declarations.tasks import receive_upload as receive_task
from enterprises.models import Membership
from kernel.files import read
from kernel.models.files import File, FileChunk
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import BUSY
from tests.office import AT, changed, purchase, raw

LATER = AT + timedelta(seconds=5)


def zipped(*entries, method=ZIP_DEFLATED):
    """A zip archive of (name, bytes)."""
    made = BytesIO()
    with ZipFile(made, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return made.getvalue()


def take(office, *given, who="shop"):
    """Upload (name, bytes) as one of the firms."""
    return take_upload([Given(*one) for one in given], actor=getattr(office, who), at=AT)


def refusal(office, *given):
    """The rule codes of a refused upload; nothing may have been kept."""
    with pytest.raises(Refused) as refused:
        take(office, *given)
    assert not Upload.objects.exists() and not File.objects.exists()
    return [v.rule.code for v in refused.value.violations]


def run(upload):
    """Receive until nothing more is done."""
    while receive_upload(upload.pk, at=LATER):
        pass
    upload.refresh_from_db()
    return upload


def rows_of(upload):
    """(name, state) of each part."""
    rows = found.part_rows(list(found.parts_of(upload).order_by("position")))
    return [(row.part.name, row.state) for row in rows]


def problems_of(upload):
    """Rule code of each problem by the name of the file, which the sentence names."""
    rows = found.part_rows(list(found.parts_of(upload).order_by("position")))
    assert all(row.part.name in row.problem.sentence for row in rows if row.problem)
    return {row.part.name: row.problem.code for row in rows if row.problem}


def test_files_are_kept_sealed_and_received_one_by_one(office):
    order, nonsense = raw("311", purchase(1)), b"<no order"
    upload = take(office, ("a.xml", order), ("b.xml", nonsense))
    assert b"".join(read(upload.parts.get(position=1).file)) == order
    assert not any(b"orderNo" in bytes(c.sealed) for c in FileChunk.objects.all())
    assert rows_of(upload) == [("a.xml", "waiting"), ("b.xml", "waiting")]
    assert receive_upload(upload.pk, at=LATER) == 2
    assert rows_of(run(upload)) == [("a.xml", "taken"), ("b.xml", "refused")]
    assert upload.finished_at == LATER
    assert set(InboxMessage.objects.values_list("channel", flat=True)) == {"file"}
    assert Order.objects.count() == 1 and Receipt.objects.filter(code="900").count() == 1
    row = found.part_rows([upload.parts.get(position=2)])[0]
    assert [f.code for f in row.findings] == ["XML-01"]


def test_an_archive_is_received_entry_by_entry(office):
    archive = zipped(
        ("one/a.xml", raw("311", purchase(1))),
        ("two/a.xml", raw("311", purchase(2), purchase(3))),
        ("__MACOSX/one/._a.xml", b"litter"),
        ("empty/", b""),
    )
    upload = take(office, ("day.zip", archive), ("b.xml", raw("311", purchase(4))))
    assert [p.file_id for p in upload.parts.order_by("position")][:2] == [File.objects.first().pk] * 2
    assert rows_of(run(upload)) == [
        ("day.zip/one/a.xml", "taken"), ("day.zip/two/a.xml", "taken"), ("b.xml", "taken"),
    ]  # fmt: skip
    assert Order.objects.count() == 4


def test_what_a_file_is_its_content_says(office):
    order = raw("311", purchase(1))
    pages = {
        "order.zip": order,
        "archive.xml": zipped(("x.txt", order)),
        "mark.xml": b"\xef\xbb\xbf\r\n" + order,
        "utf16.xml": order.decode().encode("utf-16"),
        "photo.xml": b"\x89PNG\r\n\x1a\n",
        "notes.txt": "单证".encode(),
        "empty.xml": b"",
        "blank.xml": b" \r\n\t",
        "broken.zip": zipped(("x.xml", order))[:-30],
    }
    upload = run(take(office, *pages.items()))
    assert problems_of(upload) == {
        "photo.xml": "UPL-05", "notes.txt": "UPL-05", "empty.xml": "UPL-04", "blank.xml": "UPL-04",
        "broken.zip": "UPL-07",
    }  # fmt: skip
    assert {name for name, state in rows_of(upload) if state == "taken"} >= {"order.zip"}
    kept = File.objects.exclude(size=0).values_list("name", flat=True)
    assert set(kept) == {"order.zip", "archive.xml", "mark.xml", "utf16.xml"}, "what is refused is not kept"


def test_entries_that_cannot_be_received_are_named(office):
    order = raw("311", purchase(1))
    mixed = BytesIO()
    with ZipFile(mixed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("good.xml", order)
        archive.writestr("inner.zip", zipped(("x.xml", order)))
        archive.writestr("picture.png", b"\x89PNG")
        archive.writestr("nothing.xml", b"")
        archive.writestr(ZipInfo("odd.xml"), order, ZIP_BZIP2)
        archive.writestr("damaged.xml", b"<" + b"abcdefgh" * 40, compress_type=0)
    data = mixed.getvalue().replace(b"abcdefgh", b"abcdefgX", 1)
    upload = run(take(office, ("m.zip", data)))
    assert problems_of(upload) == {
        "m.zip/inner.zip": "UPL-11", "m.zip/picture.png": "UPL-05", "m.zip/nothing.xml": "UPL-04",
        "m.zip/odd.xml": "UPL-12", "m.zip/damaged.xml": "UPL-12",
    }  # fmt: skip
    assert Order.objects.count() == 1


def test_an_entry_with_a_password_is_named(office):
    data = bytearray(zipped(("a.xml", raw("311", purchase(1)))))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert problems_of(run(take(office, ("p.zip", bytes(data))))) == {"p.zip/a.xml": "UPL-12"}


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ([], ["UPL-01"]),
        ([("a.xml", b"")], ["UPL-04"]),
        ([("a.xml", b"x"), ("b.zip", b"PK\x03\x04 and more")], ["UPL-05", "UPL-07"]),
        ([("z.zip", zipped())], ["UPL-10"]),
        ([("bomb.zip", zipped(("a.xml", b" " * 3_000_000)))], ["UPL-09"]),
        ([("many.zip", zipped(*((f"{n}.xml", b"<x/>") for n in range(2001))))], ["UPL-08"]),
        ([(f"{n}.xml", b"<x/>") for n in range(101)], ["UPL-02"]),
        ([("big.xml", b"<" * 52_428_801)], ["UPL-03"]),
    ],
    ids=["none", "empty", "neither", "no files", "bomb", "many entries", "many files", "large"],
)
def test_an_upload_of_which_nothing_can_be_received_is_refused_whole(office, given, codes):
    assert refusal(office, *given) == codes


def test_a_message_larger_than_allowed_is_named(office):
    huge = b"<" + b"x" * 10_485_760
    archive = zipped(("a.xml", huge + bytes(range(256)) * 4000), ("b.xml", raw("311", purchase(1))), method=0)
    upload = run(take(office, ("h.xml", huge), ("h.zip", archive)))
    assert problems_of(upload) == {"h.xml": "UPL-06", "h.zip/a.xml": "UPL-06"}


def test_an_archive_that_lies_about_sizes_is_not_unpacked():
    """The directory says ten bytes, the entry would grow to 64 MB: no more than a message is unpacked."""
    data = bytearray(zipped(("a.xml", b"<" + b"x" * 67_108_864)))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    limits = Limits(10_000_000, 10, 10, 100, message_bytes=4096)
    assert judge_file(bytes(data), name="bomb.zip", limits=limits) == ()
    tracemalloc.start()
    try:
        content, faults = read_entry(bytes(data), index=0, name="a.xml", limits=limits)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert content == b"" and [v.rule.code for v in faults] == ["UPL-12"]
    assert peak < 2_000_000


def test_names_are_made_safe(office):
    order = raw("311", purchase(1))
    odd = ZipInfo("x.xml")
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name in ("../../etc/passwd", "/root/a.xml", "a\u202egpj.xml", "订单.xml"):
            archive.writestr(name, order)
        odd.filename = "XXXX.xml"
        archive.writestr(odd, order)
    data = made.getvalue().replace(b"XXXX.xml", "订单".encode("gbk") + b".xml")
    upload = take(office, ("C:\\temp\\../日报\x00.zip", data))
    inside = ("etc/passwd", "root/a.xml", "agpj.xml", "订单.xml", "订单.xml")
    assert [name for name, _ in rows_of(upload)] == [f"日报.zip/{name}" for name in inside]


def test_only_people_of_a_firm_upload(office):
    with pytest.raises(Refused) as refused:
        take(office, ("a.xml", raw("311", purchase(1))), who="officer")
    assert [v.rule.code for v in refused.value.violations] == [NOT_A_FIRM.code]
    assert not Upload.objects.exists()


def test_run_twice_changes_nothing_and_a_file_sent_again_says_so(office):
    wrong = changed(purchase(2), "311", buyerIdNumber="430102197001010000")
    given = [("a.xml", raw("311", purchase(1))), ("b.xml", raw("311", wrong)), ("c.xml", b"<x/>")]
    upload = run(take(office, *given))
    before = _counts()
    assert receive_upload(upload.pk, at=LATER) == 0 and receive_task(upload.pk) == 0
    assert _counts() == before
    again = run(take(office, given[0]))
    assert rows_of(again) == [("a.xml", "repeated")]
    assert _counts() == before


def _counts():
    return [model.objects.count() for model in (InboxMessage, Order, Outcome, Receipt)]


def test_killed_in_the_middle_it_goes_on(office, monkeypatch):
    """The worker dies while it writes the second file: that is undone; the first is not done again."""
    upload = take(office, *((f"{n}.xml", raw("311", purchase(n))) for n in range(3)))

    class Killed(BaseException):
        pass

    finish, calls = uploads._finish, []

    def dying(part, run, **said):
        finish(part, run, **said)
        calls.append(part.position)
        if part.position == 2:
            raise Killed

    monkeypatch.setattr(uploads, "_finish", dying)
    with pytest.raises(Killed):
        receive_upload(upload.pk, at=LATER)
    assert Order.objects.count() == InboxMessage.objects.count() == 1
    assert [state for _, state in rows_of(upload)] == ["taken", "waiting", "waiting"]
    monkeypatch.undo()
    run(upload)
    assert calls == [1, 2]
    assert Order.objects.count() == InboxMessage.objects.count() == Receipt.objects.count() == 3
    assert upload.finished_at == LATER


class Gone(BaseException):
    """The worker was killed."""


@pytest.mark.parametrize("end", [SoftTimeLimitExceeded, MemoryError, Gone])
def test_a_part_that_ends_its_worker_again_and_again_is_given_up(office, monkeypatch, end):
    upload = take(office, ("a.xml", raw("311", purchase(1))), ("b.xml", raw("311", purchase(2))))
    receive, began = uploads.receive_messages, []

    def deadly(raws, **kwargs):
        if raws == [raw("311", purchase(1))]:
            began.append(end)
            raise end
        return receive(raws, **kwargs)

    monkeypatch.setattr(uploads, "receive_messages", deadly)
    for _ in range(3):
        with pytest.raises(end):
            receive_upload(upload.pk, at=LATER)
        assert rows_of(upload) == [("a.xml", "waiting"), ("b.xml", "waiting")]
    assert problems_of(run(upload)) == {"a.xml": "UPL-15"}
    assert rows_of(upload)[1] == ("b.xml", "taken") and len(began) == 3
    assert upload.finished_at == LATER


def test_waiting_for_others_is_no_attempt(office, monkeypatch):
    upload = take(office, ("a.xml", raw("311", purchase(1))))
    faults = [Conflict(Violation(BUSY))] * 5 + [OperationalError("gone")] * 5

    def failing(*args, **kwargs):
        raise faults.pop()

    monkeypatch.setattr(uploads, "receive_messages", failing)
    for _ in range(5):
        with pytest.raises(OperationalError):
            receive_upload(upload.pk, at=LATER)
    for _ in range(5):
        assert receive_upload(upload.pk, at=LATER) == 0
    monkeypatch.undo()
    assert rows_of(run(upload)) == [("a.xml", "taken")]


def test_a_lost_database_leaves_the_part_and_a_fault_is_told(office, monkeypatch):
    upload = take(office, ("a.xml", raw("311", purchase(1))))
    faults = [Conflict(Violation(BUSY)), OperationalError("gone"), LookupError("a fault of ours")]

    def failing(*args, **kwargs):
        raise faults.pop(0)

    monkeypatch.setattr(uploads, "receive_messages", failing)
    assert receive_upload(upload.pk, at=LATER) == 0, "busy: it waits for the sweep"
    with pytest.raises(OperationalError):
        receive_upload(upload.pk, at=LATER)
    assert rows_of(upload) == [("a.xml", "waiting")]
    assert problems_of(run(upload)) == {"a.xml": "UPL-13"}
    assert upload.finished_at == LATER


def test_whoever_left_the_firm_sends_nothing(office):
    upload = take(office, ("a.xml", raw("311", purchase(1))))
    Membership.objects.filter(user_id=office.shop.user_id).update(ended_at=AT)
    assert problems_of(run(upload)) == {"a.xml": "UPL-14"}
    assert not Order.objects.exists()


def test_long_uploads_go_slice_by_slice_and_the_sweep_finds_what_stands_still(
    office, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(
        "celery.current_app.send_task", lambda task, args, queue, **_: sent.append((task, *args, queue))
    )
    monkeypatch.setattr(uploads, "SLICE", 2)
    with django_capture_on_commit_callbacks(execute=True):
        upload = take(office, *((f"{n}.xml", raw("311", purchase(n))) for n in range(3)))
    call = (uploads.RECEIVE_TASK, upload.pk, "bulk")
    assert sent == [call]
    with django_capture_on_commit_callbacks(execute=True):
        assert receive_upload(upload.pk, at=LATER) == 2
    assert sent == [call] * 2
    assert sweep_uploads(at=LATER + timedelta(seconds=59)) == 0, "something happened within the minute"
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_uploads(at=LATER + timedelta(seconds=61)) == 1
    assert sent == [call] * 3
    run(upload)
    assert sweep_uploads(at=LATER + timedelta(hours=1)) == 0


def test_two_workers_do_every_file_once(committed_office):
    """Both run over the same upload; files that are refused are not received twice either."""
    wrong = [changed(purchase(n), "311", buyerIdNumber="430102197001010000") for n in range(4)]
    upload = take(committed_office, *((f"{n}.xml", raw("311", one)) for n, one in enumerate(wrong)))
    start, done = Barrier(2), []

    def work():
        try:
            start.wait()
            for _ in range(6):
                done.append(receive_upload(upload.pk, at=LATER))
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 4
    assert InboxMessage.objects.count() == Outcome.objects.count() == Receipt.objects.count() == 4
    assert UploadPart.objects.exclude(finished_at=None).values("inbox_id").distinct().count() == 4
    assert not Upload.objects.filter(finished_at=None).exists()
