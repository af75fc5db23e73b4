"""The upload page: who may, what it takes and says, and the page that shows how far it is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from declarations.models import Order, Upload
from declarations.services import uploads
from declarations.views import upload as views
from enterprises.models import User
from tests.declarations.services.test_uploads import zipped
from tests.office import AT, changed, purchase, raw

URL = "/declarations/upload/"


@pytest.fixture(autouse=True)
def _english(settings):
    settings.PORTAL_DEMO = True  # officers without a second factor


def browser(name, *, language="en", **options):
    user = User.objects.get(email=f"{name}@demo.example")
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client(**options)
    client.force_login(User.objects.get(pk=user.pk))
    return client


def post(client, *given, **options):
    """Upload (name, bytes) as a browser does."""
    return client.post(URL, {"files": [SimpleUploadedFile(*one) for one in given]}, **options)


def received(number):
    upload = Upload.objects.get(number=number)
    while uploads.receive_upload(upload.pk, at=AT):
        pass


def test_files_go_in_and_the_page_shows_each_outcome(office):
    client = browser("shop")
    answer = post(
        client,
        ("good.xml", raw("311", purchase(1), purchase(2))),
        ("wrong.xml", raw("311", changed(purchase(3), "311", buyerIdNumber="430102197001010000"))),
        ("day.zip", zipped(("inside.xml", raw("311", purchase(4))), ("photo.png", b"\x89PNG"))),
        ("empty.xml", b""),
    )
    number = Upload.objects.get().number
    assert answer.status_code == 302 and answer.url == f"{URL}{number}/"

    waiting = client.get(answer.url).content.decode()
    assert 'hx-trigger="every 1s"' in waiting and "1 of 5" in waiting and "empty.xml is empty." in waiting
    received(number)
    page = client.get(answer.url).content.decode()
    assert "every 1s" not in page and "5 of 5" in page
    states = [part.split('"')[0] for part in page.split('data-state="')[1:]]
    assert states == ["taken", "refused", "taken", "problem", "problem"]
    assert "Documents stored: 2" in page and "Documents stored: 1" in page
    assert "day.zip/photo.png is neither an XML message nor a zip archive" in page
    assert "buyerIdNumber" in page and 'class="finding finding-refuse"' in page
    faulty = client.get(answer.url, {"only": "faulty"}).content.decode()
    assert [part.split('"')[0] for part in faulty.split('data-state="')[1:]] == [
        "refused",
        "problem",
        "problem",
    ]
    assert 'Not received whole<span class="count num">3' in page
    fragment = client.get(answer.url, headers={"HX-Request": "true", "HX-Target": "upload-state"})
    assert fragment.content.decode().lstrip().startswith("<section") and b"data-announce" in fragment.content
    assert number in client.get(URL).content.decode()
    assert Order.objects.count() == 3


def test_the_same_files_again_say_so(office):
    client = browser("shop")
    for state in ("taken", "repeated"):
        url = post(client, ("good.xml", raw("311", purchase(1)))).url
        received(url.split("/")[-2])
        assert f'data-state="{state}"' in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "Choose at least one file."),
        ([("a.txt", b"hello")], "a.txt is neither an XML message nor a zip archive"),
        ([("a.zip", b"PK\x03\x04...")], "a.zip is a zip archive that cannot be opened"),
        ([(f"{n}.xml", b"<x/>") for n in range(101)], "More than 100 files were chosen"),
    ],
    ids=["none", "text", "broken", "many"],
)
def test_nothing_to_receive_is_said_beside_the_field(office, given, words):
    page = post(browser("shop"), *given)
    assert page.status_code == 422
    text = page.content.decode()
    assert words in text[text.index("data-error-summary") :]
    assert words in text[text.index('id="files_error"') :][:300]
    assert 'href="#files"' in text
    assert not Upload.objects.exists()


def test_too_much_is_refused_before_it_is_read(office, monkeypatch):
    monkeypatch.setattr(views, "_take", None)
    page = post(browser("shop"), ("a.xml", b"<" + b"x" * 52_500_000))
    assert page.status_code == 413
    assert "at most 52428800 bytes are taken at once" in page.content.decode()
    assert not Upload.objects.exists()


def test_only_people_of_a_firm_and_only_their_own(office):
    post(browser("shop"), ("a.xml", raw("311", purchase(1))))
    progress = reverse("declarations:upload_progress", args=[Upload.objects.get().number])
    for url in (URL, progress):
        assert Client().get(url).status_code == 302
        assert browser("officer").get(url).status_code == 403
    assert post(browser("officer"), ("a.xml", raw("311", purchase(2)))).status_code == 403
    stranger = browser("pay")
    assert stranger.get(progress).status_code == 404
    assert stranger.get(f"{URL}U20260512999999/").status_code == 404
    assert stranger.get(f"{URL}nonsense/").status_code == 404
    assert Upload.objects.get().number not in stranger.get(URL).content.decode()
    assert Upload.objects.count() == 1


def test_a_strange_site_cannot_upload(office):
    client = browser("shop", enforce_csrf_checks=True)
    assert post(client, ("a.xml", raw("311", purchase(1)))).status_code == 403
    assert not Upload.objects.exists()
    token = client.get(URL).content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    data = {"files": SimpleUploadedFile("a.xml", raw("311", purchase(1))), "csrfmiddlewaretoken": token}
    assert client.post(URL, data).status_code == 302


def test_large_files_never_touch_the_disk(office, monkeypatch):
    def disk(*args, **kwargs):
        raise AssertionError("a temporary file was opened")

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryUploadedFile", disk)
    padding = b"<!-- " + b"x" * 4_000_000 + b" -->"
    assert post(browser("shop"), ("a.xml", raw("311", purchase(1)) + padding)).status_code == 302


def test_queries_do_not_grow_with_the_files(office, django_assert_max_num_queries):
    client = browser("shop")
    counts = []
    for files in (1, 12):
        url = post(client, *((f"{n}.xml", raw("311", purchase(files * 100 + n))) for n in range(files))).url
        received(url.split("/")[-2])
        client.get(url)
        with django_assert_max_num_queries(30) as seen:
            client.get(url)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_pages_speak_chinese(office):
    client = browser("shop", language="zh-hans")
    assert "上传报文" in client.get(URL).content.decode()
    page = post(client, ("a.xml", b"")).content.decode()
    assert "a.xml 是空文件。" in page
    url = post(client, ("a.xml", raw("311", purchase(1)))).url
    text = client.get(url).content.decode()
    assert "正在接收文件" in text and "0 / 1" in text
