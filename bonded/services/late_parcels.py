"""Every night: which released lists have not left the zone in time, told to their firms, kept as a run."""

from datetime import datetime

from bonded.selectors.parcels import late_days, late_ledgers
from enterprises.facts import News, ToFirm
from enterprises.services.steps import notify
from kernel.clock import business_date
from kernel.orm.jobs import Item, advance, close, hold, open_run
from kernel.orm.tx import intention

JOB = "bonded.late_parcels"
_CHUNK = 200


def tell_late_parcels(*, at: datetime, limit: int = _CHUNK) -> int:
    """Tell each firm once a day how many lists of its ledger are late; how many ledgers have some.

    Resumed where a dead worker stopped; a second start of the day does nothing.
    """
    on = business_date(at)
    run = open_run(JOB, key=on.isoformat(), business_on=on, at=at)
    if run is None:
        return 0
    days, done = late_days(on=on), 0
    while True:
        with intention():
            held = hold(run)
            if held is None:
                return done
            found = late_ledgers(at=at, days=days, after=int(held.cursor or 0), limit=limit)
            news, items = [], []
            for one in found:
                args = (("lists", str(one.lists)), ("days", str(days)))
                news.append(News("parcels_late", one.ledger.ems_no, ToFirm(one.ledger.firm_id), args))
                said = {"lists": str(one.lists), "office": one.ledger.office}
                items.append(Item("ledger", one.ledger.ems_no, "late", args=said))
            cursor = str(found[-1].ledger.pk) if found else held.cursor
            counts = {"ledgers": len(found), "lists": sum(one.lists for one in found)}
            advance(held, cursor=cursor, counts=counts, items=items)
            notify(news, at=at)
            done += len(found)
        if len(found) < limit:
            close(run, at=at)
            return done
