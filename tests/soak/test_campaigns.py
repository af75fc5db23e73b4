"""Long campaigns: thousands of damaged messages at the door, and minutes of everybody at once.

``SOAK_SECONDS`` says how long each lasts, ``SOAK_SEED`` repeats the choices of an earlier one.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random
from time import monotonic

import pytest
from django.db import connections

from bonded.selectors import audit_bonded
from declarations.models import (
    Current,
    ImportList,
    InboxMessage,
    ListState,
    Order,
    Outcome,
    Payment,
    Receipt,
    Waybill,
)
from declarations.rules import flow
from declarations.samples import Declaration
from declarations.selectors import audit_declarations
from declarations.services.receive import receive_messages
from enterprises.models import GuaranteeAccount
from enterprises.selectors import audit_enterprises
from kernel.clock import stamp14
from kernel.refusal import Conflict, Refused
from supervision.facts import Decision
from supervision.selectors import audit_supervision
from supervision.services import claim_next, decide, expire_leases, reject_overdue, select_all
from tests.office import AT, CODES, Office, changed, purchase, raw
from tests.supervision.desk import set_parameter

pytestmark = pytest.mark.soak

THREADS = 8
PURCHASES = 60
BUYERS = 12
MESSAGES = 4000


def test_damaged_messages_at_the_door_never_crash(office, seconds, seed):
    """Each is answered in sentences, whatever was done to its bytes; what was stored hangs together."""
    random, told = Random(seed), Counter()
    end = monotonic() + seconds
    count = 0
    while count < MESSAGES and monotonic() < end:
        code = random.choice(CODES)
        serials = random.sample(range(200), random.randint(1, 2))
        ones = [purchase(n, lines=random.randint(1, 3)) for n in serials]
        data = _damaged(raw(code, *ones), random)
        try:
            (result,) = receive_messages([data], actor=office.sender(code), channel="api", at=AT)
        except Exception as crash:
            raise AssertionError(f"seed {seed}, message {count}: {data!r}") from crash
        said = [*result.violations, *(v for d in result.documents for v in d.violations)]
        assert all(v.sentence() for v in said), f"seed {seed}, message {count}"
        assert said or result.repeated or result.documents, f"seed {seed}, message {count}: no answer"
        told.update(d.outcome for d in result.documents)
        told["unread"] += not result.documents
        count += 1
    assert count > 20 * min(seconds, 10), f"only {count} messages"
    assert told["unread"] and told["refused"] and told["stored"], told
    assert _unanswered() == set(), f"seed {seed}"
    assert _contradictions() == [], f"seed {seed}"


def _unanswered() -> set[int]:
    """Messages to which no receipt was written, for the message itself or one of its documents."""
    answered = set(Receipt.objects.values_list("document_id", flat=True))
    ids = {pk: {pk} for pk in InboxMessage.objects.values_list("id", flat=True)}
    for model in (Outcome, Order, Payment, Waybill, ImportList):
        for pk, inbox_id in model._default_manager.values_list("id", "inbox_id"):
            ids[inbox_id].add(pk)
    for inbox_id, twin_id in Outcome.objects.values_list("inbox_id", "document_id"):
        ids[inbox_id].add(twin_id or inbox_id)  # a repeated document was answered when it came first
    return {pk for pk, known in ids.items() if not known & answered}


def _damaged(data: bytes, random: Random) -> bytes:
    """Some bytes replaced, removed, doubled or put in; a fifth of the messages stay whole."""
    if random.random() < 0.2:
        return data
    for _ in range(random.randint(1, 5)):
        at = random.randrange(len(data) + 1)
        length = random.choice((0, 1, 1, 3, 20, 200))
        data = data[:at] + _put(data, random) + data[at + length :]
    return data


def _put(data: bytes, random: Random) -> bytes:
    """Noise, a piece of the message itself, or something known to hurt."""
    if random.random() < 0.4:
        start = random.randrange(max(1, len(data)))
        return data[start : start + random.choice((1, 10, 100))]
    if random.random() < 0.5:
        return random.randbytes(random.randint(0, 4))
    return random.choice((
        b"<", b">", b"&", b"\x00", b"]]>", b"<!--", b"<![CDATA[", b"&#0;", b"&amp;", b"<?x?>",
        b"\xef\xbb\xbf", b"\xed\xa0\x80", b"9" * 40, b"-1", b"1e9", "１２".encode(), b"<!DOCTYPE a>",
        b"</ceb:guid>", b"\xf0\x9f\x92\xa9", b"NaN", b"0" * 300, b"20260230",
    ))  # fmt: skip


class Campaign:
    """Everybody at once on the same purchases, until the time is over."""

    def __init__(self, office: Office, *, seed: int, seconds: float) -> None:
        self.office, self.seed = office, seed
        self.start = monotonic()
        self.end = self.start + seconds
        self.done: Counter[str] = Counter()

    def now(self) -> datetime:
        """The campaign's moment: time runs a minute a second."""
        return AT + timedelta(seconds=int((monotonic() - self.start) * 60))

    def run(self, number: int) -> Counter[str]:
        """One thread: a sender, or (every fourth) the portal and its officers."""
        random, done = Random(self.seed * THREADS + number), Counter()
        act = self.decide if number % 4 == 3 else self.send
        try:
            while monotonic() < self.end:
                try:
                    done[act(random)] += 1
                except Conflict:
                    done["busy"] += 1
                except Refused:
                    done["nothing to do"] += 1
        finally:
            connections.close_all()
        return done

    def send(self, random: Random) -> str:
        """One message with some documents of a kind: new, once more, or corrected."""
        code = random.choice(CODES)
        at = self.now()
        ones = [
            self.varied(purchase_of(n), code, random, at=at)
            for n in random.sample(range(PURCHASES), random.randint(1, 4))
        ]
        receive_messages([raw(code, *ones)], actor=self.office.sender(code), channel="api", at=at)
        return code

    def varied(self, one: Declaration, code: str, random: Random, *, at: datetime) -> Declaration:
        """Mostly as it is; sometimes filed anew, sometimes a change for the worse, then for the better."""
        chance = random.random()
        if chance < 0.5:
            return one
        guid = f"{random.getrandbits(32):08X}" + one.sheet(code)[0]["guid"][8:]
        again = {"guid": guid, "appTime": stamp14(at)}
        if chance < 0.65:
            return changed(one, code, **again)
        worse = {
            "311": {"consignee": "别人"},
            "411": {"amountPaid": "1.00"},
            "511": {"weight": "99"},
            "621": {"copNo": f"L{random.randrange(10**9)}"},
        }[code]
        return changed(one, code, appType="2", **again, **(worse if chance < 0.8 else {}))

    def decide(self, random: Random) -> str:
        """The timetable and the officers."""
        at, act = self.now(), random.random()
        if act < 0.4:
            select_all(at=at, limit=random.choice((1, 5, 100)))
            return "select"
        if act < 0.5:
            expire_leases(at=at)
            reject_overdue(at=at)
            return "sweep"
        officer = random.choice((self.office.officer, self.office.officer2))
        case = claim_next(actor=officer, at=at)
        verb, reason = random.choice((("release", ""), ("reject", "goods"), ("inspect", "doubt_goods")))
        decide(Decision(case.pk, verb, reason, "已核对" if reason else ""), actor=officer, at=at)
        return verb


def purchase_of(n: int) -> Declaration:
    """Few buyers, one or two lines, so that everybody meets everybody."""
    return purchase(n, buyer=n % BUYERS, lines=1 + n % 2, mode=("1210", "1210", "9610")[n % 3])


def test_everybody_at_once_and_the_books_are_right(committed_office, seconds, seed):
    """Senders, selection, officers and sweeps on the same purchases; then nothing contradicts itself."""
    set_parameter("selection.review_value", "250")
    set_parameter("selection.inspect_rate.default", "0.1")
    GuaranteeAccount.objects.update(limit_fen=250_000)  # full before all are accepted
    campaign = Campaign(committed_office, seed=seed, seconds=seconds)
    with ThreadPoolExecutor(THREADS) as pool:
        jobs: list[Callable[[], Counter[str]]] = [pool.submit(campaign.run, n).result for n in range(THREADS)]
        done = sum((job() for job in jobs), Counter())
    print(f"seed {seed}: {dict(done)}")
    assert all(done[code] for code in CODES) and done["select"], f"seed {seed}: {done}"
    statuses = Counter(ListState.objects.values_list("status", flat=True))
    print(f"statuses: {dict(statuses)}")
    assert statuses[flow.REJECTED] and len(statuses) >= 3, f"seed {seed}: {statuses}"
    assert _contradictions() == [], f"seed {seed}: {done}"
    assert _forgotten() == [], f"seed {seed}: {done}"


def _contradictions() -> list[str]:
    """What the nightly audits of all rooms find."""
    return [*audit_declarations(), *audit_bonded(), *audit_enterprises(), *audit_supervision()]


def _forgotten() -> list[str]:
    """Live lists that wait although their order, payment and waybill are all there."""
    waiting = ListState.objects.filter(status=flow.WAITING).values_list("subject_id", flat=True)
    lost = []
    for one in ImportList.objects.filter(pk__in=list(waiting)):
        here = [
            Current.objects.filter(
                kind=311, code=one.ebp_code, number=one.order_no, document_id__isnull=False
            ).exists(),
            Payment.objects.filter(ebp_code=one.ebp_code, order_no=one.order_no).exists(),
            Current.objects.filter(
                kind=511, code=one.logistics_code, number=one.logistics_no, document_id__isnull=False
            ).exists(),
        ]
        if all(here):
            lost.append(one.pre_no)
    return lost
