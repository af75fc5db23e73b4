"""What may be attached: the bytes say it, not the name."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from enterprises.rules import attachments as law
from enterprises.rules.attachments import Given, Limits

LIMITS = Limits(max_bytes=100, max_count=2, day_bytes=150)


def archive(*names: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return file.getvalue()


BOOK = archive("[Content_Types].xml", "xl/workbook.xml")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", law.PDF),
        (b"\x89PNG\r\n\x1a\n...", law.PNG),
        (b"\xff\xd8\xff\xe0...", law.JPEG),
        (BOOK, law.XLSX),
        ("说明\r\n第二行".encode(), law.TEXT),
        (b"\xef\xbb\xbfwith a mark", law.TEXT),
        (archive("a.txt"), ""),
        (archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), ""),
        (BOOK[:40], ""),
        (b"MZ\x90\x00", ""),
        ("说明".encode("gbk"), ""),
        (b"a\x00b", ""),
        ("全角\u3000空格\t与制表符".encode(), law.TEXT),
        ("a\x85b".encode(), ""),
        ("turned \u202e round".encode(), ""),
    ],
)
def test_the_bytes_say_what_it_is(data, kind):
    assert law.content_type(data) == kind


def test_all_faults_are_said():
    given = [Given("a.pdf", b"%PDF-" + b"x" * 100), Given("b.exe", b"MZ\x90\x00"), Given("c.txt", b"")]
    found = [one for file in given for one in law.judge_one(file, limits=LIMITS)]
    assert [(one.rule.code, dict(one.args).get("name")) for one in found] == [
        ("ATT-02", "a.pdf"), ("ATT-01", "b.exe"), ("ATT-04", "c.txt"),
    ]  # fmt: skip
    assert law.judge_one(Given("d.txt", b"a"), limits=LIMITS) == ()


def test_those_there_already_count():
    assert law.judge_count(1, already=1, limits=LIMITS) == ()
    (one,) = law.judge_count(1, already=2, limits=LIMITS)
    assert one.rule.code == "ATT-03"


def test_a_day_is_bounded():
    assert law.judge_day(150, limits=LIMITS) == ()
    (one,) = law.judge_day(151, limits=LIMITS)
    assert (one.rule.code, dict(one.args)) == ("ATT-06", {"limit": "150"})
