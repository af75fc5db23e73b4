"""Steps with which officers' decisions move entry declarations, and all that follows from each."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bonded.models import Inventory
from bonded.services.steps import declaration_recalled, declaration_released, declared_and_paid, set_entry_no
from bonded.services.steps import entry_withdrawn as period_withdrawn
from codelists.selectors import code_book
from declarations.facts import EntryFact, EntryState
from declarations.models import EntryDeclaration, EntryLine, EntryLineTax, EntryVersion
from declarations.rules.entry_rules import SETTLED
from declarations.rules.entry_tax import late_fee_fen
from declarations.selectors.entries import entry_hindrances, fact_of, head_of, is_centralised
from declarations.services.entry_declaring import undo_declaring
from declarations.services.entry_standing import locked_entry, move_one
from enterprises.facts import News, ToFirm
from enterprises.services.steps import (
    deduct_guarantees,
    give_back_guarantees,
    notify,
    restore_guarantees,
)
from kernel.orm.tx import require_transaction
from kernel.refusal import Refused, Violation

_NO_ASK = {"asked": "", "asked_why": ""}
_UNTAXED = {"due_on": None, "value_fen": 0, "duty_fen": 0, "consumption_tax_fen": 0, "vat_fen": 0}
_UNSEEN = {
    "reviewer_id": None,
    "inspector_id": None,
    "inspection": "",
    "inspection_note": "",
    "second_inspector_id": None,
}


def lock_entry(entry_id: int) -> EntryFact:
    """The declaration as deciding reads it, locked; a step.

    Raises:
        Conflict: it is gone.
    """
    return fact_of(locked_entry(entry_id))


def hindrances_of(fact: EntryFact, *, at: datetime) -> tuple[str, str]:
    """The numbers of a suspension and of a stop order that keep it from being released; or empty."""
    return entry_hindrances(EntryDeclaration.objects.get(pk=fact.id), at=at)


def move_entry(
    fact: EntryFact,
    *,
    verb: str,
    values: Mapping[str, object],
    at: datetime,
    actor_id: int | None,
    note: str = "",
) -> None:
    """Move a declaration where nothing outside of it follows: review, inspection, pass, denial; a step.

    Raises:
        Conflict: it does not stand there any more.
    """
    move_one(fact.id, verb=verb, source=fact.status, values=values, at=at, actor_id=actor_id, note=note[:500])


def release_entry(fact: EntryFact, *, at: datetime, actor_id: int | None) -> None:
    """Release: the inventory's declaration axis moves, what covers unpaid tax is drawn; a step.

    A declaration whose tax is paid is finished with it. One without tax waits for ``finish_entry``, which
    locks what ranks before the inventory and so needs a transaction of its own.

    Raises:
        Conflict: it does not stand there any more.
        Refused: the guarantee is frozen or has ended.
    """
    values = {"releaser_id": actor_id, "released_at": at, **_NO_ASK}
    move_entry(fact, verb="release", values=values, at=at, actor_id=actor_id)
    if fact.is_paid:
        _move(fact._replace(status=EntryState.RELEASED), "finish", {}, at=at)
    declaration_released([fact.inventory_id], at=at, actor_id=actor_id)
    deduct_guarantees([fact.id], at=at, actor_id=actor_id)
    tell_firm(fact, kind="entry_released", at=at)


def finish_entry(fact: EntryFact, *, at: datetime) -> bool:
    """Finish a released declaration that bears no tax; False where there is nothing to finish. A step."""
    if fact.status != EntryState.RELEASED or fact.tax_fen:
        return False
    _move(fact, "finish", {}, at=at)
    declared_and_paid([fact.inventory_id], at=at, actor_id=None)
    return True


def pay_entry(fact: EntryFact, *, receipt_no: str, paid_on: date, at: datetime, actor_id: int | None) -> int:
    """Book the payment of the tax; what covered it is restored. The fee for paying late, in fen; a step.

    Raises:
        Conflict: nothing is due (any more).
    """
    assert fact.due_on is not None
    book = code_book(on=paid_on)
    fee = late_fee_fen(fact.tax_fen, due_on=fact.due_on, paid_on=paid_on, book=book)
    values = {"paid_on": paid_on, "paid_by_id": actor_id, "receipt_no": receipt_no, "late_fee_fen": fee}
    move_entry(fact, verb="pay", values=values, at=at, actor_id=actor_id, note=receipt_no)
    declared_and_paid([fact.inventory_id], at=at, actor_id=actor_id)
    restore_guarantees([fact.id], at=at, actor_id=actor_id)
    tell_firm(fact, kind="entry_paid", at=at)
    return fee


def return_entry(fact: EntryFact, *, reason: str, at: datetime, actor_id: int | None) -> None:
    """Give a declaration back for correction: it is a draft again, what it said is kept; a step.

    Raises:
        Conflict: it does not stand there any more.
    """
    entry = EntryDeclaration.objects.get(pk=fact.id)
    EntryVersion.objects.create(
        entry=entry, round=entry.round, content=_content(entry), reason=reason, at=at, by_id=actor_id
    )
    values = {**_UNTAXED, **_UNSEEN, **_NO_ASK, "said": reason}
    move_entry(fact, verb="return", values=values, at=at, actor_id=actor_id, note=reason)
    EntryLineTax.objects.filter(entry=entry).delete()
    undo_declaring(entry, at=at, actor_id=actor_id, keep_number=True)
    tell_firm(fact, kind="entry_returned", at=at)


def withdraw_entry(fact: EntryFact, *, reason: str, at: datetime, actor_id: int | None) -> None:
    """Let a declaration be withdrawn before release; a step.

    Raises:
        Conflict: it does not stand there any more.
    """
    entry = EntryDeclaration.objects.get(pk=fact.id)
    values = {**_NO_ASK, "said": reason}
    move_entry(fact, verb="withdraw", values=values, at=at, actor_id=actor_id, note=reason)
    undo_declaring(entry, at=at, actor_id=actor_id)
    tell_firm(fact, kind="entry_withdrawn", at=at)


def recall_entry(fact: EntryFact, *, reason: str, at: datetime, actor_id: int | None) -> None:
    """Take a release back and the declaration with it: the inventory waits for another one; a step.

    Raises:
        Conflict: it does not stand there any more, or its collection period is closed.
        Refused: what it brought in has been used, its ledger period is written off, or it is a centralised
            declaration that is finished.
    """
    inventory = Inventory.objects.get(pk=fact.inventory_id)
    if fact.status == EntryState.FINISHED and is_centralised(inventory):
        raise Refused(Violation(SETTLED))
    values = {**_NO_ASK, "said": reason}
    move_entry(fact, verb="recall", values=values, at=at, actor_id=actor_id, note=reason)
    ids = [fact.inventory_id]
    period_withdrawn(ids, at=at, actor_id=actor_id)
    set_entry_no(ids, entry_no="", at=at)
    declaration_recalled(ids, at=at, actor_id=actor_id, note=reason)
    give_back_guarantees([fact.id], at=at, actor_id=actor_id)
    restore_guarantees([fact.id], at=at, actor_id=actor_id)
    tell_firm(fact, kind="entry_withdrawn", at=at)


def tell_firm(fact: EntryFact, *, kind: str, at: datetime, args: tuple[tuple[str, str], ...] = ()) -> None:
    """Tell who declares and who files for it; a step, the last one to lock anything."""
    require_transaction()
    firms = {fact.firm_id, fact.agent_id or fact.firm_id}
    notify([News(kind, fact.pre_no, ToFirm(firm), args) for firm in sorted(firms)], at=at)


def _move(fact: EntryFact, verb: str, values: Mapping[str, object], *, at: datetime) -> None:
    move_one(fact.id, verb=verb, source=fact.status, values=values, at=at, actor_id=None)


def _content(entry: EntryDeclaration) -> dict[str, Any]:
    """What it says and owes, as it is kept: numbers as text."""
    lines = [_plain(row, names=_columns(EntryLine)) for row in EntryLine.objects.filter(entry=entry)]
    taxes = [_plain(row, names=_columns(EntryLineTax)) for row in EntryLineTax.objects.filter(entry=entry)]
    head = {name: _text(value) for name, value in head_of(entry)._asdict().items()}
    return {"head": head, "lines": lines, "taxes": taxes, "tax_fen": entry.tax_fen}


def _columns(model: type[EntryLine] | type[EntryLineTax]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in ("id", "entry")]


def _plain(row: EntryLine | EntryLineTax, *, names: list[str]) -> dict[str, Any]:
    return {name: _text(getattr(row, name)) for name in names}


def _text(value: object) -> object:
    return format(value, "f") if isinstance(value, Decimal) else value
