"""A firm's record: facts that officers write by hand and other rooms by a step, and closing them."""

from datetime import datetime
from secrets import token_hex
from typing import NamedTuple

from enterprises.facts import Actor
from enterprises.models import FirmRecord, FirmRecordKind
from enterprises.permissions import check_may_handle_measures
from enterprises.rules import measures as law
from enterprises.services.green_channel import recheck_green_channel
from enterprises.services.trust import lock_firm
from kernel.orm.tx import intention, require_transaction
from kernel.orm.wake import wake
from kernel.refusal import Conflict, Refused, Violation
from kernel.rules import MOVED_ON

RECHECK = "enterprises.recheck_firm"


class Fact(NamedTuple):
    """One fact for a firm's record; the document behind it is a value."""

    kind: FirmRecordKind
    at: datetime
    note: str
    subject_kind: str = ""
    subject_no: str = ""


def record_fact(fact: Fact, *, firm_id: int, at: datetime, by: int | None = None) -> str:
    """Write a fact into a firm's record; its number. The same fact about one document stands there once.

    A step for other rooms. An open failed test takes the firm's goods off the green channel at once
    (``green_firms``); the listing itself is judged as soon as the transaction has committed, because
    whoever calls may hold locks that rank after firms and grants.
    """
    require_transaction()
    number = _write(fact, firm_id=firm_id, at=at, by=by)
    wake(RECHECK, firm_id)
    return number


def _write(fact: Fact, *, firm_id: int, at: datetime, by: int | None) -> str:
    """The row, or the number of the one that stands there."""
    number = f"FR{token_hex(6).upper()}"
    row = FirmRecord(
        number=number,
        firm_id=firm_id,
        kind=fact.kind,
        at=fact.at,
        subject_kind=fact.subject_kind,
        subject_no=fact.subject_no,
        note=fact.note.strip()[:500],
        by_id=by,
        recorded_at=at,
    )
    FirmRecord.objects.bulk_create([row], ignore_conflicts=True)
    if FirmRecord.objects.filter(number=number).exists():
        return number
    same = FirmRecord.objects.filter(firm_id=firm_id, kind=fact.kind, subject_kind=fact.subject_kind)
    return same.get(subject_no=fact.subject_no).number


def write_record(*, actor: Actor, customs_code: str, fact: Fact, at: datetime) -> str:
    """Write a fact into the record of a firm of the officer's offices; its listing is judged at once.

    Raises:
        Refused: no officer or chief, no such firm here, a fact of the future, nothing said, or one
            that stands there already.
    """
    check_may_handle_measures(actor, act="record")
    found = [*law.judge_said(fact.note, path="note")]
    if fact.at > at:
        found.append(Violation(law.RECORD_FUTURE, "at"))
    if found:
        raise Refused(*found)
    with intention():
        firm = lock_firm(actor, customs_code=customs_code)
        same = FirmRecord.objects.filter(
            firm=firm, kind=fact.kind, subject_kind=fact.subject_kind, subject_no=fact.subject_no
        )
        if fact.subject_no and same.exists():
            raise Refused(Violation(law.RECORD_TWICE, "subject_no"))
        number = _write(fact, firm_id=firm.pk, at=at, by=actor.user_id)
        recheck_green_channel([firm.pk], at=at)
    return number


def close_record(*, actor: Actor, customs_code: str, number: str, note: str, at: datetime) -> None:
    """Close an open fact (a failed test whose hold is lifted), with a note; the fact itself stays.

    Raises:
        Refused: no officer or chief, no such open fact of a firm here, or nothing said.
        Conflict: somebody closed it meanwhile.
    """
    check_may_handle_measures(actor, act="record")
    found = law.judge_said(note, path="note")
    if found:
        raise Refused(*found)
    with intention():
        firm = lock_firm(actor, customs_code=customs_code)
        rows = FirmRecord.objects.filter(firm=firm, number=number, closed_at__isnull=True)
        if not rows.exists():
            raise Refused(Violation(law.RECORD_CLOSED))
        if not rows.update(closed_at=at, closed_by_id=actor.user_id, closed_note=note.strip()):
            raise Conflict(Violation(MOVED_ON))


def close_facts(*, firm_id: int, subject_kind: str, subject_no: str, note: str, at: datetime) -> int:
    """Close the open facts of a firm about one document; how many there were. A step for other rooms."""
    require_transaction()
    rows = FirmRecord.objects.filter(
        firm_id=firm_id, subject_kind=subject_kind, subject_no=subject_no, closed_at__isnull=True
    )
    return rows.update(closed_at=at, closed_note=note.strip()[:500])
