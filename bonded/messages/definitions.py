"""The requests of firms in the zone system: what of each paper is read, as aligned tables.

Source: field tables of the zone system (schema set of 2017) and messages that running systems sent.
Misspelt names are the official ones. UNVERIFIED: the wrapper of SAS111; ``billNo`` of INV101 and ``lotNo``,
``bestBefore``, ``limitDate`` of its lines (ours: the schema has no place for them), lines of two papers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kernel.xml.shape import Entity, entity


@dataclass(frozen=True, slots=True, eq=False)
class RequestDef:
    """One request: the names its parts go by, and what the head says its own number with.

    ``dcl_types`` are the declaration types that the paper knows: 1 new, 2 change, 3 void or close.
    """

    code: str
    zh: str
    en: str
    head_names: frozenset[str]
    line_names: frozenset[str]
    head: Entity
    line: Entity
    own_no: str
    number: str
    dcl_types: frozenset[str]


_INV_HEAD = entity(
    "InvtHeadType",
    zh="核注清单表头",
    en="Inventory head",
    table="""
        seqNo               | C0..18   | O | -         | - | Pre-entry number        | 预录入统一编号
        bondInvtNo          | C0..64   | O | -         | - | Inventory number        | 清单编号
        putrecNo            | C..12    | R | -         | - | Ledger number           | 备案编号
        etpsInnerInvtNo     | C..64    | R | -         | - | The firm's own number   | 企业内部清单编号
        invtType            | C1       | R | 0 1 3 6 8 | - | Type of inventory       | 清单类型
        impexpMarkcd        | C1       | R | I E       | - | In or out               | 进出口标记代码
        bizopEtpsno         | C0..10   | O | -         | - | Operator's customs code | 经营企业编号
        bizopEtpsSccd       | C0..18   | O | -         | - | Operator's credit code  | 经营企业社会信用代码
        supvModecd          | C..4     | R | -         | - | Supervision mode        | 监管方式代码
        trspModecd          | C0..1    | O | -         | - | Mode of transport       | 运输方式代码
        impexpPortcd        | C0..4    | O | -         | - | Port                    | 进出口口岸代码
        stshipTrsarvNatcd   | C0..3    | O | -         | - | Country                 | 起运运抵国别代码
        dclcusFlag          | C1       | R | 1 2       | - | Declared or not         | 是否报关标志
        dclcusTypecd        | C0..1    | O | -         | - | Who declares            | 报关类型代码
        rltInvtNo           | C0..18   | O | -         | - | Other side's inventory  | 关联清单编号
        rltPutrecNo         | C0..12   | O | -         | - | The other side's ledger | 关联备案编号
        billNo              | C0..37   | O | -         | - | Bill of lading          | 提运单号
        rltEntryBizopEtpsno | C0..18   | O | -         | - | Other party's code      | 关联报关单经营企业编号
        rltEntryBizopEtpsNm | T0..512  | O | -         | - | Other party's name      | 关联报关单经营企业名称
        dclTypecd           | C1       | R | 1 2 3     | - | Declaration type        | 申报类型
        rmk                 | T0..4000 | O | -         | - | Remark                  | 备注
    """,
)

_INV_LINE = entity(
    "InvtListType",
    zh="核注清单表体",
    en="Inventory line",
    table="""
        gdsSeqno         | I9      | R | - | - | Line number             | 商品序号
        putrecSeqno      | I9      | O | - | - | Item of the ledger      | 备案序号
        gdsMtno          | C..32   | R | - | - | Item record number      | 商品料号
        gdecd            | C..10   | R | - | - | HS code                 | 商品编码
        gdsNm            | T0..512 | O | - | - | Goods name              | 商品名称
        gdsSpcfModelDesc | T0..512 | O | - | - | Specification           | 商品规格型号描述
        dclUnitcd        | C..3    | R | - | - | Declared unit           | 申报计量单位
        dclQty           | N19,5   | R | - | - | Declared quantity       | 申报数量
        dclUprcAmt       | N19,4   | O | - | - | Unit price              | 申报单价金额
        dclTotalAmt      | N19,2   | O | - | - | Total                   | 申报总金额
        dclCurrcd        | C0..3   | O | - | - | Currency                | 申报币制代码
        natcd            | C0..3   | O | - | - | Country of origin       | 国别代码
        grossWt          | N19,5   | O | - | - | Gross weight, kg        | 毛重量
        netWt            | N19,5   | O | - | - | Net weight, kg          | 净重量
        entryGdsSeqno    | I9      | O | - | - | Line of the declaration | 报关单商品序号
        lotNo            | T0..40  | O | - | - | Lot                     | 批次号
        bestBefore       | D8      | O | - | - | Best before             | 保质期至
        limitDate        | D8      | O | - | - | End of storage          | 存储期限
    """,
)

_APP_HEAD = entity(
    "AppHead",
    zh="业务申报表表头",
    en="Application head",
    table="""
        seqNo           | C0..18  | O | -         | - | Pre-entry number          | 预录入统一编号
        sasDclNo        | C0..64  | O | -         | - | Application number        | 申报表编号
        etpsPreentNo    | C0..64  | O | -         | - | The firm's own number     | 企业内部编号
        dclTypecd       | C1      | R | 1 2 3     | - | Declaration type          | 申报类型代码
        businessTypecd  | C1      | R | A C D E F | - | Business                  | 业务类型代码
        directionTypecd | C1      | R | I E       | - | Direction                 | 货物流向代码
        areainOriactNo  | C..12   | R | -         | - | Ledger inside the zone    | 区内账册编号
        areaoutEtpsno   | C0..18  | O | -         | - | Code of the party outside | 区外企业编码
        areaoutEtpsSccd | C0..18  | O | -         | - | Its credit code           | 区外企业社会信用代码
        areaoutEtpsNm   | T0..512 | O | -         | - | Its name                  | 区外企业名称
        dpstLevyBlNo    | C0..64  | O | -         | - | Guarantee                 | 保证金征收单编号
        validTime       | D8      | R | -         | - | Valid to and with         | 有效期
        exhibitionPlace | T0..120 | O | -         | - | Place of display          | 展示地
        rmk             | T0..500 | O | -         | - | Remark                    | 备注
    """,
)

_APP_LINE = entity(
    "AppGoods",
    zh="业务申报表表体",
    en="Application line",
    table="""
        sasDclSeqno      | I9      | R | - | - | Line number        | 申报序号
        oriactGdsSeqno   | I9      | O | - | - | Item of the ledger | 底账商品序号
        gdsMtno          | C..32   | R | - | - | Item record number | 商品料号
        gdecd            | C0..10  | O | - | - | HS code            | 商品编码
        gdsNm            | T0..512 | O | - | - | Goods name         | 商品名称
        gdsSpcfModelDesc | T0..512 | O | - | - | Specification      | 商品规格型号描述
        dclUnitcd        | C0..3   | O | - | - | Declared unit      | 申报计量单位
        dclQty           | N19,5   | R | - | - | Quantity           | 申报数量
        dclUprcAmt       | N19,4   | O | - | - | Unit price         | 申报单价
        dclCurrcd        | C0..3   | O | - | - | Currency           | 币制代码
    """,
)

_STOCK_HEAD = entity(
    "StockHead",
    zh="出入库单表头",
    en="In/out document head",
    table="""
        seqNo         | C0..18  | O | -     | - | Pre-entry number            | 预录入统一编号
        sasStockNo    | C0..64  | O | -     | - | Document number             | 出入库单编号
        etpsPreentNo  | C0..64  | O | -     | - | The firm's own number       | 企业内部编号
        dclTypecd     | C1      | R | 1 2 3 | - | Declaration type            | 申报类型代码
        sasDclNo      | C0..64  | O | -     | - | Application number          | 申报表编号
        stockTypecd   | C0..1   | O | I E   | - | In or out                   | 出入库单类型代码
        rltSasStockNo | C0..18  | O | -     | - | Document whose goods return | 关联出入库单编号
        rmk           | T0..500 | O | -     | - | Remark                      | 备注
    """,
)

_STOCK_LINE = entity(
    "StockGoods",
    zh="出入库单表体",
    en="In/out document line",
    table="""
        sasStockSeqno | I9    | R | - | - | Line number             | 出入库单序号
        sasDclSeqno   | I9    | R | - | - | Line of the application | 申报序号
        dclQty        | N19,5 | R | - | - | Quantity                | 申报数量
        dclUprcAmt    | N19,4 | O | - | - | Unit price              | 申报单价
        dclTotalAmt   | N19,2 | O | - | - | Total                   | 申报总价
        dclCurrcd     | C0..3 | O | - | - | Currency                | 币制代码
        grossWt       | N19,5 | O | - | - | Gross weight, kg        | 毛重
        netWt         | N19,5 | O | - | - | Net weight, kg          | 净重
        rltStockSeqno | I9    | O | - | - | Line that comes back    | 关联出入库单序号
    """,
)

_PASS_HEAD = entity(
    "PassportHead",
    zh="核放单表头",
    en="Gate pass head",
    table="""
        seqNo          | C0..18  | O | -           | - | Pre-entry number         | 预录入统一编号
        passportNo     | C0..64  | O | -           | - | Gate pass number         | 核放单编号
        etpsPreentNo   | C0..64  | O | -           | - | The firm's own number    | 企业内部编号
        dclTypecd      | C1      | R | 1 2 3       | - | Declaration type         | 申报类型代码
        passportTypecd | C1      | R | 1 2 3 4 5 6 | - | Kind of gate pass        | 核放单类型代码
        ioTypecd       | C1      | R | I E         | - | In or out                | 进出标志代码
        bindTypecd     | C0..1   | O | 1 2 3       | - | Binding                  | 绑定类型代码
        rltTbTypecd    | C0..1   | O | 1 2 3       | - | Kind of its documents    | 关联单证类型代码
        rltNo          | T0..512 | O | -           | - | Numbers of its documents | 关联单证编号
        vehicleNo      | T..32   | R | -           | - | Plate                    | 承运车车牌号
        vehicleWt      | N19,5   | R | -           | - | Vehicle, kg              | 车自重
        vehicleFrameNo | T0..20  | O | -           | - | Frame                    | 车架号
        vehicleFrameWt | N19,5   | O | -           | - | Frame, kg                | 车架重
        containerNo    | C0..20  | O | -           | - | Container                | 集装箱号
        containerWt    | N19,5   | O | -           | - | Container, kg            | 集装箱重
        totalGrossWt   | N19,5   | O | -           | - | Goods gross, kg          | 货物总毛重
        totalNetWt     | N19,5   | O | -           | - | Goods net, kg            | 货物总净重
        totalWt        | N19,5   | R | -           | - | Total weight, kg         | 总重量
        rmk            | T0..300 | O | -           | - | Remark                   | 备注
    """,
)

_PASS_LINE = entity(
    "PassportList",
    zh="核放单表体",
    en="Gate pass line",
    table="""
        passportSeqNo | I9     | R | - | - | Line number          | 序号
        rltNo         | C0..18 | O | - | - | Document of the line | 关联单证编号
        rltGdsSeqno   | I9     | R | - | - | Line of the document | 关联商品序号
        dclQty        | N19,5  | R | - | - | Quantity             | 申报数量
        grossWt       | N19,5  | O | - | - | Gross weight, kg     | 毛重
        netWt         | N19,5  | O | - | - | Net weight, kg       | 净重
    """,
)


def _names(*names: str) -> frozenset[str]:
    """Names are compared without regard to case: senders write both InvtType and invtType."""
    return frozenset(name.lower() for name in names)


_ALL = (
    RequestDef(
        "INV101", "保税核注清单", "Bonded inventory",
        _names("InvtHeadType", "BondInvtBsc"), _names("InvtListType", "BondInvtDt"),
        _INV_HEAD, _INV_LINE, "etpsInnerInvtNo", "bondInvtNo", frozenset("123"),
    ),
    RequestDef(
        "SAS101", "业务申报表", "Business application",
        _names("AppHead", "SasDclBsc"), _names("AppGoods", "SasDclDt"),
        _APP_HEAD, _APP_LINE, "etpsPreentNo", "sasDclNo", frozenset("123"),
    ),
    RequestDef(
        "SAS111", "出入库单", "In/out document",
        _names("StockHead", "SasStockBsc"), _names("StockGoods", "StockList", "SasStockDt"),
        _STOCK_HEAD, _STOCK_LINE, "etpsPreentNo", "sasStockNo", frozenset("13"),
    ),
    RequestDef(
        "SAS121", "核放单", "Gate pass",
        _names("PassportHead", "SasPassportBsc"), _names("PassportList", "SasPassportDt"),
        _PASS_HEAD, _PASS_LINE, "etpsPreentNo", "passportNo", frozenset("13"),
    ),
)  # fmt: skip
REQUESTS: Mapping[str, RequestDef] = MappingProxyType({one.code: one for one in _ALL})
