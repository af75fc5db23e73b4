"""The arrival detail list, CEB711: one document with any number of lines; its receipt, CEB712."""

from declarations.messages.definitions.shape import MessageDef, Signing, entity

ARRIVAL_HEAD = entity(
    "DeliveryHead",
    zh="入库明细单表头",
    en="Arrival list head",
    table="""
        guid           | C36      | R | -     | - | Unique serial number                 | 系统唯一序号
        appType        | C1       | R | 1 2 3 | - | Submission type                      | 报送类型
        appTime        | D14      | R | -     | - | Submission time                      | 报送时间
        appStatus      | C..3     | R | 1 2   | - | Business status                      | 业务状态
        customsCode    | C4       | R | -     | - | Customs office of declaration        | 申报海关代码
        copNo          | C0..20   | O | -     | - | Declarant's own document number      | 企业内部编号
        preNo          | C0..18   | O | -     | - | Pre-entry number                     | 电子口岸编号
        rkdNo          | C0..18   | O | -     | - | Arrival-list number given by customs | 入库单编号
        operatorCode   | C..18    | R | -     | - | Operator of the place, code          | 监管场所经营人代码
        operatorName   | T..100   | R | -     | - | Operator of the place, name          | 监管场所经营人名称
        ieFlag         | C1       | R | I E   | - | Import/export flag                   | 进出口标记
        trafMode       | C1       | R | -     | - | Transport mode                       | 运输方式
        trafNo         | T..100   | R | -     | - | Means of transport                   | 运输工具编号
        voyageNo       | T..32    | R | -     | - | Voyage or flight number              | 航班航次号
        billNo         | C..37    | R | -     | - | Master bill number                   | 提运单号
        logisticsCode  | C..18    | R | -     | - | Logistics company code               | 物流企业代码
        logisticsName  | T..100   | R | -     | - | Logistics company name               | 物流企业名称
        unloadLocation | T0..100  | O | -     | - | Unloading location                   | 卸货库位
        note           | T0..1000 | O | -     | - | Remark                               | 备注
    """,
)

ARRIVAL_LINE = entity(
    "DeliveryList",
    zh="入库明细单运单",
    en="Arrival list line",
    table="""
        gnum        | I        | R | - | - | Line number             | 商品序号
        logisticsNo | C..60    | R | - | - | Waybill (parcel) number | 物流运单编号
        note        | T0..1000 | O | - | - | Remark                  | 备注
    """,
)

ARRIVAL_RECEIPT = entity(
    "DeliveryReturn",
    zh="入库明细单回执",
    en="Arrival list receipt",
    table="""
        guid         | C36     | R | - | - | Unique serial number                 | 系统唯一序号
        customsCode  | C4      | O | - | - | Customs office of declaration        | 申报海关代码
        operatorCode | C..18   | O | - | - | Operator of the place, code          | 监管场所经营人代码
        copNo        | C0..20  | O | - | - | Declarant's own document number      | 企业内部编号
        preNo        | C0..18  | O | - | - | Pre-entry number                     | 电子口岸编号
        rkdNo        | C0..18  | O | - | - | Arrival-list number given by customs | 入库单编号
        returnStatus | C..10   | R | - | - | Receipt status                       | 回执状态
        returnTime   | D17     | R | - | - | Receipt time                         | 回执时间
        returnInfo   | T..1000 | R | - | - | Receipt text                         | 回执信息
    """,
)

MESSAGES = (
    MessageDef(
        "711",
        "入库明细单",
        "Arrival list",
        "Delivery",
        ARRIVAL_HEAD,
        ARRIVAL_LINE,
        "712",
        Signing.REQUIRED,
        True,
        1,
        None,
    ),
    MessageDef("712", "入库明细单回执", "Arrival list receipt", "DeliveryReturn", ARRIVAL_RECEIPT),
)
