"""What the fields of the import list offer to one firm on one day."""

from datetime import datetime

from django.utils.translation import gettext as _

from bonded.models import LedgerItem
from bonded.selectors import ledgers
from codelists.selectors import choices, names
from declarations.forms.elements import Choice, Choices
from declarations.forms.sections import MODES
from enterprises.facts import Actor
from kernel.clock import business_date

_MOST_RECORDS = 300


def offered(actor: Actor, *, at: datetime) -> Choices:
    """The codes of the day with their names, the firm's own ledgers and their items."""
    on = business_date(at)
    own = list(ledgers(actor).order_by("ems_no")[:20])
    items = LedgerItem.objects.filter(ledger__in=own).order_by("item_record_no", "pk")[:_MOST_RECORDS]
    modes = names("supervision_modes", on=on)
    return Choices(
        modes=[(mode, _coded(mode, modes.get(mode, ""))) for mode in MODES],
        app_types=[("1", _("1 new")), ("2", _("2 change"))],
        offices=_named("offices", at=at),
        transport_modes=_named("transport_modes", at=at),
        package_types=_named("package_types", at=at),
        units=choices("units", on=on),
        countries=choices("countries", on=on),
        ledgers=[(ledger.ems_no, ledger.office) for ledger in own],
        records=[(item.item_record_no, f"{item.gcode} {item.gname}") for item in items],
    )


def _named(list_name: str, *, at: datetime) -> list[Choice]:
    return [(code, _coded(code, name)) for code, name in choices(list_name, on=business_date(at))]


def _coded(code: str, name: str) -> str:
    """The code before the name, once."""
    return f"{code} {name}".strip()
