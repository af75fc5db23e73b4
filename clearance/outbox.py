"""Who sends what leaves the portal: one sender for each kind of letter in the outbox."""

from collections.abc import Callable, Mapping
from datetime import datetime

from enterprises.services import letters
from enterprises.services.mailing import send_notice_mail
from enterprises.services.notices import LETTER as NOTICE
from kernel.orm.outbox import Sender, deliver

SENDERS: Mapping[str, Sender] = {NOTICE: send_notice_mail, **letters.SENDERS}
_AT_ONCE = 10
_ROUNDS = 50


def deliver_waiting(*, wall: Callable[[], datetime]) -> int:
    """Send what is due, a few letters at a time so that no lease runs out; how many went out.

    ``wall`` is asked before each round: slow mail servers must not make leases look young.
    """
    sent = 0
    for _ in range(_ROUNDS):
        done = deliver(at=wall(), limit=_AT_ONCE, senders=SENDERS)
        sent += done.sent
        if done.claimed < _AT_ONCE:
            break
    return sent
