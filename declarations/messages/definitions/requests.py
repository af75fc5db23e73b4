"""Requests about a filed list: cancellation, CEB623, and return, CEB625, with their receipts."""

from declarations.messages.definitions.shape import MessageDef, Signing, entity

CANCELLATION = entity(
    "InvtCancel",
    zh="撤销申请单",
    en="Cancellation request",
    table="""
        guid           | C36      | R | -   | - | Unique serial number            | 系统唯一序号
        appType        | C1       | R | 1   | - | Submission type                 | 报送类型
        appTime        | D14      | R | -   | - | Submission time                 | 报送时间
        appStatus      | C..3     | R | 1 2 | - | Business status                 | 业务状态
        customsCode    | C4       | R | -   | - | Customs office of declaration   | 申报海关代码
        orderNo        | C..60    | R | -   | - | Order number of the platform    | 订单编号
        ebpCode        | C..18    | R | -   | - | Platform code                   | 电商平台代码
        ebpName        | T..100   | R | -   | - | Platform name                   | 电商平台名称
        ebcCode        | C..18    | R | -   | - | Merchant code                   | 电商企业代码
        ebcName        | T..100   | R | -   | - | Merchant name                   | 电商企业名称
        logisticsNo    | C..60    | R | -   | - | Waybill (parcel) number         | 物流运单编号
        logisticsCode  | C..18    | R | -   | - | Logistics company code          | 物流企业代码
        logisticsName  | T..100   | R | -   | - | Logistics company name          | 物流企业名称
        copNo          | C0..20   | O | -   | - | Declarant's own document number | 企业内部编号
        preNo          | C0..18   | O | -   | - | Pre-entry number                | 电子口岸编号
        invtNo         | C..18    | R | -   | - | Import list number              | 清单编号
        buyerIdType    | C1       | R | 1   | - | Orderer ID type                 | 订购人证件类型
        buyerIdNumber  | C..60    | R | -   | P | Orderer ID number               | 订购人证件号码
        buyerName      | T..60    | R | -   | P | Orderer real name               | 订购人姓名
        buyerTelephone | C..30    | R | -   | P | Orderer phone                   | 订购人电话
        agentCode      | C..18    | R | -   | - | Declarant code                  | 申报企业代码
        agentName      | T..100   | R | -   | - | Declarant name                  | 申报企业名称
        reason         | T..1000  | R | -   | - | Reason                          | 撤单原因
        note           | T0..1000 | O | -   | - | Remark                          | 备注
    """,
)

CANCELLATION_RECEIPT = entity(
    "InvtCancelReturn",
    zh="撤销申请单回执",
    en="Cancellation receipt",
    table="""
        guid         | C36     | R | - | - | Unique serial number            | 系统唯一序号
        customsCode  | C4      | O | - | - | Customs office of declaration   | 申报海关代码
        agentCode    | C..18   | O | - | - | Declarant code                  | 申报企业代码
        ebpCode      | C..18   | O | - | - | Platform code                   | 电商平台代码
        ebcCode      | C..18   | O | - | - | Merchant code                   | 电商企业代码
        copNo        | C..20   | R | - | - | Declarant's own document number | 企业内部编号
        preNo        | C18     | R | - | - | Pre-entry number                | 电子口岸编号
        invtNo       | C18     | O | - | - | Import list number              | 清单编号
        returnStatus | C..10   | R | - | - | Receipt status                  | 回执状态
        returnTime   | D17     | R | - | - | Receipt time                    | 回执时间
        returnInfo   | T..1000 | R | - | - | Receipt text                    | 回执信息
    """,
)

RETURN_HEAD = entity(
    "InvtRefundHead",
    zh="退货申请单表头",
    en="Return request head",
    table="""
        guid           | C36      | R | -     | - | Unique serial number            | 系统唯一序号
        appType        | C1       | R | 1 2 3 | - | Submission type                 | 报送类型
        appTime        | D14      | R | -     | - | Submission time                 | 报送时间
        appStatus      | C..3     | R | 1 2   | - | Business status                 | 业务状态
        customsCode    | C4       | R | -     | - | Customs office of declaration   | 申报海关代码
        orderNo        | C..60    | R | -     | - | Order number of the platform    | 订单编号
        ebpCode        | C..18    | R | -     | - | Platform code                   | 电商平台代码
        ebpName        | T..100   | R | -     | - | Platform name                   | 电商平台名称
        ebcCode        | C..18    | R | -     | - | Merchant code                   | 电商企业代码
        ebcName        | T..100   | R | -     | - | Merchant name                   | 电商企业名称
        logisticsNo    | C..60    | R | -     | - | Waybill (parcel) number         | 物流运单编号
        logisticsCode  | C..18    | R | -     | - | Logistics company code          | 物流企业代码
        logisticsName  | T..100   | R | -     | - | Logistics company name          | 物流企业名称
        copNo          | C0..20   | O | -     | - | Declarant's own document number | 企业内部编号
        preNo          | C0..18   | O | -     | - | Pre-entry number                | 电子口岸编号
        invtNo         | C..18    | R | -     | - | Import list number              | 清单编号
        buyerIdType    | C1       | R | 1     | - | Orderer ID type                 | 订购人证件类型
        buyerIdNumber  | C..60    | R | -     | P | Orderer ID number               | 订购人证件号码
        buyerName      | T..60    | R | -     | P | Orderer real name               | 订购人姓名
        buyerTelephone | C..30    | R | -     | P | Orderer phone                   | 订购人电话
        agentCode      | C..18    | R | -     | - | Declarant code                  | 申报企业代码
        agentName      | T..100   | R | -     | - | Declarant name                  | 申报企业名称
        reason         | T..1000  | R | -     | - | Reason                          | 退货原因
        note           | T0..1000 | O | -     | - | Remark                          | 备注
    """,
)

RETURN_LINE = entity(
    "InvtRefundList",
    zh="退货申请单商品",
    en="Return request line",
    table="""
        gnum  | I        | R | - | - | Line number       | 商品序号
        gcode | C10      | R | - | - | HS code           | 商品编码
        gname | T..250   | R | - | - | Goods name        | 商品名称
        qty   | N19,5    | R | - | - | Declared quantity | 数量
        unit  | C3       | R | - | - | Declared unit     | 计量单位
        note  | T0..1000 | O | - | - | Remark            | 备注
    """,
)

RETURN_RECEIPT = entity(
    "InvtRefundReturn",
    zh="退货申请单回执",
    en="Return receipt",
    table="""
        guid         | C36     | R | - | - | Unique serial number            | 系统唯一序号
        customsCode  | C4      | O | - | - | Customs office of declaration   | 申报海关代码
        agentCode    | C..18   | O | - | - | Declarant code                  | 申报企业代码
        ebpCode      | C..18   | O | - | - | Platform code                   | 电商平台代码
        ebcCode      | C..18   | O | - | - | Merchant code                   | 电商企业代码
        copNo        | C..20   | R | - | - | Declarant's own document number | 企业内部编号
        preNo        | C18     | R | - | - | Pre-entry number                | 电子口岸编号
        invtNo       | C18     | O | - | - | Import list number              | 清单编号
        returnStatus | C..10   | R | - | - | Receipt status                  | 回执状态
        returnTime   | D17     | R | - | - | Receipt time                    | 回执时间
        returnInfo   | T..1000 | R | - | - | Receipt text                    | 回执信息
    """,
)

MESSAGES = (
    MessageDef(
        "623",
        "撤销申请单",
        "Cancellation request",
        "InvtCancel",
        CANCELLATION,
        None,
        "624",
        Signing.REQUIRED,
        True,
    ),
    MessageDef("624", "撤销申请单回执", "Cancellation receipt", "InvtCancelReturn", CANCELLATION_RECEIPT),
    MessageDef(
        "625",
        "退货申请单",
        "Return request",
        "InvtRefund",
        RETURN_HEAD,
        RETURN_LINE,
        "626",
        Signing.REQUIRED,
        True,
    ),
    MessageDef("626", "退货申请单回执", "Return receipt", "InvtRefundReturn", RETURN_RECEIPT),
)
