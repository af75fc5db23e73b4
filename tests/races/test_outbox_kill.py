"""A worker killed after the mail server took a mail and before the outbox knew: sent again, the same mail."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_string
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread

import pytest
from django.db import transaction

from clearance.celery import app
from enterprises.facts import News, ToUsers
from enterprises.services.notices import notify
from kernel import clock
from kernel.models import Outbox
from kernel.orm.outbox import TASK
from kernel.orm.tx import intention
from tests.races.test_worker_kill import _broker_emptied, _kill, _somebody_waits, _until, _worker

_SAYS = {"EHLO": "250 here", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on", "QUIT": "221 bye"}


class MailServer(ThreadingTCPServer):
    """Takes every mail, but says so only when ``may_answer``; what it took stands in ``mails``."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.mails: list[str] = []
        self.may_answer = Event()
        super().__init__(("127.0.0.1", 0), Conversation)


class Conversation(StreamRequestHandler):
    """As much of SMTP as a mail needs."""

    def handle(self) -> None:
        self.say("220 here")
        for line in self.rfile:
            verb = line.decode().split()[0].upper()
            self.say(_SAYS.get(verb, "502 what"))
            if verb == "DATA":
                self.take()

    def take(self) -> None:
        server = self.server
        assert isinstance(server, MailServer)
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.decode())
        server.mails.append("".join(lines))
        assert server.may_answer.wait(30)
        self.say("250 taken")

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.may_answer.set()
            server.shutdown()


def test_kill_minus_nine_between_sending_and_marking(
    committed_office, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    at = clock.now()
    with intention():
        to = ToUsers(frozenset({committed_office.broker.user_id}))
        notify([News("list_to_inspect", "L1", to)], at=at)
    letter = Outbox.objects.get()
    _broker_emptied()
    with mail_server() as server:
        monkeypatch.setenv("EMAIL_HOST", "127.0.0.1")
        monkeypatch.setenv("EMAIL_PORT", str(server.server_address[1]))
        log = tmp_path / "first.log"
        with _worker(log) as first:
            app.send_task(TASK, queue="interactive")
            _until(lambda: len(server.mails) == 1, log)
            with transaction.atomic():
                Outbox.objects.select_for_update().get(pk=letter.pk)  # in the way of whoever marks it
                server.may_answer.set()
                _until(_somebody_waits, log)
                _kill(first)
        letter.refresh_from_db()
        assert (letter.sent_at, letter.attempts) == (None, 1)

        Outbox.objects.update(lease_until=at - timedelta(seconds=1))  # five minutes later
        log = tmp_path / "second.log"
        with _worker(log):
            app.send_task(TASK, queue="interactive")
            app.send_task(TASK, queue="interactive")
            _until(lambda: Outbox.objects.filter(sent_at__isnull=False).exists(), log)
        _broker_emptied()
        once, again = (message_from_string(mail) for mail in server.mails)
        assert once["Message-ID"] == again["Message-ID"]
        assert once["Subject"] == again["Subject"]
    letter.refresh_from_db()
    assert (letter.attempts, letter.lease_until) == (2, None)
