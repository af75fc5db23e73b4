"""Ledger files of the demo: lots that fall due, filings, a count, a loss, a write-off; made once."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from bonded import demo
from bonded.facts import Intake, LotLabel
from bonded.models import Ledger, LedgerFiling, LedgerItem, Mark
from bonded.rules.disposal import Goods
from bonded.rules.filing import ItemDraft
from bonded.rules.stocktaking import CountRow
from bonded.selectors.reconciling import shelf_of
from bonded.services.disposal import approve_disposal, report_disposal, witness_disposal
from bonded.services.filing import draft_filing, save_line, submit_filing
from bonded.services.ledgers import take_in
from bonded.services.pauses import set_mark
from bonded.services.stocktaking import explain, file_count
from bonded.services.writeoff import approve_write_off, submit_write_off
from enterprises.facts import Actor
from enterprises.models import User
from enterprises.selectors import actor_of_user
from kernel.clock import business_date

_HEAD = {
    "house_name": "黄花综保区 3 号保税仓",
    "house_address": "长沙黄花综合保税区一路 8 号",
    "area_m2": "5200",
    "valid_from": "2020-01-01",
    "valid_to": "",
    "cycle_months": "12",
}
_NEW_ITEM = ItemDraft(
    "OATS-500", "1901109000", "婴幼儿燕麦米粉 500克", "500克/盒", "140", "601", "142", Decimal(46)
)
# Lots beside the opening stock: item, lot, days until best before, days until the storage ends, quantity.
_LOTS = (
    ("MILK-800", "M2601A", 40, 25, 1200),
    ("MILK-800", "M2603B", 200, 120, 3000),
    ("RICE-250", "R2512C", 12, 60, 800),
    ("FISHOIL-100", "F2511D", 300, 5, 450),
)


def make(*, at: datetime) -> int:
    """Make the ledger files of the demo ledger through the services; how many (0: they are there).

    Raises:
        User.DoesNotExist: the demo office was not made before.
    """
    ledger = Ledger.objects.filter(ems_no=demo.EMS_NO).first()
    if ledger is None or LedgerFiling.objects.filter(ledger=ledger).exists():
        return 0
    firm, officer = _actor(demo.OPERATOR, at=at), _actor("officer", at=at)
    _bring_lots(officer, at=at)
    _write_years_off(ledger, firm=firm, officer=officer, at=at)
    _file(firm, at=at)
    _count(firm, at=at)
    _lose(firm, officer=officer, at=at)
    set_mark(
        actor=officer,
        at=at,
        ems_no=demo.EMS_NO,
        item_record_no="SERUM-30",
        mark=Mark.OUT_PAUSED,
        ground="中文标签待核实，暂停出区",
    )
    return LedgerFiling.objects.filter(ledger=ledger).count()


def _actor(name: str, *, at: datetime) -> Actor:
    return actor_of_user(User.objects.get(email=f"{name}@demo.example"), at=at)


def _bring_lots(officer: Actor, *, at: datetime) -> None:
    """Stock with lots, some of which fall due soon."""
    today = business_date(at)
    for number, lot_no, keeps, stays, qty in _LOTS:
        item = LedgerItem.objects.get(ledger__ems_no=demo.EMS_NO, item_record_no=number)
        days = timedelta(days=keeps), timedelta(days=stays)
        label = LotLabel(lot_no, today + days[0], today - timedelta(days=90), today + days[1])
        intake = Intake(number, item.gcode, item.gname, item.unit, Decimal(qty), "期初批次入账", label)
        take_in(actor=officer, at=at, ems_no=demo.EMS_NO, intake=intake)


def _write_years_off(ledger: Ledger, *, firm: Actor, officer: Actor, at: datetime) -> None:
    """The past years are written off, so that the next one is due at the end of this year."""
    first = ledger.valid_from if ledger.written_off_on is None else ledger.written_off_on + timedelta(days=1)
    for year in range(first.year, business_date(at).year):
        number = submit_write_off(
            actor=firm, at=at, ems_no=demo.EMS_NO, period_to=date(year, 12, 31), stated=True
        )
        approve_write_off(actor=officer, number=number, at=at)


def _file(firm: Actor, *, at: datetime) -> None:
    """A change of the head and new items that passed, a renamed item that waits, and a draft."""
    head = draft_filing(actor=firm, at=at, kind="head", ems_no=demo.EMS_NO, head=_HEAD)
    submit_filing(actor=firm, number=head, at=at)
    items = draft_filing(actor=firm, at=at, kind="items", ems_no=demo.EMS_NO)
    save_line(actor=firm, number=items, item=_NEW_ITEM, at=at)
    submit_filing(actor=firm, number=items, at=at)
    mask = LedgerItem.objects.get(ledger__ems_no=demo.EMS_NO, item_record_no="MASK-5")
    renamed = draft_filing(actor=firm, at=at, kind="items", ems_no=demo.EMS_NO)
    words = ItemDraft("MASK-5", mask.gcode, "玻尿酸补水面膜 5片装", "5片/盒", mask.unit, "133", "142")
    save_line(actor=firm, number=renamed, item=words, at=at)
    submit_filing(actor=firm, number=renamed, at=at)
    draft = draft_filing(actor=firm, at=at, kind="items", ems_no=demo.EMS_NO)
    save_line(actor=firm, number=draft, item=_NEW_ITEM._replace(item_record_no="OATS-1K", gcode=""), at=at)


def _count(firm: Actor, *, at: datetime) -> None:
    """A count with a difference, explained, waiting for an officer."""
    shelf = shelf_of(Ledger.objects.get(ems_no=demo.EMS_NO), record_nos=["HONEY-500", "BLOCKS-100"])
    rows = [
        CountRow(2, "HONEY-500", shelf["HONEY-500"].qty - 6),
        CountRow(3, "BLOCKS-100", shelf["BLOCKS-100"].qty),
    ]
    made = file_count(actor=firm, at=at, ems_no=demo.EMS_NO, counted_on=business_date(at), rows=rows)
    words = {1: "上架时破损 6 瓶，残骸已封存"}
    explain(actor=firm, number=made.number, explanations=words, at=at)


def _lose(firm: Actor, *, officer: Actor, at: datetime) -> None:
    """A destruction that waits for its second witness, and a loss that waits for a decision."""
    today = business_date(at)
    report = partial(report_disposal, actor=firm, at=at, ems_no=demo.EMS_NO)
    number = report(
        kind="destruction",
        found_on=today - timedelta(days=4),
        place="长沙市固废处置中心",
        reason="临近保质期，企业申请销毁",
        goods=[Goods("RICE-250", Decimal(120), "R2512C", today + timedelta(days=12))],
    )
    approve_disposal(actor=officer, number=number, at=at)
    witness_disposal(actor=officer, number=number, at=at)
    report(
        kind="force_majeure",
        found_on=today - timedelta(days=2),
        reason="暴雨致仓库进水，货物浸损",
        goods=[Goods("HAIR-300", Decimal(36))],
    )
