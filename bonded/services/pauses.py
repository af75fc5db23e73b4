"""Pauses: an officer lets an item or a whole ledger rest, in, out or both ways, with a ground."""

from datetime import datetime

from bonded.models import ItemPause, Ledger, LedgerItem
from bonded.permissions import check_may_book_at
from bonded.rules import storage as law
from bonded.selectors.ledgers import ledger as ledger_of
from bonded.services.telling import tell
from enterprises.facts import Actor
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation


def set_mark(
    *, actor: Actor, at: datetime, ems_no: str, mark: int, ground: str, item_record_no: str = ""
) -> None:
    """Pause an item (or, without a record number, its whole ledger), or let it move again.

    What is pre-booked already stays so; from now on nothing new is, and nothing else moves.

    Raises:
        Ledger.DoesNotExist: no such ledger that the actor may see.
        Refused: not an officer of its office, no such item, the same mark as before, or no ground.
    """
    with intention():
        ledger = ledger_of(actor, ems_no=ems_no)
        check_may_book_at(actor, office=ledger.office)
        assert actor.user_id is not None
        row: Ledger | LedgerItem = _locked(ledger, item_record_no=item_record_no)
        found = law.judge_mark(mark, was=row.mark, ground=ground)
        if found:
            raise Refused(*found)
        type(row)._default_manager.filter(pk=row.pk).update(mark=mark)
        ItemPause.objects.create(
            ledger=ledger,
            item=row if isinstance(row, LedgerItem) else None,
            mark=mark,
            ground=ground.strip(),
            at=at,
            by_id=actor.user_id,
        )
        tell("ledger_paused", number=ems_no, firm_id=ledger.firm_id, filer_id=None, at=at)


def _locked(ledger: Ledger, *, item_record_no: str) -> Ledger | LedgerItem:
    """The ledger or the item, locked."""
    if not item_record_no:
        return lock_rows(Ledger, keys=[ledger.pk])[0]
    keys = ledger.items.filter(item_record_no=item_record_no).values_list("pk", flat=True)
    rows = lock_rows(LedgerItem, keys=list(keys))
    if not rows:
        raise Refused(Violation(law.UNKNOWN_ITEM, args=(("item", item_record_no),)))
    return rows[0]
