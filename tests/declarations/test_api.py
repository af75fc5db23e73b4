"""The machine doors: a token in, XML in, XML receipts out, resumable."""

import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.core.management import call_command
from django.core.management.base import CommandError
from lxml import etree

from declarations.api import TokenThrottle
from declarations.messages.reading import read_message
from declarations.models import InboxMessage, Order, Receipt
from enterprises.models import Firm
from enterprises.services.tokens import make_token
from kernel.orm.feeds import Cursor
from tests.office import AT, PARTIES, purchase, raw

CEB = "{http://www.chinaport.gov.cn/ceb}"


def bearer(actor) -> dict[str, str]:
    """The header of a fresh token of the actor's firm."""
    made = make_token(actor=actor, name="test", at=AT)
    return {"Authorization": f"Bearer {made.raw}"}


def post(client, body: bytes, headers: dict[str, str]):
    """Send one message."""
    return client.post("/api/v1/ceb/messages", body, content_type="application/xml", headers=headers)


def test_a_message_is_answered_at_once_and_by_receipts(committed_office, client):
    """202 with the outcome of each document; the receipt follows in the feed and parses strictly."""
    headers = bearer(committed_office.shop)
    answer = client.post(
        "/api/v1/ceb/messages",
        raw("311", purchase(1), purchase(2)),
        content_type="application/xml",
        headers=headers,
    )
    assert answer.status_code == 202, answer.content
    said = answer.json()
    assert [d["outcome"] for d in said["documents"]] == ["stored", "stored"] and said["repeated"] is False

    feed = client.get("/api/v1/ceb/receipts", headers=headers)
    document = etree.fromstring(feed.content)
    assert [child.tag for child in document] == [f"{CEB}CEB312Message"] * 2
    assert [
        read_message(etree.tostring(child), tolerant=False).documents[0].head["returnStatus"]
        for child in document
    ] == ["120"] * 2
    assert (
        client.get("/api/v1/ceb/receipts", {"after": document.get("next")}, headers=headers).content.count(
            b"CEB312"
        )
        == 0
    )


def test_the_feed_resumes_where_it_was_left(committed_office, client):
    """Reading one by one gives the same receipts in the same order as reading all."""
    headers = bearer(committed_office.shop)
    client.post(
        "/api/v1/ceb/messages",
        raw("311", *(purchase(n) for n in range(5))),
        content_type="text/xml",
        headers=headers,
    )
    after, numbers = "", []
    for _ in range(6):
        document = etree.fromstring(
            client.get("/api/v1/ceb/receipts", {"after": after, "limit": 1}, headers=headers).content
        )
        numbers += [e.text for e in document.iter(f"{CEB}orderNo")]
        after = document.get("next")
    assert numbers == [purchase(n).order[0]["orderNo"] for n in range(5)]


def test_no_token_no_door(committed_office, client):
    """Neither a stranger nor a session opens the API."""
    assert client.post("/api/v1/ceb/messages", b"<x/>", content_type="application/xml").status_code == 401
    client.force_login(_user("shop@demo.example"))
    assert client.get("/api/v1/ceb/receipts").status_code == 401


def _user(email):
    from enterprises.models import User

    return User.objects.get(email=email)


@pytest.mark.parametrize("after", ["x", "1-", "-1", "ffffffffffffffffffff-1", "1-zz"])
def test_a_bad_cursor_is_told(committed_office, client, after):
    """A cursor that no answer gave is refused with a sentence."""
    answer = client.get("/api/v1/ceb/receipts", {"after": after}, headers=bearer(committed_office.shop))
    assert answer.status_code == 400


def test_a_list_is_seen_by_its_firms_only(committed_office, client):
    """The declarant and the firms of its documents see it, a stranger does not."""
    one = purchase(3)
    for code in ("311", "621"):
        client.post(
            "/api/v1/ceb/messages",
            raw(code, one),
            content_type="text/xml",
            headers=bearer(committed_office.sender(code)),
        )
    pre_no = Receipt.objects.get(code="622").elements["preNo"]
    mine = client.get(f"/api/v1/lists/{pre_no}", headers=bearer(committed_office.broker)).json()
    assert (mine["status"], mine["missing"]) == (3, ["payment", "waybill"])
    assert client.get(f"/api/v1/lists/{pre_no}", headers=bearer(committed_office.shop)).status_code == 200
    assert client.get(f"/api/v1/lists/{pre_no}", headers=bearer(committed_office.pay)).status_code == 404


def test_a_token_that_sends_too_much_is_told_when_to_come_again(committed_office, client, monkeypatch):
    """429 with Retry-After, for this token alone; receipts are read on."""
    monkeypatch.setattr(TokenThrottle, "THROTTLE_RATES", {"token": "2/minute"})
    cache.clear()
    mine, other = bearer(committed_office.shop), bearer(committed_office.shop)
    codes = [post(client, raw("311", purchase(n)), mine).status_code for n in range(2)]
    late = post(client, raw("311", purchase(2)), mine)
    assert codes == [202, 202] and late.status_code == 429
    assert 0 < int(late.headers["Retry-After"]) <= 60
    assert Order.objects.count() == 2
    assert post(client, raw("311", purchase(2)), other).status_code == 202
    assert client.get("/api/v1/ceb/receipts", headers=mine).status_code == 200


def test_without_the_cache_messages_are_still_taken(committed_office, client, monkeypatch):
    """Nothing is counted then; the door stays open."""
    monkeypatch.setattr(TokenThrottle, "cache", RedisCache("redis://127.0.0.1:1/0", {}))
    assert post(client, raw("311", purchase(1)), bearer(committed_office.shop)).status_code == 202


def test_refusals_of_the_door_speak_the_callers_language(committed_office, client, settings):
    """The sentences that the doors themselves say: Chinese, or what the caller has chosen."""
    headers = bearer(committed_office.shop)
    lists, feed = "/api/v1/lists/B20260512000000000", "/api/v1/ceb/receipts"
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 4

    def told():
        answers = (
            post(client, b"<much/>", headers),
            client.get(feed, {"after": "x"}, headers=headers),
            client.get(lists, headers=headers),
        )
        assert [answer.status_code for answer in answers] == [413, 400, 404]
        return "".join(answer.content.decode() for answer in answers)

    chinese = told()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = told()
    for zh, en in (
        ("报文过大", "too large"),
        ("必须是先前应答", "earlier answer"),
        ("没有此编号", "no list"),
    ):
        assert zh in chinese and en not in chinese
        assert en in english and zh not in english


def test_the_command_receives_files(committed_office, tmp_path, capsys):
    """Files are received as the firm named; a wrong firm is told."""
    good, bad = tmp_path / "order.xml", tmp_path / "bad.xml"
    good.write_bytes(raw("311", purchase(4)))
    bad.write_bytes(b"nonsense")
    call_command("receive", good, bad, firm=PARTIES.platform[0])
    said = capsys.readouterr().out
    assert "stored" in said and "XML-01" in said
    assert Order.objects.count() == 1 and InboxMessage.objects.count() == 2
    with pytest.raises(CommandError):
        call_command("receive", good, firm="0000000000")
    with pytest.raises(CommandError):
        call_command("receive", tmp_path / "none.xml", firm=PARTIES.platform[0])


def test_cursors_and_firms_exist(committed_office):
    """The demo office has its four firms and a fresh feed begins at the beginning."""
    assert Firm.objects.count() == 5 and Cursor.decode("") == Cursor()
