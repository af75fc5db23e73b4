"""The waybill, CEB511, its status, CEB513, and their receipts, CEB512 and CEB514."""

from declarations.messages.definitions.shape import MessageDef, Signing, entity

WAYBILL_HEAD = entity(
    "LogisticsHead",
    zh="物流运单",
    en="Waybill",
    table="""
        guid               | C36      | R | -     | - | Unique serial number         | 系统唯一序号
        appType            | C1       | R | 1 2 3 | - | Submission type              | 报送类型
        appTime            | D14      | R | -     | - | Submission time              | 报送时间
        appStatus          | C..3     | R | 1 2   | - | Business status              | 业务状态
        logisticsCode      | C..18    | R | -     | - | Logistics company code       | 物流企业代码
        logisticsName      | T..100   | R | -     | - | Logistics company name       | 物流企业名称
        logisticsNo        | C..60    | R | -     | - | Waybill (parcel) number      | 物流运单编号
        billNo             | C0..37   | O | -     | - | Master bill number           | 提运单号
        orderNo            | C..60    | R | -     | - | Order number of the platform | 订单编号
        freight            | N19,5    | O | -     | - | Freight                      | 运费
        insuredFee         | N19,5    | O | -     | - | Insurance fee                | 保价费
        currency           | C3       | R | 142   | - | Currency                     | 币制
        weight             | N19,5    | R | -     | - | Gross weight, kg             | 毛重
        packNo             | I9       | R | -     | - | Pieces                       | 件数
        goodsInfo          | T0..200  | O | -     | - | Main goods text              | 主要货物信息
        consignee          | T..100   | R | -     | P | Consignee name               | 收货人姓名
        consigneeAddress   | T..200   | R | -     | P | Consignee address            | 收货地址
        consigneeTelephone | C..50    | R | -     | P | Consignee phone              | 收货人电话
        note               | T0..1000 | O | -     | - | Remark                       | 备注
    """,
)

WAYBILL_RECEIPT = entity(
    "LogisticsReturn",
    zh="物流运单回执",
    en="Waybill receipt",
    table="""
        guid          | C36     | R | - | - | Unique serial number    | 系统唯一序号
        logisticsCode | C..18   | R | - | - | Logistics company code  | 物流企业代码
        logisticsNo   | C..60   | R | - | - | Waybill (parcel) number | 物流运单编号
        returnStatus  | C..10   | R | - | - | Receipt status          | 回执状态
        returnTime    | D17     | R | - | - | Receipt time            | 回执时间
        returnInfo    | T..1000 | R | - | - | Receipt text            | 回执信息
    """,
)

WAYBILL_STATUS = entity(
    "LogisticsStatus",
    zh="物流运单状态",
    en="Waybill status",
    table="""
        guid            | C36      | R | -     | - | Unique serial number    | 系统唯一序号
        appType         | C1       | R | 1 2 3 | - | Submission type         | 报送类型
        appTime         | D14      | R | -     | - | Submission time         | 报送时间
        appStatus       | C..3     | R | 1 2   | - | Business status         | 业务状态
        logisticsCode   | C..18    | R | -     | - | Logistics company code  | 物流企业代码
        logisticsName   | T..100   | R | -     | - | Logistics company name  | 物流企业名称
        logisticsNo     | C..60    | R | -     | - | Waybill (parcel) number | 物流运单编号
        logisticsStatus | C1       | R | -     | - | Logistics status        | 物流签收状态
        logisticsTime   | D14      | R | -     | - | Time of status          | 物流状态时间
        note            | T0..1000 | O | -     | - | Remark                  | 备注
    """,
)

WAYBILL_STATUS_RECEIPT = entity(
    "LogisticsStatusReturn",
    zh="物流运单状态回执",
    en="Waybill status receipt",
    table="""
        guid            | C36     | R | - | - | Unique serial number    | 系统唯一序号
        logisticsCode   | C..18   | R | - | - | Logistics company code  | 物流企业代码
        logisticsNo     | C..60   | R | - | - | Waybill (parcel) number | 物流运单编号
        logisticsStatus | C1      | R | - | - | Logistics status        | 物流签收状态
        returnStatus    | C..10   | R | - | - | Receipt status          | 回执状态
        returnTime      | D17     | R | - | - | Receipt time            | 回执时间
        returnInfo      | T..1000 | R | - | - | Receipt text            | 回执信息
    """,
)

MESSAGES = (
    MessageDef("511", "物流运单", "Waybill", "Logistics", WAYBILL_HEAD, None, "512", Signing.OPTIONAL, True),
    MessageDef("512", "物流运单回执", "Waybill receipt", "LogisticsReturn", WAYBILL_RECEIPT),
    MessageDef(
        "513",
        "物流运单状态",
        "Waybill status",
        "LogisticsStatus",
        WAYBILL_STATUS,
        None,
        "514",
        Signing.OPTIONAL,
        True,
    ),
    MessageDef(
        "514", "物流运单状态回执", "Waybill status receipt", "LogisticsStatusReturn", WAYBILL_STATUS_RECEIPT
    ),
)
