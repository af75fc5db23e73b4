"""The roof itself: health, language, sessions, headers, API pages, timetable, audit, settings that refuse."""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.sessions.backends.cache import SessionStore
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.module_loading import import_string
from redis.exceptions import ConnectionError as RedisDown

from clearance import audit, environment, health
from clearance.celery import QUEUES, TIMETABLE, app
from clearance.launcher.home import REPOSITORY
from clearance.middleware import AddressMiddleware, LanguageMiddleware, RollingSessionMiddleware
from clearance.translations import compile_all
from kernel.orm.protect import append_only_models


@pytest.mark.django_db
def test_health_says_that_all_is_well(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "queue": True}
    assert "no-store" in answer["Cache-Control"]


def test_health_says_which_server_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError

    def silent(*args: object, **kwargs: object) -> None:
        raise RedisDown

    monkeypatch.setattr(health.Session.objects, "filter", away)
    monkeypatch.setattr(type(cache._connections["default"]), "get", silent)  # type: ignore[attr-defined]
    answer = health.healthz(RequestFactory().get("/healthz"))
    assert answer.status_code == 503
    assert answer.content == b'{"database": false, "queue": false}'


@pytest.mark.django_db
@pytest.mark.parametrize(("cookie", "language"), [("", "zh-hans"), ("en", "en"), ("fr", "zh-hans")])
def test_chinese_unless_the_switch_says_otherwise(client: Client, cookie: str, language: str) -> None:
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    answer = client.get("/healthz", headers={"accept-language": "en-US,en"})
    assert answer["Content-Language"] == language


def test_language_is_known_to_the_request() -> None:
    request = RequestFactory().get("/")
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = "en"
    seen: list[object] = []

    def page(inner: HttpRequest) -> HttpResponse:
        seen.extend([inner.LANGUAGE_CODE, translation.get_language()])  # type: ignore[attr-defined]
        return HttpResponse()

    with translation.override("zh-hans"):
        LanguageMiddleware(page)(request)
    assert seen == ["en", "en"]


def test_a_used_session_rolls_but_not_at_every_request(monkeypatch: pytest.MonkeyPatch) -> None:
    wall = SimpleNamespace(now=1_000_000)
    monkeypatch.setattr("clearance.middleware.time", lambda: wall.now)
    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    request.session = SessionStore()
    request.session["somebody"] = 1
    request.session.save()
    renewed = []
    for later in (0, 200, 301, 400, 700):
        wall.now = 1_000_000 + later
        request.session.modified = False
        RollingSessionMiddleware(lambda _request: HttpResponse())(request)
        renewed.append(request.session.modified)
    assert renewed == [True, False, True, False, True]


@pytest.mark.django_db
def test_pages_of_the_api_load_under_the_policy(client: Client) -> None:
    answer = client.get("/api/docs/")
    assert answer.status_code == 200
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "unsafe" not in policy.replace("style-src 'self' 'unsafe-inline'", "")
    text = answer.content.decode()
    assert "http" not in text.replace("http://www.w3.org", "")
    assert client.get("/api/schema/").status_code == 200


def test_timetable_names_tasks_and_queues_that_exist() -> None:
    app.loader.import_default_modules()
    for name, entry in TIMETABLE.items():
        assert entry["task"] in app.tasks, name
        assert entry["options"]["queue"] in QUEUES, name
        assert entry["options"]["expires"] > 0, name


def test_queue_keeps_tasks_of_killed_workers() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_ignore_result
    options = app.conf.broker_transport_options
    assert options["visibility_timeout"] > app.conf.task_time_limit
    assert options["unacked_restore_interval"] * options["unacked_restore_throttle"] <= 10


def test_one_address_serves_cache_and_queue() -> None:
    assert environment.broker_address("unix:///a/b.sock?db=3") == "redis+socket:///a/b.sock?virtual_host=3"
    assert environment.broker_address("redis://h:6379/0") == "redis://h:6379/0"
    assert app.conf.broker_url == environment.broker_address(settings.REDIS_URL)


def test_passwords_are_argon2_in_the_settings() -> None:
    fresh = importlib.import_module("clearance.settings")
    assert fresh.PASSWORD_HASHERS[-1] == "django.contrib.auth.hashers.Argon2PasswordHasher"


def _settings(**env: str) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)}
    shown = "s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.EMAIL_BACKEND"
    code = f"import clearance.settings as s; print({shown})"
    return subprocess.run(
        [sys.executable, "-c", code], env=kept | env, capture_output=True, text=True, check=False
    )


def test_demo_is_refused_outside_loopback() -> None:
    done = _settings(PORTAL_DEMO="1", ALLOWED_HOSTS="127.0.0.1,portal.example")
    assert done.returncode == 1
    assert "for 127.0.0.1 only" in done.stderr


def test_without_a_word_cookies_are_for_https_and_mail_goes_to_files() -> None:
    assert _settings().stdout == "True True kernel.web.mailfiles.EmailBackend\n"
    assert _settings(PORTAL_HTTPS="0").stdout.startswith("False False")


def test_the_web_server_refuses_to_start_without_secrets() -> None:
    kept = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-c", "import clearance.wsgi"], env=kept, capture_output=True, text=True, check=False
    )
    assert "needs SECRET_KEY, PORTAL_DATA_KEYS, PORTAL_HASH_KEY" in done.stderr


@pytest.mark.django_db
def test_audit_of_an_empty_office_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert [name for name, _check in audit.checks()]
    call_command("audit")
    assert capsys.readouterr().out == "No contradictions.\n"


@pytest.mark.django_db
def test_audit_ends_with_one_and_names_what_it_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "checks", lambda: iter([("room.audit_x", lambda: ["list 1 has no state"])]))
    with pytest.raises(CommandError) as caught:
        call_command("audit")
    assert caught.value.returncode == 1
    assert capsys.readouterr().out == "room.audit_x: list 1 has no state\n"


@pytest.mark.django_db
def test_the_applications_role_cannot_change_what_is_append_only() -> None:
    call_command("grant_roles", verbosity=0)
    present = set(connection.introspection.table_names())
    tables = [m._meta.db_table for m in append_only_models() if m._meta.db_table in present]
    assert len(tables) > 5
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE portal_app")
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            for statement in (f'DELETE FROM "{table}"', f'TRUNCATE "{table}"'):
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    cursor.execute(statement)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("CREATE TABLE public.mine (id int)")
        cursor.execute("RESET ROLE")


def test_translations_are_compiled_when_they_changed(tmp_path: Path) -> None:
    folder = tmp_path / "room" / "locale" / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "django.po").write_text(head + 'msgid "Order"\nmsgstr "订单"\n')
    assert compile_all(tmp_path) == 1
    assert "订单".encode() in (folder / "django.mo").read_bytes()
    assert compile_all(tmp_path) == 0


@pytest.mark.django_db
def test_second_factors_are_stored_sealed():
    """The TOTP secret in the table is not the secret, and comes back."""
    adapter = import_string(settings.MFA_ADAPTER)()
    stored = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in stored and adapter.decrypt(stored) == "JBSWY3DPEHPK3PXP"


def test_an_address_with_nul_leads_nowhere(client: Client) -> None:
    assert client.get("/%00/").status_code == 404


def test_nul_in_a_query_is_left_out() -> None:
    seen: list[HttpRequest] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    AddressMiddleware(answer)(RequestFactory().get("/?q=a%00b&after=%2500"))

    assert seen[0].GET.dict() == {"q": "ab", "after": "%00"}
