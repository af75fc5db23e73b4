"""The demo office: who is in it. Its accounts exist only with PORTAL_DEMO=1, on loopback."""

from typing import NamedTuple

from enterprises.rules.identifiers import check_character

PASSWORD = "clearance-demo-2020"  # noqa: S105 - everyone may know it: the demo is for loopback only


class Account(NamedTuple):
    """One demo account; ``label`` says in both languages who it is."""

    email: str
    name: str
    role: str
    where: str
    label_zh: str
    label_en: str


class DemoFirm(NamedTuple):
    """One demo firm; its credit code is ``body`` and the check character."""

    key: str
    name_zh: str
    name_en: str
    body: str
    customs_code: str
    platform_code: str
    dxp_id: str
    kinds: tuple[str, ...]
    office: str = "4921"
    zone: str = ""

    @property
    def credit_code(self) -> str:
        """The whole credit code."""
        return self.body + check_character(self.body)


class DemoTeam(NamedTuple):
    """One demo team."""

    key: str
    office: str
    name: str
    lanes: tuple[str, ...]


FIRMS = (
    DemoFirm(
        "shop", "湘品优选电子商务有限公司", "Xiang Select E-Commerce Co., Ltd.",
        "91430100MA4DEM01X", "430166A001", "XPYX", "DXPENT0000430001", ("platform", "merchant"),
        zone="4921",
    ),
    DemoFirm(
        "pay", "星沙支付有限公司", "Xingsha Payment Co., Ltd.",
        "91430100MA4DEM02Q", "430166A002", "", "DXPENT0000430002", ("payment",),
    ),
    DemoFirm(
        "express", "湘江速运有限公司", "Xiangjiang Express Co., Ltd.",
        "91430100MA4DEM03H", "430166A003", "", "DXPENT0000430003", ("logistics",),
    ),
    DemoFirm(
        "broker", "黄花综保报关仓储有限公司", "Huanghua Zone Customs & Storage Co., Ltd.",
        "91430100MA4DEM04A", "430168A004", "", "DXPENT0000430004", ("declarant", "zone_operator"),
        zone="4921",
    ),
    DemoFirm(
        "shop2", "潇湘母婴贸易有限公司", "Xiaoxiang Mother & Baby Trading Co., Ltd.",
        "91430100MA4DEM05P", "430166A005", "", "DXPENT0000430005", ("merchant",),
        zone="4921",
    ),
)  # fmt: skip

TEAMS = (
    DemoTeam("zone", "4921", "跨境电商科", ("1210", "9610")),
    DemoTeam("airport", "4908", "跨境监管科", ("9610",)),
)

ACCOUNTS = (
    Account("shop@demo.example", "苏敏", "admin", "shop", "平台与电商企业管理员", "Platform, administrator"),
    Account("pay@demo.example", "何涛", "admin", "pay", "支付企业管理员", "Payment firm, administrator"),
    Account("express@demo.example", "唐磊", "admin", "express", "物流企业管理员", "Carrier, administrator"),
    Account("broker@demo.example", "周岚", "admin", "broker", "申报企业管理员", "Declarant, administrator"),
    Account("shop2@demo.example", "贺敏", "admin", "shop2", "电商企业管理员", "Merchant, administrator"),
    Account("filer@demo.example", "刘洋", "filer", "broker", "申报企业申报员", "Declarant, filer"),
    Account("officer@demo.example", "陈静", "officer", "zone", "关员（4921）", "Officer (4921)"),
    Account("officer2@demo.example", "彭勇", "officer", "zone", "第二关员（4921）", "Second officer (4921)"),
    Account("airport@demo.example", "曾艳", "officer", "airport", "关员（4908）", "Officer (4908)"),
    Account("chief@demo.example", "罗建国", "chief", "zone", "科长", "Chief (4921)"),
    Account("chief2@demo.example", "梁志远", "chief", "zone", "副科长", "Second chief (4921)"),
    Account("inspector@demo.example", "谢强", "inspector", "zone", "查验关员", "Inspector"),
    Account("gate@demo.example", "邓辉", "gate", "zone", "卡口关员", "Gate officer"),
    Account("coordinator@demo.example", "蒋丽", "coordinator", "zone", "企业协调员", "Coordinator"),
    Account("coordinator2@demo.example", "段文", "coordinator", "zone", "第二协调员", "Second coordinator"),
    Account("laboratory@demo.example", "肖宁", "laboratory", "zone", "实验室", "Laboratory"),
    Account("operator@demo.example", "夏明", "operator", "zone", "监管场所经营人", "Site operator"),
)  # fmt: skip

# principal, agent, for what
AUTHORITIES = (
    ("shop", "broker", ("declare", "bonded", "reserve")),
    ("shop2", "broker", ("declare",)),
)
# firm, grade, its first day and the first day after, ground
GRADES = (
    ("broker", "general_certified", "2020-01-01", "2026-04-01", "Demonstration: certified under Decree 237"),
    ("broker", "certified", "2026-04-01", "", "Demonstration: a certified firm is inspected less often"),
)
FIRM_ROLES = frozenset({"admin", "filer"})
GUARANTEE = ("broker", "DB4921000001", 100_000_000)  # firm, number, limit in fen (1,000,000 CNY)
