"""Pages of people, agents and posts: what is typed stays, who left sees nothing, and firms are switched."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from enterprises.models import ApiToken, Authority, Firm, Invitation, Membership, Post, PostChange, User
from enterprises.selectors.people import link_token
from enterprises.services.demo_people import make
from enterprises.services.invitations import invite
from kernel import clock
from kernel.clock import business_date

pytestmark = pytest.mark.usefixtures("office")

PATHS = ["/firm/people/", "/firm/agents/", "/firm/principals/", "/profile/"]


def text(answer) -> str:
    return unescape(answer.content.decode())


@pytest.fixture
def invited(actor) -> str:
    """The page of an invitation into the firm of ``broker``."""
    made = invite(actor=actor("broker"), email="new@firm.example", role="filer", at=clock.now())
    return f"/invitation/{link_token(made)}/"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("who", "path"), [*(("broker", path) for path in PATHS), ("chief", "/posts/")])
def test_every_page_is_there_in_both_languages(browser, at, who, path, language):
    with override_settings(PORTAL_DEMO=True):
        make(at=at)
    answer = browser(who, language=language).get(path)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in text(answer)


def test_the_demo_is_made_once(office, at):
    with override_settings(PORTAL_DEMO=True):
        assert make(at=at) == 3
        assert make(at=at) == 0
    assert Authority.objects.filter(ended_at__isnull=False).count() == 1


def test_a_stranger_is_led_to_sign_in_and_back(invited):
    page = text(Client().get(invited))
    assert Firm.objects.get(customs_code="430168A004").name_zh in page
    assert f"/accounts/login/?next={invited}" in page
    answer = Client().post(invited)
    assert answer.headers["Location"] == f"/accounts/login/?next={invited}"
    assert Client().get("/invitation/nonsense/").status_code == 404


def test_the_invited_person_accepts_and_acts_for_the_firm_at_once(invited, at):
    user = User.objects.create_user("new@firm.example", name="新人", kind="firm", joined_at=at, language="en")
    client = Client()
    client.force_login(user)
    assert client.get("/firm/").status_code == 403
    assert client.post(invited).status_code == 302
    assert client.get("/firm/").status_code == 200
    again = text(client.get(invited))
    assert "This invitation is no longer valid" in again and "Accept the invitation" not in again


def test_the_wrong_person_is_told_so(invited, browser):
    answer = browser("shop").post(invited)
    assert answer.status_code == 422
    assert "sent to another address" in text(answer)


def test_what_was_typed_wrongly_is_shown_again(browser):
    client = browser("broker")
    answer = client.post("/firm/people/invite/", {"email": "no address", "role": "filer"})
    assert answer.status_code == 422
    assert 'value="no address"' in text(answer) and "PEO-01" in text(answer)
    answer = client.post("/firm/people/end/", {"email": "filer@demo.example", "reason": "no"})
    assert answer.status_code == 422
    assert "<details open>" in text(answer) and 'value="no"' in text(answer)
    given = {"agent": "430166A003", "scopes": ["guarantee", "declare"], "valid_from": "2020-01-01"}
    answer = client.post("/firm/agents/", given | {"last_day": "2020-12-31"})
    assert answer.status_code == 422
    assert "AUT-02" in text(answer) and text(answer).count(" checked") == 2
    assert not Invitation.objects.exists()


def test_an_authority_is_given_and_ended_by_page(browser):
    client, today = browser("shop2"), business_date(clock.now())
    Authority.objects.all().delete()
    said = {"agent": "430168A004", "scopes": "declare", "valid_from": today}
    assert client.post("/firm/agents/", said | {"last_day": today + timedelta(days=9)}).status_code == 302
    made = Authority.objects.get()
    assert made.valid_to == today + timedelta(days=10)
    path = f"/authorities/{made.number}/"
    other = browser("broker")
    assert made.number in text(other.get("/firm/principals/"))
    assert "End the authority" in text(other.get(path))
    assert browser("filer").get(path).status_code == 200
    assert browser("pay").get(path).status_code == browser("pay").post(f"{path}end/").status_code == 404
    assert other.post(f"{path}end/", {"reason": "?"}).status_code == 422
    assert other.post(f"{path}end/", {"reason": "we stop this work"}).status_code == 302
    page = text(client.get(path))
    assert "we stop this work" in page and "the agent" in page
    assert "End the authority" not in page


@pytest.mark.parametrize("firm", ["430166A001", "430168A004"])
def test_officers_at_the_desk_get_from_either_side_to_an_authority(browser, firm):
    given = Authority.objects.get(principal__customs_code="430166A001")
    link = f'href="/authorities/{given.number}/"'
    assert link in text(browser("officer").get(f"/firms/{firm}/"))
    assert browser("officer").get(f"/authorities/{given.number}/").status_code == 200
    assert link not in text(browser("laboratory").get(f"/firms/{firm}/"))


def test_who_leaves_the_firm_is_out_with_the_next_click(browser):
    leaver, admin = browser("filer"), browser("broker")
    assert leaver.get("/firm/").status_code == 200
    said = {"email": "filer@demo.example", "reason": "works elsewhere now"}
    assert admin.post("/firm/people/end/", said).status_code == 302
    assert leaver.get("/firm/").status_code == 403
    assert leaver.get("/firm/tokens/").status_code == 403


def test_the_tokens_of_a_leaver_go_too_unless_the_box_is_cleared(browser, actor, at):
    admin, path = browser("broker"), "/firm/people/end/"
    box = 'type="checkbox" name="revoke_tokens" value="1"'
    said = {"email": "filer@demo.example", "reason": "works elsewhere now"}
    assert f"{box} checked" in text(admin.get("/firm/people/"))
    refused = text(admin.post(path, said | {"reason": "no"}))
    assert f"{box}>" in refused
    maker = User.objects.get(email="filer@demo.example")
    row = {"firm_id": actor("broker").firm_id, "created_by": maker, "created_at": at, "name": "ERP"}
    token = ApiToken.objects.create(prefix="p", token_hash=b"h", **row)
    answer = admin.post(path, said | {"revoke_tokens": "1"}, follow=True)
    assert "Tokens revoked: 1." in text(answer)
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_whose_role_changes_has_it_with_the_next_click(browser):
    filer, admin = browser("filer"), browser("broker")
    assert "Invite somebody" not in text(filer.get("/firm/people/"))
    assert (
        admin.post("/firm/people/role/", {"email": "filer@demo.example", "role": "admin"}).status_code == 302
    )
    assert "Invite somebody" in text(filer.get("/firm/people/"))


def test_one_person_switches_between_firms_and_the_session_remembers(browser, at):
    user, second = User.objects.get(email="filer@demo.example"), Firm.objects.get(customs_code="430166A001")
    Membership.objects.create(user=user, firm=second, role="filer", since=at)
    client = browser("filer")
    first = Firm.objects.get(customs_code="430168A004")
    page = text(client.get("/help/"))
    assert f'<span class="user-firm"> · {first.name_zh}</span>' in page and second.name_zh in page
    assert client.post("/firm/act-for/", {"firm": "430166A001"}).status_code == 302
    for _ in range(2):
        assert f'<span class="user-firm"> · {second.name_zh}</span>' in text(client.get("/help/"))
    client.post("/firm/act-for/", {"firm": "430166A002"})
    assert f'<span class="user-firm"> · {second.name_zh}</span>' in text(client.get("/help/"))
    Membership.objects.filter(user=user, firm=second).update(ended_at=at)
    assert f'<span class="user-firm"> · {first.name_zh}</span>' in text(client.get("/help/"))


def test_the_chief_gives_and_ends_posts_by_page(browser):
    client, today = browser("chief"), business_date(clock.now())
    team = Post.objects.filter(officer__email="chief@demo.example")[0].team
    said = {"email": "gate@demo.example", "team": team.pk, "role": "inspector", "valid_from": today}
    assert client.post("/posts/give/", said).status_code == 302
    post = Post.objects.get(officer__email="gate@demo.example", role="inspector")
    again = client.post("/posts/give/", said)
    assert again.status_code == 422 and "PST-05" in text(again)
    assert client.post("/posts/end/", {"post": post.pk, "reason": ""}).status_code == 422
    assert client.post("/posts/end/", {"post": post.pk, "reason": "the rota has changed"}).status_code == 302
    assert client.post("/posts/end/", {"post": "x", "reason": "the rota has changed"}).status_code == 422
    assert [change.verb for change in PostChange.objects.order_by("id")] == ["given", "ended"]
    new = said | {"email": "n@demo.example", "name": "新同事", "role": "officer"}
    assert client.post("/posts/officer/", new).status_code == 302
    assert User.objects.get(email="n@demo.example").kind == "officer"


def test_an_officer_without_a_post_is_told_so(browser, actor):
    Post.objects.filter(officer_id=actor("officer2").user_id).update(valid_to=business_date(clock.now()))
    assert "You hold no post at the moment" in text(browser("officer2").get("/"))


def queries(client, path) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return len(caught)


def grow(count: int, *, at) -> None:
    """So many more people, invitations, agents and posts."""
    broker = Firm.objects.get(customs_code="430168A004")
    admin = User.objects.get(email="broker@demo.example")
    team = Post.objects.filter(officer__email="chief@demo.example")[0].team
    until = at + timedelta(days=9)
    for _ in range(count):
        number = Firm.objects.count()
        firm = Firm.objects.create(
            credit_code=f"914301{number:012d}",
            customs_code=f"43016{number:05d}",
            name_zh="甲",
            since=at.date(),
        )
        sides = ({"principal": broker, "agent": firm}, {"principal": firm, "agent": broker})
        for turn, side in enumerate(sides):
            Authority.objects.create(
                number=f"AU{turn}{number}",
                scopes=["guarantee"],
                valid_from=at.date(),
                valid_to=until.date(),
                given_by=admin,
                given_at=at,
                **side,
            )
        user = User.objects.create_user(f"q{number}@b.example", name="甲", kind="firm", joined_at=at)
        Membership.objects.create(user=user, firm=broker, role="filer", since=at)
        Membership.objects.create(user=admin, firm=firm, role="filer", since=at)
        Invitation.objects.create(
            firm=broker,
            email=f"i{number}@b.example",
            role="filer",
            nonce=str(number),
            token_hash=b"%d" % number,
            invited_by=admin,
            at=at,
            expires_at=until,
        )
        officer = User.objects.create_user(f"o{number}@b.example", name="甲", kind="officer", joined_at=at)
        Post.objects.create(officer=officer, team=team, role="officer", valid_from=at.date())


@pytest.mark.parametrize(("who", "path"), [*(("broker", path) for path in PATHS), ("chief", "/posts/")])
def test_queries_do_not_grow_with_rows(browser, at, who, path):
    client = browser(who)
    grow(3, at=at)
    client.get(path)
    before = queries(client, path)
    grow(27, at=at)
    assert queries(client, path) == before <= 20
