"""Facts from the tables: only the columns the rules need, personal values unsealed."""

from collections import defaultdict
from collections.abc import Iterable
from json import loads
from typing import Any, NamedTuple

from django.db.models import Model

from declarations import facts
from declarations.facts import Facts
from declarations.models import ImportList, ListLine, Order, OrderLine, Payment, Waybill
from kernel.orm.keys import unseal


class Known(NamedTuple):
    """Facts by document id, for each kind."""

    orders: dict[int, facts.Order]
    payments: dict[int, facts.Payment]
    waybills: dict[int, facts.Waybill]
    lists: dict[int, facts.ImportList]


def personal_of(model: type[Model], *, row_id: int, blob: bytes) -> dict[str, str]:
    """The personal values of one document, opened."""
    values: dict[str, str] = loads(unseal(bytes(blob), table=model._meta.db_table, row_id=row_id))
    return values


def known_from(made: Iterable[Facts]) -> Known:
    """Sort facts that are already in memory into their kinds."""
    known = Known({}, {}, {}, {})
    homes: dict[type, dict[int, Any]] = {
        facts.Order: known.orders,
        facts.Payment: known.payments,
        facts.Waybill: known.waybills,
        facts.ImportList: known.lists,
    }
    for fact in made:
        homes[type(fact)][fact.id] = fact
    return known


def complete(
    known: Known,
    *,
    orders: Iterable[int],
    payments: Iterable[int],
    waybills: Iterable[int],
    lists: Iterable[int],
) -> None:
    """Load what is asked for and not yet known; one query a table."""
    known.orders.update(_load(Order, facts.Order, set(orders) - known.orders.keys(), OrderLine, "order_id"))
    known.payments.update(_load(Payment, facts.Payment, set(payments) - known.payments.keys()))
    known.waybills.update(_load(Waybill, facts.Waybill, set(waybills) - known.waybills.keys()))
    known.lists.update(
        _load(ImportList, facts.ImportList, set(lists) - known.lists.keys(), ListLine, "list_id")
    )


_LINES: dict[type[Model], Any] = {OrderLine: facts.OrderLine, ListLine: facts.ListLine}


def _load(
    model: type[Model], fact: Any, ids: set[int], line_model: type[Model] | None = None, parent: str = ""
) -> dict[int, Any]:
    if not ids:
        return {}
    lines = _load_lines(line_model, parent, ids) if line_model else {}
    stored = {field.attname for field in model._meta.concrete_fields}
    names = [name for name in fact._fields if name in stored and name != "id"]
    rows = model._default_manager.filter(pk__in=ids).values_list("id", "personal", *names)
    found = {}
    for row_id, blob, *values in rows:
        head: dict[str, Any] = dict(zip(names, values, strict=True))
        head |= {"id": row_id, "lines": lines.get(row_id, ())}
        personal = personal_of(model, row_id=row_id, blob=blob)
        found[row_id] = fact(*(head[n] if n in head else personal.get(n, "") for n in fact._fields))
    return found


def _load_lines(model: type[Model], parent: str, ids: set[int]) -> dict[int, tuple[Any, ...]]:
    fact = _LINES[model]
    gathered: dict[int, list[Any]] = defaultdict(list)
    rows = (
        model._default_manager.filter(**{f"{parent}__in": ids})
        .order_by(parent, "gnum")
        .values_list(parent, *fact._fields)
    )
    for owner, *values in rows:
        gathered[owner].append(fact(*values))
    return {owner: tuple(made) for owner, made in gathered.items()}
