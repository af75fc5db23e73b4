"""The demo ledger: what lies in the zone warehouse of the demo office."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

EMS_NO = "T4921W000001"
OPERATOR = "broker"  # the key of the demo firm that holds it
OFFICE = "4921"
VALID_FROM = date(2020, 1, 1)
QTY = Decimal(1_000_000)
REASON = "Demo stock"


class DemoItem(NamedTuple):
    """One item of the demo ledger; the unit is that in which lists declare it."""

    item_record_no: str
    gcode: str
    gname: str
    unit: str


ITEMS = (
    DemoItem("MILK-800", "1901101000", "婴儿配方奶粉 1段 800克", "122"),
    DemoItem("RICE-250", "1901109000", "婴幼儿营养米粉 250克", "140"),
    DemoItem("VITC-120", "2106909090", "维生素C咀嚼片 120片", "142"),
    DemoItem("FISHOIL-100", "1504200091", "深海鱼油软胶囊 100粒", "142"),
    DemoItem("SERUM-30", "3304990039", "保湿精华液 30毫升", "142"),
    DemoItem("MASK-5", "3304990049", "补水面膜 5片装", "140"),
    DemoItem("HAIR-300", "3305900000", "护发素 300毫升", "142"),
    DemoItem("SHAMPOO-500", "3305100090", "洗发水 500毫升", "142"),
    DemoItem("BLOCKS-100", "9503008900", "儿童积木玩具 100块", "006"),
    DemoItem("WINE-3000", "2204290000", "干红葡萄酒 3升盒装", "140"),
    DemoItem("WASH-150", "3401300000", "氨基酸洗面奶 150毫升", "012"),
    DemoItem("HONEY-500", "0409000000", "天然蜂蜜 500克", "142"),
)
