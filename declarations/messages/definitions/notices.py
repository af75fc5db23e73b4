"""What customs and the E-port send unasked: tax bill, CEB816, its status, CEB818, format receipt, CEB900."""

from declarations.messages.definitions.shape import MessageDef, entity

TAX_BILL_HEAD = entity(
    "TaxHeadRd",
    zh="电子税单表头",
    en="Tax bill head",
    table="""
        guid           | C36      | R | -     | - | Unique serial number          | 系统唯一序号
        returnTime     | D17      | R | -     | - | Receipt time                  | 回执时间
        invtNo         | C..18    | R | -     | - | Import list number            | 清单编号
        taxNo          | C..50    | R | -     | - | Tax bill number               | 电子税单编号
        customsTax     | N19,5    | R | -     | - | Duty payable                  | 应征关税
        valueAddedTax  | N19,5    | R | -     | - | VAT payable                   | 应征增值税
        consumptionTax | N19,5    | R | -     | - | Consumption tax payable       | 应征消费税
        status         | C1       | R | 1 2 3 | - | Tax bill status               | 税单状态
        entDutyNo      | C0..50   | O | -     | - | Duty payment book number      | 缴款书编号
        note           | T0..1000 | O | -     | - | Remark                        | 备注
        assureCode     | C0..64   | O | -     | - | Guarantor code                | 担保企业编号
        ebcCode        | C0..64   | O | -     | - | Merchant code                 | 电商企业代码
        logisticsCode  | C0..64   | O | -     | - | Logistics company code        | 物流企业代码
        agentCode      | C..18    | O | -     | - | Declarant code                | 申报企业代码
        customsCode    | C4       | O | -     | - | Customs office of declaration | 申报海关代码
    """,
)

TAX_BILL_LINE = entity(
    "TaxListRd",
    zh="电子税单商品",
    en="Tax bill line",
    table="""
        gnum           | I     | R | - | - | Line number                | 商品序号
        gcode          | C10   | R | - | - | HS code                    | 商品编码
        taxPrice       | N19,5 | R | - | - | Dutiable value of the line | 完税总价格
        customsTax     | N19,5 | R | - | - | Duty payable               | 应征关税
        valueAddedTax  | N19,5 | R | - | - | VAT payable                | 应征增值税
        consumptionTax | N19,5 | R | - | - | Consumption tax payable    | 应征消费税
    """,
)

TAX_BILL_STATUS = entity(
    "TaxHeadStatus",
    zh="电子税单状态",
    en="Tax bill status",
    table="""
        guid       | C36    | R | -     | - | Unique serial number     | 系统唯一序号
        returnTime | D17    | R | -     | - | Receipt time             | 回执时间
        invtNo     | C..18  | R | -     | - | Import list number       | 清单编号
        taxNo      | C..50  | R | -     | - | Tax bill number          | 电子税单编号
        status     | C1     | R | 1 2 3 | - | Tax bill status          | 税单状态
        entDutyNo  | C0..50 | O | -     | - | Duty payment book number | 缴款书编号
        assureCode | C0..64 | O | -     | - | Guarantor code           | 担保企业编号
    """,
)

FORMAT_RECEIPT = entity(
    "MessageReturn",
    zh="报文格式校验回执",
    en="Format-check receipt",
    table="""
        guid           | C36      | R | - | - | Unique serial number                  | 系统唯一序号
        returnStatus   | C..10    | R | - | - | Receipt status                        | 回执状态
        returnInfo     | T0..5000 | R | - | - | Receipt text                          | 回执信息
        returnTime     | D17      | R | - | - | Receipt time                          | 回执时间
        oriCopMsgId    | T0..255  | R | - | - | CopMsgId of the rejected transmission | 原始传输报文的copMsgId
        oriMessageType | T0..15   | R | - | - | Type of the rejected message          | 原始报文类型
        oriBizMessage  | T0..     | R | - | - | Original message body                 | 原始报文内容
    """,
)

MESSAGES = (
    MessageDef("816", "电子税单", "Tax bill", "Tax", TAX_BILL_HEAD, TAX_BILL_LINE, max_documents=None),
    MessageDef("818", "电子税单状态", "Tax bill status", "Tax", TAX_BILL_STATUS, max_documents=None),
    MessageDef(
        "900", "报文格式校验回执", "Format-check receipt", "MessageReturn", FORMAT_RECEIPT, max_documents=1
    ),
)
