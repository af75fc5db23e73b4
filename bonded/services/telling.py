"""News about a paper: for the firm that it is of, and for the agent whose people filed it."""

from collections.abc import Iterable
from datetime import datetime

from bonded.models import Application, GatePass, Inventory, StockDoc
from enterprises.facts import News, ToFirm
from enterprises.models import Membership
from enterprises.selectors import agents_of
from enterprises.services.steps import notify
from kernel.clock import business_date

_SCOPE = "bonded"


def tell(
    kind: str,
    *,
    number: str,
    firm_id: int,
    filer_id: int | None,
    at: datetime,
    args: tuple[tuple[str, str], ...] = (),
    fold_key: str = "",
) -> None:
    """Tell the firm about its paper, and its agent where a person of that one filed it. A step.

    An agent whose authority has ended hears nothing more.
    """
    notify(
        [News(kind, number, to, args, fold_key) for to in hearers(firm_id, filer_id=filer_id, at=at)], at=at
    )


def tell_about(
    row: Application | StockDoc | Inventory | GatePass,
    *,
    kind: str,
    at: datetime,
    number: str = "",
    fold_key: str = "",
) -> None:
    """Tell the firm of this paper, and the agent who filed it, what became of it; ``number`` of what else."""
    number, filer_id = number or row.number, row.created_by_id
    tell(kind, number=number, firm_id=row.firm_id, filer_id=filer_id, at=at, fold_key=fold_key)


def hearers(firm_id: int, *, filer_id: int | None, at: datetime) -> Iterable[ToFirm]:
    """The firm, and the agents of the day for which the person who filed works."""
    yield ToFirm(firm_id)
    if filer_id is None:
        return
    given = agents_of(firm_id, on=business_date(at))
    agents = [agent for agent, fact in given.items() if _SCOPE in fact.scopes and agent != firm_id]
    rows = Membership.objects.filter(user_id=filer_id, firm_id__in=agents, ended_at__isnull=True)
    for agent_id in rows.order_by("firm_id").values_list("firm_id", flat=True):
        yield ToFirm(agent_id)
