"""Rotating the hash key: nothing is lost or doubled, whoever writes, dies or comes back meanwhile."""

import os
import signal
import subprocess
import sys
from base64 import b64encode
from datetime import timedelta
from io import StringIO
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from declarations.models import (
    BuyerEntry,
    BuyerYear,
    Current,
    ImportList,
    InboxMessage,
    Order,
    Payment,
    Waybill,
)
from declarations.selectors import audit_declarations
from declarations.services.rehashing import rotate_hash
from declarations.sets.rehashing import open_pairs
from declarations.sets.shapes import person_key
from kernel import files
from kernel.crypto import new_key
from kernel.models import File, HashKey
from kernel.orm.keys import hash_proof, hash_version, hashing_as
from kernel.orm.tx import intention
from kernel.refusal import Conflict
from tests.office import AT, changed, purchase, send

ROOT = Path(__file__).resolve().parents[3]
HASHES = [
    (Order, "buyer_key"), (Payment, "payer_key"), (ImportList, "buyer_key"), (BuyerYear, "buyer_key"),
    (BuyerEntry, "buyer_key"), (Order, "digest"), (Payment, "digest"), (Waybill, "digest"),
    (ImportList, "digest"), (InboxMessage, "digest"), (Current, "digest"), (File, "fingerprint"),
]  # fmt: skip
NEW = b64encode(new_key()).decode()


@pytest.fixture
def both_keys(settings):
    """The old key and the new one, as every process has them before a rotation."""
    settings.PORTAL_HASH_KEY = f"1:{settings.PORTAL_HASH_KEY},2:{NEW}"
    with hashing_as(1):  # and forgets it at the end
        yield settings


def rotate():
    out = StringIO()
    call_command("rotate_hash", stdout=out)
    return out.getvalue()


def hashes():
    """Every stored hash, table by table."""
    return [
        sorted(bytes(h) for h in model.objects.values_list(column, flat=True) if h is not None)
        for model, column in HASHES
    ]


def store_file():
    with intention():
        files.store(
            [b"abc"], name="a", content_type="b", owner_firm_id=None, owner_user_id=None, at=AT, max_bytes=9
        )


def test_the_year_goes_on_and_the_old_key_can_go(office, both_keys):
    """All hashes change; the same buyer, message and content are still known, without the old key."""
    ones = [purchase(n, buyer=1) for n in (1, 2)]
    sent = [send(office, one) for one in ones]
    waiting = purchase(3, buyer=1)
    send(office, waiting, codes=["311", "621"])
    store_file()
    before, used = hashes(), BuyerYear.objects.get().used
    assert "Version 2 is in force" in rotate()
    after = hashes()
    assert [len(h) for h in after] == [len(h) for h in before] and all(before)
    assert not {h for found in before for h in found} & {h for found in after for h in found}
    for model in (Order, Payment, ImportList):
        assert set(model.objects.values_list("hash_version", flat=True)) == {2}

    both_keys.PORTAL_HASH_KEY = f"2:{NEW}"
    repeated = send(office, ones[0])
    assert [(r.repeated, r.inbox_id) for r in repeated] == [(True, r.inbox_id) for r in sent[0]]
    elsewhere = changed(ones[1], "311", guid="B2" + ones[1].order[0]["guid"][2:])
    assert send(office, elsewhere, codes=["311"])[0].documents[0].outcome == "repeated"
    assert BuyerYear.objects.get().used == used
    send(office, waiting, codes=["411", "511"])
    assert Payment.objects.latest("pk").hash_version == 2
    year = BuyerYear.objects.get()
    assert bytes(year.buyer_key) == person_key(ones[0].lst[0]["buyerIdNumber"]) and year.used > used
    wrong = changed(ones[0], "411", amountPaid="2.00", appType="2")
    send(office, wrong, codes=["411"])
    assert BuyerEntry.objects.filter(kind="give_back").count() == 1
    assert BuyerYear.objects.get().used < year.used
    store_file()
    assert len(set(hashes()[-1])) == 1, "equal files stay equal"
    assert audit_declarations() == []


def test_run_twice_changes_nothing(office, both_keys):
    send(office, purchase(1))
    rotate()
    before = hashes()
    assert rotate() == "The last version of PORTAL_HASH_KEY is in force already.\n"
    assert hashes() == before and HashKey.objects.count() == 1


def test_a_lost_key_is_replaced(office, both_keys):
    """The old key is not needed: numbers and contents are in what is sealed."""
    one = purchase(1)
    send(office, one)
    both_keys.PORTAL_HASH_KEY = f"2:{NEW}"
    rotate()
    assert [r.repeated for r in send(office, one)] == [True] * 4


def test_a_total_of_nobody_stops_the_rotation(office, both_keys):
    send(office, purchase(1))
    BuyerYear.objects.create(buyer_key=b"stranger" * 2, year=2026, goods="", used=5)
    before = hashes()
    with pytest.raises(CommandError, match="belongs to no document: null value in column"):
        rotate()
    assert hashes() == before and not HashKey.objects.exists()


def test_only_the_owner_rotates(office, both_keys):
    send(office, purchase(1))
    call_command("grant_roles", stdout=StringIO())
    before = hashes()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE portal_app")
    with pytest.raises(CommandError, match="as the owner"):
        rotate()
    assert hashes() == before and not HashKey.objects.exists()


def test_a_process_with_the_old_version_writes_nothing(office, both_keys):
    """It is told once to come again, and comes with the new version."""
    one = purchase(1)
    rotate()
    with hashing_as(1):
        with pytest.raises(Conflict):
            send(office, one, codes=["311"])
        assert not InboxMessage.objects.exists()
        assert send(office, one, codes=["311"])[0].documents[0].outcome == "stored"
        assert hash_version() == 2


# What the test holds, not committed, stops the run: a pair while it prepares, a table before it swaps.
PREPARING = (
    "INSERT INTO declarations_rehash SELECT digest, 'never' FROM declarations_payment ORDER BY id LIMIT 1"
)
SWAPPING = "LOCK TABLE kernel_file IN ROW EXCLUSIVE MODE"


@pytest.mark.parametrize("obstacle", [PREPARING, SWAPPING], ids=["preparing", "swapping"])
def test_killed_and_resumed(committed_office, both_keys, tmp_path, obstacle):
    """Kill -9 in the middle: the old version is in force, work goes on, the next run ends it."""
    send(committed_office, purchase(1, buyer=1))
    send(committed_office, purchase(2, buyer=2))
    before = hashes()
    with intention():
        open_pairs(hash_proof(2))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(obstacle)
            killed = _run_and_kill(both_keys, tmp_path)
            transaction.set_rollback(True)
        assert killed == -signal.SIGKILL
        assert hashes() == before and not HashKey.objects.exists()
        assert (_pairs() == len({h for found in before for h in found}) + 1) is (obstacle == SWAPPING)
        assert _pairs() > 1
        send(committed_office, purchase(3, buyer=1))
        _until(lambda: _sessions_with_the_lock() == 0)
        rotate()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS declarations_rehash")
    both_keys.PORTAL_HASH_KEY = f"2:{NEW}"
    assert not {h for f in before for h in f} & {h for f in hashes() for h in f}
    assert BuyerYear.objects.count() == 2 and audit_declarations() == []
    assert [r.repeated for r in send(committed_office, purchase(3, buyer=1))] == [True] * 4


def _run_and_kill(settings, folder):
    parts = urlsplit(settings.DATABASE_URL)
    url = urlunsplit(parts._replace(path="/" + connection.settings_dict["NAME"]))
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "rotate_hash"],
            cwd=ROOT, stdout=out, stderr=out,
            env=os.environ | {"DATABASE_URL": url, "PORTAL_HASH_KEY": settings.PORTAL_HASH_KEY},
        )  # fmt: skip
    try:
        _until(lambda: _waiting() or process.poll() is not None)
        assert process.poll() is None, (folder / "out").read_text()
    finally:
        process.kill()
        process.wait(timeout=10)
    return process.returncode


def _one(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def _waiting():
    return _one("SELECT count(*) FROM pg_locks WHERE NOT granted")


def _pairs():
    return _one("SELECT count(*) FROM declarations_rehash")


def _sessions_with_the_lock():
    return _one("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()")


def _until(happens):
    end = monotonic() + 30
    while not happens():
        assert monotonic() < end
        sleep(0.02)


def test_the_portal_works_while_it_rotates(committed_office, both_keys):
    """Senders who come again when told so lose nothing; every purchase counts once, under the new key."""
    send(committed_office, purchase(1, buyer=1))
    stop, sent, busy, problems = Event(), [], [], []

    def work(first):
        try:
            number = first
            while not stop.is_set():
                _send_patiently(committed_office, purchase(number, buyer=1), busy)
                sent.append(number)
                number += 1
        except BaseException as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [Thread(target=work, args=(first,)) for first in (1000, 2000)]
    for thread in threads:
        thread.start()
    try:
        _until(lambda: len(sent) >= 4 or problems)
        assert rotate_hash(at=AT + timedelta(hours=1), chunk=3) == 2
        at_swap = len(sent)
        _until(lambda: len(sent) >= at_swap + 4 or problems)
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)
    assert problems == [] and len(busy) >= 2, "each of them had the old version once too often"
    year = BuyerYear.objects.get()
    assert bytes(year.buyer_key) == _key_of(1)
    assert year.used == sum(BuyerEntry.objects.values_list("quantity", flat=True))
    assert ImportList.objects.count() == len(sent) + 1 and audit_declarations() == []


def _key_of(buyer):
    with hashing_as(2):
        return person_key(purchase(1, buyer=buyer).lst[0]["buyerIdNumber"])


def _send_patiently(office, one, busy):
    for code in ("311", "411", "511", "621"):
        for _ in range(20):
            try:
                send(office, one, codes=[code])
                break
            except Conflict as conflict:
                busy.append(conflict)
                sleep(0.05)
        else:
            raise AssertionError("always busy")
