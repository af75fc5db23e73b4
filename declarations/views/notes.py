"""What is known of the codes in an import list: names, legal units, rates, and what follows from them."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from bonded.models import Ledger, LedgerItem
from bonded.selectors import item, ledger
from codelists.facts import CodeBook, GoodsRate
from codelists.selectors import code_book, local_name, names
from declarations.forms.list_form import ListForm
from declarations.forms.sections import LOOKUPS
from enterprises.facts import Actor, FirmFact
from enterprises.selectors import firms_by_code
from kernel.clock import business_date
from kernel.money import plain


class Fill(NamedTuple):
    """A value for a field that is still empty."""

    target: str
    value: str


class Note(NamedTuple):
    """What is known of a code: a sentence, perhaps a warning, and values for neighbouring fields."""

    text: str
    is_warning: bool = False
    fills: tuple[Fill, ...] = ()


def note_of(field: str, *, code: str, line: str, ems_no: str, actor: Actor, at: datetime) -> Note:
    """What one typed code stands for; ``line`` is the key of its line, empty in the head."""
    prefix = f"id_lines-{line}-"
    if not code:
        return Note("")
    if field in LOOKUPS:
        return _firm(field, code, firms_by_code([code]))
    book = code_book(on=business_date(at))
    if field == "gcode":
        return _goods(code, prefix, book=book, units=names("units", on=book.on))
    return _record(actor, ems_no, code, prefix) if field == "itemRecordNo" else Note("")


def notes_of(form: ListForm, *, at: datetime) -> dict[str, Note]:
    """What the firms and goods codes already in the form stand for, by the id of their field."""
    content = form.content()
    codes = {name: content.head.get(name, "") for name in sorted(LOOKUPS)}
    firms = firms_by_code(codes.values())
    found = {f"id_{name}": _firm(name, code, firms) for name, code in codes.items() if code}
    book = code_book(on=business_date(at))
    units = names("units", on=book.on)
    for key, line in zip(form.keys, content.lines, strict=True):
        prefix = f"id_lines-{key}-"
        if line.get("gcode"):
            found[f"{prefix}gcode"] = _goods(line["gcode"], prefix, book=book, units=units)
    return found


def _firm(field: str, code: str, known: Mapping[str, FirmFact]) -> Note:
    found = known.get(code)
    if found is None:
        return Note(_("No firm with this code is on record."), is_warning=True)
    name = field.removesuffix("Code") + "Name"
    return Note(found.name, fills=(Fill(f"id_{name}", found.name),))


def _goods(code: str, prefix: str, *, book: CodeBook, units: dict[str, str]) -> Note:
    """Name, legal units and rates of a commodity, and whether this channel admits it."""
    goods = book.goods.get(code)
    if goods is None:
        return Note(_("Not a commodity code of today's tariff."), is_warning=True)
    parts = [local_name(goods.name_zh, en=goods.name_en), _units(goods, units), _rates(goods)]
    entry = book.positive.get(code)
    parts.append(
        _("positive list: %(modes)s") % {"modes": ", ".join(sorted(entry.modes))}
        if entry
        else _("not on the positive list")
    )
    fills = (Fill(f"{prefix}unit1", goods.unit1), Fill(f"{prefix}unit2", goods.unit2))
    return Note(" · ".join(filter(None, parts)), is_warning=entry is None, fills=fills)


def _units(goods: GoodsRate, units: dict[str, str]) -> str:
    return " / ".join(f"{unit} {units.get(unit, '')}".strip() for unit in (goods.unit1, goods.unit2) if unit)


def _rates(goods: GoodsRate) -> str:
    if goods.vat_rate is None or goods.consumption_tax is None:
        return _("its tax rates are not known")
    return _("VAT %(vat)s, consumption tax %(consumption)s, duty %(duty)s") % {
        "vat": _percent(goods.vat_rate),
        "consumption": _percent(goods.consumption_tax.rate),
        "duty": _percent(goods.mfn_rate) if goods.mfn_rate is not None else "?",
    }


def _percent(rate: Decimal) -> str:
    return f"{plain(rate * 100)} %"


def _record(actor: Actor, ems_no: str, number: str, prefix: str) -> Note:
    """The goods of a ledger item and what can be taken of it."""
    try:
        found = item(ledger(actor, ems_no=ems_no), item_record_no=number)
    except (Ledger.DoesNotExist, LedgerItem.DoesNotExist):
        return Note(_("Your ledger has no such item."), is_warning=True)
    usable = found.actl_inc_qty - found.actl_redc_qty - found.prevd_redc_qty
    text = _("%(name)s · usable %(qty)s") % {"name": found.gname, "qty": plain(usable)}
    wanted = (("gcode", found.gcode), ("gname", found.gname), ("unit", found.unit))
    return Note(text, fills=tuple(Fill(f"{prefix}{name}", value) for name, value in wanted))
